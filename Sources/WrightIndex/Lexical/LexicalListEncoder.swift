internal import CWrightKernels

/// Makes the bytes of one inverted list after the other; see `LexicalLayout` for what they are.
///
/// Entries come one by one, so no more of a list is held than its bytes.
final class LexicalListEncoder {
    /// A finished list.
    struct Row {
        let size: Int
        let documentFrequency: UInt32
        let bound: ImpactBound
    }

    private let hasPositions: Bool
    private let hasFields: Bool
    private let averageLength: Float

    // `@exclusivity(unchecked)`: one thread uses an encoder, and it hands no closure to others.

    // The block that is being filled.
    @exclusivity(unchecked) private var count = 0
    private let ordinals: UnsafeMutablePointer<UInt32>
    private let totals: UnsafeMutablePointer<UInt32>
    private let titles: UnsafeMutablePointer<UInt32>
    private let headings: UnsafeMutablePointer<UInt32>
    @exclusivity(unchecked) private var places: [UInt32] = []
    @exclusivity(unchecked) private var blockStatistics = ImpactBound.Statistics()

    // The list so far.
    @exclusivity(unchecked) private var blocks: [UInt8] = []
    @exclusivity(unchecked) private var positions: [UInt8] = []
    @exclusivity(unchecked) private var lastOrdinals: [UInt32] = []
    @exclusivity(unchecked) private var offsets: [UInt32] = []
    @exclusivity(unchecked) private var positionOffsets: [UInt32] = []
    @exclusivity(unchecked) private var bounds: [UInt8] = []
    @exclusivity(unchecked) private var listStatistics = ImpactBound.Statistics()
    @exclusivity(unchecked) private var documentFrequency: UInt32 = 0
    @exclusivity(unchecked) private var previous = UInt32.max

    init(hasPositions: Bool, hasFields: Bool, averageLength: Float) {
        self.hasPositions = hasPositions
        self.hasFields = hasFields
        self.averageLength = averageLength
        ordinals = .allocate(capacity: 4 * LexicalLayout.blockLength)
        ordinals.initialize(repeating: 0, count: 4 * LexicalLayout.blockLength)
        totals = ordinals + LexicalLayout.blockLength
        titles = totals + LexicalLayout.blockLength
        headings = titles + LexicalLayout.blockLength
    }

    deinit { ordinals.deallocate() }

    /// Bytes held for the current list.
    var byteCount: Int { blocks.count + positions.count + lastOrdinals.count * LexicalLayout.blockRowSize }

    /// Adds an entry behind all before it.
    ///
    /// - Parameters:
    ///   - ordinal: The chunk.
    ///   - length: Its length.
    ///   - frequency: How often the term stands in it.
    ///   - places: The field and position of each occurrence, in order; not read without positions.
    /// - Throws: ``IndexError`` with code `segmentTooLarge`.
    @inline(__always)
    func add(_ ordinal: UInt32, length: UInt32, frequency: TermFrequency, places: UnsafeBufferPointer<UInt32>) throws {
        ordinals[count] = ordinal
        totals[count] = frequency.total
        titles[count] = frequency.title
        headings[count] = frequency.heading
        if hasPositions { self.places.append(contentsOf: places) }
        blockStatistics.add(frequency, length: length)
        count += 1
        documentFrequency += 1
        if count == LexicalLayout.blockLength { try endBlock() }
    }

    /// Ends the list and appends it to bytes, which hold whole lists or are empty.
    func finish(into bytes: inout [UInt8]) throws -> Row {
        precondition(documentFrequency > 0, "A term occurs somewhere.")
        if count > 0 { try endBlock() }
        let isLong = documentFrequency > UInt32(LexicalLayout.blockLength)
        let start = bytes.count
        if isLong {
            let table = 4 + lastOrdinals.count * LexicalLayout.blockRowSize
            bytes.append(number: UInt32(table + blocks.count))
            for column in [lastOrdinals, offsets, positionOffsets] {
                column.withUnsafeBytes { bytes.append(contentsOf: $0) }
            }
            bytes.append(contentsOf: bounds)
        }
        bytes.append(contentsOf: blocks)
        bytes.append(contentsOf: positions)
        let bound = ImpactBound(listStatistics, averageLength: averageLength)
        let row = Row(size: bytes.count - start, documentFrequency: documentFrequency, bound: bound)
        removeAll()
        return row
    }

    private func removeAll() {
        blocks.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        lastOrdinals.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        positionOffsets.removeAll(keepingCapacity: true)
        bounds.removeAll(keepingCapacity: true)
        listStatistics.removeAll()
        documentFrequency = 0
        previous = .max
    }

    private func endBlock() throws {
        guard let offset = UInt32(exactly: blocks.count), let positionOffset = UInt32(exactly: positions.count),
            blocks.count + lastOrdinals.count * LexicalLayout.blockRowSize < Int(UInt32.max >> 1)
        else { throw IndexError.segmentTooLarge(reason: "a list of more than 2 GiB") }
        offsets.append(offset)
        positionOffsets.append(positionOffset)
        lastOrdinals.append(ordinals[count - 1])
        listStatistics.add(blockStatistics)
        if documentFrequency >= UInt32(LexicalLayout.blockLength) {
            ImpactBound(blockStatistics, averageLength: averageLength).store(in: &bounds)
        }
        let last = ordinals[count - 1]
        if count == LexicalLayout.blockLength { appendFull() } else { appendPartial() }
        if hasPositions { appendPositions() }
        previous = last
        blockStatistics.removeAll()
        count = 0
    }

    private func appendFull() {
        var before = previous
        for index in 0..<count {
            let ordinal = ordinals[index]
            ordinals[index] = ordinal &- before &- 1
            totals[index] -= 1
            before = ordinal
        }
        let columns = [ordinals, totals] + (hasFields ? [titles, headings] : [])
        var widths: [Int] = []
        for column in columns {
            var all: UInt32 = 0
            for index in 0..<count { all |= column[index] }
            let width = UInt32.bitWidth - all.leadingZeroBitCount
            widths.append(width)
            blocks.append(UInt8(width))
        }
        for (column, width) in zip(columns, widths) where width > 0 {
            let start = blocks.count
            blocks.append(contentsOf: repeatElement(0, count: 16 * width))
            blocks.withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                wright_postings_pack(column, UInt32(width), base + start)
            }
        }
    }

    private func appendPartial() {
        var before = previous
        for index in 0..<count {
            let gap = UInt64(ordinals[index] &- before &- 1)
            before = ordinals[index]
            let isInFields = hasFields && titles[index] | headings[index] != 0
            let fields: UInt64 = hasFields ? (isInFields ? 2 : 0) : 0
            let shifted = hasFields ? gap << 2 : gap << 1
            appendVariable(shifted | fields | (totals[index] > 1 ? 1 : 0))
            if totals[index] > 1 { appendVariable(UInt64(totals[index] - 2)) }
            guard isInFields else { continue }
            appendVariable(UInt64(titles[index]))
            appendVariable(UInt64(headings[index]))
        }
    }

    private func appendVariable(_ value: UInt64) {
        var rest = value
        while rest >= 128 {
            blocks.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        blocks.append(UInt8(rest))
    }

    private func appendPositions() {
        var all: UInt32 = 0
        for place in places { all |= place & LexicalLayout.maximumPosition }
        let width = UInt32.bitWidth - all.leadingZeroBitCount
        positions.append(UInt8(width))
        var pending: UInt64 = 0
        var pendingBits = 0
        for place in places {
            pending |= UInt64(place & LexicalLayout.maximumPosition) << UInt64(pendingBits)
            pendingBits += width
            while pendingBits >= 8 {
                positions.append(UInt8(truncatingIfNeeded: pending))
                pending >>= 8
                pendingBits -= 8
            }
        }
        if pendingBits > 0 { positions.append(UInt8(truncatingIfNeeded: pending)) }
        places.removeAll(keepingCapacity: true)
    }
}
