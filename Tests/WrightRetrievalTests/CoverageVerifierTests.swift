import Testing
import WrightModel
import WrightRetrieval
import WrightText

@Suite struct CoverageVerifierTests {
    static func support(_ sentence: String, _ span: String) async throws -> SpanSupport {
        try await CoverageVerifier(analyzer: Analyzer()).support(of: sentence, in: span)
    }

    static let span =
        "The bridge was opened on 24 May 1883 by Chester Arthur. It is 1,834 metres long and cost $15.5 million."

    @Test(arguments: [
        "The bridge was opened in 1883.", "It is 1834 metres long.", "The bridge cost $15.50 million.",
        "Chester Arthur opened the bridge.", "Arthur's bridge is long.",
    ])
    func `what the span says is supported`(sentence: String) async throws {
        let judged = try await Self.support(sentence, Self.span)
        #expect(judged.support >= 0.6, "\(judged)")
        #expect(judged.unsupportedWords.isEmpty)
    }

    @Test(arguments: [
        ("The bridge was opened on 24 May 1884.", "1884"), ("It is 2,834 metres long.", "2,834"),
        ("The bridge was opened by Emily Roebling.", "Roebling"), ("The bridge cost seven million.", "seven"),
        ("The bridge was opened in Brooklyn by Chester Arthur.", "Brooklyn"),
    ])
    func `made-up numbers and names are caught`(sentence: String, word: String) async throws {
        let judged = try await Self.support(sentence, Self.span)
        #expect(judged.support < 0.5, "\(judged)")
        #expect(judged.unsupportedWords.contains(word))
    }

    @Test func `a denial that the span does not make is not supported`() async throws {
        #expect(try await Self.support("The bridge was never opened by Chester Arthur.", Self.span).support < 0.5)
    }

    @Test func `other words and no words are not supported`() async throws {
        #expect(try await Self.support("Penguins eat fish in winter.", Self.span).support == 0)
        #expect(try await Self.support("", Self.span).support == 0)
    }
}
