internal import ArgumentParser

/// Attacks the guard, the project or a service.
struct RedTeamCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redteam",
        abstract: "Attack the guard, this project's pipeline or a service over HTTP, and gate on what gets through.",
        subcommands: [RedTeamRunCommand.self, RedTeamReportCommand.self]
    )
}
