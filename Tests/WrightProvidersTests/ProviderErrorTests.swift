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

    @Test(arguments: [
        (429, true), (500, true), (503, true), (529, true), (408, true), (400, false), (401, false), (404, false),
    ])
    func `a status says whether the call may succeed later`(status: Int, isTransient: Bool) {
        let error = ProviderError.refused(service: "a", status: status, detail: "")
        #expect(error.isTransient == isTransient)
        #expect(error.status == status)
    }
}
