/// Makes text of bytes in any common encoding.
///
/// Order of evidence: byte-order marks; escape sequences of ISO-2022; zero bytes where UTF-16 has them; valid UTF-8;
/// what the source declares, if the bytes agree; and then what reads best (``EncodingDetector``). Bytes that are no
/// character become U+FFFD and are noted.
package enum TextDecoder {
    /// A text and what its bytes were.
    package struct DecodedText: Sendable, Hashable {
        /// The text, its lines ended by line feeds alone.
        package var text: String
        /// The encoding's usual name.
        package var encoding: String
        /// Bytes that were no character.
        package var invalidCount: Int

        /// Writes into a document's metadata what is not plain UTF-8.
        package func note(in builder: inout DocumentBuilder) {
            guard encoding != "UTF-8" || invalidCount > 0 else { return }
            let note = invalidCount > 0 ? " (\(invalidCount) invalid bytes replaced)" : ""
            builder.metadata["encoding"] = encoding + note
        }
    }

    /// Decodes bytes.
    ///
    /// - Parameters:
    ///   - bytes: The bytes, with or without a byte-order mark.
    ///   - declared: The encoding that the source names, by any of its usual names.
    /// - Returns: The text, the encoding that it was in, and how many bytes were no character.
    package static func decode(_ bytes: [UInt8], declared: String? = nil) -> DecodedText {
        if let marked = decodeMarked(bytes) { return marked }
        if let encoding = escapedEncoding(bytes), let decoded = decode(bytes[...], as: encoding) { return decoded }
        if let encoding = UTF16Detector.encoding(of: bytes), let decoded = decode(bytes[...], as: encoding) {
            return decoded
        }
        let validity = UTF8Validity(of: bytes)
        if validity.invalidCount == 0 {
            return DecodedText(text: lines(bytes[...]), encoding: "UTF-8", invalidCount: 0)
        }
        if let declared, let encoding = EncodingNames.encoding(named: declared),
            let decoded = decode(bytes[...], as: encoding), decoded.invalidCount == 0
        {
            return decoded
        }
        if validity.characterCount >= 4 * validity.invalidCount {
            return DecodedText(text: lines(bytes[...]), encoding: "UTF-8", invalidCount: validity.invalidCount)
        }
        let encoding = EncodingDetector.encoding(of: bytes) ?? EncodingNames.fallback
        return decode(bytes[...], as: encoding)
            ?? DecodedText(text: lines(bytes[...]), encoding: "UTF-8", invalidCount: validity.invalidCount)
    }

    private static func decodeMarked(_ bytes: [UInt8]) -> DecodedText? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            let rest = bytes[3...]
            let invalidCount = UTF8Validity(of: Array(rest)).invalidCount
            return DecodedText(text: lines(rest), encoding: "UTF-8", invalidCount: invalidCount)
        }
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return decode(bytes[4...], as: .init("UTF-32LE")) }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return decode(bytes[4...], as: .init("UTF-32BE")) }
        if bytes.starts(with: [0xFF, 0xFE]) { return decode(bytes[2...], as: .init("UTF-16LE")) }
        if bytes.starts(with: [0xFE, 0xFF]) { return decode(bytes[2...], as: .init("UTF-16BE")) }
        return nil
    }

    /// The 7-bit encoding whose escape sequences stand in the bytes.
    private static func escapedEncoding(_ bytes: [UInt8]) -> EncodingNames.Encoding? {
        guard let escape = bytes.prefix(1 << 20).firstIndex(of: 0x1B), !bytes.contains(where: { $0 >= 128 || $0 == 0 })
        else { return nil }
        let rest = bytes[escape...]
        if rest.starts(with: [0x1B, 0x24, 0x29, 0x43]) { return .init("ISO-2022-KR") }
        if rest.starts(with: [0x1B, 0x24, 0x42]) || rest.starts(with: [0x1B, 0x24, 0x40])
            || rest.starts(with: [0x1B, 0x28, 0x4A])
        {
            return .init("ISO-2022-JP", system: "ISO-2022-JP-3")
        }
        return nil
    }

    private static func decode(_ bytes: ArraySlice<UInt8>, as encoding: EncodingNames.Encoding) -> DecodedText? {
        guard let (converted, invalidCount) = CharacterConverter.utf8(bytes, from: encoding.systemName) else {
            return nil
        }
        return DecodedText(text: lines(converted[...]), encoding: encoding.name, invalidCount: invalidCount)
    }

    /// The text with all line ends made line feeds; invalid UTF-8 is replaced.
    private static func lines(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(13) else { return String(decoding: bytes, as: UTF8.self) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var wasReturn = false
        for byte in bytes {
            if byte == 13 {
                result.append(10)
            } else if byte != 10 || !wasReturn {
                result.append(byte)
            }
            wasReturn = byte == 13
        }
        return String(decoding: result, as: UTF8.self)
    }
}
