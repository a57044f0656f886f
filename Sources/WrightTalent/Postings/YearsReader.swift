// Which technology do the years of a demand belong to?
//
// Idea: find each number of years, skip the words that only describe experience, and read the list that follows the
// preposition item by item. A technology binds while nothing but list signs and plain nouns stand between; a word that
// begins another thought ("including", "such as", "preferably", "with exposure to") ends the list, and what follows is
// unclear. Precision comes first: an unclear case is a question to the author, never a verdict.
// Source: the reading rule of hand-labelled demands: "N years (of experience) with/in/using X[, Y and Z]" binds;
// another head noun, slash lists and examples do not. Deviations: "technologies including X, Y" binds, since there the
// list names the very things that the years are counted for; "X or similar" does not bind. The words are those of
// English, German, French, Spanish, Dutch, Italian and Portuguese postings.
// Layout: words with byte ranges; the state is the place in them and what was seen of the present item.

/// Reads the years that a line demands.
struct YearsReader {
    let words: [PostingWord]
    let mentions: [TechnologyMention]
    let posted: YearMonth

    /// Every technology of the line with the years that may be bound to it.
    func claims() -> [YearsClaim] {
        var claims: [YearsClaim] = []
        var place = 0
        while place < words.count {
            guard let quantity = YearsQuantity(words, at: place, posted: posted) else {
                place += 1
                continue
            }
            if isDemand(quantity) { claims += self.claims(of: quantity, group: claims.count) }
            place = quantity.words.upperBound
        }
        return claims
    }

    private func isDemand(_ quantity: YearsQuantity) -> Bool {
        guard quantity.years > 0 else { return false }
        if quantity.isSince { return true }
        let start = quantity.words.lowerBound
        let before = text(start - 1)
        let after = text(quantity.words.upperBound)
        if Self.notDemandBefore.contains(before) || Self.notDemandAfter.contains(after) { return false }
        // "up to 5 years", "less than 5 years", "in 5 years"; but "no less than 5 years" is a demand.
        if ["to", "zu"].contains(before), ["up", "bis"].contains(text(start - 2)) { return false }
        if ["than", "als"].contains(before), ["less", "fewer", "weniger"].contains(text(start - 2)) {
            return ["no", "not", "nothing", "nicht"].contains(text(start - 3))
        }
        if before == "in", !YearsList.experienceNouns.contains(text(start - 2)) {
            return after == "of" || YearsList.experienceNouns.contains(after)
        }
        return true
    }

    private func text(_ place: Int) -> String { words.indices.contains(place) ? words[place].text : "" }

    private func claims(of quantity: YearsQuantity, group: Int) -> [YearsClaim] {
        let clause = self.clause(around: quantity.words)
        var list = YearsList(words: words, mentions: mentions, end: clause.upperBound)
        list.read(from: quantity.words.upperBound)
        var bound = list.bound
        if bound.isEmpty {
            bound = backward(from: quantity.words, clause: clause)
        }
        let isDoubtful =
            isStory(clause.lowerBound..<(quantity.isSince ? clause.upperBound : quantity.words.lowerBound))
            || words[clause].contains { Self.poolingWords.contains($0.text) } || isDenied(quantity.words, clause)
        var claims: [YearsClaim] = []
        for word in clause {
            guard let mention = words[word].mention else { continue }
            let found = mentions[mention]
            let binding: YearsClaim.Binding =
                switch bound[word] {
                case nil: .unclear
                case .some(let binding): isDoubtful ? .unclear : binding
                }
            let lower = min(quantity.range.lowerBound, found.range.lowerBound)
            let upper = max(quantity.range.upperBound, found.range.upperBound)
            claims.append(
                YearsClaim(
                    technology: found.name,
                    years: quantity.years,
                    binding: binding,
                    isGeneral: found.isGeneral,
                    range: lower..<upper,
                    group: group
                )
            )
        }
        return claims
    }

    private func isMention(_ place: Int) -> Bool { words.indices.contains(place) && words[place].mention != nil }

    /// Whether somebody tells of themselves ("we have 10 years"), and demands nothing ("we look for").
    private func isStory(_ range: Range<Int>) -> Bool {
        range.contains { place in
            guard Self.storyWords.contains(words[place].text) else { return false }
            let next = words[min(place + 1, words.count)..<min(place + 4, words.count)].map(\.text)
            return !next.contains { Self.demandVerbs.contains($0) }
        }
    }

    /// "You do not need 5 years", "nobody has 10 years", "5 years are not required".
    private func isDenied(_ quantity: Range<Int>, _ clause: Range<Int>) -> Bool {
        for place in clause.lowerBound..<quantity.lowerBound {
            let next = text(place + 1)
            switch words[place].text {
            case "don't", "doesn't", "needn't", "don", "doesn", "nobody", "without", "never", "unnecessary", "kein",
                "keine", "ohne", "sans", "sin":
                return true
            case "no": if ["need", "one"].contains(next) { return true }
            case "not": if !["less", "fewer", "under", "only", "just"].contains(next) { return true }
            default: break
            }
        }
        for place in quantity.upperBound..<clause.upperBound
        where ["not", "isn't", "aren't", "nicht"].contains(words[place].text) {
            if ["required", "necessary", "needed", "expected", "mandatory", "essential", "a", "erforderlich", "nötig"]
                .contains(text(place + 1))
            {
                return true
            }
        }
        return false
    }

    /// The words around a quantity up to where a sentence or the next number of years begins.
    private func clause(around quantity: Range<Int>) -> Range<Int> {
        var end = quantity.upperBound
        while end < words.count, !YearsList.isStop(words, end), YearsQuantity(words, at: end, posted: posted) == nil {
            end += 1
        }
        var start = quantity.lowerBound
        while start > 0, !YearsList.isStop(words, start - 1) { start -= 1 }
        // What stands before belongs to the number before it, where there is one.
        for place in start..<quantity.lowerBound
        where YearsQuantity(words, at: place, posted: posted)?.words.upperBound ?? Int.max <= quantity.lowerBound {
            start = max(start, place + 1)
        }
        return start..<end
    }

    /// Technologies before the number: "X: 5 years", "X (5+ years)", "experience with X and Y for 5 years".
    private func backward(from quantity: Range<Int>, clause: Range<Int>) -> [Int: YearsClaim.Binding] {
        let next = quantity.upperBound < clause.upperBound ? words[quantity.upperBound].text : ""
        let isLast =
            next.isEmpty || [")", ",", "of", "required", "preferred", "minimum"].contains(next)
            || YearsList.experienceNouns.contains(next)
        guard isLast, endsSoon(quantity.upperBound, clause) else { return [:] }
        var place = quantity.lowerBound - 1
        while place >= clause.lowerBound, words[place].mention == nil {
            if Self.leadIn.contains(words[place].text) {
                place -= 1
            } else if words[place].text == "production", text(place - 1) == "in" {
                place -= 2
            } else {
                break
            }
        }
        // "X, 5 years" is a line of its own.
        if place == clause.lowerBound + 1, words[place].text == ",", isMention(place - 1) { place -= 1 }
        var bound: [Int: YearsClaim.Binding] = [:]
        var expectsItem = true
        while place >= clause.lowerBound {
            if words[place].mention != nil {
                guard expectsItem else { break }
                bound[place] = .direct
                expectsItem = false
            } else if ["and", ",", "&", "und", "et", "y"].contains(words[place].text), !expectsItem {
                // After a bracket the years are those of the last item only.
                if quantity.lowerBound > 0, words[quantity.lowerBound - 1].text == "(" { break }
                expectsItem = true
            } else if ["or", "/", "oder", "ou"].contains(words[place].text), !expectsItem {
                for key in bound.keys { bound[key] = .alternative }
                expectsItem = true
            } else {
                break
            }
            place -= 1
        }
        if bound.values.contains(.alternative) { return bound.mapValues { _ in .alternative } }
        return bound
    }

    /// Whether nothing but words for experience follows until the clause or a bracket ends.
    private func endsSoon(_ start: Int, _ clause: Range<Int>) -> Bool {
        var place = start
        while place < clause.upperBound {
            let text = words[place].text
            if text == ")" || text == "," { return true }
            guard YearsList.fillers.contains(text) || YearsList.experienceNouns.contains(text) else {
                return ["required", "preferred", "minimum", "erforderlich"].contains(text)
            }
            place += 1
        }
        return true
    }

    private static let notDemandBefore: Set<String> = [
        "last", "past", "next", "within", "every", "first", "coming", "previous", "recent", "each", "after", "under",
        "below", "maximum", "max", "höchstens", "maximal", "innerhalb", "letzten",
    ]
    private static let notDemandAfter: Set<String> = [
        "old", "ago", "degree", "program", "programme", "contract", "plan", "warranty", "bachelor", "bachelor's",
        "college", "university", "vesting", "strong", "later", "running", "roadmap", "alt",
    ]
    private static let storyWords: Set<String> = [
        "we", "our", "company", "founded", "led", "history", "legacy", "heritage", "serving", "team's", "we've", "wir",
        "unser", "unsere", "nous", "notre",
    ]
    private static let demandVerbs: Set<String> = [
        "require", "need", "want", "expect", "ask", "seek", "seeking", "look", "looking", "hiring", "hire", "search",
        "searching", "prefer", "ideal", "next", "new", "requirements", "expectations", "suchen", "erwarten",
        "cherchons", "recherchons", "demandons",
    ]
    private static let poolingWords: Set<String> = [
        "combined", "cumulative", "collectively", "collective", "aggregate",
    ]
    private static let leadIn: Set<String> = [
        ":", "(", "-", "–", "—", "experience", "for", "at", "least", "minimum", "of", "over", "than", "more", "a",
        "exp",
        "expertise", "min", ".", "skills", "programming", "development", "knowledge", "about", "around",
        "approximately",
        "proficiency", "no", "less", "not", "mindestens", "mind", "minimal", "minimaal", "erfahrung", "seit", "mehr",
        "als", "kenntnisse", "expérience", "experiencia", "ervaring", "esperienza", "experiência",
    ]
}
