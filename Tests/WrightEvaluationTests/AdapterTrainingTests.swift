import Testing
import WrightCore
import WrightEvaluation

@Suite struct AdapterTrainingTests {
    private static let width = 24

    private static func unit(_ vector: [Float]) -> [Float] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    private static func random(_ random: inout SeededRandom) -> [Float] {
        unit((0..<width).map { _ in Float.random(in: -1...1, using: &random) })
    }

    /// Questions are their documents with the coordinates in another order, and some noise.
    private static func turned(count: Int, noise: Float) -> (documents: [[Float]], queries: [AdapterTraining.Query]) {
        var random = SeededRandom(seed: 5)
        let documents = (0..<count).map { _ in Self.random(&random) }
        let queries = documents.enumerated()
            .map { place, document in
                let moved = (0..<width)
                    .map { document[($0 + 1) % width] + noise * Float.random(in: -1...1, using: &random) }
                return AdapterTraining.Query(vector: unit(moved), relevant: [place: 1])
            }
        return (documents, queries)
    }

    @Test func `a turn of the space is learnt, and holds for questions it has not seen`() throws {
        let (documents, queries) = Self.turned(count: 900, noise: 0.02)
        var configuration = AdapterTraining.Configuration()
        configuration.learningRate = 0.2
        configuration.decay = 0
        configuration.epochLimit = 60
        let training = AdapterTraining(documents: documents, configuration: configuration)
        let learnt = try training.outcome(training: Array(queries[..<600]), validation: Array(queries[600..<700]))
        #expect(learnt.validation[0] < 0.3 && learnt.validation[learnt.bestEpoch] > 0.9, "\(learnt.validation)")
        #expect(learnt.losses[0] > learnt.losses[learnt.losses.count - 1])
        let identity = (0..<Self.width * Self.width).map { Float($0 % (Self.width + 1) == 0 ? 1 : 0) }
        let unseen = Array(queries[700...])
        #expect(training.quality(identity, unseen) < 0.3 && training.quality(learnt.matrix, unseen) > 0.9)
        // The same seed gives the same matrix.
        #expect(try training.outcome(training: Array(queries[..<600]), validation: Array(queries[600..<700])) == learnt)
    }

    @Test func `where there is nothing to learn the best on the held-out questions is kept`() throws {
        var random = SeededRandom(seed: 9)
        let documents = (0..<200).map { _ in Self.random(&random) }
        // Which document answers is a matter of chance.
        let queries = (0..<100)
            .map { _ in
                AdapterTraining.Query(
                    vector: Self.random(&random),
                    relevant: [Int.random(in: 0..<200, using: &random): 1]
                )
            }
        var configuration = AdapterTraining.Configuration()
        configuration.patience = 3
        let learnt = try AdapterTraining(documents: documents, configuration: configuration)
            .outcome(training: Array(queries[..<60]), validation: Array(queries[60...]))
        #expect(learnt.validation[learnt.bestEpoch] == learnt.validation.max())
        #expect(learnt.losses.count <= learnt.bestEpoch + 3)
        #expect(!learnt.matrix.contains { !$0.isFinite })
    }

    @Test func `too few questions are refused`() {
        let (documents, queries) = Self.turned(count: 12, noise: 0)
        #expect(throws: EvaluationError.self) {
            try AdapterTraining(documents: documents).outcome(training: Array(queries[..<4]), validation: queries)
        }
    }
}
