import Testing
import WrightEvaluation

@Suite struct RelevanceJudgementsTests {
    @Test("reads what it writes", arguments: RelevanceJudgements.Format.allCases)
    func readsWhatItWrites(format: RelevanceJudgements.Format) throws {
        let judgements = RelevanceJudgements(["q2": ["d": 1, "文": -2], "q1": ["e": 0]])
        let text = try judgements.text(format: format)
        let read = try reading(text) { try RelevanceJudgements(parsing: $0, format: format) }
        #expect(read == judgements)
        #expect(read.judgementCount == 3 && read.queryCount == 2)
    }

    @Test func readsBEIRWithAndWithoutHeader() throws {
        let expected = RelevanceJudgements(["1": ["a": 2]])
        for text in ["query-id\tcorpus-id\tscore\n1\ta\t2\n", "1\ta\t2", "1\ta\t2\n1\ta\t2\r\n"] {
            #expect(try reading(text) { try RelevanceJudgements(parsing: $0, format: .beir) } == expected)
        }
    }

    @Test(
        "names the line that it cannot read",
        arguments: [
            (RelevanceJudgements.Format.beir, "q\td\ts\n1\ta\n", "Line 2", "3 fields were expected, but 2 were found"),
            (.beir, "1 a 1\n", "Line 1", "3 fields were expected, but 1 were found"),
            (.beir, "q\td\ts\n1\ta\thigh\n", "Line 2", "the grade 'high' is not a whole number"),
            (.trec, "1 0 a b\n", "Line 1", "the grade 'b' is not a whole number"),
            (.trec, "1 0 a 1\n\n1 0 a 2\n", "Line 3", "was judged 1 for query '1' before and is judged 2 here"),
            (.trec, "1 0 a 99999999999\n", "Line 1", "the grade '99999999999' is not a whole number"),
        ]
    )
    func namesTheLine(format: RelevanceJudgements.Format, text: String, line: String, reason: String) {
        do {
            _ = try reading(text) { try RelevanceJudgements(parsing: $0, format: format) }
            Issue.record("'\(text)' was read")
        } catch let error as EvaluationError {
            #expect(error.code == .invalidLine)
            #expect(error.message.hasPrefix("\(line) of 'qrels' cannot be read: "))
            #expect(error.message.contains(reason))
        } catch {
            Issue.record(error)
        }
    }

    @Test func refusesToWriteIdentifiersWithTabs() {
        #expect(throws: EvaluationError.self) { try RelevanceJudgements(["q\t": ["d": 1]]).text(format: .beir) }
        #expect(throws: EvaluationError.self) { try RelevanceJudgements(["q": ["d e": 1]]).text(format: .trec) }
    }
}
