/// What the verifier measures of a sentence and its evidence.
///
/// Each speaks in one direction only: more of it means more support, or less. The weights that are learned keep to it.
enum SupportFeature: Int, CaseIterable {
    // Shares of the sentence that the evidence holds, by the words' rarity or by n-grams.
    case rarityCoverage, bigramCoverage, trigramCoverage
    case sentenceCoverage, windowCoverage, windowBigramCoverage, commonSubsequence, nearPairShare
    // What the evidence does not hold.
    case missingNumberCount, missingNumberShare, numberOutsideWindowShare
    case missingNameCount, missingNameShare, nameOutsideWindowShare
    case rarestMissing, missingCount, missingShare, missingFunctionWordShare
    // What contradicts it.
    case addedNegation, droppedNegation, oppositeCount, negatedFormCount, unequalNegation
    case strangeQuantityCount, filledSlotShare, numberOfAnotherThing
    // What is put together otherwise than in the evidence.
    case pairDistance, widestPair, orderInversionShare, separatedNameShare
    // What no document can bear out.
    case personalShare

    /// 1 where more means more support, -1 where it means less.
    var direction: Double { rawValue <= Self.nearPairShare.rawValue ? 1 : -1 }

    /// The name in the file of weights.
    var name: String { String(describing: self) }
}
