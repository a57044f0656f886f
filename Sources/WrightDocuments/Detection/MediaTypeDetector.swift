/// Finds out what bytes are by looking at them.
///
/// The name decides only between kinds of plain text that no content tells apart: Markdown, program text, other text.
public enum MediaTypeDetector {
    /// What bytes turned out to be.
    public enum Detection: Sendable, Hashable {
        /// A format that Wright reads.
        case known(MediaType)
        /// Another format, as a noun phrase such as `a PNG image`.
        case other(String)
    }

    /// Looks at the bytes of an item.
    ///
    /// - Parameters:
    ///   - bytes: All of the item's bytes.
    ///   - name: The item's name or path; its ending settles what kind of text a text is.
    /// - Returns: The format, or what the bytes are instead.
    public static func detect(bytes: [UInt8], name: String) -> Detection {
        if let kind = BinaryKind.magic(of: bytes) { return kind }
        if isPDF(bytes) { return .known(.pdf) }
        if bytes.starts(with: "PK".utf8), let archive = archive(bytes) { return archive }
        if bytes.prefix(16).drop(while: { $0 <= 32 || $0 >= 0x80 }).starts(with: "{\\rtf".utf8) { return .known(.rtf) }
        if !hasByteOrderMark(bytes), UTF16Detector.encoding(of: bytes) == nil, BinaryKind.looksBinary(bytes) {
            return .other("binary data")
        }
        return .known(TextKind.mediaType(of: bytes, name: name))
    }

    /// PDF readers accept a header anywhere in the first KiB.
    private static func isPDF(_ bytes: [UInt8]) -> Bool {
        guard let found = Array(bytes.prefix(1024 + 5)).firstIndex(of: Array("%PDF-".utf8), from: 0) else {
            return false
        }
        // In a text, such as a page about PDF, the header stands inside a line.
        return found == 0 || bytes[found - 1] == 10 || bytes[found - 1] == 13 || BinaryKind.looksBinary(bytes)
    }

    private static func archive(_ bytes: [UInt8]) -> Detection? {
        let type = bytes.withUnsafeBytes { ArchiveKind.mediaType(of: $0) }
        if let type { return .known(type) }
        return bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6])
            ? .other("a zip archive") : nil
    }

    private static func hasByteOrderMark(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0, 0, 0xFE, 0xFF])
    }
}
