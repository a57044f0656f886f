/// Words of header fields in other characters than ASCII: `=?utf-8?Q?caf=C3=A9?=` (RFC 2047).
enum MIMEWords {
    /// The text of a field.
    static func decoded(_ bytes: [UInt8]) -> String {
        var result = ""
        var pending: (charset: String, bytes: [UInt8])?
        var plain: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard let word = word(in: bytes, at: index) else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            // White space between two encoded words is not part of the text; a character may be cut between them.
            if pending == nil || !plain.allSatisfy({ $0 <= 32 }) {
                flush(&pending, into: &result)
                result += TextDecoder.decode(plain).text
            }
            plain = []
            if pending?.charset == word.charset {
                pending?.bytes += word.bytes
            } else {
                flush(&pending, into: &result)
                pending = (word.charset, word.bytes)
            }
            index = word.end
        }
        flush(&pending, into: &result)
        result += TextDecoder.decode(plain).text
        return WhiteSpace.collapsed(result, keepsLineBreaks: false)
    }

    private static func flush(_ pending: inout (charset: String, bytes: [UInt8])?, into result: inout String) {
        guard let word = pending else { return }
        result += TextDecoder.decode(word.bytes, declared: word.charset).text
        pending = nil
    }

    private static func word(in bytes: [UInt8], at start: Int) -> (charset: String, bytes: [UInt8], end: Int)? {
        guard start + 8 <= bytes.count, bytes[start] == UInt8(ascii: "="), bytes[start + 1] == UInt8(ascii: "?") else {
            return nil
        }
        let limit = bytes[(start + 2)...].prefix(4096)
        let question = UInt8(ascii: "?")
        guard let first = limit.firstIndex(of: question), first + 2 < limit.endIndex, limit[first + 2] == question,
            let last = limit[(first + 3)...].firstIndex(of: question), last + 1 < limit.endIndex,
            limit[last + 1] == UInt8(ascii: "=")
        else { return nil }
        let name = String(decoding: limit[..<first], as: UTF8.self)
        let charset = name.split(separator: "*").first.map { $0.lowercased() } ?? ""
        let content = limit[(first + 3)..<last]
        switch limit[first + 1] | 32 {
        case UInt8(ascii: "b"): return (charset, TransferDecoding.base64(content), last + 2)
        case UInt8(ascii: "q"):
            let spaced = content.map { $0 == UInt8(ascii: "_") ? 32 : $0 }
            return (charset, TransferDecoding.quotedPrintable(spaced[...]), last + 2)
        default: return nil
        }
    }
}
