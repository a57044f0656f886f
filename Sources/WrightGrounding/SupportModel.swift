private import CWrightData
public import WrightCore

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// The trained weights of the verifier.
public struct SupportModel: Sendable {
    /// The mean of each input over the examples it was trained on.
    let means: [Double]
    /// The standard deviation of each input over the same.
    let scales: [Double]
    /// How much each standardised, turned input speaks for support; 0 or more.
    let weights: [Double]
    let intercept: Double
    let rarity: WordRarity
    /// Stems and their counts, as they are written to the file.
    let stems: [(stem: String, count: Int)]

    /// Inputs of the regression: each feature's mean over the sentences, then its worst value.
    static let inputCount = SupportFeature.allCases.count * 2

    /// The weights that come with the program.
    public static let shipped: SupportModel = {
        var size: UInt = 0
        let start = wright_support_model(&size)
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(size))
        do {
            return try SupportModel(parsing: bytes, name: "support-model.json")
        } catch {
            preconditionFailure("The shipped weights are unreadable: \(error)")
        }
    }()

    /// Reads weights from a file that ``SupportTraining`` has written.
    ///
    /// - Throws: ``GroundingError`` with code `unreadableWeights`.
    public init(parsing bytes: UnsafeRawBufferPointer, name: String) throws(GroundingError) {
        let file: JSONValue
        do {
            file = try JSONValue(parsing: bytes)
        } catch {
            throw .unreadableWeights(name: name, reason: error.message)
        }
        guard file["schema"] == .int(1) else {
            throw .unreadableWeights(name: name, reason: "its schema is not 1")
        }
        let names = file["features"]?.array?.compactMap(\.string) ?? []
        guard names == SupportFeature.allCases.map(\.name) else {
            throw .unreadableWeights(name: name, reason: "it was trained with other features")
        }
        func numbers(_ key: String) throws(GroundingError) -> [Double] {
            let values = file[key]?.array?.compactMap(\.double) ?? []
            guard values.count == Self.inputCount else {
                throw .unreadableWeights(name: name, reason: "'\(key)' does not have \(Self.inputCount) numbers")
            }
            return values
        }
        means = try numbers("means")
        scales = try numbers("scales")
        weights = try numbers("weights")
        guard let intercept = file["intercept"]?.double, let sentences = file["sentences"]?.double,
            case .object(let members) = file["stems"], scales.allSatisfy({ $0 > 0 })
        else { throw .unreadableWeights(name: name, reason: "a member is missing") }
        self.intercept = intercept
        stems = members.map { ($0.name, $0.value.int ?? 0) }
        rarity = Self.rarity(Int(sentences), stems)
    }

    init(
        means: [Double],
        scales: [Double],
        weights: [Double],
        intercept: Double,
        sentenceCount: Int,
        stems: [(stem: String, count: Int)]
    ) {
        self.means = means
        self.scales = scales
        self.weights = weights
        self.intercept = intercept
        self.stems = stems
        rarity = Self.rarity(sentenceCount, stems)
    }

    private static func rarity(_ sentenceCount: Int, _ stems: [(stem: String, count: Int)]) -> WordRarity {
        let counts = Dictionary(
            stems.map { (ByteHash.of($0.stem.utf8), $0.count) },
            uniquingKeysWith: { first, _ in first }
        )
        return WordRarity(sentenceCount: sentenceCount, counts: counts)
    }

    /// The file's form.
    public var json: JSONValue {
        func rounded(_ values: [Double]) -> JSONValue {
            .array(values.map { .double(($0 * 1e6).rounded() / 1e6) })
        }
        return [
            "schema": 1,
            "features": .array(SupportFeature.allCases.map { .string($0.name) }),
            "means": rounded(means), "scales": rounded(scales), "weights": rounded(weights),
            "intercept": .double((intercept * 1e6).rounded() / 1e6),
            "sentences": .int(rarity.sentenceCount),
            "stems": .object(stems.map { JSONValue.Member($0.stem, .int($0.count)) }),
        ]
    }

    /// The inputs of a text of sentences: the features of each, one sentence at least, and how many words each has.
    static func inputs(_ features: [[Double]], sizes: [Int]) -> [Double] {
        let total = Double(sizes.reduce(0, +))
        return SupportFeature.allCases.map { feature in
            zip(features, sizes).reduce(0) { $0 + $1.0[feature.rawValue] * Double($1.1) } / total
        }
            + SupportFeature.allCases.map { feature in
                let values = features.map { $0[feature.rawValue] }
                return (feature.direction > 0 ? values.min() : values.max()) ?? 0
            }
    }

    /// The inputs as the regression takes them: of mean 0 and deviation 1, more meaning more support.
    func standardised(_ inputs: [Double]) -> [Double] {
        inputs.indices.map { index in
            let direction = SupportFeature.allCases[index % SupportFeature.allCases.count].direction
            return direction * (inputs[index] - means[index]) / scales[index]
        }
    }

    /// The probability of support, 0…1.
    func probability(_ inputs: [Double]) -> Double {
        let score = zip(standardised(inputs), weights).reduce(intercept) { $0 + $1.0 * $1.1 }
        return 1 / (1 + exp(-score))
    }
}
