import Testing
import WrightCore
import WrightDocuments
import WrightRetrieval
import WrightTesting
import WrightText

struct ExtractiveAnswererTests {
    private static let texts = [
        "travel": """
        Travel expenses are paid back within ten days. Send the receipts to the finance team. Trains are preferred \
        over planes for journeys below five hours.
        """,
        "security": """
        Every laptop has an encrypted disk. Passwords have at least sixteen characters. A lost laptop is reported \
        to the security team within one hour.
        """,
    ]

    private func answerer(threshold: Double = 0.3) async throws -> ExtractiveAnswerer {
        let corpus = InMemoryCorpus(chunker: ChunkerKind.structure.chunker())
        let documents = Self.texts.map { CorpusConformance.document($0.key, $0.value) }
        _ = try await corpus.apply(CorpusChange(documents: documents))
        var configuration = ExtractiveAnswerer.Configuration()
        configuration.supportThreshold = threshold
        return ExtractiveAnswerer(corpus: corpus, embedder: nil, analyzer: Analyzer(), configuration: configuration)
    }

    @Test func answersWithTheSentenceAndItsPlace() async throws {
        let answer = try await answerer()
            .answer(RetrievalQuery("How many characters must passwords have?", mode: .lexical))
        #expect(answer.abstention == nil)
        #expect(answer.text.contains("Passwords have at least sixteen characters. [1]"))
        let citation = try #require(answer.citations.first)
        #expect(citation.document.uri == "security")
        #expect(Self.texts["security"]?[utf8: citation.range] == Substring(citation.quote))
    }

    @Test(
        "names the words that no document holds, but none that only asks",
        arguments: [
            ("How many characters must passwords have?", []), ("How much is paid back of travel expenses?", []),
            ("How long are old passwords?", ["old"]), ("How often are passwords reported?", []),
            ("How many zebras have passwords?", ["zebras"]), ("Are passwords often reported?", ["often"]),
        ] as [(String, [String])]
    )
    func namesUnknownWords(question: String, words: [String]) async throws {
        let reading = try await answerer().read(RetrievalQuery(question, mode: .lexical))
        #expect(reading.unknownWords == words)
    }

    @Test(
        "knows words that only ask in several languages",
        arguments: [("Wie", "oft"), ("hoe", "lang"), ("hur", "länge"), ("hvor", "gammel"), ("Pour", "Combien")]
    )
    func knowsQuestionWords(previous: String, word: String) {
        #expect(QuestionWords.contains(word[...], after: previous[...]))
        #expect(!QuestionWords.contains("passwort", after: previous[...]))
        #expect(QuestionWords.contains(word[...], after: nil) == (word == "Combien"))
    }

    @Test func everyQuoteStandsInItsDocument() async throws {
        for question in ["Who is told of a lost laptop?", "When are travel expenses paid back?", "trains or planes"] {
            let answer = try await answerer(threshold: 0).answer(RetrievalQuery(question, mode: .lexical))
            #expect(!answer.citations.isEmpty)
            for citation in answer.citations {
                #expect(Self.texts[citation.document.uri]?[utf8: citation.range] == Substring(citation.quote))
                #expect(answer.text.contains("\(citation.quote) [\(citation.number)]"))
            }
        }
    }

    @Test(
        "abstains with the reason",
        arguments: [
            ("", AbstentionReason.questionEmpty), ("zebra crossing volcano", .noMatch),
            ("Which team plays football on the encrypted moon of Jupiter in winter?", .weakSupport),
        ]
    )
    func abstains(question: String, reason: AbstentionReason) async throws {
        let answer = try await answerer(threshold: 0.5).answer(RetrievalQuery(question, mode: .lexical))
        #expect(answer.abstention == reason)
        #expect(answer.text.isEmpty)
        #expect(answer.citations.isEmpty)
    }

    @Test func saysThatNothingIsIndexed() async throws {
        let corpus = InMemoryCorpus(chunker: ChunkerKind.structure.chunker())
        let answerer = ExtractiveAnswerer(corpus: corpus, embedder: nil, analyzer: Analyzer())
        #expect(try await answerer.answer(RetrievalQuery("Why?")).abstention == .noDocuments)
    }

    @Test(
        "tells what a question asks for",
        arguments: [
            ("Who wrote it?", QuestionKind.person), ("In what year was it?", .time), ("How many are there?", .number),
            ("Where is it?", .place), ("What is a chunk?", .definition), ("How do I install it?", .other),
            ("Install", .other),
        ]
    )
    func tellsKind(question: String, kind: QuestionKind) {
        #expect(QuestionKind(question) == kind)
    }
}
