internal import Testing
internal import WrightCore
internal import WrightDocuments

@Suite struct EPUBParserTests {
    private let container = "<container><rootfiles><rootfile full-path=\"OPS/book%20.opf\"/></rootfiles></container>"
    private let package = """
        <package><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A Book</dc:title><dc:creator>Ann</dc:creator>\
        </metadata><manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>\
        <item id="b" href="two%20.xhtml" media-type="application/xhtml+xml"/><item id="a" href="one.xhtml" \
        media-type="application/xhtml+xml"/></manifest><spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>
        """

    private func book(_ extra: (name: String, text: String)? = nil, package: String? = nil) -> DocumentSource {
        var writer = ArchiveWriter()
        writer.add("mimetype", Array("application/epub+zip".utf8))
        writer.add("META-INF/container.xml", Array(container.utf8))
        writer.add("OPS/book%20.opf", Array((package ?? self.package).utf8))
        let head = "<?xml version=\"1.0\"?><html><head><title>t</title></head><body>"
        writer.add("OPS/nav.xhtml", Array("\(head)<nav><a href=\"one.xhtml\">Contents</a></nav></body></html>".utf8))
        writer.add("OPS/two .xhtml", Array("\(head)<h1>Second</h1><p>More.</p></body></html>".utf8))
        writer.add("OPS/one.xhtml", Array("\(head)<h1>First</h1><p>Text.</p></body></html>".utf8))
        if let extra { writer.add(extra.name, Array(extra.text.utf8)) }
        return DocumentSource(uri: "book.epub", bytes: writer.finish())
    }

    @Test func readsChaptersInTheOrderOfTheSpine() throws {
        let document = try EPUBParser.parse(book(), limits: ParsingLimits())
        #expect(document.text == "First\n\nText.\n\nSecond\n\nMore.")
        #expect(document.title == "A Book")
        #expect(document.metadata["author"] == "Ann")
        #expect(document.hidden.isEmpty)
        #expect(document.blocks.last?.headingPath == ["Second"])
    }

    @Test func leavesOutTheTableOfContentsOfTheGuide() throws {
        let guide = "<guide><reference type=\"toc\" href=\"one.xhtml#top\"/></guide></package>"
        let source = book(package: package.replacing("</package>", with: guide))
        #expect(try EPUBParser.parse(source, limits: ParsingLimits()).text == "Second\n\nMore.")
    }

    @Test func keepsPercentSignsThatEncodeNothing() throws {
        let chapter = ("OPS/1%+5.xhtml", "<html><body><p>Odd.</p></body></html>")
        let source = book(chapter, package: package.replacing("one.xhtml", with: "1%+5.xhtml"))
        #expect(try EPUBParser.parse(source, limits: ParsingLimits()).text == "Odd.\n\nSecond\n\nMore.")
    }

    @Test(
        arguments: [
            ("http://www.idpf.org/2008/embedding", nil), ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "encrypted"),
        ] as [(String, String?)]
    )
    func refusesProtectionButNotObfuscatedFonts(method: String, expected: String?) {
        let text = "<encryption><EncryptedData><EncryptionMethod Algorithm=\"\(method)\"/></EncryptedData></encryption>"
        let source = book(("META-INF/encryption.xml", text))
        #expect(OfficeFixtures.code { try EPUBParser.parse(source, limits: ParsingLimits()) } == expected)
    }
}
