/// The tokens of many texts, one after another.
struct TokenSequences: Sendable {
    /// All tokens.
    private(set) var tokens: [Int32] = []
    /// Where the tokens of each text begin, and the end of the last.
    private(set) var bounds: [Int] = [0]
    /// For each text, how many of its tokens are of the first type; the others are of the second.
    private(set) var firstTypeCounts: [Int] = []

    /// How many texts there are.
    var count: Int { bounds.count - 1 }

    /// How many tokens a text has.
    func tokenCount(at index: Int) -> Int {
        bounds[index + 1] - bounds[index]
    }

    /// The places of a text's tokens in `tokens`.
    func range(at index: Int) -> Range<Int> {
        bounds[index]..<bounds[index + 1]
    }

    /// Adds a text, whose tokens `write` appends.
    mutating func append(_ write: (inout [Int32]) -> Void) {
        write(&tokens)
        bounds.append(tokens.count)
        firstTypeCounts.append(.max)
    }

    /// Adds a text's tokens.
    mutating func append(contentsOf sequence: some Sequence<Int32>) {
        append { $0.append(contentsOf: sequence) }
    }

    /// Adds a pair of texts: the first `firstTypeCount` tokens are of the first type.
    mutating func append(pair: [Int32], firstTypeCount: Int) {
        tokens.append(contentsOf: pair)
        bounds.append(tokens.count)
        firstTypeCounts.append(firstTypeCount)
    }
}
