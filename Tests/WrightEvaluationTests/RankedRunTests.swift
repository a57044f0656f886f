import Testing
import WrightEvaluation

@Suite struct RankedRunTests {
    @Test func readsWhatItWrites() throws {
        let run = try RankedRun([
            "q1": [
                RankedRun.Entry(document: "d2", score: 0.1),
                RankedRun.Entry(document: "d1", score: 12.345678901234567),
                RankedRun.Entry(document: "文", score: -3e-300),
            ],
            "q2": [RankedRun.Entry(document: "d2", score: 0)],
        ])
        let text = try run.text(tag: "wright")
        #expect(text.hasPrefix("q1 Q0 d1 1 12.345678901234567 wright\nq1 Q0 d2 2 0.1 wright\n"))
        let read = try reading(text) { try RankedRun(parsing: $0) }
        #expect(read.ranking(forQuery: "q1") == run.ranking(forQuery: "q1"))
        #expect(read.ranking(forQuery: "q2") == run.ranking(forQuery: "q2"))
        #expect(read.queryCount == 2)
    }

    @Test func readsTabsAndWindowsLineEnds() throws {
        let run = try reading("\u{FEFF}1\tQ0  d 1 0.5 t\r\n\r\n1 Q0 e 2 0.75 t") { try RankedRun(parsing: $0) }
        #expect(run.ranking(forQuery: "1")?.map(\.document) == ["e", "d"])
    }

    @Test(
        "names the line that it cannot read",
        arguments: [
            ("1 Q0 d 1 0.5 t\n1 Q0 d 2", "Line 2 of 'run' cannot be read: 6 fields were expected, but 4 were found."),
            ("1 Q0 d 1 0.5 t x", "Line 1 of 'run' cannot be read: 6 fields were expected, but more were found."),
            ("\n\n1 Q0 d 1 high t", "Line 3 of 'run' cannot be read: the score 'high' is not a finite number."),
            ("1 Q0 d 1 nan t", "Line 1 of 'run' cannot be read: the score 'nan' is not a finite number."),
            ("1 Q0 d 1 1 t\n1 Q0 d 2 2 t", "The ranking of query '1' holds the document 'd' more than once."),
        ]
    )
    func namesTheLine(text: String, message: String) {
        do {
            _ = try reading(text) { try RankedRun(parsing: $0) }
            Issue.record("'\(text)' was read")
        } catch let error as EvaluationError {
            #expect(error.message == message)
            #expect(error.remedy != nil)
        } catch {
            Issue.record(error)
        }
    }

    @Test func refusesInvalidUTF8() {
        let bytes: [UInt8] = Array("1 Q0 d".utf8) + [0xFF] + Array(" 1 1 t".utf8)
        #expect(throws: EvaluationError.self) { try bytes.withUnsafeBytes { try RankedRun(parsing: $0) } }
    }

    @Test func refusesFilesBeyondTheLimits() {
        let text = "1 Q0 d 1 1 t\n2 Q0 d 1 1 t\n"
        let fewLines = ReadingLimits(maximumLineCount: 1)
        let shortLines = ReadingLimits(maximumLineLength: 11)
        for (limits, message) in [
            (fewLines, "The file 'run' has more than 1 lines."),
            (shortLines, "Line 1 of 'run' is longer than 11 bytes."),
        ] {
            do {
                _ = try reading(text) { try RankedRun(parsing: $0, limits: limits) }
                Issue.record("the limit was not kept")
            } catch let error as EvaluationError {
                #expect(error.code == .limitExceeded)
                #expect(error.message == message)
            } catch {
                Issue.record(error)
            }
        }
        #expect(throws: Never.self) {
            try reading(text) { try RankedRun(parsing: $0, limits: ReadingLimits(maximumLineLength: 12)) }
        }
    }

    @Test func refusesScoresThatAreNoNumbers() {
        let entry = RankedRun.Entry(document: "d", score: .infinity)
        #expect(throws: EvaluationError.self) { try RankedRun(["q": [entry]]) }
    }

    @Test(arguments: ["", "a b", "a\tb", "a\n"]) func refusesToWriteIdentifiersWithWhiteSpace(identifier: String) throws
    {
        let entry = RankedRun.Entry(document: "d", score: 1)
        let inDocument = try RankedRun(["q": [RankedRun.Entry(document: identifier, score: 1)]])
        let inQuery = try RankedRun([identifier: [entry]])
        #expect(throws: EvaluationError.self) { try inDocument.text(tag: "t") }
        #expect(throws: EvaluationError.self) { try inQuery.text(tag: "t") }
        #expect(throws: EvaluationError.self) { try RankedRun(["q": [entry]]).text(tag: identifier) }
    }
}
