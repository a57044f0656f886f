internal import ArgumentParser

/// Looks at texts for attacks, secrets and poison.
struct GuardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard",
        abstract: "Look at texts, and at the whole corpus, for attacks, secrets and poison.",
        subcommands: [
            GuardCheckCommand.self, GuardScanCommand.self, GuardQuarantineCommand.self, GuardTrainCommand.self,
            GuardVerifyLogCommand.self,
        ]
    )
}
