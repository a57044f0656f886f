// Idea: people's time is the scarcest of all; which answers they look at decides what is learnt.
// Source: stratified and uncertainty sampling: Cochran (1977), "Sampling Techniques"; Settles (2009), "Active Learning
//   Literature Survey".
// Deviation: what is chosen because it is doubtful says nothing about the whole; only random and stratified samples may
//   be used to correct a judge, and ``ReviewQueue/Sampling/isRepresentative`` says which.
// Data layout: none.

internal import WrightCore

/// Chooses which answers people look at.
public struct ReviewQueue: Sendable, Hashable {
    /// How answers are chosen.
    public enum Sampling: String, Sendable, CaseIterable {
        /// Every answer with the same chance.
        case random
        /// The answers on which figures disagree most.
        case disagreement
        /// The answers that the system is least sure of.
        case lowConfidence = "low-confidence"
        /// The same number from every tag.
        case stratified

        /// Whether the labels stand for all answers.
        public var isRepresentative: Bool { self == .random || self == .stratified }
    }

    /// How answers are chosen.
    public let sampling: Sampling
    /// How many are chosen.
    public let count: Int
    /// What random choices start from.
    public let seed: UInt64

    /// Plans a choice.
    public init(sampling: Sampling, count: Int, seed: UInt64 = 1) {
        precondition(count > 0, "A queue has an item.")
        self.sampling = sampling
        self.count = count
        self.seed = seed
    }

    /// The chosen results, in the order in which they are to be looked at.
    ///
    /// Only the first repeat of each example is taken, and none whose system failed.
    public func choose(_ run: EvaluationRun, examples: [Example] = []) -> [ExampleResult] {
        let results = run.results.filter { $0.repeatNumber == 0 && $0.outcome.failure == nil }
        var random = SeededRandom(seed: seed)
        let shuffled = results.sorted { $0.exampleID < $1.exampleID }.shuffled(using: &random)
        switch sampling {
        case .random: return Array(shuffled.prefix(count))
        case .disagreement: return Array(Self.ordered(shuffled, by: Self.spread).prefix(count))
        case .lowConfidence:
            return Array(
                Self.ordered(shuffled) { -($0.outcome.confidence ?? Self.distanceFromMiddle($0)) }.prefix(count)
            )
        case .stratified: return stratified(shuffled, examples)
        }
    }

    private static func ordered(
        _ results: [ExampleResult],
        by value: (ExampleResult) -> Double
    ) -> [ExampleResult] {
        results.enumerated().map { (value($0.element), $0.offset, $0.element) }
            .sorted { ($1.0, $0.1) < ($0.0, $1.1) }
            .map(\.2)
    }

    /// The variance of the figures that lie in 0…1.
    private static func spread(_ result: ExampleResult) -> Double {
        let values = result.scores.values.compactMap(\.value).filter { (0...1).contains($0) }
        guard values.count > 1 else { return 0 }
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }

    /// How far the figures lie from one half; figures of 0 or 1 are sure.
    private static func distanceFromMiddle(_ result: ExampleResult) -> Double {
        let values = result.scores.values.compactMap(\.value).filter { (0...1).contains($0) }
        guard !values.isEmpty else { return 1 }
        return values.reduce(0) { $0 + abs($1 - 0.5) * 2 } / Double(values.count)
    }

    private func stratified(_ shuffled: [ExampleResult], _ examples: [Example]) -> [ExampleResult] {
        let tags = Dictionary(examples.map { ($0.id, $0.tags.first ?? "") }, uniquingKeysWith: { first, _ in first })
        var groups = Dictionary(grouping: shuffled) { tags[$0.exampleID] ?? "" }
        var chosen: [ExampleResult] = []
        while chosen.count < count, groups.values.contains(where: { !$0.isEmpty }) {
            for tag in groups.keys.sorted() where chosen.count < count {
                if let next = groups[tag]?.first {
                    chosen.append(next)
                    groups[tag]?.removeFirst()
                }
            }
        }
        return chosen
    }
}

/// What people said of the items of a queue.
public struct ReviewReport: Sendable, Hashable {
    /// An item with its labels by reviewer, and the decision that settled a disagreement.
    public struct Item: Sendable, Hashable {
        /// The example.
        public var exampleID: String
        /// Each reviewer's label.
        public var labels: [String: String]
        /// The label that a third person decided on; nil without one.
        public var decision: String?

        /// Makes an item.
        public init(exampleID: String, labels: [String: String], decision: String? = nil) {
            self.exampleID = exampleID
            self.labels = labels
            self.decision = decision
        }

        /// The label that stands: the decision, or the one on which all agree; nil where they do not.
        public var settledLabel: String? {
            decision ?? (Set(labels.values).count == 1 ? labels.values.first : nil)
        }
    }

    /// The items.
    public let items: [Item]
    /// Everybody who has labelled, ascending.
    public let reviewers: [String]
    /// Krippendorff's alpha over all reviewers; names count as different or not, numbers by their order.
    public let alpha: KrippendorffAlpha
    /// Kappa of every two reviewers with items in common.
    public let kappas: [Pair]
    /// Items on which reviewers disagree and nobody has decided yet.
    public let openIDs: [String]

    /// Two reviewers.
    public struct Pair: Sendable, Hashable {
        /// Who.
        public let first: String
        /// And who.
        public let second: String
        /// How far they agree.
        public let kappa: CohenKappa
    }

    /// Sums up.
    public init(_ items: [Item]) {
        self.items = items
        let reviewers = Set(items.flatMap(\.labels.keys)).sorted()
        self.reviewers = reviewers
        let labels = CohenKappa.ordered(Set(items.flatMap(\.labels.values)))
        let areNumbers = labels.allSatisfy { Double($0) != nil }
        let values = Dictionary(
            uniqueKeysWithValues: labels.enumerated().map { ($0.element, Double($0.element) ?? Double($0.offset)) }
        )
        let ratings = reviewers.map { reviewer in items.map { $0.labels[reviewer].flatMap { values[$0] } } }
        alpha = KrippendorffAlpha(ratings: ratings, level: areNumbers ? .ordinal : .nominal)
        var kappas: [Pair] = []
        for (place, first) in reviewers.enumerated() {
            for second in reviewers[(place + 1)...] {
                let shared = items.filter { $0.labels[first] != nil && $0.labels[second] != nil }
                guard !shared.isEmpty else { continue }
                let kappa = CohenKappa(shared.compactMap { $0.labels[first] }, shared.compactMap { $0.labels[second] })
                kappas.append(Pair(first: first, second: second, kappa: kappa))
            }
        }
        self.kappas = kappas
        openIDs = items.filter { Set($0.labels.values).count > 1 && $0.decision == nil }.map(\.exampleID)
    }
}
