internal import WrightModel
private import WrightText

// Idea: a passage that is planted for one question often opens with that question, so that a search finds it, and then
//   answers it; several passages that open with the same one were written for it. Honest texts open with questions too
//   (answers to frequent ones, headlines), so one passage alone is only worth a note.
// Source: Zou et al. (2024), "PoisonedRAG", where the question is put before each planted text.

/// Whether a passage opens with a question and repeats it.
package struct QueryEcho: Sendable, Hashable {
    /// A hash of the opening's terms in order; equal for openings that differ only in case, marks and inflection.
    package let openingHash: UInt64
    /// The share of the opening's terms that stand again in the rest, in `0...1`.
    package let repetitionRate: Double
    /// Whether the opening is put as a question.
    package let isQuestion: Bool

    /// Bytes of the opening that are looked at.
    private static let openingLimit = 400
    /// Terms that an opening must have to be told from others.
    private static let leastTermCount = 3

    /// Looks at the beginning of a passage; nil where there is nothing after an opening of three terms or more.
    init?(_ text: String, terms: PassageTerms) {
        let bytes = Array(text.utf8.prefix(PassageTerms.byteLimit))
        guard let end = Self.endOfOpening(bytes), end < bytes.count else { return nil }
        let opening = String(decoding: bytes[..<end], as: UTF8.self)
        let asked = terms.reading(of: opening)
        let distinct = asked.terms
        guard distinct.count >= Self.leastTermCount else { return nil }
        let rest = Set(terms.reading(of: String(decoding: bytes[end...], as: UTF8.self)).terms)
        guard !rest.isEmpty else { return nil }
        openingHash = asked.textHash
        repetitionRate = Double(distinct.count { rest.contains($0) }) / Double(distinct.count)
        isQuestion = Self.isQuestion(bytes[..<end])
    }

    /// Behind the first mark that ends a sentence, or the first line break.
    private static func endOfOpening(_ bytes: [UInt8]) -> Int? {
        let ranges = bytes.prefix(openingLimit + 8)
            .withUnsafeBufferPointer { SentenceSegmenter().sentences(in: $0, range: nil) }
        guard let first = ranges.first(where: { !$0.isEmpty }) else { return nil }
        // A question mark within the sentence ends a question that has no capital after it.
        if let mark = bytes[first].firstIndex(of: UInt8(ascii: "?")) { return mark + 1 }
        return first.upperBound <= openingLimit ? first.upperBound : nil
    }

    private static func isQuestion(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        for mark in ["?", "？", "؟", "¿", ";"]
        where text.utf8.reversed().drop(while: { $0 <= 32 })
            .starts(
                with: mark.utf8.reversed()
            )
        {
            // The Greek question mark looks like a semicolon and counts only in Greek.
            if mark != ";" || bytes.contains(where: { $0 == 0xCE || $0 == 0xCF }) { return true }
        }
        let words = text.lowercased().split { !$0.isLetter && $0 != "'" }
        return words.prefix(1).contains { openers.contains(String($0)) }
    }

    /// Words that questions begin with: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian.
    private static let openers: Set<String> = [
        "who", "whom", "whose", "what", "what's", "which", "when", "where", "why", "how", "is", "are", "was", "were",
        "do", "does", "did", "can", "could", "should", "would", "will", "has", "have", "had", "in which", "wer", "wem",
        "wen", "was", "welche", "welcher", "welches", "wann", "wo", "warum", "wie", "wieso", "ist", "sind", "hat",
        "qui", "que", "quel", "quelle", "quels", "quelles", "quand", "où", "pourquoi", "comment", "combien", "est-ce",
        "quién", "quien", "qué", "cuál", "cuándo", "cuando", "dónde", "donde", "cómo", "cuánto", "cuántos", "chi",
        "che", "cosa", "quale", "quando", "dove", "perché", "come", "quanto", "quem", "qual", "onde", "como", "wie",
        "wat", "welke", "wanneer", "waar", "waarom", "hoe", "kto", "co", "kiedy", "gdzie", "dlaczego", "jak", "кто",
        "что", "какой", "какая", "когда", "где", "почему", "как", "сколько",
    ]
}
