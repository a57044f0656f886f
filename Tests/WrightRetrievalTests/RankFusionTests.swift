import Testing
import WrightRetrieval

struct RankFusionTests {
    private static let pool = [
        FusionEntry(lexical: 10, lexicalRank: 1, vector: 0.2, vectorRank: nil),
        FusionEntry(lexical: 5, lexicalRank: 2, vector: 0.8, vectorRank: 1),
        FusionEntry(lexical: nil, lexicalRank: nil, vector: 0.5, vectorRank: 2),
    ]

    @Test func addsNormalisedScores() {
        let scores = RankFusion.weightedSum(vectorWeight: 0.25).scores(of: Self.pool)
        #expect(zip(scores.map(\.score), [0.75, 0.625, 0.125]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(scores.map(\.lexical) == [1, 0.5, 0])
    }

    @Test func addsReciprocalRanks() {
        let scores = RankFusion.reciprocalRank(k: 60).scores(of: Self.pool).map(\.score)
        #expect(scores == [1 / 61.0, 1 / 62.0 + 1 / 61.0, 1 / 62.0])
    }

    @Test func givesEqualScoresFullMarks() {
        let pool = [FusionEntry(lexical: 3, lexicalRank: 1, vector: nil, vectorRank: nil)]
        #expect(RankFusion.weightedSum(vectorWeight: 0).scores(of: pool).map(\.score) == [1])
        #expect(RankFusion.weightedSum(vectorWeight: 0.5).scores(of: []).isEmpty)
    }

    @Test func picksUnlikeHitsByMarginalRelevance() {
        // Entries 0 and 1 say the same, 2 something else.
        let similarity = { (left: Int, right: Int) in Set([left, right]) == [0, 1] ? 1.0 : 0.0 }
        let relevance = [1.0, 0.9, 0.5]
        let novel = MarginalRelevance.order(relevance: relevance, weight: 0.5, count: 3, similarity: similarity)
        #expect(novel == [0, 2, 1])
        let relevant = MarginalRelevance.order(relevance: relevance, weight: 1, count: 2, similarity: similarity)
        #expect(relevant == [0, 1])
        #expect(MarginalRelevance.order(relevance: [], weight: 0.5, count: 3, similarity: similarity).isEmpty)
    }
}
