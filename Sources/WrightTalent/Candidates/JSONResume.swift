public import WrightCore

/// Reads a CV in the JSON Resume form; identity is left out before anything else.
public enum JSONResume {
    /// The CV as lines of text; nil where the JSON is no such CV.
    public static func text(_ value: JSONValue) -> String? {
        let names = Set(value.object?.map(\.name) ?? [])
        guard names.contains("work") || names.contains("basics") && names.contains("skills") else { return nil }
        var lines: [String] = ["[name]", ""]
        if let label = value["basics"]?["label"]?.string { lines.append(label) }
        if let summary = value["basics"]?["summary"]?.string { lines += ["", "SUMMARY", summary] }
        lines += ["", "EXPERIENCE"]
        for job in (value["work"]?.array ?? []).prefix(100) { lines += jobLines(job) }
        let projects = (value["projects"]?.array ?? []).prefix(100)
        if !projects.isEmpty { lines += ["", "PROJECTS"] }
        for project in projects { lines += jobLines(project) }
        let skills = (value["skills"]?.array ?? []).prefix(200)
        if !skills.isEmpty { lines += ["", "SKILLS"] }
        for skill in skills {
            let words = skill["keywords"]?.array?.compactMap(\.string) ?? []
            lines.append("- " + ([skill["name"]?.string].compactMap { $0 } + words).joined(separator: ", "))
        }
        let studies = (value["education"]?.array ?? []).prefix(50)
        if !studies.isEmpty { lines += ["", "EDUCATION"] }
        for study in studies {
            lines.append([study["studyType"]?.string, study["area"]?.string].compactMap { $0 }.joined(separator: " "))
        }
        return lines.joined(separator: "\n")
    }

    private static func jobLines(_ job: JSONValue) -> [String] {
        let title = [job["position"]?.string, job["name"]?.string ?? job["company"]?.string].compactMap { $0 }
        let start = job["startDate"]?.string.map { String($0.prefix(7)) }
        let last = job["endDate"]?.string.map { String($0.prefix(7)) } ?? ""
        let end = last.isEmpty ? "present" : last
        var lines = [title.joined(separator: ", ") + (start.map { " (\($0) - \(end))" } ?? "")]
        if let summary = job["summary"]?.string ?? job["description"]?.string { lines.append("- " + oneLine(summary)) }
        for highlight in (job["highlights"]?.array ?? []).prefix(100).compactMap(\.string) {
            lines.append("- " + oneLine(highlight))
        }
        let words = (job["keywords"]?.array ?? []).compactMap(\.string)
        if !words.isEmpty { lines.append("- Worked with: " + words.joined(separator: ", ")) }
        return lines
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
