import Foundation
import Testing

/// Odd questions, odd names, filters, and citations that must hold.
struct CommandInputTests {
    private func index(_ files: [String: String], settings: String? = nil) async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write("docs/" + name, text) }
        if let settings { try folder.write("wright.yaml", settings) }
        let result = try await folder.wright("index", "--quiet", "--model", "none", "docs")
        try #require(result.status == 0, "\(result.messageText)")
        return folder
    }

    private func documents(_ folder: TemporaryFolder, _ arguments: String...) async throws -> Set<String> {
        let result = try await WrightProcess.wright(["search", "--json"] + arguments + ["teapot"], in: folder.path)
        try #require(result.status == 0, "\(result.messageText)")
        return Set(try #require(try result.json()["hits"]?.array).compactMap { $0["document"]?.string })
    }

    @Test("a question without words finds nothing and says so", arguments: ["", "   ", "?!…", "\u{0}", "\n\n"])
    func emptyQuestion(question: String) async throws {
        let folder = try await index(["a.txt": "The teapot is blue."])
        let search = try await folder.wright("search", "--json", "-", input: question)
        #expect(search.status == 0, "\(search.messageText)")
        #expect(try search.json()["whyEmpty"]?.string == "queryEmpty")
        let answer = try await folder.wright("ask", "--json", "-", input: question)
        #expect(answer.status == 0, "\(answer.messageText)")
        #expect(try answer.json()["abstained"]?.bool == true)
        #expect(try answer.json()["reason"]?.string == "questionEmpty")
    }

    @Test func aMegabyteIsAQuestion() async throws {
        let folder = try await index(["a.txt": "The teapot is blue."])
        let words = "which teapot is blue " + String(repeating: "lorem ipsum dolor ", count: 60_000)
        #expect(words.utf8.count > 1 << 20)
        let search = try await folder.wright("search", "--json", "-", input: words)
        #expect(try search.json()["hits"]?.array?.first?["document"]?.string == "docs/a.txt")
        let answer = try await folder.wright("ask", "--json", "-", input: words)
        #expect(answer.status == 0)
        #expect(try answer.json()["abstained"]?.bool != nil)
        let one = try await folder.wright("ask", "--json", "-", input: String(repeating: "a", count: 1 << 20))
        #expect(one.status == 0)
        #expect(try one.json()["abstained"]?.bool == true)
    }

    @Test func invalidTextOnStandardInputIsStillAQuestion() async throws {
        let folder = try await index(["a.txt": "The teapot is blue."])
        let input: [UInt8] = [0xFF, 0xFE, 32] + Array("teapot ".utf8) + [0xC3, 0xED, 0xA0, 0x80]
        for command in ["search", "ask"] {
            let result = try await WrightProcess.run(
                WrightProcess.executable,
                [command, "--json", "-"],
                .init(folder: folder.path, input: input)
            )
            #expect(result.status == 0, "\(result.messageText)")
            #expect(result.text.contains("docs/a.txt"))
        }
    }

    @Test func namesCannotSteerTheTerminal() async throws {
        let folder = try await index(["two\nlines\u{1B}[31m.txt": "The teapot is blue."])
        let shown = [
            try await folder.wright("search", "teapot"),
            try await folder.wright("ask", "--threshold", "0", "Which colour has the teapot?"),
        ]
        for result in shown {
            #expect(result.text.contains(#"docs/two\nlines␛[31m.txt"#), "\(result.text)")
            #expect(!result.output.contains(0x1B))
        }
        #expect(try await documents(folder) == ["docs/two\nlines\u{1B}[31m.txt"])
        try folder.write("docs/bad\nname.png", [0x89] + Array("PNG\r\n".utf8) + [0x1A, 10])
        let result = try await folder.wright("index", "--model", "none")
        #expect(result.status == 2)
        #expect(result.messageText.contains(#"skipped: docs/bad\nname.png: "#), "\(result.messageText)")
        #expect(result.messageText.split(separator: "\n").count == 1)
    }

    @Test func quotesAreTheBytesOfTheFile() async throws {
        let text = """
            Die Teekanne aus Zürich fasst 2 l – „genau“ zwei Liter. Sie ist blau.

            茶壶是蓝色的。 The teapot from Zürich holds exactly two litres 🫖. It was made in 1907 by hand.
            """
        let folder = try await index(["pot.txt": text])
        let bytes = try folder.bytes("docs/pot.txt")
        for question in [
            "How much does the teapot hold?", "When was the teapot made by hand?", "Was fasst die Teekanne?",
        ] {
            let answer = try await folder.wright("ask", "--json", "--threshold", "0", question).json()
            let citations = try #require(answer["citations"]?.array)
            #expect(!citations.isEmpty, "\(question)")
            for citation in citations {
                let start = try #require(citation["range"]?["start"]?.integer)
                let end = try #require(citation["range"]?["end"]?.integer)
                let quote = try #require(citation["quote"]?.string)
                #expect(Array(quote.utf8) == Array(bytes[start..<end]))
                #expect(try #require(answer["answer"]?.string).contains(quote))
            }
        }
        let hits = try #require(try await folder.wright("search", "--json", "teapot").json()["hits"]?.array)
        for hit in hits {
            let start = try #require(hit["range"]?["start"]?.integer)
            let end = try #require(hit["range"]?["end"]?.integer)
            #expect(try Array(#require(hit["text"]?.string).utf8) == Array(bytes[start..<end]))
        }
    }

    @Test func groupsAndTrustComeFromTheSettings() async throws {
        let settings = """
            access:
              - path: "docs/hr/**"
                groups: [hr, board]
            trust:
              - path: "docs/mail/**"
                tier: external
              - path: "docs/law.txt"
                tier: operator

            """
        let text = "The teapot is here."
        let files = ["hr/a.txt": text, "mail/b.txt": text + " b", "law.txt": text + " c", "plain.txt": text + " d"]
        let folder = try await index(files, settings: settings)
        let open: Set = ["docs/mail/b.txt", "docs/law.txt", "docs/plain.txt"]
        #expect(try await documents(folder) == open)
        #expect(try await documents(folder, "--group", "sales") == open)
        #expect(try await documents(folder, "--group", "sales", "--group", "hr") == open.union(["docs/hr/a.txt"]))
        #expect(try await documents(folder, "--trust", "curated") == ["docs/law.txt", "docs/plain.txt"])
        #expect(try await documents(folder, "--trust", "operator") == ["docs/law.txt"])
        let hidden = try await folder.wright("ask", "--json", "--path", "docs/hr", "Where is the teapot?").json()
        #expect(hidden["reason"]?.string == "allFiltered")
        #expect(hidden["citations"] == .array([]))
        // Rules that change hold after the next run, although no file has changed.
        try folder.write("wright.yaml", "access:\n  - path: docs/law.txt\n    groups: [law]\n")
        #expect(try await folder.wright("index", "--quiet", "--model", "none").status == 0)
        #expect(try await documents(folder) == ["docs/hr/a.txt", "docs/mail/b.txt", "docs/plain.txt"])
    }

    @Test func theWordsOfAQuestionNeedNoQuotes() async throws {
        let folder = try await index(["a.txt": "The teapot is blue.", "b.txt": "The kettle is --limit red."])
        for command in ["search", "ask"] {
            let quoted = try await folder.wright(command, "--mode", "lexical", "Which colour is the teapot?")
            let plain = ["Which", "colour", "is", "the", "teapot?"]
            for arguments in [["--mode", "lexical"] + plain, plain + ["--mode", "lexical"]] {
                let result = try await WrightProcess.wright([command] + arguments, in: folder.path)
                #expect(result.status == 0 && result.text == quoted.text, "\(result.messageText)")
            }
            let words = ["--mode", "lexical", "--", "--limit", "red"]
            let ended = try await WrightProcess.wright([command] + words, in: folder.path)
            #expect(ended.status == 0, "\(ended.messageText)")
            #expect(command == "ask" || ended.text.contains("kettle"), "\(ended.text)")
        }
    }

    @Test func filtersChooseDocuments() async throws {
        let folder = try await index([
            "a.txt": "The teapot is blue.", "b.md": "# Pots\n\nThe teapot is red.", "deep/c.txt": "The teapot is old.",
        ])
        for (name, day) in [("a.txt", 18_262), ("b.md", 18_628), ("deep/c.txt", 18_993)] {
            // 2020-01-01, 2021-01-01 and 2022-01-01, each at one second past midnight.
            try folder.setModified("docs/" + name, day * 86_400 + 1)
        }
        try #require(try await folder.wright("index", "--quiet", "--model", "none", "--rebuild").status == 0)
        #expect(try await documents(folder, "--path", "docs/deep") == ["docs/deep/c.txt"])
        #expect(try await documents(folder, "--path", "docs/*.txt") == ["docs/a.txt"])
        #expect(try await documents(folder, "--path", "**/*.txt") == ["docs/a.txt", "docs/deep/c.txt"])
        #expect(
            try await documents(folder, "--path", "docs/b.md", "--path", "docs/a.txt") == ["docs/a.txt", "docs/b.md"]
        )
        #expect(try await documents(folder, "--type", "text/markdown") == ["docs/b.md"])
        #expect(try await documents(folder, "--type", "MD") == ["docs/b.md"])
        for unknown in ["markdwon", "application/pfd", ""] {
            let refused = try await folder.wright("search", "--type", unknown, "teapot")
            #expect(refused.status == 64 && refused.output.isEmpty)
            #expect(refused.messageText.contains("'--type' must be one of md, html, txt, pdf, "))
        }
        #expect(try await documents(folder, "--type", "text/plain", "--path", "docs/deep") == ["docs/deep/c.txt"])
        #expect(try await documents(folder, "--since", "2021-01-01") == ["docs/b.md", "docs/deep/c.txt"])
        #expect(try await documents(folder, "--since", "2021-01-02") == ["docs/deep/c.txt"])
        #expect(try await documents(folder, "--since", "2020-06-01", "--before", "2021-06-01") == ["docs/b.md"])
        #expect(try await documents(folder, "--path", "other").isEmpty)
    }

    @Test func emptyFoldersAndLoopsOfLinksDoNoHarm() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(at: folder.url("docs/inner"), withIntermediateDirectories: true)
        #expect(try await folder.wright("index", "--quiet", "--model", "none", "docs").status == 0)
        let nothing = try await folder.wright("search", "--json", "tea").json()
        #expect(nothing["whyEmpty"]?.string == "noDocuments")
        try FileManager.default.createSymbolicLink(
            at: folder.url("docs/inner/loop"),
            withDestinationURL: folder.url("docs")
        )
        try folder.write("docs/inner/a.txt", "The teapot is blue.")
        let result = try await folder.wright("index", "--quiet", "--model", "none")
        #expect([0, 2].contains(result.status), "\(result.messageText)")
        #expect(try await documents(folder) == ["docs/inner/a.txt"])
    }

    @Test("Markdown files that are read at once are read alike", arguments: 0..<6)
    func readsMarkdownAlike(repetition: Int) async throws {
        let folder = try TemporaryFolder()
        for file in 0..<120 {
            let lines = (0...file % 40)
                .map { "The teapot is ~~old~~ new, see www.example.org/\($0).\n\n| a | b |\n|---|---|\n" }
            try folder.write("docs/file\(file).md", "# Pots\n\n" + lines.joined(separator: "\n"))
        }
        let result = try await folder.wright("index", "--json", "--model", "none", "docs")
        try #require(result.status == 0 && !result.isKilled, "\(result.messageText.prefix(200))")
        #expect(try result.json()["documents"]?["added"]?.integer == 120)
        let search = try await folder.wright("search", "--json", "--limit", "1000", "teapot")
        #expect(!search.text.contains("~~"), "the marks of struck text are no text")
        #expect(!search.text.contains("|---"), "the marks of tables are no text")
    }
}
