private import WrightCore
internal import WrightDocuments
internal import WrightText

/// A question as its terms and what each weighs.
struct WeighedQuestion: Sendable {
    var weights: [String: Double]
    var totalWeight: Double
    var kind: QuestionKind
    /// The question's capitalised words (but for its first) and numbers, in lower case.
    var names: Set<String>

    /// The share of the weight that some terms cover, 0…1.
    func coverage(of terms: Set<String>) -> Double {
        guard totalWeight > 0 else { return 0 }
        var covered = 0.0
        for (term, weight) in weights where terms.contains(term) { covered += weight }
        return covered / totalWeight
    }
}

/// Cuts hits into sentences and measures each against a question.
struct PassageReader: Sendable {
    /// Sentences of one chunk that are looked at.
    private static let sentenceLimit = 200

    private let analyzer: Analyzer
    private let segmenter = SentenceSegmenter()

    init(analyzer: Analyzer) {
        self.analyzer = analyzer
    }

    /// Weighs a question's terms.
    ///
    /// Terms that the corpus did not weigh, weigh as much as its heaviest.
    func question(_ text: String, weights: [String: Double]) -> WeighedQuestion {
        let terms = Set(analyzer.terms(in: text).map(\.term))
        let heaviest = weights.values.max() ?? 1
        let weighed = Dictionary(uniqueKeysWithValues: terms.map { ($0, weights[$0] ?? heaviest) })
        // A sum in a fixed order, so that the same question gives the same bits.
        let total = terms.sorted().reduce(0) { $0 + (weighed[$1] ?? 0) }
        return WeighedQuestion(
            weights: weighed,
            totalWeight: total,
            kind: QuestionKind(text),
            names: Self.names(in: text)
        )
    }

    /// The words of a question whose terms are among some, each once, in order; without those that only ask.
    func words(of question: String, among terms: Set<String>) -> [String] {
        guard !terms.isEmpty else { return [] }
        var left = terms
        return analyzer.terms(in: question)
            .filter { found in
                let before = Self.words(of: String(question[utf8: 0..<found.range.lowerBound])).last
                return !QuestionWords.contains(question[utf8: found.range], after: before)
            }
            .filter { left.remove($0.term) != nil }
            .map { String(question[utf8: $0.range]) }
    }

    /// Every sentence of the hits, measured; texts that stand in several hits once.
    func sentences(of hits: [Hit], question: WeighedQuestion) -> [Reading.Sentence] {
        var all: [Reading.Sentence] = []
        var seen: Set<Substring> = []
        for (index, hit) in hits.enumerated() {
            let titles = hit.chunk.headingPath + [hit.document.title] + hit.chunk.sections.flatMap(\.headingPath)
            let above = Set((hit.chunk.headingPath + [hit.document.title]).flatMap { self.terms(of: $0) })
            let headings = Set(titles)
            let ranges = segmenter.sentences(in: hit.chunk.text).prefix(Self.sentenceLimit)
            let texts = ranges.map { hit.chunk.text[utf8: $0] }
            let terms = texts.map { Set(self.terms(of: String($0))) }
            for (place, range) in ranges.enumerated() where !headings.contains(String(texts[place])) {
                guard seen.insert(texts[place]).inserted else { continue }
                let start = hit.chunk.range.lowerBound + range.lowerBound
                var context = terms[place].union(above)
                if let section = hit.chunk.sections.last(where: { $0.start <= start }) {
                    context.formUnion(section.headingPath.flatMap { self.terms(of: $0) })
                }
                if place > 0 { context.formUnion(terms[place - 1]) }
                if place + 1 < terms.count { context.formUnion(terms[place + 1]) }
                var sentence = Reading.Sentence(
                    text: texts[place],
                    range: start..<(start + range.count),
                    hitIndex: index,
                    features: SentenceFeatures(),
                    terms: terms[place]
                )
                sentence.features.coverage = question.coverage(of: terms[place])
                sentence.features.contextCoverage = question.coverage(of: context)
                sentence.features.chunkScore = max(hit.lexical?.normalised ?? 0, hit.vector?.normalised ?? 0)
                sentence.features.reciprocalRank = 1 / Double(index + 1)
                sentence.features.meetsKind = question.kind.isMet(by: texts[place]) ? 1 : 0
                let wordCount = texts[place].utf8.reduce(1) { $0 + ($1 == 32 ? 1 : 0) }
                sentence.features.length = min(1, Elementary.log(1 + Double(wordCount)) / Elementary.log(41))
                all.append(sentence)
            }
        }
        return all
    }

    private func terms(of text: String) -> [String] {
        analyzer.terms(in: text).map(\.term)
    }

    /// Measures how well all that was found supports an answer.
    func support(of hits: [Hit], sentences: [Reading.Sentence], question: WeighedQuestion) -> SupportFeatures {
        var support = SupportFeatures()
        guard let best = sentences.max(by: { $0.probability < $1.probability }) else { return support }
        support.bestSentence = best.probability
        support.contextCoverage = best.features.contextCoverage
        support.meetsKind = best.features.meetsKind
        support.similarity = sentences.map(\.features.similarity).max() ?? 0
        support.chunkSimilarity = hits.compactMap { $0.vector?.raw }.max() ?? 0
        for hit in hits {
            let whole = ([hit.chunk.text, hit.document.title] + hit.chunk.headingPath).joined(separator: "\n")
            let coverage = question.coverage(of: Set(analyzer.terms(in: whole).map(\.term)))
            support.chunkCoverage = max(support.chunkCoverage, coverage)
        }
        let hit = hits[best.hitIndex]
        let whole = ([hit.chunk.text, hit.document.title] + hit.chunk.headingPath).joined(separator: "\n")
        let words = Set(Self.words(of: whole).map { $0.lowercased() })
        let held = question.names.filter { words.contains($0) }.count
        support.nameCoverage = question.names.isEmpty ? 1 : Double(held) / Double(question.names.count)
        return support
    }

    /// Whether two sentences say nearly the same: most terms of the shorter stand in the other.
    func repeats(_ left: Reading.Sentence, _ right: Reading.Sentence) -> Bool {
        let shorter = min(left.terms.count, right.terms.count)
        guard shorter > 0 else { return true }
        return Double(left.terms.intersection(right.terms).count) / Double(shorter) > 0.8
    }

    private static func names(in question: String) -> Set<String> {
        var names: Set<String> = []
        for (index, word) in words(of: question).enumerated() {
            let hasDigit = word.utf8.contains { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            if hasDigit || (index > 0 && (word.first?.isUppercase ?? false)) { names.insert(word.lowercased()) }
        }
        return names
    }

    private static func words(of text: String) -> [Substring] {
        text.split { !($0.isLetter || $0.isNumber) }
    }
}
