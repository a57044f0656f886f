import Foundation

/// The benchmark sets, which are not part of the package.
enum BenchmarkData {
    private static let packageRoot = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folder of a set or file, or nil where the data is not on this machine.
    static func url(_ path: String) -> URL? {
        let root =
            ProcessInfo.processInfo.environment["WRIGHT_DATA"].map { URL(filePath: $0) }
            ?? packageRoot.appending(path: "../shared/data").standardizedFileURL
        let url = root.appending(path: path)
        guard FileManager.default.fileExists(atPath: url.path) else {
            print("skipped: '\(path)' (no data)")
            return nil
        }
        return url
    }

    /// A file of this target's fixtures.
    static func fixture(_ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)"))
    }

    /// The records of a file with one JSON object on each line.
    static func records<Record: Decodable>(_ type: Record.Type, in data: Data) throws -> [Record] {
        let decoder = JSONDecoder()
        return try data.split(separator: 10).map { try decoder.decode(type, from: Data($0)) }
    }

    /// The strings in some fields of a file with one JSON object on each line, in order; a missing field is empty.
    static func strings(_ fields: [String], in url: URL) throws -> [String] {
        struct Field: Decodable {
            let values: [String: String]

            private struct Key: CodingKey {
                var stringValue: String
                var intValue: Int? { nil }
                init(stringValue: String) { self.stringValue = stringValue }
                init?(intValue: Int) { nil }
            }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Key.self)
                var values: [String: String] = [:]
                for key in container.allKeys {
                    values[key.stringValue] = try? container.decode(String.self, forKey: key)
                }
                self.values = values
            }
        }
        return try records(Field.self, in: Data(contentsOf: url))
            .flatMap { record in
                fields.map { record.values[$0] ?? "" }
            }
    }
}
