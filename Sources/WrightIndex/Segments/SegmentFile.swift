private import CWrightKernels
internal import Synchronization
public import WrightCore

/// A segment's container: sections of bytes, each checked before it is used.
///
/// Opening reads the beginning and the end of the file. Every block of 16 KiB is checked against its CRC-32C when it
/// is first used, once, so that a changed segment is noticed before it gives a result and a warm search pays nothing.
public final class SegmentFile: @unchecked Sendable {
    // `@unchecked`: all is set once, but for the bits of verified blocks, which are atomic.

    /// What the segment holds.
    public let kind: SegmentKind

    /// The analyzer or model that made it.
    public let fingerprint: String

    /// The name for messages: the path of the file, or what the caller called it.
    public let name: String

    /// The size of the whole segment.
    public var size: ByteCount { ByteCount(bytes.buffer.count) }

    private let bytes: SegmentBytes
    private let sections: [SegmentSectionID: Range<Int>]
    private let bodySize: Int
    private let checksumsOffset: Int
    private let verifiedWords: UnsafeMutableBufferPointer<Atomic<UInt64>>

    /// Opens a mapped file.
    ///
    /// - Throws: ``IndexError`` with code `notASegment`, `unsupportedVersion` or `corruptSegment`.
    public convenience init(_ file: MappedFile, name: String) throws(IndexError) {
        try self.init(SegmentBytes(file: file), name: name)
    }

    /// Opens a segment in memory; the bytes are copied.
    ///
    /// - Throws: ``IndexError`` with code `notASegment`, `unsupportedVersion` or `corruptSegment`.
    public convenience init(bytes: [UInt8], name: String) throws(IndexError) {
        try self.init(SegmentBytes(copying: bytes), name: name)
    }

    private init(_ bytes: SegmentBytes, name: String) throws(IndexError) {
        // What is read in order says so; elsewhere reading ahead would fetch megabytes for a few bytes.
        bytes.expect(.scattered, of: 0..<bytes.buffer.count)
        let directory = try SegmentDirectory(bytes, name: name)
        self.bytes = bytes
        self.name = name
        kind = directory.kind
        fingerprint = directory.fingerprint
        sections = directory.sections
        bodySize = directory.bodySize
        checksumsOffset = directory.checksumsOffset
        let wordCount = (SegmentLayout.blockCount(ofBody: bodySize) + 63) / 64
        verifiedWords = .allocate(capacity: wordCount)
        for index in 0..<wordCount {
            verifiedWords.initializeElement(at: index, to: Atomic(0))
        }
    }

    deinit {
        verifiedWords.deinitialize()
        verifiedWords.deallocate()
    }

    /// Checks every block, also those that were checked before.
    ///
    /// - Throws: ``IndexError`` with code `corruptSegment`.
    public func verifyAll() throws(IndexError) {
        bytes.expect(.usual, of: 0..<bodySize)
        defer { bytes.expect(.scattered, of: 0..<bodySize) }
        for block in 0..<SegmentLayout.blockCount(ofBody: bodySize) { try check(block: block) }
    }

    /// Where a section lies in the segment; nil when there is none.
    func range(of id: SegmentSectionID) -> Range<Int>? {
        sections[id]
    }

    /// Where a section lies that must be there.
    func requiredRange(of id: SegmentSectionID) throws(IndexError) -> Range<Int> {
        guard let range = sections[id] else { throw corrupt("section \(id.rawValue) is missing") }
        return range
    }

    /// The bytes of a range, checked on first use.
    ///
    /// - Precondition: the range lies before the directory.
    func verified(_ range: Range<Int>) throws(IndexError) -> UnsafeRawBufferPointer {
        precondition(range.upperBound <= bodySize, "A section lies within the body.")
        try verify(range)
        return UnsafeRawBufferPointer(rebasing: bytes.buffer[range])
    }

    /// The bytes of a range, not checked yet: call ``verify(_:)`` before what is read of them.
    func unverified(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes.buffer[range])
    }

    /// Tells the system how a range will be read.
    func expect(_ reading: MappedFile.Reading, of range: Range<Int>) {
        bytes.expect(reading, of: range)
    }

    /// Has the system begin to read a range of which some was not checked before, so that many are read side by side.
    func announce(_ range: Range<Int>) {
        if let blocks = uncheckedBlocks(of: range) { expectWhole(blocks) }
    }

    /// Checks the blocks of a range that were not checked before.
    @inline(__always)
    func verify(_ range: Range<Int>) throws(IndexError) {
        guard let blocks = uncheckedBlocks(of: range) else { return }
        expectWhole(blocks)
        for block in blocks where !isVerified(block: block) { try check(block: block) }
    }

    /// The same for bytes of the segment.
    func verify(_ part: UnsafeRawBufferPointer) throws(IndexError) {
        guard let base = bytes.buffer.baseAddress, let start = part.baseAddress else { return }
        let offset = start - base
        try verify(offset..<offset + part.count)
    }

    /// The blocks of a range from the first to the last that was not checked; nil where all were.
    @inline(__always)
    private func uncheckedBlocks(of range: Range<Int>) -> ClosedRange<Int>? {
        guard !range.isEmpty else { return nil }
        var first = range.lowerBound / SegmentLayout.blockSize
        var last = (range.upperBound - 1) / SegmentLayout.blockSize
        while isVerified(block: first) {
            if first == last { return nil }
            first += 1
        }
        while isVerified(block: last) { last -= 1 }
        return first...last
    }

    private func expectWhole(_ blocks: ClosedRange<Int>) {
        let size = SegmentLayout.blockSize
        let range = blocks.lowerBound * size..<min((blocks.upperBound + 1) * size, bodySize)
        bytes.expect(range.count <= Self.wholeByteCount ? .soon : .usual, of: range)
    }

    /// Ranges up to this size are asked for as a whole, larger ones as reading goes on.
    private static let wholeByteCount = 16 << 20

    /// An error that names this segment.
    func corrupt(_ reason: String) -> IndexError {
        .corruptSegment(name: name, reason: reason)
    }

    @inline(__always)
    private func isVerified(block: Int) -> Bool {
        verifiedWords[block / 64].load(ordering: .acquiring) >> UInt64(block % 64) & 1 == 1
    }

    private func check(block: Int) throws(IndexError) {
        let start = block * SegmentLayout.blockSize
        let piece = bytes.buffer[start..<min(start + SegmentLayout.blockSize, bodySize)]
        let found = wright_crc32c(0, UnsafeRawBufferPointer(rebasing: piece).baseAddress, piece.count)
        guard found == bytes.buffer.number(at: checksumsOffset + block * 4, as: UInt32.self) else {
            throw corrupt("the checksum of the block at byte \(start) does not fit")
        }
        verifiedWords[block / 64].bitwiseOr(1 << UInt64(block % 64), ordering: .releasing)
    }
}

extension SegmentFile {
    /// Refuses a segment of another kind or maker.
    func require(kind expected: SegmentKind, fingerprint expectedFingerprint: String?) throws(IndexError) {
        guard kind == expected else { throw .wrongKind(name: name, expected: expected.name, found: kind.name) }
        guard let expectedFingerprint, expectedFingerprint != fingerprint else { return }
        throw .fingerprintMismatch(name: name, expected: expectedFingerprint, found: fingerprint)
    }
}
