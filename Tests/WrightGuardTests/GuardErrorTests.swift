import Testing
import WrightGuard

@Suite struct GuardErrorTests {
    @Test func `a failure has a stable name`() {
        let error = GuardError(.brokenLog, "The log 'a' was changed.", remedy: "Restore it.")
        #expect(error.identifier == "brokenLog")
    }
}
