internal import Testing
internal import WrightCore
internal import WrightTrace

@Suite struct RedactingTraceRecorderTests {
    @Test func `no text of a span passes by the redaction`() async {
        let kept = InMemoryTraceRecorder()
        let recorder = RedactingTraceRecorder(kept) { $0.replacing("sesame", with: "[SECRET]") }
        let source = TraceSource(recorder: recorder, seed: 1) { 7 }
        await TraceScope.begin(source, "chat sesame") { span in
            span?.set(.requestModel, "open sesame")
            span?.set(.responseFinishReasons, ["stop", ["sesame"], .object([.init("why", "sesame")])])
            span?.set(.hitCount, 3)
            TraceScope.event("retry sesame", [TraceAttribute(.errorType, "sesame")])
        }
        let span = kept.spans.first
        #expect(span?.json.text().contains("sesame") == false)
        #expect(span?.name == "chat [SECRET]")
        #expect(span?[.requestModel] == "open [SECRET]" && span?[.hitCount] == 3)
        #expect(span?[.responseFinishReasons] == ["stop", ["[SECRET]"], .object([.init("why", "[SECRET]")])])
        #expect(span?.events.first?.name == "retry [SECRET]")
        #expect(span?.events.first?.attributes.first?.value == "[SECRET]")
        #expect(span?.start == 7)
    }
}
