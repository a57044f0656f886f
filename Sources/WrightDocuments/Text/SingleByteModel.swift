/// How much some bytes look like a language in one of its encodings of one byte a character; see ``EncodingDetector``.
struct SingleByteModel {
    /// The encoding.
    var encoding: EncodingNames.Encoding
    /// The languages that are written in it, as letters beyond ASCII, the frequent first.
    var languages: [String]
    /// Points for being widespread.
    var prior: Double

    /// The encodings, the likelier first.
    static let candidates: [SingleByteModel] = [
        Self(.init("windows-1252", system: "CP1252"), western, prior: 0.06),
        Self(.init("windows-1251", system: "CP1251"), cyrillic, prior: 0.03),
        Self(.init("windows-1250", system: "CP1250"), central, prior: 0.03),
        Self(.init("windows-1254", system: "CP1254"), turkish, prior: 0.02),
        Self(.init("windows-1253", system: "CP1253"), greek, prior: 0.02),
        Self(.init("windows-1255", system: "CP1255"), hebrew, prior: 0.02),
        Self(.init("windows-1256", system: "CP1256"), arabic, prior: 0.02),
        Self(.init("windows-1257", system: "CP1257"), baltic, prior: 0.02),
        Self(.init("windows-874", system: "TIS-620"), thai, prior: 0),
        Self(.init("ISO-8859-15"), western, prior: 0),
        Self(.init("ISO-8859-2"), central, prior: 0),
        Self(.init("ISO-8859-5"), cyrillic, prior: 0),
        Self(.init("ISO-8859-6"), arabic, prior: 0),
        Self(.init("ISO-8859-7"), greek, prior: 0),
        Self(.init("ISO-8859-8"), hebrew, prior: 0),
        Self(.init("ISO-8859-13"), baltic, prior: 0),
        Self(.init("KOI8-R"), cyrillic, prior: 0.01),
        Self(.init("KOI8-U"), cyrillic, prior: 0),
        Self(.init("IBM866"), cyrillic, prior: 0),
        Self(.init("macintosh", system: "MACINTOSH"), western, prior: -0.02),
        Self(.init("x-mac-cyrillic", system: "MAC-CYRILLIC"), cyrillic, prior: -0.02),
        Self(.init("IBM850"), western, prior: -0.03),
        Self(.init("IBM852"), central, prior: -0.03),
    ]

    private init(_ encoding: EncodingNames.Encoding, _ languages: [String], prior: Double) {
        self.encoding = encoding
        self.languages = languages
        self.prior = prior
    }

    private static let western = [
        "äüößÄÜÖ", "éèàêçùâôîûëïœæÉÀÈÊÇ", "óáíéñúü¿¡ÁÉÍÓÚÑ", "ãçáéíóõêâúàôÃÇÁÉÍÓÕ", "àèòùìéÈÀ", "åäöéÅÄÖ", "æøåéÆØÅ",
        "éëïóèöüê", "áðíþöóæúéýÁÐÍÞÖÓÆÚÉÝ", "äöåÄÖ",
    ]
    private static let central = [
        "íáéěřščžýůúťďňóÍÁŘŠČŽÚÝ", "ąęłóśżćńźŁŚŻĆÓŹ", "áéőíóöűüúÁÉÍÓÖŐÚÜ", "ăâîşţșțŞŢÎ", "čšžćđČŠŽĆĐ",
        "áíýčšžľúťéňôäďóĺŕÁČŠŽ", "äüößÄÜÖ",
    ]
    private static let turkish = ["ıişğüöçİŞĞÜÖÇâ"]
    private static let baltic = ["ėšįųžūąčęŠĖŽĮŪ", "āīēšņūļžķģčĀĪĒŠŅŪĻŽĶĢ", "äõüöšžÄÕÜÖ"]
    private static let cyrillic = [
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", "оанивертсклдпумзяьбгчйхіїєжшюцщфґ", "аиоентрсвдклпмугзбяъчшцжщхфйю",
        "аоиенртсјувкдпмлзгбчшцжхћђљњфџ",
    ]
    private static let greek = ["αοιετσνηυρπκμλςωόίδγέάήχύθφώβξζψϊΐϋΰ"]
    private static let hebrew = ["יוהלאתשרבמנםחעדקפגכטצזסןךףץ"]
    private static let arabic = ["اليمنوترهبعدسفكحقةجشصطخذثضزغىظأإئءؤآپچژگ،؟"]
    private static let thai = ["านรอกเงมยลวดทสตะปบคหแจพชขใไโผถซณศธภฐษฎฏฬฟฝฉญฮฌฆ่้ัิีุู์็ำ"]

    /// Points for each byte above 127, about 1 at most; nil where a byte is no character of the encoding.
    static func score(of sample: [UInt8], as model: SingleByteModel) -> Double? {
        guard let table = tables[model.encoding.systemName] else { return nil }
        var undefinedCount = 0
        var highCount = 0
        for byte in sample where byte >= 128 {
            highCount += 1
            if table[Int(byte) - 128] == nil { undefinedCount += 1 }
        }
        guard highCount > 0, undefinedCount * 100 <= highCount else { return nil }
        let scalars = sample.map { $0 < 128 ? Unicode.Scalar($0) : table[Int($0) - 128] ?? "\u{FFFD}" }
        let neighbours = neighbourPoints(of: scalars)
        var best = -Double.infinity
        for language in model.languages { best = max(best, letterPoints(of: scalars, language: language)) }
        return (best + neighbours) / Double(highCount) + model.prior
    }

    private static let tables: [String: [Unicode.Scalar?]] = {
        var result: [String: [Unicode.Scalar?]] = [:]
        for model in candidates {
            result[model.encoding.systemName] = CharacterConverter.upperHalf(of: model.encoding.systemName)
        }
        return result
    }()

    /// Points for each letter by how frequent it is in a language.
    private static func letterPoints(of scalars: [Unicode.Scalar], language: String) -> Double {
        let letters = Array(language.unicodeScalars)
        var weights: [Unicode.Scalar: Double] = [:]
        for (rank, letter) in letters.enumerated() {
            let weight = 0.95 - 0.65 * Double(rank) / Double(letters.count)
            weights[letter] = weight
            for upper in letter.properties.uppercaseMapping.unicodeScalars where weights[upper] == nil {
                weights[upper] = weight * 0.6
            }
        }
        var total = 0.0
        for scalar in scalars where scalar.value >= 128 {
            if let weight = weights[scalar] {
                total += weight
            } else if scalar.properties.isAlphabetic {
                total -= 0.5
            } else {
                total +=
                    frequentSigns.contains(scalar) ? 0.35 : scalar.value < 0xA0 || scalar.value == 0xFFFD ? -2 : -0.4
            }
        }
        return total
    }

    /// Points lost where letters of two scripts, symbols and letters, or lower and upper case stand together.
    private static func neighbourPoints(of scalars: [Unicode.Scalar]) -> Double {
        var total = 0.0
        for (index, scalar) in scalars.enumerated() where scalar.value >= 128 {
            let before = index > 0 ? scalars[index - 1] : " "
            let after = index + 1 < scalars.count ? scalars[index + 1] : " "
            if scalar.properties.isAlphabetic {
                if isLowercase(before), scalar.properties.isUppercase { total -= 0.8 }
                let isLatin = scalar.value < 0x250
                if !isLatin, isASCIILetter(before) || isASCIILetter(after) { total -= 1 }
            } else if isLetter(before), isLetter(after), scalar != "’", scalar != "\u{AD}", !isMark(scalar) {
                total -= 0.6
            }
        }
        return total
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    private static func isLowercase(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isLowercase }
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }
    private static func isASCIILetter(_ scalar: Unicode.Scalar) -> Bool { scalar.isASCII && isLetter(scalar) }

    private static let frequentSigns = Set("\u{A0}“”‘’„‚–—…•«»‹›°§€£©®´·™№ºª½²".unicodeScalars)
}
