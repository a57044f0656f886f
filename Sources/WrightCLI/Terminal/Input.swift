private import Foundation
private import WrightCore

/// What commands read.
enum Input {
    /// Bytes that are taken from standard input at most.
    private static let limit = 64 << 20

    /// The argument, or standard input where the argument is `-`.
    ///
    /// Bytes that are not UTF-8 become U+FFFD.
    static func text(_ argument: String) throws -> String {
        guard argument == "-" else { return argument }
        let bytes = try FileHandle.standardInput.read(upToCount: limit) ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes of a file, or of standard input where the name is `-`.
    static func bytes(_ name: String) throws -> [UInt8] {
        guard name == "-" else { return try MappedFile(path: name).withBytes { Array($0) } }
        return Array(try FileHandle.standardInput.readToEnd() ?? Data())
    }
}
