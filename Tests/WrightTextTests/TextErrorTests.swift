import Testing
import WrightText

@Suite struct TextErrorTests {
    @Test func messagesNameTheThingAndTheRemedy() {
        let missing = #expect(throws: TextError.self) { try WordPieceTokenizer(vocabulary: Array("a\nb\n".utf8)) }
        #expect(missing?.code == .specialTokenMissing)
        #expect(missing?.identifier == "specialTokenMissing")
        #expect(missing?.message == "The vocabulary has no token '[CLS]', which the tokenizer needs.")
        #expect(missing?.remedy?.contains("vocabulary that belongs to the model") == true)
        let empty = #expect(throws: TextError.self) { try WordPieceTokenizer(vocabulary: []) }
        #expect(empty?.code == .vocabularyInvalid)
        #expect(
            empty?.message == "The vocabulary is not a list of tokens, one on each line: it is empty."
        )
    }
}
