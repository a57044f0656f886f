public import WrightCore
public import WrightDocuments
public import WrightRetrieval

/// What every corpus must do, whatever it is made of.
///
/// ```swift
/// let failures = try await CorpusConformance { InMemoryCorpus(chunker: chunker) }.failures()
/// #expect(failures.isEmpty)
/// ```
public struct CorpusConformance: Sendable {
    private let makeCorpus: @Sendable () async throws -> any Corpus

    /// Takes a function that makes an empty corpus.
    public init(_ makeCorpus: @escaping @Sendable () async throws -> any Corpus) {
        self.makeCorpus = makeCorpus
    }

    /// Runs every case and says, a sentence each, what the corpus does not do.
    public func failures() async throws -> [String] {
        var failures: [String] = []
        for (name, check) in Self.cases {
            if let failure = try await check(try await makeCorpus()) { failures.append("\(name): \(failure)") }
        }
        return failures
    }

    private typealias Check = @Sendable (any Corpus) async throws -> String?

    private static let cases: [(String, Check)] = [
        ("an empty corpus", saysWhyEmpty),
        ("an added document", findsAdded),
        ("a replaced document", forgetsReplaced),
        ("a removed document", forgetsRemoved),
        ("generations", raisesGeneration),
        ("access groups", hidesRestricted),
        ("trust", filtersByTrust),
        ("paths and types", filtersByPathAndType),
        ("times", filtersByTime),
        ("empty questions", explainsEmptyQuestion),
        ("hits", citesExactly),
        ("limits", keepsScores),
    ]

    /// A document of one paragraph.
    public static func document(
        _ uri: String,
        _ text: String,
        trust: TrustTier = .curated,
        groups: Set<String> = [],
        modified: Int64? = nil
    ) -> Document {
        Document(
            uri: uri,
            title: uri,
            mediaType: .plainText,
            text: text,
            blocks: [Block(kind: .paragraph, range: 0..<text.utf8.count)],
            contentHash: ContentHash(of: text),
            modifiedNanoseconds: modified,
            trust: trust,
            accessGroups: groups
        )
    }

    private static func uris(_ corpus: any Corpus, _ query: RetrievalQuery) async throws -> [String] {
        try await corpus.search(query).hits.map(\.document.uri)
    }

    private static func words(_ text: String) -> RetrievalQuery {
        RetrievalQuery(text, mode: .lexical)
    }
}

extension CorpusConformance {
    @Sendable private static func saysWhyEmpty(_ corpus: any Corpus) async throws -> String? {
        let result = try await corpus.search(words("anything"))
        return result.hits.isEmpty && result.whyEmpty == .noDocuments ? nil : "it must say that there are no documents"
    }

    @Sendable private static func findsAdded(_ corpus: any Corpus) async throws -> String? {
        _ = try await corpus.apply(
            CorpusChange(documents: [document("a", "red apples"), document("b", "green pears")])
        )
        return try await uris(corpus, words("pears")) == ["b"] ? nil : "it must be found by its words"
    }

    @Sendable private static func forgetsReplaced(_ corpus: any Corpus) async throws -> String? {
        _ = try await corpus.apply(CorpusChange(documents: [document("a", "red apples")]))
        _ = try await corpus.apply(CorpusChange(documents: [document("a", "yellow bananas")]))
        guard try await uris(corpus, words("apples")).isEmpty else { return "its old words must not be found" }
        return try await uris(corpus, words("bananas")) == ["a"] ? nil : "its new words must be found"
    }

    @Sendable private static func forgetsRemoved(_ corpus: any Corpus) async throws -> String? {
        _ = try await corpus.apply(CorpusChange(documents: [document("a", "red apples"), document("b", "red beets")]))
        _ = try await corpus.apply(CorpusChange(removals: ["a", "never there"]))
        return try await uris(corpus, words("red")) == ["b"] ? nil : "it must be gone from results at once"
    }

    @Sendable private static func raisesGeneration(_ corpus: any Corpus) async throws -> String? {
        let first = try await corpus.apply(CorpusChange(documents: [document("a", "one")]))
        let second = try await corpus.apply(CorpusChange(documents: [document("b", "two")]))
        return first < second ? nil : "each change must raise the generation"
    }

    @Sendable private static func hidesRestricted(_ corpus: any Corpus) async throws -> String? {
        let open = document("open", "salary bands")
        let restricted = document("restricted", "salary of the director", groups: ["board"])
        _ = try await corpus.apply(CorpusChange(documents: [open, restricted]))
        guard try await uris(corpus, words("salary")) == ["open"] else {
            return "strangers must not find restricted documents"
        }
        var query = words("salary")
        query.filter.groups = ["staff"]
        guard try await uris(corpus, query) == ["open"] else { return "other groups must not find them either" }
        query.filter.groups = ["staff", "board"]
        return try await Set(uris(corpus, query)) == ["open", "restricted"] ? nil : "members must find them"
    }

    @Sendable private static func filtersByTrust(_ corpus: any Corpus) async throws -> String? {
        let documents = [document("web", "tea", trust: .external), document("own", "tea", trust: .operator)]
        _ = try await corpus.apply(CorpusChange(documents: documents))
        var query = words("tea")
        query.filter.minimumTrust = .curated
        return try await uris(corpus, query) == ["own"] ? nil : "less trusted documents must not be found"
    }

    @Sendable private static func filtersByPathAndType(_ corpus: any Corpus) async throws -> String? {
        let documents = [document("guides/a.txt", "tea"), document("notes/b.txt", "tea")]
        _ = try await corpus.apply(CorpusChange(documents: documents))
        var query = words("tea")
        query.filter.paths = ["guides/**"]
        guard try await uris(corpus, query) == ["guides/a.txt"] else { return "only matching paths must be found" }
        query.filter.mediaTypes = [.pdf]
        let result = try await corpus.search(query)
        return result.whyEmpty == .allFiltered ? nil : "it must say that all documents were filtered out"
    }

    @Sendable private static func filtersByTime(_ corpus: any Corpus) async throws -> String? {
        let documents = [
            document("old", "tea", modified: 10), document("new", "tea", modified: 20), document("timeless", "tea"),
        ]
        _ = try await corpus.apply(CorpusChange(documents: documents))
        var query = words("tea")
        query.filter.modifiedSince = 20
        guard try await uris(corpus, query) == ["new"] else { return "'since' must include its moment" }
        query.filter.modifiedSince = nil
        query.filter.modifiedBefore = 20
        return try await uris(corpus, query) == ["old"] ? nil : "'before' must not include its moment"
    }

    @Sendable private static func explainsEmptyQuestion(_ corpus: any Corpus) async throws -> String? {
        _ = try await corpus.apply(CorpusChange(documents: [document("a", "red apples")]))
        for text in ["", " \n\t", "?!"] {
            let result = try await corpus.search(words(text))
            guard result.hits.isEmpty, result.whyEmpty == .queryEmpty else { return "'\(text)' must be called empty" }
        }
        let result = try await corpus.search(words("zebra"))
        return result.whyEmpty == .noMatch ? nil : "a word that is nowhere must be called unmatched"
    }

    @Sendable private static func citesExactly(_ corpus: any Corpus) async throws -> String? {
        let source = document("a", "Grüße aus Köln. 東京 is a city.")
        _ = try await corpus.apply(CorpusChange(documents: [source]))
        guard let hit = try await corpus.search(words("Köln")).hits.first else { return "the word must be found" }
        return source.text[utf8: hit.chunk.range] == hit.chunk.text
            ? nil : "a hit's text must be the document's at its range"
    }

    @Sendable private static func keepsScores(_ corpus: any Corpus) async throws -> String? {
        let documents = (0..<30).map { document("d\($0)", "tea " + String(repeating: "leaf ", count: $0)) }
        _ = try await corpus.apply(CorpusChange(documents: documents))
        var query = words("tea leaf")
        query.limit = 3
        let few = try await corpus.search(query).hits
        query.limit = 20
        let many = try await corpus.search(query).hits
        guard few.count == 3, many.count == 20 else { return "as many hits as asked for must come" }
        let isSame = zip(few, many).allSatisfy { $0.document.uri == $1.document.uri && $0.score == $1.score }
        return isSame ? nil : "the limit must not change scores or order"
    }
}
