internal import ArgumentParser
private import Foundation
private import WrightStore
private import WrightCore

/// Writes a project file.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a wright.yaml with every setting explained."
    )

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let folder = ProjectFolder(path: global.project ?? FileManager.default.currentDirectoryPath)
        let path = folder.path + "/wright.yaml"
        guard !FileManager.default.fileExists(atPath: path) else { throw CLIError.fileExists(path) }
        try Array(Self.text.utf8).withUnsafeBytes { try AtomicFile.write($0, to: path) }
        if global.json {
            Output.json(["schema": 1, "path": .string(path)])
        } else {
            Output.line("Wrote \(Output.printable(path)).")
        }
    }

    static let text = """
        # Settings of this project. Every one is optional; these are the defaults.

        # The embedding model's name or folder; none: search by words only.
        model: all-MiniLM-L6-v2

        # The arithmetic of the model: f32, bf16 or int8. An index keeps the one that it was made with.
        # precision: int8

        # A cross-encoder that judges the best hits again, by name or folder.
        # rerank: none

        # A file of 'wright eval adapt' that questions' embeddings go through.
        # adapter: none

        # Who writes answers; without this line they are sentences of the documents.
        # languageModel: ollama:llama3.2

        # Services of your own, to be named in front of a model's name, as in office:NAME.
        # providers:
        #   office: {form: openai, url: "https://llm.example.com/v1"}

        # A table of what models cost, for models that have no list price; its entries go before the built-in ones.
        # prices: prices.json

        # The language of the words: en, de, fr, es, ru …; auto: found out from the documents.
        language: auto

        # How documents are cut: structure, sentence, fixed or parentChild.
        chunker: structure

        # Tokens that a chunk should have, 16 to 4096. Without this line, the chunker's own default.
        # chunkTokens: 200

        # How much words in the title, in the headings and in the text count.
        # fieldWeights: {title: 2, headings: 1, body: 1}

        # How much memory indexing may take, not less than 128 MiB. Without this line, about 1 GiB.
        # memory: 512 MiB

        # Files to take and to leave, by their path below the indexed folder: * is anything but /, ** anything.
        # include: ["**/*.md", "**/*.pdf"]
        # exclude: ["drafts"]

        # Documents that only members of some groups may find. The last rule that matches holds.
        # access:
        #   - path: "hr/**"
        #     groups: [hr]

        # Inspect documents before they are stored and questions before they are answered: standard, or a policy's file.
        # guard: standard

        # How many passages of a kind may stand in the context of one answer: of one document, of one source (a folder
        # or a host), and of a tier beside passages that are trusted more; none: any number.
        # contextCap: {document: none, source: none, user: 3, external: 2}

        # How far documents are trusted: external, user, curated (the default) or operator.
        # trust:
        #   - path: "uploads/**"
        #     tier: user

        """
}
