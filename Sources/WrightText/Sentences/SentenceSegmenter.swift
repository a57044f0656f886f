/// Finds the sentences of a text.
///
/// The sentences are trimmed of white space, stand in order, do not overlap, and cover everything that is not white
/// space. Headings, list items and table rows are sentences of their own.
public struct SentenceSegmenter: Sendable {
    /// Limits of sentences.
    public struct Configuration: Hashable, Sendable {
        /// A sentence of more bytes is cut at its best weaker boundary: semicolon, colon, comma, space.
        ///
        /// At least 64.
        public var maximumByteCount: Int

        /// Makes a configuration.
        public init(maximumByteCount: Int = 2000) {
            self.maximumByteCount = max(maximumByteCount, 64)
        }
    }

    /// Limits of sentences.
    public let configuration: Configuration

    /// Makes a segmenter.
    public init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// The UTF-8 ranges of a text's sentences, in linear time.
    public func sentences(in text: String) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { sentences(in: $0) }
    }

    /// The UTF-8 ranges of the sentences in a part of a text, as offsets into the whole text.
    ///
    /// What lies outside the part is not looked at.
    ///
    /// - Precondition: the range lies in the text.
    public func sentences(in text: String, range: Range<Int>) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { sentences(in: $0, range: range) }
    }

    /// The ranges of the sentences in UTF-8 bytes, or in a part of them.
    ///
    /// - Precondition: the range lies in the buffer.
    public func sentences(in bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>? = nil) -> [Range<Int>] {
        let range = range ?? 0..<bytes.count
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "The range lies outside the text.")
        let part = UnsafeBufferPointer(rebasing: bytes[range])
        var scanner = SentenceScanner(source: part, limit: configuration.maximumByteCount)
        let sentences = scanner.run()
        guard range.lowerBound > 0 else { return sentences }
        return sentences.map { $0.lowerBound + range.lowerBound..<$0.upperBound + range.lowerBound }
    }
}
