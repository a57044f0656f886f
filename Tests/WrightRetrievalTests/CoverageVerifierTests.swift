import Testing
import WrightModel
import WrightRetrieval
import WrightText

@Suite struct CoverageVerifierTests {
    static func support(_ sentence: String, _ span: String) async throws -> SpanSupport {
        try await CoverageVerifier(analyzer: Analyzer()).support(of: sentence, in: span)
    }

    @Test func `a span supports as far as it holds the words`() async throws {
        let span = "The bridge was opened by Chester Arthur."
        #expect(try await Self.support("Chester Arthur opened the bridge.", span).support == 1)
        #expect(try await Self.support("Emily Arthur opened the bridge.", span).support == 0.75)
        #expect(try await Self.support("Penguins eat fish in winter.", span).support == 0)
        #expect(try await Self.support("", span).support == 0)
    }

    @Test func `words weigh as they are told, others as the mean`() async throws {
        let verifier = CoverageVerifier(analyzer: Analyzer(), weights: ["bridg": 3, "open": 1])
        // Held: 3 of 3 + 1 + 2 for the word without a weight.
        #expect(try await verifier.support(of: "opened bridge, sofa", in: "a bridge").support == 0.5)
    }
}
