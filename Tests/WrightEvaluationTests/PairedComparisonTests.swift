import Testing
import WrightCore
import WrightEvaluation

@Suite struct PairedComparisonTests {
    @Test func randomisationTestAgreesWithAllSignFlips() throws {
        let baseline: [Double] = [0.1, 0.4, 0.5, 0.3, 0.9, 0.2, 0.7, 0.6, 0.35, 0.8]
        let contender: [Double] = [0.3, 0.35, 0.8, 0.5, 0.85, 0.5, 0.75, 0.9, 0.35, 0.95]
        let differences = zip(baseline, contender).map { $1 - $0 }
        let observed = abs(differences.reduce(0, +))
        var extremeCount = 0
        for signs in 0..<(1 << differences.count) {
            let sum = differences.indices.reduce(0.0) { $0 + (signs >> $1 & 1 == 0 ? 1 : -1) * differences[$1] }
            if abs(sum) >= observed - 1e-12 { extremeCount += 1 }
        }
        let exact = Double(extremeCount) / Double(1 << differences.count)
        let comparison = PairedComparison(
            baseline: baseline,
            contender: contender,
            bootstrap: Bootstrap(resampleCount: 100_000)
        )
        #expect(abs(try #require(comparison.pValue) - exact) < 0.003)
        #expect(comparison.winCount == 7 && comparison.lossCount == 2 && comparison.tieCount == 1)
    }

    @Test func equalSystemsAreRarelyToldApart() {
        var random = SeededRandom(seed: 9)
        var decidedCount = 0
        for _ in 0..<200 {
            let baseline = (0..<40).map { _ in Double.random(in: 0...1, using: &random) }
            let contender = (0..<40).map { _ in Double.random(in: 0...1, using: &random) }
            let comparison = PairedComparison(
                baseline: baseline,
                contender: contender,
                bootstrap: Bootstrap(resampleCount: 500)
            )
            if comparison.verdict != .inconclusive { decidedCount += 1 }
        }
        // 5 % of 200 is 10; 22 is four standard errors above.
        #expect(decidedCount <= 22)
    }

    @Test func nothingToCompareIsInconclusive() {
        let comparison = PairedComparison(baseline: [], contender: [])
        #expect(comparison.verdict == .inconclusive)
        #expect(comparison.pValue == nil)
        #expect(comparison.difference.estimate == nil)
    }
}
