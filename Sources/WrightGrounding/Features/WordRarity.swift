#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// How rare words are: the inverse document frequency, each sentence of a large text counted as one document.
struct WordRarity: Sendable {
    /// How many sentences were counted.
    let sentenceCount: Int
    /// In how many of them a stem stands, by the stem's hash; a stem that is not here stood in none.
    let counts: [UInt64: Int]

    /// ln((N + 1) / (n + ½)), above 0.
    func weight(of stem: UInt64) -> Double {
        log((Double(sentenceCount) + 1) / (Double(counts[stem] ?? 0) + 0.5))
    }
}
