public import WrightCore

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

    /// Whether the answer answers what was asked: 0 no, 1 in part, 2 yes.
    public static let relevance = Self(
        name: "relevance",
        criterion: "Does the answer address what the question asks? Whether it is true does not count.",
        steps: [
            Step(score: 0, meaning: "The answer is about something else, or says nothing."),
            Step(score: 1, meaning: "The answer addresses a part of the question, or wanders off."),
            Step(score: 2, meaning: "The answer addresses the question, all of it and little else."),
        ]
    )

    /// The rubrics that come with the program, by name.
    public static let builtIn = [correctness, groundedness, relevance]

    /// Reads a rubric: `{"name", "criterion", "steps": [{"score", "meaning"}, …], "usesReference"?, "usesContexts"?}`.
    ///
    /// - Throws: ``EvaluationError`` with code `settingInvalid`.
    public init(_ json: JSONValue, file: String) throws(EvaluationError) {
        func fault(_ reason: String) -> EvaluationError {
            .settingInvalid(
                file,
                reason: reason,
                remedy: "Write {\"name\", \"criterion\", \"steps\": [{\"score\", \"meaning\"}, …]}."
            )
        }
        guard let name = json["name"]?.string, !name.isEmpty else { throw fault("the rubric has no 'name'") }
        guard let criterion = json["criterion"]?.string, !criterion.isEmpty else {
            throw fault("the rubric has no 'criterion'")
        }
        var steps: [Step] = []
        for step in json["steps"]?.array ?? [] {
            guard let score = step["score"]?.int, let meaning = step["meaning"]?.string else {
                throw fault("a step has no 'score' (a whole number) or no 'meaning'")
            }
            steps.append(Step(score: score, meaning: meaning))
        }
        guard (2...100).contains(steps.count), Set(steps.map(\.score)).count == steps.count else {
            throw fault("a scale has 2 to 100 steps with different scores")
        }
        self.init(
            name: name,
            criterion: criterion,
            steps: steps,
            usesReference: json["usesReference"]?.bool ?? false,
            usesContexts: json["usesContexts"]?.bool ?? false
        )
    }

    /// The score of a step on the scale of 0…1.
    func normalised(_ score: Double) -> Double {
        let (low, high) = (Double(steps[0].score), Double(steps[steps.count - 1].score))
        return (score - low) / (high - low)
    }
}
