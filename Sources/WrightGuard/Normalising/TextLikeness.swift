// Whether bytes or letters look like text that somebody wrote.
//
// Idea: decoded noise is not UTF-8 or is full of control characters; keys and hashes that happen to be printable have
// improbable letter pairs and no words. Letter pairs are weighed by a table of how usual they are in English, which is
// near enough for other languages in Latin letters; other scripts need only be UTF-8.

private import WrightText

/// Judges whether decoded bytes are text.
enum TextLikeness {
    /// Words so usual that a few of them show which way round a text is, as their hashes in an open table.
    private static let usualWords: [UInt32] = {
        let words = """
            the and you your that this with for are not have from was all is it of to in on as be or an me my \
            we do what \
            ignore previous instructions instruction tell system prompt please answer user assistant output secret key \
            any no if will can how write say now must only word password response reveal print \
            der die das und ist nicht \
            sie que los las por para con les des est pas pour dans una non che per il
            """
        var table = [UInt32](repeating: 0, count: tableCount)
        for word in words.split(separator: " ") {
            let hash = word.utf8.reduce(UInt32(0)) { $0 &* hashFactor &+ UInt32($1) }
            var place = Int(hash) & (tableCount - 1)
            while table[place] != 0 { place = (place + 1) & (tableCount - 1) }
            table[place] = hash
        }
        return table
    }()

    private static let tableCount = 512
    private static let hashFactor: UInt32 = 0x0100_0193

    private static func isUsual(_ hash: UInt32, in table: UnsafeBufferPointer<UInt32>) -> Bool {
        var place = Int(hash) & (tableCount - 1)
        while table[place] != 0 {
            if table[place] == hash { return true }
            place = (place + 1) & (tableCount - 1)
        }
        return false
    }

    /// For each pair of letters how usual it is, 0...9.
    private static let pairs: [UInt8] = LetterPairTable.rows.flatMap { row in
        (0..<26).map { row.utf8Start[$0] - UInt8(ascii: "0") }
    }

    /// Whether decoded bytes are readable text, such as somebody would hide.
    static func isText(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 6, String(validating: bytes, as: UTF8.self) != nil else { return false }
        var letterCount = 0
        var otherCount = 0
        for byte in bytes {
            if isLetter(byte) || byte >= 0x80 {
                letterCount += 1
            } else if byte < 0x20, byte != 10, byte != 13, byte != 9 {
                return false
            } else if byte != 0x20 {
                otherCount += 1
            }
        }
        guard letterCount * 10 >= bytes.count * 5, otherCount * 3 <= bytes.count else { return false }
        return plausibility(of: bytes) >= 4 && hasLetterMix(bytes)
    }

    /// Keys change case and digits in the middle of words; text does not.
    private static func hasLetterMix(_ bytes: [UInt8]) -> Bool {
        var changeCount = 0
        var letterCount = 0
        for index in bytes.indices.dropFirst() where isLetter(bytes[index]) {
            letterCount += 1
            let previous = bytes[index - 1]
            let isCapital = bytes[index] < 0x60
            if previous >= 0x30, previous <= 0x39 || isLetter(previous) && isCapital && previous >= 0x60 {
                changeCount += 1
            }
        }
        return changeCount * 6 <= letterCount
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    /// The mean usualness of the pairs of ASCII letters, 0...9; 9 where there are too few of them to tell.
    static func plausibility(of bytes: some Collection<UInt8>) -> Double {
        var sum = 0
        var count = 0
        var previous: Int?
        for byte in bytes {
            guard isLetter(byte) else {
                previous = nil
                continue
            }
            let letter = Int(byte | 0x20) - 97
            if let previous {
                sum += Int(pairs[previous * 26 + letter])
                count += 1
            }
            previous = letter
        }
        return count < 4 ? 9 : Double(sum) / Double(count)
    }

    /// How many words of a text there are, how many are among the usual ones, and how many are when read backward.
    static func usualWordCount(in bytes: some Collection<UInt8>) -> (usual: Int, backward: Int, all: Int) {
        var counts = (usual: 0, backward: 0, all: 0)
        usualWords.withUnsafeBufferPointer { table in
            var (forward, backward, factor): (UInt32, UInt32, UInt32) = (0, 0, 1)
            var length = 0
            func take() {
                guard length > 0 else { return }
                counts.all += 1
                if length > 1, length <= 12 {
                    if isUsual(forward, in: table) { counts.usual += 1 }
                    // Backward, words of two letters are too often other words.
                    if length > 2, isUsual(backward, in: table) { counts.backward += 1 }
                }
                (forward, backward, factor, length) = (0, 0, 1, 0)
            }
            for byte in bytes {
                guard isLetter(byte) else {
                    take()
                    continue
                }
                let letter = UInt32(byte | 0x20)
                forward = forward &* hashFactor &+ letter
                backward = backward &+ letter &* factor
                factor = factor &* hashFactor
                length += 1
            }
            take()
        }
        return counts
    }
}
