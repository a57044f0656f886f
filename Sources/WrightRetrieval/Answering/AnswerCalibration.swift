/// The coefficients of answering, fitted on one half of SQuAD 2.0's articles and checked on the other.
///
/// `wright eval calibrate FOLDER --every 2` fits them anew and prints these numbers, with `--lexical` those that go by
/// words alone; the guide on measuring says how they are made, the measurements what they are worth.
public enum AnswerCalibration {
    /// The support below which the answerer abstains: 90 % of the answerable questions that were fitted on reach it.
    public static let supportThreshold = 0.3513

    static let sentence = LogisticModel(
        intercept: -17.3336,
        coefficients: [3.7325, -0.1655, 2.2831, 8.0939, 1.3043, 3.2102, 1.3705]
    )
    static let lexicalSentence = LogisticModel(
        intercept: -13.0010,
        coefficients: [4.6788, -0.0161, 0, 5.2139, 1.3551, 2.5191, 1.1247]
    )
    static let support = LogisticModel(
        intercept: -3.7064,
        coefficients: [0.6794, 1.5573, -2.2044, 2.2907, 2.8168, 0.6377, 0.2679]
    )
    static let lexicalSupport = LogisticModel(
        intercept: -1.0493,
        coefficients: [0.5683, 2.3825, -2.5275, 0, 0, 0.7269, 0.3019]
    )
}
