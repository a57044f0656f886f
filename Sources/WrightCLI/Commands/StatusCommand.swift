internal import ArgumentParser
internal import WrightCore
internal import WrightIndex
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

    @Flag(help: "Measure how many of the exact hits the search by meaning finds, on a sample of what is stored.")
    var recall = false

    func run() async throws {
        let corpus = try EmbeddedCorpus(project: global.folder, embedder: nil)
        let status = try corpus.status()
        var damaged: [String] = []
        if verify {
            damaged = try corpus.damagedSegments()
        }
        let measured = recall ? try corpus.measuredRecall() : nil
        let isModelVerified = try verify && verifyModel(status.modelReference)
        if global.json {
            Output.json(json(of: status, damaged: damaged, isModelVerified: isModelVerified, recall: measured))
        } else {
            show(status, damaged: damaged, isModelVerified: isModelVerified)
            if let measured {
                Output.line("recall      " + VectorForm.line(of: measured))
                for line in VectorForm.checkLines(of: measured) { Output.line("graph       " + line) }
            }
            if recall, measured == nil { Output.line("recall      not measured: search is by words only") }
        }
        if !damaged.isEmpty { throw ExitCode(1) }
    }

    /// Checks the model's files; false where there is no model, or no record of what its files should be.
    private func verifyModel(_ reference: String?) throws -> Bool {
        let cache = ModelCache()
        guard let reference, cache.record(of: reference) != nil else { return false }
        try cache.verify(reference)
        return true
    }

    private func json(
        of status: CorpusStatus,
        damaged: [String],
        isModelVerified: Bool,
        recall: VectorRecall?
    ) -> JSONValue {
        [
            "schema": 1,
            "project": .string(status.projectPath),
            "generation": .int(status.generation.number),
            "documents": .int(status.documentCount),
            "chunks": .int(status.chunkCount),
            "tokens": .int(status.tokenCount),
            "hiddenTexts": .int(status.hiddenTextCount),
            "keptApart": .int(status.heldChunkCount),
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
            "vectorRecall": recall.map(VectorForm.json) ?? .null,
            "verified": verify ? ["segments": .bool(damaged.isEmpty), "model": .bool(isModelVerified)] : .null,
        ]
    }

    private func show(_ status: CorpusStatus, damaged: [String], isModelVerified: Bool) {
        Output.line("project     \(Output.printable(status.projectPath))")
        guard status.generation.number > 0 else {
            Output.line(
                "state       nothing is indexed yet; 'wright index FOLDER' begins, or completes what was cut off"
            )
            return
        }
        Output.line("generation  \(status.generation.number)")
        Output.line("documents   \(status.documentCount)")
        let tokens = CountForm.text(status.tokenCount, "token")
        Output.line("chunks      \(status.chunkCount) (\(tokens), by \(status.chunker))")
        Output.line("model       \(status.modelName ?? "none: search is by words only")")
        Output.line("language    \(status.language)")
        let segments = CountForm.text(status.segmentCount, "segment")
        Output.line("disk        database \(status.databaseBytes), index \(status.indexBytes) in \(segments)")
        if status.heldChunkCount > 0 {
            let chunks = CountForm.text(status.heldChunkCount, "chunk")
            Output.line("kept apart  \(chunks); 'wright guard quarantine list' says why")
        }
        if status.hiddenTextCount > 0 {
            Output.line("hidden      \(CountForm.text(status.hiddenTextCount, "text")) kept out of the index")
        }
        for failure in status.failures {
            Output.line("skipped     \(Output.printable(failure.uri)): \(Output.printable(failure.message))")
        }
        for name in damaged {
            Output.line("damaged     \(Output.printable(name)): it is rebuilt when it is next needed")
        }
        guard verify, damaged.isEmpty else { return }
        if isModelVerified {
            Output.line("verified    every segment, every model file")
        } else if status.modelReference == nil {
            Output.line("verified    every segment")
        } else {
            Output.line("verified    every segment; what the model's files should be is not recorded")
        }
    }
}
