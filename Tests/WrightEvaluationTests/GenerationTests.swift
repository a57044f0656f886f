import Testing
import WrightCore
import WrightEvaluation
import WrightModel

@Suite struct GenerationTests {
    private let documents = [
        SourceText(
            id: "travel.md",
            title: "Travel",
            text: """
                Travel

                A per diem is a fixed amount of money for each day of a journey. Keep the receipts of hotels for \
                6 months in the folder of the Berlin office. Trains are booked by the secretary of the \
                Hamburg branch two weeks ahead.

                Refunds

                Refunds are paid by the accounting department within 14 days after the claim has been sent.
                """,
            sections: [
                .init(path: ["Travel"], range: 6..<240), .init(path: ["Travel", "Refunds"], range: 240..<350),
            ]
        ),
        SourceText(
            id: "security.md",
            title: "Security",
            text: """
                A badge is a plastic card that opens the doors of the building in the morning. Visitors sign the book \
                at the reception of the Munich tower before they enter. Laptops are locked with a steel cable of \
                2 metres in the open office.
                """
        ),
    ]

    @Test func questionsComeWithTheirGoldSpans() throws {
        let examples = ExtractiveGenerator().examples(from: documents)
        let texts = Dictionary(uniqueKeysWithValues: documents.map { ($0.id, Array($0.text.utf8)) })
        #expect(Set(examples.flatMap(\.tags)).isSuperset(of: ["heading", "definition", "cloze"]))
        for example in examples where example.isAnswerable {
            let document = try #require(example.metadata["document"]?.string)
            let start = try #require(example.metadata["start"]?.int)
            let end = try #require(example.metadata["end"]?.int)
            let bytes = try #require(texts[document])
            let sentence = String(decoding: bytes[start..<end], as: UTF8.self)
            #expect(sentence == example.contexts.first?.text)
            #expect(sentence.contains(example.references[0]), "\(example.input): \(example.references)")
            #expect(!example.input.isEmpty && example.cluster == document)
            if example.tags == ["cloze"] { #expect(!example.input.contains(" \(example.references[0]) ")) }
        }
        #expect(examples.contains { $0.input == "What is a per diem?" })
        #expect(try Dataset(name: "g", examples: examples).examples.count == examples.count)
    }

    @Test func unanswerableQuestionsStandInNoSentence() throws {
        var configuration = ExtractiveGenerator.Configuration()
        configuration.unanswerableRate = 0.4
        let examples = ExtractiveGenerator(configuration: configuration).examples(from: documents)
        let open = examples.filter { !$0.isAnswerable }
        #expect(!open.isEmpty && open.allSatisfy { $0.references.isEmpty && $0.tags == ["unanswerable"] })
        let inputs = Set(examples.filter(\.isAnswerable).map(\.input))
        #expect(open.allSatisfy { !inputs.contains($0.input) })
        // A number is exchanged for a number, a name for a name, and all else stays.
        let texts = examples.filter { $0.tags == ["cloze"] }.map { $0.input.split(separator: " ").map(String.init) }
        for question in open.map({ $0.input.split(separator: " ").map(String.init) }) where question[0] == "Fill" {
            let nearest = texts.filter { $0.count == question.count }
                .map { zip($0, question).filter { $0.0 != $0.1 } }.min { $0.count < $1.count }
            let change = try #require(nearest?.first)
            #expect(nearest?.count == 1)
            #expect(change.0.contains(where: \.isNumber) == change.1.contains(where: \.isNumber))
        }
    }

    @Test func theSameSeedMakesTheSameQuestions() {
        var configuration = ExtractiveGenerator.Configuration()
        configuration.questionLimit = 4
        let first = ExtractiveGenerator(configuration: configuration).examples(from: documents)
        #expect(first == ExtractiveGenerator(configuration: configuration).examples(from: documents))
        #expect(first.count <= 4 && !first.isEmpty)
        #expect(ExtractiveGenerator().examples(from: []).isEmpty)
    }

    @Test func modelsQuestionsAreKeptOnlyWithTheirProof() async throws {
        let answer = """
            {"questions":[{"question":"How long are receipts kept?","answerable":true,"answer":"6 months",\
            "quote":"Keep the receipts of hotels for 6 months"},{"question":"Who pays?","answerable":true,\
            "answer":"the boss","quote":"The boss pays everything"},{"question":"What does a flight cost?",\
            "answerable":false}]}
            """
        let generator = ModelGenerator(provider: ScriptedProvider.saying(answer), model: "m")
        let text = documents[0].text
        let examples = try await generator.examples(from: documents[0], range: 0..<text.utf8.count)
        #expect(examples.map(\.isAnswerable) == [true, false])
        let start = try #require(examples[0].metadata["start"]?.int)
        #expect(text.utf8.dropFirst(start).starts(with: "Keep the receipts".utf8))
        let negatives = try await ModelGenerator.hardNegatives(
            for: examples[0],
            among: [
                .init(id: "x", text: "Receipts are kept for 6 months."), .init(id: "y", text: "Receipts are paper."),
            ],
            verifier: WordVerifier()
        )
        #expect(negatives.map(\.id) == ["y"])
    }
}
