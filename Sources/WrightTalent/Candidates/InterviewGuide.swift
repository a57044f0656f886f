/// What to ask a candidate about what is open, and how answers are described.
///
/// Structured interviews and work samples foretell performance best (.42 and .33, Sackett et al. 2022; standing:
/// solid).
/// Ratings are descriptions, not numbers: nothing here adds up.
public struct InterviewGuide: Sendable, Hashable {
    /// One question, asked of every candidate in the same words.
    public struct Question: Sendable, Hashable {
        /// What it is about.
        public let subject: String
        /// The question.
        public let text: String
        /// What answers can look like, from not shown to taught to others.
        public let anchors: [String]
        /// The anchors for any subject.
        public var generalAnchors: [String] { InterviewGuide.anchors("the subject") }
    }

    /// Questions in the order of the posting.
    public let questions: [Question]
    /// A piece of work, two hours at most.
    public let workSample: String

    /// Questions at most.
    private static let limit = 12

    init(matches: [RequirementMatch], claims: [CandidateFinding]) {
        let open = matches.filter { $0.status != .met }
        let ordered = open.filter { $0.requirement.section == .must } + open.filter { $0.requirement.section == .nice }
        var questions = ordered.prefix(Self.limit).map(Self.question)
        for claim in claims.prefix(3) {
            questions.append(
                Question(
                    subject: "a claim",
                    text: "Your CV says: \"\(claim.quote)\". Which work do the years count?",
                    anchors: Self.anchors("the work behind the years")
                )
            )
        }
        self.questions = questions
        let subjects = ordered.filter { $0.requirement.kind == .technology }.prefix(2).map(\.requirement.name)
        let met = matches.filter { $0.status == .met }.prefix(2).map(\.requirement.name)
        workSample =
            "At most two hours, paid, own tools and documentation allowed: extend a small system"
            + (met.isEmpty ? "" : " built with \(met.joined(separator: " and "))")
            + (subjects.isEmpty ? "" : " by a part that needs \(subjects.joined(separator: " and "))")
            + "; hand in the change, a test that fails without it, and a note on what was left out. "
            + "Two people read it without names against the anchors below."
    }

    private static func question(_ match: RequirementMatch) -> Question {
        let name = match.requirement.name
        let text: String =
            switch (match.requirement.kind, match.status) {
            case (.other, _) where DemandChecks.namesDegree(name):
                "The posting says: \"\(name)\". Which course, training or own study stands for it, and what of it did "
                    + "you use at work?"
            case (.other, _):
                "The posting says: \"\(name)\". Tell us of a time when you did that. What was hard, what came of it?"
            case (.domain, _):
                "What have you had to know about \(name), or of a field like it? How did you learn its rules?"
            case (_, .adjacent):
                "You worked with \(match.evidence?.name ?? "something near"). What would carry over to \(name), "
                    + "and what not?"
            case (_, .unknown):
                "Your CV names \(name). What did you build with it, and what would you do otherwise today?"
            default:
                "How would you get to know \(name)? Tell us of the last thing of that size that you learnt for work."
            }
        return Question(subject: name, text: text, anchors: anchors(name))
    }

    fileprivate static func anchors(_ subject: String) -> [String] {
        let short = subject.count > 60 ? "the subject" : subject
        return [
            "not shown: no example, or one without own part",
            "with help: an example of \(short) with clear help from others",
            "alone: an example with own decisions, their reasons and their result",
            "for others: explained or set up for others, limits named unasked",
        ]
    }
}
