internal import WrightCore

/// A failure of the command line itself.
struct CLIError: DescribedError, Equatable {
    let identifier: String
    let message: String
    let remedy: String?

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
