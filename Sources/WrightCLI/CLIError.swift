internal import WrightCore

/// A failure of the command line itself.
struct CLIError: DescribedError, Equatable {
    let identifier: String
    let message: String
    let remedy: String?
    /// The code that the command exits with.
    var status: Int32 = 1

    static func questionRefused(action: String, decidedBy: String, rules: [String]) -> Self {
        Self(
            identifier: "questionRefused",
            message: "The guard refused the question: \(action) by \(decidedBy), for \(rules.joined(separator: ", ")).",
            remedy: "Put it in other words, or let it pass in the policy; 'wright guard check' shows what it sees.",
            status: 3
        )
    }

    static func commandUnknown(_ name: String, of path: String, known: [String]) -> Self {
        let list = known.joined(separator: ", ")
        return Self(
            identifier: "commandUnknown",
            message: "There is no command '\(path) \(name)'.",
            remedy: known.isEmpty ? "'\(path)' stands alone." : "Name one of \(list); see '\(path) --help'.",
            status: 64
        )
    }

    static func usageWrong(_ message: String, command: String) -> Self {
        Self(
            identifier: "usageWrong",
            message: message,
            remedy: "See '\(command) --help' for more information.",
            status: 64
        )
    }

    static func nothingToTry(_ reason: String, remedy: String) -> Self {
        Self(identifier: "nothingToTry", message: "There is nothing to try: \(reason).", remedy: remedy)
    }

    static func figureUnknown(_ name: String, run: String, known: [String]) -> Self {
        Self(
            identifier: "figureUnknown",
            message: "The run '\(run)' has no figure '\(name)'.",
            remedy: "Name one of \(known.joined(separator: ", ")) with '--figure'."
        )
    }

    static func lineInvalid(file: String, line: Int, expected: String) -> Self {
        Self(
            identifier: "lineInvalid",
            message: "Line \(line) of '\(file)' is not \(expected).",
            remedy: "Correct that line."
        )
    }

    static func lineTooLong(name: String, number: Int, limit: Int) -> Self {
        Self(
            identifier: "lineTooLong",
            message: "Line \(number) of '\(name)' is longer than \(limit) bytes.",
            remedy: "Cut the input into lines, one JSON value each."
        )
    }

    static func fileUnwritable(_ path: String) -> Self {
        Self(
            identifier: "fileUnwritable",
            message: "The file '\(path)' cannot be written.",
            remedy: "Name a file in a folder that you may write to."
        )
    }

    static func documentUnknown(_ name: String) -> Self {
        Self(
            identifier: "documentUnknown",
            message: "There is no document '\(name)' that you may read in the index.",
            remedy: "Name it as 'wright search' does; for a document of a group, name the group with '--group'."
        )
    }

    static func documentHeld(_ name: String) -> Self {
        Self(
            identifier: "documentHeld",
            message: "The document '\(name)' is kept apart, as a whole or in part.",
            remedy: "See 'wright guard quarantine list'; bytes that are not kept apart can be shown with '--range'."
        )
    }

    static func documentAmbiguous(_ name: String, _ found: [String]) -> Self {
        Self(
            identifier: "documentAmbiguous",
            message: "'\(name)' may be any of " + found.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + ".",
            remedy: "Give more of the path."
        )
    }

    static func modelNeeded(for option: String) -> Self {
        Self(
            identifier: "modelNeeded",
            message: "'\(option)' needs a language model, and none is named.",
            remedy: "Name one with '--model', such as 'ollama:llama3.2'."
        )
    }

    static func modelUnsuitable(_ name: String, task: String) -> Self {
        Self(
            identifier: "modelUnsuitable",
            message: "The model '\(name)' is not one for \(task).",
            remedy: "Name a transformer model, such as all-MiniLM-L6-v2."
        )
    }

    static func fileExists(_ path: String) -> Self {
        Self(
            identifier: "fileExists",
            message: "The file '\(path)' is there already.",
            remedy: "Edit it, or remove it first."
        )
    }
}
