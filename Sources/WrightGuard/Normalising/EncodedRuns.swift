// Encoded stretches of a text: base64, base32, hexadecimal, binary, character codes, percent signs, entities, escapes.
//
// Idea: each finder walks over the bytes once, takes runs of its alphabet that are long enough, and decodes them. What
// comes out counts only if it looks like text (TextLikeness), so that hashes, keys, identifiers and images give
// nothing.

private import WrightCore

/// A stretch that was decoded.
struct DecodedRun {
    /// The encoding's stable name.
    var encoding: String
    /// Where it stands in the bytes that were searched.
    var range: Range<Int>
    /// What it says.
    var bytes: [UInt8]
}

/// Finds and decodes encoded stretches.
struct EncodedRuns {
    /// A run of more bytes is decoded up to here.
    private static let runLimit = 1 << 16
    private static let resultLimit = 32

    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var found: [DecodedRun] = []

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// All stretches, 32 at most.
    static func find(in bytes: UnsafeBufferPointer<UInt8>) -> [DecodedRun] {
        guard bytes.count >= 12 else { return [] }
        var finder = Self(bytes)
        let signs = finder.signs()
        if signs.hasLongRun { finder.findAlphabetRuns() }
        if signs.percentCount >= 3 { finder.findPercent() }
        if signs.entityCount >= 4 { finder.findEntities() }
        if signs.escapeCount >= 4 { finder.findEscapes() }
        if signs.digitCount >= 20 { finder.findNumbers() }
        return finder.found
    }

    /// Whether text stands in a stretch with percent signs, entities or escapes for its characters.
    static func hasSigns(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var finder = Self(bytes)
        finder.findPercent()
        finder.findEntities()
        finder.findEscapes()
        return finder.found.contains { TextLikeness.isText($0.bytes) }
    }

    /// Counts of what tells that a finder is worth running.
    private struct Signs {
        var hasLongRun = false
        var percentCount = 0
        var entityCount = 0
        var escapeCount = 0
        var digitCount = 0
    }

    private func signs() -> Signs {
        var signs = Signs()
        var run = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if ByteClass.isBase64(byte) {
                run += 1
                if run >= 12 { signs.hasLongRun = true }
            } else {
                run = 0
            }
            switch byte {
            case UInt8(ascii: "%"): signs.percentCount += 1
            case UInt8(ascii: "&"): signs.entityCount += 1
            case UInt8(ascii: "\\"): signs.escapeCount += 1
            case 0x30...0x39: signs.digitCount += 1
            default: break
            }
        }
        return signs
    }

    mutating func add(_ encoding: String, _ range: Range<Int>, _ decoded: [UInt8]) {
        guard found.count < Self.resultLimit else { return }
        found.append(DecodedRun(encoding: encoding, range: range, bytes: decoded))
    }

    // MARK: Alphabets

    private mutating func findAlphabetRuns() {
        var offset = 0
        while offset < bytes.count, found.count < Self.resultLimit {
            guard ByteClass.isBase64(bytes[offset]) else {
                offset += 1
                continue
            }
            var end = offset
            while end < bytes.count, ByteClass.isBase64(bytes[end]) { end += 1 }
            // Most words are too short to be anything else.
            guard end - offset >= 16 else {
                offset = end
                continue
            }
            let run = alphabetRun(from: offset)
            if run.symbols.count >= 16 { decode(run.symbols, range: offset..<run.end) }
            offset = run.end
        }
    }

    /// A run of letters, digits and the four other signs, with line breaks between long lines.
    private func alphabetRun(from start: Int) -> (symbols: [UInt8], end: Int) {
        var symbols: [UInt8] = []
        var offset = start
        var lineStart = start
        while offset < bytes.count, symbols.count < Self.runLimit {
            if ByteClass.isBase64(bytes[offset]) {
                symbols.append(bytes[offset])
                offset += 1
                continue
            }
            // A wrapped payload goes on behind the break.
            var next = offset
            while next < bytes.count, next - offset < 12, bytes[next] == 10 || bytes[next] == 13 || bytes[next] == 32 {
                next += 1
            }
            let isBreak = next > offset && bytes[offset..<next].contains(10)
            let width = offset - lineStart
            guard isBreak, width >= 20, width % 4 == 0, next < bytes.count, ByteClass.isBase64(bytes[next]) else {
                break
            }
            offset = next
            lineStart = next
        }
        var padding = 0
        while offset < bytes.count, padding < 6, bytes[offset] == UInt8(ascii: "=") {
            offset += 1
            padding += 1
        }
        return (symbols, offset)
    }

    private mutating func decode(_ symbols: [UInt8], range: Range<Int>) {
        if symbols.allSatisfy(ByteClass.isHex), symbols.count % 2 == 0 {
            let decoded = Decoders.hexadecimal(symbols)
            if Decoders.isPayload(decoded) { return add("hexadecimal", range, decoded) }
        }
        for skipped in 0..<2 where skipped == 0 || !ByteClass.isWord(symbols[0]) {
            // A slash or a dash before the payload belongs to what it hangs on.
            let payload = skipped == 0 ? symbols : Array(symbols.dropFirst())
            if let decoded = Decoders.base64(payload), Decoders.isPayload(decoded) {
                return add("base64", range, decoded)
            }
        }
        if symbols.count >= 24, let decoded = Decoders.base32(symbols), Decoders.isPayload(decoded) {
            return add("base32", range, decoded)
        }
        if symbols.allSatisfy({ $0 == 0x30 || $0 == 0x31 }), symbols.count >= 48, symbols.count % 8 == 0 {
            let decoded = Decoders.binary(symbols)
            if Decoders.isPayload(decoded) { add("binary", range, decoded) }
        }
    }

    // MARK: Signs before each character

    private mutating func findPercent() {
        forEachRegion(
            starts: { $0 == UInt8(ascii: "%") },
            decodes: { bytes, offset in
                guard offset + 2 < bytes.count, bytes[offset] == UInt8(ascii: "%"),
                    let high = Hexadecimal.value(ofDigit: bytes[offset + 1]),
                    let low = Hexadecimal.value(ofDigit: bytes[offset + 2])
                else { return nil }
                return ([high << 4 | low], 3)
            },
            encoding: "percent",
            least: 3
        )
    }

    private mutating func findEntities() {
        forEachRegion(
            starts: { $0 == UInt8(ascii: "&") },
            decodes: { Decoders.entity($0, at: $1) },
            encoding: "entities",
            least: 4
        )
    }

    private mutating func findEscapes() {
        forEachRegion(
            starts: { $0 == UInt8(ascii: "\\") },
            decodes: { Decoders.escape($0, at: $1) },
            encoding: "escapes",
            least: 4
        )
    }

    /// Decodes lines in which enough characters are written in a notation, the rest of the line beside them.
    private mutating func forEachRegion(
        starts: (UInt8) -> Bool,
        decodes: (UnsafeBufferPointer<UInt8>, Int) -> (bytes: [UInt8], length: Int)?,
        encoding: String,
        least: Int
    ) {
        func decoded(_ range: Range<Int>) -> (bytes: [UInt8], count: Int, end: Int) {
            var decoded: [UInt8] = []
            var count = 0
            var offset = range.lowerBound
            while offset < range.upperBound, decoded.count < Self.runLimit {
                if starts(bytes[offset]), let piece = decodes(bytes, offset), piece.length > 0 {
                    decoded.append(contentsOf: piece.bytes)
                    offset += piece.length
                    count += 1
                } else {
                    decoded.append(bytes[offset])
                    offset += 1
                }
            }
            return (decoded, count, offset)
        }
        var lineStart = 0
        while lineStart < bytes.count {
            let end = bytes[lineStart...].firstIndex(of: 10) ?? bytes.count
            let line = decoded(lineStart..<end)
            if line.count >= least, String(validating: line.bytes, as: UTF8.self) != nil {
                add(encoding, lineStart..<end, line.bytes)
                // Turned letters are seen only apart from the plain words around them.
                for word in bytes[lineStart..<end].split(separator: 0x20) where word.count < line.end - lineStart {
                    let (own, count, _) = decoded(word.startIndex..<word.endIndex)
                    let isTurned = count >= least && own.withUnsafeBufferPointer { !TurnedText.find(in: $0).isEmpty }
                    if isTurned { add(encoding, word.startIndex..<word.endIndex, own) }
                }
            }
            lineStart = max(end, line.end) + 1
        }
    }

    // MARK: Numbers

    /// Groups of eight bits, pairs of hexadecimal digits and character codes, with spaces or commas between them.
    private mutating func findNumbers() {
        var offset = 0
        while offset < bytes.count {
            guard ByteClass.isHex(bytes[offset]), offset == 0 || !ByteClass.isWord(bytes[offset - 1]) else {
                offset += 1
                continue
            }
            let list = numberList(from: offset)
            if list.words.count >= 6 { decodeNumbers(list.words) }
            offset = max(list.end, offset + 1)
        }
    }

    private func numberList(from start: Int) -> (words: [Range<Int>], end: Int) {
        var words: [Range<Int>] = []
        var offset = start
        var end = start
        while offset < bytes.count, words.count < Self.runLimit / 4 {
            if bytes[offset] == UInt8(ascii: "0"), offset + 1 < bytes.count, bytes[offset + 1] | 0x20 == 0x78 {
                offset += 2
            }
            let wordStart = offset
            while offset < bytes.count, offset - wordStart < 9, ByteClass.isHex(bytes[offset]) { offset += 1 }
            guard offset > wordStart, offset - wordStart < 9 else { break }
            words.append(wordStart..<offset)
            end = offset
            while offset < bytes.count, offset - end < 3,
                [32, 10, 13, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":")].contains(bytes[offset])
            {
                offset += 1
            }
            if offset == end { break }
        }
        return (words, end)
    }

    private mutating func decodeNumbers(_ words: [Range<Int>]) {
        let width = words[0].count
        // A list ends where its numbers change their width.
        let even = words.prefix { $0.count == width }
        let isBinary = even.allSatisfy { bytes[$0].allSatisfy { $0 | 1 == 0x31 } }
        if width == 8 || width == 7, even.count >= 6, isBinary {
            let decoded = even.map { bytes[$0].reduce(UInt8(0)) { $0 << 1 | $1 & 1 } }
            return addNumbers("binary", even, decoded)
        }
        if width == 2, even.count >= 8 {
            let decoded = even.flatMap { Decoders.hexadecimal(Array(bytes[$0])) }
            if Decoders.isPayload(decoded) { return addNumbers("hexadecimal", even, decoded) }
        }
        let decimal = words.prefix { $0.count <= 3 && bytes[$0].allSatisfy(ByteClass.isDigit) }
        let codes = decimal.compactMap { Int(String(decoding: bytes[$0], as: UTF8.self)) }
        let isPrintable = codes.allSatisfy { (32..<127).contains($0) || $0 == 10 }
        guard codes.count >= 10, isPrintable else { return }
        addNumbers("character-codes", decimal, codes.map { UInt8($0) })
    }

    private mutating func addNumbers(_ encoding: String, _ words: ArraySlice<Range<Int>>, _ decoded: [UInt8]) {
        guard Decoders.isPayload(decoded), let first = words.first, let last = words.last else { return }
        add(encoding, first.lowerBound..<last.upperBound, decoded)
    }
}

/// What single bytes are.
enum ByteClass {
    static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte >= 0x80 }

    static func isBase64(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    static func isHex(_ byte: UInt8) -> Bool { Hexadecimal.value(ofDigit: byte) != nil }

    /// Whether a byte is ASCII with a shape, a space, a tab or a line's end.
    static func isPrintable(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F || byte == 9 || byte == 10 || byte == 13
    }
}
