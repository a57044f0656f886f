import Testing
import WrightCore
import WrightEvaluation

/// Statistics against SciPy, statsmodels and ppi-python.
@Suite struct StatisticsParityTests {
    private static func close(_ value: Double?, _ expected: Double?, _ tolerance: Double = 1e-9) -> Bool {
        guard let value, let expected else { return false }
        return abs(value - expected) <= tolerance * max(1, abs(expected))
    }

    @Test func studentTailsAndQuantilesEqualSciPy() throws {
        let cases = try #require(try Fixture.json("statistics.json")["t"])
        for entry in cases["tails"]?.array ?? [] {
            let student = StudentDistribution(degreesOfFreedom: try #require(entry["df"]?.double))
            let tail = student.upperTail(try #require(entry["t"]?.double))
            let expected = try #require(entry["tail"]?.double)
            #expect(abs(tail - expected) <= 1e-11 * expected + 1e-15, "\(entry)")
        }
        for entry in cases["quantiles"]?.array ?? [] {
            let student = StudentDistribution(degreesOfFreedom: try #require(entry["df"]?.double))
            #expect(
                Self.close(student.upperQuantile(try #require(entry["tail"]?.double)), entry["t"]?.double),
                "\(entry)"
            )
        }
    }

    @Test func meansAndClusteredErrorsEqualStatsmodels() throws {
        let cases = try #require(try Fixture.json("statistics.json")["means"]?.array)
        for entry in cases {
            let values = try #require(entry["values"]).doubles
            let clusters = entry["clusters"]?.array?.compactMap(\.string)
            let mean = ClusteredMean(of: values, clusters: clusters)
            let interval = try #require(mean.studentInterval())
            #expect(Self.close(mean.standardError, entry["error"]?.double))
            #expect(Self.close(interval.lowerBound, entry["low"]?.double))
            #expect(Self.close(interval.upperBound, entry["high"]?.double))
        }
        #expect(cases.count == 5)
    }

    @Test func wilsonIntervalsEqualStatsmodels() throws {
        for entry in try #require(try Fixture.json("statistics.json")["wilson"]?.array) {
            let successes = try #require(entry["successes"]?.int)
            let rate = MetricValue.rate(successCount: successes, count: try #require(entry["count"]?.int))
            #expect(Self.close(rate.estimate?.low, entry["low"]?.double))
            #expect(Self.close(rate.estimate?.high, entry["high"]?.double))
        }
    }

    @Test func signFlipsEqualSciPysPermutationTest() throws {
        for entry in try #require(try Fixture.json("statistics.json")["signFlips"]?.array) {
            let test = SignFlipTest(differences: try #require(entry["differences"]).doubles)
            #expect(test.isExact)
            #expect(Self.close(test.pValue, entry["p"]?.double), "\(entry)")
        }
    }

    @Test func sampledFlipsAgreeWithAllFlips() {
        var random = SeededRandom(seed: 4)
        let few = (0..<20).map { _ in Double.random(in: -0.6...1, using: &random) }
        let exact = SignFlipTest(differences: few)
        // The same differences in halves of one cluster each: as many flips, one more zero cluster to leave the limit.
        let split = few.flatMap { [$0 / 2, $0 / 2] }
        let names = (0..<20).flatMap { ["c\($0)", "c\($0)"] }
        let clustered = SignFlipTest(differences: split, clusters: names)
        #expect(exact.isExact && clustered.isExact && abs(exact.pValue - clustered.pValue) < 1e-12)
        let sampled = SignFlipTest(differences: few + [1e-12], flipCount: 200_000)
        #expect(!sampled.isExact && abs(sampled.pValue - exact.pValue) < 0.005)
    }

    @Test func mcNemarEqualsStatsmodels() throws {
        for entry in try #require(try Fixture.json("statistics.json")["mcnemar"]?.array) {
            let (gains, losses) = (try #require(entry["gains"]?.int), try #require(entry["losses"]?.int))
            let pairs = PairedProportions(count: gains + losses + 110, gainCount: gains, lossCount: losses)
            #expect(Self.close(pairs.pValue, entry["p"]?.double), "\(entry)")
        }
    }

    @Test func tangoLimitsSolveTheScoreEquation() throws {
        for entry in try #require(try Fixture.json("statistics.json")["tango"]?.array) {
            let pairs = PairedProportions(
                count: try #require(entry["count"]?.int),
                gainCount: try #require(entry["gains"]?.int),
                lossCount: try #require(entry["losses"]?.int)
            )
            let interval = try #require(pairs.interval())
            #expect(Self.close(interval.lowerBound, entry["low"]?.double))
            #expect(Self.close(interval.upperBound, entry["high"]?.double))
        }
        let none = try #require(PairedProportions(count: 50, gainCount: 0, lossCount: 0).interval())
        #expect(none.contains(0) && none.upperBound > 0.02 && abs(none.upperBound + none.lowerBound) < 1e-9)
        let all = try #require(PairedProportions(count: 9, gainCount: 9, lossCount: 0).interval())
        #expect(all.upperBound == 1 && all.lowerBound > 0.3)
    }

    @Test func correctionsEqualStatsmodels() throws {
        for entry in try #require(try Fixture.json("statistics.json")["multiple"]?.array) {
            let values = try #require(entry["p"]).doubles
            let holm = zip(MultipleTesting.holm(values), try #require(entry["holm"]).doubles)
            let bh = zip(MultipleTesting.benjaminiHochberg(values), try #require(entry["bh"]).doubles)
            #expect(holm.allSatisfy { abs($0 - $1) < 1e-12 })
            #expect(bh.allSatisfy { abs($0 - $1) < 1e-12 })
        }
    }

    @Test func powerEqualsStatsmodels() throws {
        for entry in try #require(try Fixture.json("statistics.json")["power"]?.array) {
            let plan = SamplePlan(deviation: 1, alpha: try #require(entry["alpha"]?.double))
            let chance = plan.chance(
                toDetect: try #require(entry["size"]?.double),
                with: try #require(entry["count"]?.int)
            )
            #expect(abs(chance - (try #require(entry["power"]?.double))) < 1e-9, "\(entry) \(chance)")
        }
    }

    @Test func predictionPoweredMeansEqualPPIPython() throws {
        for entry in try #require(try Fixture.json("statistics.json")["predictionPowered"]?.array) {
            let labels = try #require(entry["labels"]).doubles
            let scores = try #require(entry["scores"]).doubles
            let unlabelled = try #require(entry["unlabelled"]).doubles
            let mean = PredictionPoweredMean(
                labels: labels,
                scores: scores,
                unlabelled: unlabelled,
                usesStudent: false
            )
            let found = try #require(mean)
            #expect(Self.close(found.mean, entry["mean"]?.double))
            #expect(Self.close(found.interval.lowerBound, entry["low"]?.double))
            #expect(Self.close(found.interval.upperBound, entry["high"]?.double))
        }
    }
}
