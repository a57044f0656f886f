internal import ArgumentParser
internal import WrightCore
internal import WrightRetrieval
private import WrightStore
internal import WrightTrace

/// Answers a question.
struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Answer a question with citations: in the documents' own sentences, or written by a language model.",
        discussion: """
            Without a model, every sentence of the answer stands in a document, byte for byte; the number in brackets \
            says where. With --model, each sentence that the model writes is compared with the documents, and one that \
            they do not support is marked. When the documents do not support an answer, the command says so and why, \
            and still exits with 0.
            """
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var retrieval: RetrievalOptions
    @OptionGroup(title: "Language model") var language: ModelOptions
    @OptionGroup var questions: QuestionOptions
    @OptionGroup var checking: AnswerOptions

    @Option(help: ArgumentHelp("How many sentences at most.", valueName: "count"))
    var sentences = 3

    @Option(help: ArgumentHelp("Write what was done into this file, one JSON object a line.", valueName: "file"))
    var trace: String?

    @Flag(help: "Write question, answer and cited passages into the trace, too.")
    var traceContent = false

    @Argument(help: "The question; several words are joined. '-' reads it from standard input.")
    var question: [String]

    func validate() throws {
        guard (1...20).contains(sentences) else { throw ValidationError("'--sentences' must be from 1 to 20.") }
    }

    func run() async throws {
        let text = try Input.text(question.joined(separator: " "))
        let source = try TraceFile.source(path: trace, global: global)
        try await TraceScope.begin(source, "ask") { span in
            let inspection = try QuestionInspection(questions, global: global)
            let verdict = try await inspection?.verdict(on: text, span)
            if !global.json, !global.quiet, let note = verdict.flatMap(QuestionInspection.note) {
                Output.message("note: " + Output.printable(note))
            }
            let more = verdict.map { [QuestionInspection.member($0)] } ?? []
            if let model = try language.session(global: global, command: "ask") {
                try await write(text, by: model, more, span)
            } else {
                try await extract(text, inspection, more, span)
            }
        }
    }

    private func extract(
        _ text: String,
        _ inspection: QuestionInspection?,
        _ more: [JSONValue.Member],
        _ span: ActiveSpan?
    ) async throws {
        if language.expand != nil { throw CLIError.modelNeeded(for: "--expand") }
        let clock = ContinuousClock()
        let start = clock.now
        let session = try CorpusSession(global: global, needsVectors: retrieval.mode != .lexical)
        var configuration = ExtractiveAnswerer.Configuration()
        configuration.supportThreshold = checking.threshold
        configuration.sentenceLimit = sentences
        let answerer = ExtractiveAnswerer(
            corpus: try retrieval.context(retrieval.reranked(session.corpus, global: global), global: global),
            embedder: session.embedder,
            analyzer: try session.corpus.analyzer(),
            configuration: configuration
        )
        let found = try await answerer.answer(retrieval.query(text, limit: checking.limit))
        let answer = inspection?.redacted(found) ?? found
        AnswerForm.describe(answer, in: span)
        if traceContent { AnswerForm.note(text, answer, in: span) }
        show(answer, elapsed: start.duration(to: clock.now), more: more)
    }

    private func write(
        _ text: String,
        by model: LanguageModelSession,
        _ more: [JSONValue.Member],
        _ span: ActiveSpan?
    ) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let desk = try AnsweringDesk(
            global: global,
            retrieval: retrieval,
            language: language,
            model: model,
            answer: checking
        )
        let generated = try await desk.answerer.answer(retrieval.query(text, limit: checking.limit))
        AnswerForm.describe(generated.answer, in: span)
        if traceContent { AnswerForm.note(text, generated.answer, in: span) }
        span?.set(.unsupportedSentenceCount, .int(generated.unsupportedSentenceCount))
        let elapsed = start.duration(to: clock.now)
        if let fault = model.usage.fault, !global.quiet {
            Output.message("note: The ledger was not written: " + Output.printable(fault))
        }
        show(generated.answer, elapsed: elapsed, more: more + GeneratedForm.members(generated, model: model))
        if !global.json, !global.quiet { Output.message(GeneratedForm.summary(generated, model: model)) }
    }

    private func show(_ answer: Answer, elapsed: Duration, more: [JSONValue.Member]) {
        if global.json {
            Output.json(AnswerForm.json(answer, elapsed: elapsed, more: more))
        } else {
            if !global.quiet { for note in answer.notes { Output.message("note: " + Output.printable(note)) } }
            AnswerForm.lines(of: answer, width: min(Output.width, 110)).forEach(Output.line)
        }
    }
}

/// How answers are written.
enum AnswerForm {
    static func json(_ answer: Answer, elapsed: Duration, more: [JSONValue.Member]) -> JSONValue {
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
        members += more
        members.append(.init("milliseconds", .double(elapsed.milliseconds)))
        return .object(members)
    }

    /// Notes in a span what became of a question.
    static func describe(_ answer: Answer, in span: ActiveSpan?) {
        span?.set(.support, .double(answer.support))
        if let reason = answer.abstention { span?.set(.abstention, .string(reason.rawValue)) }
    }

    /// Notes in a span what was asked and answered, in the words of OpenTelemetry's conventions.
    static func note(_ question: String, _ answer: Answer, in span: ActiveSpan?) {
        func message(_ role: String, _ text: String) -> JSONValue {
            [["role": .string(role), "parts": [["type": "text", "content": .string(text)]]]]
        }
        span?.set(.inputMessages, message("user", question))
        span?.set(.outputMessages, message("assistant", answer.text))
        let documents = answer.citations.map { citation -> JSONValue in
            ["id": .string(citation.document.uri), "content": .string(citation.quote)]
        }
        span?.set(.retrievalDocuments, .array(documents))
    }

    static func lines(of answer: Answer, width: Int) -> [String] {
        if let reason = answer.abstention {
            let support = reason == .weakSupport ? " Support \(HitForm.number(answer.support))." : ""
            return ["No answer. " + reason.sentence + support]
        }
        var lines = answer.text.split(separator: "\n", omittingEmptySubsequences: true)
            .flatMap { TextForm.wrapped(TextForm.oneLine(String($0)), width: width) }
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
