private import WrightCore

/// A reference to a resource, taken apart and put together as RFC 3986 says.
struct URIReference: Hashable, Sendable {
    var scheme: String?
    var authority: String?
    var path: String
    var query: String?
    var fragment: String?

    /// Takes a reference apart.
    init(_ text: String) {
        var rest = Substring(text)
        if let hash = rest.firstIndex(of: "#") {
            fragment = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(of: ":"), Self.isScheme(rest[..<colon]) {
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("//") {
            let after = rest.dropFirst(2)
            let end = after.firstIndex(of: "/") ?? after.endIndex
            authority = String(after[..<end])
            rest = after[end...]
        }
        path = String(rest)
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy {
            isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: ".")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }

    /// The whole text.
    var text: String {
        withoutFragment + (fragment.map { "#" + $0 } ?? "")
    }

    /// The text up to the fragment.
    var withoutFragment: String {
        (scheme.map { $0 + ":" } ?? "") + (authority.map { "//" + $0 } ?? "") + path + (query.map { "?" + $0 } ?? "")
    }

    /// What a reference means where this is the base.
    func resolving(_ reference: Self) -> Self {
        var result = reference
        if reference.scheme != nil {
            result.path = Self.withoutDots(reference.path)
            return result
        }
        result.scheme = scheme
        if reference.authority != nil {
            result.path = Self.withoutDots(reference.path)
            return result
        }
        result.authority = authority
        if reference.path.isEmpty {
            result.path = path
            result.query = reference.query ?? query
        } else if reference.path.hasPrefix("/") {
            result.path = Self.withoutDots(reference.path)
        } else if authority != nil, path.isEmpty {
            result.path = Self.withoutDots("/" + reference.path)
        } else {
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
            result.path = Self.withoutDots(folder + reference.path)
        }
        return result
    }

    private static func withoutDots(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: ".")), path.contains("/") else { return path }
        let isAbsolute = path.hasPrefix("/")
        var output: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() where !(isAbsolute && index == 0) {
            let isLast = index == segments.count - 1
            switch segment {
            case ".": if isLast { output.append("") }
            case "..":
                if !output.isEmpty { output.removeLast() }
                if isLast { output.append("") }
            default: output.append(segment)
            }
        }
        return (isAbsolute ? "/" : "") + output.joined(separator: "/")
    }

    /// A text with `%41` and the like decoded; bytes that are not UTF-8 are repaired.
    static func percentDecoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        let source = Array(text.utf8)
        var result: [UInt8] = []
        var position = 0
        while position < source.count {
            if source[position] == UInt8(ascii: "%"), position + 2 < source.count,
                let high = Hexadecimal.value(ofDigit: source[position + 1]),
                let low = Hexadecimal.value(ofDigit: source[position + 2])
            {
                result.append(high << 4 | low)
                position += 3
            } else {
                result.append(source[position])
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
