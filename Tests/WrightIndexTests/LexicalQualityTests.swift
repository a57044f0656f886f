#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif
internal import Testing
internal import WrightCore
internal import WrightIndex
internal import WrightText

/// Relevance on a public collection, as a guard against wrong formulas.
@Suite struct LexicalQualityTests {
    /// The floors are what the same index gave without telling title and text apart; the weights were chosen on other
    /// queries.
    @Test(
        "keeps its relevance with fields",
        arguments: [("scifact", 300, 0.6895), ("nfcorpus", 323, 0.3285), ("cranfield", 225, 0.5205)]
    )
    func keepsRelevance(set: String, queryCount: Int, floor: Double) throws {
        guard let folder = Self.folder(of: set) else {
            print("skipped: keepsRelevance of \(set) (no data)")
            return
        }
        let session = AnalyzerSession(Analyzer())
        var texts: [LexicalText] = []
        var ids: [String] = []
        for record in try Self.records(folder + "/corpus.jsonl") {
            texts.append(LexicalText(title: record["title"]?.string ?? "", body: record["text"]?.string ?? ""))
            ids.append(record["_id"]?.string ?? "")
        }
        var bytes: [UInt8] = []
        try LexicalSegmentBuilder.write(texts, analyzer: session.analyzer, threadCount: 2) {
            bytes.append(contentsOf: $0)
        }
        let index = try LexicalIndex(segments: [LexicalSegment(bytes: bytes, name: set)])
        let relevant = try Self.judgements(folder + "/qrels/test.tsv")
        var total = 0.0
        for record in try Self.records(folder + "/queries.jsonl") {
            guard let grades = relevant[record["_id"]?.string ?? ""] else { continue }
            let query = LexicalQuery(text: record["text"]?.string ?? "", session: session)
            let found = try index.search(query, limit: 10).map { grades[ids[Int($0.ordinal)]] ?? 0 }
            total += Self.gain(found) / Self.gain(grades.values.sorted(by: >).prefix(10))
        }
        let ndcg = total / Double(relevant.count)
        print("\(set) nDCG@10 \(ndcg) over \(relevant.count) queries")
        #expect(relevant.count == queryCount)
        #expect(ndcg >= floor)
    }

    private static func gain(_ grades: some Sequence<Int>) -> Double {
        grades.enumerated().reduce(0) { $0 + Double($1.element) / log2(Double($1.offset) + 2) }
    }

    private static func folder(of set: String) -> String? {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let data = getenv("WRIGHT_DATA").map { String(cString: $0) } ?? "/" + root + "/../shared/data"
        return access(data + "/ir/\(set)/corpus.jsonl", R_OK) == 0 ? data + "/ir/" + set : nil
    }

    private static func records(_ path: String) throws -> [JSONValue] {
        let file = try MappedFile(path: path)
        return try withExtendedLifetime(file) {
            try file.bytes.split(separator: UInt8(ascii: "\n"))
                .map {
                    try JSONValue(parsing: UnsafeRawBufferPointer(rebasing: $0))
                }
        }
    }

    private static func judgements(_ path: String) throws -> [String: [String: Int]] {
        let file = try MappedFile(path: path)
        let text = withExtendedLifetime(file) { String(decoding: file.bytes, as: UTF8.self) }
        var relevant: [String: [String: Int]] = [:]
        for line in text.split(separator: "\n").dropFirst() {
            let columns = line.split(separator: "\t").map(String.init)
            guard columns.count == 3, let grade = Int(columns[2]), grade > 0 else { continue }
            relevant[columns[0], default: [:]][columns[1]] = grade
        }
        return relevant
    }
}
