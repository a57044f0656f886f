#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif
internal import WrightCore
internal import WrightIndex

let usage = """
    Give 'embed MODEL TEXTS.jsonl [PRECISION]', 'lexical DOCUMENTS.jsonl QUERIES.jsonl [--terms]',
    'lexical-indexing DOCUMENTS.jsonl THREADS',
    'vectors VECTORS.npy QUERIES.npy', 'ann VECTORS.npy QUERIES.npy [--degree N] [--breadth N] [--threads N]',
    'crossover VECTORS.npy QUERIES.npy', 'growth-build FOLDER COUNT [--codes]', 'growth-search FOLDER COUNT',
    'corpus MODEL PROJECT QUESTIONS.jsonl', 'prompt'
    or 'provider ADDRESS'.
    """

func result(of arguments: [String]) throws -> JSONValue {
    if arguments.first == "prompt" { return try PromptBenchmark.run() }
    if arguments.count == 2, arguments[0] == "provider" { return try ProviderBenchmark(address: arguments[1]).run() }
    guard arguments.count >= 3 else { throw BenchmarkError.wrongUsage(usage) }
    switch arguments[0] {
    case "lexical":
        let areTerms = arguments.contains("--terms")
        return try LexicalBenchmark(documentsPath: arguments[1], queriesPath: arguments[2], areTerms: areTerms).run()
    case "embed":
        let precision = arguments.count > 3 ? arguments[3] : "int8"
        return try EmbedBenchmark(modelFolder: arguments[1], textsPath: arguments[2], precisionName: precision).run()
    case "lexical-indexing":
        let threadCount = Int(arguments[2]) ?? 0
        return try LexicalIndexingBenchmark(documentsPath: arguments[1], threadCount: threadCount).run()
    case "vectors":
        return try VectorBenchmark(vectorsPath: arguments[1], queriesPath: arguments[2]).run()
    case "ann":
        var benchmark = GraphBenchmark(vectorsPath: arguments[1], queriesPath: arguments[2])
        benchmark.parameters = VectorGraphParameters(
            degree: number("--degree", arguments) ?? benchmark.parameters.degree,
            breadth: number("--breadth", arguments) ?? benchmark.parameters.breadth,
            threadCount: number("--threads", arguments) ?? 2,
            minimumCount: 1
        )
        return try benchmark.run()
    case "crossover":
        return try GraphBenchmark(vectorsPath: arguments[1], queriesPath: arguments[2]).crossover()
    case "growth-build", "growth-search":
        guard let count = Int(arguments[2]), count > 0 else { throw BenchmarkError.wrongUsage(usage) }
        let storesCodesOnly = arguments.contains("--codes")
        let benchmark = GrowthBenchmark(folder: arguments[1], count: count, storesCodesOnly: storesCodesOnly)
        return arguments[0] == "growth-build" ? try benchmark.build() : try benchmark.search()
    case "corpus" where arguments.count == 4:
        let benchmark = CorpusBenchmark(
            modelFolder: arguments[1],
            projectFolder: arguments[2],
            questionsPath: arguments[3]
        )
        return try benchmark.run()
    default:
        throw BenchmarkError.wrongUsage(usage)
    }
}

func number(_ name: String, _ arguments: [String]) -> Int? {
    arguments.firstIndex(of: name).flatMap { arguments.dropFirst($0 + 1).first }.flatMap { Int($0) }
}

do {
    print(try result(of: Array(CommandLine.arguments.dropFirst())).text())
} catch let error as any DescribedError {
    let lines = Array("error: \(error.message)\n\(error.remedy.map { "fix: \($0)\n" } ?? "")".utf8)
    _ = write(STDERR_FILENO, lines, lines.count)
    exit(1)
}
