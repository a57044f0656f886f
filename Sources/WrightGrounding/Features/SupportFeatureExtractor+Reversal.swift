// Idea: a sentence that is its source word for word but for a "not" says the contrary, however much of it is held. A
//   regression over counts does not see that: most responses that hold one "not" less than their source leave out the
//   clause with it, and are true. So only the strict case counts, and it is decided after the regression.
// Deviation: English only, and only where all content of the sentence runs beside the source and nothing but function
//   words stands in the place of the "not". "Not only" and a "not" with an adverb are left alone.

extension SupportFeatureExtractor {
    /// What is left of the support of a sentence that says the contrary of its source.
    static let reversedShare = 0.3

    private static let plainNegations = hashes("not n't never no cannot neither nor")
    private static let no = hashes("no")
    private static let weakening = hashes("only just merely always all every")

    private static func hashes(_ words: String) -> Set<UInt64> {
        Set(words.split(separator: " ").map { ByteHash.of($0.utf8) })
    }

    /// Whether a sentence runs beside its source but for a plain negation that it leaves out.
    func saysContrary(_ reading: SentenceReading) -> Bool {
        let (sentence, list, pairs) = (reading.words, reading.view.list, reading.alignment.pairs)
        guard !sentence.contains(where: \.isNegation), list.contains(where: isPlainNegation) else { return false }
        let aligned = Set(pairs.map(\.sentence))
        let weighty = sentence.indices.filter { sentence[$0].isContent || sentence[$0].isNumber }
        guard weighty.count >= 2, weighty.allSatisfy(aligned.contains), let first = pairs.first else { return false }
        if first.window > 0, first.sentence == weighty[0], Self.no.contains(list[first.window - 1].word) { return true }
        return pairs.indices.dropFirst()
            .contains { place in
                let (left, right) = (pairs[place - 1], pairs[place])
                let own = sentence[left.sentence + 1..<right.sentence]
                let other = list[left.window + 1..<right.window]
                return other.contains(where: isPlainNegation) && other.allSatisfy(Self.isFunctionWord)
                    && own.allSatisfy(Self.isFunctionWord) && runsToContent(pairs[place...], sentence)
            }
    }

    /// Whether the source runs on without a gap to the next word of content, which the "not" then belongs to.
    private func runsToContent(
        _ pairs: ArraySlice<(sentence: Int, window: Int)>,
        _ sentence: [GroundingWord]
    ) -> Bool {
        var last: Int?
        for pair in pairs {
            if let last, pair.window != last + 1 { return false }
            if sentence[pair.sentence].isContent || sentence[pair.sentence].isNumber { return true }
            last = pair.window
        }
        return false
    }

    private func isPlainNegation(_ word: GroundingWord) -> Bool {
        // A contraction stands in no list.
        word.isNegation && (Self.plainNegations.contains(word.word) || !lexicon.negations.contains(word.word))
    }

    private static func isFunctionWord(_ word: GroundingWord) -> Bool {
        !word.isContent && !word.isNumber && !weakening.contains(word.word)
    }
}
