/// What was done to embed texts.
public struct EncodingStatistics: Sendable, Hashable {
    /// Texts.
    public let textCount: Int
    /// Tokens computed, the special ones included, without what was cut off.
    public let tokenCount: Int
    /// Texts that were longer than the model reads.
    public let truncatedTextCount: Int
}
