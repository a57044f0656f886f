// Idea: the answer goes through two decoders of character escapes and then into views, each a window of symbols: folded
// letters and digits, the same with leet marks, letters only, hexadecimal digits, and characters written as numbers,
// spelling words or Morse. Every view is driven symbol by symbol, so it makes no difference how the answer was cut into
// pieces; what may yet become a stretch is told, so that it is held back.

private import WrightCore

/// Watches an answer for a canary.
package struct CanaryWatch: Sendable {
    private let patterns: CanaryPatterns
    private var first = EscapeDecoder()
    private var second = EscapeDecoder()
    private var folded = SymbolWindow(width: CanaryPatterns.width)
    private var leet = SymbolWindow(width: CanaryPatterns.width)
    private var letters = SymbolWindow(width: CanaryPatterns.width)
    private var digits = CodedDigits()
    private var rawDigits = CodedDigits()
    private var codes = CharacterCodes()
    private var coded = SymbolWindow(width: CanaryPatterns.width)

    package init(_ canary: Canary) {
        patterns = CanaryPatterns(canary)
    }

    /// Takes a character; where a canary begins if it ends here.
    package mutating func receive(_ scalar: UInt32, at start: Int) -> Int? {
        var found = rawDigits.receive(scalar, at: start, patterns)
        for once in first.receive(scalar, at: start) {
            for twice in second.receive(once.scalar, at: once.start) {
                if let place = read(twice.scalar, at: twice.start) { found = min(found ?? place, place) }
            }
        }
        return found
    }

    /// Ends the answer; where a canary begins if it ends here.
    package mutating func finish() -> Int? {
        var found: Int?
        for once in first.flush() {
            for twice in second.receive(once.scalar, at: once.start) {
                if let place = read(twice.scalar, at: twice.start) { found = min(found ?? place, place) }
            }
        }
        for twice in second.flush() {
            if let place = read(twice.scalar, at: twice.start) { found = min(found ?? place, place) }
        }
        if let place = readCode(32, at: Int.max) { found = min(found ?? place, place) }
        return found
    }

    /// Where the text begins that may yet turn out to be part of a canary; nil when there is none.
    var pendingStart: Int? {
        [
            first.pendingStart, second.pendingStart, folded.pendingStart, leet.pendingStart, letters.pendingStart,
            digits.pendingStart, rawDigits.pendingStart, codes.pendingStart, coded.pendingStart,
        ]
        .compactMap { $0 }.min()
    }

    private mutating func read(_ scalar: UInt32, at start: Int) -> Int? {
        var found: [Int?] = []
        if let symbol = CanaryFolding.symbol(scalar) {
            found.append(folded.receive(symbol, at: start, lookingFor: patterns.folded))
            found.append(leet.receive(symbol, at: start, lookingFor: patterns.folded))
            let isDigit = scalar < 0x80 && TextByte.isDigit(UInt8(scalar))
            if !isDigit { found.append(letters.receive(symbol, at: start, lookingFor: patterns.letters)) }
        } else if let symbol = CanaryFolding.leet(scalar) {
            found.append(leet.receive(symbol, at: start, lookingFor: patterns.folded))
        }
        found.append(digits.receive(scalar, at: start, patterns))
        found.append(readCode(scalar, at: start))
        return found.compactMap { $0 }.min()
    }

    private mutating func readCode(_ scalar: UInt32, at start: Int) -> Int? {
        switch codes.receive(scalar, at: start) {
        case .none: return nil
        case .other:
            coded.reset()
            return nil
        case .character(let byte, let place):
            guard let symbol = CanaryFolding.symbol(UInt32(byte)) else { return nil }
            return coded.receive(symbol, at: place, lookingFor: patterns.folded)
        }
    }
}

/// Windows of hexadecimal and of decimal digits, with marks between them disregarded.
struct CodedDigits: Sendable {
    private var hexadecimal = SymbolWindow(width: CanaryPatterns.hexadecimalWidth)
    private var decimal = SymbolWindow(width: CanaryPatterns.hexadecimalWidth)
    private var separatorCount = 0

    /// Marks between two digits of one run.
    private static let separatorLimit = 24

    var pendingStart: Int? {
        [hexadecimal.pendingStart, decimal.pendingStart].compactMap { $0 }.min()
    }

    mutating func receive(_ scalar: UInt32, at start: Int, _ patterns: CanaryPatterns) -> Int? {
        let byte = scalar < 0x80 ? TextByte.lowered(UInt8(scalar)) : LookAlikes.letter(scalar) ?? 0
        guard TextByte.isHexadecimal(byte) else {
            separatorCount += 1
            let isMark = !TextByte.isLetter(byte) || byte == UInt8(ascii: "x") || byte == UInt8(ascii: "u")
            if separatorCount > Self.separatorLimit || !isMark { hexadecimal.reset() }
            if separatorCount > Self.separatorLimit || TextByte.isLetter(byte) { decimal.reset() }
            return nil
        }
        separatorCount = 0
        let found = hexadecimal.receive(byte, at: start, lookingFor: patterns.hexadecimal)
        guard TextByte.isDigit(byte) else {
            decimal.reset()
            return found
        }
        let other = decimal.receive(byte, at: start, lookingFor: patterns.decimal)
        return [found, other].compactMap { $0 }.min()
    }
}

/// Decodes `%41`, `&#65;`, `&#x41;`, `\x41`, `\u0041` and `\u{41}`.
struct EscapeDecoder: Sendable {
    typealias Character = (scalar: UInt32, start: Int)

    private var held: [(scalar: UInt32, start: Int)] = []
    private static let limit = 12

    /// Where what is held begins.
    var pendingStart: Int? { held.first?.start }

    /// Takes a character, and returns those that are certain.
    mutating func receive(_ scalar: UInt32, at start: Int) -> [Character] {
        if held.isEmpty, scalar != 0x25, scalar != 0x26, scalar != 0x5C { return [(scalar, start)] }
        held.append((scalar, start))
        return settle(isEnd: false)
    }

    /// Returns what is held.
    mutating func flush() -> [Character] { settle(isEnd: true) }

    private mutating func settle(isEnd: Bool) -> [Character] {
        var settled: [Character] = []
        while let head = held.first {
            switch Self.form(of: held.map(\.scalar)) {
            case .complete(let value, let length):
                settled.append((value, head.start))
                held.removeFirst(length)
            case .open where !isEnd && held.count < Self.limit:
                return settled
            default:
                settled.append(held.removeFirst())
            }
        }
        return settled
    }

    private enum Form {
        case none, open
        case complete(UInt32, Int)
    }

    private static func form(of text: [UInt32]) -> Form {
        let text = text.map { $0 < 0x80 ? UInt8($0) : 0 }
        switch text[0] {
        case UInt8(ascii: "%"): return digits(text, from: 1, exactly: 2, end: nil)
        case UInt8(ascii: "&"):
            guard text.count > 1 else { return .open }
            guard text[1] == UInt8(ascii: "#") else { return .none }
            guard text.count > 2 else { return .open }
            if text[2] | 32 == UInt8(ascii: "x") { return digits(text, from: 3, exactly: nil, end: UInt8(ascii: ";")) }
            return decimal(text)
        case UInt8(ascii: "\\"):
            guard text.count > 1 else { return .open }
            if text[1] == UInt8(ascii: "x") { return digits(text, from: 2, exactly: 2, end: nil) }
            guard text[1] == UInt8(ascii: "u") else { return .none }
            guard text.count > 2 else { return .open }
            if text[2] == UInt8(ascii: "{") { return digits(text, from: 3, exactly: nil, end: UInt8(ascii: "}")) }
            return digits(text, from: 2, exactly: 4, end: nil)
        default: return .none
        }
    }

    private static func digits(_ text: [UInt8], from start: Int, exactly count: Int?, end: UInt8?) -> Form {
        var value: UInt32 = 0
        for position in start..<max(start, text.count) {
            if let end, text[position] == end {
                return position > start ? .complete(value, position + 1) : .none
            }
            guard let digit = Hexadecimal.value(ofDigit: text[position]), value < 0x11_0000 else { return .none }
            value = value << 4 | UInt32(digit)
            if position + 1 - start == count { return .complete(value, position + 1) }
        }
        return .open
    }

    private static func decimal(_ text: [UInt8]) -> Form {
        var value: UInt32 = 0
        for position in 2..<text.count {
            if text[position] == UInt8(ascii: ";") { return position > 2 ? .complete(value, position + 1) : .none }
            guard TextByte.isDigit(text[position]), value < 0x11_0000 else { return .none }
            value = value * 10 + UInt32(text[position] - 48)
        }
        return .open
    }
}

/// Reads characters written as numbers (decimal, binary, octal, hexadecimal), as spelling words, or in Morse.
struct CharacterCodes: Sendable {
    enum Reading {
        case none
        /// A word that stands for no character.
        case other
        case character(UInt8, Int)
    }

    private var token: [UInt8] = []
    private var start = 0
    private static let limit = 12

    /// Where the word that is being read begins, if it may stand for a character.
    var pendingStart: Int? { token.isEmpty || token.count > Self.limit ? nil : start }

    /// Takes a character; a word is read when it ends.
    mutating func receive(_ scalar: UInt32, at place: Int) -> Reading {
        let byte = scalar < 0x80 ? UInt8(scalar) : 0xFF
        let isMorse = byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        let isToken = TextByte.isAlphanumeric(byte) || byte == 0xFF && LookAlikes.letter(scalar) != nil
        let isMorseToken = token.allSatisfy { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        if isToken && (token.isEmpty || !isMorseToken) || isMorse && isMorseToken {
            if token.isEmpty { start = place }
            if token.count <= Self.limit { token.append(TextByte.lowered(byte)) }
            return .none
        }
        guard !token.isEmpty else { return .none }
        let reading = Self.reading(token).map { Reading.character($0, start) }
        let isNoise = isMorseToken && token.count <= 2 && reading == nil
        token.removeAll(keepingCapacity: true)
        if isToken {
            start = place
            token.append(TextByte.lowered(byte))
        }
        return reading ?? (isNoise ? .none : .other)
    }

    private static func reading(_ token: [UInt8]) -> UInt8? {
        guard token.count <= limit else { return nil }
        if token.allSatisfy(TextByte.isDigit) {
            let isBinary = (7...8).contains(token.count) && token.allSatisfy { $0 <= 49 }
            if isBinary { return UInt8(token.reduce(0) { $0 << 1 | Int($1 - 48) } & 127) }
            guard (1...4).contains(token.count) else { return nil }
            if token.count == 1 { return token[0] }
            if token[0] == 48, token.count >= 3 || token.count == 4 {
                return UInt8(truncatingIfNeeded: token.reduce(0) { $0 << 3 | Int($1 - 48) & 7 }) & 127
            }
            let value = token.reduce(0) { $0 * 10 + Int($1 - 48) }
            return (32..<127).contains(value) ? UInt8(value) : nil
        }
        if token.count == 4, token[0] == 48, token[1] == UInt8(ascii: "x"),
            let high = Hexadecimal.value(ofDigit: token[2]), let low = Hexadecimal.value(ofDigit: token[3])
        {
            return high << 4 | low
        }
        return words[token]
    }

    private static let words: [[UInt8]: UInt8] = {
        var words: [[UInt8]: UInt8] = [:]
        let spelling = """
            alpha alfa:a bravo:b charlie:c delta:d echo:e foxtrot:f golf:g hotel:h india:i juliett juliet:j kilo:k
            lima:l mike:m november:n oscar:o papa:p quebec:q romeo:r sierra:s tango:t uniform:u victor:v
            whiskey whisky:w xray:x yankee:y zulu:z zero:0 one:1 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8
            nine niner:9
            .-:a -...:b -.-.:c -..:d .:e ..-.:f --.:g ....:h ..:i .---:j -.-:k .-..:l --:m -.:n ---:o .--.:p --.-:q
            .-.:r ...:s -:t ..-:u ...-:v .--:w -..-:x -.--:y --..:z -----:0 .----:1 ..---:2 ...--:3 ....-:4 .....:5
            -....:6 --...:7 ---..:8 ----.:9
            """
        var pending: [[UInt8]] = []
        for entry in spelling.utf8.split(whereSeparator: { TextByte.isSpace($0) }) {
            let parts = entry.split(separator: UInt8(ascii: ":"))
            pending.append(Array(parts[0]))
            guard parts.count == 2, let letter = parts[1].first else { continue }
            for word in pending { words[word] = letter }
            pending = []
        }
        return words
    }()
}
