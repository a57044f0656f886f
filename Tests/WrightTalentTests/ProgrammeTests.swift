import Testing
import WrightCore
import WrightTalent

@Suite struct ProgrammeTests {
    @Test func sameSeedGivesTheSameFigures() throws {
        let first = try ProgrammeSimulation(ProgrammeSettings(), seed: 7, runCount: 500)
        let second = try ProgrammeSimulation(ProgrammeSettings(), seed: 7, runCount: 500)
        #expect(try first.json().text() == second.json().text())
        let other = try ProgrammeSimulation(ProgrammeSettings(), seed: 8, runCount: 500)
        #expect(other.result != first.result)
    }

    @Test func theScenariosDifferAsTheirStoriesDo() throws {
        let results = try ProgrammeSettings.scenarios.map { try ProgrammeSimulation($0, runCount: 2000) }
        #expect(results.map(\.settings.name) == ["pulled-away", "three-for-six-months", "hybrid"])
        #expect(results[0].result.successRate < 0.2)
        #expect(results[1].result.successRate > 0.7)
        #expect(results[2].result.successRate > 0.7)
        let levers = try results[0].levers()
        let both = try #require(levers.first { $0.name == "both" })
        for lever in levers.prefix(2) {
            #expect(
                lever.successRate > results[0].result.successRate && lever.successRate <= both.successRate,
                "\(lever.name)"
            )
        }
    }

    @Test func parametersHaveRanges() {
        var settings = ProgrammeSettings()
        settings.otherWorkRate = 1.5
        #expect(throws: TalentError.self) { try ProgrammeSimulation(settings) }
        #expect(throws: TalentError.self) { try ProgrammeSimulation(ProgrammeSettings(), runCount: 1) }
        #expect(throws: TalentError.self) { try ProgrammeSettings(json: ["apprentices": 0]) }
        for json: JSONValue in [["apprentices": "four"], ["luck": 1], [1], ["bursts": 1], ["mentors": 1.5]] {
            #expect(throws: TalentError.self, "\(json.text())") { try ProgrammeSettings(json: json) }
        }
        #expect(throws: TalentError.self) { try HiringCosts(json: [1]) }
    }

    @Test func gatesRefuseTheFailedProgramme() throws {
        let failed = try #require(ProgrammeSettings.scenarios.first)
        #expect(ProgrammePlan(failed).gates.allSatisfy { !$0.isMet })
        // Nobody has committed before somebody says so.
        #expect(ProgrammePlan(ProgrammeSettings()).gates.map(\.isMet) == [true, true, false])
        #expect(ProgrammeSettings.scenarios.dropFirst().allSatisfy { ProgrammePlan($0).gates.allSatisfy(\.isMet) })
        #expect(ProgrammePlan(failed).milestones.map(\.month) == [1, 3, 6, 9, 12])
    }

    @Test func fourWeeksBelowSeventyPerCentRaiseAnAlarm() throws {
        let lines = (1...5)
            .map { #"{"week":\#($0),"protected":0.6,"mentorHours":8,"plannedHours":8,"milestones":[1]}"# }
        let status = try ProgrammeStatus(jsonLines: lines.joined(separator: "\n"), name: "w")
        #expect(status.alarms.map(\.week) == [4, 5])
        #expect(status.alarms[0].message.contains("60 %"))
        let good = try ProgrammeStatus(jsonLines: #"{"week":1,"protected":0.9,"mentorHours":8}"#, name: "w")
        #expect(good.alarms.isEmpty)
        #expect(throws: TalentError.self) {
            try ProgrammeStatus(jsonLines: #"{"week":1,"protected":9,"mentorHours":8}"#, name: "w")
        }
    }

    @Test(
        "check-ins that cannot be are refused with their line",
        arguments: [
            #"{"week":1,"protected":0.9,"mentorHours":8}"#, #"{"week":2,"protected":0.9,"mentorHours":8,"waiting":-1}"#,
            #"{"week":2,"protected":0.9,"mentorHours":8,"plannedHours":-8}"#,
            #"{"week":2,"protected":0.9,"mentorHours":8,"milestones":[4]}"#,
        ]
    )
    func refusesCheckIns(line: String) {
        let first = #"{"week":1,"protected":0.9,"mentorHours":8}"#
        #expect { try ProgrammeStatus(jsonLines: first + "\n" + line, name: "w") } throws: { error in
            (error as? TalentError)?.message.contains("line 2") ?? false
        }
        #expect(throws: TalentError.self) { try ProgrammeStatus(jsonLines: "\n", name: "w") }
    }

    @Test func weeksWithoutACheckInAreNamed() throws {
        let lines = [1, 2, 5].map { #"{"week":\#($0),"protected":0.9,"mentorHours":8}"# }
        let status = try ProgrammeStatus(jsonLines: lines.joined(separator: "\n"), name: "w")
        #expect(status.alarms.map(\.message) == ["no check-in between week 2 and week 5"])
    }

    @Test func outcomesMoveThePriors() throws {
        var priors = RampPriors.published
        let before = try #require(priors.beliefs["whole"])
        #expect(
            abs(before.months(atNormal: -1.281551565545) - 2) < 0.01
                && abs(before.months(atNormal: 1.281551565545) - 9) < 0.01
        )
        for _ in 0..<30 { priors.observe(months: 6) }
        let after = try #require(priors.beliefs["whole"])
        #expect(abs(after.months(atNormal: 0) - 6) < 0.5 && after.deviation < before.deviation)
        #expect(priors.coverageStatement.contains("30 of 30"))
        priors.observe(months: 30)
        #expect(priors.coveredCount == 30 && priors.predictionCount == 31)
        #expect(RampPriors.published.coverageStatement.contains("prior only"))
        #expect(RampPriors.published.pace == 1 && priors.pace > 1.2)
    }

    @Test func reviewsNeedTwoPeople() throws {
        #expect(throws: TalentError.self) {
            try ProgrammeOutcome(
                programme: "p",
                apprentice: "a",
                isEmployed: true,
                monthsToProductive: 5,
                signedBy: ["Ana", "ana"],
                day: "2027-01-01"
            )
        }
        #expect(throws: TalentError.self) {
            try ProgrammeOutcome(
                programme: "p",
                apprentice: "a",
                isEmployed: true,
                monthsToProductive: 5,
                signedBy: ["Ana", "Bo"],
                day: "2027-02-29"
            )
        }
        let outcome = try ProgrammeOutcome(
            programme: "p",
            apprentice: "a",
            isEmployed: true,
            monthsToProductive: 5,
            signedBy: ["Ana", "Bo"],
            day: "2027-01-01"
        )
        #expect(try ProgrammeOutcome(json: outcome.json) == outcome)
    }

    @Test(
        "a day after today is refused",
        arguments: [("2027-01-01", true), ("2026-12-31", true), ("2027-01-02", false), ("2099-01-01", false)]
    )
    func daysToComeAreRefused(day: String, isTaken: Bool) {
        let outcome = Result {
            try ProgrammeOutcome(
                programme: "p",
                apprentice: "a",
                isEmployed: true,
                monthsToProductive: 5,
                signedBy: ["Ana", "Bo"],
                day: day,
                today: "2027-01-01"
            )
        }
        #expect((try? outcome.get().day) == (isTaken ? day : nil))
    }

    @Test func costsHaveDriversAndABreakEven() throws {
        let costs = HiringCosts()
        for outcome in costs.outcomes() {
            #expect(outcome.cost.low < outcome.cost.middle && outcome.cost.middle < outcome.cost.high)
            #expect(outcome.tornado.count == 5)
            let widths = outcome.tornado.map { abs($0.atHigh - $0.atLow) }
            #expect(widths == widths.sorted(by: >))
        }
        let even = try #require(costs.breakEvenMonths())
        let at = try HiringCosts(json: ["trainMonths": .double(even)]).outcomes()
        #expect(abs(at[0].cost.middle - at[1].cost.middle) < at[0].cost.middle * 0.02)
        #expect(throws: TalentError.self) { try HiringCosts(json: ["luck": 1]) }
        #expect(costs.inputs.allSatisfy { !$0.source.isEmpty })
    }

    @Test func costsBeyondWholeNumbersAreWrittenAsTheyAre() throws {
        let costs = try HiringCosts(json: ["places": 1e8, "vacancyWeeks": 1e8, "vacancyCostWeek": 1e8])
        let middle = try #require(costs.json["outcomes"]?.array?.first?["middle"]?.double)
        #expect(middle == costs.outcomes()[0].cost.middle && middle >= 1e24)
    }
}
