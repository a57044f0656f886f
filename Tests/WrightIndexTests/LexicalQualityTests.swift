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
    @Test func reachesPublishedRelevanceOnSciFact() throws {
        guard let folder = Self.dataFolder else {
            print("skipped: reachesPublishedRelevanceOnSciFact (no data)")
            return
        }
        let session = AnalyzerSession(Analyzer())
        var builder = LexicalSegmentBuilder(fingerprint: session.analyzer.fingerprint)
        var ids: [String] = []
        for record in try Self.records(folder + "/corpus.jsonl") {
            try builder.add(text: "\(record["title"]?.string ?? "") \(record["text"]?.string ?? "")", session: session)
            ids.append(record["_id"]?.string ?? "")
        }
        let index = try LexicalIndex(segments: [LexicalSegment(bytes: builder.build(), name: "scifact")])
        let relevant = try Self.judgements(folder + "/qrels/test.tsv")
        var total = 0.0
        for record in try Self.records(folder + "/queries.jsonl") {
            guard let wanted = relevant[record["_id"]?.string ?? ""] else { continue }
            let query = LexicalQuery(text: record["text"]?.string ?? "", session: session)
            let found = try index.search(query, limit: 10).map { wanted.contains(ids[Int($0.ordinal)]) }
            let gain = found.enumerated().reduce(0) { $0 + ($1.element ? 1 / log2(Double($1.offset) + 2) : 0) }
            total += gain / (0..<min(10, wanted.count)).reduce(0) { $0 + 1 / log2(Double($1) + 2) }
        }
        let ndcg = total / Double(relevant.count)
        print("SciFact nDCG@10 \(ndcg) over \(relevant.count) queries")
        #expect(relevant.count == 300)
        #expect(ndcg >= 0.66)
    }

    private static var dataFolder: String? {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let data = getenv("WRIGHT_DATA").map { String(cString: $0) } ?? "/" + root + "/../shared/data"
        return access(data + "/ir/scifact/corpus.jsonl", R_OK) == 0 ? data + "/ir/scifact" : nil
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

    private static func judgements(_ path: String) throws -> [String: Set<String>] {
        let file = try MappedFile(path: path)
        let text = withExtendedLifetime(file) { String(decoding: file.bytes, as: UTF8.self) }
        var relevant: [String: Set<String>] = [:]
        for line in text.split(separator: "\n").dropFirst() {
            let columns = line.split(separator: "\t").map(String.init)
            guard columns.count == 3, Int(columns[2]) ?? 0 > 0 else { continue }
            relevant[columns[0], default: []].insert(columns[1])
        }
        return relevant
    }
}
