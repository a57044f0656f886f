public import WrightCore

/// One question with what a good answer must say and rest on.
///
/// As a line of JSON: `{"id", "input", "references"?: […], "answerable"?, "contexts"?: [{"id", "text"}], "tags"?: […],
/// "cluster"?, "metadata"?}`. `reference` with one text may stand for `references`.
public struct Example: Sendable, Hashable {
    /// A passage that a good answer rests on.
    public struct Context: Sendable, Hashable {
        /// The document that it stands in; empty where it is not known.
        public var id: String
        /// The passage; empty where only the document is known.
        public var text: String

        /// Takes a passage.
        public init(id: String = "", text: String = "") {
            self.id = id
            self.text = text
        }
    }

    /// The identifier, unique in its dataset.
    public var id: String
    /// What is asked.
    public var input: String
    /// Answers that people gave; any of them is right.
    public var references: [String]
    /// Whether the documents answer the question at all.
    public var isAnswerable: Bool
    /// The passages that a good answer rests on.
    public var contexts: [Context]
    /// What the example is about; results are shown for each tag.
    public var tags: [String]
    /// What the example belongs to, such as a document or a session; examples of one cluster are not independent.
    public var cluster: String?
    /// Anything else.
    public var metadata: JSONValue

    /// Makes an example.
    public init(
        id: String,
        input: String,
        references: [String] = [],
        isAnswerable: Bool = true,
        contexts: [Context] = []
    ) {
        self.id = id
        self.input = input
        self.references = references
        self.isAnswerable = isAnswerable
        self.contexts = contexts
        tags = []
        cluster = nil
        metadata = .null
    }

    /// The example as JSON, members in a fixed order and left out where empty.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [.init("id", .string(id)), .init("input", .string(input))]
        if !references.isEmpty { members.append(.init("references", .array(references.map { .string($0) }))) }
        if !isAnswerable { members.append(.init("answerable", false)) }
        if !contexts.isEmpty {
            let values = contexts.map {
                JSONValue.object([.init("id", .string($0.id)), .init("text", .string($0.text))])
            }
            members.append(.init("contexts", .array(values)))
        }
        if !tags.isEmpty { members.append(.init("tags", .array(tags.map { .string($0) }))) }
        if let cluster { members.append(.init("cluster", .string(cluster))) }
        if metadata != .null { members.append(.init("metadata", metadata)) }
        return .object(members)
    }

    /// Reads an example.
    init(_ record: JSONRecord, _ value: JSONValue) throws(EvaluationError) {
        self.init(id: try record.string("id"), input: try record.string("input"))
        if value["references"] != nil {
            references = try record.strings("references")
        } else if value["reference"] != nil {
            references = [try record.string("reference")]
        }
        isAnswerable = try record.bool("answerable") ?? true
        tags = value["tags"] == nil ? [] : try record.strings("tags")
        let name = try record.optionalString("cluster")
        cluster = name.isEmpty ? nil : name
        metadata = value["metadata"] ?? .null
        for context in value["contexts"]?.array ?? [] {
            if let text = context.string {
                contexts.append(Context(text: text))
            } else {
                contexts.append(Context(id: context["id"]?.string ?? "", text: context["text"]?.string ?? ""))
            }
        }
    }
}
