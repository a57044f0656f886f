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

    static func fileExists(_ path: String) -> Self {
        Self(
            identifier: "fileExists",
            message: "The file '\(path)' is there already.",
            remedy: "Edit it, or remove it first."
        )
    }
}
