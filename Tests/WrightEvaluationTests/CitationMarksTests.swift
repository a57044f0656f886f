import Testing
import WrightCore
import WrightEvaluation
import WrightModel

@Suite struct CitationMarksTests {
    private func outcome(_ answer: String, passageCount: Int) -> Outcome {
        Outcome(answer: answer, contexts: (0..<passageCount).map { .init(id: "d\($0)", text: "So it is.") })
    }

    private func exactMatch(_ answer: String, _ reference: String, passageCount: Int = 2) async throws -> Double? {
        let example = Example(id: "a", input: "?", references: [reference])
        let scorer = OverlapScorer([.exactMatch])
        return try await scorer.score(example, outcome(answer, passageCount: passageCount))["exact-match"]?.value
    }

    @Test(
        "only numbers of passages behind a blank or a sentence are marks",
        arguments: [
            ("It is red [1]. And blue [2, 3].", "It is red. And blue."),
            ("It is red. [1][2] It is old. [3]", "It is red. It is old."),
            ("A heading [1] A text.[2]", "A heading A text."),
            ("In [1999] it was red. [1]", "In [1999] it was red."), ("It is red. [4]", "It is red. [4]"),
            ("It is red. [0]", "It is red. [0]"), ("a[1] here", "a[1] here"), ("args[1]", "args[1]"), ("[1]", "[1]"),
            ("See [1](https://example.org).", "See [1](https://example.org)."),
            ("[a] stays, [] too, [12", "[a] stays, [] too, [12"), ("It is [+1] or [1 2].", "It is [+1] or [1 2]."),
            ("It is [99999999999999999999].", "It is [99999999999999999999]."),
        ]
    )
    func takesOffCitationMarks(answer: String, plain: String) {
        #expect(outcome(answer, passageCount: 3).plainAnswer == plain)
        #expect(outcome(answer, passageCount: 0).plainAnswer == answer)
    }

    @Test(
        "equal texts match, and texts that differ in their marks alone",
        arguments: [
            ("It is red. [1]", "It is red. [1]"), ("It is red. [1]", "It is red."),
            ("It is red. [2]", "It is red. [1]"),
            ("In [1999] it was red. [1]", "In [1999] it was red."), ("[1999]", "[1999]"), ("a[1] here", "a[1] here"),
        ]
    )
    func matches(answer: String, reference: String) async throws {
        #expect(try await exactMatch(answer, reference) == 1)
    }

    @Test func otherBracketsStillDiffer() async throws {
        #expect(try await exactMatch("args[1]", "args[2]") == 0)
        #expect(try await exactMatch("In [1998] it was red.", "In [1999] it was red.") == 0)
        // Without passages there is no mark.
        #expect(try await exactMatch("It is red. [1]", "It is red.", passageCount: 0) == 0)
    }

    @Test func supportIsJudgedWithoutMarks() async throws {
        let example = Example(id: "a", input: "?", references: ["It is red. [1]"])
        var cited = outcome("It is red. [1]", passageCount: 1)
        cited.statements = [.init(text: "It is red.", citations: [0])]
        let seen = Seen()
        _ = try await GroundingScorer(verifier: seen).score(example, cited)
        #expect(await seen.texts.allSatisfy { !$0.contains("[") })
    }

    /// Notes what it is asked.
    private actor Seen: SupportVerifier {
        var texts: [String] = []

        func support(of sentence: String, in span: String) async throws -> SpanSupport {
            texts += [sentence, span]
            return SpanSupport(support: 1, unsupportedWords: [])
        }
    }
}
