// Judges texts by their windows.
//
// Idea: a cascade. A regression over hashed words and counts judges every window, in microseconds. Only the few windows
// that it finds most suspicious, and only where it is not sure that they are harmless, are embedded and judged by a
// second regression that sees the embedding too. The score of a text is that of its most suspicious window.
// Deviation from judging every window with the embedding: on the training sets the text scores agree, and the cost is
// bounded by two embeddings a text.
// Scores are on one scale: 0.5 is the threshold that calibration chose.

private import CWrightData
package import WrightModel

/// Tells how likely a text is to attack the model that reads it, window by window.
package struct WindowClassifier: Sendable, Equatable {
    /// What was said of one window.
    package struct Window: Sendable, Hashable {
        /// Its place in the text, in bytes.
        package let range: Range<Int>
        /// How suspicious it is, in `0...1`.
        package let score: Double
        /// What that means.
        package let label: Label
    }

    /// What a score means.
    package enum Label: String, Sendable, CaseIterable {
        case harmless, doubtful, attack

        init(score: Double) {
            self = score >= 0.5 ? .attack : score >= 0.25 ? .doubtful : .harmless
        }
    }

    /// What was said of a text.
    package struct Result: Sendable, Hashable {
        /// How suspicious the text is, in `0...1`; at 0.5 and above it is flagged.
        package let score: Double
        /// The windows that are doubtful or worse, in order.
        package let windows: [Window]
        /// Whether embeddings were used; without them the words alone decided.
        package let usedEmbedder: Bool
        /// Whether the whole text was read; what lies beyond 1 MiB is not.
        package let isComplete: Bool
    }

    /// At most so many windows of a text are embedded.
    static let embeddedWindowLimit = 2
    /// Windows of so many are worth one embedding.
    static let windowsPerEmbedding = 8
    /// A window whose odds lie further below the threshold is not embedded.
    static let clearance: Float = 4

    /// Judges by words and form.
    let lexical: WindowModel
    /// Judges by embedding too; nil where it was trained without.
    let semantic: WindowModel?
    /// The name of the model whose embeddings `semantic` knows.
    package let embeddingModelName: String
    /// Attacks that are remembered.
    package let memory: AttackMemory

    /// The classifier that comes with the program.
    package static let builtIn: WindowClassifier = {
        var size: UInt = 0
        let start = wright_guard_model(&size)
        do {
            return try WindowClassifier(
                parsing: UnsafeRawBufferPointer(start: start, count: Int(size)),
                name: "guard-model.bin"
            )
        } catch {
            preconditionFailure("The shipped weights are unreadable: \(error)")
        }
    }()

    /// Judges a text.
    ///
    /// - Parameters:
    ///   - text: Normalised UTF-8.
    ///   - channel: The way it took: a command in a document is more suspicious than one from a user.
    ///   - embedder: Used where it runs the model of the training; otherwise the words alone decide.
    /// - Returns: The score of the most suspicious window, and the windows that matter.
    /// - Throws: What the embedder throws.
    package func score(
        _ text: [UInt8],
        channel: GuardedText.Channel,
        embedder: (any Embedder)?
    ) async throws -> Result {
        let known = embedder.flatMap { semantic != nil && $0.model.name == embeddingModelName ? $0 : nil }
        let reading = reading(text, channel: channel, isEmbedding: known != nil)
        var windows: [Window] = []
        if let known, let semantic, !reading.chosen.isEmpty {
            let texts = reading.chosen.map { String(decoding: text[$0.window.range], as: UTF8.self) }
            let embeddings = try await known.embed(texts, for: .document)
            for (judged, embedding) in zip(reading.chosen, embeddings) {
                let odds = semantic.odds(of: judged.features, embedding: embedding.vector)
                windows.append(Self.window(judged.window.range, odds, semantic))
            }
        } else {
            windows = reading.chosen.map { Self.window($0.window.range, $0.odds, lexical) }
        }
        let clear = reading.best.map { Self.window(0..<0, min($0, lexical.threshold), lexical).score } ?? 0
        return Result(
            score: windows.map(\.score).max() ?? min(clear, 0.25),
            windows: windows.filter { $0.label != .harmless }.sorted { $0.range.lowerBound < $1.range.lowerBound },
            usedEmbedder: known != nil,
            isComplete: text.count <= WindowFeatureReader.byteLimit
        )
    }

    private static func window(_ range: Range<Int>, _ odds: Float, _ model: WindowModel) -> Window {
        let score = LogisticFunctions.logistic(Double(odds - model.threshold))
        return Window(range: range, score: score, label: Label(score: score))
    }
}

// MARK: - The first stage

extension WindowClassifier {
    /// A window with its features and its odds by words alone.
    struct Judged {
        let window: TextWindow
        let features: WindowFeatures
        let odds: Float
    }

    /// What the first stage makes of a text: the windows that matter, and the best odds of all.
    func reading(
        _ text: [UInt8],
        channel: GuardedText.Channel,
        isEmbedding: Bool
    ) -> (chosen: [Judged], best: Float?) {
        text.withUnsafeBufferPointer { all in
            let bytes = UnsafeBufferPointer(rebasing: all.prefix(WindowFeatureReader.byteLimit))
            let reader = WindowFeatureReader(bytes, isDocument: channel.isDocument)
            var chosen: [Judged] = []
            var best: Float?
            let limit = isEmbedding ? Self.embeddedCount(of: reader.windows.count) : Self.reportedWindowLimit
            for window in reader.windows {
                let features = reader.features(of: window)
                let odds = lexical.odds(of: features)
                best = max(best ?? odds, odds)
                guard odds > lexical.threshold - Self.clearance else { continue }
                let place = chosen.firstIndex { $0.odds < odds } ?? chosen.endIndex
                guard place < limit else { continue }
                chosen.insert(Judged(window: window, features: features, odds: odds), at: place)
                if chosen.count > limit { chosen.removeLast() }
            }
            return (chosen, best)
        }
    }

    /// How many windows of a text are embedded at most.
    static func embeddedCount(of windowCount: Int) -> Int {
        min(max((windowCount + windowsPerEmbedding - 1) / windowsPerEmbedding, 1), embeddedWindowLimit)
    }

    /// The same classifier with the words alone.
    var withoutEmbedding: WindowClassifier {
        WindowClassifier(lexical: lexical, semantic: nil, embeddingModelName: "", memory: memory)
    }

    /// Without embeddings at most so many windows are told.
    static let reportedWindowLimit = 16
}

extension GuardedText.Channel {
    /// Whether the text is data that the model works on, rather than what somebody asks it.
    var isDocument: Bool {
        switch self {
        case .user: false
        case .document, .hidden, .tool, .output: true
        }
    }
}
