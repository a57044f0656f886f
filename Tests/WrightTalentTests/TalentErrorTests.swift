import Testing
import WrightCore
import WrightTalent

@Suite struct TalentErrorTests {
    @Test func `an error names the thing, the reason and the remedy`() {
        let error = TalentError.unreadableFile(name: "a.file", reason: "line 3 is empty")
        #expect(error.message.contains("'a.file'"))
        #expect(error.message.contains("line 3 is empty"))
        #expect(error.remedy != nil)
        #expect(error.identifier == "unreadableFile")
    }
}
