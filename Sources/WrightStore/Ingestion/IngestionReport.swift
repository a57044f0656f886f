public import WrightRetrieval

/// What a run did.
public struct IngestionReport: Sendable {
    /// Documents that are new.
    public var addedCount = 0
    /// Documents whose content had changed.
    public var updatedCount = 0
    /// Documents that were as before.
    public var unchangedCount = 0
    /// Documents whose files are gone, or cannot be read any more.
    public var removedCount = 0
    /// Files that could not be indexed, by URI.
    public var failures: [IngestionFailure] = []
    /// Those of ``failures`` that an earlier run recorded already, of files that are as they were, by URI.
    public var standingFailureURIs: Set<String> = []
    /// What was put apart on the way in, because a guard said so.
    public var quarantined: [QuarantineEntry] = []
    /// Chunks in the corpus after the run.
    public var chunkCount = 0
    /// Tokens of those chunks.
    public var tokenCount = 0
    /// Texts that were embedded in this run.
    public var embeddedCount = 0
    /// The state after the run.
    public var generation = CorpusGeneration(number: 0)
    /// The model of the embeddings; nil where there are none.
    public var model: String?
    /// The language of the words, a BCP-47 code.
    public var language = ""
    /// How long it took.
    public var duration: Duration = .zero
    /// What users should know, a sentence each.
    public var notes: [String] = []
}

/// How far a run is.
public struct IngestionProgress: Sendable {
    /// What it is doing.
    public var phase: Phase
    /// How many are done.
    public var done: Int
    /// Of how many.
    public var total: Int

    /// What a run does, in order.
    public enum Phase: String, Sendable {
        /// Files are read and cut.
        case reading
        /// Chunks are embedded.
        case embedding
    }
}
