private import Synchronization
private import WrightText
public import WrightModel

// Idea: somebody who copies a corpus or a model through its questions asks much, over all subjects, and by a template;
//   people ask little, about few things, in their own words. So three measures of a key's questions are multiplied:
//   volume (questions in the window against what one person asks), breadth (one minus the squared length of the mean of
//   their embeddings, which is the mean distance of any two of them), and regularity (the share of pairs of words that
//   many earlier questions held as well).
// Source: the three signs are those of the OWASP list (LLM10, model extraction); the measures are our own.
// Data layout: for each key a mean vector, counts that decay with time, and a table of at most 512 pairs of words whose
//   least counted makes room (Misra & Gries 1982).

/// Watches the questions of each key for signs that somebody copies what is behind them.
///
/// A signal for people to look at: it delays or stops nobody by itself.
public final class ExtractionWatch: Sendable {
    /// From where on questions look like copying.
    public struct Configuration: Sendable, Hashable {
        /// In this time the weight of a question falls to a half.
        public var halfLife = Duration.seconds(3600)
        /// Questions in the window that one person may well ask; volume is measured against them.
        public var usualVolume = 60.0
        /// The mean distance of questions that a person's reach at most.
        public var usualBreadth = 0.75
        /// From which product on there is a finding, in `0...1`.
        public var threshold = 0.3
        /// Keys that are watched at once; the longest idle one makes room.
        public var keyLimit = 10_000

        /// The defaults.
        public init() {}
    }

    /// What is known of one key's questions.
    public struct Reading: Sendable, Hashable {
        /// Questions in the window, old ones counting less.
        public var volume: Double
        /// The mean distance of any two questions, in `0...1`; 1 where there are no embeddings.
        public var breadth: Double
        /// The share of pairs of words that a fifth of the questions before also held, in `0...1`.
        public var regularity: Double
        /// How much it looks like copying, in `0...1`.
        public var score: Double
    }

    private struct Track {
        var last: Duration
        var weight = 0.0
        var mean: [Float] = []
        var meanWeight = 0.0
        var pairs: [UInt64: Double] = [:]
        var regularity = 0.0
    }

    private let configuration: Configuration
    private let tracks = Mutex<[String: Track]>([:])

    private static let pairLimit = 512
    /// Questions before which nothing is said of regularity.
    private static let leastWeight = 10.0

    /// Begins with no key seen.
    public init(configuration: Configuration = Configuration()) {
        precondition(configuration.keyLimit >= 1, "One key or more is watched.")
        self.configuration = configuration
    }

    /// Takes in one question.
    ///
    /// - Parameters:
    ///   - question: The text.
    ///   - vector: Its embedding; nil where there is none.
    ///   - key: Who asks.
    ///   - now: The time since any fixed moment.
    /// - Returns: What is known of the key's questions now.
    @discardableResult
    public func note(_ question: String, vector: [Float]?, key: String, now: Duration) -> Reading {
        let pairs = Self.pairs(of: question)
        return tracks.withLock { tracks in
            if tracks[key] == nil, tracks.count >= configuration.keyLimit,
                let oldest = tracks.min(by: { $0.value.last < $1.value.last })?.key
            {
                tracks[oldest] = nil
            }
            var track = tracks[key] ?? Track(last: now)
            decay(&track, now)
            addPairs(pairs, to: &track)
            addVector(vector, to: &track)
            track.weight += 1
            tracks[key] = track
            return reading(of: track)
        }
    }

    /// The finding of a reading; nil where nothing stands out.
    public func finding(of reading: Reading) -> Finding? {
        guard reading.score >= configuration.threshold else { return nil }
        func percent(_ rate: Double) -> String { "\(Int((rate * 100).rounded())) %" }
        return Finding(
            rule: "limits.extraction",
            layer: .limits,
            range: nil,
            severity: .medium,
            score: reading.score,
            evidence: "\(Int(reading.volume)) questions, breadth \(percent(reading.breadth)), "
                + "regularity \(percent(reading.regularity))",
            remedy: "Look at what this key asks; lower its limits or revoke it."
        )
    }

    private func reading(of track: Track) -> Reading {
        var breadth = 1.0
        if track.meanWeight >= 2, !track.mean.isEmpty {
            let square = track.mean.reduce(0) { $0 + $1 * $1 }
            breadth = min(1, max(0, 1 - Double(square)))
        }
        let volume = track.weight / (track.weight + configuration.usualVolume)
        let wide = min(1, breadth / configuration.usualBreadth)
        return Reading(
            volume: track.weight,
            breadth: breadth,
            regularity: track.regularity,
            score: volume * wide * track.regularity
        )
    }

    private func decay(_ track: inout Track, _ now: Duration) {
        guard now > track.last else { return }
        let halves = (now - track.last) / configuration.halfLife
        let factor = Logarithm.exponential(-0.693_147_180_559_945 * halves)
        track.last = now
        track.weight *= factor
        track.meanWeight *= factor
        track.pairs = track.pairs.compactMapValues { $0 * factor > 0.01 ? $0 * factor : nil }
    }

    private func addPairs(_ pairs: Set<UInt64>, to track: inout Track) {
        guard !pairs.isEmpty else { return }
        if track.weight >= Self.leastWeight {
            let common = pairs.count { (track.pairs[$0] ?? 0) >= track.weight / 5 }
            let rate = Double(common) / Double(pairs.count)
            track.regularity += (rate - track.regularity) / 10
        }
        for pair in pairs {
            if track.pairs[pair] != nil || track.pairs.count < Self.pairLimit {
                track.pairs[pair, default: 0] += 1
            } else {
                track.pairs = track.pairs.compactMapValues { $0 > 1 ? $0 - 1 : nil }
            }
        }
    }

    private func addVector(_ vector: [Float]?, to track: inout Track) {
        guard let vector, !vector.isEmpty else { return }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0 else { return }
        if track.mean.count != vector.count {
            track.mean = [Float](repeating: 0, count: vector.count)
            track.meanWeight = 0
        }
        track.meanWeight += 1
        let share = Float(1 / track.meanWeight)
        for place in vector.indices { track.mean[place] += (vector[place] / length - track.mean[place]) * share }
    }

    /// Hashes of the neighbouring words of a question.
    private static func pairs(of question: String) -> Set<UInt64> {
        var pairs: Set<UInt64> = []
        var before: UInt64?
        var bytes = Array(question.utf8.prefix(4096))
        bytes.append(32)
        let session = AnalyzerSession(Analyzer(configuration: .init(removesStopWords: false)))
        bytes.withUnsafeBufferPointer { buffer in
            session.forEachTerm(in: buffer) { term, _, _ in
                let hash = PassageTerms.hash(term)
                if let before { pairs.insert(PassageTerms.mixed(before &* 31 &+ hash)) }
                before = hash
            }
        }
        return pairs
    }
}
