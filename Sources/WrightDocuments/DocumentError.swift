public import WrightCore

/// Why an item could not be made into a document.
public struct DocumentError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case unsupported
            case encrypted
            case malformed
            case tooLarge
            case tooDeep
            case expandsTooMuch
            case toolMissing
            case toolFailed
            case timedOut
            case empty
        }

        private let kind: Kind

        /// The format is not one that Wright reads.
        public static let unsupported = Self(kind: .unsupported)
        /// The item needs a password.
        public static let encrypted = Self(kind: .encrypted)
        /// The item breaks the rules of its format.
        public static let malformed = Self(kind: .malformed)
        /// The item, or its text, is larger than the limit.
        public static let tooLarge = Self(kind: .tooLarge)
        /// Elements stand inside elements beyond the limit.
        public static let tooDeep = Self(kind: .tooDeep)
        /// An archive grows beyond the limit when unpacked.
        public static let expandsTooMuch = Self(kind: .expandsTooMuch)
        /// A program that reads the format is not installed.
        public static let toolMissing = Self(kind: .toolMissing)
        /// A program that reads the format failed.
        public static let toolFailed = Self(kind: .toolFailed)
        /// A program that reads the format took longer than the limit.
        public static let timedOut = Self(kind: .timedOut)
        /// The item holds no text.
        public static let empty = Self(kind: .empty)

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

    package static func tooLarge(what: String, limit: ByteCount) -> Self {
        Self(
            code: .tooLarge,
            message: "The \(what) is larger than the limit of \(limit).",
            remedy: "Split the item, or raise `ParsingLimits` in a program of yours."
        )
    }

    package static func tooManyBlocks(limit: Int) -> Self {
        Self(
            code: .tooLarge,
            message: "The item has more than \(limit) blocks.",
            remedy: "Split the item, or raise `ParsingLimits` in a program of yours."
        )
    }

    package static func unsupported(name: String, kind: String) -> Self {
        Self(
            code: .unsupported,
            message: "'\(name)' is \(kind), which Wright does not read.",
            remedy: "Convert it to a format that Wright reads, or leave it out of the folder."
        )
    }

    package static func malformed(format: String, reason: String) -> Self {
        Self(
            code: .malformed,
            message: "The \(format) text is broken: \(reason).",
            remedy: "Open it with the program that made it, and save it again."
        )
    }

    package static func tooDeep(format: String, limit: Int) -> Self {
        Self(
            code: .tooDeep,
            message: "The \(format) text has parts more than \(limit) deep inside one another.",
            remedy: "Simplify the item, or raise `ParsingLimits` in a program of yours."
        )
    }

    package static func noText(name: String) -> Self {
        Self(code: .empty, message: "'\(name)' holds no text.", remedy: nil)
    }
}
