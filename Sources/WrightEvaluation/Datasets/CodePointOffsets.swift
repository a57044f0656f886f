/// Finds the UTF-8 byte at which a code point of a text begins.
///
/// Every 128th code point's byte is kept; from there at most 127 are walked.
struct CodePointOffsets {
    private static let stride = 128

    private let bytes: UnsafeRawBufferPointer
    private let marks: [Int]
    private let count: Int

    init(of bytes: UnsafeRawBufferPointer) {
        var marks: [Int] = []
        var count = 0
        for (offset, byte) in bytes.enumerated() where Self.isStart(byte) {
            if count % Self.stride == 0 { marks.append(offset) }
            count += 1
        }
        self.bytes = bytes
        self.marks = marks
        self.count = count
    }

    /// The bytes of the code points from `start` up to, not including, `end`; nil beyond the text.
    func bytes(from start: Int, to end: Int) -> Range<Int>? {
        guard start >= 0, start <= end, end <= count else { return nil }
        return offset(of: start)..<offset(of: end)
    }

    /// Whether a text stands at a range.
    func holds(_ text: String, at range: Range<Int>) -> Bool {
        bytes[range].elementsEqual(text.utf8)
    }

    private func offset(of codePoint: Int) -> Int {
        guard codePoint < count else { return bytes.count }
        var offset = marks[codePoint / Self.stride]
        for _ in 0..<(codePoint % Self.stride) {
            offset += 1
            while !Self.isStart(bytes[offset]) { offset += 1 }
        }
        return offset
    }

    private static func isStart(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }
}
