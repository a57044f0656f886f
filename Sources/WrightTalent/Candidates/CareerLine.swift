/// A line of a CV with what tells jobs apart.
struct CareerLine {
    /// What a heading says of the lines below it.
    enum Section {
        /// Jobs.
        case work
        /// Schools and certificates; their months are no work.
        case education
        /// Dated things besides jobs, such as projects.
        case dated
        /// Summaries and lists, in which dates begin nothing.
        case undated
    }

    /// Where the line stands, in UTF-8 bytes.
    var range: Range<Int>
    var text: String
    /// The section that it heads.
    var heading: Section?
    var found: DateSpan.Found?
    var isBullet: Bool
    var followsBlank: Bool

    /// Whether it names a role, such as developer.
    var hasRole: Bool {
        LookalikeLetters.folded(text).split { !$0.isLetter }
            .contains { word in Self.roles.contains { word.hasPrefix($0) } || Self.shortRoles.contains(String(word)) }
    }

    /// The lines of a CV that hold something, in order.
    static func all(in bytes: [UInt8], asOf: YearMonth) -> [Self] {
        var lines: [Self] = []
        var start = 0
        var followsBlank = true
        for position in 0...bytes.count where position == bytes.count || bytes[position] == 10 {
            defer { start = position + 1 }
            guard bytes[start..<position].contains(where: { !ByteKind.isSpace($0) }) else {
                followsBlank = true
                continue
            }
            let text = String(decoding: bytes[start..<position], as: UTF8.self)
            lines.append(
                Self(
                    range: start..<position,
                    text: text,
                    heading: heading(text),
                    found: DateSpan.locate(in: text, asOf: asOf),
                    isBullet: isBullet(text),
                    followsBlank: followsBlank
                )
            )
            followsBlank = false
        }
        return lines
    }

    private static func heading(_ line: String) -> Section? {
        guard line.utf8.count < 60, !line.contains("|") else { return nil }
        let words = LookalikeLetters.folded(line).split { !$0.isLetter }
        guard (1...4).contains(words.count) else { return nil }
        return headings[words.joined(separator: " ")]
    }

    private static func isBullet(_ line: String) -> Bool {
        guard let first = line.first(where: { !$0.isWhitespace }) else { return false }
        return "-•*·▪●‣◦–—".contains(first)
    }

    private static let headings: [String: Section] = {
        let lists: [(Section, [String])] = [
            (
                .work,
                [
                    "experience", "work experience", "employment", "professional experience", "work history", "career",
                    "employment history", "career history", "professional background", "relevant experience",
                    "positions held", "professional history", "selected experience", "internships",
                    "berufserfahrung", "beruflicher werdegang", "werdegang", "praktische erfahrung", "experiences",
                    "experience professionnelle", "experiences professionnelles", "parcours professionnel",
                    "experiencia", "experiencia laboral", "experiencia profesional", "werkervaring",
                    "esperienza professionale", "esperienze lavorative", "experiencia profissional",
                ]
            ),
            (
                .education,
                [
                    "education", "studies", "academic background", "certifications", "certificates", "qualifications",
                    "education and training", "academic qualifications", "academics", "training", "courses",
                    "ausbildung", "bildung", "studium", "zertifikate", "weiterbildung", "formation", "formations",
                    "diplomes", "educacion", "formacion", "formacion academica", "opleiding", "istruzione",
                    "formazione", "formacao", "licenses and certifications", "education and certifications",
                ]
            ),
            (
                .dated,
                [
                    "projects", "volunteering", "volunteer experience", "side projects", "personal projects",
                    "open source", "projekte", "projets", "proyectos", "progetti", "projetos", "selected projects",
                ]
            ),
            (
                .undated,
                [
                    "skills", "technical skills", "summary", "profile", "languages", "interests", "publications",
                    "about me", "core skills", "key skills", "tools", "awards", "objective", "about", "overview",
                    "professional summary", "skills and tools", "technologies", "contact", "references", "hobbies",
                    "kenntnisse", "fahigkeiten", "sprachen", "profil", "interessen", "competences",
                    "competences techniques", "langues", "habilidades", "idiomas", "competenze", "lingue",
                    "vaardigheden", "honors and awards", "awards and honors", "core competencies", "patents",
                ]
            ),
        ]
        var headings: [String: Section] = [:]
        for (section, names) in lists { for name in names { headings[name] = section } }
        return headings
    }()

    private static let roles = [
        "engineer", "developer", "manager", "scientist", "analyst", "architect", "designer", "consultant",
        "researcher", "administrator", "specialist", "director", "officer", "programmer", "tester", "founder",
        "technician", "entwickler", "ingenieur", "berater", "developpeu", "desarrollador", "ingenier", "sviluppatore",
        "ontwikkelaar", "desenvolvedor", "coordinator", "instructor", "teacher", "lecturer", "freelance", "werkstudent",
        "apprentice", "trainee", "contractor",
    ]
    private static let shortRoles: Set<String> = ["lead", "head", "intern", "cto", "ceo", "sre", "owner", "assistant"]
}
