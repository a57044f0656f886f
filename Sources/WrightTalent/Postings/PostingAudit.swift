/// What can be said of a posting before anybody answers it.
///
/// ```swift
/// let posting = try JobPosting(id: "p1", text: text, posted: YearMonth(year: 2026, month: 2))
/// let audit = PostingAudit(of: posting)
/// for finding in audit.findings { print(finding.check.rawValue, finding.quote) }
/// ```
/// The same posting gives the same audit, byte for byte.
public struct PostingAudit: Sendable {
    /// The version of the rules, recorded with every result.
    public static let ruleVersion = "posting-audit-1"

    /// The posting.
    public let posting: JobPosting
    /// The remarks, in the order of the checks and then of the text.
    public let findings: [PostingFinding]
    /// How many people the posting can reach.
    public let pool: TalentPool

    /// Audits a posting.
    public init(
        of posting: JobPosting,
        timeline: TechnologyTimeline = .standard,
        base: PostingBase = .standard
    ) {
        self.posting = posting
        let context = PostingContext(posting: posting, timeline: timeline, base: base)
        pool = TalentPool(context: context)
        var findings = YearsChecks.findings(context)
        findings += ListChecks.findings(context)
        findings += DemandChecks.findings(context)
        findings += WordingChecks.findings(context)
        findings += MissingChecks.findings(context)
        findings.append(pool.finding)
        findings.append(Self.rewriteFinding(findings))
        self.findings = findings
    }

    private static func rewriteFinding(_ findings: [PostingFinding]) -> PostingFinding {
        let count = findings.count { $0.verdict != .note }
        return PostingFinding(
            .rewrite,
            .note,
            evidence: [
                "\(count) findings ask for a change or an answer; standing: counted here",
                "fewer than 1 in 700 hires came of dropped degree demands alone (HBS and Burning Glass Institute 2024; "
                    + "standing: solid): a rewritten posting changes little unless hiring follows it",
            ],
            confidence: .medium,
            suggestion: "Run 'wright posting rewrite' and accept its lines one by one."
        )
    }
}

/// What all checks look at.
struct PostingContext {
    let posting: JobPosting
    let timeline: TechnologyTimeline
    let base: PostingBase
    /// The years that are demanded for technologies.
    let claims: [YearsClaim]
    /// The highest number of years for whatever.
    let highestYears: Double?
    /// The whole text in lower case, for phrases.
    let lower: [UInt8]
    /// Technologies that are named outside the lines about pay and process, each once, in order.
    let technologies: [Technology]

    init(posting: JobPosting, timeline: TechnologyTimeline, base: PostingBase) {
        self.posting = posting
        self.timeline = timeline
        self.base = base
        claims = posting.yearsClaims()
        highestYears = posting.highestYears()
        lower = posting.bytes.map(ByteKind.lower)
        var seen: Set<String> = []
        technologies = posting.mentions.compactMap { seen.insert($0.name).inserted ? timeline[$0.name] : nil }
    }

    /// Tools, services, languages, models and platforms; not techniques.
    var tools: [Technology] { technologies.filter { $0.kind != "technique" } }

    func lines(_ section: PostingLine.Section) -> [PostingLine] {
        posting.lines.filter { $0.section == section && !$0.isHeading }
    }

    /// Where a phrase first stands as whole words; O(n).
    func range(of phrase: String) -> Range<Int>? {
        PhraseSearch.first(phrase, in: posting.bytes)
    }
}

/// Finds a phrase of lower-case ASCII in text of any case, as whole words.
enum PhraseSearch {
    static func first(_ phrase: String, in text: [UInt8], isPrefix: Bool = false) -> Range<Int>? {
        let wanted = Array(phrase.utf8)
        guard let initial = wanted.first, text.count >= wanted.count else { return nil }
        let last = text.count - wanted.count
        for start in 0...last where ByteKind.lower(text[start]) == initial {
            guard start == 0 || !ByteKind.isWord(text[start - 1]) else { continue }
            var matched = 1
            while matched < wanted.count, ByteKind.lower(text[start + matched]) == wanted[matched] { matched += 1 }
            guard matched == wanted.count else { continue }
            let end = start + wanted.count
            if isPrefix || end == text.count || !ByteKind.isWord(text[end]) { return start..<end }
        }
        return nil
    }
}
