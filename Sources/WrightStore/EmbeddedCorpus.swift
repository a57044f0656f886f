private import Foundation
internal import GRDB
internal import WrightCore
public import WrightDocuments
public import WrightIndex
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
    /// What an index remembers of the model that made its embeddings.
    public struct Model: Sendable, Hashable {
        /// The name or folder that the model was asked for by.
        public let reference: String
        /// What tells the model, its version and its precision from others.
        public let fingerprint: String

        init?(_ settings: StoredSettings) {
            guard let reference = settings.modelReference, let fingerprint = settings.modelFingerprint else {
                return nil
            }
            self.reference = reference
            self.fingerprint = fingerprint
        }
    }

    private let project: ProjectFolder
    /// The model that questions are embedded with; nil where search is by words only.
    public let embedder: (any Embedder)?
    private let fieldWeights: LexicalFieldWeights
    private let database: StoreDatabase
    private let view: Mutex<CorpusView?>

    /// Opens the corpus of a project for searching.
    ///
    /// - Parameters:
    ///   - project: The project.
    ///   - embedder: The model that the index was made with; nil searches by words only.
    ///   - fieldWeights: How much words in title, headings and text count where a query does not say.
    /// - Throws: ``StoreError`` with code `projectMissing`, `modelMismatch`, `newerSchema` or `databaseDamaged`.
    public init(
        project: ProjectFolder,
        embedder: (any Embedder)?,
        fieldWeights: LexicalFieldWeights = LexicalFieldWeights()
    ) throws {
        self.project = project
        self.fieldWeights = fieldWeights
        self.embedder = embedder
        view = Mutex(nil)
        database = try StoreDatabase(reading: project)
        try Self.check(embedder, against: try database.read { try StoredSettings.fetch($0) })
    }

    /// Opens the corpus of a project for searching with the model that its index was made with.
    ///
    /// - Parameters:
    ///   - project: The project.
    ///   - fieldWeights: How much words in title, headings and text count where a query does not say.
    ///   - load: Gives the model that the index remembers, or nil to search by words only; it is given nil by an index
    ///     of words only.
    /// - Throws: ``StoreError`` with code `projectMissing`, `modelMismatch`, `newerSchema` or `databaseDamaged`, and
    ///   what `load` throws.
    public init(
        project: ProjectFolder,
        fieldWeights: LexicalFieldWeights = LexicalFieldWeights(),
        load: (_ model: Model?) throws -> (any Embedder)?
    ) throws {
        self.project = project
        self.fieldWeights = fieldWeights
        database = try StoreDatabase(reading: project)
        let settings = try database.read { try StoredSettings.fetch($0) }
        guard let model = settings.flatMap(Model.init) else {
            view = Mutex(nil)
            embedder = try load(nil)
            return
        }
        // The index is mapped while the model is loaded; what is wrong with it comes up in the first search.
        let (mapped, loaded) = try WorkerThreads.both(
            { [database] in try? database.read { try CorpusView(project: project, previous: nil, $0) } },
            { try load(model) }
        )
        view = Mutex(mapped)
        embedder = loaded
        try Self.check(embedder, against: settings)
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
        var query = query
        query.fieldWeights = query.fieldWeights ?? fieldWeights
        let asked = query
        async let embedded = vector(for: asked)
        // The index is mapped while the model works; what is wrong with it comes up in the search itself.
        _ = try? database.read { try currentView($0) }
        let vector = try await embedded
        var rebuilt: String?
        var wasWhole = false
        for attempt in 1... {
            var seen: CorpusGeneration?
            do {
                var result = try search(asked, vector: vector, seen: &seen)
                if let rebuilt { result.notes.append(rebuilt) }
                return result
            } catch {
                guard Self.isDamage(error), attempt < Self.attemptLimit else { throw error }
                forget(seen)
                // A writer may have taken the files away between the look at the database and their opening; the
                // generation that it made has its own.
                if try database.read({ try CorpusWriter.currentGeneration($0) }) != seen { continue }
                switch try repair() {
                case .rebuilt: rebuilt = Self.rebuiltNote(error)
                case .nothingDamaged where wasWhole: throw error
                case .nothingDamaged: wasWhole = true
                case .otherWriter: try await Task.sleep(for: Self.writerPause)
                case .impossible: throw error
                }
            }
        }
        preconditionFailure("The last attempt returns or throws.")
    }

    /// Attempts at one search while writers change the files below it.
    private static let attemptLimit = 64
    /// How long a search that needs a damaged segment waits for a writer that may be rebuilding it.
    private static let writerPause = Duration.milliseconds(50)

    /// What is indexed.
    public func status() throws -> CorpusStatus {
        try database.read { try CorpusStatus(project: project, $0) }
    }

    /// How many of the exact hits the search by meaning finds, measured on stored vectors; nil without embeddings.
    ///
    /// - Parameters:
    ///   - sampleCount: Vectors to look for, 1...100,000.
    ///   - seed: Chooses them.
    /// - Returns: The recall and its interval; nil without vectors.
    /// - Throws: `IndexError` with code `corruptSegment` for a damaged file.
    public func measuredRecall(sampleCount: Int = 200, seed: UInt64 = 1) throws -> VectorRecall? {
        try database.read { db in
            try currentView(db).index.vectors?.measuredRecall(sampleCount: sampleCount, seed: seed)
        }
    }

    /// The files of segments that are missing or whose checksums do not hold.
    ///
    /// Reads the whole index.
    public func damagedSegments() throws -> [String] {
        let (settings, stored) = try database.read { (try StoredSettings.fetch($0), try StoredSegment.all($0)) }
        return Self.damaged(stored, settings: settings, folder: SegmentFolder(path: project.indexPath)).flatMap(\.files)
    }

    /// A document's text as it is stored, or a part of it in UTF-8 bytes; nil where there is no such document, where
    /// any of what is asked for is kept apart, or where it is for groups of which none is named.
    public func text(of uri: String, range: Range<Int>? = nil, readableBy groups: Set<String> = []) throws -> String? {
        try database.read { db in
            let isHeld = try range.map { try QuarantineTable.holdsAny(of: $0, in: uri, db) }
            if try isHeld ?? QuarantineTable.holdsPart(of: uri, db) { return nil }
            let stored = try String.fetchOne(
                db,
                sql: "SELECT accessGroups FROM document WHERE uri = ?",
                arguments: [uri]
            )
            guard let stored, try Self.isReadable(uri, stored, by: groups) else { return nil }
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

    /// Whether any part of a document is kept apart; false where the document is for groups of which none is named.
    public func isHeldInPart(_ uri: String, readableBy groups: Set<String> = []) throws -> Bool {
        try database.read { db in
            let sql = "SELECT accessGroups FROM document WHERE uri = ?"
            guard let stored = try String.fetchOne(db, sql: sql, arguments: [uri]) else { return false }
            return try Self.isReadable(uri, stored, by: groups) && QuarantineTable.holdsPart(of: uri, db)
        }
    }

    /// The documents whose URI is a text or ends in it after a slash, of those that the groups may read; at most 100.
    public func documents(endingIn name: String, readableBy groups: Set<String> = []) throws -> [String] {
        try database.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT uri, accessGroups FROM document
                    WHERE uri = ?1 OR substr(uri, -length(?2)) = ?2 ORDER BY uri LIMIT 100
                    """,
                arguments: [name, "/" + name]
            )
            return try rows.map { (uri: $0["uri"] as String, groups: $0["accessGroups"] as String) }
                .filter { try Self.isReadable($0.uri, $0.groups, by: groups) }
                .map(\.uri)
        }
    }

    private static func isReadable(_ uri: String, _ stored: String, by groups: Set<String>) throws -> Bool {
        let named = Set(try ChunkRecord.texts(stored, of: "the groups of '\(uri)'"))
        return named.isEmpty || !named.isDisjoint(with: groups)
    }

    /// The texts that were kept out of a document's text because its readers would not see them.
    public func hiddenTexts(of uri: String) throws -> [HiddenText] {
        try database.read { db in
            try Int64.fetchOne(db, sql: "SELECT id FROM document WHERE uri = ?", arguments: [uri])
                .map { try HiddenText.all(ofDocument: $0, db) } ?? []
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
        guard query.mode == .vector || query.mode == .hybrid && !query.isOnlyPrefixes, let embedder else { return nil }
        return try await embedder.embed([query.boundedText], for: .query).first?.vector
    }

    private func search(_ query: RetrievalQuery, vector: [Float]?, seen: inout CorpusGeneration?) throws
        -> RetrievalResult
    {
        try database.read { db in
            seen = try CorpusWriter.currentGeneration(db)
            let view = try currentView(db)
            var notes: [String] = []
            var mode = query.mode
            if mode == .hybrid, query.isOnlyPrefixes {
                mode = .lexical
                notes.append(RetrievalQuery.prefixNote)
            } else if mode != .lexical, view.index.vectors == nil || vector == nil {
                if mode == .vector { throw RetrievalError.modelRequired() }
                mode = .lexical
                let reason = view.index.vectors == nil ? "the index has no embeddings" : "no model is at hand"
                notes.append("The search is by words only: \(reason).")
            }
            if view.heldCount > 0 {
                let chunks = view.heldCount == 1 ? "1 chunk is" : "\(view.heldCount) chunks are"
                notes.append(
                    "\(chunks) kept apart and not searched; "
                        + "'wright guard quarantine list' says why."
                )
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
            result.unknownTerms = outcome.unknownTerms
            result.lexical = outcome.lexical
            result.vectorPlans = outcome.vectorPlans
            if hits.isEmpty {
                result.whyEmpty =
                    if view.chunkCount == 0 { .noDocuments } else if outcome.isQueryEmpty {
                        .queryEmpty
                    } else if filter?.isEmpty ?? false || view.heldCount == view.chunkCount {
                        .allFiltered
                    } else {
                        .noMatch
                    }
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
        // One at a time, so that several searches do not map a new generation side by side.
        return try view.withLock { current in
            if let current, current.generation == generation { return current }
            let fresh = try CorpusView(project: project, previous: current, db)
            // A search that began before a change must not put its older view in the place of the newer.
            if current.map({ $0.generation < generation }) ?? true { current = fresh }
            return fresh
        }
    }

    /// Drops the view of a generation whose files did not hold.
    private func forget(_ generation: CorpusGeneration?) {
        view.withLock { if $0?.generation == generation { $0 = nil } }
    }

    private static func rebuiltNote(_ error: any Error) -> String {
        (error as? IndexError)?.code == .unsupportedVersion
            ? "A part of the index was written by another version of Wright and was rebuilt."
            : "A damaged or missing part of the index was rebuilt."
    }

    private static func isDamage(_ error: any Error) -> Bool {
        switch error {
        case is IndexError: true
        case let error as CoreError: error.code == .fileUnreadable
        default: false
        }
    }

    /// What came of an attempt to rebuild damaged segments.
    private enum Repair {
        case rebuilt
        case nothingDamaged
        /// Another process or thread holds the lock.
        case otherWriter
        /// This user cannot change the store.
        case impossible
    }

    private func repair() throws -> Repair {
        let lock: WriterLock
        do {
            lock = try WriterLock(folder: project.storePath, purpose: "rebuilding a damaged segment")
        } catch {
            switch error.code {
            case .projectUnwritable: return .impossible
            case .writerActive: return .otherWriter
            default: throw error
            }
        }
        let writing = try StoreDatabase(writing: project)
        let (settings, stored) = try writing.read { (try StoredSettings.fetch($0), try StoredSegment.all($0)) }
        guard let settings else { return .impossible }
        let damaged = Self.damaged(stored, settings: settings, folder: SegmentFolder(path: project.indexPath))
        let writer = CorpusWriter(
            database: writing,
            project: project,
            lock: lock,
            configuration: .init(settings: settings, analyzer: Self.analyzer(settings), embedder: embedder)
        )
        for (segment, _) in damaged { try writer.rebuild(segment) }
        return damaged.isEmpty ? .nothingDamaged : .rebuilt
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
