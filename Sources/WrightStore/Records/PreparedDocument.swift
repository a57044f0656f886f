internal import WrightCore
internal import WrightDocuments
internal import WrightIndex
internal import WrightRetrieval

/// A document cut into chunks, ready to be stored.
struct PreparedDocument: Sendable {
    var document: Document
    var chunks: [Chunk]
    /// The hash of each chunk's indexed text.
    var hashes: [ContentHash]
    /// What the file system said of the source.
    var facts: SourceFacts

    init(document: Document, chunks: [Chunk], facts: SourceFacts) {
        self.document = document
        self.chunks = chunks
        self.facts = facts
        hashes = chunks.map { ContentHash(of: IndexedText.text(of: $0, title: document.title)) }
    }

    /// The text of a chunk that is indexed and embedded.
    func indexedText(at place: Int) -> String {
        IndexedText.text(of: chunks[place], title: document.title)
    }

    /// The texts that are looked up word by word, one a chunk.
    var lexicalTexts: [LexicalText] {
        chunks.map { IndexedText.fields(of: $0, title: document.title) }
    }

    /// Bytes of memory that it takes, about.
    var heldByteCount: Int {
        let hidden = document.hidden.reduce(0) { $0 + $1.text.utf8.count + 64 }
        let texts = chunks.reduce(0) { $0 + $1.text.utf8.count + Self.chunkOverhead }
        return document.text.utf8.count + texts + hidden + document.blocks.count * Self.blockOverhead + 1024
    }

    /// What a chunk takes beside its text: ranges, headings, its hash and its place in arrays.
    private static let chunkOverhead = 256
    private static let blockOverhead = 64
}

/// What tells whether a source has changed.
struct SourceFacts: Sendable, Hashable {
    var byteCount: Int
    var modifiedNanoseconds: Int64
    /// When the source was looked at, in nanoseconds since 1970.
    var checkedNanoseconds: Int64

    /// The facts of a document that did not come from a file.
    static let applied = Self(byteCount: -1, modifiedNanoseconds: 0, checkedNanoseconds: 0)

    /// Whether the document did not come from a file.
    var isApplied: Bool { byteCount < 0 }

    /// Two seconds, the coarsest clock of a file system in use: a change within it after a look can leave size and time
    /// as they were.
    private static let clockGrain: Int64 = 2_000_000_000

    /// Whether size and time prove that the source is as it was when it was looked at.
    func proveUnchanged(byteCount: Int, modifiedNanoseconds: Int64) -> Bool {
        self.byteCount == byteCount && self.modifiedNanoseconds == modifiedNanoseconds
            && modifiedNanoseconds < checkedNanoseconds - Self.clockGrain
    }
}

/// A source that was not indexed, and why.
public struct IngestionFailure: Sendable, Hashable {
    /// The document's URI.
    public var uri: String
    /// The failure's stable name, such as `encrypted`.
    public var reason: String
    /// One sentence for people.
    public var message: String
    var facts: SourceFacts

    /// The failure as the store gives it back: without the time at which the source was looked at.
    var asRecorded: Self {
        var copy = self
        copy.facts.checkedNanoseconds = 0
        return copy
    }
}

/// One change of the corpus that is written in one transaction.
struct CorpusBatch: Sendable {
    var documents: [PreparedDocument] = []
    var removals: Set<String> = []
    /// Documents whose content is as it was, though their time or size said otherwise.
    var touched: [String: SourceFacts] = [:]
    var failures: [IngestionFailure] = []
    /// Sources that once failed and are gone or read now.
    var recovered: Set<String> = []

    /// Whether the corpus itself stays as it is.
    var changesNothing: Bool { documents.isEmpty && removals.isEmpty }
    var isEmpty: Bool { changesNothing && touched.isEmpty && failures.isEmpty && recovered.isEmpty }
    var chunkCount: Int { documents.reduce(0) { $0 + $1.chunks.count } }
}
