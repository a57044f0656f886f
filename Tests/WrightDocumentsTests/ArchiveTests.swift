internal import Testing
internal import WrightCore
internal import WrightDocuments

@Suite struct ArchiveTests {
    private func code(_ bytes: [UInt8], _ name: String, _ limits: ParsingLimits = ParsingLimits()) -> String? {
        do throws(DocumentError) {
            _ = try Archive(bytes, limits: limits).read(name)
            return nil
        } catch {
            return error.identifier
        }
    }

    private func mediaType(_ bytes: [UInt8]) -> MediaType? {
        bytes.withUnsafeBytes { ArchiveKind.mediaType(of: $0) }
    }

    @Test func readsEntriesByNameWhateverTheirCaseOrSlashes() throws {
        let archive = try Archive(
            ArchiveWriter.archive(["a/B.txt": "one", "c\\d.txt": "two", "/e": "three"]),
            limits: ParsingLimits()
        )
        #expect(try archive.read("a/B.txt") == Array("one".utf8))
        #expect(try archive.read("A/b.TXT") == Array("one".utf8))
        #expect(try archive.read("c/d.txt") == Array("two".utf8))
        #expect(try archive.read("e") == Array("three".utf8))
        #expect(try archive.read("missing") == nil)
    }

    @Test func readsDeflatedEntries() throws {
        var writer = ArchiveWriter()
        writer.addZeros("zeros", matchCount: 40)
        let content = try Archive(writer.finish(), limits: ParsingLimits()).read("zeros")
        #expect(content == [UInt8](repeating: 0, count: 1 + 258 * 40))
    }

    @Test func refusesWhatExpandsTooMuch() throws {
        var writer = ArchiveWriter()
        writer.addZeros("bomb", matchCount: 20_000)
        let bytes = writer.finish()
        var limits = ParsingLimits()
        limits.expansionFactor = 50
        #expect(code(bytes, "bomb", limits) == "expandsTooMuch")
        limits = ParsingLimits()
        limits.unpackedByteCount = 1 << 20
        #expect(code(bytes, "bomb", limits) == "expandsTooMuch")
        #expect(code(bytes, "bomb") == nil)
    }

    @Test func countsEveryReadAgainstTheLimitOfTheWholeArchive() throws {
        var limits = ParsingLimits()
        limits.unpackedByteCount = 10
        let archive = try Archive(ArchiveWriter.archive(["a": "123456", "b": "123456"]), limits: limits)
        _ = try archive.read("a")
        #expect(throws: DocumentError.self) { try archive.read("b") }
    }

    @Test func refusesOverlapsEncryptionAndTooManyEntries() {
        var writer = ArchiveWriter()
        writer.add("a", Array("0123456789".utf8))
        writer.addOverlap("b", offset: 5, count: 10)
        #expect(code(writer.finish(), "a") == "malformed")

        var secret = ArchiveWriter()
        secret.add("a", [1, 2, 3], flags: 1)
        #expect(code(secret.finish(), "a") == "encrypted")

        var many = ArchiveWriter()
        for number in 0..<200 { many.add("entry\(number)", []) }
        var limits = ParsingLimits()
        limits.entryCount = 100
        #expect(code(many.finish(), "entry1", limits) == "tooLarge")
    }

    @Test func refusesDataThatDoNotFitTheirChecksum() {
        var bytes = ArchiveWriter.archive(["a": "some text here"])
        bytes[33] ^= 1
        #expect(code(bytes, "a") == "malformed")
    }

    @Test func refusesEveryTruncation() {
        let bytes = ArchiveWriter.archive(["a": "some text", "b": "more text"])
        for count in 0..<bytes.count { #expect(code(Array(bytes[..<count]), "a") == "malformed") }
    }

    @Test(
        "tells formats apart by their entries",
        arguments: [
            (["[Content_Types].xml": "", "word/document.xml": ""], MediaType.docx),
            (["[Content_Types].xml": "", "ppt/presentation.xml": ""], .pptx),
            (["xl/workbook.xml": "", "[Content_Types].xml": ""], .xlsx),
            (["mimetype": "application/vnd.oasis.opendocument.text"], .odt),
            (["mimetype": "application/epub+zip"], .epub),
            (["META-INF/container.xml": ""], .epub),
            (["word/document.xml": ""], nil),
            (["readme.txt": ""], nil),
        ] as [([String: String], MediaType?)]
    )
    func kind(parts: [String: String], expected: MediaType?) {
        var writer = ArchiveWriter()
        for (name, text) in parts { writer.add(name, Array(text.utf8)) }
        #expect(mediaType(writer.finish()) == expected)
    }

    @Test func tellsEncryptedCompoundFilesFromLegacyOnes() {
        var bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        bytes += [UInt8](repeating: 0, count: 2048 - 8)
        let content = { (bytes: [UInt8]) in bytes.withUnsafeBytes { ArchiveKind.compoundContent(of: $0) } }
        #expect(content(bytes) == .unsupported)
        for (index, unit) in "EncryptedPackage".utf16.enumerated() { bytes[1024 + 2 * index] = UInt8(unit & 0xFF) }
        #expect(content(bytes) == .encrypted)
        #expect(content([1, 2, 3]) == nil)
        #expect(throws: DocumentError.self) {
            try OfficeParser.parseDocx(DocumentSource(uri: "a.docx", bytes: bytes), limits: ParsingLimits())
        }
    }
}
