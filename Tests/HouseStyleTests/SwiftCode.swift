// Idea: rules look at code, so comments and the content of string literals are replaced by blanks first. Line breaks and
//   byte offsets stay, so that a place in the blanked text is a place in the file.
// Source: The Swift Programming Language, "Lexical Structure": nested block comments, raw and multi-line strings,
//   interpolations that hold code and further strings.
// Deviation: regular-expression literals are known only in their extended form, `#/…/#`; the plain form cannot be told
//   from division without parsing.
// Data layout: one array of bytes, blanked in place.

/// Swift code without comments and text.
enum SwiftCode {
    static func blanked(_ text: String) -> String {
        var blanker = Blanker(bytes: Array(text.utf8))
        blanker.scanCode(isInterpolation: false)
        return String(decoding: blanker.bytes, as: UTF8.self)
    }
}

private struct Blanker {
    var bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Walks over code; in an interpolation, up to and over the parenthesis that ends it.
    mutating func scanCode(isInterpolation: Bool) {
        var depth = 0
        while position < bytes.count {
            if isAt("//") {
                scanLineComment()
            } else if isAt("/*") {
                scanBlockComment()
            } else if let hashes = hashCountBeforeQuote() {
                scanString(hashes: hashes)
            } else if isAt("#/") {
                scanRegex()
            } else {
                if bytes[position] == UInt8(ascii: "(") { depth += 1 }
                if bytes[position] == UInt8(ascii: ")") { depth -= 1 }
                position += 1
                if isInterpolation, depth < 0 { return }
            }
        }
    }

    private mutating func scanLineComment() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { blankOne() }
    }

    private mutating func scanBlockComment() {
        var depth = 0
        repeat {
            if isAt("/*") {
                depth += 1
                blankOne()
            } else if isAt("*/") {
                depth -= 1
                blankOne()
            }
            if position < bytes.count { blankOne() }
        } while depth > 0 && position < bytes.count
    }

    private mutating func scanRegex() {
        repeat { blankOne() } while position < bytes.count && !isAt("/#")
        blankTwo()
    }

    private mutating func scanString(hashes: Int) {
        let start = position
        for _ in 0..<hashes { blankOne() }
        let isMultiline = isAt("\"\"\"")
        let quotes = [UInt8](repeating: UInt8(ascii: "\""), count: isMultiline ? 3 : 1)
        let marks = [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
        for _ in quotes { blankOne() }
        while position < bytes.count {
            if isAt([UInt8(ascii: "\\")] + marks) {
                for _ in 0...hashes { blankOne() }
                if position < bytes.count, bytes[position] == UInt8(ascii: "(") {
                    blankOne()
                    scanCode(isInterpolation: true)
                } else if position < bytes.count {
                    blankOne()
                }
            } else if isAt(quotes + marks) {
                for _ in quotes + marks { blankOne() }
                break
            } else if !isMultiline, bytes[position] == UInt8(ascii: "\n") {
                break
            } else {
                blankOne()
            }
        }
        for offset in start..<position where bytes[offset] != UInt8(ascii: "\n") { bytes[offset] = UInt8(ascii: " ") }
    }

    /// How many `#` stand here before a quotation mark; nil if this is no string.
    private func hashCountBeforeQuote() -> Int? {
        var end = position
        while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return nil }
        return end - position
    }

    private func isAt(_ text: StaticString) -> Bool {
        isAt(Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)))
    }

    private func isAt(_ expected: [UInt8]) -> Bool {
        position + expected.count <= bytes.count
            && bytes[position..<(position + expected.count)].elementsEqual(expected)
    }

    private mutating func blankTwo() {
        for _ in 0..<2 where position < bytes.count { blankOne() }
    }

    private mutating func blankOne() {
        if bytes[position] != UInt8(ascii: "\n") { bytes[position] = UInt8(ascii: " ") }
        position += 1
    }
}
