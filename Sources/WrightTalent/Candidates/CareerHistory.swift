/// The skills and domains that a CV shows, with months.
public struct CareerHistory: Sendable, Hashable {
    /// Evidence, one a skill, ordered by name.
    public let skills: [SkillEvidence]
    /// Evidence of domains such as payments or insurance, ordered by name.
    public let domains: [SkillEvidence]
    /// Months of all jobs, each month once.
    public let totalMonths: Int
    /// Whether jobs with dates were found; without them, nothing is concluded from silence.
    public let hasJobs: Bool
    /// Claims of more years than a technology has existed: something to ask about.
    public let datedClaims: [CandidateFinding]

    private struct Use {
        var months: Set<Int> = []
        var strength = SkillEvidence.Strength.stated
        var quote = ""
        var range = 0..<0
        var domain: String?
    }

    /// Reads a CV.
    ///
    /// Months in which a technology did not exist yet are not counted, even where a job began before.
    public init(
        of candidate: CandidateText,
        asOf: YearMonth,
        dictionary: TechnologyDictionary = .standard,
        timeline: TechnologyTimeline = .standard
    ) {
        let bytes = Array(candidate.text.utf8)
        let lines = CareerLine.all(in: bytes, asOf: asOf)
        let jobs = CareerJobs(lines)
        let headline = Domains.find(in: Self.headline(of: candidate.text))
        var (skills, domains) = ([String: Use](), [String: Use]())
        var domain: String?
        var claims: [CandidateFinding] = []
        for (line, place) in zip(lines, jobs.places) where !place.isHeadingOfEducation {
            if place.startsJob || line.heading != nil { domain = nil }
            let named = Domains.find(in: line.text)
            if place.job != nil { domain = named ?? domain ?? headline }
            if let found = named ?? (place.job == nil ? nil : domain) {
                Self.record(found, place.job, line.text, line.range, nil, &domains)
            }
            let mentions = dictionary.mentions(in: bytes, range: line.range)
            for mention in mentions {
                Self.record(mention.name, place.job, line.text, line.range, domain ?? headline, &skills)
            }
            claims += Self.claims(bytes, line.range, mentions, asOf: asOf, timeline: timeline)
        }
        self.skills = Self.evidence(skills) { timeline[$0]?.countedFrom.ordinal ?? 0 }
        self.domains = Self.evidence(domains) { _ in 0 }
        totalMonths = jobs.months.count
        hasJobs = !jobs.months.isEmpty
        datedClaims = claims
    }

    private static func record(
        _ name: String,
        _ job: DateSpan?,
        _ line: String,
        _ range: Range<Int>,
        _ domain: String?,
        _ uses: inout [String: Use]
    ) {
        var use = uses[name] ?? Use()
        if use.quote.isEmpty || job != nil && use.strength == .stated {
            use.quote = line.trimmedSpaces
            use.range = range
            use.domain = domain
        }
        if let job {
            use.strength = .used
            use.months.formUnion(job.start.ordinal...job.end.ordinal)
        }
        uses[name] = use
    }

    /// Evidence from the month on in which each could be used first; a job that ended before shows nothing.
    private static func evidence(_ uses: [String: Use], since first: (String) -> Int) -> [SkillEvidence] {
        uses.sorted { $0.key < $1.key }
            .map { name, use in
                let start = first(name)
                let months = use.months.filter { $0 >= start }
                return SkillEvidence(
                    name: name,
                    strength: months.isEmpty ? .stated : use.strength,
                    months: months.count,
                    lastUsed: months.max().map { YearMonth(ordinal: $0) },
                    quote: String(use.quote.prefix(300)),
                    range: use.range,
                    domain: use.domain
                )
            }
    }

    private static func claims(
        _ bytes: [UInt8],
        _ range: Range<Int>,
        _ mentions: [TechnologyMention],
        asOf: YearMonth,
        timeline: TechnologyTimeline
    ) -> [CandidateFinding] {
        guard !mentions.isEmpty else { return [] }
        let words = PostingWord.words(of: bytes, range: range, mentions: mentions, offset: 0)
        return YearsReader(words: words, mentions: mentions, posted: asOf).claims()
            .compactMap { claim in
                guard claim.binding == .direct, !claim.isGeneral, let technology = timeline[claim.technology],
                    claim.years * 12 > Double(asOf.monthsIncluding(technology.countedFrom))
                else { return nil }
                return CandidateFinding(
                    kind: .datedClaim,
                    rule: technology.statement(at: asOf),
                    quote: String(decoding: bytes[range], as: UTF8.self).trimmedSpaces
                )
            }
    }

    private static func headline(of text: String) -> String {
        text.split(separator: "\n").prefix(3).joined(separator: " ")
    }
}

/// Domains of business that count as knowledge of their own.
enum Domains {
    /// The domain that a text names; the first of the list.
    static func find(in text: String) -> String? {
        let bytes = Array(text.utf8)
        return table.first { $0.phrases.contains { PhraseSearch.first($0, in: bytes) != nil } }?.name
    }

    /// All domains that a text names.
    static func all(in text: String) -> [String] {
        let bytes = Array(text.utf8)
        return table.filter { $0.phrases.contains { PhraseSearch.first($0, in: bytes) != nil } }.map(\.name)
    }

    private static let table: [(name: String, phrases: [String])] = [
        ("payments", ["payments", "payment", "card processing", "acquiring", "checkout payments"]),
        ("insurance", ["insurance", "insurer", "underwriting", "claims handling", "actuarial"]),
        (
            "banking and finance",
            ["banking", "bank", "fintech", "financial services", "trading", "capital markets", "lending"]
        ),
        ("health care", ["healthcare", "health care", "clinical", "hospital", "medical", "patient"]),
        ("pharma and life sciences", ["pharma", "pharmaceutical", "life sciences", "biotech", "drug discovery"]),
        ("e-commerce", ["e-commerce", "ecommerce", "online retail", "marketplace", "retail"]),
        ("logistics", ["logistics", "supply chain", "freight", "warehouse operations", "shipping and delivery"]),
        ("public sector", ["public sector", "government", "defense", "defence", "federal"]),
        ("education", ["education sector", "edtech", "education technology", "e-learning", "higher education"]),
        ("telecommunications", ["telecom", "telecommunications", "telco"]),
        ("energy", ["energy", "utilities", "oil and gas", "power grid"]),
        ("manufacturing", ["manufacturing", "industrial automation", "factory"]),
        ("automotive", ["automotive", "autonomous vehicles", "vehicle"]),
        ("gaming", ["gaming", "game development", "video games"]),
        ("advertising", ["adtech", "advertising", "martech"]),
        ("security", ["cybersecurity", "information security", "security operations"]),
        ("travel", ["travel", "hospitality", "airline"]),
        ("real estate", ["real estate", "proptech"]),
        ("law", ["legal tech", "law firm", "legaltech"]),
        ("media", ["media and entertainment", "streaming media", "publishing", "broadcast"]),
    ]
}
