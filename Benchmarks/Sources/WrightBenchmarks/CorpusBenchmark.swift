internal import WrightCore
internal import WrightEncoder
internal import WrightModel
internal import WrightRetrieval
internal import WrightStore

/// Hybrid search in an index that stays open, as in a server: questions one after the other, ten hits each.
struct CorpusBenchmark {
    let modelFolder: String
    let projectFolder: String
    let questionsPath: String

    /// Milliseconds by the clock, the question's embedding included: of opening and the first question, of the other
    /// questions as they come, and of the same questions once more.
    func run() throws -> JSONValue {
        let questions = try JSONLines.texts(path: questionsPath, fields: ["text", "question"])
        let encoder = try TransformerEncoder(folder: modelFolder)
        _ = try EmbedBenchmark.waiting { try await encoder.embed([EmbedBenchmark.question], for: .query).count }
        let clock = ContinuousClock()
        let start = clock.now
        let corpus = try EmbeddedCorpus(project: ProjectFolder(path: projectFolder), embedder: encoder)
        func milliseconds(_ question: String) throws -> Double {
            let start = clock.now
            _ = try EmbedBenchmark.waiting { try await corpus.search(RetrievalQuery(question, limit: 10)).hits.count }
            return EmbedBenchmark.seconds(start.duration(to: clock.now)) * 1000
        }
        _ = try milliseconds(questions[0])
        let first = EmbedBenchmark.seconds(start.duration(to: clock.now)) * 1000
        let fresh = try questions.dropFirst().map(milliseconds).sorted()
        let again = try questions.map(milliseconds).sorted()
        return [
            "questions": .int(questions.count), "openAndFirstMilliseconds": .double(Measurement.rounded(first)),
            "freshP50Milliseconds": Self.share(0.5, of: fresh), "freshP99Milliseconds": Self.share(0.99, of: fresh),
            "againP50Milliseconds": Self.share(0.5, of: again), "againP99Milliseconds": Self.share(0.99, of: again),
        ]
    }

    private static func share(_ share: Double, of sorted: [Double]) -> JSONValue {
        .double(Measurement.rounded(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]))
    }
}
