import Testing
import WrightCore
import WrightText

@Suite struct AnalyzerTests {
    private func words(_ text: String, _ configuration: Analyzer.Configuration = .init()) -> [String] {
        Analyzer(configuration: configuration).terms(in: text).map(\.term)
    }

    @Test(arguments: [
        ("The quick brown foxes jumped over the lazy dogs", ["quick", "brown", "fox", "jump", "lazi", "dog"]),
        ("Running runner's RUNS ran", ["run", "runner", "run", "ran"]),
        ("naïve cafés Ångström", ["naiv", "cafe", "angstrom"]),
        ("beta-catenin and IL-6", ["beta", "catenin", "il", "6"]),
        ("1,25-dihydroxy 3.14 1,000,000 2,5", ["1,25", "dihydroxi", "3.14", "1000000", "2,5"]),
        ("U.S.A. e.g. U.S. end.Next", ["usa", "eg", "us", "end", "next"]),
        ("user_name@example.com", ["user", "name", "exampl", "com"]),
        ("C++ and C# in C, F# too", ["c++", "c#", "c", "f#"]),
        ("vitamin D and T cells", ["vitamin", "d", "t", "cell"]),
        ("don't it's dogs' rock’n’roll", ["dog", "rock'n'rol"]),
        ("ﬁnal ＦＵＬＬ ｗｉｄｔｈ H₂O x²", ["final", "full", "width", "h2o", "x2"]),
        ("soft\u{AD}hyphen zero\u{200B}width", ["softhyphen", "zerowidth"]),
        ("٣٤٥ ४५", ["345", "45"]), ("", []), ("  ... !? ", []), ("a the of", []),
    ])
    func makesEnglishTerms(text: String, expected: [String]) {
        #expect(words(text) == expected)
    }

    @Test(arguments: [
        ("de", "Die Häuser der Straße STRASSE Äpfel", ["haus", "strass", "strass", "apfel"]),
        ("fr", "L'eau des rivières qu’il aimait", ["eau", "rivi", "aim"]),
        ("es", "Las canciones españolas de la canción", ["cancion", "espanol", "cancion"]),
        ("it", "dell'acqua nell’amicizia", ["acqua", "amiciz"]),
        ("en", "Русские книги о чайках и йоге", ["русск", "книг", "чайк", "йог"]),
        ("en", "Ένας άνθρωπος και ΆΝΘΡΩΠΟΣ", ["εν", "ανθρωπ", "κα", "ανθρωπ"]),
        ("fi", "talossa on kissoja", ["talo", "kiso"]), ("sv", "Flickorna och husen", ["flick", "hus"]),
    ])
    func stemsByLanguageAndScript(code: String, text: String, expected: [String]) {
        #expect(words(text, .init(language: TextLanguage(code: code))) == expected)
    }

    @Test func languagesThatCanBeStemmedAreKnown() {
        let codes = TextLanguage.stemmed.map(\.code)
        #expect(codes == codes.sorted() && Set(codes).count == 27)
        #expect(TextLanguage.stemmed.contains(TextLanguage(code: "de-AT")))
        #expect(!TextLanguage.stemmed.contains(TextLanguage(code: "klingon")))
        #expect((codes + ["de-AT", "zh", "nds", "sr_Latn"]).allSatisfy(TextLanguage.isTag))
        #expect(!["", "e", "english", "klingon", "de-", "d3", "dé"].contains(where: TextLanguage.isTag))
        #expect(TextLanguage.latinScript.allSatisfy(TextLanguage.stemmed.contains))
    }

    @Test(arguments: [
        ("東京都", ["東京", "京都"]), ("猫", ["猫"]), ("漢字 と ﾃｽﾄ", ["漢字", "と", "テス", "スト"]), ("中文ABC中", ["中文", "abc", "中"]),
        ("한국어", ["한국", "국어"]), ("データベース", ["デー", "ータ", "タベ", "ベー", "ース"]), ("５Ｇ網", ["5g", "網"]), ("ที่นี่", ["ที่นี่"]),
        ("ภาษาไทย", ["ภา", "าษ", "ษา", "าไ", "ไท", "ทย"]), ("น้ำ", ["น้ำ"]),
    ])
    func groupsCharactersOfScriptsWithoutSpaces(text: String, expected: [String]) {
        #expect(words(text) == expected)
    }

    @Test func decomposedTextGivesTheSameTermsAsComposed() {
        let composed = "Straße Äpfel canción й ёлка Über \u{1EA3}nh g\u{E3} 学校が"
        let decomposed = "Straße A\u{308}pfel cancio\u{301}n и\u{306} е\u{308}лка U\u{308}ber a\u{309}nh ga\u{303} 学校が"
        #expect(composed.unicodeScalars.count < decomposed.unicodeScalars.count)
        #expect(words(composed) == words(decomposed))
    }

    @Test func arabicTermsIgnoreVowelSignsAndPresentationForms() {
        #expect(words("الكِتَابُ") == words("الكتاب"))
        #expect(words("ﻛﺘﺎﺏ") == words("كتاب"))
        #expect(words("كـــتاب") == words("كتاب"))
    }

    @Test func everyStepCanBeSwitchedOff() {
        let text = "The naïve dogs"
        let plain = Analyzer.Configuration(removesStopWords: false, stemsWords: false, foldsAccents: false)
        #expect(words(text, plain) == ["the", "naïve", "dogs"])
        #expect(words(text, .init(removesStopWords: false)) == ["the", "naiv", "dog"])
        #expect(words(text, .init(stemsWords: false)) == ["naive", "dogs"])
    }

    @Test func positionsCountWordsAndRangesPointIntoTheText() {
        let text = "The Ärzte’s \u{1F600} houses, and 東京都!"
        let terms = Analyzer().terms(in: text)
        let bytes = Array(text.utf8)
        #expect(terms.map(\.position) == [1, 2, 4, 5])
        #expect(
            terms.map { String(decoding: bytes[$0.range], as: UTF8.self) } == ["Ärzte’s", "houses", "東京", "京都"]
        )
    }

    @Test func fingerprintsDifferWhereTermsDiffer() {
        let configurations: [Analyzer.Configuration] = [
            .init(), .init(language: .german), .init(cyrillicLanguage: .serbian), .init(removesStopWords: false),
            .init(stemsWords: false), .init(foldsAccents: false),
        ]
        let prints = configurations.map { Analyzer(configuration: $0).fingerprint }
        #expect(Set(prints).count == configurations.count)
        #expect(Analyzer().fingerprint == "wright-analyzer-1/en+ru/stop/stem/fold")
    }

    @Test func sessionsGiveTheSameTermsForAnyTextAsFreshOnes() {
        let alphabet = [
            "a", "The", "run", "ning", "é", "e\u{301}", "'", "’", ".", ",", "1", "23", "-", "_", " ", " ", "\n", "й",
            "и\u{306}",
            "漢", "カ", "ﾞ", "ก", "ำ", "ั", "한", "\u{AD}", "\u{200D}", "+", "#", "C", "ﬁ", "ﷺ", "𝒳", "👍", "ा", "क",
        ]
        let session = AnalyzerSession(Analyzer())
        var random = SeededRandom(seed: 7)
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0..<80, using: &random))
                .map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
            var bytes = Array(text.utf8)
            if !bytes.isEmpty, Bool.random(using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            var reused: [AnalyzedTerm] = []
            var fresh: [AnalyzedTerm] = []
            bytes.withUnsafeBufferPointer { buffer in
                session.forEachTerm(in: buffer) {
                    reused.append(AnalyzedTerm(term: String(decoding: $0, as: UTF8.self), position: $1, range: $2))
                }
                Analyzer()
                    .forEachTerm(in: buffer) {
                        fresh.append(AnalyzedTerm(term: String(decoding: $0, as: UTF8.self), position: $1, range: $2))
                    }
            }
            #expect(reused == fresh)
            #expect(zip(reused, reused.dropFirst()).allSatisfy { $0.position < $1.position })
            #expect(zip(reused, reused.dropFirst()).allSatisfy { $0.range.lowerBound < $1.range.lowerBound })
            #expect(reused.allSatisfy { !$0.term.isEmpty && !$0.range.isEmpty && $0.range.upperBound <= bytes.count })
        }
    }

    @Test func manyDifferentWordsOverflowTheCacheWithoutHarm() {
        let session = AnalyzerSession(Analyzer())
        let text = (0..<150_000).map { "w\(String($0, radix: 36))x" }.joined(separator: " ")
        var bytes = Array(text.utf8)
        bytes += [32] + Array("running dogs".utf8)
        var last: [String] = []
        var count = 0
        bytes.withUnsafeBufferPointer { buffer in
            session.forEachTerm(in: buffer) { term, position, _ in
                count += 1
                if position >= 150_000 { last.append(String(decoding: term, as: UTF8.self)) }
            }
        }
        #expect(count == 150_002)
        #expect(last == ["run", "dog"])
    }

    @Test func veryLongWordsAreCutIntoTermsOfBoundedSize() {
        let terms = Analyzer().terms(in: String(repeating: "ab9", count: 10_000))
        #expect(terms.count == 250)
        #expect(terms.allSatisfy { $0.term.utf8.count <= 128 })
    }

    @Test func everyLanguageWithAStemmerHasItInTheLibrary() {
        let samples = [
            ("ar", "كتابات"), ("hy", "քաղաքներից"), ("eu", "etxeetan"), ("ca", "cançons"), ("da", "husene"),
            ("nl", "huizen"),
            ("en", "houses"), ("fi", "taloissa"), ("fr", "chansons"), ("de", "häusern"), ("el", "σπίτια"),
            ("hi", "किताबों"),
            ("hu", "házakban"), ("id", "makanan"), ("ga", "bhfear"), ("it", "canzoni"), ("lt", "namuose"),
            ("no", "husene"),
            ("pt", "canções"),
            ("ro", "casele"), ("ru", "домами"), ("es", "canciones"), ("sv", "husen"), ("ta", "வீடுகள்"),
            ("tr", "evlerde"),
        ]
        for (code, word) in samples {
            let language = TextLanguage(code: code)
            let stem = words(word, .init(language: language, foldsAccents: false))
            #expect(stem.count == 1 && stem.first != word, "\(code): \(stem)")
        }
    }
}
