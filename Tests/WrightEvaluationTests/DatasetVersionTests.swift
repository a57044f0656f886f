import Testing
import WrightCore
import WrightEvaluation

@Suite struct DatasetVersionTests {
    private func dataset(_ text: String) throws -> Dataset {
        try reading(text) { try Dataset(name: "set", parsing: $0) }
    }

    @Test func examplesAreReadAndWritten() throws {
        let text = """
            {"id":"a","input":"Who?","references":["Ann","Ann B."],"contexts":[{"id":"d1","text":"Ann did."},"plain"],\
            "tags":["x"],"cluster":"c","metadata":{"k":1}}
            {"id":"b","input":"Why?","reference":"Because."}
            {"id":"c","input":"Where?","answerable":false}
            """
        let set = try dataset(text)
        #expect(set.examples.map(\.id) == ["a", "b", "c"])
        #expect(set.examples[0].contexts.map(\.id) == ["d1", ""] && set.examples[0].contexts[1].text == "plain")
        #expect(set.examples[1].references == ["Because."] && !set.examples[2].isAnswerable)
        #expect(try dataset(set.text) == set)
    }

    @Test func versionFollowsContentAndNotOrder() throws {
        let first = try dataset("{\"id\":\"a\",\"input\":\"1\"}\n{\"id\":\"b\",\"input\":\"2\"}")
        let turned = try dataset("{\"id\":\"b\",\"input\":\"2\"}\n{\"id\":\"a\",\"input\":\"1\"}")
        let changed = try dataset("{\"id\":\"a\",\"input\":\"1\"}\n{\"id\":\"b\",\"input\":\"3\"}")
        #expect(first.version == turned.version && first.version != changed.version)
    }

    @Test func badSetsAreRefused() {
        for text in ["{\"id\":\"a\"}", "{\"id\":\"\",\"input\":\"x\"}", "{\"id\":\"a\",\"input\":\"x\",\"tags\":3}"] {
            #expect(throws: EvaluationError.self) { try dataset(text) }
        }
        let twice = "{\"id\":\"a\",\"input\":\"x\"}\n{\"id\":\"a\",\"input\":\"y\"}"
        #expect(throws: EvaluationError.self) { try dataset(twice) }
    }

    @Test func clustersAreNotDividedAndGrowthMovesNobody() throws {
        let examples = (0..<400)
            .map { number in
                var example = Example(id: "e\(number)", input: "q")
                example.cluster = "c\(number % 40)"
                return example
            }
        let split = DatasetSplit.trainAndTest(testShare: 0.3, seed: 5)
        let whole = try Dataset(name: "s", examples: examples)
        let parts = split.divide(whole)
        let clusters = parts.map { Set($0.examples.compactMap(\.cluster)) }
        #expect(clusters[0].isDisjoint(with: clusters[1]) && parts.map(\.examples.count).reduce(0, +) == 400)
        #expect((4...20).contains(clusters[1].count))
        let half = try Dataset(name: "s", examples: Array(examples[..<200]))
        let smaller = Set(split.divide(half)[1].examples.map(\.id))
        #expect(smaller.isSubset(of: Set(parts[1].examples.map(\.id))))
        let other = DatasetSplit.trainAndTest(testShare: 0.3, seed: 6).divide(whole)
        #expect(Set(other[1].examples.map(\.id)) != Set(parts[1].examples.map(\.id)))
        #expect(try split.examples(of: "test", in: examples).map(\.id) == parts[1].examples.map(\.id))
    }

    @Test func whatCannotBeDividedIsRefused() throws {
        let split = DatasetSplit.trainAndTest()
        let examples = (0..<4)
            .map { number in
                var example = Example(id: "e\(number)", input: "q")
                example.cluster = "c"
                return example
            }
        for part in ["train", "test"] {
            let error = #expect(throws: EvaluationError.self) { try split.examples(of: part, in: examples) }
            #expect(error?.message.contains("its 4 examples belong to one cluster") == true)
        }
        #expect(try split.examples(of: "train", in: []).isEmpty)
    }

    @Test func nearDuplicatesAreFoundAndOthersNot() {
        var random = SeededRandom(seed: 3)
        let words = (0..<300).map { "word\($0)" }
        var texts = (0..<500).map { _ in (0..<30).map { _ in words[Int(random.next() % 300)] }.joined(separator: " ") }
        for place in 0..<20 { texts.append(texts[place] + ", extra!") }
        texts.append(texts[0].uppercased())
        let pairs = NearDuplicates(threshold: 0.7).pairs(in: texts)
        let expected = (0..<20).map { [$0, 500 + $0] } + [[0, 520], [500, 520]]
        #expect(Set(pairs.map { [$0.first, $0.second] }) == Set(expected))
        #expect(pairs.allSatisfy { $0.overlap >= 0.7 && $0.overlap <= 1 })
        #expect(NearDuplicates().pairs(in: ["", "?", ""]).isEmpty)
    }

    @Test func faultsAreNamed() throws {
        func example(_ id: String, _ input: String, _ references: [String], _ context: String) -> Example {
            Example(id: id, input: input, references: references, contexts: [.init(id: "d", text: context)])
        }
        let set = try Dataset(
            name: "s",
            examples: [
                example("a", "What is the capital of the old kingdom of France?", ["Paris"], "It is Paris."),
                example("b", "What is the capital of the old kingdom of France today?", ["Paris"], "It is Paris."),
                example("c", "Is Paris the capital?", ["Paris"], "Paris it is."),
                example("d", "Who wrote it?", ["Dumas"], "Hugo wrote it."),
                Example(id: "e", input: "How long is the river in the north?"),
            ]
        )
        let kinds = DatasetCheck(set).findings.map { "\($0.kind.rawValue) \($0.ids.joined(separator: "+"))" }
        #expect(kinds == ["answerInQuestion c", "nearDuplicate a+b", "nothingToCompare e", "referenceNotInContexts d"])
        let other = try Dataset(name: "t", examples: [example("z", set.examples[0].input, ["Paris"], "It is Paris.")])
        let leaks = DatasetCheck(training: set, test: other).findings
        #expect(leaks.map(\.kind) == [.leakage, .leakage] && leaks[0].ids == ["a", "z"])
    }
}
