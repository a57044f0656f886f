internal import WrightCore
internal import WrightModel
internal import WrightRetrieval

/// How answers of language models are written.
enum GeneratedForm {
    /// What stands in JSON beside what every answer has.
    static func members(_ generated: GeneratedAnswer, model: LanguageModelSession) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("sentences", .array(generated.sentences.map(json))),
            .init("unsupported", .int(generated.unsupportedSentenceCount)),
            .init("model", .string(generated.completion?.model ?? model.model)),
            .init("provider", .string(model.provider.identity.name)),
        ]
        if let usage = model.usage.usage, !model.usage.records.isEmpty {
            members.append(
                .init(
                    "usage",
                    [
                        "inputTokens": .int(usage.inputTokenCount), "outputTokens": .int(usage.outputTokenCount),
                        "cachedInputTokens": .int(usage.cachedInputTokenCount),
                        "reasoningTokens": .int(usage.reasoningTokenCount),
                    ]
                )
            )
        }
        members.append(.init("costMicroUSD", model.usage.cost.map { .int(Int($0.value)) } ?? .null))
        return members
    }

    /// One line on what was asked and what it cost.
    static func summary(_ generated: GeneratedAnswer, model: LanguageModelSession) -> String {
        let name = Output.printable(generated.completion?.model ?? model.model)
        let tokens = model.usage.usage.map { "\($0.inputTokenCount) tokens read, \($0.outputTokenCount) written" }
        let cost = model.usage.cost.map(\.description) ?? "cost not known"
        var parts = [name, tokens ?? "tokens not known", cost]
        if generated.unsupportedSentenceCount > 0 {
            let count = generated.unsupportedSentenceCount
            parts.append(count == 1 ? "1 sentence unsupported" : "\(count) sentences unsupported")
        }
        return parts.joined(separator: ", ")
    }

    private static func json(_ sentence: CheckedSentence) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("text", .string(sentence.text)), .init("verdict", .string(sentence.verdict.rawValue)),
            .init("support", .double(sentence.support)),
            .init("citations", .array(sentence.citations.map { .int($0) })),
        ]
        if !sentence.unsupportedWords.isEmpty {
            members.append(.init("unsupportedWords", .array(sentence.unsupportedWords.map { .string($0) })))
        }
        return .object(members)
    }
}
