/// The coefficients of answering, fitted on one half of SQuAD 2.0's articles and checked on the other.
///
/// `wright eval calibrate` fits them anew and prints this file's numbers; the guide on answering says how they were
/// made and what they are worth.
public enum AnswerCalibration {
    /// The support below which the answerer abstains.
    public static let supportThreshold = 0.35

    static let sentence = LogisticModel(intercept: -5, coefficients: [1.5, 1.5, 3, 0.5, 0.7, 1, 0.5])
    static let lexicalSentence = LogisticModel(intercept: -4, coefficients: [2.5, 2, 0, 0.5, 0.7, 1, 0.5])
    static let support = LogisticModel(intercept: -5, coefficients: [2, 1, 2, 1, 1, 0.5])
    static let lexicalSupport = LogisticModel(intercept: -4, coefficients: [2, 1, 0, 0, 1, 0.5])
}
