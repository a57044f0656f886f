private import CArchive
private import WrightCore

/// A zip archive in memory, its entries read by name and within limits.
///
/// The name of an entry is a key, never a file path: nothing is written to disk. Each read counts against the limit on
/// unpacked bytes of the whole archive, so reading one entry again and again is bounded as well.
package final class Archive {
    /// The names of the entries, in the order of the archive's directory.
    package var names: [String] { directory.entries.map(\.name) }

    private let bytes: [UInt8]
    private let limits: ParsingLimits
    private let directory: ZipDirectory
    private let places: [String: Int]
    private let foldedPlaces: [String: Int]
    private var unpackedCount = 0

    /// Reads the directory of an archive.
    package init(_ bytes: [UInt8], limits: ParsingLimits) throws(DocumentError) {
        self.bytes = bytes
        self.limits = limits
        var read = Result<ZipDirectory, DocumentError>.failure(.malformedArchive(reason: "it is empty"))
        bytes.withUnsafeBytes { buffer in
            do throws(DocumentError) {
                read = .success(try ZipDirectory(buffer, entryLimit: limits.entryCount))
            } catch {
                read = .failure(error)
            }
        }
        directory = try read.get()
        var places: [String: Int] = [:]
        var folded: [String: Int] = [:]
        for (place, entry) in directory.entries.enumerated() {
            let name = Self.normalized(entry.name)
            if places[name] == nil { places[name] = place }
            if folded[name.lowercased()] == nil { folded[name.lowercased()] = place }
        }
        self.places = places
        foldedPlaces = folded
    }

    /// Whether the archive has an entry of a name.
    ///
    /// Names differ by case only where both exist.
    package func contains(_ name: String) -> Bool {
        place(of: name) != nil
    }

    /// The unpacked bytes of an entry; nil where there is none of that name.
    ///
    /// Throws ``DocumentError`` with the code `encrypted`, `malformed`, `unsupported` or `expandsTooMuch`.
    package func read(_ name: String) throws(DocumentError) -> [UInt8]? {
        guard let place = place(of: name) else { return nil }
        let entry = directory.entries[place]
        guard !entry.isEncrypted else { throw .needsPassword(format: "zip") }
        guard entry.method == 0 || entry.method == 8 else {
            throw .malformedPart(
                entry.name,
                reason: "its compression method \(entry.method) is not one of stored, deflated"
            )
        }
        let data = try packed(entry)
        let allowance = try allowance(for: entry)
        let content = try Self.unpacked(entry, data: data, limit: allowance)
        unpackedCount += content.count
        return content
    }

    /// How many bytes the entry may still unpack to.
    private func allowance(for entry: ZipDirectory.Entry) throws(DocumentError) -> Int {
        let left = limits.unpackedByteCount - unpackedCount
        guard entry.unpackedCount <= left else {
            throw .archiveExpands(limit: ByteCount(limits.unpackedByteCount))
        }
        let (grown, overflows) = max(1, entry.packedCount).multipliedReportingOverflow(by: limits.expansionFactor)
        let most = max(1 << 20, overflows ? Int.max : grown)
        guard entry.unpackedCount <= most else { throw .archiveExpands(factor: limits.expansionFactor) }
        return min(left, most)
    }

    private func place(of name: String) -> Int? {
        let name = Self.normalized(name)
        return places[name] ?? foldedPlaces[name.lowercased()]
    }

    /// Some writers use `\`, or begin names with `/`.
    private static func normalized(_ name: String) -> String {
        var name = name
        if name.utf8.contains(0x5C) { name = String(name.map { $0 == "\\" ? "/" : $0 }) }
        while name.hasPrefix("/") { name.removeFirst() }
        while name.hasPrefix("./") { name.removeFirst(2) }
        return name
    }

    private func packed(_ entry: ZipDirectory.Entry) throws(DocumentError) -> ArraySlice<UInt8> {
        let range = bytes.withUnsafeBytes { buffer -> Range<Int>? in
            guard LittleEndian.uint32(buffer, at: entry.headerOffset) == 0x0403_4B50,
                let nameCount = LittleEndian.uint16(buffer, at: entry.headerOffset + 26),
                let extraCount = LittleEndian.uint16(buffer, at: entry.headerOffset + 28)
            else { return nil }
            let start = entry.headerOffset + 30 + nameCount + extraCount
            guard start <= buffer.count, entry.packedCount <= buffer.count - start else { return nil }
            return start..<(start + entry.packedCount)
        }
        guard let range else { throw .malformedPart(entry.name, reason: "its data are cut off") }
        return bytes[range]
    }

    /// Unpacks through libarchive, which also checks the checksum.
    ///
    /// It is shown an archive of this one entry, made anew.
    private static func unpacked(
        _ entry: ZipDirectory.Entry,
        data: ArraySlice<UInt8>,
        limit: Int
    ) throws(DocumentError) -> [UInt8] {
        guard entry.unpackedCount > 0 || !data.isEmpty else { return [] }
        let single = header(of: entry) + data
        guard let reader = archive_read_new() else {
            throw .malformedPart(entry.name, reason: "there is no memory to read it")
        }
        defer { archive_read_free(reader) }
        archive_read_support_format_zip_streamable(reader)
        var content: [UInt8] = []
        let isWhole = single.withUnsafeBytes { buffer -> Bool in
            var header: OpaquePointer?
            guard archive_read_open_memory(reader, buffer.baseAddress, buffer.count) == ARCHIVE_OK,
                archive_read_next_header(reader, &header) == ARCHIVE_OK
            else { return false }
            return drain(reader, into: &content, limit: limit, expected: entry.unpackedCount)
        }
        guard content.count <= limit else { throw .archiveExpands(limit: ByteCount(limit)) }
        guard isWhole, content.count == entry.unpackedCount else {
            throw .malformedPart(entry.name, reason: "its data cannot be unpacked")
        }
        return content
    }

    private static func drain(_ reader: OpaquePointer, into content: inout [UInt8], limit: Int, expected: Int) -> Bool {
        content.reserveCapacity(min(expected, limit, 1 << 24))
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while content.count <= limit {
            let count = chunk.withUnsafeMutableBytes { archive_read_data(reader, $0.baseAddress, $0.count) }
            guard count > 0 else { return count == 0 }
            content.append(contentsOf: chunk[..<count])
        }
        return true
    }

    /// A local header with the sizes and the checksum of the central directory.
    private static func header(of entry: ZipDirectory.Entry) -> [UInt8] {
        var header: [UInt8] = [0x50, 0x4B, 3, 4, 20, 0, 0, 0]
        func append(_ value: Int, count: Int) {
            for shift in 0..<count { header.append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
        }
        append(entry.method, count: 2)
        append(0, count: 4)
        append(Int(entry.crc), count: 4)
        append(entry.packedCount, count: 4)
        append(entry.unpackedCount, count: 4)
        append(1, count: 2)
        append(0, count: 2)
        header.append(0x65)
        return header
    }
}
