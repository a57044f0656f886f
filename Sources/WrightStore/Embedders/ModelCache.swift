internal import WrightCore
private import Foundation

/// The models of this user: one folder each in the platform's cache folder, verified when they were installed.
public struct ModelCache: Sendable {
    /// The folder that holds the models.
    public let path: String

    /// Takes `path`, or the user's cache folder: `$WRIGHT_CACHE/models`, `$XDG_CACHE_HOME/wright/models`,
    /// `~/Library/Caches/wright/models` on macOS, else `~/.cache/wright/models`.
    public init(path: String? = nil) {
        self.path = path ?? Self.defaultPath
    }

    private static var defaultPath: String {
        let environment = ProcessInfo.processInfo.environment
        if let folder = environment["WRIGHT_CACHE"], !folder.isEmpty { return folder + "/models" }
        if let folder = environment["XDG_CACHE_HOME"], !folder.isEmpty { return folder + "/wright/models" }
        let home = environment["HOME"] ?? NSHomeDirectory()
        #if os(macOS)
        return home + "/Library/Caches/wright/models"
        #else
        return home + "/.cache/wright/models"
        #endif
    }

    /// The folder of a model: `name` itself if it is a path, else the folder of that name in the cache.
    public func folder(of name: String) -> String {
        name.contains("/") ? name : path + "/" + name
    }

    /// Whether a model of that name is there whole.
    public func holds(_ name: String) -> Bool {
        let folder = folder(of: name)
        let names = name.contains("/") ? Self.weightNames : [Self.recordName]
        return names.contains { FileManager.default.fileExists(atPath: folder + "/" + $0) }
    }

    /// The models in the cache, by name.
    public func installed() -> [InstalledModel] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().compactMap { record(of: $0) }
    }

    /// What was recorded when a model was installed; nil where it is not installed.
    public func record(of name: String) -> InstalledModel? {
        guard let bytes = FileManager.default.contents(atPath: folder(of: name) + "/" + Self.recordName),
            let json = try? JSONValue(parsing: Array(bytes)), let files = json["files"]?.object
        else { return nil }
        return InstalledModel(
            name: name,
            source: json["source"]?.string ?? "",
            hashes: Dictionary(
                files.map { ($0.name, $0.value.string ?? "") },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }

    /// Copies a model's files into the cache, checks them, and records their hashes.
    ///
    /// - Parameters:
    ///   - model: What should be installed; its known hashes must hold.
    ///   - folder: A folder that holds the files.
    ///   - source: Where they come from, for the record.
    /// - Throws: ``StoreError`` with code `modelCorrupt`, `modelMissing`, `writeFailed` or `diskFull`; the cache is
    ///   then
    ///   as it was.
    public func install(_ model: ModelSpecification, from folder: String, source: String) throws {
        let manager = FileManager.default
        let staging = path + "/." + model.name + ".\(ProcessInfo.processInfo.processIdentifier)"
        try? manager.removeItem(atPath: staging)
        defer { try? manager.removeItem(atPath: staging) }
        try creatingFolder(staging)
        var members: [JSONValue.Member] = []
        for file in model.files {
            let origin = folder + "/" + file.name
            guard manager.fileExists(atPath: origin) else {
                if file.isOptional { continue }
                throw StoreError.modelMissing(name: model.name + "/" + file.name, path: folder)
            }
            let mapped = try MappedFile(path: origin)
            let found = mapped.withBytes { ContentHash(of: $0) }
            if let expected = file.hash, expected != found.description {
                throw StoreError.modelCorrupt(file: origin, expected: expected, found: found.description)
            }
            let destination = staging + "/" + file.name
            try creatingFolder(String(destination[..<(destination.lastIndex(of: "/") ?? destination.endIndex)]))
            try mapped.withBytes { try AtomicFile.write($0, to: destination) }
            members.append(JSONValue.Member(file.name, .string(found.description)))
        }
        let record: JSONValue = ["schema": 1, "source": .string(source), "files": .object(members)]
        try Array(record.text(indented: true).utf8)
            .withUnsafeBytes {
                try AtomicFile.write($0, to: staging + "/" + Self.recordName)
            }
        try? manager.removeItem(atPath: self.folder(of: model.name))
        do {
            try manager.moveItem(atPath: staging, toPath: self.folder(of: model.name))
        } catch {
            throw StoreError.writeFailed(path: self.folder(of: model.name), reason: error.localizedDescription)
        }
    }

    /// Checks every file of an installed model against the hash that was recorded.
    ///
    /// Reads the whole model.
    ///
    /// - Throws: ``StoreError`` with code `modelMissing` or `modelCorrupt`.
    public func verify(_ name: String) throws {
        guard let record = record(of: name) else { throw StoreError.modelMissing(name: name, path: folder(of: name)) }
        for (file, expected) in record.hashes.sorted(by: { $0.key < $1.key }) {
            let path = folder(of: name) + "/" + file
            let found = try MappedFile(path: path).withBytes { ContentHash(of: $0) }.description
            if found != expected { throw StoreError.modelCorrupt(file: path, expected: expected, found: found) }
        }
    }

    private func creatingFolder(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw StoreError.writeFailed(path: folder, reason: error.localizedDescription)
        }
    }

    private static let recordName = "wright-model.json"
    private static let weightNames = ["model.safetensors", "0_StaticEmbedding/model.safetensors"]
}

/// A model in the cache.
public struct InstalledModel: Sendable, Hashable {
    /// The model's name.
    public var name: String
    /// Where its files came from.
    public var source: String
    /// The SHA-256 of each file, by name.
    public var hashes: [String: String]
}
