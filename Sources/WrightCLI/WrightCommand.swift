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
            let arguments = withNegativeNumbers(CommandLine.arguments.dropFirst())
            try checkNames(arguments)
            var command = try parseAsRoot(arguments)
            do {
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            } catch {
                throw withUsage(error, of: type(of: command))
            }
        } catch {
            end(with: error)
        }
    }

    /// The arguments, each option and a negative number behind it as one, as in `--budget=-1`.
    ///
    /// Alone, the number would be taken for an option, and the value would be called missing instead of too small.
    private static func withNegativeNumbers(_ arguments: ArraySlice<String>) -> [String] {
        var result: [String] = []
        for argument in arguments {
            if let option = result.last, option.hasPrefix("--"), option != "--", !option.contains("="),
                argument.hasPrefix("-"), Double(argument) != nil, !result.contains("--")
            {
                result[result.count - 1] += "=" + argument
            } else {
                result.append(argument)
            }
        }
        return result
    }

    /// Refuses a command that there is not, of which otherwise the help of the last that there is would be shown.
    private static func checkNames(_ arguments: [String]) throws {
        let isHelp = arguments.first == "help"
        var command: any ParsableCommand.Type = Self.self
        var path = "wright"
        for name in isHelp ? arguments.dropFirst() : arguments[...] {
            if name.hasPrefix("-"), isHelp { continue }
            let configuration = command.configuration
            let takesArguments = configuration.subcommands.isEmpty || configuration.defaultSubcommand != nil
            let next = configuration.subcommands.first { $0._commandName == name }
            guard let next else {
                if !isHelp, takesArguments || name.hasPrefix("-") { return }
                let known = configuration.subcommands.map { $0._commandName }
                throw CLIError.commandUnknown(name, of: path, known: known)
            }
            command = next
            path += " " + name
        }
    }

    /// A complaint about the usage of a command that came up while it ran, with the place that tells of its usage.
    private static func withUsage(_ error: any Error, of command: any ParsableCommand.Type) -> any Error {
        guard !(error is ExitCode), exitCode(for: error) == .validationFailure, let path = path(to: command) else {
            return error
        }
        return CLIError.usageWrong(message(for: error), command: path)
    }

    /// The names that lead to a command.
    private static func path(
        to wanted: any ParsableCommand.Type,
        from command: any ParsableCommand.Type = Self.self
    ) -> String? {
        let name = command._commandName
        if command == wanted { return name }
        for inner in command.configuration.subcommands {
            if let rest = path(to: wanted, from: inner) { return name + " " + rest }
        }
        return nil
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
