internal import ArgumentParser
internal import WrightCore
internal import WrightStore
internal import WrightTalent

/// Shows candidates side by side.
struct CandidateCompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Show candidates side by side for each requirement, in the order of arrival.",
        discussion: "The order is that of the arguments; nothing is sorted by merit, counted or added up."
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: CandidateOptions

    @Argument(help: "The posting.", completion: .file())
    var posting: String

    @Argument(help: "The CVs, in the order of arrival.", completion: .file())
    var cvs: [String]

    func validate() throws {
        guard (1...50).contains(cvs.count) else { throw ValidationError("Name from 1 to 50 CVs.") }
        try options.check()
    }

    func run() async throws {
        let session = try CandidateSession(posting: posting, cvs: cvs, options: options, folder: global.folder)
        let requirements = session.entries.first?.assessment.matches.map(\.requirement) ?? []
        if global.json {
            let rows = requirements.indices.map { index -> JSONValue in
                [
                    "requirement": .string(requirements[index].name),
                    "section": .string(requirements[index].section.rawValue),
                    "candidates": .array(
                        session.entries.map { entry in
                            let match = entry.assessment.matches[index]
                            return [
                                "candidate": .string(entry.name), "status": .string(match.status.rawValue),
                                "statement": .string(match.statement),
                            ]
                        }
                    ),
                ]
            }
            Output.json(["schema": 1, "order": "arrival", "requirements": .array(rows)])
            return
        }
        if !global.quiet {
            for entry in session.entries { Output.message("\(entry.name): \(Output.printable(entry.path))") }
        }
        Output.line("in the order of arrival: " + session.entries.map(\.name).joined(separator: ", "))
        for index in requirements.indices where requirements[index].kind != .other {
            Output.line(
                TextForm.oneLine(requirements[index].name) + (requirements[index].section == .nice ? " (welcome)" : "")
            )
            for entry in session.entries {
                let match = entry.assessment.matches[index]
                TalentText.paragraph("\(entry.name) [\(match.status.label)] \(match.statement)", indent: "    ")
            }
        }
    }
}
