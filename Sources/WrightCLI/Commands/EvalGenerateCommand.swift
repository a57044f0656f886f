internal import ArgumentParser
internal import WrightCore
internal import WrightDocuments
internal import WrightEvaluation
internal import WrightStore
internal import WrightText

/// Makes questions from documents.
struct EvalGenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make a question set from documents: questions with gold spans, and questions without an answer.",
        discussion: """
            No model is needed: headings, definitions and sentences with a word hidden become questions, each with the \
            sentence that answers it. Questions without an answer exchange what is asked about. With '--model' a \
            language model writes the questions; those whose proof does not stand in the passage word for word are \
            thrown away. Look through the set before you trust it. Files and folders that cannot be read are named, \
            and the exit code is 2; symbolic links are not followed.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: "How many questions at most.")
    var count = 100

    @Option(help: ArgumentHelp("How many of one document at most.", valueName: "count"))
    var perDocument = 5

    @Option(help: ArgumentHelp("The share of questions that the documents do not answer.", valueName: "rate"))
    var unanswerable = 0.2

    @Option(help: "What random choices start from.")
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            """
            The language of the documents, whose stems and stop words say what weighs in a sentence. Without \
            '--model', the words put around what a document says are English.
            """,
            valueName: "code"
        )
    )
    var language = "en"

    @Option(help: ArgumentHelp("A language model that writes the questions.", valueName: "service:model"))
    var model: String?

    @Option(
        name: .customLong("base-url"),
        help: ArgumentHelp("The address of the model's service, where it is not its own.", valueName: "url")
    )
    var baseURL: String?

    @Option(help: ArgumentHelp("What the model may cost, in dollars.", valueName: "dollars"))
    var budget: Double?

    @Option(
        help: ArgumentHelp(
            "Add this many passages to each question that look right but do not answer it.",
            valueName: "count"
        )
    )
    var hardNegatives = 0

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; default: standard output.", valueName: "file"))
    var output: String?

    @Flag(help: "Overwrite the file of '--output' where it is there already.")
    var force = false

    @Argument(help: "Folders and files.", completion: .file())
    var paths: [String]

    func validate() throws {
        guard (1...1_000_000).contains(count) else { throw ValidationError("'--count' must be from 1 to 1000000.") }
        guard (1...1000).contains(perDocument) else {
            throw ValidationError("'--per-document' must be from 1 to 1000.")
        }
        guard (0...0.9).contains(unanswerable) else { throw ValidationError("'--unanswerable' must be from 0 to 0.9.") }
        guard (0...20).contains(hardNegatives) else {
            throw ValidationError("'--hard-negatives' must be from 0 to 20.")
        }
        guard TextLanguage.stemmed.contains(TextLanguage(code: language)) else {
            let codes = TextLanguage.stemmed.map(\.code).joined(separator: ", ")
            throw ValidationError("'--language' must be one of \(codes).")
        }
        guard model != nil || (baseURL == nil && budget == nil) else {
            throw ValidationError("'--base-url' and '--budget' need '--model'.")
        }
        guard output != nil || !force else { throw ValidationError("'--force' needs '--output'.") }
    }

    func run() async throws {
        if let output, !force, EvalFiles.exists(output) { throw CLIError.outputExists(output) }
        var configuration = ExtractiveGenerator.Configuration()
        configuration.questionLimit = count
        configuration.documentLimit = perDocument
        configuration.unanswerableRate = unanswerable
        configuration.seed = seed
        configuration.language = language
        var documents: [SourceText] = []
        var skipped: [String] = []
        for path in paths {
            let found = try EvalDocuments.read(path, in: global.folder)
            documents += found.documents
            skipped += found.skipped
        }
        for path in skipped { Output.message(Output.printable("skipped: \(path)")) }
        guard !documents.isEmpty else { throw CLIError.documentMissing(in: paths) }
        let examples = try await examples(from: documents, configuration)
        try write(try Dataset(name: output ?? "generated", examples: examples), documents.count, skipped)
        if !skipped.isEmpty { throw ExitCode(2) }
    }

    private func write(_ set: Dataset, _ documentCount: Int, _ skipped: [String]) throws {
        let examples = set.examples
        let open = examples.count { !$0.isAnswerable }
        let questions = CountForm.text(examples.count, "question")
        let summary = "\(questions) from \(CountForm.text(documentCount, "document")), \(open) without an answer."
        guard let output else {
            for example in examples { Output.line(example.json.text()) }
            if !global.quiet { Output.message(summary) }
            return
        }
        try EvalFiles.write(set.text, to: output)
        if global.json {
            Output.json([
                "schema": 1, "documents": .int(documentCount), "questions": .int(examples.count),
                "unanswerable": .int(open), "version": .string(set.version.description),
                "skipped": .array(skipped.map { .string($0) }),
            ])
        } else {
            Output.line(summary)
        }
    }

    private func examples(
        from documents: [SourceText],
        _ configuration: ExtractiveGenerator.Configuration
    ) async throws -> [Example] {
        let desk = EvalGenerationDesk(documents)
        var examples: [Example]
        if let model {
            var arguments = ["--model", model]
            if let baseURL { arguments += ["--base-url", baseURL] }
            if let budget { arguments += ["--budget", "\(budget)"] }
            let options = try ModelOptions.parse(arguments)
            guard let session = try options.session(global: global, command: "eval generate") else {
                throw CLIError.modelNeeded(for: "--model")
            }
            let made = try await desk.examples(
                by: ModelGenerator(provider: session.provider, model: session.model),
                configuration,
                bar: ProgressBar(isQuiet: global.quiet)
            )
            guard !made.examples.isEmpty else {
                throw made.lostCount > 0 ? CLIError.questionsLost(made, model: model) : CLIError.questionMissing
            }
            if made.lostCount > 0, !global.quiet {
                let fault = made.fault.map { ": " + $0.message } ?? ""
                let lost = CountForm.text(made.lostCount, "question was", "questions were")
                Output.message(Output.printable("note: \(lost) lost\(fault)"))
            }
            examples = made.examples
        } else {
            examples = ExtractiveGenerator(configuration: configuration).examples(from: documents)
            guard !examples.isEmpty else { throw CLIError.questionMissing }
        }
        guard hardNegatives > 0 else { return examples }
        let analyzer = Analyzer(configuration: .init(language: TextLanguage(code: language)))
        return try await desk.withHardNegatives(examples, count: hardNegatives, analyzer: analyzer)
    }
}

/// Documents for questions.
enum EvalDocuments {
    private static let fileLimit = 100_000

    /// The documents of a file or a folder, in the order of their paths, and what was passed over, with the reason.
    ///
    /// - Throws: `StoreError` with code `folderUnreadable` where there is nothing at the path.
    static func read(_ path: String, in project: ProjectFolder) throws -> (documents: [SourceText], skipped: [String]) {
        let listing: FolderListing
        do {
            listing = try FolderScan().list(path)
        } catch {
            guard EvalFiles.exists(path) else { throw error }
            return ([], ["\(path): \(error.message)"])
        }
        var documents: [SourceText] = []
        var skipped = listing.failures.map { "\(project.relative($0.name)): It cannot be read: \($0.reason)." }
        if listing.skippedLinkCount > 0 {
            skipped.append("\(path): Symbolic links that are not followed: \(listing.skippedLinkCount).")
        }
        for entry in listing.entries.prefix(fileLimit) {
            do {
                documents.append(try parse(entry.name, in: project))
            } catch let error as any DescribedError {
                skipped.append("\(project.relative(entry.name)): \(error.message)")
            }
        }
        let restCount = listing.entries.count - fileLimit
        if restCount > 0 { skipped.append("\(path): Files beyond the first \(fileLimit): \(restCount).") }
        return (documents, skipped)
    }

    private static func parse(_ path: String, in project: ProjectFolder) throws -> SourceText {
        let uri = project.relative(path)
        let bytes = try MappedFile(path: path).withBytes { Array($0) }
        let document = try DocumentParser().parse(DocumentSource(uri: uri, bytes: bytes))
        return SourceText(id: uri, title: document.title, text: document.text, sections: sections(of: document))
    }

    /// The text between a heading and the next, with the headings above it.
    private static func sections(of document: Document) -> [SourceText.Section] {
        var path: [(level: Int, title: String)] = []
        var sections: [SourceText.Section] = []
        var start = 0
        let bytes = Array(document.text.utf8)
        func close(at end: Int) {
            if !path.isEmpty, end > start { sections.append(.init(path: path.map(\.title), range: start..<end)) }
        }
        for block in document.blocks {
            guard case .heading(let level) = block.kind else { continue }
            close(at: block.range.lowerBound)
            path.removeAll { $0.level >= level }
            path.append((level, String(decoding: bytes[block.range], as: UTF8.self)))
            start = block.range.upperBound
        }
        close(at: bytes.count)
        return sections
    }
}

extension CLIError {
    static func outputExists(_ path: String) -> Self {
        Self(
            identifier: "outputExists",
            message: "The file '\(path)' is there already.",
            remedy: "Name another file with '--output', or overwrite it with '--force'."
        )
    }

    static func documentMissing(in paths: [String]) -> Self {
        let places = paths.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        return Self(
            identifier: "documentMissing",
            message: "There is no document to make questions from in \(places).",
            remedy: "Name folders with documents that you may read, such as Markdown, HTML or PDF."
        )
    }

    static var questionMissing: Self {
        Self(
            identifier: "questionMissing",
            message: "No sentence of the documents makes a question.",
            remedy: "Name documents with whole sentences, or let a model write the questions with '--model'."
        )
    }

    /// All questions of a model were lost.
    static func questionsLost(_ made: EvalGenerationDesk.Made, model: String) -> Self {
        let reason = made.fault?.message ?? "The proof of none stands in its passage."
        return Self(
            identifier: "questionsLost",
            message: "'\(model)' made no question, \(made.lostCount) were lost: \(reason)",
            remedy: made.fault?.remedy ?? "Name a stronger model, or leave '--model' out."
        )
    }
}
