public import WrightCore

/// How much one document, one source and one tier may say in the context of one answer.
///
/// This is a guarantee, not a signal: however many passages an attacker plants, no more than so many stand beside those
/// of others. It is a pure function over the passages in the order of their rank; ``CappedCorpus`` applies it to what a
/// corpus finds.
///
/// ```swift
/// let places = ContextCap.standard.kept(passages)
/// ```
public struct ContextCap: Sendable, Hashable {
    /// Passages of one document, 1 or more; nil for no cap.
    public var perDocument: Int?
    /// Passages of one source, 1 or more; nil for no cap.
    public var perSource: Int?
    /// Passages of each tier beside those of a higher one; tiers that are not named have no cap.
    ///
    /// Where no passage of a higher tier is found, there is nobody to be outvoted, and the cap does not hold: a corpus
    /// that is of one tier throughout loses nothing.
    public var perTier: [TrustTier: Int]

    /// Sets caps.
    public init(perDocument: Int? = nil, perSource: Int? = nil, perTier: [TrustTier: Int] = [:]) {
        precondition(perDocument ?? 1 >= 1 && perSource ?? 1 >= 1, "A cap lets one passage or more pass.")
        precondition(perTier.values.allSatisfy { $0 >= 0 }, "A tier's cap is 0 or more.")
        self.perDocument = perDocument
        self.perSource = perSource
        self.perTier = perTier
    }

    /// At most three passages of what users uploaded, two of what anybody may have written; no cap on the rest.
    public static let standard = Self(perTier: [.user: 3, .external: 2])
    /// Everything passes.
    public static let none = Self()

    /// A passage that would stand in a context.
    public struct Passage: Sendable, Hashable {
        /// The document.
        public var document: String
        /// Where the document comes from, such as a folder or a host.
        public var source: String
        /// How far its origin is trusted.
        public var tier: TrustTier

        /// Describes a passage.
        public init(document: String, source: String, tier: TrustTier) {
            self.document = document
            self.source = source
            self.tier = tier
        }
    }

    /// The places of the passages that may stand in the context, in their order.
    ///
    /// O(n). Of each kind the first ones stay.
    public func kept(_ passages: [Passage]) -> [Int] {
        var documents: [String: Int] = [:]
        var sources: [String: Int] = [:]
        var tiers: [TrustTier: Int] = [:]
        let highest = passages.map(\.tier).max()
        return passages.indices.filter { place in
            let passage = passages[place]
            if let perDocument, documents[passage.document, default: 0] >= perDocument { return false }
            if let perSource, sources[passage.source, default: 0] >= perSource { return false }
            if let cap = perTier[passage.tier], highest.map({ $0 > passage.tier }) ?? false,
                tiers[passage.tier, default: 0] >= cap
            {
                return false
            }
            documents[passage.document, default: 0] += 1
            sources[passage.source, default: 0] += 1
            tiers[passage.tier, default: 0] += 1
            return true
        }
    }

    /// Whether some passage is more than its kind may have, a higher tier being there or not.
    func isReached(by passages: [Passage]) -> Bool {
        func exceeds(_ counts: [Int], _ cap: Int?) -> Bool { cap.map { cap in counts.contains { $0 > cap } } ?? false }
        let documents = Dictionary(grouping: passages, by: \.document).values.map(\.count)
        let sources = Dictionary(grouping: passages, by: \.source).values.map(\.count)
        return exceeds(documents, perDocument) || exceeds(sources, perSource)
            || perTier.contains { tier, cap in passages.count { $0.tier == tier } > cap }
    }
}

extension ContextCap {
    /// Whether passages of a low tier would outvote those of a higher one.
    ///
    /// They do when the higher tier speaks at all and the tiers below ``WrightCore/TrustTier/curated`` have more
    /// passages than it. Worth a note beside the answer: what the many say may contradict what the trusted few say.
    public static func isOutvoted(_ passages: [Passage]) -> Bool {
        let trusted = passages.count { $0.tier >= .curated }
        return trusted > 0 && passages.count - trusted > trusted
    }

    /// The folder or the host that a document comes from.
    public static func source(of uri: String) -> String {
        if let scheme = uri.firstRange(of: "://") {
            let rest = uri[scheme.upperBound...]
            return String(uri[..<scheme.upperBound] + rest.prefix { $0 != "/" })
        }
        return uri.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(uri[..<$0]) } ?? ""
    }
}
