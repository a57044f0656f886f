import Foundation
import WrightCore

/// What the tests read: recorded fixtures beside them, and benchmark data outside the repository.
enum Fixture {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    static func json(_ name: String) throws -> JSONValue {
        let file = try MappedFile(path: folder.appending(path: "Fixtures/\(name)").path)
        return try withExtendedLifetime(file) { try JSONValue(parsing: file.bytes) }
    }

    /// A file of the benchmark data, or nil, with a line that says so, where the data is not installed.
    static func benchmarkFile(_ path: String) throws -> MappedFile? {
        let root = folder.deletingLastPathComponent().deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["WRIGHT_DATA"].map { URL(filePath: $0) }
        let data = named ?? root.deletingLastPathComponent().appending(path: "shared/data")
        let file = data.appending(path: path).path
        guard FileManager.default.fileExists(atPath: file) else {
            print("skipped: \(path) (no data)")
            return nil
        }
        return try MappedFile(path: file)
    }
}

extension JSONValue {
    var doubles: [Double] { (array ?? []).compactMap(\.double) }
    var bools: [Bool] { (array ?? []).compactMap(\.bool) }
    var ranges: [Range<Int>] {
        (array ?? [])
            .compactMap { pair in
                guard let ends = pair.array?.compactMap(\.int), ends.count == 2 else { return nil }
                return ends[0]..<ends[1]
            }
    }
}

/// Gives a text's bytes to a reader.
func reading<Result>(_ text: String, _ read: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try Array(text.utf8).withUnsafeBytes(read)
}
