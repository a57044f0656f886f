public import WrightModel

/// What a model costs at a service from one day to another.
///
/// Rates are whole numbers of micro-dollars for a million tokens, so a rate times a count is a whole number of
/// pico-dollars and nothing is rounded before the end.
public struct ModelPrice: Sendable, Hashable {
    /// The service, such as `openai`.
    public var provider: String
    /// The model.
    public var model: String
    /// Other names of the same model at the same price.
    public var aliases: [String]
    /// The first day on which it holds, `YYYY-MM-DD`.
    public var from: String
    /// The first day on which it holds no more; nil while it holds.
    public var until: String?
    /// The rates.
    public var rates: Rates
    /// Rates that hold instead from a number of input tokens on, ascending.
    public var tiers: [Tier]
    /// Rates by way of service, such as `batch`.
    public var modes: [String: Rates]
    /// The most tokens that the model writes; nil if not known.
    public var maximumOutputTokenCount: Int?
    /// Where the price was read.
    public var source: String
    /// How well it is known: `published` by the service, or `secondary` from collections of prices.
    public var evidence: String

    /// Micro-dollars for a million tokens.
    public struct Rates: Sendable, Hashable {
        /// Tokens read.
        public var input: Int64
        /// Tokens written, and thoughts unless they have a rate of their own.
        public var output: Int64
        /// Tokens read from the service's cache; nil: as ``input``.
        public var cachedInput: Int64?
        /// Tokens put into the service's cache; nil: as ``input``.
        public var cacheWrite: Int64?
        /// Tokens of reasoning; nil: as ``output``.
        public var reasoning: Int64?

        /// Sets rates.
        public init(
            input: Int64,
            output: Int64,
            cachedInput: Int64? = nil,
            cacheWrite: Int64? = nil,
            reasoning: Int64? = nil
        ) {
            self.input = input
            self.output = output
            self.cachedInput = cachedInput
            self.cacheWrite = cacheWrite
            self.reasoning = reasoning
        }

        /// The highest rate for a token that is read.
        var highestInput: Int64 { max(input, cachedInput ?? 0, cacheWrite ?? 0) }
        /// The highest rate for a token that is written.
        var highestOutput: Int64 { max(output, reasoning ?? 0) }
    }

    /// Rates for long requests.
    public struct Tier: Sendable, Hashable {
        /// The rates hold for requests with more input tokens than this.
        public var aboveInputTokenCount: Int
        /// The rates.
        public var rates: Rates
    }

    /// What a call costs.
    ///
    /// The sum of all tokens times their rates, rounded up to whole micro-dollars once for the call: never less than
    /// the price, and at most one micro-dollar more.
    ///
    /// - Parameters:
    ///   - usage: The tokens.
    ///   - mode: The way of service; one without rates of its own costs as usual.
    /// - Returns: The cost.
    public func cost(of usage: TokenUsage, mode: String? = nil) -> MicroDollars {
        let rates = rates(inputTokenCount: usage.inputTokenCount, mode: mode)
        let fresh = usage.inputTokenCount - usage.cachedInputTokenCount - usage.cacheWriteTokenCount
        let plain = usage.outputTokenCount - usage.reasoningTokenCount
        let sum =
            Self.product(fresh, rates.input)
            + Self.product(usage.cachedInputTokenCount, rates.cachedInput ?? rates.input)
            + Self.product(usage.cacheWriteTokenCount, rates.cacheWrite ?? rates.input)
            + Self.product(plain, rates.output)
            + Self.product(usage.reasoningTokenCount, rates.reasoning ?? rates.output)
        return Self.roundedUp(sum)
    }

    /// The most that a call can cost.
    public func largestCost(inputTokenCount: Int, outputTokenCount: Int, mode: String? = nil) -> MicroDollars {
        // A tier may begin anywhere below the largest count, so the dearest of those counts.
        let candidates =
            mode.flatMap { modes[$0] }.map { [$0] }
            ?? [rates] + tiers.filter { inputTokenCount > $0.aboveInputTokenCount }.map(\.rates)
        let costs = candidates.map { rates in
            Self.roundedUp(
                Self.product(inputTokenCount, rates.highestInput) + Self.product(outputTokenCount, rates.highestOutput)
            )
        }
        return costs.max() ?? .zero
    }

    private func rates(inputTokenCount: Int, mode: String?) -> Rates {
        if let mode, let rates = modes[mode] { return rates }
        return tiers.last { inputTokenCount > $0.aboveInputTokenCount }?.rates ?? rates
    }

    private static func product(_ count: Int, _ rate: Int64) -> Int128 { Int128(count) * Int128(rate) }

    private static func roundedUp(_ picoDollars: Int128) -> MicroDollars {
        let micro = (picoDollars + 999_999) / 1_000_000
        return MicroDollars(micro > Int128(Int64.max) ? .max : Int64(micro))
    }
}
