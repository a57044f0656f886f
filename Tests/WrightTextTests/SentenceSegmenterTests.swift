import Testing
import WrightCore
import WrightText

@Suite struct SentenceSegmenterTests {
    /// Each case is a list of the sentences that the text, which joins them with `separator`, must give.
    private static let spaced: [[String]] = [
        ["Hello world."], ["Hello world.", "How are you?"], ["Wait!", "What?!", "No."],
        ["Dr. Smith met Mrs. Jones at 5 p.m. on Monday.", "They talked."],
        ["He lives in the U.S. and works hard.", "It is fine."], ["She moved to the U.S.", "She likes it."],
        ["The U.S. Army was there.", "So was he."], ["See Fig. 3 and Eq. 4 for details.", "Then go on."],
        ["Smith et al. showed this in 2001.", "Others disagreed."], ["Item No. 5 is sold.", "No. 6 is not."],
        ["Is it so?", "No.", "It is not."], ["He said no.", "She said yes."],
        ["J. R. R. Tolkien wrote it.", "It sold well."], ["By J.R.R. Tolkien.", "First edition."],
        ["It costs 3.14 dollars.", "That is 1,000.50 in all."], ["In 1999.", "The year 2000 followed."],
        ["Version 2.0.1 is out.", "Get it."], ["Well... maybe not.", "Who knows?"], ["He left…", "She stayed."],
        ["He left… and came back.", "End."], ["\"I am here.\"", "She waved."],
        ["“Why not?” he asked.", "Nobody answered."],
        ["\"Stop!\" he cried.", "All stopped."], ["(This is aside.)", "This is not."],
        ["It works (see Sec. 2).", "Good."],
        ["e.g. apples, i.e. fruit, are fine.", "Eat them."], ["Apples vs. Pears was the topic.", "Pears won."],
        ["Acme Inc. makes tools.", "The tools are good."], ["He works at Acme Inc.", "The pay is low."],
        ["Use Node.js or example.com for it.", "Both work."], ["Vitamin C.", "It helps."],
        ["Bring pens, paper, etc. to the room.", "Thanks."], ["Rain fell on Jan. 5 in St. Louis.", "It stopped."],
        ["This was shown before.[12]", "Others failed.[3][4]", "We win."], ["Is e.g. Yahoo! a name?", "Yes."],
        ["Prof. Dr. Meier kommt z.B. am 3. Oktober.", "Er bleibt."], ["Das gilt u.a. für Hunde.", "Katzen auch."],
        ["Im 19. Jahrhundert war das so.", "Heute nicht."], ["Das kostet ca. 5 Euro, d.h. wenig.", "Gut."],
        ["Äpfel, Birnen usw. sind da.", "Der Rest fehlt."], ["„Komm her!“", "Sie kam."],
        ["M. Dupont est arrivé.", "Il est parti."], ["Voir p. 12 et fig. 3.", "C'est clair."],
        ["« Viens ! »", "Elle vint."],
        ["El Sr. García llegó.", "¿Quién es?", "¡Hola!"], ["La Dra. López y Ud. vienen.", "Bien."],
        ["Il dott. Rossi, ecc. sono qui.", "La sera viene."], ["Dhr. Jansen komt bijv. morgen.", "Het is goed."],
        ["Он родился в 1990 г. в Москве.", "Потом уехал."], ["Это и т.д. и т.п. тоже.", "Он знает."],
        ["А. С. Пушкин писал стихи.", "Они известны."], ["هل أنت بخير؟", "نعم أنا بخير."],
        ["یہ کتاب ہے۔", "وہ قلم ہے۔"],
        ["यह किताब है।", "वह कलम है।"], ["Αυτό είναι καλό.", "Πού είναι;  Εδώ."], ["Զարմանալի է։", "Այո։"],
        ["I came, I saw, I won.", "1. is a number."], ["He saw it at 10 a.m.", "The sun was up."],
        ["The answer is yes!!!", "Really???", "Yes."], ["Ph.D. students read p. 5.", "They learn."],
        ["*Emphasis ends here.*", "Next one."], ["It is the (very) end.)", "Not quite."],
    ]

    private static let unspaced: [[String]] = [
        ["我喜欢你。", "你呢？", "好！"], ["「行こう。」", "彼は言った。"], ["今日は晴れです。", "明日は雨？", "はい。"],
        ["他说：“走吧。”", "我们走了。"], ["一。", "二"],
    ]

    private static let lines: [(text: String, sentences: [String])] = [
        ("A title\n\nSome text here", ["A title", "Some text here"]),
        ("A line that\ngoes on. Next", ["A line that\ngoes on.", "Next"]),
        ("Fruit:\n- apples\n- pears\nand plums", ["Fruit:", "- apples", "- pears\nand plums"]),
        ("1. First\n2. Second item. More.\n3) Third", ["1. First", "2. Second item.", "More.", "3) Third"]),
        ("| a | b |\n| 1 | 2 |\nText", ["| a | b |", "| 1 | 2 |", "Text"]),
        ("# Heading\nText here.", ["# Heading", "Text here."]),
        ("one\r\n\r\ntwo\r\nthree", ["one", "two\r\nthree"]), ("a.\n\nb lower", ["a.", "b lower"]),
        ("• eins\n• zwei", ["• eins", "• zwei"]), ("para\u{2029}next", ["para", "next"]),
        ("  \n\t ", []), ("", []), ("...", ["..."]), (".", ["."]), ("สวัสดี\nครับ", ["สวัสดี", "ครับ"]),
        ("\u{3000}全角。\u{3000}次。", ["全角。", "次。"]), ("It is\n \t\nhere", ["It is", "here"]),
    ]

    private func pieces(_ text: String, _ ranges: [Range<Int>]) -> [String] {
        let bytes = Array(text.utf8)
        return ranges.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test(arguments: spaced) func findsSentencesBetweenSpaces(_ sentences: [String]) {
        let text = sentences.joined(separator: " ")
        #expect(pieces(text, SentenceSegmenter().sentences(in: text)) == sentences)
    }

    @Test(arguments: spaced) func findsTheSameSentencesWhereSpacesAreLineBreaks(_ sentences: [String]) {
        // A number with a stop, or a dash, at the start of a line is a list item, which is another case.
        let text = sentences.joined(separator: "\n")
        #expect(pieces(text, SentenceSegmenter().sentences(in: text)) == sentences)
    }

    @Test(arguments: unspaced) func findsSentencesWithoutSpaces(_ sentences: [String]) {
        let text = sentences.joined()
        #expect(pieces(text, SentenceSegmenter().sentences(in: text)) == sentences)
    }

    @Test(arguments: lines) func heedsLines(_ text: String, _ sentences: [String]) {
        #expect(pieces(text, SentenceSegmenter().sentences(in: text)) == sentences)
    }

    @Test func aPartOfATextGivesOffsetsIntoTheWhole() {
        let text = "Über uns. Hier ist mehr. Ende."
        let ranges = SentenceSegmenter().sentences(in: text, range: 11..<31)
        #expect(pieces(text, ranges) == ["Hier ist mehr.", "Ende."])
        #expect(ranges.first == 11..<25)
    }

    @Test func longSentencesAreCutAtTheirBestBoundary() {
        let segmenter = SentenceSegmenter(configuration: .init(maximumByteCount: 100))
        let clause = "word word word word word word word"
        let text = "\(clause), \(clause), \(clause); \(clause) \(clause)"
        let parts = pieces(text, segmenter.sentences(in: text))
        #expect(parts.allSatisfy { $0.utf8.count <= 100 })
        #expect(parts[0].hasSuffix(","))
        #expect(parts.contains { $0.hasSuffix(";") })
        let thai = Array(repeating: "ภาษาไทยไม่มีจุด", count: 40).joined(separator: " ")
        let thaiParts = pieces(thai, SentenceSegmenter().sentences(in: thai))
        #expect(thaiParts.count > 1 && thaiParts.allSatisfy { $0.utf8.count <= 600 && $0.hasSuffix("จุด") })
        let solid = String(repeating: "é", count: 3000)
        let solidParts = pieces(solid, SentenceSegmenter().sentences(in: solid))
        #expect(solidParts.joined() == solid && solidParts.count == 3)
    }

    @Test func coversEverythingInOrderForAnyText() {
        let alphabet = [
            "a", "B", "Dr", "No", "12", "3", ".", ".", "!", "?", "…", "。", "؟", "।", " ", " ", "\n", "\r\n", "\t",
            "\u{A0}",
            "\u{3000}", "\u{2029}", "\"", "”", ")", "(", "[1]", "|", "- ", "# ", "é", "ไทย", "漢", "e\u{301}", "👍",
            "U.S.", ",",
        ]
        var random = SeededRandom(seed: 20)
        for round in 0..<4000 {
            let count = Int.random(in: 0..<60, using: &random)
            let text = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
            let bytes = Array(text.utf8)
            let segmenter = SentenceSegmenter(configuration: .init(maximumByteCount: round % 2 == 0 ? 64 : 2000))
            var covered = [Bool](repeating: false, count: bytes.count)
            var end = 0
            for range in segmenter.sentences(in: text) {
                #expect(range.lowerBound >= end && !range.isEmpty, "seed 20, round \(round): \(text.debugDescription)")
                end = range.upperBound
                let piece = String(decoding: bytes[range], as: UTF8.self)
                #expect(Array(piece.utf8) == Array(bytes[range]), "cut inside a character")
                #expect(piece.unicodeScalars.first?.properties.isWhitespace == false)
                #expect(piece.unicodeScalars.last?.properties.isWhitespace == false)
                for index in range { covered[index] = true }
            }
            var offset = 0
            for scalar in text.unicodeScalars {
                #expect(covered[offset] || scalar.properties.isWhitespace, "round \(round): \(text.debugDescription)")
                offset += UTF8.width(scalar)
            }
        }
    }

    @Test func takesTimeInProportionToLength() {
        for unit in ["a. ", "Dr. ", "...", "\"(", "\n", ") ", "[1", "ก", "1. ", "。", "a"] {
            let segmenter = SentenceSegmenter()
            func time(_ count: Int) -> Double {
                let text = String(repeating: unit, count: count)
                return leastProcessorTime { _ = segmenter.sentences(in: text) }
            }
            let small = time(20_000)
            let large = time(200_000)
            #expect(large < small * 30 + 0.002, "\(unit.debugDescription): \(small) and \(large)")
        }
    }
}
