internal import ArgumentParser
private import Foundation
private import Synchronization
private import WrightCore
internal import WrightModel
internal import WrightRetrieval
private import WrightTrace

/// Talks with a language model about the documents.
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Ask questions one after another, answered by a language model from the documents.",
        discussion: """
            A question that refers to what was said before is first rewritten to stand alone. A line that ends with \
            a backslash goes on in the next line. /help lists what else can be typed. Questions can also be piped in, \
            one in each line.
            """
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var retrieval: RetrievalOptions
    @OptionGroup(title: "Language model") var language: ModelOptions
    @OptionGroup var questions: QuestionOptions
    @OptionGroup var checking: AnswerOptions

    @Option(
        help: ArgumentHelp(
            "How many tokens of the conversation are kept; older turns are summarised.",
            valueName: "count"
        )
    )
    var history = 2000

    @Flag(
        inversion: .prefixedNo,
        help: "Show the answer while it is written, before it is checked; the default at a terminal."
    )
    var stream: Bool?

    @Option(help: ArgumentHelp("Write what was done into this file, one JSON object a line.", valueName: "file"))
    var trace: String?

    func validate() throws {
        guard (64...1_000_000).contains(history) else {
            throw ValidationError("'--history' must be from 64 to 1000000.")
        }
    }

    func run() async throws {
        guard let model = try language.session(global: global, command: "chat") else {
            throw CLIError.modelNeeded(for: "chat")
        }
        let desk = try AnsweringDesk(
            global: global,
            retrieval: retrieval,
            language: language,
            model: model,
            answer: checking
        )
        let source = try TraceFile.source(path: trace, global: global)
        let inspection = try QuestionInspection(questions, global: global)
        var session = ChatSession(desk: desk, model: model, tokenLimit: history)
        let isTerminal = Output.isInteractive && isatty(STDIN_FILENO) == 1
        if isTerminal, !global.quiet { Output.message("Ask a question, or type /help.") }
        while let text = ChatInput.next(prompt: isTerminal ? "> " : "") {
            let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !line.isEmpty else { continue }
            if line.hasPrefix("/") {
                guard try run(command: line, &session) else { break }
                continue
            }
            do {
                try await TraceScope.begin(source, "chat") { span in
                    let verdict = try await inspection?.verdict(on: line, span)
                    try await answer(line, verdict, &session, isStreamed: !global.json && (stream ?? isTerminal))
                }
            } catch {
                // One question that fails does not end the conversation at a terminal; in a pipe it does.
                guard isTerminal, let described = error as? any DescribedError else { throw error }
                Output.error(described)
            }
        }
        if !global.json, !global.quiet, !model.usage.records.isEmpty {
            let cost = model.usage.cost.map(\.description) ?? "not known"
            Output.message("Cost: \(cost).")
        }
    }

    private func answer(
        _ question: String,
        _ verdict: Verdict?,
        _ session: inout ChatSession,
        isStreamed: Bool
    ) async throws {
        let start = ContinuousClock.now
        let draft = ChatDraft()
        let show: @Sendable (String) async throws -> Void = { draft.show($0) }
        let (standalone, generated) = try await session.answer(
            question,
            query: retrieval.query(question, limit: checking.limit),
            receive: isStreamed ? show : nil
        )
        draft.end()
        let elapsed = start.duration(to: .now)
        if global.json {
            var more: [JSONValue.Member] = [
                .init("question", .string(question)), .init("standaloneQuestion", .string(standalone)),
            ]
            if let verdict { more.append(QuestionInspection.member(verdict)) }
            more += GeneratedForm.members(generated, model: session.model)
            Output.line(AnswerForm.json(generated.answer, elapsed: elapsed, more: more).text())
            return
        }
        if !global.quiet, let note = verdict.flatMap(QuestionInspection.note) {
            Output.message("note: " + Output.printable(note))
        }
        if standalone != question, !global.quiet { Output.message("searched for: " + Output.printable(standalone)) }
        if !global.quiet { for note in generated.answer.notes { Output.message("note: " + Output.printable(note)) } }
        AnswerForm.lines(of: generated.answer, width: min(Output.width, 110)).forEach(Output.line)
    }

    /// Does what a line that begins with a slash says; false to end.
    private func run(command line: String, _ session: inout ChatSession) throws -> Bool {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        switch parts[0] {
        case "/quit", "/exit": return false
        case "/clear":
            session.clear()
            Output.message("The conversation was cleared.")
        case "/sources":
            if session.sources.isEmpty { Output.message("The last answer has no sources.") }
            session.sources.forEach(Output.line)
        case "/save":
            guard parts.count == 2 else {
                Output.message("error: '/save' needs the name of a file.")
                return true
            }
            try save(session.transcript, as: parts[1])
        case "/help":
            Output.message(Self.help)
        default:
            Output.message("error: There is no '\(Output.printable(parts[0]))'.")
            Output.message("fix: Type /help.")
        }
        return true
    }

    private func save(_ text: String, as path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            Output.error(CLIError.fileExists(path))
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            Output.error(CLIError.fileUnwritable(path))
            return
        }
        Output.message("Saved as '\(Output.printable(path))'.")
    }

    private static let help = """
        /sources     the sources of the last answer, with what they say
        /save FILE   save the conversation as Markdown
        /clear       forget what was said
        /quit        end
        A line that ends with a backslash goes on in the next line.
        """
}

/// Reads what a person types, or what is piped in.
enum ChatInput {
    /// Bytes that one question may have.
    private static let limit = 1 << 20

    /// The next question, several lines joined where they end with a backslash; nil at the end.
    static func next(prompt: String) -> String? {
        var text = ""
        var hasLine = false
        if !prompt.isEmpty { Output.raw(prompt) }
        while let line = readLine(strippingNewline: true) {
            hasLine = true
            guard line.hasSuffix("\\"), text.utf8.count < limit else { return text + line }
            text += line.dropLast() + "\n"
            if !prompt.isEmpty { Output.raw("… ") }
        }
        return hasLine ? text : nil
    }
}

/// Shows an answer on the standard error while it is written; the checked one follows on the standard output.
private final class ChatDraft: Sendable {
    private let hasText = Mutex(false)

    func show(_ text: String) {
        guard !text.isEmpty else { return }
        let isFirst = hasText.withLock { known in
            defer { known = true }
            return !known
        }
        if isFirst { Output.raw("draft: ") }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        Output.raw(lines.map { Output.printable(String($0)) }.joined(separator: "\n"))
    }

    func end() {
        if hasText.withLock({ $0 }) { Output.raw("\n\n") }
    }
}

/// A conversation with its model and its last sources.
struct ChatSession {
    let desk: AnsweringDesk
    let model: LanguageModelSession
    private var conversation: Conversation
    private(set) var sources: [String] = []
    private(set) var transcript = ""

    init(desk: AnsweringDesk, model: LanguageModelSession, tokenLimit: Int) {
        self.desk = desk
        self.model = model
        conversation = Conversation(tokenLimit: tokenLimit)
    }

    mutating func clear() {
        conversation.clear()
        sources = []
        transcript = ""
    }

    /// The question as it was searched with, and the answer; its text is received as it is written, unchecked.
    mutating func answer(
        _ question: String,
        query: RetrievalQuery,
        receive: (@Sendable (String) async throws -> Void)?
    ) async throws -> (String, GeneratedAnswer) {
        let standalone = try await standalone(question)
        var query = query
        query.text = standalone
        let generated = try await desk.answerer.answer(query, receive: receive)
        let answer = generated.answer
        let said = answer.abstention.map { "No answer. " + $0.sentence } ?? answer.text
        sources = answer.citations.map { citation in
            let place = HitForm.place(uri: citation.document.uri, page: citation.page, headings: citation.headingPath)
            return "[\(citation.number)] \(place): \(TextForm.oneLine(citation.quote))"
        }
        transcript += "## \(question)\n\n\(said)\n\n" + sources.map { "- \($0)\n" }.joined()
        transcript += sources.isEmpty ? "" : "\n"
        conversation.add(.user, question)
        conversation.add(.assistant, said)
        try await conversation.compact(
            by: desk.provider,
            model: model.model,
            prompts: desk.prompts,
            context: model.context
        )
        return (standalone, generated)
    }

    /// The question so that it can be understood alone; as it is where nothing was said before or the model fails.
    private func standalone(_ question: String) async throws -> String {
        guard !conversation.context.isEmpty else { return question }
        do {
            return try await desk.expander.standalone(question, after: conversation.context)
        } catch {
            guard (error as? any DescribedError)?.identifier == "outputInvalid" else { throw error }
            return question
        }
    }
}
