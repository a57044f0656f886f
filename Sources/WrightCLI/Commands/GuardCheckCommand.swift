public import ArgumentParser
public import WrightCore
private import WrightDocuments
internal import WrightEncoder
internal import WrightGuard
public import WrightModel
private import WrightStore

extension GuardedText.Channel: ExpressibleByArgument {}
extension TrustTier: ExpressibleByArgument {}

/// Says what the guard makes of texts.
struct GuardCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say how suspicious texts are, what was found in them, and what the policy does with them.",
        discussion: """
            Reads lines of {"id", "text", "channel": "user|document|hidden|tool|output", "tier"?} with --input and \
            writes a line for each: {"id", "score", "verdict", "flagged", "findings", "personalData"}. Without \
            --input, \
            looks at files, or at --text. A finding is a signal: a text without findings is not shown to be harmless.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("The texts, one JSON object a line; '-' is standard input.", valueName: "file.jsonl"))
    var input: String?

    @Option(help: ArgumentHelp("One text; '-' reads standard input.", valueName: "text"))
    var text: String?

    @Argument(help: ArgumentHelp("Files whose texts are looked at.", valueName: "file"), completion: .file())
    var files: [String] = []

    @Option(help: "The way that texts take, where their line does not say: user, document, hidden, tool or output.")
    var channel: GuardedText.Channel?

    @Option(help: "How far their origin is trusted, where their line does not say.")
    var tier: TrustTier?

    @Option(
        help: ArgumentHelp("A policy in YAML. Default: that of the project, or the standard one.", valueName: "file")
    )
    var policy: String?

    @Option(help: ArgumentHelp("Rules in JSON in the place of those that ship.", valueName: "file.json"))
    var rules: String?

    @Option(
        help: ArgumentHelp(
            "What is let pass: a line for each phrase, or for a rule as 'rule:family.name' or 'rule:family.*'.",
            valueName: "file"
        )
    )
    var allowList: String?

    @Option(
        help: ArgumentHelp("The classifier's model, a name or a folder; 'none' judges by words.", valueName: "name")
    )
    var model = ModelSpecification.allMiniLM.name

    @Flag(help: "Exit with 3 if a text is flagged.")
    var gate = false

    func validate() throws {
        let sources = [input != nil, text != nil, !files.isEmpty].count { $0 }
        guard sources == 1 else { throw ValidationError("Name one of '--input', '--text' and files.") }
    }

    func run() async throws {
        let desk = try makeGuard()
        let outcome = try await input == nil ? checkTexts(with: desk) : checkLines(with: desk)
        if outcome.failureCount > 0 { throw ExitCode(2) }
        if gate, outcome.flaggedCount > 0 { throw ExitCode(3) }
    }

    private struct Outcome {
        var flaggedCount = 0
        var failureCount = 0
    }

    // MARK: What is looked at

    private func checkLines(with desk: StandardGuard) async throws -> Outcome {
        var outcome = Outcome()
        for try await line in JSONLines(input ?? "-") {
            do {
                let value = try line.value.get()
                let text = try guardedText(of: value)
                let verdict = try await desk.verdict(on: text)
                let isFlagged = desk.policy.isFlagged(score: verdict.score, on: text)
                if isFlagged { outcome.flaggedCount += 1 }
                Output.line(Self.json(verdict, isFlagged: isFlagged, head: [.init("id", value["id"] ?? .null)]).text())
            } catch {
                guard let fault = error as? any DescribedError else { throw error }
                outcome.failureCount += 1
                Output.line(JSONLines.failure(fault.message, of: line))
            }
        }
        return outcome
    }

    private func guardedText(of value: JSONValue) throws -> GuardedText {
        guard let text = value["text"]?.string else {
            throw CLIError.guardLineInvalid("The line needs a 'text'.")
        }
        var named = (channel: channel ?? .user, tier: tier)
        if let name = value["channel"]?.string {
            guard let channel = GuardedText.Channel(rawValue: name) else {
                throw CLIError.guardLineInvalid("'\(name)' is no channel: user, document, hidden, tool or output.")
            }
            named.channel = channel
        }
        if let name = value["tier"]?.string {
            guard let tier = TrustTier(rawValue: name) else {
                throw CLIError.guardLineInvalid("'\(name)' is no tier: external, user, curated or operator.")
            }
            named.tier = tier
        }
        return GuardedText(text, channel: named.channel, tier: named.tier)
    }

    private func checkTexts(with desk: StandardGuard) async throws -> Outcome {
        var outcome = Outcome()
        var entries: [JSONValue] = []
        for name in text == nil ? files : ["text"] {
            let read: Result<(verdict: Verdict, isFlagged: Bool), any Error>
            do { read = .success(try await verdict(onTextNamed: name, desk)) } catch { read = .failure(error) }
            if case .failure(let error) = read {
                // One file that cannot be read does not keep the others from being looked at.
                guard let fault = error as? DocumentError else { throw error }
                outcome.failureCount += 1
                Output.error(fault)
                entries.append(["id": .string(name), "error": .string(fault.message)])
            }
            guard case .success((let verdict, let isFlagged)) = read else { continue }
            if isFlagged { outcome.flaggedCount += 1 }
            if global.json {
                entries.append(Self.json(verdict, isFlagged: isFlagged, head: [.init("id", .string(name))]))
            } else {
                Self.show(verdict, name: text == nil ? name : nil, isFlagged: isFlagged)
            }
        }
        if global.json { Output.json(["schema": 1, "texts": .array(entries)]) }
        return outcome
    }

    private func verdict(onTextNamed name: String, _ desk: StandardGuard) async throws -> (Verdict, Bool) {
        if let text {
            return try await judge([GuardedText(try Input.text(text), channel: channel ?? .user, tier: tier)], desk)
        }
        let source = DocumentSource(uri: name, bytes: try Input.bytes(name), path: name == "-" ? nil : name)
        return try await judge(try parts(of: source), desk)
    }

    /// A file's text, and behind it what its readers would not see.
    ///
    /// Plain text, Markdown and program text are looked at as they are written; of every other format, what 'wright
    /// index' reads. A text that breaks the rules of its format is looked at as it is written, too.
    private func parts(of source: DocumentSource) throws -> [GuardedText] {
        func part(_ text: String) -> GuardedText { GuardedText(text, channel: channel ?? .document, tier: tier) }
        let isText = !source.bytes.contains(0)
        let content = isText ? String(validating: source.bytes, as: UTF8.self) : nil
        if let content, Self.isWritten(source) { return [part(content)] }
        do {
            let document = try DocumentParser().parse(source)
            return [part(document.text)] + document.hidden.map { GuardedText($0.text, channel: .hidden, tier: tier) }
        } catch {
            guard let content else { throw error }
            return [part(content)]
        }
    }

    /// Whether a text has no other form than how it is written.
    private static func isWritten(_ source: DocumentSource) -> Bool {
        switch MediaTypeDetector.detect(bytes: source.bytes, name: source.uri) {
        case .known(let type): [.plainText, .markdown, .sourceCode].contains(type)
        case .other: true
        }
    }

    /// What the guard makes of the parts of one text: the most suspicious decides.
    private func judge(_ parts: [GuardedText], _ desk: StandardGuard) async throws -> (Verdict, Bool) {
        var whole = Verdict(action: .allow, score: 0, findings: [], decidedBy: nil)
        var isFlagged = false
        for (place, part) in parts.enumerated() {
            var verdict = try await desk.verdict(on: part)
            isFlagged = isFlagged || desk.policy.isFlagged(score: verdict.score, on: part)
            if place > 0 {
                // Bytes of a hidden text are not bytes of the document.
                for index in verdict.findings.indices { verdict.findings[index].range = nil }
            }
            let findings = whole.findings + verdict.findings
            if place == 0 || verdict.score > whole.score { whole = verdict }
            whole.findings = findings
        }
        return (whole, isFlagged)
    }

    // MARK: The guard

    private func makeGuard() throws -> StandardGuard {
        var detectors = StandardGuard.Detectors()
        if let rules {
            detectors.rules = try Input.bytes(rules).withUnsafeBytes { try RuleSet(parsing: $0, name: rules) }
        }
        if let allowList {
            let lines = String(decoding: try Input.bytes(allowList), as: UTF8.self).split(whereSeparator: \.isNewline)
            detectors.allowList = AllowList(entries: lines.map(String.init))
        }
        let embedder = model == "none" ? nil : try ModelLoading.encoderIfInstalled(named: model)
        if embedder == nil, !global.quiet {
            let reason = model == "none" ? "Without a model" : "The model '\(model)' is not installed, so"
            Output.message("\(reason) the classifier judges by words only.")
        }
        return StandardGuard(
            embedder: embedder,
            policy: try GuardDesk.policy(global: global, file: policy),
            detectors: detectors
        )
    }

    // MARK: What is told

    private static func json(_ verdict: Verdict, isFlagged: Bool, head: [JSONValue.Member]) -> JSONValue {
        var members = head
        members.append(.init("score", .double(rounded(verdict.score))))
        members.append(.init("verdict", .string(verdict.action.rawValue)))
        members.append(.init("flagged", .bool(isFlagged)))
        if let rule = verdict.decidedBy { members.append(.init("decidedBy", .string(rule))) }
        members.append(.init("findings", .array(verdict.findings.map(json))))
        let personal = verdict.findings.filter { $0.layer == .personalData }
        members.append(.init("personalData", .array(personal.map(personalJSON))))
        return .object(members)
    }

    private static func json(_ finding: Finding) -> JSONValue {
        [
            "rule": .string(finding.rule), "layer": .string(finding.layer.rawValue), "range": json(finding.range),
            "severity": .string(finding.severity.rawValue), "score": .double(rounded(finding.score)),
            "evidence": .string(finding.evidence), "remedy": .string(finding.remedy),
        ]
    }

    private static func personalJSON(_ finding: Finding) -> JSONValue {
        let type = finding.rule.split(separator: ".", maxSplits: 1).last.map(String.init) ?? finding.rule
        return ["type": .string(type), "range": json(finding.range)]
    }

    private static func json(_ range: Range<Int>?) -> JSONValue {
        range.map { .array([.int($0.lowerBound), .int($0.upperBound)]) } ?? .null
    }

    private static func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }

    private static func show(_ verdict: Verdict, name: String?, isFlagged: Bool) {
        let head = name.map { Output.printable($0) + ": " } ?? ""
        let score = HitForm.number(rounded(verdict.score))
        let rule = verdict.decidedBy.map { " by \($0)" } ?? ""
        Output.line(
            "\(head)\(isFlagged ? "flagged" : "not flagged"), score \(score): \(verdict.action.rawValue)\(rule)"
        )
        for finding in verdict.findings {
            let place = finding.range.map { "\($0.lowerBound)–\($0.upperBound)" } ?? "all"
            Output.line(
                "  \(finding.severity.rawValue) \(finding.rule) \(place): \(Output.printable(finding.evidence))"
            )
        }
    }
}

extension CLIError {
    fileprivate static func guardLineInvalid(_ message: String) -> Self {
        Self(identifier: "lineInvalid", message: message, remedy: "Correct that line.")
    }
}
