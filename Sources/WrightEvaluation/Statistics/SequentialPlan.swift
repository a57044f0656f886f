// Idea: whoever looks at results again and again and stops at the first good look is fooled. A plan spends the allowed
//   false-alarm rate in parts over the looks, so that stopping early stays honest.
// Source: Lan & DeMets (1983), "Discrete sequential boundaries for clinical trials", with their spending functions of
//   O'Brien–Fleming and Pocock type; the boundaries by recursive integration as in Armitage, McPherson & Rowe (1969).
//   For five equal looks and α = 0.05 the boundaries are 4.877, 3.357, 2.680, 2.290, 2.031 and 2.438, 2.427, 2.410,
//   2.397, 2.386 (asserted in SequentialPlanTests).
// Deviation: none.
// Data layout: the density of the running sum, where no look has stopped yet, on an even grid; Simpson's rule.

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// When a comparison that is looked at several times may stop.
public struct SequentialPlan: Sendable, Hashable {
    /// How the false-alarm rate is spent over the looks.
    public enum Spending: String, Sendable, CaseIterable {
        /// Little at first: `4 − 4Φ(z_{α/4} / √t)`; the last look is nearly as sharp as a single one.
        case obrienFleming = "obrien-fleming"
        /// Evenly: `α·ln(1 + (e − 1)·t)`; stops sooner, and pays for it at the last look.
        case pocock
    }

    /// The share of all examples that each look has seen, ascending, the last at most 1.
    public let fractions: [Double]
    /// The two-sided false-alarm rate over all looks together.
    public let alpha: Double
    /// How it is spent.
    public let spending: Spending
    /// For each look, how many standard errors the mean difference must lie from 0 to stop.
    public let boundaries: [Double]

    /// Plans looks.
    ///
    /// - Parameters:
    ///   - fractions: The share of all examples at each look, ascending, above 0 and at most 1; 1…50 looks.
    ///   - alpha: The false-alarm rate over all looks, above 0 and below 0.5.
    ///   - spending: How it is spent.
    public init(fractions: [Double], alpha: Double = 0.05, spending: Spending = .obrienFleming) {
        precondition((1...50).contains(fractions.count), "There are 1 to 50 looks.")
        precondition(alpha > 0 && alpha < 0.5, "A false-alarm rate lies above 0 and below one half.")
        precondition(
            fractions.first ?? 0 > 0 && fractions.last ?? 2 <= 1 && zip(fractions, fractions.dropFirst()).allSatisfy(<),
            "Looks come in ascending order, above 0 and at most 1."
        )
        self.fractions = fractions
        self.alpha = alpha
        self.spending = spending
        boundaries = Self.boundaries(fractions, alpha, spending)
    }

    /// The two-sided p value below which each look may stop.
    public var nominalLevels: [Double] { boundaries.map { erfc($0 / 2.0.squareRoot()) } }

    /// How much of the false-alarm rate is spent when this share has been seen.
    public static func spent(_ fraction: Double, alpha: Double, spending: Spending) -> Double {
        switch spending {
        case .obrienFleming:
            let z = NormalDistribution.quantile(1 - alpha / 4)
            return 2 * erfc(z / fraction.squareRoot() / 2.0.squareRoot())
        case .pocock: return alpha * log(1 + (exp(1) - 1) * fraction)
        }
    }

    private static func boundaries(_ fractions: [Double], _ alpha: Double, _ spending: Spending) -> [Double] {
        var result: [Double] = []
        var density = RunningDensity()
        var before = 0.0
        for fraction in fractions {
            let total = spent(fraction, alpha: alpha, spending: spending)
            let limit = density.advance(to: fraction, stopping: max(total - before, 1e-300))
            result.append(limit / fraction.squareRoot())
            before = total
        }
        return result
    }
}

/// The density of the running sum among the comparisons that no look has stopped.
private struct RunningDensity {
    private var fraction = 0.0
    private var places: [Double] = [0]
    private var weights: [Double] = [1]

    /// Moves to the next look, finds the limit that stops this share of all comparisons, and drops what lies beyond.
    mutating func advance(to next: Double, stopping share: Double) -> Double {
        let spread = (next - fraction).squareRoot()
        var low = 0.0
        var high = 12 * next.squareRoot()
        for _ in 0..<70 {
            let middle = (low + high) / 2
            if mass(beyond: middle, spread) > share { low = middle } else { high = middle }
        }
        let limit = (low + high) / 2
        let reach = min(limit, 9 * next.squareRoot())
        let count = min(4000, max(200, Int(reach / spread * 50))) / 2 * 2
        let step = 2 * reach / Double(count)
        let fresh = (0...count).map { -reach + Double($0) * step }
        let peak = 1 / (spread * (2 * Double.pi).squareRoot())
        let values = fresh.map { place in
            zip(places, weights)
                .reduce(0.0) { sum, point in
                    let distance = (place - point.0) / spread
                    return sum + point.1 * peak * exp(-distance * distance / 2)
                }
        }
        weights = values.enumerated()
            .map { index, value in
                value * step / 3 * (index == 0 || index == count ? 1 : index % 2 == 1 ? 4 : 2)
            }
        places = fresh
        fraction = next
        return limit
    }

    /// The share that steps beyond a limit on either side.
    private func mass(beyond limit: Double, _ spread: Double) -> Double {
        let scale = 1 / (spread * 2.0.squareRoot())
        return zip(places, weights)
            .reduce(0) { $0 + $1.1 * (erfc((limit - $1.0) * scale) + erfc((limit + $1.0) * scale)) / 2 }
    }
}
