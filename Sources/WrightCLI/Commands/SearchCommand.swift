internal import ArgumentParser
internal import WrightCore
private import WrightModel
internal import WrightRetrieval
private import WrightStore
private import WrightDocuments
private import WrightTrace

/// Finds chunks.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find the chunks that fit a question best.",
        discussion: """
            Words and meaning decide together; --explain shows what each contributed. "Words in quotes" must stand in \
            every hit as they are, and begin* stands for all words that begin so. With --expand, a language model \
            works on the question first, and the notes say what was searched for.
            """
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var retrieval: RetrievalOptions
    @OptionGroup(title: "Language model") var language: ModelOptions

    @Option(name: [.short, .long], help: "How many hits, 1 to 1000.")
    var limit = 10

    @Option(help: ArgumentHelp("Write what was done into this file, one JSON object a line.", valueName: "file"))
    var trace: String?

    @Flag(help: "Show each signal's part of the score.")
    var explain = false

    @Argument(help: "The question or the words; several are joined. '-' reads them from standard input.")
    var query: [String]

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("'--limit' must be from 1 to 1000.") }
        guard let option = language.optionForExpansion else { return }
        throw ValidationError("'\(option)' does nothing in a search without '--expand'; add that, or leave it out.")
    }

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        var question = retrieval.query(try Input.text(query.joined(separator: " ")), limit: limit)
        question.readsOperators = true
        question.explainsTerms = explain
        let result = try await TraceScope.begin(try TraceFile.source(path: trace, global: global), "search") { span in
            let result = try await corpus().search(question)
            span?.set(.hitCount, .int(result.hits.count))
            return result
        }
        let elapsed = start.duration(to: clock.now)
        if global.json {
            Output.json(json(of: result, elapsed: elapsed))
        } else {
            show(result)
        }
    }

    /// The project's corpus, with a reranker behind it and a language model before it where they are asked for.
    private func corpus() throws -> any Corpus {
        let session = try CorpusSession(global: global, needsVectors: retrieval.mode != .lexical)
        let corpus = try retrieval.reranked(session.corpus, global: global)
        guard let expansion = language.expand else { return corpus }
        guard let model = try language.session(global: global, command: "search") else {
            throw CLIError.modelNeeded(for: "--expand")
        }
        return ExpandingCorpus(
            corpus,
            expander: AnsweringDesk.expander(of: model),
            by: expansion
        )
    }

    private func json(of result: RetrievalResult, elapsed: Duration) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("schema", 1),
            .init("mode", .string(result.mode.rawValue)),
            .init("hits", .array(result.hits.map(HitForm.json))),
        ]
        if let reason = result.whyEmpty { members.append(.init("whyEmpty", .string(reason.rawValue))) }
        if !result.notes.isEmpty { members.append(.init("notes", .array(result.notes.map { .string($0) }))) }
        if explain, let lexical = result.lexical { members.append(.init("lexical", LexicalForm.json(lexical))) }
        if explain, !result.vectorPlans.isEmpty {
            members.append(.init("vectors", VectorForm.json(result.vectorPlans)))
        }
        members.append(.init("milliseconds", .double(elapsed.milliseconds)))
        return .object(members)
    }

    private func show(_ result: RetrievalResult) {
        if !global.quiet { for note in result.notes { Output.message("note: " + Output.printable(note)) } }
        defer {
            if explain, let lexical = result.lexical {
                for line in LexicalForm.lines(of: lexical) { Output.line(line) }
            }
            if explain { for line in VectorForm.lines(of: result.vectorPlans) { Output.line(line) } }
        }
        if let reason = result.whyEmpty {
            Output.line("Nothing found. " + reason.sentence)
            return
        }
        for hit in result.hits {
            Output.line("\(hit.rank). \(HitForm.place(of: hit))  (\(HitForm.number(hit.score)))")
            if explain { Output.line("   " + HitForm.signals(of: hit)) }
            if !hit.termScores.isEmpty { Output.line("   words: " + LexicalForm.terms(of: hit)) }
            let text = TextForm.oneLine(hit.chunk.text)
            for line in TextForm.excerpt(text, width: min(Output.width, 110) - 3, lineCount: 4) {
                Output.line("   " + line)
            }
        }
    }
}

/// How hits are written.
enum HitForm {
    static func json(_ hit: Hit) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("rank", .int(hit.rank)),
            .init("score", .double(hit.score)),
            .init("document", .string(hit.document.uri)),
            .init("title", .string(hit.document.title)),
            .init("range", range(hit.chunk.range)),
        ]
        if let page = hit.page { members.append(.init("page", .int(page))) }
        members.append(.init("headingPath", .array(hit.chunk.headingPath.map { .string($0) })))
        members.append(.init("trust", .string(hit.document.trust.rawValue)))
        members.append(.init("text", .string(hit.chunk.text)))
        if let parent = hit.chunk.parentRange { members.append(.init("parentRange", range(parent))) }
        var signals: [JSONValue.Member] = []
        if let lexical = hit.lexical { signals.append(.init("lexical", signal(lexical))) }
        if let vector = hit.vector { signals.append(.init("vector", signal(vector))) }
        if let rerank = hit.rerank { signals.append(.init("rerank", signal(rerank))) }
        members.append(.init("signals", .object(signals)))
        if !hit.termScores.isEmpty {
            let terms = LexicalForm.sortedTerms(of: hit).map { JSONValue.Member($0.key, .double($0.value)) }
            members.append(.init("terms", .object(terms)))
        }
        return .object(members)
    }

    static func range(_ range: Range<Int>) -> JSONValue {
        ["start": .int(range.lowerBound), "end": .int(range.upperBound)]
    }

    static func place(of hit: Hit) -> String {
        place(uri: hit.document.uri, page: hit.page, headings: hit.chunk.headingPath)
    }

    static func place(uri: String, page: Int?, headings: [String]) -> String {
        var text = Output.printable(uri)
        if let page { text += ", page \(page)" }
        if let heading = headings.last { text += " § " + Output.printable(heading) }
        return text
    }

    static func signals(of hit: Hit) -> String {
        let parts = [("lexical", hit.lexical), ("vector", hit.vector), ("rerank", hit.rerank)]
            .compactMap { name, score -> String? in
                guard let score else { return nil }
                let rank = score.rank.map { "rank \($0)" } ?? "not in its list"
                return "\(name) \(number(score.raw)) → \(number(score.normalised)) (\(rank))"
            }
        return parts.isEmpty ? "no signal" : parts.joined(separator: ", ")
    }

    /// Three digits after the point.
    static func number(_ value: Double) -> String {
        let thousandths = Int((abs(value) * 1000).rounded())
        let fraction = String(thousandths % 1000 + 1000).dropFirst()
        return "\(value < 0 ? "-" : "")\(thousandths / 1000).\(fraction)"
    }

    private static func signal(_ score: SignalScore) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("raw", .double(score.raw)), .init("normalised", .double(score.normalised)),
        ]
        if let rank = score.rank { members.append(.init("rank", .int(rank))) }
        return .object(members)
    }
}
