public import WrightCore

/// A failure of the guard: rules, weights, policies or logs that cannot be read.
public struct GuardError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case unreadableRules, unreadableWeights, unreadablePolicy, unsuitableExamples, brokenLog, unreadableProbes
            case unsafeOutput, toolRefused, limitReached
        }

        private let kind: Kind

        /// A rules file does not follow its format.
        public static let unreadableRules = Self(kind: .unreadableRules)
        /// Weights do not follow their format.
        public static let unreadableWeights = Self(kind: .unreadableWeights)
        /// A policy file does not follow its format.
        public static let unreadablePolicy = Self(kind: .unreadablePolicy)
        /// Examples to learn from are too few, or all of one kind.
        public static let unsuitableExamples = Self(kind: .unsuitableExamples)
        /// An audit log was changed after it was written.
        public static let brokenLog = Self(kind: .brokenLog)
        /// A pack of probes does not follow its format.
        public static let unreadableProbes = Self(kind: .unreadableProbes)
        /// A model's answer gave away what it must not.
        public static let unsafeOutput = Self(kind: .unsafeOutput)
        /// Policy does not allow a tool call.
        public static let toolRefused = Self(kind: .toolRefused)
        /// A limit on requests, tokens, cost or size was reached.
        public static let limitReached = Self(kind: .limitReached)

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

    package init(_ code: Code, _ message: String, remedy: String?) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
