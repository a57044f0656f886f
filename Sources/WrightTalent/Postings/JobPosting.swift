/// A job posting as it is audited: its text in lines, and when it was posted.
public struct JobPosting: Sendable {
    /// Bytes of a posting that are read at most.
    public static let byteLimit = 1 << 20

    /// A name for it, such as the file's.
    public let id: String
    /// The text in UTF-8.
    public let text: String
    /// The month in which it was posted; the ages of technologies are taken then.
    public let posted: YearMonth
    /// The title; nil where none is known.
    public let title: String?
    /// The lines, in order.
    public let lines: [PostingLine]
    /// The technologies that are named, in order.
    public let mentions: [TechnologyMention]

    package let bytes: [UInt8]

    /// Reads a posting's text.
    ///
    /// - Throws: ``TalentError`` with code `noText` or `tooLarge`.
    public init(
        id: String,
        text: String,
        posted: YearMonth,
        title: String? = nil,
        dictionary: TechnologyDictionary = .standard
    ) throws(TalentError) {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { !ByteKind.isSpace($0) }) else { throw .noText(name: id) }
        guard bytes.count <= Self.byteLimit else { throw .tooLarge(name: id, limit: Self.byteLimit) }
        self.id = id
        self.text = text
        self.posted = posted
        self.bytes = bytes
        lines = PostingLines.lines(of: bytes)
        mentions = dictionary.mentions(in: bytes)
        self.title =
            title ?? lines.first { $0.range.count <= 100 }.map { String(decoding: bytes[$0.range], as: UTF8.self) }
    }

    /// The text at a range.
    package func text(at range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The years that the posting demands, with what they are bound to.
    public func yearsClaims() -> [YearsClaim] {
        var claims: [YearsClaim] = []
        var next = 0
        for line in lines {
            while next < mentions.count, mentions[next].range.lowerBound < line.range.lowerBound { next += 1 }
            var end = next
            while end < mentions.count, mentions[end].range.lowerBound < line.range.upperBound { end += 1 }
            defer { next = end }
            guard end > next, bytes[line.range].contains(where: ByteKind.isLetter) else { continue }
            let own = Array(mentions[next..<end])
            let words = PostingWord.words(of: bytes, range: line.range, mentions: own, offset: 0)
            claims += YearsReader(words: words, mentions: own, posted: posted).claims()
        }
        return claims
    }

    /// The highest number of years that any line demands, whatever for; nil where none does.
    public func highestYears() -> Double? {
        var highest: Double?
        for line in lines where line.section != .other || !line.isHeading {
            let words = PostingWord.words(of: bytes, range: line.range, mentions: [], offset: 0)
            for place in words.indices {
                guard let quantity = YearsQuantity(words, at: place, posted: posted), quantity.years <= 30,
                    !quantity.isSince,
                    line.section == .must || isAboutExperience(words, quantity)
                else { continue }
                highest = max(highest ?? 0, quantity.years)
            }
        }
        return highest
    }

    private func isAboutExperience(_ words: [PostingWord], _ quantity: YearsQuantity) -> Bool {
        words.contains {
            YearsList.experienceNouns.contains($0.text) || YearsList.gerunds.contains($0.text) || $0.text == "minimum"
        }
    }
}
