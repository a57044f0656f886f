// Idea: a passage that was made to fit many questions turns up for questions that have nothing in common. So questions
//   of many kinds are asked, and it is counted how often each passage is among the first; counts far above the usual
//   stand out.
// Source: hubs of nearest-neighbour search: Radovanović, Nanopoulos & Ivanović (2010); as a check with robust z-scores:
//   HubScan (2026).
// Deviation: most passages are found by none of a few hundred questions, so the median and the median deviation are
//   often zero; the scale is then the standard deviation of rare chance hits, the square root of the mean.

/// Counts how often passages are found by sentinel questions.
package struct RetrievalMagnets: Sendable {
    private var counts: [Int: Int] = [:]
    private var questionCount = 0
    private let passageCount: Int

    /// From how many deviations above the median on a passage stands out.
    package var leastDeviation = 8.0
    /// The share of the questions that must find it, in `0...1`.
    package var leastRate = 0.05
    /// The questions that are needed to say anything.
    package static let leastQuestionCount = 20

    /// Begins with no question asked.
    ///
    /// - Parameter passageCount: Passages in the corpus, 1 or more.
    package init(passageCount: Int) {
        precondition(passageCount >= 1, "A corpus holds a passage or more.")
        self.passageCount = passageCount
    }

    /// Counts what one question found.
    ///
    /// - Parameter found: The numbers of the passages, each once, without those of the document that the question was
    ///   taken from.
    package mutating func count(_ found: some Sequence<Int>) {
        questionCount += 1
        for passage in found { counts[passage, default: 0] += 1 }
    }

    /// How many deviations above the median a passage lies.
    package func deviation(of passage: Int) -> Double {
        let (median, scale) = location
        return (Double(counts[passage] ?? 0) - median) / scale
    }

    /// The passages that stand out, each with its alert, in their order.
    package func alerts() -> [CorpusAlert] {
        guard questionCount >= Self.leastQuestionCount else { return [] }
        let (median, scale) = location
        return counts.sorted { $0.key < $1.key }
            .compactMap { passage, count in
                let deviation = (Double(count) - median) / scale
                let rate = Double(count) / Double(questionCount)
                guard deviation >= leastDeviation, rate >= leastRate else { return nil }
                return CorpusAlert(
                    kind: .magnet,
                    members: [passage],
                    score: min(1, 0.5 + rate / 2),
                    evidence: "\(count) of \(questionCount) unlike questions find it"
                )
            }
    }

    /// The median of all counts and a robust scale.
    private var location: (median: Double, scale: Double) {
        let known = counts.values.sorted()
        let zeroCount = max(0, passageCount - known.count)
        func value(at place: Int) -> Int { place < zeroCount ? 0 : known[min(place - zeroCount, known.count - 1)] }
        let total = zeroCount + known.count
        let median = Double(value(at: (total - 1) / 2) + value(at: total / 2)) / 2
        var deviations = known.map { abs(Double($0) - median) }.sorted()
        // The passages without a hit all lie as far from the median.
        let zeroPlace = deviations.firstIndex { $0 >= median } ?? deviations.count
        let middle = total / 2
        let spread: Double
        if middle >= zeroPlace, middle < zeroPlace + zeroCount {
            spread = median
        } else {
            deviations = middle < zeroPlace ? deviations : Array(deviations.dropFirst(zeroPlace))
            let place = middle < zeroPlace ? middle : middle - zeroPlace - zeroCount
            spread = deviations.indices.contains(place) ? deviations[place] : 0
        }
        let mean = Double(known.reduce(0, +)) / Double(total)
        return (median, max(1.4826 * spread, mean.squareRoot(), 0.5))
    }
}

/// Takes questions out of a corpus: the first sentences of passages that are chosen by chance, each from another
/// document.
package struct SentinelSample<Generator: RandomNumberGenerator>: Sendable where Generator: Sendable {
    /// A question and the document that it was taken from.
    package struct Question: Sendable, Hashable {
        package var text: String
        package var document: Int
    }

    private let limit: Int
    private var generator: Generator
    private var seen = 0
    /// The questions.
    package private(set) var questions: [Question] = []

    /// Bytes of a passage that make a question.
    private static var byteLimit: Int { 160 }

    /// Begins with none.
    package init(limit: Int, using generator: Generator) {
        precondition(limit >= 1, "One question or more is taken.")
        self.limit = limit
        self.generator = generator
    }

    /// Offers the text of a document; every document has the same chance.
    package mutating func offer(_ text: String, document: Int) {
        let question = Self.opening(of: text)
        guard question.utf8.count >= 12 else { return }
        seen += 1
        if questions.count < limit {
            questions.append(Question(text: question, document: document))
        } else {
            let place = Int.random(in: 0..<seen, using: &generator)
            if place < limit { questions[place] = Question(text: question, document: document) }
        }
    }

    /// The first words up to the end of a sentence.
    private static func opening(of text: String) -> String {
        let bytes = text.utf8.drop { $0 <= 32 || $0 == UInt8(ascii: "#") }.prefix(byteLimit)
        let end = bytes.firstIndex { $0 == 10 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "?") }
        var part = bytes[..<(end ?? bytes.endIndex)]
        // A character that the limit cut in two is left out.
        while let last = part.last, last >= 0x80, end == nil { part = part.dropLast() }
        return String(decoding: part, as: UTF8.self)
    }
}
