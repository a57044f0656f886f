import Testing
import WrightCore
import WrightEvaluation

@Suite struct LogisticRegressionTests {
    @Test("fits what scikit-learn fits")
    func equalsScikitLearn() throws {
        let recorded = try Fixture.json("regression.json").array ?? []
        #expect(recorded.count == 4)
        for item in recorded {
            let features = (item["features"]?.array ?? []).map(\.doubles)
            let model = try LogisticRegression(
                features: features,
                labels: item["labels"]?.bools ?? [],
                configuration: .init(regularisation: try #require(item["penalty"]?.double))
            )
            let expected = item["probabilities"]?.doubles ?? []
            #expect(expected.count == features.count)
            for (row, probability) in zip(features, expected) {
                #expect(abs(model.probability(of: row) - probability) < 1e-6)
            }
        }
    }

    @Test func recoversTheIntercept() throws {
        // The feature says nothing, so the probability is the rate of positives.
        let features = [[7.0], [7.0], [7.0], [7.0]]
        let model = try LogisticRegression(features: features, labels: [true, true, true, false])
        #expect(model.weights == [0])
        #expect(abs(model.probability(of: [7]) - 0.75) < 1e-9)
    }

    @Test func isSettledBySeparableExamplesOnlyWithAPenalty() throws {
        let features = [[-2.0], [-1.0], [1.0], [2.0]]
        let labels = [false, false, true, true]
        #expect(try LogisticRegression(features: features, labels: labels).weights[0] > 0)
        do {
            _ = try LogisticRegression(features: features, labels: labels, configuration: .init(regularisation: 0))
            Issue.record("a fit without a best weight was returned")
        } catch {
            #expect(error.code == .notConverged)
        }
    }

    @Test func staysFiniteForLargeScores() {
        let model = LogisticRegression(weights: [1000], intercept: 0)
        #expect(model.probability(of: [10]) == 1)
        #expect(model.probability(of: [-10]) == 0)
        #expect(model.probability(of: [0]) == 0.5)
    }

    @Test(
        "refuses examples that cannot be learnt from",
        arguments: [
            ([[1.0]], [true, false], "there are 1 examples and 2 labels"),
            ([[1.0], [2.0]], [true, true], "all 2 labels are the same"),
            ([], [], "all 0 labels are the same"),
            ([[1.0], [1.0, 2.0]], [true, false], "example 1 does not have 1 finite features"),
            ([[1.0], [.nan]], [true, false], "example 1 does not have 1 finite features"),
            ([[], []], [true, false], "the first example has 0 features"),
        ] as [([[Double]], [Bool], String)]
    )
    func refusesBadExamples(features: [[Double]], labels: [Bool], reason: String) {
        do {
            _ = try LogisticRegression(features: features, labels: labels)
            Issue.record("it was fitted")
        } catch {
            #expect(error.code == .trainingDataInvalid)
            #expect(error.message == "The examples cannot be used: \(reason).")
        }
    }
}
