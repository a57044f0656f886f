public import WrightCore

/// What a prompt is rendered with.
public struct PromptInput: Sendable, Hashable {
    /// The inputs by name.
    public var variables: [JSONValue.Member]
    /// Values that templates see as `@name`, such as `@state`.
    public var context: [JSONValue.Member]
    /// The conversation so far, which `{{history}}` places.
    public var history: [PromptMessage]
    /// Metadata laid over that of the file.
    public var options: PromptMetadata

    /// Gives inputs only.
    public init(_ variables: JSONValue = .object([])) {
        self.variables = variables.object ?? []
        context = []
        history = []
        options = PromptMetadata()
    }

    /// Reads the form of Dotprompt: `{"input", "context"?, "messages"?, "docs"?, "options"?}`.
    ///
    /// - Throws: ``PromptError`` with code `inputInvalid`.
    public init(argument: JSONValue, name: String) throws(PromptError) {
        self.init(argument["input"] ?? .object([]))
        context = argument["context"]?.object ?? []
        for message in argument["messages"]?.array ?? [] { history.append(try PromptMessage(message)) }
        if let options = argument["options"] {
            self.options = try PromptMetadata(options, name: name, schemas: { _ in nil })
            self.options.raw = nil
        }
    }

    /// Whether a value has the form of Dotprompt for a prompt that does not itself look up inputs of those names.
    public static func isArgument(_ value: JSONValue, inputNames: Set<String>) -> Bool {
        guard let members = value.object, !members.isEmpty else { return false }
        return members.allSatisfy { member in
            guard !inputNames.contains(member.name) else { return false }
            switch member.name {
            case "input", "context", "options": return member.value.object != nil || member.value == .null
            case "docs": return member.value.array != nil
            case "messages": return member.value.array?.allSatisfy { $0["role"] != nil } ?? false
            default: return false
            }
        }
    }
}
