internal import CWrightKernels

/// A list's bytes cannot be what was written.
struct MalformedList: Error {}

/// A place in one term's list.
///
/// All members are plain values, so that cursors lie in one array without reference counting.
struct TermCursor {
    /// Memory for one decoded block.
    struct Buffer {
        let ordinals: UnsafeMutablePointer<UInt32>
        let frequencies: UnsafeMutablePointer<UInt32>
    }

    /// The tables of a long list's blocks.
    private struct Blocks {
        let lastOrdinals: UnsafePointer<UInt32>
        let offsets: UnsafePointer<UInt32>
        let bounds: UnsafeRawPointer
    }

    /// What a chunk gains from the term, given its frequency and length.
    let scoring: wright_postings_scoring
    /// No chunk gains more.
    let bound: Float

    private let kernels: UnsafePointer<wright_postings_kernels>
    private let list: UnsafeRawBufferPointer
    private let entryCount: Int
    private let blockCount: Int
    private let blocks: Blocks?
    private let buffer: Buffer

    private var block = 0
    /// The block in the buffer, or -1.
    private var decodedBlock = -1
    private var hasFrequencies = false
    private var decodedCount = 0
    private var position = 0
    private var frequencyBits: UInt32 = 0
    private var packedFrequencies: UnsafePointer<UInt8>?
    private var boundedBlock = -1
    private var blockBound: Float = 0

    init(
        _ entry: LexicalSegment.Entry,
        of segment: LexicalSegment,
        scoring: wright_postings_scoring,
        kernels: UnsafePointer<wright_postings_kernels>,
        buffer: Buffer
    ) throws(IndexError) {
        self.scoring = scoring
        self.kernels = kernels
        self.buffer = buffer
        bound = entry.bound.value(scoring)
        entryCount = entry.documentFrequency
        list = try segment.file.verified(entry.list)
        blocks = try Self.blocks(entry.blocks, of: segment)
        blockCount = blocks == nil ? 1 : entry.blocks.count
    }

    private static func blocks(_ range: Range<Int>, of segment: LexicalSegment) throws(IndexError) -> Blocks? {
        func part(_ section: Range<Int>, _ size: Int) throws(IndexError) -> UnsafeRawPointer? {
            let start = section.lowerBound
            return try segment.file.verified(start + range.lowerBound * size..<start + range.upperBound * size)
                .baseAddress
        }
        guard !range.isEmpty, let lastOrdinals = try part(segment.sections.lastOrdinals, 4),
            let offsets = try part(segment.sections.offsets, 4),
            let bounds = try part(segment.sections.bounds, LexicalLayout.boundSize)
        else { return nil }
        return Blocks(
            lastOrdinals: lastOrdinals.assumingMemoryBound(to: UInt32.self),
            offsets: offsets.assumingMemoryBound(to: UInt32.self),
            bounds: bounds
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
        var scoring = scoring
        while block < blockCount {
            if nextOrdinalAtLeast >= end { return }
            try decode(from: window.first)
            decodeFrequencies()
            let stop = buffer.ordinals[decodedCount - 1] < end ? decodedCount : countBelow(end)
            if stop > position {
                kernels.pointee.accumulate(
                    buffer.ordinals + position,
                    buffer.frequencies + position,
                    stop - position,
                    &scoring,
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

    /// The frequency in a chunk, 0 when the term does not occur; call with rising ordinals.
    ///
    /// A chunk that would need more than the block's bound is not looked for: then nil.
    @inline(__always)
    mutating func frequency(in ordinal: UInt32, needing part: Float) throws(MalformedList) -> UInt32? {
        seek(ordinal)
        guard block < blockCount else { return 0 }
        if block != decodedBlock {
            if currentBlockBound() < part { return nil }
            try decode(from: ordinal)
        }
        guard position < decodedCount, buffer.ordinals[position] == ordinal else { return 0 }
        if hasFrequencies { return buffer.frequencies[position] }
        return wright_postings_value(packedFrequencies, frequencyBits, position) &+ 1
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
}

extension TermCursor {
    /// Calls a function with every entry, in order.
    mutating func visitEntries(_ body: (UInt32, UInt32) throws -> Void) throws {
        while block < blockCount {
            try decode(from: 0)
            decodeFrequencies()
            for index in position..<decodedCount { try body(buffer.ordinals[index], buffer.frequencies[index]) }
            block += 1
        }
    }

    /// Brings the current block's ordinals into the buffer, with the place at an ordinal or behind it.
    private mutating func decode(from ordinal: UInt32) throws(MalformedList) {
        guard decodedBlock != block else { return }
        let offset = blocks.map { Int($0.offsets[block]) } ?? 0
        let previous = blocks.flatMap { block > 0 ? $0.lastOrdinals[block - 1] : nil } ?? UInt32.max
        let count = min(LexicalLayout.blockLength, entryCount - block * LexicalLayout.blockLength)
        guard offset < list.count, count > 0 else { throw MalformedList() }
        if count == LexicalLayout.blockLength {
            try decodeFull(at: offset, previous: previous)
        } else {
            try decodePartial(at: offset, count: count, previous: previous)
        }
        if let blocks, buffer.ordinals[count - 1] != blocks.lastOrdinals[block] { throw MalformedList() }
        decodedBlock = block
        decodedCount = count
        position = buffer.ordinals[0] >= ordinal ? 0 : min(countBelow(ordinal), count - 1)
    }

    private mutating func decodeFull(at offset: Int, previous: UInt32) throws(MalformedList) {
        guard let start = list.baseAddress?.assumingMemoryBound(to: UInt8.self), offset + 2 <= list.count else {
            throw MalformedList()
        }
        let gapBits = UInt32(start[offset])
        frequencyBits = UInt32(start[offset + 1])
        let size = 2 + 16 * Int(gapBits + frequencyBits)
        guard gapBits <= 32, frequencyBits <= 32, offset + size <= list.count else { throw MalformedList() }
        packedFrequencies = start + offset + 2 + 16 * Int(gapBits)
        kernels.pointee.unpack_documents(start + offset + 2, gapBits, previous, buffer.ordinals)
        hasFrequencies = false
    }

    private mutating func decodeFrequencies() {
        guard !hasFrequencies else { return }
        kernels.pointee.unpack(packedFrequencies, frequencyBits, buffer.frequencies)
        for index in 0..<LexicalLayout.blockLength { buffer.frequencies[index] &+= 1 }
        hasFrequencies = true
    }

    private mutating func decodePartial(at offset: Int, count: Int, previous: UInt32) throws(MalformedList) {
        var place = offset
        var ordinal = previous
        for index in 0..<count {
            let gap = try variable(at: &place)
            ordinal = ordinal &+ UInt32(truncatingIfNeeded: gap >> 1) &+ 1
            buffer.ordinals[index] = ordinal
            buffer.frequencies[index] = 1
            if gap & 1 == 1 {
                buffer.frequencies[index] = UInt32(truncatingIfNeeded: try variable(at: &place)) &+ 2
            }
        }
        hasFrequencies = true
    }

    /// A LEB128 number of at most 35 bits.
    private func variable(at place: inout Int) throws(MalformedList) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 35, by: 7) {
            guard place < list.count else { throw MalformedList() }
            let byte = list[place]
            place += 1
            value |= UInt64(byte & 127) << shift
            if byte < 128 { return value }
        }
        throw MalformedList()
    }
}
