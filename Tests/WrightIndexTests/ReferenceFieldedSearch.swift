internal import WrightCore
internal import WrightIndex
internal import WrightText

/// A chunk as terms, by field.
struct FieldedChunk: Hashable {
    var title: [String]
    var headings: [String]
    var body: [String]

    var fields: [[String]] { [title, headings, body] }
    var all: [String] { title + headings + body }

    var text: LexicalText {
        LexicalText(
            title: title.joined(separator: " "),
            headings: headings.joined(separator: " "),
            body: body.joined(separator: " ")
        )
    }
}

/// Made-up chunks with fields, and queries with all operators.
struct FieldedCorpus {
    let chunks: [FieldedChunk]
    private var random: SeededRandom

    /// Words are their own terms.
    static let analyzer = Analyzer(
        configuration: .init(removesStopWords: false, stemsWords: false, foldsAccents: false)
    )

    init(seed: UInt64, chunkCount: Int, termCount: Int = 120) {
        var random = SeededRandom(seed: seed)
        chunks = (0..<chunkCount)
            .map { _ in
                FieldedChunk(
                    title: Self.words(0...5, termCount, &random),
                    headings: Bool.random(using: &random) ? [] : Self.words(0...6, termCount, &random),
                    body: Self.words(0...50, termCount, &random)
                )
            }
        self.random = random
    }

    mutating func set(over count: Int, share: Double) -> OrdinalSet {
        OrdinalSet(
            universeCount: count,
            (0..<UInt32(count)).filter { _ in Double.random(in: 0..<1, using: &random) < share }
        )
    }

    mutating func parts(_ count: Int) -> [[FieldedChunk]] {
        let cuts = (0..<count - 1).map { _ in Int.random(in: 0...chunks.count, using: &random) }.sorted()
        return zip([0] + cuts, cuts + [chunks.count]).map { Array(chunks[$0..<$1]) }
    }

    /// Terms, often a phrase that some chunk has, often a prefix.
    mutating func query() -> LexicalQuery {
        var query = LexicalQuery(terms: Self.words(0...5, 120, &random))
        query.parameters.fieldWeights = LexicalFieldWeights(
            title: .random(in: 0...4, using: &random),
            heading: .random(in: 0...2, using: &random),
            body: Bool.random(using: &random) ? 1 : .random(in: 0.1...2, using: &random)
        )
        if Bool.random(using: &random) { query.parameters.b = .random(in: 0...1, using: &random) }
        if Bool.random(using: &random) { query.parameters.k1 = .random(in: 0.1...2, using: &random) }
        if Int.random(in: 0..<3, using: &random) == 0, let phrase = phrase() {
            query.phrases = [phrase]
            query.terms += phrase.terms.map { LexicalQuery.Term(bytes: $0) }
        }
        if Bool.random(using: &random) {
            let beginning = "t\(Int.random(in: 0...12, using: &random))"
            query.prefixes = [LexicalQuery.Prefix(beginnings: [Array(beginning.utf8)])]
        }
        return query
    }

    private mutating func phrase() -> LexicalQuery.Phrase? {
        guard let field = chunks.randomElement(using: &random)?.fields.randomElement(using: &random), field.count > 2
        else { return nil }
        let start = Int.random(in: 0..<field.count - 2, using: &random)
        let hasGap = Bool.random(using: &random)
        let places = hasGap ? [start, start + 2] : [start, start + 1]
        return LexicalQuery.Phrase(
            terms: places.map { Array(field[$0].utf8) },
            offsets: places.map { $0 - start }
        )
    }

    private static func words(_ length: ClosedRange<Int>, _ count: Int, _ random: inout SeededRandom) -> [String] {
        (0..<Int.random(in: length, using: &random))
            .map { _ in
                let uniform = Double.random(in: 0..<1, using: &random)
                return "t\(Int(uniform * uniform * Double(count)))"
            }
    }
}

extension LexicalSegment {
    static func bytes(of chunks: [FieldedChunk], threadCount: Int = 1) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try LexicalSegmentBuilder.write(
            chunks.map(\.text),
            analyzer: FieldedCorpus.analyzer,
            threadCount: threadCount
        ) { bytes.append(contentsOf: $0) }
        return bytes
    }
}

/// Scoring every chunk with every operator: the slow truth.
struct ReferenceFieldedSearch {
    let parts: [[FieldedChunk]]
    let tombstones: [OrdinalSet?]

    func search(_ query: LexicalQuery, limit: Int, filter: [OrdinalSet]?) -> [IndexHit] {
        let chunks = parts.flatMap(\.self)
        let length = chunks.reduce(0) { $0 + $1.body.count }
        let average = length == 0 ? 1 : Float(Double(length) / Double(chunks.count))
        let terms = weighted(query, chunks)
        var hits: [IndexHit] = []
        for (number, part) in parts.enumerated() {
            for (ordinal, chunk) in part.enumerated() {
                if tombstones[number]?.contains(UInt32(ordinal)) == true { continue }
                if let filter, !filter[number].contains(UInt32(ordinal)) { continue }
                guard query.phrases.allSatisfy({ has($0, chunk) }) else { continue }
                let score = score(of: chunk, terms, query.parameters, average)
                if score > 0 { hits.append(IndexHit(segment: number, ordinal: UInt32(ordinal), score: score)) }
            }
        }
        return Array(hits.sorted { $0.score > $1.score }.prefix(limit))
    }

    func has(_ phrase: LexicalQuery.Phrase, _ chunk: FieldedChunk) -> Bool {
        let words = phrase.terms.map { String(decoding: $0, as: UTF8.self) }
        return chunk.fields.contains { field in
            field.indices.contains { start in
                zip(words, phrase.offsets)
                    .allSatisfy { word, offset in
                        start + offset < field.count && field[start + offset] == word
                    }
            }
        }
    }

    private func score(
        of chunk: FieldedChunk,
        _ terms: [(String, Float)],
        _ parameters: BM25Parameters,
        _ average: Float
    ) -> Float {
        let weights = parameters.fieldWeights
        let b = min(parameters.b, 0.999_999)
        let length = Float(chunk.body.count)
        var score: Float = 0
        for (term, weight) in terms {
            let counts = chunk.fields.map { field in Float(field.count { $0 == term }) }
            guard counts.contains(where: { $0 > 0 }) else { continue }
            let extra = weights.title * counts[0] + weights.heading * counts[1]
            let frequency = weights.body * counts[2] + extra * (1 - b + b / average * length)
            let norm = parameters.k1 * (1 - b) + (parameters.k1 * b / average) * length
            score += frequency > 0 ? (weight * frequency) / (frequency + norm) : 0
        }
        return score
    }

    private func weighted(_ query: LexicalQuery, _ chunks: [FieldedChunk]) -> [(String, Float)] {
        var frequencies: [String: Int] = [:]
        for chunk in chunks { for term in Set(chunk.all) { frequencies[term, default: 0] += 1 } }
        func idf(_ count: Int) -> Float {
            BM25Parameters.inverseDocumentFrequency(chunkCount: chunks.count, documentFrequency: count)
        }
        var factors: [String: Float] = [:]
        for term in query.terms { factors[String(decoding: term.bytes, as: UTF8.self), default: 0] += term.weight }
        var weights: [String: Float] = [:]
        for (term, factor) in factors {
            if let count = frequencies[term] { weights[term] = factor * idf(count) }
        }
        for prefix in query.prefixes {
            let beginning = String(decoding: prefix.beginnings[0], as: UTF8.self)
            let found = frequencies.filter { $0.key.hasPrefix(beginning) }
            let weight = idf(min(chunks.count, found.values.reduce(0, +)))
            for term in found.keys { weights[term, default: 0] += weight }
        }
        return weights.map { ($0.key, $0.value) }
            .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : Array($0.0.utf8).lexicographicallyPrecedes(Array($1.0.utf8)) }
    }
}
