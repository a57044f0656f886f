/// Which texts are computed together.
///
/// Texts of a batch lie one after another as rows of the same matrices, so nothing is padded and lengths may be mixed.
/// Batches are made of the longest texts first: what is left for the end is small, and all workers end together.
struct BatchPlan: Sendable {
    /// The batches: numbers of texts.
    let batches: [[Int]]

    /// Tokens that a batch should have at least where every worker has one: below, reading the weights costs most.
    private static let leastTokenCount = 96

    /// Divides texts into batches of about a number of tokens, and into so many that every worker has some.
    init(_ sequences: TokenSequences, batchTokenCount: Int, workerCount: Int) {
        let order = (0..<sequences.count).filter { sequences.tokenCount(at: $0) > 0 }
            .sorted { (sequences.tokenCount(at: $1), $0) < (sequences.tokenCount(at: $0), $1) }
        let total = sequences.tokens.count
        let share = max(total / (workerCount * 4), min(total / workerCount, Self.leastTokenCount))
        let budget = max(min(batchTokenCount, share), 1)
        var batches: [[Int]] = []
        var batch: [Int] = []
        var tokens = 0
        for index in order {
            let added = sequences.tokenCount(at: index)
            if !batch.isEmpty, tokens + added > budget {
                batches.append(batch)
                batch = []
                tokens = 0
            }
            batch.append(index)
            tokens += added
        }
        if !batch.isEmpty { batches.append(batch) }
        self.batches = batches
    }
}
