/// Takes tokens as they are found; each use of the scanner has its own.
protocol WordPieceSink {
    /// Whether the tokens' places are wanted.
    static var recordsRanges: Bool { get }

    /// Whether no more tokens are wanted.
    var isFull: Bool { get }

    /// Takes a token.
    mutating func append(_ id: Int32, start: Int, end: Int)
}

/// Collects numbers, up to a limit.
struct WordPieceIdentifiers: WordPieceSink {
    static var recordsRanges: Bool { false }

    var ids: [Int32]
    /// The length of `ids` at which it is full.
    let limit: Int

    var isFull: Bool { ids.count >= limit }

    @inline(__always)
    mutating func append(_ id: Int32, start: Int, end: Int) {
        if ids.count < limit { ids.append(id) }
    }
}

/// Counts.
struct WordPieceCount: WordPieceSink {
    static var recordsRanges: Bool { false }

    var count = 0

    var isFull: Bool { false }

    @inline(__always)
    mutating func append(_ id: Int32, start: Int, end: Int) {
        count += 1
    }
}

/// Collects tokens with their places.
struct WordPieceTokens: WordPieceSink {
    static var recordsRanges: Bool { true }

    var tokens: [WordPieceToken] = []

    var isFull: Bool { false }

    mutating func append(_ id: Int32, start: Int, end: Int) {
        tokens.append(WordPieceToken(id: id, range: start..<end))
    }
}
