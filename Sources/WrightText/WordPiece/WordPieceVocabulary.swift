// The tokens of a WordPiece model, found by the hash of their bytes.
//
// An open-addressing table with linear probing, at most half full. Each slot is one 64-bit word: the upper half of the
// token's hash and the token's number plus one. The hash grows byte by byte, so the hashes of all prefixes of a word
// come from one pass over it. Continuation tokens ("##ing") are stored under their text ("ing") with another seed. A
// match of hashes is always confirmed against the bytes.

private import WrightCore

/// The tokens of a WordPiece model; immutable once made.
final class WordPieceVocabulary: @unchecked Sendable {
    // `@unchecked`: the memory is written in the initialiser only.

    /// Where a token's text stands in `text`, without the continuation prefix.
    private struct Entry {
        var offset: UInt32
        var length: UInt16
        var isContinuation: Bool
    }

    static var wordSeed: UInt64 { FNV1a.offsetBasis }
    static let continuationSeed: UInt64 = 0x9AE1_6A3B_2F90_404F
    private static let maximumTokenCount = 1 << 22
    private static let maximumByteCount = 1 << 28

    /// The number of tokens.
    let count: Int
    /// The bytes of the longest token.
    private(set) var longestTokenByteCount = 1

    private let text: UnsafeMutablePointer<UInt8>
    private let entries: UnsafeMutablePointer<Entry>
    private let slots: UnsafeMutablePointer<UInt64>
    private let mask: Int

    /// Reads a vocabulary, one token on each line.
    init(_ file: UnsafeRawBufferPointer) throws(TextError) {
        guard file.count <= Self.maximumByteCount else {
            throw .vocabularyInvalid(reason: "it has \(file.count) bytes, more than \(Self.maximumByteCount)")
        }
        let lines = Self.lines(of: file)
        guard !lines.isEmpty else { throw .vocabularyInvalid(reason: "it is empty") }
        guard lines.count <= Self.maximumTokenCount else {
            throw .vocabularyInvalid(reason: "it has \(lines.count) lines, more than \(Self.maximumTokenCount)")
        }
        if let long = lines.firstIndex(where: { $0.count > Int(UInt16.max) }) {
            throw .vocabularyInvalid(reason: "line \(long + 1) has more than \(UInt16.max) bytes")
        }
        count = lines.count
        var size = 16
        while size < lines.count * 2 { size *= 2 }
        mask = size - 1
        text = .allocate(capacity: max(file.count, 1))
        UnsafeMutableRawPointer(text)
            .copyMemory(from: file.baseAddress ?? UnsafeRawPointer(text), byteCount: file.count)
        entries = .allocate(capacity: lines.count)
        slots = .allocate(capacity: size)
        slots.initialize(repeating: 0, count: size)
        for (number, line) in lines.enumerated() {
            insert(line, number: number)
        }
    }

    deinit {
        text.deallocate()
        entries.deallocate()
        slots.deallocate()
    }

    /// The number of the token that has these bytes, or -1.
    @inline(__always)
    func find(_ bytes: UnsafePointer<UInt8>, count: Int, hash: UInt64, isContinuation: Bool) -> Int32 {
        let mixed = Self.mixed(hash)
        let tag = mixed >> 32
        var slot = Int(truncatingIfNeeded: mixed) & mask
        while true {
            let value = slots[slot]
            if value == 0 { return -1 }
            if value >> 32 == tag {
                let number = Int(UInt32(truncatingIfNeeded: value)) - 1
                let entry = entries[number]
                if Int(entry.length) == count, entry.isContinuation == isContinuation,
                    Self.areEqual(text + Int(entry.offset), bytes, count: count)
                {
                    return Int32(truncatingIfNeeded: number)
                }
            }
            slot = (slot + 1) & mask
        }
    }

    /// The number of a token given by its whole text, or nil.
    func number(of token: String) -> Int32? {
        var token = token
        let number = token.withUTF8 { bytes -> Int32 in
            guard let start = bytes.baseAddress else { return -1 }
            let hash = FNV1a.hash(of: bytes, from: Self.wordSeed)
            return find(start, count: bytes.count, hash: hash, isContinuation: false)
        }
        return number < 0 ? nil : number
    }

    private static func lines(of file: UnsafeRawBufferPointer) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        lines.reserveCapacity(file.count / 7)
        var start = 0
        for index in 0..<file.count where file[index] == UInt8(ascii: "\n") {
            let hasReturn = index > start && file[index - 1] == UInt8(ascii: "\r")
            lines.append(start..<(hasReturn ? index - 1 : index))
            start = index + 1
        }
        if start < file.count { lines.append(start..<file.count) }
        return lines
    }

    /// Puts a token into the table; of two equal tokens the later number counts, as in the reference.
    private func insert(_ line: Range<Int>, number: Int) {
        let isContinuation = line.count > 2 && text[line.lowerBound] == 35 && text[line.lowerBound + 1] == 35
        let start = isContinuation ? line.lowerBound + 2 : line.lowerBound
        let length = line.upperBound - start
        entries[number] = Entry(offset: UInt32(start), length: UInt16(length), isContinuation: isContinuation)
        guard length > 0 else { return }
        longestTokenByteCount = max(longestTokenByteCount, length)
        var hash = isContinuation ? Self.continuationSeed : Self.wordSeed
        for index in start..<line.upperBound { hash = FNV1a.hash(hash, adding: text[index]) }
        let mixed = Self.mixed(hash)
        let value = mixed & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1)
        var slot = Int(truncatingIfNeeded: mixed) & mask
        while slots[slot] != 0 {
            if slots[slot] >> 32 == mixed >> 32 {
                let other = entries[Int(UInt32(truncatingIfNeeded: slots[slot])) - 1]
                if other.isContinuation == isContinuation, Int(other.length) == length,
                    Self.areEqual(text + Int(other.offset), text + start, count: length)
                {
                    break
                }
            }
            slot = (slot + 1) & mask
        }
        slots[slot] = value
    }

    @inline(__always)
    private static func mixed(_ hash: UInt64) -> UInt64 {
        let folded = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
        return folded ^ folded >> 29
    }

    @inline(__always)
    private static func areEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, count: Int) -> Bool {
        var index = 0
        while index < count {
            if left[index] != right[index] { return false }
            index += 1
        }
        return true
    }
}
