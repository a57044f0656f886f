// Finds technologies and other named knowledge in lines of text.
//
// Idea: a linear chain over words with the tags begin, inside and outside; its features are the words around, their
// shapes and endings, and whether they stand in the timeline or among the terms of the training set. The best chain is
// found by dynamic programming, with a bias towards naming something.
// Source: Lafferty, McCallum & Pereira (2001); trained on SkillSpan (Zhang et al. 2022). Deviation: weights below a
// threshold are dropped and the others rounded to 1/1024.
// Layout: see the script that trains it; weights are found by hash in an open table.

private import CWrightData

/// Finds technologies and other named knowledge in a posting.
public struct KnowledgeTagger: Sendable {
    /// A place where knowledge is named.
    public struct Mention: Sendable, Hashable {
        /// The technology's name in the timeline, or the words.
        public let name: String
        /// Where, in UTF-8 bytes.
        public let range: Range<Int>
        /// `technology` where the timeline knows it, else `knowledge`.
        public let kind: String
    }

    private let terms: Set<UInt64>
    private let timeline: Set<UInt64>
    /// Nine weights from B, I, O to B, I, O.
    private let transitions: [Int32]
    private let hashes: [UInt64]
    private let weights: [Int16]
    /// Places of hashes, by their low bits.
    private let slots: [Int32]

    /// The tagger that comes with the program.
    public static let standard = Self()

    /// What a word outside loses, in 1/1024.
    private static let bias: Int32 = 307

    private init() {
        var size: UInt = 0
        let start = wright_knowledge_model(&size)
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(size))
        var position = 0
        func read<Value: FixedWidthInteger>(_: Value.Type) -> Value {
            precondition(position + MemoryLayout<Value>.size <= bytes.count, "The model of knowledge is cut short.")
            defer { position += MemoryLayout<Value>.size }
            return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Value.self))
        }
        terms = Set((0..<Int(read(UInt32.self))).map { _ in read(UInt64.self) })
        transitions = (0..<9).map { _ in Int32(read(Int16.self)) }
        let count = Int(read(UInt32.self))
        hashes = (0..<count).map { _ in read(UInt64.self) }
        weights = (0..<(count * 3)).map { _ in read(Int16.self) }
        slots = Self.slots(for: hashes)
        timeline = Set(
            TechnologyTimeline.standard.technologies.flatMap { [$0.name] + $0.aliases }
                .map { name in
                    var hash = FeatureHash()
                    hash.add(name.utf8.map(ByteKind.lower))
                    return hash.value
                }
        )
    }

    /// All mentions in a posting, in order and without overlap.
    public func mentions(in posting: JobPosting) -> [Mention] {
        var found: [Mention] = []
        for line in posting.lines { found += spans(in: posting.bytes, range: line.range, posting.mentions) }
        return found
    }

    private func spans(in bytes: [UInt8], range: Range<Int>, _ known: [TechnologyMention]) -> [Mention] {
        let words = Self.words(in: bytes, range: range)
        let tags = tags(of: words)
        var found: [Mention] = []
        var start: Int?
        for place in 0...words.count {
            let tag = place < words.count ? tags[place] : 2
            if tag != 1, let first = start {
                let span = words[first].startIndex..<words[place - 1].endIndex
                let own = known.first { $0.range == span }
                let text = String(decoding: bytes[span], as: UTF8.self)
                found.append(
                    Mention(name: own?.name ?? text, range: span, kind: own == nil ? "knowledge" : "technology")
                )
                start = nil
            }
            if tag == 0 || tag == 1 && start == nil { start = place }
        }
        return found
    }

    /// The best tags of words: 0 begins, 1 is inside, 2 outside.
    private func tags(of words: [ArraySlice<UInt8>]) -> [Int] {
        guard !words.isEmpty else { return [] }
        let features = KnowledgeFeatures(words: words)
        let (known, timed) = (features.marks(terms), features.marks(timeline))
        var best: [Int32] = []
        var back: [[Int]] = []
        for place in words.indices {
            var (begin, inside, outside): (Int32, Int32, Int32) = (0, 0, -Self.bias)
            features.each(place, known: known, timed: timed) { hash in
                guard let index = find(hash) else { return }
                begin += Int32(weights[index * 3])
                inside += Int32(weights[index * 3 + 1])
                outside += Int32(weights[index * 3 + 2])
            }
            var score = [begin, inside, outside]
            guard !best.isEmpty else {
                score[1] -= 100 * 1024
                best = score
                continue
            }
            var (next, previous): ([Int32], [Int]) = ([0, 0, 0], [0, 0, 0])
            for tag in 0..<3 {
                for from in 1..<3
                where best[from] + transitions[from * 3 + tag]
                    > best[previous[tag]] + transitions[previous[tag] * 3 + tag]
                {
                    previous[tag] = from
                }
                next[tag] = best[previous[tag]] + transitions[previous[tag] * 3 + tag] + score[tag]
            }
            best = next
            back.append(previous)
        }
        var tag = best.indices.max { best[$0] < best[$1] } ?? 2
        var tags = [tag]
        for previous in back.reversed() {
            tag = previous[tag]
            tags.append(tag)
        }
        return tags.reversed()
    }

    private func find(_ hash: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        // The table is less than half full, so that an empty slot ends every search.
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if hashes[index] == hash { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private static func slots(for hashes: [UInt64]) -> [Int32] {
        var size = 1024
        while size < hashes.count * 2 + 1 { size *= 2 }
        var slots = [Int32](repeating: -1, count: size)
        for (index, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(index)
        }
        return slots
    }

    /// Words between white space, without brackets and marks at their ends.
    static func words(in bytes: [UInt8], range: Range<Int>) -> [ArraySlice<UInt8>] {
        var words: [ArraySlice<UInt8>] = []
        var position = range.lowerBound
        while position < range.upperBound {
            if ByteKind.isSpace(bytes[position]) {
                position += 1
                continue
            }
            var end = position
            while end < range.upperBound, !ByteKind.isSpace(bytes[end]) { end += 1 }
            append(bytes, position..<end, to: &words)
            position = end
        }
        return words
    }

    private static func append(_ bytes: [UInt8], _ token: Range<Int>, to words: inout [ArraySlice<UInt8>]) {
        var (lower, upper) = (token.lowerBound, token.upperBound)
        while upper - lower > 1, opening.contains(bytes[lower]) {
            words.append(bytes[lower..<(lower + 1)])
            lower += 1
        }
        var marks: [ArraySlice<UInt8>] = []
        while upper - lower > 1, closing.contains(bytes[upper - 1]) {
            marks.append(bytes[(upper - 1)..<upper])
            upper -= 1
        }
        words.append(bytes[lower..<upper])
        words += marks.reversed()
    }

    private static let opening: Set<UInt8> = Set("([{\"'".utf8)
    private static let closing: Set<UInt8> = Set(".,;:!?)]}\"'".utf8)
}
