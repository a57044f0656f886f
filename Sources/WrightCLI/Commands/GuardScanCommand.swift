internal import ArgumentParser
private import WrightCore
internal import WrightEncoder
private import WrightGuard
internal import WrightModel
internal import WrightStore

/// Looks through the whole corpus for what should not be there.
struct GuardScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Look through the corpus: each text, what readers do not see, floods, magnets and echoes.",
        discussion: """
            Every stored document is inspected, also what is restricted to groups and what is kept apart already. With \
            --quarantine what the policy wants kept apart is out of reach of searches from then on; 'wright guard \
            quarantine' lists and releases it. With --input, passages of a file are compared with one another instead, \
            one JSON line each.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(
        help: ArgumentHelp("A policy in YAML. Default: that of the project, or the standard one.", valueName: "file")
    )
    var policy: String?

    @Flag(help: "Keep apart what the policy wants kept apart.")
    var quarantine = false

    @Option(help: ArgumentHelp("Exit with 3 for findings of this severity or above.", valueName: "severity"))
    var failOn: SeverityName?

    @Option(
        help: ArgumentHelp(
            "Questions that are asked to find passages that fit too many; 0 for none.",
            valueName: "count"
        )
    )
    var sentinels = 200

    @Option(help: "Chooses the questions.")
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Passages to compare, lines of {\"id\", \"text\"}, \"source\" and \"time\" if known; '-': standard input.",
            valueName: "file.jsonl"
        )
    )
    var input: String?

    @Option(
        help: ArgumentHelp("The model for --input, a name or a folder; 'none' compares words only.", valueName: "name")
    )
    var model: String = ModelSpecification.allMiniLM.name

    func validate() throws {
        guard (0...100_000).contains(sentinels) else {
            throw ValidationError("'--sentinels' must be from 0 to 100000.")
        }
        if input != nil, quarantine { throw ValidationError("'--quarantine' works on an index, not on '--input'.") }
    }

    func run() async throws {
        if let input {
            try await GuardPassageFile(name: input, model: model).run(failOn: failOn?.severity)
            return
        }
        let session = try CorpusSession(global: global, needsVectors: true)
        // The classifier is made for one model, whatever the index's is.
        let name = ModelSpecification.allMiniLM.name
        let isSame = session.embedder?.model.name == name
        let embedder: (any Embedder)? =
            if isSame { session.embedder } else { try ModelLoading.encoderIfInstalled(named: name) }
        let desk = try GuardDesk(global: global, policyFile: policy, embedder: embedder)
        let store = QuarantineStore(project: global.folder)
        let scanner = GuardScanner(
            passages: try StoredPassages(project: global.folder),
            corpus: session.corpus,
            desk: desk,
            held: HeldPlaces(try store.records()),
            sentinelCount: sentinels,
            seed: seed
        )
        let total = try session.corpus.status().documentCount
        let bar = ProgressBar(isQuiet: global.quiet || global.json)
        var report = try await scanner.run { done, isSecond in
            bar.update(isSecond ? "comparing" : "inspecting", done: done, total: total)
        }
        bar.clear()
        if quarantine { try hold(&report, desk, store) }
        if global.json {
            Output.json(report.json(policy: desk.policy))
        } else {
            for note in report.notes where !global.quiet { Output.message("note: " + note) }
            for line in report.lines {
                let head = line.prefix(GuardScanReport.headWidth)
                Output.line(String(head), wrapping: String(line.dropFirst(head.count)))
            }
        }
        if let failOn, let gravest = report.gravest, gravest >= failOn.severity { throw ExitCode(3) }
    }

    private func hold(_ report: inout GuardScanReport, _ desk: GuardDesk, _ store: QuarantineStore) throws {
        let entries = report.entries(policyVersion: desk.policy.version)
        let now = GuardDesk.nowNanoseconds
        report.quarantined = try store.hold(entries, nowNanoseconds: now)
        let scan = AuditRecord(
            operation: "scan",
            action: report.quarantined.isEmpty ? .allow : .quarantine,
            reason: "policy \(desk.policy.name) \(desk.policy.version): \(report.quarantined.count) new entries",
            principal: GuardDesk.principal,
            timeNanoseconds: now
        )
        try GuardDesk.log(scan, project: global.folder)
        try GuardDesk.log(report.quarantined, project: global.folder)
    }
}

/// A severity as an option names it.
enum SeverityName: String, ExpressibleByArgument, CaseIterable {
    case low
    case medium
    case high
    case critical

    /// The severity.
    var severity: Finding.Severity { Finding.Severity(rawValue: rawValue) ?? .critical }
}

/// Passages of a file, compared with one another: one line out for each line in.
struct GuardPassageFile {
    let name: String
    let model: String

    private struct Row {
        var id: JSONValue
        var passage: CorpusPassage?
        var failure: String?
    }

    func run(failOn: Finding.Severity?) async throws {
        var rows: [Row] = []
        for try await line in JSONLines(name) { rows.append(Self.row(line, number: rows.count)) }
        let embedder: (any Embedder)? =
            if model == "none" { nil } else { try ModelLoading.encoderIfInstalled(named: model) }
        if model != "none", embedder == nil {
            Output.message("note: The model '\(model)' is not installed; passages are compared by words only.")
        }
        try await embed(&rows, embedder)
        var survey = CorpusSurvey()
        for row in rows { if let passage = row.passage { survey.count(passage.text) } }
        var numbers: [Int] = []
        for (place, row) in rows.enumerated() {
            guard let passage = row.passage else { continue }
            numbers.append(place)
            survey.add(passage)
        }
        var findings = [[Finding]](repeating: [], count: rows.count)
        for alert in survey.finish() {
            for member in alert.members { findings[numbers[member]].append(alert.finding) }
        }
        for (place, row) in rows.enumerated() { Output.line(Self.line(row, findings[place])) }
        if let failOn, findings.joined().contains(where: { $0.severity >= failOn }) { throw ExitCode(3) }
        if rows.contains(where: { $0.failure != nil }) { throw ExitCode(2) }
    }

    private static func row(_ line: JSONLines.Line, number: Int) -> Row {
        guard case .success(let value) = line.value else {
            return Row(id: .null, failure: JSONLines.failure("it is not JSON", of: line))
        }
        guard let text = value["text"]?.string else {
            return Row(id: .null, failure: JSONLines.failure("it has no \"text\"", of: line))
        }
        let passage = CorpusPassage(
            text: text,
            document: number,
            source: value["source"]?.string ?? "",
            timeNanoseconds: value["time"]?.int.map { Int64($0) },
            tier: value["tier"]?.string.flatMap { TrustTier(rawValue: $0) } ?? .curated
        )
        return Row(id: value["id"] ?? .int(line.number), passage: passage)
    }

    private func embed(_ rows: inout [Row], _ embedder: (any Embedder)?) async throws {
        guard let embedder else { return }
        let places = rows.indices.filter { rows[$0].passage != nil }
        for start in stride(from: 0, to: places.count, by: Self.sliceCount) {
            try Task.checkCancellation()
            let slice = places[start..<min(start + Self.sliceCount, places.count)]
            let embeddings = try await embedder.embed(slice.map { rows[$0].passage?.text ?? "" }, for: .document)
            for (place, embedding) in zip(slice, embeddings) { rows[place].passage?.vector = embedding.vector }
        }
    }

    private static let sliceCount = 2048

    private static func line(_ row: Row, _ findings: [Finding]) -> String {
        if let failure = row.failure { return failure }
        let isFlagged = findings.contains { $0.severity >= .high }
        return
            JSONValue.object([
                .init("id", row.id), .init("flagged", .bool(isFlagged)),
                .init("score", .double(findings.map(\.score).max() ?? 0)),
                .init("findings", .array(findings.map(GuardScanReport.json))),
            ])
            .text()
    }
}
