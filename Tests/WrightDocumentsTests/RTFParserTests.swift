internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightDocuments

@Suite struct RTFParserTests {
    private func parse(_ text: String) throws -> Document {
        try RTFParser.parse(DocumentSource(uri: "a.rtf", bytes: Array(text.utf8)), limits: ParsingLimits())
    }

    @Test func readsParagraphsAndCodePages() throws {
        let document = try parse(
            "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}}{\\info{\\title Name}}"
                + "\\f0 caf\\'e9 \\u8364? {\\b bold}\\par {\\f1 \\'e4\\'e0}\\emdash end\\par}"
        )
        #expect(document.text == "café € bold\n\nда—end")
        #expect(document.title == "Name")
    }

    @Test func readsTablesAndHeadings() throws {
        let document = try parse(
            "{\\rtf1{\\stylesheet{\\s1 heading 1;}}\\pard\\s1 Head\\par\\trowd\\pard\\intbl a\\cell b\\cell\\row"
                + "\\trowd\\pard\\intbl c\\cell d\\cell\\row\\pard after\\par}"
        )
        #expect(document.text == "Head\n\na | b\nc | d\n\nafter")
        #expect(document.blocks.map(\.kind) == [.heading(level: 1), .table, .paragraph])
    }

    @Test func hidesWhatIsNotShown() throws {
        let document = try parse(
            "{\\rtf1{\\colortbl;\\red255\\green255\\blue255;}a {\\v secret} b {\\cf1 white} c {\\fs2 tiny} d\\par}"
        )
        #expect(document.text == "a b c d")
        #expect(document.hidden.map(\.text) == ["secret", "white", "tiny"])
        #expect(document.hidden.map(\.reason) == [.notDisplayed, .invisibleColor, .tiny])
    }

    @Test func skipsPicturesFieldsInstructionsAndUnknownDestinations() throws {
        let document = try parse(
            "{\\rtf1 x{\\pict 00ff}{\\*\\unknown y}{\\field{\\*\\fldinst HYPERLINK}{\\fldrslt link}}\\bin3 {{{z\\par}"
        )
        #expect(document.text == "xlinkz")
    }

    @Test func refusesOtherBytesAndDepthWithoutEnd() {
        #expect(OfficeFixtures.code { try parse("hello") } == "malformed")
        #expect(OfficeFixtures.code { try parse("{\\rtf1" + String(repeating: "{", count: 100_000)) } == "tooDeep")
    }

    @Test func readsJapanese() throws {
        guard let folder = TestData.documents("odf") else { return }
        let source = DocumentSource(
            uri: "j.rtf",
            bytes: try TestData.bytes(folder.appendingPathComponent("testRTFJapanese.rtf"))
        )
        let document = try RTFParser.parse(source, limits: ParsingLimits())
        #expect(document.text.contains("ゾルゲと尾崎、淡々と最期"))
        #expect(!document.text.contains("\u{FFFD}"))
    }
}
