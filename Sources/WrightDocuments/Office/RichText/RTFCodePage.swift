/// The code pages that RTF names.
enum RTFCodePage {
    /// The code page of a font's character set; nil for sets that follow the document.
    static func number(ofCharacterSet set: Int) -> Int? {
        let pages = [
            77: 10_000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255,
            178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 0: 1252,
        ]
        return pages[set]
    }

    /// The text of bytes in a code page; pages that the system does not know count as Latin-1.
    static func decode(_ bytes: [UInt8], page: Int) -> String {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return String(decoding: bytes, as: UTF8.self) }
        guard let converted = CharacterConverter.utf8(bytes[...], from: name(page)) else {
            return String(bytes.map { Character(Unicode.Scalar($0)) })
        }
        return String(decoding: converted.bytes, as: UTF8.self)
    }

    private static func name(_ page: Int) -> String {
        switch page {
        case 65_001: "UTF-8"
        case 10_000: "MACINTOSH"
        case 936: "GBK"
        case 950: "BIG5"
        case 1361: "JOHAB"
        default: "CP\(page)"
        }
    }
}
