#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif
internal import WrightCore

let usage = "Give 'lexical DOCUMENTS.jsonl QUERIES.jsonl [--terms]' or 'vectors VECTORS.npy QUERIES.npy'."

func result(of arguments: [String]) throws -> JSONValue {
    guard arguments.count >= 3 else { throw BenchmarkError.wrongUsage(usage) }
    switch arguments[0] {
    case "lexical":
        let areTerms = arguments.contains("--terms")
        return try LexicalBenchmark(documentsPath: arguments[1], queriesPath: arguments[2], areTerms: areTerms).run()
    case "vectors":
        return try VectorBenchmark(vectorsPath: arguments[1], queriesPath: arguments[2]).run()
    default:
        throw BenchmarkError.wrongUsage(usage)
    }
}

do {
    print(try result(of: Array(CommandLine.arguments.dropFirst())).text())
} catch let error as any DescribedError {
    let lines = Array("error: \(error.message)\n\(error.remedy.map { "fix: \($0)\n" } ?? "")".utf8)
    _ = write(STDERR_FILENO, lines, lines.count)
    exit(1)
}
