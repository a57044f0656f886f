internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightDocuments

/// Files made to break parsers: each ends in a document or in a described error, in bounded time.
@Suite struct OfficeHostileTests {
    private typealias Parse = @Sendable (DocumentSource, ParsingLimits) throws(DocumentError) -> Document

    private static let parsers: [(name: String, parse: Parse)] = [
        ("docx", OfficeParser.parseDocx), ("pptx", OfficeParser.parsePptx), ("xlsx", OfficeParser.parseXlsx),
        ("odt", OfficeParser.parseOdt), ("epub", EPUBParser.parse), ("rtf", RTFParser.parse),
    ]

    private func code(_ bytes: [UInt8], _ parse: Parse, _ limits: ParsingLimits = ParsingLimits()) -> String? {
        do throws(DocumentError) {
            _ = try parse(DocumentSource(uri: "a", bytes: bytes), limits)
            return nil
        } catch {
            return error.identifier
        }
    }

    @Test func refusesEmptyAndForeignBytes() {
        for (name, parse) in Self.parsers {
            for bytes in [[], [0], Array("plain text".utf8), [UInt8](repeating: 0x50, count: 5000)] {
                #expect(code(bytes, parse) == "malformed", "\(name)")
            }
        }
        let docx = OfficeFixtures.docx(OfficeFixtures.paragraph("x"))
        #expect(code(docx, OfficeParser.parseXlsx) == "malformed")
        #expect(code(docx, EPUBParser.parse) == "malformed")
    }

    @Test func refusesEntitiesBeforeTheyExpand() {
        var entities = "<!ENTITY a \"lol\">"
        for (name, other) in zip("bcdefghi", "abcdefgh") {
            entities += "<!ENTITY \(name) \"" + String(repeating: "&\(other);", count: 10) + "\">"
        }
        var writer = ArchiveWriter()
        writer.add("word/document.xml", Array("<!DOCTYPE x [\(entities)]><x>&i;</x>".utf8))
        #expect(code(writer.finish(), OfficeParser.parseDocx) == "malformed")

        var external = ArchiveWriter()
        external.add(
            "word/document.xml",
            Array("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>".utf8)
        )
        #expect(code(external.finish(), OfficeParser.parseDocx) == "malformed")
    }

    @Test func refusesElementsWithoutEnd() {
        let deep = String(repeating: "<w:sdt>", count: 100_000)
        #expect(code(OfficeFixtures.docx(deep), OfficeParser.parseDocx) == "tooDeep")
        let closed = deep + String(repeating: "</w:sdt>", count: 100_000)
        #expect(code(OfficeFixtures.docx(closed), OfficeParser.parseDocx) == "tooDeep")
    }

    @Test func refusesBombs() {
        var writer = ArchiveWriter()
        writer.addZeros("word/document.xml", matchCount: 30_000)
        var limits = ParsingLimits()
        limits.unpackedByteCount = 1 << 20
        #expect(code(writer.finish(), OfficeParser.parseDocx, limits) == "expandsTooMuch")
        let paragraph = OfficeFixtures.paragraph(String(repeating: "word ", count: 1000))
        limits = ParsingLimits()
        limits.textByteCount = 10_000
        let long = OfficeFixtures.docx(String(repeating: paragraph, count: 10))
        #expect(code(long, OfficeParser.parseDocx, limits) == "tooLarge")
    }

    @Test func boundsSpansRepetitionsAndHugeNumbers() throws {
        let wide = """
            <w:tbl><w:tr><w:trPr><w:gridBefore w:val="999999999"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>\
            \(OfficeFixtures.paragraph("a"))</w:tc></w:tr><w:tr><w:tc>\(OfficeFixtures.paragraph("b"))</w:tc></w:tr></w:tbl>
            """
        let source = OfficeFixtures.source(OfficeFixtures.docx(wide), "a.docx")
        #expect(try OfficeParser.parseDocx(source, limits: ParsingLimits()).text.utf8.count < 10_000)
        let merged = """
            <sheetData><row r="1"><c r="A1"><v>9e999</v></c><c r="B1"><v>1</v></c></row></sheetData>\
            <mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="B1:B9"/></mergeCells>
            """
        let sheet = OfficeFixtures.source(OfficeFixtures.xlsx([("S", "", merged)]), "a.xlsx")
        #expect(try OfficeParser.parseXlsx(sheet, limits: ParsingLimits()).text.utf8.count < 10_000)
    }

    /// A quarter of a thousand damaged copies of each file; the seed is printed with a failure by the argument.
    @Test(arguments: [UInt64(7), 8])
    func survivesDamage(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for (name, bytes) in try Self.files() {
            guard let parse = Self.parsers.first(where: { $0.name == name })?.parse else { continue }
            for part in 0..<50 {
                expectSound(Array(bytes[..<(bytes.count * part / 50)]), parse, "\(name) cut at \(part)/50")
            }
            for round in 0..<75 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...8, using: &random) {
                    damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                expectSound(damaged, parse, "\(name) round \(round)")
            }
        }
    }

    /// Bytes end in a document that holds together or in an error with a message.
    private func expectSound(_ bytes: [UInt8], _ parse: Parse, _ note: String) {
        do throws(DocumentError) {
            let document = try parse(DocumentSource(uri: "a", bytes: bytes), ParsingLimits())
            #expect(TestData.problem(in: document) == nil, "\(note)")
        } catch {
            #expect(!error.message.isEmpty, "\(note)")
        }
    }

    @Test func readsNumbersAtTheEndsOfTheirRange() throws {
        let limits = ParsingLimits()
        let shape = OfficeFixtures.shape("shape", x: .min)
        let slides = OfficeFixtures.source(OfficeFixtures.pptx([("", shape)]), "a.pptx")
        #expect(try OfficeParser.parsePptx(slides, limits: limits).text == "shape")
        let rows = """
            <sheetData><row r="\(Int.max)"><c t="str"><v>a</v></c></row><row><c t="str"><v>b</v></c></row>\
            <row r="\(Int.min)"><c t="str"><v>c</v></c></row></sheetData>
            """
        let sheet = OfficeFixtures.source(OfficeFixtures.xlsx([("S", "", rows)]), "a.xlsx")
        #expect(try OfficeParser.parseXlsx(sheet, limits: limits).text == "S\n\na\nb")
    }

    @Test func countsListsInTextBoxesByThemselves() throws {
        let style = """
            <list-style name="L"><list-level-style-number level="1" num-format="1" num-suffix="."/></list-style>
            """
        let body = """
            <list style-name="L"><list-item><p>one<frame><text-box><list><list-item><p>boxed</p></list-item></list></text-box>\
            </frame></p></list-item><list-item><h>two</h><list><list-item><section><list><list-item><p>inner</p></list-item></list>\
            </section><p>deep</p></list-item></list></list-item><list-item><p>three</p></list-item></list>
            """
        let source = OfficeFixtures.source(OfficeFixtures.odt(body, styles: style), "a.odt")
        let document = try OfficeParser.parseOdt(source, limits: ParsingLimits())
        #expect(
            TestData.dump(document) == """
                li0 1. one
                li0 1. boxed
                h1 two
                li0 1. inner
                li1   - deep
                li0 3. three
                """
        )
    }

    @Test func boundsTheLevelsOfHeadings() throws {
        let body = (1...100).map { "<h outline-level=\"\($0)\">a</h>" }.joined()
        let source = OfficeFixtures.source(OfficeFixtures.odt(body), "a.odt")
        let document = try OfficeParser.parseOdt(source, limits: ParsingLimits())
        #expect(document.blocks.count == 100)
        #expect(document.blocks.allSatisfy { $0.headingPath.count <= 16 })
        #expect(document.blocks.last?.kind == .heading(level: 16))
    }

    @Test func countsTextBeforeItIsRepeated() {
        var limits = ParsingLimits()
        limits.textByteCount = 100_000
        let spaced = "a" + String(repeating: " ", count: 1000) + "b"
        let wide = """
            <w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000"/></w:tcPr><w:p><w:r><w:t>\(spaced)</w:t></w:r>\
            </w:p></w:tc></w:tr><w:tr/></w:tbl>
            """
        #expect(code(OfficeFixtures.docx(wide), OfficeParser.parseDocx, limits) == "tooLarge")
        let covered = """
            <table><table-row><table-cell number-columns-repeated="1000"><p>a<s c="200"/></p></table-cell></table-row>\
            <table-row/></table>
            """
        #expect(code(OfficeFixtures.odt(covered), OfficeParser.parseOdt, limits) == "tooLarge")
        let long = String(repeating: "a", count: 1000)
        let merged = """
            <p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>\(long)</a:t></a:r></a:p></a:txBody>\
            </a:tc>\(String(repeating: "<a:tc hMerge=\"1\"/>", count: 999))</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>
            """
        #expect(code(OfficeFixtures.pptx([("show=\"0\"", merged)]), OfficeParser.parsePptx, limits) == "tooLarge")
    }

    @Test func countsTheCellsOfSheetsBeforeTheyAreFilled() {
        var limits = ParsingLimits()
        limits.textByteCount = 100_000
        func hidden(_ xml: String) -> [UInt8] { OfficeFixtures.xlsx([("S", "state=\"hidden\"", xml)]) }
        let diagonal = (1...300)
            .map { "<row r=\"\($0)\">\(String(repeating: "<c/>", count: $0))<c t=\"str\"><v>a</v></c></row>" }.joined()
        #expect(code(hidden("<sheetData>\(diagonal)</sheetData>"), OfficeParser.parseXlsx, limits) == "tooLarge")
        let long = String(repeating: "a", count: 100)
        let rows = (1...10).map { "<row r=\"\($0)\"><c r=\"A\($0)\" t=\"str\"><v>\(long)</v></c></row>" }.joined()
        let merges = "<mergeCells><mergeCell ref=\"A1:ZZ10\"/></mergeCells>"
        #expect(code(hidden("<sheetData>\(rows)</sheetData>" + merges), OfficeParser.parseXlsx, limits) == "tooLarge")
    }

    private static func files() throws -> [(String, [UInt8])] {
        let table =
            "<w:tbl><w:tr><w:tc>\(OfficeFixtures.paragraph("c"))</w:tc><w:tc>\(OfficeFixtures.paragraph("d"))</w:tc></w:tr></w:tbl>"
        let cell = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c><c r=\"B1\"><v>2</v></c></row>"
        var files: [(String, [UInt8])] = [
            ("docx", OfficeFixtures.docx(OfficeFixtures.paragraph("a") + table)),
            (
                "pptx",
                OfficeFixtures.pptx([("", OfficeFixtures.shape("a")), ("show=\"0\"", OfficeFixtures.shape("b"))])
            ),
            ("xlsx", OfficeFixtures.xlsx([("S", "", "<sheetData>\(cell)</sheetData>")])),
            (
                "rtf",
                Array(
                    "{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset128 A;}}a\\'e9\\u9731?\\par\\trowd\\intbl b\\cell\\row}".utf8
                )
            ),
        ]
        guard let folder = TestData.documents("docx") else { return files }
        files.append(("docx", try TestData.bytes(folder.appendingPathComponent("docx_lists.docx"))))
        files.append(("docx", try TestData.bytes(folder.appendingPathComponent("word_tables.docx"))))
        let others = folder.deletingLastPathComponent()
        files.append(("pptx", try TestData.bytes(others.appendingPathComponent("pptx/powerpoint_sample.pptx"))))
        files.append(("xlsx", try TestData.bytes(others.appendingPathComponent("xlsx/xlsx_06_edge_cases_.xlsx"))))
        files.append(("odt", try TestData.bytes(others.appendingPathComponent("odf/text_document_01.odt"))))
        files.append(("rtf", try TestData.bytes(others.appendingPathComponent("odf/testRTFJapanese.rtf"))))
        return files
    }
}
