// Trains the window classifier.
//
// Idea: windows inherit the label of their text, with three exceptions. Where the payload of an attack is known,
// windows inside it attack, windows outside do not, and those in between are left out. Where it is not known (long
// jailbreaks), the windows that a first fit finds harmless are left out and the fit is made again, twice:
// multiple-instance learning. Every set has a say by the root of its size, so that large sets do not drown small ones.
// Calibration: five-fold predictions of harmless training texts, with the carriers of planted attacks kept together;
// the threshold is passed by the target share of them, every set with the same say. Where other layers score the texts
// too, the threshold is that of the joint score, a noisy-or.

private import WrightCore
package import WrightModel

/// Makes a ``WindowClassifier`` from labelled texts.
package struct GuardTraining {
    /// What is trained, and how strictly it is calibrated.
    package struct Configuration: Sendable {
        /// The share of harmless texts that may be flagged.
        package var falsePositiveRate = 0.01
        /// Sets with more or less say than their size gives them.
        package var sourceWeights: [String: Double] = [:]
        /// Sets that are measured but never trained on.
        package var measuredOnly: Set<String> = []
        /// Sets whose harmless texts do not take part in the calibration.
        package var uncalibrated: Set<String> = []
        /// Parts of the cross-fitting.
        package var foldCount = 5

        package init() {}
    }

    /// A window of an example.
    struct Instance {
        let example: Int
        let row: Int
        let attacks: Bool
        let weight: Double
    }

    package let examples: [GuardExample]
    let configuration: Configuration
    let embeddingModelName: String?
    let rows: [WindowRegression.Row]
    let instances: [Instance]
    /// The instances of each example.
    let places: [Range<Int>]
    let folds: [Int]
    private let triples: [[UInt32]]

    static let firstIterations = 60
    static let laterIterations = 30
    static let rounds = 2

    /// Prepares the windows of the examples, and embeds them if there is an embedder.
    ///
    /// - Throws: ``GuardError`` with code `unsuitableExamples` where a label has fewer than ten examples to train on.
    package init(
        _ examples: [GuardExample],
        embedder: (any Embedder)?,
        configuration: Configuration = Configuration()
    ) async throws {
        self.examples = examples
        self.configuration = configuration
        embeddingModelName = embedder?.model.name
        try Self.check(examples.filter { $0.isTraining && !configuration.measuredOnly.contains($0.source) })
        var cut = CutExamples()
        for (number, example) in examples.enumerated() {
            cut.append(example, number: number, keepsTexts: embedder != nil)
        }
        rows = try await Self.embedded(cut.rows, cut.texts, embedder)
        instances = cut.instances
        places = cut.places
        triples = cut.triples
        folds = examples.map { Self.fold(of: $0, count: max(configuration.foldCount, 2)) }
    }

    private static func check(_ training: [GuardExample]) throws {
        let attackCount = training.count(where: \.attacks)
        guard attackCount >= 10, training.count - attackCount >= 10 else {
            throw GuardError(
                .unsuitableExamples,
                "There are \(attackCount) attacks and \(training.count - attackCount) harmless texts to train on.",
                remedy: "Give at least ten of each, in lines with \"split\" \"train\" or without a split."
            )
        }
    }

    /// Trains on all training examples but those of a set, calibrates, and gives the classifier.
    package func classifier(without source: String? = nil, name: String? = nil) -> WindowClassifier {
        let chosen = examples.indices.filter { isTrained($0) && examples[$0].source != source }
        let lexical = calibrated(WindowRegression(rows: rows, usesEmbedding: false), chosen)
        let semantic =
            embeddingModelName == nil ? nil : calibrated(WindowRegression(rows: rows, usesEmbedding: true), chosen)
        return WindowClassifier(
            lexical: lexical,
            semantic: semantic,
            embeddingModelName: name ?? embeddingModelName ?? "",
            memory: memory(chosen, lexical)
        )
    }

    func isTrained(_ example: Int) -> Bool {
        examples[example].isTraining && !configuration.measuredOnly.contains(examples[example].source)
    }
}

// MARK: - Windows

extension GuardTraining {
    private static let batchCount = 4096

    private static func fold(of example: GuardExample, count: Int) -> Int {
        let hash = FNV1a.hash(of: example.carrier.prefix(200))
        return Int((hash ^ hash >> 32) % UInt64(count))
    }

    /// The rows with their embeddings; windows that stand in many texts are embedded once.
    private static func embedded(
        _ rows: [WindowRegression.Row],
        _ texts: [String],
        _ embedder: (any Embedder)?
    ) async throws -> [WindowRegression.Row] {
        guard let embedder else { return rows }
        var numbers: [String: Int] = [:]
        var unique: [String] = []
        for text in texts where numbers[text] == nil {
            numbers[text] = unique.count
            unique.append(text)
        }
        var vectors: [[Float]] = []
        vectors.reserveCapacity(unique.count)
        for first in stride(from: 0, to: unique.count, by: batchCount) {
            let batch = Array(unique[first..<min(first + batchCount, unique.count)])
            vectors += try await embedder.embed(batch, for: .document).map(\.vector)
        }
        return zip(rows, texts)
            .map { row, text in
                WindowRegression.Row(features: row.features, embedding: numbers[text].map { vectors[$0] } ?? [])
            }
    }
}

/// Examples cut into windows.
private struct CutExamples {
    /// What a window of the carrier of an attack counts: it is like others of harmless texts.
    private static let carrierWeight = 0.15

    private(set) var rows: [WindowRegression.Row] = []
    private(set) var texts: [String] = []
    private(set) var instances: [GuardTraining.Instance] = []
    private(set) var places: [Range<Int>] = []
    private(set) var triples: [[UInt32]] = []

    mutating func append(_ example: GuardExample, number: Int, keepsTexts: Bool) {
        let first = instances.count
        example.text.withUnsafeBufferPointer { bytes in
            let reader = WindowFeatureReader(
                UnsafeBufferPointer(rebasing: bytes.prefix(WindowFeatureReader.byteLimit)),
                isDocument: example.channel.isDocument
            )
            for window in reader.windows {
                let (attacks, weight) = Self.label(of: window.range, in: example)
                instances.append(
                    GuardTraining.Instance(example: number, row: rows.count, attacks: attacks, weight: weight)
                )
                rows.append(WindowRegression.Row(features: reader.features(of: window), embedding: []))
                triples.append(example.isTraining ? reader.wordTriples(of: window) : [])
                if keepsTexts { texts.append(String(decoding: bytes[window.range], as: UTF8.self)) }
            }
        }
        places.append(first..<instances.count)
    }

    private static func label(of window: Range<Int>, in example: GuardExample) -> (attacks: Bool, weight: Double) {
        guard example.attacks, let payload = example.payload else { return (example.attacks, 1) }
        let common = Double(window.clamped(to: payload).count)
        let share = common / Double(max(window.count, 1))
        if share >= 0.5 || common / Double(max(payload.count, 1)) >= 0.6 { return (true, 1) }
        return share <= 0.05 ? (false, carrierWeight) : (false, 0)
    }
}

// MARK: - Fitting

extension GuardTraining {
    /// The parameters of a fit to some examples.
    func fit(_ regression: WindowRegression, _ chosen: [Int]) -> [Double] {
        var rows = weighted(chosen)
        var parameters = regression.start
        regression.fit(rows.map { ($0.row, $0.attacks, $0.weight) }, &parameters, iterations: Self.firstIterations)
        let all = rows
        for _ in 0..<Self.rounds {
            rows = withoutHarmlessParts(all) { regression.odds(of: $0, parameters) }
            regression.fit(rows.map { ($0.row, $0.attacks, $0.weight) }, &parameters, iterations: Self.laterIterations)
        }
        return parameters
    }

    /// The instances of some examples with their final weights: each set has a say by the root of its size, attacks and
    /// harmless windows weigh the same.
    private func weighted(_ chosen: [Int]) -> [Instance] {
        struct Group: Hashable {
            let source: String
            let attacks: Bool
        }
        var sums: [Group: (weight: Double, examples: Int)] = [:]
        func group(_ instance: Instance) -> Group {
            Group(source: examples[instance.example].source, attacks: instance.attacks)
        }
        func base(_ instance: Instance) -> Double {
            instance.weight / Double(places[instance.example].count).squareRoot()
        }
        for example in chosen {
            var seen: Set<Group> = []
            for instance in instances[places[example]] where instance.weight > 0 {
                let group = group(instance)
                sums[group, default: (0, 0)].weight += base(instance)
                if seen.insert(group).inserted { sums[group, default: (0, 0)].examples += 1 }
            }
        }
        var rows: [Instance] = []
        var totals = (attacks: 0.0, harmless: 0.0)
        for instance in chosen.flatMap({ instances[places[$0]] }) where instance.weight > 0 {
            let group = group(instance)
            guard let sum = sums[group], sum.weight > 0 else { continue }
            let say = Double(sum.examples).squareRoot() * (configuration.sourceWeights[group.source] ?? 1)
            let weight = base(instance) / sum.weight * say
            if instance.attacks { totals.attacks += weight } else { totals.harmless += weight }
            rows.append(
                Instance(example: instance.example, row: instance.row, attacks: instance.attacks, weight: weight)
            )
        }
        return rows.map { row in
            let weight = row.weight / max(row.attacks ? totals.attacks : totals.harmless, 1e-9)
            return Instance(example: row.example, row: row.row, attacks: row.attacks, weight: weight)
        }
    }

    /// Of attacks of more than two windows whose payload is not known, only the most suspicious two fifths are kept.
    private func withoutHarmlessParts(_ rows: [Instance], _ odds: (Int) -> Double) -> [Instance] {
        var kept: [Instance] = []
        var start = rows.startIndex
        while start < rows.endIndex {
            let example = rows[start].example
            let end = rows[start...].firstIndex { $0.example != example } ?? rows.endIndex
            let part = rows[start..<end]
            if examples[example].attacks, examples[example].payload == nil, part.count > 2 {
                let scores = part.map { odds($0.row) }
                let bound = scores.sorted(by: >)[max(2, part.count * 2 / 5) - 1]
                kept += zip(part, scores).filter { $0.1 >= bound }.map(\.0)
            } else {
                kept += part
            }
            start = end
        }
        return kept
    }
}

// MARK: - Calibration

extension GuardTraining {
    private func calibrated(_ regression: WindowRegression, _ chosen: [Int]) -> WindowModel {
        var scores: [String: [Double]] = [:]
        for fold in 0..<max(configuration.foldCount, 2) {
            let parameters = fit(regression, chosen.filter { folds[$0] != fold })
            for example in chosen where folds[example] == fold && !examples[example].attacks {
                let source = examples[example].source
                guard !configuration.uncalibrated.contains(source) else { continue }
                let best = places[example].map { regression.odds(of: instances[$0].row, parameters) }.max()
                guard let best else { continue }
                scores[source, default: []].append(best - allowance(beside: examples[example].otherScore))
            }
        }
        return regression.model(fit(regression, chosen), threshold: threshold(of: scores))
    }

    /// How far above the threshold a text with another layer's score may lie before the joint score reaches 0.5.
    ///
    /// The joint score is 1 − (1 − a)(1 − b); a text that the other layer flags by itself decides nothing here.
    private func allowance(beside other: Double) -> Double {
        other >= 0.5 ? .infinity : LogisticFunctions.odds(1 - 0.5 / (1 - other))
    }

    /// The odds that the target share of harmless texts passes, each set with the same say.
    private func threshold(of scores: [String: [Double]]) -> Double {
        let weighted = scores.values.flatMap { values in
            values.filter(\.isFinite).map { (score: $0, weight: 1 / Double(values.count)) }
        }
        let bound = configuration.falsePositiveRate * Double(scores.count)
        var sum = 0.0
        for (score, weight) in weighted.sorted(by: { $0.score > $1.score }) {
            sum += weight
            if sum > bound { return score + 1e-6 }
        }
        return 0
    }
}

// MARK: - Memory

extension GuardTraining {
    private static let memoryLimit = 1500

    /// The most suspicious windows of attacks that share no triple with harmless texts.
    private func memory(_ chosen: [Int], _ model: WindowModel) -> AttackMemory {
        var harmless: Set<UInt32> = []
        for example in chosen where !examples[example].attacks {
            for place in places[example] { harmless.formUnion(triples[instances[place].row]) }
        }
        var found: [(odds: Float, sketch: [UInt32])] = []
        var known: Set<[UInt32]> = []
        for example in chosen where examples[example].attacks {
            for place in places[example] where instances[place].attacks && instances[place].weight > 0 {
                let row = instances[place].row
                let own = triples[row].filter { !harmless.contains($0) }
                guard let sketch = AttackMemory.sketch(of: own), known.insert(sketch).inserted else { continue }
                let odds = model.odds(of: rows[row].features)
                if odds > model.threshold { found.append((odds, sketch)) }
            }
        }
        found.sort { ($1.odds, $0.sketch.first ?? 0) < ($0.odds, $1.sketch.first ?? 0) }
        return AttackMemory(curated: found.prefix(Self.memoryLimit).map(\.sketch))
    }
}
