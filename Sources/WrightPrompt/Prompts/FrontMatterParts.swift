/// A prompt file cut in two: the YAML between `---` lines, and the template after it.
struct FrontMatterParts: Sendable {
    /// The YAML; nil for a file without.
    let yaml: String?
    /// The template; trimmed where there is YAML before it.
    let body: String

    /// Cuts a file.
    ///
    /// Blank lines and lines that begin with `#` may stand before the first `---`.
    ///
    /// - Throws: ``PromptError`` with code `unreadableFile` where the second `---` is missing.
    init(_ source: String, name: String) throws(PromptError) {
        let bytes = Array(source.utf8)
        var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let start = position
        while let line = Self.line(bytes, at: position) {
            if Self.isRule(bytes[line.content]) { break }
            guard bytes[line.content].first == UInt8(ascii: "#") || bytes[line.content].allSatisfy({ $0 <= 32 }),
                line.next < bytes.count
            else {
                yaml = nil
                body = String(decoding: bytes[start...], as: UTF8.self)
                return
            }
            position = line.next
        }
        guard let first = Self.line(bytes, at: position), first.next <= bytes.count, Self.isRule(bytes[first.content])
        else {
            yaml = nil
            body = String(decoding: bytes[start...], as: UTF8.self)
            return
        }
        position = first.next
        while let line = Self.line(bytes, at: position) {
            if Self.isRule(bytes[line.content]) {
                yaml = String(decoding: bytes[first.next..<position], as: UTF8.self)
                body = Self.trimmed(String(decoding: bytes[line.next...], as: UTF8.self))
                return
            }
            position = line.next
        }
        throw .unreadableFile(name: name, reason: "the front matter that begins with '---' has no '---' at its end")
    }

    private static func isRule(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: [45, 45, 45]) && line.dropFirst(3).allSatisfy { $0 <= 32 }
    }

    private static func line(_ bytes: [UInt8], at position: Int) -> (content: Range<Int>, next: Int)? {
        guard position < bytes.count else { return nil }
        guard let end = bytes[position...].firstIndex(of: 10) else { return (position..<bytes.count, bytes.count) }
        let isPair = end > position && bytes[end - 1] == 13
        return (position..<(isPair ? end - 1 : end), end + 1)
    }

    /// A text without white space at its ends.
    static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool { ScalarSet.spaces.contains(scalar.value) }
}
