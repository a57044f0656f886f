// Texts whose letters are turned: shifted alphabets, mirrored alphabets, backward writing, digits for letters, Morse,
// Pig Latin.
//
// Idea: the text is read sentence by sentence. A sentence that has hardly any usual word is turned in every way, and a
// turn counts if usual words appear in it. Texts in languages without a list of usual words stay as they are, since no
// turn makes usual words of them. Neighbouring sentences that are turned in the same way are read as one.

private import WrightText

/// Finds sentences whose letters are turned.
struct TurnedText {
    private static let sentenceLimit = 4096
    private static let resultLimit = 16

    private let bytes: UnsafeBufferPointer<UInt8>
    private var found: [DecodedRun] = []

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The stretches that are turned, and what they say.
    static func find(in bytes: UnsafeBufferPointer<UInt8>) -> [DecodedRun] {
        var finder = Self(bytes)
        var start = 0
        var count = 0
        while start < bytes.count, count < sentenceLimit, finder.found.count < resultLimit {
            let end = finder.sentenceEnd(from: start)
            finder.read(start..<end)
            start = end
            count += 1
        }
        return finder.found
    }

    /// The end of the sentence or line that begins at an offset.
    private func sentenceEnd(from start: Int) -> Int {
        var offset = start
        while offset < bytes.count, offset - start < 2000 {
            let byte = bytes[offset]
            offset += 1
            if byte == 10 { return offset }
            let isMark = byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
            // What follows a colon may be turned where what announces it is not.
            let isColon = byte == UInt8(ascii: ":")
            let endsWord = (isMark || isColon) && offset >= 2 && ByteClass.isWord(bytes[offset - 2])
            if endsWord, offset - start > 24, offset < bytes.count, bytes[offset] == 0x20 { return offset }
        }
        while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        return offset
    }

    private mutating func read(_ range: Range<Int>) {
        let sentence = bytes[range]
        var letterCount = 0
        var leetCount = 0
        var signCount = 0
        for index in sentence.indices {
            let byte = bytes[index]
            if ByteClass.isLetter(byte) {
                letterCount += 1
            } else if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") {
                signCount += 1
            } else if Self.leetLetter(byte) != nil, isInWord(index, of: range) {
                leetCount += 1
            }
        }
        if signCount >= 30, signCount > letterCount * 4, let decoded = Self.morse(sentence) {
            return add("morse", range, decoded)
        }
        guard letterCount >= 10 else { return }
        let usual = TextLikeness.usualWordCount(in: sentence)
        if leetCount >= 4, leetCount * 12 >= letterCount, let decoded = Self.leet(sentence, usual: usual.usual) {
            return add("leet", range, decoded)
        }
        if letterCount >= 20, let decoded = PigLatin.decoded(sentence) { return add("pig-latin", range, decoded) }
        guard letterCount >= 14, usual.all >= 3, usual.usual * 12 <= usual.all else { return }
        turn(range, backwardCount: usual.backward)
    }

    private func isInWord(_ index: Int, of range: Range<Int>) -> Bool {
        index > range.lowerBound && ByteClass.isLetter(bytes[index - 1])
            || index + 1 < range.upperBound && ByteClass.isLetter(bytes[index + 1])
    }

    private mutating func turn(_ range: Range<Int>, backwardCount: Int) {
        let sentence = Array(bytes[range])
        if backwardCount >= 2, backwardCount * 4 >= TextLikeness.usualWordCount(in: sentence).all {
            // The words alone may be turned, or the whole sentence: both are read.
            add("reversed-words", range, Self.wordsReversed(sentence))
            add("reversed", range, Self.reversed(sentence))
            return
        }
        var best: (encoding: String, bytes: [UInt8], count: Int)?
        func consider(_ encoding: String, _ decoded: [UInt8]) {
            let usual = TextLikeness.usualWordCount(in: decoded)
            guard usual.usual >= 2, usual.usual * 4 >= usual.all, TextLikeness.plausibility(of: decoded) >= 4.5 else {
                return
            }
            if usual.usual > best?.count ?? 0 { best = (encoding, decoded, usual.usual) }
        }
        let histogram = Self.histogram(of: sentence)
        for shift in Self.likelyShifts(histogram) where shift != 0 {
            consider(shift == 13 ? "rot13" : "shifted-alphabet", Self.shifted(sentence, UInt8(shift)))
        }
        if Self.fit(histogram, turn: { 25 - $0 }) > Self.fit(histogram, turn: { $0 }) {
            consider("mirrored-alphabet", Self.mirrored(sentence))
        }
        guard let best else { return }
        add(best.encoding, range, best.bytes)
    }

    private static func histogram(of text: [UInt8]) -> [Int] {
        var counts = [Int](repeating: 0, count: 26)
        for byte in text where ByteClass.isLetter(byte) { counts[Int(byte | 0x20) - 97] += 1 }
        return counts
    }

    /// How often each letter stands in English, in thousands.
    private static let frequencies = [
        82, 15, 28, 43, 127, 22, 20, 61, 70, 2, 8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24, 2, 20, 1,
    ]

    /// How well the letters fit English when each is turned into another.
    private static func fit(_ histogram: [Int], turn: (Int) -> Int) -> Int {
        histogram.indices.reduce(0) { $0 + histogram[$1] * frequencies[turn($1)] }
    }

    /// The three shifts of the alphabet that fit English best.
    private static func likelyShifts(_ histogram: [Int]) -> [Int] {
        let fits = (0..<26).map { shift in fit(histogram) { ($0 + shift) % 26 } }
        return Array((0..<26).sorted { (fits[$1], $0) < (fits[$0], $1) }.prefix(3))
    }

    private mutating func add(_ encoding: String, _ range: Range<Int>, _ decoded: [UInt8]) {
        let last = found.lastIndex { $0.encoding == encoding && $0.range.upperBound == range.lowerBound }
        guard let last else {
            found.append(DecodedRun(encoding: encoding, range: range, bytes: decoded))
            return
        }
        // Backward sentences stand in backward order.
        let isBackward = encoding == "reversed"
        found[last].bytes =
            isBackward ? decoded + [0x20] + found[last].bytes : found[last].bytes + [0x20] + decoded
        found[last].range = found[last].range.lowerBound..<range.upperBound
    }

    // MARK: Turns

    private static func shifted(_ text: [UInt8], _ shift: UInt8) -> [UInt8] {
        text.map { byte in
            guard ByteClass.isLetter(byte) else { return byte }
            let base = byte & 0x60 | 1
            return base + (byte - base + shift) % 26
        }
    }

    private static func mirrored(_ text: [UInt8]) -> [UInt8] {
        text.map { byte in
            guard ByteClass.isLetter(byte) else { return byte }
            let base = byte & 0x60 | 1
            return base + 25 - (byte - base)
        }
    }

    /// The text from its last character to its first.
    static func reversed(_ text: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars.reversed() {
            result.append(contentsOf: String(scalar).utf8)
        }
        return result
    }

    private static func wordsReversed(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var word: [UInt8] = []
        for byte in text {
            if ByteClass.isLetter(byte) {
                word.append(byte)
            } else {
                result.append(contentsOf: word.reversed())
                word.removeAll(keepingCapacity: true)
                result.append(byte)
            }
        }
        return result + word.reversed()
    }

    // MARK: Digits for letters

    private static func leetLetter(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0"): UInt8(ascii: "o")
        case UInt8(ascii: "1"), UInt8(ascii: "!"), UInt8(ascii: "|"): UInt8(ascii: "i")
        case UInt8(ascii: "3"): UInt8(ascii: "e")
        case UInt8(ascii: "4"), UInt8(ascii: "@"): UInt8(ascii: "a")
        case UInt8(ascii: "5"), UInt8(ascii: "$"): UInt8(ascii: "s")
        case UInt8(ascii: "7"), UInt8(ascii: "+"): UInt8(ascii: "t")
        case UInt8(ascii: "8"): UInt8(ascii: "b")
        case UInt8(ascii: "9"), UInt8(ascii: "6"): UInt8(ascii: "g")
        case UInt8(ascii: "2"): UInt8(ascii: "z")
        default: nil
        }
    }

    /// What a text with digits for letters says; nil unless that brings usual words to light.
    private static func leet(_ text: some Collection<UInt8>, usual: Int) -> [UInt8]? {
        let source = Array(text)
        var result: [UInt8] = []
        var start = 0
        var changedCount = 0
        while start < source.count {
            var end = start
            while end < source.count, ByteClass.isLetter(source[end]) || leetLetter(source[end]) != nil { end += 1 }
            if end == start {
                result.append(source[start])
                start += 1
                continue
            }
            let word = source[start..<end]
            // A sign at the end of a word is a mark, not a letter.
            let body = word.last == UInt8(ascii: "!") ? word.dropLast() : word
            let decoded = leetWord(body)
            if !decoded.elementsEqual(body), word.contains(where: ByteClass.isLetter) { changedCount += 1 }
            result.append(contentsOf: decoded)
            if body.count < word.count { result.append(UInt8(ascii: "!")) }
            start = end
        }
        let after = TextLikeness.usualWordCount(in: result)
        guard changedCount >= 3, after.usual >= usual + 2, after.usual * 6 >= after.all else { return nil }
        return result
    }

    private static func leetWord(_ word: some Collection<UInt8>) -> [UInt8] {
        let hasLetter = word.contains(where: ByteClass.isLetter)
        let alone = word.count == 1
        guard hasLetter || alone || word.count <= 4 else { return Array(word) }
        let plain = word.map { leetLetter($0) ?? $0 }
        guard word.contains(where: { $0 == UInt8(ascii: "1") || $0 == UInt8(ascii: "|") }), !alone else { return plain }
        let other = word.map { byte in
            byte == UInt8(ascii: "1") || byte == UInt8(ascii: "|") ? UInt8(ascii: "l") : leetLetter(byte) ?? byte
        }
        let isOther =
            TextLikeness.usualWordCount(in: other).usual > TextLikeness.usualWordCount(in: plain).usual
            || pairScore(other) > pairScore(plain) && TextLikeness.usualWordCount(in: plain).usual == 0
        return isOther ? other : plain
    }

    private static func pairScore(_ word: [UInt8]) -> Double {
        let score = TextLikeness.plausibility(of: word + [0x20] + word + [0x20] + word + [0x20] + word)
        return score
    }

    // MARK: Morse

    private static let morseLetters: [String: UInt8] = {
        let codes = """
            a .- b -... c -.-. d -.. e . f ..-. g --. h .... i .. j .--- k -.- l .-.. m -- n -. o --- p .--. q --.- \
            r .-. \
            s ... t - u ..- v ...- w .-- x -..- y -.-- z --.. 1 .---- 2 ..--- 3 ...-- 4 ....- 5 ..... 6 -.... 7 --... \
            8 ---.. 9 ----. 0 -----
            """
        let parts = codes.split(separator: " ")
        var letters: [String: UInt8] = [:]
        for place in stride(from: 0, to: parts.count - 1, by: 2) {
            letters[String(parts[place + 1])] = parts[place].utf8.first
        }
        return letters
    }()

    private static func morse(_ text: some Collection<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var unknownCount = 0
        for part in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 <= 0x20 }) {
            guard !part.isEmpty, part.first != UInt8(ascii: "/"), part.first != UInt8(ascii: "|") else {
                if result.last != 0x20 { result.append(0x20) }
                continue
            }
            guard let letter = morseLetters[String(decoding: part, as: UTF8.self)] else {
                unknownCount += 1
                continue
            }
            result.append(letter)
        }
        let letterCount = result.count { $0 != 0x20 }
        guard letterCount >= 10, unknownCount * 5 <= letterCount else { return nil }
        return result
    }
}
