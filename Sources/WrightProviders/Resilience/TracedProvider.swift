internal import WrightCore
public import WrightModel
internal import WrightTrace

/// Makes each call a span of the current trace, named and described by the conventions of OpenTelemetry.
///
/// Wrappers below it note in that span what they do: tries, waits, circuits, caches.
public struct TracedProvider: CompletionProvider {
    private let base: any CompletionProvider
    private let time: Timekeeper

    /// Wraps a provider.
    public init(_ base: any CompletionProvider, time: Timekeeper = .system()) {
        self.base = base
        self.time = time
    }

    /// Who answers.
    public var identity: ProviderIdentity { base.identity }

    /// Answers at once.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        try await TraceScope.span("chat " + request.model, attributes(of: request, isStreamed: false)) { span in
            let completion = try await base.complete(request)
            if let span { Self.describe(completion, in: span) }
            return completion
        }
    }

    /// Answers bit by bit; the span ends with the stream.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { sink in
            try await TraceScope.span("chat " + request.model, attributes(of: request, isStreamed: true)) { span in
                let start = time.now()
                var accumulator = CompletionAccumulator(model: request.model)
                var isFirst = true
                for try await piece in base.stream(request) {
                    if isFirst {
                        span?.set(.timeToFirstChunk, .double((time.now() - start).fractionalSeconds))
                        isFirst = false
                    }
                    if span != nil { accumulator.add(piece) }
                    try await sink.send(piece)
                }
                if let span { Self.describe(accumulator.completion(), in: span) }
            }
        }
    }

    private func attributes(of request: CompletionRequest, isStreamed: Bool) -> [TraceAttribute] {
        var list = [
            TraceAttribute(.operationName, "chat"), TraceAttribute(.providerName, .string(identity.name)),
            TraceAttribute(.requestModel, .string(request.model)), TraceAttribute(.requestStream, .bool(isStreamed)),
        ]
        func add(_ name: AttributeName, _ value: JSONValue?) {
            if let value { list.append(TraceAttribute(name, value)) }
        }
        add(.serverAddress, identity.address.isEmpty ? nil : .string(identity.address))
        add(.requestTemperature, request.temperature.map { .double($0) })
        add(.requestTopP, request.topP.map { .double($0) })
        add(.requestTopK, request.topK.map { .int($0) })
        add(.requestMaxTokens, request.maximumTokenCount.map { .int($0) })
        add(.requestSeed, request.seed.map { .int($0) })
        add(.outputType, request.responseFormat == .text ? "text" : "json")
        add(.promptVersion, request.context.promptVersion.map { .string($0) })
        add(.conversationID, request.context.conversationID.map { .string($0) })
        add(.repeatNumber, request.context.repeatNumber > 0 ? .int(request.context.repeatNumber) : nil)
        return list
    }

    private static func describe(_ completion: Completion, in span: ActiveSpan) {
        if !completion.id.isEmpty { span.set(.responseID, .string(completion.id)) }
        span.set(.responseModel, .string(completion.model))
        span.set(.responseFinishReasons, [.string(completion.finishReason.name)])
        guard let usage = completion.usage else { return }
        span.set(.inputTokens, .int(usage.inputTokenCount))
        span.set(.outputTokens, .int(usage.outputTokenCount))
        if usage.cachedInputTokenCount > 0 { span.set(.cacheReadInputTokens, .int(usage.cachedInputTokenCount)) }
        if usage.cacheWriteTokenCount > 0 { span.set(.cacheCreationInputTokens, .int(usage.cacheWriteTokenCount)) }
        if usage.reasoningTokenCount > 0 { span.set(.reasoningOutputTokens, .int(usage.reasoningTokenCount)) }
    }
}
