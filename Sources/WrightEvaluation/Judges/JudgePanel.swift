internal import WrightCore

/// Several judges of one rubric: their mean, and how far they agree.
///
/// The figures are the rubric's name, which is the mean over those judges that gave a score, `NAME-spread`, the
/// difference between the highest and the lowest score, and each judge's own score, ``ownNames``. Agreement over many
/// answers is ``agreement(_:)``.
public struct JudgePanel: Scorer {
    private let judges: [Judge]

    /// Takes judges of one rubric, one or more.
    public init(_ judges: [Judge]) {
        precondition(!judges.isEmpty, "A panel has a judge.")
        precondition(Set(judges.map(\.rubric)).count == 1, "The judges of a panel share one rubric.")
        self.judges = judges
    }

    /// The names of the figures.
    public var names: [String] { [judges[0].rubric.name, judges[0].rubric.name + "-spread"] + ownNames }

    /// The names of each judge's own score: the rubric's and the model's; a second judge of one model has a number.
    public var ownNames: [String] {
        var counts: [String: Int] = [:]
        return judges.map { judge in
            counts[judge.model, default: 0] += 1
            let count = counts[judge.model] ?? 1
            return "\(judge.rubric.name)/\(judge.model)" + (count > 1 ? "#\(count)" : "")
        }
    }

    /// Asks every judge; one that fails does not count.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        var scores: [String: Score] = [:]
        var values: [Double] = []
        for (judge, own) in zip(judges, ownNames) {
            try Task.checkCancellation()
            do {
                scores[own] = try await judge.score(example, outcome)[judge.rubric.name]
            } catch {
                scores[own] = .notMeasured(
                    why: (error as? any DescribedError)?.message ?? "The judge failed: \(error)."
                )
            }
            if let value = scores[own]?.value { values.append(value) }
        }
        guard let low = values.min(), let high = values.max() else {
            let reasons = Set(scores.values)
            let why = reasons.count == 1 ? reasons.first : nil
            let unmeasured = why ?? .notMeasured(why: "No judge of the panel gave a score.")
            return scores.merging([(names[0], unmeasured), (names[1], unmeasured)]) { first, _ in first }
        }
        scores[names[0]] = .measured(values.reduce(0, +) / Double(values.count))
        scores[names[1]] = .measured(high - low)
        return scores
    }

    /// Krippendorff's alpha among judges, on the ordinal level.
    ///
    /// Given is, for each judge, one score for each answer, nil where it gave none.
    public static func agreement(_ scores: [[Double?]]) -> KrippendorffAlpha {
        KrippendorffAlpha(ratings: scores, level: .ordinal)
    }

    /// The same over the results of a run that this panel scored.
    public func agreement(in results: [ExampleResult]) -> KrippendorffAlpha {
        Self.agreement(ownNames.map { name in results.map { $0.scores[name]?.value } })
    }
}
