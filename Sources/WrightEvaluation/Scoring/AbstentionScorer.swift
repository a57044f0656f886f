private import WrightCore
private import WrightModel

/// Whether the system answers what can be answered and abstains from what cannot.
///
/// | name | figure |
/// |---|---|
/// | `abstention` | 1 if it abstains exactly where the question has no answer, else 0 |
/// | `answered` | of answerable questions: 1 if it answers |
/// | `refused` | of unanswerable questions: 1 if it abstains |
public struct AbstentionScorer: Scorer {
    /// Makes a scorer.
    public init() {}

    /// The names of the figures.
    public let names = ["abstention", "answered", "refused"]

    /// Compares abstaining with what the example says.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        let isRight = outcome.isAbstention != example.isAnswerable
        let right: Score = .measured(isRight ? 1 : 0)
        return [
            "abstention": right,
            "answered": example.isAnswerable ? right : .notMeasured(why: "The question has no answer."),
            "refused": example.isAnswerable ? .notMeasured(why: "The question has an answer.") : right,
        ]
    }
}

/// What an answer took: `cost` in dollars, `tokens` read and written, `latency` in seconds.
///
/// Lower is better.
public struct ResourceScorer: Scorer {
    /// Makes a scorer.
    public init() {}

    /// The names of the figures.
    public let names = ["cost", "tokens", "latency"]

    /// Reads what the outcome says.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        [
            "cost": outcome.costMicroUSD.map { .measured(Double($0) / 1e6) }
                ?? .notMeasured(why: "The system does not say what the answer cost."),
            "tokens": outcome.usage.map { .measured(Double($0.totalTokenCount)) }
                ?? .notMeasured(why: "The system does not say how many tokens it used."),
            "latency": outcome.latency.map { .measured($0.fractionalSeconds) }
                ?? .notMeasured(why: "The system does not say how long it took."),
        ]
    }
}

/// Whether the passages that the system read are those that a good answer rests on, compared by their identifiers.
///
/// | name | figure |
/// |---|---|
/// | `source-recall` | the share of the example's documents among those read |
/// | `source-precision` | the share of what was read that is one of the example's documents |
/// | `source-rank` | one divided by the rank of the first of the example's documents, 0 without one |
public struct SourceScorer: Scorer {
    /// Makes a scorer.
    public init() {}

    /// The names of the figures.
    public let names = ["source-recall", "source-precision", "source-rank"]

    /// Compares identifiers.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        let wanted = Set(example.contexts.map(\.id).filter { !$0.isEmpty })
        guard example.isAnswerable, !wanted.isEmpty else {
            return unmeasured("The example names no document that answers it.")
        }
        guard outcome.contexts.contains(where: { !$0.id.isEmpty }) || outcome.contexts.isEmpty else {
            return unmeasured("The system does not say which documents it read.")
        }
        let read = outcome.contexts.map(\.id)
        let found = wanted.intersection(read)
        let hits = read.count(where: wanted.contains)
        return [
            "source-recall": .measured(Double(found.count) / Double(wanted.count)),
            "source-precision": .measured(read.isEmpty ? 0 : Double(hits) / Double(read.count)),
            "source-rank": .measured(read.firstIndex(where: wanted.contains).map { 1 / Double($0 + 1) } ?? 0),
        ]
    }

    private func unmeasured(_ why: String) -> [String: Score] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, .notMeasured(why: why)) })
    }
}
