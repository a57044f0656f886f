/// Something that keeps what calls used and cost.
public protocol Ledger: Sendable {
    /// Keeps a record.
    func record(_ record: LedgerRecord) async throws
}

/// What one call of a language model used and cost.
public struct LedgerRecord: Sendable, Hashable {
    /// When the call began, in nanoseconds since 1970.
    public var time: Int64
    /// How long it took, in nanoseconds.
    public var duration: Int64
    /// The service, such as `openai`.
    public var provider: String
    /// The model asked for.
    public var requestedModel: String
    /// The model that answered.
    public var model: String
    /// The tokens used; nil where neither the service said so nor a guess was possible.
    public var usage: TokenUsage?
    /// What it cost; nil where the price is not known, which is not the same as nothing.
    public var cost: MicroDollars?
    /// Whether the tokens, and so the cost, are a guess because the service did not say.
    public var isEstimated: Bool
    /// How it ended.
    public var outcome: Outcome
    /// What it was for.
    public var context: CallContext

    /// How a call ended.
    public enum Outcome: String, Sendable, Codable, CaseIterable {
        /// With an answer.
        case done
        /// Without an answer.
        case failed
        /// In the middle of an answer.
        case cut
    }

    /// Makes a record.
    public init(
        time: Int64,
        provider: String,
        requestedModel: String,
        model: String,
        outcome: Outcome
    ) {
        self.time = time
        duration = 0
        self.provider = provider
        self.requestedModel = requestedModel
        self.model = model
        self.outcome = outcome
        isEstimated = false
        context = CallContext()
    }
}
