package import WrightCore

/// Failures of the container formats: zip archives, the XML parts in them, and files read by other programs.
extension DocumentError {
    package static func malformedArchive(reason: String) -> Self {
        Self(
            code: .malformed,
            message: "The archive is broken: \(reason).",
            remedy: "Open the file with the program that made it, and save it again."
        )
    }

    package static func malformedPart(_ part: String, reason: String) -> Self {
        Self(
            code: .malformed,
            message: "The part '\(shortened(part))' of the file is broken: \(reason).",
            remedy: "Open the file with the program that made it, and save it again."
        )
    }

    package static func declaresEntities(part: String) -> Self {
        Self(
            code: .malformed,
            message:
                "The part '\(shortened(part))' of the file declares XML entities, which could expand without bound.",
            remedy: "Save the file again with a program that declares none."
        )
    }

    package static func partTooDeep(_ part: String, limit: Int) -> Self {
        Self(
            code: .tooDeep,
            message: "The part '\(shortened(part))' of the file has elements more than \(limit) deep.",
            remedy: "Simplify the file, or raise `ParsingLimits` in a program of yours."
        )
    }

    package static func partMissing(_ part: String) -> Self {
        Self(
            code: .malformed,
            message: "The file has no part '\(shortened(part))', which its format requires.",
            remedy: "Open the file with the program that made it, and save it again."
        )
    }

    package static func archiveExpands(limit: ByteCount) -> Self {
        Self(
            code: .expandsTooMuch,
            message: "The archive unpacks to more than the limit of \(limit).",
            remedy: "Unpack it yourself if you trust it, or raise `ParsingLimits` in a program of yours."
        )
    }

    package static func archiveExpands(factor: Int) -> Self {
        Self(
            code: .expandsTooMuch,
            message: "The archive unpacks to more than \(factor) times its size.",
            remedy: "Unpack it yourself if you trust it, or raise `ParsingLimits` in a program of yours."
        )
    }

    package static func tooManyEntries(limit: Int) -> Self {
        Self(
            code: .tooLarge,
            message: "The archive has more than \(limit) entries.",
            remedy: "Split the archive, or raise `ParsingLimits` in a program of yours."
        )
    }

    package static func tooManyPages(limit: Int) -> Self {
        Self(
            code: .tooLarge,
            message: "The item has more than \(limit) pages.",
            remedy: "Split the item, or raise `ParsingLimits` in a program of yours."
        )
    }

    package static func needsPassword(format: String) -> Self {
        Self(
            code: .encrypted,
            message: "The \(format) file is encrypted and needs a password.",
            remedy: "Save a copy without a password."
        )
    }

    package static func rightsManaged(format: String) -> Self {
        Self(
            code: .encrypted,
            message: "The \(format) file is protected by digital rights management.",
            remedy: "Use a copy without protection."
        )
    }

    package static func legacyOffice() -> Self {
        Self(
            code: .unsupported,
            message: "The file is in the binary Office format from before 2007.",
            remedy: "Save it as .docx, .xlsx or .pptx."
        )
    }

    package static func toolNotInstalled(_ tool: String, package: String) -> Self {
        Self(
            code: .toolMissing,
            message: "The program '\(tool)', which reads this format, is not installed.",
            remedy: "Install it: apt-get install \(package)."
        )
    }

    package static func toolFailure(_ tool: String, reason: String) -> Self {
        Self(
            code: .toolFailed,
            message: "The program '\(tool)' failed: \(reason).",
            remedy: "Check that the file opens in a viewer."
        )
    }

    package static func toolTimedOut(_ tool: String, seconds: Int) -> Self {
        Self(
            code: .timedOut,
            message: "The program '\(tool)' took longer than \(seconds) s.",
            remedy: "Split the file, or raise `ParsingLimits` in a program of yours."
        )
    }

    package static func brokenFile(format: String, reason: String) -> Self {
        Self(
            code: .malformed,
            message: "The \(format) file is broken: \(reason).",
            remedy: "Check that the file opens in a viewer, and save it again."
        )
    }

    package static func holdsNoText(format: String, remedy: String?) -> Self {
        Self(code: .empty, message: "The \(format) file holds no text.", remedy: remedy)
    }

    /// Names out of a file are shown only up to a length, and on one line.
    private static func shortened(_ name: String) -> String {
        String(name.prefix(80).map { $0.isNewline ? " " : $0 })
    }
}
