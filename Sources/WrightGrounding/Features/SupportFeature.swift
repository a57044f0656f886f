/// What the verifier measures of a sentence and its evidence.
///
/// Each speaks in one direction only: more of it means more support, or less. The weights that are learned keep to it.
enum SupportFeature: Int, CaseIterable {
    // Shares of the sentence that the evidence holds, by the words' rarity or by n-grams.
    case rarityCoverage, bigramCoverage, trigramCoverage
    case sentenceCoverage, windowCoverage, windowBigramCoverage, commonSubsequence
    case alignedShare, nearPairShare
    // What the evidence does not hold.
    case missingNumberCount, missingNumberShare, numberOutsideWindowShare
    case missingNameCount, missingNameShare, nameOutsideWindowShare
    case rarestMissing, missingCount, missingShare, missingFunctionWordShare
    // What contradicts it.
    case addedNegation, droppedNegation, oppositeCount, negatedFormCount, unequalNegation
    case strangeQuantityCount, filledSlotShare, numberOfAnotherThing
    // What stands where the evidence, beside which it runs, has something else.
    case insertedNegationCount, removedNegationCount, alignedOppositeCount, alignedAlternativeCount
    case alignedNumberCount, alignedNameCount, alignedContentCount, movedNameCount
    // What is put together otherwise than in the evidence.
    case pairDistance, widestPair, orderInversionShare, separatedNameShare
    // What no document can bear out.
    case personalShare

    /// 1 where more means more support, -1 where it means less.
    var direction: Double { rawValue <= Self.nearPairShare.rawValue ? 1 : -1 }

    /// The least weight of its standardised mean over the sentences: containment keeps a say on every kind of text.
    ///
    /// 0.1 each, chosen by the sets that were left out: more of it is better where responses are copied, and worse
    /// where contradictions are made of the source's own words.
    var leastWeight: Double {
        switch self {
        case .bigramCoverage, .trigramCoverage, .nearPairShare, .commonSubsequence: 0.1
        default: 0
        }
    }

    /// The name in the file of weights.
    var name: String { String(describing: self) }
}
