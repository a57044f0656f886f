// Remembers attacks by the runs of three words in them.
//
// Idea: an attack that is seen again is rarely changed in every line. Each remembered window keeps the 24 smallest of
// its hashed word triples, a sketch that is the same for the same text; a window of a text that has most of the triples
// of a sketch is a copy of it, with words exchanged at most. No text is kept, so a file of memories gives nothing away.
// Source: bottom-k sketches (Broder 1997), with containment in the window instead of the resemblance of both.
// Layout: sketches are sorted; an index leads from each triple to the entries that have it.

private import WrightCore
package import WrightModel

/// Attacks that are remembered: curated ones, and apart from them those that were learned while running.
package struct AttackMemory: Sendable, Equatable {
    /// A window that is like a remembered attack.
    package struct Match: Sendable, Hashable {
        /// The window's place in the text, in bytes.
        package let range: Range<Int>
        /// The share of the remembered triples that the window has, in `0...1`.
        package let likeness: Double
        /// Whether the attack was learned while running; such a match only asks for a look.
        package let isLearned: Bool
    }

    /// The most triples of a sketch.
    static let sketchLimit = 24
    /// A window with fewer triples is too short to be told from ordinary text.
    static let leastSketch = 8
    /// The most curated entries.
    static let curatedLimit = 4096
    /// The most learned entries; the oldest give way.
    static let learnedLimit = 1024
    /// With this share of an entry's triples a window is like it.
    static let leastLikeness = 0.7

    /// The sketches of curated attacks.
    let curated: [[UInt32]]
    /// The sketches of learned attacks, the oldest first.
    private(set) var learned: [[UInt32]] = []
    /// The entries that have a triple; learned ones count from `curated.count` on.
    private var entries: [UInt32: [Int32]] = [:]

    /// A memory of curated attacks.
    init(curated: [[UInt32]]) {
        self.curated = curated
        rebuild()
    }

    /// An empty memory.
    package init() {
        self.init(curated: [])
    }

    /// The number of curated entries.
    package var curatedCount: Int { curated.count }
    /// The number of learned entries.
    package var learnedCount: Int { learned.count }

    /// Learns the windows of a text that somebody has found to attack.
    ///
    /// Windows that are too short, or known, are passed over.
    package mutating func learn(_ text: [UInt8]) {
        let sketches = text.withUnsafeBufferPointer { bytes in
            let reader = WindowFeatureReader(
                UnsafeBufferPointer(rebasing: bytes.prefix(WindowFeatureReader.byteLimit)),
                isDocument: false
            )
            return reader.windows.compactMap { Self.sketch(of: reader.wordTriples(of: $0)) }
        }
        var known = Set(learned).union(curated)
        for sketch in sketches where known.insert(sketch).inserted { learned.append(sketch) }
        if learned.count > Self.learnedLimit { learned.removeFirst(learned.count - Self.learnedLimit) }
        rebuild()
    }

    /// Forgets what was learned; the curated attacks stay.
    package mutating func forgetLearned() {
        learned = []
        rebuild()
    }

    /// The windows of a normalised text that are like a remembered attack, in order.
    package func matches(in text: [UInt8]) -> [Match] {
        guard !entries.isEmpty else { return [] }
        return text.withUnsafeBufferPointer { bytes in
            let reader = WindowFeatureReader(
                UnsafeBufferPointer(rebasing: bytes.prefix(WindowFeatureReader.byteLimit)),
                isDocument: false
            )
            return reader.windows.compactMap { match(reader.wordTriples(of: $0), at: $0.range) }
        }
    }

    /// What a guard notes of the matches in a text.
    ///
    /// A curated attack is of high severity; a learned one, which an attacker might have planted, of low severity.
    package func findings(in text: [UInt8]) -> [Finding] {
        matches(in: text)
            .map { match in
                Finding(
                    rule: match.isLearned ? "memory.learned" : "memory.curated",
                    layer: .memory,
                    range: match.range,
                    severity: match.isLearned ? .low : .high,
                    score: match.isLearned ? min(match.likeness, 0.4) : 0.5 + match.likeness / 4,
                    evidence: "\(Int(match.likeness * 100)) % of the words of an attack that is remembered",
                    remedy: match.isLearned
                        ? "Have a person look at it; learned attacks never hold a text back by themselves."
                        : "Keep the text from the model until a person has looked at it."
                )
            }
    }

    static func sketch(of triples: [UInt32]) -> [UInt32]? {
        triples.count >= leastSketch ? Array(triples.prefix(sketchLimit)) : nil
    }

    private func match(_ triples: [UInt32], at range: Range<Int>) -> Match? {
        var counts: [Int32: Int] = [:]
        for triple in triples {
            for entry in entries[triple] ?? [] { counts[entry, default: 0] += 1 }
        }
        // Of equally like entries the curated one comes first.
        let found = counts.map { entry, count in (entry: Int(entry), likeness: likeness(count, of: Int(entry))) }
            .filter { $0.likeness >= Self.leastLikeness }
            .min { ($1.likeness, $0.entry) < ($0.likeness, $1.entry) }
        guard let found else { return nil }
        return Match(range: range, likeness: found.likeness, isLearned: found.entry >= curated.count)
    }

    private func likeness(_ count: Int, of entry: Int) -> Double {
        let sketch = entry < curated.count ? curated[entry] : learned[entry - curated.count]
        return Double(count) / Double(sketch.count)
    }

    private mutating func rebuild() {
        entries = [:]
        for (entry, sketch) in (curated + learned).enumerated() {
            for triple in sketch { entries[triple, default: []].append(Int32(truncatingIfNeeded: entry)) }
        }
    }
}
