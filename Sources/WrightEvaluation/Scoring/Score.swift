public import WrightCore

/// What a scorer says of one example: a value, or why there is none.
public enum Score: Sendable, Hashable {
    /// A finite value, no larger than ``magnitudeLimit``.
    case measured(Double)
    /// Nothing could be measured; the text is a full sentence that says why.
    case notMeasured(why: String)

    /// The largest magnitude of a score; squares and sums of larger ones would not be finite.
    public static let magnitudeLimit = 1e100

    /// Takes a number; one that is not finite or beyond ``magnitudeLimit`` counts as not measured.
    public init(checking value: Double) {
        self =
            Self.isMeasurable(value)
            ? .measured(value)
            : .notMeasured(why: "The scorer gave \(value), but a score is a number up to \(Self.magnitudeLimit).")
    }

    /// Whether a number can be a score.
    static func isMeasurable(_ value: Double) -> Bool { abs(value) <= magnitudeLimit }

    /// The value, where one was measured.
    public var value: Double? {
        if case .measured(let value) = self { value } else { nil }
    }

    /// The score as a number, or as an object that says why there is none.
    public var json: JSONValue {
        switch self {
        case .measured(let value): .double(value)
        case .notMeasured(let why): ["notMeasured": .string(why)]
        }
    }

    /// Reads what ``json`` wrote; nil for anything else.
    public init?(_ json: JSONValue) {
        if let value = json.double, Self.isMeasurable(value) {
            self = .measured(value)
        } else if let why = json["notMeasured"]?.string {
            self = .notMeasured(why: why)
        } else {
            return nil
        }
    }
}

/// Judges one example at a time.
///
/// A scorer says for each of its figures what it measured or why it could not. One that throws, is too slow, leaves a
/// figure out or gives what is no number counts as not having measured; see ``ScorerPanel``.
public protocol Scorer: Sendable {
    /// The names of the figures, such as `rouge-l`.
    var names: [String] { get }

    /// Judges what a system made of an example.
    func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score]
}

/// Asks scorers one after the other and turns every fault into a score that says so.
public struct ScorerPanel: Sendable {
    /// The scorers.
    public let scorers: [any Scorer]
    /// How long each may take for one example; nil for any time.
    public let limit: Duration?

    /// Takes scorers.
    public init(_ scorers: [any Scorer], limit: Duration? = nil) {
        self.scorers = scorers
        self.limit = limit
    }

    /// The names of all figures, in order.
    public var names: [String] { scorers.flatMap(\.names) }

    /// All figures of an example; there is one for every name.
    ///
    /// - Throws: `CancellationError` only.
    public func scores(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        var scores: [String: Score] = [:]
        if let failure = outcome.failure {
            for name in names { scores[name] = .notMeasured(why: "The system failed: \(failure)") }
            return scores
        }
        for scorer in scorers {
            try Task.checkCancellation()
            var found: [String: Score] = [:]
            var fault = "The scorer did not say."
            do {
                found = try await Self.limited(limit) { try await scorer.score(example, outcome) }
            } catch {
                try Task.checkCancellation()
                fault = Self.sentence(error)
            }
            for name in scorer.names { scores[name] = Self.checked(found[name] ?? .notMeasured(why: fault)) }
        }
        return scores
    }

    private static func checked(_ score: Score) -> Score {
        if case .measured(let value) = score { Score(checking: value) } else { score }
    }

    private static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as any DescribedError: error.message
        case is ScorerTimeout: "The scorer was not done in time."
        default: "The scorer failed: \(error)."
        }
    }

    private static func limited<Value: Sendable>(
        _ limit: Duration?,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let limit else { return try await body() }
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw ScorerTimeout()
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw ScorerTimeout() }
            return first
        }
    }
}

private struct ScorerTimeout: Error {}
