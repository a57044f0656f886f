private import WrightCore
public import WrightModel
public import WrightPrompt

/// A conversation that is kept within a number of tokens: old turns become a summary.
public struct Conversation: Sendable {
    /// What was said by one side.
    public struct Turn: Sendable, Hashable {
        /// Who spoke: the user or the assistant.
        public var role: MessageRole
        /// What was said.
        public var text: String

        /// Makes a turn.
        public init(role: MessageRole, text: String) {
            self.role = role
            self.text = text
        }

        /// About how many tokens it has.
        var tokenCount: Int { 4 + (text.utf8.count + 3) / 4 }
    }

    /// The turns since the summary.
    public private(set) var turns: [Turn] = []
    /// What was said before them; empty if nothing was.
    public private(set) var summary = ""
    /// How many tokens summary and turns have at most, about.
    public let tokenLimit: Int

    /// Begins a conversation.
    ///
    /// - Parameter tokenLimit: How many tokens are kept, 64 or more.
    public init(tokenLimit: Int = 2000) {
        precondition(tokenLimit >= 64, "A conversation keeps 64 tokens or more.")
        self.tokenLimit = tokenLimit
    }

    /// Adds what was said.
    public mutating func add(_ role: MessageRole, _ text: String) {
        turns.append(Turn(role: role, text: text))
    }

    /// Forgets everything.
    public mutating func clear() {
        turns = []
        summary = ""
    }

    /// About how many tokens summary and turns have.
    public var tokenCount: Int { (summary.utf8.count + 3) / 4 + turns.reduce(0) { $0 + $1.tokenCount } }

    /// The summary and the turns, as the model sees them.
    public var context: [Turn] {
        summary.isEmpty ? turns : [Turn(role: .assistant, text: "Summary of what was said before: " + summary)] + turns
    }

    /// Summarises the oldest turns where there are more tokens than allowed.
    ///
    /// The two last turns stay as they are. Where the model fails, the oldest turns are dropped instead.
    public mutating func compact(
        by provider: any CompletionProvider,
        model: String,
        prompts: PromptCatalog = .builtIn,
        context: CallContext = CallContext()
    ) async throws {
        guard tokenCount > tokenLimit, turns.count > 2 else { return }
        var kept = 0
        var count = turns.count
        while count > 0, turns.count - count < 2 || kept + turns[count - 1].tokenCount <= tokenLimit / 2 {
            count -= 1
            kept += turns[count].tokenCount
        }
        guard count > 0 else { return }
        let old = turns.prefix(count).map { "\($0.role.rawValue): \($0.text)" }
        let text = ([summary].filter { !$0.isEmpty } + old).joined(separator: "\n")
        do {
            let input = PromptInput([
                "text": .string(text), "purpose": "to go on with the conversation", "sentences": 6,
            ])
            var request = try prompts.template("summarise").render(input).request(model: model)
            if request.maximumTokenCount == nil { request.maximumTokenCount = 400 }
            let version = request.context.promptVersion
            request.context = context
            request.context.promptVersion = version
            let completion = try await provider.complete(request)
            summary = String(decoding: completion.text.trimmingWhiteSpace.utf8.prefix(tokenLimit * 2), as: UTF8.self)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            summary = ""
        }
        turns.removeFirst(count)
    }
}
