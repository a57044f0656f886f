internal import WrightCore

/// Scores of one system, by example.
public struct ScoreTable: Sendable, Hashable {
    /// The scores of one example.
    public struct Entry: Sendable, Hashable {
        /// One finite score for each time that the example was measured, one or more.
        public var scores: [Double]
        /// The cluster that the example belongs to: a document, a session.
        public var cluster: String?
        /// What the example is about.
        public var tags: [String]
        /// What the system said, for a comparison by eye.
        public var answer: String?

        /// Takes an example's scores.
        public init(scores: [Double], cluster: String? = nil, tags: [String] = [], answer: String? = nil) {
            self.scores = scores
            self.cluster = cluster
            self.tags = tags
            self.answer = answer
        }

        /// The mean over the repeats.
        public var mean: Double { scores.reduce(0, +) / Double(max(1, scores.count)) }
    }

    /// What was measured, by the identifier of the example.
    public private(set) var entries: [String: Entry] = [:]
    /// The examples that could not be measured, with the reason.
    public private(set) var notMeasured: [String: String] = [:]

    /// Begins without a score.
    public init() {}

    /// Adds a score of an example; a second one is a repeat.
    ///
    /// - Precondition: the score is finite.
    public mutating func add(_ score: Double, for id: String, describedBy entry: Entry = Entry(scores: [])) {
        precondition(score.isFinite, "A score is finite; what was not scored is noted as such.")
        var known = entries[id] ?? Entry(scores: [], cluster: entry.cluster, tags: entry.tags, answer: entry.answer)
        known.scores.append(score)
        entries[id] = known
    }

    /// Notes that an example could not be measured.
    public mutating func addNotMeasured(_ id: String, why: String) {
        notMeasured[id] = why
    }

    /// The examples of which at least one measurement failed and none succeeded, ascending.
    public var unmeasuredIDs: [String] { notMeasured.keys.filter { entries[$0] == nil }.sorted() }
}

extension ScoreTable {
    /// Reads lines of `{"id", "score", "cluster"?, "tags"?, "answer"?}`.
    ///
    /// A score is a number up to ``Score/magnitudeLimit``, or true or false. A line whose score is null, or that says
    /// `notMeasured` with the reason, counts as not measured. A line with the identifier of another is a repeat of the
    /// same example. A run's results, as ``RunReport/resultLines`` writes them, are read as well.
    ///
    /// - Parameters:
    ///   - bytes: The lines.
    ///   - name: What errors call the file.
    ///   - figure: Which figure of a run's results is read; nil where they have only one.
    ///   - limits: How much is read.
    /// - Throws: ``EvaluationError`` with code `invalidLine`, which names the line, or `limitExceeded`.
    public init(
        parsing bytes: UnsafeRawBufferPointer,
        name: String,
        figure: String? = nil,
        limits: ReadingLimits = ReadingLimits()
    ) throws(EvaluationError) {
        self.init()
        var lines = TextLines(of: bytes, name: name, limits: limits)
        while let line = try lines.nextJSON() {
            if let result = ExampleResult(line) {
                try add(result, figure, lines)
                continue
            }
            let id = try Self.identifier(of: line, lines)
            let entry = Entry(
                scores: [],
                cluster: Self.text(line["cluster"]),
                tags: line["tags"]?.array?.compactMap(\.string) ?? [],
                answer: line["answer"]?.string
            )
            switch line["score"] {
            case .null?: addNotMeasured(id, why: line["notMeasured"]?.string ?? "The line has no score.")
            case .bool(let isRight)?: add(isRight ? 1 : 0, for: id, describedBy: entry)
            case .some(let value):
                guard let score = value.double else {
                    throw lines.invalid("'score' is not a number", remedy: "Give a number, true, false or null.")
                }
                guard Score.isMeasurable(score) else {
                    throw lines.invalid(
                        "'score' is \(score), beyond \(Score.magnitudeLimit)",
                        remedy: "Give null where nothing was measured, or scores on a smaller scale."
                    )
                }
                add(score, for: id, describedBy: entry)
            case nil:
                guard let why = line["notMeasured"]?.string else {
                    throw lines.invalid(
                        "there is no 'score'",
                        remedy: "Give each line a 'score', or 'notMeasured' with the reason."
                    )
                }
                addNotMeasured(id, why: why)
            }
        }
    }

    private mutating func add(_ result: ExampleResult, _ figure: String?, _ lines: TextLines) throws(EvaluationError) {
        let known = result.scores.keys.sorted()
        let names = known.joined(separator: ", ")
        guard let name = figure ?? (known.count == 1 ? known[0] : nil) else {
            throw lines.invalid(
                "it is a result with the figures \(names)",
                remedy: "Name one of them; where that cannot be said, name the stored run itself."
            )
        }
        switch result.scores[name] {
        case .measured(let value)?:
            let answer = result.outcome.isAbstention ? "(abstained)" : result.outcome.answer
            add(value, for: result.exampleID, describedBy: Entry(scores: [], answer: answer))
        case .notMeasured(let why)?: addNotMeasured(result.exampleID, why: why)
        case nil:
            throw lines.invalid("there is no figure '\(name)'", remedy: "Name one of \(names).")
        }
    }

    private static func identifier(of line: JSONValue, _ lines: TextLines) throws(EvaluationError) -> String {
        guard let id = text(line["id"]), !id.isEmpty else {
            throw lines.invalid("'id' is not a text", remedy: "Give each line an 'id' that both files share.")
        }
        return id
    }

    /// A text, or a whole number as one.
    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text)?: text
        case .int(let number)?: String(number)
        default: nil
        }
    }
}
