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
    public init(
        of candidate: CandidateText,
        asOf: YearMonth,
        dictionary: TechnologyDictionary = .standard,
        timeline: TechnologyTimeline = .standard
    ) {
        let bytes = Array(candidate.text.utf8)
        var (skills, domains) = ([String: Use](), [String: Use]())
        var all: Set<Int> = []
        var job: DateSpan?
        var jobDomain: String?
        let headline = Domains.find(in: Self.headline(of: candidate.text))
        var claims: [CandidateFinding] = []
        var isEducation = false
        for range in Self.lines(of: bytes) {
            let line = String(decoding: bytes[range], as: UTF8.self)
            if let heading = Self.heading(line) {
                job = nil
                jobDomain = nil
                isEducation = heading == .education
                if isEducation { continue }
            }
            if let span = DateSpan.find(in: line, asOf: asOf), !Self.isBullet(line) {
                job = span
                jobDomain = Domains.find(in: line) ?? headline
                if !isEducation, !Self.isEducation(line) {
                    all.formUnion(span.start.ordinal...span.end.ordinal)
                } else {
                    job = nil
                }
            }
            if let domain = Domains.find(in: line) ?? (job == nil ? nil : jobDomain) {
                Self.record(domain, job, line, range, nil, &domains)
                if job != nil { jobDomain = Domains.find(in: line) ?? jobDomain }
            }
            let mentions = dictionary.mentions(in: bytes, range: range)
            for mention in mentions { Self.record(mention.name, job, line, range, jobDomain ?? headline, &skills) }
            claims += Self.claims(bytes, range, mentions, asOf: asOf, timeline: timeline)
        }
        self.skills = Self.evidence(skills)
        self.domains = Self.evidence(domains)
        totalMonths = all.count
        hasJobs = !all.isEmpty
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

    private static func evidence(_ uses: [String: Use]) -> [SkillEvidence] {
        uses.sorted { $0.key < $1.key }
            .map { name, use in
                SkillEvidence(
                    name: name,
                    strength: use.strength,
                    months: use.months.count,
                    lastUsed: use.months.max().map { YearMonth(ordinal: $0) },
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

    private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for position in 0...bytes.count where position == bytes.count || bytes[position] == 10 {
            if start < position { lines.append(start..<position) }
            start = position + 1
        }
        return lines
    }

    private static func headline(of text: String) -> String {
        text.split(separator: "\n").prefix(3).joined(separator: " ")
    }

    private enum Heading {
        case work
        case education
        case other
    }

    private static func heading(_ line: String) -> Heading? {
        let words = line.lowercased().split { !$0.isLetter }
        guard (1...4).contains(words.count), !line.contains("|"), line.utf8.count < 50 else { return nil }
        let text = words.joined(separator: " ")
        if ["education", "studies", "academic background", "certifications", "certificates"].contains(text) {
            return .education
        }
        if ["experience", "work experience", "employment", "professional experience", "work history", "career"]
            .contains(text)
        {
            return .work
        }
        let others: Set<String> = [
            "skills", "technical skills", "summary", "profile", "projects", "languages", "interests", "publications",
            "about me", "core skills", "key skills", "tools", "awards", "volunteering", "objective",
        ]
        return others.contains(text) ? .other : nil
    }

    private static func isBullet(_ line: String) -> Bool {
        guard let first = line.first(where: { !$0.isWhitespace }) else { return false }
        return "-•*·▪●".contains(first)
    }

    private static func isEducation(_ line: String) -> Bool {
        let lower = line.lowercased()
        return ["bsc", "msc", "b.sc", "m.sc", "bachelor of", "master of", "diploma,"].contains { lower.contains($0) }
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
        ("education", ["education sector", "edtech", "education technology", "e-learning", "education"]),
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
