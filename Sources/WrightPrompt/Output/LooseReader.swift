// Reads what is almost JSON. A quote ends a text only where what follows can follow a text: a comma before another
// member or element, a colon after a name, a closing bracket, the end. Everything that is missing at the end of the
// text is closed; a name without its value is dropped.

private import WrightCore

/// Reads almost-JSON.
struct LooseReader {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var steps: [JSONRepair.Step] = []
    private var closers: [UInt8] = []
    private var openParenthesisCount = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether anything but white space, comments and commas stands after the value.
    private(set) var leavesRest = false

    mutating func read() throws(PromptError) -> LooseValue? {
        skipSpace()
        guard position < bytes.count, let value = try readValue(isInObject: false) else { return nil }
        skipSpace()
        leavesRest = bytes[min(position, bytes.count)...].contains { $0 > 32 && $0 != UInt8(ascii: ",") && $0 != 96 }
        return value
    }

    private mutating func note(_ step: JSONRepair.Step) { if !steps.contains(step) { steps.append(step) } }

    private func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private mutating func skipSpace() {
        while let byte = peek() {
            if byte <= 32 {
                position += 1
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") || peek(1) == UInt8(ascii: "*") {
                skipComment(isBlock: peek(1) == UInt8(ascii: "*"))
            } else if byte == UInt8(ascii: "#") {
                skipComment(isBlock: false)
            } else if byte == 0xC2, peek(1) == 0xA0 {
                position += 2
            } else if byte == 0xEF, peek(1) == 0xBB, peek(2) == 0xBF {
                position += 3
            } else {
                return
            }
        }
    }

    private mutating func skipComment(isBlock: Bool) {
        note(.comment)
        position += isBlock ? 2 : 1
        while let byte = peek() {
            if isBlock, byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                position += 2
                return
            }
            if !isBlock, byte == 10 { return }
            position += 1
        }
    }

    private mutating func readValue(isInObject: Bool) throws(PromptError) -> LooseValue? {
        skipSpace()
        guard let byte = peek() else { return nil }
        switch byte {
        case UInt8(ascii: "{"): return try readObject()
        case UInt8(ascii: "["), UInt8(ascii: "("): return try readArray()
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"): return nil
        default: break
        }
        if let quote = takeQuote() { return .string(joined(readString(quote, isName: false, isInObject: isInObject))) }
        return readWord()
    }

    /// Texts that stand one after another with `+` between them.
    private mutating func joined(_ first: String) -> String {
        var result = first
        while true {
            let before = position
            skipSpace()
            guard peek() == UInt8(ascii: "+") else {
                position = before
                return result
            }
            position += 1
            skipSpace()
            guard let quote = takeQuote() else {
                position = before
                return result
            }
            note(.quotes)
            result += readString(quote, isName: false, isInObject: true)
        }
    }

    private mutating func enter(_ closer: UInt8) throws(PromptError) {
        position += 1
        closers.append(closer)
        guard closers.count <= FlatJSON.depthLimit else {
            let reason = "more than \(FlatJSON.depthLimit) values stand inside one another"
            throw .textUnmendable(reason, remedy: "Ask the model for a flatter form.")
        }
    }

    private mutating func readObject() throws(PromptError) -> LooseValue {
        try enter(UInt8(ascii: "}"))
        defer { closers.removeLast() }
        var members: [LooseValue.Member] = []
        var places: [String: Int] = [:]
        while true {
            skipCommas(isFirst: members.isEmpty)
            guard let byte = peek() else {
                note(.truncated)
                break
            }
            if byte == UInt8(ascii: "}") {
                position += 1
                break
            }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: ")") {
                note(.bracket)
                if closers.dropLast().contains(UInt8(ascii: "]")) { break }
                position += 1
                continue
            }
            guard let name = readName() else { continue }
            skipSpace()
            if !takeColon() { note(.missingComma) }
            skipSpace()
            guard let value = try readValue(isInObject: true) else {
                if position >= bytes.count { note(.truncated) } else { note(.bracket) }
                continue
            }
            if let place = places[name] {
                note(.repeatedName)
                members[place].value = value
            } else {
                places[name] = members.count
                members.append(.init(name: name, value: value))
            }
            endElement(closer: UInt8(ascii: "}"))
        }
        return .object(members)
    }

    private mutating func readArray() throws(PromptError) -> LooseValue {
        let isParenthesis = peek() == UInt8(ascii: "(")
        if isParenthesis { note(.bracket) }
        try enter(UInt8(ascii: "]"))
        openParenthesisCount += isParenthesis ? 1 : 0
        defer {
            closers.removeLast()
            openParenthesisCount -= isParenthesis ? 1 : 0
        }
        var elements: [LooseValue] = []
        while true {
            skipCommas(isFirst: elements.isEmpty)
            guard let byte = peek() else {
                note(.truncated)
                break
            }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: ")") {
                position += 1
                break
            }
            if byte == UInt8(ascii: "}") {
                note(.bracket)
                if closers.dropLast().contains(UInt8(ascii: "}")) { break }
                position += 1
                continue
            }
            guard let value = try readValue(isInObject: false) else {
                position += 1
                note(.bracket)
                continue
            }
            elements.append(value)
            endElement(closer: UInt8(ascii: "]"))
        }
        return .array(elements)
    }

    /// Notes a comma that is missing after an element.
    private mutating func endElement(closer: UInt8) {
        skipSpace()
        guard let byte = peek(), byte != UInt8(ascii: ","), byte != UInt8(ascii: "}"), byte != UInt8(ascii: "]"),
            byte != UInt8(ascii: ")")
        else { return }
        if byte == UInt8(ascii: ";") { position += 1 }
        note(.missingComma)
    }

    private mutating func skipCommas(isFirst: Bool) {
        var count = 0
        while true {
            skipSpace()
            if peek() == UInt8(ascii: ",") {
                position += 1
                count += 1
            } else if peek() == UInt8(ascii: "."), peek(1) == UInt8(ascii: "."), peek(2) == UInt8(ascii: ".") {
                position += 3
                note(.truncated)
            } else {
                break
            }
        }
        let isBeforeEnd = peek().map { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "]") } ?? false
        if count > 1 || (count == 1 && (isFirst || isBeforeEnd)) { note(.trailingComma) }
    }

    private mutating func takeColon() -> Bool {
        if peek() == UInt8(ascii: ":") {
            position += 1
            return true
        }
        guard peek() == UInt8(ascii: "=") else { return false }
        position += peek(1) == UInt8(ascii: ">") ? 2 : 1
        return false
    }

    private mutating func readName() -> String? {
        if let quote = takeQuote() { return readString(quote, isName: true, isInObject: true) }
        let start = position
        while let byte = peek(), byte > 32, !Array(":,{}[]\"'=".utf8).contains(byte) { position += 1 }
        guard position > start else {
            position += 1
            note(.bracket)
            return nil
        }
        note(.unquoted)
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }
}

extension LooseReader {
    /// A kind of quotes: how its end is written.
    private struct Quote {
        let end: [UInt8]
        let isPlain: Bool
    }

    private mutating func takeQuote() -> Quote? {
        guard let byte = peek() else { return nil }
        switch byte {
        case UInt8(ascii: "\""):
            if peek(1) == byte, peek(2) == byte {
                position += 3
                note(.quotes)
                return Quote(end: [byte, byte, byte], isPlain: false)
            }
            position += 1
            return Quote(end: [byte], isPlain: true)
        case UInt8(ascii: "'"), 96:
            position += 1
            note(.quotes)
            return Quote(end: [byte], isPlain: false)
        case 0xE2:
            guard peek(1) == 0x80, let last = peek(2) else { return nil }
            let ends: [UInt8: UInt8] = [0x9C: 0x9D, 0x98: 0x99, 0x9D: 0x9D, 0x99: 0x99]
            guard let end = ends[last] else { return nil }
            position += 3
            note(.quotes)
            return Quote(end: [0xE2, 0x80, end], isPlain: false)
        default: return nil
        }
    }

    private mutating func readString(_ quote: Quote, isName: Bool, isInObject: Bool) -> String {
        var content: [UInt8] = []
        while let byte = peek() {
            if byte == UInt8(ascii: "\\") {
                guard peek(1) != nil else {
                    position += 1
                    break
                }
                readEscape(into: &content)
            } else if byte == quote.end[0], bytes[position...].starts(with: quote.end) {
                if endsString(after: position + quote.end.count, isName: isName, isInObject: isInObject) {
                    position += quote.end.count
                    return String(decoding: content, as: UTF8.self)
                }
                note(.unescapedQuote)
                content += quote.end
                position += quote.end.count
            } else {
                if byte < 32 { note(.unescapedCharacter) }
                content.append(byte)
                position += 1
            }
        }
        note(.truncated)
        while let last = content.last, last <= 32 { content.removeLast() }
        return String(decoding: Self.withoutCutScalar(content), as: UTF8.self)
    }

    /// Takes away the beginning of a character whose rest was cut off.
    private static func withoutCutScalar(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for back in 1...3 where back <= result.count {
            let byte = result[result.count - back]
            if byte & 0xC0 == 0x80 { continue }
            let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            if needed > back { result.removeLast(back) }
            break
        }
        return result
    }

    private func skippingSpace(_ place: Int) -> Int {
        var place = place
        while place < bytes.count, bytes[place] <= 32 { place += 1 }
        return place
    }

    private static func startsQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == 0xE2 || byte == 96
    }

    /// Whether a quote whose next byte is at a place ends its text.
    private func endsString(after place: Int, isName: Bool, isInObject: Bool) -> Bool {
        let next = skippingSpace(place)
        guard next < bytes.count else { return true }
        let byte = bytes[next]
        if isName {
            // After a name stands a colon, or, where that is missing, a value.
            return Array(":=}{[-".utf8).contains(byte) || (48...57).contains(byte) || Self.startsQuote(byte)
        }
        switch byte {
        case UInt8(ascii: ")") where openParenthesisCount == 0: return false
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): return endsContainer(after: next + 1)
        case UInt8(ascii: ","), UInt8(ascii: ";"): return continues(after: next + 1, isInObject: isInObject)
        case UInt8(ascii: "."): return bytes[next...].starts(with: Self.leftOut)
        case UInt8(ascii: "+"): return true
        case UInt8(ascii: "/"), UInt8(ascii: "#"): return bytes[place..<next].contains(10) || byte != UInt8(ascii: "#")
        case UInt8(ascii: ":"): return false
        default:
            // A missing comma: the next member or element begins, on a line of its own or in quotes.
            guard closers.isEmpty == false else { return true }
            if Self.startsQuote(byte) { return isInObject ? beginsMember(next) : next > place }
            return bytes[place..<next].contains(10) && isInObject && beginsMember(next)
        }
    }

    /// Whether a closing bracket can really be one: what follows is the end, a comma or another bracket.
    private func endsContainer(after place: Int) -> Bool {
        let next = skippingSpace(place)
        guard next < bytes.count else { return true }
        let byte = bytes[next]
        return Array(",}])`/#".utf8).contains(byte) || closers.count <= 1 || bytes[place..<next].contains(10)
            || Self.startsQuote(byte)
    }

    private static let leftOut = Array("...".utf8)

    private func continues(after place: Int, isInObject: Bool) -> Bool {
        var next = skippingSpace(place)
        while next < bytes.count, bytes[next] == UInt8(ascii: ",") { next = skippingSpace(next + 1) }
        guard next < bytes.count else { return true }
        let byte = bytes[next]
        if bytes[next...].starts(with: Self.leftOut) { return true }
        if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "/") { return true }
        if isInObject { return beginsMember(next) }
        if Self.startsQuote(byte) || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { return true }
        if (48...57).contains(byte) || byte == UInt8(ascii: "-") { return true }
        let word = bytes[next...].prefix { (97...122).contains($0 | 0x20) }
        return ["true", "false", "null", "none", "nan"].contains(String(decoding: word, as: UTF8.self).lowercased())
    }

    /// Whether a name and a colon stand at a place.
    private func beginsMember(_ place: Int) -> Bool {
        var end = place
        if Self.startsQuote(bytes[place]) {
            let quote = bytes[place]
            end += 1
            while end < bytes.count, bytes[end] != quote || bytes[end - 1] == UInt8(ascii: "\\"), end - place < 200,
                bytes[end] != 10
            {
                end += 1
            }
            guard end < bytes.count else { return true }
            if quote == 0xE2 { end += 2 }
            end += 1
        } else {
            while end < bytes.count, bytes[end] > 32, !Array(":,{}[]\"".utf8).contains(bytes[end]) { end += 1 }
            guard end > place else { return false }
        }
        end = skippingSpace(min(end, bytes.count))
        return end >= bytes.count || bytes[end] == UInt8(ascii: ":") || bytes[end] == UInt8(ascii: "=")
    }

    private mutating func readEscape(into content: inout [UInt8]) {
        let letter = bytes[position + 1]
        position += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(letter)
        case UInt8(ascii: "b"): content.append(8)
        case UInt8(ascii: "f"): content.append(12)
        case UInt8(ascii: "n"): content.append(10)
        case UInt8(ascii: "r"): content.append(13)
        case UInt8(ascii: "t"): content.append(9)
        case UInt8(ascii: "'"), 96:
            note(.unknownEscape)
            content.append(letter)
        case 10: note(.unknownEscape)
        case UInt8(ascii: "u"), UInt8(ascii: "x"): readCode(letter, into: &content)
        default:
            note(.unknownEscape)
            content += [UInt8(ascii: "\\"), letter]
        }
    }

    private mutating func readCode(_ letter: UInt8, into content: inout [UInt8]) {
        let count = letter == UInt8(ascii: "u") ? 4 : 2
        guard var value = code(at: position, count: count) else {
            if position + count > bytes.count {
                position = bytes.count
            } else {
                note(.unknownEscape)
                content += [UInt8(ascii: "\\"), letter]
            }
            return
        }
        if count == 2 { note(.unknownEscape) }
        position += count
        if (0xD800..<0xDC00).contains(value), peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u"),
            let second = code(at: position + 2, count: 4), (0xDC00..<0xE000).contains(second)
        {
            value = 0x10000 + (value - 0xD800) << 10 + (second - 0xDC00)
            position += 6
        }
        content += Array(String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
    }

    private func code(at place: Int, count: Int) -> UInt32? {
        guard place + count <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[place..<(place + count)] {
            guard let digit = Hexadecimal.value(ofDigit: byte) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// Reads a number, a word of JSON, Python or JavaScript, or a text without quotes.
    private mutating func readWord() -> LooseValue? {
        let start = position
        while let byte = peek(), !Array(",{}[]\n".utf8).contains(byte) {
            if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") { break }
            if byte == UInt8(ascii: "#"), position > start, bytes[position - 1] <= 32 { break }
            position += 1
        }
        var end = position
        while end > start, bytes[end - 1] <= 32 || bytes[end - 1] == UInt8(ascii: ";") { end -= 1 }
        if let first = bytes[start..<end].firstIndex(where: { $0 == 32 || $0 == 9 }),
            let value = literal(String(decoding: bytes[start..<first], as: UTF8.self), isWhole: false)
        {
            // A number or word is followed by the next thing on the line, with the comma missing.
            position = first
            return value
        }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        if let value = literal(text, isWhole: position >= bytes.count) { return value }
        guard !closers.isEmpty, !text.isEmpty else { return nil }
        note(.unquoted)
        return .string(text)
    }

    private mutating func literal(_ text: String, isWhole: Bool) -> LooseValue? {
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "True", "TRUE":
            note(.literal)
            return .bool(true)
        case "False", "FALSE":
            note(.literal)
            return .bool(false)
        case "None", "NULL", "Null", "nil", "undefined":
            note(.literal)
            return .null
        case "NaN", "nan", "Infinity", "-Infinity", "+Infinity", "inf", "-inf":
            note(.notANumber)
            return .null
        default: break
        }
        if isWhole, text.count >= 2, let word = ["true", "false", "null"].first(where: { $0.hasPrefix(text) }) {
            note(.truncated)
            return word == "true" ? .bool(true) : word == "false" ? .bool(false) : .null
        }
        guard let number = LooseNumber.json(text) else { return nil }
        if number != text { note(isWhole && LooseNumber.isCut(text) ? .truncated : .numberForm) }
        return .number(number)
    }
}

/// Numbers in forms that JSON does not allow.
enum LooseNumber {
    /// The text of a number in the form of JSON; nil for what is no number.
    static func json(_ text: String) -> String? {
        var rest = text
        var sign = ""
        if rest.hasPrefix("+") {
            rest.removeFirst()
        } else if rest.hasPrefix("-") {
            sign = "-"
            rest.removeFirst()
        }
        if rest.lowercased().hasPrefix("0x"), let value = Int(rest.dropFirst(2), radix: 16) {
            return sign + String(value)
        }
        if isGrouped(rest) { rest.removeAll { $0 == "_" || $0 == "," } }
        guard let first = rest.utf8.first, (48...57).contains(first) || first == UInt8(ascii: ".") else { return nil }
        while isCut(rest) { rest.removeLast() }
        if rest.hasPrefix(".") { rest = "0" + rest }
        while rest.utf8.count > 1, rest.hasPrefix("0"), let next = rest.utf8.dropFirst().first, (48...57).contains(next)
        {
            rest.removeFirst()
        }
        let number = sign + rest
        guard let tree = try? FlatJSON(parsing: Array(number.utf8)), tree.kind(FlatJSON.root) == .number else {
            return nil
        }
        return number
    }

    /// Whether the text ends where a digit must follow.
    static func isCut(_ text: String) -> Bool {
        guard let last = text.utf8.last, text.utf8.count > 1 else { return false }
        return Array(".eE+-".utf8).contains(last)
    }

    /// `1_000` or `1,000`.
    private static func isGrouped(_ text: String) -> Bool {
        let separators = text.utf8.filter { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ",") }
        guard let separator = separators.first, separators.allSatisfy({ $0 == separator }) else { return false }
        let whole = text.utf8.prefix { $0 != UInt8(ascii: ".") }
        let groups = whole.split(separator: separator, omittingEmptySubsequences: false)
        return groups.dropFirst().allSatisfy { $0.count == 3 } && groups.allSatisfy { !$0.isEmpty }
    }
}
