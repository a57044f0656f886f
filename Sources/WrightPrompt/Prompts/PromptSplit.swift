internal import WrightCore

/// A split of traffic over labels, sticky by key: the same key always gets the same label.
///
/// Written `production:90,canary:10`. The choice is the SHA-256 of the prompt's name and the key, so it needs no
/// memory, is the same on every machine, and differs between prompts.
public struct PromptSplit: Sendable, Hashable {
    /// A label and its share.
    public struct Share: Sendable, Hashable {
        /// The label.
        public let label: String
        /// Its share of all keys, relative to the others'.
        public let weight: Int
    }

    /// The shares, in order.
    public let shares: [Share]

    /// Reads a split; nil unless it is labels with whole numbers of 0 or more, one of them above 0.
    public init?(_ text: String) {
        var shares: [Share] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: ":", omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty, let weight = Int(pair[1]), (0...1_000_000).contains(weight) else {
                return nil
            }
            shares.append(Share(label: String(pair[0]), weight: weight))
        }
        guard shares.contains(where: { $0.weight > 0 }), Set(shares.map(\.label)).count == shares.count else {
            return nil
        }
        self.shares = shares
    }

    /// The label of a key.
    public func label(prompt: String, key: String) -> String {
        let hash = ContentHash(of: prompt + "\u{0}" + key)
        let value = hash.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let total = shares.reduce(0) { $0 + $1.weight }
        // The place of the key on a line from 0 to the sum of all shares.
        let place = Int(value.multipliedFullWidth(by: UInt64(total)).high)
        var end = 0
        for share in shares {
            end += share.weight
            if place < end { return share.label }
        }
        return shares[shares.count - 1].label
    }
}
