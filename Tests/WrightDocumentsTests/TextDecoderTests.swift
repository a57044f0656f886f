internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightDocuments

#if canImport(Glibc)
internal import Glibc
#endif

/// Encodes text with the system, so that tests need no files in old encodings.
private func encoded(_ text: String, as encoding: String) throws -> [UInt8] {
    let descriptor = try #require(iconv_open(encoding, "UTF-8"))
    try #require(descriptor != iconv_t(bitPattern: -1))
    defer { iconv_close(descriptor) }
    var input = text.utf8.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: input.count * 4 + 16)
    let free = input.withUnsafeMutableBufferPointer { source in
        output.withUnsafeMutableBufferPointer { target in
            var from = source.baseAddress
            var left = source.count
            var to = target.baseAddress
            var free = target.count
            #expect(iconv(descriptor, &from, &left, &to, &free) != -1)
            iconv(descriptor, nil, nil, &to, &free)
            return free
        }
    }
    return output.dropLast(free).map { UInt8(bitPattern: $0) }
}

private let samples: [(text: String, encoding: String, name: String)] = [
    ("Die Änderung der Größe führte zu überraschend schönen Ergebnissen. Straße, Füße, Öl.", "CP1252", "windows-1252"),
    (
        "Le café a été fermé à cause de la grève générale; les élèves étaient déçus. Où êtes-vous né?", "CP1252",
        "windows-1252"
    ),
    (
        "El niño comió piñas mañana por la mañana en España. ¿Dónde está el jardín? ¡Qué alegría!", "CP1252",
        "windows-1252"
    ),
    ("A informação não está disponível; as condições são insuficientes para a avaliação.", "CP1252", "windows-1252"),
    ("Smörgåsbord på svenska är gott, säger många människor från Malmö och Växjö.", "CP1252", "windows-1252"),
    ("Zażółć gęślą jaźń. Książki są własnością biblioteki i można je wypożyczać.", "CP1250", "windows-1250"),
    ("Zażółć gęślą jaźń. Książki są własnością biblioteki i można je wypożyczać.", "ISO-8859-2", "ISO-8859-2"),
    ("Příliš žluťoučký kůň úpěl ďábelské ódy. Dnešní večeře byla výborná, řekl ředitel.", "CP1250", "windows-1250"),
    ("Árvíztűrő tükörfúrógép. A könyvek többsége megtalálható a városi könyvtárban.", "CP1250", "windows-1250"),
    (
        "Bugün hava çok güzel. İstanbul'da yaşayan öğrenciler üniversiteye gidiyor. Işık ağacı.", "CP1254",
        "windows-1254"
    ),
    ("Съешь же ещё этих мягких французских булок, да выпей чаю. Москва — столица России.", "CP1251", "windows-1251"),
    ("Съешь же ещё этих мягких французских булок, да выпей чаю. Москва столица России.", "KOI8-R", "KOI8-R"),
    ("Съешь же ещё этих мягких французских булок, да выпей чаю. Москва столица России.", "IBM866", "IBM866"),
    ("Съешь же ещё этих мягких французских булок, да выпей чаю. Москва столица России.", "ISO-8859-5", "ISO-8859-5"),
    (
        "Съешь же ещё этих мягких французских булок, да выпей чаю. Москва столица России, а Волга впадает в Каспийское море.",
        "MAC-CYRILLIC", "x-mac-cyrillic"
    ),
    ("Η γρήγορη αλεπού πηδά πάνω από το τεμπέλικο σκυλί. Η Αθήνα είναι η πρωτεύουσα.", "CP1253", "windows-1253"),
    ("שלום עולם. זהו משפט בעברית שנכתב כדי לבדוק את זיהוי הקידוד של הטקסט.", "CP1255", "windows-1255"),
    ("مرحبا بالعالم. هذه جملة عربية كتبت من أجل اختبار كشف ترميز النص في البرنامج.", "CP1256", "windows-1256"),
    ("Įlinkdama fechtuotojo špaga sublykčiojusi pragręžė apvalų arbūzą. Žmonės šaukė ėję.", "CP1257", "windows-1257"),
    ("สวัสดีชาวโลก นี่คือประโยคภาษาไทยที่เขียนขึ้นเพื่อทดสอบการตรวจจับการเข้ารหัส", "TIS-620", "windows-874"),
    ("日本語の文章です。これは文字コードの判定を試すために書かれました。", "CP932", "Shift_JIS"),
    ("日本語の文章です。これは文字コードの判定を試すために書かれました。", "EUC-JP", "EUC-JP"),
    ("日本語の文章です。これは文字コードの判定を試すために書かれました。", "ISO-2022-JP", "ISO-2022-JP"),
    ("这是一个用来测试字符编码检测的中文句子。我们希望程序能够正确地识别它。", "GB18030", "GB18030"),
    ("這是一個用來測試字元編碼檢測的中文句子。我們希望程式能夠正確地識別它。", "BIG5", "Big5"),
    ("이것은 문자 인코딩 감지를 시험하기 위해 작성된 한국어 문장입니다.", "CP949", "EUC-KR"),
    ("Größe und Änderung: Überall schöne Straßen.", "UTF-16LE", "UTF-16LE"),
    ("Größe und Änderung: Überall schöne Straßen.", "UTF-16BE", "UTF-16BE"),
    ("L’été dernier, à l’école, les élèves ont été très occupés.", "MACINTOSH", "macintosh"),
]

@Suite struct TextDecoderTests {
    @Test("detects the encoding and decodes the text", arguments: samples)
    func detects(text: String, encoding: String, name: String) throws {
        let decoded = TextDecoder.decode(try encoded(text, as: encoding))
        #expect(decoded.text == text)
        #expect(decoded.encoding == name)
        #expect(decoded.invalidCount == 0)
    }

    @Test func makesLineFeedsOfAllLineEnds() {
        #expect(TextDecoder.decode(Array("a\r\nb\rc\n\r\nd".utf8)).text == "a\nb\nc\n\nd")
    }

    @Test func dropsByteOrderMark() {
        #expect(TextDecoder.decode([0xEF, 0xBB, 0xBF, 0x61]).text == "a")
        #expect(TextDecoder.decode([0xFF, 0xFE, 0x61, 0]).text == "a")
        #expect(TextDecoder.decode([0xFE, 0xFF, 0, 0x61]).text == "a")
        #expect(TextDecoder.decode([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]).text == "a")
    }

    @Test func replacesInvalidBytesInMostlyValidText() {
        let bytes = Array("äöü Größe Maß für üble ".utf8) + [0xFF] + Array("end".utf8)
        let decoded = TextDecoder.decode(bytes)
        #expect(decoded.encoding == "UTF-8")
        #expect(decoded.invalidCount == 1)
        #expect(decoded.text.hasSuffix("\u{FFFD}end"))
    }

    @Test func followsDeclaredEncodingIfBytesAgree() {
        // 0xE4 is ä in windows-1252 and д in windows-1251.
        #expect(TextDecoder.decode([0x61, 0xE4], declared: "windows-1251").text == "aд")
        #expect(TextDecoder.decode([0x61, 0xE4], declared: "ISO-8859-1").text == "aä")
        #expect(TextDecoder.decode(Array("ä".utf8), declared: "ISO-8859-1").text == "ä")
    }

    @Test func decodesHebrewInLogicalOrder() throws {
        let bytes = try #require(Data(base64Encoded: "8uPr5e8gVGVzbGEgLSDw4/j5+iDn+unu5CDy7CDk4ff55CDs+On55e0g"))
        #expect(TextDecoder.decode(Array(bytes), declared: "iso-8859-8-i").text.hasPrefix("עדכון Tesla"))
    }

    @Test func survivesEveryByteInEveryDeclaredEncoding() {
        let all = (0...255).map { UInt8($0) } + (0...255).reversed().map { UInt8($0) }
        for name in [
            "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "iso-2022-jp", "utf-16", "utf-7", "nonsense", "a/b",
        ] {
            #expect(!TextDecoder.decode(all, declared: name).text.isEmpty)
        }
    }

    @Test func readsEncodingsOfOtherProjects() throws {
        guard let folder = TestData.documents("text-encodings") else { return }
        let expected = [
            "Big5--ude_1.txt": "Big5", "EUC-JP--ude_1.txt": "EUC-JP", "EUC-KR--ude_euc2.txt": "EUC-KR",
            "KOI8-R--ude_1.txt": "KOI8-R", "windows-1250-czech--ude_1.txt": "windows-1250",
            "fake-text-utf-16-be.txt": "UTF-16BE",
        ]
        for (name, encoding) in expected {
            let document = try TestData.parse(folder.appendingPathComponent(name))
            #expect(document.metadata["encoding"] == encoding, "\(name)")
            #expect(!document.text.contains("\u{FFFD}"), "\(name)")
        }
    }
}
