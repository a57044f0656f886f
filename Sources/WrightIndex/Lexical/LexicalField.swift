/// A part of a chunk whose words may count more than others.
public enum LexicalField: Int, Sendable, Hashable, CaseIterable {
    /// The title of the chunk's document.
    case title = 0
    /// The headings that the chunk stands under.
    case heading = 1
    /// The chunk's own text.
    case body = 2
}

/// How much the words of each field count; each 0...1000.
public struct LexicalFieldWeights: Sendable, Hashable {
    /// The weight of words in the title; 2 by default.
    public var title: Float

    /// The weight of words in the headings; 1 by default.
    public var heading: Float

    /// The weight of words in the text; 1 by default, above 0.
    public var body: Float

    /// Takes the weights.
    ///
    /// The title's default was chosen on the training queries of SciFact and the development queries of NFCorpus.
    public init(title: Float = 2, heading: Float = 1, body: Float = 1) {
        self.title = title
        self.heading = heading
        self.body = body
    }

    var isValid: Bool {
        let range: ClosedRange<Float> = 0...1000
        return range.contains(title) && range.contains(heading) && range.contains(body) && body > 0
    }
}

/// The texts of a chunk, by field.
public struct LexicalText: Sendable, Hashable {
    /// The title of its document.
    public var title: String

    /// The headings that it stands under.
    public var headings: String

    /// Its own text.
    public var body: String

    /// Takes the texts.
    public init(title: String = "", headings: String = "", body: String) {
        self.title = title
        self.headings = headings
        self.body = body
    }

    var byteCount: Int { title.utf8.count + headings.utf8.count + body.utf8.count }
}

/// How often a term stands in a chunk.
struct TermFrequency: Equatable {
    /// In all fields.
    var total: UInt32
    var title: UInt32 = 0
    var heading: UInt32 = 0

    var isInFields: Bool { title | heading != 0 }

    /// In the text itself; wraps in a segment that contradicts itself.
    var body: UInt32 { total &- title &- heading }
}
