internal import GRDB

extension StoredSettings {
    /// Brings folders that are stored absolute, but lie or lay below the project, into the form relative to it.
    ///
    /// A folder of a project that was moved or copied since is known by its documents: they are named relative to the
    /// project, by the folder's last parts.
    static func renameFolders(in project: ProjectFolder, _ database: StoreDatabase) throws {
        guard var settings = try database.read({ try fetch($0) }) else { return }
        let folders = try database.read { db in
            var folders = try settings.folders.map { try relativeFolder($0, in: project, db) }
            for place in folders.indices {
                if try isFormerProject(folders[place], beside: folders, db) { folders[place] = "." }
            }
            var seen: Set<String> = []
            return folders.filter { seen.insert($0).inserted }
        }
        guard folders != settings.folders else { return }
        settings.folders = folders
        try database.write { try settings.save($0) }
    }

    private static func relativeFolder(_ folder: String, in project: ProjectFolder, _ db: Database) throws -> String {
        let stored = project.storedFolder(folder)
        guard stored.hasPrefix("/"), try !holdsDocuments(below: stored, db) else { return stored }
        let parts = folder.split(separator: "/")
        for count in stride(from: parts.count - 1, through: 1, by: -1) {
            let suffix = parts.suffix(count).joined(separator: "/")
            if try holdsDocuments(below: suffix, db) { return suffix }
        }
        return stored
    }

    /// Whether a folder was the project's own: it holds no document, and some lie in no other folder.
    private static func isFormerProject(_ folder: String, beside folders: [String], _ db: Database) throws -> Bool {
        guard folder.hasPrefix("/"), try !holdsDocuments(below: folder, db) else { return false }
        let others = folders.filter { $0 != folder }
        let uris = try String.fetchCursor(
            db,
            sql: "SELECT uri FROM document WHERE byteCount >= 0 AND substr(uri, 1, 1) <> '/'"
        )
        while let uri = try uris.next() {
            if !others.contains(where: { $0 == "." || uri == $0 || uri.hasPrefix($0 + "/") }) { return true }
        }
        return false
    }

    /// Whether the store holds a document that was read from a file of that name or below it.
    private static func holdsDocuments(below name: String, _ db: Database) throws -> Bool {
        let prefix = name == "/" ? name : name + "/"
        return try Int.fetchOne(
            db,
            sql: """
                SELECT 1 FROM document
                WHERE byteCount >= 0 AND (uri = ?1 OR substr(uri, 1, length(?2)) = ?2) LIMIT 1
                """,
            arguments: [name, prefix]
        ) != nil
    }
}
