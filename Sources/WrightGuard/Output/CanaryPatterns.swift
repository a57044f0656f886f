// Idea: nobody can list all ways to write a canary, but the ways compose of few: order, alphabet, and an encoding
// whose text begins at any place of the encoded bytes. For each way the text that it yields is computed beforehand;
// what is looked for is any stretch of ten symbols of it (of compositions: of its beginning), after folding case,
// look-alikes and leet, so that spaces, hyphens, line breaks and invisible characters between symbols do not hide it
// and a part is caught like the whole.
//
// Base64 and base32 depend on where the canary stands among other bytes. For each of the three (five) places the
// characters that only the canary's bytes decide are kept; the ones at the edges are dropped.

private import WrightCore

/// The stretches of symbols that give a canary away.
struct CanaryPatterns: Sendable {
    /// Symbols of a stretch of folded letters and digits.
    static let width = 10
    /// Symbols of a stretch of hexadecimal digits.
    static let hexadecimalWidth = 20

    /// Hashes of stretches of folded letters and digits.
    private(set) var folded: Set<UInt64> = []
    /// Hashes of stretches of letters only, for canaries spread over numbered lines.
    private(set) var letters: Set<UInt64> = []
    /// Hashes of stretches of hexadecimal digits.
    private(set) var hexadecimal: Set<UInt64> = []
    /// Hashes of stretches of decimal digits.
    private(set) var decimal: Set<UInt64> = []

    init(_ canary: Canary) {
        let plain = canary.text.utf8.map(TextByte.lowered)
        for text in Self.orders(plain) {
            addFolded(text)
            addLetters(text)
        }
        addBase64(plain)
        for input in Self.variants(plain) {
            for core in Self.base32Cores(input) {
                addFolded(core)
                addFolded(core.reversed())
            }
        }
        addNumbers(plain)
    }

    private mutating func addBase64(_ plain: [UInt8]) {
        for core in Self.base64Cores(plain) {
            for distance in 0..<26 {
                addFolded(Self.rotated(core, distance))
                addFolded(Self.rotated(core, distance).reversed())
            }
        }
        for input in Self.inputs(plain) {
            for core in Self.base64Cores(input) {
                for text in [core, Array(core.reversed()), Self.rotated(core, 13)] { addBeginning(text) }
            }
        }
        for distance in 1..<26 {
            for core in Self.base64Cores(Self.rotated(plain, distance)) { addBeginning(core) }
        }
    }

    private mutating func addNumbers(_ plain: [UInt8]) {
        var inputs = (0..<26).map { Self.rotated(plain, $0) } + Self.variants(plain) + Self.base64Cores(plain)
        inputs.append(Base64.encoded(plain).reversed())
        inputs += [Hexadecimal.digits(of: plain), Self.percent(plain), Self.entities(plain), Self.escapes(plain)]
        inputs.append(plain.flatMap { (byte) -> [UInt8] in [0, byte] })
        for input in inputs {
            let digits = Hexadecimal.digits(of: input)
            add(digits, width: Self.hexadecimalWidth, to: &hexadecimal)
            add(digits.reversed(), width: Self.hexadecimalWidth, to: &hexadecimal)
        }
        for input in Self.variants(plain) {
            let digits = input.flatMap { Array(String($0).utf8) }
            add(digits, width: Self.hexadecimalWidth, to: &decimal)
            add(digits.reversed(), width: Self.hexadecimalWidth, to: &decimal)
        }
        // Hexadecimal digits whose letters were moved along the alphabet.
        for distance in 1..<26 {
            addFolded(Self.rotated(Hexadecimal.digits(of: plain), distance), leastLetters: 3)
            addFolded(Self.rotated(Self.escapes(plain), distance), leastLetters: 3)
        }
    }

    // MARK: Ways to write it

    /// The text forward and backward, each letter moved along the alphabet by every distance, and mirrored.
    private static func orders(_ text: [UInt8]) -> [[UInt8]] {
        var orders = (0..<26).map { rotated(text, $0) }
        orders.append(rotated(text, 13).map { TextByte.isDigit($0) ? ($0 - 48 + 5) % 10 + 48 : $0 })
        orders.append(text.map { TextByte.isLower($0) ? 219 - $0 : $0 })
        return orders + orders.map { $0.reversed() }
    }

    /// The text in capitals, backward and rotated by half the alphabet.
    private static func variants(_ text: [UInt8]) -> [[UInt8]] {
        [text, text.map(TextByte.raised), text.reversed(), rotated(text, 13)]
    }

    private static func percent(_ text: [UInt8]) -> [UInt8] {
        text.flatMap { [UInt8(ascii: "%")] + Hexadecimal.digits(of: [$0]) }
    }

    private static func entities(_ text: [UInt8]) -> [UInt8] {
        text.flatMap { Array("&#\($0);".utf8) }
    }

    private static func escapes(_ text: [UInt8]) -> [UInt8] {
        text.flatMap { Array("\\u00".utf8) + Hexadecimal.digits(of: [$0]) }
    }

    /// What is put into base64: the text, its variants, and its other encodings.
    private static func inputs(_ text: [UInt8]) -> [[UInt8]] {
        let raised = text.map(TextByte.raised)
        let turned: [UInt8] = text.reversed()
        let digits = Hexadecimal.digits(of: text)
        let encoded = Base64.encoded(text)
        var inputs = [
            text, raised, turned, turned.map(TextByte.raised), rotated(text, 13), digits, Array(digits.reversed()),
        ]
        inputs += [digits.map(TextByte.raised), encoded, Array(encoded.reversed()), rotated(encoded, 13)]
        inputs += base64Cores(text)
        for mark in [UInt8(ascii: " "), UInt8(ascii: "-"), 10] {
            inputs.append(Array(text.map { [$0] }.joined(separator: [mark])))
        }
        inputs += [percent(text), entities(text), escapes(text)]
        inputs.append(text.flatMap(Hexadecimal.percentEncoded))
        inputs.append(text.flatMap { (byte) -> [UInt8] in [byte, 0] })
        inputs.append(text.flatMap { (byte) -> [UInt8] in [0, byte] })
        return inputs + base32Cores(text).prefix(1)
    }

    static func rotated(_ text: [UInt8], _ distance: Int) -> [UInt8] {
        text.map { byte in
            guard TextByte.isLetter(byte) else { return byte }
            let base = byte & 0xE0 | 1
            return (byte - base + UInt8(distance)) % 26 + base
        }
    }

    /// The characters of base64 that only these bytes decide, for each of the three places where they may begin.
    static func base64Cores(_ bytes: [UInt8]) -> [[UInt8]] {
        (0..<3)
            .map { shift in
                let text = Base64.encoded([UInt8](repeating: 0, count: shift) + bytes)
                let first = (shift * 8 + 5) / 6
                let last = (shift + bytes.count) * 8 / 6
                return Array(text[first..<max(first, last)])
            }
    }

    /// The same for base32 (RFC 4648) and its five places.
    static func base32Cores(_ bytes: [UInt8]) -> [[UInt8]] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        return (0..<5)
            .map { shift in
                var text: [UInt8] = []
                var bits: UInt32 = 0
                var bitCount = 0
                for byte in [UInt8](repeating: 0, count: shift) + bytes {
                    bits = bits << 8 | UInt32(byte)
                    bitCount += 8
                    while bitCount >= 5 {
                        bitCount -= 5
                        text.append(alphabet[Int(bits >> UInt32(bitCount) & 31)])
                    }
                }
                return Array(text.dropFirst((shift * 8 + 4) / 5))
            }
    }

    // MARK: Stretches

    /// Adds the stretches that a text begins with: of what is written in two ways, the whole is looked for.
    private mutating func addBeginning(_ text: [UInt8]) {
        let symbols = text.compactMap { CanaryFolding.symbol(UInt32($0)) }
        add(Array(symbols.prefix(Self.width + 11)), width: Self.width, to: &folded)
    }

    /// Adds all stretches of a text.
    ///
    /// Those with fewer letters than `leastLetters` are left out, since plain numbers could be like them.
    private mutating func addFolded(_ text: [UInt8], leastLetters: Int = 0) {
        let marks = text.filter(TextByte.isAlphanumeric)
        let symbols = marks.compactMap { CanaryFolding.symbol(UInt32($0)) }
        guard leastLetters > 0, marks.count >= Self.width else { return add(symbols, width: Self.width, to: &folded) }
        for start in 0...(marks.count - Self.width) {
            let stretch = marks[start..<(start + Self.width)]
            guard stretch.filter(TextByte.isLetter).count >= leastLetters else { continue }
            add(Array(symbols[start..<(start + Self.width)]), width: Self.width, to: &folded)
        }
    }

    private mutating func addLetters(_ text: [UInt8]) {
        let symbols = text.filter(TextByte.isLetter).compactMap { CanaryFolding.symbol(UInt32($0)) }
        add(symbols, width: Self.width, to: &letters)
    }

    private func add(_ symbols: [UInt8], width: Int, to set: inout Set<UInt64>) {
        guard symbols.count >= width else { return }
        for start in 0...(symbols.count - width) {
            var hash: UInt64 = 0
            for symbol in symbols[start..<(start + width)] { hash = SymbolWindow.step(hash, symbol) }
            set.insert(hash)
        }
    }
}

/// Letters and digits as one alphabet, in which what is written for one another is the same.
enum CanaryFolding {
    /// The symbol of a character: lower-case letters, leet digits as the letters that they stand for.
    static func symbol(_ scalar: UInt32) -> UInt8? {
        if scalar < 0x80 { return table[Int(scalar)] == 0 ? nil : table[Int(scalar)] }
        return LookAlikes.letter(scalar).map { table[Int($0)] }
    }

    /// The letter that a mark stands for in leet; nil for others.
    static func leet(_ scalar: UInt32) -> UInt8? {
        switch scalar {
        case 0x40: UInt8(ascii: "a")
        case 0x24, 0xA7: UInt8(ascii: "s")
        case 0x21, 0x7C, 0xA1: UInt8(ascii: "i")
        case 0x2B: UInt8(ascii: "t")
        case 0x28: UInt8(ascii: "c")
        case 0x20AC: UInt8(ascii: "e")
        default: nil
        }
    }

    private static let table: [UInt8] = (0..<128)
        .map { value in
            let byte = TextByte.lowered(UInt8(value))
            switch byte {
            case UInt8(ascii: "l"), UInt8(ascii: "1"): return UInt8(ascii: "i")
            case UInt8(ascii: "0"): return UInt8(ascii: "o")
            case UInt8(ascii: "2"): return UInt8(ascii: "z")
            case UInt8(ascii: "3"): return UInt8(ascii: "e")
            case UInt8(ascii: "4"): return UInt8(ascii: "a")
            case UInt8(ascii: "5"): return UInt8(ascii: "s")
            case UInt8(ascii: "6"), UInt8(ascii: "9"): return UInt8(ascii: "g")
            case UInt8(ascii: "7"): return UInt8(ascii: "t")
            case UInt8(ascii: "8"): return UInt8(ascii: "b")
            default: return TextByte.isLetter(byte) ? byte : 0
            }
        }
}

/// The last symbols of a stream with their places, and whether they are one of the stretches that are looked for.
struct SymbolWindow: Sendable {
    private let width: Int
    private let power: UInt64
    private var symbols: [UInt8]
    private var starts: [Int]
    private var next = 0
    private(set) var count = 0
    private var hash: UInt64 = 0

    private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15

    init(width: Int) {
        self.width = width
        symbols = [UInt8](repeating: 0, count: width)
        starts = [Int](repeating: 0, count: width)
        power = (0..<(width - 1)).reduce(1) { power, _ in power &* Self.base }
    }

    static func step(_ hash: UInt64, _ symbol: UInt8) -> UInt64 { hash &* base &+ UInt64(symbol) }

    /// Takes a symbol; the place of the first one if the last ones are a stretch that is looked for.
    mutating func receive(_ symbol: UInt8, at start: Int, lookingFor set: Set<UInt64>) -> Int? {
        if count == width { hash = hash &- UInt64(symbols[next]) &* power } else { count += 1 }
        symbols[next] = symbol
        starts[next] = start
        next = next + 1 == width ? 0 : next + 1
        hash = Self.step(hash, symbol)
        return count == width && set.contains(hash) ? starts[next] : nil
    }

    /// Where the symbols begin that may yet become a stretch; nil when there are none.
    var pendingStart: Int? {
        if count == 0 { return nil }
        if count < width { return starts[0] }
        // The oldest symbol cannot be part of a stretch that ends later.
        return starts[next + 1 == width ? 0 : next + 1]
    }

    mutating func reset() {
        count = 0
        next = 0
        hash = 0
    }
}
