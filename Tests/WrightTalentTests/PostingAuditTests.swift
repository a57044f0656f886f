import Testing
import WrightCore
import WrightTalent

@Suite struct PostingAuditTests {
    private let text = """
        Senior AI Engineer

        What you'll do
        - Build assistants for our payments team

        Requirements
        - 5+ years of experience with LangChain
        - 8+ years of software engineering
        - Bachelor's degree in Computer Science
        - Pinecone, Weaviate and Qdrant
        - We want a rockstar
        - Strong Python

        Nice to have
        - Kubernetes
        """

    private func audit() throws -> PostingAudit {
        PostingAudit(of: try JobPosting(id: "p", text: text, posted: YearMonth(year: 2026, month: 2)))
    }

    @Test func everyFindingHasEvidenceAndASuggestion() throws {
        let audit = try audit()
        #expect(
            Set(audit.findings.map(\.check))
                .isSuperset(of: [
                    .impossibleYears, .listLength, .mustInflation, .stackedDemands, .wording, .substitutes, .missing,
                    .pool, .rewrite,
                ])
        )
        for finding in audit.findings {
            #expect(!finding.evidence.isEmpty && !finding.suggestion.isEmpty, "\(finding.check)")
            if let range = finding.range {
                #expect(finding.quote == String(decoding: Array(text.utf8)[range], as: UTF8.self))
            }
        }
    }

    @Test func sectionsFollowHeadings() throws {
        let posting = try JobPosting(id: "p", text: text, posted: YearMonth(year: 2026, month: 2))
        let sections = posting.lines.filter { !$0.isHeading }.map(\.section)
        #expect(
            sections == [.about, .about, .must, .must, .must, .must, .must, .must, .nice]
                || sections == [.about, .must, .must, .must, .must, .must, .must, .nice]
        )
    }

    @Test func headingsOfOtherLanguagesAreKnown() throws {
        let german = """
            Deine Aufgaben
            - Modelle betreiben
            Dein Profil
            - Mindestens fünf Jahre Erfahrung mit LangChain
            Wir bieten
            - 30 Tage Urlaub
            """
        let posting = try JobPosting(id: "p", text: german, posted: YearMonth(year: 2026, month: 2))
        #expect(posting.lines.filter { !$0.isHeading }.map(\.section) == [.about, .must, .other])
        #expect(PostingAudit(of: posting).findings.first?.verdict == .impossible)
    }

    @Test func aRewriteKeepsEachHeadingTogether() throws {
        let mixed = text.replacing("- Strong Python", with: "- Rust is a plus\n- Strong Python")
        let posting = try JobPosting(id: "p", text: mixed, posted: YearMonth(year: 2026, month: 2))
        let rewrite = PostingRewrite(of: PostingAudit(of: posting))
        var headings: [String] = []
        for line in rewrite.lines where headings.last != line.heading { headings.append(line.heading) }
        #expect(headings.count == Set(headings).count && rewrite.lines.map(\.number) == Array(1...rewrite.lines.count))
    }

    @Test func sameTextGivesTheSameBytes() throws {
        #expect(try audit().json.text() == audit().json.text())
    }

    @Test func thePoolIsAProductWithAnInterval() throws {
        let pool = try audit().pool
        #expect(pool.low <= pool.middle && pool.middle <= pool.high && pool.high <= pool.base)
        #expect(pool.factors.allSatisfy { $0.rate > 0 && $0.rate <= 1 && $0.effect >= 1 && !$0.source.isEmpty })
        #expect(pool.factors.contains { $0.name == "at least 8 years" })
        #expect(!pool.factors.contains { $0.name == "Kubernetes" })
    }

    @Test func aRewriteTakesOnlyWhatIsAccepted() throws {
        var rewrite = PostingRewrite(of: try audit())
        let proposal = try #require(rewrite.lines.first { $0.answers.contains("P1") && $0.replaces != nil })
        #expect(!proposal.isAccepted)
        let old = "5+ years of experience with LangChain"
        #expect(!rewrite.markdown.contains(proposal.text) && rewrite.markdown.contains(old))
        #expect(rewrite.unchangedCount >= 1 && rewrite.absentCount >= 1)
        try rewrite.apply(accepting: [proposal.number], rejecting: [], texts: [:])
        #expect(rewrite.markdown.contains(proposal.text) && !rewrite.markdown.contains(old))
        try rewrite.apply(accepting: [], rejecting: [proposal.number], texts: [:])
        #expect(!rewrite.markdown.contains(proposal.text) && !rewrite.markdown.contains(old))
        try rewrite.apply(accepting: [], rejecting: [], texts: [proposal.number: "Own words."])
        #expect(rewrite.markdown.contains("Own words.") && rewrite.jsonLD["@type"]?.string == "JobPosting")
        #expect {
            try rewrite.apply(accepting: [9999], rejecting: [], texts: [:])
        } throws: { error in
            (error as? TalentError)?.code == .lineUnknown && "\(error)".contains("9999")
        }
    }

    @Test(
        "one tool is no list to speak of",
        arguments: [("- C++ is used.", false), ("- Terraform", false), ("- Terraform and Docker", true)]
    )
    func oneToolIsNoList(line: String, isList: Bool) throws {
        let posting = try JobPosting(
            id: "p",
            text: "Engineer\n\nRequirements:\n" + line,
            posted: YearMonth(year: 2026, month: 2)
        )
        #expect(PostingAudit(of: posting).findings.contains { $0.check == .listLength } == isList)
    }

    @Test func ofTwoLinesAboutOneTechnologyTheFirstIsCompatible() throws {
        var rewrite = PostingRewrite(of: try audit())
        let proposal = try #require(rewrite.lines.first { $0.text.hasPrefix("You have built something") })
        let other = try #require(rewrite.lines.first { $0.text.contains("young tools") })
        #expect(other.alternativeTo == proposal.number && other.text.contains("LangChain"))
        #expect(rewrite.compatibleNumbers == Set(rewrite.lines.map(\.number)).subtracting([other.number]))
        #expect(rewrite.blankNumbers.isEmpty)
        try rewrite.apply(accepting: rewrite.compatibleNumbers, rejecting: [], texts: [:])
        #expect(!rewrite.markdown.contains("young tools"))
        let blanks = rewrite.blankNumbers
        #expect(blanks.count == 2)
        let texts = Dictionary(uniqueKeysWithValues: blanks.map { ($0, "Filled.") })
        try rewrite.apply(accepting: [other.number], rejecting: [], texts: texts)
        #expect(rewrite.markdown.contains("young tools") && rewrite.blankNumbers.isEmpty)
    }

    @Test func aRewriteDropsNothingByItself() throws {
        let text = """
            Engineer

            About us
            We make maps. \(String(repeating: "They show every path and every spring. ", count: 12))
            Requirements
            - 5+ years of experience with LangChain
            - Python
            Nice to have
            - 6+ years of experience with Qdrant
            Benefits
            - 30 days of holiday
            How to apply
            - Write to jobs@example.com
            """
        let posting = try JobPosting(id: "p", text: text, posted: YearMonth(year: 2026, month: 2))
        let rewrite = PostingRewrite(of: PostingAudit(of: posting))
        for line in posting.lines where !line.isHeading {
            let words = posting.text(at: line.range)
            #expect(rewrite.markdown.contains(words), "\(words)")
        }
    }

    @Test func readsSchemaOrg() throws {
        let value: JSONValue = [
            "@context": "https://schema.org", "@type": "JobPosting", "title": "Engineer", "datePosted": "2024-01-05",
            "description": "Build things.", "experienceRequirements": "3+ years of experience with LangChain",
        ]
        let posting = try #require(
            try PostingReader.posting(jsonLD: value, id: "p", fallback: YearMonth(year: 2026, month: 1)) { $0 }
        )
        #expect(posting.posted == YearMonth(year: 2024, month: 1))
        #expect(PostingAudit(of: posting).findings.contains { $0.verdict == .impossible })
    }

    @Test func refusesEmptyText() {
        #expect(throws: TalentError.self) {
            try JobPosting(id: "p", text: " \n", posted: YearMonth(year: 2026, month: 1))
        }
    }

    /// Lines under the headings that the set gives them; the labels were read by hand.
    @Test func handCheckedLinesKeepTheirSections() throws {
        guard let lines = try TestData.lines("people/ai-postings-2026/requirement-lines.jsonl", for: "sections") else {
            return
        }
        var labels: [String: String] = [:]
        for row in try TestData.fixture("section-labels.tsv").split(separator: "\n") where !row.hasPrefix("#") {
            let cells = row.split(separator: "\t")
            labels["\(cells[0]) \(cells[1])"] = String(cells[2])
        }
        let headings = [
            "requirement": "Requirements:", "nice_to_have": "Nice to have:", "responsibility": "Responsibilities:",
        ]
        var right = 0
        var posting: [JSONValue] = []
        func check() throws {
            guard let name = posting.first?["posting"]?.string else { return }
            var (text, starts) = ("", [Int: String]())
            var section = ""
            for line in posting {
                if line["section"]?.string ?? "" != section {
                    section = line["section"]?.string ?? ""
                    text += (headings[section] ?? "") + "\n"
                }
                text += "- "
                starts[text.utf8.count] = "\(name) \(line["n"]?.int ?? -1)"
                text += (line["text"]?.string ?? "").replacing("\n", with: " ") + "\n"
            }
            let read = try JobPosting(id: name, text: text, posted: YearMonth(year: 2026, month: 2))
            for line in read.lines {
                guard let label = starts[line.range.lowerBound].flatMap({ labels[$0] }) else { continue }
                if label == line.section.rawValue { right += 1 }
            }
        }
        for line in lines {
            if line["posting"]?.string != posting.first?["posting"]?.string {
                try check()
                posting = []
            }
            posting.append(line)
        }
        try check()
        print("sections: \(right) of \(labels.count) right")
        #expect(labels.count == 200)
        #expect(Double(right) >= 0.95 * 200)
    }
}
