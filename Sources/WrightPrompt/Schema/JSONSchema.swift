private import Synchronization
public import WrightCore

/// A JSON Schema (draft 2020-12), read once and checked against many values.
///
/// ```swift
/// let schema = try JSONSchema(parsing: #"{"type": "object", "required": ["answer"]}"#)
/// let report = schema.check(.object([]))
/// // report.violations[0].message: "'answer' is missing"
/// ```
/// Numbers are compared exactly, strings are measured in Unicode code points, patterns match in linear time, and
/// references that go in a circle end in an error. `format` is a remark unless ``Configuration/assertsFormats`` is on.
public struct JSONSchema: Sendable {
    /// How schemas are read and checked.
    public struct Configuration: Sendable {
        /// Whether `format` must hold; off, as draft 2020-12 says.
        public var assertsFormats = false
        /// Gives the text of the schema at an address, without its fragment; nil where there is none.
        ///
        /// Nothing is ever fetched from a network. The standard schemas are built in.
        public var resolve: @Sendable (_ address: String) throws -> [UInt8]? = { _ in nil }
        /// The address of the schema, to which its references are relative.
        public var address = ""
        /// How many violations are collected before the check stops looking, 1 or more.
        public var violationLimit = 50

        /// The defaults.
        public init() {}
    }

    let nodes: [CompiledNode]
    let root: Int
    let documents: [FlatJSON]
    let dynamicAnchors: [[String: Int]]
    let tracksEvaluated: Bool
    let violationLimit: Int
    /// The schema's own text.
    let tree: FlatJSON

    /// Reads a schema from JSON text.
    ///
    /// - Throws: ``PromptError`` with code `jsonInvalid`, `schemaInvalid`, `schemaUnresolved`, `patternInvalid`,
    ///   `patternUnsupported` or `schemaTooCostly`.
    public init(parsing text: String, configuration: Configuration = .init()) throws(PromptError) {
        try self.init(parsing: Array(text.utf8), configuration: configuration)
    }

    /// Reads a schema from UTF-8 bytes.
    ///
    /// - Throws: As ``init(parsing:configuration:)-(String,_)``.
    public init(parsing bytes: [UInt8], configuration: Configuration = .init()) throws(PromptError) {
        try self.init(tree: FlatJSON(parsing: bytes), configuration: configuration)
    }

    /// Takes a schema that was read already.
    ///
    /// - Throws: As ``init(parsing:configuration:)-(String,_)``.
    public init(_ value: JSONValue, configuration: Configuration = .init()) throws(PromptError) {
        try self.init(tree: FlatJSON(value), configuration: configuration)
    }

    init(tree: FlatJSON, configuration: Configuration) throws(PromptError) {
        var compiler = SchemaCompiler(assertsFormats: configuration.assertsFormats, resolve: configuration.resolve)
        root = try compiler.compile(tree, address: configuration.address)
        nodes = compiler.nodes
        documents = compiler.library.documents
        dynamicAnchors = compiler.usesDynamicReferences ? compiler.dynamicAnchors() : []
        tracksEvaluated = compiler.nodes.contains { $0.tracksEvaluated }
        violationLimit = max(1, configuration.violationLimit)
        self.tree = tree
    }

    /// The schema as a JSON value.
    public var value: JSONValue { tree.value() }

    /// Checks a value and says what does not fit.
    ///
    /// - Throws: ``PromptError`` with code `schemaTooCostly`.
    public func check(_ value: JSONValue) throws(PromptError) -> SchemaReport {
        try check(FlatJSON(value))
    }

    /// Checks JSON text, with its numbers as they are written.
    ///
    /// - Throws: ``PromptError`` with code `jsonInvalid` or `schemaTooCostly`.
    public func check(parsing bytes: [UInt8]) throws(PromptError) -> SchemaReport {
        try check(FlatJSON(parsing: bytes))
    }

    /// Whether JSON text fits; the fastest way to know.
    ///
    /// - Throws: ``PromptError`` with code `jsonInvalid` or `schemaTooCostly`.
    public func isValid(parsing bytes: [UInt8]) throws(PromptError) -> Bool {
        try isValid(FlatJSON(parsing: bytes))
    }

    func isValid(_ instance: FlatJSON, node: Int = FlatJSON.root, schema: Int? = nil) throws(PromptError) -> Bool {
        var check = SchemaCheck(schema: self, instance: instance, collects: false)
        return try check.run(schema ?? root, node)
    }

    func check(_ instance: FlatJSON) throws(PromptError) -> SchemaReport {
        if try isValid(instance) { return SchemaReport(violations: []) }
        var check = SchemaCheck(schema: self, instance: instance, collects: true)
        _ = try check.run(root, FlatJSON.root)
        return SchemaReport(violations: check.violations)
    }
}

/// What a check found.
public struct SchemaReport: Sendable, Hashable {
    /// What does not fit; empty for a valid value.
    public let violations: [SchemaViolation]

    /// Whether the value fits.
    public var isValid: Bool { violations.isEmpty }
}

/// A place in a value that does not fit a schema.
public struct SchemaViolation: Sendable, Hashable {
    /// Where in the value: a JSON pointer, empty for the whole.
    public let instance: String
    /// The keyword that it does not fit.
    public let keyword: String
    /// What is wrong, without a full stop.
    public let message: String
    /// Where the keyword stands in the schema: an address and a JSON pointer.
    public let location: String

    /// The violation in one line.
    public var text: String { (instance.isEmpty ? "the whole value" : "'\(instance)'") + ": " + message }
}
