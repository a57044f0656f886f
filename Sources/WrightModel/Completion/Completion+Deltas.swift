private import WrightCore

extension Completion {
    /// The answer as the pieces of a stream, which join to it again.
    package var deltas: [CompletionDelta] {
        var pieces: [CompletionDelta] = [
            .start(CompletionStart(id: id, model: model, systemFingerprint: systemFingerprint))
        ]
        var callCount = 0
        for part in message.parts {
            switch part {
            case .text(let text): pieces.append(.text(text))
            case .reasoning(let thought):
                let piece = ReasoningDelta(
                    text: thought.text,
                    signature: thought.signature,
                    isRedacted: thought.isRedacted
                )
                pieces.append(.reasoning(piece))
            case .toolCall(let call):
                pieces.append(
                    .toolCall(
                        ToolCallDelta(index: callCount, id: call.id, name: call.name, arguments: call.arguments)
                    )
                )
                callCount += 1
            case .media, .document, .toolResult: continue
            }
        }
        pieces += citations.map { .citation($0) }
        if !logprobs.isEmpty { pieces.append(.logprobs(logprobs)) }
        if let usage { pieces.append(.usage(usage)) }
        pieces.append(.finish(finishReason))
        return pieces
    }
}

extension CompletionRequest {
    /// About how many tokens the request has: one for four bytes of text.
    package var estimatedInputTokenCount: Int { tokenCount(bytesPerToken: 4, mediaTokenCount: 1000) }

    /// How many tokens the request has at most: one for each byte of text, since no vocabulary makes more.
    package var largestInputTokenCount: Int { tokenCount(bytesPerToken: 1, mediaTokenCount: 20_000) }

    private func tokenCount(bytesPerToken: Int, mediaTokenCount: Int) -> Int {
        var byteCount = 0
        var mediaCount = 0
        for message in messages {
            for part in message.parts {
                switch part {
                case .text(let text): byteCount += text.utf8.count
                case .document(let document): byteCount += document.text.utf8.count + document.title.utf8.count + 32
                case .media: mediaCount += 1
                case .toolCall(let call): byteCount += call.arguments.utf8.count + call.name.utf8.count + 32
                case .toolResult(let result): byteCount += result.text.utf8.count + 32
                case .reasoning(let thought): byteCount += thought.text.utf8.count
                }
            }
        }
        for tool in tools { byteCount += tool.parameters.text().utf8.count + tool.description.utf8.count + 64 }
        if case .jsonSchema(let schema) = responseFormat { byteCount += schema.text().utf8.count }
        let overhead = 16 + 8 * messages.count + (tools.isEmpty ? 0 : 400)
        return overhead + (byteCount + bytesPerToken - 1) / bytesPerToken + mediaCount * mediaTokenCount
    }
}
