private import WrightCore
private import WrightDocuments
internal import WrightModel
internal import WrightText

/// Compares a model's answer with the hits that it was given, sentence by sentence.
struct AnswerChecker {
    /// Spans of one hit that the verifier is asked about, the most promising by their words.
    private static let spanLimit = 3
    /// What stands behind an unsupported sentence.
    static let mark = "[unsupported]"

    let hits: [Hit]
    let verifier: any SupportVerifier
    let analyzer: Analyzer
    let threshold: Double
    let policy: UnsupportedPolicy

    /// A place in a hit and how far it supports a sentence.
    private struct Evidence {
        var hitIndex: Int
        /// In the document's text.
        var range: Range<Int>
        var quote: String
        var support: SpanSupport
    }

    /// The checked answer; its support is the mean over the sentences that claim something.
    func check(_ completion: Completion, notes: [String]) async throws -> GeneratedAnswer {
        let text = GeneratedText(completion.text)
        var sentences: [CheckedSentence] = []
        var citations: [Citation] = []
        var written = ""
        for sentence in text.sentences {
            try Task.checkCancellation()
            var checked = CheckedSentence(
                text: sentence.text,
                verdict: .noClaim,
                support: 0,
                citations: [],
                unsupportedWords: []
            )
            if claims(sentence.text) || !sentence.sources.isEmpty {
                let evidence = try await judge(sentence, &checked)
                for piece in evidence {
                    let number = number(of: piece, in: &citations)
                    if let number, !checked.citations.contains(number) { checked.citations.append(number) }
                }
                if checked.citations.isEmpty, checked.verdict != .unsupported { checked.verdict = .unsupported }
            }
            write(checked, space: sentence.space, to: &written)
            sentences.append(checked)
        }
        let claims = sentences.filter { $0.verdict != .noClaim }
        let support = claims.isEmpty ? 0 : claims.reduce(0) { $0 + $1.support } / Double(claims.count)
        let answer = Answer(text: written, citations: citations, support: support, abstention: nil, notes: notes)
        return GeneratedAnswer(answer: answer, sentences: sentences, completion: completion)
    }

    /// Whether a sentence says something that a source could bear out.
    private func claims(_ text: String) -> Bool {
        guard text.utf8.last != UInt8(ascii: ":") else { return false }
        return !analyzer.terms(in: text).isEmpty
    }

    /// The evidence for a sentence: from each source that it names, else from the best of the others.
    private func judge(_ sentence: GeneratedText.Sentence, _ checked: inout CheckedSentence) async throws -> [Evidence]
    {
        var named: [Evidence] = []
        for source in sentence.sources where hits.indices.contains(source - 1) {
            if let best = try await evidence(for: sentence.text, in: source - 1) { named.append(best) }
        }
        let holding = named.filter { $0.support.support >= threshold }
        if !holding.isEmpty {
            checked.verdict = .supported
            checked.support = holding.map(\.support.support).max() ?? 0
            return holding
        }
        // Two sources may bear out one sentence only together.
        if named.count > 1, let joined = try await joined(named, sentence.text) {
            checked.verdict = .supported
            checked.support = joined
            return named
        }
        var best = named.max { $0.support.support < $1.support.support }
        for index in hits.indices where !sentence.sources.contains(index + 1) {
            guard let other = try await evidence(for: sentence.text, in: index) else { continue }
            if other.support.support > best?.support.support ?? -1 { best = other }
        }
        checked.support = best?.support.support ?? 0
        checked.unsupportedWords = best?.support.unsupportedWords ?? []
        guard let best, best.support.support >= threshold else {
            checked.verdict = .unsupported
            return []
        }
        checked.verdict = .recited
        checked.unsupportedWords = []
        return [best]
    }

    private func joined(_ pieces: [Evidence], _ sentence: String) async throws -> Double? {
        let span = pieces.map { context(of: hits[$0.hitIndex]) + $0.quote }.joined(separator: "\n")
        let support = try await support(of: sentence, in: span)
        return support.support >= threshold ? support.support : nil
    }

    /// The span of a hit that supports a sentence best: one sentence, or two or three that follow one another.
    private func evidence(for sentence: String, in index: Int) async throws -> Evidence? {
        let hit = hits[index]
        let ranges = SentenceSegmenter().sentences(in: hit.chunk.text)
        let wanted = Set(analyzer.terms(in: sentence).map(\.term))
        let terms = ranges.map { range in
            Set(analyzer.terms(in: String(hit.chunk.text[utf8: range])).map(\.term)).intersection(wanted)
        }
        var spans: [(range: Range<Int>, coverage: Int, length: Int)] = []
        for start in ranges.indices {
            var seen: Set<String> = []
            for end in start..<min(start + 3, ranges.count) {
                let before = seen.count
                seen.formUnion(terms[end])
                guard end == start || seen.count > before else { continue }
                spans.append((ranges[start].lowerBound..<ranges[end].upperBound, seen.count, end - start))
            }
        }
        spans.sort { ($1.coverage, $0.length, $0.range.lowerBound) < ($0.coverage, $1.length, $1.range.lowerBound) }
        var best: Evidence?
        for span in spans.prefix(Self.spanLimit) {
            let quote = String(hit.chunk.text[utf8: span.range])
            let support = try await support(of: sentence, in: context(of: hit) + quote)
            guard support.support > best?.support.support ?? -1 else { continue }
            let start = hit.chunk.range.lowerBound + span.range.lowerBound
            best = Evidence(
                hitIndex: index,
                range: start..<start + span.range.count,
                quote: quote,
                support: support
            )
        }
        return best
    }

    /// What the verifier says, bound to the facts: a made-up number or name is never borne out.
    private func support(of sentence: String, in span: String) async throws -> SpanSupport {
        var support = try await verifier.support(of: sentence, in: span)
        support.bind(toFactsOf: sentence, in: span)
        return support
    }

    /// What stands above a chunk: a name in the title need not stand in each sentence.
    private func context(of hit: Hit) -> String {
        var lines = hit.chunk.headingPath
        if !lines.contains(hit.document.title) { lines.insert(hit.document.title, at: 0) }
        return lines.filter { !$0.isEmpty }.joined(separator: " › ") + "\n"
    }

    /// The number of a citation, a new one for a new place; nil where the quote does not stand there byte for byte.
    private func number(of evidence: Evidence, in citations: inout [Citation]) -> Int? {
        let hit = hits[evidence.hitIndex]
        if let known = citations.first(where: { $0.range == evidence.range && $0.document.uri == hit.document.uri }) {
            return known.number
        }
        let citation = Citation(
            number: citations.count + 1,
            document: hit.document,
            page: hit.page,
            headingPath: hit.chunk.headingPath(at: evidence.range.lowerBound),
            range: evidence.range,
            quote: evidence.quote
        )
        guard CitationCheck.holds(citation, in: hit) else { return nil }
        citations.append(citation)
        return citation.number
    }

    private func write(_ sentence: CheckedSentence, space: String, to text: inout String) {
        if sentence.verdict == .unsupported, policy == .remove { return }
        if !text.isEmpty { text += space.isEmpty ? " " : space }
        text += sentence.text
        if !sentence.citations.isEmpty { text += " " + sentence.citations.map { "[\($0)]" }.joined() }
        if sentence.verdict == .unsupported, policy == .mark { text += " " + Self.mark }
    }
}
