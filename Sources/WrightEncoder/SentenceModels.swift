/// Opens sentence models of any kind that this module runs.
public enum SentenceModels {
    /// The model of a folder: a transformer, or a static model.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - configuration: How a transformer is run; a static model has nothing to set.
    /// - Returns: The model, ready to embed.
    /// - Throws: ``EncoderError``.
    public static func encoder(
        folder path: String,
        configuration: TransformerEncoder.Configuration = .init()
    ) throws(EncoderError) -> any SentenceEncoder {
        try StaticModelFolder.isStatic(path)
            ? StaticEncoder(folder: path) : TransformerEncoder(folder: path, configuration: configuration)
    }

    /// The precision at which the model of a folder has a fingerprint; nil where none has, or for a static model.
    package static func precision(folder path: String, fingerprint: String) throws(EncoderError) -> EncoderPrecision? {
        guard try !StaticModelFolder.isStatic(path) else { return nil }
        for precision in EncoderPrecision.allCases.reversed() {
            if try TransformerEncoder.fingerprint(folder: path, precision: precision) == fingerprint {
                return precision
            }
        }
        return nil
    }
}
