internal import ArgumentParser
internal import WrightCore
internal import WrightPrompt

/// Mends almost-JSON.
struct PromptRepairCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Turn what a model wrote in place of JSON into JSON, guided by a schema.",
        discussion: """
            Reads standard input, or one object {"text"} a line with '--input', and prints JSON. Fences, prose, \
            comments, wrong quotes and commas, cut ends and texts in place of numbers are mended; '--json' says which. \
            Exit code 3 where the result does not fit the schema.
            """
    )

    @OptionGroup var options: PromptOptions

    @Option(help: ArgumentHelp("The schema that the JSON should follow.", valueName: "file.json"))
    var schema: String?

    @Option(help: ArgumentHelp("Many texts, one {\"text\"} a line; '-' is standard input.", valueName: "file.jsonl"))
    var input: String?

    @Option(help: ArgumentHelp("A schema that may be referred to; may be repeated.", valueName: "uri=file"))
    var resource: [String] = []

    @Option(help: ArgumentHelp("A folder of schemas that may be referred to.", valueName: "dir[=prefix]"))
    var schemaDir: [String] = []

    func run() async throws {
        let schemas = PromptSchemas(resources: resource, folders: schemaDir)
        let repair = JSONRepair(schema: try schema.map { try schemas.schema(path: $0, assertsFormats: false) })
        if let input { return try repairLines(of: input, repair) }
        let result = try repair.repair(String(decoding: Input.bytes("-"), as: UTF8.self))
        Output.line(options.global.json ? Self.text(result, isDocument: true) : result.json)
        guard !result.isValid else { return }
        for violation in result.violations where !options.global.json {
            Output.message(Output.printable("error: \(violation.text)"))
        }
        throw ExitCode(3)
    }

    private func repairLines(of file: String, _ repair: JSONRepair) throws {
        var hasFaults = false
        for line in try Input.bytes(file).split(separator: 10, omittingEmptySubsequences: false)
        where line.contains(where: { $0 > 32 }) {
            do {
                let value = try JSONValue(parsing: Array(line))
                guard let text = value.string ?? value["text"]?.string else {
                    throw CLIError.fileUnsuitable(
                        file,
                        reason: #"each line must be an object with a "text""#,
                        remedy: #"Write each line as {"text": "…"}."#
                    )
                }
                Output.line(Self.text(try repair.repair(text), isDocument: false))
            } catch let error as any DescribedError {
                hasFaults = true
                Output.line(PromptLines.fault(error))
            }
        }
        if hasFaults { throw ExitCode(2) }
    }

    /// The result with its value as it was written, so that no digit is lost.
    private static func text(_ result: JSONRepair.Result, isDocument: Bool) -> String {
        let report = PromptValidateCommand.members(result.violations)
        let steps = JSONValue.array(result.steps.map { .string($0.rawValue) })
        let rest = JSONValue.object([.init("steps", steps)] + report).text()
        return (isDocument ? #"{"schema":1,"value":"# : #"{"value":"#) + result.json + "," + rest.dropFirst()
    }
}
