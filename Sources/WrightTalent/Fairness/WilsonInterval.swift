/// The 95 % interval of a rate.
///
/// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)` with z = 1.959964. For 8 of 10: 0.490 to 0.943.
/// - SeeAlso: Wilson (1927), "Probable inference, the law of succession, and statistical inference".
public struct WilsonInterval: Sendable, Hashable {
    /// The lower end, 0 to 1.
    public let low: Double
    /// The upper end, 0 to 1.
    public let high: Double

    /// The interval of so many successes in so many trials; 0 to 1 for no trials.
    public init(successCount: Int, trialCount: Int) {
        precondition(successCount >= 0 && successCount <= trialCount, "Successes lie from 0 to the number of trials.")
        guard trialCount > 0 else {
            (low, high) = (0, 1)
            return
        }
        let z = 1.959963984540054
        let (count, rate) = (Double(trialCount), Double(successCount) / Double(trialCount))
        let middle = rate + z * z / (2 * count)
        let half = z * (rate * (1 - rate) / count + z * z / (4 * count * count)).squareRoot()
        let scale = 1 + z * z / count
        low = successCount == 0 ? 0 : max(0, (middle - half) / scale)
        high = successCount == trialCount ? 1 : min(1, (middle + half) / scale)
    }

    /// The interval in whole per cent, such as "49 % to 94 %".
    public var percentText: String { "\(Int((low * 100).rounded())) % to \(Int((high * 100).rounded())) %" }
}
