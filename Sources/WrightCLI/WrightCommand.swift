#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
public import ArgumentParser
private import WrightCore

/// The command `wright` and all that stands under it.
public struct WrightCommand: AsyncParsableCommand {
    /// The name, the summary and the commands.
    public static let configuration = CommandConfiguration(
        commandName: "wright",
        abstract: "From a folder of documents to answers with verified citations.",
        discussion: """
            Data goes to standard output, messages to standard error. Every command has --json.

            Exit codes: 0 done; 1 failed; 2 done, but some inputs were skipped, each named; 3 a gate was not met; \
            64 wrong usage.
            """,
        version: WrightVersion.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Build",
                subcommands: [
                    InitCommand.self, IndexCommand.self, SearchCommand.self, AskCommand.self, ChatCommand.self,
                    ShowCommand.self, StatusCommand.self,
                    ModelCommand.self, EmbedCommand.self, PromptCommand.self,
                ]
            ),
            CommandGroup(name: "Measure", subcommands: [EvalCommand.self]),
            CommandGroup(name: "Defend", subcommands: [GuardCommand.self, RedTeamCommand.self]),
            CommandGroup(name: "Operate", subcommands: [CostCommand.self]),
            CommandGroup(
                name: "People",
                subcommands: [PostingCommand.self, CandidateCommand.self, ProgrammeCommand.self]
            ),
            CommandGroup(name: "Install", subcommands: [ManualCommand.self]),
        ]
    )

    /// Parses nothing yet.
    public init() {}

    /// Runs the command that the arguments name, and ends the process with its exit code.
    public static func run() async {
        // A write beyond a file-size limit then fails with an error that is reported.
        signal(SIGXFSZ, SIG_IGN)
        do {
            try checkHelp(CommandLine.arguments.dropFirst())
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }

    /// 'help' of a command that there is not would show the help of the last that there is.
    private static func checkHelp(_ arguments: ArraySlice<String>) throws {
        guard arguments.first == "help" else { return }
        var command: any ParsableCommand.Type = Self.self
        for name in arguments.dropFirst() where !name.hasPrefix("-") {
            let known = command.configuration.subcommands
            guard let next = known.first(where: { $0.configuration.commandName == name }) else {
                throw CLIError.commandUnknown(name, known: known.map { $0.configuration.commandName ?? "" })
            }
            command = next
        }
    }

    /// Says what went wrong and ends the process.
    private static func end(with error: any Error) -> Never {
        switch error {
        case let error as any DescribedError:
            Output.error(error)
            exit(withError: ExitCode((error as? CLIError)?.status ?? 1))
        case is CancellationError:
            exit(withError: ExitCode(1))
        case _ where exitCode(for: error) == .validationFailure:
            Output.message("error: " + message(for: error))
            let advice = fullMessage(for: error).split(separator: "\n").last.map(String.init) ?? ""
            Output.message("fix: " + advice.drop { $0 == " " })
            exit(withError: ExitCode.validationFailure)
        default:
            exit(withError: error)
        }
    }
}

/// The version of the program.
package enum WrightVersion {
    /// Major, minor, patch.
    package static let current = "0.1.0"
}
