import Testing
import WrightCore
import WrightEvaluation

@Suite struct ChunkingScoreTests {
    @Test("equals counting position by position")
    func equalsCounting() throws {
        let recorded = try Fixture.json("chunking.json").array ?? []
        #expect(recorded.count == 150)
        for (position, item) in recorded.enumerated() {
            let references = item["references"]?.ranges ?? []
            let score = ChunkingScore(
                retrieved: item["retrieved"]?.ranges ?? [],
                references: references,
                foreignLength: item["foreign"]?.int ?? 0
            )
            let omega = ChunkingScore.bestPrecision(chunks: item["chunks"]?.ranges ?? [], references: references)
            #expect(abs(score.recall - (try #require(item["recall"]?.double))) < 1e-12, "case \(position)")
            #expect(abs(score.precision - (try #require(item["precision"]?.double))) < 1e-12, "case \(position)")
            #expect(abs(score.intersectionOverUnion - (try #require(item["iou"]?.double))) < 1e-12, "case \(position)")
            #expect(abs(omega - (try #require(item["omega"]?.double))) < 1e-12, "case \(position)")
        }
    }

    @Test func overlappingChunksCostPrecision() {
        let once = ChunkingScore(retrieved: [0..<10], references: [0..<10])
        #expect(once == ChunkingScore(retrieved: [0..<10], references: [0..<5, 5..<10]))
        #expect(once.precision == 1 && once.recall == 1 && once.intersectionOverUnion == 1)
        let twice = ChunkingScore(retrieved: [0..<10, 0..<10], references: [0..<10])
        #expect(twice.precision == 0.5 && twice.recall == 1 && twice.intersectionOverUnion == 0.5)
    }

    @Test func nothingRetrievedScoresZero() {
        let score = ChunkingScore(retrieved: [], references: [3..<5])
        #expect(score.recall == 0 && score.precision == 0 && score.intersectionOverUnion == 0)
    }

    @Test func countsTokensThatARangeTouches() {
        // Tokens of 1, 2, 3 and 4 bytes with blanks between them.
        let tokens = [0..<1, 2..<4, 5..<8, 9..<13]
        let score = ChunkingScore(retrieved: [0..<6], references: [3..<13], tokens: tokens)
        // Retrieved tokens 0, 1, 2; reference tokens 1, 2, 3.
        #expect(score.recall == 2.0 / 3 && score.precision == 2.0 / 3 && score.intersectionOverUnion == 0.5)
        let blank = ChunkingScore(retrieved: [1..<2], references: [0..<1], tokens: tokens)
        #expect(blank.precision == 0 && blank.recall == 0)
    }

    @Test func averagesOverQuestions() {
        var evaluation = ChunkingEvaluation()
        #expect(evaluation.recall.estimate == nil)
        evaluation.add(ChunkingScore(retrieved: [0..<10], references: [0..<10]))
        evaluation.add(ChunkingScore(retrieved: [0..<10], references: [5..<15]))
        #expect(evaluation.recall.estimate?.mean == 0.75)
        #expect(evaluation.precision.estimate?.mean == 0.75)
        #expect(abs((evaluation.intersectionOverUnion.estimate?.mean ?? 0) - 2.0 / 3) < 1e-12)
    }
}
