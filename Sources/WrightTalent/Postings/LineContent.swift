/// What a line is about, told by its words alone.
enum LineContent {
    /// The section of a line: its words where they are clear, else the heading's, else what its words hint at.
    static func section(of lower: [UInt8], under heading: PostingLine.Section?) -> PostingLine.Section {
        if otherPhrases.matches(lower) { return .other }
        let score = score(of: lower)
        switch heading {
        case nil: return score > 0 ? .must : .about
        case .other: return .other
        case .about: return score >= clear - 1 ? .must : .about
        // "Building such systems since 2019": a demand, though it begins like work.
        case .must: return score + (sinceYears.matches(lower) ? clear : 0) <= -clear ? .about : .must
        case .nice: return score <= -clear - 2 ? .about : .nice
        }
    }

    /// The score from which words overrule a heading.
    private static let clear = 4

    /// Above zero for a demand, below for the work; of "Label: text", the clearer of the whole and the text.
    private static func score(of lower: [UInt8]) -> Int {
        let whole = ownScore(of: lower[...])
        guard let colon = lower.prefix(50).firstIndex(of: UInt8(ascii: ":")), colon + 2 < lower.count else {
            return whole
        }
        let label = ownScore(of: lower[...colon])
        let rest = ownScore(of: lower[(colon + 1)...])
        if label > 4 { return label }
        return abs(rest) > abs(whole) || whole < 0 && rest > 0 ? rest : whole
    }

    private static func ownScore(of part: ArraySlice<UInt8>) -> Int {
        let lower = Array(part)
        let rest = lower.drop { !ByteKind.isWord($0) }
        let word = rest.prefix {
            ByteKind.isWord($0) || $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "-") || $0 >= 0x80
        }
        guard !word.isEmpty else { return 0 }
        let first = String(decoding: word, as: UTF8.self)
        var score = min(6, 2 * demandPhrases.count(in: lower)) - min(6, 2 * workPhrases.count(in: lower))
        if demandStarts.contains(first) { score += 3 }
        if isWorkVerb(first) { score -= 5 }
        if first.first?.isNumber == true { score += 3 }
        if lower.last == UInt8(ascii: ":"), labelWords.matches(lower) { score += 5 }
        if yearWords.matches(lower), experienceWords.matches(lower) { score += 4 }
        return score
    }

    /// A verb of the work in its base form or as a gerund.
    private static func isWorkVerb(_ word: String) -> Bool {
        if workVerbs.contains(word) { return true }
        guard word.hasSuffix("ing"), word.count > 5 else { return false }
        let stem = String(word.dropLast(3))
        if workVerbs.contains(stem) || workVerbs.contains(stem + "e") { return true }
        return stem.count > 3 && workVerbs.contains(String(stem.dropLast()))
    }

    private static let workVerbs: Set<String> = [
        "design", "build", "develop", "lead", "collaborate", "own", "work", "create", "implement", "drive", "partner",
        "define", "deliver", "ensure", "manage", "mentor", "architect", "research", "evaluate", "deploy", "optimize",
        "optimise", "maintain", "support", "contribute", "establish", "improve", "integrate", "translate", "conduct",
        "analyze", "analyse", "monitor", "act", "help", "provide", "participate", "identify", "write", "scale", "train",
        "stay", "shape", "ship", "communicate", "coordinate", "document", "develops", "designs", "leads", "builds",
        "collaborates", "works", "champion", "influence", "execute", "guide", "prototype", "explore", "engage", "serve",
        "operate", "automate", "present", "review", "set", "perform", "fine-tune", "experiment", "test", "apply",
        "assist",
        "bring", "advise", "advance", "facilitate", "oversee", "plan", "produce", "promote", "recommend", "streamline",
        "spearhead", "take", "tackle", "understand", "use", "utilize", "utilise", "leverage", "validate", "be", "debug",
        "enhance", "gather", "investigate", "keep", "make", "co-design", "foster", "enable", "educate", "embed",
        "engineer",
        "accelerate", "adapt", "align", "assess", "consult", "curate", "direct", "enforce", "formulate", "handle",
        "host",
        "innovate", "instrument", "interface", "invent", "join", "launch", "liaise", "migrate", "model", "negotiate",
        "orchestrate", "prepare", "prioritize", "propose", "refine", "report", "represent", "resolve", "run", "select",
        "solve", "steer", "synthesize", "troubleshoot", "transform", "turn", "tune", "uphold", "you'll", "responsible",
        "productionize", "productionise", "continuously", "rapidly", "proactively", "closely", "independently",
    ]

    private static let demandStarts: Set<String> = [
        "experience", "experienced", "strong", "proven", "solid", "excellent", "deep", "proficiency", "proficient",
        "familiarity", "familiar", "knowledge", "understanding", "hands-on", "ability", "able", "bachelor",
        "bachelor's",
        "bachelor’s", "master", "master's", "master’s", "phd", "ph", "bs", "ms", "degree", "expertise", "expert",
        "fluent",
        "fluency", "comfortable", "demonstrated", "track", "background", "minimum", "you", "passion", "passionate",
        "exceptional", "outstanding", "working", "good", "great", "previous", "prior", "extensive", "advanced",
        "practical", "fundamental", "comfort", "curiosity", "willingness", "must", "a", "an", "at", "skilled", "clear",
        "curious", "exposure", "self-starter", "english", "python", "b", "m", "bsc", "msc", "ba", "ma", "graduate",
        "currently", "technical", "analytical", "communication", "creative", "high", "confident", "confidence", "core",
        "established", "highly", "in-depth", "interest", "mindset", "motivated", "open", "over", "significant", "some",
        "undergraduate", "willing", "we're", "u", "us", "valid", "eligible", "team", "customer-facing",
        "problem-solving", "keen", "quick", "taken", "excel", "comfort", "worked", "built", "foundational",
        "recognizes",
        "expert-level", "genuine", "thrive", "cs", "is", "understand",
        "natural", "evidence", "intellectual", "authorization", "legally", "basic", "certification", "certifications",
    ]
    private static let labelWords = PhraseSet([
        "experience", "knowledge", "skill", "proficiency", "expertise", "background",
    ])
    private static let sinceYears = PhraseSet([" since 20", " since 19", " seit 20"])
    private static let yearWords = PhraseSet(["years", "yrs"])
    private static let experienceWords = PhraseSet(["experience"])
    private static let demandPhrases = PhraseSet([
        "experience with", "experience in", "knowledge of", "familiarity with", "understanding of", "ability to",
        "proficiency in", "proficient in", "track record", "degree in", "background in", "expertise in", "skills",
        "years of", "you have", "you are", "you've", "comfortable", "fluent", "hands-on experience",
    ])
    private static let workPhrases = PhraseSet([
        "you will ", "responsible for", "this role", "our team", "we are", "we're", "our mission",
        "the team", "our customers", "we build", "join us", "stakeholders to",
    ])
    private static let otherPhrases = PhraseSet([
        "401(k)", "401k", "dental", "health insurance", "paid time off", "pto", "equal opportunity employer",
        "salary range", "base salary", "parental leave", "reasonable accommodation", "without regard to",
        "stock options",
        "base pay", "we offer", "wellbeing program", "relocation assistance", "total rewards", "workplace flexibility",
        "family and parental", "professional development budget", "temporary positions", "commuting distance",
        "equal employment", "background check", "sponsorship", "we do not expect", "unlimited vacation", "free lunch",
        "life insurance", "bonus program", "retirement", "paid holidays", "commuter", "pension", "gym membership",
        "annual leave", "equity package",
    ])
}
