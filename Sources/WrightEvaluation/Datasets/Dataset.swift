public import WrightCore

/// Examples under one name, with a version that follows from their content.
public struct Dataset: Sendable, Hashable {
    /// What people call it.
    public var name: String
    /// The examples; their identifiers are unique.
    public let examples: [Example]

    /// Takes examples.
    ///
    /// - Throws: ``EvaluationError`` with code `datasetInvalid` if an identifier stands twice or is empty.
    public init(name: String, examples: [Example]) throws(EvaluationError) {
        var seen: Set<String> = []
        for example in examples {
            guard !example.id.isEmpty else {
                throw .datasetInvalid("an example has an empty 'id'", remedy: "Give each example an 'id'.")
            }
            guard seen.insert(example.id).inserted else {
                throw .datasetInvalid(
                    "the 'id' '\(example.id)' stands twice",
                    remedy: "Give each example its own 'id'."
                )
            }
        }
        self.name = name
        self.examples = examples
    }

    /// Reads lines of examples; see ``Example``.
    ///
    /// - Throws: ``EvaluationError`` with code `invalidLine`, which names the line, `limitExceeded` or
    ///   `datasetInvalid`.
    public init(
        name: String,
        parsing bytes: UnsafeRawBufferPointer,
        limits: ReadingLimits = ReadingLimits()
    ) throws(EvaluationError) {
        var examples: [Example] = []
        var lines = TextLines(of: bytes, name: name, limits: limits)
        while let line = try lines.nextJSON() { examples.append(try Example(JSONRecord(line, at: lines), line)) }
        try self.init(name: name, examples: examples)
    }

    /// The hash of the examples, whatever their order: the same content has the same version.
    public var version: ContentHash {
        var hasher = ContentHash.Hasher()
        for hash in examples.map({ ContentHash(of: $0.json.text()) }).sorted() { hasher.update(hash.bytes) }
        return hasher.finalize()
    }

    /// The examples as JSON lines.
    public var text: String {
        examples.map { $0.json.text() + "\n" }.joined()
    }

    /// The examples that a question set in SQuAD's form makes: each question with its paragraph, clustered by article.
    ///
    /// Tags are `answerable` and `unanswerable`.
    public init(name: String, squad: SQuADDataset) throws(EvaluationError) {
        let contexts = Dictionary(squad.contexts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let examples = squad.questions.map { question in
            let context = contexts[question.contextID]
            var example = Example(
                id: question.id,
                input: question.text,
                references: question.answers,
                isAnswerable: question.isAnswerable,
                contexts: context.map { [Example.Context(id: $0.id, text: $0.text)] } ?? []
            )
            example.tags = [question.isAnswerable ? "answerable" : "unanswerable"]
            let title = context?.title ?? ""
            example.cluster = title.isEmpty ? question.contextID : title
            return example
        }
        try self.init(name: name, examples: examples)
    }

    /// The examples that a retrieval set in BEIR's form makes: each judged query with its relevant documents.
    ///
    /// A passage is a document's title and text as one; it is empty where the document is not given. Grades stand in
    /// the metadata as `grades`.
    ///
    /// - Parameters:
    ///   - name: What people call the set.
    ///   - beir: The queries and their judgements.
    ///   - documents: The documents by identifier, see ``BEIRDataset/judgedDocuments(in:limits:)``.
    /// - Throws: ``EvaluationError`` with code `datasetInvalid`.
    public init(
        name: String,
        beir: BEIRDataset,
        documents: [String: BEIRDataset.Document] = [:]
    ) throws(EvaluationError) {
        let examples = beir.judgedQueries.map { query in
            let grades = (beir.judgements.grades[query.id] ?? [:]).sorted { $0.key < $1.key }
            let relevant = grades.filter { $0.value > 0 }
                .map { Example.Context(id: $0.key, text: documents[$0.key]?.titleAndText ?? "") }
            var example = Example(
                id: query.id,
                input: query.text,
                isAnswerable: !relevant.isEmpty,
                contexts: relevant
            )
            example.metadata = ["grades": .object(grades.map { .init($0.key, .int($0.value)) })]
            return example
        }
        try self.init(name: name, examples: examples)
    }
}
