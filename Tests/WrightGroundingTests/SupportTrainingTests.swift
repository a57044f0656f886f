import Testing
import WrightCore
import WrightGrounding

@Suite struct SupportTrainingTests {
    /// Supported examples repeat a sentence of the context; unsupported ones have a word changed.
    private static func examples(count: Int) -> [SupportExample] {
        var random = SeededRandom(seed: 7)
        let nouns = ["river", "tower", "engine", "garden", "letter", "window", "market", "harbour"]
        let verbs = ["crosses", "guards", "feeds", "faces", "names", "holds", "serves", "joins"]
        return (0..<count)
            .map { number in
                let words = (0..<12).map { _ in nouns[Int(random.next() % 8)] }
                let context = (0..<4).map { "The \(words[$0 * 3]) \(verbs[$0 + number % 4]) the \(words[$0 * 3 + 1])." }
                let isSupported = number % 2 == 0
                let response = isSupported ? context[number % 4] : "The \(words[0]) \(verbs[7 - number % 4]) a stone."
                return SupportExample(
                    context: context.joined(separator: " "),
                    response: response,
                    isSupported: isSupported,
                    set: "bridge",
                    source: "\(number)"
                )
            }
    }

    @Test func `what it learns tells supported from unsupported on sources it has not seen`() throws {
        let training = try SupportTraining(Self.examples(count: 600))
        let model = try training.model()
        let test = training.measured.filter { $0.example.part == .test }
        #expect(test.count > 60)
        let right = test.count { (training.support(of: $0, by: model) > 0.5) == $0.example.isSupported }
        #expect(Double(right) / Double(test.count) > 0.9)
    }

    @Test func `the same examples give the same bytes, and written weights judge alike`() throws {
        let examples = Self.examples(count: 300)
        let first = try SupportTraining(examples).model()
        let second = try SupportTraining(examples).model()
        #expect(first.json == second.json)
        let read = try Array(first.json.text().utf8).withUnsafeBytes { try SupportModel(parsing: $0, name: "w") }
        let context = examples[0].context
        let one = GroundingVerifier(model: first).report(on: examples[0].response, context: context).support ?? -1
        let two = GroundingVerifier(model: read).report(on: examples[0].response, context: context).support ?? -2
        #expect(abs(one - two) < 1e-4)
    }

    @Test func `a source stays in one part of the split`() {
        let parts = Self.examples(count: 1000).map(\.part)
        #expect((120...280).contains(parts.count { $0 == .test }))
        #expect((50...160).contains(parts.count { $0 == .calibration }))
    }
}
