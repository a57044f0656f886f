/// Takes out of a CV what says who somebody is, before anything is matched.
enum Identity {
    /// The lines with names, addresses and numbers replaced by placeholders.
    ///
    /// The name is the first line that is not a heading, a role or a sentence, and the value after "Name:". A part of
    /// the
    /// name that is also a technology's stays wherever it stands alone.
    static func removed(from lines: [String]) -> String {
        let nameLine = lines.firstIndex { !$0.allSatisfy(\.isWhitespace) }
        var name: [String] = []
        if let nameLine, isName(lines[nameLine]) { name = parts(of: lines[nameLine]) }
        for line in lines.prefix(20) {
            let lower = line.lowercased()
            for label in ["name:", "candidate:", "applicant:", "full name:"] where lower.hasPrefix(label) {
                name += parts(of: String(line.dropFirst(label.count)))
            }
        }
        var result: [String] = []
        for (index, line) in lines.enumerated() {
            if index == nameLine, !name.isEmpty {
                result.append("[name]")
                continue
            }
            let lower = line.lowercased()
            if personalLabels.contains(where: { lower.trimmed.hasPrefix($0) }) {
                result.append("[personal]")
                continue
            }
            result.append(words(of: line, without: name))
        }
        return result.joined(separator: "\n")
    }

    private static let personalLabels = [
        "name:", "full name:", "candidate:", "applicant:", "address:", "date of birth", "dob:", "born:", "age:",
        "gender:",
        "sex:", "nationality:", "marital status", "religion:", "email:", "e-mail:", "phone:", "tel:", "mobile:",
        "postcode:",
        "zip:", "zip code:", "pronouns:", "citizenship:", "ethnicity:", "linkedin:", "photo:",
    ]

    private static func isName(_ line: String) -> Bool {
        let words = parts(of: line)
        guard (1...5).contains(words.count), line.utf8.count <= 60 else { return false }
        if line.contains("{{") { return true }
        if line.contains(where: { $0.isNumber || $0 == "@" || $0 == ":" }) { return false }
        let lower = Set(words.map { $0.lowercased() })
        guard lower.isDisjoint(with: notNames) else { return false }
        return words.allSatisfy { $0.first?.isUppercase ?? false || particles.contains($0.lowercased()) }
    }

    private static let particles: Set<String> = [
        "de", "van", "von", "der", "den", "di", "da", "la", "le", "bin", "al", "el",
    ]
    private static let notNames: Set<String> = [
        "engineer", "developer", "curriculum", "vitae", "resume", "résumé", "cv", "experience", "education", "skills",
        "summary", "profile", "senior", "manager", "scientist", "analyst", "designer", "architect", "consultant",
        "lead",
        "software", "data", "machine", "learning", "work", "history", "employment", "about", "objective", "contact",
    ]

    private static func parts(of line: String) -> [String] {
        line.split { !($0.isLetter || $0 == "'" || $0 == "’" || $0 == "{" || $0 == "}" || $0 == "-") }.map(String.init)
    }

    private static func words(of line: String, without name: [String]) -> String {
        var result = ""
        let tokens = withoutNumbers(line.split(separator: " ", omittingEmptySubsequences: false).map(String.init))
        for (index, token) in tokens.enumerated() {
            if index > 0 { result += " " }
            result += replaced(String(token), name: name)
        }
        return result
    }

    /// Telephone numbers that are written in groups become one placeholder.
    private static func withoutNumbers(_ tokens: [String]) -> [String] {
        var result: [String] = []
        var place = 0
        while place < tokens.count {
            var end = place
            var digits = 0
            while end < tokens.count, isNumberGroup(tokens[end]) {
                digits += tokens[end].filter(\.isNumber).count
                end += 1
            }
            let isNumber = digits >= 9 && ["+", "0", "("].contains(tokens[place].prefix(1))
            result.append(isNumber ? "[number]" : tokens[place])
            place = isNumber ? end : place + 1
        }
        return result
    }

    private static func isNumberGroup(_ token: String) -> Bool {
        let core = token.filter { $0.isNumber || $0 == "-" }
        guard !core.isEmpty, token.allSatisfy({ $0.isNumber || "+-().;,".contains($0) }) else { return false }
        return core.contains(where: \.isNumber) && (YearMonth(core).map { $0.year > 2100 } ?? true)
    }

    private static func replaced(_ token: String, name: [String]) -> String {
        if token.contains("@"), token.contains(".") { return "[address]" }
        let digits = token.filter(\.isNumber).count
        if digits >= 9, token.allSatisfy({ $0.isNumber || "+-().".contains($0) }) { return "[number]" }
        let lower = token.lowercased()
        if lower.hasPrefix("http") || lower.hasPrefix("www.") || lower.contains("linkedin.com/")
            || lower.contains("github.com/")
        {
            return "[link]"
        }
        guard !name.isEmpty else { return token }
        let core = token.filter { $0.isLetter || $0 == "'" || $0 == "’" || $0 == "{" || $0 == "}" || $0 == "-" }
        let bare = core.hasSuffix("'s") || core.hasSuffix("’s") ? String(core.dropLast(2)) : core
        guard name.contains(bare), bare.count > 1, !isTechnology(bare), let place = token.range(of: bare) else {
            return token
        }
        return token.replacingCharacters(in: place, with: "[name]")
    }

    private static func isTechnology(_ word: String) -> Bool {
        !TechnologyDictionary.standard.mentions(in: Array("in \(word) code".utf8)).isEmpty
    }
}

extension String {
    /// Where a text stands in it first.
    fileprivate func range(of text: String) -> Range<Index>? {
        guard !text.isEmpty else { return nil }
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }

    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
