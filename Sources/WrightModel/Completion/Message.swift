/// One turn of a conversation with a model: who speaks, and what.
public struct Message: Sendable, Hashable {
    /// Who speaks.
    public var role: MessageRole
    /// What is said, in order.
    public var parts: [MessagePart]

    /// Makes a message of parts.
    public init(_ role: MessageRole, _ parts: [MessagePart]) {
        self.role = role
        self.parts = parts
    }

    /// Makes a message of one text.
    public init(_ role: MessageRole, _ text: String) {
        self.init(role, [.text(text)])
    }

    /// The texts of the message, joined; tool calls, media and reasoning left out.
    public var text: String {
        var result = ""
        for part in parts {
            if case .text(let text) = part { result += text }
        }
        return result
    }

    /// The tool calls of the message.
    public var toolCalls: [ToolCall] {
        parts.compactMap { if case .toolCall(let call) = $0 { call } else { nil } }
    }

    /// Rules for the model, from those who run the system.
    public static func system(_ text: String) -> Self { Self(.system, text) }

    /// What a person says.
    public static func user(_ text: String) -> Self { Self(.user, text) }

    /// What the model said.
    public static func assistant(_ text: String) -> Self { Self(.assistant, text) }
}

/// Who speaks in a message.
public enum MessageRole: String, Sendable, Codable, CaseIterable {
    /// Those who run the system.
    case system
    /// Those who run the system, for models that tell a developer from a system message.
    case developer
    /// The person who asks.
    case user
    /// The model.
    case assistant
    /// A tool that the model called.
    case tool
}

/// A part of a message.
public enum MessagePart: Sendable, Hashable {
    /// Plain text.
    case text(String)
    /// An image, a sound or a file.
    case media(Media)
    /// A source that the model may cite.
    case document(SourceDocument)
    /// A call of a tool, by the model.
    case toolCall(ToolCall)
    /// What a tool gave back.
    case toolResult(ToolResult)
    /// What the model thought; some services want it back unchanged.
    case reasoning(Reasoning)
}

/// An image, a sound or a file, by its address.
public struct Media: Sendable, Hashable {
    /// Where it is: `https:…`, or `data:…` with the content itself.
    public var url: String
    /// The media type, such as `image/png`; nil where the address says it or nobody knows.
    public var contentType: String?

    /// Takes an address.
    public init(url: String, contentType: String? = nil) {
        self.url = url
        self.contentType = contentType
    }
}

/// A source put before a model, so that it can cite it by place.
public struct SourceDocument: Sendable, Hashable {
    /// What citations name it by, such as `1`.
    public var id: String
    /// The title that the model sees.
    public var title: String
    /// The text; citations are UTF-8 byte ranges into it.
    public var text: String

    /// Makes a source.
    public init(id: String, title: String, text: String) {
        self.id = id
        self.title = title
        self.text = text
    }
}

/// A call of a tool that the model asks for.
public struct ToolCall: Sendable, Hashable {
    /// What the result is matched by.
    public var id: String
    /// The tool.
    public var name: String
    /// The arguments as JSON text, as the model wrote it: it may be no valid JSON.
    public var arguments: String

    /// Makes a call.
    public init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// What a tool gave back.
public struct ToolResult: Sendable, Hashable {
    /// The call that it answers.
    public var callID: String
    /// The tool.
    public var name: String
    /// What the tool said.
    public var text: String
    /// Whether the tool failed.
    public var isError: Bool

    /// Makes a result.
    public init(callID: String, name: String, text: String, isError: Bool = false) {
        self.callID = callID
        self.name = name
        self.text = text
        self.isError = isError
    }
}

/// What a model thought before it spoke.
public struct Reasoning: Sendable, Hashable {
    /// The thought, or a summary of it; empty where the service hides it.
    public var text: String
    /// The service's seal over the thought, to be sent back with it.
    public var signature: String?
    /// Whether the text is sealed by the service and cannot be read.
    public var isRedacted: Bool

    /// Makes a thought.
    public init(text: String, signature: String? = nil, isRedacted: Bool = false) {
        self.text = text
        self.signature = signature
        self.isRedacted = isRedacted
    }
}
