public import WrightCore

/// A failure of tracing: a record that cannot be read.
public struct TraceError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case unreadableTrace
        }

        private let kind: Kind

        /// A stored trace does not follow its format.
        public static let unreadableTrace = Self(kind: .unreadableTrace)

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

    package static func unreadableTrace(name: String, reason: String) -> Self {
        Self(
            code: .unreadableTrace,
            message: "'\(name)' cannot be read: \(reason).",
            remedy: "Correct it at the place named."
        )
    }
}
