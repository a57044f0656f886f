private import WrightCore
public import WrightModel
public import WrightPrompt

/// What a language model makes of a question before it is searched with.
public enum QueryExpansion: String, Sendable, Codable, CaseIterable {
    /// The question in clearer words.
    case rewrite
    /// A passage that might answer it, to be found by its meaning.
    case hyde
    /// The question in several ways.
    case multi
    /// The simpler questions that it is made of.
    case decompose
}

/// Makes several searches of one question, with a language model.
public struct QueryExpander: Sendable {
    /// Searches that one question may become, the question itself included.
    static let limit = 6

    private let provider: any CompletionProvider
    private let model: String
    private let prompts: PromptCatalog
    private let context: CallContext

    /// Makes an expander.
    ///
    /// - Parameters:
    ///   - provider: Who is asked.
    ///   - model: The model.
    ///   - prompts: Where the prompts `rewrite-question`, `hyde`, `multi-query` and `decompose` are.
    ///   - context: What the calls are for.
    public init(
        provider: any CompletionProvider,
        model: String,
        prompts: PromptCatalog = .builtIn,
        context: CallContext = CallContext()
    ) {
        self.provider = provider
        self.model = model
        self.prompts = prompts
        self.context = context
    }

    /// The texts to search with, the question itself first unless it was rewritten.
    public func expand(_ question: String, by expansion: QueryExpansion) async throws -> [String] {
        switch expansion {
        case .rewrite: return [try await standalone(question, after: [])]
        case .hyde:
            let prompt = try prompts.template("hyde").render(PromptInput(["question": .string(question)]))
            let completion = try await provider.complete(request(of: prompt))
            let passage = completion.text.trimmingWhiteSpace
            return passage.isEmpty ? [question] : [question, passage]
        case .multi: return try await questions(question, prompt: "multi-query")
        case .decompose: return try await questions(question, prompt: "decompose")
        }
    }

    /// A question that can be understood without the conversation before it.
    ///
    /// - Parameters:
    ///   - question: What was asked last.
    ///   - turns: The conversation before it.
    /// - Returns: The question in words that need no conversation.
    /// - Throws: What the provider throws, and `PromptError` with code `outputInvalid`.
    public func standalone(_ question: String, after turns: [Conversation.Turn]) async throws -> String {
        let list = turns.map { turn -> JSONValue in
            ["role": .string(turn.role.rawValue), "text": .string(turn.text)]
        }
        let input = PromptInput(["question": .string(question), "turns": .array(list)])
        let value = try await structured("rewrite-question", input)
        let text = value["question"]?.string?.trimmingWhiteSpace ?? ""
        return text.isEmpty ? question : text
    }

    private func questions(_ question: String, prompt: String) async throws -> [String] {
        let value = try await structured(prompt, PromptInput(["question": .string(question)]))
        var texts = [question]
        for entry in value["questions"]?.array ?? [] {
            guard let text = entry.string?.trimmingWhiteSpace, !text.isEmpty, !texts.contains(text) else { continue }
            texts.append(text)
        }
        return Array(texts.prefix(Self.limit))
    }

    private func structured(_ name: String, _ input: PromptInput) async throws -> JSONValue {
        let template = try prompts.template(name)
        let request = try request(of: template.render(input))
        guard let schema = template.outputSchema else {
            return try JSONValue(parsing: try await provider.complete(request).text)
        }
        return try await StructuredOutput(schema: schema).run(request, by: provider).value
    }

    private func request(of prompt: Prompt) throws -> CompletionRequest {
        var request = try prompt.request(model: model)
        if request.maximumTokenCount == nil { request.maximumTokenCount = 512 }
        let version = request.context.promptVersion
        request.context = context
        request.context.promptVersion = version
        return request
    }
}

extension String {
    /// The text without white space at both ends.
    var trimmingWhiteSpace: String {
        String(decoding: utf8.drop { $0 <= 32 }.reversed().drop { $0 <= 32 }.reversed(), as: UTF8.self)
    }
}
