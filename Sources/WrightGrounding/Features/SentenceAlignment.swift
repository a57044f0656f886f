// Idea: a sentence that was changed in one place still runs beside its source word by word; what stands on one side
//   of such a place and not on the other is what was changed. A "not" or a "some" that merely occurs somewhere says
//   little, one that stands where the source has none says much.
// Source: global alignment by dynamic programming: Needleman & Wunsch (1970).
// Deviation: only equal stems are matched; content words count more than function words, and a gap costs a little, so
//   that of equal alignments the densest is taken.
// Data layout: scores and steps as dense matrices, row by row; rows are the sentence's words.

/// A sentence laid beside the evidence that it comes from.
struct SentenceAlignment {
    /// What stands between two matched places, on both sides.
    struct Gap {
        let sentence: Range<Int>
        let window: Range<Int>
    }

    /// Matched words: places in the sentence and in the window, both ascending.
    private(set) var pairs: [(sentence: Int, window: Int)] = []

    private static let contentScore: Float = 2
    private static let functionScore: Float = 0.6
    private static let gapCost: Float = 0.05
    /// Words between two matched places beyond which nothing is said of them.
    private static let gapLimit = 4

    /// Aligns, in O(sentence · window).
    init(_ sentence: [GroundingWord], _ window: [GroundingWord]) {
        let (rows, columns) = (sentence.count, window.count)
        guard rows > 0, columns > 0 else { return }
        let width = columns + 1
        var previous = [Float](repeating: 0, count: width)
        var current = previous
        // 0: the window's word is passed over, 1: the sentence's, 2: both are matched.
        var steps = [UInt8](repeating: 0, count: rows * columns)
        for row in 0..<rows {
            let word = sentence[row]
            let score = word.isContent || word.isNumber || word.isNegation ? Self.contentScore : Self.functionScore
            for column in 0..<columns {
                var best = current[column] - Self.gapCost
                var step: UInt8 = 0
                let up = previous[column + 1] - Self.gapCost
                if up > best { (best, step) = (up, 1) }
                if word.stem == window[column].stem {
                    let matched = previous[column] + score
                    if matched > best { (best, step) = (matched, 2) }
                }
                current[column + 1] = best
                steps[row * columns + column] = step
            }
            swap(&previous, &current)
            current[0] = 0
        }
        var (row, column) = (rows - 1, columns - 1)
        while row >= 0, column >= 0 {
            switch steps[row * columns + column] {
            case 2:
                pairs.append((row, column))
                row -= 1
                column -= 1
            case 1: row -= 1
            default: column -= 1
            }
        }
        pairs.reverse()
    }

    /// The short gaps between matched places.
    var gaps: [Gap] {
        zip(pairs, pairs.dropFirst())
            .compactMap { left, right in
                let gap = Gap(
                    sentence: left.sentence + 1..<right.sentence,
                    window: left.window + 1..<right.window
                )
                guard !gap.sentence.isEmpty || !gap.window.isEmpty, gap.sentence.count <= Self.gapLimit,
                    gap.window.count <= Self.gapLimit
                else { return nil }
                return gap
            }
    }
}
