/// What a character means for the end of a sentence.
enum SentenceMark {
    /// Nothing.
    case none
    /// May end a sentence when white space follows.
    case spaced
    /// Ends a sentence wherever it stands.
    case unspaced
    /// Parts paragraphs.
    case paragraph

    /// The meaning of a character.
    init(_ scalar: UInt32) {
        self =
            switch scalar {
            // . ! ? … ‼ ⁇ ⁈ ⁉ and the marks of Armenian, Arabic, Syriac and Ethiopic
            case 0x2E, 0x21, 0x3F, 0x2026, 0x203C, 0x2047...0x2049, 0x589, 0x61F, 0x6D4, 0x700...0x702, 0x1362, 0x1367:
                .spaced
            // Danda and its doubles, Myanmar and Khmer sections, Tibetan shad
            case 0x964, 0x965, 0x104A...0x104B, 0x17D4, 0x17D5, 0xF0D, 0xF0E: .unspaced
            // 。 ！ ？ ｡ ． ︒
            case 0x3002, 0xFF01, 0xFF1F, 0xFF61, 0xFF0E, 0xFE12: .unspaced
            case 0x2029: .paragraph
            default: .none
            }
    }

    /// Whether a character closes a quotation or a bracket behind the mark.
    static func isClosing(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x22, 0x27, 0x29, 0x5D, 0x7D, 0xBB, 0x2019, 0x201D, 0x201C, 0x203A, 0x300D, 0x300F, 0xFF09, 0x3011,
            0x3015, 0x300B, 0x3009, 0xFF3D, 0x2A, 0x5F:
            true
        default: false
        }
    }

    /// Whether a character opens a quotation or a bracket, or is a dash or an inverted mark before a sentence.
    static func isOpening(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x22, 0x27, 0x28, 0x5B, 0x7B, 0xAB, 0x2018, 0x201C, 0x201E, 0x201A, 0x2039, 0x300C, 0x300E, 0xFF08,
            0x3010, 0x300A, 0xBF, 0xA1, 0x2D, 0x2013, 0x2014, 0x2A, 0x5F, 0x60:
            true
        default: false
        }
    }
}

/// White space.
enum ASCIISpace {
    /// Whether a byte is white space.
    @inline(__always)
    static func contains(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

    /// Whether a character beyond ASCII is white space.
    static func isWideSpace(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }
}
