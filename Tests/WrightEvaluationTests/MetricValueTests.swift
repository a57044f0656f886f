import Testing
import WrightCore
import WrightEvaluation

@Suite struct MetricValueTests {
    @Test func wilsonIntervalHasThePublishedNumbers() throws {
        let estimate = try #require(MetricValue.rate(successCount: 8, count: 10).estimate)
        #expect(estimate.mean == 0.8)
        #expect(abs(try #require(estimate.low) - 0.4902) < 5e-5)
        #expect(abs(try #require(estimate.high) - 0.9433) < 5e-5)
    }

    @Test func wilsonIntervalHoldsZeroAndOne() throws {
        let none = try #require(MetricValue.rate(successCount: 0, count: 10).estimate)
        #expect(none.low == 0)
        #expect(abs(try #require(none.high) - 0.2775) < 5e-5)
        #expect(MetricValue.rate(successCount: 10, count: 10).estimate?.high == 1)
        #expect(MetricValue.rate(successCount: 0, count: 0) == .notMeasured(why: "There is nothing to count."))
    }

    @Test("BCa intervals equal SciPy's but for the chance of the draws")
    func intervalsEqualSciPy() throws {
        let recorded = try Fixture.json("intervals.json").array ?? []
        #expect(recorded.count == 4)
        for item in recorded {
            let values = item["values"]?.doubles ?? []
            let error = try #require(item["error"]?.double)
            let estimate = try #require(Bootstrap(resampleCount: 100_000, seed: 3).estimate(of: values).estimate)
            let low = try #require(estimate.low) - (try #require(item["low"]?.double))
            let high = try #require(estimate.high) - (try #require(item["high"]?.double))
            // Quantiles of 100,000 draws scatter by about 1 % of the standard error.
            #expect(abs(low) < 0.05 * error && abs(high) < 0.05 * error, "\(item["name"]?.string ?? "")")
        }
    }

    @Test func intervalIsTheSameForTheSameSeed() {
        let values = (0..<50).map { Double($0 * $0 % 17) / 17 }
        #expect(Bootstrap(seed: 5).estimate(of: values) == Bootstrap(seed: 5).estimate(of: values))
        #expect(Bootstrap(seed: 5).estimate(of: values) != Bootstrap(seed: 6).estimate(of: values))
    }

    @Test func intervalOfEqualExtremesIsNotCertainty() throws {
        let ones = try #require(Bootstrap().estimate(of: Array(repeating: 1, count: 10)).estimate)
        // 0.025^(1/10), the Clopper–Pearson bound for 10 of 10.
        #expect(abs(try #require(ones.low) - 0.6915) < 5e-5)
        #expect(ones.high == 1)
        let zeros = try #require(Bootstrap().estimate(of: Array(repeating: 0, count: 10)).estimate)
        #expect(zeros.low == 0)
        #expect(abs(try #require(zeros.high) - 0.3085) < 5e-5)
    }

    @Test func noIntervalWhereNothingCanBeTold() {
        #expect(Bootstrap().estimate(of: [0.5]).estimate?.interval == nil)
        #expect(Bootstrap().estimate(of: [0.5, 0.5]).estimate?.interval == nil)
        #expect(Bootstrap().estimate(of: []) == .notMeasured(why: "There is no example to average over."))
    }

    @Test("95 % intervals hold the true mean in about 95 % of the samples")
    func intervalsCover() throws {
        var random = SeededRandom(seed: 41)
        var coveredCount = 0
        let sampleCount = 600
        for sample in 0..<sampleCount {
            // Products of two uniform numbers: skewed, mean 0.25.
            let values = (0..<60)
                .map { _ in
                    Double.random(in: 0..<1, using: &random) * Double.random(in: 0..<1, using: &random)
                }
            let bootstrap = Bootstrap(resampleCount: 1000, seed: UInt64(sample))
            let interval = try #require(bootstrap.estimate(of: values).estimate?.interval)
            if interval.contains(0.25) { coveredCount += 1 }
        }
        // Four standard errors of a rate of 0.945 around it.
        #expect((0.908...0.982).contains(Double(coveredCount) / Double(sampleCount)))
    }
}
