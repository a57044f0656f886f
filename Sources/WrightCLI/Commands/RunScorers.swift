internal import WrightCore
internal import WrightEvaluation
private import WrightGrounding
private import WrightGuard
private import WrightModel
private import WrightStore

/// The scorers that a run knows: those of the catalog, and those that need a model, a file or a command.
enum RunScorers {
    /// The names, without those that take a value.
    static let names = ScorerCatalog.names + ["grounding", "similarity", "safety"]
    /// The forms of those that take a value.
    static let forms = ["regex:PATTERN", "path:PATH", "schema:FILE", "command:NAME=COMMAND"]

    /// The scorer that a name stands for.
    ///
    /// - Parameters:
    ///   - name: One of ``names``, or of one of ``forms``.
    ///   - limit: How long a command may take.
    /// - Returns: The scorer.
    /// - Throws: `CLIError` for a name that is not known, and what reading a file or loading a model throws.
    static func scorer(named name: String, limit: Duration) throws -> any Scorer {
        if name == "grounding" { return GroundingScorer(verifier: GroundingVerifier()) }
        if name == "similarity" {
            return SimilarityScorer(
                embedder: MemoisingEmbedder(try ModelLoading.encoder(named: ModelSpecification.allMiniLM.name))
            )
        }
        if name == "safety" { return try safety() }
        if name.hasPrefix("schema:"), !name.hasPrefix("schema:{") {
            let file = String(name.dropFirst(7))
            return try ScorerCatalog.schema(String(decoding: try Input.bytes(file), as: UTF8.self), named: "schema")
        }
        if name.hasPrefix("command:") { return try command(name, limit: limit) }
        do {
            return try ScorerCatalog.scorer(named: name)
        } catch {
            throw error.code == .scorerUnknown ? .scorerUnknown(name, known: names + forms) : error
        }
    }

    /// What the guard finds in answers; what is only worth noting, such as an address on the web, does not count.
    private static func safety() throws -> any Scorer {
        let embedder = try ModelLoading.encoderIfInstalled(named: ModelSpecification.allMiniLM.name)
        let inspector = StandardGuard(embedder: embedder)
        return SafetyScorer { answer in
            try await inspector.inspect(GuardedText(answer, channel: .output)).count { $0.severity >= .medium }
        }
    }

    private static func command(_ name: String, limit: Duration) throws -> any Scorer {
        let parts = name.dropFirst(8).split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw CLIError.settingInvalid(
                "The scorer '\(name)' has no command.",
                remedy: "Write 'command:NAME=COMMAND'."
            )
        }
        let process = EvalProcess(command: parts[1], limit: limit)
        return ExternalScorer(names: parts[0].split(separator: "+").map(String.init)) { try await process.exchange($0) }
    }
}
