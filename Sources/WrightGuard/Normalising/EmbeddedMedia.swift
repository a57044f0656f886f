// Images, sounds and fonts that a text holds in itself, as `data:image/png;base64,…`.
//
// Idea: what is written there is no language, so detectors of odd language must not judge it. An address alone proves
// nothing: only a payload that begins as a file of that kind does (the first bytes of PNG, JPEG, GIF, WebP and others)
// is taken for one. What is written in base64 is decoded and read apart all the same (EncodedRuns).

/// Finds media that stand in a text as addresses of data.
enum EmbeddedMedia {
    /// The beginnings of files of media; none of them begins a text.
    private static let beginnings: [[UInt8]] = [
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],  // PNG
        [0xFF, 0xD8, 0xFF],  // JPEG
        Array("GIF87a".utf8), Array("GIF89a".utf8),
        Array("RIFF".utf8),  // WebP, WAV
        Array("wOFF".utf8), Array("wOF2".utf8), Array("OTTO".utf8),
        [0x00, 0x01, 0x00, 0x00],  // TrueType
        [0x00, 0x00, 0x01, 0x00],  // icons
        Array("OggS".utf8), Array("ID3".utf8), [0xFF, 0xFB],
        [0x00, 0x00, 0x00],  // MP4 and AVIF begin with the size of a box
    ]

    /// The places of the payloads, in order.
    static func payloads(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while let colon = bytes[index...].firstIndex(of: UInt8(ascii: ":")) {
            index = colon + 1
            guard colon >= 4, hasPrefix("data", bytes[(colon - 4)...]),
                let start = payloadStart(bytes, from: index)
            else { continue }
            var end = start
            while end < bytes.count, ByteClass.isBase64(bytes[end]) { end += 1 }
            index = end
            // 24 symbols hold 18 bytes, enough for every beginning.
            guard end - start >= 24, let head = Decoders.base64(Array(bytes[start..<start + 24])) else { continue }
            if beginnings.contains(where: head.starts(with:)), !TextLikeness.isText(head) { found.append(start..<end) }
        }
        return found
    }

    /// Where the payload of an address of media begins, if this is one: behind `image/png;base64,`.
    private static func payloadStart(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let head = bytes[start..<min(start + 80, bytes.count)]
        guard ["image/", "audio/", "video/", "font/", "application/"].contains(where: { hasPrefix($0, head) }),
            let comma = head.firstIndex(of: UInt8(ascii: ",")), comma - start >= 7,
            hasPrefix(";base64", bytes[(comma - 7)...])
        else { return nil }
        return comma + 1
    }

    /// Whether bytes begin with a word, in upper or lower case.
    private static func hasPrefix(_ word: StaticString, _ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard bytes.count >= word.utf8CodeUnitCount else { return false }
        return (0..<word.utf8CodeUnitCount)
            .allSatisfy { offset in
                let byte = bytes[bytes.startIndex + offset]
                return (ByteClass.isLetter(byte) ? byte | 0x20 : byte) == word.utf8Start[offset]
            }
    }
}
