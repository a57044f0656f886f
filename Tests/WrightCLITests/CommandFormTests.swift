import Foundation
import Testing

/// The JSON that commands promise; more fields may come, none of these may go.
struct CommandFormTests {
    /// A folder with the handbook, indexed by words only.
    private func indexed() async throws -> (folder: TemporaryFolder, report: JSONTree) {
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        let result = try await folder.wright("index", "--json", "--model", "none", "handbook")
        try #require(result.status == 0, "\(result.messageText)")
        return (folder, try result.json())
    }

    private func expectRange(_ tree: JSONTree?) throws {
        let range = try #require(tree)
        let (start, end) = (try #require(range["start"]?.integer), try #require(range["end"]?.integer))
        #expect(0 <= start && start < end)
    }

    @Test func indexReports() async throws {
        let (folder, report) = try await indexed()
        #expect(report["schema"]?.integer == 1)
        #expect(report["documents"]?.names == ["added", "updated", "unchanged", "removed", "failed"])
        #expect(report["documents"]?["added"]?.integer == 3)
        #expect(try #require(report["chunks"]?.integer) >= 3)
        #expect(try #require(report["tokens"]?.integer) > 100)
        #expect(try #require(report["seconds"]?.number) > 0)
        #expect(report["failures"] == .array([]))
        try folder.write("handbook/new.txt", "A lift is repaired by its maker.")
        try folder.write("handbook/broken.docx", "PK\u{3}\u{4} this is no archive")
        try folder.write("handbook/security.md", "# Security\n\nNothing is secret.")
        try folder.remove("handbook/travel.md")
        let second = try await folder.wright("index", "--json", "--model", "none")
        #expect(second.status == 2)
        let changed = try second.json()
        let counts = ["added", "updated", "unchanged", "removed", "failed"].map { changed["documents"]?[$0]?.integer }
        #expect(counts == [1, 1, 1, 1, 1])
        let failure = try #require(changed["failures"]?.array?.first)
        #expect(failure["uri"]?.string == "handbook/broken.docx")
        #expect(try #require(failure["reason"]?.string).isEmpty == false)
    }

    @Test func searchGivesHits() async throws {
        let (folder, _) = try await indexed()
        let start = ContinuousClock.now
        let result = try await folder.wright("search", "--json", "hotel receipts")
        let whole = ContinuousClock.now - start
        #expect(result.status == 0)
        let tree = try result.json()
        let milliseconds = try #require(tree["milliseconds"]?.number)
        #expect(milliseconds > 0 && .milliseconds(milliseconds) <= whole)
        #expect(tree["whyEmpty"] == nil)
        let hits = try #require(tree["hits"]?.array)
        #expect(hits.map { $0["rank"]?.integer } == (1...hits.count).map(Optional.some))
        let scores = hits.compactMap { $0["score"]?.number }
        #expect(scores.count == hits.count && scores == scores.sorted(by: >))
        for hit in hits {
            #expect(hit.names.isSuperset(of: ["rank", "score", "document", "title", "range", "text", "signals"]))
            #expect(hit["signals"]?.names == ["lexical"])
            try expectRange(hit["range"])
        }
        #expect(hits.first?["document"]?.string == "handbook/travel.md")
        #expect(hits.first?["title"]?.string == "Travel")
        let nothing = try await folder.wright("search", "--json", "xylophone").json()
        #expect(nothing["hits"] == .array([]))
        #expect(nothing["whyEmpty"]?.string == "noMatch")
    }

    @Test func askAnswersOrAbstains() async throws {
        let (folder, _) = try await indexed()
        let result = try await folder.wright("ask", "--json", "How long must I keep hotel receipts?")
        #expect(result.status == 0)
        let answer = try result.json()
        #expect(answer.names.isSuperset(of: ["answer", "abstained", "support", "citations", "milliseconds"]))
        #expect(answer["abstained"]?.bool == false)
        #expect(answer["reason"] == nil)
        #expect(try #require(answer["answer"]?.string).contains("for six months. ["))
        let support = try #require(answer["support"]?.number)
        #expect((0...1).contains(support))
        let citations = try #require(answer["citations"]?.array)
        #expect(citations.first?["number"]?.integer == 1)
        for citation in citations {
            #expect(citation.names.isSuperset(of: ["number", "document", "title", "range", "quote"]))
            try expectRange(citation["range"])
        }
        let silence = try await folder.wright("ask", "--json", "Who built the zeppelin hangar?")
        #expect(silence.status == 0)
        #expect(try silence.json()["abstained"]?.bool == true)
        #expect(try silence.json()["reason"]?.string?.isEmpty == false)
        #expect(try silence.json()["citations"] == .array([]))
    }

    @Test func statusSaysWhatIsIndexed() async throws {
        let (folder, report) = try await indexed()
        let status = try await folder.wright("status", "--verify", "--json").json()
        #expect(status["schema"]?.integer == 1)
        #expect(status["project"]?.string == folder.path)
        #expect(status["documents"]?.integer == 3)
        #expect(status["chunks"] == report["chunks"])
        #expect(status["tokens"] == report["tokens"])
        #expect(status["generation"]?.integer == 1)
        #expect(status["model"] == .null)
        #expect(status["folders"] == .array([.string(folder.path + "/handbook")]))
        #expect(status["damaged"] == .array([]))
        let second = try await folder.wright("index", "--model", "none", "--json").json()
        #expect(second["documents"]?["unchanged"]?.integer == 3)
        #expect(try await folder.wright("status", "--json").json()["generation"]?.integer == 1)
    }

    @Test func withAModelBothSignalsCount() async throws {
        guard try await WrightProcess.hasModel() else { return WrightProcess.skip("search by meaning", "no model") }
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        let report = try await folder.wright("index", "--json", "handbook").json()
        #expect(report["model"]?.string == "all-MiniLM-L6-v2")
        #expect(report["embedded"] == report["chunks"])
        let hybrid = try await folder.wright("search", "--json", "hotel receipts").json()
        #expect(hybrid["mode"]?.string == "hybrid")
        #expect(hybrid["hits"]?.array?.first?["signals"]?.names == ["lexical", "vector"])
        let meaning = try await folder.wright("search", "--json", "--mode", "vector", "my notebook was stolen").json()
        let first = try #require(meaning["hits"]?.array?.first)
        #expect(first["document"]?.string == "handbook/security.md")
        #expect(first["signals"]?.names == ["vector"])
        let second = try await folder.wright("index", "--json").json()
        #expect(second["documents"]?["unchanged"]?.integer == 3)
        #expect(second["embedded"]?.integer == 0)
    }

    @Test func quietCommandsSayNothing() async throws {
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        let index = try await folder.wright("index", "--quiet", "--model", "none", "handbook")
        #expect(index.status == 0 && index.output.isEmpty && index.messages.isEmpty)
        let search = try await folder.wright("search", "-q", "hotel")
        #expect(!search.output.isEmpty && search.messages.isEmpty)
    }

    @Test func modelListNamesModels() async throws {
        let folder = try TemporaryFolder()
        let list = try await folder.wright("model", "list", "--json").json()
        #expect(list["schema"]?.integer == 1)
        for model in try #require(list["models"]?.array) {
            #expect(model["name"]?.string?.isEmpty == false)
            #expect(model["source"]?.string?.isEmpty == false)
        }
    }

    @Test func embedWritesANumPyArrayOfUnitRows() async throws {
        guard try await WrightProcess.hasModel() else { return WrightProcess.skip("embedding", "no model") }
        let folder = try TemporaryFolder()
        let texts = ["Keep the receipts.", "Lock the screen.", "", "Grüße aus Zürich – 你好 🙂"]
        let lines = texts.map { #"{"text":"\#($0)"}"# }.joined(separator: "\n")
        try folder.write("texts.jsonl", lines + "\n")
        let result = try await folder.wright(
            "embed",
            "--input",
            "texts.jsonl",
            "--output",
            "vectors.npy",
            "--precision",
            "f32",
            "--json"
        )
        try #require(result.status == 0, "\(result.messageText)")
        let report = try result.json()
        #expect(report["texts"]?.integer == 4)
        #expect(try #require(report["tokens"]?.integer) >= 16)
        #expect(report.names.isSuperset(of: ["texts", "tokens", "seconds", "tokensPerSecond"]))
        let array = try folder.bytes("vectors.npy")
        #expect(Array(array.prefix(8)) == [0x93] + Array("NUMPY".utf8) + [1, 0])
        let start = 10 + Int(array[8]) + Int(array[9]) << 8
        #expect(start.isMultiple(of: 64))
        let header = String(decoding: array[10..<start], as: UTF8.self)
        #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 384), }"))
        #expect(header.hasSuffix("\n"))
        try #require(array.count == start + 4 * 384 * 4)
        let values = (0..<4 * 384)
            .map { place in
                (0..<4).reduce(UInt32(0)) { $0 | UInt32(array[start + place * 4 + $1]) << (8 * $1) }
            }
        for row in 0..<4 {
            let norm = values[row * 384..<(row + 1) * 384]
                .reduce(0.0) {
                    $0 + Double(Float(bitPattern: $1)) * Double(Float(bitPattern: $1))
                }
            #expect(abs(norm.squareRoot() - 1) < 1e-5, "row \(row)")
        }
    }

    /// A set of three queries: the first two find their document first, the third one finds another one only.
    private func writeSet(_ folder: TemporaryFolder) throws {
        try folder.write(
            "set/corpus.jsonl",
            #"{"_id":"d1","title":"Travel","text":"Keep the receipts of hotels for six months."}"# + "\n"
                + #"{"_id":"d2","title":"Security","text":"Lock the screen of your laptop."}"# + "\n"
                + #"{"_id":"d3","title":"Garden","text":"Roses need sun."}"# + "\n"
        )
        try folder.write(
            "set/queries.jsonl",
            #"{"_id":"q1","text":"hotel receipts"}"# + "\n" + #"{"_id":"q2","text":"laptop screen"}"# + "\n"
                + #"{"_id":"q3","text":"six months"}"# + "\n"
        )
        try folder.write("set/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq3\td3\t1\n")
    }

    private func expectMetric(_ tree: JSONTree, _ name: String, mean: Double) throws {
        let metric = try #require(tree["metrics"]?[name], "\(name)")
        let found = try #require(metric["mean"]?.number, "\(name)")
        let low = try #require(metric["low"]?.number, "\(name)")
        let high = try #require(metric["high"]?.number, "\(name)")
        #expect(abs(found - mean) < 1e-9, "\(name)")
        #expect(low <= found && found <= high && low < high, "\(name)")
    }

    @Test func evalRetrievalMeasures() async throws {
        let folder = try TemporaryFolder()
        try writeSet(folder)
        let result = try await folder.wright(
            "eval",
            "retrieval",
            "set",
            "--mode",
            "lexical",
            "--run-file",
            "set.run",
            "--json"
        )
        try #require(result.status == 0, "\(result.messageText)")
        let tree = try result.json()
        #expect(tree["queries"]?.integer == 3)
        #expect(tree["mode"]?.string == "lexical")
        #expect(try #require(tree["queriesPerSecond"]?.number) > 0)
        #expect(try #require(tree["seconds"]?.number) > 0)
        for name in ["ndcg@10", "map", "mrr@10", "recall@10", "recall@100"] {
            try expectMetric(tree, name, mean: 2.0 / 3)
        }
        try expectMetric(tree, "p@10", mean: 0.2 / 3)
        let run = String(decoding: try folder.bytes("set.run"), as: UTF8.self).split(separator: "\n")
        let ranking = run.map { $0.split(separator: " ").prefix(4).joined(separator: " ") }
        #expect(ranking == ["q1 Q0 d1 1", "q2 Q0 d2 1", "q3 Q0 d1 1"])
    }
}
