private import CWrightKernels

/// Writes a segment from front to back through a sink, with memory for no more than its directory.
struct SegmentWriter {
    /// Takes the next bytes of the segment.
    ///
    /// It may be called often, with few bytes.
    typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    private struct Section {
        let id: SegmentSectionID
        let offset: Int
        var size: Int
    }

    private let sink: Sink
    private let fingerprint: [UInt8]
    private var position = 0
    private var sections: [Section] = []
    private var blockChecksums: [UInt32] = []
    private var checksum: UInt32 = 0

    init(kind: SegmentKind, fingerprint: String, sink: @escaping Sink) throws {
        let fingerprintBytes = Array(fingerprint.utf8)
        guard fingerprintBytes.count <= SegmentLayout.maximumFingerprintSize else {
            throw IndexError.segmentTooLarge(reason: "the fingerprint has \(fingerprintBytes.count) bytes")
        }
        self.sink = sink
        self.fingerprint = fingerprintBytes
        var preamble: [UInt8] = []
        preamble.append(number: SegmentLayout.magic)
        preamble.append(number: SegmentLayout.version)
        preamble.append(number: kind.rawValue)
        preamble.append(contentsOf: repeatElement(0, count: 60 - preamble.count))
        preamble.append(number: Self.checksum(of: preamble))
        try preamble.withUnsafeBytes { try writeBody($0) }
    }

    /// Begins a section; all that is appended now belongs to it.
    mutating func beginSection(_ id: SegmentSectionID) throws {
        precondition(!sections.contains { $0.id == id }, "A section can be written once.")
        try pad()
        sections.append(Section(id: id, offset: position, size: 0))
    }

    /// Appends bytes to the section begun last.
    mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
        precondition(!sections.isEmpty, "Bytes need a section.")
        sections[sections.count - 1].size += bytes.count
        try writeBody(bytes)
    }

    /// Writes a whole section of plain numbers.
    ///
    /// The machine is little-endian, as all that Swift runs on here are.
    mutating func appendSection<Element: BitwiseCopyable>(_ id: SegmentSectionID, _ elements: [Element]) throws {
        try beginSection(id)
        try elements.withUnsafeBytes { try append($0) }
    }

    /// Writes the directory and the trailer.
    mutating func finish() throws {
        try pad()
        if position % SegmentLayout.blockSize != 0 { blockChecksums.append(checksum) }
        let directory = makeDirectory()
        var trailer: [UInt8] = []
        trailer.append(number: UInt64(position + directory.count + SegmentLayout.trailerSize))
        trailer.append(number: UInt64(position))
        trailer.append(number: UInt64(directory.count))
        trailer.append(number: Self.checksum(of: directory))
        trailer.append(contentsOf: repeatElement(0, count: 52 - trailer.count))
        trailer.append(number: SegmentLayout.magic)
        trailer.append(number: Self.checksum(of: trailer))
        try directory.withUnsafeBytes(sink)
        try trailer.withUnsafeBytes(sink)
    }

    private func makeDirectory() -> [UInt8] {
        var directory: [UInt8] = []
        directory.append(number: UInt32(sections.count))
        directory.append(number: UInt32(fingerprint.count))
        directory.append(number: UInt64(blockChecksums.count))
        for section in sections {
            directory.append(number: section.id.rawValue)
            directory.append(number: UInt32(0))
            directory.append(number: UInt64(section.offset))
            directory.append(number: UInt64(section.size))
        }
        for checksum in blockChecksums { directory.append(number: checksum) }
        directory.append(contentsOf: fingerprint)
        return directory
    }

    private mutating func pad() throws {
        let gap = SegmentLayout.aligned(position) - position
        guard gap > 0 else { return }
        try [UInt8](repeating: 0, count: gap).withUnsafeBytes { try writeBody($0) }
    }

    private mutating func writeBody(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let room = SegmentLayout.blockSize - position % SegmentLayout.blockSize
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(room))
            checksum = wright_crc32c(checksum, piece.baseAddress, piece.count)
            position += piece.count
            if piece.count == room {
                blockChecksums.append(checksum)
                checksum = 0
            }
            rest = rest.dropFirst(piece.count)
        }
        try sink(bytes)
    }

    private static func checksum(of bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { wright_crc32c(0, $0.baseAddress, $0.count) }
    }
}
