private import WrightCore

/// Addresses of RFC 3986 and RFC 3987, and templates of RFC 6570.
enum URIFormat {
    static func isURI(_ bytes: [UInt8], isInternational: Bool, needsScheme: Bool) -> Bool {
        guard areAllowed(bytes, isInternational: isInternational) else { return false }
        let reference = URIReference(String(decoding: bytes, as: UTF8.self))
        if needsScheme, reference.scheme == nil { return false }
        if let fragment = reference.fragment, fragment.utf8.contains(UInt8(ascii: "#")) { return false }
        if let authority = reference.authority, !isAuthority(Array(authority.utf8)) { return false }
        let isBracketed = (reference.path + (reference.query ?? "") + (reference.fragment ?? "")).utf8
            .contains { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") }
        if isBracketed { return false }
        if reference.scheme == nil, reference.authority == nil {
            let segment = reference.path.utf8.prefix { $0 != UInt8(ascii: "/") }
            if segment.contains(UInt8(ascii: ":")) { return false }
        }
        return true
    }

    private static func areAllowed(_ bytes: [UInt8], isInternational: Bool) -> Bool {
        for (place, byte) in bytes.enumerated() {
            switch byte {
            case 48...57, 65...90, 97...122: continue
            case UInt8(ascii: "%"):
                guard place + 2 < bytes.count, Hexadecimal.value(ofDigit: bytes[place + 1]) != nil,
                    Hexadecimal.value(ofDigit: bytes[place + 2]) != nil
                else { return false }
            case 0x80...: if !isInternational { return false }
            default: if !Array("-._~:/?#[]@!$&'()*+,;=".utf8).contains(byte) { return false }
            }
        }
        return true
    }

    private static func isAuthority(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
            if rest[..<at].contains(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") }) { return false }
            rest = rest[(at + 1)...]
        }
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let host = rest[(rest.startIndex + 1)..<end]
            let isFuture = host.first.map { $0 | 0x20 == UInt8(ascii: "v") } ?? false
            guard isFuture || AddressFormat.isIPv6(host) else { return false }
            rest = rest[(end + 1)...]
            return rest.isEmpty || (rest.first == UInt8(ascii: ":") && isPort(rest.dropFirst()))
        }
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else {
            return !rest.contains { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "@") }
        }
        return isPort(rest[(colon + 1)...])
    }

    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { (48...57).contains($0) } }

    static func isTemplate(_ bytes: [UInt8]) -> Bool {
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "{") {
                guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "}")) else { return false }
                guard isExpression(bytes[(position + 1)..<end]) else { return false }
                position = end + 1
                continue
            }
            if byte <= 32 || Array("\"'<>\\^`|}".utf8).contains(byte) { return false }
            if byte == UInt8(ascii: "%") {
                guard position + 2 < bytes.count, Hexadecimal.value(ofDigit: bytes[position + 1]) != nil,
                    Hexadecimal.value(ofDigit: bytes[position + 2]) != nil
                else { return false }
            }
            position += 1
        }
        return true
    }

    private static func isExpression(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        if let first = rest.first, Array("+#./;?&=,!@|".utf8).contains(first) { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return false }
        return rest.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .allSatisfy { variable in
                var name = variable
                if name.last == UInt8(ascii: "*") {
                    name = name.dropLast()
                } else if let colon = name.firstIndex(of: 58) {
                    let digits = name[(colon + 1)...]
                    guard (1...4).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else {
                        return false
                    }
                    name = name[..<colon]
                }
                return !name.isEmpty && name.allSatisfy(isNameByte)
            }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "%"): true
        default: false
        }
    }
}
