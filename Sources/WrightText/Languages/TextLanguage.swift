/// A language that Wright has a stemmer or a stop list for.
///
/// Any BCP-47 code can be held; what is done for it depends on what is known about it.
public struct TextLanguage: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The BCP-47 primary subtag in lower case, such as `en`.
    public let code: String

    /// Takes a BCP-47 tag; only its first part counts, so `de-AT` is German.
    public init(code: String) {
        let primary = code.prefix { $0 != "-" && $0 != "_" }.lowercased()
        self.code = Self.aliases[primary] ?? primary
    }

    /// Whether a text has the form of a BCP-47 tag: a language of two or three letters, and parts such as `-AT`.
    ///
    /// The names of languages, such as `english`, have not.
    public static func isTag(_ text: String) -> Bool {
        let parts = text.utf8.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard let first = parts.first, (2...3).contains(first.count), first.allSatisfy(isLetter) else { return false }
        return parts.dropFirst()
            .allSatisfy { part in
                (1...8).contains(part.count) && part.allSatisfy { isLetter($0) || (48...57).contains($0) }
            }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte)
    }

    /// Arabic.
    public static let arabic = Self(code: "ar")
    /// Armenian.
    public static let armenian = Self(code: "hy")
    /// Basque.
    public static let basque = Self(code: "eu")
    /// Catalan.
    public static let catalan = Self(code: "ca")
    /// Danish.
    public static let danish = Self(code: "da")
    /// Dutch.
    public static let dutch = Self(code: "nl")
    /// English.
    public static let english = Self(code: "en")
    /// Finnish.
    public static let finnish = Self(code: "fi")
    /// French.
    public static let french = Self(code: "fr")
    /// German.
    public static let german = Self(code: "de")
    /// Greek.
    public static let greek = Self(code: "el")
    /// Hindi.
    public static let hindi = Self(code: "hi")
    /// Hungarian.
    public static let hungarian = Self(code: "hu")
    /// Indonesian.
    public static let indonesian = Self(code: "id")
    /// Irish.
    public static let irish = Self(code: "ga")
    /// Italian.
    public static let italian = Self(code: "it")
    /// Lithuanian.
    public static let lithuanian = Self(code: "lt")
    /// Nepali.
    public static let nepali = Self(code: "ne")
    /// Norwegian.
    public static let norwegian = Self(code: "no")
    /// Portuguese.
    public static let portuguese = Self(code: "pt")
    /// Romanian.
    public static let romanian = Self(code: "ro")
    /// Russian.
    public static let russian = Self(code: "ru")
    /// Serbian.
    public static let serbian = Self(code: "sr")
    /// Spanish.
    public static let spanish = Self(code: "es")
    /// Swedish.
    public static let swedish = Self(code: "sv")
    /// Tamil.
    public static let tamil = Self(code: "ta")
    /// Turkish.
    public static let turkish = Self(code: "tr")

    /// Languages written in Latin letters that can be detected and stemmed.
    public static let latinScript: [TextLanguage] = [
        .danish, .dutch, .english, .finnish, .french, .german, .italian, .norwegian, .portuguese, .spanish, .swedish,
    ]

    /// Languages whose words can be stemmed, in the order of their codes.
    public static let stemmed: [TextLanguage] = [
        .arabic, .catalan, .danish, .german, .greek, .english, .spanish, .basque, .finnish, .french, .irish, .hindi,
        .hungarian, .armenian, .indonesian, .italian, .lithuanian, .nepali, .dutch, .norwegian, .portuguese, .romanian,
        .russian, .serbian, .swedish, .tamil, .turkish,
    ]

    /// The code.
    public var description: String { code }

    /// Reads the code.
    public init(from decoder: any Decoder) throws {
        self.init(code: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the code.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }

    private static let aliases = ["nb": "no", "nn": "no", "in": "id", "iw": "he"]

    /// The Snowball algorithm, or nil where there is none.
    var stemmerName: String? {
        switch code {
        case "ar": "arabic"
        case "ca": "catalan"
        case "da": "danish"
        case "de": "german"
        case "el": "greek"
        case "en": "english"
        case "es": "spanish"
        case "eu": "basque"
        case "fi": "finnish"
        case "fr": "french"
        case "ga": "irish"
        case "hi": "hindi"
        case "hu": "hungarian"
        case "hy": "armenian"
        case "id": "indonesian"
        case "it": "italian"
        case "lt": "lithuanian"
        case "ne": "nepali"
        case "nl": "dutch"
        case "no": "norwegian"
        case "pt": "portuguese"
        case "ro": "romanian"
        case "ru": "russian"
        case "sr": "serbian"
        case "sv": "swedish"
        case "ta": "tamil"
        case "tr": "turkish"
        default: nil
        }
    }

    /// Words that say nothing about a text's subject, or an empty string where there is no list.
    var stopWords: String {
        switch code {
        case "da": StopWordTables.danish
        case "de": StopWordTables.german
        case "en": StopWordTables.english
        case "es": StopWordTables.spanish
        case "fi": StopWordTables.finnish
        case "fr": StopWordTables.french
        case "it": StopWordTables.italian
        case "nl": StopWordTables.dutch
        case "no": StopWordTables.norwegian
        case "pt": StopWordTables.portuguese
        case "ru": StopWordTables.russian
        case "sv": StopWordTables.swedish
        default: ""
        }
    }

    /// Whether words run together with an article before an apostrophe, as in "l'eau".
    var hasElision: Bool { ["fr", "it", "ca", "ga"].contains(code) }

    /// Whether accents are foreign to the language, so that they go before stemming.
    var writesWithoutAccents: Bool { ["en", "id"].contains(code) }
}
