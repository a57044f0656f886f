public import WrightCore

/// The version of a prompt: a hash of what it says.
///
/// Hashed are the source with line ends made `\n`, a byte order mark and white space at the end taken away, and in the
/// same way each partial that it includes, by name. So the version does not depend on the file's name, on the editor
/// that wrote it, or on the system that it lies on; a change in a partial is a new version.
public struct PromptVersion: Sendable, Hashable, CustomStringConvertible {
    /// The SHA-256.
    public let hash: ContentHash

    /// Takes a hash.
    public init(hash: ContentHash) {
        self.hash = hash
    }

    /// Hashes a source and its partials.
    public init(source: String, partials: [String: String]) {
        var hasher = ContentHash.Hasher()
        hasher.update("wright prompt 1\u{0}" + Self.normalised(source))
        for (name, text) in partials.sorted(by: { $0.key < $1.key }) {
            hasher.update("\u{0}partial\u{0}" + name + "\u{0}" + Self.normalised(text))
        }
        hash = hasher.finalize()
    }

    /// Reads 64 hexadecimal digits; nil for anything else.
    public init?(_ text: String) {
        guard let hash = ContentHash(hexadecimal: text) else { return nil }
        self.hash = hash
    }

    /// The hash as 64 hexadecimal digits.
    public var description: String { hash.description }

    /// The first 12 digits, for people.
    public var short: String { String(description.prefix(12)) }

    static func normalised(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == 10, previous == 13 { bytes.removeLast() }
            bytes.append(byte == 13 ? 10 : byte)
            if byte == 10, previous == 13 { bytes[bytes.count - 1] = 10 }
            previous = byte
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        while let last = bytes.last, last == 10 || last == 32 || last == 9 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
