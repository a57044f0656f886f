package import WrightModel

/// Folds texts to what they say, and finds what is hidden in them.
///
/// Invisible characters, compatibility forms, look-alikes and spaced letters are folded; tag characters, variation
/// selectors, zero-width bits, encodings and turned letters are decoded, two levels deep; what markup hides is read
/// apart. Each byte can be traced to the original. Legitimate typography gives no finding.
public struct TextNormaliser: Sendable {
    /// How much is decoded.
    public struct Limits: Hashable, Sendable {
        /// Texts that are decoded or read apart at most.
        public var viewCount: Int
        /// Their bytes together at most.
        public var viewByteCount: Int
        /// How often what was decoded is decoded again.
        public var depth: Int

        /// Sets limits; the defaults suit prompts and chunks of documents.
        public init(viewCount: Int = 48, viewByteCount: Int = 1 << 18, depth: Int = 2) {
            self.viewCount = viewCount
            self.viewByteCount = viewByteCount
            self.depth = depth
        }
    }

    /// How much is decoded.
    public let limits: Limits

    /// Makes a normaliser.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Folds a text and decodes what is hidden in it.
    ///
    /// Bytes that are not UTF-8 become U+FFFD. Linear time.
    package func normalise(_ text: [UInt8], channel: GuardedText.Channel) -> NormalisedText {
        let folded = FoldedText(text)
        var unfolding = Unfolding(limits: limits)
        unfolding.addCarriers(of: folded)
        unfolding.addMarkup(of: folded.text)
        unfolding.addEncodings(in: folded.text)
        var findings = NormalisationFindings(byteCount: text.count)
        findings.add(folded)
        findings.add(unfolding.views)
        return NormalisedText(
            text: folded.text,
            views: unfolding.views,
            findings: findings.sorted,
            channel: channel
        )
    }
}

/// A text whose characters are folded, and what was noticed.
struct FoldedText {
    var text: MappedText
    var trail = CharacterTrail()
    /// Words of the original that mix scripts.
    var mixedWords: [Range<Int>] = []
    var spacedRuns: [LetterSpacing.Run] = []

    init(_ source: [UInt8]) {
        text = MappedText(source)
        if !source.allSatisfy(Self.isPlain) {
            source.withUnsafeBufferPointer { bytes in
                var folding = CharacterFolding(bytes)
                text = folding.run()
                trail = folding.trail
            }
            if trail.hasLookAlikes { (text, mixedWords) = LookAlikeFolding.fold(text) }
        }
        (text, spacedRuns) = LetterSpacing.fold(text)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte < 0x7F && byte >= 0x20 || byte == 10 || byte == 9 || byte == 13
    }
}

/// Decodes what a folded text hides, within limits.
private struct Unfolding {
    private let limits: TextNormaliser.Limits
    private(set) var views: [NormalisedText.View] = []
    private var byteCount = 0

    /// Encodings that readers see through or that hide nothing by themselves.
    private static let openEncodings: Set<String> = ["percent", "entities", "escapes", "disguised-words"]

    init(limits: TextNormaliser.Limits) {
        self.limits = limits
    }

    /// Adds a view and what is hidden in it.
    private mutating func add(_ bytes: [UInt8], _ encoding: String, range: Range<Int>, depth: Int, isHidden: Bool) {
        guard views.count < limits.viewCount, byteCount + bytes.count <= limits.viewByteCount, bytes.count >= 4 else {
            return
        }
        let folded = FoldedText(bytes)
        views.append(
            NormalisedText.View(
                bytes: folded.text.bytes,
                encoding: encoding,
                depth: depth,
                range: range,
                isHidden: isHidden
            )
        )
        byteCount += bytes.count
        guard depth < limits.depth else { return }
        let encoded = folded.text.bytes.withUnsafeBufferPointer {
            EncodedRuns.find(in: $0) + TurnedText.find(in: $0) + DisguisedWords.find(in: $0)
        }
        for run in encoded { add(run.bytes, run.encoding, range: range, depth: depth + 1, isHidden: true) }
        for carrier in Self.carried(by: folded.trail) {
            add(carrier.bytes, carrier.encoding, range: range, depth: depth + 1, isHidden: true)
        }
    }

    /// Adds what characters without a shape carry.
    mutating func addCarriers(of folded: FoldedText) {
        for carrier in Self.carried(by: folded.trail) {
            add(carrier.bytes, carrier.encoding, range: carrier.range, depth: 1, isHidden: true)
        }
        // What is disguised as a whole is read like what is hidden.
        for stretch in folded.trail.styled {
            add(stretch.bytes, "styled-letters", range: stretch.range, depth: 1, isHidden: true)
        }
        for run in folded.spacedRuns where run.letterCount >= 12 {
            add(run.bytes, "letter-spacing", range: run.range, depth: 1, isHidden: true)
        }
        for stretch in folded.trail.overridden {
            add(TurnedText.reversed(stretch.bytes), "bidi-override", range: stretch.range, depth: 1, isHidden: true)
        }
    }

    private static func carried(
        by trail: CharacterTrail
    ) -> [(bytes: [UInt8], encoding: String, range: Range<Int>)] {
        var result: [(bytes: [UInt8], encoding: String, range: Range<Int>)] = []
        func span(_ carriers: [CharacterTrail.Carrier]) -> Range<Int>? {
            guard let first = carriers.first, let last = carriers.last else { return nil }
            return first.range.lowerBound..<last.range.upperBound
        }
        if let range = span(trail.tags) {
            result.append((Decoders.tagBytes(trail.tags.map(\.scalar)), "tag-characters", range))
        }
        if let range = span(trail.variations) {
            let bytes = Decoders.variationBytes(trail.variations.map(\.scalar))
            if TextLikeness.isText(bytes) { result.append((bytes, "variation-selectors", range)) }
        }
        if let range = span(trail.zeroWidths), let bytes = Decoders.zeroWidthBits(trail.zeroWidths.map(\.scalar)) {
            result.append((bytes, "zero-width-bits", range))
        }
        return result
    }

    /// Adds what markup keeps from readers.
    mutating func addMarkup(of text: MappedText) {
        let parts = text.bytes.withUnsafeBufferPointer { MarkupChannels.find(in: $0) }
        for part in parts {
            add(part.bytes, part.kind, range: text.map.sourceRange(of: part.range), depth: 1, isHidden: true)
        }
    }

    /// Adds what is encoded or turned.
    mutating func addEncodings(in text: MappedText) {
        let runs = text.bytes.withUnsafeBufferPointer {
            EncodedRuns.find(in: $0) + TurnedText.find(in: $0) + DisguisedWords.find(in: $0)
        }
        for run in runs {
            let isHidden = !Self.openEncodings.contains(run.encoding)
            add(run.bytes, run.encoding, range: text.map.sourceRange(of: run.range), depth: 1, isHidden: isHidden)
        }
    }
}
