internal import ArgumentParser
internal import WrightCore
internal import WrightRetrieval
private import WrightStore

/// Answers a question.
struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Answer a question with verbatim sentences and their citations.",
        discussion: """
            Every sentence of the answer stands in a document, byte for byte; the number in brackets says where. When \
            the documents do not support an answer, the command says so and why, and still exits with 0.
            """
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var retrieval: RetrievalOptions

    @Option(help: ArgumentHelp("Abstain below this support, 0 to 1.", valueName: "support"))
    var threshold: Double?

    @Option(help: ArgumentHelp("How many sentences at most.", valueName: "count"))
    var sentences = 3

    @Argument(help: "The question. '-' reads it from standard input.")
    var question: String

    func validate() throws {
        if let threshold, !(0...1).contains(threshold) { throw ValidationError("'--threshold' must be from 0 to 1.") }
        guard (1...20).contains(sentences) else { throw ValidationError("'--sentences' must be from 1 to 20.") }
    }

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let session = try CorpusSession(global: global, needsVectors: retrieval.mode != .lexical)
        var configuration = ExtractiveAnswerer.Configuration()
        configuration.supportThreshold = threshold
        configuration.sentenceLimit = sentences
        let answerer = ExtractiveAnswerer(
            corpus: session.corpus,
            embedder: session.embedder,
            analyzer: try session.corpus.analyzer(),
            configuration: configuration
        )
        let answer = try await answerer.answer(retrieval.query(try Input.text(question)))
        let elapsed = start.duration(to: clock.now)
        if global.json {
            Output.json(AnswerForm.json(answer, elapsed: elapsed))
        } else {
            if !global.quiet { for note in answer.notes { Output.message("note: " + note) } }
            AnswerForm.lines(of: answer, width: min(Output.width, 110)).forEach(Output.line)
        }
    }
}

/// How answers are written.
enum AnswerForm {
    static func json(_ answer: Answer, elapsed: Duration) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("schema", 1),
            .init("answer", .string(answer.text)),
            .init("abstained", .bool(answer.abstention != nil)),
        ]
        if let reason = answer.abstention {
            members.append(.init("reason", .string(reason.rawValue)))
            members.append(.init("explanation", .string(reason.sentence)))
        }
        members.append(.init("support", .double(answer.support)))
        members.append(.init("citations", .array(answer.citations.map(json))))
        if !answer.notes.isEmpty { members.append(.init("notes", .array(answer.notes.map { .string($0) }))) }
        members.append(.init("milliseconds", .double(elapsed.milliseconds)))
        return .object(members)
    }

    static func lines(of answer: Answer, width: Int) -> [String] {
        if let reason = answer.abstention {
            let support = reason == .weakSupport ? " Support \(HitForm.number(answer.support))." : ""
            return ["No answer. " + reason.sentence + support]
        }
        var lines = TextForm.wrapped(TextForm.oneLine(answer.text), width: width)
        lines.append("")
        for citation in answer.citations {
            let place = HitForm.place(uri: citation.document.uri, page: citation.page, headings: citation.headingPath)
            let range = "bytes \(citation.range.lowerBound)–\(citation.range.upperBound)"
            lines.append("[\(citation.number)] \(place), \(range)")
        }
        lines.append("Support \(HitForm.number(answer.support)).")
        return lines
    }

    private static func json(_ citation: Citation) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("number", .int(citation.number)),
            .init("document", .string(citation.document.uri)),
            .init("title", .string(citation.document.title)),
            .init("range", HitForm.range(citation.range)),
        ]
        if let page = citation.page { members.append(.init("page", .int(page))) }
        members.append(.init("headingPath", .array(citation.headingPath.map { .string($0) })))
        members.append(.init("quote", .string(citation.quote)))
        return .object(members)
    }
}
