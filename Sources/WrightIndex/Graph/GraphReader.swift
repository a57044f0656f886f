/// Reads the section of a graph: numbers within bounds, arrays of the right size, upper levels in order.
struct GraphReader {
    let degree: Int
    let seed: UInt64
    let entry: UInt32
    /// What the check found; nil where there was none.
    let check: VectorGraphCheck?
    /// Whether some rows stand in the graph for others.
    let hasCopies: Bool
    /// Where the ground's lists lie in the file.
    let groundRange: Range<Int>

    private let file: SegmentFile
    private let counts: [Int]
    private let upperDegree: Int
    /// Where the arrays of each upper level lie.
    private let upper: [(nodes: Range<Int>, links: Range<Int>)]

    init(file: SegmentFile, range: Range<Int>, count: Int) throws(IndexError) {
        guard range.count >= GraphLayout.headSize else { throw file.corrupt("its graph has no head") }
        let head = try file.verified(range.lowerBound..<range.lowerBound + GraphLayout.headSize)
        degree = Int(head.number(at: 4, as: UInt32.self))
        upperDegree = Int(head.number(at: 8, as: UInt32.self))
        let levelCount = Int(head.number(at: 12, as: UInt32.self))
        seed = head.number(at: 24, as: UInt64.self)
        entry = head.number(at: 32, as: UInt32.self)
        let version = head.number(at: 0, as: UInt32.self)
        hasCopies = version == GraphLayout.versionWithCopies
        check = try Self.check(head, file)
        guard
            version == GraphLayout.version || hasCopies,
            (1...GraphLayout.maximumDegree).contains(degree), (1...GraphLayout.maximumDegree).contains(upperDegree),
            (1...GraphLayout.levelLimit).contains(levelCount), count > 0, count <= GraphLayout.maximumCount,
            head.number(at: 16, as: UInt64.self) == UInt64(count)
        else { throw file.corrupt("the head of its graph contradicts itself") }
        var offset = range.lowerBound + GraphLayout.headSize
        guard offset + levelCount * 4 <= range.upperBound else { throw file.corrupt("its graph is cut off") }
        let numbers = try file.verified(offset..<offset + levelCount * 4)
        counts = (0..<levelCount).map { Int(numbers.number(at: $0 * 4, as: UInt32.self)) }
        guard counts[0] == count, zip(counts, counts.dropFirst()).allSatisfy({ $0 >= $1 && $1 > 0 }) else {
            throw file.corrupt("the levels of its graph contradict each other")
        }
        offset = SegmentLayout.aligned(offset + levelCount * 4)
        var upper: [(nodes: Range<Int>, links: Range<Int>)] = []
        for levelSize in counts.dropFirst() {
            let nodes = offset..<offset + levelSize * 4
            let start = SegmentLayout.aligned(nodes.upperBound)
            let links = start..<start + levelSize * upperDegree * 4
            upper.append((nodes, links))
            offset = SegmentLayout.aligned(links.upperBound)
        }
        self.upper = upper
        groundRange = offset..<offset + count * degree * 4
        guard groundRange.upperBound == range.upperBound else { throw file.corrupt("its graph has a wrong size") }
        self.file = file
    }

    private static func check(_ head: UnsafeRawBufferPointer, _ file: SegmentFile) throws(IndexError)
        -> VectorGraphCheck?
    {
        let widening = head.number(at: 36, as: UInt32.self)
        let expected = Int(head.number(at: 40, as: UInt32.self))
        let found = Int(head.number(at: 44, as: UInt32.self))
        guard widening > 0 else { return nil }
        guard widening == GraphLayout.none || widening <= VectorGraphCheck.maximumWidening, found <= expected else {
            throw file.corrupt("the check of its graph contradicts itself")
        }
        return VectorGraphCheck(
            expectedCount: expected,
            foundCount: found,
            widening: widening == GraphLayout.none ? nil : Int(widening)
        )
    }

    /// The rows that others stand for.
    func copies() throws(IndexError) -> RowCopies {
        guard hasCopies else { return RowCopies(universeCount: counts[0]) }
        let numbers = numbers(try file.verified(file.requiredRange(of: VectorLayout.copies)))
        guard let copies = RowCopies(numbers: numbers, universeCount: counts[0]) else {
            throw file.corrupt("its lists of copies contradict themselves")
        }
        return copies
    }

    /// The levels from the ground up; the ordinals of the upper ones are checked against their checksums.
    func levels() throws(IndexError) -> [VectorGraph.Level] {
        let ground = numbers(file.unverified(groundRange))
        var levels = [VectorGraph.Level(nodes: nil, links: ground, count: counts[0], degree: degree)]
        for (ranges, count) in zip(upper, counts.dropFirst()) {
            let nodes = numbers(try file.verified(ranges.nodes))
            let links = numbers(file.unverified(ranges.links))
            var previous = -1
            for ordinal in nodes {
                guard Int(ordinal) > previous, Int(ordinal) < counts[0] else {
                    throw file.corrupt("the levels of its graph are out of order")
                }
                previous = Int(ordinal)
            }
            levels.append(VectorGraph.Level(nodes: nodes, links: links, count: count, degree: upperDegree))
        }
        return levels
    }

    private func numbers(_ bytes: UnsafeRawBufferPointer) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(
            start: bytes.baseAddress?.assumingMemoryBound(to: UInt32.self),
            count: bytes.count / 4
        )
    }
}
