import Testing
import WrightCore
import WrightEvaluation

@Suite struct AnswerMatchTests {
    @Test("equals the definition of SQuAD 2.0")
    func equalsDefinition() throws {
        let recorded = try Fixture.json("answers.json").array ?? []
        #expect(recorded.count > 250)
        for item in recorded {
            let answer = try #require(item["answer"]?.string)
            let match = AnswerMatch(answer, references: (item["references"]?.array ?? []).compactMap(\.string))
            #expect(match.isExact == item["exact"]?.bool, "'\(answer)'")
            #expect(abs(match.f1 - (try #require(item["f1"]?.double))) < 1e-12, "'\(answer)'")
        }
    }

    @Test func abstainingIsRightOnlyWithoutAnAnswer() {
        #expect(AnswerMatch("", references: []).isExact)
        #expect(AnswerMatch("", references: []).f1 == 1)
        #expect(!AnswerMatch("", references: ["Paris"]).isExact)
        #expect(AnswerMatch("Paris", references: []).f1 == 0)
    }
}
