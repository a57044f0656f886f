internal import ArgumentParser
internal import WrightCore
internal import WrightStore
private import WrightRetrieval

/// Says what is indexed.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say what is indexed, with what, and whether it is whole."
    )

    @OptionGroup var global: GlobalOptions

    @Flag(help: "Check every byte of the index against its checksums, and the model against its hashes.")
    var verify = false

    func run() async throws {
        let corpus = try EmbeddedCorpus(project: global.folder, embedder: nil)
        let status = try corpus.status()
        var damaged: [String] = []
        if verify {
            damaged = try corpus.damagedSegments()
            if let model = status.modelName, ModelCache().record(of: model) != nil { try ModelCache().verify(model) }
        }
        if global.json { Output.json(json(of: status, damaged: damaged)) } else { show(status, damaged: damaged) }
        if !damaged.isEmpty { throw ExitCode(1) }
    }

    private func json(of status: CorpusStatus, damaged: [String]) -> JSONValue {
        [
            "schema": 1,
            "project": .string(status.projectPath),
            "generation": .int(status.generation.number),
            "documents": .int(status.documentCount),
            "chunks": .int(status.chunkCount),
            "tokens": .int(status.tokenCount),
            "hiddenTexts": .int(status.hiddenTextCount),
            "model": status.modelName.map { .string($0) } ?? .null,
            "language": .string(status.language),
            "chunker": .string(status.chunker),
            "segments": .int(status.segmentCount),
            "bytes": ["database": .int(status.databaseBytes.value), "index": .int(status.indexBytes.value)],
            "folders": .array(status.folders.map { .string($0) }),
            "failures": .array(
                status.failures.map {
                    ["uri": .string($0.uri), "reason": .string($0.reason), "message": .string($0.message)]
                }
            ),
            "damaged": .array(damaged.map { .string($0) }),
        ]
    }

    private func show(_ status: CorpusStatus, damaged: [String]) {
        Output.line("project     \(Output.printable(status.projectPath))")
        Output.line("generation  \(status.generation.number)")
        Output.line("documents   \(status.documentCount)")
        Output.line("chunks      \(status.chunkCount) (\(status.tokenCount) tokens, by \(status.chunker))")
        Output.line("model       \(status.modelName ?? "none: search is by words only")")
        Output.line("language    \(status.language)")
        let segments = "\(status.segmentCount) segments"
        Output.line("disk        database \(status.databaseBytes), index \(status.indexBytes) in \(segments)")
        if status.hiddenTextCount > 0 {
            Output.line("hidden      \(status.hiddenTextCount) texts kept out of the index")
        }
        for failure in status.failures {
            Output.line("skipped     \(Output.printable(failure.uri)): \(Output.printable(failure.message))")
        }
        for name in damaged {
            Output.line("damaged     \(Output.printable(name)): it is rebuilt when it is next needed")
        }
        if verify, damaged.isEmpty { Output.line("verified    every segment, every model file") }
    }
}
