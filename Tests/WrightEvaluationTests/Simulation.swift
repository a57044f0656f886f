import Foundation
import WrightCore

/// Random scores for simulations.
enum Simulation {
    /// A standard normal number.
    static func normal(_ random: inout SeededRandom) -> Double {
        let radius = (-2 * log(1 - uniform(&random))).squareRoot()
        return radius * cos(2 * Double.pi * uniform(&random))
    }

    /// A number of 0..<1.
    static func uniform(_ random: inout SeededRandom) -> Double {
        Double(random.next() >> 11) * 0x1p-53
    }

    /// An exponential number of mean 1.
    static func exponential(_ random: inout SeededRandom) -> Double {
        -log(1 - uniform(&random))
    }

    /// A number of examples' paired differences around a true difference.
    struct Population: Sendable {
        var name: String
        var truth: Double
        /// Baseline, candidate and, if clustered, the cluster of each example.
        var draw: @Sendable (inout SeededRandom) -> (baseline: [Double], candidate: [Double], clusters: [String]?)
    }

    /// Independent graded scores whose noise is normal.
    static func graded(_ count: Int, truth: Double) -> Population {
        Population(name: "graded n=\(count)", truth: truth) { random in
            let baseline = (0..<count).map { _ in uniform(&random) }
            return (baseline, baseline.map { $0 + truth + 0.3 * normal(&random) }, nil)
        }
    }

    /// Differences that are mostly small gains with a long tail.
    static func skewed(_ count: Int, truth: Double) -> Population {
        Population(name: "skewed n=\(count)", truth: truth) { random in
            let baseline = (0..<count).map { _ in uniform(&random) }
            return (baseline, baseline.map { $0 + truth + 0.2 * (exponential(&random) - 1) }, nil)
        }
    }

    /// Right and wrong; the systems differ on a share of the examples.
    static func binary(_ count: Int, gainRate: Double, lossRate: Double) -> Population {
        Population(name: "binary n=\(count)", truth: gainRate - lossRate) { random in
            var baseline: [Double] = []
            var candidate: [Double] = []
            for _ in 0..<count {
                let draw = uniform(&random)
                let isShared = uniform(&random) < 0.6
                baseline.append(draw < gainRate ? 0 : draw < gainRate + lossRate ? 1 : isShared ? 1 : 0)
                candidate.append(draw < gainRate ? 1 : draw < gainRate + lossRate ? 0 : isShared ? 1 : 0)
            }
            return (baseline, candidate, nil)
        }
    }

    /// Graded scores in clusters of unequal sizes whose examples move together.
    static func clustered(_ clusterCount: Int, truth: Double, isBinary: Bool = false) -> Population {
        Population(name: "clustered C=\(clusterCount)\(isBinary ? " binary" : "")", truth: truth) { random in
            var (baseline, candidate, clusters): ([Double], [Double], [String]) = ([], [], [])
            for cluster in 0..<clusterCount {
                let shift = 0.2 * normal(&random)
                for _ in 0..<(2 + cluster % 7) {
                    let (left, right) = (uniform(&random), uniform(&random))
                    if isBinary {
                        baseline.append(left < 0.5 + shift / 2 ? 1 : 0)
                        candidate.append(right < 0.5 + truth - shift / 2 ? 1 : 0)
                    } else {
                        baseline.append(left)
                        candidate.append(left + truth + shift + 0.2 * normal(&random))
                    }
                    clusters.append("document \(cluster)")
                }
            }
            return (baseline, candidate, clusters)
        }
    }
}
