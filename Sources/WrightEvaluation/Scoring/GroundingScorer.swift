// Idea: sentences stand for claims; a verifier says which passage supports which sentence, and every grounding figure
//   is counted from its verdicts, each asked once.
// Source: RAGChecker (see EntailmentMatrices); ALCE (Gao et al., 2023, "Enabling Large Language Models to Generate Text
//   with Citations", compute_autoais): a sentence's citations are recalled if together they entail it; a citation is
//   precise unless it alone does not and the others still do. Ragas' context precision is average precision over the
//   ranked passages, judged by whether a passage supports the reference.
// Deviation: claims are sentences, not statements cut out by a language model, so that no model is needed; as in ALCE's
//   code, a sentence without a citation or with one beyond the passages has recall 0 and its citations do not count,
//   and an answer without citations has precision 0. At most 100 sentences and 50 passages of one example are judged.
// Data layout: verdicts by passage and sentence.

public import WrightModel
private import WrightText

/// How far the answer rests on the passages, on its citations and on the reference.
///
/// Beside the figures of ``EntailmentMatrices``: `citation-recall` and `citation-precision` (ALCE), `context-ap`
/// (average precision of the ranked passages). All lie in 0…1; `hallucination` and `noise-sensitivity-…` are better
/// low.
public struct GroundingScorer: Scorer {
    private let verifier: any SupportVerifier
    private let threshold: Double
    private static let sentenceLimit = 100
    private static let passageLimit = 50

    /// Takes a verifier.
    ///
    /// - Parameters:
    ///   - verifier: Says how far a text supports a sentence.
    ///   - threshold: From which support on a sentence counts as entailed, 0…1.
    public init(verifier: any SupportVerifier, threshold: Double = 0.5) {
        self.verifier = verifier
        self.threshold = threshold
    }

    /// The names of the figures.
    public let names = EntailmentMatrices.names + ["context-ap", "citation-recall", "citation-precision"]

    /// Asks the verifier and counts.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        guard !outcome.isAbstention, !outcome.answer.isEmpty else {
            return Dictionary(
                uniqueKeysWithValues: names.map { ($0, .notMeasured(why: "The system gave no answer.")) }
            )
        }
        let passages = outcome.contexts.prefix(Self.passageLimit).map(\.text)
        let answer = Self.sentences(of: outcome.plainAnswer)
        let referenceText = outcome.citationMarks.removed(from: example.references.first ?? "")
        let reference = example.isAnswerable ? Self.sentences(of: referenceText) : []
        let matrices = try await matrices(passages, answer, reference, outcome, referenceText)
        var scores = matrices.scores
        if reference.isEmpty { Self.dropReferenceFigures(from: &scores) }
        let relevance = matrices.passagesToReference.map { $0.contains(true) }
        scores["context-ap"] = reference.isEmpty ? Self.withoutReference : Self.averagePrecision(relevance)
        scores.merge(try await citationScores(outcome)) { $1 }
        return scores
    }

    private static let withoutReference = Score.notMeasured(why: "The example has no reference.")

    private func matrices(
        _ passages: [String],
        _ answer: [String],
        _ reference: [String],
        _ outcome: Outcome,
        _ referenceText: String
    ) async throws -> EntailmentMatrices {
        EntailmentMatrices(
            passagesToReference: try await verdicts(passages, reference),
            passagesToAnswer: try await verdicts(passages, answer),
            referenceToAnswer: try await verdicts([reference.isEmpty ? "" : referenceText], answer)[0],
            answerToReference: try await verdicts([outcome.plainAnswer], reference)[0]
        )
    }

    private static func dropReferenceFigures(from scores: inout [String: Score]) {
        for name in EntailmentMatrices.names where name != "faithfulness" { scores[name] = withoutReference }
    }

    /// For each text which of the sentences it supports.
    private func verdicts(_ texts: [String], _ sentences: [String]) async throws -> [[Bool]] {
        var rows: [[Bool]] = []
        for text in texts {
            var row: [Bool] = []
            for sentence in sentences { row.append(try await supports(text, sentence)) }
            rows.append(row)
        }
        return rows
    }

    private func supports(_ text: String, _ sentence: String) async throws -> Bool {
        guard !text.isEmpty else { return false }
        return try await verifier.support(of: sentence, in: text).support >= threshold
    }

    private func citationScores(_ outcome: Outcome) async throws -> [String: Score] {
        guard !outcome.statements.isEmpty else {
            let why = Score.notMeasured(why: "The system does not say what its sentences cite.")
            return ["citation-recall": why, "citation-precision": why]
        }
        var (recalled, precise, citationCount) = (0, 0, 0)
        let statements = outcome.statements.prefix(Self.sentenceLimit)
        for statement in statements {
            let cited = statement.citations.filter { outcome.contexts.indices.contains($0) }
            guard !statement.citations.isEmpty, cited.count == statement.citations.count else { continue }
            citationCount += cited.count
            let texts = cited.map { outcome.contexts[$0].text }
            guard try await supports(texts.joined(separator: "\n"), statement.text) else { continue }
            recalled += 1
            precise += try await preciseCount(texts, statement.text)
        }
        return [
            "citation-recall": .measured(Double(recalled) / Double(statements.count)),
            "citation-precision": .measured(citationCount > 0 ? Double(precise) / Double(citationCount) : 0),
        ]
    }

    /// How many of the passages cited together are needed.
    private func preciseCount(_ texts: [String], _ sentence: String) async throws -> Int {
        guard texts.count > 1 else { return texts.count }
        var count = 0
        for place in texts.indices {
            if try await supports(texts[place], sentence) {
                count += 1
                continue
            }
            let others = texts.indices.filter { $0 != place }.map { texts[$0] }
            if try await !supports(others.joined(separator: "\n"), sentence) { count += 1 }
        }
        return count
    }

    private static func averagePrecision(_ relevance: [Bool]) -> Score {
        guard !relevance.isEmpty else { return .notMeasured(why: "The system read no passage.") }
        var (found, sum) = (0, 0.0)
        for (place, isRelevant) in relevance.enumerated() where isRelevant {
            found += 1
            sum += Double(found) / Double(place + 1)
        }
        return .measured(found > 0 ? sum / Double(found) : 0)
    }

    private static func sentences(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        return SentenceSegmenter().sentences(in: text).prefix(sentenceLimit)
            .map { String(decoding: bytes[$0], as: UTF8.self) }
    }
}
