import Testing
import WrightCore
import WrightGrounding

@Suite struct GroundingErrorTests {
    @Test func `weights of another form are refused by name`() {
        for text in ["", "{", "[]", #"{"schema":2}"#, #"{"schema":1,"features":["a"]}"#] {
            let error = #expect(throws: GroundingError.self) {
                try Array(text.utf8).withUnsafeBytes { try SupportModel(parsing: $0, name: "own.json") }
            }
            #expect(error?.code == .unreadableWeights)
            #expect(error?.message.contains("'own.json'") == true)
            #expect(error?.remedy != nil)
        }
    }

    @Test func `examples of one kind are refused`() {
        let example = SupportExample(context: "a b", response: "a", isSupported: true, set: "s", source: "1")
        let error = #expect(throws: GroundingError.self) { try SupportTraining([example, example]) }
        #expect(error?.code == .unsuitableExamples)
    }
}
