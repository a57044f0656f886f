internal import ArgumentParser
internal import WrightCore
private import WrightDocuments
private import WrightStore

/// Shows what a citation points to.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a document's text as it was read, or the bytes of it that a citation names.",
        discussion: """
            The bytes of citations and hits count in this text, not in the file: a PDF or a Word file has no text of \
            its own to count in, and a Markdown file's marks are not part of it. Texts that readers would not see are \
            never part of it; --hidden lists them.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Only these bytes, as in '75-113'.", valueName: "first-end"))
    var range: String?

    @Option(help: ArgumentHelp("Read as a member of this group; may be repeated.", valueName: "name"))
    var group: [String] = []

    @Flag(help: "List the texts that were kept out because readers would not see them.")
    var hidden = false

    @Argument(help: "The document as 'wright ask' and 'wright search' name it, or the end of its path.")
    var document: String

    func validate() throws {
        guard range == nil || bytes != nil else {
            throw ValidationError("'--range' must be two numbers such as 75-113, the second not less than the first.")
        }
        if hidden, range != nil { throw ValidationError("'--hidden' and '--range' do not go together.") }
    }

    func run() async throws {
        let corpus = try EmbeddedCorpus(project: global.folder, embedder: nil)
        let uri = try uri(in: corpus)
        guard let text = try corpus.text(of: uri, range: bytes, readableBy: Set(group)) else {
            if try corpus.isHeldInPart(uri, readableBy: Set(group)) { throw CLIError.documentHeld(document) }
            throw CLIError.documentUnknown(document)
        }
        let texts = hidden ? try corpus.hiddenTexts(of: uri) : []
        if global.json {
            var members: [JSONValue.Member] = [.init("schema", 1), .init("document", .string(uri))]
            if let bytes {
                let end = bytes.lowerBound + text.utf8.count
                members.append(.init("range", ["start": .int(bytes.lowerBound), "end": .int(end)]))
            }
            if hidden {
                let values: [JSONValue] = texts.map {
                    ["offset": .int($0.offset), "reason": .string($0.reason.rawValue), "text": .string($0.text)]
                }
                members.append(.init("hidden", .array(values)))
            } else {
                members.append(.init("text", .string(text)))
            }
            Output.json(.object(members))
        } else if hidden {
            for text in texts { Output.line("\(text.offset)  \(text.reason.rawValue)  \(Output.printable(text.text))") }
        } else {
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                Output.line(Output.printable(String(line)))
            }
        }
    }

    /// The bytes that the option names; nil where it is missing or wrong.
    private var bytes: Range<Int>? {
        let parts = (range ?? "").split(whereSeparator: { "-–".contains($0) }).map { Int($0) }
        guard parts.count == 2, let first = parts[0], let end = parts[1], 0 <= first, first <= end else { return nil }
        return first..<end
    }

    /// The one document that the name stands for.
    private func uri(in corpus: EmbeddedCorpus) throws -> String {
        let found = try corpus.documents(endingIn: document, readableBy: Set(group))
        if found.contains(document) { return document }
        guard let first = found.first else { throw CLIError.documentUnknown(document) }
        guard found.count == 1 else { throw CLIError.documentAmbiguous(document, found) }
        return first
    }
}
