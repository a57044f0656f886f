import Testing
import WrightCore
import WrightDocuments
import WrightModel
import WrightRetrieval
import WrightTesting
import WrightText

@Suite struct GeneratedAnswererTests {
    static let texts = [
        "bridge.md": "# Bridge\n\nThe Brooklyn Bridge was opened on 24 May 1883. It is 1,834 metres long.\n",
        "tower.md": "# Tower\n\nThe Eiffel Tower is 330 metres tall. It was built by Gustave Eiffel.\n",
    ]

    static func corpus() async throws -> InMemoryCorpus {
        let corpus = InMemoryCorpus(chunker: ChunkerKind.structure.chunker())
        var documents: [Document] = []
        for (uri, text) in texts.sorted(by: { $0.key < $1.key }) {
            documents.append(try DocumentParser().parse(DocumentSource(uri: uri, bytes: Array(text.utf8))))
        }
        _ = try await corpus.apply(CorpusChange(documents: documents))
        return corpus
    }

    static func ask(
        _ said: String,
        question: String = "When was the Brooklyn Bridge opened?",
        policy: UnsupportedPolicy = .mark
    ) async throws -> (GeneratedAnswer, ScriptedProvider) {
        let provider = ScriptedProvider([.text(said)])
        var configuration = GeneratedAnswerer.Configuration()
        configuration.policy = policy
        let answerer = GeneratedAnswerer(
            corpus: try await corpus(),
            provider: provider,
            model: "m",
            analyzer: Analyzer(),
            configuration: configuration
        )
        return (try await answerer.answer(RetrievalQuery(question, mode: .lexical)), provider)
    }

    @Test(arguments: [
        "The Brooklyn Bridge was opened on 24 May 1883 [1].", "The Brooklyn Bridge was opened on 24 May 1883. [1]",
        "The Brooklyn Bridge was opened on 24 May 1883【1】.",
        "The Brooklyn Bridge was opened on 24 May 1883 [source 1].",
        "The Brooklyn Bridge was opened on 24 May 1883[^1].",
    ])
    func `a supported sentence is cited by its place in the document`(said: String) async throws {
        let (generated, _) = try await Self.ask(said)
        #expect(generated.answer.abstention == nil)
        #expect(generated.answer.text == "The Brooklyn Bridge was opened on 24 May 1883. [1]")
        #expect(generated.sentences.map(\.verdict) == [.supported])
        let citation = try #require(generated.answer.citations.first)
        #expect(citation.document.uri == "bridge.md")
        #expect(citation.quote.contains("24 May 1883"))
    }

    @Test func `a made-up number is marked, removed or kept as the policy says`() async throws {
        let said = "The Brooklyn Bridge was opened on 24 May 1883 [1]. It is 2,000 metres long [1]."
        let marked = try await Self.ask(said).0
        #expect(marked.sentences.map(\.verdict) == [.supported, .unsupported])
        #expect(marked.sentences[1].unsupportedWords.contains("2,000"))
        #expect(marked.answer.text.hasSuffix("It is 2,000 metres long. [unsupported]"))
        let removed = try await Self.ask(said, policy: .remove).0
        #expect(!removed.answer.text.contains("2,000"))
        #expect(removed.answer.text.contains("1883"))
        let kept = try await Self.ask(said, policy: .keep).0
        #expect(kept.answer.text.hasSuffix("It is 2,000 metres long."))
    }

    @Test func `a sentence without or with a wrong number is cited by what supports it`() async throws {
        let (generated, _) = try await Self.ask("The Brooklyn Bridge is 1,834 metres long. It was opened in 1883 [9].")
        #expect(generated.sentences.map(\.verdict) == [.recited, .recited])
        #expect(generated.answer.citations.allSatisfy { $0.document.uri == "bridge.md" })
    }

    @Test(arguments: [
        "The sources do not answer this.", "I don't know.", "The sources do not contain this information.",
    ])
    func `a model that does not know abstains`(said: String) async throws {
        let generated = try await Self.ask(said).0
        #expect(generated.answer.abstention == .modelUnsure)
        #expect(generated.answer.text.isEmpty)
    }

    @Test func `an answer without any support is an abstention`() async throws {
        let generated = try await Self.ask("Penguins live in Antarctica [1]. They eat krill [2].").0
        #expect(generated.answer.abstention == .unsupported)
        #expect(generated.answer.citations.isEmpty)
        #expect(generated.unsupportedSentenceCount == 2)
    }

    @Test func `where nothing is found no model is asked`() async throws {
        let (generated, provider) = try await Self.ask("x", question: "xylophone zebra quux")
        #expect(generated.answer.abstention == .noMatch)
        #expect(provider.requests.isEmpty)
    }

    @Test func `the model sees the sources as data and the question`() async throws {
        let (_, provider) = try await Self.ask("I don't know.")
        let request = try #require(provider.requests.first)
        let text = request.messages.map(\.text).joined(separator: "\n")
        #expect(text.contains("24 May 1883"))
        #expect(text.contains("When was the Brooklyn Bridge opened?"))
        #expect(request.context.promptVersion != nil)
    }
}
