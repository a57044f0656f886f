/// The part of the evidence that speaks of a sentence: the best sentence, or two beside one another.
struct EvidenceWindow {
    /// Rarity-weighted share of the sentence's content that the best single sentence holds, 0…1.
    let sentenceCoverage: Double
    /// The same of the window.
    let coverage: Double
    /// The window's words, as a range of the evidence's words.
    let words: Range<Int>

    /// Finds the window for a sentence's weighted content words, in time linear in the evidence.
    init(_ content: [(stem: UInt64, weight: Double)], in evidence: EvidenceText) {
        var weights: [Int32: Double] = [:]
        var total = 0.0
        var seen: Set<UInt64> = []
        for word in content where seen.insert(word.stem).inserted {
            total += word.weight
            if let id = evidence.numbering[word.stem] { weights[id] = word.weight }
        }
        guard total > 0, !evidence.sentences.isEmpty else {
            sentenceCoverage = content.isEmpty ? 1 : 0
            coverage = content.isEmpty ? 1 : 0
            words = evidence.sentences.first ?? 0..<0
            return
        }
        // The sum over a sentence, and over the sentence with the one before.
        var lastSeen: [Int32: Int] = [:]
        var sums: [Double] = []
        var best = (single: 0, singleSum: -1.0, pair: 0, pairSum: -1.0)
        for (number, sentence) in evidence.sentences.enumerated() {
            var sum = 0.0
            var shared = 0.0
            for place in sentence {
                let id = evidence.ids[place]
                guard let weight = weights[id], lastSeen[id] != number else { continue }
                if lastSeen[id] == number - 1 { shared += weight }
                lastSeen[id] = number
                sum += weight
            }
            if sum > best.singleSum { (best.single, best.singleSum) = (number, sum) }
            if number > 0 {
                let pairSum = sums[number - 1] + sum - shared
                if pairSum > best.pairSum { (best.pair, best.pairSum) = (number - 1, pairSum) }
            }
            sums.append(sum)
        }
        sentenceCoverage = best.singleSum / total
        if best.pairSum > best.singleSum + 0.02 * total {
            coverage = best.pairSum / total
            words = evidence.sentences[best.pair].lowerBound..<evidence.sentences[best.pair + 1].upperBound
        } else {
            coverage = sentenceCoverage
            words = evidence.sentences[best.single]
        }
    }
}
