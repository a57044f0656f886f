/// What `\p{…}` names: a general category, a binary property, or a script.
enum UnicodeClass: Sendable {
    case categories(Set<Unicode.GeneralCategory>)
    case any, ascii, alphabetic, uppercase, lowercase, whiteSpace, emoji, identifierStart, identifierContinue, digits
    case script([ClosedRange<UInt32>])

    /// Reads the text between the braces; nil for a name that is not known.
    init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 {
            switch parts[0] {
            case "General_Category", "gc":
                guard let found = Self.category(parts[1]) else { return nil }
                self = found
            case "Script", "sc", "Script_Extensions", "scx":
                guard let ranges = Self.scripts[parts[1]] else { return nil }
                self = .script(ranges)
            default: return nil
            }
            return
        }
        if let binary = Self.binary[text] {
            self = binary
        } else if let found = Self.category(text) {
            self = found
        } else {
            return nil
        }
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .categories(let set): set.contains(scalar.properties.generalCategory)
        case .any: true
        case .ascii: scalar.isASCII
        case .alphabetic: scalar.properties.isAlphabetic
        case .uppercase: scalar.properties.isUppercase
        case .lowercase: scalar.properties.isLowercase
        case .whiteSpace: scalar.properties.isWhitespace
        case .emoji: scalar.properties.isEmoji
        case .identifierStart: scalar.properties.isIDStart
        case .identifierContinue: scalar.properties.isIDContinue
        case .digits: scalar.properties.generalCategory == .decimalNumber
        case .script(let ranges): ranges.contains { $0.contains(scalar.value) }
        }
    }

    private static let binary: [String: UnicodeClass] = [
        "Any": .any, "ASCII": .ascii, "Alphabetic": .alphabetic, "Alpha": .alphabetic, "Uppercase": .uppercase,
        "Upper": .uppercase, "Lowercase": .lowercase, "Lower": .lowercase, "White_Space": .whiteSpace,
        "space": .whiteSpace, "Emoji": .emoji, "ID_Start": .identifierStart, "IDS": .identifierStart,
        "ID_Continue": .identifierContinue, "IDC": .identifierContinue, "digit": .digits,
    ]

    private static func category(_ name: String) -> UnicodeClass? {
        guard let codes = names[name] ?? (groups[name] != nil ? name : nil) else { return nil }
        return groups[codes].map { .categories($0) }
    }

    private static let names: [String: String] = [
        "Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Combining_Mark": "M",
        "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd",
        "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc",
        "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps", "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi",
        "Final_Punctuation": "Pf", "Other_Punctuation": "Po", "Symbol": "S", "Math_Symbol": "Sm",
        "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z",
        "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc",
        "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co", "Unassigned": "Cn",
    ]

    private static let groups: [String: Set<Unicode.GeneralCategory>] = {
        var groups: [String: Set<Unicode.GeneralCategory>] = [
            "Lu": [.uppercaseLetter], "Ll": [.lowercaseLetter], "Lt": [.titlecaseLetter], "Lm": [.modifierLetter],
            "Lo": [.otherLetter], "Mn": [.nonspacingMark], "Mc": [.spacingMark], "Me": [.enclosingMark],
            "Nd": [.decimalNumber], "Nl": [.letterNumber], "No": [.otherNumber], "Pc": [.connectorPunctuation],
            "Pd": [.dashPunctuation], "Ps": [.openPunctuation], "Pe": [.closePunctuation], "Pi": [.initialPunctuation],
            "Pf": [.finalPunctuation], "Po": [.otherPunctuation], "Sm": [.mathSymbol], "Sc": [.currencySymbol],
            "Sk": [.modifierSymbol], "So": [.otherSymbol], "Zs": [.spaceSeparator], "Zl": [.lineSeparator],
            "Zp": [.paragraphSeparator], "Cc": [.control], "Cf": [.format], "Cs": [.surrogate], "Co": [.privateUse],
            "Cn": [.unassigned],
        ]
        for (name, set) in groups { groups[String(name.prefix(1)), default: []].formUnion(set) }
        groups["LC"] = [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]
        return groups
    }()

    /// The main blocks of common scripts, so an approximation of Unicode's property.
    private static let scripts: [String: [ClosedRange<UInt32>]] = [
        "Latin": [
            0x41...0x5A, 0x61...0x7A, 0xAA...0xAA, 0xBA...0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2B8, 0x1E00...0x1EFF,
            0x2C60...0x2C7F, 0xA722...0xA787, 0xFF21...0xFF3A, 0xFF41...0xFF5A,
        ],
        "Greek": [
            0x370...0x373, 0x375...0x377, 0x37A...0x37D, 0x37F...0x37F, 0x384...0x3E1, 0x3F0...0x3FF, 0x1F00...0x1FFE,
        ],
        "Cyrillic": [0x400...0x52F, 0x1C80...0x1C88, 0x2DE0...0x2DFF, 0xA640...0xA69F],
        "Hebrew": [0x591...0x5F4, 0xFB1D...0xFB4F],
        "Arabic": [0x600...0x604, 0x606...0x6FF, 0x750...0x77F, 0x8A0...0x8FF, 0xFB50...0xFDFF, 0xFE70...0xFEFC],
        "Devanagari": [0x900...0x950, 0x955...0x963, 0x966...0x97F, 0xA8E0...0xA8FF],
        "Thai": [0xE01...0xE3A, 0xE40...0xE5B],
        "Hangul": [0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97C, 0xAC00...0xD7A3],
        "Hiragana": [0x3041...0x3096, 0x309D...0x309F],
        "Katakana": [0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D],
        "Han": [
            0x2E80...0x2FD5, 0x3005...0x3005, 0x3007...0x3007, 0x3021...0x3029, 0x3038...0x303B, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xF900...0xFAD9, 0x20000...0x323AF,
        ],
    ]
}
