import Testing
import WrightCore
import WrightGuard
import WrightModel

struct CorpusSurveyTests {
    @Test(arguments: [true, false])
    func findsFloodsAndLeavesTheRestAlone(hasVectors: Bool) {
        var corpus = SyntheticCorpus(seed: 11)
        var texts: [String] = []
        var planted: [Set<Int>] = []
        for _ in 0..<20 {
            for _ in 0..<60 { texts.append(corpus.passage()) }
            let flood = corpus.flood(5)
            planted.append(Set(texts.count..<(texts.count + 5)))
            texts += flood
        }
        let alerts = SyntheticCorpus.alerts(texts, hasVectors: hasVectors).filter { $0.kind == .flood }
        let flagged = Set(alerts.flatMap(\.members))
        let found = planted.count { $0.isSubset(of: flagged) }
        let wrong = flagged.subtracting(planted.reduce(into: []) { $0.formUnion($1) }).count
        #expect(found >= 18, "\(found) of 20 floods")
        #expect(wrong <= texts.count / 100, "\(wrong) passages by mistake")
        #expect(alerts.allSatisfy { $0.finding.severity == .high && $0.finding.rule == "corpus.flood" })
    }

    @Test func doesNotTakeOneDocumentForManyVoices() {
        var corpus = SyntheticCorpus(seed: 12)
        let texts = (0..<200).map { _ in corpus.passage() } + corpus.flood(5)
        let documents = Array(0..<200) + [Int](repeating: 200, count: 5)
        #expect(SyntheticCorpus.alerts(texts, documents: documents, hasVectors: true).isEmpty)
        #expect(SyntheticCorpus.alerts(texts, hasVectors: true).map(\.members) == [Array(200..<205)])
    }

    @Test func doesNotTakeRecordsOfOneFormForAFlood() {
        var corpus = SyntheticCorpus(seed: 13)
        let texts = (0..<400).map { _ in corpus.passage() } + corpus.records(40)
        let flagged = SyntheticCorpus.alerts(texts, hasVectors: false).flatMap(\.members)
        #expect(flagged.count <= 4, "\(flagged.count)")
    }

    @Test func tellsCopiesFromFloods() {
        var corpus = SyntheticCorpus(seed: 14)
        let copy = corpus.passage()
        let texts = (0..<200).map { _ in corpus.passage() } + [copy, copy, copy.uppercased(), copy]
        let alerts = SyntheticCorpus.alerts(texts, hasVectors: false)
        #expect(alerts.map(\.kind) == [.copies])
        #expect(alerts.first?.members == [200, 201, 202, 203])
        #expect(alerts.first?.finding.severity == .medium)
    }

    @Test func findsTheSameWhateverTheOrder() {
        var corpus = SyntheticCorpus(seed: 15)
        var texts = (0..<300).map { _ in corpus.passage() } + corpus.flood(5)
        let first = Set(SyntheticCorpus.alerts(texts, hasVectors: true).flatMap(\.members).map { texts[$0] })
        var random = SeededRandom(seed: 4)
        texts.shuffle(using: &random)
        let second = Set(SyntheticCorpus.alerts(texts, hasVectors: true).flatMap(\.members).map { texts[$0] })
        #expect(first == second && first.count >= 3)
    }

    @Test func holdsPassagesThatNothingJoinsToLess() {
        var corpus = SyntheticCorpus(seed: 16)
        let clean = (0..<200).map { _ in corpus.passage() }
        var configuration = CorpusSurvey.Configuration()
        configuration.apartShare = 10
        let flood = corpus.flood(5)
        func alerts(sources: [String], times: [Int64]) -> [CorpusAlert] {
            var survey = CorpusSurvey(configuration: configuration)
            for text in clean + flood { survey.count(text) }
            for (place, text) in clean.enumerated() { survey.add(CorpusPassage(text: text, document: place)) }
            for (place, text) in flood.enumerated() {
                survey.add(
                    CorpusPassage(
                        text: text,
                        document: 200 + place,
                        source: sources[place],
                        timeNanoseconds: times[place]
                    )
                )
            }
            return survey.finish()
        }
        let day: Int64 = 86_400 * 1_000_000_000
        let (one, many) = ([String](repeating: "a", count: 5), (0..<5).map { "s\($0)" })
        #expect(!alerts(sources: one, times: (0..<5).map { $0 * 100 * day }).isEmpty)
        #expect(!alerts(sources: many, times: (0..<5).map { $0 * day }).isEmpty)
        #expect(alerts(sources: many, times: (0..<5).map { $0 * 100 * day }).isEmpty)
        #expect(alerts(sources: many, times: [.min + 1, .max, 0, .max / 2, .min / 2]).isEmpty)
    }

    @Test func notesEchoesAndFlagsSharedOnes() {
        var corpus = SyntheticCorpus(seed: 17)
        let question = "Who founded the town of \(corpus.rareWord()) near \(corpus.rareWord())?"
        let echoes = (0..<4)
            .map { _ in "\(question) \(corpus.passage()) \(question.dropFirst(4).dropLast()) was founded." }
        let alone = "What is \(corpus.rareWord()) \(corpus.rareWord())? " + corpus.passage()
        let texts = (0..<100).map { _ in corpus.passage() } + echoes + [alone]
        let alerts = SyntheticCorpus.alerts(texts, hasVectors: false)
        #expect(alerts.contains { $0.kind == .echoFlood && $0.members == [100, 101, 102, 103] })
        #expect(!alerts.contains { $0.kind == .echo && $0.members == [104] }, "It is not repeated.")
        let single = SyntheticCorpus.alerts(Array(texts.prefix(101)), hasVectors: false)
        #expect(single.map(\.kind) == [.echo] && single.first?.finding.severity == .low)
    }

    @Test func standsStrangeTexts() {
        let texts = [
            "", " ", "\u{0}", "?", "a?", String(repeating: "x", count: 100_000), "日本語の文章です。", "😀😀😀", "what?\n",
        ]
        #expect(SyntheticCorpus.alerts(texts, hasVectors: false).isEmpty)
        #expect(SyntheticCorpus.alerts([], hasVectors: false).isEmpty)
        var survey = CorpusSurvey()
        for place in 0..<5 {
            survey.add(CorpusPassage(text: "a", document: place, vector: [Float](repeating: 0, count: 384)))
        }
        #expect(survey.finish().allSatisfy { $0.kind != .flood })
    }
}

struct RetrievalMagnetsTests {
    @Test func findsWhatUnlikeQuestionsFind() {
        var random = SeededRandom(seed: 21)
        var magnets = RetrievalMagnets(passageCount: 5000)
        for question in 0..<200 {
            var found = Set((0..<10).map { _ in Int.random(in: 0..<5000, using: &random) })
            found.subtract([4000, 4001])
            if question % 3 == 0 { found.insert(4000) }
            if question % 8 == 0 { found.insert(4001) }
            magnets.count(found)
        }
        #expect(magnets.alerts().map(\.members) == [[4000], [4001]])
        #expect(magnets.deviation(of: 4000) > magnets.deviation(of: 4001))
        #expect(magnets.alerts().first?.finding.rule == "corpus.magnet")
    }

    @Test func findsNoneAmongPassagesThatAreAllFoundOften() {
        var random = SeededRandom(seed: 22)
        var magnets = RetrievalMagnets(passageCount: 40)
        for _ in 0..<200 { magnets.count(Set((0..<10).map { _ in Int.random(in: 0..<40, using: &random) })) }
        #expect(magnets.alerts().isEmpty)
    }

    @Test func saysNothingAfterFewQuestions() {
        var magnets = RetrievalMagnets(passageCount: 1000)
        for _ in 0..<19 { magnets.count([7]) }
        #expect(magnets.alerts().isEmpty)
        magnets.count([7])
        #expect(magnets.alerts().map(\.members) == [[7]])
    }

    @Test func takesQuestionsByChanceAndTheSameForTheSameSeed() {
        func sample(_ seed: UInt64) -> [String] {
            var sample = SentinelSample(limit: 10, using: SeededRandom(seed: seed))
            for place in 0..<500 { sample.offer("# Subject \(place) of the book\nMore text.", document: place) }
            return sample.questions.map(\.text)
        }
        #expect(sample(1) == sample(1) && sample(1) != sample(2))
        #expect(Set(sample(1)).count == 10 && sample(1).allSatisfy { $0.hasPrefix("Subject ") && !$0.contains("More") })
        var short = SentinelSample(limit: 10, using: SeededRandom(seed: 1))
        short.offer("No.", document: 0)
        #expect(short.questions.isEmpty)
    }
}
