// Idea: for each word of the answer, every place of the system prompt where it stands extends the run that ended one
// word before: the longest common substring by words, one step a word. A run of the threshold's length is a leak, and
// the longest run so far is what has to be held back: mostly one word or two.

/// Watches an answer for words of the system prompt in their order.
struct PromptWatch: Sendable {
    private let places: [UInt64: [Int]]
    private let threshold: Int
    private var runs: [Int: Int] = [:]
    /// Where the last words of the answer begin.
    private var starts: [Int] = []
    private var hash: UInt64?
    private var start = 0

    /// Places of one word that are kept.
    private static let placeLimit = 500
    /// Words of a prompt that are watched.
    private static let wordLimit = 20_000

    /// Watches for a run of so many words, with capital letters and punctuation disregarded.
    ///
    /// Characters of scripts without spaces between words count as words.
    init(prompt: String, threshold: Int) {
        precondition(threshold >= 2, "A run has two words or more.")
        self.threshold = threshold
        var words: [UInt64] = []
        var word: UInt64?
        for scalar in prompt.unicodeScalars {
            switch Self.kind(scalar.value) {
            case .part(let folded): word = Self.step(word, folded)
            case .whole(let folded):
                if let word { words.append(word) }
                words.append(Self.step(nil, folded))
                word = nil
            case .skipped: break
            case .gap:
                if let word { words.append(word) }
                word = nil
            }
        }
        if let word { words.append(word) }
        var places: [UInt64: [Int]] = [:]
        for (place, word) in words.prefix(Self.wordLimit).enumerated()
        where places[word, default: []].count < Self.placeLimit {
            places[word, default: []].append(place)
        }
        self.places = places
    }

    /// Takes a character; where a run of the prompt's words begins if it is long enough now.
    mutating func receive(_ scalar: UInt32, at place: Int) -> Int? {
        switch Self.kind(scalar) {
        case .part(let folded):
            if hash == nil { start = place }
            hash = Self.step(hash, folded)
            return nil
        case .whole(let folded):
            if let found = endWord() { return found }
            start = place
            hash = Self.step(nil, folded)
            return endWord()
        case .skipped: return nil
        case .gap: return endWord()
        }
    }

    /// Ends the answer.
    mutating func finish() -> Int? { endWord() }

    /// Where the text begins that may yet become a run.
    var pendingStart: Int? {
        let current = hash == nil ? nil : start
        let longest = runs.values.max() ?? 0
        guard longest > 0, starts.count >= longest else { return current }
        return starts[starts.count - longest]
    }

    private mutating func endWord() -> Int? {
        guard let word = hash else { return nil }
        hash = nil
        starts.append(start)
        if starts.count > threshold { starts.removeFirst() }
        guard let places = places[word] else {
            runs.removeAll(keepingCapacity: true)
            return nil
        }
        var next: [Int: Int] = [:]
        var longest = 0
        for place in places {
            let length = (runs[place - 1] ?? 0) + 1
            next[place] = min(length, threshold)
            longest = max(longest, length)
        }
        runs = next
        return longest >= threshold ? starts.first : nil
    }

    private enum Kind {
        case part(UInt32)
        case whole(UInt32)
        case skipped, gap
    }

    private static func kind(_ scalar: UInt32) -> Kind {
        if scalar < 0x80 {
            let byte = UInt8(scalar)
            // Marks of emphasis and apostrophes inside words do not part them.
            if byte == 42 || byte == 39 || byte == 96 { return .skipped }
            return TextByte.isAlphanumeric(byte) ? .part(UInt32(TextByte.lowered(byte))) : .gap
        }
        switch scalar {
        case 0x200B...0x200F, 0x2060...0x2064, 0xFEFF, 0xAD, 0x2019, 0xFE00...0xFE0F: return .skipped
        case 0x3001...0x3003, 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0x3008...0x3011, 0x2000...0x206F, 0x3000, 0xA0...0xBF:
            return .gap
        case 0x2E80...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF, 0x0E00...0x0E7F:
            return .whole(scalar)
        default:
            if let letter = LookAlikes.letter(scalar) { return .part(UInt32(letter)) }
            let lower = Unicode.Scalar(scalar).flatMap { $0.properties.lowercaseMapping.unicodeScalars.first?.value }
            return .part(lower ?? scalar)
        }
    }

    private static func step(_ hash: UInt64?, _ scalar: UInt32) -> UInt64 {
        ((hash ?? 0xCBF2_9CE4_8422_2325) ^ UInt64(scalar)) &* 0x100_0000_01B3
    }
}
