internal import ArgumentParser
internal import WrightCore
private import WrightModel
internal import WrightPrompt

/// Renders a prompt.
struct PromptRenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Put inputs into a prompt and print its messages.",
        discussion: """
            The file of '--input' holds the inputs by name, or the form of Dotprompt: {"input", "context"?, \
            "messages"?, "options"?}. Which of them is found out from the prompt: a prompt that itself has an input \
            'context' gets inputs by name. '--form' decides where that is not enough. '--inputs' reads one such value \
            a line and prints one JSON line for each.
            """
    )

    /// How inputs are read.
    enum InputForm: String, ExpressibleByArgument, CaseIterable {
        case auto, inputs, argument
    }

    @OptionGroup var options: PromptOptions

    @Argument(help: "A file, NAME, NAME@LABEL or NAME@VERSION.")
    var prompt: String

    @Option(help: ArgumentHelp("The inputs, one JSON value; '-' is standard input.", valueName: "file.json"))
    var input: String?

    @Option(help: ArgumentHelp("Many inputs, one JSON value a line; '-' is standard input.", valueName: "file.jsonl"))
    var inputs: String?

    @Option(
        name: .customLong("var"),
        help: ArgumentHelp("An input that is a text; may be repeated.", valueName: "name=text")
    )
    var variables: [String] = []

    @Option(help: ArgumentHelp("Values for @name, a JSON object.", valueName: "file.json"))
    var context: String?

    @Option(help: ArgumentHelp("The conversation so far, a JSON list of messages.", valueName: "file.json"))
    var messages: String?

    @Option(help: "The form of the inputs: auto, inputs or argument.")
    var form: InputForm = .auto

    @Option(help: ArgumentHelp("A further folder of partials.", valueName: "dir"))
    var partials: String?

    @Option(help: ArgumentHelp("Schemas by name, a JSON object.", valueName: "file.json"))
    var schemas: String?

    @Option(
        help: ArgumentHelp("A split over labels, such as production:90,canary:10; needs '--key'.", valueName: "split")
    )
    var split: String?

    @Option(help: ArgumentHelp("What the split is sticky by, such as a user's id.", valueName: "key"))
    var key: String?

    func validate() throws {
        if let split, PromptSplit(split) == nil {
            throw ValidationError("'--split' must be labels with whole numbers, such as production:90,canary:10.")
        }
        guard (split == nil) == (key == nil) else { throw ValidationError("'--split' and '--key' go together.") }
        guard input == nil || inputs == nil else { throw ValidationError("Give '--input' or '--inputs', not both.") }
        guard variables.allSatisfy({ $0.contains("=") }) else { throw ValidationError("'--var' must be NAME=TEXT.") }
    }

    func run() async throws {
        let template = try loaded()
        let context = try context.map { try JSONValue(parsing: Input.bytes($0)) }?.object ?? []
        let history = try messages.map { try JSONValue(parsing: Input.bytes($0)) }?.array ?? []
        if let inputs {
            try renderLines(of: inputs, template, context, history)
            return
        }
        let value = try input.map { try JSONValue(parsing: Input.bytes($0), depthLimit: 256) } ?? .object([])
        show(try template.render(self.input(value, template, context, history)))
    }

    private func loaded() throws -> PromptTemplate {
        let session = options.session
        var reference = prompt
        if let split = split.flatMap({ PromptSplit($0) }), let key {
            reference = prompt + "@" + split.label(prompt: prompt, key: key)
        }
        guard partials != nil || schemas != nil, PromptSession.isFile(reference),
            let source = try PromptSession.text(reference)
        else { return try session.template(reference) }
        let folder = reference.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        var configuration = PromptSession.catalog(folder.isEmpty ? "." : folder).configuration(of: "prompt")
        let (partial, schema) = (configuration.resolvePartial, configuration.resolveSchema)
        let more = partials.map { PromptSession.catalog($0).configuration(of: "prompt").resolvePartial }
        configuration.resolvePartial = { try more?($0) ?? partial($0) }
        let known = try schemas.map { try JSONValue(parsing: Input.bytes($0)) }
        configuration.resolveSchema = { try known?[$0] ?? schema($0) }
        let isPrompty = reference.hasSuffix(".prompty")
        let name = reference.split(separator: "/").last.map(String.init) ?? reference
        return try PromptTemplate(name: name, source: source, isPrompty: isPrompty, configuration: configuration)
    }

    private func input(
        _ value: JSONValue,
        _ template: PromptTemplate,
        _ context: [JSONValue.Member],
        _ history: [JSONValue]
    ) throws -> PromptInput {
        guard value.object != nil else {
            throw CLIError.fileUnsuitable(
                input ?? inputs ?? "-",
                reason: "the inputs must be a JSON object",
                remedy: #"Write them as {"name": value, …}."#
            )
        }
        let isArgument =
            form == .argument
            || (form == .auto && PromptInput.isArgument(value, inputNames: template.inputNames))
        var result = isArgument ? try PromptInput(argument: value, name: template.name) : PromptInput(value)
        for pair in variables {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            result.variables.removeAll { $0.name == parts[0] }
            result.variables.append(.init(parts[0], .string(parts[1])))
        }
        result.context += context
        result.history += try history.map { try PromptMessage($0) }
        return result
    }

    private func renderLines(
        of file: String,
        _ template: PromptTemplate,
        _ context: [JSONValue.Member],
        _ history: [JSONValue]
    ) throws {
        var hasFaults = false
        for line in try Input.bytes(file).split(separator: 10, omittingEmptySubsequences: false)
        where line.contains(where: { $0 > 32 }) {
            do {
                let value = try JSONValue(parsing: Array(line), depthLimit: 256)
                Output.line(try template.render(input(value, template, context, history)).json.text())
            } catch let error as any DescribedError {
                hasFaults = true
                Output.line(PromptLines.fault(error))
            }
        }
        if hasFaults { throw ExitCode(2) }
    }

    private func show(_ prompt: Prompt) {
        if options.global.json {
            Output.json(prompt.json)
            return
        }
        for message in prompt.messages {
            Output.line("[\(message.role)]")
            for part in message.parts {
                switch part {
                case .text(let text):
                    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                        Output.line(Output.printable(String(line)))
                    }
                case .media(let media): Output.line(Output.printable("(media \(media.url))"))
                case .section(let name): Output.line(Output.printable("(section \(name))"))
                case .other(let value): Output.line(Output.printable(value.text()))
                }
            }
        }
    }
}

/// Lines of filters.
enum PromptLines {
    static func fault(_ error: any DescribedError) -> String {
        let value: JSONValue = ["error": ["code": .string(error.identifier), "message": .string(error.message)]]
        return value.text()
    }
}
