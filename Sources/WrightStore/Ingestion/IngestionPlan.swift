private import Foundation
internal import GRDB
internal import WrightCore

/// What a run will do, found out by looking at folders and store without reading any file.
struct IngestionPlan {
    var stored: StoredSettings?
    var isRebuild: Bool
    /// Whether the store holds no document, so that what was found out from documents is found out anew.
    var isEmptyCorpus = false
    /// The folders and files that are indexed, as the store names them.
    var folders: [String] = []
    /// Those that were and are so no more.
    var droppedFolders: [String] = []
    var notes: [String] = []
    /// Files that are new or look changed.
    var candidates: [Candidate] = []
    var removals: Set<String> = []
    var unchangedCount = 0
    /// Failures of before whose files are as they were.
    var standingFailures: [IngestionFailure] = []
    /// Failures of before whose files are gone.
    var recovered: Set<String> = []
    /// Folders and files that could not be looked at; what the store holds of them stays.
    var unreadable: [IngestionFailure] = []

    /// A file that must be read.
    struct Candidate: Sendable {
        var entry: FolderEntry
        var uri: String
        /// The hash of the document that the store holds of it.
        var knownHash: ContentHash?
        var isKnown: Bool
    }

    /// Reasons that may be gone though the file is as it was.
    private static let passingReasons: Set<String> = [
        "toolMissing", "toolFailed", "timedOut", "changedWhileRead", "fileUnreadable", "memoryExceeded",
    ]

    init(stored: StoredSettings?, isRebuild: Bool) {
        self.stored = stored
        self.isRebuild = isRebuild
    }

    mutating func add(_ entry: FolderEntry, uri: String, known: KnownSources) {
        let document = known.documents[uri]
        if !isRebuild, let document,
            document.facts.proveUnchanged(byteCount: entry.byteCount, modifiedNanoseconds: entry.modifiedNanoseconds)
        {
            unchangedCount += 1
            return
        }
        if !isRebuild, let failure = known.failures[uri], !Self.passingReasons.contains(failure.reason),
            failure.facts.byteCount == entry.byteCount, failure.facts.modifiedNanoseconds == entry.modifiedNanoseconds
        {
            standingFailures.append(failure)
            return
        }
        let hash = isRebuild ? nil : document?.hash
        candidates.append(Candidate(entry: entry, uri: uri, knownHash: hash, isKnown: document != nil))
    }

    /// Everything known in the scope that was not seen goes.
    mutating func finish(known: KnownSources, seen: Set<String>, isInScope: (String) -> Bool) {
        let blocked = unreadable.map(\.uri)
        func isGone(_ uri: String) -> Bool {
            !seen.contains(uri) && isInScope(uri) && !blocked.contains { uri == $0 || uri.hasPrefix($0 + "/") }
        }
        for (uri, document) in known.documents where !document.facts.isApplied && isGone(uri) {
            removals.insert(uri)
        }
        for uri in known.failures.keys where isGone(uri) { recovered.insert(uri) }
    }
}

/// What the store knows of sources, by URI.
struct KnownSources {
    var documents: [String: (facts: SourceFacts, hash: ContentHash?)] = [:]
    var failures: [String: IngestionFailure] = [:]

    init(_ db: Database) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT uri, byteCount, modified, checked, contentHash FROM document")
        while let row = try rows.next() {
            let facts = SourceFacts(
                byteCount: row["byteCount"],
                modifiedNanoseconds: row["modified"] ?? 0,
                checkedNanoseconds: row["checked"]
            )
            documents[row["uri"]] = (facts, ContentHash(digest: row["contentHash"] as Data))
        }
        for failure in try IngestionFailure.all(db) { failures[failure.uri] = failure }
    }
}
