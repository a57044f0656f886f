import Testing
import WrightCore
import WrightEvaluation

/// What the gate promises, by simulation: seeded, 2,000 runs each.
@Suite struct GateCoverageTests {
    private static let runCount = 2000

    @Test(
        arguments: [
            Simulation.graded(8, truth: 0.1), Simulation.graded(15, truth: 0), Simulation.graded(60, truth: 0.05),
            Simulation.skewed(15, truth: 0.1), Simulation.skewed(40, truth: 0), Simulation.skewed(150, truth: 0.1),
            Simulation.binary(30, gainRate: 0.2, lossRate: 0.1), Simulation.binary(60, gainRate: 0.1, lossRate: 0.1),
            Simulation.binary(300, gainRate: 0.08, lossRate: 0.04), Simulation.clustered(10, truth: 0.1),
            Simulation.clustered(25, truth: 0), Simulation.clustered(60, truth: 0.05),
            Simulation.clustered(20, truth: 0.05, isBinary: true), Simulation.clustered(50, truth: 0, isBinary: true),
        ]
    )
    func intervalsCoverTheTrueDifference(_ population: Simulation.Population) {
        var random = SeededRandom(seed: 77)
        var coveredCount = 0
        var configuration = GateComparison.Configuration()
        configuration.flipCount = 200
        for _ in 0..<Self.runCount {
            let (baseline, candidate, clusters) = population.draw(&random)
            let comparison = GateComparison(
                baseline: baseline,
                candidate: candidate,
                clusters: clusters,
                configuration: configuration
            )
            if comparison.interval?.contains(population.truth) ?? true { coveredCount += 1 }
        }
        let rate = Double(coveredCount) / Double(Self.runCount)
        print("coverage \(population.name) difference \(population.truth): \(rate)")
        #expect(rate >= 0.93 && rate <= 0.97, "\(population.name): \(rate)")
    }

    @Test(
        arguments: [
            Simulation.graded(6, truth: 0), Simulation.graded(12, truth: 0), Simulation.graded(100, truth: 0),
            Simulation.skewed(25, truth: 0), Simulation.skewed(60, truth: 0),
            Simulation.binary(20, gainRate: 0.1, lossRate: 0.1), Simulation.binary(200, gainRate: 0.1, lossRate: 0.1),
            Simulation.clustered(8, truth: 0), Simulation.clustered(40, truth: 0),
            Simulation.clustered(30, truth: 0, isBinary: true),
        ]
    )
    func equalSystemsRaiseFewAlarms(_ population: Simulation.Population) {
        var random = SeededRandom(seed: 41)
        var alarmCount = 0
        var worseCount = 0
        var configuration = GateComparison.Configuration()
        configuration.flipCount = 999
        for _ in 0..<Self.runCount {
            let (baseline, candidate, clusters) = population.draw(&random)
            let comparison = GateComparison(
                baseline: baseline,
                candidate: candidate,
                clusters: clusters,
                configuration: configuration
            )
            let verdict = comparison.verdict
            if verdict != .inconclusive { alarmCount += 1 }
            if verdict == .worse { worseCount += 1 }
        }
        let rate = Double(alarmCount) / Double(Self.runCount)
        print("alarms \(population.name): \(rate), worse \(Double(worseCount) / Double(Self.runCount))")
        // Two-sided 5 % and three standard errors of the simulation; one-sided, what fails a build, 2.5 %.
        #expect(rate <= 0.05 + 0.0146, "\(population.name): \(rate)")
        #expect(Double(worseCount) / Double(Self.runCount) <= 0.05, "\(population.name)")
    }

    @Test func equivalenceIsRarelyClaimedWhereTheDifferenceIsTheMargin() {
        var random = SeededRandom(seed: 5)
        var claimedCount = 0
        var configuration = GateComparison.Configuration()
        configuration.margin = 0.05
        configuration.flipCount = 200
        let population = Simulation.graded(200, truth: 0.05)
        for _ in 0..<1000 {
            let (baseline, candidate, _) = population.draw(&random)
            let comparison = GateComparison(baseline: baseline, candidate: candidate, configuration: configuration)
            if comparison.verdict == .equivalent { claimedCount += 1 }
        }
        #expect(claimedCount <= 70, "\(claimedCount) of 1000")
    }
}
