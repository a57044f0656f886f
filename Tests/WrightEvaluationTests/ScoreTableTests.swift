import Testing
import WrightCore
import WrightEvaluation

@Suite struct ScoreTableTests {
    private func table(_ text: String, figure: String? = nil) throws -> ScoreTable {
        try reading(text) { try ScoreTable(parsing: $0, name: "run.jsonl", figure: figure) }
    }

    private func lines(_ scores: [[String: Score]]) -> String {
        scores.enumerated()
            .map { number, scores in
                let outcome = Outcome(answer: "a\(number)")
                let result = ExampleResult(exampleID: "e\(number)", repeatNumber: 0, outcome: outcome, scores: scores)
                return result.json.text() + "\n"
            }
            .joined()
    }

    @Test func theResultsOfARunAreRead() throws {
        let text = lines([
            ["f1": .measured(0.5), "judge": .measured(1)],
            ["f1": .measured(0.25), "judge": .notMeasured(why: "The judge slept.")],
        ])
        let judge = try table(text, figure: "judge")
        #expect(judge.entries.mapValues(\.mean) == ["e0": 1] && judge.notMeasured == ["e1": "The judge slept."])
        #expect(judge.entries["e0"]?.answer == "a0")
        #expect(try table(text, figure: "f1").entries.mapValues(\.mean) == ["e0": 0.5, "e1": 0.25])
        #expect(try table(lines([["f1": .measured(0.5)]])).entries.mapValues(\.mean) == ["e0": 0.5])
    }

    @Test func aFigureThatIsNotThereIsNamedWithThoseThatAre() {
        let text = lines([["f1": .measured(0.5), "judge": .measured(1)]])
        let unnamed = #expect(throws: EvaluationError.self) { try table(text) }
        #expect(unnamed?.message.contains("the figures f1, judge") == true)
        let wrong = #expect(throws: EvaluationError.self) { try table(text, figure: "beauty") }
        #expect(wrong?.message == "Line 1 of 'run.jsonl' cannot be read: there is no figure 'beauty'.")
        #expect(wrong?.remedy == "Name one of f1, judge.")
    }
}
