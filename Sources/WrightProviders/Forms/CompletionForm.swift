internal import WrightCore
internal import WrightModel

/// How a service writes requests and answers.
protocol CompletionForm: Sendable {
    /// How a stream is cut into events.
    var framing: StreamFraming { get }

    /// The path of the request below the service's address, with a slash before it.
    func path(for request: CompletionRequest, isStreamed: Bool) -> String

    /// The request's body.
    ///
    /// - Throws: ``ProviderError`` with code `requestUnsupported` for what the service has no form for.
    func body(for request: CompletionRequest, isStreamed: Bool) throws -> JSONValue

    /// A reader for the answer to one request.
    func reader(for request: CompletionRequest) -> any CompletionReader
}

/// How a stream is cut into events.
enum StreamFraming: Sendable {
    /// Server-sent events.
    case events
    /// One JSON text in each line.
    case lines
}

/// Reads the answer to one request, whole or bit by bit, into pieces.
protocol CompletionReader {
    /// Whether the answer is complete.
    var isComplete: Bool { get }

    /// Reads an event of a stream in one pass, if it is of the kind that streams are mostly made of; else nothing is
    /// read, and false.
    mutating func skim(_ event: UnsafeRawBufferPointer, into pieces: inout [CompletionDelta]) -> Bool

    /// Reads an event of a stream.
    mutating func read(_ event: JSONValue, name: [UInt8], into pieces: inout [CompletionDelta]) throws

    /// Reads a whole answer.
    mutating func readWhole(_ value: JSONValue, into pieces: inout [CompletionDelta]) throws

    /// Notes that the service has said that its stream ends.
    mutating func end(into pieces: inout [CompletionDelta])
}

extension CompletionReader {
    mutating func skim(_ event: UnsafeRawBufferPointer, into pieces: inout [CompletionDelta]) -> Bool { false }
}

/// A fault that a service reports inside its answer.
struct ReportedFailure: Error {
    let failure: ServiceFailure
}

extension JSONValue {
    /// A count of tokens as a service sends it, brought into 0…2⁴⁰, so that counts can be added; nil for no integer.
    var tokenCount: Int? { int.map { min(max(0, $0), TokenUsage.largestTokenCount) } }
}

/// Builds JSON objects with members that may be missing.
struct JSONObjectBuilder {
    private(set) var members: [JSONValue.Member] = []

    mutating func add(_ name: String, _ value: JSONValue?) {
        if let value { members.append(JSONValue.Member(name, value)) }
    }

    mutating func add(_ name: String, _ value: Double?) { add(name, value.map { .double($0) }) }
    mutating func add(_ name: String, _ value: Int?) { add(name, value.map { .int($0) }) }

    mutating func add(_ name: String, texts: [String]) {
        if !texts.isEmpty { add(name, .array(texts.map { .string($0) })) }
    }

    /// The object, with the members of another put over it.
    func value(over extra: JSONValue = .null) -> JSONValue {
        var members = members
        for member in extra.object ?? [] {
            if let place = members.firstIndex(where: { $0.name == member.name }) {
                members[place] = member
            } else {
                members.append(member)
            }
        }
        return .object(members)
    }
}

/// What several forms need of JSON Schemas and texts.
enum FormText {
    /// The name that answers' schemas are sent under.
    static let schemaName = "answer"

    /// A source as plain text, for services without a form for sources.
    static func text(of document: SourceDocument) -> String {
        let title = document.title.isEmpty ? "" : " " + document.title
        return "[\(document.id)]\(title)\n\(document.text)\n"
    }

    /// Whether a schema meets the rules of strict output: no object has further members, and all are required.
    static func isStrict(_ schema: JSONValue, depth: Int = 0) -> Bool {
        guard depth < 32 else { return false }
        if let properties = schema["properties"]?.object {
            guard schema["additionalProperties"]?.bool == false else { return false }
            let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
            guard properties.allSatisfy({ required.contains($0.name) }) else { return false }
            guard properties.allSatisfy({ isStrict($0.value, depth: depth + 1) }) else { return false }
        } else if schema["type"]?.string == "object" {
            return false
        }
        if let items = schema["items"], !isStrict(items, depth: depth + 1) { return false }
        for name in ["anyOf", "allOf", "oneOf"] {
            guard (schema[name]?.array ?? []).allSatisfy({ isStrict($0, depth: depth + 1) }) else { return false }
        }
        return (schema["$defs"]?.object ?? []).allSatisfy { isStrict($0.value, depth: depth + 1) }
    }

    /// What a model is told where its service cannot enforce a schema.
    static func instruction(for format: ResponseFormat) -> String? {
        switch format {
        case .text: nil
        case .json: "Answer with one JSON object and nothing else."
        case .jsonSchema(let schema):
            "Answer with JSON that follows this JSON Schema and nothing else: " + schema.text()
        }
    }

    /// The parts of a `data:` address: media type and base-64 text; nil for other addresses.
    static func inlineData(_ url: String) -> (type: String, base64: String)? {
        guard url.hasPrefix("data:"), let comma = url.firstIndex(of: ",") else { return nil }
        let head = url[url.index(url.startIndex, offsetBy: 5)..<comma]
        guard head.hasSuffix(";base64") else { return nil }
        let type = String(head.dropLast(7).prefix { $0 != ";" })
        return (type, String(url[url.index(after: comma)...]))
    }

    /// The system and developer messages as one text; nil if there are none.
    static func instructions(of request: CompletionRequest) -> String? {
        let texts = request.messages.filter { $0.role == .system || $0.role == .developer }.map(\.text)
        return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
    }

    /// The UTF-8 offset of a place given in Unicode code points; nil beyond the end.
    static func byteOffset(ofCodePoint count: Int, in text: String) -> Int? {
        guard count >= 0 else { return nil }
        var seen = 0
        var offset = 0
        for byte in text.utf8 {
            if byte & 0xC0 != 0x80 {
                if seen == count { return offset }
                seen += 1
            }
            offset += 1
        }
        return seen == count ? offset : nil
    }

    /// A range of code points as a range of UTF-8 bytes; nil where it does not lie in the text.
    static func byteRange(_ start: Int?, _ end: Int?, in text: String) -> Range<Int>? {
        guard let start, let end, start <= end, let lower = byteOffset(ofCodePoint: start, in: text),
            let upper = byteOffset(ofCodePoint: end, in: text)
        else { return nil }
        return lower..<upper
    }
}
