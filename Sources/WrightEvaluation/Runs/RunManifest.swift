public import WrightCore

/// What a run was made of: two runs with the same manifest measure the same thing.
public struct RunManifest: Sendable, Hashable {
    /// The dataset's name.
    public var dataset: String
    /// The hash of its examples.
    public var datasetVersion: String
    /// What answered: model identifiers, prompt versions, settings, the index's generation.
    public var system: JSONValue
    /// The names of the figures.
    public var scorers: [String]
    /// What every random choice started from.
    public var seed: UInt64
    /// How often each example was asked.
    public var repeatCount: Int
    /// The version of the program.
    public var codeVersion: String

    /// Makes a manifest.
    public init(dataset: Dataset, system: JSONValue, scorers: [String], seed: UInt64 = 1, repeatCount: Int = 1) {
        self.dataset = dataset.name
        datasetVersion = dataset.version.description
        self.system = system
        self.scorers = scorers
        self.seed = seed
        self.repeatCount = repeatCount
        codeVersion = ""
    }

    /// The manifest as JSON.
    public var json: JSONValue {
        [
            "dataset": .string(dataset), "datasetVersion": .string(datasetVersion), "system": system,
            "scorers": .array(scorers.map { .string($0) }), "seed": .string(String(seed)),
            "repeats": .int(repeatCount), "code": .string(codeVersion),
        ]
    }

    /// Reads what ``json`` wrote; nil for anything else.
    public init?(_ json: JSONValue) {
        guard let dataset = json["dataset"]?.string, let version = json["datasetVersion"]?.string,
            let seed = json["seed"]?.string.flatMap({ UInt64($0) }), let repeats = json["repeats"]?.int
        else { return nil }
        self.dataset = dataset
        datasetVersion = version
        system = json["system"] ?? .null
        scorers = json["scorers"]?.array?.compactMap(\.string) ?? []
        self.seed = seed
        repeatCount = repeats
        codeVersion = json["code"]?.string ?? ""
    }

    /// What identifies the system's answer to an example: the system, the example's input, the repeat and the seed.
    ///
    /// Repeats have keys of their own, so that asking twice never gives the first answer again.
    public func outcomeKey(_ example: Example, repeatNumber: Int) -> ContentHash {
        ContentHash(of: "\(system.text())\u{0}\(example.input)\u{0}\(repeatNumber)\u{0}\(seed)")
    }

    /// Checks that a run that goes on is the one that was begun.
    ///
    /// - Throws: ``EvaluationError`` with code `runMismatch`.
    public func check(continuing stored: Self) throws(EvaluationError) {
        guard stored.datasetVersion == datasetVersion else {
            throw .runMismatch("the dataset", stored: stored.datasetVersion, asked: datasetVersion)
        }
        guard stored.system == system else {
            throw .runMismatch("the system", stored: stored.system.text(), asked: system.text())
        }
        guard stored.seed == seed else { throw .runMismatch("the seed", stored: "\(stored.seed)", asked: "\(seed)") }
    }
}
