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

        /// The numbers that are computed with; ``EncoderPrecision/standard`` by default.
        public var precision: EncoderPrecision

        /// Takes settings; each has a default.
        public init(
            workerCount: Int = TransformerEncoder.processorCount,
            batchTokenCount: Int = 512,
            maximumTokenCount: Int? = nil,
            precision: EncoderPrecision = .standard
        ) {
            self.workerCount = workerCount
            self.batchTokenCount = batchTokenCount
            self.maximumTokenCount = maximumTokenCount
            self.precision = precision
        }
    }

    /// The numbers that a model is computed with.
    public typealias Precision = EncoderPrecision
}
