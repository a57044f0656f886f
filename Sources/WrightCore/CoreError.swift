/// A failure in the base layer: mapping files, reading JSON, decoding identifiers.
public struct CoreError: DescribedError {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case fileUnreadable
            case invalidJSON
        }

        private let kind: Kind

        /// A file could not be opened, measured or mapped.
        public static let fileUnreadable = Self(kind: .fileUnreadable)
        /// Bytes are not a JSON text, or one beyond the limits.
        public static let invalidJSON = Self(kind: .invalidJSON)

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
}
