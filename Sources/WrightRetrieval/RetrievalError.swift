public import WrightCore

/// A failure of retrieval or answering.
public struct RetrievalError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case modelRequired
        }

        private let kind: Kind

        /// The query needs an embedding model, and none is at hand.
        public static let modelRequired = Self(kind: .modelRequired)

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

    package static func modelRequired() -> Self {
        Self(
            code: .modelRequired,
            message: "Search by meaning needs an embedding model, and none is at hand.",
            remedy: "Run 'wright model install' and index again, or search with '--mode lexical'."
        )
    }
}
