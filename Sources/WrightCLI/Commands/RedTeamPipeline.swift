internal import WrightCore
internal import WrightDocuments
internal import WrightGuard
internal import WrightModel
internal import WrightPrompt
internal import WrightRetrieval
internal import WrightStore
internal import WrightText

/// The project's way from question to answer as a target: attacks are planted among documents, and a question follows.
///
/// Each attempt has a corpus of its own, in memory, read and cut as 'wright index' does; the project's own documents
/// are left out of it. Nobody's groups are asked with, so documents for groups must not be found.
struct RedTeamPipeline: RedTeamTarget {
    let name: String
    private let model: LanguageModelSession?
    private let embedder: MemoisingEmbedder?
    private let desk: GuardDesk?
    private let prompts: PromptCatalog
    private let systemText: String?
    private let background: [RedTeamProbe.Document]

    init(
        model: LanguageModelSession?,
        embedder: (any Embedder)?,
        desk: GuardDesk?,
        project: ProjectFolder,
        packs: [RedTeamPack]
    ) throws {
        self.model = model
        self.embedder = embedder.map { MemoisingEmbedder($0) }
        self.desk = desk
        prompts = ProjectPrompts.catalog(of: project)
        systemText = model == nil ? nil : try prompts.template("answer").source
        let texts = packs.flatMap { ($0.carriers["txt"] ?? []) + ($0.carriers["md"] ?? []) }
        background = texts.filter { !$0.contains("{{attack}}") }.enumerated()
            .map { .init(name: "background-\($0.offset + 1).md", text: $0.element) }
        let way = model.map { "answers by \($0.model)" } ?? "extractive answers"
        name = "pipeline, \(way)\(desk == nil ? "" : ", guarded")"
    }

    var kind: RedTeamTargetKind { .pipeline }

    func reply(to exchange: RedTeamExchange) async throws -> RedTeamReply {
        let corpus = InMemoryCorpus(chunker: ChunkerKind.structure.chunker(), embedder: embedder)
        var documents: [Document] = []
        for planted in exchange.allDocuments + background {
            let document = try Self.document(planted, channel: exchange.channel)
            if try await isKept(document) { documents.append(document) }
        }
        _ = try await corpus.apply(CorpusChange(documents: documents))
        var query = RetrievalQuery(exchange.prompt)
        query.mode = embedder == nil ? .lexical : .hybrid
        let answer = try await answer(query, corpus)
        var reply = RedTeamReply(text: answer.text, isAbstention: answer.abstention != nil)
        reply.systemText = systemText
        return reply
    }

    private func answer(_ query: RetrievalQuery, _ corpus: InMemoryCorpus) async throws -> Answer {
        guard let model else {
            return try await ExtractiveAnswerer(corpus: corpus, embedder: embedder, analyzer: Analyzer()).answer(query)
        }
        var configuration = GeneratedAnswerer.Configuration()
        configuration.context = model.context
        let answerer = GeneratedAnswerer(
            corpus: corpus,
            provider: model.provider,
            model: model.model,
            analyzer: Analyzer(),
            prompts: prompts,
            configuration: configuration
        )
        return try await answerer.answer(query).answer
    }

    private static func document(
        _ planted: RedTeamProbe.Document,
        channel: RedTeamProbe.Channel
    ) throws -> Document {
        let source = DocumentSource(
            uri: planted.name,
            bytes: Array(planted.text.utf8),
            trust: channel == .file ? .user : .curated,
            accessGroups: Set(planted.groups)
        )
        return try DocumentParser().parse(source)
    }

    /// Whether the guard lets a document into the corpus.
    private func isKept(_ document: Document) async throws -> Bool {
        guard let desk else { return true }
        for hidden in document.hidden where !hidden.text.isEmpty {
            let text = GuardedText(hidden.text, channel: .hidden, tier: document.trust)
            if try await desk.verdict(on: text).action >= .quarantine { return false }
        }
        let text = GuardedText(document.text, channel: .document, tier: document.trust)
        return try await desk.verdict(on: text).action < .quarantine
    }
}
