import Testing
import WrightCore
import WrightEvaluation

@Suite struct RepeatsTests {
    @Test func passRatesAreUnbiased() throws {
        // All ways to draw k of n trials, counted.
        for trialCount in 1...6 {
            for successCount in 0...trialCount {
                let trials = RepeatedTrials(trialCount: trialCount, successCount: successCount)
                for k in 1...trialCount {
                    var (any, all, total) = (0, 0, 0)
                    for mask in 0..<(1 << trialCount) where mask.nonzeroBitCount == k {
                        let hits = (mask & ((1 << successCount) - 1)).nonzeroBitCount
                        (any, all, total) = (any + (hits > 0 ? 1 : 0), all + (hits == k ? 1 : 0), total + 1)
                    }
                    let anyRate = try #require(trials.passAtLeastOnce(of: k))
                    let allRate = try #require(trials.passEveryTime(of: k))
                    #expect(abs(anyRate - Double(any) / Double(total)) < 1e-12)
                    #expect(abs(allRate - Double(all) / Double(total)) < 1e-12)
                }
                #expect(trials.passAtLeastOnce(of: trialCount + 1) == nil)
            }
        }
    }

    @Test func varianceIsSplitIntoQuestionAndRun() throws {
        var random = SeededRandom(seed: 6)
        let scores = (0..<4000)
            .map { _ in
                let level = 0.5 * Simulation.normal(&random)
                return (0..<(2 + Int(random.next() % 3))).map { _ in level + 0.3 * Simulation.normal(&random) }
            }
        let parts = try #require(VarianceComponents(scores))
        #expect(abs(parts.questionVariance - 0.25) < 0.02)
        #expect(abs(parts.runVariance - 0.09) < 0.004)
        let error = parts.standardError(questionCount: 100, repeatCount: 3)
        #expect(abs(error - ((0.25 + 0.03) / 100).squareRoot()) < 0.003)
        #expect(VarianceComponents([[1], [2]]) == nil)
    }

    @Test func plansAgreeWithTheTextbook() throws {
        // Miller (2024): about 1,000 questions for 3 points at a deviation of 0.33 and 80 % power.
        let count = try #require(SamplePlan(deviation: 0.3367).exampleCount(toDetect: 0.03))
        #expect((980...1000).contains(count))
        let plan = SamplePlan(deviation: 0.5, designEffect: 2)
        let doubled = try #require(plan.exampleCount(toDetect: 0.1))
        let single = try #require(SamplePlan(deviation: 0.5).exampleCount(toDetect: 0.1))
        #expect(abs(doubled - 2 * single) <= 2)
        #expect(abs(plan.detectableDifference(with: doubled) - 0.1) < 0.001)
        #expect(plan.exampleCount(toDetect: 0) == nil)
    }
}
