internal import WrightModel

/// Turns what the normaliser noticed into findings.
struct NormalisationFindings {
    private let byteCount: Int
    private var findings: [Finding] = []

    init(byteCount: Int) {
        self.byteCount = byteCount
    }

    /// The findings in the order of their places.
    var sorted: [Finding] {
        findings.sorted { ($0.range?.lowerBound ?? 0, $0.rule) < ($1.range?.lowerBound ?? 0, $1.rule) }
    }

    private static let remedy = "Take the characters out, or find out who put them there."

    private mutating func add(
        _ rule: String,
        _ range: Range<Int>?,
        severity: Finding.Severity,
        score: Double,
        _ evidence: String,
        remedy: String = Self.remedy
    ) {
        findings.append(
            Finding(
                rule: rule,
                layer: .normalisation,
                range: range,
                severity: severity,
                score: score,
                evidence: evidence,
                remedy: remedy
            )
        )
    }

    private static func span(_ carriers: [CharacterTrail.Carrier]) -> Range<Int>? {
        guard let first = carriers.first, let last = carriers.last else { return nil }
        return first.range.lowerBound..<last.range.upperBound
    }

    /// Adds what single characters tell.
    mutating func add(_ folded: FoldedText) {
        let trail = folded.trail
        addZeroWidths(trail)
        if !trail.tags.isEmpty {
            let count = trail.tags.count
            add(
                "hidden.tag-characters",
                Self.span(trail.tags),
                severity: count >= 4 ? .high : .medium,
                score: count >= 4 ? 0.8 : 0.3,
                "\(count) tag characters, which no reader sees"
            )
        }
        if !trail.variations.isEmpty {
            let count = trail.variations.count
            add(
                "hidden.variation-selectors",
                Self.span(trail.variations),
                severity: count >= 8 ? .high : .low,
                score: count >= 8 ? 0.75 : count >= 3 ? 0.3 : 0.05,
                "\(count) variation selectors where none belongs"
            )
        }
        addDirections(trail)
        addWords(folded)
        if !trail.controls.isEmpty {
            let hasEscape = trail.controls.contains { $0.scalar == 0x1B || $0.scalar == 0x9B }
            add(
                "hidden.control-characters",
                Self.span(trail.controls),
                severity: hasEscape ? .medium : .low,
                score: hasEscape ? 0.25 : 0.05,
                "\(trail.controls.count) control characters"
            )
        }
    }

    private mutating func addZeroWidths(_ trail: CharacterTrail) {
        let count = trail.zeroWidths.count
        guard count > 0 else { return }
        let range = Self.span(trail.zeroWidths)
        let isDense = count >= 4 && count * 24 >= (range?.count ?? 0)
        let score = count >= 10 && isDense ? 0.75 : isDense ? 0.5 : count >= 10 ? 0.3 : 0.05
        add(
            "hidden.zero-width",
            range,
            severity: score >= 0.5 ? .high : score >= 0.3 ? .medium : .low,
            score: score,
            "\(count) invisible characters inside words"
        )
    }

    private mutating func addDirections(_ trail: CharacterTrail) {
        for stretch in trail.overridden {
            let letters = stretch.bytes.count(where: ByteClass.isLetter)
            let isTurned = letters >= 8 && letters * 2 >= stretch.bytes.count
            add(
                "hidden.bidi-override",
                stretch.range,
                severity: isTurned ? .high : .low,
                score: isTurned ? 0.65 : 0.1,
                "text that is shown in another order than it is written"
            )
        }
        if trail.overridden.isEmpty, !trail.directionControls.isEmpty {
            add(
                "hidden.bidi-control",
                Self.span(trail.directionControls),
                severity: .low,
                score: trail.isBalanced ? 0.05 : 0.15,
                "controls of writing direction without right-to-left text"
            )
        }
    }

    private mutating func addWords(_ folded: FoldedText) {
        if let first = folded.mixedWords.first, let last = folded.mixedWords.last {
            let count = folded.mixedWords.count
            add(
                "obfuscation.look-alikes",
                first.lowerBound..<last.upperBound,
                severity: count >= 3 ? .high : .medium,
                score: count >= 5 ? 0.75 : count >= 3 ? 0.6 : 0.3,
                "\(count) words that mix letters of several scripts",
                remedy: "Show the text with its look-alikes replaced before anybody acts on it."
            )
        }
        let marks = folded.trail.droppedMarks
        if marks.count >= 6 {
            add(
                "obfuscation.stacked-marks",
                Self.span(marks),
                severity: marks.count >= 30 ? .medium : .low,
                score: marks.count >= 30 ? 0.3 : 0.1,
                "\(marks.count) marks that belong to no letter"
            )
        }
        for run in folded.spacedRuns where run.letterCount >= 16 {
            add(
                "obfuscation.letter-spacing",
                run.range,
                severity: run.letterCount >= 40 ? .medium : .low,
                score: run.letterCount >= 40 ? 0.2 : 0.1,
                "\(run.letterCount) letters that stand apart",
                remedy: "Read the words without the spaces between their letters."
            )
        }
        if folded.trail.styledLetterCount >= 24 {
            add(
                "obfuscation.styled-letters",
                nil,
                severity: .low,
                score: 0.05,
                "\(folded.trail.styledLetterCount) letters in forms made for other uses",
                remedy: "Read the text with plain letters."
            )
        }
    }

    /// Adds what was decoded.
    mutating func add(_ views: [NormalisedText.View]) {
        for view in views {
            guard let (severity, score) = Self.weights[view.encoding] else { continue }
            let depth = view.depth > 1 ? " inside another encoding" : ""
            add(
                "encoding.\(view.encoding)",
                view.range,
                severity: severity,
                score: view.depth > 1 ? min(score + 0.2, 0.9) : score,
                "\(view.bytes.count) bytes of text in \(view.encoding)\(depth)",
                remedy: "Decide by what the decoded text says."
            )
        }
    }

    /// How suspicious it is that a text is written in an encoding at all.
    private static let weights: [String: (Finding.Severity, Double)] = [
        "base64": (.low, 0.1), "base32": (.low, 0.15), "hexadecimal": (.low, 0.15), "binary": (.low, 0.15),
        "character-codes": (.low, 0.15), "rot13": (.medium, 0.45), "shifted-alphabet": (.medium, 0.45),
        "mirrored-alphabet": (.medium, 0.45), "reversed": (.medium, 0.35), "reversed-words": (.medium, 0.35),
        "leet": (.medium, 0.3), "morse": (.low, 0.2), "disguised-words": (.low, 0.1), "pig-latin": (.medium, 0.3),
        "zero-width-bits": (.high, 0.85),
        "variation-selectors": (.high, 0.85),
    ]
}
