internal import WrightCore
internal import WrightIndex
internal import WrightRetrieval

/// How the search by words is explained.
enum LexicalForm {
    /// Terms of a prefix that are named; the rest is counted.
    private static let shownTermCount = 12

    static func json(_ explanation: LexicalExplanation) -> JSONValue {
        let terms = explanation.terms.map { term -> JSONValue in
            [
                "term": .string(text(term.bytes)), "chunks": .int(term.documentFrequency),
                "weight": .double(Double(term.inverseDocumentFrequency)),
            ]
        }
        let expansions = explanation.expansions.map { expansion -> JSONValue in
            [
                "prefix": .string(text(expansion.beginnings[0])),
                "terms": .array(expansion.terms.map { .string(text($0)) }),
                "found": .int(expansion.foundCount), "cut": .bool(expansion.isCut),
            ]
        }
        return [
            "terms": .array(terms), "prefixes": .array(expansions),
            "phraseChunks": .array(explanation.phraseChunkCounts.map { .int($0) }),
            "blocks": .int(explanation.blockCount), "unpackedBlocks": .int(explanation.unpackedBlockCount),
        ]
    }

    static func lines(of explanation: LexicalExplanation) -> [String] {
        var lines: [String] = []
        for expansion in explanation.expansions {
            var names = expansion.terms.prefix(shownTermCount).map(text).joined(separator: ", ")
            if expansion.terms.count > shownTermCount { names += ", …" }
            let counts =
                expansion.isCut
                ? "the \(expansion.terms.count) most frequent of \(expansion.foundCount) terms"
                : CountForm.text(expansion.foundCount, "term")
            lines.append("\(text(expansion.beginnings[0]))*: \(counts)" + (names.isEmpty ? "" : ": " + names))
        }
        for count in explanation.phraseChunkCounts { lines.append("phrase: in \(CountForm.text(count, "chunk"))") }
        lines.append("blocks of terms: \(explanation.unpackedBlockCount) of \(explanation.blockCount) unpacked")
        return lines
    }

    /// What each term added, the largest part first.
    static func terms(of hit: Hit) -> String {
        sortedTerms(of: hit).map { "\(Output.printable($0.key)) \(HitForm.number($0.value))" }.joined(separator: ", ")
    }

    static func sortedTerms(of hit: Hit) -> [(key: String, value: Double)] {
        hit.termScores.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    }

    private static func text(_ bytes: [UInt8]) -> String {
        Output.printable(String(decoding: bytes, as: UTF8.self))
    }
}
