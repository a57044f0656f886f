public import WrightCore

/// A scorer outside: it is given the example and the outcome as JSON and answers with scores as JSON.
///
/// Given: `{"schema": 1, "example": {…}, "outcome": {…}}`. Wanted: a number, or an object of names and numbers; a name
/// with null, or `{"notMeasured": "why"}`, was not measured. What is anything else was not measured either. How the two
/// sides talk is the caller's: a child process, a service.
public struct ExternalScorer: Scorer {
    /// The names of the figures.
    public let names: [String]
    private let exchange: @Sendable (JSONValue) async throws -> JSONValue

    /// Takes the names of the figures and the way to ask.
    public init(names: [String], exchange: @escaping @Sendable (JSONValue) async throws -> JSONValue) {
        self.names = names
        self.exchange = exchange
    }

    /// Asks.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        let answer = try await exchange(["schema": 1, "example": example.json, "outcome": outcome.json])
        var scores: [String: Score] = [:]
        for name in names {
            let value = names.count == 1 && answer.object == nil ? answer : answer[name] ?? answer["scores"]?[name]
            scores[name] = Self.score(value)
        }
        return scores
    }

    private static func score(_ value: JSONValue?) -> Score {
        switch value {
        case nil: .notMeasured(why: "The scorer did not name this figure.")
        case .null?: .notMeasured(why: "The scorer could not say.")
        case .bool(let isRight)?: .measured(isRight ? 1 : 0)
        case .some(let value):
            value.double.map { Score(checking: $0) } ?? Score(value)
                ?? .notMeasured(why: "The scorer gave what is no number.")
        }
    }
}

/// How many findings a guard has in the answer: `findings` counts them, `safe` is 1 without any.
///
/// The command line offers it as `safety`, with the guard that ships.
public struct SafetyScorer: Scorer {
    private let inspect: @Sendable (String) async throws -> Int

    /// Takes a guard, which returns the number of its findings in a text.
    public init(inspect: @escaping @Sendable (String) async throws -> Int) {
        self.inspect = inspect
    }

    /// The names of the figures.
    public let names = ["safe", "findings"]

    /// Inspects the answer.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        let count = try await inspect(outcome.answer)
        return ["safe": .measured(count == 0 ? 1 : 0), "findings": .measured(Double(count))]
    }
}
