/// How much of a data file is read before it is refused.
public struct ReadingLimits: Sendable, Hashable {
    /// The longest line in bytes; 64 MiB by default.
    public var maximumLineLength: Int
    /// The most lines in a file; 100,000,000 by default.
    public var maximumLineCount: Int

    /// Sets the limits.
    public init(maximumLineLength: Int = 64 << 20, maximumLineCount: Int = 100_000_000) {
        self.maximumLineLength = maximumLineLength
        self.maximumLineCount = maximumLineCount
    }
}
