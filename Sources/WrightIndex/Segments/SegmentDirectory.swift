private import CWrightKernels
private import WrightCore

/// What the beginning and the end of a segment say of it, checked.
struct SegmentDirectory {
    let kind: SegmentKind
    let fingerprint: String
    let sections: [SegmentSectionID: Range<Int>]
    /// The bytes before the directory.
    let bodySize: Int
    /// Where the checksums of the body's blocks begin.
    let checksumsOffset: Int

    init(_ bytes: SegmentBytes, name: String) throws(IndexError) {
        let buffer = bytes.buffer
        kind = try Self.readPreamble(buffer, name: name)
        let directory = try Self.readTrailer(bytes, name: name)
        bodySize = directory.lowerBound
        let sectionCount = Int(buffer.number(at: directory.lowerBound, as: UInt32.self))
        let fingerprintSize = Int(buffer.number(at: directory.lowerBound + 4, as: UInt32.self))
        let blockCount = SegmentLayout.blockCount(ofBody: bodySize)
        checksumsOffset =
            directory.lowerBound + SegmentLayout.directoryHeadSize + sectionCount * SegmentLayout.sectionEntrySize
        guard
            sectionCount <= SegmentLayout.maximumSectionCount,
            fingerprintSize <= SegmentLayout.maximumFingerprintSize,
            buffer.number(at: directory.lowerBound + 8, as: UInt64.self) == UInt64(blockCount),
            checksumsOffset + blockCount * 4 + fingerprintSize == directory.upperBound
        else { throw .corruptSegment(name: name, reason: "the directory contradicts itself") }
        sections = try Self.readSections(buffer, count: sectionCount, bodySize: bodySize, name: name)
        let fingerprintBytes = buffer[directory.upperBound - fingerprintSize..<directory.upperBound]
        guard let text = String(validating: fingerprintBytes, as: UTF8.self) else {
            throw .corruptSegment(name: name, reason: "the fingerprint is not text")
        }
        fingerprint = text
    }

    private static func readPreamble(_ buffer: UnsafeRawBufferPointer, name: String) throws(IndexError) -> SegmentKind {
        guard buffer.count >= 16, buffer.number(at: 0, as: UInt64.self) == SegmentLayout.magic else {
            throw .notASegment(name: name)
        }
        let version = buffer.number(at: 8, as: UInt32.self)
        guard version == SegmentLayout.version else {
            throw .unsupportedVersion(name: name, expected: SegmentLayout.version, found: version)
        }
        guard buffer.count >= SegmentLayout.preambleSize + SegmentLayout.directoryHeadSize + SegmentLayout.trailerSize
        else { throw .corruptSegment(name: name, reason: "it has only \(buffer.count) bytes") }
        guard wright_crc32c(0, buffer.baseAddress, 60) == buffer.number(at: 60, as: UInt32.self),
            let kind = SegmentKind(rawValue: buffer.number(at: 12, as: UInt32.self))
        else { throw .corruptSegment(name: name, reason: "the checksum of its beginning does not fit") }
        return kind
    }

    /// Where the directory lies.
    private static func readTrailer(_ segment: SegmentBytes, name: String) throws(IndexError) -> Range<Int> {
        let buffer = segment.buffer
        let start = buffer.count - SegmentLayout.trailerSize
        let trailer = UnsafeRawBufferPointer(rebasing: buffer[start...])
        guard
            trailer.number(at: 52, as: UInt64.self) == SegmentLayout.magic,
            wright_crc32c(0, trailer.baseAddress, 60) == trailer.number(at: 60, as: UInt32.self)
        else { throw .corruptSegment(name: name, reason: "its end is missing or changed") }
        let offset = trailer.number(at: 8, as: UInt64.self)
        let size = trailer.number(at: 16, as: UInt64.self)
        guard
            trailer.number(at: 0, as: UInt64.self) == UInt64(buffer.count),
            offset >= UInt64(SegmentLayout.preambleSize), offset < UInt64(start),
            size >= UInt64(SegmentLayout.directoryHeadSize), size == UInt64(start) - offset
        else { throw .corruptSegment(name: name, reason: "its size is not what was written") }
        let directory = Int(offset)..<start
        segment.expect(.soon, of: directory)
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[directory])
        guard wright_crc32c(0, bytes.baseAddress, bytes.count) == trailer.number(at: 24, as: UInt32.self) else {
            throw .corruptSegment(name: name, reason: "the checksum of the directory does not fit")
        }
        return directory
    }

    private static func readSections(
        _ buffer: UnsafeRawBufferPointer,
        count: Int,
        bodySize: Int,
        name: String
    ) throws(IndexError) -> [SegmentSectionID: Range<Int>] {
        var sections: [SegmentSectionID: Range<Int>] = [:]
        var end = SegmentLayout.preambleSize
        for index in 0..<count {
            let entry = bodySize + SegmentLayout.directoryHeadSize + index * SegmentLayout.sectionEntrySize
            let id = SegmentSectionID(rawValue: buffer.number(at: entry, as: UInt32.self))
            let offset = buffer.number(at: entry + 8, as: UInt64.self)
            let size = buffer.number(at: entry + 16, as: UInt64.self)
            guard
                offset >= UInt64(end), offset <= UInt64(bodySize), size <= UInt64(bodySize) - offset,
                offset % UInt64(SegmentLayout.alignment) == 0, sections[id] == nil
            else { throw .corruptSegment(name: name, reason: "section \(id.rawValue) lies outside of it") }
            end = Int(offset + size)
            sections[id] = Int(offset)..<end
        }
        return sections
    }
}
