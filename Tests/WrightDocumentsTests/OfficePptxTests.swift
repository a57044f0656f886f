internal import Testing
internal import WrightCore
internal import WrightDocuments

@Suite struct OfficePptxTests {
    private func parse(_ slides: [(attributes: String, shapes: String)]) throws -> Document {
        try OfficeParser.parsePptx(
            OfficeFixtures.source(OfficeFixtures.pptx(slides), "a.pptx"),
            limits: ParsingLimits()
        )
    }

    @Test func makesPagesOfSlidesAndHeadingsOfTitles() throws {
        let title = OfficeFixtures.shape("Plan", placeholder: "<p:ph type=\"title\"/>")
        let document = try parse([
            ("", OfficeFixtures.shape("Body", placeholder: "<p:ph type=\"body\"/>") + title),
            ("", OfficeFixtures.shape("Last")),
        ])
        #expect(document.text == "Plan\n\n- Body\n\nLast")
        #expect(document.blocks.map(\.kind) == [.heading(level: 1), .listItem(depth: 0), .paragraph])
        #expect(document.blocks.map { document.page(at: $0.range.lowerBound) } == [1, 1, 2])
        #expect(document.blocks[2].headingPath.isEmpty)
    }

    @Test func hidesHiddenSlidesAndWhatCannotBeSeenOnOthers() throws {
        let white = "<a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill>"
        let shapes =
            OfficeFixtures.shape("seen") + OfficeFixtures.shape("white", run: white)
            + OfficeFixtures.shape("tiny", run: "sz=\"100\"") + OfficeFixtures.shape("outside", x: 99_000_000)
        let document = try parse([("", shapes), ("show=\"0\"", OfficeFixtures.shape("slide"))])
        #expect(document.text == "seen")
        #expect(document.hidden.map(\.text) == ["white", "tiny", "outside", "slide"])
        #expect(document.hidden.map(\.reason) == [.invisibleColor, .tiny, .offPage, .notDisplayed])
    }

    @Test func keepsWhiteTextOnPictures() throws {
        let picture = "<p:pic><p:nvPicPr><p:cNvPr id=\"1\" name=\"p\" descr=\"A lake at dawn\"/></p:nvPicPr></p:pic>"
        let white = "<a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill>"
        let document = try parse([("", picture + OfficeFixtures.shape("Caption", run: white))])
        #expect(document.hidden.isEmpty)
        #expect(document.text == "A lake at dawn\n\nCaption")
    }
}
