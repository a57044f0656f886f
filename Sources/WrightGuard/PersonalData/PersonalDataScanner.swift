// Idea: one pass over the UTF-8 bytes. The pass stops only where something can begin: at words, digits, `@`, `+`, `(`,
// `:`, `=` and `-`. Each kind then has one reader that says yes only to a form with a check digit, a known prefix, a
// numbering plan or a word beside it that names it. What looks like data but has none of these is left alone, since
// ordinary numbers outnumber personal ones by far in prose, code, logs and tables.
//
// Data layout: no copies of the text; a reusable buffer of digits and groups for numbers. Matches do not overlap: of
// two that would, the one that ends later or is surer stays.
public import WrightModel

/// Finds personal data and secrets in texts.
///
/// ```swift
/// let scanner = PersonalDataScanner()
/// scanner.matches(in: "Call +44 20 7946 0958").first?.type  // .phone
/// ```
///
/// It works on forms, not on meaning: names of persons and street addresses are not found.
public struct PersonalDataScanner: Sendable {
    /// The kinds that are looked for.
    public let types: Set<PersonalDataType>

    /// Makes a scanner for some kinds; all without an argument.
    public init(types: Set<PersonalDataType> = Set(PersonalDataType.allCases)) {
        self.types = types
    }

    /// The matches of a text, in the order of their places, without overlap.
    ///
    /// O(n).
    public func matches(in text: String) -> [PersonalDataMatch] {
        var text = text
        return text.withUTF8 { matches(in: $0) }
    }

    /// The matches of a text in UTF-8, in the order of their places, without overlap.
    package func matches(in text: [UInt8]) -> [PersonalDataMatch] {
        text.withUnsafeBufferPointer { matches(in: $0) }
    }

    /// The matches as findings.
    public func findings(in text: String) -> [Finding] {
        matches(in: text).map(\.finding)
    }

    private func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [PersonalDataMatch] {
        guard let folded = FoldedNumbers(bytes) else { return read(bytes) }
        return folded.bytes.withUnsafeBufferPointer { read($0) }
            .map { match in
                var match = match
                match.range = folded.range(match.range)
                return match
            }
    }

    private func read(_ bytes: UnsafeBufferPointer<UInt8>) -> [PersonalDataMatch] {
        var reader = PersonalDataReader(bytes: bytes)
        reader.read()
        return reader.found.filter { types.contains($0.type) }
    }
}

/// Reads one text.
struct PersonalDataReader {
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var found: [PersonalDataMatch] = []
    /// Reused between numbers.
    var run = NumberRun()
    /// Matches kept of one text; the rest of a text with more is not read.
    private static let matchLimit = 100_000

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func read() {
        var position = 0
        while position < bytes.count, found.count < Self.matchLimit {
            let byte = bytes[position]
            switch Self.actions[Int(byte)] {
            case .none: position += 1
            case .word: position = max(position + 1, readWord(at: position))
            case .digit: position = max(position + 1, readDigits(at: position))
            case .opening:
                // `((212) 555-0143)` in prose is one, `f((12) …)` is not.
                let before = bytes.byte(position - 1)
                let isFree = !TextByte.isWord(before) && (before != byte || !TextByte.isWord(bytes.byte(position - 2)))
                position = max(position + 1, isFree ? readNumber(at: position) : 0)
            case .at: position = max(position + 1, readMail(at: position))
            case .colon: position = max(position + 1, readColon(at: position))
            case .equals: position = max(position + 1, readAssignment(at: position))
            case .dash: position = max(position + 1, readPrivateKey(at: position))
            }
        }
    }

    private enum Action: UInt8 {
        case none, word, digit, opening, at, colon, equals, dash
    }

    private static let actions: [Action] = (0..<256)
        .map { value in
            let byte = UInt8(value)
            switch byte {
            case 48...57: return .digit
            case UInt8(ascii: "+"), UInt8(ascii: "("): return .opening
            case UInt8(ascii: "@"): return .at
            case UInt8(ascii: ":"): return .colon
            case UInt8(ascii: "="): return .equals
            case UInt8(ascii: "-"): return .dash
            default: return TextByte.isWord(byte) ? .word : .none
            }
        }

    /// Keeps a match, unless one before it covers the same place; of two, the longer stays.
    ///
    /// - Returns: The end of the match, where reading goes on.
    @discardableResult
    mutating func add(_ type: PersonalDataType, _ range: Range<Int>, _ score: Double, _ detail: String = "") -> Int {
        while let last = found.last, last.range.upperBound > range.lowerBound {
            guard last.range.count < range.count, type.isSecret || !last.type.isSecret else { return range.upperBound }
            found.removeLast()
        }
        let text = PersonalDataMatch.masked(bytes[range], of: type)
        found.append(PersonalDataMatch(type: type, range: range, score: score, detail: detail, maskedText: text))
        return range.upperBound
    }

    /// Reads at the first byte of a word that does not begin with a digit.
    private mutating func readWord(at start: Int) -> Int {
        var end = start
        var hasDigit = false
        var isBeyondASCII = false
        while end < bytes.count, TextByte.isWord(bytes[end]) {
            // Scripts without spaces: what follows in ASCII is a word of its own.
            if isBeyondASCII, bytes[end] < 0x80, end - start >= 3, bytes[end - 3] >= 0xE1 { break }
            hasDigit = hasDigit || TextByte.isDigit(bytes[end])
            isBeyondASCII = isBeyondASCII || bytes[end] >= 0x80
            end += 1
        }
        let next = bytes.byte(end)
        if next == UInt8(ascii: ":"), bytes.byte(end + 1) == UInt8(ascii: "/") {
            if let last = readAddress(scheme: start..<end) { return last }
        }
        if next == UInt8(ascii: "."), end - start == 3, bytes.hasFolded("www.", at: start) {
            if let last = readAddress(host: start) { return last }
        }
        if next == UInt8(ascii: ":"), end - start <= 4, let last = readColonNumber(at: start) { return last }
        if let last = readSecret(at: start) { return last }
        if next == UInt8(ascii: "."), !isBeyondASCII, let last = readBareAddress(at: start) { return last }
        if hasDigit, !isBeyondASCII {
            if let last = readMixedWord(start..<end) { return last }
        } else if !hasDigit {
            readTrigger(start..<end)
            if end - start == 2, next == 32, let last = readSpacedInsuranceNumber(at: start) { return last }
        }
        return end
    }

    /// Reads at the first digit of a word or number.
    private mutating func readDigits(at start: Int) -> Int {
        let end = bytes.end(from: start) { TextByte.isDigit($0) }
        let next = bytes.byte(end)
        if TextByte.isLetter(next) || next == 95 {
            if end - start >= 5, next | 32 == UInt8(ascii: "x"), TextByte.isDigit(bytes.byte(end + 1)) {
                return readNumber(at: start)
            }
            let last = bytes.end(from: end) { TextByte.isWord($0) }
            if bytes.byte(last) == UInt8(ascii: ":"), let end = readColonNumber(at: start) { return end }
            if bytes.byte(last) == UInt8(ascii: "-"), let end = readHardwareAddress(at: start) { return end }
            if bytes.byte(last) == UInt8(ascii: "."), let end = readBareAddress(at: start) { return end }
            return readMixedWord(start..<last) ?? last
        }
        if next == UInt8(ascii: ":"), end - start <= 4, let end = readColonNumber(at: start) { return end }
        if next == UInt8(ascii: "-"), end - start == 2, let end = readHardwareAddress(at: start) { return end }
        let hasMore =
            TextByte.isDigit(bytes.byte(end + 1)) || bytes.byte(end + 1) == UInt8(ascii: "(")
            || next >= 0xC2 || next == 32
        if end - start < 6, !hasMore { return end }
        return readNumber(at: start)
    }
}
