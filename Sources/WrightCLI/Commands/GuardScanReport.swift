internal import WrightCore
internal import WrightGuard
internal import WrightModel
internal import WrightStore

/// What a scan of the corpus found.
struct GuardScanReport: Sendable {
    var documentCount = 0
    var chunkCount = 0
    var hiddenTextCount = 0
    var restrictedCount = 0
    var tierCounts: [TrustTier: Int] = [:]
    var texts: [Text] = []
    var alerts: [Alert] = []
    var quarantined: [QuarantineEntry] = []
    var notes: [String] = []

    /// A text that stands out by itself.
    struct Text: Sendable {
        var uri: String
        var contentHash: ContentHash
        var chunk: QuarantineEntry.ChunkPlace?
        var channel: GuardedText.Channel
        var verdict: Verdict
        /// The gravest finding that counts by the policy; nil where the score alone does.
        var gravest: Finding.Severity?
        var isHeld: Bool
    }

    /// Passages that stand out together.
    struct Alert: Sendable {
        var alert: CorpusAlert
        var verdict: Verdict
        var passages: [Passage]
    }

    /// One of the passages.
    struct Passage: Sendable {
        var uri: String
        var contentHash: ContentHash
        var chunk: QuarantineEntry.ChunkPlace
        var isHeld: Bool
    }

    /// The gravest of what is not kept apart already; nil where there is nothing.
    var gravest: Finding.Severity? {
        let own = texts.filter { !$0.isHeld }.map(\.severity)
        let shared = alerts.filter { alert in alert.passages.contains { !$0.isHeld } }.map(\.alert.finding.severity)
        return (own + shared).max()
    }

    /// What the policy wants kept apart.
    func entries(policyVersion: String) -> [QuarantineEntry] {
        let own = texts.filter { !$0.isHeld && $0.verdict.action >= .quarantine }
            .map {
                QuarantineEntry(
                    uri: $0.uri,
                    contentHash: $0.contentHash,
                    chunk: $0.chunk,
                    reason: .init($0.verdict),
                    policyVersion: policyVersion
                )
            }
        let shared = alerts.filter { $0.verdict.action >= .quarantine }
            .flatMap { alert in
                alert.passages.filter { !$0.isHeld }
                    .map {
                        QuarantineEntry(
                            uri: $0.uri,
                            contentHash: $0.contentHash,
                            chunk: $0.chunk,
                            reason: .init(alert.verdict),
                            policyVersion: policyVersion
                        )
                    }
            }
        return own + shared
    }
}

extension GuardScanReport.Alert {
    /// Whether it is more than a remark.
    var isGrave: Bool { alert.finding.severity >= .high }
}

extension GuardScanReport.Text {
    /// The gravest finding, or what the action stands for.
    var severity: Finding.Severity {
        let least: Finding.Severity = verdict.action >= .quarantine ? .high : isAnnotated ? .low : .medium
        return max(least, gravest ?? .low)
    }

    /// The rules that found something, the gravest first.
    fileprivate var rules: [String] {
        Dictionary(verdict.findings.map { ($0.rule, $0.severity) }, uniquingKeysWith: max)
            .sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
            .map(\.key)
    }

    /// Whether nothing is done with it but to note what was found; a dry run would do no more.
    var isAnnotated: Bool {
        let action = GuardAction.annotate
        return verdict.action == action || verdict.decidedBy?.hasSuffix("would \(action.rawValue))") ?? false
    }
}

extension GuardScanReport {
    /// The report as one document.
    func json(policy: GuardPolicy) -> JSONValue {
        [
            "schema": 1,
            "policy": ["name": .string(policy.name), "version": .string(policy.version)],
            "documents": .int(documentCount),
            "chunks": .int(chunkCount),
            "hiddenTexts": .int(hiddenTextCount),
            "restrictedDocuments": .int(restrictedCount),
            "tiers": .object(TrustTier.allCases.map { .init($0.rawValue, .int(tierCounts[$0] ?? 0)) }),
            "annotatedTexts": .int(texts.count(where: \.isAnnotated)),
            "gravest": gravest.map { .string($0.rawValue) } ?? .null,
            "texts": .array(texts.map(Self.json)),
            "alerts": .array(alerts.filter(\.isGrave).map(Self.json)),
            "remarks": .array(alerts.filter { !$0.isGrave }.map(Self.json)),
            "quarantined": .array(quarantined.map { .string($0.uri) }),
            "notes": .array(notes.map { .string($0) }),
        ]
    }

    private static func json(_ text: Text) -> JSONValue {
        [
            "uri": .string(text.uri),
            "range": text.chunk.map { [.int($0.range.lowerBound), .int($0.range.upperBound)] } ?? .null,
            "channel": .string(text.channel.rawValue),
            "score": .double(text.verdict.score),
            "verdict": .string(text.verdict.action.rawValue),
            "decidedBy": text.verdict.decidedBy.map { .string($0) } ?? .null,
            "severity": .string(text.severity.rawValue),
            "held": .bool(text.isHeld),
            "findings": .array(text.verdict.findings.map(Self.json)),
        ]
    }

    private static func json(_ alert: Alert) -> JSONValue {
        let finding = alert.alert.finding
        return [
            "rule": .string(finding.rule),
            "severity": .string(finding.severity.rawValue),
            "score": .double(finding.score),
            "verdict": .string(alert.verdict.action.rawValue),
            "decidedBy": alert.verdict.decidedBy.map { .string($0) } ?? .null,
            "evidence": .string(finding.evidence),
            "remedy": .string(finding.remedy),
            "passages": .array(
                alert.passages.map {
                    [
                        "uri": .string($0.uri), "held": .bool($0.isHeld),
                        "range": [.int($0.chunk.range.lowerBound), .int($0.chunk.range.upperBound)],
                    ]
                }
            ),
        ]
    }

    /// A finding as every command of the guard writes it.
    static func json(_ finding: Finding) -> JSONValue {
        [
            "rule": .string(finding.rule),
            "layer": .string(finding.layer.rawValue),
            "range": finding.range.map { [.int($0.lowerBound), .int($0.upperBound)] } ?? .null,
            "severity": .string(finding.severity.rawValue),
            "score": .double(finding.score),
            "evidence": .string(finding.evidence),
            "remedy": .string(finding.remedy),
        ]
    }

    /// Lines for people, the gravest first, each with a head of ``headWidth`` characters.
    var lines: [String] {
        let chunks = CountForm.text(chunkCount, "chunk")
        var lines = ["documents   \(documentCount), \(chunks), \(CountForm.text(hiddenTextCount, "hidden text"))"]
        let tiers = TrustTier.allCases.reversed()
            .compactMap { tier in
                tierCounts[tier].map { "\($0) \(tier.rawValue)" }
            }
        lines.append("trust       " + (tiers.isEmpty ? "no document" : tiers.joined(separator: ", ")))
        let restricted = CountForm.text(restrictedCount, "document is", "documents are")
        lines.append("access      \(restricted) restricted to groups")
        for alert in alerts.sorted(by: { $0.alert.finding.severity > $1.alert.finding.severity })
        where alert.isGrave {
            let finding = alert.alert.finding
            lines.append("\(Self.padded(finding.severity.rawValue))\(finding.rule): \(finding.evidence)")
            for passage in alert.passages.prefix(Self.shownPassages) {
                let range = passage.chunk.range
                let held = passage.isHeld ? " (held)" : ""
                lines.append(
                    "            \(Output.printable(passage.uri)), bytes \(range.lowerBound)–\(range.upperBound)\(held)"
                )
            }
            let rest = alert.passages.count - Self.shownPassages
            if rest > 0 { lines.append("            and \(rest) more") }
        }
        let shown = texts.filter { !$0.isAnnotated || $0.severity >= .high }
        for text in shown.sorted(by: { ($0.severity, $0.verdict.score) > ($1.severity, $1.verdict.score) }) {
            let rules = text.rules.prefix(4).joined(separator: ", ")
            let range = text.chunk.map { ", bytes \($0.range.lowerBound)–\($0.range.upperBound)" } ?? ""
            let place = "\(Output.printable(text.uri))\(range), \(text.channel.rawValue): "
            let held = text.isHeld ? " (held)" : ""
            lines.append(
                Self.padded(text.severity.rawValue) + place
                    + "\(text.verdict.action.rawValue) by \(text.verdict.decidedBy ?? "nothing") (\(rules))\(held)"
            )
        }
        let echoCount = alerts.count { $0.alert.kind == .echo }
        let copies = alerts.filter { $0.alert.kind == .copies }.reduce(0) { $0 + $1.passages.count }
        if copies > 0 {
            lines.append("note        \(copies) passages are copies of one another in three documents or more")
        }
        if echoCount > 0 {
            let echoes = CountForm.text(echoCount, "passage opens", "passages open")
            lines.append("note        \(echoes) with a question and repeat it")
        }
        let rest = texts.count - shown.count
        if rest > 0 {
            let texts = CountForm.text(rest, "text has", "texts have")
            lines.append("note        \(texts) lesser findings that only annotate")
        }
        if !quarantined.isEmpty {
            let entries = CountForm.text(quarantined.count, "entry is", "entries are")
            lines.append("quarantine  \(entries) new")
        }
        return lines
    }

    /// Characters of what stands before the text of each line.
    static let headWidth = 12
    private static let shownPassages = 8

    private static func padded(_ text: String) -> String {
        text + String(repeating: " ", count: max(1, headWidth - text.utf8.count))
    }
}
