internal import ArgumentParser
internal import WrightCore
internal import WrightPrompt
internal import WrightStore

/// Moves a label.
struct PromptPromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Let a label name a version of a prompt, and note who did it and why.",
        discussion: """
            The text of the version is kept, so that the label works also after the file has changed. With \
            '--require-test', the version must have passed 'wright prompt test'; otherwise exit code 3.
            """
    )

    @OptionGroup var options: PromptOptions

    @Argument(help: "The prompt.")
    var prompt: String

    @Option(help: ArgumentHelp("The label, such as production.", valueName: "label"))
    var label: String

    @Option(
        help: ArgumentHelp("The version or label that it is to name; default: the file as it is.", valueName: "version")
    )
    var to: String?

    @Option(help: ArgumentHelp("Why it is done.", valueName: "text"))
    var reason: String

    @Option(help: ArgumentHelp("Who; default: the user. Also WRIGHT_AUTHOR.", valueName: "name"))
    var author: String?

    @Flag(help: "Only if the latest tests of this version passed.")
    var requireTest = false

    func validate() throws {
        guard Self.isLabel(label) else {
            throw ValidationError(
                "'--label' must be small letters, digits, '_', '.', '-', 1 to 36 of them, beginning with a letter."
            )
        }
        guard !prompt.contains("@") else { throw ValidationError("Name the version with '--to', not behind '@'.") }
    }

    /// Labels cannot be taken for versions.
    static func isLabel(_ text: String) -> Bool {
        guard (1...36).contains(text.utf8.count), let first = text.utf8.first, (97...122).contains(first) else {
            return false
        }
        let isWord = text.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || Array("_.-".utf8).contains($0)
        }
        let isVersion =
            text.utf8.count >= 6 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        return isWord && !isVersion
    }

    func run() async throws {
        let session = options.session
        let template = try session.template(to.map { prompt + "@" + $0 } ?? prompt)
        let store = try PromptStore(project: session.project)
        if requireTest { try Self.demandTest(of: template, store) }
        let now = PromptSession.now
        try session.keep(template, in: store, now: now)
        let entry = PromptStore.Label(
            prompt: template.name,
            label: label,
            version: template.version.description,
            changed: now,
            author: author ?? PromptSession.author,
            reason: reason
        )
        let previous = try store.label(label, of: template.name)?.version
        try store.promote(entry)
        PromptMove.report(entry, previous: previous, kind: "promote", options.global)
    }

    private static func demandTest(of template: PromptTemplate, _ store: PromptStore) throws {
        let version = template.version.description
        let test = try store.latestTest(prompt: template.name, version: version)
        if test?.isPassed == true { return }
        let found = test == nil ? "was never tested" : "did not pass its tests"
        Output.message("error: Version \(template.version.short) of the prompt '\(template.name)' \(found).")
        Output.message("fix: Run 'wright prompt test \(template.name) --model MODEL' until it passes.")
        throw ExitCode(3)
    }
}

/// Moves a label back.
struct PromptRollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Let a label name the version again that it named before."
    )

    @OptionGroup var options: PromptOptions

    @Argument(help: "The prompt.")
    var prompt: String

    @Option(help: ArgumentHelp("The label.", valueName: "label"))
    var label: String

    @Option(help: ArgumentHelp("Why it is done.", valueName: "text"))
    var reason: String

    @Option(help: ArgumentHelp("Who; default: the user. Also WRIGHT_AUTHOR.", valueName: "name"))
    var author: String?

    func run() async throws {
        let session = options.session
        guard let store = try session.storeIfThere(), let current = try store.label(label, of: prompt) else {
            let known = try session.storeIfThere()?.labels(of: prompt).map(\.label) ?? []
            throw CLIError.labelMissing(label, prompt: prompt, known: known)
        }
        guard let version = try store.previousVersion(of: label, prompt: prompt) else {
            throw CLIError.nothingToRollBack(label, prompt: prompt)
        }
        let entry = PromptStore.Label(
            prompt: prompt,
            label: label,
            version: version,
            changed: PromptSession.now,
            author: author ?? PromptSession.author,
            reason: reason
        )
        try store.promote(entry, kind: "rollback")
        PromptMove.report(entry, previous: current.version, kind: "rollback", options.global)
    }
}

/// How a move of a label is reported.
enum PromptMove {
    static func report(_ entry: PromptStore.Label, previous: String?, kind: String, _ global: GlobalOptions) {
        let move = PromptStore.Promotion(label: entry, previousVersion: previous, kind: kind)
        if global.json {
            let head: [JSONValue.Member] = [.init("schema", 1), .init("prompt", .string(entry.prompt))]
            Output.json(.object(head + (PromptForm.json(move).object ?? [])))
        } else {
            let before = previous.map { ", before \($0.prefix(12))" } ?? ""
            Output.line(Output.printable("\(entry.prompt)@\(entry.label) is \(entry.version.prefix(12))\(before)"))
        }
    }
}
