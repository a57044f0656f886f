/// The numbers that a model is computed with.
///
/// The narrower they are, the faster: a processor multiplies twice as many bfloat16 values at a time as 32-bit floats,
/// and four times as many bytes. Vectors of different precisions are close, but they are never compared: the precision
/// is part of a model's fingerprint.
public struct EncoderPrecision: Sendable, Hashable, CaseIterable {
    private enum Kind: String, Hashable {
        case float32
        case bfloat16
        case int8
    }

    private let kind: Kind

    /// 32-bit floats: what the model was published with, to the fifth decimal.
    public static let float32 = Self(kind: .float32)

    /// The upper halves of 32-bit floats, with sums of 32 bits.
    public static let bfloat16 = Self(kind: .bfloat16)

    /// Bytes, with a scale for each output channel of the weights and for each token, and exact sums.
    ///
    /// Attention is computed in bfloat16.
    public static let int8 = Self(kind: .int8)

    /// All, the most exact first.
    public static let allCases: [Self] = [.float32, .bfloat16, .int8]

    /// What is taken where nothing else is asked for: the fastest whose loss of retrieval quality is small.
    public static let standard = Self.int8

    /// A stable name.
    public var name: String { kind.rawValue }

    /// The name that users say: `f32`, `bf16` or `int8`.
    public var shortName: String {
        switch kind {
        case .float32: "f32"
        case .bfloat16: "bf16"
        case .int8: "int8"
        }
    }

    /// Finds a precision by the name that users say.
    public init?(shortName: String) {
        guard let found = Self.allCases.first(where: { $0.shortName == shortName }) else { return nil }
        self = found
    }

    private init(kind: Kind) {
        self.kind = kind
    }
}
