/// The list that follows a number of years, read item by item.
struct YearsList {
    let words: [PostingWord]
    let mentions: [TechnologyMention]
    /// Where the clause ends.
    let end: Int
    /// Words with technologies that the years are bound to.
    private(set) var bound: [Int: YearsClaim.Binding] = [:]

    private var place = 0
    /// The last plain noun of the present item.
    private var head = ""
    private var hasSeparator = false
    private var startsWithGerund = false
    private var hasPreposition = false
    private var isChoice = false
    /// Whether anything like what is named suffices, too.
    private var isOpenEnded = false
    private var isIncluding = false
    /// Whether the first item named no technology, so that later ones are another thing.
    private var firstItemIsPlain = false

    init(words: [PostingWord], mentions: [TechnologyMention], end: Int) {
        self.words = words
        self.mentions = mentions
        self.end = end
    }

    /// Reads what follows the number.
    mutating func read(from start: Int) {
        place = start
        guard readExperience() else { return }
        while place < end, step() {}
        if isOpenEnded { bound = [:] }
        let values = bound.values
        if isChoice || values.contains(.alternative) {
            bound = bound.mapValues { _ in .alternative }
        }
    }

    /// Skips the words for experience; false where another noun owns the years.
    private mutating func readExperience() -> Bool {
        var sawOther = false
        // "experience (at least 5 years) with X".
        if place < end, words[place].text == ")" { place += 1 }
        while place < end {
            let text = words[place].text
            if text == ",", place + 1 < end, words[place + 1].mention != nil { return false }
            if text == ".", Self.abbreviations.contains(words[place - 1].text) {
                place += 1
                continue
            }
            if words[place].mention != nil { return sawOther ? false : readBeforeNoun() }
            if text == "as" { return !sawOther }
            if Self.fillers.contains(text) {
                place += 1
            } else if Self.experienceNouns.contains(text) || Self.prepositions.contains(text) || Self.isGerund(text) {
                let isNoun = Self.experienceNouns.contains(text)
                if isNoun { place += 1 }
                if sawOther { return false }
                skipIntoList()
                return place < end
            } else if Self.plainHeads.contains(text), place + 1 < end,
                Self.experienceNouns.contains(words[place + 1].text)
            {
                place += 1
            } else {
                guard words[place].isWord, !Self.breaks.contains(text) else { return false }
                sawOther = true
                place += 1
            }
        }
        return false
    }

    /// "5 years of Python and Go experience": technologies before the noun.
    private mutating func readBeforeNoun() -> Bool {
        while place < end {
            let text = words[place].text
            if words[place].mention != nil {
                bound[place] = .direct
            } else if Self.ors.contains(text) || text == "/" {
                isChoice = true
                if place + 1 < end, Self.softeners.contains(words[place + 1].text) { isOpenEnded = true }
            } else if !Self.separators.contains(text) || text == "plus" {
                break
            }
            place += 1
        }
        if isOpenEnded { bound = [:] }
        // "5 years of Python and cloud engineering experience" still names Python; "Python/ML" does not say which.
        if place < end, isChoice, words[place].mention == nil, words[place - 1].mention == nil { bound = [:] }
        if isChoice { bound = bound.mapValues { _ in .alternative } }
        return false
    }

    private mutating func skipIntoList() {
        while place < end {
            let text = words[place].text
            // "5 years of experience, X": the comma begins another thought.
            if text == ",", place + 1 < end, words[place + 1].mention != nil {
                place = end
                return
            }
            guard words[place].mention == nil,
                Self.prepositions.contains(text) || Self.fillers.contains(text) || text == "working"
                    || Self.experienceNouns.contains(text)
                    || text == "." && Self.abbreviations.contains(words[place - 1].text)
            else { break }
            place += 1
        }
        startsWithGerund = place < end && Self.isGerund(words[place].text) && words[place].mention == nil
    }

    /// One word or sign of the list; false where it ends.
    private mutating func step() -> Bool {
        let text = words[place].text
        if words[place].mention != nil { return bind() }
        if Self.breaks.contains(text) || isExample() { return false }
        switch text {
        case "(": return readBracket()
        case ",", "and", "&", "+", "plus", "und", "sowie", "et", "y": return separate()
        case "or", "oder", "ou": return readOr()
        case "/": return readSlash()
        case "including", "incl", "includes": return readIncluding()
        case "with", "using", "in", "on", "via", "leveraging", "utilizing", "utilising": return readPreposition()
        case "at", "one", "any", "either": return readChoice()
        case "as": return readRole()
        default:
            if hasSeparator, Self.experienceNouns.contains(text), place > 0,
                Self.separators.contains(words[place - 1].text)
            {
                return false
            }
            if words[place].isWord { head = text }
            place += 1
            return true
        }
    }

    private mutating func bind() -> Bool {
        if !firstItemIsPlain { bound[place] = .direct }
        head = ""
        place += 1
        return true
    }

    private mutating func separate() -> Bool {
        if bound.isEmpty, !head.isEmpty, !hasPreposition || hasSeparator { firstItemIsPlain = true }
        if startsWithGerund, bound.isEmpty {
            firstItemIsPlain = firstItemIsPlain || place > 0 && words[place].text == ","
        }
        // "designing and deploying X": two verbs of one item.
        if place + 1 < end, startsWithGerund, bound.isEmpty, Self.isGerund(words[place + 1].text),
            place > 0, Self.isGerund(words[place - 1].text) || words[place - 1].text == ","
        {
            firstItemIsPlain = false
            place += 2
            return true
        }
        hasSeparator = true
        place += 1
        return true
    }

    private mutating func readOr() -> Bool {
        if place + 1 < end, Self.softeners.contains(words[place + 1].text) {
            // After "including" the list names the very things that the years are counted for.
            isOpenEnded = !isIncluding
            return false
        }
        if bound.isEmpty, !head.isEmpty { firstItemIsPlain = true }
        isChoice = true
        hasSeparator = true
        place += 1
        return true
    }

    /// A slash joins choices; beside a word that is no technology it does not say which is meant.
    private mutating func readSlash() -> Bool {
        let isBetween =
            place > 0 && place + 1 < end && words[place - 1].mention != nil && words[place + 1].mention != nil
        guard isBetween else {
            if place > 0 { bound[place - 1] = nil }
            var next = place + 1
            while next < end, words[next].text == "/" || next == place + 1 || words[next - 1].text == "/" { next += 1 }
            if bound.isEmpty { firstItemIsPlain = true }
            place = next
            return true
        }
        isChoice = true
        place += 1
        return true
    }

    private mutating func readIncluding() -> Bool {
        guard
            Self.toolHeads.contains(head) || place > 0 && words[place - 1].text == "," && Self.toolHeads.contains(head),
            !firstItemIsPlain || bound.isEmpty
        else { return false }
        // What stood before names the kind of the things, such as "LLM or GenAI technologies".
        firstItemIsPlain = false
        isChoice = false
        isIncluding = true
        bound = [:]
        place += 1
        return true
    }

    private mutating func readPreposition() -> Bool {
        guard startsWithGerund, !hasPreposition, !hasSeparator || bound.isEmpty && !firstItemIsPlain else {
            return false
        }
        hasPreposition = true
        head = ""
        place += 1
        return true
    }

    private mutating func readChoice() -> Bool {
        let rest = words[place..<min(place + 4, end)].map(\.text)
        let isOneOf =
            rest.starts(with: ["at", "least", "one"]) || rest.starts(with: ["one", "of"])
            || rest.starts(with: ["one", "or", "more"]) || rest.starts(with: ["any", "of"]) || rest.first == "either"
        guard isOneOf || rest.first == "one" else { return rest.first != "at" && skipWord() }
        isChoice = true
        place += rest.starts(with: ["at"]) || rest.starts(with: ["one", "or"]) ? 3 : 1
        return true
    }

    private mutating func skipWord() -> Bool {
        place += 1
        return true
    }

    /// "as a Kubernetes administrator": the role is named after the technology.
    private mutating func readRole() -> Bool {
        guard bound.isEmpty, head.isEmpty, place + 2 < end, ["a", "an"].contains(words[place + 1].text),
            words[place + 2].mention != nil
        else { return false }
        place += 2
        return true
    }

    /// What stands in brackets: another name of the technology before, or the things that a word like "services" means.
    private mutating func readBracket() -> Bool {
        var close = place + 1
        while close < end, words[close].text != ")" { close += 1 }
        let inner = (place + 1)..<close
        let isList = Self.toolHeads.contains(head) && place > 0 && words[place - 1].mention == nil
        let first = inner.isEmpty ? "" : words[inner.lowerBound].text
        let isExamples = ["e", "eg", "such", "like", "preferably", "ideally", "i", "for", "etc"].contains(first)
        if isList, !isExamples, !firstItemIsPlain || !bound.isEmpty || hasPreposition {
            let isInnerChoice = words[inner].contains { $0.text == "or" || $0.text == "/" }
            for word in inner where words[word].mention != nil { bound[word] = isInnerChoice ? .alternative : .direct }
        }
        place = min(close + 1, end)
        return true
    }

    /// "such as", "like", "e.g.", "i.e.", "for example": what follows need not all be had.
    private func isExample() -> Bool {
        let rest = words[place..<min(place + 3, end)].map(\.text)
        return rest.starts(with: ["such"]) || rest.starts(with: ["like"]) || rest.starts(with: ["e", ".", "g"])
            || rest.starts(with: ["eg"]) || rest.starts(with: ["i", ".", "e"]) || rest.starts(with: ["for", "example"])
            || rest.starts(with: ["z", ".", "b"]) || rest.starts(with: ["wie"])
            || rest.starts(with: ["zum", "beispiel"])
            || rest.starts(with: ["beispielsweise"]) || rest.starts(with: ["comme"]) || rest.starts(with: ["tels"])
            || rest.starts(with: ["como"]) || rest.starts(with: ["zoals"])
    }
}

extension YearsList {
    /// Whether a sentence ends at a word.
    static func isStop(_ words: [PostingWord], _ place: Int) -> Bool {
        switch words[place].text {
        case ";", "?", "!", "•", "·", "●", "▪", "|", "": return true
        case "o": return place > 0 && place + 1 < words.count && words[place - 1].text == "."
        case ".":
            guard place + 1 < words.count else { return true }
            let gap = words[place + 1].range.lowerBound - words[place].range.upperBound
            // "min. 5 years", "exp. in X".
            if place > 0, abbreviations.contains(words[place - 1].text), words[place + 1].mention == nil {
                return false
            }
            return gap > 0 && words[max(place - 1, 0)].range.count > 1
        default: return false
        }
    }

    static func isGerund(_ text: String) -> Bool { gerunds.contains(text) }

    static let separators: Set<String> = [",", "and", "&", "+", "or", "plus", "und", "et", "y", "oder", "ou"]
    private static let ors: Set<String> = ["or", "oder", "ou"]
    private static let abbreviations: Set<String> = ["min", "mind", "exp", "approx", "ca", "incl", "inkl"]
    static let fillers: Set<String> = [
        "of", "hands-on", "hands", "practical", "professional", "proven", "relevant", "recent", "focused", "solid",
        "direct", "demonstrable", "demonstrated", "industry", "commercial", "production", "production-level", "strong",
        "deep", "real-world", "full-time", "work", "working", "prior", "progressive", "extensive", "dedicated",
        "related",
        "experience", "a", "an", "the", ",", "exp", "total", "overall", "in-depth", "post-qualification", "applied",
        "significant", "combined", "’", "'", "minimum", "least", "actual", "verifiable", "consecutive", "advanced",
        "enterprise", "expert", "technical", "specific", "of-experience", "on", "+", "both",
        "s", "exclusively", "previous", "substantial", "continuous", "paid", "daily", "worth", "under", "belt", "your",
        "praktische", "praktischer", "relevante", "relevanter", "einschlägige", "fundierte", "nachweisbare",
        "professionelle", "umgang", "bereich", "d", "l", "professionnelle", "pratique", "solide", "significative",
        "confirmée", "demostrable", "profesional", "práctica", "comprovada", "comprobable",
    ]
    static let experienceNouns: Set<String> = [
        "experience", "expertise", "work", "exposure", "practice", "background", "exp", "knowledge", "experiences",
        "erfahrung", "erfahrungen", "berufserfahrung", "praxiserfahrung", "praxis", "kenntnisse", "expérience",
        "d'expérience", "d'experience", "experiencia", "ervaring", "werkervaring", "esperienza", "experiência",
    ]
    static let plainHeads: Set<String> = ["programming", "coding", "development", "scripting", "work", "working"]
    static let prepositions: Set<String> = [
        "with", "in", "using", "on", "of", "working", "utilizing", "writing", "mit", "im", "von", "avec", "en", "sur",
        "de", "con", "met", "van", "com", "em", "di", "su",
    ]
    static let gerunds: Set<String> = [
        "building", "developing", "deploying", "designing", "implementing", "training", "creating", "writing",
        "programming", "using", "administering", "operating", "managing", "maintaining", "running", "architecting",
        "delivering", "shipping", "coding", "supporting", "configuring", "fine-tuning",
        "productionizing",
        "scaling", "integrating", "working", "launching", "crafting", "orchestrating",
    ]
    static let toolHeads: Set<String> = [
        "technologies", "technology", "tools", "tool", "frameworks", "framework", "platforms", "platform", "services",
        "service", "languages", "language", "libraries", "library", "stack", "databases", "database", "tooling",
        "toolkits", "packages", "stores", "apis", "products", "vendors", "sdks",
    ]
    static let softeners: Set<String> = [
        "similar", "equivalent", "related", "comparable", "other", "more", "better", "higher", "equivalents", "such",
        "like", "alternative", "alternatives", "ähnliche", "ähnlichem", "ähnlichen", "ähnliches", "vergleichbare",
        "vergleichbaren", "vergleichbarem", "similaire", "similaires", "équivalent", "similares", "similar",
        "vergelijkbaar", "simili", "comparables",
    ]
    static let breaks: Set<String> = [
        "preferably", "ideally", "particularly", "especially", "specifically", "where", "who", "that", "which", "while",
        "demonstrated", "strong", "deep", "proven", "knowledge", "familiarity", "understanding", "exposure",
        "proficiency", "focus", "focusing", "focused", "is", "are", "must", "should", "will", "preferred", "required",
        "desired", "through", "across", "within", "for", "to", "by", "from", "into", "roles", "role", "position",
        "but", "not", "mainly", "primarily", "mostly", "along", "alongside", "coupled", "together", "as-well-as",
        "who's",
        "idealerweise", "vorzugsweise", "bevorzugt", "insbesondere", "gerne", "idéalement", "notamment", "dont", "est",
        "idealmente", "preferiblemente", "preferentemente", "davon", "ist", "wäre", "serait", "bij", "voorkeur",
        "you", "your", "having", "bonus", "familiar", "can", "then", "when", "including:", "—", "–", ":", "other",
    ]
}
