extension TransformerEncoder {
    /// How a model is run.
    public struct Configuration: Sendable, Hashable {
        /// Threads that compute at the same time; as many as the machine has processors by default.
        public var workerCount: Int

        /// Tokens that a worker computes together; 512 by default.
        ///
        /// More needs more memory and is not faster.
        public var batchTokenCount: Int

        /// The tokens that are read of a text, if fewer than the model could read; nil reads as many as the model says.
        public var maximumTokenCount: Int?

        /// The numbers that are computed with; 32-bit floats by default.
        public var precision: Precision

        /// Takes settings; each has a default.
        public init(
            workerCount: Int = TransformerEncoder.processorCount,
            batchTokenCount: Int = 512,
            maximumTokenCount: Int? = nil,
            precision: Precision = .float32
        ) {
            self.workerCount = workerCount
            self.batchTokenCount = batchTokenCount
            self.maximumTokenCount = maximumTokenCount
            self.precision = precision
        }
    }

    /// The numbers that a model is computed with.
    public struct Precision: Sendable, Hashable {
        private enum Kind: String, Hashable {
            case float32
        }

        private let kind: Kind

        /// 32-bit floats: what the model was published with, to the fifth decimal.
        public static let float32 = Self(kind: .float32)

        /// A stable name.
        public var name: String { kind.rawValue }
    }
}
