internal import WrightModel

/// Looks at a whole corpus for what no single passage shows: floods of passages that plant one claim, copies, and
/// passages that open with the question they are made for.
///
/// Passages are gone through twice: first to count terms, then to be compared. Time grows linearly, memory by about 900
/// bytes a passage.
///
/// ```swift
/// var survey = CorpusSurvey()
/// for passage in passages { survey.count(passage.text) }
/// for passage in passages { survey.add(passage) }
/// let alerts = survey.finish()
/// ```
///
/// These are signals: an attacker who knows them can plant fewer passages, or less alike. What bounds the harm is a cap
/// on how much one source or tier may say in one context (`ContextCap` of WrightRetrieval).
package struct CorpusSurvey {
    /// From where on something stands out.
    package struct Configuration: Sendable, Hashable {
        /// The likeness from which on two passages may say the same, in `0...1`, where there are embeddings.
        package var likeness: Float = 0.45
        /// The same where there are none: the share of rare terms that both hold.
        package var likenessByTerms: Float = 0.13
        /// How much the share of rare terms weighs beside the cosine of the embeddings, in `0...1`.
        package var overlapWeight: Float = 0.3
        /// The step in likeness between passages that stand together and the next, where there are embeddings.
        package var step: Float = 0.12
        /// The same where there are none.
        package var stepByTerms: Float = 0.035
        /// How much more alike, as a share, passages of different sources and times must be.
        package var apartShare: Float = 0.1
        /// What counts as one time: 7 days.
        package var windowNanoseconds: Int64 = 7 * 86_400 * 1_000_000_000
        /// The share of runs of four words from which on two passages are copies of one another and one voice.
        package var copyShare: Float = 0.35
        /// The distinct terms that a passage must have to claim something; titles have fewer.
        package var leastTermCount = 10
        /// The documents that a flood is made of at least: three stand together by chance in many a corpus.
        package var leastFloodDocuments = 4
        /// The documents that copies, or echoes of one question, are made of at least.
        package var leastDocuments = 3
        /// The share of an opening's terms that a passage must repeat to echo it, in `0...1`.
        package var echoRate = 0.5

        /// The defaults, which were set so that under one in a hundred passages of clean corpora stand out.
        package init() {}
    }

    private let configuration: Configuration
    private let terms = PassageTerms()
    private var frequencies = TermFrequencies()
    private var sketches = FloodSketches()
    private var echoes: [(passage: Int, echo: QueryEcho)] = []

    /// Begins with no passage.
    package init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// Counts the terms of a passage; all are counted before the first is added.
    package mutating func count(_ text: String) {
        precondition(sketches.count == 0, "All passages are counted before the first is added.")
        frequencies.count(terms.reading(of: text).terms)
    }

    /// Adds a passage; passages are numbered from 0 in this order.
    package mutating func add(_ passage: CorpusPassage) {
        let reading = terms.reading(of: passage.text)
        if let echo = QueryEcho(passage.text, terms: terms), echo.isQuestion,
            echo.repetitionRate >= configuration.echoRate
        {
            echoes.append((sketches.count, echo))
        }
        sketches.add(passage, reading, frequencies)
    }

    /// What stands out: floods and copies, then echoes, each in the order of its first passage.
    package func finish() -> [CorpusAlert] {
        FloodSearch(configuration: configuration, sketches: sketches).alerts() + echoAlerts()
    }

    private func echoAlerts() -> [CorpusAlert] {
        var groups: [UInt64: [Int]] = [:]
        for (passage, echo) in echoes { groups[echo.openingHash, default: []].append(passage) }
        return groups.values.sorted { $0[0] < $1[0] }
            .flatMap { members -> [CorpusAlert] in
                let documentCount = Set(members.map { sketches.documents[$0] }).count
                guard documentCount >= configuration.leastDocuments else {
                    return members.map {
                        CorpusAlert(
                            kind: .echo,
                            members: [$0],
                            score: 0.2,
                            evidence: "it opens with a question and repeats it"
                        )
                    }
                }
                return [
                    CorpusAlert(
                        kind: .echoFlood,
                        members: members,
                        score: 0.9,
                        evidence: "\(members.count) passages of \(documentCount) documents open with one question"
                    )
                ]
            }
    }
}
