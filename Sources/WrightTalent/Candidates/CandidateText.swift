// What of a CV is read as evidence.
//
// Idea: the visible text, without what nobody would see, without lines that speak to a program, and without identity.
// What is left out is shown as findings. The lines that stay are the same whether or not something was planted, so the
// evidence is, too.
// Source: own. Deviation: none. Layout: one string of lines; ranges of evidence refer to it.

public import WrightDocuments

/// A CV as it is read: the lines that count as evidence, and what was left out.
public struct CandidateText: Sendable, Hashable {
    /// The version of the rules, recorded with every result.
    public static let ruleVersion = "candidate-text-1"
    /// Bytes of a CV that are read at most.
    public static let byteLimit = 1 << 20

    /// The lines that are read, identity replaced by placeholders.
    public let text: String
    /// What was left out, and why.
    public let findings: [CandidateFinding]

    /// Reads the text of a document whose hidden parts were separated before.
    ///
    /// - Throws: ``TalentError`` with code `noText` or `tooLarge`.
    public init(document: Document) throws(TalentError) {
        var hidden = document.hidden.map { (text: $0.text, reason: $0.reason.rawValue) }
        let visible = document.text
        for value in [document.title] + document.metadata.sorted(by: { $0.key < $1.key }).map(\.value)
        where InstructionRules.isInstruction(value) && !visible.contains(value) {
            if !hidden.contains(where: { $0.text == value }) { hidden.append((value, "metadata")) }
        }
        try self.init(visible: visible, hidden: hidden)
    }

    /// Reads plain text, which may hold scraps of HTML and characters without a shape.
    ///
    /// - Throws: ``TalentError`` with code `noText` or `tooLarge`.
    public init(plainText: String) throws(TalentError) {
        try self.init(visible: plainText, hidden: [])
    }

    private init(visible: String, hidden: [(text: String, reason: String)]) throws(TalentError) {
        guard visible.utf8.count <= Self.byteLimit else { throw .tooLarge(name: "CV", limit: Self.byteLimit) }
        var findings = hidden.compactMap { Self.finding(hidden: $0.text, reason: $0.reason) }
        var kept: [String] = []
        let scraps = HiddenScraps.split(visible)
        findings += scraps.hidden.compactMap { Self.finding(hidden: $0.text, reason: $0.reason) }
        for line in scraps.visible.split(separator: "\n", omittingEmptySubsequences: false) {
            let (found, keeps) = Self.look(at: String(line))
            findings += found
            if let keeps { kept.append(keeps) }
        }
        guard kept.contains(where: { !$0.allSatisfy(\.isWhitespace) }) else { throw .noText(name: "CV") }
        text = Identity.removed(from: kept)
        var seen: Set<CandidateFinding> = []
        self.findings = findings.filter { seen.insert($0).inserted }
    }

    /// What a line holds besides evidence, and what of it stays; nil where the line goes.
    private static func look(at line: String) -> (found: [CandidateFinding], keeps: String?) {
        let tags = TagCharacters.split(line)
        let (visible, others) = InvisibleCharacters.split(tags.visible)
        let invisible = tags.message.isEmpty ? others : others + [tags.message]
        var found: [CandidateFinding] = []
        let message = invisible.joined()
        let hasMessage = message.unicodeScalars.contains { $0.properties.isAlphabetic }
        let hasOverride = line.unicodeScalars.contains { $0.value == 0x202D || $0.value == 0x202E }
        if hasMessage { found.append(CandidateFinding(kind: .hiddenText, rule: "invisibleCharacters", quote: message)) }
        let reversed = hasOverride ? String(visible.reversed()) : visible
        let rule = InstructionRules.rule(for: visible) ?? (hasOverride ? InstructionRules.rule(for: reversed) : nil)
        if let rule {
            found.append(CandidateFinding(kind: .instruction, rule: rule, quote: visible.trimmedSpaces))
            return (found, nil)
        }
        if hasOverride {
            found.append(CandidateFinding(kind: .hiddenText, rule: "reversed text", quote: visible.trimmedSpaces))
            return (found, nil)
        }
        if KeywordStuffing.isStuffed(LookalikeLetters.folded(visible), original: visible) {
            found.append(CandidateFinding(kind: .keywordStuffing, rule: "bare terms", quote: visible.trimmedSpaces))
            return (found, nil)
        }
        let mixed = LookalikeLetters.mixedWordCount(visible)
        if mixed > 0 {
            found.append(
                CandidateFinding(kind: .disguisedLetters, rule: "\(mixed) words", quote: visible.trimmedSpaces)
            )
            return (found, nil)
        }
        let runs = invisible.filter { $0.unicodeScalars.count > 0 }.count
        if runs >= 3, !hasMessage {
            found.append(
                CandidateFinding(kind: .hiddenText, rule: "invisibleCharacters", quote: visible.trimmedSpaces)
            )
        }
        let isGone = visible.allSatisfy(\.isWhitespace) && !line.allSatisfy(\.isWhitespace)
        return (found, isGone ? nil : visible)
    }

    private static func finding(hidden text: String, reason: String) -> CandidateFinding? {
        let quote = text.trimmedSpaces
        guard !quote.isEmpty else { return nil }
        return CandidateFinding(kind: .hiddenText, rule: reason, quote: String(quote.prefix(2000)))
    }
}

extension StringProtocol {
    /// The text without white space at its ends.
    var trimmedSpaces: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace })
        else {
            return ""
        }
        return String(self[start...end])
    }
}

/// Tag characters, which mirror ASCII without a shape; only those of a flag are typography.
enum TagCharacters {
    /// The text without them, and what they spell.
    static func split(_ text: String) -> (visible: String, message: String) {
        guard text.unicodeScalars.contains(where: { (0xE0000...0xE007F).contains($0.value) }) else { return (text, "") }
        var (visible, message) = (String.UnicodeScalarView(), String.UnicodeScalarView())
        var isFlag = false
        for scalar in text.unicodeScalars {
            let isTag = (0xE0000...0xE007F).contains(scalar.value)
            if isTag, !isFlag {
                if let plain = Unicode.Scalar(scalar.value - 0xE0000), plain.value >= 32 { message.append(plain) }
            } else {
                visible.append(scalar)
            }
            if !isTag { isFlag = scalar.value == 0x1F3F4 }
            if scalar.value == 0xE007F { isFlag = false }
        }
        return (String(visible), String(message))
    }
}

/// A bare list of terms that no reader is meant to read.
enum KeywordStuffing {
    /// Whether a line is nothing but six or more technologies, without commas or other list signs.
    static func isStuffed(_ folded: String, original: String) -> Bool {
        // Folding lowers the case; names that need a capital letter get it back.
        let capitals = folded.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }
            .joined(separator: " ")
        let bytes = Array(capitals.utf8)
        let mentions = TechnologyDictionary.standard.mentions(in: bytes)
        guard mentions.count >= 6 else { return false }
        if bytes.contains(where: { ",;|/:()•".utf8.contains($0) }) && !repeats(mentions) { return false }
        var covered = 0
        for mention in mentions { covered += mention.range.count }
        let letters = bytes.count { ByteKind.isWord($0) }
        let spaces = mentions.count
        return Double(covered) >= Double(letters) * 0.75 && (spaces > 0)
            && (!original.contains(",") || repeats(mentions))
    }

    /// Whether the same few names come again and again.
    private static func repeats(_ mentions: [TechnologyMention]) -> Bool {
        mentions.count >= 12 && Set(mentions.map(\.name)).count * 3 <= mentions.count
    }
}
