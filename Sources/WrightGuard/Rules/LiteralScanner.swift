// Finds fixed strings, such as the tokens of chat templates, in one walk over the bytes.
//
// Idea: the strings are kept by their first two bytes, folded to lower case; a bit for each pair tells at once that
// nothing can begin at a byte.

/// Finds fixed strings without regard to case.
struct LiteralScanner: Sendable {
    private static let placeLimit = 256

    private var pairs = [UInt64](repeating: 0, count: 1024)
    private var literals: [UInt16: [(rule: Int, bytes: [UInt8])]] = [:]

    init(_ literals: [(rule: Int, bytes: [UInt8])]) {
        for literal in literals where literal.bytes.count >= 2 {
            let bytes = literal.bytes.map(Self.folded)
            let pair = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
            pairs[Int(pair >> 6)] |= 1 << UInt64(pair & 63)
            self.literals[pair, default: []].append((literal.rule, bytes))
        }
    }

    @inline(__always)
    private static func folded(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }

    /// The places of strings: the rule and the bytes.
    func places(in bytes: UnsafeBufferPointer<UInt8>) -> [(rule: Int, range: Range<Int>)] {
        var places: [(rule: Int, range: Range<Int>)] = []
        guard bytes.count > 2 else { return [] }
        var previous = Self.folded(bytes[0])
        for index in 1..<bytes.count {
            let byte = Self.folded(bytes[index])
            let pair = UInt16(previous) << 8 | UInt16(byte)
            previous = byte
            guard pairs[Int(pair >> 6)] >> UInt64(pair & 63) & 1 == 1 else { continue }
            let start = index - 1
            for (rule, literal) in literals[pair] ?? [] where start + literal.count <= bytes.count {
                guard literal.indices.allSatisfy({ Self.folded(bytes[start + $0]) == literal[$0] }) else { continue }
                places.append((rule, start..<start + literal.count))
                if places.count >= Self.placeLimit { return places }
            }
        }
        return places
    }
}
