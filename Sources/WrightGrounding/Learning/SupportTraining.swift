// Idea: weights are fitted on some documents, turned into probabilities on others, and judged on a third part; beside
//   that, each set is judged by weights that were fitted without it, which is nearer to what a new text will see.
// Source: Platt scaling (Platt 1999) with the slope kept at or above 0.
// Deviation: a set counts by the square root of its size, and supported and unsupported examples of a set count alike:
//   the probability is that of a text which is as likely supported as not. Responses that were edited into
//   contradictions train the weights too (after Kryściński et al. 2020, "FactCC"), but not the probabilities.

/// Learns weights from labelled examples.
public struct SupportTraining: Sendable {
    /// A stem that stands in fewer sentences than this is as rare as one that stands in none.
    private static let leastStemCount = 3

    /// An example as numbers.
    package struct Measured: Sendable {
        package let example: SupportExample
        let inputs: [Double]
        /// The share of the response's pairs of words that the context holds, counted as ROUGE-2 counts them.
        package let rougeTwo: Double
    }

    private let sentenceCount: Int
    private let stems: [(stem: String, count: Int)]
    /// The examples, measured, in order.
    package let measured: [Measured]

    /// Measures examples.
    ///
    /// Words' rarity is counted over the contexts of all of them; labels play no part in it.
    ///
    /// - Throws: ``GroundingError`` with code `unsuitableExamples` where a kind is missing.
    public init(_ examples: [SupportExample]) throws(GroundingError) {
        guard examples.contains(where: \.isSupported), examples.contains(where: { !$0.isSupported }) else {
            throw .unsuitableExamples(reason: "they are all of one kind")
        }
        let reader = GroundingReader()
        var counts: [String: Int] = [:]
        var sentenceCount = 0
        var seen: Set<UInt64> = []
        for example in examples where seen.insert(ByteHash.of(example.context.utf8)).inserted {
            let sentences = reader.stems(of: example.context)
            sentenceCount += sentences.count
            for stem in sentences.flatMap(Set.init) { counts[stem, default: 0] += 1 }
        }
        stems = counts.filter { $0.value >= Self.leastStemCount }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { (stem: $0.key, count: $0.value) }
        self.sentenceCount = sentenceCount
        let rarity = SupportModel(
            means: [],
            scales: [],
            weights: [],
            intercept: 0,
            sentenceCount: sentenceCount,
            stems: stems
        )
        .rarity
        measured = Self.measure(examples, rarity, reader)
    }

    private static func measure(
        _ examples: [SupportExample],
        _ rarity: WordRarity,
        _ reader: GroundingReader
    ) -> [Measured] {
        var context: (text: String, evidence: EvidenceText)?
        return examples.compactMap { example in
            if context?.text != example.context {
                context = (example.context, EvidenceText(example.context, reader: reader))
            }
            let sentences = reader.sentences(of: example.response)
            guard let evidence = context?.evidence, !sentences.isEmpty else { return nil }
            let extractor = SupportFeatureExtractor(evidence: evidence, rarity: rarity)
            let features = sentences.map { extractor.features(of: extractor.reading(of: $0.words)) }
            return Measured(
                example: example,
                inputs: SupportModel.inputs(features, sizes: sentences.map(\.words.count)),
                rougeTwo: rougeTwo(sentences.flatMap(\.words), evidence.words)
            )
        }
    }

    /// ROUGE-2 precision of the response: pairs of neighbouring words in lower case, clipped to the context's counts.
    private static func rougeTwo(_ response: [GroundingWord], _ context: [GroundingWord]) -> Double {
        func pairs(_ words: [GroundingWord]) -> [UInt64: Int] {
            Dictionary(zip(words, words.dropFirst()).map { (ByteHash.of($0.word, $1.word), 1) }, uniquingKeysWith: +)
        }
        let own = pairs(response)
        let other = pairs(context)
        let total = own.values.reduce(0, +)
        guard total > 0 else { return 0 }
        return Double(own.reduce(0) { $0 + min($1.value, other[$1.key] ?? 0) }) / Double(total)
    }

    /// Fits weights on examples and calibrates them on others.
    ///
    /// - Throws: ``GroundingError`` with code `unsuitableExamples`.
    package func model(
        training: [Measured],
        calibration: [Measured]
    ) throws(GroundingError) -> SupportModel {
        guard training.count > SupportModel.inputCount else {
            throw .unsuitableExamples(reason: "\(training.count) are too few")
        }
        let (means, scales) = Self.moments(training.map(\.inputs))
        let raw = SupportModel(
            means: means,
            scales: scales,
            weights: [],
            intercept: 0,
            sentenceCount: sentenceCount,
            stems: stems
        )
        let floors = SupportFeature.allCases.map(\.leastWeight)
        let regression = MonotoneRegression(
            Self.examples(training) { raw.standardised($0.inputs) },
            floors: floors + [Double](repeating: 0, count: SupportModel.inputCount - floors.count)
        )
        func scores(_ measured: Measured) -> [Double] {
            [zip(raw.standardised(measured.inputs), regression.weights).reduce(0) { $0 + $1.0 * $1.1 }]
        }
        let mean = calibration.isEmpty ? training : calibration
        var platt = Self.examples(mean, scores)
        platt.sets = platt.sets.map { _ in 0 }
        let line = MonotoneRegression(platt)
        return SupportModel(
            means: means,
            scales: scales,
            weights: regression.weights.map { $0 * line.weights[0] },
            intercept: line.intercepts[0],
            sentenceCount: sentenceCount,
            stems: stems
        )
    }

    private static func moments(_ rows: [[Double]]) -> (means: [Double], scales: [Double]) {
        let count = Double(rows.count)
        let means = (0..<SupportModel.inputCount).map { column in rows.reduce(0) { $0 + $1[column] } / count }
        let scales = (0..<SupportModel.inputCount)
            .map { column in
                let variance =
                    rows.reduce(0) { $0 + ($1[column] - means[column]) * ($1[column] - means[column]) } / count
                return variance > 1e-12 ? variance.squareRoot() : 1
            }
        return (means, scales)
    }

    /// Rows for the regression, each kind within a set counting alike.
    private static func examples(
        _ measured: [Measured],
        _ row: (Measured) -> [Double]
    ) -> MonotoneRegression.Examples {
        let sets = Set(measured.map(\.example.set)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: sets.enumerated().map { ($1, $0) })
        var kinds: [String: Int] = [:]
        func kind(_ measured: Measured) -> String { "\(measured.example.set)\t\(measured.example.isSupported)" }
        for one in measured { kinds[kind(one), default: 0] += 1 }
        // Each set counts by the square root of its size.
        let sizes = Dictionary(measured.map { ($0.example.set, 1.0) }, uniquingKeysWith: +)
        let total = sizes.values.reduce(0) { $0 + $1.squareRoot() }
        let unit = Double(measured.count) / 2 / total
        var examples = MonotoneRegression.Examples(featureCount: measured.first.map(row)?.count ?? 0)
        for one in measured {
            examples.rows += row(one)
            examples.labels.append(one.example.isSupported ? 1 : 0)
            examples.sets.append(numbers[one.example.set] ?? 0)
            let share = unit * (sizes[one.example.set] ?? 1).squareRoot()
            examples.weights.append(share / Double(kinds[kind(one)] ?? 1))
        }
        return examples
    }

    /// The weights for use: fitted on the training part, calibrated on the calibration part.
    public func model() throws(GroundingError) -> SupportModel {
        try model(
            training: measured.filter { $0.example.part == .training },
            calibration: measured.filter(\.example.isCalibration)
        )
    }

    /// The support of a measured example.
    package func support(of measured: Measured, by model: SupportModel) -> Double {
        model.probability(measured.inputs)
    }
}
