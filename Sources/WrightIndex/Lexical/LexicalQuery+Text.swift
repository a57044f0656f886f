public import WrightText

extension LexicalQuery {
    /// Takes the terms of a text; a word that comes twice counts twice.
    ///
    /// Terms beyond the 1024th are left out.
    ///
    /// - Parameters:
    ///   - text: A question or words.
    ///   - session: Of the analyzer whose fingerprint the index has.
    ///   - parameters: How frequency, length and fields are weighed.
    public init(text: String, session: AnalyzerSession, parameters: BM25Parameters = BM25Parameters()) {
        var terms: [Term] = []
        var text = text
        text.withUTF8 { bytes in
            session.forEachTerm(in: bytes) { term, _, _ in
                if terms.count < Self.maximumTermCount { terms.append(Term(bytes: Array(term))) }
            }
        }
        self.init(terms: terms, parameters: parameters)
    }

    /// Takes a text in which `"words in quotes"` must stand as they are, and `begin*` stands for every word that begins
    /// so.
    ///
    /// All else is text: a quote without a second one, an asterisk anywhere but behind a word of two letters or more
    /// (one, in scripts without spaces), and quotes around words that give no term. What is in quotes also counts for
    /// the score, word by word.
    ///
    /// - Parameters:
    ///   - text: What a person typed.
    ///   - session: Of the analyzer whose fingerprint the index has.
    ///   - parameters: How frequency, length and fields are weighed.
    public init(parsing text: String, session: AnalyzerSession, parameters: BM25Parameters = BM25Parameters()) {
        self.init(terms: [Term](), parameters: parameters)
        var text = text
        text.withUTF8 { bytes in
            var parser = LexicalQueryParser(session: session)
            parser.parse(bytes)
            terms = parser.terms
            phrases = parser.phrases
            prefixes = parser.prefixes
        }
    }
}

/// Reads the operators of queries.
private struct LexicalQueryParser {
    let session: AnalyzerSession
    private(set) var terms: [LexicalQuery.Term] = []
    private(set) var phrases: [LexicalQuery.Phrase] = []
    private(set) var prefixes: [LexicalQuery.Prefix] = []

    init(session: AnalyzerSession) {
        self.session = session
    }

    mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>) {
        var rest = 0
        while let (open, inner) = Self.quoted(bytes, from: rest) {
            parsePlain(UnsafeBufferPointer(rebasing: bytes[rest..<open]))
            addPhrase(UnsafeBufferPointer(rebasing: bytes[inner]))
            rest = inner.upperBound + Self.quoteLength(bytes, at: inner.upperBound)
        }
        parsePlain(UnsafeBufferPointer(rebasing: bytes[rest...]))
    }

    /// The length of a quotation mark: the straight one, or one of the two curved ones.
    private static func quoteLength(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
        if bytes[offset] == UInt8(ascii: "\"") { return 1 }
        guard offset + 2 < bytes.count, bytes[offset] == 0xE2, bytes[offset + 1] == 0x80 else { return 0 }
        return (0x9C...0x9E).contains(bytes[offset + 2]) ? 3 : 0
    }

    /// Where the next pair of quotes opens, and what stands between.
    private static func quoted(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> (Int, Range<Int>)? {
        var opening: (offset: Int, end: Int)?
        var offset = start
        while offset < bytes.count {
            let length = quoteLength(bytes, at: offset)
            if length > 0 {
                if let opening { return (opening.offset, opening.end..<offset) }
                opening = (offset, offset + length)
            }
            offset += max(1, length)
        }
        return nil
    }

    private mutating func add(term: [UInt8]) {
        if terms.count < LexicalQuery.maximumTermCount { terms.append(LexicalQuery.Term(bytes: term)) }
    }

    private mutating func addPhrase(_ bytes: UnsafeBufferPointer<UInt8>) {
        var found: [(term: [UInt8], position: Int)] = []
        session.forEachTerm(in: bytes) { term, position, _ in found.append((Array(term), position)) }
        for entry in found { add(term: entry.term) }
        guard let first = found.first, phrases.count < LexicalQuery.maximumOperatorCount else { return }
        let kept = found.prefix(LexicalQuery.Phrase.maximumTermCount)
        phrases.append(
            LexicalQuery.Phrase(terms: kept.map(\.term), offsets: kept.map { $0.position - first.position })
        )
    }

    /// Reads text outside of quotes: pieces between spaces, of which those with an asterisk at the end are prefixes.
    private mutating func parsePlain(_ bytes: UnsafeBufferPointer<UInt8>) {
        var plainStart = 0
        var pieceStart = 0
        for offset in 0...bytes.count {
            let isEnd = offset == bytes.count || bytes[offset] <= 0x20
            guard isEnd else { continue }
            let piece = UnsafeBufferPointer(rebasing: bytes[pieceStart..<offset])
            if piece.count > 1, piece[piece.count - 1] == UInt8(ascii: "*"),
                piece.count(where: { $0 == UInt8(ascii: "*") }) == 1,
                let prefix = prefix(of: UnsafeBufferPointer(rebasing: piece.dropLast()))
            {
                addTerms(UnsafeBufferPointer(rebasing: bytes[plainStart..<pieceStart + prefix.start]))
                prefixes.append(prefix.value)
                plainStart = offset
            }
            pieceStart = offset + 1
        }
        addTerms(UnsafeBufferPointer(rebasing: bytes[plainStart...]))
    }

    private mutating func addTerms(_ bytes: UnsafeBufferPointer<UInt8>) {
        var found: [[UInt8]] = []
        session.forEachTerm(in: bytes) { term, _, _ in found.append(Array(term)) }
        for term in found { add(term: term) }
    }

    /// The last word of a piece as a prefix, and where it begins; nil where the piece does not end in a word.
    private func prefix(
        of piece: UnsafeBufferPointer<UInt8>
    ) -> (value: LexicalQuery.Prefix, start: Int)? {
        guard prefixes.count < LexicalQuery.maximumOperatorCount else { return nil }
        var beginnings: [[UInt8]] = []
        var start = 0
        for foldsAccents in [false, true] {
            var configuration = session.analyzer.configuration
            configuration.removesStopWords = false
            configuration.stemsWords = false
            configuration.foldsAccents = foldsAccents
            var last: (bytes: [UInt8], range: Range<Int>)?
            AnalyzerSession(Analyzer(configuration: configuration))
                .forEachTerm(in: piece) { term, _, range in last = (Array(term), range) }
            guard let last, last.range.upperBound == piece.count else { return nil }
            start = last.range.lowerBound
            if !beginnings.contains(last.bytes) { beginnings.append(last.bytes) }
        }
        // One letter of an alphabet begins too much; one ideograph does not.
        guard beginnings[0].count >= 2 else { return nil }
        return (LexicalQuery.Prefix(beginnings: beginnings), start)
    }
}

extension LexicalSegmentBuilder {
    /// Adds a chunk's text; gives its ordinal.
    ///
    /// - Parameters:
    ///   - text: The text of the chunk.
    ///   - session: Of the analyzer whose fingerprint the segment has.
    /// - Returns: The chunk's ordinal.
    /// - Throws: ``IndexError`` with code `segmentTooLarge`.
    /// - Precondition: the session's analyzer has the builder's ``fingerprint``.
    @discardableResult
    public mutating func add(text: String, session: AnalyzerSession) throws(IndexError) -> UInt32 {
        append(text, to: .body, session: session)
        return try finishChunk()
    }

    /// Adds a chunk's text by field; gives its ordinal.
    ///
    /// - Throws: ``IndexError`` with code `segmentTooLarge`.
    @discardableResult
    public mutating func add(_ text: LexicalText, session: AnalyzerSession) throws(IndexError) -> UInt32 {
        append(text.title, to: .title, session: session)
        append(text.headings, to: .heading, session: session)
        append(text.body, to: .body, session: session)
        return try finishChunk()
    }
}
