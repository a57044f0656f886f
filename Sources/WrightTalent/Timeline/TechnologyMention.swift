/// A place in a text where a technology is named.
public struct TechnologyMention: Sendable, Hashable {
    /// The technology's name in the timeline.
    public let name: String
    /// Where, in UTF-8 bytes.
    public let range: Range<Int>
    /// Whether the words also mean other things, so that they support a question and never a verdict.
    package let isGeneral: Bool
}
