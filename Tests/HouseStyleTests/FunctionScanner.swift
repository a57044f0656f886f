/// Finds functions and initialisers with their lengths.
struct FunctionScanner {
    /// A function with a body.
    struct Found: Hashable {
        /// The line of its keyword, from 1.
        let line: Int
        /// Lines from the keyword to the closing brace.
        let lineCount: Int
    }

    private let bytes: [UInt8]
    private let lineStarts: [Int]

    init(_ text: String) {
        let code = Array(SwiftCode.blanked(text).utf8)
        bytes = code
        lineStarts = [0] + code.indices.filter { code[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    /// All functions with a body, also those inside others.
    func functions() -> [Found] {
        var found: [Found] = []
        for keyword in ["func", "init", "deinit", "subscript"] {
            for start in places(of: Array(keyword.utf8)) {
                guard let open = bodyStart(from: start), let close = end(ofBraceAt: open) else { continue }
                found.append(Found(line: line(of: start), lineCount: line(of: close) - line(of: start) + 1))
            }
        }
        return found.sorted { $0.line < $1.line }
    }

    /// Where a keyword stands as a word of its own, and not as a member (`.init`).
    private func places(of keyword: [UInt8]) -> [Int] {
        guard bytes.count >= keyword.count else { return [] }
        return (0...(bytes.count - keyword.count))
            .filter { start in
                guard bytes[start] == keyword[0], bytes[start..<(start + keyword.count)].elementsEqual(keyword) else {
                    return false
                }
                let end = start + keyword.count
                let isFree = start == 0 || !(Self.isWord(bytes[start - 1]) || bytes[start - 1] == UInt8(ascii: "."))
                return isFree && (end == bytes.count || !Self.isWord(bytes[end]))
            }
    }

    /// The brace that opens the body of what is declared; nil for a requirement without one.
    private func bodyStart(from start: Int) -> Int? {
        var depth = 0
        var last = UInt8(ascii: " ")
        for position in start..<bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where depth == 0: return position
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: "\n") where depth == 0 && !continues(after: position, last: last): return nil
            default: break
            }
            if depth < 0 { return nil }
            if !Self.isSpace(byte) { last = byte }
        }
        return nil
    }

    /// Whether a declaration goes on in the next line that is not blank.
    private func continues(after newline: Int, last: UInt8) -> Bool {
        if last == UInt8(ascii: ",") || last == UInt8(ascii: ">") { return true }
        guard let next = bytes[newline...].firstIndex(where: { !Self.isSpace($0) }) else { return false }
        return ["{", "->", "where ", "throws", "async", "rethrows", "("]
            .contains { bytes[next...].starts(with: $0.utf8) }
    }

    private func end(ofBraceAt open: Int) -> Int? {
        var depth = 0
        for position in open..<bytes.count {
            if bytes[position] == UInt8(ascii: "{") { depth += 1 }
            if bytes[position] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return position }
        }
        return nil
    }

    private func line(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "`"), 0x80...: true
        default: false
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t")
    }
}
