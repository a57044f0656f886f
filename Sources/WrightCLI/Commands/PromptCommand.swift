internal import ArgumentParser

/// Prompts as files that are versioned, tested and promoted.
struct PromptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompt",
        abstract: "Write, render, check, test and promote prompts.",
        discussion: """
            A prompt is a file NAME.prompt in the project's folder 'prompts', or one that is built in. NAME@LABEL and \
            NAME@VERSION name a version that was promoted; a label that was never given is an error.
            """,
        subcommands: [
            PromptInitCommand.self, PromptListCommand.self, PromptShowCommand.self, PromptDiffCommand.self,
            PromptRenderCommand.self, PromptValidateCommand.self, PromptRepairCommand.self, PromptTestCommand.self,
            PromptPromoteCommand.self, PromptRollbackCommand.self,
        ]
    )
}
