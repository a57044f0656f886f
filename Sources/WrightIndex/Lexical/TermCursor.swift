internal import CWrightKernels

/// A list's bytes cannot be what was written.
struct MalformedList: Error {}

/// A place in one term's list.
///
/// All members are plain values, so that cursors lie in one array without reference counting.
struct TermCursor {
    /// Memory for one decoded block.
    struct Buffer {
        /// Numbers of 32 bits that a cursor needs.
        static let size = 5 * LexicalLayout.blockLength

        let ordinals: UnsafeMutablePointer<UInt32>
        let totals: UnsafeMutablePointer<UInt32>
        let titles: UnsafeMutablePointer<UInt32>
        let headings: UnsafeMutablePointer<UInt32>
        let frequencies: UnsafeMutablePointer<Float>

        init(_ memory: UnsafeMutablePointer<UInt32>) {
            ordinals = memory
            totals = memory + LexicalLayout.blockLength
            titles = totals + LexicalLayout.blockLength
            headings = titles + LexicalLayout.blockLength
            frequencies = UnsafeMutableRawPointer(headings + LexicalLayout.blockLength)
                .assumingMemoryBound(to: Float.self)
        }
    }

    /// The table at the head of a long list.
    struct Blocks {
        let lastOrdinals: UnsafePointer<UInt32>
        let offsets: UnsafePointer<UInt32>
        let positionOffsets: UnsafePointer<UInt32>
        let bounds: UnsafeRawPointer
    }

    /// What a chunk gains from the term, given its frequency and length.
    let scoring: LexicalScoring
    /// No chunk gains more.
    let bound: Float
    let blockCount: Int
    /// Blocks whose ordinals were unpacked, also those that were unpacked again.
    private(set) var unpackedCount = 0

    let kernels: UnsafePointer<wright_postings_kernels>
    let list: UnsafeRawBufferPointer
    let lengths: UnsafePointer<UInt32>
    let chunkCount: UInt32
    let entryCount: Int
    let blocks: Blocks?
    let buffer: Buffer
    let hasFields: Bool
    let hasPositions: Bool
    /// Where blocks begin in the list.
    let blocksStart: Int

    var block = 0
    /// The block in the buffer, or -1.
    var decodedBlock = -1
    var decodedCount = 0
    var position = 0
    var hasCounts = false
    var hasFrequencies = false
    /// Whether an entry of the block is in a title or in headings.
    var isBlockInFields = false
    /// Behind the block in the buffer.
    var blockEnd = 0
    var packedTotals: UnsafePointer<UInt8>?
    var widths: (total: UInt32, title: UInt32, heading: UInt32) = (0, 0, 0)
    private var boundedBlock = -1
    private var blockBound: Float = 0

    init(
        _ entry: LexicalSegment.Entry,
        of segment: LexicalSegment,
        scoring: LexicalScoring,
        kernels: UnsafePointer<wright_postings_kernels>,
        buffer: Buffer
    ) throws(IndexError) {
        guard let lengths = try segment.lengths() else { throw segment.file.corrupt("it has terms and no chunks") }
        self.scoring = scoring
        self.kernels = kernels
        self.buffer = buffer
        self.lengths = lengths
        chunkCount = UInt32(segment.chunkCount)
        hasFields = segment.hasFields
        hasPositions = segment.hasPositions
        bound = entry.bound.value(scoring)
        entryCount = entry.documentFrequency
        let list = try segment.file.verified(entry.list)
        self.list = list
        guard entryCount > LexicalLayout.blockLength, let base = list.baseAddress else {
            blocks = nil
            blockCount = 1
            blocksStart = 0
            return
        }
        blockCount = LexicalLayout.blockCount(ofList: entryCount)
        blocksStart = 4 + blockCount * LexicalLayout.blockRowSize
        guard blocksStart < list.count, Int(list.number(at: 0, as: UInt32.self)) <= list.count else {
            throw segment.file.corrupt("a list has no room for its table")
        }
        let column = blockCount * 4
        blocks = Blocks(
            lastOrdinals: (base + 4).assumingMemoryBound(to: UInt32.self),
            offsets: (base + 4 + column).assumingMemoryBound(to: UInt32.self),
            positionOffsets: (base + 4 + 2 * column).assumingMemoryBound(to: UInt32.self),
            bounds: base + 4 + 3 * column
        )
    }

    /// No entry at or after the place has a lower ordinal.
    var nextOrdinalAtLeast: UInt32 {
        if block == decodedBlock { return buffer.ordinals[position] }
        guard block < blockCount else { return .max }
        guard block > 0, let blocks else { return 0 }
        return blocks.lastOrdinals[block - 1] &+ 1
    }

    /// Moves to the first entry at or after an ordinal; may leave the block undecoded.
    ///
    /// Never moves back.
    mutating func seek(_ ordinal: UInt32) {
        if block == decodedBlock {
            if buffer.ordinals[decodedCount - 1] >= ordinal {
                if buffer.ordinals[position] < ordinal { position = countBelow(ordinal) }
                return
            }
            block += 1
        }
        guard let blocks else { return }
        var step = 1
        while block + step < blockCount, blocks.lastOrdinals[block + step] < ordinal { step *= 2 }
        var low = block
        var high = min(blockCount, block + step + 1)
        while low < high {
            let middle = (low + high) / 2
            if blocks.lastOrdinals[middle] < ordinal { low = middle + 1 } else { high = middle }
        }
        block = low
    }

    /// Adds the term's part to the scores of the window, from the place on, and moves behind the window.
    mutating func accumulate(_ window: inout wright_postings_window) throws(MalformedList) {
        seek(window.first)
        let end = window.first + window.count
        var kernel = scoring.kernel
        while block < blockCount {
            if nextOrdinalAtLeast >= end { return }
            try decode(from: window.first)
            try decodeFrequencies()
            let stop = buffer.ordinals[decodedCount - 1] < end ? decodedCount : countBelow(end)
            if stop > position {
                kernels.pointee.accumulate(
                    buffer.ordinals + position,
                    buffer.frequencies + position,
                    stop - position,
                    &kernel,
                    &window
                )
            }
            guard stop == decodedCount else {
                position = stop
                return
            }
            block += 1
        }
    }

    /// The frequency that counts for a chunk, 0 when the term does not occur; call with rising ordinals.
    ///
    /// A chunk that would need more than the block's bound is not looked for: then nil.
    @inline(__always)
    mutating func frequency(in ordinal: UInt32, needing part: Float) throws(MalformedList) -> Float? {
        seek(ordinal)
        guard block < blockCount else { return 0 }
        if block != decodedBlock {
            if currentBlockBound() < part { return nil }
            try decode(from: ordinal)
        }
        guard position < decodedCount, buffer.ordinals[position] == ordinal else { return 0 }
        if hasFrequencies { return buffer.frequencies[position] }
        guard !isBlockInFields, scoring.keepsBody, !hasCounts else {
            return scoring.frequency(counts(at: position), length: lengths[Int(ordinal)])
        }
        return Float(wright_postings_value(packedTotals, widths.total, position) &+ 1)
    }

    /// The first ordinal of the list that is not below another; nil behind the end.
    mutating func firstOrdinal(from ordinal: UInt32) throws(MalformedList) -> UInt32? {
        seek(ordinal)
        guard block < blockCount else { return nil }
        try decode(from: ordinal)
        return buffer.ordinals[position]
    }

    private mutating func currentBlockBound() -> Float {
        guard let blocks else { return .infinity }
        if boundedBlock != block {
            boundedBlock = block
            blockBound = ImpactBound(stored: blocks.bounds + block * LexicalLayout.boundSize).value(scoring)
            blockBound *= 1 + 0x1p-20  // Of floats: the part of an entry may round up, its bound down.
        }
        return blockBound
    }

    private func countBelow(_ ordinal: UInt32) -> Int {
        kernels.pointee.count_below(buffer.ordinals, decodedCount, ordinal)
    }

    /// Brings the current block's ordinals into the buffer, with the place at an ordinal or behind it.
    mutating func decode(from ordinal: UInt32) throws(MalformedList) {
        guard decodedBlock != block else { return }
        let offset = blocksStart + (blocks.map { Int($0.offsets[block]) } ?? 0)
        let previous = blocks.flatMap { block > 0 ? $0.lastOrdinals[block - 1] : nil } ?? UInt32.max
        let count = min(LexicalLayout.blockLength, entryCount - block * LexicalLayout.blockLength)
        guard offset < list.count, count > 0 else { throw MalformedList() }
        if count == LexicalLayout.blockLength {
            try decodeFull(at: offset, previous: previous)
        } else {
            try decodePartial(at: offset, count: count, previous: previous)
        }
        if let blocks, buffer.ordinals[count - 1] != blocks.lastOrdinals[block] { throw MalformedList() }
        unpackedCount += 1
        decodedBlock = block
        decodedCount = count
        position = buffer.ordinals[0] >= ordinal ? 0 : min(countBelow(ordinal), count - 1)
    }
}
