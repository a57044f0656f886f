package import WrightModel

/// A labelled text to train or to measure the window classifier with.
package struct GuardExample: Sendable, Hashable {
    /// The text, as it is given to the classifier: normalised UTF-8.
    package var text: [UInt8]
    /// Whether it attacks.
    package var attacks: Bool
    /// The set that it comes from.
    package var source: String
    /// The way it takes.
    package var channel: GuardedText.Channel
    /// The part of an attack that attacks, where it is known, in bytes of the text.
    package var payload: Range<Int>?
    /// Whether it is trained on; others are only measured.
    package var isTraining: Bool
    /// How suspicious other layers find it, in `0...1`.
    package var otherScore: Double

    package init(
        text: [UInt8],
        attacks: Bool,
        source: String,
        channel: GuardedText.Channel,
        payload: Range<Int>? = nil,
        isTraining: Bool = true,
        otherScore: Double = 0
    ) {
        self.text = text
        self.attacks = attacks
        self.source = source
        self.channel = channel
        self.payload = payload
        self.isTraining = isTraining
        self.otherScore = otherScore
    }

    /// Text around the payload, by which copies of one carrier are kept in one part of a split.
    var carrier: ArraySlice<UInt8> {
        guard let payload else { return text[...] }
        let before = text[..<payload.lowerBound]
        return before.count >= 40 ? before.prefix(200) : text[payload.upperBound...].prefix(200)
    }
}
