/// What is wrong with a dataset, or between its parts.
public struct DatasetCheck: Sendable, Hashable {
    /// A fault.
    public struct Finding: Sendable, Hashable {
        /// The kinds of faults.
        public enum Kind: String, Sendable, CaseIterable {
            /// Two questions are nearly the same.
            case nearDuplicate
            /// Nearly the same question stands in two parts.
            case leakage
            /// One cluster has examples in two parts.
            case clusterDivided
            /// The question holds its answer.
            case answerInQuestion
            /// An answerable question has no reference and no passage.
            case nothingToCompare
            /// The reference stands in none of the passages that it should come from.
            case referenceNotInContexts
            /// Passages name a document and have no text.
            case contextWithoutText
        }

        /// What kind of fault it is.
        public let kind: Kind
        /// The examples that it concerns.
        public let ids: [String]
        /// The fault in a sentence.
        public let message: String
    }

    /// The faults, by kind and identifier.
    public let findings: [Finding]

    /// Checks one dataset; with a split, also whether its parts are apart.
    public init(_ dataset: Dataset, split: DatasetSplit? = nil, duplicates: NearDuplicates = NearDuplicates()) {
        var findings = Self.duplicates(dataset.examples, split, duplicates)
        findings += dataset.examples.flatMap(Self.faults)
        if let split { findings += Self.dividedClusters(dataset.examples, split) }
        self.findings = findings.sorted(by: Self.precedes)
    }

    /// Checks whether two datasets are apart: no question of one is nearly one of the other, and no cluster is in both.
    public init(training: Dataset, test: Dataset, duplicates: NearDuplicates = NearDuplicates()) {
        let all = training.examples + test.examples
        let border = training.examples.count
        var findings = duplicates.pairs(in: all.map(\.input))
            .filter { $0.first < border && $0.second >= border }
            .map { Self.finding(.leakage, all[$0.first], all[$0.second], $0.overlap) }
        let clusters = Set(training.examples.compactMap(\.cluster))
        for cluster in Set(test.examples.compactMap(\.cluster)).intersection(clusters).sorted() {
            let ids = all.filter { $0.cluster == cluster }.map(\.id).sorted()
            let message = "The cluster '\(cluster)' has examples in both sets."
            findings.append(Finding(kind: .clusterDivided, ids: ids, message: message))
        }
        self.findings = findings.sorted(by: Self.precedes)
    }

    private static func precedes(_ left: Finding, _ right: Finding) -> Bool {
        guard left.kind == right.kind else { return left.kind.rawValue < right.kind.rawValue }
        return left.ids.lexicographicallyPrecedes(right.ids)
    }

    private static func duplicates(
        _ examples: [Example],
        _ split: DatasetSplit?,
        _ duplicates: NearDuplicates
    ) -> [Finding] {
        duplicates.pairs(in: examples.map(\.input))
            .map { pair in
                let (first, second) = (examples[pair.first], examples[pair.second])
                let isLeakage = split.map { $0.part(of: first) != $0.part(of: second) } ?? false
                return finding(isLeakage ? .leakage : .nearDuplicate, first, second, pair.overlap)
            }
    }

    private static func finding(_ kind: Finding.Kind, _ first: Example, _ second: Example, _ overlap: Double) -> Finding
    {
        let percent = Int((overlap * 100).rounded())
        let place = kind == .leakage ? " and stand in different parts" : ""
        return Finding(
            kind: kind,
            ids: [first.id, second.id],
            message: "The questions '\(first.id)' and '\(second.id)' share \(percent) % of their word runs\(place)."
        )
    }

    private static func dividedClusters(_ examples: [Example], _ split: DatasetSplit) -> [Finding] {
        let groups = Dictionary(grouping: examples.filter { $0.cluster != nil }) { $0.cluster ?? "" }
        return groups.sorted { $0.key < $1.key }
            .compactMap { cluster, members in
                guard Set(members.map(split.part(of:))).count > 1 else { return nil }
                let message = "The cluster '\(cluster)' is divided."
                return Finding(kind: .clusterDivided, ids: members.map(\.id), message: message)
            }
    }

    private static func faults(_ example: Example) -> [Finding] {
        var findings: [Finding] = []
        func note(_ kind: Finding.Kind, _ message: String) {
            findings.append(Finding(kind: kind, ids: [example.id], message: message))
        }
        if example.isAnswerable, example.references.isEmpty, example.contexts.isEmpty {
            note(.nothingToCompare, "The question '\(example.id)' has neither a reference nor a passage.")
        }
        let question = NormalisedAnswer(example.input).tokens.joined(separator: " ")
        let answers = example.references.map { NormalisedAnswer($0).tokens.joined(separator: " ") }
        if answers.contains(where: { $0.utf8.count > 3 && " \(question) ".contains(" \($0) ") }) {
            note(.answerInQuestion, "The question '\(example.id)' holds its answer.")
        }
        let passages = example.contexts.map(\.text).filter { !$0.isEmpty }
        if passages.count < example.contexts.count {
            let count = example.contexts.count - passages.count
            note(.contextWithoutText, "\(count) of \(example.contexts.count) passages of '\(example.id)' have no text.")
        }
        let isFound = example.references.contains { answer in passages.contains { $0.contains(answer) } }
        if example.isAnswerable, !passages.isEmpty, !example.references.isEmpty, !isFound {
            note(.referenceNotInContexts, "No reference of '\(example.id)' stands in its passages.")
        }
        return findings
    }
}
