// Whether the rules speak the language of a text.
//
// Idea: letters are counted by script. Scripts that no rule is written in are said; for Latin, Cyrillic and Arabic
// letters, the share of small words of the supported languages decides. What is short or looks like code is left open.

package import WrightModel
private import WrightText

/// Says which texts are in a language that the rules do not speak.
package enum LanguageSupport {
    private typealias Script = CharacterTraits.Script

    private static let smallWords: Set<String> = Set(
        """
        the a an and of to in is for on with that this it you are be as by or from at was your i we not \
        have can will if \
        der die das und ist nicht ein eine zu den mit auf für sie im von dem des es auch \
        le la les des et est en un une pour que qui dans sur pas du au avec vous ne se il \
        el los las y es una por con para del se lo que su al como no más te tu \
        il lo gli di che è non per una con sono del della le si da nel \
        o os as e é um uma não que para com do da dos das em no na se por você \
        ve bir bu için ile da de ne olarak gibi mi sen çok var \
        dan yang di ini itu untuk dengan tidak ke dari pada adalah anda saya \
        ang ng sa mga na at ay ko mo ito para hindi kung ka ako \
        và của là không có trong cho một các bạn được với này tôi để những \
        i w na z do to nie się że jest a o jak po co tak \
        de het een en van ik te dat die niet op aan met voor zijn je \
        и в не на что с по как это к но из у за от то для о так же все вы я мы он она они или если при до \
        і що з та це але від про ви ми він вона вони є або якщо у \
        في من على إلى أن ما لا هذا هذه التي الذي عن مع كان أو و ثم كل قد \
        در به از که این را با است برای آن یک تا هم خود می کے میں کی ہے اور سے کا کو پر نے یہ کہ ہیں
        """
        .split(separator: " ").map(String.init)
    )

    /// A finding for a text in an unsupported language; nil for others and for texts that are too short to tell.
    package static func finding(for text: NormalisedText) -> Finding? {
        let unsupported = text.bytes.withUnsafeBufferPointer { bytes in
            foreignScript(of: bytes) ?? foreignLanguage(of: bytes)
        }
        guard let unsupported else { return nil }
        return Finding(
            rule: "language.unsupported",
            layer: .normalisation,
            range: nil,
            severity: .low,
            score: 0,
            evidence: "most of the text is in \(unsupported), which the rules do not speak",
            remedy: "Have somebody read it who speaks the language; no finding here does not mean that it is harmless."
        )
    }

    private static func foreignScript(of bytes: UnsafeBufferPointer<UInt8>) -> String? {
        let traits = CharacterTraits.shared
        var counts = [Int](repeating: 0, count: 16)
        var foreign: [UInt32: Int] = [:]
        var offset = 0
        // The beginning tells.
        while offset < bytes.count, offset < 1 << 14 {
            if bytes[offset] < 0x80 {
                if ByteClass.isLetter(bytes[offset]) { counts[Int(Script.latin)] += 1 }
                offset += 1
                continue
            }
            let (scalar, length) = UTF8Scalars.decode(bytes, at: offset)
            let script = traits.script(of: scalar)
            if script == Script.arabic, (0x700..<0x750).contains(scalar) || (0x780..<0x8A0).contains(scalar) {
                // Syriac, Thaana, N'Ko and others that are written from right to left.
                counts[Int(Script.other)] += 1
            } else if script == Script.indic || script == Script.southEastAsian {
                // Devanagari, Bengali and Thai have rules.
                let isSpoken = (0x900...0x9FF).contains(scalar) || (0xE00...0xE7F).contains(scalar)
                counts[isSpoken ? Int(Script.latin) : Int(Script.other)] += 1
                if !isSpoken { foreign[scalar >> 7, default: 0] += 1 }
            } else {
                counts[Int(script)] += 1
            }
            offset += length
        }
        let spoken = [Script.latin, Script.cyrillic, Script.arabic, Script.han, Script.kana, Script.hangul]
        let spokenCount = spoken.reduce(0) { $0 + counts[Int($1)] }
        let named: [(UInt32, String)] = [
            (Script.greek, "Greek"), (Script.armenian, "Armenian"), (Script.hebrew, "Hebrew"),
            (Script.cherokee, "Cherokee"), (Script.other, "a script"), (Script.indic, "a script"),
        ]
        for (script, name) in named where counts[Int(script)] >= 12 && counts[Int(script)] > spokenCount {
            return name == "a script" ? "a script without rules" : "\(name) letters"
        }
        return nil
    }

    /// The letters of a text with spaces whose small words are those of no supported language.
    private static func foreignLanguage(of bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var (words, small, signs) = (0, 0, 0)
        var letters = (latin: 0, cyrillic: 0, arabic: 0)
        var word: [UInt8] = []
        let beginning = UnsafeBufferPointer(rebasing: bytes.prefix(1 << 13))
        for byte in beginning {
            if ByteClass.isLetter(byte) || byte >= 0x80 {
                word.append(byte < 0x80 ? byte | 0x20 : byte)
                switch byte {
                case ..<0x80: letters.latin += 1
                case 0xD0...0xD3: letters.cyrillic += 2
                case 0xD8...0xDB: letters.arabic += 2
                default: break
                }
                continue
            }
            if !word.isEmpty {
                words += 1
                if word.count <= 10, smallWords.contains(String(decoding: word, as: UTF8.self).lowercased()) {
                    small += 1
                }
                word.removeAll(keepingCapacity: true)
            }
            if byte != 0x20, byte != 0x2C, byte != 0x2E, byte != 10 { signs += 1 }
        }
        guard words >= 20, signs * 6 < words, small * 100 < words * 6 else { return nil }
        let named = [
            (letters.latin, "Latin"), (letters.cyrillic, "Cyrillic"), (letters.arabic, "Arabic"),
        ]
        return named.first { $0.0 * 2 >= beginning.count }.map { "a language in \($0.1) letters" }
    }
}
