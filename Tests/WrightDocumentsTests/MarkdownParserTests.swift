internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightDocuments

private func parse(_ text: String) throws -> Document { try TestData.parse(text, name: "note.md") }

@Suite struct MarkdownParserTests {
    @Test func readsBlocks() throws {
        let document = try parse(
            """
            Title
            =====

            A *soft*
            paragraph with [a link](https://example.com), `code()` and ![a picture](p.png). ~~gone~~

            - one
              - two
            1. first
            2. second

            - [x] done
            - [ ] open

            > quoted

            | K | V |
            |---|---|
            | a | b |

            ```swift
            let a = 1

            let b = 2
            ```

            See[^n].

            [^n]: The note.
            """
        )
        #expect(document.title == "Title")
        #expect(
            TestData.dump(document) == """
                h1 Title
                p A soft paragraph with a link, code() and a picture. gone
                li0 - one
                li1   - two
                li0 1. first
                li0 2. second
                li0 - [x] done
                li0 - [ ] open
                p quoted
                table K | V⏎a | b
                code let a = 1⏎⏎let b = 2
                p See[1].
                li0 1. The note.
                """
        )
    }

    @Test func readsYAMLFrontMatter() throws {
        let document = try parse(
            "---\ntitle: The Plan\ntags: [a, b]\ndraft: true\nnested:\n  x: 1\n---\n# Other\n\nText"
        )
        #expect(document.title == "The Plan")
        #expect(document.metadata["tags"] == "a, b")
        #expect(document.metadata["draft"] == "true")
        #expect(document.text == "Other\n\nText")
    }

    @Test func readsPairsBetweenPlusSigns() throws {
        let document = try parse("+++\ntitle = \"The Plan\"\ntags = [\"a\", \"b\"]\n+++\nText")
        #expect(document.title == "The Plan")
        #expect(document.metadata["tags"] == "a, b")
        #expect(document.text == "Text")
    }

    @Test func keepsBrokenFrontMatterAsText() throws {
        let document = try parse("---\ntitle: [unclosed\nother: {\n---\nText")
        #expect(document.text == "title: [unclosed\nother: {\n\nText")
    }

    @Test func doesNotExpandAliases() throws {
        var yaml = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for index in 0..<12 { yaml += "b\(index): &b\(index) [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n" }
        #expect(try parse("---\n\(yaml)---\nText").text.hasSuffix("Text"))
    }

    @Test func takesRulesForRulesAndNotForFrontMatter() throws {
        #expect(try parse("---\n\nHello there\n\n---\n\nMore").text == "Hello there\n\nMore")
    }

    @Test func hidesComments() throws {
        let document = try parse(
            "Before\n\n<!-- secret -->\n\n@Comment {\n  - also secret {x}\n}\n\nAfter <!-- inline -->here"
        )
        #expect(document.text == "Before\n\nAfter here")
        #expect(document.hidden.map(\.text) == ["secret", "- also secret {x}", "inline"])
        #expect(document.hidden.allSatisfy { $0.reason == .comment })
    }

    @Test func hidesMarkupAcrossBlocks() throws {
        let document = try parse("Shown\n\n<div style=\"display:none\">\n\nsecret **words**\n\n</div>\n\nEnd")
        #expect(document.text == "Shown\n\nEnd")
        #expect(document.hidden.map(\.text) == ["secret words"])
    }

    @Test func endsListsInsideListsOfFrontMatter() throws {
        let deep = String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000)
        let document = try parse("+++\ntags = [\"a\", [\"b\"]]\ndeep = \(deep)\n+++\nText")
        #expect(document.text == "Text")
        #expect(document.metadata["tags"]?.hasPrefix("a, ") == true)
        #expect(document.metadata["deep"]?.hasPrefix("[") == true)
    }

    @Test func keepsUnknownTagsAsText() throws {
        let document = try parse("An Array<Element> holds a <title> and a <button> without end.\n\nNext paragraph.")
        #expect(document.text == "An Array<Element> holds a <title> and a <button> without end.\n\nNext paragraph.")
    }

    @Test func resolvesDirectivesAndLinks() throws {
        let document = try parse(
            "@Metadata {\n    @PageImage(purpose: icon)\n}\n\nSee <doc:Functions#Function-Types>.\n\n@Row {\n    Inside text\n}"
        )
        #expect(document.text == "See Function Types.\n\nInside text")
    }

    @Test func keepsDirectivesInCode() throws {
        #expect(try parse("```\n@Comment {\n}\n```").text == "@Comment {\n}")
    }

    @Test func writesTargetsOfLinksWithoutText() throws {
        #expect(
            try parse("Go to <https://example.com/a> or [](https://example.com/b).").text
                == "Go to https://example.com/a or https://example.com/b."
        )
    }

    @Test(
        "ends nesting bombs",
        .timeLimit(.minutes(1)),
        arguments: [
            String(repeating: ">", count: 10_000) + " x", String(repeating: "[", count: 10_000),
            String(repeating: "![[]()", count: 10_000), String(repeating: "*a **b ", count: 10_000),
            String(repeating: "- ", count: 10_000) + "x",
            (0..<2000).map { String(repeating: " ", count: $0 * 2) + "- x" }.joined(separator: "\n"),
        ]
    )
    func endsBombs(text: String) {
        do {
            let document = try parse(text)
            #expect(TestData.problem(in: document) == nil)
        } catch let error as DocumentError {
            #expect(error.code == .tooDeep)
        } catch {
            Issue.record(error)
        }
    }

    @Test func readsTheCommonMarkSpecification() throws {
        guard let folder = TestData.documents("markdown") else { return }
        let document = try TestData.parse(folder.appendingPathComponent("commonmark-spec.md"))
        #expect(document.title == "CommonMark Spec")
        #expect(document.text.contains("What distinguishes Markdown from many other lightweight markup syntaxes"))
        let examples = document.blocks.count { $0.kind == .code }
        #expect(examples >= 650)
        #expect(TestData.problem(in: document) == nil)
    }

    @Test func readsAllOfTheSwiftBook() throws {
        guard let folder = TestData.documents("swift-book") else { return }
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "md" && $0.lastPathComponent != "README.md" }
        #expect(files.count >= 40)
        for file in files {
            let document = try TestData.parse(file)
            let source = String(decoding: try TestData.bytes(file), as: UTF8.self)
            let heading = source.split(separator: "\n").first { $0.hasPrefix("# ") }?.dropFirst(2)
            #expect(
                document.title == heading.map(String.init)?.replacingOccurrences(of: "`", with: ""),
                "\(file.lastPathComponent)"
            )
            #expect(TestData.problem(in: document) == nil)
            #expect(!document.text.contains("@Comment"), "\(file.lastPathComponent)")
            #expect(!document.text.contains("<doc:"), "\(file.lastPathComponent)")
        }
    }

    @Test func readsEdgeCasesOfOtherProjects() throws {
        guard let folder = TestData.documents("markdown") else { return }
        let document = try TestData.parse(folder.appendingPathComponent("escaped_characters.md"))
        #expect(TestData.problem(in: document) == nil)
        #expect(!document.text.contains("\\_"))
    }
}
