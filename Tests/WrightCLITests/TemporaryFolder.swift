import Foundation
import Testing

/// A folder that is removed with the value that owns it.
final class TemporaryFolder: Sendable {
    /// The folder, absolute, links resolved.
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("wright-cli-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.resolvingSymlinksInPath().path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func url(_ name: String) -> URL { URL(fileURLWithPath: path + "/" + name) }

    /// Writes a file and the folders above it.
    func write(_ name: String, _ text: String) throws {
        try write(name, Array(text.utf8))
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try FileManager.default.createDirectory(
            at: url(name).deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: url(name))
    }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: url(name)))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(at: url(name))
    }

    /// Sets when a file was changed, in seconds since 1970.
    func setModified(_ name: String, _ seconds: Int) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: Double(seconds))],
            ofItemAtPath: url(name).path
        )
    }

    /// Files below a folder, by paths that begin with the folder's name.
    func files(in name: String) -> [String] {
        (FileManager.default.enumerator(atPath: url(name).path)?.compactMap { $0 as? String } ?? [])
            .map { name + "/" + $0 }
            .filter {
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: url($0).path, isDirectory: &isFolder)
                    && !isFolder.boolValue
            }
            .sorted()
    }

    /// A copy of the handbook of the fixtures, as `handbook`.
    func copyHandbook() throws {
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/handbook")
        try FileManager.default.copyItem(at: fixture, to: url("handbook"))
    }

    /// Runs `wright` here.
    func wright(_ arguments: String..., input: String = "") async throws -> ProcessResult {
        try await WrightProcess.wright(arguments, in: path, input: input)
    }

    /// Runs a line of the shell here, with the program's folder first on the path.
    func shell(_ line: String) async throws -> ProcessResult {
        let folder = URL(fileURLWithPath: try WrightProcess.executable).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return try await WrightProcess.run(
            "/bin/sh",
            ["-c", line],
            .init(folder: self.path, environment: ["PATH": folder + ":" + path])
        )
    }
}

extension TemporaryFolder {
    /// A folder with the handbook, indexed by its words.
    static func indexedHandbook() async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        let result = try await folder.wright("index", "--quiet", "--model", "none", "handbook")
        try #require(result.status == 0, "\(result.messageText)")
        return folder
    }
}
