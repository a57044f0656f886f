private import WrightText

/// A few sentences of a text that are judged together.
package struct TextWindow: Sendable, Hashable {
    /// Its place in the text, in bytes.
    package let range: Range<Int>
    /// The numbers of its sentences.
    package let sentences: Range<Int>
}

/// Cuts texts into overlapping windows of up to three sentences.
///
/// An attack is often one sentence of a long document; a window keeps it from drowning in the rest. A window is no
/// longer than the byte limit, so that the cost of judging it is bounded.
package struct WindowSplitter: Sendable {
    /// The most sentences in a window.
    package static let sentenceCount = 3
    /// The most bytes in a window, white space between its sentences aside.
    package static let byteLimit = 320

    private let segmenter = SentenceSegmenter(configuration: .init(maximumByteCount: byteLimit))

    package init() {}

    /// The sentences of a text and its windows, each one sentence further; a window inside another is left out.
    package func split(_ bytes: UnsafeBufferPointer<UInt8>) -> (sentences: [Range<Int>], windows: [TextWindow]) {
        let sentences = segmenter.sentences(in: bytes)
        var windows: [TextWindow] = []
        windows.reserveCapacity(sentences.count)
        for first in sentences.indices {
            let end = end(from: first, in: sentences)
            if let last = windows.last, last.sentences.upperBound >= end { continue }
            let range = sentences[first].lowerBound..<sentences[end - 1].upperBound
            windows.append(TextWindow(range: range, sentences: first..<end))
        }
        return (sentences, windows)
    }

    private func end(from first: Int, in sentences: [Range<Int>]) -> Int {
        var end = first + 1
        var count = sentences[first].count
        while end < min(first + Self.sentenceCount, sentences.count), count + sentences[end].count < Self.byteLimit {
            count += sentences[end].count + 1
            end += 1
        }
        return end
    }
}
