// Idea: personal data and links span several words, so an answer is released in parts that none of them spans: at the
// ends of lines, and inside lines after four plain words, when no bracket, backtick or angle is open. Where a part ends
// depends on the bytes alone and never on how they came.

/// Cuts an answer into parts that can be judged by themselves.
struct AnswerSegments: Sendable {
    private(set) var pending: [UInt8] = []
    private var quietWords = 0
    private var isQuietWord = true
    private var isInWord = false
    private var opened: [UInt8: Int] = [:]
    private var isHeldLine = false
    private var isLineStart = true
    private var isInKey = false

    /// The length at which a part is cut wherever it is.
    static let limit = 4096
    private static let keyLimit = 24_576
    private static let quietLimit = 4

    /// Takes a byte; true when what is pending is a part.
    mutating func receive(_ byte: UInt8) -> Bool {
        pending.append(byte)
        noteMarks(byte)
        if byte == 10 {
            isLineStart = true
            isHeldLine = false
            opened = [:]
            quietWords = 0
            isInWord = false
            isQuietWord = true
            return !isInKey || pending.count >= Self.keyLimit
        }
        if byte == 32 {
            if isInWord { quietWords = isQuietWord ? quietWords + 1 : 0 }
            isInWord = false
            isQuietWord = true
            if quietWords >= Self.quietLimit, !isHeldLine, !isInKey, opened.values.allSatisfy({ $0 == 0 }) {
                return true
            }
        } else {
            isInWord = true
            let isQuiet =
                TextByte.isLower(byte) || byte >= 0xC3 && byte < 0xE2 || byte >= 0x80 && byte < 0xC0
                || byte == 44
            if !isQuiet { isQuietWord = false }
        }
        return pending.count >= (isInKey ? Self.keyLimit : Self.limit)
    }

    /// Takes the part out: all that is pending, or as much of a part that is too long as can be cut safely.
    mutating func take() -> [UInt8] {
        let last = pending.last
        if last != 10, last != 32, pending.count >= Self.limit {
            let rest = Array(pending[cutPlace()...])
            defer { pending = rest }
            return Array(pending.dropLast(rest.count))
        }
        defer { pending = [] }
        isInKey = isInKey && pending.count < Self.keyLimit
        return pending
    }

    private func cutPlace() -> Int {
        let floor = pending.count - 1024
        if let space = pending[floor...].lastIndex(where: { $0 == 32 || $0 == 9 }) { return space + 1 }
        let risky: Set<UInt8> = [58, 47, 46, 93, 60, 96, 92, 33, 91, 45]
        let place = pending[floor...]
            .lastIndex { $0 < 0x80 && !TextByte.isLetter($0) && !risky.contains($0) }
        if let place { return place + 1 }
        // A character of several bytes stays whole.
        var end = pending.count
        while end > floor, pending[end - 1] & 0xC0 == 0x80 { end -= 1 }
        return end > floor + 1 && pending[end - 1] >= 0xC0 ? end - 1 : pending.count
    }

    private mutating func noteMarks(_ byte: UInt8) {
        if isLineStart {
            if byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~") { isHeldLine = true }
            if byte != 32, byte != 10 { isLineStart = false }
        }
        switch byte {
        case UInt8(ascii: "["): opened[byte, default: 0] += 1
        case UInt8(ascii: "]"): opened[UInt8(ascii: "[")] = max(0, opened[UInt8(ascii: "[")] ?? 0) - 1
        case UInt8(ascii: "("): opened[byte, default: 0] += 1
        case UInt8(ascii: ")"): opened[UInt8(ascii: "(")] = max(0, (opened[UInt8(ascii: "(")] ?? 0) - 1)
        case UInt8(ascii: "<"): opened[byte] = 1
        case UInt8(ascii: ">"): opened[UInt8(ascii: "<")] = 0
        case UInt8(ascii: "`"): opened[byte] = 1 - (opened[byte] ?? 0)
        case UInt8(ascii: "-"):
            if pending.suffix(5).elementsEqual("-----".utf8) { noteKey() }
        default: break
        }
    }

    /// Private keys go over many lines: they are a part by themselves.
    private mutating func noteKey() {
        let tail = pending.suffix(80)
        let line = tail[(tail.lastIndex(of: 10).map { $0 + 1 } ?? tail.startIndex)...]
        let text = String(decoding: line, as: UTF8.self)
        if text.contains("-----END ") { isInKey = false }
        if text.contains("-----BEGIN "), text.hasSuffix("KEY-----") || text.hasSuffix("KEY BLOCK-----") {
            isInKey = true
        }
        if text.contains("-----BEGIN "), text.contains("-----END ") { isInKey = false }
    }
}
