internal import WrightCore
internal import WrightIndex

/// Chunks of made-up terms, some in nearly every chunk and most in few, as in real text.
struct RandomCorpus {
    let chunks: [[String]]
    private var random: SeededRandom

    init(seed: UInt64, chunkCount: Int, termCount: Int = 400, longest: Int = 40) {
        var random = SeededRandom(seed: seed)
        chunks = (0..<chunkCount)
            .map { _ in
                let length = Int.random(in: 0...longest, using: &random)
                return (0..<length).map { _ in Self.term(termCount, &random) }
            }
        self.random = random
    }

    /// A query of some terms, often with one that is unknown or comes twice.
    mutating func query() -> LexicalQuery {
        let terms = (0..<Int.random(in: 1...9, using: &random))
            .map { _ in
                LexicalQuery.Term(
                    bytes: Array(Self.term(410, &random).utf8),
                    weight: Bool.random(using: &random) ? 1 : Float.random(in: 0.1...3, using: &random)
                )
            }
        let parameters =
            Bool.random(using: &random)
            ? BM25Parameters()
            : BM25Parameters(k1: .random(in: 0...3, using: &random), b: .random(in: 0...1, using: &random))
        return LexicalQuery(terms: terms, parameters: parameters)
    }

    mutating func set(over count: Int, share: Double) -> OrdinalSet {
        OrdinalSet(
            universeCount: count,
            (0..<UInt32(count)).filter { _ in Double.random(in: 0..<1, using: &random) < share }
        )
    }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    /// The chunks cut at random into so many parts.
    mutating func parts(_ count: Int) -> [[[String]]] {
        let cuts = (0..<count - 1).map { _ in Int.random(in: 0...chunks.count, using: &random) }.sorted()
        return zip([0] + cuts, cuts + [chunks.count]).map { Array(chunks[$0..<$1]) }
    }

    private static func term(_ count: Int, _ random: inout SeededRandom) -> String {
        let uniform = Double.random(in: 0..<1, using: &random)
        return "t\(Int(uniform * uniform * uniform * Double(count)))"
    }
}

extension LexicalSegment {
    static func of(_ chunks: [[String]], fingerprint: String = "words") throws -> LexicalSegment {
        try LexicalSegment(bytes: bytes(of: chunks, fingerprint: fingerprint), name: "segment")
    }

    static func bytes(of chunks: [[String]], fingerprint: String = "words") throws -> [UInt8] {
        var builder = LexicalSegmentBuilder(fingerprint: fingerprint)
        for chunk in chunks { try builder.add(terms: chunk) }
        return try builder.build()
    }
}
