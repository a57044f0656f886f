internal import CWrightKernels

/// Changes segments as an attacker would: with checksums that fit what was changed.
enum SegmentSeal {
    private static let blockSize = 16 << 10

    /// Where the directory begins, by the trailer.
    static func directoryOffset(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: bytes.count - 56, as: UInt64.self)) }
    }

    /// Where the head of a graph of degree 24 without copies begins.
    static func graphHeadOffset(_ bytes: [UInt8]) -> Int? {
        let head: [UInt8] = [1, 0, 0, 0, 24, 0, 0, 0, 16, 0, 0, 0]
        return stride(from: 64, to: bytes.count - 64, by: 64).first { Array(bytes[$0..<$0 + 12]) == head }
    }

    /// Where a section lies, by its number in the directory.
    static func section(_ id: UInt32, _ bytes: [UInt8]) -> Range<Int>? {
        let directory = directoryOffset(bytes)
        return bytes.withUnsafeBytes { buffer in
            let count = Int(buffer.loadUnaligned(fromByteOffset: directory, as: UInt32.self))
            for entry in (0..<count).map({ directory + 16 + $0 * 24 })
            where buffer.loadUnaligned(fromByteOffset: entry, as: UInt32.self) == id {
                let start = Int(buffer.loadUnaligned(fromByteOffset: entry + 8, as: UInt64.self))
                return start..<start + Int(buffer.loadUnaligned(fromByteOffset: entry + 16, as: UInt64.self))
            }
            return nil
        }
    }

    /// Computes every checksum anew.
    static func reseal(_ bytes: inout [UInt8]) {
        let trailer = bytes.count - 64
        let directory = directoryOffset(bytes)
        set(checksum(bytes, 0..<60), at: 60, in: &bytes)
        let sections = bytes.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: directory, as: UInt32.self)) }
        let table = directory + 16 + sections * 24
        for (block, start) in stride(from: 0, to: directory, by: blockSize).enumerated()
        where table + block * 4 + 4 <= trailer {
            set(checksum(bytes, start..<min(start + blockSize, directory)), at: table + block * 4, in: &bytes)
        }
        set(checksum(bytes, directory..<trailer), at: trailer + 24, in: &bytes)
        set(checksum(bytes, trailer..<trailer + 60), at: trailer + 60, in: &bytes)
    }

    private static func checksum(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
        bytes.withUnsafeBytes { wright_crc32c(0, $0.baseAddress?.advanced(by: range.lowerBound), range.count) }
    }

    private static func set(_ value: UInt32, at offset: Int, in bytes: inout [UInt8]) {
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index)) }
    }
}
