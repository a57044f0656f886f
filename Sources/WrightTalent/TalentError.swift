public import WrightCore

/// A failure of the team's half: a posting, candidate or programme file that cannot be read.
public struct TalentError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case unreadableFile
            case noText
            case invalidSetting
            case lineUnknown
            case tooLarge
        }

        private let kind: Kind

        /// A file does not follow its format.
        public static let unreadableFile = Self(kind: .unreadableFile)
        /// A document holds nothing to read.
        public static let noText = Self(kind: .noText)
        /// A parameter is out of its range.
        public static let invalidSetting = Self(kind: .invalidSetting)
        /// A rewrite has no line of that number.
        public static let lineUnknown = Self(kind: .lineUnknown)
        /// A text or table is beyond the limits.
        public static let tooLarge = Self(kind: .tooLarge)

        fileprivate var name: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong.
    public let message: String
    /// What to do about it.
    public let remedy: String?

    /// The code's stable name.
    public var identifier: String { code.name }

    package static func unreadableFile(name: String, reason: String) -> Self {
        Self(
            code: .unreadableFile,
            message: "'\(name)' cannot be read: \(reason).",
            remedy: "Correct it at the place named."
        )
    }

    package static func noText(name: String) -> Self {
        Self(code: .noText, message: "'\(name)' holds no text.", remedy: "Give a posting or CV with text in it.")
    }

    package static func invalidSetting(name: String, reason: String) -> Self {
        Self(
            code: .invalidSetting,
            message: "The setting '\(name)' cannot be used: \(reason).",
            remedy: "Change '\(name)' to what the message allows."
        )
    }

    package static func humanMissing(_ name: String) -> Self {
        Self(
            code: .invalidSetting,
            message: "The setting 'by' cannot be used: a decision needs the name of the human who made it.",
            remedy: name.isEmpty
                ? "Give the human's first name and surname."
                : "Give the human's first name and surname; '\(name)' alone is the name of a program."
        )
    }

    package static func lineUnknown(_ number: Int, count: Int) -> Self {
        Self(
            code: .lineUnknown,
            message: "The rewrite has no line \(number); its lines are 1 to \(count).",
            remedy: "Run 'wright posting rewrite' without '--accept', '--reject' and '--set' to see its lines."
        )
    }

    package static func tooLarge(name: String, limit: Int) -> Self {
        Self(
            code: .tooLarge,
            message: "'\(name)' has more than \(limit) bytes.",
            remedy: "Shorten it, or give the part that matters."
        )
    }
}
