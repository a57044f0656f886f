import Testing
import WrightGuard

struct WindowSplitterTests {
    private func windows(_ text: String) -> [String] {
        Array(text.utf8)
            .withUnsafeBufferPointer { bytes in
                WindowSplitter().split(bytes).windows.map { String(decoding: bytes[$0.range], as: UTF8.self) }
            }
    }

    @Test func takesThreeSentencesAndMovesOnByOne() {
        #expect(
            windows("One is here. Two is here. Three is here. Four is here.") == [
                "One is here. Two is here. Three is here.", "Two is here. Three is here. Four is here.",
            ]
        )
    }

    @Test func keepsWindowsWithinTheLimit() {
        let sentence = "Word " + String(repeating: "after word ", count: 20) + "ends."
        let found = windows(Array(repeating: sentence, count: 4).joined(separator: " "))
        #expect(found.count == 4)
        #expect(found.allSatisfy { $0.utf8.count <= WindowSplitter.byteLimit })
    }

    @Test func coversLongTextWithoutSentences() {
        let text = String(repeating: "x", count: 5000)
        #expect(windows(text).map(\.utf8.count).reduce(0, +) >= 5000)
    }

    @Test(arguments: ["", " \n\t "])
    func findsNothingInNothing(text: String) {
        #expect(windows(text).isEmpty)
    }
}
