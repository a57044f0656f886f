internal import WrightCore
public import WrightModel
internal import WrightTrace

/// Counts what calls cost, writes it into a ledger, and keeps calls within a budget.
///
/// A streamed call costs the same as one answered at once. A call whose reader goes away in the middle is counted with
/// what the service said until then, or else with a guess that is marked as one.
public struct MeteredProvider: CompletionProvider {
    /// What a call is counted with.
    public struct Meter: Sendable {
        /// The prices.
        public var prices: PriceTable
        /// Where records go; nil for nowhere.
        public var ledger: (any Ledger)?
        /// What calls may cost; nil for any amount.
        public var budget: Budget?
        /// The way of service that calls are billed by, such as `batch`; nil for the usual one.
        public var mode: String?
        /// Tokens that a call may write where neither its request nor the price table sets a limit and a budget has to
        /// be kept.
        ///
        /// Default 4096.
        public var assumedOutputTokenCount = 4096
        /// The time in nanoseconds since 1970.
        public var now: @Sendable () -> Int64

        /// Makes a meter.
        public init(
            prices: PriceTable,
            ledger: (any Ledger)? = nil,
            budget: Budget? = nil,
            now: @escaping @Sendable () -> Int64
        ) {
            self.prices = prices
            self.ledger = ledger
            self.budget = budget
            self.now = now
        }
    }

    private let base: any CompletionProvider
    private let meter: Meter

    /// Wraps a provider.
    public init(_ base: any CompletionProvider, meter: Meter) {
        self.base = base
        self.meter = meter
    }

    /// Who answers.
    public var identity: ProviderIdentity { base.identity }

    /// Answers at once.
    ///
    /// - Throws: ``OperationsError`` with code `budgetExceeded` or `priceUnknown` before the call is made.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        var call = try begin(request)
        let answered: Completion
        do {
            let completion = try await base.complete(call.request)
            for piece in completion.deltas { call.accumulator.add(piece) }
            answered = completion
        } catch {
            // A call that failed before any answer is taken to cost nothing, as services with list prices bill it; its
            // error counts, not one of the ledger.
            try? await end(call, .failed)
            throw error
        }
        try await end(call, .done)
        return answered
    }

    /// Answers bit by bit.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { sink in
            var call = try begin(request)
            do {
                for try await piece in base.stream(call.request) {
                    call.accumulator.add(piece)
                    try await sink.send(piece)
                }
                // A stream may end without an error where its reader's task was cancelled.
                try Task.checkCancellation()
            } catch {
                // The error of the call counts, not one of the ledger.
                try? await end(call, call.accumulator.hasContent ? .cut : .failed)
                throw error
            }
            try await end(call, .done)
        }
    }

    /// A call that has begun.
    private struct Call {
        var request: CompletionRequest
        var start: Int64
        var reserved: MicroDollars?
        var accumulator: CompletionAccumulator
    }

    private func begin(_ request: CompletionRequest) throws -> Call {
        let now = meter.now()
        var call = Call(request: request, start: now, accumulator: CompletionAccumulator(model: request.model))
        guard let budget = meter.budget else { return call }
        let day = CalendarDay.text(ofNanoseconds: now)
        guard let price = meter.prices.price(provider: identity.name, model: request.model, on: day) else {
            throw OperationsError.priceUnknown(provider: identity.name, model: request.model)
        }
        let limit =
            request.maximumTokenCount ?? price.maximumOutputTokenCount.map { min($0, meter.assumedOutputTokenCount) }
            ?? meter.assumedOutputTokenCount
        // What is set aside holds only if the service keeps to it.
        call.request.maximumTokenCount = limit
        let largest = price.largestCost(
            inputTokenCount: request.largestInputTokenCount,
            outputTokenCount: limit,
            mode: meter.mode
        )
        try budget.reserve(largest)
        call.reserved = largest
        return call
    }

    private func end(_ call: Call, _ outcome: LedgerRecord.Outcome) async throws {
        let completion = call.accumulator.completion()
        var record = LedgerRecord(
            time: call.start,
            provider: identity.name,
            requestedModel: call.request.model,
            model: completion.model,
            outcome: outcome
        )
        record.duration = max(0, meter.now() - call.start)
        record.context = call.request.context
        record.usage = completion.usage
        if outcome == .failed {
            record.usage = TokenUsage(input: 0, output: 0)
        } else if record.usage == nil || outcome == .cut {
            record.usage = Self.guess(completion, call.request)
            record.isEstimated = true
        }
        record.cost = cost(of: record)
        if let reserved = call.reserved, let budget = meter.budget {
            budget.settle(reserved: reserved, cost: record.cost ?? reserved)
        }
        if let cost = record.cost { TraceScope.current?.set(.costMicroUSD, .int(Int(cost.value))) }
        try await meter.ledger?.record(record)
    }

    /// By the price of the model that answered, or else of the one asked for; not known without one, also where the
    /// call failed.
    private func cost(of record: LedgerRecord) -> MicroDollars? {
        guard let usage = record.usage else { return nil }
        let day = CalendarDay.text(ofNanoseconds: record.time)
        let price =
            meter.prices.price(provider: record.provider, model: record.model, on: day)
            ?? meter.prices.price(provider: record.provider, model: record.requestedModel, on: day)
        return price.map { record.outcome == .failed ? .zero : $0.cost(of: usage, mode: meter.mode) }
    }

    /// What the service said, but at least what the texts make likely.
    private static func guess(_ completion: Completion, _ request: CompletionRequest) -> TokenUsage {
        var byteCount = completion.text.utf8.count
        for call in completion.toolCalls { byteCount += call.arguments.utf8.count + call.name.utf8.count }
        for case .reasoning(let thought) in completion.message.parts { byteCount += thought.text.utf8.count }
        let known = completion.usage
        return TokenUsage(
            input: known.map { $0.inputTokenCount > 0 ? $0.inputTokenCount : request.estimatedInputTokenCount }
                ?? request.estimatedInputTokenCount,
            output: max(known?.outputTokenCount ?? 0, (byteCount + 3) / 4),
            cachedInput: known?.cachedInputTokenCount ?? 0,
            cacheWrite: known?.cacheWriteTokenCount ?? 0,
            reasoning: known?.reasoningTokenCount ?? 0
        )
    }
}
