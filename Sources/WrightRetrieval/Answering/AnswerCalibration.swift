/// The coefficients of answering, fitted on one half of SQuAD 2.0's articles and checked on the other.
///
/// `wright eval calibrate FOLDER --every 2` fits them anew and prints these numbers, with `--lexical` those that go by
/// words alone; the guide on measuring says how they are made, the measurements what they are worth.
public enum AnswerCalibration {
    /// The support below which the answerer abstains: 97 % of the answerable questions that were fitted on reach it.
    public static let supportThreshold = 0.2475

    /// The same for a corpus without embeddings.
    public static let lexicalSupportThreshold = 0.3328

    static let sentence = LogisticModel(
        intercept: -17.3336,
        coefficients: [3.7325, -0.1655, 2.2831, 8.0939, 1.3043, 3.2102, 1.3705]
    )
    static let lexicalSentence = LogisticModel(
        intercept: -13.0010,
        coefficients: [4.6788, -0.0161, 0, 5.2139, 1.3551, 2.5191, 1.1247]
    )
    static let support = LogisticModel(
        intercept: -3.7412,
        coefficients: [0.6572, 1.5660, -2.2124, 2.3118, 2.8016, 0.6781, 0.2734]
    )
    static let lexicalSupport = LogisticModel(
        intercept: -1.0099,
        coefficients: [0.5644, 2.3619, -2.4865, 0, 0, 0.6685, 0.3039]
    )
}
