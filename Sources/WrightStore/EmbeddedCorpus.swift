private import Foundation
internal import GRDB
internal import WrightCore
public import WrightDocuments
internal import WrightIndex
public import WrightModel
public import WrightRetrieval
private import Synchronization
public import WrightText

/// The corpus in a project's `.wright` folder.
///
/// Each search reads in one transaction, so hits, texts and filters belong to one generation; a new generation is taken
/// up by the next search. A damaged segment is noticed before its bytes are used, rebuilt from the database, and the
/// search is repeated.
///
/// ```swift
/// let corpus = try EmbeddedCorpus(project: ProjectFolder(path: "."), embedder: encoder)
/// let result = try await corpus.search(RetrievalQuery("what is promised?"))
/// ```
public final class EmbeddedCorpus: Corpus {
    private let project: ProjectFolder
    private let embedder: (any Embedder)?
    private let database: StoreDatabase
    private let view = Mutex<CorpusView?>(nil)

    /// Opens the corpus of a project for searching.
    ///
    /// - Parameters:
    ///   - project: The project.
    ///   - embedder: The model that the index was made with; nil searches by words only.
    /// - Throws: ``StoreError`` with code `projectMissing`, `modelMismatch`, `newerSchema` or `databaseDamaged`.
    public init(project: ProjectFolder, embedder: (any Embedder)?) throws {
        self.project = project
        self.embedder = embedder
        database = try StoreDatabase(reading: project)
        let settings = try database.read { try StoredSettings.fetch($0) }
        try Self.check(embedder, against: settings)
    }

    /// The name or folder of the model that a project's index was made with; nil where it holds words only.
    ///
    /// - Throws: ``StoreError`` with code `projectMissing`.
    public static func indexedModel(of project: ProjectFolder) throws -> String? {
        try StoreDatabase(reading: project).read { try StoredSettings.fetch($0)?.modelReference }
    }

    /// The analyzer of the index.
    public func analyzer() throws -> Analyzer {
        try database.read { Self.analyzer(try StoredSettings.fetch($0)) }
    }

    /// Adds, replaces and removes documents in one transaction.
    ///
    /// - Throws: ``StoreError`` with code `writerActive` while another process changes the project.
    public func apply(_ change: CorpusChange) async throws -> CorpusGeneration {
        let ingestion = FolderIngestion(project: project, settings: ProjectSettings()) { [embedder] _ in embedder }
        return try await ingestion.apply(change)
    }

    /// Finds chunks.
    ///
    /// - Throws: `RetrievalError` with code `modelRequired` for a search by meaning without a model, ``StoreError``.
    public func search(_ query: RetrievalQuery) async throws -> RetrievalResult {
        let vector = try await vector(for: query)
        do {
            return try search(query, vector: vector)
        } catch let error where Self.isDamage(error) {
            // A writer may have joined segments since this view was made; a fresh view then holds.
            view.withLock { $0 = nil }
            if let result = try? search(query, vector: vector) { return result }
            guard try repair() else { throw error }
            var result = try search(query, vector: vector)
            result.notes.append("A damaged or missing part of the index was rebuilt.")
            return result
        }
    }

    /// What is indexed.
    public func status() throws -> CorpusStatus {
        try database.read { try CorpusStatus(project: project, $0) }
    }

    /// The files of segments that are missing or whose checksums do not hold.
    ///
    /// Reads the whole index.
    public func damagedSegments() throws -> [String] {
        let (settings, stored) = try database.read { (try StoredSettings.fetch($0), try StoredSegment.all($0)) }
        return Self.damaged(stored, settings: settings, folder: SegmentFolder(path: project.indexPath)).flatMap(\.files)
    }

    /// A document's text as it is stored, or a part of it in UTF-8 bytes; nil where there is no such document.
    public func text(of uri: String, range: Range<Int>? = nil) throws -> String? {
        try database.read { db in
            let bytes: Data?
            if let range {
                bytes = try Data.fetchOne(
                    db,
                    sql: "SELECT substr(text, ?, ?) FROM document WHERE uri = ?",
                    arguments: [range.lowerBound + 1, range.count, uri]
                )
            } else {
                bytes = try Data.fetchOne(db, sql: "SELECT text FROM document WHERE uri = ?", arguments: [uri])
            }
            return bytes.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The texts that were kept out of a document's text because its readers would not see them.
    public func hiddenTexts(of uri: String) throws -> [HiddenText] {
        try database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT hiddenText.position, hiddenText.reason, hiddenText.text FROM hiddenText
                    JOIN document ON document.id = hiddenText.documentID WHERE document.uri = ?
                    ORDER BY hiddenText.rowid
                    """,
                arguments: [uri]
            )
            .compactMap { row in
                HiddenText.Reason(rawValue: row["reason"])
                    .map {
                        HiddenText(text: row["text"], reason: $0, offset: row["position"])
                    }
            }
        }
    }
}

extension EmbeddedCorpus {
    static func analyzer(_ settings: StoredSettings?) -> Analyzer {
        let language = settings.map { TextLanguage(code: $0.language) } ?? .english
        return Analyzer(configuration: Analyzer.Configuration(language: language))
    }

    static func check(_ embedder: (any Embedder)?, against settings: StoredSettings?) throws {
        guard let embedder, let indexed = settings?.modelFingerprint, indexed != embedder.model.fingerprint else {
            return
        }
        let name = settings?.modelName ?? indexed
        let offered = embedder.model.name == name ? "\(name) in another version" : embedder.model.name
        throw StoreError.modelMismatch(indexed: name, offered: offered)
    }

    private func vector(for query: RetrievalQuery) async throws -> [Float]? {
        guard query.mode != .lexical, let embedder else { return nil }
        return try await embedder.embed([query.boundedText], for: .query).first?.vector
    }

    private func search(_ query: RetrievalQuery, vector: [Float]?) throws -> RetrievalResult {
        try database.read { db in
            let view = try currentView(db)
            var notes: [String] = []
            var mode = query.mode
            if mode != .lexical, view.index.vectors == nil || vector == nil {
                if mode == .vector { throw RetrievalError.modelRequired() }
                mode = .lexical
                let reason = view.index.vectors == nil ? "the index has no embeddings" : "no model is at hand"
                notes.append("The search is by words only: \(reason).")
            }
            let filter = try view.filter(query.filter, db)
            let outcome = try view.index.search(query, mode: mode, vector: vector, filter: filter?.sets)
            let hits = try outcome.entries.enumerated()
                .compactMap { place, entry in
                    try view.hit(entry, rank: place + 1, db)
                }
            var result = RetrievalResult(
                hits: hits,
                whyEmpty: nil,
                mode: mode,
                termWeights: outcome.termWeights,
                notes: notes
            )
            result.queryVector = vector
            if hits.isEmpty {
                result.whyEmpty =
                    if view.chunkCount == 0 { .noDocuments } else if outcome.isQueryEmpty {
                        .queryEmpty
                    } else if filter?.isEmpty ?? false { .allFiltered } else { .noMatch }
            } else if outcome.isQueryEmpty, query.boundedText.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
                result.hits = []
                result.whyEmpty = .queryEmpty
            }
            return result
        }
    }

    /// The view of the generation that this transaction sees.
    private func currentView(_ db: Database) throws -> CorpusView {
        let generation = try CorpusWriter.currentGeneration(db)
        if let current = view.withLock({ $0 }), current.generation == generation { return current }
        let fresh = try CorpusView(project: project, generation: generation, db)
        view.withLock { $0 = fresh }
        return fresh
    }

    private static func isDamage(_ error: any Error) -> Bool {
        switch error {
        case is IndexError: true
        case let error as CoreError: error.code == .fileUnreadable
        default: false
        }
    }

    /// Rebuilds damaged segments; false where none is damaged or the store cannot be changed.
    private func repair() throws -> Bool {
        guard let lock = try Self.lockIfWritable(project) else { return false }
        let writing = try StoreDatabase(writing: project)
        let (settings, stored) = try writing.read { (try StoredSettings.fetch($0), try StoredSegment.all($0)) }
        guard let settings else { return false }
        let writer = CorpusWriter(
            database: writing,
            project: project,
            lock: lock,
            settings: settings,
            analyzer: Self.analyzer(settings),
            embedder: embedder
        )
        let damaged = Self.damaged(stored, settings: settings, folder: SegmentFolder(path: project.indexPath))
        for (segment, _) in damaged { try writer.rebuild(segment) }
        view.withLock { $0 = nil }
        return !damaged.isEmpty
    }

    /// The lock; nil where the store cannot be changed by this user at all.
    private static func lockIfWritable(_ project: ProjectFolder) throws -> WriterLock? {
        do {
            return try WriterLock(folder: project.storePath, purpose: "rebuilding a damaged segment")
        } catch {
            if error.code == .projectUnwritable { return nil }
            throw error
        }
    }

    private static func damaged(
        _ stored: [StoredSegment],
        settings: StoredSettings?,
        folder: SegmentFolder
    ) -> [(segment: StoredSegment, files: [String])] {
        let analyzer = Self.analyzer(settings)
        return stored.compactMap { segment in
            var files: [String] = []
            do {
                try folder.lexical(segment, fingerprint: analyzer.fingerprint).file.verifyAll()
            } catch {
                files.append(folder.lexicalPath(segment))
            }
            if segment.hasVectors, let model = settings?.modelFingerprint {
                do {
                    try folder.vectors(segment, fingerprint: model).file.verifyAll()
                } catch {
                    files.append(folder.vectorPath(segment))
                }
            }
            return files.isEmpty ? nil : (segment, files)
        }
    }
}
