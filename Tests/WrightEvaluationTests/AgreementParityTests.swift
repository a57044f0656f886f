import Testing
import WrightCore
import WrightEvaluation

/// Agreement against scikit-learn, statsmodels and krippendorff.
@Suite struct AgreementParityTests {
    @Test func kappasEqualThoseOfScikitLearnAndStatsmodels() throws {
        for entry in try #require(try Fixture.json("agreement.json")["kappas"]?.array) {
            let first = (entry["first"]?.array ?? []).compactMap(\.string)
            let second = (entry["second"]?.array ?? []).compactMap(\.string)
            for weighting in CohenKappa.Weighting.allCases {
                let kappa = CohenKappa(first, second, weighting: weighting)
                let expected = try #require(entry[weighting.rawValue])
                let mean = try #require(kappa.kappa.estimate?.mean)
                #expect(abs(mean - (try #require(expected["kappa"]?.double))) < 1e-12)
                #expect(abs(try #require(kappa.standardError) - (try #require(expected["error"]?.double))) < 1e-9)
            }
        }
    }

    @Test func alphasEqualKrippendorffs() throws {
        for entry in try #require(try Fixture.json("agreement.json")["alphas"]?.array) {
            let ratings = (entry["ratings"]?.array ?? []).map { ($0.array ?? []).map(\.double) }
            for level in KrippendorffAlpha.Level.allCases {
                let alpha = KrippendorffAlpha(ratings: ratings, level: level, resampleCount: 200)
                let estimate = try #require(alpha.alpha.estimate)
                #expect(abs(estimate.mean - (try #require(entry[level.rawValue]?.double))) < 1e-9, "\(level)")
                #expect(try #require(estimate.interval).contains(estimate.mean))
            }
        }
    }

    @Test func agreementThatDoesNotScatterHasNoInterval() throws {
        let ones = [Double?](repeating: 1, count: 15)
        let never = KrippendorffAlpha(ratings: [ones, ones.map { _ in 0 }], level: .ordinal)
        #expect(abs(try #require(never.alpha.estimate?.mean) + 28.0 / 30) < 1e-12)
        #expect(never.alpha.estimate?.interval == nil)
        #expect(never.intervalAbsence == "Every draw of the items gives the same alpha.")
        let single = KrippendorffAlpha(ratings: [[1, 2], [2, nil]], level: .nominal)
        #expect(single.alpha.estimate != nil && single.intervalAbsence == "Only one item has two ratings.")
        let plain = KrippendorffAlpha(ratings: [[1, 2, 1, 2, 1], [1, 2, 1, 1, 2]], level: .nominal)
        #expect(plain.alpha.estimate?.interval != nil && plain.intervalAbsence == nil)
        let perfect = CohenKappa(["a", "b", "a", "b"], ["a", "b", "a", "b"])
        #expect(perfect.kappa.estimate?.mean == 1 && perfect.kappa.estimate?.interval == nil)
    }

    @Test func agreementOnOneValueIsNotMeasured() {
        let kappa = CohenKappa(["a", "a"], ["a", "a"])
        #expect(kappa.kappa.estimate == nil && kappa.standardError == nil && kappa.agreement.estimate?.mean == 1)
        #expect(KrippendorffAlpha(ratings: [[1, 1], [1, 1]], level: .nominal).alpha.estimate == nil)
        #expect(KrippendorffAlpha(ratings: [[1, nil], [nil, 1]], level: .nominal).itemCount == 0)
    }
}
