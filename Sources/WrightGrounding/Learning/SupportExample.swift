/// A response, the context it should rest on, and what a person says of it.
public struct SupportExample: Sendable, Hashable {
    /// What the response should rest on.
    public let context: String
    /// The response.
    public let response: String
    /// Whether the context supports it.
    public let isSupported: Bool
    /// The set of examples that it comes from.
    public let set: String
    /// What it was made of; examples of one source never stand on both sides of a split.
    public let source: String
    /// The set whose example it was made from by an edit; nil where nobody edited it.
    public let origin: String?

    /// Takes an example.
    public init(
        context: String,
        response: String,
        isSupported: Bool,
        set: String,
        source: String,
        origin: String? = nil
    ) {
        self.context = context
        self.response = response
        self.isSupported = isSupported
        self.set = set
        self.source = source
        self.origin = origin
    }

    /// The part of a split that it belongs to, by a hash of its source.
    package var part: Part {
        switch ByteHash.of(source.utf8) % 10 {
        case 0, 1: .test
        case 2: .calibration
        default: .training
        }
    }

    /// Whether it helps to turn scores into probabilities.
    package var isCalibration: Bool { part == .calibration && origin == nil }

    /// A part of a split.
    package enum Part: Sendable {
        /// What weights are fitted on: 70 %.
        case training
        /// What turns scores into probabilities: 10 %.
        case calibration
        /// What figures are reported on: 20 %.
        case test
    }
}
