public import WrightModel

/// What a system made of an example: its answer, what it rests on, and what it took.
public struct Outcome: Sendable, Hashable {
    /// A passage that the system read.
    public struct Passage: Sendable, Hashable {
        /// The document or chunk that it is.
        public var id: String
        /// Its text.
        public var text: String

        /// Takes a passage.
        public init(id: String, text: String) {
            self.id = id
            self.text = text
        }
    }

    /// A sentence of the answer with what it cites.
    public struct Statement: Sendable, Hashable {
        /// The sentence, without the marks of citations.
        public var text: String
        /// The passages that it cites, as places in ``Outcome/contexts``; a place beyond them counts as a false one.
        public var citations: [Int]

        /// Takes a sentence.
        public init(text: String, citations: [Int]) {
            self.text = text
            self.citations = citations
        }
    }

    /// The answer; empty where the system abstained.
    public var answer: String
    /// Whether the system said that it cannot answer.
    public var isAbstention: Bool
    /// The passages that the system read, best first.
    public var contexts: [Passage]
    /// The answer's sentences with what they cite; empty where the system cites nothing.
    public var statements: [Statement]
    /// The tokens used; nil where nobody counted.
    public var usage: TokenUsage?
    /// What it cost, in millionths of a dollar, 0 or more; nil where nobody knows.
    public var costMicroUSD: Int?
    /// How long it took.
    public var latency: Duration?
    /// How sure the system is, 0…1; nil where it does not say.
    public var confidence: Double?
    /// Why there is no answer though the system did not abstain; nil if it worked.
    public var failure: String?

    /// Makes an outcome.
    public init(answer: String, isAbstention: Bool = false, contexts: [Passage] = [], statements: [Statement] = []) {
        self.answer = answer
        self.isAbstention = isAbstention
        self.contexts = contexts
        self.statements = statements
    }

    /// An outcome of a system that failed.
    public static func failed(_ why: String) -> Self {
        var outcome = Self(answer: "")
        outcome.failure = why
        return outcome
    }

    /// The answer without the marks of citations, such as `[1]` or `[1, 2]`.
    ///
    /// Only numbers of ``contexts`` behind a blank or the end of a sentence are marks; an answer without passages has
    /// none.
    public var plainAnswer: String { citationMarks.removed(from: answer) }
}
