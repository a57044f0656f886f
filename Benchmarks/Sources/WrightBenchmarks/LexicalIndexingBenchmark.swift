internal import WrightCore
internal import WrightIndex
internal import WrightText

/// Making a lexical index of texts with some threads: analysis, lists, and the whole segment in memory.
struct LexicalIndexingBenchmark {
    let documentsPath: String
    let threadCount: Int

    func run() throws -> JSONValue {
        guard (1...64).contains(threadCount) else { throw BenchmarkError.wrongUsage(usage) }
        let texts = try JSONLines.texts(path: documentsPath, fields: ["text"]).map { LexicalText(body: $0) }
        let textBytes = texts.reduce(0) { $0 + $1.body.utf8.count }
        let analyzer = Analyzer()
        var members: [JSONValue.Member] = [
            .init("documents", .int(texts.count)), .init("textBytes", .int(textBytes)),
            .init("threads", .int(threadCount)),
        ]
        for (name, storesPositions) in [("Positions", true), ("Frequencies", false)] {
            var best = Double.infinity
            var size = 0
            for _ in 0..<2 {
                var bytes: [UInt8] = []
                let seconds = try Measurement.wallSeconds {
                    try LexicalSegmentBuilder.write(
                        texts,
                        analyzer: analyzer,
                        threadCount: threadCount,
                        storesPositions: storesPositions
                    ) { bytes.append(contentsOf: $0) }
                }
                best = min(best, seconds)
                size = bytes.count
            }
            members.append(.init("secondsWith" + name, .double(best)))
            members.append(.init("bytesWith" + name, .int(size)))
        }
        return .object(members)
    }
}
