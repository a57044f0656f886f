/// An answer with what it rests on, or the reason why there is none.
public struct Answer: Sendable, Hashable {
    /// Verbatim sentences of the documents, each followed by the number of its citation in brackets; empty when the
    /// answerer abstained.
    public var text: String
    /// What each number stands for.
    public var citations: [Citation]
    /// How likely the documents hold an answer at all, 0…1.
    public var support: Double
    /// Why there is no answer; nil if there is one.
    public var abstention: AbstentionReason?
    /// What was done otherwise than asked, a sentence each.
    public var notes: [String]

    /// Makes an answer of its parts.
    public init(
        text: String,
        citations: [Citation],
        support: Double,
        abstention: AbstentionReason?,
        notes: [String] = []
    ) {
        self.text = text
        self.citations = citations
        self.support = support
        self.abstention = abstention
        self.notes = notes
    }
}

/// A place in a document that a sentence of an answer rests on.
public struct Citation: Sendable, Hashable {
    /// The number in the answer's text, from 1.
    public var number: Int
    /// The document.
    public var document: DocumentSummary
    /// The page, where the format has pages.
    public var page: Int?
    /// The headings above the place.
    public var headingPath: [String]
    /// The place in the document's text, in UTF-8 bytes.
    public var range: Range<Int>
    /// The document's text at that place.
    public var quote: String

    /// Makes a citation.
    public init(
        number: Int,
        document: DocumentSummary,
        page: Int?,
        headingPath: [String],
        range: Range<Int>,
        quote: String
    ) {
        self.number = number
        self.document = document
        self.page = page
        self.headingPath = headingPath
        self.range = range
        self.quote = quote
    }
}

/// Why a question was not answered.
public enum AbstentionReason: String, Sendable, Codable, CaseIterable {
    /// Nothing is indexed.
    case noDocuments
    /// The question holds no word that could be searched for.
    case questionEmpty
    /// No document passes the filter.
    case allFiltered
    /// Nothing was found.
    case noMatch
    /// What was found does not answer the question well enough.
    case weakSupport
    /// The language model says that the documents found do not answer the question.
    case modelUnsure
    /// The language model, or its service, refused.
    case modelRefused
    /// Nothing that the language model said stands in the documents found.
    case unsupported

    /// One sentence for people.
    public var sentence: String {
        switch self {
        case .noDocuments: "Nothing is indexed yet."
        case .questionEmpty: "The question holds no word that can be searched for."
        case .allFiltered: "No document passes the filter, or none that you may see."
        case .noMatch: "No document holds any of these words."
        case .weakSupport: "The documents found do not support an answer well enough."
        case .modelUnsure: "The model says that the documents found do not answer the question."
        case .modelRefused: "The model refused to answer."
        case .unsupported: "Nothing that the model said stands in the documents found."
        }
    }

    init(_ reason: EmptyReason) {
        switch reason {
        case .noDocuments: self = .noDocuments
        case .queryEmpty: self = .questionEmpty
        case .allFiltered: self = .allFiltered
        case .noMatch: self = .noMatch
        }
    }
}
