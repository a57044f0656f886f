/// A sentence beside the evidence that speaks of it: what its features and the rule of reversal are read from.
struct SentenceReading {
    /// The sentence's words, as many of them as are read.
    let words: [GroundingWord]
    /// Its content words, weighted by their rarity.
    let weighted: [(stem: UInt64, weight: Double)]
    let window: EvidenceWindow
    let view: WindowView
    /// The words laid beside the window's.
    let alignment: SentenceAlignment

    private static let wordLimit = 400
    /// Words of the window beyond these are left out of what takes time by both lengths.
    private static let windowLimit = 400

    init(_ sentence: [GroundingWord], in evidence: EvidenceText, rarity: WordRarity) {
        words = Array(sentence.prefix(Self.wordLimit))
        weighted = words.filter(\.isContent).map { (stem: $0.stem, weight: rarity.weight(of: $0.stem)) }
        window = EvidenceWindow(weighted, in: evidence)
        view = WindowView(Array(evidence.words[window.words].prefix(Self.windowLimit)))
        alignment = SentenceAlignment(words, view.list)
    }
}
