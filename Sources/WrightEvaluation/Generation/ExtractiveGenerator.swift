// Idea: a corpus holds its own questions: what a heading names, what a sentence defines, what a word of weight in a
//   sentence would be if it were hidden. The sentence is the gold span, so every question comes with its proof.
// Source: cloze questions: Taylor (1953), "Cloze Procedure"; choosing salient sentences by idf-weighted terms: Luhn
//   (1958). Unanswerable questions exchange a heading, a name or a number for one of the same kind from elsewhere,
//   as people did for SQuAD 2.0 (Rajpurkar et al., 2018), and are kept only if no sentence holds all their terms.
// Deviation: cloze questions keep the sentence's words, so that lexical search finds them too easily; the tag `cloze`
//   lets reports show them apart.
// Data layout: document frequencies of terms over sentences; drafts by document.

internal import WrightCore
internal import WrightText

/// Makes questions with gold spans from documents, without any model.
public struct ExtractiveGenerator: Sendable {
    /// What can be set.
    public struct Configuration: Sendable, Hashable {
        /// How many questions are made at most, over all documents.
        public var questionLimit = 100
        /// How many of them come from one document at most.
        public var documentLimit = 5
        /// The share of questions that the documents do not answer, 0…0.9.
        public var unanswerableRate = 0.2
        /// What random choices start from.
        public var seed: UInt64 = 1
        /// The language of the documents, a BCP-47 code; questions are written in English.
        public var language = "en"

        /// The defaults.
        public init() {}
    }

    private let configuration: Configuration
    private let analyzer: Analyzer

    /// Takes settings.
    public init(configuration: Configuration = Configuration()) {
        precondition((0...0.9).contains(configuration.unanswerableRate), "At most nine in ten cannot be answered.")
        precondition(configuration.questionLimit > 0 && configuration.documentLimit > 0, "Limits are above 0.")
        self.configuration = configuration
        analyzer = Analyzer(configuration: .init(language: TextLanguage(code: configuration.language)))
    }

    /// Makes questions, in the order of the documents.
    ///
    /// Tags are `heading`, `definition`, `cloze` and `unanswerable`; the cluster is the document; the gold span stands
    /// in the metadata as `document`, `start` and `end`, in UTF-8 bytes.
    public func examples(from documents: [SourceText]) -> [Example] {
        let statistics = TermStatistics(documents, analyzer)
        var drafts: [(document: SourceText, draft: QuestionDraft)] = []
        for document in documents {
            let made = SentenceDrafts(document, statistics, analyzer).drafts
            let chosen = Self.mixed(made).prefix(configuration.documentLimit)
            drafts += chosen.map { (document, $0) }
        }
        let share = 1 - configuration.unanswerableRate
        let answerableLimit = max(1, Int((Double(configuration.questionLimit) * share).rounded()))
        var random = SeededRandom(seed: configuration.seed)
        if drafts.count > answerableLimit {
            // Every document gives something before one gives much.
            let order = drafts.indices.shuffled(using: &random).prefix(answerableLimit).sorted()
            drafts = order.map { drafts[$0] }
        }
        var examples: [Example] = []
        for (number, entry) in drafts.enumerated() {
            examples.append(Self.example(entry.draft, entry.document, number: number + 1))
        }
        let wanted = min(
            configuration.questionLimit - examples.count,
            Int((Double(examples.count) * configuration.unanswerableRate / share).rounded())
        )
        return examples + unanswerable(drafts, statistics, count: wanted, first: examples.count + 1, &random)
    }

    /// One of each kind in turn, the best first.
    private static func mixed(_ drafts: [QuestionDraft]) -> [QuestionDraft] {
        var groups = Dictionary(
            grouping: drafts.sorted { ($1.weight, $0.question) < ($0.weight, $1.question) },
            by: \.kind
        )
        var result: [QuestionDraft] = []
        while groups.values.contains(where: { !$0.isEmpty }) {
            for kind in ["heading", "definition", "cloze"] {
                if let next = groups[kind]?.first {
                    result.append(next)
                    groups[kind]?.removeFirst()
                }
            }
        }
        return result
    }

    private static func example(_ draft: QuestionDraft, _ document: SourceText, number: Int) -> Example {
        var example = Example(
            id: "g\(number)",
            input: draft.question,
            references: [draft.answer],
            contexts: [.init(id: document.id, text: draft.sentence)]
        )
        example.tags = [draft.kind]
        example.cluster = document.id
        example.metadata = [
            "document": .string(document.id), "start": .int(draft.range.lowerBound),
            "end": .int(draft.range.upperBound),
        ]
        return example
    }

    /// Questions whose subject is exchanged for one that no sentence brings together with the rest.
    private func unanswerable(
        _ drafts: [(document: SourceText, draft: QuestionDraft)],
        _ statistics: TermStatistics,
        count: Int,
        first: Int,
        _ random: inout SeededRandom
    ) -> [Example] {
        guard count > 0, drafts.count > 1 else { return [] }
        var examples: [Example] = []
        var seen = Set(drafts.map(\.draft.question))
        var tryCount = 0
        while examples.count < count, tryCount < count * 50 {
            tryCount += 1
            let entry = drafts[Int(random.next() % UInt64(drafts.count))]
            let other = drafts[Int(random.next() % UInt64(drafts.count))]
            guard entry.document.id != other.document.id,
                let question = exchanged(entry.draft, entry.document, other.draft, &random),
                seen.insert(question).inserted,
                !statistics.holds(Set(analyzer.terms(in: question).map(\.term)))
            else { continue }
            var example = Example(id: "g\(first + examples.count)", input: question, isAnswerable: false)
            example.tags = ["unanswerable"]
            example.cluster = entry.document.id
            examples.append(example)
        }
        return examples
    }

    /// The question with a heading, a name or a number exchanged for one of the same kind from another question.
    ///
    /// A heading goes only to a document that does not hold all of its words.
    private func exchanged(
        _ draft: QuestionDraft,
        _ document: SourceText,
        _ other: QuestionDraft,
        _ random: inout SeededRandom
    ) -> String? {
        guard draft.kind == other.kind, let old = draft.names.randomElement(using: &random) else { return nil }
        let offered = other.names + (other.kind == "cloze" ? [other.answer] : [])
        let fitting = offered.filter { QuestionDraft.isNumber($0) == QuestionDraft.isNumber(old) }
        guard let new = fitting.randomElement(using: &random), !draft.question.contains(new) else { return nil }
        if draft.kind == "heading" {
            let known = Set(analyzer.terms(in: document.title + "\n" + document.text).map(\.term))
            guard !analyzer.terms(in: new).allSatisfy({ known.contains($0.term) }) else { return nil }
        }
        return draft.question.replacing(old, with: new, maxReplacements: 1)
    }
}

/// How often terms occur over the sentences of a corpus.
struct TermStatistics {
    private var counts: [String: Int] = [:]
    private var places: [String: [Int32]] = [:]
    private var sentenceCount = 0

    init(_ documents: [SourceText], _ analyzer: Analyzer) {
        let segmenter = SentenceSegmenter()
        for document in documents {
            let bytes = Array(document.text.utf8)
            for range in segmenter.sentences(in: document.text) {
                let terms = Set(analyzer.terms(in: String(decoding: bytes[range], as: UTF8.self)).map(\.term))
                for term in terms {
                    counts[term, default: 0] += 1
                    places[term, default: []].append(Int32(sentenceCount))
                }
                sentenceCount += 1
            }
        }
    }

    /// `ln(1 + N / n)`; that of a term seen once for one never seen.
    func weight(_ term: String) -> Double {
        NaturalPower.logarithm(1 + Double(sentenceCount) / Double(counts[term] ?? 1))
    }

    /// Whether some sentence holds all of these terms that occur at all; the words that only questions have do not
    /// count.
    func holds(_ terms: Set<String>) -> Bool {
        let known = terms.filter { counts[$0] != nil }
        guard let rarest = known.min(by: { (counts[$0] ?? 0) < (counts[$1] ?? 0) }) else {
            return false
        }
        let sets = known.map { Set(places[$0] ?? []) }
        return (places[rarest] ?? []).contains { place in sets.allSatisfy { $0.contains(place) } }
    }
}
