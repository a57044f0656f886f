/// Phrases of lower-case UTF-8 that are looked for in text at once.
///
/// Buckets by the first byte, so that a byte of the text is compared with few phrases. A phrase may stand inside words;
/// give it spaces at its ends where it must not.
struct PhraseSet: Sendable {
    private let buckets: [[[UInt8]]]

    init(_ phrases: [String]) {
        var buckets = [[[UInt8]]](repeating: [], count: 256)
        for phrase in phrases {
            let bytes = Array(phrase.utf8)
            guard let first = bytes.first else { continue }
            buckets[Int(first)].append(bytes)
        }
        self.buckets = buckets
    }

    /// Whether one of the phrases stands in a lower-case text.
    func matches(_ text: [UInt8]) -> Bool { count(in: text, limit: 1) > 0 }

    /// How many places of a lower-case text hold a phrase; stops at a limit.
    func count(in text: [UInt8], limit: Int = .max) -> Int {
        var count = 0
        text.withUnsafeBufferPointer { bytes in
            for start in bytes.indices {
                for phrase in buckets[Int(bytes[start])] where start + phrase.count <= bytes.count {
                    var matched = 1
                    while matched < phrase.count, bytes[start + matched] == phrase[matched] { matched += 1 }
                    if matched == phrase.count { count += 1 }
                }
                if count >= limit { return }
            }
        }
        return count
    }
}
