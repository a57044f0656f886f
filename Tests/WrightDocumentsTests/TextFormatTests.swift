internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightDocuments

@Suite struct DelimitedTextParserTests {
    @Test("finds the delimiter", arguments: [",", ";", "\t", "|"])
    func findsDelimiter(delimiter: String) throws {
        let rows = [["name", "note", "n"], ["a", "x y", "1"], ["b", "z", "2"], ["c", "w", "3"], ["d", "v", "4"]]
        let text = rows.map { $0.joined(separator: delimiter) }.joined(separator: "\n")
        let document = try TestData.parse(text, name: "t.csv")
        #expect(document.text == rows.map { $0.joined(separator: " | ") }.joined(separator: "\n"))
    }

    @Test func readsQuotesAndLineBreaksInCells() throws {
        let document = try TestData.parse("a,b\r\n1,\"x, \"\"y\"\"\r\nz\"\r\n2,\"open\r\n", name: "t.csv")
        #expect(document.text == "a | b\n1 | x, \"y\" z\n2 | \"open")
    }

    @Test func keepsRaggedRows() throws {
        #expect(try TestData.parse("a,b,c\n1,2\n1,2,3,4\n", name: "t.csv").text == "a | b | c\n1 | 2\n1 | 2 | 3 | 4")
    }

    @Test func cutsLargeTablesIntoBlocks() throws {
        let text = (0..<2500).map { "\($0),x,y" }.joined(separator: "\n")
        let document = try TestData.parse(text, name: "t.csv")
        #expect(document.blocks.map(\.kind) == [.table, .table, .table])
    }

    @Test func readsTablesOfOtherProjects() throws {
        guard let folder = TestData.documents("csv") else { return }
        let expected = [
            "csv-comma-in-cell.csv": "1 | 2 | 3 | 4\na | b | c | d\na | , | c | d\na | b | c | d\na | b | c | d",
            "csv-too-many-columns.csv": "1 | 2 | 3 | 4\na | b | c | d\na | b | c | d | e\na | b | c | d\na | b | c | d",
            "spectrum-quotes_and_newlines.csv": "a | b\n1 | ha \"ha\" ha\n3 | 4",
            "test_mskanji.csv": "名前 | 年齢 | 住所\n佐藤太郎 | 30 | 東京\n三木英子 | 25 | 大阪\n髙橋淳 | 35 | 名古屋",
        ]
        for (name, text) in expected {
            let document = try TestData.parse(folder.appendingPathComponent(name))
            #expect(document.text == text)
        }
        let cups = try TestData.parse(folder.appendingPathComponent("stanley-cups-utf-16.csv"))
        #expect(cups.text.contains("Maple Leafs | TOR | 13"))
    }
}

@Suite struct JSONParserTests {
    @Test func writesPathsAndTables() throws {
        let document = try TestData.parse(
            #"{"title": "Fleet", "size": 2, "tags": ["a", "b"], "ships": [{"name": "Ada", "tons": 1.5}, {"name": "Bob", "tons": 3}], "home": {"port": {"name": "Kiel"}}}"#,
            name: "fleet.json"
        )
        #expect(document.title == "Fleet")
        #expect(
            document.text
                == "title: Fleet\nsize: 2\ntags: a, b\n\nships:\n\nname | tons\nAda | 1.5\nBob | 3\n\nhome.port.name: Kiel"
        )
    }

    @Test func makesABlockOfEveryLine() throws {
        let document = try TestData.parse("{\"a\": 1}\n{\"a\": 2, \"b\": [1, 2]}\n{\"a\": 3}\n", name: "x.jsonl")
        #expect(document.mediaType == .jsonLines)
        #expect(document.blocks.count == 3)
        #expect(document.text == "a: 1\n\na: 2\nb: 1, 2\n\na: 3")
    }

    @Test func countsPathsBeforeTheyAreRepeated() {
        var limits = ParsingLimits()
        limits.textByteCount = 1 << 20
        let members = (0..<1000).map { "\"\($0)\": {}" }.joined(separator: ", ")
        let text = "{\"\(String(repeating: "a", count: 1 << 14))\": {\(members)}}"
        let source = DocumentSource(uri: "a", bytes: Array(text.utf8))
        #expect(OfficeFixtures.code { try JSONParser.parse(source, limits: limits) } == "tooLarge")
        #expect(OfficeFixtures.code { try JSONParser.parseLines(source, limits: limits) } == "tooLarge")
    }

    @Test func refusesDeepValues() {
        let text = String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)
        let error = #expect(throws: DocumentError.self) { try TestData.parse(text, name: "x.json") }
        #expect(error?.code == .malformed)
    }
}

@Suite struct PlainTextParserTests {
    @Test func keepsLinesAndFindsStructure() throws {
        let document = try TestData.parse(
            """
            A Title
            =======

            First line
            second line

            == Part ==

            - one
              more of one
            - two
              - inner
            * three

                if a:
                    b

            Name     Age
            Ada      36
            """,
            name: "a.txt"
        )
        #expect(
            TestData.dump(document) == """
                h1 A Title
                p First line⏎second line
                h2 Part
                li0 - one more of one
                li0 - two
                li1   - inner
                li0 - three
                code     if a:⏎        b
                code Name     Age⏎Ada      36
                """
        )
    }

    @Test func doesNotGuessHeadings() throws {
        let document = try TestData.parse("SHOUTING\n\nShort line\n\n1. just one\n", name: "a.txt")
        #expect(document.blocks.allSatisfy { $0.kind == .paragraph })
    }

    @Test func readsProgramTextAsItIs() throws {
        let code = "// A comment.\nfunc a() {\n    b()\n\n    c()\n}\n\nfunc d() {}\n"
        let document = try TestData.parse(code, name: "x/a.swift")
        #expect(document.mediaType == .sourceCode)
        #expect(document.metadata["language"] == "Swift")
        #expect(document.text + "\n" == code)
        #expect(document.blocks.map(\.kind) == [.code, .code])
    }
}

@Suite struct MediaTypeDetectorTests {
    @Test(
        "looks at content",
        arguments: [
            ("# Hi", "a.md", MediaType.markdown), ("# Hi", "a.txt", .plainText), ("<html><p>x</p>", "a.txt", .html),
            ("<!-- c -->\n<!DOCTYPE html><p>x", "x", .html), ("{\"a\": 1}", "a.txt", .json),
            ("{\"a\":1}\n{\"a\":2}", "a", .jsonLines),
            ("a\tb\nc\td\ne\tf\ng\th\n", "a.txt", .tsv), ("a,b\n", "a.csv", .csv), ("{\\rtf1 x}", "a.txt", .rtf),
            ("From: a@b.c\nTo: d@e.f\nSubject: s\n\nbody", "a.txt", .mail), ("%PDF-1.7\n", "a.txt", .pdf),
            ("let a = 1", "a.swift", .sourceCode), ("{not json}", "a.json", .plainText), ("", "a.txt", .plainText),
            ("Well, this, and that.\nOne, two.\nThree, four, five, six.\nSeven.\n", "a.txt", .plainText),
            ("Note: this is text\nTo: nobody\n\nx", "a.txt", .plainText),
            ("A page about %PDF-1.4 files", "a.txt", .plainText),
        ]
    )
    func detects(text: String, name: String, type: MediaType) {
        #expect(MediaTypeDetector.detect(bytes: Array(text.utf8), name: name) == .known(type))
    }

    @Test(
        "names what it does not read",
        arguments: [
            ([0x89, 0x50, 0x4E, 0x47, 0x0D], "a PNG image"), ([0x1F, 0x8B, 8, 0], "a gzip archive"),
            ([0x7F, 0x45, 0x4C, 0x46, 2], "an executable"), ([1, 0, 2, 0, 3, 9, 0, 0, 7], "binary data"),
        ] as [([UInt8], String)]
    )
    func names(bytes: [UInt8], kind: String) {
        #expect(MediaTypeDetector.detect(bytes: bytes, name: "a.txt") == .other(kind))
        let error = #expect(throws: DocumentError.self) {
            try DocumentParser().parse(DocumentSource(uri: "a.txt", bytes: bytes))
        }
        #expect(error?.code == .unsupported)
        #expect(error?.message == "'a.txt' is \(kind), which Wright does not read.")
    }

    @Test func refusesWhatIsTooLarge() {
        var limits = ParsingLimits()
        limits.sourceByteCount = 10
        let error = #expect(throws: DocumentError.self) {
            try DocumentParser(limits: limits).parse(DocumentSource(uri: "a", bytes: Array("eleven byte".utf8)))
        }
        #expect(error?.code == .tooLarge)
    }
}
