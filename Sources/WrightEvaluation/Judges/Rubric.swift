/// What a judge is asked to look at, and the scale that it answers on.
public struct Rubric: Sendable, Hashable {
    /// A step of the scale.
    public struct Step: Sendable, Hashable {
        /// What the judge answers.
        public var score: Int
        /// When it does.
        public var meaning: String

        /// Describes a step.
        public init(score: Int, meaning: String) {
            self.score = score
            self.meaning = meaning
        }
    }

    /// The name of the figure.
    public var name: String
    /// What is judged, in sentences.
    public var criterion: String
    /// The scale, ascending; two steps or more.
    public var steps: [Step]
    /// Whether the judge sees the reference answers.
    public var usesReference: Bool
    /// Whether the judge sees the passages that the system read.
    public var usesContexts: Bool

    /// Makes a rubric.
    ///
    /// - Precondition: there are two steps or more, with different scores.
    public init(
        name: String,
        criterion: String,
        steps: [Step],
        usesReference: Bool = false,
        usesContexts: Bool = false
    ) {
        precondition(steps.count > 1 && Set(steps.map(\.score)).count == steps.count, "A scale has different steps.")
        self.name = name
        self.criterion = criterion
        self.steps = steps.sorted { $0.score < $1.score }
        self.usesReference = usesReference
        self.usesContexts = usesContexts
    }

    /// Whether the answer says what the reference says: 0 no, 1 in part, 2 yes.
    public static let correctness = Self(
        name: "correctness",
        criterion: "Does the answer say the same as the reference answer? Only facts count, not the wording.",
        steps: [
            Step(score: 0, meaning: "The answer contradicts the reference, or does not answer."),
            Step(score: 1, meaning: "The answer gives a part of the reference, or adds something wrong."),
            Step(score: 2, meaning: "The answer gives all of the reference, and nothing that contradicts it."),
        ],
        usesReference: true
    )

    /// Whether the passages support the whole answer: 0 no, 1 yes.
    public static let groundedness = Self(
        name: "groundedness",
        criterion: "Do the passages support every statement of the answer? What is true but not in the passages is "
            + "not supported.",
        steps: [
            Step(score: 0, meaning: "At least one statement is not supported by the passages."),
            Step(score: 1, meaning: "The passages support every statement."),
        ],
        usesContexts: true
    )

    /// The score of a step on the scale of 0…1.
    func normalised(_ score: Double) -> Double {
        let (low, high) = (Double(steps[0].score), Double(steps[steps.count - 1].score))
        return (score - low) / (high - low)
    }
}
