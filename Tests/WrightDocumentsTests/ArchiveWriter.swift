/// Writes small zip archives, honest ones and hostile ones.
struct ArchiveWriter {
    private var body: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    /// An archive of texts.
    static func archive(_ parts: KeyValuePairs<String, String>) -> [UInt8] {
        var writer = ArchiveWriter()
        for (name, text) in parts { writer.add(name, Array(text.utf8)) }
        return writer.finish()
    }

    /// Adds an entry as it is; `flags` 1 says that it is encrypted.
    mutating func add(_ name: String, _ content: [UInt8], flags: Int = 0) {
        add(name, packed: content, count: content.count, checksum: Self.checksum(content), method: 0, flags: flags)
    }

    /// Adds an entry of `count` zero bytes, deflated.
    mutating func addZeros(_ name: String, matchCount: Int) {
        let zeros = [UInt8](repeating: 0, count: 1 + 258 * matchCount)
        let packed = Self.deflatedZeros(matchCount: matchCount)
        add(name, packed: packed, count: zeros.count, checksum: Self.checksum(zeros), method: 8, flags: 0)
    }

    /// Adds a directory entry for data that an entry before it has already.
    mutating func addOverlap(_ name: String, offset: Int, count: Int) {
        addDirectoryEntry(name, packedCount: count, count: count, checksum: 0, method: 0, flags: 0, offset: offset)
    }

    /// The archive with its directory.
    func finish() -> [UInt8] {
        var end: [UInt8] = [0x50, 0x4B, 5, 6]
        Self.append(0, 4, to: &end)
        Self.append(count, 2, to: &end)
        Self.append(count, 2, to: &end)
        Self.append(directory.count, 4, to: &end)
        Self.append(body.count, 4, to: &end)
        Self.append(0, 2, to: &end)
        return body + directory + end
    }

    private mutating func add(
        _ name: String,
        packed: [UInt8],
        count: Int,
        checksum: UInt32,
        method: Int,
        flags: Int
    ) {
        let offset = body.count
        body += [0x50, 0x4B, 3, 4, 20, 0]
        Self.append(flags, 2, to: &body)
        Self.append(method, 2, to: &body)
        Self.append(0, 4, to: &body)
        Self.append(Int(checksum), 4, to: &body)
        Self.append(packed.count, 4, to: &body)
        Self.append(count, 4, to: &body)
        Self.append(name.utf8.count, 2, to: &body)
        Self.append(0, 2, to: &body)
        body += Array(name.utf8) + packed
        addDirectoryEntry(
            name,
            packedCount: packed.count,
            count: count,
            checksum: checksum,
            method: method,
            flags: flags,
            offset: offset
        )
    }

    private mutating func addDirectoryEntry(
        _ name: String,
        packedCount: Int,
        count: Int,
        checksum: UInt32,
        method: Int,
        flags: Int,
        offset: Int
    ) {
        directory += [0x50, 0x4B, 1, 2, 20, 0, 20, 0]
        Self.append(flags, 2, to: &directory)
        Self.append(method, 2, to: &directory)
        Self.append(0, 4, to: &directory)
        Self.append(Int(checksum), 4, to: &directory)
        Self.append(packedCount, 4, to: &directory)
        Self.append(count, 4, to: &directory)
        Self.append(name.utf8.count, 2, to: &directory)
        Self.append(0, 12, to: &directory)
        Self.append(offset, 4, to: &directory)
        directory += Array(name.utf8)
        self.count += 1
    }

    /// Fixed Huffman codes: one literal 0, then matches of 258 bytes at distance 1.
    private static func deflatedZeros(matchCount: Int) -> [UInt8] {
        var bits: [Bool] = [true, true, false]
        func code(_ value: Int, _ length: Int) -> [Bool] { (0..<length).reversed().map { value >> $0 & 1 == 1 } }
        bits += code(0b0011_0000, 8)
        let match = code(0b1100_0101, 8) + code(0, 5)
        for _ in 0..<matchCount { bits += match }
        bits += code(0, 7)
        var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for (index, bit) in bits.enumerated() where bit { bytes[index / 8] |= 1 << UInt8(index % 8) }
        return bytes
    }

    private static func append(_ value: Int, _ count: Int, to bytes: inout [UInt8]) {
        for shift in 0..<count { bytes.append(shift < 8 ? UInt8(truncatingIfNeeded: value >> (8 * shift)) : 0) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var value = UInt32.max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return ~value
    }
}
