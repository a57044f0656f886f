// Signs that are not words: addresses that carry data away, invented turns of a conversation, noise behind a question.

/// A sign in the make-up of a text that a rule can name.
enum StructuralSign: String, CaseIterable, Sendable {
    /// An image or link whose address takes a value from the conversation.
    case dataAddress = "data-address"
    /// Lines that pretend to be turns of a system or an assistant.
    case roleLine = "role-line"
    /// Many invented turns of question and answer.
    case manyTurns = "many-turns"
    /// A run of signs and broken words, such as optimised suffixes have.
    case noise
    /// Markup that runs code when it is shown.
    case activeMarkup = "active-markup"
    /// Many words in capitals beside exclamation marks.
    case shouting
}

/// Finds structural signs.
struct StructureScanner {
    let bytes: UnsafeBufferPointer<UInt8>

    /// The places of signs.
    static func places(in bytes: UnsafeBufferPointer<UInt8>) -> [(sign: StructuralSign, range: Range<Int>)] {
        let scanner = Self(bytes: bytes)
        var places: [(sign: StructuralSign, range: Range<Int>)] = []
        scanner.addAddresses(to: &places)
        scanner.addTurns(to: &places)
        scanner.addNoise(to: &places)
        scanner.addShouting(to: &places)
        return places
    }

    // MARK: Addresses

    private static let carriedNames: [StaticString] = [
        "prompt", "secret", "history", "conversation", "chat", "system", "password", "token", "context", "instruction",
        "api_key", "apikey", "userdata", "user_data", "credential", "message", "summary", "answer", "exfil", "leak",
        "stolen", "session", "cookie", "credit", "balance", "private", "[query]", "[data]", "payload",
    ]

    private func addAddresses(to places: inout [(sign: StructuralSign, range: Range<Int>)]) {
        var index = 0
        var count = 0
        while index + 8 < bytes.count, count < 64 {
            let byte = bytes[index]
            if byte == UInt8(ascii: "<"), isActive(at: index) {
                places.append((.activeMarkup, index..<min(index + 24, bytes.count)))
                count += 1
            }
            guard byte == UInt8(ascii: "h") || byte == UInt8(ascii: "H"), matches("http", at: index) else {
                index += 1
                continue
            }
            var end = index
            while end < bytes.count, end - index < 4096, bytes[end] > 0x20, bytes[end] != 0x29, bytes[end] != 0x22,
                bytes[end] != UInt8(ascii: ">")
            {
                end += 1
            }
            if carriesData(index..<end) {
                places.append((.dataAddress, index..<end))
                count += 1
            }
            index = max(end, index + 1)
        }
    }

    /// Whether an address has a query with a hole for data, or a value that is a payload by its name or length.
    private func carriesData(_ range: Range<Int>) -> Bool {
        guard let mark = bytes[range].firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "{") }) else {
            return false
        }
        let isImage =
            range.lowerBound >= 2 && bytes[range.lowerBound - 1] == UInt8(ascii: "(")
            && bytes[max(0, range.lowerBound - 400)..<range.lowerBound].contains(UInt8(ascii: "!"))
            || bytes[max(0, range.lowerBound - 64)..<range.lowerBound].lastIndex(of: UInt8(ascii: "<"))
                .map {
                    matches("<img", at: $0)
                } ?? false
        let query = mark..<range.upperBound
        if hasHole(query) { return true }
        guard isImage, !hasConstants(query) else { return false }
        for name in Self.carriedNames where contains(name, in: query) { return true }
        return longestValue(in: query) >= 48
    }

    /// A hole: brackets or braces around a name, or a value in capitals such as `SECRET_DATA`.
    private func hasHole(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index + 1 < range.upperBound {
            let byte = bytes[index]
            let next = bytes[index + 1]
            if byte == UInt8(ascii: "="), [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "<")].contains(next) {
                return true
            }
            if byte == UInt8(ascii: "{"), next == UInt8(ascii: "{") || ByteClass.isLetter(next) { return true }
            if byte == UInt8(ascii: "="), next >= 0x41, next <= 0x5A {
                var end = index + 1
                while end < range.upperBound, bytes[end] >= 0x41 && bytes[end] <= 0x5A || bytes[end] == 0x5F {
                    end += 1
                }
                let isWhole = end == range.upperBound || bytes[end] == UInt8(ascii: "&")
                if isWhole, end - index > 4, bytes[index + 1..<end].contains(0x5F) || end - index > 6 { return true }
            }
            index += 1
        }
        return false
    }

    /// Whether all values of a query are too short to carry anything, and none is left open.
    private func hasConstants(_ range: Range<Int>) -> Bool {
        bytes[range].split(separator: UInt8(ascii: "&"))
            .allSatisfy { part in
                guard let mark = part.lastIndex(of: UInt8(ascii: "=")) else { return false }
                return (1..<8).contains(part.endIndex - mark - 1)
            }
    }

    private func longestValue(in range: Range<Int>) -> Int {
        bytes[range].split(whereSeparator: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "&") }).map(\.count).max()
            ?? 0
    }

    private func contains(_ name: StaticString, in range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index + name.utf8CodeUnitCount <= range.upperBound {
            if matches(name, at: index) { return true }
            index += 1
        }
        return false
    }

    private func matches(_ text: StaticString, at offset: Int) -> Bool {
        guard offset + text.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<text.utf8CodeUnitCount {
            let byte = bytes[offset + index]
            if (ByteClass.isLetter(byte) ? byte | 0x20 : byte) != text.utf8Start[index] { return false }
        }
        return true
    }

    /// A tag that runs a script or an event when it is drawn.
    private func isActive(at offset: Int) -> Bool {
        if matches("<script", at: offset) || matches("<iframe", at: offset) { return true }
        guard matches("<img", at: offset) || matches("<svg", at: offset) || matches("<body", at: offset) else {
            return false
        }
        let end = min(bytes.count, offset + 300)
        let close = bytes[offset..<end].firstIndex(of: UInt8(ascii: ">")) ?? end
        return contains("onerror", in: offset..<close) || contains("onload", in: offset..<close)
            || contains("onclick", in: offset..<close) || contains("javascript:", in: offset..<close)
    }

    // MARK: Turns

    private static let roles: [(name: StaticString, isSystem: Bool, isAssistant: Bool)] = [
        ("system", true, false), ("developer", true, false), ("assistant", false, true), ("ai", false, true),
        ("chatgpt", false, true), ("bot", false, true), ("model", false, true), ("gpt", false, true),
        ("user", false, false), ("human", false, false), ("a", false, true), ("q", false, false),
    ]

    private func addTurns(to places: inout [(sign: StructuralSign, range: Range<Int>)]) {
        var lineStart = 0
        var turnCount = 0
        var firstTurn = 0
        var lastTurn = 0
        while lineStart < bytes.count {
            let end = bytes[lineStart...].firstIndex(of: 10) ?? bytes.count
            var start = lineStart
            while start < end, !ByteClass.isWord(bytes[start]), start - lineStart < 8 { start += 1 }
            for role in Self.roles where matches(role.name, at: start) {
                var next = start + role.name.utf8CodeUnitCount
                if next < end,
                    matches(" message", at: next) || matches(" prompt", at: next) || matches(" override", at: next)
                {
                    while next < end, ByteClass.isWord(bytes[next]) || bytes[next] == 0x20 { next += 1 }
                }
                while next < end,
                    bytes[next] == UInt8(ascii: "*") || bytes[next] == UInt8(ascii: "]")
                        || bytes[next] == UInt8(ascii: ">") || bytes[next] == 0x20
                {
                    next += 1
                }
                guard next < end, bytes[next] == UInt8(ascii: ":") else { continue }
                if role.isSystem { places.append((.roleLine, start..<next + 1)) }
                if turnCount == 0 { firstTurn = start }
                if role.isAssistant { turnCount += 1 }
                lastTurn = end
                break
            }
            lineStart = end + 1
        }
        if turnCount >= 3, firstTurn < lastTurn { places.append((.manyTurns, firstTurn..<lastTurn)) }
    }

    // MARK: Noise

    /// Windows in which signs stand between letters in a way that neither prose nor code has.
    private func addNoise(to places: inout [(sign: StructuralSign, range: Range<Int>)]) {
        let width = 120
        guard bytes.count >= 60 else { return }
        let start = max(0, bytes.count - 400)
        let media = EmbeddedMedia.payloads(in: bytes)
        func isMedia(_ index: Int) -> Bool { media.contains { $0.contains(index) } }
        var best = (score: 0, range: 0..<0)
        for low in stride(from: start, to: max(start + 1, bytes.count - 60), by: 40) {
            let range = low..<min(low + width, bytes.count)
            var score = 0
            for index in range where index > low && index + 1 < range.upperBound && !isMedia(index) {
                let byte = bytes[index]
                guard byte < 0x80, byte > 0x20, !ByteClass.isWord(byte) else { continue }
                let before = bytes[index - 1]
                let after = bytes[index + 1]
                let isSign = after < 0x80 && after > 0x20 && !ByteClass.isWord(after) && after != byte
                if isSign, ![0x28, 0x29, 0x22, 0x2E, 0x2C, 0x3B].contains(after) || byte == 0x5C { score += 1 }
                if ByteClass.isLetter(before), ByteClass.isLetter(after),
                    [0x5C, 0x7B, 0x7D, 0x28, 0x5D, 0x5B].contains(byte)
                {
                    score += 1
                }
            }
            for index in range where index > low && !isMedia(index) {
                // Words run together with a capital in the middle, as in "similarlyNow".
                let isSeam =
                    ByteClass.isLetter(bytes[index]) && bytes[index] < 0x60 && ByteClass.isLetter(bytes[index - 1])
                    && bytes[index - 1] >= 0x60
                if isSeam { score += 1 }
            }
            if score > best.score { best = (score, range) }
        }
        if best.score >= 9 { places.append((.noise, best.range)) }
    }

    private func addShouting(to places: inout [(sign: StructuralSign, range: Range<Int>)]) {
        var index = 0
        while index + 2 < bytes.count {
            if bytes[index] == UInt8(ascii: "!"), bytes[index + 1] == UInt8(ascii: "!"), index >= 4 {
                let word = bytes[max(0, index - 12)..<index]
                if word.suffix(4).allSatisfy({ $0 >= 0x41 && $0 <= 0x5A }) {
                    places.append((.shouting, max(0, index - 12)..<index + 2))
                    return
                }
            }
            index += 1
        }
    }
}
