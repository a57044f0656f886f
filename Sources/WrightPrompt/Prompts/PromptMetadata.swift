public import WrightCore

/// What stands before a template: model, settings, the forms of inputs and output, tools.
public struct PromptMetadata: Sendable, Hashable {
    /// The name given in the file.
    public var name: String?
    /// What the prompt is for.
    public var description: String?
    /// The variant of the prompt.
    public var variant: String?
    /// The model that it was written for.
    public var model: String?
    /// Settings of the model, such as `temperature`.
    public var config: [JSONValue.Member] = []
    /// The values of inputs that are not given.
    public var defaults: [JSONValue.Member] = []
    /// The JSON Schema of the inputs.
    public var inputSchema: JSONValue?
    /// The JSON Schema of the output.
    public var outputSchema: JSONValue?
    /// The form of the output, such as `json`.
    public var outputFormat: String?
    /// The names of tools.
    public var tools: [String] = []
    /// Tools that are described in the file.
    public var toolDefinitions: [JSONValue] = []
    /// Fields of the form `namespace.name`, by namespace.
    public var extensions: [JSONValue.Member] = []
    /// All that stands in the file, as it is.
    public var raw: JSONValue?
    /// Free remarks.
    public var metadata: [JSONValue.Member] = []

    /// Says nothing.
    public init() {}

    /// Reads front matter.
    init(_ value: JSONValue, name fileName: String, schemas: @escaping (String) throws -> JSONValue?)
        throws(PromptError)
    {
        guard case .object(let members) = value else {
            if value == .null { return }
            throw .unreadableFile(name: fileName, reason: "the front matter is no mapping")
        }
        raw = value
        for member in members {
            try set(member, fileName)
            guard let dot = member.name.lastIndex(of: "."), !Self.reserved.contains(member.name) else { continue }
            let space = String(member.name[..<dot])
            let field = String(member.name[member.name.index(after: dot)...])
            Self.put(member.value, at: field, in: space, of: &extensions)
        }
        if let schema = value["input"]?["schema"], schema != .null {
            inputSchema = try Picoschema(place: "input.schema", resolve: schemas).schema(schema)
        }
        if let schema = value["output"]?["schema"], schema != .null {
            outputSchema = try Picoschema(place: "output.schema", resolve: schemas).schema(schema)
        }
    }

    private static let reserved: Set<String> = [
        "config", "description", "ext", "input", "model", "name", "output", "raw", "toolDefs", "tools", "variant",
        "version",
    ]

    private static func put(
        _ value: JSONValue,
        at field: String,
        in space: String,
        of extensions: inout [JSONValue.Member]
    ) {
        let entry = JSONValue.Member(field, value)
        if let index = extensions.firstIndex(where: { $0.name == space }) {
            extensions[index].value = .object((extensions[index].value.object ?? []) + [entry])
        } else {
            extensions.append(.init(space, .object([entry])))
        }
    }

    private mutating func set(_ member: JSONValue.Member, _ fileName: String) throws(PromptError) {
        let value = member.value
        func text() throws(PromptError) -> String? {
            if value == .null { return nil }
            guard let text = value.string else {
                throw .unreadableFile(name: fileName, reason: "'\(member.name)' must be a text")
            }
            return text
        }
        func mapping() throws(PromptError) -> [JSONValue.Member] {
            if value == .null { return [] }
            guard let members = value.object else {
                throw .unreadableFile(name: fileName, reason: "'\(member.name)' must be a mapping")
            }
            return members
        }
        switch member.name {
        case "name": name = try text()
        case "description": description = try text()
        case "variant": variant = try text()
        case "model": model = try text()
        case "config": config = try mapping()
        case "metadata": metadata = value.object ?? []
        case "ext": extensions += try mapping()
        case "input": defaults = try mapping().last { $0.name == "default" }?.value.object ?? []
        case "output": outputFormat = try mapping().last { $0.name == "format" }?.value.string
        case "tools": tools = value.array?.compactMap(\.string) ?? []
        case "toolDefs": toolDefinitions = value.array ?? []
        default: break
        }
    }

    /// The metadata with another's laid over it: its settings and defaults one by one, all else as a whole.
    public func merged(with other: PromptMetadata) -> PromptMetadata {
        var result = self
        result.name = other.name ?? name
        result.description = other.description ?? description
        result.variant = other.variant ?? variant
        result.model = other.model ?? model
        result.inputSchema = other.inputSchema ?? inputSchema
        result.outputSchema = other.outputSchema ?? outputSchema
        result.outputFormat = other.outputFormat ?? outputFormat
        result.config = Self.overlay(config, other.config)
        result.defaults = Self.overlay(defaults, other.defaults)
        if !other.tools.isEmpty { result.tools = other.tools }
        if !other.toolDefinitions.isEmpty { result.toolDefinitions = other.toolDefinitions }
        if !other.extensions.isEmpty { result.extensions = other.extensions }
        return result
    }

    static func overlay(_ base: [JSONValue.Member], _ top: [JSONValue.Member]) -> [JSONValue.Member] {
        base.filter { member in !top.contains { $0.name == member.name } } + top
    }
}
