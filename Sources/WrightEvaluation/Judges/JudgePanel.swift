/// Several judges of one rubric: their mean, and how far they agree.
///
/// The figures are the rubric's name, which is the mean over those judges that gave a score, and `NAME-spread`, the
/// difference between the highest and the lowest score. Agreement over many answers is ``agreement(_:)``.
public struct JudgePanel: Scorer {
    private let judges: [Judge]

    /// Takes judges of one rubric, one or more.
    public init(_ judges: [Judge]) {
        precondition(!judges.isEmpty, "A panel has a judge.")
        precondition(Set(judges.map(\.rubric)).count == 1, "The judges of a panel share one rubric.")
        self.judges = judges
    }

    /// The names of the figures.
    public var names: [String] { [judges[0].rubric.name, judges[0].rubric.name + "-spread"] }

    /// Asks every judge; one that fails does not count.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        var values: [Double] = []
        for judge in judges {
            try Task.checkCancellation()
            let found = try? await judge.score(example, outcome)
            if let value = found?[judge.rubric.name]?.value { values.append(value) }
        }
        guard let low = values.min(), let high = values.max() else {
            let why = Score.notMeasured(why: "No judge of the panel gave a score.")
            return Dictionary(uniqueKeysWithValues: names.map { ($0, why) })
        }
        return [
            names[0]: .measured(values.reduce(0, +) / Double(values.count)), names[1]: .measured(high - low),
        ]
    }

    /// Krippendorff's alpha among judges, on the ordinal level.
    ///
    /// Given is, for each judge, one score for each answer, nil where it gave none.
    public static func agreement(_ scores: [[Double?]]) -> KrippendorffAlpha {
        KrippendorffAlpha(ratings: scores, level: .ordinal)
    }
}
