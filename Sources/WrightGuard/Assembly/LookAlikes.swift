/// Characters that look like ASCII letters and digits, folded to these in lower case.
enum LookAlikes {
    /// The letter or digit that a character looks like; nil for others.
    static func letter(_ scalar: UInt32) -> UInt8? {
        switch scalar {
        case 48...57, 97...122: return UInt8(scalar)
        case 65...90: return UInt8(scalar + 32)
        case 0xFF10...0xFF19: return UInt8(scalar - 0xFF10 + 48)
        case 0xFF21...0xFF3A: return UInt8(scalar - 0xFF21 + 97)
        case 0xFF41...0xFF5A: return UInt8(scalar - 0xFF41 + 97)
        case 0x24B6...0x24CF: return UInt8(scalar - 0x24B6 + 97)
        case 0x24D0...0x24E9: return UInt8(scalar - 0x24D0 + 97)
        case 0x249C...0x24B5: return UInt8(scalar - 0x249C + 97)
        case 0x2460...0x2468: return UInt8(scalar - 0x2460 + 49)
        case 0x2080...0x2089: return UInt8(scalar - 0x2080 + 48)
        case 0x1F130...0x1F149: return UInt8(scalar - 0x1F130 + 97)
        case 0x1F150...0x1F169: return UInt8(scalar - 0x1F150 + 97)
        case 0x1F170...0x1F189: return UInt8(scalar - 0x1F170 + 97)
        case 0x1F1E6...0x1F1FF: return UInt8(scalar - 0x1F1E6 + 97)
        case 0x1D400...0x1D6A3: return UInt8((scalar - 0x1D400) % 26 + 97)
        case 0x1D7CE...0x1D7FF: return UInt8((scalar - 0x1D7CE) % 10 + 48)
        default: return scalar < 0x80 ? nil : table[scalar]
        }
    }

    private static let table: [UInt32: UInt8] = {
        var table: [UInt32: UInt8] = [:]
        for line in pairs.split(separator: "\n") {
            let scalars = Array(line.unicodeScalars)
            guard let letter = scalars.first, letter.isASCII else { continue }
            for scalar in scalars.dropFirst() where !scalar.isASCII { table[scalar.value] = UInt8(letter.value) }
        }
        return table
    }()

    /// Each line: the letter, then what looks like it: Cyrillic, Greek, Armenian, Latin with marks and small capitals.
    private static let pairs = """
        aаАαΑàáâãäåāăąɑᴀªᵃÀÁÂÃÄÅĀĂĄ
        bЬьвВβΒʙᵇ
        cсСϲçćčċᴄᶜⅽℂÇĆČ
        dԁďđᴅᵈⅾĎĐ
        eеЕεΕèéêëēĕėęěᴇᵉ℮ÈÉÊËĒĖĘĚ
        fƒꜰᶠϝ
        gɡğģġɢᵍĞĢ
        hһНнΗħʜʰℎ
        iіІιΙìíîïĩīĭįıɪⁱⅰÌÍÎÏĪĮİ
        jјЈʝᴊʲϳ
        kкКκΚķᴋᵏĸ
        lⅼłľĺļʟˡӏℓŁ
        mмМΜᴍᵐⅿ
        nпηΝñńņňɴⁿÑŃŇ
        oоОοΟσòóôõöøōŏőᴏᵒ०ÒÓÔÕÖØŌ
        pрРρΡᴘᵖ
        qԛʠ
        rгřŕʀʳŘ
        sѕЅśşšșꜱˢŚŞŠ
        tтТτΤţťŧᴛᵗŢŤ
        uυսùúûüũūŭůűųᴜᵘÙÚÛÜŪŮ
        vνѵᴠᵛⅴ
        wԝωѡᴡʷŵ
        xхХχΧˣⅹ×
        yуУүΥýÿʏʸÝ
        zΖźżžᴢᶻŹŻŽ
        0⁰
        1¹
        2²
        3³зЗ
        4⁴
        5⁵
        6⁶б
        7⁷
        8⁸
        9⁹
        """
}
