/// Formats that are no text, told by their first bytes.
enum BinaryKind {
    /// The format whose first bytes these are.
    static func magic(of bytes: [UInt8]) -> MediaTypeDetector.Detection? {
        for (magic, kind) in kinds where bytes.starts(with: magic) {
            // Two or three letters also begin texts.
            if magic.count >= 4 || looksBinary(bytes) { return .other(kind) }
        }
        if bytes.count > 12, bytes[4..<8].elementsEqual("ftyp".utf8) {
            return .other("a video or image in MPEG-4 form")
        }
        if bytes.starts(with: "RIFF".utf8), looksBinary(bytes) {
            return .other("a WebP image or a WAV or AVI recording")
        }
        if bytes.count > 262, bytes[257..<262].elementsEqual("ustar".utf8) { return .other("a tar archive") }
        guard bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) else { return nil }
        return .other("a binary Office document or an encrypted one")
    }

    /// Whether zero bytes or many control characters stand in the first 64 KiB.
    static func looksBinary(_ bytes: [UInt8]) -> Bool {
        let sample = bytes.prefix(1 << 16)
        var controlCount = 0
        for byte in sample {
            if byte == 0 { return true }
            if byte < 32, byte != 9, byte != 10, byte != 13, byte != 12, byte != 27, byte != 8 { controlCount += 1 }
        }
        return controlCount * 50 > sample.count
    }

    private static let kinds: [(magic: [UInt8], kind: String)] = [
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        (Array("GIF87a".utf8), "a GIF image"), (Array("GIF89a".utf8), "a GIF image"),
        (Array("BM".utf8), "a bitmap image"),
        ([0x49, 0x49, 0x2A, 0], "a TIFF image"), ([0x4D, 0x4D, 0, 0x2A], "a TIFF image"),
        ([0, 0, 1, 0], "an icon"), ([0x1F, 0x8B], "a gzip archive"), (Array("BZh".utf8), "a bzip2 archive"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"), ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
        ([0x37, 0x7A, 0xBC, 0xAF], "a 7-Zip archive"), (Array("Rar!".utf8), "a RAR archive"),
        ([0x7F, 0x45, 0x4C, 0x46], "an executable"), (Array("MZ".utf8), "an executable"),
        ([0xCF, 0xFA, 0xED, 0xFE], "an executable"), ([0xCA, 0xFE, 0xBA, 0xBE], "an executable"),
        ([0, 0x61, 0x73, 0x6D], "a WebAssembly module"), (Array("OggS".utf8), "an Ogg recording"),
        (Array("ID3".utf8), "an MP3 recording"), ([0xFF, 0xFB], "an MP3 recording"),
        (Array("fLaC".utf8), "a FLAC recording"),
        (Array("SQLite format 3".utf8), "an SQLite database"), (Array("wOFF".utf8), "a font"),
        (Array("wOF2".utf8), "a font"),
        ([0, 1, 0, 0, 0], "a font"), (Array("OTTO".utf8), "a font"), ([0x1A, 0x45, 0xDF, 0xA3], "a Matroska video"),
        (Array("PAR1".utf8), "a Parquet table"), (Array("8BPS".utf8), "a Photoshop image"),
    ]
}
