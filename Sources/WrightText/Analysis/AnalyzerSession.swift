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
        scanner.scan(bytes, body)
    }
}
