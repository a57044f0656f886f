#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
internal import Testing
internal import WrightCore
internal import WrightIndex

/// Segments whose pages the system has let go of.
@Suite struct ColdSegmentTests {
    private static let fixture = GraphFixture(seed: 71, count: 6000, dimension: 384, clusterCount: 40)

    /// Writes bytes to a file and has the system forget its pages; the path of the file.
    private func coldFile(_ bytes: [UInt8]) throws -> String {
        // Not in memory, where a temporary folder may lie.
        var template = Array("/var/tmp/wright-segment-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        try #require(written == bytes.count)
        fsync(descriptor)
        #if os(Linux)
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        #endif
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    @Test(arguments: [false, true])
    func aWalkFindsTheSameOnTheDiskAsInMemory(isFiltered: Bool) throws {
        let bytes = try Self.fixture.bytes()
        let path = try coldFile(bytes)
        defer { unlink(path) }
        let cold = try VectorIndex(segments: [VectorSegment(MappedFile(path: path), name: path)])
        let warm = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "memory")])
        let filter = isFiltered ? [OrdinalSet(universeCount: 6000, (0..<6000).filter { $0 % 8 > 0 })] : nil
        let precision = VectorPrecision.approximate(breadth: 40)
        for query in Self.fixture.queries(5, seed: 4) {
            let found = try cold.explainedSearch(vectors: [query], limit: 10, filter: filter, precision: precision)
            let expected = try warm.explainedSearch(
                vectors: [query],
                limit: 10,
                filter: filter,
                precision: precision
            )
            #expect(found == expected, "rows that are read ahead change no hit and no count")
            #expect(expected.plans.map(\.strategy) == [isFiltered ? .filteredGraph : .graph])
        }
    }

    @Test func whatIsLetGoOfIsReadAgain() throws {
        let bytes = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = try coldFile(bytes)
        defer { unlink(path) }
        let file = try MappedFile(path: path)
        for reading in [MappedFile.Reading.soon, .later, .scattered, .usual, .later] {
            file.expect(reading, of: 5000..<900_001)
            file.expect(reading, of: 7..<7)
            #expect(file.withBytes { $0.elementsEqual(bytes) })
        }
    }
}
