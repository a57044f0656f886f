/// How much some bytes look like Chinese, Japanese or Korean text in one of their encodings; see ``EncodingDetector``.
enum MultiByteModel {
    /// The encodings, the likelier first.
    static let candidates: [EncodingNames.Encoding] = [
        .init("Shift_JIS", system: "CP932"), .init("EUC-JP", system: "EUC-JP-MS"), .init("GB18030"),
        .init("Big5", system: "BIG5-HKSCS"), .init("EUC-KR", system: "CP949"),
    ]

    /// Points for each character beyond ASCII, 1 at most; nil where the bytes are not in the encoding.
    static func score(of sample: [UInt8], as encoding: EncodingNames.Encoding) -> Double? {
        guard let (converted, invalidCount) = CharacterConverter.utf8(sample[...], from: encoding.systemName) else {
            return nil
        }
        var total = 0.0
        var count = 0
        var kanaCount = 0
        for scalar in String(decoding: converted, as: UTF8.self).unicodeScalars where scalar.value >= 128 {
            if scalar.value == 0xFFFD { continue }
            count += 1
            if (0x3041...0x30FE).contains(scalar.value) { kanaCount += 1 }
            total += points(of: scalar, language: language(of: encoding))
        }
        guard count > 0, invalidCount <= max(1, count / 100) else { return nil }
        let isJapanese = encoding.name == "Shift_JIS" || encoding.name == "EUC-JP"
        if isJapanese, kanaCount > 0 { total += Double(count) * 0.1 }
        if !isJapanese, kanaCount * 10 > count { total -= Double(count) }
        // One character of two bytes is less likely by chance than two characters of one byte each.
        let rows = rowPoints(of: sample, encoding: encoding.name)
        return min(1, (total / Double(count) + rows) / 2 + 0.1) - Double(invalidCount) / Double(count)
    }

    private enum Language {
        case japanese
        case simplified
        case traditional
        case korean
    }

    private static func language(of encoding: EncodingNames.Encoding) -> Language {
        switch encoding.name {
        case "GB18030": .simplified
        case "Big5": .traditional
        case "EUC-KR": .korean
        default: .japanese
        }
    }

    private static func points(of scalar: Unicode.Scalar, language: Language) -> Double {
        switch scalar.value {
        case 0x3041...0x30FE: return language == .japanese ? 1 : 0
        case 0x3000...0x303F, 0xFF01...0xFF5E, 0x2010...0x2026: return 0.6
        case 0xAC00...0xD7A3: return language == .korean ? (frequentHangul.contains(scalar) ? 1 : 0.6) : -0.5
        case 0x4E00...0x9FFF:
            switch language {
            case .japanese: return frequentKanji.contains(scalar) ? 1 : 0.3
            case .simplified: return frequentSimplified.contains(scalar) ? 1 : 0.25
            case .traditional: return frequentTraditional.contains(scalar) ? 1 : 0.25
            case .korean: return -0.2
            }
        case 0xE000...0xF8FF: return -2
        case 0xFF61...0xFF9F: return -0.3
        case 0x00A0...0x04FF, 0x2000...0x2FFF: return -0.2
        default: return -0.5
        }
    }

    /// Points for the rows that the characters stand in, from -1 to 1: frequent ones first in every standard.
    private static func rowPoints(of sample: [UInt8], encoding: String) -> Double {
        var total = 0.0
        var count = 0
        var index = 0
        while index < sample.count {
            let lead = sample[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            let trail = index + 1 < sample.count ? sample[index + 1] : 0
            let (points, width) = rowPoints(lead: lead, trail: trail, encoding: encoding)
            total += points
            count += 1
            index += width
        }
        return count > 0 ? total / Double(count) : 0
    }

    private static func rowPoints(lead: UInt8, trail: UInt8, encoding: String) -> (Double, Int) {
        switch encoding {
        case "Shift_JIS":
            switch lead {
            case 0x81: return (0.5, 2)
            case 0x82, 0x83: return (1, 2)
            case 0x88...0x97: return (0.7, 2)
            case 0xA1...0xDF: return (-0.4, 1)
            default: return (-0.6, 2)
            }
        case "EUC-JP":
            switch lead {
            case 0xA1: return (0.5, 2)
            case 0xA4, 0xA5: return (1, 2)
            case 0xB0...0xCF: return (0.5, 2)
            case 0x8F: return (-1, 3)
            default: return (-0.5, 2)
            }
        case "GB18030":
            if trail < 0xA1 { return trail >= 0x30 && trail <= 0x39 ? (-1, 4) : (-0.8, 2) }
            switch lead {
            case 0xA1, 0xA3: return (0.5, 2)
            case 0xB0...0xD7: return (0.7, 2)
            default: return (-0.5, 2)
            }
        case "Big5":
            switch lead {
            case 0xA1: return (0.5, 2)
            case 0xA4...0xC6: return (0.7, 2)
            default: return (-0.8, 2)
            }
        default:
            if trail < 0xA1 { return (-0.7, 2) }
            return lead >= 0xB0 && lead <= 0xC8 ? (0.8, 2) : lead == 0xA1 ? (0.5, 2) : (-0.5, 2)
        }
    }

    private static let frequentSimplified = Set(
        """
        的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种\
        事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公\
        此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特
        """
        .unicodeScalars
    )
    private static let frequentTraditional = Set(
        """
        的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種\
        事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公\
        此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特
        """
        .unicodeScalars
    )
    private static let frequentKanji = Set(
        """
        日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立\
        開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性的要用制治度務強気小七成\
        期公野協取都和統以機平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百派点教報済書府活原先共得
        """
        .unicodeScalars
    )
    private static let frequentHangul = Set(
        """
        이다는에의가을를하고한은로지도서사기인대어시나리자아으부정들일그해수스전있제주것보상장만원조과니게면여구라성공비관\
        무국동경소계안회생방민신유선연
        """
        .unicodeScalars
    )
}
