import Foundation
import GRDB
import Testing
import WrightCore
import WrightRetrieval
import WrightStore
import WrightTesting

/// What becomes of indexed folders that move with their project, or are not there any more.
struct IndexedFolderTests {
    private static func index(
        _ path: String,
        _ folders: [String] = [],
        forgetting forgotten: [String] = [],
        isRebuild: Bool = false,
        settings: ProjectSettings = ProjectSettings()
    ) async throws -> IngestionReport {
        var settings = settings
        settings.model = ProjectSettings.ModelChoice.none
        return try await FolderIngestion(project: ProjectFolder(path: path), settings: settings) { _ in nil }
            .run(folders: folders, forgetting: forgotten, isRebuild: isRebuild)
    }

    private static func documentCount(_ path: String) throws -> Int {
        try EmbeddedCorpus(project: ProjectFolder(path: path), embedder: nil).status().documentCount
    }

    /// A project in the folder `old` with an indexed folder, below which the folder's name stands for itself.
    private static func project(_ indexed: String = "/docs") async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("old/docs/a.md", "# Tea\n\nGreen tea.")
        try folder.write("old/docs/b.md", "# Coffee\n\nBlack coffee.")
        #expect(try await index(folder.path + "/old", [folder.path + "/old" + indexed]).addedCount == 2)
        return folder
    }

    /// Writes the folder into the store as an absolute path.
    private static func makeAbsolute(_ path: String, _ indexed: String) async throws {
        let database = try DatabaseQueue(path: path + "/.wright/wright.sqlite")
        let value = "[\"\(ProjectFolder(path: path).path + indexed)\"]"
        try await database.write {
            try $0.execute(sql: "UPDATE setting SET value = ? WHERE name = 'folders'", arguments: [value])
        }
    }

    @Test("folders move with their project", arguments: ["/docs", ""], [false, true])
    func foldersMoveWithTheirProject(indexed: String, isAbsolute: Bool) async throws {
        let folder = try await Self.project(indexed)
        let (old, new) = (folder.path + "/old", folder.path + "/new")
        if isAbsolute { try await Self.makeAbsolute(old, indexed) }
        try FileManager.default.moveItem(atPath: old, toPath: new)
        try folder.write("new/docs/b.md", "# Coffee\n\nWhite coffee.", age: 60)
        let report = try await Self.index(new)
        #expect(report.updatedCount == 1 && report.unchangedCount == 1 && report.removedCount == 0)
        #expect(report.failures.isEmpty)
        #expect(try await Self.index(new, isRebuild: true).chunkCount == 2)
        let status = try EmbeddedCorpus(project: ProjectFolder(path: new), embedder: nil).status()
        #expect(status.folders == [ProjectFolder(path: new).path + indexed])
    }

    @Test("a copy indexes its own files", arguments: [false, true])
    func aCopyIndexesItsOwnFiles(isAbsolute: Bool) async throws {
        let folder = try await Self.project()
        let (old, new) = (folder.path + "/old", folder.path + "/new")
        if isAbsolute { try await Self.makeAbsolute(old, "/docs") }
        try FileManager.default.copyItem(atPath: old, toPath: new)
        try folder.write("old/docs/c.md", "# Milk")
        try folder.write("new/docs/d.md", "# Water")
        #expect(try await Self.index(new).addedCount == 1)
        let corpus = try EmbeddedCorpus(project: ProjectFolder(path: new), embedder: nil)
        #expect(try corpus.documents(endingIn: "d.md") == ["docs/d.md"])
        #expect(try corpus.documents(endingIn: "c.md").isEmpty)
    }

    @Test func foldersOutsideTheProjectStayAbsolute() async throws {
        let folder = try await Self.project()
        try folder.write("shared/c.md", "# Milk")
        _ = try await Self.index(folder.path + "/old", [folder.path + "/shared"])
        try FileManager.default.moveItem(atPath: folder.path + "/old", toPath: folder.path + "/new")
        let report = try await Self.index(folder.path + "/new")
        #expect(report.unchangedCount == 3 && report.failures.isEmpty && report.removedCount == 0)
    }

    @Test func aFolderThatIsNotThereKeepsItsDocuments() async throws {
        let folder = try await Self.project()
        let path = folder.path + "/old"
        try folder.write("shared/c.md", "# Milk")
        _ = try await Self.index(path, [folder.path + "/shared"])
        let shared = ProjectFolder(path: folder.path + "/shared").path
        try FileManager.default.moveItem(atPath: folder.path + "/shared", toPath: folder.path + "/away")
        for _ in 0..<2 {
            let report = try await Self.index(path)
            #expect(report.failures.map(\.uri) == [shared] && report.failures.map(\.reason) == ["folderMissing"])
            #expect(report.failures.first?.message.hasPrefix("The folder '\(shared)' is not there") == true)
            #expect(report.removedCount == 0 && report.unchangedCount == 2)
            #expect(try Self.documentCount(path) == 3)
        }
        let error = await #expect(throws: StoreError.self) { try await Self.index(path, isRebuild: true) }
        #expect(error?.code == .folderMissing && error?.remedy?.contains("--forget") == true)
        #expect(try Self.documentCount(path) == 3)
        try FileManager.default.moveItem(atPath: folder.path + "/away", toPath: folder.path + "/shared")
        let back = try await Self.index(path)
        #expect(back.failures.isEmpty && back.unchangedCount == 3)
        #expect(try EmbeddedCorpus(project: ProjectFolder(path: path), embedder: nil).status().failures.isEmpty)
    }

    @Test("a folder is forgotten with its documents", arguments: [false, true])
    func aFolderIsForgotten(isThere: Bool) async throws {
        let folder = try await Self.project()
        let path = folder.path + "/old"
        try folder.write("shared/c.md", "# Milk")
        _ = try await Self.index(path, [folder.path + "/shared"])
        if !isThere { try folder.remove("old/docs") }
        let report = try await Self.index(path, forgetting: [path + "/docs"])
        #expect(report.removedCount == 2 && report.unchangedCount == 1 && report.failures.isEmpty)
        #expect(try await Self.index(path).unchangedCount == 1)
        let unknown = await #expect(throws: StoreError.self) { try await Self.index(path, forgetting: ["docs"]) }
        #expect(unknown?.code == .folderUnknown)
        #expect(try await Self.index(path, forgetting: [folder.path + "/shared"]).removedCount == 1)
        let none = await #expect(throws: StoreError.self) { try await Self.index(path) }
        #expect(none?.code == .nothingToIndex)
    }

    @Test func aFolderOfWhichAnotherIsAPartIsForgottenAlone() async throws {
        let folder = try await Self.project("")
        let path = folder.path + "/old"
        _ = try await Self.index(path, [path + "/docs"])
        let report = try await Self.index(path, forgetting: ["docs"])
        #expect(report.removedCount == 0 && report.unchangedCount == 2)
    }

    @Test func aFolderWithoutFilesIsNoted() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/docs", withIntermediateDirectories: true)
        let report = try await Self.index(folder.path, [folder.path + "/docs"])
        #expect(report.notes == ["The folder 'docs' holds nothing that can be read."])
        try folder.write("docs/a.md", "# Tea")
        #expect(try await Self.index(folder.path).notes.isEmpty)
        var settings = ProjectSettings()
        settings.excludes = ["*.md"]
        let excluded = try await Self.index(folder.path, settings: settings)
        #expect(excluded.notes == ["The folder 'docs' holds nothing that can be read with the patterns that are set."])
    }

    @Test(.disabled(if: getuid() == 0, "The superuser may read every folder."))
    func aFolderThatMayNotBeReadHasARemedy() async throws {
        let folder = try await Self.project()
        let path = folder.path + "/old"
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path + "/docs")
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path + "/docs") }
        let report = try await Self.index(path, [path])
        let message =
            "The folder 'docs' cannot be read: Permission denied. "
            + "Check that the folder exists and that you may read it."
        #expect(report.failures.map(\.message) == [message])
        #expect(report.removedCount == 0)
    }

    @Test func aModelThatIsNotInstalledIsNamedBeforeARebuildIsAdvised() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        try fixture.folder.write("docs/a.md", "# Tea")
        _ = try await fixture.index()
        var settings = ProjectSettings()
        settings.model = .named("nosuch")
        let asked = settings
        let missing = await #expect(throws: StoreError.self) {
            try await FolderIngestion(project: fixture.project, settings: asked) { _ in nil }.run(folders: [])
        }
        #expect(missing?.code == .modelMissing)
        let other = await #expect(throws: StoreError.self) {
            try await FolderIngestion(project: fixture.project, settings: asked) { _ in fixture.embedder }
                .run(folders: [])
        }
        #expect(other?.code == .modelMismatch)
    }

    @Test("languages are codes", arguments: ["english", "klingon", "e", "de_", "d3"])
    func languagesAreCodes(name: String) throws {
        let error = #expect(throws: StoreError.self) { try ProjectSettings(yaml: "language: \(name)") }
        #expect(error?.code == .settingsInvalid)
        #expect(error?.message.contains("'\(name)' is not a language's code; known are ar, ca, ") == true)
        #expect(try ProjectSettings(yaml: "language: auto").language == nil)
        #expect(try ProjectSettings(yaml: "language: de-AT").language == "de-AT")
    }

    @Test func aLanguageWithoutAStemmerIsNoted() async throws {
        let folder = try TemporaryFolder()
        try folder.write("docs/a.md", "# 茶")
        let settings = try ProjectSettings(yaml: "language: zh")
        let report = try await Self.index(folder.path, [folder.path + "/docs"], settings: settings)
        #expect(report.notes == ["Words of the language 'zh' are not stemmed, so they are found as they stand."])
    }
}
