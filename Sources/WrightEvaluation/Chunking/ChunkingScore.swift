// Idea: a chunker is good if what is retrieved holds all of the text that answers the question (recall) and little
//   else (precision); intersection over union punishes both at once. Text is counted by length, so a chunk that holds
//   half of an answer earns half.
// Source: Smith & Troynikov (2024), "Evaluating Chunking Strategies for Retrieval", Chroma technical report; the
//   program chunking_evaluation of the same authors, whose counting is followed to the letter:
//   - text that several retrieved chunks hold counts once in the numerator, but in each chunk in the denominators, so
//     overlapping chunks cost precision;
//   - references are not merged: where two overlap, the common part counts twice in the denominator of recall;
//   - for precision Ω, a chunk that only touches a reference, without a common byte, counts as one that holds a part.
// Deviation: theirs counts characters under the name of tokens; here the unit is the UTF-8 byte, or the token where
//   the caller gives the ranges of tokens.
// Data layout: half-open ranges; unions as ascending, disjoint ranges.

/// How well retrieved chunks cover the parts of a text that answer a question.
public struct ChunkingScore: Sendable, Hashable {
    /// The share of the reference text that the retrieved chunks hold, 0…1.
    public let recall: Double
    /// The share of the retrieved text that is reference text, 0…1.
    public let precision: Double
    /// Reference text that was retrieved, divided by all text that is reference or was retrieved, 0…1.
    public let intersectionOverUnion: Double

    /// Measures retrieved chunks, by length in the unit of the ranges.
    ///
    /// A value whose denominator is 0 is 0. O(references · chunks).
    ///
    /// - Parameters:
    ///   - retrieved: The ranges of the retrieved chunks in the text that the references are of, in any order.
    ///   - references: The parts of the text that answer the question.
    ///   - foreignLength: The length of retrieved chunks of other texts, 0 by default: it costs precision.
    public init(retrieved: [Range<Int>], references: [Range<Int>], foreignLength: Int = 0) {
        precondition(foreignLength >= 0, "A length is 0 or more.")
        let covered = RangeUnion.intersection(of: retrieved, with: references)
        let coveredLength = RangeUnion.length(of: covered)
        let retrievedLength = RangeUnion.length(of: retrieved) + foreignLength
        let missedLength = RangeUnion.length(of: RangeUnion.difference(of: references, without: covered))
        recall = Self.ratio(coveredLength, RangeUnion.length(of: references))
        precision = Self.ratio(coveredLength, retrievedLength)
        intersectionOverUnion = Self.ratio(coveredLength, retrievedLength + missedLength)
    }

    /// Measures retrieved chunks by tokens: byte ranges are widened to the tokens that they touch, then counted.
    ///
    /// - Parameters:
    ///   - retrieved: The byte ranges of the retrieved chunks.
    ///   - references: The byte ranges that answer the question.
    ///   - tokens: The byte ranges of the text's tokens, ascending and disjoint.
    ///   - foreignTokenCount: The tokens of retrieved chunks of other texts.
    public init(retrieved: [Range<Int>], references: [Range<Int>], tokens: [Range<Int>], foreignTokenCount: Int = 0) {
        self.init(
            retrieved: retrieved.map { Self.tokens(in: $0, of: tokens) },
            references: references.map { Self.tokens(in: $0, of: tokens) },
            foreignLength: foreignTokenCount
        )
    }

    /// The precision that a perfect retriever would reach with these chunks, 0…1 ("precision Ω").
    ///
    /// It retrieves every chunk that holds a part of a reference and no other. What no chunk holds counts against it.
    ///
    /// - Parameters:
    ///   - chunks: All chunks of the text.
    ///   - references: The parts of the text that answer the question.
    /// - Returns: The precision; 0 if no chunk holds a part.
    public static func bestPrecision(chunks: [Range<Int>], references: [Range<Int>]) -> Double {
        let touching = chunks.filter { chunk in
            references.contains { max(chunk.lowerBound, $0.lowerBound) <= min(chunk.upperBound, $0.upperBound) }
        }
        let covered = RangeUnion.intersection(of: touching, with: references)
        let missed = RangeUnion.difference(of: references, without: covered)
        return ratio(RangeUnion.length(of: covered), RangeUnion.length(of: RangeUnion.merged(touching + missed)))
    }

    /// The positions of the tokens that share a byte with a range.
    private static func tokens(in range: Range<Int>, of tokens: [Range<Int>]) -> Range<Int> {
        let first = partition(tokens) { $0.upperBound > range.lowerBound }
        let end = partition(tokens) { $0.lowerBound >= range.upperBound }
        return first..<max(first, end)
    }

    /// The first position from which on a condition holds, by binary search.
    private static func partition(_ ranges: [Range<Int>], where holds: (Range<Int>) -> Bool) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if holds(ranges[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func ratio(_ part: Int, _ whole: Int) -> Double {
        whole > 0 ? Double(part) / Double(whole) : 0
    }
}
