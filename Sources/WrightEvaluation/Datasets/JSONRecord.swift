internal import WrightCore

/// One line of a JSON lines file, read by the names of its fields.
struct JSONRecord {
    private let value: JSONValue
    private let lines: TextLines

    init(_ value: JSONValue, at lines: TextLines) {
        self.value = value
        self.lines = lines
    }

    /// A text that must be there.
    func string(_ name: String) throws(EvaluationError) -> String {
        guard let text = value[name]?.string else { throw missing(name, kind: "a text") }
        return text
    }

    /// A text that may be absent or null; then empty.
    func optionalString(_ name: String) throws(EvaluationError) -> String {
        switch value[name] {
        case nil, .null?: return ""
        case .string(let text)?: return text
        default: throw missing(name, kind: "a text")
        }
    }

    /// A whole number that must be there.
    func int(_ name: String) throws(EvaluationError) -> Int {
        guard let number = value[name]?.int else { throw missing(name, kind: "a whole number") }
        return number
    }

    /// Texts that must be there.
    func strings(_ name: String) throws(EvaluationError) -> [String] {
        let elements = try array(name)
        let texts = elements.compactMap(\.string)
        guard texts.count == elements.count else { throw missing(name, kind: "an array of texts") }
        return texts
    }

    /// Objects that must be there, each as a record.
    func records(_ name: String) throws(EvaluationError) -> [JSONRecord] {
        try array(name).map { JSONRecord($0, at: lines) }
    }

    /// True or false; nil if absent.
    func bool(_ name: String) throws(EvaluationError) -> Bool? {
        guard let member = value[name] else { return nil }
        guard let bool = member.bool else { throw missing(name, kind: "true or false") }
        return bool
    }

    /// An error at this record's line.
    func invalid(_ reason: String, remedy: String) -> EvaluationError {
        lines.invalid(reason, remedy: remedy)
    }

    private func array(_ name: String) throws(EvaluationError) -> [JSONValue] {
        guard let elements = value[name]?.array else { throw missing(name, kind: "an array") }
        return elements
    }

    private func missing(_ name: String, kind: String) -> EvaluationError {
        lines.invalid("'\(name)' is not \(kind)", remedy: "Give each object \(kind) named '\(name)'.")
    }
}
