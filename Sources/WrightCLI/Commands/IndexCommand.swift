internal import ArgumentParser
internal import WrightCore
private import WrightDocuments
private import WrightEncoder
private import WrightModel
internal import WrightStore
private import WrightRetrieval
private import WrightText

/// Brings the index up to date with folders.
struct IndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Index folders, or bring the index up to date with them.",
        discussion: """
            Reads Markdown, HTML, plain text, PDF, Word, PowerPoint, Excel, OpenDocument text, EPUB, RTF, CSV, JSON, \
            mail and source code. Only what has changed is read again. Files that cannot be read are named and \
            skipped; the exit code is then 2.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(
        help: ArgumentHelp("Only files whose path below the folder matches; may be repeated.", valueName: "pattern")
    )
    var include: [String] = []

    @Option(help: ArgumentHelp("No files or folders whose path matches; may be repeated.", valueName: "pattern"))
    var exclude: [String] = []

    @Option(help: ArgumentHelp("The embedding model's name or folder; 'none' indexes words only.", valueName: "name"))
    var model: String?

    @Option(help: "The language of the words (en, de, fr …); 'auto' finds it out from the documents.")
    var language: String?

    @Option(help: "How documents are cut: structure, sentence, fixed or parentChild.")
    var chunker: String?

    @Option(help: ArgumentHelp("Tokens that a chunk should have, 16 to 4096.", valueName: "count"))
    var chunkTokens: Int?

    @Option(
        help: ArgumentHelp(
            "How much memory may be taken, such as '512 MiB'; not less than \(MemoryBudget.least).",
            discussion: "Default: \(MemoryBudget.standard). Also WRIGHT_MEMORY and 'memory' in wright.yaml.",
            valueName: "size"
        )
    )
    var memoryBudget: String?

    @Flag(
        name: .customLong("guard"),
        help: ArgumentHelp(
            "Inspect what is new before it is stored; what the policy quarantines is kept apart.",
            discussion: "Also 'guard: standard' or 'guard: policy.yaml' in wright.yaml."
        )
    )
    var isGuarded = false

    @Option(
        help: ArgumentHelp(
            "Drop a folder or file that was indexed, with its documents; may be repeated.",
            valueName: "folder"
        )
    )
    var forget: [String] = []

    @Flag(help: "Make the index anew from all folders that were indexed.")
    var rebuild = false

    @Argument(help: "The folders or files. Default: those that were indexed before.", completion: .directory)
    var folders: [String] = []

    func validate() throws {
        if let chunkTokens, !(16...4096).contains(chunkTokens) {
            throw ValidationError("'--chunk-tokens' must be from 16 to 4096.")
        }
        if let memoryBudget, MemoryBudget(memoryBudget) == nil {
            throw ValidationError("'--memory-budget' must be \(MemoryBudget.form).")
        }
        if let language, language != "auto", !TextLanguage.isTag(language) {
            throw ValidationError("'--language' must be \(ProjectSettings.languageForm).")
        }
        if let chunker, ChunkerKind(rawValue: chunker) == nil {
            let names = ChunkerKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'--chunker' must be one of \(names).")
        }
    }

    func run() async throws {
        let settings = try merged(try global.settings())
        let precision = settings.precision.flatMap { EncoderPrecision(shortName: $0) }
        // An index keeps its precision unless another one is asked for, which is refused, or it is made anew.
        let keepsPrecision = precision == nil && !rebuild
        let indexed = keepsPrecision ? try? EmbeddedCorpus.indexedFingerprint(of: global.folder) : nil
        var ingestion = FolderIngestion(project: global.folder, settings: settings) {
            try ModelLoading.encoderIfInstalled(named: $0, precision: precision, matching: indexed)
        }
        if isGuarded || settings.guardPolicy != nil {
            let embedder = try ModelLoading.encoderIfInstalled(named: ModelSpecification.allMiniLM.name)
            let desk = try GuardDesk(global: global, policyFile: nil, embedder: embedder)
            ingestion.inspection = desk.inspection(for: global.folder)
            ingestion.redaction = desk.redaction
        }
        if !global.quiet, !global.json, global.isInherited {
            Output.message("note: The project is '\(Output.printable(global.folder.path))', the nearest one upward.")
        }
        let bar = ProgressBar(isQuiet: global.quiet || global.json)
        let report = try await ingestion.run(folders: folders, forgetting: forget, isRebuild: rebuild) { progress in
            bar.update(progress.phase.rawValue, done: progress.done, total: progress.total)
        }
        bar.clear()
        if global.json { Output.json(Self.json(of: report)) } else { show(report) }
        if !report.failures.isEmpty { throw ExitCode(2) }
    }

    private func merged(_ base: ProjectSettings) throws -> ProjectSettings {
        var settings = base
        if let model { settings.model = GlobalOptions.modelChoice(model) }
        if let language { settings.language = try ProjectSettings.languageChoice(language, name: "--language") }
        if let chunker { settings.chunker = chunker }
        if let chunkTokens { settings.chunkTokenCount = chunkTokens }
        if let memoryBudget { settings.memoryBudget = MemoryBudget(memoryBudget) }
        settings.includes += include
        settings.excludes += exclude
        return settings
    }

    static func json(of report: IngestionReport) -> JSONValue {
        [
            "schema": 1,
            "documents": [
                "added": .int(report.addedCount), "updated": .int(report.updatedCount),
                "unchanged": .int(report.unchangedCount), "removed": .int(report.removedCount),
                "failed": .int(report.failures.count),
            ],
            "chunks": .int(report.chunkCount),
            "tokens": .int(report.tokenCount),
            "embedded": .int(report.embeddedCount),
            "generation": .int(report.generation.number),
            "model": report.model.map { .string($0) } ?? .null,
            "language": .string(report.language),
            "seconds": .double(report.duration.fractionalSeconds),
            "failures": .array(
                report.failures.map {
                    ["uri": .string($0.uri), "reason": .string($0.reason), "message": .string($0.message)]
                }
            ),
            "quarantined": .array(
                report.quarantined.map {
                    [
                        "uri": .string($0.uri), "rule": .string($0.reason), "score": .double($0.score),
                        "range": $0.chunk.map { [.int($0.range.lowerBound), .int($0.range.upperBound)] } ?? .null,
                    ]
                }
            ),
            "notes": .array(report.notes.map { .string($0) }),
        ]
    }

    private func show(_ report: IngestionReport) {
        // What was named before need not be named again where 'wright status' does so.
        let standing = report.generation.number > 0 ? report.standingFailureURIs : []
        for failure in report.failures where !standing.contains(failure.uri) {
            let text = "\(Output.printable(failure.uri)): \(Output.printable(failure.message))"
            Output.message("skipped: ", wrapping: text)
        }
        if !standing.isEmpty {
            Output.message("skipped: \(standing.count) as before; 'wright status' says which and why")
        }
        for entry in report.quarantined {
            let part = entry.chunk == nil ? "" : ", a part of it"
            let text = "\(Output.printable(entry.uri))\(part): \(Output.printable(entry.reason))"
            Output.message("kept apart: ", wrapping: text)
        }
        guard !global.quiet else { return }
        for note in report.notes { Output.message("note: " + Output.printable(note)) }
        let model = report.model.map { "model \($0)" } ?? "words only"
        let chunks = CountForm.text(report.chunkCount, "chunk")
        Output.line(
            """
            \(report.addedCount) added, \(report.updatedCount) updated, \(report.unchangedCount) unchanged, \
            \(report.removedCount) removed, \(report.failures.count) skipped. \(chunks), \(model), \
            \(HitForm.number(report.duration.fractionalSeconds)) s.
            """
        )
    }
}
