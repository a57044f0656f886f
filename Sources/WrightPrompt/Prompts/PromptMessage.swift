public import WrightCore
public import WrightModel

/// A message of a rendered prompt, in the form of Dotprompt.
public struct PromptMessage: Sendable, Hashable {
    /// A part of a message.
    public enum Part: Sendable, Hashable {
        /// Plain text.
        case text(String)
        /// An image, a sound or a file.
        case media(Media)
        /// A place that something else is put into, by its name.
        case section(String)
        /// A part that was handed in with the history and is kept as it is.
        case other(JSONValue)
    }

    /// Who speaks: `system`, `user`, `model`, `tool`, or another word.
    public var role: String
    /// What is said, in order.
    public var parts: [Part]
    /// What is known of the message, such as `purpose: history`.
    public var metadata: [JSONValue.Member]

    /// Makes a message.
    public init(role: String, parts: [Part], metadata: [JSONValue.Member] = []) {
        self.role = role
        self.parts = parts
        self.metadata = metadata
    }

    /// The texts of the message, joined.
    public var text: String {
        parts.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
    }

    /// Reads a message of a history: `{"role", "content": [{"text"} | {"media"} | …], "metadata"?}`.
    ///
    /// - Throws: ``PromptError`` with code `inputInvalid`.
    public init(_ value: JSONValue) throws(PromptError) {
        guard let role = value["role"]?.string else {
            throw .inputInvalid(prompt: "messages", field: "role", reason: "a message needs a role")
        }
        self.role = role
        metadata = value["metadata"]?.object ?? []
        switch value["content"] {
        case .string(let text)?: parts = [.text(text)]
        case .array(let elements)?: parts = elements.map { Self.part($0) }
        default: throw .inputInvalid(prompt: "messages", field: "content", reason: "a message needs a content")
        }
    }

    private static func part(_ value: JSONValue) -> Part {
        let members = value.object ?? []
        if members.count == 1, let text = value["text"]?.string { return .text(text) }
        if members.count == 1, let media = value["media"], let url = media["url"]?.string {
            return .media(Media(url: url, contentType: media["contentType"]?.string))
        }
        return .other(value)
    }

    /// The JSON form of Dotprompt.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("role", .string(role)),
            .init("content", .array(parts.map { Self.json($0) })),
        ]
        if !metadata.isEmpty { members.append(.init("metadata", .object(metadata))) }
        return .object(members)
    }

    private static func json(_ part: Part) -> JSONValue {
        switch part {
        case .text(let text): return ["text": .string(text)]
        case .media(let media):
            var members: [JSONValue.Member] = [.init("url", .string(media.url))]
            if let type = media.contentType { members.append(.init("contentType", .string(type))) }
            return ["media": .object(members)]
        case .section(let name): return ["metadata": ["purpose": .string(name), "pending": true]]
        case .other(let value): return value
        }
    }

    /// The message as language models are asked; nil where nothing of it can be sent.
    ///
    /// - Throws: ``PromptError`` with code `inputInvalid` for a role that models do not know.
    public func message() throws(PromptError) -> Message? {
        let known: [String: MessageRole] = [
            "system": .system, "developer": .developer, "user": .user, "model": .assistant, "assistant": .assistant,
            "tool": .tool,
        ]
        guard let role = known[role] else {
            throw .inputInvalid(prompt: "messages", field: "role", reason: "'\(role)' is no role that models know")
        }
        let sent: [MessagePart] = parts.compactMap { part in
            switch part {
            case .text(let text): .text(text)
            case .media(let media): .media(media)
            case .section, .other: nil
            }
        }
        return sent.isEmpty ? nil : Message(role, sent)
    }
}
