public import WrightCore

/// Why a text component could not be made.
public struct TextError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case vocabularyInvalid
            case specialTokenMissing
        }

        private let kind: Kind

        /// A vocabulary file is empty, too large, or not a list of tokens.
        public static let vocabularyInvalid = Self(kind: .vocabularyInvalid)
        /// A vocabulary lacks a token that the tokenizer cannot do without.
        public static let specialTokenMissing = Self(kind: .specialTokenMissing)

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

    package static func vocabularyInvalid(reason: String) -> Self {
        Self(
            code: .vocabularyInvalid,
            message: "The vocabulary is not a list of tokens, one on each line: \(reason).",
            remedy: "Install the model again, or check its file 'vocab.txt'."
        )
    }

    package static func specialTokenMissing(_ token: String) -> Self {
        Self(
            code: .specialTokenMissing,
            message: "The vocabulary has no token '\(token)', which the tokenizer needs.",
            remedy: "Use the vocabulary that belongs to the model, or name its special tokens in the configuration."
        )
    }
}
