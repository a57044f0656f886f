internal import WrightCore
internal import WrightPrompt

/// The scorers that have a name and need nothing but the example and the outcome.
///
/// | name | figures |
/// |---|---|
/// | `squad` | `exact-match`, `f1`, `contains` |
/// | `rouge` | `rouge-1`, `rouge-2`, `rouge-l`, `rouge-lsum`; `rouge-stem` cuts words to their stems first |
/// | `bleu`, `chrf`, `chrf++` and every other name of ``OverlapScorer`` | itself |
/// | `abstention` | `abstention`, `answered`, `refused` |
/// | `sources` | `source-recall`, `source-precision`, `source-rank` |
/// | `resources` | `cost`, `tokens`, `latency` |
/// | `json` | 1 if the answer is JSON |
/// | `regex:PATTERN` | 1 if the pattern matches somewhere in the answer; `^` and `$` stand for its ends |
/// | `path:PATH` | 1 if the answer is JSON and has a value there |
/// | `schema:SCHEMA` | 1 if the answer is JSON that fits the JSON Schema, written out |
public enum ScorerCatalog {
    /// The names, without those that take a value.
    public static let names =
        ["squad", "rouge", "rouge-stem", "abstention", "sources", "resources", "json"]
        + OverlapScorer.Figure.allCases.map(\.rawValue)

    /// The forms of the scorers that take a value.
    public static let forms = ["regex:PATTERN", "path:PATH", "schema:SCHEMA"]

    /// What a run measures unless told otherwise.
    public static let standard = ["squad", "rouge-l", "abstention"]

    /// The scorer of a name.
    ///
    /// - Throws: ``EvaluationError`` with code `scorerUnknown` or `settingInvalid`.
    public static func scorer(named name: String) throws(EvaluationError) -> any Scorer {
        switch name {
        case "squad": return OverlapScorer([.exactMatch, .f1, .contains])
        case "rouge": return OverlapScorer([.rouge1, .rouge2, .rougeL, .rougeLsum])
        case "rouge-stem": return OverlapScorer([.rouge1, .rouge2, .rougeL, .rougeLsum], usesStemmer: true)
        case "abstention": return AbstentionScorer()
        case "sources": return SourceScorer()
        case "resources": return ResourceScorer()
        case "json": return try FormatScorer(name: "json", check: .json)
        default: break
        }
        if let figure = OverlapScorer.Figure(rawValue: name) { return OverlapScorer([figure]) }
        if name.hasPrefix("regex:") {
            return try FormatScorer(name: name, check: .pattern(String(name.dropFirst(6))))
        }
        if name.hasPrefix("path:") {
            return try FormatScorer(name: name, check: .path(try JSONPath(String(name.dropFirst(5)))))
        }
        if name.hasPrefix("schema:") { return try schema(String(name.dropFirst(7)), named: "schema") }
        throw .scorerUnknown(name, known: names + forms)
    }

    /// Whether the answer fits a JSON Schema, which is given as its text.
    ///
    /// - Throws: ``EvaluationError`` with code `settingInvalid`.
    public static func schema(_ text: String, named name: String) throws(EvaluationError) -> any Scorer {
        let schema: JSONSchema
        do {
            schema = try JSONSchema(parsing: text)
        } catch {
            throw .settingInvalid(name, reason: error.message, remedy: error.remedy ?? "Correct the schema.")
        }
        return try FormatScorer(
            name: name,
            check: .schema { try schema.check($0).violations.map(\.message) }
        )
    }
}
