import Foundation
import Testing
import WrightCore
import WrightTalent

@Suite struct CandidateAssessmentTests {
    private static let month = YearMonth(year: 2026, month: 2)
    private let cv = """
        {{NAME}}

        Software Engineer - payments

        EXPERIENCE
        Software Engineer, Example Ltd (2021-06 - present)
        - Built the payments ledger
        - Worked with: Apache Kafka, Docker, PyTorch
        Developer, Sample Ltd (2015-01 - 2017-12)
        - Worked with: Java, Docker

        SKILLS
        - Kubernetes
        """
    private let posting = """
        Requirements
        - Docker
        - TensorFlow
        - Kubernetes
        - COBOL
        - Knowledge of payments
        - You explain your decisions
        """

    private func assessment(_ text: String) throws -> CandidateAssessment {
        let posting = try JobPosting(id: "p", text: posting, posted: Self.month)
        return CandidateAssessment(of: try CandidateText(plainText: text), for: posting, asOf: Self.month)
    }

    @Test func answersEachRequirement() throws {
        let matches = try assessment(cv).matches
        let status = Dictionary(uniqueKeysWithValues: matches.map { ($0.requirement.name, $0.status) })
        #expect(status["Docker"] == .met)
        #expect(status["TensorFlow"] == .adjacent)
        #expect(status["Kubernetes"] == .unknown)
        #expect(status["COBOL"] == .toLearn)
        #expect(status["payments"] == .met)
        #expect(status["You explain your decisions"] == .unknown)
        let path = try #require(matches.first { $0.requirement.name == "TensorFlow" })
        #expect(path.path?.steps.last == "TensorFlow")
        #expect(path.statement.contains("57 months"))
        #expect(path.statement.contains("→ TensorFlow"))
    }

    @Test func monthsCountEachMonthOnce() throws {
        let docker = try #require(try assessment(cv).history.skills.first { $0.name == "Docker" })
        #expect(docker.months == 57 + 36)
        #expect(docker.lastUsed == Self.month)
        #expect(try assessment(cv).history.totalMonths == 93)
    }

    @Test(
        "spans of months are read in the usual forms",
        arguments: [
            "Engineer, X (2021-06 - 2022-05)", "Engineer, X, Jun 2021 – May 2022", "06/2021 to 05/2022 Engineer",
            "Engineer | June 2021 - May 2022", "Engineer, X (Jun '21 – May '22)", "Engineer, X 06.2021 – 05.2022",
            "Engineer, X, 01/06/2021 - 31/05/2022", "Engineer, X, Juni 2021 bis Mai 2022",
            "Ingénieure, X (juin 2021 – mai 2022)", "Engineer, X (06/21 - 05/22)", "2021/06–2022/05 Engineer, X",
            "Engineer, X (Summer 2021 - Spring 2022)", "Engineer\nX Ltd, Berlin\nJune 2021 - May 2022",
            "- 2021-06 - 2022-05: Engineer, X",
        ]
    )
    func readsSpans(line: String) throws {
        let text = "Jane Doe\n\nEXPERIENCE\n\(line)\n- Worked with Docker"
        let history = CareerHistory(of: try CandidateText(plainText: text), asOf: Self.month)
        #expect(history.skills.first { $0.name == "Docker" }?.months == 12, "\(line)")
    }

    @Test(
        "a span without an end lasts until the month of reading",
        arguments: [
            "Engineer, X (2025-03 - present)", "Engineer, X (March 2025 – heute)", "Engineer, X seit März 2025",
            "Engineer, X (mars 2025 – aujourd’hui)", "Engineer, X (03/2025 - )", "Engineer, X (2025-03 - prese",
            "Engineer, X since March 2025", "Engineer, X (03/2025 to date)", "Engineer, X, marzo 2025 - actualidad",
        ]
    )
    func readsOpenSpans(line: String) throws {
        let text = "Jane Doe\n\nEXPERIENCE\n\(line)\n- Worked with Docker"
        let history = CareerHistory(of: try CandidateText(plainText: text), asOf: Self.month)
        #expect(history.skills.first { $0.name == "Docker" }?.months == 12, "\(line)")
    }

    @Test func whatDidNotExistYetWasNotUsed() throws {
        let text = """
            Jane Doe

            EXPERIENCE
            Engineer, X (2018-01 - present)
            - Worked with: LangChain, Docker
            Engineer, Y (2009-01 - 2010-12)
            - Worked with: Kubernetes
            """
        let skills = CareerHistory(of: try CandidateText(plainText: text), asOf: Self.month).skills
        // LangChain's first file is of October 2022.
        #expect(skills.first { $0.name == "LangChain" }?.months == 41)
        #expect(skills.first { $0.name == "Docker" }?.months == 98)
        let early = try #require(skills.first { $0.name == "Kubernetes" })
        #expect(early.months == 0 && early.strength == .stated)
    }

    @Test func titlesAboveTheirMonthsAndOverlapsAreRead() throws {
        let text = """
            Jane Doe

            SUMMARY
            Ten years of work, 2010 to present, with Redis

            EXPERIENCE

            Python Developer
            First Ltd
            Jan 2020 – Dec 2021
            - Ran Docker
            - Moved 40 services in 2020-03 - 2020-08 to Kubernetes

            Java Developer
            Second Ltd
            Jul 2021 – Jun 2022
            - Ran Docker
            EDUCATION
            BSc, 2005 - 2009, with Fortran
            """
        let history = CareerHistory(of: try CandidateText(plainText: text), asOf: Self.month)
        let months = Dictionary(uniqueKeysWithValues: history.skills.map { ($0.name, $0.months) })
        #expect(months["Python"] == 24 && months["Java"] == 12 && months["Docker"] == 30 && months["Kubernetes"] == 6)
        #expect(months["Redis"] == 0 && history.totalMonths == 30)
    }

    @Test func outcomesChangeTheEstimate() throws {
        let posting = try JobPosting(id: "p", text: posting, posted: Self.month)
        let candidate = try CandidateText(plainText: cv)
        var slow = RampPriors.published
        for _ in 0..<10 { slow.observe(months: 12) }
        let before = CandidateAssessment(of: candidate, for: posting, asOf: Self.month).ramp
        let after = CandidateAssessment(of: candidate, for: posting, asOf: Self.month, priors: slow).ramp
        #expect(try #require(after.p50) > 1.5 * #require(before.p50))
        #expect(after.assumptions.contains { $0.contains("10 recorded outcomes") })
    }

    @Test func anEstimateHasAnIntervalAndAssumptions() throws {
        let ramp = try assessment(cv).ramp
        let (p10, p50, p90) = (try #require(ramp.p10), try #require(ramp.p50), try #require(ramp.p90))
        #expect(p10 < p50 && p50 < p90)
        #expect(ramp.gaps.count == 3)
        #expect(ramp.assumptions.allSatisfy { !$0.isEmpty })
        let nothing = try assessment("Jane Doe\n\nI like gardens.").ramp
        #expect(nothing.p50 == nil)
    }

    @Test func theGuideAsksForWhatIsOpen() throws {
        let guide = try assessment(cv).guide
        let subjects = guide.questions.map(\.subject)
        #expect(!subjects.contains("Docker") && subjects.contains("COBOL") && subjects.contains("Kubernetes"))
        #expect(guide.questions.allSatisfy { $0.anchors.count == 4 })
        #expect(guide.workSample.contains("two hours"))
    }

    @Test(
        "a degree is not asked for as something that somebody did once",
        arguments: ["Degree in Computer Science", "Bachelor's degree or equivalent experience", "You lead reviews"]
    )
    func degreesHaveTheirOwnQuestion(line: String) throws {
        let posting = try JobPosting(id: "p", text: "Requirements\n- \(line)", posted: Self.month)
        let person = try CandidateText(plainText: cv)
        let guide = CandidateAssessment(of: person, for: posting, asOf: Self.month).guide
        let question = try #require(guide.questions.first { $0.text.contains(line) })
        #expect(question.text.contains("when you did that") == (line == "You lead reviews"))
        #expect(question.text.contains("training or own study") == (line != "You lead reviews"))
    }

    @Test func namesAndProxiesChangeNothing() throws {
        func assess(_ text: String) throws -> String { try assessment(text).json(candidate: "c").text() }
        let names = try Counterfactual.outcomes(
            text: cv,
            placeholder: "{{NAME}}",
            variants: Counterfactual.firstNames + ["Jamal Jones", "Emily O'Brien"],
            assess: assess
        )
        #expect(names.count == 38 && names.allSatisfy { $0.isIdentical })
        let lines = try Counterfactual.outcomes(
            text: cv.replacing("{{NAME}}", with: "Ana\n{{LINE}}"),
            placeholder: "{{LINE}}",
            variants: Counterfactual.proxyLines,
            assess: assess
        )
        #expect(lines.allSatisfy { $0.isIdentical })
        let other = try Counterfactual.outcomes(
            text: cv.replacing("Java", with: "{{NAME}}"),
            placeholder: "{{NAME}}",
            variants: ["Java", "COBOL"],
            assess: assess
        )
        #expect(!other[1].isIdentical)
    }

    @Test func noFieldIsAScoreOrARank() throws {
        let text = try assessment(cv).json(candidate: "c").text()
        for word in ["\"score", "\"rank", "\"total\"", "\"overall", "\"fit"] {
            #expect(!text.contains(word), "\(word)")
        }
    }

    @Test func jsonResumeIsRead() throws {
        let value: JSONValue = [
            "basics": ["name": "Jane", "label": "Engineer"],
            "work": [
                [
                    "name": "X", "position": "Engineer", "startDate": "2020-01-01", "endDate": "2021-12-31",
                    "highlights": ["Ran Docker"],
                ]
            ],
        ]
        let text = try #require(JSONResume.text(value))
        #expect(!text.contains("Jane"))
        let history = CareerHistory(of: try CandidateText(plainText: text), asOf: Self.month)
        #expect(history.skills.first?.months == 24)
    }

    @Test func syntheticCVsGiveTheirSkills() throws {
        guard let cvs = try TestData.lines("people/synthetic-cvs/cvs.jsonl", for: "skills of CVs") else { return }
        var (right, total, spurious) = (0, 0, 0)
        for item in cvs {
            let read = try CandidateText(
                plainText: (item["text"]?.string ?? "").replacing("{{NAME}}", with: "Jane Doe")
            )
            #expect(read.findings.isEmpty, "\(item["id"]?.string ?? ""): \(read.findings)")
            let skills = CareerHistory(of: read, asOf: Self.month).skills
            let gold = item["gold_skills"]?.array ?? []
            total += gold.count
            for skill in gold {
                let found = skills.first { $0.name == skill["name"]?.string }
                if found?.months == skill["months"]?.int { right += 1 }
            }
            let names = Set(gold.compactMap { $0["name"]?.string })
            spurious += skills.count { $0.strength == .used && !names.contains($0.name) }
        }
        print("skills of CVs: \(right) of \(total) with the right months, \(spurious) more")
        // One in ten was taken up within a job, which the CV does not say.
        #expect(Double(right) >= 0.87 * Double(total))
    }

    @Test func namesChangeNoByteOfAnySyntheticCV() throws {
        guard let cvs = try TestData.lines("people/synthetic-cvs/cvs.jsonl", for: "names") else { return }
        let posting = try JobPosting(id: "p", text: posting, posted: Self.month)
        for item in cvs.enumerated().filter({ $0.offset.isMultiple(of: 9) }).map(\.element) {
            let outcomes = try Counterfactual.outcomes(
                text: item["text"]?.string ?? "",
                placeholder: "{{NAME}}",
                variants: Counterfactual.firstNames
            ) { text in
                CandidateAssessment(of: try CandidateText(plainText: text), for: posting, asOf: Self.month)
                    .json(candidate: "c").text()
            }
            #expect(outcomes.count == 36 && outcomes.allSatisfy(\.isIdentical), "\(item["id"]?.string ?? "")")
        }
    }

    @Test(
        "a decision says what a human can stand for",
        arguments: [
            ("2026-02-30", "Ana Roe", "interview", CandidateDecision.Reason.placeFilled),
            ("2026-13-01", "Ana Roe", "interview", .placeFilled), ("2026-02-01", "ChatGPT", "interview", .placeFilled),
            ("2026-02-01", "the system", "interview", .placeFilled), ("2026-02-01", "Ana Roe", " ", .placeFilled),
            ("2026-02-01", "Claude", "interview", .placeFilled), ("2026-02-01", "Gemini 2.5", "cv", .placeFilled),
            ("2026-02-01", "an AI assistant", "cv", .placeFilled), ("2026-02-01", "GPT-4o", "cv", .placeFilled),
            ("2026-02-01", "Ana Roe", "interview", .requirementsShown),
        ]
    )
    func refusesDecisions(day: String, by: String, stage: String, reason: CandidateDecision.Reason) {
        #expect(throws: TalentError.self) {
            try CandidateDecision(
                candidate: "C1",
                stage: stage,
                outcome: .decline,
                decidedBy: by,
                reasons: [reason],
                day: day
            )
        }
    }

    @Test("people who share a name with a program decide", arguments: ["Claude Monet", "Ai Weiwei", "Mistral Raymond"])
    func takesPeople(by: String) throws {
        let decision = try CandidateDecision(
            candidate: "C1",
            stage: "interview",
            outcome: .decline,
            decidedBy: by,
            reasons: [.placeFilled],
            day: "2026-02-01"
        )
        #expect(decision.decidedBy == by)
    }

    @Test func everyOutcomeHasReasonsAndEveryReasonAnOutcome() {
        let outcomes = CandidateDecision.Outcome.allCases
        #expect(outcomes.allSatisfy { !CandidateDecision.reasons(for: $0).isEmpty })
        #expect(Set(outcomes.flatMap(CandidateDecision.reasons)) == Set(CandidateDecision.Reason.allCases))
    }

    @Test func decisionsNeedAHumanAndAReason() throws {
        #expect(throws: TalentError.self) {
            try CandidateDecision(
                candidate: "C1",
                stage: "s",
                outcome: .decline,
                decidedBy: "",
                reasons: [.placeFilled],
                day: "2026-02-01"
            )
        }
        #expect(throws: TalentError.self) {
            try CandidateDecision(
                candidate: "C1",
                stage: "s",
                outcome: .decline,
                decidedBy: "Ana",
                reasons: [],
                day: "2026-02-01"
            )
        }
        #expect(throws: TalentError.self) {
            try CandidateDecision(
                candidate: "C1",
                stage: "s",
                outcome: .decline,
                decidedBy: "Ana",
                reasons: [.requirementNotShown],
                day: "2026-02-01"
            )
        }
        let decision = try CandidateDecision(
            candidate: "C1",
            stage: "interview",
            outcome: .decline,
            decidedBy: "Ana Roe",
            reasons: [.placeFilled],
            day: "2026-02-01"
        )
        #expect(decision.letter.contains("Ana Roe") && decision.letter.contains("There was one place"))
    }
}
