public import WrightCore

/// A posting that hires for fundamentals and learning, line by line, each with the finding that it answers.
///
/// The author edits and accepts line by line. A line of the posting whose change is not accepted stands as it was; it
/// is gone only where the author leaves it out.
public struct PostingRewrite: Sendable, Hashable {
    /// One proposed line.
    public struct Line: Sendable, Hashable {
        /// The number by which it is accepted, from 1.
        public let number: Int
        /// The heading under which it stands.
        public let heading: String
        /// The text; the author may change it.
        public var text: String
        /// The checks that it answers, or "kept".
        public let answers: String
        /// The line of the posting that it replaces; nil for a new one.
        public let replaces: String?
        /// The number of the line above that speaks of the same technology and would contradict this one; nil for none.
        public let alternativeTo: Int?
        /// Whether the author takes it.
        public var isAccepted: Bool
        /// Whether the author leaves it out, together with the line that it replaces.
        public var isLeftOut = false

        /// What the posting says here: the text once it is accepted, until then the line that it replaces; nil for
        /// nothing.
        public var printedText: String? { isLeftOut ? nil : isAccepted ? text : replaces }
    }

    /// The title.
    public let title: String
    /// When the posting was posted.
    public let posted: YearMonth
    /// The lines, in the order in which they are printed.
    public var lines: [Line]

    /// Proposes a rewrite of an audited posting; nothing is accepted yet unless it was there before.
    public init(of audit: PostingAudit) {
        title = audit.posting.title ?? "Position"
        posted = audit.posting.posted
        var draft = Draft(audit: audit)
        lines = draft.lines()
    }

    /// Takes the author's answers: `accept`, `reject` and new texts by line number; what is rejected is left out.
    ///
    /// - Throws: ``TalentError`` with code `lineUnknown` for a number that no line has.
    public mutating func apply(accepting: Set<Int>, rejecting: Set<Int>, texts: [Int: String]) throws(TalentError) {
        let numbers = Set(lines.map(\.number))
        let unknown = accepting.union(rejecting).union(texts.keys).filter { !numbers.contains($0) }
        if let number = unknown.min() { throw .lineUnknown(number, count: lines.count) }
        for index in lines.indices {
            let number = lines[index].number
            if let text = texts[number] {
                lines[index].text = text
                lines[index].isAccepted = true
            }
            if accepting.contains(number) { lines[index].isAccepted = true }
            if rejecting.contains(number) { lines[index].isAccepted = false }
            lines[index].isLeftOut = rejecting.contains(number)
        }
    }

    /// The lines that all can be accepted together, by number: of two that contradict each other only the first.
    public var compatibleNumbers: Set<Int> { Set(lines.filter { $0.alternativeTo == nil }.map(\.number)) }
    /// The lines that are printed with a blank that the author has to fill in, by number.
    public var blankNumbers: [Int] {
        lines.filter { $0.printedText?.contains(Draft.blank) == true }.map(\.number)
    }
    /// How many changes of lines are not accepted, so that the lines stand as they were.
    public var unchangedCount: Int { lines.count { !$0.isAccepted && !$0.isLeftOut && $0.replaces != nil } }
    /// How many new lines are not accepted, so that they are left out.
    public var absentCount: Int { lines.count { !$0.isAccepted && !$0.isLeftOut && $0.replaces == nil } }

    /// The posting as Markdown: the accepted lines, and those whose change is not accepted as they were.
    public var markdown: String {
        var text = "# \(title)\n"
        var heading = ""
        for line in lines {
            guard let printed = line.printedText else { continue }
            if line.heading != heading {
                heading = line.heading
                text += "\n## \(heading)\n\n"
            }
            text += "- \(printed)\n"
        }
        return text
    }

    /// The same as a JobPosting of schema.org, in JSON-LD.
    public var jsonLD: JSONValue {
        func texts(_ heading: String) -> String {
            lines.filter { $0.heading == heading }.compactMap(\.printedText).joined(separator: "\n")
        }
        return [
            "@context": "https://schema.org/", "@type": "JobPosting", "title": .string(title),
            "datePosted": .string(posted.description), "description": .string(markdown),
            "qualifications": .string(texts(Draft.must)), "skills": .string(texts(Draft.learn)),
            "responsibilities": .string(texts(Draft.work)), "experienceInPlaceOfEducation": true,
            "jobBenefits": .string(texts(Draft.onboarding)),
        ]
    }
}

/// Makes the lines of a rewrite.
private struct Draft {
    static let company = "Who we are"
    static let work = "What you will do"
    static let must = "What you bring"
    static let learn = "What you will learn here"
    static let onboarding = "Your first twelve months"
    static let more = "More about the position"
    static let process = "How we decide"
    /// What a line says behind a blank.
    static let blank = "(fill in)"

    let audit: PostingAudit
    private var made: [PostingRewrite.Line] = []
    /// The technologies that demands name, each with the place of the first line in `made` that does.
    private var demanded: [String: Int] = [:]
    /// The technologies that will be taught by the line in `made` at `learningPlace`.
    private var taught: [String] = []
    private var learningPlace: Int?

    init(audit: PostingAudit) {
        self.audit = audit
    }

    mutating func lines() -> [PostingRewrite.Line] {
        let posting = audit.posting
        for line in posting.lines where (line.section == .about || line.section == .other) && !line.isHeading {
            let text = posting.text(at: line.range)
            guard text != posting.title else { continue }
            let place = Self.isOfTheCompany(text) ? Self.company : Self.work
            add(line.section == .other ? Self.more : place, text, "kept", replaces: nil, accepted: true)
        }
        addDemands()
        addLearning()
        addOnboarding()
        addProcess()
        return inSections()
    }

    /// Whether a line tells of the firm and not of the work, by its first word.
    private static func isOfTheCompany(_ text: String) -> Bool {
        let first = text.lowercased().prefix(12)
        return ["we ", "we're ", "we’re ", "our ", "about ", "at ", "founded "].contains { first.hasPrefix($0) }
    }

    /// The lines of each heading together, numbered in that order.
    private func inSections() -> [PostingRewrite.Line] {
        let headings = [
            Self.company, Self.work, Self.must, Self.learn, Self.onboarding, Self.more, Self.process,
        ]
        let places = headings.flatMap { heading in made.indices.filter { made[$0].heading == heading } }
        let contradicted = taught.compactMap { demanded[$0] }.min().flatMap { places.firstIndex(of: $0) }
        return places.enumerated()
            .map { index, place in
                let line = made[place]
                return PostingRewrite.Line(
                    number: index + 1,
                    heading: line.heading,
                    text: line.text,
                    answers: line.answers,
                    replaces: line.replaces,
                    alternativeTo: place == learningPlace ? contradicted.map { $0 + 1 } : nil,
                    isAccepted: line.isAccepted
                )
            }
    }

    private mutating func addDemands() {
        let posting = audit.posting
        add(
            Self.must,
            "Fundamentals: you design, test and debug software, and can say how you measured that it works.",
            answers([.missing, .mustInflation]),
            replaces: nil
        )
        for line in posting.lines where (line.section == .must || line.section == .nice) && !line.isHeading {
            let text = posting.text(at: line.range)
            if line.section == .must {
                for mention in posting.mentions where line.range.contains(mention.range.lowerBound) {
                    demanded[mention.name] = demanded[mention.name] ?? made.count
                }
            }
            let hits = audit.findings.filter {
                $0.verdict != .note && ($0.range.map { line.range.overlaps($0) } ?? false)
            }
            if hits.isEmpty, line.section == .must {
                add(Self.must, text, "kept", replaces: nil, accepted: true)
            } else if line.section == .nice {
                let isKept = hits.isEmpty
                add(Self.learn, text, isKept ? "kept" : names(hits), replaces: isKept ? nil : text, accepted: isKept)
            } else {
                add(Self.must, rewritten(text, hits), names(hits), replaces: text)
            }
        }
    }

    /// A demand without the part that cannot be met or is not clear.
    private func rewritten(_ text: String, _ hits: [PostingFinding]) -> String {
        let years = hits.filter { [.impossibleYears, .unclearScope, .nearImpossibleYears].contains($0.check) }
        var seen: Set<String> = []
        let technologies = years.compactMap(\.technology).filter { seen.insert($0).inserted }
        if !technologies.isEmpty {
            let older = technologies.flatMap { TechnologyTimeline.standard[$0]?.adjacent.prefix(2) ?? [] }
            let near = older.filter { seen.insert($0).inserted }.prefix(3)
            return "You have built something with \(technologies.joined(separator: ", "))"
                + (near.isEmpty ? "" : ", or with what came before (\(near.joined(separator: ", ")))")
                + ", and can show how it was tested. No number of years."
        }
        if let cluster = hits.first(where: { $0.check == .substitutes }) {
            return cluster.suggestion.replacing("Ask for one of them (\"", with: "One of them suffices: ")
                .replacing("\").", with: ".")
        }
        if hits.contains(where: { $0.check == .mustInflation }) { return text + " – or equivalent experience" }
        return text + " (years may overlap)"
    }

    private mutating func addLearning() {
        let context = audit.posting
        var seen: Set<String> = []
        let young = context.mentions.filter { seen.insert($0.name).inserted }
            .compactMap { TechnologyTimeline.standard[$0.name] }
            .filter { $0.kind != "technique" && $0.countedFrom >= YearMonth(ordinal: context.posted.ordinal - 60) }
            .prefix(6).map(\.name)
        guard !young.isEmpty else { return }
        (taught, learningPlace) = (young, made.count)
        add(
            Self.learn,
            "\(young.joined(separator: ", ")): young tools; we teach them, none is needed on day one.",
            answers([.listLength, .impossibleYears, .nearImpossibleYears]),
            replaces: nil
        )
    }

    private mutating func addOnboarding() {
        for text in [
            "Month 1: environment set up, first change shipped, a named mentor every week.",
            "Month 3: a first bounded feature in use.", "Month 6: you own a component and its evaluation.",
            "Month 9: you take part in operations.", "Month 12: a review against these lines, signed by two people.",
            "At least 80 % of your time is protected for this work; one mentor for at most two learners.",
        ] {
            add(Self.onboarding, text, answers([.missing]), replaces: nil)
        }
    }

    private mutating func addProcess() {
        for text in [
            "A structured interview with the same questions for everybody, then a paid work sample of at most two "
                + "hours.",
            "Pay: FROM to TO \(Self.blank).",
            "Tell us if you need an adjustment of the process: CONTACT \(Self.blank).",
            "A person decides and tells you why; you see what we read in your CV and may correct it.",
        ] {
            add(Self.process, text, answers([.missing]), replaces: nil)
        }
    }

    private mutating func add(
        _ heading: String,
        _ text: String,
        _ answers: String,
        replaces: String?,
        accepted: Bool = false
    ) {
        made.append(
            PostingRewrite.Line(
                number: made.count + 1,
                heading: heading,
                text: text,
                answers: answers,
                replaces: replaces,
                alternativeTo: nil,
                isAccepted: accepted
            )
        )
    }

    private func answers(_ checks: [PostingFinding.Check]) -> String {
        let found = checks.filter { check in audit.findings.contains { $0.check == check } }
        return (found.isEmpty ? [.rewrite] : found).map(\.rawValue).joined(separator: ", ")
    }

    private func names(_ hits: [PostingFinding]) -> String {
        var seen: Set<String> = []
        return hits.map(\.check.rawValue).filter { seen.insert($0).inserted }.joined(separator: ", ")
    }
}
