private import Synchronization
public import WrightModel

/// A language model for tests that says what it is told to say.
///
/// ```swift
/// let provider = ScriptedProvider(["Paris [1].", "I do not know."])
/// let first = try await provider.complete(request)  // Paris [1].
/// ```
public final class ScriptedProvider: CompletionProvider {
    /// What happens on a call.
    public enum Reply: Sendable, ExpressibleByStringLiteral {
        /// An answer.
        case completion(Completion)
        /// A failure before anything is said.
        case failure(any Error)
        /// A failure after some of the answer; without streaming it is a failure like any other.
        case cut(after: String, any Error)

        /// An answer of a text, with one token counted for each word.
        public init(stringLiteral value: String) { self = .text(value) }

        /// An answer of a text, with one token counted for each word.
        public static func text(_ text: String) -> Self {
            .completion(ScriptedProvider.completion(text, inputTokenCount: 10))
        }
    }

    /// Who answers: `scripted`, unless another name is given.
    public let identity: ProviderIdentity
    private let answer: @Sendable (CompletionRequest, Int) throws -> Reply
    private let state = Mutex<[CompletionRequest]>([])

    /// Answers call after call; after the last reply, the last one again.
    ///
    /// - Parameters:
    ///   - replies: The replies in order, one or more.
    ///   - name: The service that it plays.
    public convenience init(_ replies: [Reply], name: String = "scripted") {
        precondition(!replies.isEmpty, "A script has one reply or more.")
        self.init(name: name) { _, number in replies[min(number, replies.count - 1)] }
    }

    /// Answers by a rule.
    ///
    /// - Parameters:
    ///   - name: The service that it plays.
    ///   - answer: Takes the request and how many came before it.
    public init(name: String = "scripted", answer: @escaping @Sendable (CompletionRequest, Int) throws -> Reply) {
        identity = ProviderIdentity(name: name)
        self.answer = answer
    }

    /// The requests so far.
    public var requests: [CompletionRequest] { state.withLock { $0 } }

    /// Answers at once.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        switch try next(request) {
        case .completion(let completion): return completion
        case .failure(let error), .cut(_, let error): throw error
        }
    }

    /// Answers word by word.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { [self] sink in
            switch try next(request) {
            case .completion(let completion):
                for piece in completion.deltas {
                    guard case .text(let text) = piece else {
                        try await sink.send(piece)
                        continue
                    }
                    for word in Self.words(of: text) { try await sink.send(.text(word)) }
                }
            case .failure(let error): throw error
            case .cut(let text, let error):
                for word in Self.words(of: text) { try await sink.send(.text(word)) }
                throw error
            }
        }
    }

    /// An answer of a text, with one token counted for each word.
    public static func completion(_ text: String, inputTokenCount: Int) -> Completion {
        Completion(
            id: "scripted",
            model: "scripted",
            message: .assistant(text),
            finishReason: .stop,
            usage: TokenUsage(input: inputTokenCount, output: words(of: text).count)
        )
    }

    private func next(_ request: CompletionRequest) throws -> Reply {
        let number = state.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        return try answer(request, number)
    }

    /// The text in pieces that end after spaces.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in text {
            word.append(character)
            if character == " " || character == "\n" {
                words.append(word)
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
