import Testing
import WrightCore
import WrightEvaluation

@Suite struct CalibrationReportTests {
    @Test("equals comparing all pairs")
    func equalsAllPairs() throws {
        let recorded = try Fixture.json("calibration.json").array ?? []
        #expect(recorded.count == 3)
        for item in recorded {
            let report = try CalibrationReport(
                probabilities: item["probabilities"]?.doubles ?? [],
                labels: item["labels"]?.bools ?? []
            )
            let auroc = try #require(report.auroc.estimate)
            #expect(abs(auroc.mean - (try #require(item["auroc"]?.double))) < 1e-12)
            #expect(abs(try #require(auroc.low) - (try #require(item["low"]?.double))) < 1e-9)
            #expect(abs(try #require(auroc.high) - (try #require(item["high"]?.double))) < 1e-9)
            #expect(abs(try #require(report.expectedCalibrationError) - (try #require(item["ece"]?.double))) < 1e-12)
            #expect(abs(try #require(report.brierScore) - (try #require(item["brier"]?.double))) < 1e-12)
        }
    }

    @Test func countsByThreshold() throws {
        let report = try CalibrationReport(
            probabilities: [0.9, 0.7, 0.7, 0.2, 0.1],
            labels: [true, true, false, true, false],
            threshold: 0.7
        )
        #expect(report.confusion.truePositiveCount == 2)
        #expect(report.confusion.falsePositiveCount == 1)
        #expect(report.confusion.falseNegativeCount == 1)
        #expect(report.confusion.trueNegativeCount == 1)
        #expect(report.accuracy.estimate?.mean == 0.6)
        #expect(report.bins.map(\.count) == [1, 1, 2, 1])
    }

    @Test func perfectProbabilitiesHaveNoError() throws {
        let report = try CalibrationReport(probabilities: [1, 1, 0, 0], labels: [true, true, false, false])
        #expect(report.expectedCalibrationError == 0)
        #expect(report.brierScore == 0)
        #expect(report.auroc.estimate?.mean == 1)
        #expect(report.auroc.estimate?.interval == nil)
        #expect(report.riskCoverage.area == 0.25)
    }

    @Test func saysWhatCannotBeMeasured() throws {
        let oneKind = try CalibrationReport(probabilities: [0.5], labels: [true])
        #expect(oneKind.auroc.estimate == nil)
        let empty = try CalibrationReport(probabilities: [], labels: [])
        #expect(empty.expectedCalibrationError == nil && empty.brierScore == nil)
        #expect(empty.accuracy == .notMeasured(why: "There is nothing to count."))
        #expect(empty.riskCoverage.area == nil)
    }

    @Test(arguments: [1.1, -0.1, .nan]) func refusesWhatIsNoProbability(value: Double) {
        #expect(throws: EvaluationError.self) {
            try CalibrationReport(probabilities: [0.5, value], labels: [true, true])
        }
    }

    @Test func refusesUnequalCounts() {
        #expect(throws: EvaluationError.self) { try CalibrationReport(probabilities: [0.5], labels: []) }
    }
}
