/// P8: words that measurably put some people off, and words that press.
///
/// Stems after Gaucher, Friesen & Kay (2011); technical and boilerplate uses are excepted, since in AI postings they
/// are the commonest hits (driven, lead, analytics, autonomous, competitive).
enum WordingChecks {
    static func findings(_ context: PostingContext) -> [PostingFinding] {
        pressing(context) + coded(context)
    }

    private static func pressing(_ context: PostingContext) -> [PostingFinding] {
        pressure.compactMap { phrase, suggestion in
            context.range(of: phrase)
                .map {
                    PostingFinding(
                        .wording,
                        .note,
                        evidence: [
                            "the phrase is on the list of pressing words; standing: own list, no effect size known"
                        ],
                        confidence: .low,
                        suggestion: suggestion
                    )
                    .at($0, in: context.posting)
                }
        }
    }

    private static func coded(_ context: PostingContext) -> [PostingFinding] {
        var hits: [Range<Int>] = []
        let bytes = context.posting.bytes
        var position = 0
        var wordCount = 0
        while position < bytes.count {
            guard ByteKind.isLetter(bytes[position]) else {
                position += 1
                continue
            }
            var end = position
            while end < bytes.count, ByteKind.isWord(bytes[end]) || bytes[end] == UInt8(ascii: "-") { end += 1 }
            wordCount += 1
            let word = String(decoding: bytes[position..<end].map(ByteKind.lower), as: UTF8.self)
            if masculineStems.contains(where: { word.hasPrefix($0) }), !isExcepted(word, end: end, bytes: bytes) {
                hits.append(position..<end)
            }
            position = end
        }
        guard hits.count >= 3, let first = hits.first else { return [] }
        let share = Double(hits.count) / Double(max(1, wordCount)) * 100
        let words = hits.map { context.posting.text(at: $0).lowercased() }
        var seen: Set<String> = []
        let names = words.filter { seen.insert($0).inserted }.prefix(8).joined(separator: ", ")
        return [
            PostingFinding(
                .wording,
                .note,
                evidence: [
                    "\(hits.count) coded words (\(names)), \((share * 100).rounded() / 100) % of \(wordCount); "
                        + "standing: counted here",
                    "postings of male-dominated jobs had .97 % against .70 % (Gaucher et al. 2011, N 493, d .40); "
                        + "field tests "
                        + "with N 37,920 find a real, modest effect, and none where most advertisements change "
                        + "(NBER 31314); "
                        + "standing: real, modest, context-dependent",
                ],
                confidence: .low,
                suggestion: "Neutral words cost nothing; do not expect much of them alone."
            )
            .at(first, in: context.posting)
        ]
    }

    /// Technical and boilerplate uses.
    private static func isExcepted(_ word: String, end: Int, bytes: [UInt8]) -> Bool {
        if exceptWords.contains(word) || word.hasSuffix("-driven") { return true }
        let rest = String(decoding: bytes[end..<min(end + 24, bytes.count)].map(ByteKind.lower), as: UTF8.self)
        switch word {
        case "competitive":
            return ["pay", "salary", "compensation", "benefits", "base", "package", "equity"]
                .contains { rest.contains($0) }
        case "autonomous": return ["agent", "system", "vehicle", "driving", "ai"].contains { rest.contains($0) }
        case "lead": return rest.hasPrefix(" time") || rest.hasPrefix(" gen")
        case "challenging", "challenge", "challenges": return rest.hasPrefix(" problem") || rest.hasPrefix(" technical")
        default: return false
        }
    }

    private static let exceptWords: Set<String> = [
        "analytics", "analytical", "analysis", "analyst", "decision-making", "decisions", "leading", "lead", "leader",
        "leaders", "leadership", "leads", "logic", "logical", "objective", "objectives", "active", "actively",
        "activities",
        "activity", "individual", "individuals", "principle", "principles", "hierarchical", "independent",
        "independently",
        "decision", "head", "headcount", "headquarters", "activate", "analyze", "analyse", "analyzing", "intellectual",
        "lead-time", "activation", "headquartered", "principal", "autonomy", "opinions", "challenges", "headers",
    ]
    private static let masculineStems = [
        "adventurous", "aggress", "ambitio", "assert", "athlet", "autonom", "battle", "boast", "challeng", "champion",
        "compet", "confident", "courag", "decid", "decisive", "defend", "determin", "domina", "dominant", "fearless",
        "fight", "force", "greedy", "headstrong", "hierarch", "hostil", "implusive", "independen", "lead", "masculine",
        "objective", "opinion", "outspoken", "persist", "reckless", "relentless", "self-confiden", "self-relian",
        "self-sufficien", "stubborn", "superior", "unreasonab", "conquer", "crush",
    ]
    private static let pressure: [(String, String)] = [
        ("rockstar", "Name the work instead of the hero."),
        ("rock star", "Name the work instead of the hero."),
        ("ninja", "Name the work instead of the hero."),
        ("guru", "Name the work instead of the hero."),
        ("wizard", "Name the work instead of the hero."),
        ("10x", "Name the work instead of the hero."),
        ("unicorn", "Name the work instead of the hero."),
        ("work hard, play hard", "Say what hours are usual."),
        ("wear many hats", "Say which work is meant, and how much of each."),
        ("fast-paced", "Say what changes, and how often."),
        ("high-pressure", "Say where the pressure comes from, and who helps."),
        ("sense of urgency", "Say what is urgent, and how often."),
        ("hit the ground running", "Say what the first three months look like, and who helps."),
        ("no hand-holding", "Say who helps in the first months."),
        ("digital native", "Leave it out: it reads as an age limit."),
        ("young team", "Leave it out: it reads as an age limit."),
        ("culture fit", "Say what the work asks for; fit cannot be checked fairly."),
    ]
}
