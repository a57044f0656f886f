// The central directory of a zip archive, read by hand.
//
// Source: PKWARE's APPNOTE 6.3. Only the central directory counts; local headers are used for nothing but the place
// where an entry's data begins, as readers that mix both can be shown two different archives. Entries whose data
// overlap are refused: legitimate writers never make them, and they are how a "better zip bomb" (Fifield 2019) gets its
// ratio. An archive may stand behind other bytes (self-extracting files): offsets are shifted by what is before it.

/// What a zip archive says of its entries.
struct ZipDirectory {
    /// One entry, as the central directory has it.
    struct Entry {
        var name: String
        var method: Int
        var isEncrypted: Bool
        var crc: UInt32
        var packedCount: Int
        var unpackedCount: Int
        /// Where its local header stands.
        var headerOffset: Int
    }

    /// The entries, in the order of the directory.
    private(set) var entries: [Entry] = []

    /// Whether bytes begin like a zip archive.
    static func looksLikeZip(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let signature = LittleEndian.uint32(bytes, at: 0)
        return signature == 0x0403_4B50 || signature == 0x0605_4B50
    }

    /// Reads at most `entryLimit` entries.
    init(_ bytes: UnsafeRawBufferPointer, entryLimit: Int) throws(DocumentError) {
        let end = try Self.end(of: bytes)
        guard end.count <= entryLimit else { throw .tooManyEntries(limit: entryLimit) }
        let (start, isBroken) = end.offset.subtractingReportingOverflow(end.size)
        guard !isBroken, start >= 0, start >= end.start else {
            throw .malformedArchive(reason: "its directory does not fit into it")
        }
        let shift = start - end.start
        var cursor = start
        entries.reserveCapacity(end.count)
        while cursor < end.offset, LittleEndian.uint32(bytes, at: cursor) == 0x0201_4B50 {
            guard entries.count < entryLimit else { throw .tooManyEntries(limit: entryLimit) }
            guard let (entry, next) = Self.entry(bytes, at: cursor, shift: shift), next <= end.offset else {
                throw .malformedArchive(reason: "its directory ends inside an entry")
            }
            entries.append(entry)
            cursor = next
        }
        guard entries.count == end.count || entries.count & 0xFFFF == end.count else {
            throw .malformedArchive(reason: "its directory lists \(entries.count) of \(end.count) entries")
        }
        try refuseOverlaps(end: start)
    }

    /// Where the directory begins, how long it is, how many entries it has, and where it ends.
    private struct End {
        var start: Int
        var size: Int
        var count: Int
        var offset: Int
    }

    private static func end(of bytes: UnsafeRawBufferPointer) throws(DocumentError) -> End {
        let earliest = bytes.count - 22 - 65_535
        guard bytes.count >= 22,
            let place = LittleEndian.lastIndex(of: 0x0605_4B50, in: bytes, from: earliest), place <= bytes.count - 22,
            let count = LittleEndian.uint16(bytes, at: place + 10),
            let size = LittleEndian.uint32(bytes, at: place + 12),
            let start = LittleEndian.uint32(bytes, at: place + 16)
        else { throw .malformedArchive(reason: "it has no directory at its end") }
        if count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF,
            let wide = end64(bytes, before: place)
        {
            return wide
        }
        return End(start: start, size: size, count: count, offset: place)
    }

    /// The end record of archives beyond the 32-bit format, which stands before a locator of 20 bytes.
    private static func end64(_ bytes: UnsafeRawBufferPointer, before place: Int) -> End? {
        guard LittleEndian.uint32(bytes, at: place - 20) == 0x0706_4B50,
            let earliest = LittleEndian.uint64(bytes, at: place - 12),
            let record = LittleEndian.lastIndex(
                of: 0x0606_4B50,
                in: UnsafeRawBufferPointer(rebasing: bytes[..<(place - 20)]),
                from: max(0, min(earliest, place - 76))
            ),
            let count = LittleEndian.uint64(bytes, at: record + 32),
            let size = LittleEndian.uint64(bytes, at: record + 40),
            let start = LittleEndian.uint64(bytes, at: record + 48)
        else { return nil }
        return End(start: start, size: size, count: count, offset: record)
    }

    private static func entry(_ bytes: UnsafeRawBufferPointer, at place: Int, shift: Int) -> (Entry, next: Int)? {
        guard let flags = LittleEndian.uint16(bytes, at: place + 8),
            let method = LittleEndian.uint16(bytes, at: place + 10),
            let crc = LittleEndian.uint32(bytes, at: place + 16),
            var packed = LittleEndian.uint32(bytes, at: place + 20),
            var unpacked = LittleEndian.uint32(bytes, at: place + 24),
            let nameCount = LittleEndian.uint16(bytes, at: place + 28),
            let extraCount = LittleEndian.uint16(bytes, at: place + 30),
            let commentCount = LittleEndian.uint16(bytes, at: place + 32),
            var header = LittleEndian.uint32(bytes, at: place + 42)
        else { return nil }
        let nameEnd = place + 46 + nameCount
        let next = nameEnd + extraCount + commentCount
        guard next <= bytes.count else { return nil }
        widen(
            &unpacked,
            &packed,
            &header,
            from: UnsafeRawBufferPointer(rebasing: bytes[nameEnd..<(nameEnd + extraCount)])
        )
        let (shifted, overflows) = header.addingReportingOverflow(shift)
        guard !overflows, shifted >= 0, shifted < bytes.count, packed >= 0, packed <= bytes.count else { return nil }
        let name = String(decoding: bytes[(place + 46)..<nameEnd], as: UTF8.self)
        let entry = Entry(
            name: name,
            method: method,
            isEncrypted: flags & 1 != 0,
            crc: UInt32(truncatingIfNeeded: crc),
            packedCount: packed,
            unpackedCount: unpacked,
            headerOffset: shifted
        )
        return (entry, next)
    }

    /// Takes the 64-bit numbers out of the extra field 1 for each number that the 32-bit field could not hold.
    private static func widen(
        _ unpacked: inout Int,
        _ packed: inout Int,
        _ header: inout Int,
        from extra: UnsafeRawBufferPointer
    ) {
        var cursor = 0
        while let id = LittleEndian.uint16(extra, at: cursor), let count = LittleEndian.uint16(extra, at: cursor + 2) {
            cursor += 4
            guard id == 1 else {
                cursor += count
                continue
            }
            if unpacked == 0xFFFF_FFFF, let wide = LittleEndian.uint64(extra, at: cursor) {
                unpacked = wide
                cursor += 8
            }
            if packed == 0xFFFF_FFFF, let wide = LittleEndian.uint64(extra, at: cursor) {
                packed = wide
                cursor += 8
            }
            if header == 0xFFFF_FFFF, let wide = LittleEndian.uint64(extra, at: cursor) { header = wide }
            return
        }
    }

    private func refuseOverlaps(end: Int) throws(DocumentError) {
        var previous = 0
        for entry in entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
            guard entry.headerOffset >= previous else { throw .malformedArchive(reason: "its entries overlap") }
            previous = entry.headerOffset + 30 + entry.packedCount
            guard previous <= end else { throw .malformedArchive(reason: "an entry reaches into its directory") }
        }
    }
}
