internal import ArgumentParser
internal import WrightCore
internal import WrightPrompt
internal import WrightStore

/// Lists prompts.
struct PromptListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the prompts with their versions and labels; exit code 2 where one cannot be read."
    )

    @OptionGroup var options: PromptOptions

    func run() async throws {
        let session = options.session
        let labels = Dictionary(grouping: try session.storeIfThere()?.labels() ?? []) { $0.prompt }
        var rows: [JSONValue] = []
        var lines: [String] = []
        var hasFaults = false
        for name in session.names() {
            let place = session.file(of: name) ?? "built in"
            var members: [JSONValue.Member] = [.init("name", .string(name)), .init("origin", .string(place))]
            let given = (labels[name] ?? []).map { "\($0.label)=\($0.version.prefix(12))" }
            do {
                let template = try session.catalog.template(name)
                members.append(.init("version", .string(template.version.description)))
                lines.append("\(name)  \(template.version.short)  \(place)  \(given.joined(separator: " "))")
            } catch let error as any DescribedError {
                hasFaults = true
                members.append(.init("error", .string(error.message)))
                lines.append("\(name)  unreadable  \(place): \(error.message)")
            }
            let pairs = (labels[name] ?? []).map { JSONValue.Member($0.label, .string($0.version)) }
            members.append(.init("labels", .object(pairs)))
            rows.append(.object(members))
        }
        if options.global.json {
            Output.json(["schema": 1, "prompts": .array(rows)])
        } else {
            for line in lines { Output.line(Output.printable(line)) }
        }
        if hasFaults { throw ExitCode(2) }
    }
}

/// Shows one prompt.
struct PromptShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a prompt: its inputs, version, labels and their history, and its text."
    )

    @OptionGroup var options: PromptOptions

    @Argument(help: "NAME, NAME@LABEL, NAME@VERSION or a file.")
    var prompt: String

    func run() async throws {
        let session = options.session
        let template = try session.template(prompt)
        let store = try session.storeIfThere()
        let labels = try store?.labels(of: template.name) ?? []
        let moves = try store?.promotions(of: template.name) ?? []
        let test = try store?.latestTest(prompt: template.name, version: template.version.description)
        if options.global.json {
            Output.json(json(template, labels, moves, test))
            return
        }
        Output.line("\(template.name)  \(template.version.short)")
        if let description = template.metadata.description { Output.line(Output.printable(description)) }
        Output.line("inputs: " + template.inputNames.sorted().joined(separator: ", "))
        for label in labels {
            let who = "\(label.author), \(PromptSession.text(of: label.changed))"
            Output.line(Output.printable("label \(label.label): \(label.version.prefix(12)) (\(who)): \(label.reason)"))
        }
        if let test {
            let rate = MetricForm.fourDigits(test.passRate)
            Output.line("tests: \(test.isPassed ? "passed" : "failed") with \(test.model), \(rate)")
        }
        Output.line("")
        for line in template.source.split(separator: "\n", omittingEmptySubsequences: false) {
            Output.line(Output.printable(String(line)))
        }
    }

    private func json(
        _ template: PromptTemplate,
        _ labels: [PromptStore.Label],
        _ moves: [PromptStore.Promotion],
        _ test: PromptStore.TestRecord?
    ) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("schema", 1), .init("name", .string(template.name)),
            .init("version", .string(template.version.description)),
            .init("inputs", .array(template.inputNames.sorted().map { .string($0) })),
            .init("config", .object(template.metadata.config)),
            .init("partials", .array(template.partials.keys.sorted().map { .string($0) })),
            .init("labels", .object(labels.map { .init($0.label, .string($0.version)) })),
            .init("history", .array(moves.map(PromptForm.json))),
            .init("source", .string(template.source)),
        ]
        if let schema = template.metadata.inputSchema { members.append(.init("inputSchema", schema)) }
        if let schema = template.metadata.outputSchema { members.append(.init("outputSchema", schema)) }
        if let test {
            members.append(
                .init(
                    "test",
                    [
                        "passed": .bool(test.isPassed), "passRate": .double(test.passRate),
                        "threshold": .double(test.threshold), "model": .string(test.model),
                        "time": .int(Int(test.created)),
                    ]
                )
            )
        }
        return .object(members)
    }
}

/// How moves of labels are written.
enum PromptForm {
    static func json(_ move: PromptStore.Promotion) -> JSONValue {
        [
            "label": .string(move.label.label), "version": .string(move.label.version),
            "previous": move.previousVersion.map { .string($0) } ?? .null, "time": .int(Int(move.label.changed)),
            "author": .string(move.label.author), "reason": .string(move.label.reason), "kind": .string(move.kind),
        ]
    }
}

/// Compares two versions.
struct PromptDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two versions of a prompt: lines, settings, inputs, schemas.",
        discussion: "With one argument NAME@LABEL, that version is compared with the file."
    )

    @OptionGroup var options: PromptOptions

    @Argument(help: "The old version: NAME@LABEL, NAME@VERSION or a file.")
    var old: String

    @Argument(help: "The new version; default: the prompt as it is now.")
    var new: String?

    func run() async throws {
        let session = options.session
        let before = try session.template(old)
        let after = try session.template(new ?? String(old.split(separator: "@").first ?? ""))
        let difference = PromptDifference(from: before, to: after)
        if options.global.json {
            let lines: [JSONValue] = difference.lines.filter { $0.kind != .same }
                .map { ["kind": .string($0.kind.rawValue), "text": .string($0.text)] }
            Output.json([
                "schema": 1, "old": .string(before.version.description), "new": .string(after.version.description),
                "same": .bool(difference.isEmpty), "fields": .array(difference.fields.map { .string($0) }),
                "lines": .array(lines),
            ])
            return
        }
        Output.line("--- \(before.name) \(before.version.short)")
        Output.line("+++ \(after.name) \(after.version.short)")
        if !difference.fields.isEmpty { Output.line("changed: " + difference.fields.joined(separator: ", ")) }
        for line in difference.lines {
            let mark = line.kind == .same ? " " : line.kind == .added ? "+" : "-"
            Output.line(mark + Output.printable(line.text))
        }
    }
}
