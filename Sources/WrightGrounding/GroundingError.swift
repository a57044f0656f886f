public import WrightCore

/// A failure of the verifier: weights that cannot be read, or examples that it cannot learn from.
public struct GroundingError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case unreadableWeights, unsuitableExamples
        }

        private let kind: Kind

        /// Weights do not follow their format.
        public static let unreadableWeights = Self(kind: .unreadableWeights)
        /// Examples to learn from are too few, or all of one kind.
        public static let unsuitableExamples = Self(kind: .unsuitableExamples)

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

    package static func unreadableWeights(name: String, reason: String) -> Self {
        Self(
            code: .unreadableWeights,
            message: "The weights '\(name)' cannot be read: \(reason).",
            remedy: "Give a file that this program has trained, or train it again."
        )
    }

    package static func unsuitableExamples(reason: String) -> Self {
        Self(
            code: .unsuitableExamples,
            message: "The verifier cannot learn from the examples: \(reason).",
            remedy: "Give supported and unsupported examples from each set."
        )
    }
}
