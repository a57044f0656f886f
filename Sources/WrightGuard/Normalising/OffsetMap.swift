// Where each byte of a changed text comes from.
//
// Layout: runs in order of the changed text. A run of copied bytes has as many bytes there as here; any other run is
// one piece that stands for a range of the original. Both kinds are found by binary search.

/// A map from the bytes of a changed text to those of the original.
struct OffsetMap: Sendable, Hashable {
    /// A stretch of the changed text.
    struct Run: Sendable, Hashable {
        var start: Int
        var count: Int
        var sourceStart: Int
        var sourceEnd: Int
        var isCopy: Bool
    }

    private(set) var runs: [Run] = []
    private(set) var count = 0

    /// A map of nothing, to be added to.
    init() {}

    /// A map of a text that is not changed.
    init(identityOf count: Int) {
        appendCopy(of: 0..<count)
    }

    /// Adds bytes that are copied.
    mutating func appendCopy(of source: Range<Int>) {
        guard !source.isEmpty else { return }
        defer { count += source.count }
        if let last = runs.indices.last, runs[last].isCopy, runs[last].sourceEnd == source.lowerBound {
            runs[last].count += source.count
            runs[last].sourceEnd = source.upperBound
            return
        }
        runs.append(
            Run(
                start: count,
                count: source.count,
                sourceStart: source.lowerBound,
                sourceEnd: source.upperBound,
                isCopy: true
            )
        )
    }

    /// Adds bytes that stand for a range of the original.
    mutating func appendPiece(ofCount pieceCount: Int, for source: Range<Int>) {
        guard pieceCount > 0 else { return }
        runs.append(
            Run(
                start: count,
                count: pieceCount,
                sourceStart: source.lowerBound,
                sourceEnd: source.upperBound,
                isCopy: false
            )
        )
        count += pieceCount
    }

    /// Takes back the last bytes if they are the end of a copy or one whole piece, and gives where they came from.
    mutating func dropLast(_ dropped: Int) -> Int? {
        guard let last = runs.indices.last, dropped <= runs[last].count else { return nil }
        let run = runs[last]
        guard run.isCopy || run.count == dropped else { return nil }
        count -= dropped
        if run.count == dropped {
            runs.removeLast()
            return run.sourceStart
        }
        runs[last].count -= dropped
        runs[last].sourceEnd -= dropped
        return runs[last].sourceEnd
    }

    /// Adds a part of another map: the bytes of a text that was changed before.
    mutating func append(_ range: Range<Int>, of other: Self) {
        guard !range.isEmpty else { return }
        var index = other.runIndex(at: range.lowerBound)
        while index < other.runs.count, other.runs[index].start < range.upperBound {
            let run = other.runs[index]
            let low = max(run.start, range.lowerBound)
            let high = min(run.start + run.count, range.upperBound)
            if run.isCopy {
                let source = run.sourceStart + low - run.start
                appendCopy(of: source..<source + high - low)
            } else {
                appendPiece(ofCount: high - low, for: run.sourceStart..<run.sourceEnd)
            }
            index += 1
        }
    }

    /// The range of the original that a range of the changed text comes from; an empty one for an empty one.
    ///
    /// - Precondition: the range lies in the changed text.
    func sourceRange(of range: Range<Int>) -> Range<Int> {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "The range lies outside the text.")
        guard !runs.isEmpty else { return 0..<0 }
        if range.isEmpty {
            let place = range.lowerBound == count ? runs[runs.count - 1].sourceEnd : sourceStart(at: range.lowerBound)
            return place..<place
        }
        let low = sourceStart(at: range.lowerBound)
        let last = runs[runIndex(at: range.upperBound - 1)]
        let high = last.isCopy ? last.sourceStart + range.upperBound - last.start : last.sourceEnd
        return min(low, high)..<max(low, high)
    }

    private func sourceStart(at offset: Int) -> Int {
        let run = runs[runIndex(at: offset)]
        return run.isCopy ? run.sourceStart + offset - run.start : run.sourceStart
    }

    private func runIndex(at offset: Int) -> Int {
        var low = 0
        var high = runs.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if runs[middle].start <= offset { low = middle } else { high = middle }
        }
        return low
    }
}

/// A changed text with its map to the original.
struct MappedText: Sendable {
    /// A change: a range that is replaced.
    struct Edit {
        var range: Range<Int>
        var replacement: [UInt8]
    }

    private(set) var bytes: [UInt8]
    private(set) var map: OffsetMap

    /// A text that is not changed.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        map = OffsetMap(identityOf: bytes.count)
    }

    init(bytes: [UInt8], map: OffsetMap) {
        self.bytes = bytes
        self.map = map
    }

    /// The text with some ranges replaced.
    ///
    /// - Precondition: the edits stand in order and do not overlap.
    func applying(_ edits: [Edit]) -> Self {
        guard !edits.isEmpty else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var newMap = OffsetMap()
        var position = 0
        for edit in edits {
            precondition(edit.range.lowerBound >= position, "The edits overlap.")
            result.append(contentsOf: bytes[position..<edit.range.lowerBound])
            newMap.append(position..<edit.range.lowerBound, of: map)
            result.append(contentsOf: edit.replacement)
            newMap.appendPiece(ofCount: edit.replacement.count, for: map.sourceRange(of: edit.range))
            position = edit.range.upperBound
        }
        result.append(contentsOf: bytes[position...])
        newMap.append(position..<bytes.count, of: map)
        return Self(bytes: result, map: newMap)
    }
}
