/// The coefficients of answering, fitted on one half of SQuAD 2.0's articles and checked on the other.
///
/// `wright eval calibrate FOLDER --every 2` fits them anew and prints these numbers, with `--lexical` those that go by
/// words alone; the guide on measuring says how they are made, the measurements what they are worth.
public enum AnswerCalibration {
    /// The support below which the answerer abstains: 97 % of the answerable questions that were fitted on reach it.
    public static let supportThreshold = 0.2454

    /// The same for a corpus without embeddings.
    public static let lexicalSupportThreshold = 0.3306

    static let sentence = LogisticModel(
        intercept: -17.8111,
        coefficients: [3.6762, -0.3360, 2.2214, 9.2091, 1.2746, 2.9241, 1.2801]
    )
    static let lexicalSentence = LogisticModel(
        intercept: -14.2777,
        coefficients: [4.6796, -0.0772, 0, 6.5239, 1.3485, 2.5054, 1.1634]
    )
    static let support = LogisticModel(
        intercept: -3.7771,
        coefficients: [0.5350, 1.7693, -2.2584, 2.1215, 2.8957, 0.6790, 0.3403]
    )
    static let lexicalSupport = LogisticModel(
        intercept: -0.9461,
        coefficients: [0.6683, 2.2439, -2.4701, 0, 0, 0.7032, 0.2194]
    )
}
