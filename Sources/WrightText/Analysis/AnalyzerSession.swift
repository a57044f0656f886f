/// An analyzer with its stemmers and its memory of stems, for many texts on one thread.
///
/// Not for use by two threads at a time; make one for each.
public final class AnalyzerSession {
    /// The analyzer that it works for.
    public let analyzer: Analyzer
    private var scanner: TermScanner

    /// Makes a session.
    public init(_ analyzer: Analyzer) {
        self.analyzer = analyzer
        scanner = TermScanner(analyzer)
    }

    /// Calls a closure with each term of a text, its position and its UTF-8 range.
    ///
    /// The term's bytes are valid during the call only, and the closure must not use the session.
    public func forEachTerm(
        in bytes: UnsafeBufferPointer<UInt8>,
        _ body: (_ term: UnsafeBufferPointer<UInt8>, _ position: Int, _ range: Range<Int>) -> Void
    ) {
        scanner.scan(bytes) { body($0.term, $0.position, $0.range) }
    }

    /// Calls a closure with each term of a text and the word that it was made of.
    ///
    /// Bytes are valid during the call only, and the closure must not use the session.
    package func forEachWord(in bytes: UnsafeBufferPointer<UInt8>, _ body: (ScannedWord) -> Void) {
        scanner.scan(bytes, body)
    }
}

/// A word of a text and the term it became.
package struct ScannedWord {
    /// What is looked up: folded and stemmed.
    package let term: UnsafeBufferPointer<UInt8>
    /// The word in lower case, accents kept; the term itself in scripts without spaces.
    package let word: UnsafeBufferPointer<UInt8>
    /// Equal words have equal numbers within one epoch, from 0 on; -1 where words are not numbered.
    package let number: Int
    /// Names the session and what it remembers; no two sessions of a process share one.
    package let epoch: Int
    /// The number of the word in the text; words that give no term count too.
    package let position: Int
    /// The UTF-8 bytes of the text that gave the term.
    package let range: Range<Int>
}
