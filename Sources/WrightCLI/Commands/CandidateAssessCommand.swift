internal import ArgumentParser
internal import WrightCore
internal import WrightStore
internal import WrightTalent

/// Assesses CVs.
struct CandidateAssessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess",
        abstract: "Show for each requirement of a posting what a CV says: met, adjacent, to learn, or to ask.",
        discussion: """
            Reads PDF, Word, HTML, Markdown, text and JSON Resume. Hidden text and words addressed to programs are \
            left out of \
            the reading and shown. Names, addresses and dates of birth are taken out first; a name changes nothing. \
            There is no \
            score and no rank. With --save, the assessment goes to the project's log of people.
            """
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: CandidateOptions

    @Flag(help: "Print the candidate's copy of the view.")
    var candidateCopy = false

    @Flag(help: "Keep the assessment in the project's log of people.")
    var save = false

    @Option(help: ArgumentHelp("How many days saved records are kept, 1 to 3650.", valueName: "days"))
    var retentionDays = 180

    @Argument(help: "The posting.", completion: .file())
    var posting: String

    @Argument(help: "The CVs, in the order of arrival.", completion: .file())
    var cvs: [String]

    func validate() throws {
        guard !cvs.isEmpty, cvs.count <= 10_000 else { throw ValidationError("Name from 1 to 10000 CVs.") }
        guard (1...3650).contains(retentionDays) else {
            throw ValidationError("'--retention-days' must be from 1 to 3650.")
        }
        try options.check()
    }

    func run() async throws {
        let session = try CandidateSession(posting: posting, cvs: cvs, options: options, folder: global.folder)
        if save { try session.save(project: global.folder, retentionDays: retentionDays) }
        if !global.quiet {
            for entry in session.entries { Output.message("\(entry.name): \(Output.printable(entry.path))") }
        }
        if global.json {
            Output.json([
                "schema": 1, "posting": .string(session.posting.title ?? ""),
                "asOf": .string(session.asOf.description),
                "candidates": .array(session.entries.map { $0.assessment.json(candidate: $0.name) }),
            ])
        } else {
            for entry in session.entries {
                if candidateCopy { Output.line(entry.assessment.candidateCopy) } else { Self.report(entry) }
            }
        }
        if session.failureCount > 0 { throw ExitCode(2) }
    }

    private static func report(_ entry: CandidateSession.Entry) {
        Output.line("Candidate \(entry.name)")
        for match in entry.assessment.matches where match.requirement.kind != .other || match.status != .unknown {
            Output.line("  \(label(match)) \(TextForm.oneLine(match.requirement.name))")
            TalentText.paragraph(match.statement, indent: "      ")
        }
        let asks = entry.assessment.matches.count { $0.requirement.kind == .other && $0.status == .unknown }
        if asks > 0 { Output.line("  [ask]      \(asks) lines of the posting that only people can judge") }
        let ramp = entry.assessment.ramp
        if let p10 = ramp.p10, let p50 = ramp.p50, let p90 = ramp.p90 {
            Output.line("  months until productive: \(p50) (\(p10) to \(p90), 80 % interval)")
            for assumption in ramp.assumptions { TalentText.paragraph(assumption, indent: "      ") }
        } else {
            Output.line("  months until productive: unknown, the CV shows too little")
        }
        Output.line("  interview")
        for question in entry.assessment.guide.questions {
            TalentText.paragraph("- " + question.text, indent: "      ")
        }
        if let anchors = entry.assessment.guide.questions.first?.generalAnchors {
            Output.line("      each answer is described, not scored, as one of")
            for anchor in anchors { TalentText.paragraph("· " + anchor, indent: "        ") }
        }
        TalentText.paragraph("work sample: " + entry.assessment.guide.workSample, indent: "      ")
        for finding in entry.assessment.findings {
            Output.line("  left out (\(finding.kind.rawValue), \(TextForm.oneLine(finding.rule)))")
            TalentText.paragraph("\"\(finding.quote)\"", indent: "      ")
        }
        Output.line("")
    }

    private static func label(_ match: RequirementMatch) -> String {
        let label = "[\(match.status.label)]"
        return label + String(repeating: " ", count: 10 - label.count)
    }
}

extension RequirementMatch.Status {
    /// The status as reports for managers show it.
    var label: String {
        switch self {
        case .met: "met"
        case .adjacent: "adjacent"
        case .toLearn: "to learn"
        case .unknown: "ask"
        }
    }
}
