private import Foundation
private import GRDB
internal import WrightCore
internal import WrightDocuments
internal import WrightModel
internal import WrightRetrieval
internal import WrightText

/// One run with the lock in hand: reads candidates in parallel and writes them batch by batch.
struct IngestionSession {
    let project: ProjectFolder
    let settings: ProjectSettings
    let limits: ParsingLimits
    let database: StoreDatabase
    let lock: WriterLock
    let loadEmbedder: FolderIngestion.EmbedderLoader
    /// How the memory budget is divided.
    private(set) var memory = MemoryPlan.standard
    /// Files that are read before a batch is written.
    var batchFileLimit = FolderIngestion.batchFileCount
    /// Looks at documents before they are stored.
    var inspection: IngestionInspection?
    /// Takes out of documents what must not be stored.
    var redaction: (@Sendable (Document) -> Document)?

    init(
        project: ProjectFolder,
        settings: ProjectSettings,
        limits: ParsingLimits,
        database: StoreDatabase,
        lock: WriterLock,
        loadEmbedder: @escaping FolderIngestion.EmbedderLoader
    ) {
        self.project = project
        self.settings = settings
        self.limits = limits
        self.database = database
        self.lock = lock
        self.loadEmbedder = loadEmbedder
    }

    /// Text that is looked at to find out the language.
    private static let languageSampleCount = 200

    func carryOut(
        _ plan: inout IngestionPlan,
        progress: @escaping @Sendable (IngestionProgress) -> Void
    ) async throws -> IngestionReport {
        var report = IngestionReport()
        report.unchangedCount = plan.unchangedCount
        report.failures = plan.standingFailures
        report.notes = plan.notes
        let embedder = try embedder(for: plan)
        let cutter = try DocumentCutter(
            settings: settings,
            stored: plan.isRebuild ? nil : plan.stored,
            embedder: embedder
        )
        var session = self
        session.memory = try await MemoryPlan.dividing(settings.memoryBudget, embedder: embedder)
        let memory = session.memory
        var run = BatchRun(session: session, plan: plan, cutter: cutter, embedder: embedder, progress: progress)
        var waiting = CorpusBatch()
        waiting.removals = plan.removals
        waiting.recovered = plan.recovered
        waiting.failures = plan.unreadable
        report.failures += plan.unreadable
        if plan.isRebuild { try await run.stageApplied() }
        var source = SourceReader(
            settings: settings,
            limits: memory.limits(limits),
            memory: memory,
            cutter: cutter
        )
        source.redaction = redaction
        let reader = source
        var candidates = CandidateReader(
            plan.candidates,
            reader: reader,
            memory: memory,
            batchFileLimit: batchFileLimit
        )
        var removals = plan.removals
        var inspected = InspectionOutcome()
        while !candidates.isAtEnd {
            let total = plan.candidates.count
            let readings = try await candidates.nextBatch {
                progress(IngestionProgress(phase: .reading, done: $0, total: total))
            }
            sort(readings, into: &waiting, &report)
            removals.formUnion(waiting.removals)
            // What settles the language must hold a document, so others wait for one.
            guard !waiting.documents.isEmpty else { continue }
            inspected.add(try await inspect(waiting.documents))
            try await run.write(waiting, isLast: candidates.isAtEnd)
            waiting = CorpusBatch()
        }
        try await run.finish(with: waiting)
        try settle(inspected)
        report.quarantined = inspected.added
        report.embeddedCount = run.embeddedCount
        report.removedCount = removals.count
        try conclude(run, &report)
        return report
    }

    func apply(_ change: CorpusChange) async throws -> CorpusGeneration {
        let stored = try database.read { try StoredSettings.fetch($0) }
        var plan = IngestionPlan(stored: stored, isRebuild: false)
        plan.isEmptyCorpus = try database.read { try CorpusStatus.isEmpty($0) }
        let embedder = try modelReference(plan).flatMap(loadEmbedder)
        try check(embedder, plan)
        let cutter = try DocumentCutter(settings: settings, stored: stored, embedder: embedder)
        var batch = CorpusBatch()
        batch.removals = change.removals
        // Of two documents with one URI the later holds.
        let places = Dictionary(change.documents.enumerated().map { ($0.element.uri, $0.offset) }) { $1 }
        batch.documents = change.documents.enumerated().filter { places[$0.element.uri] == $0.offset }
            .map { redaction?($0.element) ?? $0.element }
            .map { PreparedDocument(document: $0, chunks: cutter.chunks(of: $0), facts: .applied) }
        let inspected = try await inspect(batch.documents)
        let writer = try makeWriter(plan, first: batch, cutter: cutter, embedder: embedder)
        let wasCutOff = try writer.hasLooseEmbeddings()
        let generation = try await writer.commit(batch) { _, _ in }.generation
        try writer.conclude(isSweeping: wasCutOff)
        try settle(inspected)
        return try database.read { max(generation, try CorpusWriter.currentGeneration($0)) }
    }

    /// The model of the run; nil where nothing needs one.
    private func embedder(for plan: IngestionPlan) throws -> (any Embedder)? {
        guard !plan.candidates.isEmpty || plan.isRebuild || plan.stored == nil else { return nil }
        let embedder = try modelReference(plan).flatMap(loadEmbedder)
        try check(embedder, plan)
        if embedder == nil, let name = settings.model?.name, name != ModelSpecification.allMiniLM.name {
            throw StoreError.modelMissing(name: name, path: ModelCache().folder(of: name))
        }
        return embedder
    }

    /// The model to be loaded: that of the index, else the one that the settings name, else the default.
    private func modelReference(_ plan: IngestionPlan) -> String? {
        if !plan.isRebuild, let stored = plan.stored { return stored.modelReference }
        return (settings.model ?? .named(plan.stored?.modelReference ?? ModelSpecification.allMiniLM.name)).name
    }

    private func check(_ embedder: (any Embedder)?, _ plan: IngestionPlan) throws {
        guard let stored = plan.stored, !plan.isRebuild else { return }
        if let name = stored.modelReference, embedder == nil {
            throw StoreError.modelMissing(name: name, path: ModelCache().folder(of: name))
        }
        try EmbeddedCorpus.check(embedder, against: stored)
    }

    /// Makes the writer of a run; what the settings leave open is found out from the first documents.
    func makeWriter(
        _ plan: IngestionPlan,
        first: CorpusBatch,
        cutter: DocumentCutter,
        embedder: (any Embedder)?
    ) throws -> CorpusWriter {
        let stored = plan.isRebuild ? nil : plan.stored
        if let stored, !first.documents.isEmpty, stored.chunkerFingerprint != cutter.fingerprint {
            throw StoreError.settingsChanged(
                name: "chunker",
                indexed: stored.chunkerFingerprint,
                offered: cutter.fingerprint
            )
        }
        let known = plan.isEmptyCorpus && !first.documents.isEmpty ? nil : stored?.language
        let language = known ?? settings.language ?? Self.language(of: first)
        let analyzer = Analyzer(configuration: .init(language: TextLanguage(code: language)))
        var fresh =
            stored
            ?? StoredSettings(
                modelName: embedder?.model.name,
                modelReference: embedder == nil ? nil : modelReference(plan),
                modelFingerprint: embedder?.model.fingerprint,
                modelDimension: embedder?.model.dimension,
                language: language,
                analyzerFingerprint: analyzer.fingerprint,
                chunker: cutter.name,
                chunkTokenCount: cutter.tokenCount,
                chunkerFingerprint: cutter.fingerprint,
                parserVersion: StoredSettings.currentParserVersion,
                folders: []
            )
        fresh.language = language
        fresh.analyzerFingerprint = analyzer.fingerprint
        if !plan.folders.isEmpty || !plan.droppedFolders.isEmpty { fresh.folders = plan.folders }
        return CorpusWriter(
            database: database,
            project: project,
            lock: lock,
            configuration: .init(
                settings: fresh,
                analyzer: analyzer,
                embedder: embedder,
                joinByteCount: memory.joinByteCount
            )
        )
    }

    /// Brings groups and trust of all documents in line with the rules, also of those whose files are as they were.
    func applyRules() throws {
        try database.write { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT id, uri, trust, accessGroups FROM document WHERE byteCount >= 0"
            )
            var isChanged = false
            for row in rows {
                let uri: String = row["uri"]
                let trust = settings.trust(for: uri).rawValue
                let groups = ChunkRecord.json(settings.groups(for: uri).sorted())
                guard row["trust"] != trust || row["accessGroups"] != groups else { continue }
                isChanged = true
                try db.execute(
                    sql: "UPDATE document SET trust = ?, accessGroups = ? WHERE id = ?",
                    arguments: [trust, groups, row["id"] as Int64]
                )
            }
            if isChanged { try CorpusWriter.insert(try CorpusWriter.currentGeneration(db).next, db) }
        }
    }

    private func conclude(_ run: BatchRun, _ report: inout IngestionReport) throws {
        try run.conclude()
        let status = try database.read { try CorpusStatus(project: project, $0) }
        report.chunkCount = status.chunkCount
        report.tokenCount = status.tokenCount
        report.generation = status.generation
        report.model = status.modelName
        report.language = status.language
        report.failures.sort { $0.uri < $1.uri }
        let wanted = (settings.model ?? .named(ModelSpecification.allMiniLM.name)).name
        if let wanted, status.modelName == nil, status.documentCount > 0 {
            report.notes.append(
                "The model '\(wanted)' is not installed, so search is by words only. Run 'wright model install'."
            )
        }
    }

    private static func language(of batch: CorpusBatch) -> String {
        let samples = batch.documents.prefix(languageSampleCount).map { String($0.document.text.prefix(2000)) }
        return LanguageDetector.dominantLanguage(of: samples).code
    }
}

extension IngestionSession {
    /// What came of one file.
    enum Reading: Sendable {
        case document(PreparedDocument, isKnown: Bool)
        case unchanged(uri: String, SourceFacts)
        case failure(IngestionFailure, isKnown: Bool)

        /// Bytes of memory that it takes, about.
        var heldByteCount: Int {
            if case .document(let prepared, _) = self { prepared.heldByteCount } else { 512 }
        }
    }

    private func sort(_ readings: [Reading], into change: inout CorpusBatch, _ report: inout IngestionReport) {
        for reading in readings {
            switch reading {
            case .document(let document, let isKnown):
                change.documents.append(document)
                if isKnown { report.updatedCount += 1 } else { report.addedCount += 1 }
            case .unchanged(let uri, let facts):
                change.touched[uri] = facts
                report.unchangedCount += 1
            case .failure(let failure, let isKnown):
                change.failures.append(failure)
                report.failures.append(failure)
                // What a file held before it became unreadable is not what it holds now.
                if isKnown { change.removals.insert(failure.uri) }
            }
        }
    }
}
