import Testing
import WrightCore
import WrightEvaluation

/// The further measures of trec_eval.
@Suite struct TrecMeasureTests {
    @Test func measuresEqualTrecEval() throws {
        let fixture = try Fixture.json("trec.json")
        var run = RankedRun()
        for query in try #require(fixture["run"]?.object) {
            let entries = (query.value.object ?? [])
                .map { RankedRun.Entry(document: $0.name, score: $0.value.double ?? 0) }
            try run.setRanking(entries, forQuery: query.name)
        }
        var judgements = RelevanceJudgements()
        for query in try #require(fixture["judgements"]?.object) {
            for entry in query.value.object ?? [] {
                judgements.judge(document: entry.name, forQuery: query.name, grade: entry.value.int ?? 0)
            }
        }
        let values = try #require(fixture["values"]?.object)
        let names = try #require(values.first?.value.object).map(\.name)
        #expect(names.count == 18)
        let metrics = try names.map { try RetrievalMetric(parsing: $0) } + [.averagePrecision()]
        let found = RetrievalEvaluation(run: run, judgements: judgements, metrics: metrics)
        let expected = Dictionary(uniqueKeysWithValues: values.map { ($0.name, $0.value) })
        for metric in metrics.dropLast() {
            #expect(metric.description == names[metrics.firstIndex(of: metric) ?? 0])
            for (query, score) in zip(found.queries, found.scores(of: metric)) {
                let value = try #require(expected[query]?[metric.description]?.double)
                #expect(abs(score - value) < 1e-9, "\(metric) \(query): \(score), \(value)")
            }
            #expect(found.value(of: metric).estimate != nil)
        }
        let gmap = try #require(found.geometricMeanAveragePrecision)
        #expect(abs(gmap - (try #require(fixture["gmap"]?.double))) < 1e-9)
    }

    @Test func namesAreChecked() {
        for name in ["iprec", "iprec@101", "iprec@x", "infap@10", "11pt@3", "num-ret@1"] {
            #expect(throws: EvaluationError.self) { try RetrievalMetric(parsing: name) }
        }
    }
}
