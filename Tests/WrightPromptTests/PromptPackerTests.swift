import Testing
import WrightCore
import WrightPrompt
import WrightTrace

struct PromptPackerTests {
    private func packer(_ budget: Int) -> PromptPacker {
        PromptPacker(budget: budget, separator: " ") { $0.split { $0 == " " || $0 == "\n" }.count }
    }

    @Test func keepsTheOrderAndReportsWhatIsCut() throws {
        let parts = [
            PromptPart(name: "question", text: "what is it", isRequired: true),
            PromptPart(name: "low", text: "one two three four", priority: 1),
            PromptPart(name: "rules", text: "be brief", isRequired: true, isStable: true),
            PromptPart(name: "high", text: "five six", priority: 9),
        ]
        let packed = try packer(8).pack(parts)
        #expect(packed.parts.map(\.name) == ["rules", "question", "high"])
        #expect(packed.text == "be brief what is it five six")
        #expect(packed.cut.map { [$0.name, "\($0.tokenCount)", "\($0.keptTokenCount)"] } == [["low", "4", "0"]])
        #expect(packed.stablePrefixByteCount == "be brief".utf8.count)
        #expect(packed.tokenCount == 7)
    }

    @Test func shortensAtSentences() throws {
        var part = PromptPart(name: "text", text: "One two. Three four. Five six.", priority: 1)
        part.shortening = .end
        let packed = try packer(5).pack([part])
        #expect(packed.text == "One two. Three four.")
        #expect(packed.cut.map { [$0.name, "\($0.tokenCount)", "\($0.keptTokenCount)"] } == [["text", "6", "4"]])
        part.shortening = .beginning
        #expect(try packer(3).pack([part]).text == " Five six.")
    }

    @Test func requiredPartsThatDoNotFitAreNamed() {
        #expect { try packer(1).pack([PromptPart(name: "q", text: "a b c", isRequired: true)]) } throws: {
            ($0 as? PromptError)?.message.contains("(q) take 3 tokens, but the budget is 1") == true
        }
    }

    @Test func whatIsCutIsInTheTraceWithoutItsText() async throws {
        let recorder = InMemoryTraceRecorder()
        let source = TraceSource(recorder: recorder, seed: 1) { 0 }
        var long = PromptPart(name: "long", text: "One two. Secret four. Five six.", priority: 5)
        long.shortening = .end
        let parts = [
            PromptPart(name: "question", text: "a b", isRequired: true), long,
            PromptPart(name: "low", text: "c d e", priority: 1),
        ]
        try await TraceScope.begin(source, "ask") { _ in _ = try packer(5).pack(parts) }
        try await TraceScope.begin(source, "ask") { _ in _ = try packer(50).pack(parts) }
        let event = try #require(recorder.spans.first?.events.first)
        #expect(event.name == "pack")
        let values = Dictionary(uniqueKeysWithValues: event.attributes.map { ($0.name, $0.value) })
        #expect(values[.droppedParts] == ["long", "low"])
        #expect(values[.droppedPartTokens] == [4, 3])
        #expect(values[.droppedTokenCount] == 7)
        #expect(recorder.spans.first.map { !$0.json.text().contains("Secret") } == true)
        #expect(recorder.spans.last?.events.isEmpty == true)
    }

    @Test func thePrefixDoesNotDependOnTheRest() throws {
        let rules = PromptPart(name: "rules", text: "a b c", priority: 5, isStable: true)
        let first = try packer(20).pack([PromptPart(name: "x", text: "one", priority: 9), rules])
        let second = try packer(20).pack([PromptPart(name: "y", text: "two three", priority: 1), rules])
        #expect(first.text.prefix(5) == "a b c" && second.text.prefix(5) == "a b c")
    }
}
