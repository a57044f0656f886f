public import WrightCore

/// Why a model could not be loaded or run.
public struct EncoderError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case modelMissing
            case fileUnreadable
            case configurationInvalid
            case unsupported
            case weightsMalformed
            case tensorMissing
            case tensorMismatched
            case vocabularyInvalid
            case tokenOutOfRange
        }

        private let kind: Kind

        /// The folder does not hold a model.
        public static let modelMissing = Self(kind: .modelMissing)
        /// A file of the model cannot be read.
        public static let fileUnreadable = Self(kind: .fileUnreadable)
        /// A configuration file of the model is not what it should be.
        public static let configurationInvalid = Self(kind: .configurationInvalid)
        /// The model needs something that this encoder does not do.
        public static let unsupported = Self(kind: .unsupported)
        /// The weights are not a safetensors file.
        public static let weightsMalformed = Self(kind: .weightsMalformed)
        /// The weights lack a tensor.
        public static let tensorMissing = Self(kind: .tensorMissing)
        /// A tensor has another shape or element type than the configuration says.
        public static let tensorMismatched = Self(kind: .tensorMismatched)
        /// The vocabulary is not usable with this model.
        public static let vocabularyInvalid = Self(kind: .vocabularyInvalid)
        /// A token number lies outside the vocabulary.
        public static let tokenOutOfRange = Self(kind: .tokenOutOfRange)

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

    package static func modelMissing(folder: String) -> Self {
        Self(
            code: .modelMissing,
            message: "The folder '\(folder)' holds no sentence model: 'config.json' is not there.",
            remedy: "Install the model, or name a folder that holds config.json, vocab.txt and model.safetensors."
        )
    }

    package static func fileUnreadable(_ error: CoreError) -> Self {
        Self(code: .fileUnreadable, message: error.message, remedy: "Install the model again.")
    }

    package static func configurationInvalid(file: String, reason: String) -> Self {
        Self(
            code: .configurationInvalid,
            message: "The model's configuration '\(file)' is not usable: \(reason).",
            remedy: "Install the model again, or correct the file."
        )
    }

    package static func unsupported(file: String, setting: String, value: String, supported: String) -> Self {
        Self(
            code: .unsupported,
            message: "The model's '\(file)' asks for \(setting) '\(value)', which is not supported.",
            remedy: "Choose a model with \(setting) \(supported)."
        )
    }

    package static func weightsMalformed(path: String, reason: String) -> Self {
        Self(
            code: .weightsMalformed,
            message: "The weights '\(path)' are not a valid safetensors file: \(reason).",
            remedy: "Install the model again."
        )
    }

    package static func tensorMissing(_ name: String, path: String) -> Self {
        Self(
            code: .tensorMissing,
            message: "The weights '\(path)' have no tensor '\(name)', which a BERT encoder needs.",
            remedy: "Use the weights that belong to the model's configuration."
        )
    }

    package static func tensorMismatched(_ name: String, expected: String, found: String) -> Self {
        Self(
            code: .tensorMismatched,
            message: "The tensor '\(name)' should be \(expected), but it is \(found).",
            remedy: "Use the weights that belong to the model's configuration."
        )
    }

    package static func vocabularyInvalid(path: String, reason: String) -> Self {
        Self(
            code: .vocabularyInvalid,
            message: "The vocabulary '\(path)' is not usable with the model: \(reason)",
            remedy: "Use the vocabulary that belongs to the model."
        )
    }

    package static func tokenOutOfRange(_ token: Int32, count: Int) -> Self {
        Self(
            code: .tokenOutOfRange,
            message: "The token number '\(token)' lies outside the model's vocabulary of \(count) tokens.",
            remedy: "Make token numbers with the model's own tokenizer."
        )
    }
}
