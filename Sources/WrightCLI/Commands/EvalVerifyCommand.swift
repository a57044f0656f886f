internal import ArgumentParser
internal import WrightCore
private import WrightGrounding

/// Says how far contexts support responses.
struct EvalVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Say how far a context supports a response, sentence by sentence, without a model.",
        discussion: """
            Reads lines of {"id", "context", "response"}; a context may be a list of texts. Writes a line for each: \
            {"id", "support", "sentences": [{"range", "support", "unsupported"}]}. Support is a probability, 0 to 1; \
            it is null where the response has no words.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("The pairs, one JSON object a line; '-' is standard input.", valueName: "file.jsonl"))
    var input: String

    @Option(help: ArgumentHelp("Weights of your own, from train-verifier.", valueName: "file.json"))
    var weights: String?

    func run() async throws {
        let model = try weights.map { name in
            try Input.bytes(name).withUnsafeBytes { try SupportModel(parsing: $0, name: name) }
        }
        let verifier = GroundingVerifier(model: model ?? .shipped)
        var failureCount = 0
        for try await line in JSONLines(input, requiresUTF8: true) {
            switch line.value {
            case .success(let value):
                guard let pair = Self.pair(value) else {
                    failureCount += 1
                    Output.line(JSONLines.failure("The line needs 'context' and 'response'.", of: line))
                    continue
                }
                let report = verifier.report(on: pair.response, context: pair.context)
                Output.line(Self.json(report, id: value["id"]).text())
            case .failure(let error):
                failureCount += 1
                let isText = error.code != .notUTF8
                let reason = isText ? error.message : "Line \(line.number) of '\(input)' is not UTF-8."
                Output.line(JSONLines.failure(reason, of: line))
            }
        }
        if failureCount > 0 { throw ExitCode(2) }
    }

    private static func pair(_ value: JSONValue) -> (context: String, response: String)? {
        guard let response = value["response"]?.string, let context = value["context"] else { return nil }
        if let text = context.string { return (text, response) }
        guard let texts = context.array?.compactMap(\.string), texts.count == context.array?.count else { return nil }
        return (texts.joined(separator: "\n\n"), response)
    }

    private static func json(_ report: GroundingReport, id: JSONValue?) -> JSONValue {
        [
            "id": id ?? .null,
            "support": report.support.map { .double(rounded($0)) } ?? .null,
            "sentences": .array(
                report.sentences.map { sentence in
                    [
                        "range": [
                            "start": .int(sentence.range.lowerBound), "end": .int(sentence.range.upperBound),
                        ],
                        "support": .double(rounded(sentence.support)),
                        "unsupported": .array(sentence.unsupported.map { .string($0.text) }),
                    ]
                }
            ),
        ]
    }

    private static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
}
