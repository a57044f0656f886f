extension TemporaryFolder {
    /// Writes questions `e0`, `e1` and so on, with one reference answer each, one JSON object a line.
    ///
    /// Each may have further members, such as `"cluster":"c"`.
    func writeQuestions(
        _ name: String = "set.jsonl",
        count: Int,
        input: (Int) -> String = { _ in "What?" },
        reference: (Int) -> String,
        members: [String] = []
    ) throws {
        let more = members.map { "," + $0 }.joined()
        let lines = (0..<count)
            .map { #"{"id":"e\#($0)","input":"\#(input($0))","references":["\#(reference($0))"]\#(more)}"# + "\n" }
        try write(name, lines.joined())
    }

    /// Writes answers to the questions `e0`, `e1` and so on, one JSON object a line.
    func writeAnswers(_ name: String = "answers.jsonl", count: Int, _ answer: (Int) -> String) throws {
        try write(name, (0..<count).map { #"{"id":"e\#($0)","answer":"\#(answer($0))"}"# + "\n" }.joined())
    }
}
