/// Brings vectors to length 1, so that inner products are cosines.
enum UnitVector {
    /// How far a length may be from 1 for a vector to be taken as it is, bit for bit.
    private static let tolerance = 1e-6

    /// The vector with length 1, or all zeros for one without a direction; nil when a coordinate is not finite.
    static func normalised(_ vector: [Float]) -> [Float]? {
        var square = 0.0
        for value in vector {
            guard value.isFinite else { return nil }
            square += Double(value) * Double(value)
        }
        let length = square.squareRoot()
        guard length > 0 else { return vector }
        guard abs(length - 1) > tolerance else { return vector }
        return vector.map { Float(Double($0) / length) }
    }

    /// The length, rounded up by more than the sum's own error.
    static func lengthBound(_ vector: some Sequence<Double>) -> Float {
        Float(vector.reduce(0) { $0 + $1 * $1 }.squareRoot() * 1.000_001).nextUp
    }
}
