import Testing
import WrightCore
import WrightEvaluation

@Suite struct DatasetTests {
    @Test(
        "reads the BEIR sets with the published counts",
        arguments: [
            ("scifact", 5183, 1109, 300, 339), ("nfcorpus", 3633, 3237, 323, 12334), ("cacm", 3204, 64, 52, 796),
        ]
    )
    func readsBEIR(name: String, documents: Int, queries: Int, judged: Int, judgements: Int) throws {
        guard let corpus = try Fixture.benchmarkFile("ir/\(name)/corpus.jsonl"),
            let queryFile = try Fixture.benchmarkFile("ir/\(name)/queries.jsonl"),
            let qrels = try Fixture.benchmarkFile("ir/\(name)/qrels/test.tsv")
        else { return }
        let dataset = try withExtendedLifetime((queryFile, qrels)) {
            try BEIRDataset(queries: queryFile.bytes, judgements: qrels.bytes)
        }
        #expect(dataset.queries.count == queries)
        #expect(dataset.judgedQueries.count == judged)
        #expect(dataset.judgements.judgementCount == judgements)
        var identifiers: Set<String> = []
        try withExtendedLifetime(corpus) {
            try BEIRDataset.readDocuments(in: corpus.bytes) { identifiers.insert($0.id) }
        }
        #expect(identifiers.count == documents)
        let relevant = dataset.judgements.grades.values.flatMap(\.keys)
        #expect(relevant.count { !identifiers.contains($0) } == 0)
    }

    @Test func readsSQuADWithThePublishedCounts() throws {
        guard let contexts = try Fixture.benchmarkFile("qa/squad-v2.0-dev/contexts.jsonl"),
            let questions = try Fixture.benchmarkFile("qa/squad-v2.0-dev/questions.jsonl")
        else { return }
        let dataset = try withExtendedLifetime((contexts, questions)) {
            try SQuADDataset(contexts: contexts.bytes, questions: questions.bytes)
        }
        #expect(dataset.contexts.count == 1204)
        #expect(dataset.questions.count == 11873)
        #expect(dataset.questions.count { !$0.isAnswerable } == 5945)
        let matches = dataset.questions.map { AnswerMatch($0.answers.first ?? "", references: $0.answers) }
        #expect(matches.count { !$0.isExact } == 0)
    }

    @Test func turnsCodePointsOfChunkingReferencesIntoBytes() throws {
        guard let questions = try Fixture.benchmarkFile("qa/chunking-evaluation/questions.jsonl") else { return }
        let names = ["chatlogs", "finance", "pubmed", "state_of_the_union", "wikitexts"]
        var files: [String: MappedFile] = [:]
        for name in names { files[name] = try Fixture.benchmarkFile("qa/chunking-evaluation/corpora/\(name).md") }
        let dataset = try withExtendedLifetime((questions, files)) {
            try ChunkingDataset(questions: questions.bytes, corpora: files.mapValues(\.bytes))
        }
        #expect(dataset.questions.count == 472)
        #expect(dataset.questions.reduce(0) { $0 + $1.references.count } == 790)
        // The text of every reference was compared while reading; chunks that are the references must score 1.
        for question in dataset.questions {
            let score = ChunkingScore(retrieved: question.references, references: question.references)
            #expect(score.recall == 1 && score.precision == 1 && score.intersectionOverUnion == 1)
        }
    }

    @Test func findsReferencesBehindLongCharacters() throws {
        let corpus = String(repeating: "aé文😀", count: 200) + "here"
        let line = #"{"question":"?","corpus":"c","references":[{"content":"here","start_index":800,"end_index":804}]}"#
        let dataset = try reading(corpus) { corpus in
            try reading(line) { try ChunkingDataset(questions: $0, corpora: ["c": corpus]) }
        }
        #expect(dataset.questions.first?.references == [2000..<2004])
    }

    @Test(
        "names the line that it cannot read",
        arguments: [
            ("{}", "Line 1 of 'queries.jsonl' cannot be read: '_id' is not a text."),
            ("{\"_id\":\"1\",\"text\":2}", "Line 1 of 'queries.jsonl' cannot be read: 'text' is not a text."),
            ("{\"_id\":\"1\",\"text\":\"\"}\n[", "Line 2 of 'queries.jsonl' cannot be read: "),
        ]
    )
    func namesTheLine(queries: String, message: String) {
        do {
            _ = try reading(queries) { queries in
                try reading("") { try BEIRDataset(queries: queries, judgements: $0) }
            }
            Issue.record("'\(queries)' was read")
        } catch let error as EvaluationError {
            #expect(error.message.hasPrefix(message))
        } catch {
            Issue.record(error)
        }
    }

    @Test func judgedQueriesComeWithTheTextsOfTheirDocuments() throws {
        let corpus = """
            {"_id":"1","title":"Tea","text":"It is hot."}
            {"_id":"2","title":"","text":"Cake."}
            {"_id":"3","title":"Not judged","text":"x"}
            """
        let queries = "{\"_id\":\"q\",\"text\":\"Hot?\"}\n{\"_id\":\"r\",\"text\":\"Sweet?\"}"
        let qrels = "query-id\tcorpus-id\tscore\nq\t1\t2\nq\t2\t0\nr\t2\t1\nr\t9\t1\n"
        let beir = try reading(queries) { queries in
            try reading(qrels) { try BEIRDataset(queries: queries, judgements: $0) }
        }
        let documents = try reading(corpus) { try beir.judgedDocuments(in: $0) }
        #expect(documents.keys.sorted() == ["1", "2"])
        #expect(beir.judgedDocumentIDs == ["1", "2", "9"])
        let set = try Dataset(name: "s", beir: beir, documents: documents)
        #expect(set.examples[0].contexts == [.init(id: "1", text: "Tea It is hot.")])
        #expect(set.examples[0].metadata["grades"] == ["1": 2, "2": 0])
        #expect(set.examples[1].contexts == [.init(id: "2", text: "Cake."), .init(id: "9")])
        let findings = DatasetCheck(set).findings
        #expect(findings.map(\.kind) == [.contextWithoutText] && findings[0].ids == ["r"])
        #expect(findings[0].message == "1 of 2 passages of 'r' have no text.")
    }

    @Test func textsThatAreNotUTF8AreRefused() throws {
        let bytes =
            Array(#"{"id":"a","input":"Why?"}"#.utf8) + [10] + Array(#"{"id":"b","input":"caf"#.utf8) + [0xE9]
            + Array(#"?"}"#.utf8)
        let error = #expect(throws: EvaluationError.self) {
            try bytes.withUnsafeBytes { try Dataset(name: "set.jsonl", parsing: $0) }
        }
        #expect(error?.message == "Line 2 of 'set.jsonl' cannot be read: The string at byte 19 is not UTF-8.")
        #expect(error?.remedy == "Save the file as UTF-8.")
    }

    @Test func stopsAtTheFirstBadDocument() {
        var count = 0
        #expect(throws: EvaluationError.self) {
            try reading("{\"_id\":\"1\",\"text\":\"x\"}\n{\"_id\":2,\"text\":\"x\"}\n") { bytes in
                try BEIRDataset.readDocuments(in: bytes) { document in
                    #expect(document.titleAndText == "x")
                    count += 1
                }
            }
        }
        #expect(count == 1)
    }

    @Test(
        "refuses references that do not stand in their corpus",
        arguments: [
            ("x", 0, 1, "there is no corpus 'x'"),
            ("c", 0, 3, "the reference at 0…3 does not stand there in its corpus"),
            ("c", 3, 4, "the reference at 3…4 does not"), ("c", 2, 9, "the reference at 2…9 does not"),
            ("c", -1, 1, "the reference at -1…1 does not"),
        ]
    )
    func refusesWrongReferences(corpus: String, start: Int, end: Int, reason: String) {
        let reference = "{\"content\":\"b\",\"start_index\":\(start),\"end_index\":\(end)}"
        let line = "{\"question\":\"?\",\"corpus\":\"\(corpus)\",\"references\":[\(reference)]}"
        do {
            _ = try reading("abcd") { corpus in
                try reading(line) { try ChunkingDataset(questions: $0, corpora: ["c": corpus]) }
            }
            Issue.record("the reference was taken")
        } catch let error as EvaluationError {
            #expect(error.message.contains(reason))
        } catch {
            Issue.record(error)
        }
    }

    @Test func refusesQuestionsWithoutTheirContext() {
        let question = #"{"id":"1","context_id":"none","question":"?","answers":[]}"#
        #expect(throws: EvaluationError.self) {
            try reading("") { contexts in
                try reading(question) { try SQuADDataset(contexts: contexts, questions: $0) }
            }
        }
    }
}
