internal import ArgumentParser

/// Measures.
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure retrieval, chunking and answers, compare versions, plan, judge and gate.",
        subcommands: [
            EvalRunCommand.self, EvalCompareCommand.self, EvalBaselineCommand.self, EvalReportCommand.self,
            EvalPlanCommand.self, EvalRetrievalCommand.self, EvalChunkingCommand.self, EvalCalibrateCommand.self,
            EvalVerifyCommand.self, EvalTrainVerifierCommand.self, EvalJudgeCommand.self, EvalReviewCommand.self,
            EvalGenerateCommand.self, EvalDatasetCommand.self, EvalTuneCommand.self, EvalAdaptCommand.self,
        ]
    )
}
