public import WrightCore
public import WrightDocuments

/// Makes postings of documents and of schema.org's JobPosting.
public enum PostingReader {
    /// Makes a posting of a document's text.
    ///
    /// - Throws: ``TalentError`` with code `noText` or `tooLarge`.
    public static func posting(
        _ document: Document,
        posted: YearMonth,
        dictionary: TechnologyDictionary = .standard
    ) throws(TalentError) -> JobPosting {
        try JobPosting(
            id: document.uri,
            text: document.text,
            posted: posted,
            title: document.title,
            dictionary: dictionary
        )
    }

    /// Makes a posting of a JobPosting in JSON-LD, alone or in a `@graph`; nil where the JSON holds none.
    ///
    /// - Throws: ``TalentError`` with code `noText` or `tooLarge`.
    public static func posting(
        jsonLD value: JSONValue,
        id: String,
        fallback: YearMonth,
        htmlText: (String) throws -> String
    ) throws -> JobPosting? {
        guard let job = job(in: value) else { return nil }
        var parts: [String] = []
        let sections = [
            ("description", ""), ("responsibilities", "Responsibilities:"), ("qualifications", "Requirements:"),
            ("experienceRequirements", "Requirements:"), ("educationRequirements", "Requirements:"),
            ("skills", "Skills:"),
            ("jobBenefits", "Benefits:"), ("incentiveCompensation", "Benefits:"),
        ]
        for (member, heading) in sections {
            let text = try texts(job[member]).map { $0.contains("<") ? try htmlText($0) : $0 }.joined(separator: "\n")
            guard !text.isEmpty else { continue }
            parts.append(heading.isEmpty ? text : heading + "\n" + text)
        }
        if let salary = job["baseSalary"] { parts.append("Salary range: " + texts(salary).joined(separator: " ")) }
        let posted = job["datePosted"]?.string.flatMap { YearMonth($0.prefix(10)) } ?? fallback
        return try JobPosting(
            id: id,
            text: parts.joined(separator: "\n\n"),
            posted: posted,
            title: job["title"]?.string
        )
    }

    private static func job(in value: JSONValue) -> JSONValue? {
        if let type = value["@type"], texts(type).contains("JobPosting") { return value }
        for element in value.array ?? value["@graph"]?.array ?? [] {
            if let found = job(in: element) { return found }
        }
        return nil
    }

    /// The texts in a value, in order; of objects the names, texts and numbers that people read.
    private static func texts(_ value: JSONValue?) -> [String] {
        switch value {
        case .string(let text): [text]
        case .int(let number): [String(number)]
        case .double(let number): [String(number)]
        case .array(let elements): elements.flatMap { texts($0) }
        case .object(let members):
            members.filter { !$0.name.hasPrefix("@") }
                .flatMap { member in
                    member.name == "monthsOfExperience"
                        ? texts(member.value).map { "At least \($0) months of experience" } : texts(member.value)
                }
        default: []
        }
    }
}
