public import WrightCore

/// A failure of retrieval or answering.
public struct RetrievalError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case modelRequired
            case adapterUnreadable
            case adapterMismatch
            case adapterUnproven
        }

        private let kind: Kind

        /// The query needs an embedding model, and none is at hand.
        public static let modelRequired = Self(kind: .modelRequired)
        /// A file is not that of an adapter, or is damaged.
        public static let adapterUnreadable = Self(kind: .adapterUnreadable)
        /// An adapter was trained for another model than the one at hand.
        public static let adapterMismatch = Self(kind: .adapterMismatch)
        /// Nothing shows that an adapter makes retrieval better.
        public static let adapterUnproven = Self(kind: .adapterUnproven)

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
    static func adapterUnreadable(_ name: String, reason: String) -> Self {
        Self(
            code: .adapterUnreadable,
            message: "The file '\(name)' is no adapter that can be used: \(reason).",
            remedy: "Train one with 'wright eval adapt', and copy its file whole."
        )
    }

    package static func adapterMismatch(trainedFor: String, found: String) -> Self {
        Self(
            code: .adapterMismatch,
            message: "The adapter was trained for the model '\(trainedFor)', but searches use '\(found)' in another "
                + "version, precision or size.",
            remedy: "Train it again with 'wright eval adapt' and the model and precision of the index."
        )
    }

    package static func adapterUnproven(_ name: String, verdict: String) -> Self {
        Self(
            code: .adapterUnproven,
            message: "The adapter '\(name)' was not better than the plain model when it was measured: \(verdict).",
            remedy: "Leave it out, or train it on more queries with 'wright eval adapt'."
        )
    }
}
