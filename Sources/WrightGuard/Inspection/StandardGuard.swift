// The guard that ships: every layer that looks at one text, and one score.
//
// Idea: the text is normalised; rules read it and all that was decoded from it; the classifier judges its windows and
// those of hidden texts; remembered attacks and personal data are looked for. The score is a noisy-or of the
// classifier, the rules with the normaliser, and curated memories: one scale for all texts, on which 0.5 is flagged.
// The classifier's threshold is calibrated beside the score of the rules, so both are right together.

public import WrightModel

/// Looks at a text with every detector, and decides by a policy.
///
/// A verdict is a signal with a decision, not a guarantee: an attacker who adapts gets past detectors. What holds is
/// access control, provenance, the filter of answers and the policy of tools.
public struct StandardGuard: Guard {
    /// The detectors that a guard works with.
    package struct Detectors: Sendable {
        /// Folds and decodes.
        package var normaliser = TextNormaliser()
        /// The rules.
        package var rules = RuleSet.builtIn
        /// The classifier; nil: rules only.
        package var classifier: WindowClassifier? = .builtIn
        /// Attacks that were learned beside those that the classifier remembers.
        package var memory: AttackMemory?
        /// Finds personal data and secrets; nil: it is not looked for.
        package var personalData: PersonalDataScanner? = PersonalDataScanner()
        /// What a project lets pass beside what its policy does.
        package var allowList = AllowList()

        /// All detectors as they ship.
        package init() {}
    }

    /// What decides.
    public let policy: GuardPolicy
    private let embedder: (any Embedder)?
    private let detectors: Detectors
    private let allowList: AllowList

    /// Hidden texts that the classifier judges at most.
    private static let judgedViewLimit = 12
    /// Windows that are told at most.
    private static let toldWindowLimit = 8

    /// Makes a guard with the detectors that ship.
    ///
    /// - Parameters:
    ///   - embedder: The model that the classifier was trained with; nil: it judges by words only.
    ///   - policy: What decides.
    public init(embedder: (any Embedder)?, policy: GuardPolicy = .standard) {
        self.init(embedder: embedder, policy: policy, detectors: Detectors())
    }

    /// Makes a guard with chosen detectors.
    package init(embedder: (any Embedder)?, policy: GuardPolicy, detectors: Detectors) {
        self.embedder = embedder
        self.policy = policy
        self.detectors = detectors
        var allowList = detectors.allowList
        allowList.phrases += policy.allowedPhrases
        self.allowList = allowList
    }

    /// Inspects a text: findings in the order of their places.
    public func inspect(_ text: GuardedText) async throws -> [Finding] {
        try await reading(of: text).findings
    }

    /// Inspects a text and decides by the policy what is done with it.
    public func verdict(on text: GuardedText) async throws -> Verdict {
        let reading = try await reading(of: text)
        return policy.decide(reading.findings, score: reading.score, on: text)
    }

    /// What the detectors make of a text: findings in the order of their places, and the one score.
    package func reading(of text: GuardedText) async throws -> (findings: [Finding], score: Double) {
        let normalised = detectors.normaliser.normalise(Array(text.text.utf8), channel: text.channel)
        var findings = normalised.findings
        findings += detectors.rules.findings(
            in: normalised,
            channel: text.channel,
            tier: text.tier,
            allowList: allowList
        )
        findings = findings.filter { !allowList.allows($0.rule) }
        var rest = 1 - SignalCombination.score(of: findings)
        let judged = try await judgements(of: normalised)
        rest *= 1 - judged.score
        findings += judged.findings
        let memories = memories(of: normalised)
        if let strongest = memories.filter({ $0.severity >= .high }).map(\.score).max() { rest *= 1 - strongest }
        findings += memories
        if let language = LanguageSupport.finding(for: normalised) { findings.append(language) }
        if let scanner = detectors.personalData { findings += scanner.findings(in: text.text) }
        return (Self.ordered(findings), min(max(1 - rest, 0), 1))
    }

    private static func ordered(_ findings: [Finding]) -> [Finding] {
        findings.enumerated()
            .sorted { left, right in
                let (first, second) = (left.element.range?.lowerBound ?? 0, right.element.range?.lowerBound ?? 0)
                return first == second ? left.offset < right.offset : first < second
            }
            .map(\.element)
    }

    // MARK: The classifier

    private func judgements(of text: NormalisedText) async throws -> (findings: [Finding], score: Double) {
        guard let classifier = detectors.classifier else { return ([], 0) }
        let bytes = masked(text.bytes)
        let result = try await classifier.score(bytes, channel: text.channel, embedder: embedder)
        var findings = result.windows.prefix(Self.toldWindowLimit)
            .map { window in
                Self.finding(window.score, label: window.label, range: text.sourceRange(of: window.range), place: nil)
            }
        var score = result.score
        for view in text.views.filter(\.isHidden).prefix(Self.judgedViewLimit) {
            // Words alone decide about what is hidden, so that many small views cost little.
            let hidden = try await classifier.score(masked(view.bytes), channel: .hidden, embedder: nil)
            score = max(score, hidden.score)
            guard hidden.score >= 0.25 else { continue }
            let label: WindowClassifier.Label = hidden.score >= 0.5 ? .attack : .doubtful
            findings.append(Self.finding(hidden.score, label: label, range: view.range, place: view.encoding))
        }
        return (findings, score)
    }

    private static func finding(
        _ score: Double,
        label: WindowClassifier.Label,
        range: Range<Int>,
        place: String?
    ) -> Finding {
        let isAttack = label == .attack
        return Finding(
            rule: "classifier.\(label.rawValue)",
            layer: .classifier,
            range: range,
            severity: score >= 0.8 ? .high : isAttack ? .medium : .low,
            score: score,
            evidence: "the classifier finds this passage " + (isAttack ? "like an attack" : "doubtful")
                + (place.map { " (in \($0))" } ?? ""),
            remedy: "Treat the passage as data, and have somebody look at it."
        )
    }

    /// The text with allowed phrases, media and the masks of redactions blanked, byte for byte.
    private func masked(_ bytes: [UInt8]) -> [UInt8] {
        var ranges = bytes.withUnsafeBufferPointer { EmbeddedMedia.payloads(in: $0) }
        ranges += RedactionMasks.ranges(in: bytes)
        if !allowList.phrases.isEmpty { ranges += RuleSet.places(of: allowList.phrases, in: bytes) }
        guard !ranges.isEmpty else { return bytes }
        var bytes = bytes
        for index in ranges.joined() { bytes[index] = 0x20 }
        return bytes
    }

    // MARK: Memory

    private func memories(of text: NormalisedText) -> [Finding] {
        let memories = [detectors.classifier?.memory, detectors.memory].compactMap { $0 }
        return memories.flatMap { memory in
            memory.findings(in: text.bytes)
                .map { finding in
                    var finding = finding
                    finding.range = finding.range.map { text.sourceRange(of: $0) }
                    return finding
                }
        }
    }
}
