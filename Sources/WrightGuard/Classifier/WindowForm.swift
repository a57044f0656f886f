private import WrightText

/// How a window is written: capitals, marks, links, tags.
struct WindowForm {
    private(set) var scalarCount = 0
    private(set) var letterCount = 0
    private(set) var capitalCount = 0
    /// Words of four letters or more in capitals.
    private(set) var capitalWordCount = 0
    private(set) var foreignCount = 0
    private(set) var digitCount = 0
    private(set) var markCount = 0
    private(set) var exclamationCount = 0
    private(set) var questionCount = 0
    private(set) var quoteCount = 0
    /// The most characters without white space between them.
    private(set) var longestRun = 0
    private(set) var hasAddress = false
    private(set) var hasImage = false
    private(set) var hasFence = false
    private(set) var hasRoleTag = false
    /// Three asterisks or equals signs in a row.
    private(set) var hasRule = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        countScalars(bytes)
        for offset in bytes.indices {
            switch bytes[offset] | 0x20 {
            case UInt8(ascii: "h"): hasAddress = hasAddress || Self.begins("http", bytes, offset)
            case UInt8(ascii: "!"): hasImage = hasImage || Self.begins("![", bytes, offset)
            case UInt8(ascii: "<"):
                hasImage = hasImage || Self.begins("<img", bytes, offset)
                hasRoleTag = hasRoleTag || Self.tags.contains { Self.begins($0, bytes, offset) }
            case UInt8(ascii: "["), UInt8(ascii: "#") | 0x20:
                hasRoleTag = hasRoleTag || Self.tags.contains { Self.begins($0, bytes, offset) }
            case UInt8(ascii: "`"): hasFence = hasFence || Self.begins("```", bytes, offset)
            case UInt8(ascii: "*") | 0x20, UInt8(ascii: "=") | 0x20:
                hasRule = hasRule || Self.begins("***", bytes, offset) || Self.begins("===", bytes, offset)
            default: break
            }
            let isLineStart = offset == 0 || bytes[offset - 1] == UInt8(ascii: "\n")
            if isLineStart, !hasRoleTag {
                hasRoleTag = Self.roles.contains { Self.begins($0, bytes, offset) }
            }
        }
    }

    private mutating func countScalars(_ bytes: UnsafeBufferPointer<UInt8>) {
        var offset = 0
        var run = 0
        var capitalRun = 0
        while offset < bytes.count {
            let (scalar, length) = UTF8Scalars.decode(bytes, at: offset)
            offset += length
            scalarCount += 1
            let isCapital = scalar &- 0x41 < 26
            capitalRun = isCapital ? capitalRun + 1 : 0
            if capitalRun == 4 { capitalWordCount += 1 }
            run = scalar <= 32 ? 0 : run + 1
            longestRun = max(longestRun, run)
            if WindowWords.isASCIILetter(scalar) {
                letterCount += 1
                if isCapital { capitalCount += 1 }
            } else if WindowWords.isASCIIDigit(scalar) {
                digitCount += 1
            } else if scalar > 0x7F {
                foreignCount += 1
            } else if scalar > 32 {
                markCount += 1
                countMark(scalar)
            }
        }
    }

    private mutating func countMark(_ scalar: UInt32) {
        switch scalar {
        case 0x21: exclamationCount += 1
        case 0x3F: questionCount += 1
        case 0x22, 0x27: quoteCount += 1
        default: break
        }
    }

    private static let tags: [StaticString] = [
        "<|im_", "<|system", "<|user", "<|start", "<system", "<user", "<inst", "<info", "</info", "[inst", "[/inst",
        "[system", "## system", "##system", "## instruction", "##instruction",
    ]
    private static let roles: [StaticString] = ["system:", "assistant:", "user:", "human:", "system :"]

    /// Whether a text in small letters stands at an offset, whatever the case of the bytes.
    private static func begins(_ text: StaticString, _ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset + count <= bytes.count else { return false }
        for place in 0..<count {
            let byte = bytes[offset + place]
            let isCapital = byte &- 0x41 < 26
            if (isCapital ? byte | 0x20 : byte) != text.utf8Start[place] { return false }
        }
        return true
    }
}
