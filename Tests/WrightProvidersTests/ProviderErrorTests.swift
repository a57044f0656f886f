internal import Testing
internal import WrightCore
internal import WrightProviders

@Suite struct ProviderErrorTests {
    @Test func `an error names the thing, the reason and the remedy`() {
        let error = ProviderError.unreadableReply(service: "openai at api.openai.com", reason: "it is no JSON")
        #expect(error.message.contains("'openai at api.openai.com'"))
        #expect(error.message.contains("it is no JSON"))
        #expect(error.remedy != nil)
        #expect(error.identifier == "unreadableReply")
    }

    @Test func `a wait is told in whole seconds`() {
        let error = ProviderError.circuitOpen(service: "vllm", for: .milliseconds(14_047))
        #expect(error.message == "'vllm' failed so often that it is not asked for 15 seconds.")
        #expect(error.retryAfter == .milliseconds(14_047))
        #expect(ProviderError.circuitOpen(service: "a", for: .seconds(1)).message.contains("for 1 second."))
    }

    @Test(arguments: [
        (429, true), (500, true), (503, true), (529, true), (408, true), (400, false), (401, false), (404, false),
    ])
    func `a status says whether the call may succeed later`(status: Int, isTransient: Bool) {
        let error = ProviderError.refused(service: "a", status: status, detail: "")
        #expect(error.isTransient == isTransient)
        #expect(error.status == status)
    }
}
