public import WrightText

extension LexicalQuery {
    /// Takes the terms of a text; a word that comes twice counts twice.
    ///
    /// Terms beyond the 1024th are left out.
    ///
    /// - Parameters:
    ///   - text: A question or words.
    ///   - session: Of the analyzer whose fingerprint the index has.
    ///   - parameters: How frequency and length are weighed.
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
        var text = text
        text.withUTF8 { bytes in
            session.forEachTerm(in: bytes) { term, _, _ in append(term: term) }
        }
        return try finishChunk()
    }
}
