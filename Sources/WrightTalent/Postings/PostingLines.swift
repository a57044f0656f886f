// Cuts a posting into lines and says what each is about.
//
// Idea: headings decide; a phrase such as "is a plus" overrules them for its line; lines above the first heading and in
// postings without headings are told by how they begin (a verb: the work; "5 years", "strong", "experience": a demand).
// Source: own, after the headings of real postings. Deviation: none.
// Layout: byte ranges into the text; nothing is copied but one lower-case form a line.

/// Cuts a posting into lines with their sections.
enum PostingLines {
    /// Lines that are read at most.
    private static let limit = 4000

    /// The lines of a posting, in order.
    static func lines(of text: [UInt8]) -> [PostingLine] {
        var lines: [PostingLine] = []
        var current: PostingLine.Section?
        for range in ranges(of: text).prefix(limit) {
            let lower = text[range].map(ByteKind.lower)
            if let section = headingSection(lower, isHeading: looksLikeHeading(text, range)) {
                current = section
                lines.append(PostingLine(range: range, section: .other, isHeading: true))
                continue
            }
            let section = self.section(of: lower, under: current)
            lines.append(PostingLine(range: range, section: section, isHeading: false))
        }
        return lines
    }

    /// Parts between line breaks and bullets, without markers and white space at their ends.
    private static func ranges(of text: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        var position = 0
        while position <= text.count {
            let isEnd = position == text.count || text[position] == 10 || text[position] == 13
            let bullet = isEnd ? 0 : bulletLength(text, position)
            guard isEnd || bullet > 0 else {
                position += 1
                continue
            }
            if let range = trimmed(text, start..<position) { ranges.append(range) }
            position += isEnd ? 1 : bullet
            start = position
        }
        return ranges
    }

    /// Bytes of a bullet sign (•, ●, ▪, ◦, ‣, ·) that has white space after it or stands between words.
    private static func bulletLength(_ text: [UInt8], _ position: Int) -> Int {
        let rest = text[position...].prefix(3)
        if rest.elementsEqual([0xE2, 0x80, 0xA2]) || rest.elementsEqual([0xE2, 0x97, 0x8F])
            || rest.elementsEqual([0xE2, 0x96, 0xAA]) || rest.elementsEqual([0xE2, 0x97, 0xA6])
            || rest.elementsEqual([0xE2, 0x80, 0xA3]) || rest.elementsEqual([0xEF, 0x82, 0xB7])
        {
            return 3
        }
        return rest.starts(with: [0xC2, 0xB7]) ? 2 : 0
    }

    private static func trimmed(_ text: [UInt8], _ range: Range<Int>) -> Range<Int>? {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        func isEdge(_ byte: UInt8) -> Bool { ByteKind.isSpace(byte) }
        while lower < upper,
            isEdge(text[lower]) || [UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "#")].contains(text[lower])
                || text[lower] == UInt8(ascii: ">")
        {
            lower += 1
        }
        while upper > lower, isEdge(text[upper - 1]) || text[upper - 1] == UInt8(ascii: "*") { upper -= 1 }
        return lower < upper ? lower..<upper : nil
    }

    /// Short, without a full stop, and marked or written like a heading.
    private static func looksLikeHeading(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        let count = range.count
        guard count <= 80 else { return false }
        let last = text[range.upperBound - 1]
        if last == UInt8(ascii: ":") { return true }
        if last == UInt8(ascii: ".") || last == UInt8(ascii: ",") || last == UInt8(ascii: ";") { return false }
        let lineStart = text[..<range.lowerBound].lastIndex(of: 10).map { $0 + 1 } ?? 0
        let marker = text[lineStart..<range.lowerBound]
        if marker.contains(UInt8(ascii: "#")) || marker.filter({ $0 == UInt8(ascii: "*") }).count >= 2 { return true }
        let isListed = marker.contains { !ByteKind.isSpace($0) }
        let words = text[range].split { !ByteKind.isWord($0) && $0 != 0x27 && $0 < 0x80 }
        return !isListed && words.count <= 7
    }

    private static func headingSection(_ lower: [UInt8], isHeading: Bool) -> PostingLine.Section? {
        guard isHeading else { return nil }
        let text = plainWords(lower)
        guard text.count > 1 else { return nil }
        for (section, phrases) in headingSets where phrases.matches(text) { return section }
        // A line that ends in a colon heads a list even if its words are not known; it changes no section.
        return nil
    }

    /// The letters of a line as words between single spaces, with a space at both ends and straight apostrophes.
    private static func plainWords(_ lower: [UInt8]) -> [UInt8] {
        var words: [UInt8] = [32]
        var position = 0
        while position < lower.count {
            let byte = lower[position]
            if ByteKind.isLetter(byte) || byte == UInt8(ascii: "'") {
                words.append(byte)
            } else if lower[position...].starts(with: [0xE2, 0x80, 0x99]) {
                words.append(UInt8(ascii: "'"))
                position += 2
            } else if words.last != 32 {
                words.append(32)
            }
            position += 1
        }
        if words.last != 32 { words.append(32) }
        return words
    }

    private static let headingSets = headings.map { ($0.0, PhraseSet($0.1.map { " " + $0 + " " })) }

    private static func section(
        of lower: [UInt8],
        under current: PostingLine.Section?
    ) -> PostingLine.Section {
        if nicePhrases.matches(lower), current != .about, current != .other { return .nice }
        return LineContent.section(of: lower, under: current)
    }

    private static let nicePhrases = PhraseSet([
        "nice to have", "nice-to-have", "is a plus", "a plus", "a bonus", "bonus points", "bonus:", "preferred but",
        "is preferred", "are preferred", "preferred.", "(preferred)", "is desirable", "an advantage", "advantageous",
        "good to have", "is an asset", "would be great", "but not essential", "is ideal",
        "desirable", "extra credit", "is a strong plus", "are a plus", "big plus", "huge plus", "extra points",
        "degree preferred", "experience preferred", "would be a plus", "(optional)", "optional:",
    ])

    private static let headings: [(PostingLine.Section, [String])] = [
        (
            .nice,
            [
                "nice to have", "nice to haves", "nice haves", "preferred", "bonus", "bonus points", "plus", "pluses",
                "desirable", "desired", "good to have", "stand out", "extra credit", "advantage", "advantageous",
                "optional", "extra points", "added bonus", "ideally", "great to have", "might also", "may also",
                "assets",
                "sets you apart", "differentiators", "brownie points", "even better", "we'd love", "beneficial",
                "von vorteil", "un plus", "les plus", "se valora", "deseable", "pluspunten",
            ]
        ),
        (
            .other,
            [
                "benefits", "what we offer", "we offer", "perks", "compensation", "salary", "pay range",
                "equal opportunity",
                "how to apply", "apply", "interview process", "hiring process", "why join", "what you'll get",
                "you'll get",
                "privacy", "eeo", "accommodation", "diversity", "what's in it for you", "our offer", "location",
                "work location",
                "disclaimer", "notice", "what you can expect from us", "rewards", "our commitment", "visa", "why work",
                "what's on offer", "employment type", "job type", "additional information", "legal", "wir bieten",
                "was wir bieten", "unser angebot", "vorteile", "avantages", "nous offrons", "beneficios", "ofrecemos",
                "wij bieden", "cosa offriamo",
            ]
        ),
        (
            .must,
            [
                "requirements", "requirement", "qualifications", "qualification", "what you'll bring", "what you bring",
                "you bring", "you have", "you'll have", "must have", "must haves", "who you are", "about you",
                "looking for", "skills", "minimum", "basic", "required", "your profile", "you need", "you'll need",
                "ideal candidate", "you should have", "your background", "your experience", "experience", "we expect",
                "essential", "you are", "you might be", "to be successful", "we're seeking", "we seek",
                "candidate profile",
                "education", "competencies", "what it takes", "your skills", "good fit", "great fit", "fit if",
                "you may be", "expertise", "knowledge", "prerequisites", "criteria", "we value", "what we need",
                "you'll thrive", "succeed", "tech stack", "technical stack", "your toolkit", "eligibility",
                "we'd like to see",
                "bring to the table", "technologies", "proficiency", "anforderungen", "dein profil", "ihr profil",
                "profil", "qualifikation", "qualifikationen", "bringst du mit", "du mitbringst", "sie mitbringen",
                "voraussetzungen", "kenntnisse", "votre profil", "profil recherch", "exigences", "requisitos",
                "perfil", "requisiti", "wij vragen", "jouw profiel", "functie eisen",
            ]
        ),
        (
            .about,
            [
                "responsibilities", "responsibility", "what you'll do", "what you will do", "you'll do", "you will do",
                "the role", "about the role", "about us", "about", "duties", "day to day", "day in the life",
                "your mission",
                "impact", "job description", "overview", "who we are", "the opportunity", "summary", "your role",
                "what you'll be doing", "you'll be doing", "what you will be doing", "key accountabilities",
                "role description",
                "the team", "our team", "our mission", "the job", "the position", "your tasks", "tasks", "scope",
                "you'll work on",
                "deliverables", "accountabilities", "our company", "the company", "why this role", "in this role",
                "what you'll own", "you will", "you'll", "your day", "projects", "purpose", "objectives", "our culture",
                "job purpose", "functions", "activities", "focus areas", "what you'll build", "your work",
                "description",
                "mission", "culture", "our values", "values", "our stack", "aufgaben", "deine aufgaben",
                "ihre aufgaben", "stellenbeschreibung", "missions", "vos missions", "le poste", "description du poste",
                "responsabilidades", "funciones", "mansioni",
            ]
        ),
    ]
}
