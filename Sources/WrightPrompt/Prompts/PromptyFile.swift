internal import WrightCore

// Prompty: YAML front matter with model, inputs and sample, and a body whose lines `system:`, `user:`, `assistant:`
// begin messages. Its templates are Jinja or Mustache; of Jinja, what prompts use is put into the words of our own
// language: variables, `for`, `if`, `elif`, `else`, comments. Anything else is refused by name.

/// A prompt file in the form of Prompty, put into our own.
struct PromptyFile {
    private(set) var metadata = PromptMetadata()
    private(set) var template = ""

    init(front: JSONValue, body: String, name: String) throws(PromptError) {
        metadata.raw = front == .null ? nil : front
        metadata.name = front["name"]?.string
        metadata.description = front["description"]?.string
        let model = front["model"]
        metadata.model =
            model?.string ?? model?["id"]?.string ?? model?["configuration"]?["azure_deployment"]?.string
            ?? model?["configuration"]?["model"]?.string ?? model?["configuration"]?["name"]?.string
        metadata.config = model?["parameters"]?.object ?? model?["options"]?.object ?? []
        readInputs(front["inputs"] ?? .null)
        if let outputs = front["outputs"] { metadata.outputSchema = Self.schema(of: outputs) }
        var reader = JinjaReader(source: Self.marked(body), name: name)
        template = try reader.translate()
    }

    private mutating func readInputs(_ inputs: JSONValue) {
        for (name, entry) in Self.entries(inputs) {
            if let value = entry["default"] { metadata.defaults.append(.init(name, value)) }
        }
        let schema = Self.schema(of: inputs)
        if schema["properties"]?.object?.isEmpty == false { metadata.inputSchema = schema }
    }

    /// Inputs as a mapping by name, or as a list with names.
    private static func entries(_ value: JSONValue) -> [(String, JSONValue)] {
        if let list = value.array { return list.compactMap { entry in entry["name"]?.string.map { ($0, entry) } } }
        return value.object?.map { ($0.name, $0.value) } ?? []
    }

    private static func schema(of value: JSONValue) -> JSONValue {
        let kinds = [
            "string": "string", "integer": "integer", "number": "number", "float": "number",
            "boolean": "boolean", "array": "array", "object": "object",
        ]
        let properties = entries(value)
            .map { name, entry -> JSONValue.Member in
                var members: [JSONValue.Member] = []
                let kind = entry["kind"]?.string ?? entry["type"]?.string ?? ""
                if let type = kinds[kind] { members.append(.init("type", .string(type))) }
                if let text = entry["description"] { members.append(.init("description", text)) }
                return .init(name, .object(members))
            }
        let required = entries(value).filter { $0.1["required"] == true }.map { JSONValue.string($0.0) }
        var members: [JSONValue.Member] = [.init("type", "object"), .init("properties", .object(properties))]
        if !required.isEmpty { members.append(.init("required", .array(required))) }
        return .object(members)
    }

    /// The body with the lines that begin messages as tags.
    private static func marked(_ body: String) -> String {
        let roles = ["system", "user", "assistant", "developer", "tool", "model"]
        var lines: [String] = []
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            let word = FrontMatterParts.trimmed(String(line))
            if word.hasSuffix(":"), let role = roles.first(where: { $0 == word.dropLast().lowercased() }) {
                lines.append("{{role \"\(role == "assistant" ? "model" : role)\"~}}")
            } else {
                lines.append(String(line))
            }
        }
        return lines.joined(separator: "\n")
    }
}

/// Puts Jinja into the words of our own templates.
struct JinjaReader {
    private let bytes: [UInt8]
    private let name: String
    private var position = 0
    private var output: [UInt8] = []
    private var open: [String] = []

    init(source: String, name: String) {
        bytes = Array(source.utf8)
        self.name = name
    }

    mutating func translate() throws(PromptError) -> String {
        while position < bytes.count {
            if stands("{#") {
                guard let end = find("#}") else { throw fault("a comment without '#}'") }
                output += Array("{{!}}".utf8)
                position = end + 2
            } else if stands("{%") {
                guard let end = find("%}") else { throw fault("a tag without '%}'") }
                try translateTag(String(decoding: bytes[(position + 2)..<end], as: UTF8.self))
                position = end + 2
            } else if stands("{{") {
                guard let end = find("}}") else { throw fault("a tag without '}}'") }
                let inner = String(decoding: bytes[(position + 2)..<end], as: UTF8.self)
                guard !inner.contains("|") else { throw fault("the filter in '{{\(inner)}}' is not known") }
                output += bytes[position..<(end + 2)]
                position = end + 2
            } else {
                output.append(bytes[position])
                position += 1
            }
        }
        guard open.isEmpty else { throw fault("'\(open[open.count - 1])' has no end") }
        return String(decoding: output, as: UTF8.self)
    }

    private func fault(_ reason: String) -> PromptError {
        .templateInvalid(name: name, line: bytes[..<position].reduce(1) { $1 == 10 ? $0 + 1 : $0 }, reason: reason)
    }

    private func stands(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private func find(_ text: String) -> Int? {
        let needle = Array(text.utf8)
        return (position..<max(position, bytes.count - needle.count + 1)).first { bytes[$0...].starts(with: needle) }
    }

    private mutating func translateTag(_ tag: String) throws(PromptError) {
        var tag = Substring(tag)
        let open = tag.hasPrefix("-")
        let close = tag.hasSuffix("-")
        if open { tag = tag.dropFirst() }
        if close { tag = tag.dropLast() }
        let words = tag.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        let inner = try words.first.map { (word: String) throws(PromptError) in try translate(word, words) } ?? ""
        output += Array("{{\(open ? "~" : "")\(inner)\(close ? "~" : "")}}".utf8)
    }

    private mutating func translate(_ word: String, _ words: [String]) throws(PromptError) -> String {
        switch word {
        case "for":
            guard words.count == 4, words[2] == "in" else { throw fault("only 'for NAME in LIST' is known") }
            open.append("each")
            return "#each \(words[3]) as |\(words[1])|"
        case "if", "elif":
            let condition = try condition(Array(words.dropFirst()))
            if word == "if" {
                open.append(condition.helper)
                return "#\(condition.helper) \(condition.arguments)"
            }
            return "else \(condition.helper) \(condition.arguments)"
        case "else": return "else"
        case "endif", "endfor":
            guard let last = open.popLast(), (last == "each") == (word == "endfor") else {
                throw fault("a lone '\(word)'")
            }
            return "/" + last
        default: throw fault("the tag '\(word)' is not known")
        }
    }

    private func condition(_ words: [String]) throws(PromptError) -> (helper: String, arguments: String) {
        if words.count == 1 { return ("if", words[0]) }
        if words.count == 2, words[0] == "not" { return ("unless", words[1]) }
        if words.count == 3, words[1] == "==" { return ("ifEquals", words[0] + " " + words[2]) }
        if words.count == 3, words[1] == "!=" { return ("unlessEquals", words[0] + " " + words[2]) }
        throw fault("the condition '\(words.joined(separator: " "))' is not known")
    }
}
