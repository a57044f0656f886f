/// A document that questions are made from.
public struct SourceText: Sendable, Hashable {
    /// The document's identifier.
    public var id: String
    /// The title; may be empty.
    public var title: String
    /// The text.
    public var text: String
    /// The headings: the path from the outermost, and where the text below begins and ends, in UTF-8 bytes.
    public var sections: [Section]

    /// A part of the text under a heading.
    public struct Section: Sendable, Hashable {
        /// The headings from the outermost to the nearest.
        public var path: [String]
        /// The text below, in UTF-8 bytes of the document's text.
        public var range: Range<Int>

        /// Takes a part.
        public init(path: [String], range: Range<Int>) {
            self.path = path
            self.range = range
        }
    }

    /// Takes a document.
    public init(id: String, title: String, text: String, sections: [Section] = []) {
        self.id = id
        self.title = title
        self.text = text
        self.sections = sections
    }
}

/// A question with the place in a document that answers it.
struct QuestionDraft {
    var question: String
    var answer: String
    var sentence: String
    /// The place of the sentence in the document's text, in UTF-8 bytes.
    var range: Range<Int>
    var kind: String
    /// What of the question can be exchanged for the like from another: headings, names, numbers.
    var names: [String]
    /// How good it looks, higher is better.
    var weight: Double

    /// Names and numbers among the words of a text: with a digit, or with a capital letter and not at the beginning.
    static func names(in text: String) -> [String] {
        let words: [Substring] = text.split { $0 == " " }
        return words.enumerated()
            .compactMap { place, word -> String? in
                var name = word.drop(while: isMark)
                while let last = name.last, isMark(last) { name.removeLast() }
                guard name.utf8.count > 1, let first = name.first else { return nil }
                return isNumber(String(name)) || place > 0 && first.isUppercase ? String(name) : nil
            }
    }

    /// Whether a name holds a digit.
    static func isNumber(_ name: String) -> Bool {
        name.utf8.contains { (0x30...0x39).contains($0) }
    }

    private static func isMark(_ character: Character) -> Bool {
        !character.isLetter && !character.isNumber
    }
}
