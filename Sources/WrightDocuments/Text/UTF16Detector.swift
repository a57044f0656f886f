/// Finds UTF-16 without a byte-order mark by the zero bytes of its ASCII characters and line ends.
enum UTF16Detector {
    /// The byte order, if the bytes are UTF-16.
    static func encoding(of bytes: [UInt8]) -> EncodingNames.Encoding? {
        guard bytes.count >= 4, bytes.count % 2 == 0 else { return nil }
        let sample = bytes.prefix(1 << 16)
        guard sample.contains(0) else { return nil }
        let little = plausibility(of: sample, highByte: 1)
        let big = plausibility(of: sample, highByte: 0)
        guard max(little, big) > 0.9, little != big else { return nil }
        return little > big ? .init("UTF-16LE") : .init("UTF-16BE")
    }

    /// The part of the code units that text has: letters of the world's larger scripts, ASCII, punctuation.
    private static func plausibility(of sample: ArraySlice<UInt8>, highByte: Int) -> Double {
        var plausible = 0
        var asciiCount = 0
        for index in stride(from: 0, to: sample.count - 1, by: 2) {
            let unit = UInt16(sample[index + highByte]) << 8 | UInt16(sample[index + 1 - highByte])
            switch unit {
            case 9, 10, 13, 0x20...0x7E:
                plausible += 1
                asciiCount += 1
            case 0xA0...0x6FF, 0x900...0xDFF, 0xE00...0x11FF, 0x1E00...0x206F, 0x20A0...0x22FF, 0x3000...0x30FF,
                0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xD800...0xDFFF, 0xFF00...0xFFEF:
                plausible += 1
            default: break
            }
        }
        return asciiCount > 0 ? Double(plausible) / Double(sample.count / 2) : 0
    }
}
