/// A structured field: a value and parameters (RFC 2045, RFC 2231).
struct MIMEField {
    /// The value in lower case.
    private(set) var value = ""
    private var parameters: [String: String] = [:]

    /// Reads `value; name=content; …`.
    init(_ bytes: [UInt8]) {
        var pieces = Self.split(bytes)
        guard !pieces.isEmpty else { return }
        value = WhiteSpace.collapsed(String(decoding: pieces.removeFirst(), as: UTF8.self), keepsLineBreaks: false)
            .lowercased()
        var extended: [String: [(Int, [UInt8], Bool)]] = [:]
        for piece in pieces.prefix(64) {
            guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: piece[..<equals].filter { $0 > 32 }, as: UTF8.self).lowercased()
            let content = Self.unquoted(piece[(equals + 1)...])
            let sections = name.split(separator: "*", omittingEmptySubsequences: false)
            if sections.count > 1 {
                let number = sections.count > 1 ? Int(sections[1]) ?? 0 : 0
                extended[String(sections[0]), default: []].append((number, content, name.hasSuffix("*")))
            } else {
                parameters[name] = parameters[name] ?? MIMEWords.decoded(content)
            }
        }
        for (name, sections) in extended { parameters[name] = Self.joined(sections.sorted { $0.0 < $1.0 }) }
    }

    /// A parameter's text.
    func parameter(_ name: String) -> String? { parameters[name] }

    /// Cuts at semicolons outside of quotation marks.
    private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        var isQuoted = false
        var isEscaped = false
        for (index, byte) in bytes.enumerated() {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), isQuoted {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: ";"), !isQuoted {
                pieces.append(bytes[start..<index])
                start = index + 1
            }
        }
        pieces.append(bytes[start...])
        return pieces
    }

    private static func unquoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var part = bytes.drop { $0 <= 32 }
        while let last = part.last, last <= 32 { part = part.dropLast() }
        guard part.first == UInt8(ascii: "\"") else { return Array(part) }
        var result: [UInt8] = []
        var isEscaped = false
        for byte in part.dropFirst() {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
                continue
            }
            if byte == UInt8(ascii: "\""), !isEscaped { break }
            isEscaped = false
            result.append(byte)
        }
        return result
    }

    /// Joins the sections of `name*0*=charset'language'text`.
    private static func joined(_ sections: [(Int, [UInt8], Bool)]) -> String {
        var charset: String?
        var bytes: [UInt8] = []
        for (offset, section) in sections.enumerated() {
            var content = section.1[...]
            if offset == 0, section.2 {
                let parts = content.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
                if parts.count == 3 {
                    charset = String(decoding: parts[0], as: UTF8.self)
                    content = parts[2]
                }
            }
            bytes += section.2 ? TransferDecoding.percent(content) : Array(content)
        }
        return TextDecoder.decode(bytes, declared: charset).text
    }
}
