private import Foundation
private import GRDB
internal import WrightCore
internal import WrightDocuments
internal import WrightModel
internal import WrightRetrieval
internal import WrightText

/// One run with the lock in hand: reads candidates in parallel and commits them batch by batch.
struct IngestionSession {
    let project: ProjectFolder
    let settings: ProjectSettings
    let limits: ParsingLimits
    let database: StoreDatabase
    let lock: WriterLock
    let loadEmbedder: FolderIngestion.EmbedderLoader

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
        let needsReading = !plan.candidates.isEmpty || plan.isRebuild || plan.stored == nil
        let reference = modelReference(plan)
        let embedder = needsReading ? try reference.flatMap(loadEmbedder) : nil
        if needsReading { try check(embedder, plan) }
        if needsReading, embedder == nil, let name = settings.model?.name, name != ModelSpecification.allMiniLM.name {
            throw StoreError.modelMissing(name: name, path: ModelCache().folder(of: name))
        }
        let cutter = try DocumentCutter(
            settings: settings,
            stored: plan.isRebuild ? nil : plan.stored,
            embedder: embedder
        )
        var writer: CorpusWriter?
        var removals = plan.removals
        var isFirst = true
        let batches = Self.batches(of: plan.candidates)
        var readCount = 0
        for batch in batches.isEmpty ? [[]] : batches {
            let total = plan.candidates.count
            let before = readCount
            let readings = try await read(batch, cutter: cutter) { done in
                progress(IngestionProgress(phase: .reading, done: before + done, total: total))
            }
            readCount += batch.count
            var change = CorpusBatch()
            if isFirst {
                change.removals = removals
                change.recovered = plan.recovered
                addUnreadable(plan, to: &change, &report)
            }
            sort(readings, into: &change, &report)
            removals.formUnion(change.removals)
            let current = try writer ?? makeWriter(plan, first: change, cutter: cutter, embedder: embedder)
            writer = current
            let outcome = try await current.commit(change, replacesAll: isFirst && plan.isRebuild) { done, count in
                progress(IngestionProgress(phase: .embedding, done: done, total: count))
            }
            report.embeddedCount += outcome.embeddedCount
            isFirst = false
        }
        report.removedCount = removals.count
        try conclude(writer, plan, &report)
        return report
    }

    func apply(_ change: CorpusChange) async throws -> CorpusGeneration {
        let stored = try database.read { try StoredSettings.fetch($0) }
        let plan = IngestionPlan(stored: stored, isRebuild: false)
        let embedder = try modelReference(plan).flatMap(loadEmbedder)
        try check(embedder, plan)
        let cutter = try DocumentCutter(settings: settings, stored: stored, embedder: embedder)
        var batch = CorpusBatch()
        batch.removals = change.removals
        let facts = SourceFacts(byteCount: -1, modifiedNanoseconds: 0, checkedNanoseconds: 0)
        batch.documents = change.documents.map {
            PreparedDocument(document: $0, chunks: cutter.chunks(of: $0), facts: facts)
        }
        let writer = try makeWriter(plan, first: batch, cutter: cutter, embedder: embedder)
        return try await writer.commit(batch, replacesAll: false) { _, _ in }.generation
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

    private func makeWriter(
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
        let language = stored?.language ?? settings.language ?? Self.language(of: first)
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
        if !plan.folders.isEmpty { fresh.folders = plan.folders }
        return CorpusWriter(
            database: database,
            project: project,
            lock: lock,
            settings: fresh,
            analyzer: analyzer,
            embedder: embedder
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

    private func conclude(_ writer: CorpusWriter?, _ plan: IngestionPlan, _ report: inout IngestionReport) throws {
        if let writer, report.updatedCount + report.removedCount > 0 || plan.isRebuild {
            try writer.removeUnneededEmbeddings()
        }
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
    }

    private static func batches(of candidates: [IngestionPlan.Candidate]) -> [[IngestionPlan.Candidate]] {
        var batches: [[IngestionPlan.Candidate]] = []
        var batch: [IngestionPlan.Candidate] = []
        var byteCount = 0
        for candidate in candidates {
            let isFull = byteCount + candidate.entry.byteCount > FolderIngestion.batchByteCount
            if !batch.isEmpty, isFull || batch.count >= FolderIngestion.batchFileCount {
                batches.append(batch)
                batch = []
                byteCount = 0
            }
            batch.append(candidate)
            byteCount += candidate.entry.byteCount
        }
        if !batch.isEmpty { batches.append(batch) }
        return batches
    }

    /// Reads files, as many at once as there are cores; the result is in their order.
    private func read(
        _ candidates: [IngestionPlan.Candidate],
        cutter: DocumentCutter,
        progress: (Int) -> Void
    ) async throws -> [Reading] {
        let reader = SourceReader(settings: settings, limits: limits, cutter: cutter)
        let width = max(1, ProcessInfo.processInfo.activeProcessorCount)
        var readings = [Reading?](repeating: nil, count: candidates.count)
        try await withThrowingTaskGroup(of: (Int, Reading).self) { group in
            var next = 0
            while next < min(width, candidates.count) {
                let index = next
                group.addTask { (index, reader.read(candidates[index])) }
                next += 1
            }
            var done = 0
            while let (index, reading) = try await group.next() {
                readings[index] = reading
                done += 1
                progress(done)
                if next < candidates.count {
                    let index = next
                    group.addTask {
                        try Task.checkCancellation()
                        return (index, reader.read(candidates[index]))
                    }
                    next += 1
                }
            }
        }
        return readings.compactMap { $0 }
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

    private func addUnreadable(_ plan: IngestionPlan, to change: inout CorpusBatch, _ report: inout IngestionReport) {
        for (uri, reason) in plan.unreadable {
            let failure = IngestionFailure(
                uri: uri,
                reason: "fileUnreadable",
                message: "It cannot be read: \(reason).",
                facts: SourceFacts(byteCount: -1, modifiedNanoseconds: 0, checkedNanoseconds: 0)
            )
            change.failures.append(failure)
            report.failures.append(failure)
        }
    }
}
