private import Foundation
internal import ArgumentParser
internal import WrightCore
internal import WrightEvaluation
internal import WrightStore

/// Runs of the evaluation in the project's store, opened for reading.
struct StoredEvaluations {
    let store: EvaluationStore

    init(global: GlobalOptions) throws {
        store = try EvaluationStore(reading: global.folder)
    }

    /// A run with the examples that it was made on.
    struct Loaded {
        var id: Int64
        var run: EvaluationRun
        var examples: [Example]

        /// One figure of every example.
        ///
        /// - Throws: `CLIError` with code `figureUnknown`, which calls the run by this name.
        func scores(of figure: String, called name: String) throws -> ScoreTable {
            let known = run.figureNames
            guard known.isEmpty || known.contains(figure) else {
                throw CLIError.figureUnknown(figure, run: name, known: known)
            }
            return run.scores(of: figure, in: examples)
        }
    }

    /// The run that a baseline or a run's name stands for, the latest of that name.
    func load(_ name: String) throws -> Loaded {
        let baseline = try store.baselines().first { $0.name == name }
        let found = try baseline.flatMap { try store.run(id: $0.runID) } ?? store.run(named: name)
        guard let found else { throw CLIError.runMissing(name) }
        guard let manifest = RunManifest(found.manifest) else { throw CLIError.runMissing(name) }
        let values = try store.results(of: found.id)
        var examples: [Example] = []
        var results: [ExampleResult] = []
        for value in values {
            guard let result = ExampleResult(value) else { continue }
            results.append(result)
            var example = Example(id: result.exampleID, input: value["input"]?.string ?? "")
            example.tags = value["tags"]?.array?.compactMap(\.string) ?? []
            example.cluster = value["cluster"]?.string
            example.references = value["references"]?.array?.compactMap(\.string) ?? []
            example.isAnswerable = value["answerable"]?.bool ?? true
            if result.repeatNumber == 0 { examples.append(example) }
        }
        let run = EvaluationRun(
            name: found.name,
            manifest: manifest,
            results: results.sorted { ($0.exampleID, $0.repeatNumber) < ($1.exampleID, $1.repeatNumber) },
            stopReason: found.isFinished ? nil : "The run has not reached its end."
        )
        return Loaded(id: found.id, run: run, examples: examples)
    }

    /// A result with what of its example reports need.
    static func entry(_ result: ExampleResult, _ example: Example?) -> EvaluationStore.Entry {
        var members = result.json.object ?? []
        if let example {
            members.append(.init("input", .string(example.input)))
            if !example.references.isEmpty {
                members.append(.init("references", .array(example.references.map { .string($0) })))
            }
            if !example.isAnswerable { members.append(.init("answerable", false)) }
            if !example.tags.isEmpty { members.append(.init("tags", .array(example.tags.map { .string($0) }))) }
            if let cluster = example.cluster { members.append(.init("cluster", .string(cluster))) }
        }
        return .init(exampleID: result.exampleID, repeatNumber: result.repeatNumber, result: .object(members))
    }
}

/// What the evaluation's commands ask of files and clocks.
enum EvalFiles {
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    static func write(_ text: String, to path: String) throws {
        try Array(text.utf8).withUnsafeBytes { try AtomicFile.write($0, to: path) }
    }

    /// What each line of a file of JSON objects gives; blank lines are passed over.
    ///
    /// - Throws: `CLIError` with code `lineInvalid` for a line that gives nothing or is not UTF-8.
    static func lines<Value>(
        _ path: String,
        expected: String,
        _ read: (JSONValue) -> Value?
    ) throws -> [Value] {
        var values: [Value] = []
        for (number, line) in try Input.bytes(path).split(separator: 10, omittingEmptySubsequences: false).enumerated()
        where line.contains(where: { $0 > 32 }) {
            guard let value = try json(line, number + 1, of: path).flatMap(read) else {
                throw CLIError.lineInvalid(file: path, line: number + 1, expected: expected)
            }
            values.append(value)
        }
        return values
    }

    /// The JSON of a line; nil where it is none.
    ///
    /// - Throws: `CLIError` with code `lineInvalid` for a line that is not UTF-8.
    private static func json(_ line: ArraySlice<UInt8>, _ number: Int, of path: String) throws -> JSONValue? {
        do {
            return try JSONValue(parsing: Array(line), requiresUTF8: true)
        } catch {
            if error.code == .notUTF8 { throw CLIError.lineInvalid(file: path, line: number, expected: "UTF-8") }
            return nil
        }
    }

    /// Seconds since 1970.
    static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    /// A time as people read it, in UTC.
    static func date(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    /// A dataset: a file of examples, a folder in SQuAD's form, or one in BEIR's.
    static func dataset(_ path: String, split: String = "test") throws -> Dataset {
        try datasetAndGaps(path, split: split).dataset
    }

    /// A dataset, and the documents that its judgements name but its corpus lacks, ascending.
    static func datasetAndGaps(_ path: String, split: String) throws -> (dataset: Dataset, gaps: [String]) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard isFolder(path) else {
            let bytes = try Input.bytes(path)
            return (try bytes.withUnsafeBytes { try Dataset(name: name, parsing: $0) }, [])
        }
        if exists(path + "/contexts.jsonl") { return (try Dataset(name: name, squad: try squad(path)), []) }
        guard exists(path + "/queries.jsonl") else { throw CLIError.datasetFormUnknown(path, split: split) }
        let queries = try MappedFile(path: path + "/queries.jsonl")
        let judgements = try MappedFile(path: path + "/qrels/\(split).tsv")
        let set = try queries.withBytes { queries in
            try judgements.withBytes { try BEIRDataset(queries: queries, judgements: $0) }
        }
        let corpus = exists(path + "/corpus.jsonl") ? try MappedFile(path: path + "/corpus.jsonl") : nil
        let documents = try corpus?.withBytes { try set.judgedDocuments(in: $0) } ?? [:]
        let gaps = set.judgedDocumentIDs.filter { documents[$0] == nil }.sorted()
        return (try Dataset(name: name, beir: set, documents: documents), gaps)
    }

    static func squad(_ folder: String) throws -> SQuADDataset {
        let contexts = try MappedFile(path: folder + "/contexts.jsonl")
        let questions = try MappedFile(path: folder + "/questions.jsonl")
        return try contexts.withBytes { contexts in
            try questions.withBytes { try SQuADDataset(contexts: contexts, questions: $0) }
        }
    }
}

extension CLIError {
    static func datasetFormUnknown(_ folder: String, split: String) -> Self {
        Self(
            identifier: "datasetFormUnknown",
            message: "The folder '\(folder)' is no dataset in a form that is known.",
            remedy: "Name a file of examples, a folder in SQuAD's form (contexts.jsonl, questions.jsonl), or one in "
                + "BEIR's (corpus.jsonl, queries.jsonl, qrels/\(split).tsv)."
        )
    }

    static func runMissing(_ name: String) -> Self {
        Self(
            identifier: "runMissing",
            message: "There is no file, run or baseline '\(name)'.",
            remedy: "Name a file of scores, or a run that 'wright eval run --name \(name)' has stored."
        )
    }

    static func settingInvalid(_ what: String, remedy: String) -> Self {
        Self(identifier: "settingInvalid", message: what, remedy: remedy)
    }
}
