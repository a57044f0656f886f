public import WrightCore

/// A prompt file, read once: front matter and a template, or the same in the form of Prompty.
///
/// ```swift
/// let template = try PromptTemplate(name: "greeting", source: "Hello, {{name}}!")
/// let prompt = try template.render(PromptInput(["name": "Ada"]))
/// // prompt.messages[0].text: "Hello, Ada!"
/// ```
/// What an input contains is text: it can become neither a tag nor a role. Nothing is escaped.
public struct PromptTemplate: Sendable {
    /// How prompts are read.
    public struct Configuration: Sendable {
        /// Gives the source of a partial; nil where there is none.
        public var resolvePartial: @Sendable (_ name: String) throws -> String? = { _ in nil }
        /// Gives the JSON Schema of a name in Picoschema; nil where there is none.
        public var resolveSchema: @Sendable (_ name: String) throws -> JSONValue? = { _ in nil }
        /// Whether inputs are checked against the input schema when rendering.
        public var checksInputs = true

        /// The defaults.
        public init() {}
    }

    /// The prompt's name.
    public let name: String
    /// The file's text.
    public let source: String
    /// What stands before the template.
    public let metadata: PromptMetadata
    /// The hash of source and partials.
    public let version: PromptVersion
    /// The sources of the partials that it includes, also through others.
    public let partials: [String: String]

    private let template: Template
    private let partialTemplates: [String: Template]
    private let inputSchema: JSONSchema?
    /// The compiled schema of the output.
    public let outputSchema: JSONSchema?

    private static let partialLimit = 200

    /// Reads a prompt.
    ///
    /// A name or source in the form of Prompty (`name.prompty`) is read as such.
    ///
    /// - Throws: ``PromptError`` with code `unreadableFile`, `templateInvalid`, `templateTooLarge`, `helperUnknown`,
    ///   `partialMissing`, `schemaInvalid` or `schemaUnresolved`.
    public init(
        name: String,
        source: String,
        isPrompty: Bool = false,
        configuration: Configuration = .init()
    ) throws(PromptError) {
        self.name = name
        self.source = source
        let parts = try FrontMatterParts(source, name: name)
        let front = try parts.yaml.map { (yaml: String) throws(PromptError) in try YAMLValue.parse(yaml, name: name) }
        let body: String
        if isPrompty {
            let file = try PromptyFile(front: front ?? .null, body: parts.body, name: name)
            metadata = file.metadata
            body = file.template
        } else {
            metadata = try PromptMetadata(front ?? .null, name: name, schemas: configuration.resolveSchema)
            body = parts.body
        }
        template = try Template(name: name, source: body)
        (partials, partialTemplates) = try Self.loadPartials(of: template, configuration)
        version = PromptVersion(source: source, partials: partials)
        var options = JSONSchema.Configuration()
        options.violationLimit = 10
        if configuration.checksInputs, let schema = metadata.inputSchema, Self.describesObject(schema) {
            inputSchema = try JSONSchema(schema, configuration: options)
        } else {
            inputSchema = nil
        }
        outputSchema = try metadata.outputSchema.map { (schema: JSONValue) throws(PromptError) in
            try JSONSchema(schema, configuration: options)
        }
    }

    /// The inputs that the template and its partials look up, and those that the schema names.
    public var inputNames: Set<String> {
        var names = template.inputNames
        for partial in partialTemplates.values { names.formUnion(partial.inputNames) }
        for property in metadata.inputSchema?["properties"]?.object ?? [] { names.insert(property.name) }
        return names
    }

    /// Puts inputs in.
    ///
    /// - Throws: ``PromptError`` with code `inputInvalid`, naming the input, `templateInvalid`, `templateTooLarge` or
    ///   `partialMissing`.
    public func render(_ input: PromptInput = .init()) throws(PromptError) -> Prompt {
        let metadata = metadata.merged(with: input.options)
        let variables = JSONValue.object(PromptMetadata.overlay(metadata.defaults, input.variables))
        try check(variables)
        var renderer = TemplateRenderer(
            template: template,
            partials: partialTemplates,
            inputs: variables,
            context: input.context
        )
        var output = try renderer.render()
        let messages = PromptMessages.messages(of: output.finish(), history: input.history)
        return Prompt(name: name, version: version, messages: messages, metadata: metadata)
    }

    /// A schema that does not describe an object says something of a single value, which inputs by name are not.
    private static func describesObject(_ schema: JSONValue) -> Bool {
        guard let type = schema["type"] else { return true }
        return type.string == "object" || (type.array?.contains("object") ?? false)
    }

    private func check(_ variables: JSONValue) throws(PromptError) {
        guard let inputSchema, let violation = try inputSchema.check(variables).violations.first else { return }
        var field = violation.instance.split(separator: "/").first.map(String.init) ?? ""
        if field.isEmpty {
            field = violation.message.split(separator: "'").dropFirst(0).first.map(String.init) ?? "input"
        }
        throw .inputInvalid(prompt: name, field: field, reason: violation.message)
    }

    private static func loadPartials(
        of template: Template,
        _ configuration: Configuration
    ) throws(PromptError) -> ([String: String], [String: Template]) {
        var sources: [String: String] = [:]
        var templates: [String: Template] = [:]
        var pending = template.partialNames.map { (name: $0, from: template.name) }
        while let next = pending.popLast() {
            guard templates[next.name] == nil else { continue }
            guard templates.count < partialLimit else {
                throw .templateTooLarge(name: template.name, what: "partials", limit: partialLimit)
            }
            let source: String?
            do {
                source = try configuration.resolvePartial(next.name)
            } catch let error as PromptError {
                throw error
            } catch {
                throw .unreadableFile(name: next.name, reason: "\(error)")
            }
            // A partial with a block of its own may be missing; rendering says so otherwise.
            guard let source else { continue }
            let partial = try Template(name: next.name, source: source)
            sources[next.name] = source
            templates[next.name] = partial
            pending += partial.partialNames.map { ($0, next.name) }
        }
        try refuseCycles(templates)
        return (sources, templates)
    }

    private static func refuseCycles(_ templates: [String: Template]) throws(PromptError) {
        var done: Set<String> = []
        func visit(_ name: String, path: [String]) throws(PromptError) {
            if let start = path.firstIndex(of: name) { throw .partialCycle(names: Array(path[start...]) + [name]) }
            guard !done.contains(name), let template = templates[name] else { return }
            for next in template.partialNames { try visit(next, path: path + [name]) }
            done.insert(name)
        }
        for name in templates.keys.sorted() { try visit(name, path: []) }
    }

    /// The partials that are named and were not found.
    public var missingPartials: [String] {
        let named = [template] + partialTemplates.values
        return Set(named.flatMap(\.partialNames)).subtracting(partialTemplates.keys).sorted()
    }
}
