#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
private import GRDB
internal import WrightCore
internal import WrightDocuments
public import WrightModel
private import WrightRetrieval

/// What looks at documents on their way into the corpus.
///
/// A document's text and its hidden texts are inspected before they are stored. What the verdict quarantines is written
/// down as kept apart first, so there is no moment at which it can be found.
public struct IngestionInspection: Sendable {
    /// Looks at one text and decides.
    public typealias Verdicts = @Sendable (GuardedText) async throws -> Verdict

    /// Writes down what was put apart.
    public typealias HoldLog = @Sendable ([QuarantineEntry]) throws -> Void

    private let verdict: Verdicts
    fileprivate let log: HoldLog
    private let policyVersion: String

    /// Takes what decides.
    ///
    /// - Parameters:
    ///   - policyVersion: What tells the policy from others; it is kept with each entry.
    ///   - log: Is given new entries as soon as they hold, and before their documents are stored; it does nothing by
    ///     default.
    ///   - verdict: Looks at one text and decides.
    public init(policyVersion: String, log: @escaping HoldLog = { _ in }, verdict: @escaping Verdicts) {
        self.policyVersion = policyVersion
        self.log = log
        self.verdict = verdict
    }

    /// What of a document is to be kept apart: nothing, some chunks, or the whole.
    ///
    /// The text is looked at as a whole; only where that is to be kept apart are its chunks looked at one by one, and
    /// those that bear it are named. Where none does alone, or a text that readers do not see is the reason, the whole
    /// document is.
    func entries(for prepared: PreparedDocument) async throws -> [QuarantineEntry] {
        let document = prepared.document
        for hidden in document.hidden.prefix(Self.hiddenTextLimit) where !hidden.text.isEmpty {
            let found = try await verdict(GuardedText(hidden.text, channel: .hidden, tier: document.trust))
            if found.action >= .quarantine, Self.isSevere(found) { return [entry(document, chunk: nil, found)] }
        }
        let whole = try await verdict(GuardedText(document.text, channel: .document, tier: document.trust))
        guard whole.action >= .quarantine else { return [] }
        var entries: [QuarantineEntry] = []
        if prepared.chunks.count > 1 {
            for (place, chunk) in prepared.chunks.enumerated() {
                let found = try await verdict(GuardedText(chunk.text, channel: .document, tier: document.trust))
                guard found.action >= .quarantine else { continue }
                let part = QuarantineEntry.ChunkPlace(hash: prepared.hashes[place], range: chunk.range)
                entries.append(entry(document, chunk: part, found))
            }
        }
        return entries.isEmpty ? [entry(document, chunk: nil, whole)] : entries
    }

    /// Whether a hidden text, which is never found or quoted anyway, takes its document along: comments in program
    /// text and pages often look a little like orders, and seldom much.
    package static func isSevere(_ verdict: Verdict) -> Bool {
        verdict.findings.contains { $0.severity >= .high }
    }

    /// Hidden texts of one document that are looked at; a document with more is judged by these.
    private static let hiddenTextLimit = 1000

    private func entry(
        _ document: Document,
        chunk: QuarantineEntry.ChunkPlace?,
        _ verdict: Verdict
    ) -> QuarantineEntry {
        QuarantineEntry(
            uri: document.uri,
            contentHash: document.contentHash,
            chunk: chunk,
            reason: .init(verdict),
            policyVersion: policyVersion
        )
    }
}

/// What an inspection found.
struct InspectionOutcome: Sendable {
    /// The entries that are new.
    var added: [QuarantineEntry] = []
    /// Documents of whose earlier content some chunks are kept apart.
    var superseding: [(uri: String, contentHash: ContentHash)] = []

    mutating func add(_ other: Self) {
        added += other.added
        superseding += other.superseding
    }
}

extension IngestionSession {
    /// Looks at documents and writes down what of them is kept apart, before they are stored.
    func inspect(_ documents: [PreparedDocument]) async throws -> InspectionOutcome {
        guard let inspection, !documents.isEmpty else { return InspectionOutcome() }
        var entries: [QuarantineEntry] = []
        for document in documents {
            try Task.checkCancellation()
            entries += try await inspection.entries(for: document)
        }
        let found = entries
        let now = Self.nowNanoseconds
        let outcome = try database.write { db in
            try QuarantineTable.create(db)
            let changed = try documents.filter {
                try QuarantineTable.holdsOtherContent(of: $0.document.uri, $0.document.contentHash, db)
            }
            return InspectionOutcome(
                added: try QuarantineTable.insert(found, now: now, db),
                superseding: changed.map { ($0.document.uri, $0.document.contentHash) }
            )
        }
        try inspection.log(outcome.added)
        return outcome
    }

    /// Ends what is kept apart of contents that inspected ones have replaced.
    ///
    /// Only after these are stored: until then the old content is still there.
    func settle(_ outcome: InspectionOutcome) throws {
        guard !outcome.superseding.isEmpty else { return }
        let now = Self.nowNanoseconds
        try database.write { db in
            guard try QuarantineTable.endOutdatedChunks(of: outcome.superseding, now: now, db) else { return }
            try CorpusWriter.insert(try CorpusWriter.currentGeneration(db).next, db)
        }
    }

    private static var nowNanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
