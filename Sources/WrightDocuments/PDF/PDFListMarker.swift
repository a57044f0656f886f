/// What begins the entries of lists: bullets, numbers and letters.
enum PDFListMarker {
    /// Whether a text is a marker and nothing else, such as `•`, `3.`, `(a)`, `[12]` or an equation's `(4)`.
    static func isMarker(_ text: String) -> Bool {
        isBullet(text) || isNumber(text) || isReference(text)
    }

    /// Parts a marker from a text: the marker as Wright writes it, and the rest.
    ///
    /// Nil where there is none.
    static func split(_ text: String) -> (marker: String, rest: String)? {
        guard let space = text.firstIndex(of: " ") else { return nil }
        let head = String(text[..<space])
        let rest = String(text[text.index(after: space)...])
        guard !rest.isEmpty else { return nil }
        if isBullet(head) { return ("- ", rest) }
        return isNumber(head) ? (head + " ", rest) : nil
    }

    /// Whether a text is one sign that begins entries; signs of symbol fonts stand in the private areas.
    static func isBullet(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, text.unicodeScalars.count == 1 else { return false }
        if first.properties.generalCategory == .privateUse { return true }
        return "•▪◦‣●○■□–—-*·➢➤✓❖►▶§".unicodeScalars.contains(first)
    }

    /// `1.`, `12)`, `(3)`, `a.`, `b)`, `(c)`, `iv)`.
    private static func isNumber(_ text: String) -> Bool {
        var bytes = Array(text.utf8)
        guard let last = bytes.last, last == 0x2E || last == 0x29, bytes.count >= 2, bytes.count <= 6 else {
            return false
        }
        bytes.removeLast()
        if bytes.first == 0x28 { bytes.removeFirst() }
        guard !bytes.isEmpty else { return false }
        if bytes.allSatisfy({ (0x30...0x39).contains($0) }) { return bytes.count <= 3 }
        if bytes.count == 1 { return (0x61...0x7A).contains(bytes[0]) }
        return last == 0x29 && bytes.allSatisfy { Array("ivx".utf8).contains($0) }
    }

    /// `[12]`.
    private static func isReference(_ text: String) -> Bool {
        text.hasPrefix("[") && text.hasSuffix("]") && text.utf8.count <= 6 && Int(text.dropFirst().dropLast()) != nil
    }
}
