import Testing
import WrightCore
import WrightDocuments
import WrightModel
import WrightRetrieval
import WrightTesting
import WrightText

/// What an answer's numbers, names and denials must have in their sources, whatever the verifier says.
@Suite struct AnswerFactTests {
    /// A verifier that believes everything.
    private struct Believer: SupportVerifier {
        func support(of sentence: String, in span: String) async throws -> SpanSupport { SpanSupport(support: 1) }
    }

    private static let text =
        "The bridge was opened on 24 May 1883 by Chester Arthur. It is 1,834 metres long and cost $15.5 million."

    private static func checked(_ sentence: String) async throws -> CheckedSentence {
        let corpus = InMemoryCorpus(chunker: ChunkerKind.structure.chunker())
        let document = try DocumentParser().parse(DocumentSource(uri: "bridge.txt", bytes: Array(text.utf8)))
        _ = try await corpus.apply(CorpusChange(documents: [document]))
        let answerer = GeneratedAnswerer(
            corpus: corpus,
            provider: ScriptedProvider([.text(sentence + " [1]")]),
            model: "m",
            verifier: Believer(),
            analyzer: Analyzer()
        )
        let query = RetrievalQuery("When was the bridge opened?", mode: .lexical)
        return try #require(try await answerer.answer(query).sentences.first)
    }

    @Test(arguments: [
        "The bridge was opened in 1883.", "It is 1834 metres long.", "The bridge cost $15.50 million.",
        "Chester Arthur opened the bridge.", "Arthur's bridge is long.",
    ])
    func `what the source says passes`(sentence: String) async throws {
        let checked = try await Self.checked(sentence)
        #expect(checked.verdict == .supported && checked.unsupportedWords.isEmpty, "\(checked)")
    }

    @Test(arguments: [
        ("The bridge was opened on 24 May 1884.", "1884"), ("It is 2,834 metres long.", "2,834"),
        ("The bridge was opened by Emily Roebling.", "Roebling"), ("The bridge cost seven million.", "seven"),
        ("The bridge was opened in Brooklyn by Chester Arthur.", "Brooklyn"),
    ])
    func `made-up numbers and names do not pass`(sentence: String, word: String) async throws {
        let checked = try await Self.checked(sentence)
        #expect(checked.verdict == .unsupported && checked.support < 0.5, "\(checked)")
        #expect(checked.unsupportedWords.contains(word))
    }

    @Test func `a denial that the source does not make does not pass`() async throws {
        let checked = try await Self.checked("The bridge was never opened by Chester Arthur.")
        #expect(checked.verdict == .unsupported && checked.support < 0.5)
    }
}
