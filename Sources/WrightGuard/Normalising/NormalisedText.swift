package import WrightModel

/// A text as detectors read it, with a map back to the original and what was found hidden in it.
package struct NormalisedText: Sendable {
    /// A text that was decoded from the original or read apart from it.
    package struct View: Sendable, Hashable {
        /// The text: UTF-8, normalised like the original.
        package let bytes: [UInt8]
        /// The encoding or the hiding place, such as `base64` or `html-comment`.
        package let encoding: String
        /// 1 for what stands in the original, 2 for what stands in a view of it.
        package let depth: Int
        /// Where it stands in the original.
        package let range: Range<Int>
        /// Whether readers of the original do not see it, so that stricter rules hold.
        package let isHidden: Bool
    }

    /// The text in UTF-8: invisible characters out, compatibility forms, look-alikes and letter spacing folded.
    ///
    /// Upper and lower case are kept.
    package let bytes: [UInt8]
    /// What was decoded or read apart, in no particular order.
    package let views: [View]
    /// What the normaliser noticed, in the order of places.
    package let findings: [Finding]
    /// The way that the original takes.
    package let channel: GuardedText.Channel
    private let map: OffsetMap

    init(text: MappedText, views: [View], findings: [Finding], channel: GuardedText.Channel) {
        bytes = text.bytes
        map = text.map
        self.views = views
        self.findings = findings
        self.channel = channel
    }

    /// The bytes of the original that a range of the normalised bytes comes from, on character boundaries.
    ///
    /// - Precondition: the range lies in the normalised text.
    package func sourceRange(of range: Range<Int>) -> Range<Int> {
        map.sourceRange(of: Self.aligned(range, in: bytes))
    }

    /// The range widened to whole characters.
    private static func aligned(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        while low > 0, low < bytes.count, bytes[low] & 0xC0 == 0x80 { low -= 1 }
        while high < bytes.count, bytes[high] & 0xC0 == 0x80 { high += 1 }
        return low..<high
    }
}
