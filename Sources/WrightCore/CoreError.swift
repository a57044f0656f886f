/// A failure in the base layer: mapping files, reading JSON, decoding identifiers.
public struct CoreError: DescribedError {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case fileUnreadable
            case invalidJSON
            case notUTF8
        }

        private let kind: Kind

        /// A file could not be opened, measured or mapped.
        public static let fileUnreadable = Self(kind: .fileUnreadable)
        /// Bytes are not a JSON text, or one beyond the limits.
        public static let invalidJSON = Self(kind: .invalidJSON)
        /// A text that must be UTF-8 is not.
        public static let notUTF8 = Self(kind: .notUTF8)

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

    package static func fileUnreadable(path: String, reason: String) -> Self {
        Self(
            code: .fileUnreadable,
            message: "The file '\(path)' cannot be read: \(reason).",
            remedy: "Check that the file exists and that you may read it."
        )
    }

    package static func invalidJSON(offset: Int, reason: String) -> Self {
        Self(
            code: .invalidJSON,
            message: "The text is not valid JSON: \(reason) at byte \(offset).",
            remedy: "Correct the JSON at that byte."
        )
    }

    package static func notUTF8(offset: Int) -> Self {
        Self(
            code: .notUTF8,
            message: "The string at byte \(offset) is not UTF-8.",
            remedy: "Save the text as UTF-8."
        )
    }
}
