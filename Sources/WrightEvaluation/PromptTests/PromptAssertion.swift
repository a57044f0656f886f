public import WrightCore
public import WrightPrompt

/// Something that an answer must fulfil.
public enum PromptAssertion: Sendable {
    /// A text must stand in it; case does not count.
    case contains(String)
    /// A text must not stand in it; case does not count.
    case excludes(String)
    /// It must be this text, but for white space at its ends.
    case equals(String)
    /// A regular expression must match.
    case matches(String)
    /// It must be JSON with such a value at a path.
    case json(path: String, equals: JSONValue?)
    /// It must be JSON that follows a schema; nil takes the prompt's own.
    case schema(JSONSchema?)
    /// It may have so many tokens.
    case maximumTokenCount(Int)
    /// It may cost so much, in millionths of a dollar.
    case maximumCostMicroUSD(Int64)
    /// It may take so long.
    case maximumLatency(Duration)
    /// It must say, or must not say, that it has no answer.
    case abstains(Bool)
    /// It must cite these sources; empty: any.
    case cites([Int])
    /// It must be like a text, 0…1.
    case similar(to: String, atLeast: Double)
    /// A model must judge that it fulfils a rule.
    case judged(criteria: String, prompt: String)

    /// The name in files and reports.
    public var name: String {
        switch self {
        case .contains: "contains"
        case .excludes: "not-contains"
        case .equals: "equals"
        case .matches: "regex"
        case .json: "json"
        case .schema: "schema"
        case .maximumTokenCount: "max-tokens"
        case .maximumCostMicroUSD: "max-cost-usd"
        case .maximumLatency: "max-latency-ms"
        case .abstains: "abstains"
        case .cites: "cites"
        case .similar: "similar-to"
        case .judged: "judged-by"
        }
    }

    /// Reads `{name: value}`.
    ///
    /// - Throws: ``EvaluationError`` with code `settingInvalid`.
    init(_ value: JSONValue, place: String) throws {
        guard let member = value.object?.first, value.object?.count == 1 else {
            throw Self.fault(place, "it must be a mapping with one name, such as 'contains: text'")
        }
        self = try Self.read(member.name, member.value, place: place + "." + member.name)
    }

    static func fault(_ place: String, _ reason: String) -> EvaluationError {
        .testsInvalid(place: place, reason: reason)
    }

    private static func read(_ name: String, _ value: JSONValue, place: String) throws -> Self {
        func text() throws -> String {
            guard let text = value.string ?? (value.object == nil && value.array == nil ? value.text() : nil) else {
                throw fault(place, "it must be a text")
            }
            return text
        }
        func number() throws -> Double {
            guard let number = value.double, (0...1e12).contains(number) else {
                throw fault(place, "it must be a number from 0 to 1000000000000")
            }
            return number
        }
        switch name {
        case "contains": return .contains(try text())
        case "not-contains": return .excludes(try text())
        case "equals": return .equals(try text())
        case "regex":
            let source = try text()
            _ = try Pattern(source)
            return .matches(source)
        case "json", "json-path":
            guard let path = value["path"]?.string ?? value.string, ValuePath(path) != nil else {
                throw fault(place, "it needs a 'path' such as '$.a.b[0]'")
            }
            return .json(path: path, equals: value["equals"])
        case "schema": return .schema(value.object == nil ? nil : try JSONSchema(value))
        case "max-tokens": return .maximumTokenCount(Int(try number()))
        case "max-cost-usd": return .maximumCostMicroUSD(Int64((try number() * 1_000_000).rounded()))
        case "max-latency-ms": return .maximumLatency(.milliseconds(Int(try number())))
        case "abstains": return .abstains(value.bool ?? true)
        case "cites": return .cites(value.array?.compactMap(\.int) ?? value.int.map { [$0] } ?? [])
        case "similar-to":
            guard let text = value.string ?? value["text"]?.string else { throw fault(place, "it needs a 'text'") }
            return .similar(to: text, atLeast: value["at-least"]?.double ?? 0.8)
        case "judged-by":
            guard let criteria = value.string ?? value["criteria"]?.string else {
                throw fault(place, "it needs 'criteria'")
            }
            return .judged(criteria: criteria, prompt: value["prompt"]?.string ?? "judge-criteria")
        default:
            let names =
                "contains, not-contains, equals, regex, json, schema, max-tokens, max-cost-usd, max-latency-ms, "
                + "abstains, cites, similar-to, judged-by"
            throw fault(place, "there is no such assertion; there are \(names)")
        }
    }
}
