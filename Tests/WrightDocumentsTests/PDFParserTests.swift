internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightDocuments

@Suite struct PDFParserTests {
    private func parse(_ contents: [String], information: String = "") throws -> Document {
        let bytes = PDFFixtures.pdf(contents, information: information)
        return try PDFParser.parse(DocumentSource(uri: "a.pdf", bytes: bytes), limits: ParsingLimits())
    }

    private static var hasPoppler: Bool {
        let isThere = OfficeFixtures.code {
            try PDFParser.parse(
                DocumentSource(uri: "a.pdf", bytes: PDFFixtures.pdf([PDFFixtures.text("x", x: 9, y: 9)])),
                limits: ParsingLimits()
            )
        }
        return isThere != "toolMissing"
    }

    @Test(.enabled(if: hasPoppler)) func findsTextThatIsNotSeen() throws {
        let content =
            PDFFixtures.text("Visible text here", x: 20, y: 250)
            + PDFFixtures.text("White secret", x: 20, y: 200, color: "1 1 1 rg")
            + PDFFixtures.text("Tiny secret", x: 20, y: 150, size: 1)
            + PDFFixtures.text("Mode three", x: 20, y: 100, mode: 3) + PDFFixtures.text("Off page", x: 500, y: 100)
            + "0 0 0 rg 20 40 200 30 re f\n" + PDFFixtures.text("White on black", x: 25, y: 50, color: "1 1 1 rg")
        let document = try parse([content])
        #expect(document.text == "Visible text here\n\nWhite on black")
        #expect(document.hidden.map(\.text) == ["Tiny secret", "White secret Mode three", "Off page"])
        #expect(document.hidden.map(\.reason) == [.tiny, .invisibleColor, .offPage])
    }

    @Test(
        "text that only a drawn page gives away is found where every page is drawn",
        .enabled(if: hasPoppler),
        arguments: [
            "BT 0 0 0 rg /F1 12 Tf 20 100 Td (Covered secret) Tj ET 1 1 1 rg 10 90 250 30 re f\n",
            "q 0 0 1 1 re W n BT 0 0 0 rg /F1 12 Tf 20 100 Td (Clipped secret) Tj ET Q\n",
            "0.2 0.3 0.8 rg 10 90 250 30 re f BT /F1 12 Tf 20 100 Td (Blue on blue) Tj ET\n",
            "BT 1 Tz 0 0 0 rg /F1 12 Tf 20 100 Td (Squeezed) Tj ET\n",
            "/Span << /ActualText (Another text than is shown) >> BDC BT 0 0 0 rg /F1 12 Tf 20 100 Td (.) Tj ET EMC\n",
        ]
    )
    func findsTextThatDoesNotShow(content: String) throws {
        let shown = PDFFixtures.text("Visible text here", x: 20, y: 250)
        let bytes = PDFFixtures.pdf([shown + content])
        var parser = DocumentParser()
        parser.drawsEveryPage = true
        let document = try parser.parse(DocumentSource(uri: "a.pdf", bytes: bytes))
        #expect(document.text == "Visible text here")
        #expect(!document.hidden.isEmpty)
    }

    @Test(.enabled(if: hasPoppler)) func joinsLinesAndDropsWhatRunsOnEveryPage() throws {
        let pages = (1...4)
            .map { number in
                PDFFixtures.text("Annual Report", x: 20, y: 285, size: 9)
                    + PDFFixtures.text("The committee met in room \(number)0 and it con-", x: 20, y: 200)
                    + PDFFixtures.text("tinued until the evening of that day.", x: 20, y: 186)
                    + PDFFixtures.text("Page \(number) of 4", x: 120, y: 8, size: 9)
            }
        let document = try parse(pages, information: "/Title (Minutes of the committee)")
        #expect(document.title == "Minutes of the committee")
        #expect(document.blocks.count == 4)
        #expect(
            document.text.hasPrefix(
                "The committee met in room 10 and it continued until the evening of that day.\n\nThe"
            )
        )
        #expect(!document.text.contains("Annual"))
        #expect(!document.text.contains("Page"))
        #expect(document.blocks.map { document.page(at: $0.range.lowerBound) } == [1, 2, 3, 4])
    }

    @Test(.enabled(if: hasPoppler)) func readsNumbersAtTheEndsOfTheirRange() throws {
        let page = PDFFixtures.text(String(Int.min), x: 20, y: 150)
        #expect(try parse([page, page]).text.contains("9223372036854775808"))
    }

    @Test(.enabled(if: hasPoppler)) func findsHeadingsListsAndTables() throws {
        var content = PDFFixtures.text("Results", x: 20, y: 270, size: 20)
        content += PDFFixtures.text("The numbers of all three years follow here now.", x: 20, y: 245, size: 10)
        content += PDFFixtures.text("1. first entry of the list", x: 20, y: 225, size: 10)
        content += PDFFixtures.text("2. second entry of the list", x: 20, y: 211, size: 10)
        for (row, cells) in [
            ["Year", "Units", "Sum"], ["2022", "5", "50"], ["2023", "7", "70"], ["2024", "9", "90"],
        ]
        .enumerated() {
            for (column, cell) in cells.enumerated() {
                content += PDFFixtures.text(cell, x: 20 + column * 90, y: 170 - row * 14, size: 10)
            }
        }
        let document = try parse([content])
        #expect(
            document.blocks.map(\.kind) == [
                .heading(level: 1), .paragraph, .listItem(depth: 0), .listItem(depth: 0), .table,
            ]
        )
        #expect(document.text.hasSuffix("Year | Units | Sum\n2022 | 5 | 50\n2023 | 7 | 70\n2024 | 9 | 90"))
        #expect(document.title == "Results")
    }

    @Test(.enabled(if: hasPoppler)) func namesWhatIsWrong() throws {
        let limits = ParsingLimits()
        func code(_ bytes: [UInt8]) -> String? {
            OfficeFixtures.code { try PDFParser.parse(DocumentSource(uri: "a.pdf", bytes: bytes), limits: limits) }
        }
        #expect(code([]) == "malformed")
        #expect(code(Array("no PDF at all".utf8)) == "malformed")
        #expect(code(Array("%PDF-1.4\nbroken".utf8)) == "malformed")
        #expect(code(PDFFixtures.pdf([""])) == "empty")
        guard let folder = TestData.documents("pdf") else { return }
        #expect(code(try TestData.bytes(folder.appendingPathComponent("2206.01062_pg3.pdf"))) == "encrypted")
    }

    @Test(.enabled(if: hasPoppler)) func stopsAtTheLimits() throws {
        var limits = ParsingLimits()
        limits.pageCount = 2
        let pages = [
            PDFFixtures.text("a", x: 9, y: 9), PDFFixtures.text("b", x: 9, y: 9), PDFFixtures.text("c", x: 9, y: 9),
        ]
        let source = DocumentSource(uri: "a.pdf", bytes: PDFFixtures.pdf(pages))
        #expect(OfficeFixtures.code { try PDFParser.parse(source, limits: limits) } == "tooLarge")
        limits = ParsingLimits()
        limits.childMemoryByteCount = 1 << 20
        let code = OfficeFixtures.code { try PDFParser.parse(source, limits: limits) }
        #if os(Linux)
        #expect(code == "toolFailed" || code == "malformed")
        #endif
    }

    @Test(.enabled(if: hasPoppler)) func readsColumnsOneAfterTheOther() throws {
        guard let folder = TestData.documents("pdf") else { return }
        func positions(_ name: String, _ phrases: [String]) throws -> [Int] {
            let url = folder.appendingPathComponent(name)
            let source = DocumentSource(uri: name, bytes: try TestData.bytes(url), path: url.path)
            let text = try PDFParser.parse(source, limits: ParsingLimits()).text
            return phrases.map { phrase in
                text.range(of: phrase).map { text.utf8.distance(from: text.startIndex, to: $0.lowerBound) } ?? -1
            }
        }
        let two = try positions(
            "multicolumn.pdf",
            [
                "sample document with two columns", "Nam dui ligula", "Nulla malesuada", "Quisque ullamcorper",
                "Fusce mauris",
            ]
        )
        #expect(two == two.sorted() && !two.contains(-1))
        let three = try positions(
            "federal-register-2020-17221.pdf",
            [
                "SUMMARY : The FAA proposes", "Federal eRulemaking Portal", "Examining the AD Docket",
                "proposal, explain the reason",
            ]
        )
        #expect(three == three.sorted() && !three.contains(-1))
    }
}
