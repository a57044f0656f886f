// Idea: a sentence that a source supports says what the source says, in words that stand in the source near one
//   another; a made-up one adds numbers, names, rare words, negations or opposites, or joins things that stand apart.
// Source: containment of n-grams (Lin 2004, "ROUGE"), weighted by rarity; entities and numbers after Nan et al. (2021),
//   "Entity-level Factual Consistency of Abstractive Text Summarization"; alignment to the best source sentence after
//   Laban et al. (2022), "SummaC".
// Deviation: no language model; opposites and negations are looked up in short lists, word order and distance stand in
//   for syntax.
// Data layout: one value for each SupportFeature, in the order of its cases.

/// Measures one sentence against the evidence.
struct SupportFeatureExtractor {
    let evidence: EvidenceText
    let rarity: WordRarity
    let lexicon = GroundingLexicon.shipped

    func reading(of sentence: [GroundingWord]) -> SentenceReading {
        SentenceReading(sentence, in: evidence, rarity: rarity)
    }

    func features(of reading: SentenceReading) -> [Double] {
        let (sentence, weighted, window, view) = (reading.words, reading.weighted, reading.window, reading.view)
        let content = sentence.filter(\.isContent)
        var values = [Double](repeating: 0, count: SupportFeature.allCases.count)
        func set(_ feature: SupportFeature, _ value: Double) { values[feature.rawValue] = value }

        let total = weighted.reduce(0) { $0 + $1.weight }
        let held = weighted.filter { evidence.holds($0.stem) }.reduce(0) { $0 + $1.weight }
        let coverage = total > 0 ? held / total : 1
        set(.rarityCoverage, coverage)
        set(.sentenceCoverage, window.sentenceCoverage)
        set(.windowCoverage, window.coverage)
        setPhrases(sentence, view, coverage: coverage, window.coverage, set)
        setNumbers(sentence, view, set)
        setNames(sentence, view, set)
        setMissing(sentence, weighted, set)
        setContradictions(sentence, content, view, set)
        setChanges(reading, set)
        setComposition(content, view, coverage: coverage, set)
        set(.personalShare, Self.share(sentence.filter { $0.traits.contains(.personal) }.count, sentence.count))
        return values
    }

    typealias Setter = (SupportFeature, Double) -> Void

    static func share(_ count: Int, _ total: Int) -> Double { total > 0 ? Double(count) / Double(total) : 0 }

    private func setPhrases(
        _ sentence: [GroundingWord],
        _ view: WindowView,
        coverage: Double,
        _ windowCoverage: Double,
        _ set: Setter
    ) {
        let bigrams = zip(sentence, sentence.dropFirst()).map { ByteHash.of($0.stem, $1.stem) }
        let trigrams = EvidenceText.trigrams(sentence)
        let bigramCoverage =
            bigrams.isEmpty ? coverage : Self.share(bigrams.count { evidence.bigrams.contains($0) }, bigrams.count)
        set(.bigramCoverage, bigramCoverage)
        set(
            .trigramCoverage,
            trigrams.isEmpty
                ? bigramCoverage : Self.share(trigrams.count { evidence.trigrams.contains($0) }, trigrams.count)
        )
        set(
            .windowBigramCoverage,
            bigrams.isEmpty ? windowCoverage : Self.share(bigrams.count { view.bigrams.contains($0) }, bigrams.count)
        )
        set(.commonSubsequence, Self.share(view.commonSubsequence(with: sentence), sentence.count))
    }

    private func setNumbers(_ sentence: [GroundingWord], _ view: WindowView, _ set: Setter) {
        let numbers = sentence.filter(\.isNumber)
        let missing = numbers.count { !evidence.numbers.contains($0.number) }
        set(.missingNumberCount, Double(missing))
        set(.missingNumberShare, Self.share(missing, numbers.count))
        set(.numberOutsideWindowShare, Self.share(numbers.count { !view.numbers.contains($0.number) }, numbers.count))
    }

    private func setNames(_ sentence: [GroundingWord], _ view: WindowView, _ set: Setter) {
        let names = names(of: sentence)
        let missing = names.count { isMissing($0) }
        set(.missingNameCount, Double(missing))
        set(.missingNameShare, Self.share(missing, names.count))
        set(.nameOutsideWindowShare, Self.share(names.count { !view.stems.contains($0.stem) }, names.count))
    }

    /// Words with a capital that they do not owe to the sentence's beginning.
    private func names(of sentence: [GroundingWord]) -> [GroundingWord] {
        sentence.enumerated()
            .filter { $1.isCapital && $1.isContent && ($0 > 0 || evidence.capitals.contains($1.word)) }
            .map(\.element)
    }

    /// Whether the evidence holds a word neither as it stands nor by its stem.
    func isMissing(_ word: GroundingWord) -> Bool {
        word.isNumber
            ? !evidence.numbers.contains(word.number)
            : !evidence.wordHashes.contains(word.word) && !evidence.holds(word.stem)
    }

    private func setMissing(
        _ sentence: [GroundingWord],
        _ content: [(stem: UInt64, weight: Double)],
        _ set: Setter
    ) {
        let missing = content.filter { !evidence.holds($0.stem) }
        set(.rarestMissing, missing.map(\.weight).max() ?? 0)
        set(.missingCount, Double(missing.count))
        set(.missingShare, Self.share(missing.count, content.count))
        let functionWords = sentence.filter { !$0.isContent }
        let strange = functionWords.count { !evidence.wordHashes.contains($0.word) }
        set(.missingFunctionWordShare, Self.share(strange, functionWords.count))
    }
}
