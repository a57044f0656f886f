internal import GRDB
private import WrightCore

/// What the index was made with; another of these is refused or asks for a rebuild.
struct StoredSettings: Sendable, Hashable {
    var modelName: String?
    /// The name or folder that the model was asked for by.
    var modelReference: String?
    var modelFingerprint: String?
    var modelDimension: Int?
    /// A BCP-47 code.
    var language: String
    var analyzerFingerprint: String
    /// The chunker's name, and the tokens that were asked for.
    var chunker: String
    var chunkTokenCount: Int?
    /// The chunker with all that changes its chunks.
    var chunkerFingerprint: String
    /// The version of the parsers.
    var parserVersion: Int
    /// The folders and files that were indexed: relative to the project if they lie in it, else absolute.
    var folders: [String]

    /// Raised whenever a parser gives another text for the same bytes.
    static let currentParserVersion = 1

    /// The settings; nil in a store that holds nothing yet.
    static func fetch(_ db: Database) throws -> Self? {
        let rows = try Row.fetchAll(db, sql: "SELECT name, value FROM setting")
        let values = Dictionary(uniqueKeysWithValues: rows.map { ($0["name"] as String, $0["value"] as String) })
        guard let language = values["language"], let analyzer = values["analyzerFingerprint"],
            let chunker = values["chunkerFingerprint"], let parser = values["parserVersion"].flatMap({ Int($0) })
        else { return nil }
        return Self(
            modelName: values["modelName"],
            modelReference: values["modelReference"],
            modelFingerprint: values["modelFingerprint"],
            modelDimension: values["modelDimension"].flatMap { Int($0) },
            language: language,
            analyzerFingerprint: analyzer,
            chunker: values["chunker"] ?? "structure",
            chunkTokenCount: values["chunkTokens"].flatMap { Int($0) },
            chunkerFingerprint: chunker,
            parserVersion: parser,
            folders: try JSONValue(parsing: values["folders"] ?? "[]").array?.compactMap(\.string) ?? []
        )
    }

    func save(_ db: Database) throws {
        let values: [(String, String?)] = [
            ("modelName", modelName), ("modelReference", modelReference), ("chunker", chunker),
            ("chunkTokens", chunkTokenCount.map { String($0) }), ("modelFingerprint", modelFingerprint),
            ("modelDimension", modelDimension.map { String($0) }), ("language", language),
            ("analyzerFingerprint", analyzerFingerprint), ("chunkerFingerprint", chunkerFingerprint),
            ("parserVersion", String(parserVersion)), ("folders", JSONValue.array(folders.map { .string($0) }).text()),
        ]
        for (name, value) in values {
            if let value {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO setting(name, value) VALUES (?, ?)",
                    arguments: [name, value]
                )
            } else {
                try db.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [name])
            }
        }
    }
}
