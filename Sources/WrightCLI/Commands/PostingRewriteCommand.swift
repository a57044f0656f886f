internal import ArgumentParser
internal import WrightCore
internal import WrightTalent

/// Rewrites a posting.
struct PostingRewriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rewrite",
        abstract: "Propose a posting that hires for fundamentals and learning, to be accepted line by line.",
        discussion: """
            Without --format, prints the proposed lines with their numbers, the findings that each answers, and \
            whether it is accepted. Lines that nothing was said against are accepted from the start; all others only \
            by you. A line of the posting whose change you do not accept stands as it was.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("The month of the posting, such as 2026-02.", valueName: "month"))
    var posted: String?

    @Option(
        help: ArgumentHelp(
            "Numbers of lines to take, such as 3,5,8-12; or all, without alternatives.",
            valueName: "numbers"
        )
    )
    var accept: String?

    @Option(help: ArgumentHelp("Numbers of lines to leave out, with what they replace.", valueName: "numbers"))
    var reject: String?

    @Option(
        help: ArgumentHelp(
            "A line in your own words, such as '4=Pay: 70,000 to 90,000'; it counts as accepted.",
            valueName: "number=text"
        )
    )
    var set: [String] = []

    @Option(help: "What is printed: lines, markdown or jsonld.")
    var format: Format = .lines

    @Argument(help: "The posting; '-' is standard input.", completion: .file())
    var file: String

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case lines
        case markdown
        case jsonld
    }

    func run() async throws {
        let month = try TalentInput.month(posted, option: "--posted")
        var rewrite = PostingRewrite(of: PostingAudit(of: try TalentInput.posting(file, posted: month)))
        let all = Set(rewrite.lines.map(\.number))
        var texts: [Int: String] = [:]
        for entry in set {
            let parts = entry.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let number = Int(parts[0]) else {
                throw ValidationError("'--set' must be a number, an equals sign and a text.")
            }
            texts[number] = String(parts[1])
        }
        try rewrite.apply(
            accepting: try Self.numbers(accept, all: rewrite.compatibleNumbers, option: "--accept"),
            rejecting: try Self.numbers(reject, all: all, option: "--reject"),
            texts: texts
        )
        print(rewrite)
        if format != .lines, !global.quiet, let note = note(rewrite) { Output.message("note: " + note) }
    }

    /// What became of the lines that are not accepted, and which have blanks; nil where there is neither.
    private func note(_ rewrite: PostingRewrite) -> String? {
        let (unchanged, absent) = (rewrite.unchangedCount, rewrite.absentCount)
        var parts: [String] = []
        if unchanged == 1 { parts.append("1 change was not accepted: that line stands as it was.") }
        if unchanged > 1 { parts.append("\(unchanged) changes were not accepted: those lines stand as they were.") }
        if absent == 1 { parts.append("1 new line was not accepted and is left out.") }
        if absent > 1 { parts.append("\(absent) new lines were not accepted and are left out.") }
        for line in rewrite.lines where accept == "all" && line.printedText == nil && !line.isLeftOut {
            guard let other = line.alternativeTo else { continue }
            parts.append("Line \(line.number) is an alternative to line \(other), of which 'all' takes the first.")
        }
        let blanks = rewrite.blankNumbers.map(String.init).joined(separator: ", ")
        if !blanks.isEmpty { parts.append("Blanks are left to fill in, with '--set NUMBER=TEXT' for: \(blanks).") }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    private func print(_ rewrite: PostingRewrite) {
        switch format {
        case .markdown: Output.line(rewrite.markdown)
        case .jsonld: Output.json(rewrite.jsonLD)
        case .lines where global.json:
            guard case .object(let members) = rewrite.json else { return }
            Output.json(.object([.init("schema", 1)] + members))
        case .lines:
            var heading = ""
            for line in rewrite.lines {
                if line.heading != heading {
                    heading = line.heading
                    Output.line("\n\(heading)")
                }
                let mark = line.isAccepted ? "[x]" : "[ ]"
                let choice = line.alternativeTo.map { "; or line \($0)" } ?? ""
                Output.line("\(mark) \(line.number) (\(line.answers)\(choice)) \(TextForm.oneLine(line.text))")
            }
        }
    }

    private static func numbers(_ text: String?, all: Set<Int>, option: String) throws -> Set<Int> {
        guard let text else { return [] }
        if text == "all" { return all }
        var numbers: Set<Int> = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, ends.count <= 2, first <= last, last < 10_000 else {
                throw ValidationError("'\(option)' must be numbers such as 3,5,8-12.")
            }
            numbers.formUnion(first...last)
        }
        return numbers
    }
}
