import Foundation
import WrightText

/// A retrieval benchmark in BEIR layout, with an exhaustive BM25 and nDCG@10 to judge analyzers by.
struct RetrievalSet {
    private struct Record: Decodable {
        let _id: String
        let title: String?
        let text: String
    }

    let documents: [(id: String, text: String)]
    let queries: [(id: String, text: String)]
    let judgements: [String: [String: Int]]

    /// Reads a set, or gives nil where the data is not on this machine.
    init?(_ name: String, split: String = "test") throws {
        guard let folder = BenchmarkData.url("ir/\(name)") else { return nil }
        let corpus = try BenchmarkData.records(
            Record.self,
            in: Data(contentsOf: folder.appending(path: "corpus.jsonl"))
        )
        documents = corpus.map { ($0._id, [$0.title ?? "", $0.text].filter { !$0.isEmpty }.joined(separator: " ")) }
        var judgements: [String: [String: Int]] = [:]
        let lines = try String(contentsOf: folder.appending(path: "qrels/\(split).tsv"), encoding: .utf8)
        for line in lines.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: "\t").map(String.init)
            judgements[fields[0], default: [:]][fields[1]] = Int(fields[2]) ?? 0
        }
        self.judgements = judgements.filter { $0.value.values.contains { $0 > 0 } }
        let all = try BenchmarkData.records(
            Record.self,
            in: Data(contentsOf: folder.appending(path: "queries.jsonl"))
        )
        queries = all.filter { judgements[$0._id] != nil }.map { ($0._id, $0.text) }
    }

    var byteCount: Int { documents.reduce(0) { $0 + $1.text.utf8.count } }

    /// The mean nDCG@10 of BM25 (k1 1.2, b 0.75, Lucene's idf) over the judged queries.
    func meanNDCG(_ analyzer: Analyzer) -> Double {
        let session = AnalyzerSession(analyzer)
        var numbers: [String: Int] = [:]
        var postings: [[(document: Int, count: Int)]] = []
        var lengths: [Int] = []
        for (document, entry) in documents.enumerated() {
            var length = 0
            Self.forEachTerm(session, entry.text) { term in
                length += 1
                let number = numbers[term] ?? postings.count
                if number == postings.count {
                    numbers[term] = number
                    postings.append([])
                }
                if let last = postings[number].last, last.document == document {
                    postings[number][postings[number].count - 1].count += 1
                } else {
                    postings[number].append((document, 1))
                }
            }
            lengths.append(length)
        }
        let mean = Double(lengths.reduce(0, +)) / Double(lengths.count)
        let norms = lengths.map { 1.2 * (0.25 + 0.75 * Double($0) / mean) }
        var total = 0.0
        for query in queries {
            var scores = [Double](repeating: 0, count: documents.count)
            Self.forEachTerm(session, query.text) { term in
                guard let number = numbers[term] else { return }
                let count = Double(postings[number].count)
                let idf = log(1 + (Double(documents.count) - count + 0.5) / (count + 0.5))
                for posting in postings[number] {
                    let frequency = Double(posting.count)
                    scores[posting.document] += idf * frequency / (frequency + norms[posting.document])
                }
            }
            total += nDCG(of: scores, judgements[query.id] ?? [:])
        }
        return total / Double(queries.count)
    }

    private static func forEachTerm(_ session: AnalyzerSession, _ text: String, _ body: (String) -> Void) {
        var text = text
        text.withUTF8 { bytes in
            session.forEachTerm(in: bytes) { term, _, _ in body(String(decoding: term, as: UTF8.self)) }
        }
    }

    private func nDCG(of scores: [Double], _ relevance: [String: Int]) -> Double {
        let best = scores.indices.filter { scores[$0] > 0 }.sorted { (scores[$0], $1) > (scores[$1], $0) }.prefix(10)
        let gain = best.enumerated()
            .reduce(0.0) {
                $0 + Double(max(relevance[documents[$1.element].id] ?? 0, 0)) / log2(Double($1.offset) + 2)
            }
        let ideal = relevance.values.sorted(by: >).prefix(10).enumerated()
            .reduce(0.0) {
                $0 + Double(max($1.element, 0)) / log2(Double($1.offset) + 2)
            }
        return ideal > 0 ? gain / ideal : 0
    }
}
