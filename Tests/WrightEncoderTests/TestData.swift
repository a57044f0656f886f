private import Foundation
internal import WrightCore

/// Where fixtures and the installed model are.
enum TestData {
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures").path

    /// The folder of all-MiniLM-L6-v2, or nil, with a line that says so.
    static func installedModel(_ test: String = #function) -> String? {
        let folder =
            ProcessInfo.processInfo.environment["WRIGHT_MODEL"]
            ?? NSString(string: "~/.cache/wright/models/all-MiniLM-L6-v2").expandingTildeInPath
        guard FileManager.default.fileExists(atPath: folder + "/model.safetensors") else {
            print("skipped: \(test) (no model)")
            return nil
        }
        return folder
    }

    /// The little-endian floats of a file, cut into vectors.
    static func vectors(_ path: String, dimension: Int) throws -> [[Float]] {
        let stored = try bytes(path)
        let values = stored.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4)
                .map { offset in
                    Float(
                        bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                    )
                }
        }
        return stride(from: 0, to: values.count, by: dimension).map { Array(values[$0..<$0 + dimension]) }
    }

    static func json(_ path: String) throws -> JSONValue {
        try JSONValue(parsing: try bytes(path))
    }

    /// A folder that is removed after use, with a copy of a tiny model of the fixtures.
    static func withCopy(of name: String, _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wright-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: fixtures + "/" + name, toPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(filePath: path))
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        let file = try MappedFile(path: path)
        return withExtendedLifetime(file) { Array(file.bytes) }
    }

    static func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: path)
    }

    static func cosine(_ left: [Float], _ right: [Float]) -> Double {
        var product = 0.0
        var lengths = (0.0, 0.0)
        for (one, other) in zip(left, right) {
            product += Double(one) * Double(other)
            lengths.0 += Double(one) * Double(one)
            lengths.1 += Double(other) * Double(other)
        }
        return product / (lengths.0 * lengths.1).squareRoot()
    }

    static func values(_ count: Int, seed: UInt64, reach: Float = 1) -> [Float] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in Float.random(in: -reach...reach, using: &random) }
    }

    static func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
        zip(left, right).map { abs($0 - $1) }.max() ?? 0
    }
}
