import Foundation

/// A file of the repository.
struct SourceFile: Sendable {
    /// The path from the root, such as `Sources/WrightCore/ByteCount.swift`.
    let path: String
    let text: String
}

/// The repository's own text files, found from the place of this file.
enum SourceTree {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Swift files of the sources.
    static let sources = files.filter { $0.path.hasPrefix("Sources/") && $0.path.hasSuffix(".swift") }
    /// Swift files of the sources and the tests.
    static let swift = files.filter { $0.path.hasSuffix(".swift") && $0.path != "Package.swift" }
    /// Everything that people wrote or generated, but for recorded data.
    static let written = files.filter { file in
        !["Fixtures", "Goldens", "FailCases", "Resources"].contains { file.path.contains("/\($0)/") }
    }

    /// All text files.
    static let files: [SourceFile] = {
        let folders = ["Sources", "Tests", "Scripts", "Documentation", "Benchmarks", "Examples", ".ci", ".github"]
        let atRoot = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        let paths = folders.flatMap(paths(below:)) + atRoot.filter(isText)
        return paths.sorted().compactMap(read)
    }()

    private static let fileLimit = 50_000
    private static let sizeLimit = 4 << 20
    private static let endings: Set<String> = [
        "swift", "c", "h", "modulemap", "md", "py", "sh", "json", "jsonl", "yml", "yaml", "txt", "tsv", "tutorial",
    ]

    private static func paths(below folder: String) -> [String] {
        guard let walker = FileManager.default.enumerator(atPath: root.appending(path: folder).path) else { return [] }
        var paths: [String] = []
        for case let path as String in walker where paths.count < fileLimit {
            if path.contains(".build/") || path.hasSuffix(".build") || path.contains("__pycache__") { continue }
            if isText(path) { paths.append("\(folder)/\(path)") }
        }
        return paths
    }

    private static func isText(_ path: String) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if ["Makefile", "Dockerfile", ".gitignore", ".swift-format", "LICENSE"].contains(name) { return true }
        return name.split(separator: ".").last.map { endings.contains(String($0)) } ?? false
    }

    private static func read(_ path: String) -> SourceFile? {
        let url = root.appending(path: path)
        guard let data = try? Data(contentsOf: url), data.count <= sizeLimit else { return nil }
        return String(data: data, encoding: .utf8).map { SourceFile(path: path, text: $0) }
    }
}
