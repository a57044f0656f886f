/// A text with the digits of all scripts as those of ASCII, and typographic hyphens and brackets as plain ones.
///
/// Only texts that hold some are copied; places in the copy are told in the text as it was.
struct FoldedNumbers {
    let bytes: [UInt8]
    /// Where each byte of the copy, and its end, stands in the text.
    private let places: [Int32]

    /// Nil where there is nothing to fold, or the text is too long for a copy.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count < 1 << 28, Self.holdsAny(text) else { return nil }
        var bytes: [UInt8] = []
        var places: [Int32] = []
        bytes.reserveCapacity(text.count)
        places.reserveCapacity(text.count + 1)
        var position = 0
        while position < text.count {
            let length = Self.length(text[position])
            let folded = Self.folded(text, at: position, length: length)
            for offset in 0..<(folded == nil ? min(length, text.count - position) : 1) {
                bytes.append(folded ?? text[position + offset])
                places.append(Int32(position + offset))
            }
            position += length
        }
        places.append(Int32(text.count))
        self.bytes = bytes
        self.places = places
    }

    /// The range of the text that a range of the copy stands for.
    func range(_ range: Range<Int>) -> Range<Int> { Int(places[range.lowerBound])..<Int(places[range.upperBound]) }

    private static func length(_ lead: UInt8) -> Int { lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4 }

    private static func holdsAny(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = 0
        while position < text.count {
            let lead = text[position]
            let length = length(lead)
            if lead >= 0xD9, folded(text, at: position, length: length) != nil { return true }
            position += length
        }
        return false
    }

    private static func folded(_ text: UnsafeBufferPointer<UInt8>, at position: Int, length: Int) -> UInt8? {
        guard length == 2 || length == 3, position + length <= text.count else { return nil }
        var scalar = UInt32(text[position]) & (length == 2 ? 0x1F : 0x0F)
        for offset in 1..<length { scalar = scalar << 6 | UInt32(text[position + offset] & 0x3F) }
        switch scalar {
        case 0x2010...0x2013, 0xFF0D, 0xFE63: return UInt8(ascii: "-")
        case 0xFF08: return UInt8(ascii: "(")
        case 0xFF09: return UInt8(ascii: ")")
        case 0xFF0B: return UInt8(ascii: "+")
        default: return zeros.first { scalar >= $0 && scalar < $0 + 10 }.map { UInt8(48 + scalar - $0) }
        }
    }

    /// The zeros of the scripts in use: Arabic, Persian, of India, Thai, Lao, Tibetan, Burmese, Khmer, full width.
    private static let zeros: [UInt32] = [
        0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x0F20,
        0x1040, 0x17E0, 0xFF10,
    ]
}
