internal import ArgumentParser
internal import WrightCore
private import WrightDocuments
internal import WrightEncoder
private import WrightEvaluation
internal import WrightModel
internal import WrightRetrieval
private import WrightStore
internal import WrightText

/// Measures chunkers.
struct EvalChunkingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chunking",
        abstract:
            "Measure chunkers: how much of what answers a question is in the chunks that are found, and how much else.",
        discussion: """
            The folder holds corpora/*.md and questions.jsonl with reference spans. Recall, precision and \
            intersection over union are those of tokens, over the best chunks of all texts together.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "A chunker and its tokens, such as structure:200; may be repeated.",
            valueName: "kind:tokens"
        )
    )
    var chunker: [String] = ["structure:200", "fixed:200", "fixed:400", "fixed:800"]

    @Option(help: "What decides: lexical, vector or hybrid.")
    var mode: RetrievalMode = .vector

    @Option(help: "How many chunks are retrieved, 1 to 100.")
    var limit = 5

    @Option(help: ArgumentHelp("The embedding model's name or folder.", valueName: "name"))
    var model = ModelSpecification.allMiniLM.name

    @Argument(help: "The folder of the set.", completion: .directory)
    var dataset: String

    func run() async throws {
        let encoder = try ModelLoading.encoder(named: model)
        let set = try ChunkingSet(folder: dataset, encoder: encoder)
        let bar = ProgressBar(isQuiet: global.quiet)
        let questions = try await Embedding.rows(of: set.dataset.questions.map(\.text), by: encoder, bar: bar)
        var rows: [JSONValue] = []
        if !global.json { Output.line("chunker           chunks  tokens  recall  precision  IoU") }
        for name in chunker {
            let (evaluation, chunks) = try await measure(name, set, encoder, questions, bar)
            let tokens = chunks.isEmpty ? 0 : Double(chunks.reduce(0) { $0 + $1.tokenCount }) / Double(chunks.count)
            rows.append([
                "chunker": .string(name), "chunks": .int(chunks.count), "meanTokens": .double(tokens),
                "recall": MetricForm.json(evaluation.recall), "precision": MetricForm.json(evaluation.precision),
                "iou": MetricForm.json(evaluation.intersectionOverUnion),
            ])
            guard !global.json else { continue }
            let means = [evaluation.recall, evaluation.precision, evaluation.intersectionOverUnion]
                .map {
                    HitForm.number($0.estimate?.mean ?? 0)
                }
            let padding = String(repeating: " ", count: max(1, 18 - name.count))
            Output.line(
                "\(name)\(padding)\(chunks.count)    \(Int(tokens))     \(means[0])   \(means[1])      \(means[2])"
            )
        }
        bar.clear()
        if global.json {
            Output.json([
                "schema": 1, "questions": .int(set.dataset.questions.count), "limit": .int(limit),
                "mode": .string(mode.rawValue), "chunkers": .array(rows),
            ])
        }
    }

    private func measure(
        _ name: String,
        _ set: ChunkingSet,
        _ encoder: any SentenceEncoder,
        _ questions: [[Float]],
        _ bar: ProgressBar
    ) async throws -> (ChunkingEvaluation, [Chunk]) {
        let parts = name.split(separator: ":").map(String.init)
        let tokens = parts.count > 1 ? Int(parts[1]) : nil
        guard let kind = parts.first.flatMap({ ChunkerKind(rawValue: $0) }), parts.count == 1 || tokens != nil else {
            throw ValidationError("'\(name)' is no chunker; write for example structure:200.")
        }
        let chunker = kind.chunker(targetTokenCount: tokens) { encoder.tokenCount(of: String($0)) }
        var sources: [String] = []
        var chunks: [Chunk] = []
        for (corpus, document) in set.documents.sorted(by: { $0.key < $1.key }) {
            for chunk in chunker.chunks(of: document) {
                sources.append(corpus)
                chunks.append(chunk)
            }
        }
        let texts = chunks.map { IndexedText.text(of: $0, title: "") }
        let rows = try await Embedding.rows(of: texts, by: encoder, bar: bar)
        let index = try SearchIndex.inMemory(texts, analyzer: Analyzer(), vectors: rows, model: encoder.model)
        var evaluation = ChunkingEvaluation()
        for (number, question) in set.dataset.questions.enumerated() {
            let query = RetrievalQuery(question.text, mode: mode, limit: limit)
            let entries = try index.search(query, mode: mode, vector: questions[number], filter: nil).entries
            var ranges: [Range<Int>] = []
            var foreign = 0
            for entry in entries {
                let chunk = chunks[Int(entry.ordinal)]
                if sources[Int(entry.ordinal)] == question.corpus {
                    ranges.append(set.sourceRange(of: chunk.range, in: question.corpus))
                } else {
                    foreign += chunk.tokenCount
                }
            }
            evaluation.add(
                ChunkingScore(
                    retrieved: ranges,
                    references: question.references,
                    tokens: set.tokens[question.corpus] ?? [],
                    foreignTokenCount: foreign
                )
            )
        }
        return (evaluation, chunks)
    }
}

/// The set's texts as documents, their tokens, and how the documents' offsets map to the files'.
private struct ChunkingSet {
    let dataset: ChunkingDataset
    var documents: [String: Document] = [:]
    var tokens: [String: [Range<Int>]] = [:]
    private var offsets: [String: [Int]] = [:]

    init(folder: String, encoder: any SentenceEncoder) throws {
        guard let tokenizer = (encoder as? TransformerEncoder)?.tokenizer else {
            throw CLIError.modelUnsuitable(encoder.model.name, task: "counting tokens of chunks")
        }
        let names = ["chatlogs", "finance", "pubmed", "state_of_the_union", "wikitexts"]
        var files: [String: MappedFile] = [:]
        for name in names { files[name] = try MappedFile(path: "\(folder)/corpora/\(name).md") }
        let questions = try MappedFile(path: folder + "/questions.jsonl")
        dataset = try withExtendedLifetime(files) { files in
            try questions.withBytes { try ChunkingDataset(questions: $0, corpora: files.mapValues(\.bytes)) }
        }
        for (name, file) in files {
            let bytes = file.withBytes { Array($0) }
            let document = try DocumentParser().parse(DocumentSource(uri: name + ".txt", bytes: bytes))
            documents[name] = document
            offsets[name] = Self.alignment(of: Array(document.text.utf8), with: bytes)
            tokens[name] = tokenizer.tokens(String(decoding: bytes, as: UTF8.self)).map(\.range)
        }
    }

    /// The bytes of the file that a range of the document's text stands for.
    func sourceRange(of range: Range<Int>, in corpus: String) -> Range<Int> {
        guard let offsets = offsets[corpus], let last = range.last else { return 0..<0 }
        return offsets[range.lowerBound]..<max(offsets[range.lowerBound], offsets[last] + 1)
    }

    /// For each byte of the text, the place in the source that it came from: parsers of plain text change white space
    /// only, so other bytes follow one another in both.
    private static func alignment(of text: [UInt8], with source: [UInt8]) -> [Int] {
        var place = 0
        return text.map { byte in
            guard byte > 32 else { return min(place, source.count - 1) }
            while place < source.count, source[place] != byte { place += 1 }
            defer { place += 1 }
            return min(place, source.count - 1)
        }
    }
}
