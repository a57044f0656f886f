internal import WrightCore

// Picoschema is the short form of schemas in prompt files: `name?: string, what it is`. What it means is defined by
// Dotprompt; optional members may also be null, and members that are not named are refused.

/// Turns Picoschema into JSON Schema; JSON Schema stays as it is.
struct Picoschema {
    /// Where the schema stands, for errors.
    let place: String
    /// Gives the JSON Schema of a name.
    let resolve: (String) throws -> JSONValue?

    private static let scalars: Set<String> = ["any", "boolean", "integer", "null", "number", "string"]

    /// Turns a schema as it stands in a file.
    ///
    /// - Throws: ``PromptError`` with code `schemaInvalid` or `schemaUnresolved`.
    func schema(_ value: JSONValue) throws(PromptError) -> JSONValue {
        if case .string(let text) = value { return try scalar(text) }
        if let type = value["type"]?.string, Self.scalars.contains(type) || type == "object" || type == "array" {
            return value
        }
        if case .object(let members) = value, case .object? = value["properties"] {
            return .object(members.filter { $0.name != "type" } + [.init("type", "object")])
        }
        let isReference =
            value["$ref"] != nil || value["anyOf"] != nil || value["oneOf"] != nil || value["allOf"] != nil
        if isReference || value["$schema"] != nil || value["type"]?.array != nil { return value }
        return try pico(value, path: place, depth: 0)
    }

    private func fault(_ path: String, _ reason: String) -> PromptError {
        .schemaInvalid(location: path, reason: reason)
    }

    private func pico(_ value: JSONValue, path: String, depth: Int) throws(PromptError) -> JSONValue {
        guard depth <= 50 else { throw fault(path, "more than 50 schemas inside one another") }
        switch value {
        case .string(let text): return try scalar(text)
        case .object(let members): return try object(members, path: path, depth: depth)
        default: throw fault(path, "Picoschema consists of mappings and texts, but \(value.text()) stands here")
        }
    }

    /// `type, description`.
    private static func parts(_ text: String) -> (type: String, description: String?) {
        guard let comma = text.firstIndex(of: ",") else { return (text, nil) }
        let rest = text[text.index(after: comma)...].drop { $0 == " " }
        return (String(text[..<comma]), String(rest))
    }

    private func scalar(_ text: String) throws(PromptError) -> JSONValue {
        let (type, description) = Self.parts(text)
        var members: [JSONValue.Member] = []
        if Self.scalars.contains(type) {
            if type != "any" { members.append(.init("type", .string(type))) }
        } else {
            members = try named(type).object ?? []
        }
        return Self.described(.object(members), description)
    }

    private static func described(_ schema: JSONValue, _ description: String?) -> JSONValue {
        guard let description, !description.isEmpty, case .object(let members) = schema else { return schema }
        return .object(members.filter { $0.name != "description" } + [.init("description", .string(description))])
    }

    private func named(_ name: String) throws(PromptError) -> JSONValue {
        let found: JSONValue?
        do {
            found = try resolve(name)
        } catch let error as PromptError {
            throw error
        } catch {
            throw .schemaUnresolved(reference: name, reason: "it cannot be read: \(error)")
        }
        guard let found else { throw .schemaUnresolved(reference: name, reason: "no schema has that name") }
        return found
    }

    private func object(_ entries: [JSONValue.Member], path: String, depth: Int) throws(PromptError) -> JSONValue {
        var properties: [JSONValue.Member] = []
        var required: [JSONValue] = []
        var additional: JSONValue = false
        for entry in entries {
            let inner = path + "." + entry.name
            if entry.name == "(*)" {
                additional = try pico(entry.value, path: inner, depth: depth + 1)
                continue
            }
            let key = Self.key(entry.name)
            if !key.isOptional { required.append(.string(key.name)) }
            let schema = try member(entry.value, key, path: inner, depth: depth + 1)
            properties.append(.init(key.name, schema))
        }
        var members: [JSONValue.Member] = [.init("type", "object"), .init("properties", .object(properties))]
        if !required.isEmpty { members.append(.init("required", .array(required))) }
        members.append(.init("additionalProperties", additional))
        return .object(members)
    }

    private struct Key {
        var name: String
        var isOptional: Bool
        var kind: String?
        var description: String?
    }

    /// `name?(kind, description)`.
    private static func key(_ text: String) -> Key {
        let open = text.firstIndex(of: "(")
        var name = String(text[..<(open ?? text.endIndex)])
        let isOptional = name.hasSuffix("?")
        if isOptional { name.removeLast() }
        guard let open else { return Key(name: name, isOptional: isOptional) }
        var inner = text[text.index(after: open)...]
        if inner.hasSuffix(")") { inner = inner.dropLast() }
        let (kind, description) = parts(String(inner))
        return Key(name: name, isOptional: isOptional, kind: kind, description: description)
    }

    private func member(_ value: JSONValue, _ key: Key, path: String, depth: Int) throws(PromptError) -> JSONValue {
        let schema: JSONValue
        switch key.kind {
        case nil: schema = try nullable(pico(value, path: path, depth: depth), if: key.isOptional)
        case "object"?: schema = try nullable(pico(value, path: path, depth: depth), if: key.isOptional)
        case "array"?:
            let items = try pico(value, path: path, depth: depth)
            schema = nullable(["type": "array", "items": items], if: key.isOptional)
        case "enum"?:
            guard case .array(var values) = value else { throw fault(path, "an enum must be a list of values") }
            if key.isOptional, !values.contains(.null) { values.append(.null) }
            schema = ["enum": .array(values)]
        case let kind?: throw fault(path, "'\(kind)' in brackets is none of array, object, enum")
        }
        return Self.described(schema, key.description)
    }

    private func nullable(_ schema: JSONValue, if isOptional: Bool) -> JSONValue {
        guard isOptional, case .object(let members) = schema, let type = schema["type"]?.string else { return schema }
        return .object(
            members.map { $0.name == "type" ? .init("type", .array([.string(type), "null"])) : $0 }
        )
    }
}
