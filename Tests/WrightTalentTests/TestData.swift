import Foundation
import WrightCore

/// The data that tests measure on; it is not part of the package.
enum TestData {
    /// The folder: `WRIGHT_DATA`, else `../shared/data` beside the package.
    static var folder: URL {
        if let path = ProcessInfo.processInfo.environment["WRIGHT_DATA"], !path.isEmpty {
            return URL(fileURLWithPath: path)
        }
        return packageRoot.deletingLastPathComponent().appendingPathComponent("shared/data")
    }

    static var packageRoot: URL {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// The lines of a data file as JSON; nil where it is not there, which is said.
    static func lines(_ name: String, for test: String) throws -> [JSONValue]? {
        let url = folder.appendingPathComponent(name)
        guard FileManager.default.fileExists(atPath: url.path) else {
            print("skipped: \(test) (no data)")
            return nil
        }
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
            .map { try JSONValue(parsing: String($0)) }
    }

    static func fixture(_ name: String) throws -> String {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/" + name)
        return try String(contentsOf: url, encoding: .utf8)
    }
}
