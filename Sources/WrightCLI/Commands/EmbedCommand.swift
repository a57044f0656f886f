internal import ArgumentParser
internal import WrightCore
internal import WrightEncoder
private import WrightStore
private import WrightModel

/// Embeds many texts.
struct EmbedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Embed lines of text in bulk into a NumPy array.",
        discussion: """
            Reads lines of {"text": …} and writes a float32 array of one row a line. With --output - and no --json, \
            lines of {"embedding": […]} go to standard output instead.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("The texts, one JSON object a line; '-' is standard input.", valueName: "file.jsonl"))
    var input: String

    @Option(
        help: ArgumentHelp("Where the array goes; '-' writes JSON lines to standard output.", valueName: "file.npy")
    )
    var output: String

    @Option(help: ArgumentHelp("The model's name or folder.", valueName: "name"))
    var model = ModelSpecification.allMiniLM.name

    @Option(help: "The precision of the arithmetic: f32, bf16 or int8. Default: that of the settings, or int8.")
    var precision: String?

    func validate() throws {
        guard let precision else { return }
        let names = EncoderPrecision.allCases.map(\.shortName).joined(separator: ", ")
        guard EncoderPrecision(shortName: precision) != nil else {
            throw ValidationError("'--precision' must be one of \(names).")
        }
    }

    func run() async throws {
        let texts = try Self.texts(in: try Input.bytes(input), name: input)
        let wanted = try precision ?? global.settings().precision
        let loadStart = ContinuousClock().now
        let encoder = try ModelLoading.encoder(
            named: model,
            precision: wanted.flatMap { EncoderPrecision(shortName: $0) }
        )
        let loadSeconds = loadStart.duration(to: ContinuousClock().now).fractionalSeconds
        let clock = ContinuousClock()
        let start = clock.now
        let dimension = encoder.model.dimension
        let vectors = UnsafeMutableBufferPointer<Float>.allocate(capacity: texts.count * dimension)
        defer { vectors.deallocate() }
        let bar = ProgressBar(isQuiet: global.quiet)
        var tokenCount = 0
        var truncatedCount = 0
        for first in stride(from: 0, to: texts.count, by: Self.sliceCount) {
            let slice = Array(texts[first..<min(first + Self.sliceCount, texts.count)])
            let rows = UnsafeMutableBufferPointer(
                rebasing: vectors[first * dimension..<(first + slice.count) * dimension]
            )
            let statistics = try await encoder.embed(slice, for: .document, into: rows)
            tokenCount += statistics.tokenCount
            truncatedCount += statistics.truncatedTextCount
            bar.update("embedding", done: first + slice.count, total: texts.count)
        }
        bar.clear()
        let seconds = start.duration(to: clock.now).fractionalSeconds
        if output == "-" {
            writeLines(vectors, dimension: dimension)
            return
        }
        try NumPyArray.write(vectors, rowCount: texts.count, columnCount: dimension, to: output)
        let rate = seconds > 0 ? Double(tokenCount) / seconds : 0
        if global.json {
            Output.json([
                "schema": 1, "texts": .int(texts.count), "tokens": .int(tokenCount), "seconds": .double(seconds),
                "tokensPerSecond": .double(rate), "model": .string(encoder.model.name),
                "dimension": .int(encoder.model.dimension), "precision": .string(Self.precisionName(of: encoder)),
                "truncatedTexts": .int(truncatedCount), "loadSeconds": .double(loadSeconds),
            ])
        } else if !global.quiet {
            Output.line(
                CountForm.text(texts.count, "text") + ", " + CountForm.text(tokenCount, "token")
                    + ", \(HitForm.number(seconds)) s, \(Int(rate)) tokens/s."
            )
        }
    }

    private static func precisionName(of encoder: any SentenceEncoder) -> String {
        (encoder as? TransformerEncoder)?.configuration.precision.shortName ?? EncoderPrecision.float32.shortName
    }

    /// Texts that are embedded between two drawings of the progress bar.
    private static let sliceCount = 8192

    private func writeLines(_ vectors: UnsafeMutableBufferPointer<Float>, dimension: Int) {
        for start in stride(from: 0, to: vectors.count, by: dimension) {
            let numbers = vectors[start..<start + dimension].map { JSONValue.double(Double($0)) }
            Output.line(JSONValue.object([.init("embedding", .array(numbers))]).text())
        }
    }

    private static func texts(in bytes: [UInt8], name: String) throws -> [String] {
        var texts: [String] = []
        for (number, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 32 }) else { continue }
            guard let value = try? JSONValue(parsing: Array(line)), let text = value["text"]?.string else {
                throw CLIError.lineInvalid(file: name, line: number + 1, expected: #"an object with a "text""#)
            }
            texts.append(text)
        }
        return texts
    }
}

/// NumPy's array files, version 1.0, float32 in C order.
enum NumPyArray {
    /// Writes a matrix.
    static func write(_ values: UnsafeMutableBufferPointer<Float>, rowCount: Int, columnCount: Int, to path: String)
        throws
    {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rowCount), \(columnCount)), }"
        let padding = 64 - (10 + header.utf8.count + 1) % 64
        header += String(repeating: " ", count: padding % 64) + "\n"
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        bytes.append(UInt8(header.utf8.count & 255))
        bytes.append(UInt8(header.utf8.count >> 8))
        bytes.append(contentsOf: header.utf8)
        #if _endian(big)
        for place in values.indices { values[place] = Float(bitPattern: values[place].bitPattern.littleEndian) }
        #endif
        try AtomicFile.write(to: path) { sink in
            try bytes.withUnsafeBytes { try sink($0) }
            try sink(UnsafeRawBufferPointer(values))
        }
    }
}
