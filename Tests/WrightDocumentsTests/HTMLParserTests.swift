internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightDocuments

private func parse(_ html: String) throws -> Document { try TestData.parse(html, name: "page.html") }

/// The F1 of the words of two texts, whatever their order.
private func wordF1(_ found: String, _ expected: String) -> Double {
    let split = { (text: String) in text.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() } }
    var counts: [String: Int] = [:]
    let expectedWords = split(expected)
    let foundWords = split(found)
    for word in expectedWords { counts[word, default: 0] += 1 }
    var common = 0
    for word in foundWords where counts[word, default: 0] > 0 {
        counts[word, default: 0] -= 1
        common += 1
    }
    return Double(2 * common) / Double(expectedWords.count + foundWords.count)
}

@Suite struct HTMLParserTests {
    @Test func readsBlocks() throws {
        let document = try parse(
            """
            <!DOCTYPE html><html lang="en"><head><title>Plan - Site</title></head><body><h1>Plan</h1>
            <p>One <b>two</b>&nbsp;three&amp;four.<br>Five.</p><ul><li>a<ul><li>b</ul><li><p>c</p></ul>
            <ol start="3"><li>x<li>y</ol><pre>if a {\n  b\n}</pre><dl><dt>T<dd>D</dl><blockquote>q</blockquote>
            <table><tr><th>K<th>V<tr><td>1<td>2</table></body></html>
            """
        )
        #expect(document.title == "Plan")
        #expect(document.metadata["language"] == "en")
        #expect(
            TestData.dump(document) == """
                h1 Plan
                p One two three&four.⏎Five.
                li0 - a
                li1   - b
                li0 - c
                li0 3. x
                li0 4. y
                code if a {⏎  b⏎}
                p T
                li0 : D
                p q
                table K | V⏎1 | 2
                """
        )
    }

    @Test func leavesNavigationOut() throws {
        let story = Array(repeating: "The river rose, and the town, which had waited, moved its boats.", count: 6)
        let paragraphs = story.map { "<p>\($0)</p>" }.joined()
        let document = try parse(
            """
            <html><body><header><a href="/">Home</a></header><nav><ul><li><a href="/a">Alpha</a></ul></nav>
            <div id="cookie-banner">We use cookies.</div>
            <div class="content"><h1>River</h1>\(paragraphs)</div>
            <aside>Related things</aside><div class="sidebar"><a href="/x">Other story</a></div>
            <form><input name="q"><button>Search</button></form><footer>Imprint</footer>
            <script>var a = "script";</script></body></html>
            """
        )
        #expect(document.text == (["River"] + story).joined(separator: "\n\n"))
    }

    @Test(
        "finds hidden text",
        arguments: [
            ("<p style='display: none'>secret</p>", HiddenText.Reason.notDisplayed),
            ("<p style='visibility:hidden'>secret</p>", .notDisplayed), ("<p hidden>secret</p>", .notDisplayed),
            ("<p aria-hidden='true'>secret</p>", .notDisplayed), ("<p style='opacity:0'>secret</p>", .notDisplayed),
            ("<span style='font-size:0'>secret</span>", .tiny), ("<span style='font-size: 1px'>secret</span>", .tiny),
            ("<p style='color:#fff;background:white'>secret</p>", .invisibleColor),
            ("<div style='background-color:#000'><b style='color:rgb(0,0,0)'>secret</b></div>", .invisibleColor),
            ("<font color='white'>secret</font>", .invisibleColor),
            ("<p style='position:absolute;left:-9999px'>secret</p>", .offPage),
            ("<p style='text-indent:-9999px'>secret</p>", .offPage), ("<!-- secret -->", .comment),
            ("<style>.x{display:none}</style><p class='y x'>secret</p>", .notDisplayed),
        ]
    )
    func findsHiddenText(html: String, reason: HiddenText.Reason) throws {
        let document = try parse("<html><body><p>Shown text.</p>\(html)<p>More text.</p></body></html>")
        #expect(document.text == "Shown text.\n\nMore text.")
        #expect(document.hidden.map(\.text) == ["secret"])
        #expect(document.hidden.first?.reason == reason)
    }

    @Test func keepsOrdinaryStylesVisible() throws {
        let html = "<p style='color:#333;background:#fff;font-size:12px;opacity:.9;margin-left:-3px'>Shown</p>"
        let document = try parse("<html><body>\(html)<input type='hidden' value='v'></body></html>")
        #expect(document.text == "Shown")
        #expect(document.hidden.isEmpty)
    }

    @Test func repeatsCellsThatSpanRows() throws {
        let document = try parse(
            "<html><table><tr><th>A<th>B<th>C<tr><td rowspan=2>x<td>1<td>2<tr><td>3<td>4<tr><td colspan=2>w<td>5</table>"
        )
        #expect(document.text == "A | B | C\nx | 1 | 2\nx | 3 | 4\nw |  | 5")
    }

    @Test func readsLayoutTablesAsParagraphs() throws {
        let document = try parse("<html><table><tr><td><p>Left</p><table><tr><td>Inner</table><td>Right</table>")
        #expect(document.blocks.allSatisfy { $0.kind == .paragraph })
        #expect(document.text == "Left\n\nInner\n\nRight")
    }

    @Test func respectsDeclaredEncoding() throws {
        let bytes = Array("<html><meta charset=windows-1251><p>".utf8) + [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2]
        let document = try DocumentParser().parse(DocumentSource(uri: "a.html", bytes: bytes))
        #expect(document.text == "Привет")
        #expect(document.metadata["encoding"] == "windows-1251")
    }

    @Test func readsXHTMLElementsThatCloseThemselves() throws {
        let html =
            "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/><script src='x'/></head>"
        let document = try parse(html + "<body><a id='i'/><p>Text</p><div/><p>End</p></body></html>")
        #expect(document.text == "Text\n\nEnd")
    }

    @Test(
        "ends deep or costly pages",
        arguments: [
            String(repeating: "<div>", count: 100_000), String(repeating: "<b><p>", count: 100_000),
            String(repeating: "<table><tr><td>", count: 100_000), String(repeating: "<ul><li>", count: 100_000),
            "<p " + (0..<100_000).map { "a\($0)=1 " }.joined() + ">", String(repeating: "<svg><g>", count: 100_000),
            String(repeating: "<div></x>", count: 3000), String(repeating: "<li><dd>", count: 3000),
            String(repeating: "<rt>", count: 3000), "<svg>" + String(repeating: "<th>", count: 3000),
        ]
    )
    func endsBombs(html: String) {
        let error = #expect(throws: DocumentError.self) { try parse("<html>\(html)x") }
        #expect(error?.code == .tooDeep || error?.code == .malformed)
    }

    /// Formatting elements that are opened again in every paragraph, however their end tags are passed over.
    @Test(
        "ends bombs of formatting elements",
        arguments: [
            ("b", "", "", ""), ("big", "", "", ""), ("b", "", "</i>", ""), ("code", "", "</b>", ""),
            ("b", "<table>", "</b>", "</table>"), ("b", "<table><tr><td>", "</b>", "</table>"),
            ("b", "<object>", "</b>", "</object>"), ("b", "<select>", "</b>", "</select>"),
            ("b", "<svg><desc>", "</b>", "</desc></svg>"), ("b", "", "<!</b>", ""),
            ("b", "<title></titles>", "</b>", "</title>"),
        ]
    )
    func endsFormattingBombs(name: String, before: String, endTag: String, after: String) {
        let ends = String(repeating: endTag, count: 1100)
        let error = #expect(throws: DocumentError.self) {
            try parse("<html><p>\(Self.elements(name))\(before)\(ends)\(after)\(Self.paragraphs)")
        }
        #expect(error?.code == .tooDeep)
    }

    @Test(
        "ends bombs behind what only looks like a comment, a value or text",
        arguments: ["<!-- --!>", "<!-->", "<?x>", "<a =\">", "<a b=c=\">", "<svg><title>", "<svg><style>", "<svg/>"]
    )
    func endsBombsBehind(start: String) {
        let error = #expect(throws: DocumentError.self) {
            try parse("<html>\(start)<p>\(Self.elements("b"))\(Self.paragraphs)")
        }
        #expect(error?.code == .tooDeep)
    }

    private static func elements(_ name: String) -> String { (0..<1100).map { "<\(name) a=\($0)>" }.joined() }

    private static let paragraphs = String(repeating: "<p>x", count: 1100)

    @Test func readsLongPagesOfCarelessWriters() throws {
        func blockCount(_ html: String) throws -> Int {
            var builder = DocumentBuilder(limits: ParsingLimits())
            try HTMLParser.append(html, to: &builder, scope: .everything)
            return builder.finish(source: DocumentSource(uri: "a", bytes: []), mediaType: .html).blocks.count
        }
        #expect(try blockCount(String(repeating: "<p><a name=n>x", count: 3000)) == 3000)
        let row = "<tr><td><b>a</b><td><font color=red>b</td></tr>"
        #expect(try blockCount("<font><i><table>\(String(repeating: row, count: 1500))</table></i></font>") == 1)
        let entry = "<dt>t<dd><p>x</p><ul><li>y<li>z</ul>"
        #expect(try blockCount("<dl>\(String(repeating: entry, count: 1500))</dl>") == 6000)
    }

    @Test func readsPagesOfTheWebLikeReadability() throws {
        guard let folder = TestData.documents("html") else { return }
        var total = 0.0
        let names = ["readability-mozilla-2", "readability-rtl-1", "readability-wikipedia"]
        for name in names {
            let page = try TestData.parse(folder.appendingPathComponent("\(name).html"))
            let expected = try TestData.bytes(folder.appendingPathComponent("expected/\(name).expected.html"))
            var builder = DocumentBuilder(limits: ParsingLimits())
            try HTMLParser.append(expected, to: &builder, scope: .everything)
            let truth = builder.finish(source: DocumentSource(uri: name, bytes: []), mediaType: .html)
            let value = wordF1(page.text, truth.text)
            print("\(name): F1 \(value)")
            total += value
        }
        print("readability mean F1 \(total / Double(names.count))")
        #expect(total / Double(names.count) >= 0.9)
    }

    @Test func readsNewsLikePeople() throws {
        guard let folder = TestData.documents("html") else { return }
        let truth = try JSONValue(
            parsing: TestData.bytes(folder.appendingPathComponent("expected/news-ground-truth.json"))
        )
        guard case .object(let pages) = truth else { return }
        var total = 0.0
        for page in pages {
            guard case .object(let members) = page.value,
                case .string(let body) = members.first(where: { $0.name == "articleBody" })?.value
            else { continue }
            let value = wordF1(try TestData.parse(folder.appendingPathComponent(page.name)).text, body)
            print("\(page.name): F1 \(value)")
            total += value
        }
        print("news mean F1 \(total / Double(pages.count))")
        #expect(total / Double(pages.count) >= 0.95)
    }

    @Test func readsTablesOfAUTF16Page() throws {
        guard let folder = TestData.documents("html") else { return }
        let document = try TestData.parse(folder.appendingPathComponent("example-steelJIS-datasheet-utf-16.html"))
        #expect(document.text.contains("C | Si | Mn | P | S | Cr | Mo\n0.39 - 0.46 | 0.2 - 0.35 |"))
    }
}
