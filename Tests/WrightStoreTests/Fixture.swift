import Foundation
import WrightModel
import WrightStore

/// A project in a folder of its own, with documents in `docs`.
final class Fixture: Sendable {
    let folder: TemporaryFolder
    let embedder: (any Embedder)?

    init(embedder: (any Embedder)?) throws {
        folder = try TemporaryFolder()
        self.embedder = embedder
        try FileManager.default.createDirectory(atPath: folder.path + "/docs", withIntermediateDirectories: true)
    }

    var project: ProjectFolder { ProjectFolder(path: folder.path) }

    func index(settings: ProjectSettings? = nil, isRebuild: Bool = false, batchFileLimit: Int? = nil) async throws
        -> IngestionReport
    {
        var settings = settings ?? ProjectSettings()
        settings.model = embedder.map { .named($0.model.name) } ?? ProjectSettings.ModelChoice.none
        var ingestion = FolderIngestion(project: project, settings: settings) { [embedder] _ in embedder }
        if let batchFileLimit { ingestion.batchFileLimit = batchFileLimit }
        return try await ingestion.run(folders: [folder.path + "/docs"], isRebuild: isRebuild)
    }

    func open() throws -> EmbeddedCorpus {
        try EmbeddedCorpus(project: project, embedder: embedder)
    }

    /// Writes a document of so many short sentences, hardly two the same.
    func writeLong(_ name: String, sentenceCount: Int) throws {
        let sentences = (0..<sentenceCount)
            .map { number in
                "Meadow \(number % 251) of \(name) lies \(number * 7919 % 10_007) steps off."
            }
        try folder.write("docs/\(name).txt", sentences.joined(separator: "\n"))
    }

    /// The files of all segments, absolute.
    func segmentFiles() throws -> [String] {
        let root = project.path + "/.wright/index"
        return try FileManager.default.subpathsOfDirectory(atPath: root).map { root + "/" + $0 }
            .filter { $0.contains("/lexical-") || $0.contains("/vectors-") }
    }
}
