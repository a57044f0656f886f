import Testing
import WrightCore
import WrightEvaluation

@Suite struct GateComparisonTests {
    private func table(_ text: String) throws -> ScoreTable {
        try reading(text) { try ScoreTable(parsing: $0, name: "scores.jsonl") }
    }

    @Test func aClearLossIsWorseAndAClearGainBetter() {
        var random = SeededRandom(seed: 2)
        let baseline = (0..<100).map { _ in Double.random(in: 0.4...0.6, using: &random) }
        let candidate = baseline.map { $0 - 0.1 + Double.random(in: -0.05...0.05, using: &random) }
        let loss = GateComparison(baseline: baseline, candidate: candidate)
        #expect(loss.verdict == .worse && loss.neededCount == nil && (loss.pValue ?? 1) < 0.001)
        #expect(GateComparison(baseline: candidate, candidate: baseline).verdict == .better)
        var configuration = GateComparison.Configuration()
        configuration.isLowerBetter = true
        let cost = GateComparison(baseline: baseline, candidate: candidate, configuration: configuration)
        #expect(cost.verdict == .better)
    }

    @Test func theNeededNumberSettlesWhatWasInconclusive() throws {
        var random = SeededRandom(seed: 8)
        func systems(_ count: Int) -> (baseline: [Double], candidate: [Double]) {
            let baseline = (0..<count).map { _ in Simulation.uniform(&random) }
            return (baseline, baseline.map { $0 + 0.05 + 0.4 * Simulation.normal(&random) })
        }
        let plan = SamplePlan(deviation: 0.4)
        let needed = try #require(plan.exampleCount(toDetect: 0.05))
        var decidedCount = 0
        for _ in 0..<300 {
            let (baseline, candidate) = systems(needed)
            if GateComparison(baseline: baseline, candidate: candidate).verdict == .better { decidedCount += 1 }
        }
        // 80 % of 300 is 240; three standard errors are 21.
        #expect((219...261).contains(decidedCount), "\(decidedCount)")
        let few = systems(30)
        let comparison = GateComparison(baseline: few.baseline, candidate: few.candidate)
        #expect(comparison.verdict == .inconclusive && comparison.neededCount ?? 0 > 30)
    }

    @Test func equalScoresAreEquivalentWithinAMargin() {
        let scores = (0..<200).map { $0 % 3 == 0 ? 0.0 : 0.7 }
        var configuration = GateComparison.Configuration()
        configuration.margin = 0.05
        let comparison = GateComparison(baseline: scores, candidate: scores, configuration: configuration)
        #expect(comparison.verdict == .equivalent)
        #expect(GateComparison(baseline: scores, candidate: scores).verdict == .inconclusive)
        let one = GateComparison(baseline: [0.2], candidate: [0.9], configuration: configuration)
        #expect(one.verdict == .inconclusive && one.interval == nil)
    }

    @Test(
        "where no example differs, the needed number is the least that the margin needs",
        arguments: [[0.0, 1.0], [0.2, 0.7]]
    )
    func theMarginNeedsSoMany(values: [Double]) throws {
        var configuration = GateComparison.Configuration()
        configuration.margin = 0.05
        func compared(_ count: Int, clusterSize: Int? = nil) -> GateComparison {
            let scores = (0..<count).map { values[$0 % 2] }
            let clusters = clusterSize.map { size in (0..<count).map { "c\($0 / size)" } }
            return GateComparison(
                baseline: scores,
                candidate: scores,
                clusters: clusters,
                configuration: configuration
            )
        }
        let few = compared(30)
        let needed = try #require(few.neededCount)
        // ln(0.05) / ln(0.95) is 58.4, and z² · 0.95 / 0.05 with z = 1.645 is 51.4.
        #expect(few.verdict == .inconclusive && needed == (values == [0, 1] ? 52 : 59))
        #expect(compared(needed).verdict == .equivalent && compared(needed - 1).verdict == .inconclusive)
        #expect(compared(30, clusterSize: 3).neededCount == 177)
        configuration.margin = nil
        #expect(compared(30).neededCount == nil)
    }

    @Test func thatNoExampleDiffersIsSaid() throws {
        let scores = try table((0..<30).map { "{\"id\":\"\($0)\",\"score\":0.\($0 % 5)}\n" }.joined())
        var configuration = GateComparison.Configuration()
        let open = try RunComparison(baseline: scores, candidate: scores)
        #expect(open.lines().contains("No example differs; only a margin lets them be shown equivalent."))
        configuration.margin = 0.05
        let bounded = try RunComparison(baseline: scores, candidate: scores, configuration: configuration)
        #expect(bounded.lines().contains("No example differs."))
        #expect(bounded.lines().contains { $0.hasPrefix("About 59 examples would settle it") })
    }

    @Test func clustersWidenTheInterval() throws {
        var random = SeededRandom(seed: 3)
        let draw = Simulation.clustered(30, truth: 0.1).draw(&random)
        let clustered = GateComparison(baseline: draw.baseline, candidate: draw.candidate, clusters: draw.clusters)
        let plain = GateComparison(baseline: draw.baseline, candidate: draw.candidate)
        let wide = try #require(clustered.interval)
        let narrow = try #require(plain.interval)
        #expect(wide.upperBound - wide.lowerBound > 1.3 * (narrow.upperBound - narrow.lowerBound))
        #expect(clustered.clusterCount == 30 && clustered.test == "clustered-sign-flip")
    }

    @Test func filesArePairedByIdentifier() throws {
        let baseline = try table(
            """
            {"id":"a","score":1,"tags":["x"],"answer":"red house"}
            {"id":"b","score":false}
            {"id":"c","score":0.5}
            {"id":"c","score":0.7}
            {"id":"d","score":null}
            {"id":"e","score":1}
            """
        )
        let candidate = try table(
            """
            {"id":"b","score":true}
            {"id":"a","score":0.25,"answer":"blue house"}
            {"id":"c","score":0.6}
            {"id":"f","score":1}
            """
        )
        let comparison = try RunComparison(baseline: baseline, candidate: candidate)
        #expect(comparison.overall.count == 3)
        #expect(comparison.missingInCandidate == ["e"] && comparison.missingInBaseline == ["f"])
        #expect(comparison.flakyIDs == ["c"])
        #expect(comparison.changes.map(\.id) == ["a", "b"])
        #expect(baseline.unmeasuredIDs == ["d"])
        let change = try #require(comparison.changes.first)
        let difference = AnswerDifference(from: change.baselineAnswer ?? "", to: change.candidateAnswer ?? "")
        #expect(difference.text == "[-red-] {+blue+} house")
        #expect(throws: EvaluationError.self) { try RunComparison(baseline: ScoreTable(), candidate: candidate) }
    }

    @Test func badLinesAreNamed() {
        let huge = [#"{"id":"a","score":1e154}"#, #"{"id":"a","score":-1e308}"#]
        for line in [#"{"score":1}"#, #"{"id":"a"}"#, #"{"id":"a","score":"high"}"#, "{", "[1]"] + huge {
            #expect(throws: EvaluationError.self) { try table(line) }
        }
    }

    @Test func largeScoresAndSmallRatesEndNoProgram() throws {
        let error = #expect(throws: EvaluationError.self) {
            try table("{\"id\":\"a\",\"score\":1}\n{\"id\":\"b\",\"score\":1e101}\n")
        }
        #expect(error?.message.contains("Line 2 of 'scores.jsonl'") == true)
        let most = Score.magnitudeLimit
        let wide = GateComparison(baseline: [most, -most, 0], candidate: [-most, most, most])
        #expect(wide.verdict == .inconclusive && wide.interval != nil)
        let clusters = (0..<60).map { "c\($0 % 3)" }
        let sums = ClusteredMean(of: clusters.map { $0 == "c1" ? most : -most }, clusters: clusters)
        #expect(sums.interval() != nil && sums.studentInterval() != nil)
        for score in [1e154, 1e160, 1e308] {
            let beyond = GateComparison(baseline: [score, -score, 1], candidate: [-score, score, -score])
            #expect(beyond.verdict == .inconclusive)
            #expect(ClusteredMean(of: [score, -score, score]).clusterCount == 3)
        }
        var configuration = GateComparison.Configuration()
        configuration.alpha = 1e-300
        let rare = GateComparison(baseline: [0.1, 0.2, 0.3], candidate: [0.3, 0.2, 0.2], configuration: configuration)
        #expect(rare.verdict == .inconclusive)
    }

    @Test func aGateMayRequireMoreThanNotWorse() throws {
        func tables(_ count: Int, missing: Int, gain: (Int) -> Double) -> (ScoreTable, ScoreTable) {
            var (baseline, candidate) = (ScoreTable(), ScoreTable())
            for number in 0..<count {
                let score = 0.3 + Double(number % 4) / 10
                baseline.add(score, for: "\(number)")
                if number >= missing { candidate.add(score + gain(number), for: "\(number)") }
            }
            return (baseline, candidate)
        }
        func compared(_ tables: (ScoreTable, ScoreTable), margin: Double? = nil) throws -> RunComparison {
            var configuration = GateComparison.Configuration()
            configuration.margin = margin
            return try RunComparison(baseline: tables.0, candidate: tables.1, configuration: configuration)
        }
        let noise = { (number: Int) in number % 2 == 0 ? 0.1 : -0.1 }
        let open = try compared(tables(40, missing: 0, gain: noise))
        #expect(open.overall.verdict == .inconclusive && open.isComplete)
        #expect(open.shortfall(of: .better)?.contains("inconclusive") == true)
        #expect(open.shortfall(of: .notWorse) != nil, "Without a margin, nothing shows that it is not worse.")
        #expect(try compared(tables(40, missing: 0, gain: noise), margin: 0.05).shortfall(of: .notWorse) == nil)
        #expect(try compared(tables(40, missing: 0, gain: noise), margin: 0.001).shortfall(of: .notWorse) != nil)
        let gain = { (number: Int) in 0.1 + noise(number) / 10 }
        let better = try compared(tables(40, missing: 4, gain: gain))
        #expect(better.shortfall(of: .better) == nil && better.shortfall(of: .notWorse) == nil)
        let gaps = try compared(tables(40, missing: 5, gain: gain))
        #expect(gaps.overall.verdict == .better && !gaps.isComplete)
        #expect(gaps.shortfall(of: .better)?.contains("lacks 5 of the baseline's 40") == true)
        let cheaper = try compared(tables(40, missing: 0, gain: { -gain($0) }), margin: 0.05)
        #expect(cheaper.overall.verdict == .worse && cheaper.shortfall(of: .notWorse) != nil)
    }

    @Test func slicesAreCorrectedForTheirNumber() throws {
        var random = SeededRandom(seed: 31)
        var baseline = ScoreTable()
        var candidate = ScoreTable()
        for number in 0..<1000 {
            let tag = "t\(number % 20)"
            let entry = ScoreTable.Entry(scores: [], tags: [tag])
            let score = Simulation.uniform(&random)
            baseline.add(score, for: "\(number)", describedBy: entry)
            let loss = tag == "t7" ? 0.5 : 0
            candidate.add(score - loss + 0.2 * Simulation.normal(&random), for: "\(number)", describedBy: entry)
        }
        let comparison = try RunComparison(baseline: baseline, candidate: candidate)
        #expect(comparison.slices.count == 20)
        #expect(comparison.slices.filter { $0.verdict == .worse }.map(\.tag) == ["t7"])
        #expect(comparison.slices.allSatisfy { $0.adjustedPValue >= $0.comparison.pValue ?? 1 })
    }

    @Test func answersAreComparedWordByWord() {
        #expect(AnswerDifference(from: "a b c", to: "a b c").text == "a b c")
        #expect(AnswerDifference(from: "a b c d", to: "a x c").text == "a [-b-] {+x+} c [-d-]")
        #expect(AnswerDifference(from: "", to: "new words").text == "{+new words+}")
        let long = (0..<3000).map { "w\($0)" }.joined(separator: " ")
        #expect(AnswerDifference(from: long, to: "other").parts.count == 2)
    }
}
