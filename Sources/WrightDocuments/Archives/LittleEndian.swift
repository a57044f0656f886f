/// Reads little-endian numbers out of bytes, with every access inside bounds or nil.
enum LittleEndian {
    /// The 16-bit number at an offset.
    static func uint16(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - 2 else { return nil }
        return Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
    }

    /// The 32-bit number at an offset.
    static func uint32(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - 4 else { return nil }
        return Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }

    /// The 64-bit number at an offset; nil also where it does not fit a signed number.
    static func uint64(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - 8 else { return nil }
        return Int(exactly: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }

    /// The last place where a 32-bit signature stands at or after `start`.
    static func lastIndex(of signature: UInt32, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var offset = bytes.count - 4
        while offset >= max(0, start) {
            if uint32(bytes, at: offset) == Int(signature) { return offset }
            offset -= 1
        }
        return nil
    }
}
