import Testing
import WrightCore
import WrightEvaluation

@Suite struct SequentialPlanTests {
    /// Published for five equal looks at 5 %, two-sided: Jennison & Turnbull (2000), "Group Sequential Methods", and
    /// the R package ldbounds.
    @Test(
        arguments: [
            (SequentialPlan.Spending.obrienFleming, [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]),
            (.pocock, [2.4380, 2.4268, 2.4101, 2.3966, 2.3859]),
        ]
    )
    func boundariesAreThosePublished(_ spending: SequentialPlan.Spending, _ expected: [Double]) {
        let plan = SequentialPlan(fractions: [0.2, 0.4, 0.6, 0.8, 1], spending: spending)
        for (boundary, published) in zip(plan.boundaries, expected) { #expect(abs(boundary - published) < 0.0002) }
    }

    @Test func oneLookIsAnOrdinaryTest() {
        let plan = SequentialPlan(fractions: [1])
        #expect(abs(plan.boundaries[0] - 1.959963984540054) < 1e-6)
        #expect(abs(plan.nominalLevels[0] - 0.05) < 1e-6)
    }

    @Test func lookingOftenKeepsTheFalseAlarmRate() {
        var random = SeededRandom(seed: 12)
        let fractions = [0.25, 0.5, 0.75, 1.0]
        for spending in SequentialPlan.Spending.allCases {
            let plan = SequentialPlan(fractions: fractions, spending: spending)
            var stoppedCount = 0
            let runCount = 8000
            for _ in 0..<runCount {
                var sum = 0.0
                var isStopped = false
                for (look, boundary) in plan.boundaries.enumerated() {
                    for _ in 0..<25 { sum += Simulation.normal(&random) }
                    let z = sum / (Double(look + 1) * 25).squareRoot()
                    if abs(z) >= boundary { isStopped = true }
                }
                if isStopped { stoppedCount += 1 }
            }
            let rate = Double(stoppedCount) / Double(runCount)
            #expect(rate > 0.042 && rate < 0.058, "\(spending): \(rate)")
        }
    }
}
