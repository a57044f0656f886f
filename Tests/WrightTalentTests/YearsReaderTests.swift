import Testing
import WrightCore
import WrightTalent

@Suite struct YearsReaderTests {
    /// Technologies that a line calls impossible in February 2026.
    private func impossible(_ line: String, posted: String = "2026-02") throws -> [String] {
        let month = try #require(YearMonth(posted))
        let posting = try JobPosting(id: "p", text: line, posted: month)
        return PostingAudit(of: posting).findings.filter { $0.check == .impossibleYears && $0.verdict == .impossible }
            .compactMap(\.technology)
    }

    @Test(
        "years that the grammar binds are judged",
        arguments: [
            ("5+ years of experience with LangChain", ["LangChain"]),
            ("At least five years' hands-on experience with LangChain and Python", ["LangChain"]),
            (
                "Minimum 6 yrs of professional experience in Python, LangChain, and LangGraph",
                ["LangChain", "LangGraph"]
            ),
            ("5-7 years working with LangChain", ["LangChain"]), ("LangChain: 5+ years", ["LangChain"]),
            ("LangChain (5+ years)", ["LangChain"]), ("Experience with LangChain for at least 5 years", ["LangChain"]),
            ("10+ years of GPT-5 experience", ["GPT-5"]), ("5+ years LangChain development", ["LangChain"]),
            ("five or more years using LangChain in production", ["LangChain"]),
            ("A decade of experience with Amazon Bedrock", ["Amazon Bedrock"]),
            ("60 months of experience with Amazon Bedrock", ["Amazon Bedrock"]),
            ("6 years of experience as a LangChain developer", ["LangChain"]),
            ("5 years building applications with LangChain and CrewAI", ["LangChain", "CrewAI"]),
            ("5+ years of experience with cloud services (Amazon Bedrock, Amazon S3)", ["Amazon Bedrock"]),
            ("7 years with either CrewAI or LangGraph", ["CrewAI", "LangGraph"]),
            ("Half a decade of experience with LangChain", ["LangChain"]), ("5+ yrs LangChain", ["LangChain"]),
            ("Five (5) years of professional experience with Amazon Bedrock", ["Amazon Bedrock"]),
            ("You've used LangChain in production for more than five years", ["LangChain"]),
            ("Must have worked with LangChain for no less than 6 years", ["LangChain"]),
            ("LangChain, 5+ years", ["LangChain"]), ("a decade's experience with LangChain", ["LangChain"]),
            ("five-plus years with LangChain", ["LangChain"]),
            ("5 years' worth of LangChain experience", ["LangChain"]),
            ("5 years or more of LangChain experience", ["LangChain"]),
            ("minimum 5+ years of exp. in LangChain", ["LangChain"]),
            ("Proven experience (at least 5 years) with LangChain", ["LangChain"]),
            ("We are looking for 5+ years of LangChain experience", ["LangChain"]),
            ("Building with LangChain since 2015", ["LangChain"]),
            ("Python 10+ years, LangChain 5+ years", ["LangChain"]),
            ("Mindestens fünf Jahre Erfahrung mit LangChain", ["LangChain"]),
            ("mehrjährige Erfahrung (mind. 6 Jahre) mit LangChain", ["LangChain"]),
            ("fünfjährige Erfahrung mit LangChain", ["LangChain"]),
            ("Au moins 5 ans d’expérience avec LangChain", ["LangChain"]),
            ("Mínimo 5 años de experiencia en LangChain", ["LangChain"]),
            ("Minimaal 5 jaar ervaring met LangChain", ["LangChain"]),
        ]
    )
    func bound(line: String, technologies: [String]) throws {
        #expect(try Set(impossible(line)) == Set(technologies), "\(line)")
    }

    @Test(
        "years of another noun, examples, choices and possible years are not accused",
        arguments: [
            "8+ years of software engineering experience, including LangChain",
            "8+ years of software engineering experience with a strong track record in LangChain",
            "5+ years in data engineering, preferably with LangChain",
            "5+ years of experience with frameworks such as LangChain or PyTorch",
            "5+ years of experience with orchestration tools (e.g. LangChain, Airflow)",
            "10 years of combined experience with NLP tools and LangChain",
            "5+ years of Python or LangChain experience", "3+ years of experience with LangChain",
            "8+ years of experience with AI/ML/LangChain", "Our company has 25 years of experience with LangChain",
            "8+ years of experience. LangChain is a plus.", "In the last 5 years LangChain has changed everything",
            "8 years of experience in engineering; knowledge of LangChain", "10+ years of Angular experience",
            "5+ years of experience with at least one of Python, LangChain", "4-year degree and LangChain",
            "5+ years of machine learning experience and exposure to LangChain", "Half a decade with PyTorch",
            "5+ years of experience with LangChain or similar",
            "5+ years with LangChain, LlamaIndex, or similar frameworks", "0-5 years of experience with LangChain",
            "up to 5 years of LangChain", "less than 5 years of LangChain", "In 5 years LangChain will be everywhere",
            "5 years of experience, LangChain", "Python 5+ years, LangChain 1+ years",
            "You don't need 5 years of LangChain", "Nobody has 10 years of LangChain experience",
            "5+ years of LangChain experience is not required", "1.5 years of LangChain",
            "Since 2015 we have built products with LangChain", "LangChain experience since 2024",
            "5 Jahre Berufserfahrung, idealerweise mit LangChain", "2 Jahre Erfahrung mit LangChain",
            "5 ans d'expérience en développement, LangChain est un plus", "We have 10 years of LangChain experience",
            "5 Jahre Erfahrung mit LangChain oder vergleichbaren Werkzeugen", "a 5-year plan for LangChain",
            "Expert in LangChain with 6+ years of experience",
        ]
    )
    func unbound(line: String) throws {
        #expect(try impossible(line) == [], "\(line)")
    }

    @Test func judgesAtThePostedMonth() throws {
        #expect(try impossible("3+ years of experience with LangChain", posted: "2024-01") == ["LangChain"])
        #expect(try impossible("3+ years of experience with LangChain", posted: "2026-02") == [])
    }

    @Test func aDateFromMemoryOnlyAsks() throws {
        let technology = try #require(
            TechnologyTimeline.standard.technologies.first {
                $0.evidence == .memory && $0.firstRelease > YearMonth(year: 2022, month: 1) && $0.kind == "library"
            }
        )
        let month = YearMonth(year: 2026, month: 2)
        let posting = try JobPosting(id: "p", text: "9 years of experience with \(technology.name)", posted: month)
        let findings = PostingAudit(of: posting).findings.filter { $0.technology == technology.name }
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { $0.verdict != .impossible })
    }

    @Test func labelledPairsKeepPrecisionAndRecall() throws {
        guard let gold = try TestData.lines("people/ai-postings-2026/years-gold.jsonl", for: "labelled years") else {
            return
        }
        var (hit, wrong, missed) = (0, 0, 0)
        for pair in gold {
            let technology = try #require(pair["technology"]?.string)
            let found = try impossible(pair["text"]?.string ?? "", posted: pair["posted"]?.string ?? "")
                .contains(technology)
            let truth = pair["label"]?.string == "impossible"
            if found, truth { hit += 1 }
            if found, !truth { wrong += 1 }
            if !found, truth { missed += 1 }
        }
        print("labelled years: \(hit) found, \(wrong) wrong, \(missed) missed of \(gold.count) pairs")
        #expect(wrong == 0)
        #expect(Double(hit) >= 0.75 * Double(hit + missed))
    }
}
