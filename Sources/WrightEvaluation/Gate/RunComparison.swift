/// Two systems' scores, paired by example: the verdict over all, by tag, and what changed.
public struct RunComparison: Sendable, Hashable {
    /// How the p values of slices are corrected for their number.
    public enum Correction: String, Sendable, CaseIterable {
        /// Any false alarm at all is kept rare.
        case holm
        /// The share of false alarms among alarms is kept low.
        case benjaminiHochberg = "bh"
        /// None.
        case none
    }

    /// The examples of one tag.
    public struct Slice: Sendable, Hashable {
        /// The tag.
        public let tag: String
        /// What its examples say by themselves.
        public let comparison: GateComparison
        /// The p value corrected for the number of slices.
        public let adjustedPValue: Double
        /// The verdict with the corrected p value.
        public let verdict: GateVerdict
    }

    /// An example with both scores.
    public struct Change: Sendable, Hashable {
        /// The example.
        public let id: String
        /// The baseline's mean score.
        public let baseline: Double
        /// The candidate's mean score.
        public let candidate: Double
        /// What the baseline said, where it is known.
        public let baselineAnswer: String?
        /// What the candidate said, where it is known.
        public let candidateAnswer: String?
    }

    /// The verdict over all shared examples.
    public let overall: GateComparison
    /// The verdicts by tag, ascending; tags with fewer than two examples are left out.
    public let slices: [Slice]
    /// Examples that the baseline lacks, ascending.
    public let missingInBaseline: [String]
    /// Examples that the candidate lacks, ascending.
    public let missingInCandidate: [String]
    /// Examples whose repeats disagree, in either system, ascending.
    public let flakyIDs: [String]
    /// All shared examples whose scores differ, the largest loss first.
    public let changes: [Change]

    /// Pairs and compares; examples that only one system has are named and left out.
    ///
    /// - Throws: ``EvaluationError`` with code `nothingShared`.
    public init(
        baseline: ScoreTable,
        candidate: ScoreTable,
        configuration: GateComparison.Configuration = .init(),
        correction: Correction = .holm
    ) throws(EvaluationError) {
        let ids = baseline.entries.keys.filter { candidate.entries[$0] != nil }.sorted()
        guard !ids.isEmpty else {
            throw .nothingShared(baseline: baseline.entries.count, candidate: candidate.entries.count)
        }
        let pairs = ids.compactMap { id in
            baseline.entries[id].flatMap { left in candidate.entries[id].map { Pair(id: id, left: left, right: $0) } }
        }
        missingInBaseline = candidate.entries.keys.filter { baseline.entries[$0] == nil }.sorted()
        missingInCandidate = baseline.entries.keys.filter { candidate.entries[$0] == nil }.sorted()
        overall = Self.comparison(of: pairs, configuration)
        slices = Self.slices(pairs, configuration, correction)
        flakyIDs = pairs.filter { Self.disagrees($0.left.scores) || Self.disagrees($0.right.scores) }.map(\.id)
        let sign = configuration.isLowerBetter ? -1.0 : 1.0
        let changed = pairs.filter { $0.left.mean != $0.right.mean }
            .map { pair in
                Change(
                    id: pair.id,
                    baseline: pair.left.mean,
                    candidate: pair.right.mean,
                    baselineAnswer: pair.left.answer,
                    candidateAnswer: pair.right.answer
                )
            }
        changes = changed.sorted { left, right in
            let leftGain = sign * (left.candidate - left.baseline)
            let rightGain = sign * (right.candidate - right.baseline)
            return leftGain == rightGain ? left.id < right.id : leftGain < rightGain
        }
    }

    private struct Pair {
        var id: String
        var left: ScoreTable.Entry
        var right: ScoreTable.Entry
        var cluster: String? { left.cluster ?? right.cluster }
    }

    private static func disagrees(_ scores: [Double]) -> Bool {
        scores.contains { $0 != scores[0] }
    }

    private static func comparison(
        of pairs: [Pair],
        _ configuration: GateComparison.Configuration
    ) -> GateComparison {
        // An example without a cluster stands alone; a name that no cluster has keeps it so.
        let isClustered = pairs.contains { $0.cluster != nil }
        let clusters = pairs.map { pair in pair.cluster.map { "c:" + $0 } ?? "e:" + pair.id }
        return GateComparison(
            baseline: pairs.map(\.left.mean),
            candidate: pairs.map(\.right.mean),
            clusters: isClustered && Set(clusters).count < pairs.count ? clusters : nil,
            configuration: configuration
        )
    }

    private static func slices(
        _ pairs: [Pair],
        _ configuration: GateComparison.Configuration,
        _ correction: Correction
    ) -> [Slice] {
        var groups: [String: [Pair]] = [:]
        for pair in pairs {
            for tag in Set(pair.left.tags + pair.right.tags) { groups[tag, default: []].append(pair) }
        }
        let tags = groups.filter { $0.value.count > 1 }.keys.sorted()
        let comparisons = tags.map { comparison(of: groups[$0] ?? [], configuration) }
        let values = comparisons.map { $0.pValue ?? 1 }
        let adjusted: [Double] =
            switch correction {
            case .holm: MultipleTesting.holm(values)
            case .benjaminiHochberg: MultipleTesting.benjaminiHochberg(values)
            case .none: values
            }
        return tags.indices.map { place in
            let comparison = comparisons[place]
            let isDecided = comparison.verdict == .better || comparison.verdict == .worse
            let isKept = !isDecided || adjusted[place] <= configuration.alpha
            return Slice(
                tag: tags[place],
                comparison: comparison,
                adjustedPValue: adjusted[place],
                verdict: isKept ? comparison.verdict : .inconclusive
            )
        }
    }
}
