import Testing
import WrightCore
import WrightEvaluation

@Suite struct ReviewQueueTests {
    private func run() throws -> (run: EvaluationRun, examples: [Example]) {
        let examples = (0..<40)
            .map { number in
                var example = Example(id: "e\(number)", input: "q")
                example.tags = [number < 4 ? "rare" : "common"]
                return example
            }
        let results = examples.enumerated()
            .map { number, example in
                var outcome = Outcome(answer: "a")
                outcome.confidence = Double(number) / 40
                let scores: [String: Score] = ["a": .measured(1), "b": .measured(number == 30 ? 0 : 1)]
                return ExampleResult(exampleID: example.id, repeatNumber: 0, outcome: outcome, scores: scores)
            }
        let set = try Dataset(name: "s", examples: examples)
        return (
            EvaluationRun(
                name: "r",
                manifest: RunManifest(dataset: set, system: nil, scorers: ["a", "b"]),
                results: results
            ), examples
        )
    }

    @Test func samplingChoosesWhatItSays() throws {
        let (run, examples) = try run()
        func ids(_ sampling: ReviewQueue.Sampling, _ count: Int) -> [String] {
            ReviewQueue(sampling: sampling, count: count, seed: 3).choose(run, examples: examples).map(\.exampleID)
        }
        #expect(ids(.lowConfidence, 3) == ["e0", "e1", "e2"])
        #expect(ids(.disagreement, 1) == ["e30"])
        let stratified = ids(.stratified, 8)
        #expect(Set(stratified).count == 8 && stratified.filter { ["e0", "e1", "e2", "e3"].contains($0) }.count == 4)
        #expect(ids(.random, 10) == ids(.random, 10) && Set(ids(.random, 100)).count == 40)
    }

    @Test func disagreementsStayOpenUntilDecided() throws {
        let items = [
            ReviewReport.Item(exampleID: "a", labels: ["ann": "good", "ben": "good"]),
            .init(exampleID: "b", labels: ["ann": "bad", "ben": "good"]),
            .init(exampleID: "c", labels: ["ann": "bad", "ben": "bad"]),
            .init(exampleID: "d", labels: ["ann": "good", "ben": "bad"], decision: "bad"),
            .init(exampleID: "e", labels: ["ann": "good"]),
        ]
        let report = ReviewReport(items)
        #expect(report.openIDs == ["b"] && report.reviewers == ["ann", "ben"] && report.kappas.count == 1)
        #expect(items.map(\.settledLabel) == ["good", nil, "bad", "bad", "good"])
        #expect(try #require(report.kappas[0].kappa.agreement.estimate).mean == 0.5)
        #expect(report.alpha.itemCount == 4)
    }

    @Test func theBestOfManyIsMeasuredElsewhere() {
        var random = SeededRandom(seed: 1)
        // Twenty settings that do not differ: the best looks better on the training part, and is not on the other.
        let trials = (0..<20)
            .map { number in
                TuningReport.Trial(setting: "s\(number)", scores: (0..<60).map { _ in Simulation.uniform(&random) })
            }
        let fresh = (0..<2).map { _ in (0..<60).map { _ in Simulation.uniform(&random) } }
        let report = TuningReport(trials: trials, incumbent: 0, heldOut: (fresh[0], fresh[1], nil))
        #expect(report.trials[0].mean >= trials.map(\.mean).max() ?? 0 && report.trialCount == 20)
        #expect(report.optimism > 0.02 && report.heldOut.verdict == .inconclusive)
        #expect(report.trainingPValue ?? 0 > 0.05)
        #expect(TuningReport.best(trials) == trials.indices.max { trials[$0].mean < trials[$1].mean })
        let best = TuningReport.best(trials)
        let same = TuningReport(trials: trials, incumbent: best, heldOut: (fresh[0], fresh[0], nil))
        #expect(report.isChanged == (best != 0) && !same.isChanged && same.trainingPValue == nil)
    }
}
