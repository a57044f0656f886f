import Testing

/// What `wright posting` prints.
struct PostingCommandTests {
    private let line = #"{"id":"a","text":"Requirements:\n- 5+ years of experience with LangChain","posted":"2026-02"}"#

    @Test func theFilterKeepsOrderAndNamesBadLines() async throws {
        let folder = try TemporaryFolder()
        try folder.write("in.jsonl", line + "\nnot json\n" + #"{"id":"c","text":"Python"}"# + "\n")
        let result = try await folder.wright("posting", "audit", "--input", "in.jsonl", "--posted", "2026-02", "--json")
        #expect(result.status == 2)
        let lines = try result.text.split(separator: "\n").map { try JSONTree(Array($0.utf8)) }
        try #require(lines.count == 3)
        #expect(lines[0]["id"]?.string == "a" && lines[2]["id"]?.string == "c")
        #expect(lines[1]["error"]?.string?.contains("Line 2") == true)
        let finding = try #require(lines[0]["findings"]?.array?.first)
        #expect(finding["check"]?.string == "P1" && finding["verdict"]?.string == "impossible")
        #expect(finding["technology"]?.string == "LangChain" && finding["years"]?.integer == 5)
        #expect(finding.names.isSuperset(of: ["range", "quote", "evidence", "confidence", "suggestion"]))
        #expect(lines[0]["technologies"]?.array?.first?["name"]?.string == "LangChain")
        #expect(lines[0]["lines"]?.array?.contains { $0["section"]?.string == "must" } == true)
    }

    @Test func readsHTMLAndJSONLD() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "p.html",
            "<html><body><h1>Engineer</h1><h2>Requirements</h2><ul><li>5+ years of experience with "
                + "LangChain</li></ul></body></html>"
        )
        try folder.write(
            "p.json",
            #"{"@type":"JobPosting","title":"E","datePosted":"2026-02-01","#
                + #""qualifications":"<ul><li>5+ years with LangChain</li></ul>"}"#
        )
        for file in ["p.html", "p.json"] {
            let result = try await folder.wright("posting", "audit", "--json", "--posted", "2026-02", file)
            #expect(result.status == 0, "\(result.messageText)")
            #expect(try result.json()["schema"]?.integer == 1)
            #expect(try result.json()["findings"]?.array?.first?["verdict"]?.string == "impossible", "\(file)")
        }
    }

    @Test func rewritesOnlyWhatIsAccepted() async throws {
        let folder = try TemporaryFolder()
        try folder.write("p.txt", "Engineer\n\nRequirements:\n- 5+ years of experience with LangChain\n- Python\n")
        let none = try await folder.wright("posting", "rewrite", "--posted", "2026-02", "--format", "markdown", "p.txt")
        #expect(none.text.contains("- Python") && none.text.contains("- 5+ years of experience with LangChain"))
        #expect(none.messageText.contains("1 change was not accepted: that line stands as it was."))
        #expect(none.messageText.contains("new lines were not accepted and are left out."))
        let rejected = try await folder.wright("posting", "rewrite", "--reject", "1-9", "--format", "markdown", "p.txt")
        #expect(!rejected.text.contains("LangChain") && !rejected.messageText.contains("stands as it was"))
        let all = try await folder.wright(
            "posting",
            "rewrite",
            "--posted",
            "2026-02",
            "--accept",
            "all",
            "--format",
            "jsonld",
            "p.txt"
        )
        #expect(try all.json()["@type"]?.string == "JobPosting")
        #expect(all.text.contains("You have built something with LangChain") && !all.text.contains("young tools"))
        #expect(all.messageText.contains("is an alternative to line 2"), "\(all.messageText)")
        #expect(all.messageText.contains("Blanks are left to fill in"), "\(all.messageText)")
        let wrong = try await folder.wright("posting", "rewrite", "--accept", "999", "p.txt")
        #expect(wrong.status == 1 && wrong.messageText.contains("The rewrite has no line 999; its lines are 1 to "))
        #expect(wrong.messageText.contains("fix: Run 'wright posting rewrite' without '--accept'"))
    }

    @Test func wrongUsageHasARemedy() async throws {
        let folder = try TemporaryFolder()
        #expect(try await folder.wright("posting", "audit").status == 64)
        #expect(try await folder.wright("posting", "audit", "--posted", "soon", "p.txt").status == 64)
        #expect(try await folder.wright("posting", "audit", "missing.txt").status == 1)
    }
}
