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
            "Engineer | June 2021 - May 2022",
        ]
    )
    func readsSpans(line: String) throws {
        let text = "Jane Doe\n\nEXPERIENCE\n\(line)\n- Worked with Docker"
        let history = CareerHistory(of: try CandidateText(plainText: text), asOf: Self.month)
        #expect(history.skills.first { $0.name == "Docker" }?.months == 12, "\(line)")
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
        #expect(Double(right) >= 0.8 * Double(total))
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
