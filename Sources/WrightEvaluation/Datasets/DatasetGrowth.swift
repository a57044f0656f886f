// Idea: what people ask and what they think of the answers are the best examples, once it is known what is right, and
//   once it is sure that none of them stands in the set already or in the set that decides.
// Source: near duplicates as in NearDuplicates.
// Deviation: none.
// Data layout: none.

internal import WrightCore

/// Makes examples of what was asked and what people thought of the answers.
public struct DatasetGrowth: Sendable {
    /// Why a question did not become an example.
    public enum Reason: String, Sendable, CaseIterable {
        /// Nobody rated the answer.
        case unrated
        /// The answer was bad, and nobody said what would have been right.
        case noReference
        /// People contradict each other.
        case disputed
        /// The set, or the new examples, have the question already.
        case duplicate
        /// The question stands in a set that is held out.
        case leak
    }

    /// A question that did not become an example.
    public struct Left: Sendable, Hashable {
        /// The trace.
        public let trace: String
        /// Why.
        public let reason: Reason
        /// The example that it is like; nil where that is not the reason.
        public let other: String?
    }

    /// What came of it.
    public struct Outcome: Sendable, Hashable {
        /// The new examples, in the order of the questions.
        public let examples: [Example]
        /// What was left out.
        public let left: [Left]
        /// Feedback on traces that are not there.
        public let strayCount: Int
    }

    private let existing: [Example]
    private let heldOut: [Example]
    private let duplicates: NearDuplicates

    /// Takes what there is already.
    ///
    /// - Parameters:
    ///   - existing: The set that grows.
    ///   - heldOut: Examples that must stay unlike those of the set.
    ///   - duplicates: What counts as the same question.
    public init(existing: [Example] = [], heldOut: [Example] = [], duplicates: NearDuplicates = NearDuplicates()) {
        self.existing = existing
        self.heldOut = heldOut
        self.duplicates = duplicates
    }

    /// Makes examples.
    ///
    /// A good answer becomes the reference, a correction takes its place, both without the marks of citations, and
    /// `answerable: false` makes a question without an answer. Where the examples come from stands in their metadata;
    /// their cluster is the conversation.
    public func outcome(of interactions: [Interaction], feedback: [Feedback]) -> Outcome {
        let said = Dictionary(grouping: feedback, by: \.trace)
        let traces = Set(interactions.map(\.trace))
        var made: [(trace: String, example: Example)] = []
        var left: [Left] = []
        for interaction in interactions {
            switch Self.example(of: interaction, said[interaction.trace] ?? []) {
            case .success(let example): made.append((interaction.trace, example))
            case .failure(let fault):
                left.append(Left(trace: interaction.trace, reason: fault.reason, other: nil))
            }
        }
        let border = heldOut.count + existing.count
        let known = heldOut + existing
        var originals: [Int: (other: Int, isLeak: Bool)] = [:]
        for pair in duplicates.pairs(in: (known + made.map(\.example)).map(\.input)) where pair.second >= border {
            let isLeak = pair.first < heldOut.count
            // What is left out itself is nobody's original.
            if originals[pair.first] != nil { continue }
            if isLeak || originals[pair.second] == nil { originals[pair.second] = (pair.first, isLeak) }
        }
        var examples: [Example] = []
        for (place, entry) in made.enumerated() {
            guard let original = originals[border + place] else {
                examples.append(entry.example)
                continue
            }
            let other = original.other < border ? known[original.other] : made[original.other - border].example
            left.append(Left(trace: entry.trace, reason: original.isLeak ? .leak : .duplicate, other: other.id))
        }
        return Outcome(
            examples: examples,
            left: left.sorted { ($0.reason.rawValue, $0.trace) < ($1.reason.rawValue, $1.trace) },
            strayCount: feedback.count { !traces.contains($0.trace) }
        )
    }

    private struct Fault: Error {
        var reason: Reason
    }

    private static func example(of interaction: Interaction, _ feedback: [Feedback]) -> Result<Example, Fault> {
        guard !feedback.isEmpty else { return .failure(Fault(reason: .unrated)) }
        let ratings = Set(feedback.compactMap(\.isPositive))
        let marks = CitationMarks(passageCount: interaction.contexts.count)
        let corrections = feedback.compactMap(\.correction).map(marks.removed)
        let answerable = Set(feedback.compactMap(\.isAnswerable))
        guard answerable.count < 2, ratings.count < 2 || !corrections.isEmpty else {
            return .failure(Fault(reason: .disputed))
        }
        let id = "t" + ContentHash(of: "\(interaction.trace)\u{0}\(interaction.question)").description.prefix(16)
        var example = Example(id: id, input: interaction.question)
        if answerable == [false] || (interaction.isAbstention && ratings == [true] && corrections.isEmpty) {
            example.isAnswerable = false
        } else if !corrections.isEmpty {
            example.references = Array(Set(corrections)).sorted()
        } else if ratings == [true], !interaction.answer.isEmpty {
            example.references = [marks.removed(from: interaction.answer)]
            example.contexts = interaction.contexts
        } else {
            return .failure(Fault(reason: .noReference))
        }
        example.tags = ["feedback", ratings == [true] ? "liked" : "corrected"]
        if !example.isAnswerable { example.tags = ["feedback", "unanswerable"] }
        example.cluster = interaction.conversation ?? interaction.trace
        example.metadata = provenance(interaction, feedback)
        return .success(example)
    }

    private static func provenance(_ interaction: Interaction, _ feedback: [Feedback]) -> JSONValue {
        var members: [JSONValue.Member] = [.init("trace", .string(interaction.trace))]
        if interaction.time > 0 { members.append(.init("timeNanoseconds", .int(interaction.time))) }
        let said = feedback.map { one -> JSONValue in
            var members: [JSONValue.Member] = []
            if let isPositive = one.isPositive { members.append(.init("rating", isPositive ? "up" : "down")) }
            if let user = one.user { members.append(.init("user", .string(user))) }
            if let comment = one.comment { members.append(.init("comment", .string(comment))) }
            return .object(members)
        }
        members.append(.init("feedback", .array(said)))
        return .object(members)
    }
}
