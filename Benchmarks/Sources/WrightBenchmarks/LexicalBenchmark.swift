internal import WrightCore
internal import WrightIndex
internal import WrightText

/// Building and searching a lexical index: one segment, one thread, 10 hits, any term may match.
///
/// The analysis of the query is part of what is measured, except with `--terms`, where texts are terms with spaces
/// between and the query is only split.
struct LexicalBenchmark {
    let documentsPath: String
    let queriesPath: String
    let areTerms: Bool

    func run() throws -> JSONValue {
        let documents = try JSONLines.texts(path: documentsPath, fields: ["text"])
        let queries = try JSONLines.texts(path: queriesPath, fields: ["question", "text"])
        let analyzer = Analyzer()
        let session = AnalyzerSession(analyzer)
        var bytes: [UInt8] = []
        let buildSeconds = try Measurement.seconds {
            var builder = LexicalSegmentBuilder(fingerprint: analyzer.fingerprint)
            for document in documents {
                if areTerms {
                    try builder.add(terms: document.split(separator: " ").map(String.init))
                } else {
                    try builder.add(text: document, session: session)
                }
            }
            bytes = try builder.build()
        }
        let index = try LexicalIndex(segments: [LexicalSegment(bytes: bytes, name: "benchmark")])
        var hitCount = 0
        let searchSeconds = try Measurement.bestSeconds {
            hitCount = 0
            for query in queries { hitCount += try index.search(lexical(query, session), limit: 10).count }
        }
        let prepared = queries.map { lexical($0, session) }
        let preparedSeconds = try Measurement.bestSeconds {
            for query in prepared { hitCount += try index.search(query, limit: 10).count }
        }
        let deepCount = min(500, prepared.count)
        let deepSeconds = try Measurement.bestSeconds(rounds: 1) {
            for query in prepared.prefix(deepCount) { hitCount += try index.search(query, limit: 1000).count }
        }
        return [
            "documents": .int(documents.count), "queries": .int(queries.count), "terms": .bool(areTerms),
            "analyzer": .string(analyzer.fingerprint), "buildSeconds": .double(buildSeconds),
            "segmentBytes": .int(bytes.count), "hits": .int(hitCount),
            "queriesPerSecond": .double(Measurement.rounded(Double(queries.count) / searchSeconds)),
            "queriesPerSecondAlreadyAnalysed": .double(Measurement.rounded(Double(queries.count) / preparedSeconds)),
            "queriesPerSecondLimit1000": .double(Measurement.rounded(Double(deepCount) / deepSeconds)),
        ]
    }

    private func lexical(_ query: String, _ session: AnalyzerSession) -> LexicalQuery {
        guard areTerms else { return LexicalQuery(text: query, session: session) }
        return LexicalQuery(terms: query.split(separator: " ").map(String.init))
    }
}
