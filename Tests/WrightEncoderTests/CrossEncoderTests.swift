private import Foundation
internal import Testing
internal import WrightCore
internal import WrightEncoder
internal import WrightModel

@Suite struct CrossEncoderTests {
    private static func pairs(_ folder: String) throws -> [(first: String, second: String)] {
        try #require(TestData.json(folder + "/texts.json").array)
            .map { pair in
                let texts = try #require(pair.array).compactMap(\.string)
                return (texts[0], texts[1])
            }
    }

    @Test(
        "agrees with transformers on every pair",
        arguments: [("cross-one", 1), ("cross-three", 3)],
        KernelLevel.available
    )
    func agrees(model: (name: String, labels: Int), level: KernelLevel) async throws {
        let folder = TestData.fixtures + "/" + model.name
        let pairs = try Self.pairs(folder)
        let expected = try TestData.vectors(folder + "/vectors.bin", dimension: model.labels)
        try #require(pairs.count == expected.count)
        for (precision, tolerance) in [(EncoderPrecision.float32, Float(2e-4)), (.bfloat16, 0.03), (.int8, 0.15)] {
            let encoder = try CrossEncoder(folder: folder, configuration: .init(precision: precision), level: level)
            #expect(encoder.labelCount == model.labels)
            let found = try await encoder.logits(of: pairs)
            for (index, logits) in expected.enumerated() {
                let difference = TestData.largestDifference(found[index], logits)
                #expect(difference < tolerance, "pair \(index), \(precision.shortName)")
            }
        }
    }

    @Test("agrees with transformers at full size")
    func agreesAtFullSize() async throws {
        guard let folder = ProcessInfo.processInfo.environment["WRIGHT_CROSS_ENCODER"] else {
            print("skipped: a cross-encoder of full size (no WRIGHT_CROSS_ENCODER)")
            return
        }
        let expected = try TestData.vectors(folder + "/vectors.bin", dimension: 1)
        let pairs = try Self.pairs(folder)
        for precision in EncoderPrecision.allCases {
            let encoder = try CrossEncoder(folder: folder, configuration: .init(precision: precision))
            let found = try await encoder.logits(of: pairs)
            let worst = zip(found, expected).map { TestData.largestDifference($0, $1) }.max() ?? 0
            print("cross-encoder of full size, \(precision.shortName): largest difference \(worst)")
            #expect(worst < (precision == .float32 ? 1e-3 : precision == .bfloat16 ? 0.05 : 0.5))
        }
    }

    @Test("scores lie between 0 and 1 and keep the order of the logits")
    func scores() async throws {
        let encoder = try CrossEncoder(
            folder: TestData.fixtures + "/cross-one",
            configuration: .init(precision: .float32)
        )
        let texts = ["the text", "a b c", "texting texting", "z z z z the"]
        let scores = try await encoder.scores(of: texts, for: "the text")
        let logits = try await encoder.logits(of: texts.map { ("the text", $0) }).map { $0[0] }
        #expect(scores.allSatisfy { $0 > 0 && $0 < 1 })
        #expect(texts.indices.sorted { scores[$0] < scores[$1] } == texts.indices.sorted { logits[$0] < logits[$1] })
        #expect(try await encoder.scores(of: [], for: "the").isEmpty)
    }

    @Test("shortens the longer text first, as the reference tokenizer does")
    func shortensLongest() throws {
        let encoder = try CrossEncoder(folder: TestData.fixtures + "/cross-three")
        // Of 41 tokens three are special; 38 are for both texts.
        for (first, second, kept) in [
            (10, 10, (10, 10)), (5, 60, (5, 33)), (60, 5, (33, 5)), (30, 40, (19, 19)), (19, 20, (19, 19)),
            (38, 0, (38, 0)), (45, 50, (19, 19)),
        ] {
            let made = encoder.pairTokens(
                String(repeating: "a ", count: first),
                String(repeating: "b ", count: second)
            )
            #expect(made.firstTypeCount == kept.0 + 2, "\(first), \(second)")
            #expect(made.tokens.count == kept.0 + kept.1 + 3, "\(first), \(second)")
        }
    }

    @Test("refuses models without a classifier, and to rerank with three labels")
    func refuses() async throws {
        #expect(throws: EncoderError.self) { try CrossEncoder(folder: TestData.fixtures + "/odd") }
        #expect(!CrossEncoder.isCrossEncoder(folder: TestData.fixtures + "/odd"))
        #expect(CrossEncoder.isCrossEncoder(folder: TestData.fixtures + "/cross-one"))
        let three = try CrossEncoder(folder: TestData.fixtures + "/cross-three")
        let error = await #expect(throws: EncoderError.self) { try await three.scores(of: ["a"], for: "b") }
        #expect(error?.code == .unsupported)
    }
}
