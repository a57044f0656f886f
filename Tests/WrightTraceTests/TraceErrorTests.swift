internal import Testing
internal import WrightCore
internal import WrightTrace

@Suite struct TraceErrorTests {
    @Test func `an error names the thing, the reason and the remedy`() {
        let error = TraceError.unreadableTrace(name: "a.file", reason: "line 3 is empty")
        #expect(error.message.contains("'a.file'"))
        #expect(error.message.contains("line 3 is empty"))
        #expect(error.remedy != nil)
        #expect(error.identifier == "unreadableTrace")
    }
}
