// Idea: any number of raters, any of whom may have skipped items: one less the disagreement seen divided by that which
//   chance would give.
// Source: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability"; equal to the Python package `krippendorff`
//   0.9 (coincidence matrix). The interval resamples items (BCa-free percentile), with the chance disagreement of each
//   resample.
// Deviation: where all ratings are the same, alpha is 0/0 and is not measured. Where every draw of the items gives the
//   same alpha, as where two raters never agree, the draws say nothing of the scatter, and there is no interval.
// Data layout: values numbered by their order; for each item the counts of its values.

private import WrightCore

/// How far any number of raters agree beyond chance.
public struct KrippendorffAlpha: Sendable, Hashable {
    /// What lies between two values.
    public enum Level: String, Sendable, CaseIterable {
        /// Values are names: the same or not.
        case nominal
        /// Values are ranks.
        case ordinal
        /// Values are numbers; their difference counts.
        case interval
        /// Values are amounts from 0 up; their relative difference counts.
        case ratio
    }

    /// Alpha with its interval, at most 1; 0 is chance.
    public let alpha: MetricValue
    /// Why an alpha that was measured has no interval, in a sentence; nil where it has one.
    public let intervalAbsence: String?
    /// How many items have two ratings or more, the ones that count.
    public let itemCount: Int
    /// How many ratings those items have.
    public let ratingCount: Int

    /// Measures agreement.
    ///
    /// - Parameters:
    ///   - ratings: For each rater, one value for each item, nil where the item was skipped.
    ///   - level: What lies between two values.
    ///   - resampleCount: How many times items are drawn again for the interval; 0 for none.
    ///   - seed: What the random numbers start from.
    public init(ratings: [[Double?]], level: Level, resampleCount: Int = 1000, seed: UInt64 = 1) {
        let itemTotal = ratings.map(\.count).max() ?? 0
        let values = Set(ratings.joined().compactMap { $0 }).sorted()
        let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($0.element, $0.offset) })
        var items: [[ValueCount]] = []
        for item in 0..<itemTotal {
            var counts: [Int: Int] = [:]
            for rater in ratings where item < rater.count {
                if let value = rater[item], let place = places[value] { counts[place, default: 0] += 1 }
            }
            guard counts.values.reduce(0, +) > 1 else { continue }
            items.append(counts.sorted { $0.key < $1.key }.map { ValueCount(value: $0.key, count: $0.value) })
        }
        itemCount = items.count
        ratingCount = items.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } }
        guard let value = Self.alpha(items, values, level) else {
            let why =
                items.isEmpty ? "No item has two ratings." : "All ratings are the same, so chance explains everything."
            alpha = .notMeasured(why: why)
            intervalAbsence = nil
            return
        }
        let range = Self.interval(items, values, level, resampleCount, seed)
        let interval = range.flatMap { $0.lowerBound < $0.upperBound ? $0 : nil }
        intervalAbsence =
            interval != nil
            ? nil
            : items.count == 1
                ? "Only one item has two ratings."
                : range == nil ? "The items are not drawn again." : "Every draw of the items gives the same alpha."
        alpha = .measured(MetricEstimate(mean: value, interval: interval, count: items.count))
    }

    private static func interval(
        _ items: [[ValueCount]],
        _ values: [Double],
        _ level: Level,
        _ resampleCount: Int,
        _ seed: UInt64
    ) -> ClosedRange<Double>? {
        guard items.count > 1, resampleCount > 0 else { return nil }
        var random = SeededRandom(seed: seed)
        var drawn: [Double] = []
        for _ in 0..<resampleCount {
            let sample = items.map { _ in
                items[Int(random.next().multipliedFullWidth(by: UInt64(items.count)).high)]
            }
            // A draw of one value only has nothing to agree about; it counts as perfect agreement.
            drawn.append(alpha(sample, values, level) ?? 1)
        }
        drawn.sort()
        let last = Double(drawn.count - 1)
        return drawn[Int((0.025 * last).rounded(.down))]...drawn[Int((0.975 * last).rounded(.up))]
    }

    /// `1 − D_observed / D_expected`; nil where the expected disagreement is 0.
    private static func alpha(_ items: [[ValueCount]], _ values: [Double], _ level: Level) -> Double? {
        var totals = [Double](repeating: 0, count: values.count)
        for item in items { for entry in item { totals[entry.value] += Double(entry.count) } }
        let distance = DistanceTable(values, totals, level)
        var observed = 0.0
        for item in items {
            let size = Double(item.reduce(0) { $0 + $1.count })
            for left in item {
                for right in item where left.value != right.value {
                    observed += Double(left.count * right.count) / (size - 1) * distance[left.value, right.value]
                }
            }
        }
        let total = totals.reduce(0, +)
        var expected = 0.0
        for left in totals.indices where totals[left] > 0 {
            for right in totals.indices where right != left {
                expected += totals[left] * totals[right] * distance[left, right]
            }
        }
        guard expected > 0 else { return nil }
        return 1 - (total - 1) * observed / expected
    }
}

/// How often an item was given a value.
private struct ValueCount {
    /// The value's place among all values.
    let value: Int
    let count: Int
}

/// The squared distance between values at a level of measurement.
private struct DistanceTable {
    private let values: [Double]
    private let totals: [Double]
    private let level: KrippendorffAlpha.Level
    private let sums: [Double]

    init(_ values: [Double], _ totals: [Double], _ level: KrippendorffAlpha.Level) {
        self.values = values
        self.totals = totals
        self.level = level
        var sums = [0.0]
        for total in totals { sums.append(sums[sums.count - 1] + total) }
        self.sums = sums
    }

    subscript(_ left: Int, _ right: Int) -> Double {
        switch level {
        case .nominal: return left == right ? 0 : 1
        case .ordinal:
            let (low, high) = (min(left, right), max(left, right))
            let between = sums[high + 1] - sums[low] - (totals[low] + totals[high]) / 2
            return left == right ? 0 : between * between
        case .interval:
            let difference = values[left] - values[right]
            return difference * difference
        case .ratio:
            let sum = values[left] + values[right]
            guard sum != 0 else { return 0 }
            let ratio = (values[left] - values[right]) / sum
            return ratio * ratio
        }
    }
}
