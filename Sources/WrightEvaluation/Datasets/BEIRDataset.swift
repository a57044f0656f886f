private import WrightCore

/// A retrieval test collection in the layout of BEIR: `corpus.jsonl`, `queries.jsonl` and `qrels/<split>.tsv`.
public struct BEIRDataset: Sendable {
    /// A document of the collection.
    public struct Document: Sendable, Hashable {
        /// The identifier that judgements use.
        public let id: String
        /// The title; often empty.
        public let title: String
        /// The body.
        public let text: String

        /// Title and body as one text, as BEIR systems index them: separated by a blank, the title left out if empty.
        public var titleAndText: String { title.isEmpty ? text : "\(title) \(text)" }
    }

    /// A query of the collection.
    public struct Query: Sendable, Hashable {
        /// The identifier that judgements use.
        public let id: String
        /// What is asked.
        public let text: String
    }

    /// The queries, in the order of their file; also those without a judgement in this split.
    public let queries: [Query]
    /// The judgements of one split.
    public let judgements: RelevanceJudgements

    /// Reads queries and judgements; documents are read with ``readDocuments(in:name:limits:_:)``, one at a time.
    ///
    /// - Parameters:
    ///   - queries: The bytes of `queries.jsonl`.
    ///   - judgements: The bytes of `qrels/<split>.tsv`.
    ///   - limits: How much is read of each.
    /// - Throws: ``EvaluationError`` with code `invalidLine`, which names the line, or `limitExceeded`.
    public init(
        queries: UnsafeRawBufferPointer,
        judgements: UnsafeRawBufferPointer,
        limits: ReadingLimits = ReadingLimits()
    ) throws(EvaluationError) {
        var read: [Query] = []
        var lines = TextLines(of: queries, name: "queries.jsonl", limits: limits)
        while let line = try lines.nextJSON() {
            let record = JSONRecord(line, at: lines)
            read.append(Query(id: try record.string("_id"), text: try record.string("text")))
        }
        self.queries = read
        self.judgements = try RelevanceJudgements(parsing: judgements, format: .beir, limits: limits)
    }

    /// The queries that this split judges, in the order of their file.
    public var judgedQueries: [Query] {
        queries.filter { judgements.grades[$0.id] != nil }
    }

    /// The documents that these queries' judgements name, from one pass over a corpus; no others are kept.
    ///
    /// - Parameters:
    ///   - corpus: The bytes of `corpus.jsonl`.
    ///   - limits: How much is read.
    /// - Returns: The documents by identifier; what the corpus lacks is absent.
    /// - Throws: ``EvaluationError`` with code `invalidLine`, which names the line, or `limitExceeded`.
    public func judgedDocuments(
        in corpus: UnsafeRawBufferPointer,
        limits: ReadingLimits = ReadingLimits()
    ) throws -> [String: Document] {
        let wanted = judgedDocumentIDs
        var documents: [String: Document] = [:]
        try Self.readDocuments(in: corpus, limits: limits) { document in
            if wanted.contains(document.id) { documents[document.id] = document }
        }
        return documents
    }

    /// The identifiers that these queries' judgements name.
    public var judgedDocumentIDs: Set<String> {
        judgedQueries.reduce(into: []) { $0.formUnion((judgements.grades[$1.id] ?? [:]).keys) }
    }

    /// Reads a corpus, one document at a time, so that it never stands in memory as a whole.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of `corpus.jsonl`.
    ///   - name: What errors call the file.
    ///   - limits: How much is read.
    ///   - body: Takes each document; what it throws ends the reading.
    /// - Throws: ``EvaluationError`` with code `invalidLine`, which names the line, or `limitExceeded`; or what `body`
    ///   throws.
    public static func readDocuments(
        in bytes: UnsafeRawBufferPointer,
        name: String = "corpus.jsonl",
        limits: ReadingLimits = ReadingLimits(),
        _ body: (Document) throws -> Void
    ) throws {
        var lines = TextLines(of: bytes, name: name, limits: limits)
        while let line = try lines.nextJSON() {
            let record = JSONRecord(line, at: lines)
            let title = try record.optionalString("title")
            try body(Document(id: try record.string("_id"), title: title, text: try record.string("text")))
        }
    }
}
