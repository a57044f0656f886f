internal import ArgumentParser

/// Candidates.
struct CandidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "candidate",
        abstract: "Show what CVs say of each requirement, keep decisions with reasons, and show fairness.",
        subcommands: [
            CandidateAssessCommand.self, CandidateCompareCommand.self, CandidateDecideCommand.self,
            CandidateFairnessCommand.self, CandidateExportCommand.self, CandidateEraseCommand.self,
        ]
    )
}
