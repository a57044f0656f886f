// Idea: if two systems do not differ, each paired difference might as well have the other sign. How often does flipping
//   signs at random give a sum at least as far from 0 as the one seen? Differences of one cluster flip together.
// Source: Fisher (1935), "The Design of Experiments", section 21; Smucker, Allan & Carterette (2007); for clusters,
//   Canay, Romano & Shaikh (2017), "Randomization Tests under an Approximate Symmetry Assumption". The sampled p value
//   is (1 + extreme) / (1 + flips), so it is never 0 (Phipson & Smyth, 2010).
// Deviation: differences of 0 do not matter and are dropped first. Up to 20 others are enumerated, so that p is exact.
// Data layout: for sampling, each run of eight differences has a table of its 256 signed sums; a flip is one lookup for
//   eight differences. For enumeration, signs change one at a time in Gray's order.

internal import WrightCore

/// How probable a mean difference this far from 0 is between systems that do not differ.
public struct SignFlipTest: Sendable, Hashable {
    /// The two-sided p value, above 0 and at most 1.
    public let pValue: Double
    /// Whether all signs were tried, so that p is exact.
    public let isExact: Bool
    /// How many differences, or clusters of them, were flipped; those of 0 do not count.
    public let flippedCount: Int

    /// Up to how many differences all signs are tried.
    public static let exactLimit = 20

    /// Tests paired differences.
    ///
    /// - Parameters:
    ///   - differences: One finite difference for each example.
    ///   - clusters: For each difference, its cluster; nil where all are independent.
    ///   - flipCount: How many times signs are drawn where they are too many to try all, 100…1,000,000.
    ///   - seed: What the random numbers start from.
    public init(differences: [Double], clusters: [String]? = nil, flipCount: Int = 20_000, seed: UInt64 = 1) {
        precondition((100...1_000_000).contains(flipCount), "A test needs 100 to 1,000,000 flips.")
        let sums = Self.sums(differences, clusters).filter { $0 != 0 }
        // Sums are compared with a little slack, since the order of rounding differs between flips.
        let scale = sums.reduce(0) { $0 + abs($1) }
        let observed = abs(sums.reduce(0, +)) - 1e-12 * scale
        flippedCount = sums.count
        isExact = sums.count <= Self.exactLimit
        if isExact {
            pValue = Self.exact(sums, observed)
        } else {
            pValue = Self.sampled(sums, observed, flipCount, seed)
        }
    }

    private static func sums(_ differences: [Double], _ clusters: [String]?) -> [Double] {
        guard let clusters else { return differences }
        precondition(clusters.count == differences.count, "Each difference has its cluster.")
        var places: [String: Int] = [:]
        var sums: [Double] = []
        for (difference, cluster) in zip(differences, clusters) {
            if let place = places[cluster] {
                sums[place] += difference
            } else {
                places[cluster] = sums.count
                sums.append(difference)
            }
        }
        return sums
    }

    private static func exact(_ values: [Double], _ observed: Double) -> Double {
        guard !values.isEmpty else { return 1 }
        var signed = values
        var sum = values.reduce(0, +)
        var extremeCount = 0
        // The last sign stays: every sum has its mirror image.
        let total = 1 << (values.count - 1)
        for step in 1...total {
            if abs(sum) >= observed { extremeCount += 1 }
            guard step < total else { break }
            let place = step.trailingZeroBitCount
            sum -= 2 * signed[place]
            signed[place] = -signed[place]
        }
        return Double(extremeCount) / Double(total)
    }

    private static func sampled(_ values: [Double], _ observed: Double, _ flipCount: Int, _ seed: UInt64) -> Double {
        let tables = tables(of: values)
        let blockCount = tables.count / 256
        var random = SeededRandom(seed: seed)
        var extremeCount = 0
        tables.withUnsafeBufferPointer { tables in
            for _ in 0..<flipCount {
                var sum = 0.0
                var bits: UInt64 = 0
                for block in 0..<blockCount {
                    if block % 8 == 0 { bits = random.next() }
                    sum += tables[block << 8 | Int(bits & 255)]
                    bits >>= 8
                }
                if abs(sum) >= observed { extremeCount += 1 }
            }
        }
        return Double(1 + extremeCount) / Double(1 + flipCount)
    }

    /// For each run of eight values, the sums for all 256 patterns of signs.
    private static func tables(of values: [Double]) -> [Double] {
        var tables: [Double] = []
        tables.reserveCapacity((values.count + 7) / 8 * 256)
        for start in stride(from: 0, to: values.count, by: 8) {
            let run = values[start..<min(start + 8, values.count)]
            for pattern in 0..<256 {
                var sum = 0.0
                for (offset, value) in run.enumerated() { sum += pattern >> offset & 1 == 0 ? value : -value }
                tables.append(sum)
            }
        }
        return tables
    }
}
