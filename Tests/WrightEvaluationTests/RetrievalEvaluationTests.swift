import Testing
import WrightCore
import WrightEvaluation

@Suite struct RetrievalEvaluationTests {
    private struct Recorded {
        let name: String
        var run = RankedRun()
        var judgements = RelevanceJudgements()
        var values: [String: [String: Double]] = [:]

        init(_ json: JSONValue) throws {
            name = json["name"]?.string ?? ""
            for query in json["judgements"]?.object ?? [] {
                for document in query.value.object ?? [] {
                    judgements.judge(document: document.name, forQuery: query.name, grade: document.value.int ?? 0)
                }
            }
            for query in json["run"]?.object ?? [] {
                let entries = (query.value.array ?? [])
                    .compactMap { pair -> RankedRun.Entry? in
                        guard let pair = pair.array, let id = pair[0].string, let score = pair[1].double else {
                            return nil
                        }
                        return RankedRun.Entry(document: id, score: score)
                    }
                try run.setRanking(entries, forQuery: query.name)
            }
            for query in json["values"]?.object ?? [] {
                for metric in query.value.object ?? [] {
                    values[query.name, default: [:]][metric.name] = metric.value.double
                }
            }
        }
    }

    @Test("equals trec_eval to 1e-9 for every recorded query and metric")
    func equalsTRECEval() throws {
        var comparedCount = 0
        for json in try Fixture.json("retrieval.json").array ?? [] {
            let recorded = try Recorded(json)
            let names = Set(recorded.values.values.flatMap(\.keys))
            let metrics = try names.map { try RetrievalMetric(parsing: $0) }
            let evaluation = RetrievalEvaluation(
                run: recorded.run,
                judgements: recorded.judgements,
                metrics: metrics
            )
            for metric in metrics {
                let scores = evaluation.scores(of: metric)
                #expect(scores.count == evaluation.queries.count)
                for (query, score) in zip(evaluation.queries, scores) {
                    // What the reference program leaves out is a query that the run does not hold; it counts as 0 here.
                    let expected = recorded.values[query]?[metric.description] ?? 0
                    #expect(abs(score - expected) < 1e-9, "\(recorded.name), \(query), \(metric)")
                    comparedCount += 1
                }
            }
            #expect(evaluation.missingQueries == evaluation.queries.filter { recorded.values[$0] == nil })
            #expect(evaluation.unjudgedQueries == ["not judged"])
        }
        #expect(comparedCount > 4000)
    }

    @Test func countsMissingQueriesAsZero() throws {
        let run = try RankedRun(["1": [RankedRun.Entry(document: "a", score: 1)]])
        let judgements = RelevanceJudgements(["1": ["a": 1], "2": ["a": 1]])
        let evaluation = RetrievalEvaluation(run: run, judgements: judgements, metrics: [.averagePrecision()])
        #expect(evaluation.missingQueries == ["2"])
        #expect(evaluation.value(of: .averagePrecision()).estimate?.mean == 0.5)
        #expect(evaluation.value(of: .averagePrecision()).estimate?.count == 2)
    }

    @Test func scoresNothingWhereAllJudgementsAreNegative() throws {
        let run = try RankedRun(["1": [RankedRun.Entry(document: "a", score: 1)]])
        let metrics: [RetrievalMetric] = [
            .ndcg(), .averagePrecision(), .bpref, .rPrecision, .recall(10), .precision(1),
        ]
        let evaluation = RetrievalEvaluation(
            run: run,
            judgements: RelevanceJudgements(["1": ["a": -1]]),
            metrics: metrics
        )
        for metric in metrics { #expect(evaluation.scores(of: metric) == [0]) }
    }

    @Test func saysWhyNothingWasMeasured() {
        let none = RetrievalEvaluation(run: RankedRun(), judgements: RelevanceJudgements(), metrics: [.ndcg(10)])
        #expect(none.value(of: .ndcg(10)) == .notMeasured(why: "There are no relevance judgements."))
        #expect(none.value(of: .bpref) == .notMeasured(why: "The metric 'bpref' was not asked for."))
    }

    @Test func breaksTiesByDescendingIdentifierBytes() throws {
        let run = try RankedRun([
            "q": ["a", "Z", "b", "ä"].map { RankedRun.Entry(document: $0, score: 1) }
                + [RankedRun.Entry(document: "c", score: 1 + 1e-9), RankedRun.Entry(document: "A", score: 2)]
        ])
        #expect(run.ranking(forQuery: "q")?.map(\.document) == ["A", "ä", "c", "b", "a", "Z"])
        #expect(run.ranking(forQuery: "other") == nil)
    }

    @Test func comparesRunsQueryByQuery() throws {
        var judgements = RelevanceJudgements()
        var good = RankedRun()
        var bad = RankedRun()
        for query in 0..<40 {
            judgements.judge(document: "hit", forQuery: "\(query)", grade: 1)
            let hit = RankedRun.Entry(document: "hit", score: 1)
            let miss = RankedRun.Entry(document: "miss", score: query % 4 == 0 ? 0 : 2)
            try good.setRanking([hit], forQuery: "\(query)")
            try bad.setRanking([hit, miss], forQuery: "\(query)")
        }
        let metric = RetrievalMetric.reciprocalRank(10)
        let baseline = RetrievalEvaluation(run: bad, judgements: judgements, metrics: [metric])
        let contender = RetrievalEvaluation(run: good, judgements: judgements, metrics: [metric])
        let comparison = contender.comparison(with: baseline, in: metric)
        #expect(comparison.difference.estimate?.mean == 0.375)
        #expect(comparison.winCount == 30 && comparison.tieCount == 10 && comparison.lossCount == 0)
        #expect(comparison.verdict == .better)
        #expect(baseline.comparison(with: contender, in: metric).verdict == .worse)
        #expect(contender.comparison(with: contender, in: metric).verdict == .inconclusive)
    }
}
