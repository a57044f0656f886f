internal import Testing
internal import WrightCore
internal import WrightDocuments

@Suite struct OfficeXlsxTests {
    private func parse(
        _ sheets: [(name: String, attributes: String, xml: String)],
        styles: String = "",
        isDate1904: Bool = false
    ) throws -> Document {
        let bytes = OfficeFixtures.xlsx(sheets, styles: styles, isDate1904: isDate1904)
        return try OfficeParser.parseXlsx(OfficeFixtures.source(bytes, "a.xlsx"), limits: ParsingLimits())
    }

    private func cell(_ place: String, _ text: String) -> String {
        "<c r=\"\(place)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
    }

    @Test func partsTablesAtBlankRows() throws {
        let xml = """
            <sheetData><row r="1">\(cell("A1", "Total by year"))</row><row r="3">\(cell("A3", "Year"))\(cell("B3", "Sum"))</row>\
            <row r="4"><c r="A4"><v>2024</v></c><c r="B4"><v>12.5</v></c></row>\
            <row r="6">\(cell("C6", "x"))\(cell("D6", "y"))</row></sheetData>
            """
        let document = try parse([("Data", "", xml)])
        #expect(document.text == "Data\n\nTotal by year\n\nYear | Sum\n2024 | 12.5\n\nx | y")
        #expect(document.page(at: 0) == 1)
    }

    @Test func hidesSheetsRowsAndColumns() throws {
        let xml = """
            <cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1">\(cell("A1", "a"))\(cell("B1", "b"))</row>\
            <row r="2" hidden="1">\(cell("A2", "c"))</row></sheetData>
            """
        let secret = "<sheetData><row r=\"1\">\(cell("A1", "z"))</row></sheetData>"
        let document = try parse([("S", "", xml), ("H", "state=\"veryHidden\"", secret)])
        #expect(document.text == "S\n\na")
        #expect(document.hidden.map(\.text) == ["b", "c", "H\nz"])
        #expect(document.hidden.allSatisfy { $0.reason == .notDisplayed })
    }

    @Test func repeatsMergedCells() throws {
        let xml = """
            <sheetData><row r="1">\(cell("A1", "wide"))\(cell("C1", "x"))</row><row r="2">\(cell("A2", "1"))\(cell("B2", "2"))</row>\
            </sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>
            """
        #expect(try parse([("S", "", xml)]).text == "S\n\nwide | wide | x\n1 | 2 | ")
    }

    @Test(
        "shows numbers as their format says",
        arguments: [
            ("0%", "0.256", "26%"), ("0.0%", "0.256", "25.6%"), ("#,##0.00", "-1234567.891", "-1,234,567.89"),
            ("yyyy\\-mm\\-dd", "45292", "2024-01-01"), ("d.m.yy h:mm", "45292.75", "2024-01-01 18:00"),
            ("[h]:mm:ss", "0.5", "12:00"), ("General", "0.1", "0.1"), ("General", "0.30000000000000004", "0.3"),
            ("0.00E+00", "12345", "1.23E+04"), ("$#,##0;[Red]($#,##0)", "-1500", "($1,500)"), ("000", "7", "007"),
            (String(repeating: "0", count: 1000), "7", String(repeating: "0", count: 29) + "7"),
            ("[$€-407] 0.0", "2", "€ 2.0"), ("0.0,,\"M\"", "2500000", "2.5M"), ("mmm yyyy", "61", "1900-03-01"),
        ]
    )
    func formats(code: String, value: String, expected: String) throws {
        let escaped = code.replacing("\"", with: "&quot;")
        let styles = """
            <numFmts><numFmt numFmtId="200" formatCode="\(escaped)"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>
            """
        let xml = "<sheetData><row r=\"1\"><c r=\"A1\" s=\"0\"><v>\(value)</v></c></row></sheetData>"
        let text = try parse([("S", "", xml)], styles: styles).text
        #expect(text == "S\n\n" + expected)
    }

    @Test func countsFrom1904WhereTheWorkbookSaysSo() throws {
        let styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>"
        let xml = "<sheetData><row r=\"1\"><c r=\"A1\" s=\"0\"><v>0</v></c></row></sheetData>"
        #expect(try parse([("S", "", xml)], styles: styles, isDate1904: true).text == "S\n\n1904-01-01")
    }

    @Test func hidesCellsWhoseFormatShowsNothing() throws {
        let styles = """
            <numFmts><numFmt numFmtId="200" formatCode=";;;"/></numFmts>\
            <fonts><font><color rgb="FFFFFFFF"/></font><font/></fonts><fills><fill><patternFill patternType="none"/></fill>\
            <fill><patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill></fill></fills>\
            <cellXfs><xf numFmtId="200" fontId="1"/><xf fontId="0" fillId="0"/><xf fontId="0" fillId="1"/></cellXfs>
            """
        let xml = """
            <sheetData><row r="1"><c r="A1" s="0"><v>1</v></c><c r="B1" s="1"><v>2</v></c><c r="C1" s="2"><v>3</v></c></row></sheetData>
            """
        let document = try parse([("S", "", xml)], styles: styles)
        #expect(document.text == "S\n\n3")
        #expect(document.hidden.map(\.text) == ["1", "2"])
        #expect(document.hidden.map(\.reason) == [.notDisplayed, .invisibleColor])
    }
}
