import Testing
import WrightCore
import WrightEvaluation
import WrightModel

/// Supports a sentence exactly if every word of it stands in the span.
struct WordVerifier: SupportVerifier {
    func support(of sentence: String, in span: String) async throws -> SpanSupport {
        let known = Set(span.lowercased().split { !$0.isLetter })
        let words = sentence.lowercased().split { !$0.isLetter }
        let missing = words.filter { !known.contains($0) }
        return SpanSupport(
            support: missing.isEmpty && !words.isEmpty ? 1 : 0,
            unsupportedWords: missing.map(String.init)
        )
    }
}

@Suite struct ScorerTests {
    private func scores(_ scorer: any Scorer, _ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        try await ScorerPanel([scorer]).scores(example, outcome)
    }

    @Test func overlapFiguresFollowTheReferences() async throws {
        let example = Example(id: "a", input: "?", references: ["the red house", "a barn"])
        let scorer = OverlapScorer(OverlapScorer.Figure.allCases)
        let cited = Outcome(answer: "Red house [1]", contexts: [.init(id: "d", text: "The red house.")])
        let found = try await scores(scorer, example, cited)
        #expect(
            found["exact-match"] == .measured(1) && found["f1"] == .measured(1) && found["contains"] == .measured(1)
        )
        #expect(abs((found["rouge-1"]?.value ?? 0) - 0.8) < 1e-12)
        let bare = try await scores(scorer, Example(id: "b", input: "?"), Outcome(answer: "x"))
        #expect(bare.values.allSatisfy { $0.value == nil } && bare.count == scorer.names.count)
        let open = Example(id: "c", input: "?", isAnswerable: false)
        let abstained = try await scores(scorer, open, Outcome(answer: "", isAbstention: true))
        #expect(abstained["exact-match"] == .measured(1) && abstained["rouge-l"]?.value == nil)
        let wrong = try await scores(scorer, open, Outcome(answer: "something"))
        #expect(wrong["f1"] == .measured(0))
    }

    @Test func ragCheckerFiguresAreThoseCountedByHand() {
        // Two passages, three statements of the answer, two of the reference.
        let matrices = EntailmentMatrices(
            passagesToReference: [[true, false], [false, false]],
            passagesToAnswer: [[true, true, false], [false, false, false]],
            referenceToAnswer: [true, false, false],
            answerToReference: [true, false]
        )
        let expected: [String: Double] = [
            "claim-precision": 1.0 / 3, "claim-recall": 0.5, "claim-f1": 0.4, "context-claim-recall": 0.5,
            "context-precision": 0.5, "context-utilisation": 1, "noise-sensitivity-relevant": 1.0 / 3,
            "noise-sensitivity-irrelevant": 0, "hallucination": 1.0 / 3, "self-knowledge": 0, "faithfulness": 2.0 / 3,
        ]
        let scores = matrices.scores
        #expect(Set(scores.keys) == Set(EntailmentMatrices.names))
        for (name, value) in expected { #expect(abs((scores[name]?.value ?? -1) - value) < 1e-12, "\(name)") }
        let none = EntailmentMatrices(
            passagesToReference: [],
            passagesToAnswer: [],
            referenceToAnswer: [],
            answerToReference: []
        )
        #expect(none.scores.values.allSatisfy { $0.value == nil })
    }

    @Test func citationsAreCountedAsALCECounts() async throws {
        let example = Example(id: "a", input: "?", references: ["cats purr"])
        var outcome = Outcome(answer: "Cats purr. Dogs bark loudly. Birds fly.")
        outcome.contexts = [
            .init(id: "1", text: "cats purr"), .init(id: "2", text: "dogs bark"), .init(id: "3", text: "loudly"),
            .init(id: "4", text: "nothing here"),
        ]
        outcome.statements = [
            .init(text: "Cats purr.", citations: [0, 3]), .init(text: "Dogs bark loudly.", citations: [1, 2]),
            .init(text: "Birds fly.", citations: []), .init(text: "Cats purr.", citations: [9]),
        ]
        let found = try await scores(GroundingScorer(verifier: WordVerifier()), example, outcome)
        // Two of four sentences are entailed; of four citations, passage 4 is not needed.
        #expect(found["citation-recall"] == .measured(0.5))
        #expect(found["citation-precision"] == .measured(0.75))
        #expect(found["context-ap"] == .measured(1))
        #expect(abs((found["faithfulness"]?.value ?? 0) - 1.0 / 3) < 1e-12)
        let silent = try await scores(
            GroundingScorer(verifier: WordVerifier()),
            example,
            Outcome(answer: "", isAbstention: true)
        )
        #expect(silent.values.allSatisfy { $0.value == nil })
    }

    @Test func abstentionIsJudgedOnBothKinds() async throws {
        let open = Example(id: "a", input: "?", isAnswerable: false)
        let known = Example(id: "b", input: "?")
        let silent = Outcome(answer: "", isAbstention: true)
        #expect(try await scores(AbstentionScorer(), open, silent)["refused"] == .measured(1))
        #expect(try await scores(AbstentionScorer(), known, silent)["answered"] == .measured(0))
        #expect(try await scores(AbstentionScorer(), known, silent)["refused"]?.value == nil)
        #expect(try await scores(AbstentionScorer(), open, Outcome(answer: "x"))["abstention"] == .measured(0))
    }

    @Test func formsAreChecked() async throws {
        let example = Example(id: "a", input: "?")
        let outcome = Outcome(answer: #"{"items":[{"name":"x"},{"name":null}],"n":3}"#)
        let checks: [(String, Double)] = [
            ("$.items[0].name", 1), ("items[1].name", 0), ("$['n']", 1), ("$.items[-1].name", 0),
            ("$.items[*].name", 1),
            ("$.none", 0),
        ]
        for (path, expected) in checks {
            let scorer = try FormatScorer(name: "p", check: .path(try JSONPath(path)))
            #expect(try await scores(scorer, example, outcome)["p"] == .measured(expected), "\(path)")
        }
        let schema = try FormatScorer(name: "s", check: .schema { $0["n"]?.int == 3 ? [] : ["n is not 3"] })
        #expect(try await scores(schema, example, outcome)["s"] == .measured(1))
        #expect(try await scores(schema, example, Outcome(answer: "no json"))["s"] == .measured(0))
        let pattern = try ScorerCatalog.scorer(named: "regex:[0-9]+ apples?")
        #expect(try await scores(pattern, example, Outcome(answer: "3 apples")).values.first == .measured(1))
        #expect(try await scores(pattern, example, Outcome(answer: "I have 3 apples.")).values.first == .measured(1))
        #expect(try await scores(pattern, example, Outcome(answer: "apples")).values.first == .measured(0))
        let whole = try ScorerCatalog.scorer(named: "regex:^[0-9]+ apples?$")
        #expect(try await scores(whole, example, Outcome(answer: "3 apples")).values.first == .measured(1))
        #expect(try await scores(whole, example, Outcome(answer: "3 apples.")).values.first == .measured(0))
        #expect(throws: EvaluationError.self) { try ScorerCatalog.scorer(named: "regex:(") }
        #expect(throws: EvaluationError.self) { try ScorerCatalog.scorer(named: "path:$..") }
        #expect(throws: EvaluationError.self) { try ScorerCatalog.scorer(named: "nonsense") }
        for name in ScorerCatalog.names { #expect(try !ScorerCatalog.scorer(named: name).names.isEmpty) }
    }

    /// A scorer that misbehaves in a way of the test's choice.
    private struct Faulty: Scorer {
        let names = ["a", "b"]
        let body: @Sendable () async throws -> [String: Score]
        func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] { try await body() }
    }

    private struct Crash: Error {}

    @Test func faultyScorersMeasureNothingAndMoveNoMean() async throws {
        let example = Example(id: "a", input: "?")
        let outcome = Outcome(answer: "x")
        let crash = try await scores(Faulty { throw Crash() }, example, outcome)
        #expect(crash["a"]?.value == nil && crash["b"]?.value == nil)
        let rubbish = try await scores(Faulty { ["a": .measured(.nan), "c": .measured(1)] }, example, outcome)
        #expect(rubbish["a"]?.value == nil && rubbish["b"]?.value == nil && rubbish["c"] == nil)
        let huge = try await scores(Faulty { ["a": .measured(-1e308), "b": .measured(1e100)] }, example, outcome)
        #expect(huge["a"]?.value == nil && huge["b"]?.value == 1e100)
        let slow = ScorerPanel(
            [
                Faulty {
                    try await Task.sleep(for: .seconds(60))
                    return ["a": .measured(1)]
                }
            ],
            limit: .milliseconds(50)
        )
        #expect(try await slow.scores(example, outcome)["a"]?.value == nil)
        var table = ScoreTable()
        table.add(1, for: "x")
        table.add(0, for: "y")
        table.addNotMeasured("z", why: "The scorer failed.")
        let summary = FigureSummary(name: "f", table: table)
        #expect(summary.value.estimate?.mean == 0.5 && summary.coverageRate == 2.0 / 3)
        #expect(summary.reasons.map(\.count) == [1])
    }

    @Test func outsideScorersAnswerInJSON() async throws {
        let example = Example(id: "a", input: "?")
        func scored(_ names: [String], _ answer: JSONValue) async throws -> [String: Score] {
            try await scores(ExternalScorer(names: names) { _ in answer }, example, Outcome(answer: "x"))
        }
        #expect(try await scored(["s"], 0.5)["s"] == .measured(0.5))
        #expect(try await scored(["s"], true)["s"] == .measured(1))
        #expect(try await scored(["s"], ["s": 2])["s"] == .measured(2))
        #expect(try await scored(["s", "t"], ["s": nil, "t": "high"]).values.allSatisfy { $0.value == nil })
        #expect(try await scored(["s"], ["s": ["notMeasured": "Busy."]])["s"] == .notMeasured(why: "Busy."))
        #expect(try await scored(["s"], [1, 2])["s"]?.value == nil)
        guard case .notMeasured(let why)? = try await scored(["s"], 1e308)["s"] else {
            Issue.record("A score beyond the limit was measured.")
            return
        }
        #expect(why.contains("1e+308") && why.contains("1e+100"))
    }

    @Test func sourcesAndResourcesAreCounted() async throws {
        let example = Example(id: "a", input: "?", contexts: [.init(id: "d1"), .init(id: "d2")])
        var outcome = Outcome(answer: "x", contexts: [.init(id: "d9", text: ""), .init(id: "d1", text: "")])
        outcome.usage = TokenUsage(input: 10, output: 5)
        outcome.costMicroUSD = 2_000
        let sources = try await scores(SourceScorer(), example, outcome)
        #expect(sources["source-recall"] == .measured(0.5) && sources["source-precision"] == .measured(0.5))
        #expect(sources["source-rank"] == .measured(0.5))
        let resources = try await scores(ResourceScorer(), example, outcome)
        #expect(resources["cost"] == .measured(0.002) && resources["tokens"] == .measured(15))
        #expect(resources["latency"]?.value == nil)
        #expect(Outcome(outcome.json) == outcome)
    }
}
