/// How large chunks are made, in tokens.
public struct ChunkSize: Sendable, Hashable {
    /// Where a chunk is full.
    ///
    /// Default 200.
    public var targetTokenCount: Int
    /// What no chunk exceeds, unless one character does.
    ///
    /// Default a fifth above the target.
    public var maximumTokenCount: Int
    /// Below this, a chunk takes on what comes next even if a section ends.
    ///
    /// Default a quarter of the target.
    public var minimumTokenCount: Int

    /// Chooses sizes; those not given follow from the target.
    public init(targetTokenCount: Int, maximumTokenCount: Int? = nil, minimumTokenCount: Int? = nil) {
        let target = max(8, targetTokenCount)
        self.targetTokenCount = target
        self.maximumTokenCount = max(target, maximumTokenCount ?? target + target / 5)
        self.minimumTokenCount = min(target, max(0, minimumTokenCount ?? target / 4))
    }

    /// 200 tokens: a chunk and its headings fit an embedding model of 256.
    public static let standard = Self(targetTokenCount: 200)
    /// 80 tokens: one thought.
    public static let small = Self(targetTokenCount: 80)
    /// 600 tokens: a section.
    public static let large = Self(targetTokenCount: 600)

    var fingerprint: String { "\(targetTokenCount)-\(maximumTokenCount)-\(minimumTokenCount)" }
}
