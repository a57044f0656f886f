internal import Synchronization
internal import Testing
internal import WrightCore
internal import WrightTrace

@Suite struct TraceScopeTests {
    /// A source whose time grows by one with each look.
    static func source(_ recorder: InMemoryTraceRecorder) -> TraceSource {
        let time = Counter()
        return TraceSource(recorder: recorder, seed: 3) { time.next() }
    }

    final class Counter: Sendable {
        private let state = Mutex<Int64>(0)
        func next() -> Int64 {
            state.withLock {
                $0 += 1
                return $0
            }
        }
    }

    @Test func `spans stand in one another, also across tasks`() async {
        let recorder = InMemoryTraceRecorder()
        await TraceScope.begin(Self.source(recorder), "ask") { root in
            root?.set(.hitCount, 3)
            await withTaskGroup(of: Void.self) { group in
                for name in ["a", "b"] {
                    group.addTask { await TraceScope.span(name) { _ in TraceScope.event("noted", []) } }
                }
            }
        }
        #expect(recorder.traces.count == 1)
        let spans = recorder.traces.first?.spans ?? []
        #expect(Set(spans.map(\.name)) == ["ask", "a", "b"])
        let root = spans.first { $0.parentID == nil }
        #expect(root?.name == "ask")
        #expect(root?[.hitCount] == 3)
        for span in spans where span.parentID != nil {
            #expect(span.parentID == root?.id)
            #expect(span.events.map(\.name) == ["noted"])
            #expect(span.start <= span.end)
        }
    }

    @Test func `a failure is kept by its name and never by its message`() async {
        let recorder = InMemoryTraceRecorder()
        let error = CoreError.fileUnreadable(path: "secret place", reason: "x")
        await #expect(throws: CoreError.self) {
            try await TraceScope.begin(Self.source(recorder), "ask") { _ in throw error }
        }
        #expect(recorder.spans.first?.failure == "fileUnreadable")
        #expect(recorder.spans.first.map { $0.json.text().contains("secret place") } == false)
    }

    @Test func `without a source nothing is recorded and the work is done`() async {
        let value = await TraceScope.begin(nil, "ask") { span in
            await TraceScope.span("inner") { inner in span == nil && inner == nil ? 7 : 0 }
        }
        #expect(value == 7)
    }

    @Test func `a recorder keeps the newest spans within its limit`() async {
        let recorder = InMemoryTraceRecorder(limit: 2)
        for name in ["a", "b", "c"] { await TraceScope.begin(Self.source(recorder), name) { _ in } }
        #expect(recorder.spans.map(\.name) == ["b", "c"])
    }
}
