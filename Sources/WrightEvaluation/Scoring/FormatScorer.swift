public import WrightCore

/// Whether the answer has the form that was asked for: 1 if it has, 0 if not.
///
/// | check | figure |
/// |---|---|
/// | ``Check/json`` | the answer is one JSON text |
/// | ``Check/pattern(_:)`` | a regular expression of Swift's syntax matches somewhere; `^` and `$` stand for the ends |
/// | ``Check/path(_:)`` | the answer is JSON and the path leads to a value that is not null |
/// | ``Check/schema(_:)`` | the answer is JSON and a validator finds nothing wrong with it |
public struct FormatScorer: Scorer {
    /// What is checked.
    public enum Check: Sendable {
        /// The answer is JSON.
        case json
        /// A pattern matches somewhere in the answer, as in prompt tests.
        case pattern(String)
        /// The answer's JSON has a value there; see ``JSONPath``.
        case path(JSONPath)
        /// The answer's JSON passes a validator, which returns what is wrong, and throws where it cannot say.
        case schema(@Sendable (JSONValue) throws -> [String])
    }

    private let name: String
    private let check: Check

    /// Takes a check.
    ///
    /// - Throws: ``EvaluationError`` with code `settingInvalid` for a pattern that is none.
    public init(name: String, check: Check) throws(EvaluationError) {
        if case .pattern(let pattern) = check {
            guard (try? Regex(pattern)) != nil else {
                throw .settingInvalid(
                    "regex:\(pattern)",
                    reason: "it is no regular expression",
                    remedy: "Correct the pattern."
                )
            }
        }
        self.name = name
        self.check = check
    }

    /// The name of the figure.
    public var names: [String] { [name] }

    /// Checks the answer; an abstention has no form.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        guard !outcome.isAbstention else { return [name: .notMeasured(why: "The system gave no answer.")] }
        return [name: .measured(try passes(outcome.answer) ? 1 : 0)]
    }

    private func passes(_ answer: String) throws -> Bool {
        if case .pattern(let pattern) = check { return try Regex(pattern).firstMatch(in: answer) != nil }
        guard let value = try? JSONValue(parsing: answer) else { return false }
        switch check {
        case .json, .pattern: return true
        case .path(let path): return path.values(in: value).contains { $0 != .null }
        case .schema(let validate): return try validate(value).isEmpty
        }
    }
}

/// A way into JSON: `$.name`, `[0]`, `[-1]`, `['a name']`, `[*]`, `.*`; a part of RFC 9535.
public struct JSONPath: Sendable, Hashable {
    private enum Step: Sendable, Hashable {
        case name(String)
        case place(Int)
        case all
    }

    private let steps: [Step]

    /// Reads a path.
    ///
    /// - Throws: ``EvaluationError`` with code `settingInvalid`.
    public init(_ text: String) throws(EvaluationError) {
        let bytes = Array(text.utf8)
        var place = bytes.first == UInt8(ascii: "$") ? 1 : 0
        var steps: [Step] = []
        while place < bytes.count {
            let start = place
            switch bytes[place] {
            case UInt8(ascii: "["):
                guard let close = bytes[place...].firstIndex(of: UInt8(ascii: "]")),
                    let step = Self.bracketed(String(decoding: bytes[(place + 1)..<close], as: UTF8.self))
                else { throw Self.invalid(text, start) }
                steps.append(step)
                place = close + 1
            default:
                if bytes[place] == UInt8(ascii: ".") {
                    place += 1
                } else if start > 0 {
                    throw Self.invalid(text, start)
                }
                let end = bytes[place...].firstIndex { ".[".utf8.contains($0) } ?? bytes.count
                guard end > place else { throw Self.invalid(text, start) }
                let name = String(decoding: bytes[place..<end], as: UTF8.self)
                steps.append(name == "*" ? .all : .name(name))
                place = end
            }
        }
        self.steps = steps
    }

    /// The values that the path leads to.
    public func values(in value: JSONValue) -> [JSONValue] {
        steps.reduce([value]) { values, step in
            values.flatMap { value -> [JSONValue] in
                switch step {
                case .name(let name): value[name].map { [$0] } ?? []
                case .place(let place): Self.element(place, of: value.array ?? [])
                case .all: value.array ?? value.object?.map(\.value) ?? []
                }
            }
        }
    }

    private static func element(_ place: Int, of elements: [JSONValue]) -> [JSONValue] {
        let index = place < 0 ? elements.count + place : place
        return elements.indices.contains(index) ? [elements[index]] : []
    }

    private static func bracketed(_ text: String) -> Step? {
        if text == "*" { return .all }
        if let place = Int(text) { return .place(place) }
        for quote in ["'", "\""] where text.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote) {
            return .name(String(text.dropFirst().dropLast()))
        }
        return nil
    }

    private static func invalid(_ text: String, _ place: Int) -> EvaluationError {
        .settingInvalid(
            text,
            reason: "it is no path at byte \(place)",
            remedy: "Write a path such as '$.items[0].name'."
        )
    }
}
