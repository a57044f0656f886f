// Whether the rules speak the language of a text.
//
// Idea: letters are counted by script. Scripts that no rule is written in are said; for Latin letters, the share of
// small words of the supported languages decides. What is short, or looks like code, is left open.

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
        de het een en van ik te dat die niet op aan met voor zijn je
        """
        .split(separator: " ").map(String.init)
    )

    /// A finding for a text in an unsupported language; nil for others and for texts that are too short to tell.
    package static func finding(for text: NormalisedText) -> Finding? {
        let unsupported = text.bytes.withUnsafeBufferPointer { bytes in
            foreignScript(of: bytes) ?? (isForeignLatin(bytes) ? "a language in Latin letters" : nil)
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
            if script == Script.indic || script == Script.southEastAsian {
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

    private static func isForeignLatin(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var words = 0
        var small = 0
        var signs = 0
        var word: [UInt8] = []
        var latinCount = 0
        for byte in bytes.prefix(1 << 13) {
            if ByteClass.isLetter(byte) || byte >= 0x80 {
                word.append(byte < 0x80 ? byte | 0x20 : byte)
                if byte < 0x80 { latinCount += 1 }
                continue
            }
            if !word.isEmpty {
                words += 1
                if word.count <= 8, smallWords.contains(String(decoding: word, as: UTF8.self).lowercased()) {
                    small += 1
                }
                word.removeAll(keepingCapacity: true)
            }
            if byte != 0x20, byte != 0x2C, byte != 0x2E, byte != 10 { signs += 1 }
        }
        guard words >= 20, latinCount * 10 >= min(bytes.count, 1 << 13) * 5, signs * 6 < words else { return false }
        return small * 100 < words * 6
    }
}
