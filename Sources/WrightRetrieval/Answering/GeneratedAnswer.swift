public import WrightModel

/// An answer that a language model wrote, sentence by sentence compared with the documents.
public struct GeneratedAnswer: Sendable, Hashable {
    /// The answer as it is given out: checked, with citations that hold.
    public var answer: Answer
    /// Every sentence that the model wrote, and what became of it.
    public var sentences: [CheckedSentence]
    /// What the model said; nil where it was not asked.
    public var completion: Completion?

    /// Makes an answer.
    public init(answer: Answer, sentences: [CheckedSentence] = [], completion: Completion? = nil) {
        self.answer = answer
        self.sentences = sentences
        self.completion = completion
    }

    /// How many sentences claim what the documents do not say.
    public var unsupportedSentenceCount: Int { sentences.count { $0.verdict == .unsupported } }
}

/// A sentence of a model's answer and how it fared.
public struct CheckedSentence: Sendable, Hashable {
    /// The sentence without its citations.
    public var text: String
    /// What was found.
    public var verdict: Verdict
    /// The support of the best span, 0…1.
    public var support: Double
    /// The numbers of the citations that hold, in the answer's list.
    public var citations: [Int]
    /// Words that no source bears out, such as made-up numbers and names.
    public var unsupportedWords: [String]

    /// What was found about a sentence.
    public enum Verdict: String, Sendable, Codable, CaseIterable {
        /// A source that it names says so.
        case supported
        /// It named none or a wrong one, but another source says so; that one is cited.
        case recited
        /// No source says so.
        case unsupported
        /// It claims nothing, such as an introduction.
        case noClaim
    }
}

/// What is done with sentences that no source supports.
public enum UnsupportedPolicy: String, Sendable, Codable, CaseIterable {
    /// They stay, with a mark behind them.
    case mark
    /// They go.
    case remove
    /// They stay as they are.
    case keep
}
