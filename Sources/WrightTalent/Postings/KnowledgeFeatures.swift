private import WrightCore

/// The features of the words of a line, as hashes; the same as those of the script that trains the tagger.
struct KnowledgeFeatures {
    /// The words as they stand.
    let words: [ArraySlice<UInt8>]
    private let lower: [[UInt8]]
    private let shapes: [[UInt8]]

    init(words: [ArraySlice<UInt8>]) {
        self.words = words
        lower = words.map { $0.map(ByteKind.lower) }
        shapes = words.map(Self.shape)
    }

    /// The longest name in words.
    private static let longest = 6

    /// O outside, S a term of one word, B, I, E of several; the longest from the left.
    func marks(_ terms: Set<UInt64>) -> [UInt8] {
        var marks = [UInt8](repeating: UInt8(ascii: "O"), count: words.count)
        var place = 0
        while place < words.count {
            for count in stride(from: min(Self.longest, words.count - place), to: 0, by: -1) {
                var hash = FeatureHash()
                for index in place..<(place + count) {
                    if index > place { hash.add(32) }
                    hash.add(lower[index])
                }
                guard terms.contains(hash.value) else { continue }
                if count == 1 {
                    marks[place] = UInt8(ascii: "S")
                } else {
                    marks[place] = UInt8(ascii: "B")
                    for index in (place + 1)..<(place + count) { marks[index] = UInt8(ascii: "I") }
                    marks[place + count - 1] = UInt8(ascii: "E")
                }
                place += count - 1
                break
            }
            place += 1
        }
        return marks
    }

    /// Calls with each feature of a word.
    func each(_ place: Int, known: [UInt8], timed: [UInt8], _ body: (UInt64) -> Void) {
        let word = lower[place]
        neighbours(place, known, timed, body)
        body(Self.hash("p3", word, 0..<min(3, word.count)))
        body(Self.hash("p4", word, 0..<min(4, word.count)))
        body(Self.hash("s2", word, max(0, word.count - 2)..<word.count))
        body(Self.hash("s4", word, max(0, word.count - 4)..<word.count))
        body(pair("bc", place - 1, place))
        body(pair("cd", place, place + 1))
        body(place == 0 ? Self.isFirst : Self.isLater)
        if place == 0, words.count <= 6 { body(Self.isShort) }
        if place > 0, Self.isCapital(words[place].first) {
            body(Self.hasCapital)
            if Self.isCapital(words[place - 1].first) { body(Self.hasCapitals) }
        }
        if word.count > 1, isAcronym(place) { body(Self.hasAcronym) }
        if word.contains(where: ByteKind.isDigit) { body(Self.hasDigit) }
        if word.contains(where: { [43, 35, 47, 46, 45].contains($0) }) { body(Self.hasSign) }
        body(Self.lengths[min(words.count, 12)])
    }

    private static let isFirst = hash("k", Array("1".utf8))
    private static let isLater = hash("k", Array("0".utf8))
    private static let isShort = hash("k", Array("short".utf8))
    private static let hasCapital = hash("k", Array("capital".utf8))
    private static let hasCapitals = hash("k", Array("capitals".utf8))
    private static let hasAcronym = hash("k", Array("acronym".utf8))
    private static let hasDigit = hash("k", Array("digit".utf8))
    private static let hasSign = hash("k", Array("sign".utf8))
    private static let lengths = (0...12).map { hash("l", Array(String($0).utf8)) }
    private static let before = [UInt8(ascii: "<")]
    private static let after = [UInt8(ascii: ">")]

    private static func begun(_ name: StaticString) -> FeatureHash {
        var hash = FeatureHash()
        for index in 0..<name.utf8CodeUnitCount { hash.add(name.utf8Start[index]) }
        hash.add(UInt8(ascii: "="))
        return hash
    }

    private static func hash(_ name: StaticString, _ value: [UInt8], _ range: Range<Int>? = nil) -> UInt64 {
        var hash = begun(name)
        hash.add(value, range ?? 0..<value.count)
        return hash.value
    }

    private func text(_ place: Int) -> [UInt8] {
        place < 0 ? Self.before : place >= words.count ? Self.after : lower[place]
    }

    private func pair(_ name: StaticString, _ first: Int, _ second: Int) -> UInt64 {
        var hash = Self.begun(name)
        let (left, right) = (text(first), text(second))
        hash.add(left, 0..<left.count)
        hash.add(UInt8(ascii: "|"))
        hash.add(right, 0..<right.count)
        return hash.value
    }

    private static func hash(_ name: StaticString, mark: UInt8) -> UInt64 {
        var hash = begun(name)
        hash.add(mark)
        return hash.value
    }

    private func neighbours(_ place: Int, _ known: [UInt8], _ timed: [UInt8], _ body: (UInt64) -> Void) {
        body(Self.hash("wa", text(place - 2)))
        body(Self.hash("wb", text(place - 1)))
        body(Self.hash("wc", text(place)))
        body(Self.hash("wd", text(place + 1)))
        body(Self.hash("we", text(place + 2)))
        if place > 0 { near(place - 1, known, timed, ("hb", "tb", "gb", "xb"), body) }
        near(place, known, timed, ("hc", "tc", "gc", "xc"), body)
        if place + 1 < words.count { near(place + 1, known, timed, ("hd", "td", "gd", "xd"), body) }
    }

    private func near(
        _ place: Int,
        _ known: [UInt8],
        _ timed: [UInt8],
        _ names: (shape: StaticString, time: StaticString, term: StaticString, ending: StaticString),
        _ body: (UInt64) -> Void
    ) {
        body(Self.hash(names.shape, shapes[place]))
        body(Self.hash(names.time, mark: timed[place]))
        body(Self.hash(names.term, mark: known[place]))
        let word = lower[place]
        body(Self.hash(names.ending, word, max(0, word.count - 3)..<word.count))
    }

    private func isAcronym(_ place: Int) -> Bool {
        words[place].contains { Self.isCapital($0) } && !words[place].contains { (97...122).contains($0) }
    }

    private static func isCapital(_ byte: UInt8?) -> Bool { byte.map { (65...90).contains($0) } ?? false }

    /// X for capitals, x for small letters, d for digits, at most two of a kind in a row and eight in all.
    private static func shape(_ word: ArraySlice<UInt8>) -> [UInt8] {
        var shape: [UInt8] = []
        for byte in word {
            let kind: UInt8 =
                switch byte {
                case 65...90: 88
                case 97...122: 120
                case 48...57: 100
                default: byte
                }
            if shape.count >= 2, shape[shape.count - 1] == kind, shape[shape.count - 2] == kind { continue }
            shape.append(kind)
            if shape.count == 8 { break }
        }
        return shape
    }
}

/// FNV-1a of 64 bits.
struct FeatureHash {
    private(set) var value = FNV1a.offsetBasis

    mutating func add(_ byte: UInt8) {
        value = FNV1a.hash(value, adding: byte)
    }

    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes { add(byte) }
    }

    mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
        for index in range { add(bytes[index]) }
    }
}
