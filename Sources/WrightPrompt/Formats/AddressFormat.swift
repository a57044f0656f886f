private import WrightCore

/// Mail and IP addresses.
enum AddressFormat {
    static func isEmail(_ bytes: [UInt8], isInternational: Bool) -> Bool {
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at > 0 else { return false }
        let local = bytes[..<at]
        let domain = bytes[(at + 1)...]
        guard isLocalPart(Array(local), isInternational: isInternational) else { return false }
        if domain.first == UInt8(ascii: "["), domain.last == UInt8(ascii: "]") {
            let inner = domain.dropFirst().dropLast()
            if inner.starts(with: Array("IPv6:".utf8)) { return isIPv6(inner.dropFirst(5)) }
            return isIPv4(inner)
        }
        return HostFormat.isHost(String(decoding: domain, as: UTF8.self), isInternational: isInternational)
    }

    private static func isLocalPart(_ bytes: [UInt8], isInternational: Bool) -> Bool {
        if bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\""), bytes.count >= 2 {
            return isQuoted(Array(bytes.dropFirst().dropLast()), isInternational: isInternational)
        }
        guard !bytes.isEmpty else { return false }
        return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { atom in
                !atom.isEmpty && atom.allSatisfy { isAtomByte($0) || (isInternational && $0 >= 0x80) }
            }
    }

    private static func isQuoted(_ bytes: [UInt8], isInternational: Bool) -> Bool {
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return false
            }
            guard byte >= 32 && byte < 127 || (isInternational && byte >= 0x80) else { return false }
        }
        return !isEscaped
    }

    private static func isAtomByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: Array("!#$%&'*+-/=?^_`{|}~".utf8).contains(byte)
        }
    }

    static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.allSatisfy({ (48...57).contains($0) }) else { return false }
                guard part.count == 1 || part.first != 48 else { return false }
                return part.reduce(0) { $0 * 10 + Int($1 - 48) } <= 255
            }
    }

    static func isIPv6(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = Array(bytes)
        var groups = 0
        var hasGap = false
        var position = 0
        if text.starts(with: [58, 58]) {
            hasGap = true
            position = 2
            if text.count == 2 { return true }
        } else if text.first == 58 {
            return false
        }
        while position < text.count {
            let rest = text[position...]
            let end = rest.firstIndex(of: 58) ?? text.count
            let part = text[position..<end]
            if part.contains(UInt8(ascii: ".")) {
                guard end == text.count, isIPv4(part) else { return false }
                groups += 2
                position = end
                break
            }
            guard (1...4).contains(part.count), part.allSatisfy({ Hexadecimal.value(ofDigit: $0) != nil }) else {
                return false
            }
            groups += 1
            position = end
            guard position < text.count else { break }
            position += 1
            guard position < text.count else { return false }
            if text[position] == 58 {
                guard !hasGap else { return false }
                hasGap = true
                position += 1
            }
        }
        return hasGap ? groups < 8 : groups == 8
    }
}
