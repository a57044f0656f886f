// What a redaction leaves in a text: `[EMAIL]`, `[EMAIL****]`, `[EMAIL_1]`, or stars alone where a value was shorter
// than the name of its kind.
//
// Idea: a mask is no language, so detectors of odd language must not judge it. Only the exact forms are taken for one:
// the name of a kind in brackets, with nothing but stars or one number behind it, and short runs of stars.

/// Finds the masks and placeholders of redactions in texts.
enum RedactionMasks {
    /// The words of masks, of ``RedactionVault``'s own texts too.
    private static let labels = (PersonalDataType.allCases.map(\.label) + ["TEXT"]).map { Array($0.utf8) }
    /// Stars that stand for a value by themselves: values are four bytes or longer, and shorter than the longest mask.
    private static let starCounts = 4..<(labels.map(\.count).max() ?? 0) + 2

    /// The places of masks, in order.
    static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            let start = index
            index += 1
            switch bytes[start] {
            case UInt8(ascii: "["):
                let ends = labels.lazy.compactMap { Self.end(of: $0, in: bytes, at: start + 1) }
                guard let last = ends.first else { continue }
                index = last
                found.append(start..<last)
            case UInt8(ascii: "*"):
                index = Self.end(of: bytes, from: start) { $0 == UInt8(ascii: "*") }
                if starCounts.contains(index - start) { found.append(start..<index) }
            default: continue
            }
        }
        return found
    }

    /// The end of a mask whose label begins at an offset; nil where none does.
    private static func end(of label: [UInt8], in bytes: [UInt8], at start: Int) -> Int? {
        guard bytes[start...].starts(with: label) else { return nil }
        var offset = start + label.count
        guard offset < bytes.count else { return nil }
        if bytes[offset] == UInt8(ascii: "_") {
            let digits = offset + 1
            offset = end(of: bytes, from: digits, while: TextByte.isDigit)
            guard offset > digits else { return nil }
        } else {
            offset = end(of: bytes, from: offset) { $0 == UInt8(ascii: "*") }
        }
        return offset < bytes.count && bytes[offset] == UInt8(ascii: "]") ? offset + 1 : nil
    }

    private static func end(of bytes: [UInt8], from start: Int, while isPart: (UInt8) -> Bool) -> Int {
        var offset = start
        while offset < bytes.count, isPart(bytes[offset]) { offset += 1 }
        return offset
    }
}
