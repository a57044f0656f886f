private import Foundation
internal import GRDB
internal import WrightCore
public import WrightDocuments
public import WrightModel
internal import WrightRetrieval
internal import WrightText

/// Brings a project's corpus up to date with folders: reads what has changed, cuts it, embeds it, stores it.
///
/// Unchanged files are told by size and time, then by the hash of their bytes; unchanged chunks by the hash of their
/// text. A file that cannot be read is named and left out; the rest is indexed. More than ``batchFileCount`` changed
/// files, or more than the memory budget holds, are committed in several generations, each whole, so that a run that is
/// cut off keeps what it has done. A rebuild is made beside the corpus and takes its place in one step.
public struct FolderIngestion: Sendable {
    /// Changed files that are read before a generation is committed.
    public static let batchFileCount = 8192

    /// Gives the model of that name or folder, or nil where it is not installed.
    public typealias EmbedderLoader = @Sendable (_ name: String) throws -> (any Embedder)?

    /// Looks at every new or changed document before it is stored; nil: nobody does.
    public var inspection: IngestionInspection?
    /// Takes out of every new or changed document what must not be stored; nil: nothing.
    ///
    /// It keeps the length of the text in bytes, so that all places in it stay true.
    public var redaction: (@Sendable (Document) -> Document)?

    /// Changed files that are read before a generation is committed, 1 or more; at most ``batchFileCount``.
    package var batchFileLimit = Self.batchFileCount

    private let project: ProjectFolder
    private let settings: ProjectSettings
    private let limits: ParsingLimits
    private let loadEmbedder: EmbedderLoader

    /// Prepares to change a project.
    ///
    /// - Parameters:
    ///   - project: Whose corpus.
    ///   - settings: The project's settings.
    ///   - limits: How much of one file is taken.
    ///   - loadEmbedder: Gives the model that settings or index name; called only when something must be read.
    public init(
        project: ProjectFolder,
        settings: ProjectSettings,
        limits: ParsingLimits = ParsingLimits(),
        loadEmbedder: @escaping EmbedderLoader
    ) {
        self.project = project
        self.settings = settings
        self.limits = limits
        self.loadEmbedder = loadEmbedder
    }

    /// Brings the corpus up to date.
    ///
    /// - Parameters:
    ///   - folders: Folders or files; none: those that were indexed before.
    ///   - forgotten: Folders or files that were indexed before and are dropped with their documents.
    ///   - isRebuild: Whether everything is read and stored anew, with the settings as they are now.
    ///   - progress: Is told how far the work is.
    /// - Returns: What was done; a folder that was indexed and is not there is a failure, and its documents stay.
    /// - Throws: ``StoreError``; with code `folderMissing` where a rebuild would lose the documents of such a folder.
    public func run(
        folders: [String],
        forgetting forgotten: [String] = [],
        isRebuild: Bool = false,
        progress: @escaping @Sendable (IngestionProgress) -> Void = { _ in }
    ) async throws -> IngestionReport {
        let clock = ContinuousClock()
        let start = clock.now
        let named = try folders.map(Self.existing)
        // Nothing is left behind where there is nothing to do.
        guard !named.isEmpty || project.exists else { throw StoreError.nothingToIndex() }
        try project.create()
        let lock = try WriterLock(folder: project.storePath, purpose: "running 'wright index'")
        let database = try StoreDatabase(writing: project)
        try CorpusWriter.discardUnfinishedRebuild(database)
        try StoredSettings.renameFolders(in: project, database)
        let known = try database.read { try StoredSettings.fetch($0)?.folders } ?? []
        let recorded = Set(try database.read { try IngestionFailure.all($0) })
        var settings = settings
        settings.indexedFolders = named.map { project.storedFolder($0) } + known
        var session = IngestionSession(
            project: project,
            settings: settings,
            limits: limits,
            database: database,
            lock: lock,
            loadEmbedder: loadEmbedder
        )
        session.batchFileLimit = batchFileLimit
        session.inspection = inspection
        session.redaction = redaction
        // First, so that a run that is refused or fails later has closed what must be closed.
        try session.applyRules()
        var plan = try makePlan(database, folders: named, forgetting: forgotten, isRebuild: isRebuild)
        var report = try await session.carryOut(&plan, progress: progress)
        database.emptyLog()
        report.standingFailureURIs = Set(report.failures.filter { recorded.contains($0.asRecorded) }.map(\.uri))
        report.duration = start.duration(to: clock.now)
        return report
    }

    /// Adds, replaces and removes documents that do not come from files.
    func apply(_ change: CorpusChange) async throws -> CorpusGeneration {
        try project.create()
        let lock = try WriterLock(folder: project.storePath, purpose: "applying a change")
        let database = try StoreDatabase(writing: project)
        try CorpusWriter.discardUnfinishedRebuild(database)
        var session = IngestionSession(
            project: project,
            settings: settings,
            limits: limits,
            database: database,
            lock: lock,
            loadEmbedder: loadEmbedder
        )
        session.inspection = inspection
        let generation = try await session.apply(change)
        database.emptyLog()
        return generation
    }

    private static func existing(_ folder: String) throws -> String {
        let path = ProjectFolder.absolute(folder)
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError.folderUnreadable(path: folder, reason: "it does not exist")
        }
        return path
    }

    /// Compares what the store holds with what lies in the folders.
    private func makePlan(
        _ database: StoreDatabase,
        folders: [String],
        forgetting forgotten: [String],
        isRebuild: Bool
    ) throws -> IngestionPlan {
        let stored = try database.read { try StoredSettings.fetch($0) }
        var plan = IngestionPlan(stored: stored, isRebuild: isRebuild)
        plan.isEmptyCorpus = try database.read { try CorpusStatus.isEmpty($0) }
        try checkConflicts(&plan)
        if let language = settings.language, !TextLanguage.stemmed.contains(TextLanguage(code: language)) {
            plan.notes.append("Words of the language '\(language)' are not stemmed, so they are found as they stand.")
        }
        let known = stored?.folders ?? []
        let named = folders.map { project.storedFolder($0) }
        plan.droppedFolders = try forgotten.map { try indexedFolder($0, of: known) }
        plan.folders = named + known.filter { !(named + plan.droppedFolders).contains($0) }
        let scope = plan.isRebuild || named.isEmpty ? plan.folders : named
        guard !scope.isEmpty || !plan.droppedFolders.isEmpty || (plan.isRebuild && !plan.isEmptyCorpus) else {
            throw StoreError.nothingToIndex()
        }
        var scan = FolderScan()
        scan.includes = settings.includes.map { pattern in
            let pattern = PathPattern(pattern)
            return { pattern.matches($0) }
        }
        scan.excludes = settings.excludes.map { pattern in
            let pattern = PathPattern(pattern)
            return { pattern.matches($0) }
        }
        let previous = try database.read { try KnownSources($0) }
        var seen: Set<String> = []
        for folder in scope {
            for entry in try entries(of: folder, scan, &plan) {
                let uri = project.relative(entry.name)
                guard seen.insert(uri).inserted else { continue }
                plan.add(entry, uri: uri, known: previous)
            }
        }
        let (dropped, kept) = (plan.droppedFolders, plan.folders)
        plan.finish(known: previous, seen: seen) { uri in
            if scope.contains(where: { project.lies(uri, in: $0) }) { return true }
            return dropped.contains { project.lies(uri, in: $0) } && !kept.contains { project.lies(uri, in: $0) }
        }
        return plan
    }

    /// The files of an indexed folder; what cannot be looked at goes into the plan.
    private func entries(of folder: String, _ scan: FolderScan, _ plan: inout IngestionPlan) throws -> [FolderEntry] {
        let path = project.resolved(folder)
        guard FileManager.default.fileExists(atPath: path) else {
            guard !plan.isRebuild else {
                throw StoreError.folderMissing(path: folder, consequence: "a new index would lack its documents")
            }
            let error = StoreError.folderMissing(path: folder, consequence: "its documents are kept")
            plan.unreadable.append(Self.failure(error, reason: error.identifier, uri: folder))
            return []
        }
        let listing = try scan.list(path)
        for failure in listing.failures {
            let uri = project.relative(failure.name)
            let error = StoreError.folderUnreadable(path: uri, reason: failure.reason)
            plan.unreadable.append(Self.failure(error, reason: "fileUnreadable", uri: uri))
        }
        if listing.entries.isEmpty, listing.failures.isEmpty {
            plan.notes.append("The folder '\(folder)' holds nothing that can be read\(patternNote).")
        }
        return listing.entries
    }

    /// The folder by the name that the store has for it; `name` is a path, or that name.
    private func indexedFolder(_ name: String, of known: [String]) throws -> String {
        let stored = project.storedFolder(ProjectFolder.absolute(name))
        guard let folder = [stored, name].first(where: known.contains) else {
            throw StoreError.folderUnknown(path: name)
        }
        return folder
    }

    /// What a folder without a file to be read may be due to.
    private var patternNote: String {
        settings.includes.isEmpty && settings.excludes.isEmpty ? "" : " with the patterns that are set"
    }

    private static func failure(_ error: StoreError, reason: String, uri: String) -> IngestionFailure {
        let message = [error.message, error.remedy].compactMap { $0 }.joined(separator: " ")
        return IngestionFailure(uri: uri, reason: reason, message: message, facts: .applied)
    }

    /// Refuses what would mix two kinds of index, and turns what can only be made anew into a rebuild.
    private func checkConflicts(_ plan: inout IngestionPlan) throws {
        guard let stored = plan.stored, !plan.isRebuild else { return }
        if let indexed = stored.modelReference, let choice = settings.model, choice.name != indexed {
            if let name = choice.name, try loadEmbedder(name) == nil {
                throw StoreError.modelMissing(name: name, path: ModelCache().folder(of: name))
            }
            throw StoreError.modelMismatch(indexed: indexed, offered: choice.name ?? "none")
        }
        if let language = settings.language, language != stored.language, !plan.isEmptyCorpus {
            throw StoreError.settingsChanged(name: "language", indexed: stored.language, offered: language)
        }
        let wanted = settings.model ?? .named(ModelSpecification.allMiniLM.name)
        if let chunker = settings.chunker, chunker != stored.chunker {
            throw StoreError.settingsChanged(name: "chunker", indexed: stored.chunker, offered: chunker)
        }
        if let count = settings.chunkTokenCount, count != stored.chunkTokenCount {
            let indexed = stored.chunkTokenCount.map { String($0) } ?? "default"
            throw StoreError.settingsChanged(name: "chunkTokens", indexed: indexed, offered: String(count))
        }
        if stored.modelName == nil, let name = wanted.name, try loadEmbedder(name) != nil {
            plan.isRebuild = true
            plan.notes.append("The index had no embeddings; it is made anew with the model.")
        }
        if stored.parserVersion != StoredSettings.currentParserVersion
            || stored.analyzerFingerprint != EmbeddedCorpus.analyzer(stored).fingerprint
        {
            plan.isRebuild = true
            plan.notes.append("This version reads documents otherwise than the one before; the index is made anew.")
        }
    }
}
