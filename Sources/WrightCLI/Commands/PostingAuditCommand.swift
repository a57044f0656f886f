internal import ArgumentParser
internal import WrightCore
internal import WrightTalent

/// Audits postings.
struct PostingAuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Say what of a posting cannot be met, is not clear, or is missing, each with evidence.",
        discussion: """
            Reads text, Markdown, HTML, PDF, Word and schema.org JobPosting. As a filter, --input takes lines of \
            {"id", "text", "posted": "2026-02"} and writes one line for each; a line that cannot be read gets an \
            "error" \
            and the exit code is 2. A date that is known from memory only leads to a question, never to a verdict.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "The month of the posting, such as 2026-02; default: its own, else this month.",
            valueName: "month"
        )
    )
    var posted: String?

    @Option(help: ArgumentHelp("Postings, one JSON object a line; '-' is standard input.", valueName: "file.jsonl"))
    var input: String?

    @Argument(help: "The posting; '-' is standard input.", completion: .file())
    var file: String?

    func validate() throws {
        guard (input == nil) != (file == nil) else {
            throw ValidationError("Name one posting, or '--input' with many.")
        }
        _ = try TalentInput.month(posted, option: "--posted")
    }

    func run() async throws {
        let month = try TalentInput.month(posted, option: "--posted")
        if let input {
            try audit(lines: input, fallback: month)
        } else if let file {
            let audit = PostingAudit(of: try TalentInput.posting(file, posted: month))
            if global.json {
                guard case .object(let members) = audit.json else { return }
                Output.json(.object([.init("schema", 1)] + members))
            } else {
                Self.report(audit)
            }
        }
    }

    private func audit(lines name: String, fallback: YearMonth?) throws {
        var failureCount = 0
        for (number, line) in try TalentInput.lines(name).enumerated() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            var id = "line \(number + 1)"
            do {
                guard let value = try? JSONValue(parsing: line), let text = value["text"]?.string else {
                    throw CLIError.lineInvalid(file: name, line: number + 1, expected: #"an object with a "text""#)
                }
                id = value["id"]?.string ?? id
                let given = value["posted"]?.string
                guard given == nil || given.flatMap({ YearMonth($0) }) != nil else {
                    throw CLIError.lineInvalid(file: name, line: number + 1, expected: #"one with "posted" as a month"#)
                }
                let posted = given.flatMap { YearMonth($0) } ?? fallback ?? TalentInput.thisMonth
                let posting = try JobPosting(id: id, text: text, posted: posted, title: value["title"]?.string)
                Output.line(PostingAudit(of: posting).json.text())
            } catch let error as any DescribedError {
                failureCount += 1
                Output.line(
                    JSONValue.object([.init("id", .string(id)), .init("error", .string(error.message))]).text()
                )
            }
        }
        if failureCount > 0 { throw ExitCode(2) }
    }

    private static func report(_ audit: PostingAudit) {
        let posting = audit.posting
        Output.line("\(Output.printable(posting.title ?? posting.id)), posted \(posting.posted)")
        for finding in audit.findings {
            Output.line("")
            let subject = [finding.technology, finding.years.map { "\(TalentText.number($0)) years" }].compactMap { $0 }
            Output.line(
                "\(finding.check.rawValue) \(finding.verdict.rawValue)"
                    + (subject.isEmpty ? "" : ": " + subject.joined(separator: ", "))
            )
            if !finding.quote.isEmpty { Output.line("   \"\(TextForm.oneLine(finding.quote))\"") }
            for evidence in finding.evidence { TalentText.paragraph(evidence, indent: "   ") }
            TalentText.paragraph("→ " + finding.suggestion, indent: "   ")
        }
    }
}

/// How reports of the team's half are written on a terminal.
enum TalentText {
    /// Text in lines, indented.
    static func paragraph(_ text: String, indent: String) {
        for line in TextForm.wrapped(TextForm.oneLine(text), width: min(110, Output.width) - indent.count) {
            Output.line(indent + line)
        }
    }

    /// A number without a fraction where it has none.
    static func number(_ value: Double) -> String {
        Int(exactly: value).map { String($0) } ?? String((value * 10).rounded() / 10)
    }

    /// An amount with two places at most, and with commas between thousands; from 10¹³ on as a power of ten.
    static func amount(_ value: Double) -> String {
        guard abs(value) < 1e13 else { return String(value) }
        let cents = Int((value * 100).rounded())
        let digits = String(cents / 100)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
            result.append(digit)
        }
        guard cents % 100 > 0 else { return result }
        let places = cents % 100
        return result + "." + (places % 10 == 0 ? String(places / 10) : (places < 10 ? "0" : "") + String(places))
    }

    /// A share in whole per cent.
    static func percent(_ value: Double) -> String { number((value * 100).rounded()) + " %" }
}
