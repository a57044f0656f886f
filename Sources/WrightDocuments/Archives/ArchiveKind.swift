/// Tells formats apart that begin with the same bytes: everything that is a zip archive, and everything that is an OLE
/// compound file.
package enum ArchiveKind {
    /// What a compound file holds.
    package enum CompoundContent: Sendable, Hashable {
        /// An Office document behind a password.
        case encrypted
        /// A binary Office document, or something else that Wright does not read.
        case unsupported
    }

    /// The format of a zip archive; nil where the bytes are no zip archive, or one of no format that is known here.
    ///
    /// Macro-enabled documents and templates count as the documents that they are made of.
    package static func mediaType(of bytes: UnsafeRawBufferPointer) -> MediaType? {
        guard ZipDirectory.looksLikeZip(bytes) else { return nil }
        if let declared = declaredType(bytes) { return declared }
        guard let directory = try? ZipDirectory(bytes, entryLimit: 100_000) else { return peek(bytes) }
        return mediaType(names: directory.entries.lazy.map(\.name))
    }

    /// What an OLE compound file holds; nil where the bytes are none.
    ///
    /// An encrypted document has a stream `EncryptedPackage`; stream names are UTF-16 in 128-byte directory entries.
    package static func compoundContent(of bytes: UnsafeRawBufferPointer) -> CompoundContent? {
        let magic: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        guard bytes.count >= 8, bytes.prefix(8).elementsEqual(magic) else { return nil }
        let name = Array("EncryptedPackage".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        var offset = 512
        while offset + 128 <= bytes.count {
            if bytes[offset] == name[0], bytes[offset..<(offset + name.count)].elementsEqual(name) { return .encrypted }
            offset += 128
        }
        return .unsupported
    }

    /// The type that a first, stored entry `mimetype` gives, as EPUB and OpenDocument require.
    private static func declaredType(_ bytes: UnsafeRawBufferPointer) -> MediaType? {
        guard LittleEndian.uint16(bytes, at: 26) == 8,
            let extraCount = LittleEndian.uint16(bytes, at: 28),
            bytes.count > 38 + extraCount,
            bytes[30..<38].elementsEqual("mimetype".utf8)
        else { return nil }
        let declared = String(decoding: bytes[(38 + extraCount)...].prefix(64), as: UTF8.self)
        if declared.hasPrefix(MediaType.epub.rawValue) { return .epub }
        if declared.hasPrefix(MediaType.odt.rawValue) { return .odt }
        return nil
    }

    private static func mediaType(names: some Sequence<String>) -> MediaType? {
        var hasContentTypes = false
        var found: MediaType?
        for name in names {
            switch name.lowercased() {
            case "[content_types].xml": hasContentTypes = true
            case "word/document.xml", "word/document2.xml": found = .docx
            case "ppt/presentation.xml": found = .pptx
            case "xl/workbook.xml": found = .xlsx
            case "meta-inf/container.xml": found = found ?? .epub
            default: break
            }
        }
        guard let found else { return nil }
        return found == .epub || hasContentTypes ? found : nil
    }

    /// The format as the names in the local headers of a broken archive tell it.
    private static func peek(_ bytes: UnsafeRawBufferPointer) -> MediaType? {
        let head = bytes.prefix(1 << 16)
        var names: [String] = []
        var offset = 0
        while offset + 30 < head.count {
            guard LittleEndian.uint32(bytes, at: offset) == 0x0403_4B50,
                let count = LittleEndian.uint16(bytes, at: offset + 26)
            else {
                offset += 1
                continue
            }
            names.append(String(decoding: head[(offset + 30)...].prefix(count), as: UTF8.self))
            offset += 30 + count
        }
        if let exact = mediaType(names: names) { return exact }
        guard names.contains("[Content_Types].xml") else { return nil }
        if names.contains(where: { $0.hasPrefix("word/") }) { return .docx }
        if names.contains(where: { $0.hasPrefix("ppt/") }) { return .pptx }
        return names.contains(where: { $0.hasPrefix("xl/") }) ? .xlsx : nil
    }
}
