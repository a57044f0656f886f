import Testing
import WrightEvaluation

@Suite struct RetrievalMetricTests {
    @Test(
        "reads the names that it writes",
        arguments: ["ndcg", "ndcg@10", "map", "map@100", "mrr@10", "recall@100", "p@1", "success@5", "rprec", "bpref"]
    )
    func readsItsOwnNames(name: String) throws {
        #expect(try RetrievalMetric(parsing: name).description == name)
        #expect(try RetrievalMetric(parsing: name.uppercased()).description == name)
    }

    @Test(
        "refuses other names with a remedy",
        arguments: [
            "", "ndgc@10", "ndcg@", "ndcg@0", "ndcg@-1", "ndcg@+1", "ndcg@1.5", "ndcg@10@10", "rprec@3", "bpref@1",
        ]
    )
    func refusesOtherNames(name: String) {
        do {
            _ = try RetrievalMetric(parsing: name)
            Issue.record("'\(name)' was read")
        } catch {
            #expect(error.code == .metricUnknown)
            #expect(error.message.hasPrefix("'\(name)' is not a retrieval metric: "))
            #expect(error.remedy?.contains("ndcg@10") == true)
        }
    }

    @Test func standardMetricsHaveDistinctNames() {
        #expect(Set(RetrievalMetric.standard.map(\.description)).count == RetrievalMetric.standard.count)
    }
}
