extension SupportFeatureExtractor {
    /// What the sentence has in another way than the evidence beside which it runs.
    func setChanges(_ reading: SentenceReading, _ set: Setter) {
        let (sentence, view, alignment) = (reading.words, reading.view, reading.alignment)
        let aligned = Set(alignment.pairs.map(\.sentence))
        let held = sentence.indices.filter { sentence[$0].isContent && view.stems.contains(sentence[$0].stem) }
        set(.alignedShare, held.isEmpty ? 1 : Self.share(held.count { aligned.contains($0) }, held.count))
        set(
            .movedNameCount,
            Double(held.count { !aligned.contains($0) && $0 > 0 && sentence[$0].isCapital })
        )
        var counts = ChangeCounts()
        for gap in alignment.gaps { counts.add(sentence[gap.sentence], view.list[gap.window], self) }
        set(.insertedNegationCount, counts.insertedNegations)
        set(.removedNegationCount, counts.removedNegations)
        set(.alignedOppositeCount, counts.opposites)
        set(.alignedAlternativeCount, counts.alternatives)
        set(.alignedNumberCount, counts.numbers)
        set(.alignedNameCount, counts.names)
        set(.alignedContentCount, counts.contents)
    }
}

/// What stands in gaps between matched words, counted.
private struct ChangeCounts {
    var insertedNegations = 0.0
    var removedNegations = 0.0
    var opposites = 0.0
    var alternatives = 0.0
    var numbers = 0.0
    var names = 0.0
    var contents = 0.0

    mutating func add(
        _ own: ArraySlice<GroundingWord>,
        _ other: ArraySlice<GroundingWord>,
        _ extractor: SupportFeatureExtractor
    ) {
        let lexicon = extractor.lexicon
        let negations = (own: own.count(where: \.isNegation), other: other.count(where: \.isNegation))
        if negations.own > negations.other, other.count <= 2 { insertedNegations += 1 }
        if negations.other > negations.own, own.count <= 2 { removedNegations += 1 }
        let stems = Set(other.map(\.stem))
        if own.contains(where: { lexicon.opposites[$0.stem, default: []].contains { stems.contains($0) } }) {
            opposites += 1
        }
        let groups = Set(other.compactMap { lexicon.groups[$0.word] })
        let words = Set(other.map(\.word))
        if own.contains(where: { !words.contains($0.word) && lexicon.groups[$0.word].map(groups.contains) ?? false }) {
            alternatives += 1
        }
        let values = Set(other.filter(\.isNumber).map(\.number))
        if !values.isEmpty, own.contains(where: { $0.isNumber && !values.contains($0.number) }) { numbers += 1 }
        guard own.count <= 3, other.count <= 3 else { return }
        if own.contains(where: Self.isName), other.contains(where: Self.isName) {
            names += 1
        } else if own.contains(where: Self.isPlain), other.contains(where: Self.isPlain) {
            contents += 1
        }
    }

    private static func isName(_ word: GroundingWord) -> Bool { word.isContent && word.isCapital && !word.isNumber }
    private static func isPlain(_ word: GroundingWord) -> Bool { word.isContent && !word.isNumber }
}
