internal import ArgumentParser
private import Foundation
internal import WrightCore
internal import WrightDocuments
internal import WrightEvaluation
internal import WrightStore
internal import WrightText

/// Makes questions from documents.
struct EvalGenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make a question set from documents: questions with gold spans, and questions without an answer.",
        discussion: """
            No model is needed: headings, definitions and sentences with a word hidden become questions, each with the \
            sentence that answers it. Questions without an answer exchange what is asked about. With '--model' a \
            language model writes the questions; those whose proof does not stand in the passage word for word are \
            thrown away. Look through the set before you trust it.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: "How many questions at most.")
    var count = 100

    @Option(help: ArgumentHelp("How many of one document at most.", valueName: "count"))
    var perDocument = 5

    @Option(help: ArgumentHelp("The share of questions that the documents do not answer.", valueName: "rate"))
    var unanswerable = 0.2

    @Option(help: "What random choices start from.")
    var seed: UInt64 = 1

    @Option(help: "The language of the documents, a BCP-47 code.")
    var language = "en"

    @Option(help: ArgumentHelp("A language model that writes the questions.", valueName: "service:model"))
    var model: String?

    @Option(
        name: .customLong("base-url"),
        help: ArgumentHelp("The address of the model's service, where it is not its own.", valueName: "url")
    )
    var baseURL: String?

    @Option(help: ArgumentHelp("What the model may cost, in dollars.", valueName: "dollars"))
    var budget: Double?

    @Option(
        help: ArgumentHelp(
            "Add this many passages to each question that look right but do not answer it.",
            valueName: "count"
        )
    )
    var hardNegatives = 0

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; default: standard output.", valueName: "file"))
    var output: String?

    @Argument(help: "Folders and files.", completion: .file())
    var paths: [String]

    func validate() throws {
        guard (1...1_000_000).contains(count) else { throw ValidationError("'--count' must be from 1 to 1000000.") }
        guard (1...1000).contains(perDocument) else {
            throw ValidationError("'--per-document' must be from 1 to 1000.")
        }
        guard (0...0.9).contains(unanswerable) else { throw ValidationError("'--unanswerable' must be from 0 to 0.9.") }
        guard (0...20).contains(hardNegatives) else {
            throw ValidationError("'--hard-negatives' must be from 0 to 20.")
        }
        guard model != nil || (baseURL == nil && budget == nil) else {
            throw ValidationError("'--base-url' and '--budget' need '--model'.")
        }
    }

    func run() async throws {
        var configuration = ExtractiveGenerator.Configuration()
        configuration.questionLimit = count
        configuration.documentLimit = perDocument
        configuration.unanswerableRate = unanswerable
        configuration.seed = seed
        configuration.language = language
        var documents: [SourceText] = []
        var skipped: [String] = []
        for path in paths {
            let found = try EvalDocuments.read(path, in: global.folder)
            documents += found.documents
            skipped += found.skipped
        }
        let examples = try await examples(from: documents, configuration)
        let set = try Dataset(name: output ?? "generated", examples: examples)
        if let output {
            try EvalFiles.write(set.text, to: output)
            let open = examples.count { !$0.isAnswerable }
            if global.json {
                Output.json([
                    "schema": 1, "documents": .int(documents.count), "questions": .int(examples.count),
                    "unanswerable": .int(open), "version": .string(set.version.description),
                    "skipped": .array(skipped.map { .string($0) }),
                ])
            } else {
                Output.line("\(examples.count) questions from \(documents.count) documents, \(open) without an answer.")
            }
        } else {
            for example in examples { Output.line(example.json.text()) }
        }
        for path in skipped { Output.message(Output.printable("skipped: \(path)")) }
        if !skipped.isEmpty { throw ExitCode(2) }
    }

    private func examples(
        from documents: [SourceText],
        _ configuration: ExtractiveGenerator.Configuration
    ) async throws -> [Example] {
        let desk = EvalGenerationDesk(documents)
        var examples: [Example]
        if let model {
            var arguments = ["--model", model]
            if let baseURL { arguments += ["--base-url", baseURL] }
            if let budget { arguments += ["--budget", "\(budget)"] }
            guard let session = try ModelOptions.parse(arguments).session(global: global, command: "eval") else {
                throw CLIError.modelNeeded(for: "--model")
            }
            let made = try await desk.examples(
                by: ModelGenerator(provider: session.provider, model: session.model),
                configuration,
                bar: ProgressBar(isQuiet: global.quiet)
            )
            if made.lostCount > 0, !global.quiet {
                let fault = made.fault.map { ": " + $0 } ?? ""
                Output.message(Output.printable("note: \(made.lostCount) questions were lost\(fault)"))
            }
            examples = made.examples
        } else {
            examples = ExtractiveGenerator(configuration: configuration).examples(from: documents)
        }
        guard hardNegatives > 0 else { return examples }
        let analyzer = Analyzer(configuration: .init(language: TextLanguage(code: language)))
        return try await desk.withHardNegatives(examples, count: hardNegatives, analyzer: analyzer)
    }
}

/// Documents for questions.
enum EvalDocuments {
    private static let fileLimit = 100_000

    /// The documents of a file or a folder, in the order of their paths, and what could not be read.
    static func read(_ path: String, in project: ProjectFolder) throws -> (documents: [SourceText], skipped: [String]) {
        guard EvalFiles.isFolder(path) else {
            return ([try parse(path, in: project)], [])
        }
        let names = (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? [])
            .filter { !$0.hasPrefix(".") && !$0.contains("/.") }
            .sorted().prefix(fileLimit)
        var documents: [SourceText] = []
        var skipped: [String] = []
        for name in names where !EvalFiles.isFolder(path + "/" + name) {
            do {
                documents.append(try parse(path + "/" + name, in: project))
            } catch let error as any DescribedError {
                skipped.append("\(path)/\(name): \(error.message)")
            }
        }
        return (documents, skipped)
    }

    private static func parse(_ path: String, in project: ProjectFolder) throws -> SourceText {
        let uri = project.relative(ProjectFolder.absolute(path))
        let bytes = try MappedFile(path: path).withBytes { Array($0) }
        let document = try DocumentParser().parse(DocumentSource(uri: uri, bytes: bytes))
        return SourceText(id: uri, title: document.title, text: document.text, sections: sections(of: document))
    }

    /// The text between a heading and the next, with the headings above it.
    private static func sections(of document: Document) -> [SourceText.Section] {
        var path: [(level: Int, title: String)] = []
        var sections: [SourceText.Section] = []
        var start = 0
        let bytes = Array(document.text.utf8)
        func close(at end: Int) {
            if !path.isEmpty, end > start { sections.append(.init(path: path.map(\.title), range: start..<end)) }
        }
        for block in document.blocks {
            guard case .heading(let level) = block.kind else { continue }
            close(at: block.range.lowerBound)
            path.removeAll { $0.level >= level }
            path.append((level, String(decoding: bytes[block.range], as: UTF8.self)))
            start = block.range.upperBound
        }
        close(at: bytes.count)
        return sections
    }
}
