private import GRDB
internal import WrightModel

/// The writing half of a run: batches go into the corpus one by one, or into the one that a rebuild makes beside it.
struct BatchRun {
    private let session: IngestionSession
    private let plan: IngestionPlan
    private let cutter: DocumentCutter
    private let embedder: (any Embedder)?
    private let progress: @Sendable (IngestionProgress) -> Void
    private var writer: CorpusWriter?
    private var wasCutOff = false
    /// Texts that were embedded.
    private(set) var embeddedCount = 0

    init(
        session: IngestionSession,
        plan: IngestionPlan,
        cutter: DocumentCutter,
        embedder: (any Embedder)?,
        progress: @escaping @Sendable (IngestionProgress) -> Void
    ) {
        self.session = session
        self.plan = plan
        self.cutter = cutter
        self.embedder = embedder
        self.progress = progress
    }

    /// Writes the documents that did not come from files into the new corpus; a file of the same name replaces one.
    mutating func stageApplied() async throws {
        var documents = AppliedDocuments(session.database, cutter: cutter)
        while true {
            var batch = CorpusBatch()
            batch.documents = try documents.nextBatch(heldByteCount: session.memory.heldByteCount)
            guard !batch.documents.isEmpty else { return }
            try await write(batch, isLast: false)
        }
    }

    /// Writes a batch; `isLast` says that no other one with documents follows.
    mutating func write(_ batch: CorpusBatch, isLast: Bool) async throws {
        let writer = try writer(for: batch)
        if !isLast { writer.isBulk = true }
        let report = { @Sendable [progress] (done: Int, total: Int) in
            progress(IngestionProgress(phase: .embedding, done: done, total: total))
        }
        if plan.isRebuild {
            embeddedCount += try await writer.stage(batch, progress: report)
        } else {
            embeddedCount += try await writer.commit(batch, progress: report).embeddedCount
        }
    }

    /// Writes what is left; the corpus of a rebuild takes its place.
    mutating func finish(with rest: CorpusBatch) async throws {
        if !rest.isEmpty || writer == nil { try await write(rest, isLast: true) }
        guard plan.isRebuild, let writer else { return }
        _ = try writer.publish()
    }

    /// Removes embeddings that a run that was cut off, or the corpus before a rebuild, left behind.
    func conclude() throws {
        try writer?.conclude(isSweeping: plan.isRebuild || wasCutOff)
    }

    private mutating func writer(for batch: CorpusBatch) throws -> CorpusWriter {
        if let writer { return writer }
        let fresh = try session.makeWriter(plan, first: batch, cutter: cutter, embedder: embedder)
        wasCutOff = try fresh.hasLooseEmbeddings()
        if plan.isRebuild { try fresh.beginRebuild() }
        writer = fresh
        return fresh
    }
}
