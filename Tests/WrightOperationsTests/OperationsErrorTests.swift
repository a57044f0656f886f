internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightOperations

@Suite struct OperationsErrorTests {
    @Test func `an error names the thing, the reason and the remedy`() {
        let error = OperationsError.unreadablePrices(name: "a.file", reason: "line 3 is empty")
        #expect(error.message.contains("'a.file'"))
        #expect(error.message.contains("line 3 is empty"))
        #expect(error.remedy != nil)
        #expect(error.identifier == "unreadablePrices")
    }
}
