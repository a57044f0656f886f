/// What a segment stores of each vector.
public enum VectorStorage: UInt32, Sendable, Hashable {
    /// Floats and byte codes: exact scores.
    case floats = 0

    /// Byte codes alone, a fifth of the size: scores are those of the codes.
    ///
    /// For corpora whose floats would not fit the disk. Scores err by less than a hundredth for most models.
    case codes = 1

    /// Bytes of a stored row of floats.
    func rowSize(stride: Int) -> Int {
        switch self {
        case .floats: stride * 4
        case .codes: 0
        }
    }
}
