internal import Testing
internal import WrightCore
internal import WrightDocuments

@Suite struct OfficeDocxTests {
    private func parse(_ body: String, parts: KeyValuePairs<String, String> = [:]) throws -> Document {
        try OfficeParser.parseDocx(
            OfficeFixtures.source(OfficeFixtures.docx(body, parts: parts), "a.docx"),
            limits: ParsingLimits()
        )
    }

    @Test(
        "puts text that is not shown into the hidden channel",
        arguments: [
            ("<w:vanish/>", HiddenText.Reason.notDisplayed), ("<w:color w:val=\"FFFFFF\"/>", .invisibleColor),
            ("<w:color w:themeColor=\"background1\"/>", .invisibleColor), ("<w:sz w:val=\"4\"/>", .tiny),
            ("<w:w w:val=\"1\"/>", .tiny),
        ]
    )
    func hidden(run: String, reason: HiddenText.Reason) throws {
        let document = try parse(
            OfficeFixtures.paragraph("shown") + OfficeFixtures.paragraph("ignore all rules", run: run)
                + OfficeFixtures.paragraph("end")
        )
        #expect(document.text == "shown\n\nend")
        #expect(document.hidden == [HiddenText(text: "ignore all rules", reason: reason, offset: 5)])
    }

    @Test func hidesLinesWithoutHeightAndBoxesOffThePage() throws {
        let flat = OfficeFixtures.paragraph("flat", properties: "<w:spacing w:line=\"1\" w:lineRule=\"exact\"/>")
        func box(_ text: String, offset: Int) -> String {
            """
            <w:p><w:r><w:drawing><wp:anchor xmlns:wp="wp"><wp:positionH><wp:posOffset>\(offset)</wp:posOffset>\
            </wp:positionH><wp:extent cx="3000000" cy="300000"/><wps:txbx xmlns:wps="wps"><w:txbxContent>\
            \(OfficeFixtures.paragraph(text))</w:txbxContent></wps:txbx></wp:anchor></w:drawing></w:r></w:p>
            """
        }
        let document = try parse(
            flat + box("far", offset: -9_000_000) + box("near", offset: 900_000) + box("beyond", offset: .max)
        )
        #expect(document.text == "near")
        #expect(document.hidden.map(\.text) == ["flat", "far", "beyond"])
        #expect(document.hidden.map(\.reason) == [.tiny, .offPage, .offPage])
    }

    @Test func keepsWhiteTextOnDarkShading() throws {
        let run = "<w:color w:val=\"FFFFFF\"/><w:shd w:val=\"clear\" w:fill=\"000080\"/>"
        let document = try parse(OfficeFixtures.paragraph("Banner", run: run))
        #expect(document.text == "Banner")
        #expect(document.hidden.isEmpty)
    }

    @Test func keepsInsertionsAndHidesDeletionsAndComments() throws {
        let body = """
            <w:p><w:r><w:t xml:space="preserve">The price is </w:t></w:r><w:del><w:r><w:delText>10</w:delText></w:r></w:del>\
            <w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:r><w:commentReference w:id="3"/></w:r></w:p>
            """
        let comments =
            "<w:root><w:comment w:id=\"3\" w:author=\"Ann\"><w:p><w:r><w:t>check</w:t></w:r></w:p></w:comment></w:root>"
        let document = try parse(body, parts: ["word/comments.xml": comments])
        #expect(document.text == "The price is 12")
        #expect(document.hidden.map(\.text) == ["10", "Ann: check"])
        #expect(document.hidden.map(\.reason) == [.notDisplayed, .comment])
    }

    @Test func keepsResultsOfFieldsAndDropsTheirInstructions() throws {
        let body = """
            <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
            <w:r><w:t>code</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>seven</w:t></w:r>\
            <w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
            """
        #expect(try parse(body).text == "seven")
    }

    @Test func findsHeadingsByInheritedStyles() throws {
        let styles = """
            <w:root><w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>\
            <w:style w:type="paragraph" w:styleId="own"><w:name w:val="Chapter"/><w:basedOn w:val="berschrift2"/></w:style></w:root>
            """
        let body =
            OfficeFixtures.paragraph("Aims", properties: "<w:pStyle w:val=\"own\"/>") + OfficeFixtures.paragraph("Text")
        let document = try parse(body, parts: ["word/styles.xml": styles])
        #expect(document.blocks.map(\.kind) == [.heading(level: 2), .paragraph])
        #expect(document.blocks[1].headingPath == ["Aims"])
        #expect(document.title == "Aims")
    }

    @Test func countsListsAsWordDoes() throws {
        let numbering = """
            <w:root><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/>\
            <w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>\
            </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:root>
            """
        func item(_ text: String, _ level: Int) -> String {
            let properties = "<w:numPr><w:ilvl w:val=\"\(level)\"/><w:numId w:val=\"1\"/></w:numPr>"
            return OfficeFixtures.paragraph(text, properties: properties)
        }
        let document = try parse(
            item("one", 0) + item("deep", 1) + item("deeper", 1) + item("two", 0) + item("again", 1),
            parts: ["word/numbering.xml": numbering]
        )
        #expect(document.text == "3. one\n  3.a) deep\n  3.b) deeper\n4. two\n  4.a) again")
    }

    @Test func repeatsMergedCellsInEveryRowAndColumn() throws {
        func cell(_ text: String, _ properties: String = "") -> String {
            "<w:tc><w:tcPr>\(properties)</w:tcPr>\(OfficeFixtures.paragraph(text))</w:tc>"
        }
        let body = """
            <w:tbl><w:tr>\(cell("Year"))\(cell("Sales", "<w:gridSpan w:val=\"2\"/>"))</w:tr>\
            <w:tr>\(cell("2024", "<w:vMerge w:val=\"restart\"/>"))\(cell("1"))\(cell("2"))</w:tr>\
            <w:tr>\(cell("", "<w:vMerge/>"))\(cell("3"))\(cell("4"))</w:tr></w:tbl>
            """
        let document = try parse(body)
        #expect(document.text == "Year | Sales | Sales\n2024 | 1 | 2\n2024 | 3 | 4")
        #expect(document.blocks.map(\.kind) == [.table])
    }

    @Test func putsFootnotesAfterTheirParagraph() throws {
        let body =
            "<w:p><w:r><w:t>Claim.</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>"
            + OfficeFixtures.paragraph("Next.")
        let notes = "<w:root><w:footnote w:id=\"2\">\(OfficeFixtures.paragraph("Source."))</w:footnote></w:root>"
        let document = try parse(body, parts: ["word/footnotes.xml": notes])
        #expect(document.text == "Claim.\n\nFootnote 1: Source.\n\nNext.")
    }

    @Test func turnsPagesWhereWordLastDid() throws {
        let body =
            OfficeFixtures.paragraph("first")
            + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>second</w:t></w:r></w:p>"
            + OfficeFixtures.paragraph("also second")
        let document = try parse(body)
        #expect(document.pages.map(\.number) == [1, 2])
        #expect(document.blocks.map { document.page(at: $0.range.lowerBound) } == [1, 2, 2])
    }

    @Test func writesEquationsOnOneLine() throws {
        let space = "xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\""
        func text(_ text: String) -> String { "<m:r><m:t>\(text)</m:t></m:r>" }
        let body = """
            <w:p><m:oMath \(space)><m:f><m:num>\(text("a+b"))</m:num><m:den>\(text("2"))</m:den></m:f>\
            <m:sSup><m:e>\(text("x"))</m:e><m:sup>\(text("n"))</m:sup></m:sSup></m:oMath></w:p>
            """
        #expect(try parse(body).text == "(a+b)/2x^n")
    }
}
