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
            for part in 0..<50 { _ = code(Array(bytes[..<(bytes.count * part / 50)]), parse) }
            for _ in 0..<75 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...8, using: &random) {
                    damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                _ = code(damaged, parse)
            }
        }
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
