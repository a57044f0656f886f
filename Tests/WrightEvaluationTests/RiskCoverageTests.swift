import Testing
import WrightEvaluation

@Suite struct RiskCoverageTests {
    private let curve = RiskCoverage(
        confidences: [0.9, 0.8, 0.8, 0.3, 0.1],
        isCorrect: [true, true, false, false, true]
    )

    @Test func hasOnePointForEachConfidence() {
        #expect(curve.points.map(\.threshold) == [0.9, 0.8, 0.3, 0.1])
        #expect(curve.points.map(\.coverage) == [0.2, 0.6, 0.8, 1])
        #expect(curve.points.map(\.risk) == [0, 1.0 / 3, 0.5, 0.4])
    }

    @Test func findsTheLargestCoverageOfARisk() {
        #expect(curve.point(forRisk: 0)?.threshold == 0.9)
        #expect(curve.point(forRisk: 0.35)?.threshold == 0.8)
        #expect(curve.point(forRisk: 0.4)?.threshold == 0.1)
        #expect(curve.point(forRisk: -0.1) == nil)
    }

    @Test func areaIsTheMeanRisk() throws {
        let expected = 0.4 / 3 + 0.2 * 0.5 + 0.2 * 0.4
        #expect(abs(try #require(curve.area) - expected) < 1e-12)
    }

    @Test func thinsForCharts() {
        #expect(curve.points(limit: 2).map(\.threshold) == [0.9, 0.1])
        #expect(curve.points(limit: 9) == curve.points)
    }
}
