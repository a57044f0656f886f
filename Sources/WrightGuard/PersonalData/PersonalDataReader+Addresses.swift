private import WrightCore

extension PersonalDataReader {
    // MARK: Mail

    /// Reads the mail address around an `@`, and returns where reading goes on.
    mutating func readMail(at sign: Int) -> Int {
        var start = sign
        let floor = max(0, sign - 64)
        while start > floor, Self.isLocal(bytes[start - 1]) { start -= 1 }
        while start < sign, !TextByte.isWord(bytes[start]) { start += 1 }
        if start < sign, bytes[start] >= 0x80 { start = afterOtherScripts(start, sign) }
        guard start < sign, bytes[sign - 1] != UInt8(ascii: "."), let domain = domain(at: sign + 1) else {
            return sign + 1
        }
        let top = UnsafeBufferPointer(rebasing: bytes[domain.top..<domain.end])
        guard !Self.isFileName(top) else { return sign + 1 }
        // `git@example.org:team/project` is an address of a repository.
        let isRepository =
            bytes.byte(domain.end) == UInt8(ascii: ":") && TextByte.isWord(bytes.byte(domain.end + 1))
            && sign - start == 3 && bytes.has("git", at: start)
        guard !isRepository else { return domain.end }
        return add(.email, start..<domain.end, 0.97)
    }

    /// Letters of scripts that are written without spaces do not belong to the address that follows them.
    private func afterOtherScripts(_ start: Int, _ sign: Int) -> Int {
        var position = start
        var result = start
        while position < sign {
            let byte = bytes[position]
            if byte >= 0xE1 { result = position + (byte >= 0xF0 ? 4 : 3) }
            position += byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        }
        return min(result, sign)
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        if TextByte.isWord(byte) { return true }
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "'"),
            UInt8(ascii: "&"), UInt8(ascii: "~"):
            return true
        default: return false
        }
    }

    /// The domain at a place: labels with dots, ending in letters; nil without a dot.
    func domain(at start: Int) -> (top: Int, end: Int)? {
        var position = start
        var top = start
        var labelCount = 0
        while labelCount < 16 {
            let end = bytes.end(from: position, limit: 64) { TextByte.isWord($0) && $0 != 95 || $0 == 45 }
            guard end > position, bytes[position] != 45 else { break }
            labelCount += 1
            top = position
            position = end
            guard bytes.byte(end) == UInt8(ascii: "."), TextByte.isWord(bytes.byte(end + 1)) else { break }
            position = end + 1
        }
        while position > start, bytes[position - 1] == 45 || bytes[position - 1] == 46 { position -= 1 }
        guard labelCount >= 2, position - top >= 2, position > top else { return nil }
        let isLetters = (top..<position).allSatisfy { TextByte.isLetter(bytes[$0]) || bytes[$0] >= 0x80 }
        guard isLetters && position - top <= 24 || bytes.hasFolded("xn--", at: top) else { return nil }
        return (top, position)
    }

    private static func isFileName(_ top: UnsafeBufferPointer<UInt8>) -> Bool {
        fileNames.contains(ContextWords.hash(top))
    }

    private static let fileNames = Set(
        "png jpg jpeg gif svg webp service socket target timer mount slice scope local localhost js ts tsx jsx"
            .split(separator: " ").map { ContextWords.hash($0.utf8) }
    )

    // MARK: Web

    private static let schemes = Set(
        "http https ftp ftps sftp ws wss".split(separator: " ").map { ContextWords.hash($0.utf8) }
    )

    /// Reads `scheme://…`; nil when nothing of the kind follows.
    mutating func readAddress(scheme: Range<Int>) -> Int? {
        guard bytes.has("://", at: scheme.upperBound), scheme.count <= 16 else { return nil }
        let host = scheme.upperBound + 3
        if let last = readCredentials(after: host) { return last }
        guard Self.schemes.contains(ContextWords.hash(bytes[scheme])) else { return nil }
        let end = addressEnd(from: host)
        guard end - host >= 3 else { return nil }
        return add(.url, scheme.lowerBound..<end, 0.98)
    }

    /// Reads `www.…`.
    mutating func readAddress(host start: Int) -> Int? {
        guard let domain = domain(at: start), !TextByte.isWord(bytes.byte(start - 1)) else { return nil }
        return add(.url, start..<max(domain.end, addressEnd(from: start)), 0.9)
    }

    /// Reads a host without a scheme, if a path follows or the word before it says that it is one.
    mutating func readBareAddress(at start: Int) -> Int? {
        let before = bytes.byte(start - 1)
        guard before != UInt8(ascii: "@"), before != UInt8(ascii: "."), before != UInt8(ascii: "/"), before != 45,
            let domain = domain(at: start), bytes.byte(domain.end) != UInt8(ascii: "@"),
            TopDomains.names.contains(ContextWords.hash(bytes[domain.top..<domain.end]))
        else { return nil }
        let hasPath = bytes.byte(domain.end) == UInt8(ascii: "/") && TextByte.isWord(bytes.byte(domain.end + 1))
        let isNamed = Self.siteWords.verdict(before: start, in: bytes, limit: 24) == true
        guard hasPath || isNamed else { return nil }
        return add(.url, start..<max(domain.end, addressEnd(from: start)), 0.7)
    }

    private static let siteWords = ContextWords("website site webpage url domain homepage visit web", against: "")

    /// The end of an address: white space, quotes and brackets end it, and punctuation at its end is not part of it.
    private func addressEnd(from start: Int) -> Int {
        var end = bytes.end(from: start) { byte in
            switch byte {
            case 0...32, 127, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "`"),
                UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "{"), UInt8(ascii: "}"):
                return false
            default: return true
            }
        }
        // Full-width punctuation (U+3000…, U+FF00…) and typographic quotes end it too.
        for position in start..<end {
            let lead = bytes[position]
            let isWide =
                lead == 0xE3 && bytes.byte(position + 1) == 0x80
                || lead == 0xEF && bytes.byte(position + 1) == 0xBC || lead == 0xE2 && bytes.byte(position + 1) == 0x80
            if isWide {
                end = position
                break
            }
        }
        while end > start {
            switch bytes[end - 1] {
            case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
                UInt8(ascii: "?"), UInt8(ascii: "'"), UInt8(ascii: "*"):
                end -= 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                let close = bytes[end - 1]
                let open: UInt8 = close == UInt8(ascii: ")") ? UInt8(ascii: "(") : UInt8(ascii: "[")
                let body = bytes[start..<end]
                let surplus = body.reduce(0) { $0 + ($1 == close ? 1 : $1 == open ? -1 : 0) }
                guard surplus > 0 else { return end }
                end -= 1
            default: return end
            }
        }
        return end
    }

    /// The password in `scheme://user:password@host`.
    private mutating func readCredentials(after host: Int) -> Int? {
        let user = bytes.end(from: host, limit: 64) { TextByte.isWord($0) || $0 == 45 || $0 == 46 || $0 == 37 }
        guard bytes.byte(user) == UInt8(ascii: ":") else { return nil }
        let end = bytes.end(from: user + 1, limit: 200) {
            $0 > 32 && $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "/")
        }
        guard bytes.byte(end) == UInt8(ascii: "@"), end - user > 4,
            !isPlaceholder(UnsafeBufferPointer(rebasing: bytes[(user + 1)..<end]))
        else { return nil }
        return add(.secret, (user + 1)..<end, 0.9, "password in an address")
    }

    // MARK: Numbers with colons

    /// Reads an address of version 6 or a hardware address that begins at a place.
    mutating func readColonNumber(at start: Int) -> Int? {
        if let last = readHardwareAddress(at: start) { return last }
        return readVersion6(at: start)
    }

    /// Reads at a colon: an address that begins with `::`, or the value of a key.
    mutating func readColon(at position: Int) -> Int {
        if bytes.byte(position + 1) == UInt8(ascii: ":"), !TextByte.isWord(bytes.byte(position - 1)) {
            return readVersion6(at: position) ?? position + 2
        }
        return readAssignment(at: position)
    }

    /// `00:1a:2b:3c:4d:5e` or with hyphens.
    mutating func readHardwareAddress(at start: Int) -> Int? {
        let mark = bytes.byte(start + 2)
        guard mark == UInt8(ascii: ":") || mark == UInt8(ascii: "-"), start + 17 <= bytes.count else { return nil }
        var hasLetter = false
        var different: Set<UInt8> = []
        for offset in 0..<17 {
            let byte = bytes[start + offset]
            if offset % 3 == 2 {
                guard byte == mark else { return nil }
            } else {
                guard TextByte.isHexadecimal(byte) else { return nil }
                hasLetter = hasLetter || TextByte.isLetter(byte)
                different.insert(byte | 32)
            }
        }
        let end = start + 17
        guard !TextByte.isWord(bytes.byte(end)), bytes.byte(end) != mark, bytes.byte(start - 1) != mark,
            !TextByte.isWord(bytes.byte(start - 1)), different.count > 1
        else { return nil }
        let isNamed = ContextWords.hardware.verdict(before: start, in: bytes, limit: 32) == true
        guard isNamed || hasLetter && mark == UInt8(ascii: ":") else { return nil }
        return add(.mac, start..<end, isNamed ? 0.95 : 0.8)
    }

    private mutating func readVersion6(at start: Int) -> Int? {
        guard !TextByte.isWord(bytes.byte(start - 1)), bytes.byte(start - 1) != UInt8(ascii: ":") else { return nil }
        guard let address = InternetAddress6(bytes, at: start) else { return nil }
        guard !TextByte.isWord(bytes.byte(address.end)),
            bytes.byte(address.end) != UInt8(ascii: ":")
                || !TextByte.isHexadecimal(bytes.byte(address.end + 1))
        else { return nil }
        guard address.isPlausible else { return nil }
        return add(.ip, start..<address.end, 0.9, "IPv6")
    }
}

/// The text form of an address of version 6 (RFC 4291, section 2.2).
struct InternetAddress6 {
    private(set) var end: Int
    private var groupCount = 0
    private var isShortened = false
    private var first = 0
    private var firstLength = 0
    private var hasFour = false
    private var longest = 0

    /// Reads the longest address at a place; nil when there is none.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) {
        var position = start
        end = start
        if bytes.has("::", at: start) {
            isShortened = true
            position += 2
            end = position
        }
        while groupCount < 8 {
            let last = bytes.end(from: position, limit: 5) { TextByte.isHexadecimal($0) }
            guard last > position, last - position <= 4 else { break }
            if bytes.byte(last) == UInt8(ascii: "."), let four = Self.version4End(bytes, at: position) {
                hasFour = true
                groupCount += 2
                end = four
                break
            }
            longest = max(longest, last - position)
            if groupCount == 0, end == start {
                firstLength = last - position
                for index in position..<last {
                    first = first * 16 + Int(Hexadecimal.value(ofDigit: bytes[index]) ?? 0)
                }
            }
            groupCount += 1
            end = last
            guard bytes.byte(last) == UInt8(ascii: ":") else { break }
            if bytes.byte(last + 1) == UInt8(ascii: ":") {
                guard !isShortened else { break }
                isShortened = true
                position = last + 2
                end = position
            } else {
                position = last + 1
            }
        }
        guard isShortened ? groupCount < 8 : groupCount == 8 else { return nil }
        if bytes.byte(end) == UInt8(ascii: "%") {
            end = bytes.end(from: end + 1, limit: 16) { TextByte.isAlphanumeric($0) }
        }
    }

    /// Whether it is one that is given out, and not a name of a programming language such as `a::b`.
    var isPlausible: Bool {
        if hasFour { return true }
        if !isShortened { return longest >= 3 }
        guard firstLength == 4, groupCount >= 2 || first >= 0xFC00 else { return false }
        return (0x2000...0x3FFF).contains(first) || first >= 0xFC00
    }

    private static func version4End(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        var position = start
        for octet in 0..<4 {
            let last = bytes.end(from: position, limit: 3) { TextByte.isDigit($0) }
            guard last > position else { return nil }
            let value = bytes[position..<last].reduce(0) { $0 * 10 + Int($1) - 48 }
            guard value <= 255 else { return nil }
            if octet == 3 { return last }
            guard bytes.byte(last) == UInt8(ascii: ".") else { return nil }
            position = last + 1
        }
        return nil
    }
}
