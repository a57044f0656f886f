// The words of a whole text, found once, so that overlapping windows share the work.
//
// A word is a run of letters and digits in small letters, apostrophes dropped; an ideograph or a kana is a word of its
// own, since such text has no spaces; marks that carry meaning in prompts (? ! : " ` < > [ ] { } | * # / = $ % @ \ -)
// are words too. The arrays stand side by side: hash, kinds, first byte, and where the word's scalars are.

private import WrightText

/// The words of a text in order.
struct WindowWords {
    /// The hash of each word's folded scalars.
    private(set) var hashes: [UInt32] = []
    /// The kinds of each word, as bits.
    private(set) var kinds: [UInt16] = []
    /// The first byte of each word in the text.
    private(set) var offsets: [Int32] = []
    /// Where each word's scalars end in `scalars`.
    private(set) var scalarEnds: [Int32] = []
    /// The folded scalars of all words.
    private(set) var scalars: [UInt32] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        hashes.reserveCapacity(bytes.count / 5)
        scalars.reserveCapacity(bytes.count)
        var offset = 0
        var wordStart: Int?
        while offset < bytes.count {
            let (scalar, length) = UTF8Scalars.decode(bytes, at: offset)
            switch Self.role(of: scalar) {
            case .letter:
                if wordStart == nil { wordStart = offset }
                scalars.append(Self.folded(scalar))
            case .apostrophe:
                break
            case .alone:
                endWord(&wordStart)
                scalars.append(Self.folded(scalar))
                wordStart = offset
                endWord(&wordStart)
            case .gap:
                endWord(&wordStart)
            }
            offset += length
        }
        endWord(&wordStart)
    }

    var count: Int { hashes.count }

    /// The scalars of a word.
    func scalars(of word: Int) -> ArraySlice<UInt32> {
        scalars[(word > 0 ? Int(scalarEnds[word - 1]) : 0)..<Int(scalarEnds[word])]
    }

    /// The words that begin in a part of the text.
    func words(in range: Range<Int>) -> Range<Int> {
        firstWord(from: range.lowerBound)..<firstWord(from: range.upperBound)
    }

    private func firstWord(from offset: Int) -> Int {
        var low = 0
        var high = offsets.count
        while low < high {
            let middle = (low + high) / 2
            if Int(offsets[middle]) < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func endWord(_ start: inout Int?) {
        guard let first = start else { return }
        start = nil
        let begin = Int(scalarEnds.last ?? 0)
        let hash = GuardLexicon.hash(scalars[begin...])
        hashes.append(hash)
        kinds.append(GuardLexicon.kinds[hash] ?? 0)
        offsets.append(Int32(truncatingIfNeeded: first))
        scalarEnds.append(Int32(truncatingIfNeeded: scalars.count))
    }
}

// MARK: - Characters

extension WindowWords {
    private enum Role {
        case letter, apostrophe, alone, gap
    }

    private static let marks: Set<UInt32> = Set("?!:\"`<>[]{}|*#/=$%@\\-".unicodeScalars.map(\.value))

    private static func role(of scalar: UInt32) -> Role {
        if scalar < 0x80 {
            if isASCIILetter(scalar) || isASCIIDigit(scalar) { return .letter }
            if scalar == 0x27 { return .apostrophe }
            return marks.contains(scalar) ? .alone : .gap
        }
        if scalar == 0x2019 { return .apostrophe }
        if isUnspaced(scalar) { return .alone }
        return isGap(scalar) ? .gap : .letter
    }

    static func isASCIILetter(_ scalar: UInt32) -> Bool {
        (scalar | 0x20) &- 0x61 < 26
    }

    static func isASCIIDigit(_ scalar: UInt32) -> Bool {
        scalar &- 0x30 < 10
    }

    /// Ideographs and kana.
    private static func isUnspaced(_ scalar: UInt32) -> Bool {
        (0x2E80..<0x3000).contains(scalar) || (0x3041..<0xA000).contains(scalar) || (0xF900..<0xFB00).contains(scalar)
    }

    /// Spaces, punctuation and symbols beyond ASCII.
    private static func isGap(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x80..<0xC0: scalar != 0xAA && scalar != 0xB5 && scalar != 0xBA
        case 0xD7, 0xF7, 0x37E, 0x387, 0x55A...0x55F, 0x589, 0x5BE, 0x60C, 0x61B, 0x61F, 0x66A...0x66D, 0x6D4: true
        case 0x964, 0x965, 0x2000..<0x2070, 0x20A0..<0x2100, 0x2190..<0x2E80, 0x3000...0x3040: true
        case 0xFE00..<0xFE70, 0xFF00...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65: true
        case 0xFFF0...0xFFFF, 0x1F000..<0x20000, 0xE0000...: true
        default: false
        }
    }

    /// The small letter, for Latin, Greek and Cyrillic.
    private static func folded(_ scalar: UInt32) -> UInt32 {
        switch scalar {
        case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x391...0x3A9, 0x410...0x42F: scalar + 32
        case 0x400...0x40F: scalar + 80
        case 0x130: 0x69
        case 0x100...0x137, 0x14A...0x177, 0x1E00...0x1EFF, 0x460...0x481, 0x48A...0x4BF: scalar | 1
        case 0x139...0x148, 0x179...0x17E: scalar + (scalar & 1)
        default: scalar
        }
    }
}
