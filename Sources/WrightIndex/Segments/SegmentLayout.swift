// The container of both kinds of segments.
//
// Layout, all numbers little-endian:
//
//     preamble   64 bytes   magic, version, kind, zeros, CRC of the 60 bytes before
//     sections              each begins at a multiple of 64; zeros between
//     directory             section table, block CRCs, fingerprint
//     trailer    64 bytes   file size, offset and size and CRC of the directory, zeros, magic, CRC of the 60 bytes
//     before
//
// The sections come first so that a segment can be written in one pass with little memory; the directory comes last and
// carries all that a reader checks when it opens the file. A truncated file has no trailer. The bytes before the
// directory are cut into blocks of 16 KiB with a CRC-32C each; a block is checked when it is first used, so that
// opening costs a few page faults however large the segment is, and a first search reads little beside what it needs.

/// Numbers of the container format.
enum SegmentLayout {
    static let magic: UInt64 = 0x3153_5448_4749_5257  // "WRIGHTS1" as bytes
    static let version: UInt32 = 3
    static let preambleSize = 64
    static let trailerSize = 64
    static let alignment = 64
    static let blockSize = 16 << 10
    static let maximumSectionCount = 64
    static let maximumFingerprintSize = 4096
    static let sectionEntrySize = 24
    static let directoryHeadSize = 16

    static func aligned(_ offset: Int) -> Int {
        (offset + alignment - 1) / alignment * alignment
    }

    static func blockCount(ofBody size: Int) -> Int {
        (size + blockSize - 1) / blockSize
    }
}

extension UnsafeRawBufferPointer {
    /// A number at a byte offset, which need not be aligned.
    ///
    /// - Precondition: the number lies within the buffer.
    func number<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Number.Type) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}

extension [UInt8] {
    /// Appends a number, little-endian.
    mutating func append<Number: FixedWidthInteger>(number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
