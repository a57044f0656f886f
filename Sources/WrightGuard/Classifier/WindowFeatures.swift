// What the classifier sees of a window.
//
// Idea: three views. (1) Hashed words, pairs, triples, pairs with a gap, and letter runs of four (three as well outside
// ASCII), each counted once and divided by the root of their number. (2) About fifty numbers: how many words of each
// kind of GuardLexicon, which kinds stand within seven words of each other, how sentences begin, capitals, marks,
// links, role tags. (3) How the window belongs to its text: whether it came in a document, and the share of its content
// words that the rest of the text never uses.
// Source: the hashing trick (Weinberger et al. 2009); trigger words by kind after PIGuard (arXiv 2410.22770).
// Layout: hashed features are sorted 16-bit numbers without doubles; numbers stand in one array, `plainCount` that are
// standardised, then `contextCount` that are used as they are.

/// The features of one window.
struct WindowFeatures: Sendable {
    /// Cells of the table of hashed features.
    static let tableCount = 1 << 16
    /// Numbers about the window alone.
    static let plainCount = GuardLexicon.Kind.allCases.count + GuardLexicon.pairs.count + 17
    /// Numbers about the window in its text and channel.
    static let contextCount = 6

    /// The hashed features that are present, sorted.
    let hashed: [UInt16]
    /// The numbers, first those of the window alone.
    let numbers: [Float]

    /// What each present hashed feature counts.
    var share: Float {
        1 / Float(max(hashed.count, 4)).squareRoot()
    }
}

/// Makes the features of the windows of one text.
struct WindowFeatureReader {
    /// The most bytes of a text that are read; the rest is left out.
    static let byteLimit = 1 << 20
    /// Two kinds of words are near each other within so many words.
    private static let nearness = 7
    /// With fewer content words around it, nothing is said about how a window belongs to its text.
    private static let leastRest = 15

    let windows: [TextWindow]
    private let bytes: UnsafeBufferPointer<UInt8>
    private let isDocument: Bool
    private let words: WindowWords
    /// How often each content word stands in the whole text.
    private let occurrences: [UInt32: Int]
    private let sentences: [Range<Int>]

    /// Reads a text; the buffer must outlive the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>, isDocument: Bool) {
        self.bytes = bytes
        self.isDocument = isDocument
        (sentences, windows) = WindowSplitter().split(bytes)
        let words = WindowWords(bytes)
        var occurrences: [UInt32: Int] = [:]
        for word in 0..<words.count where Self.hasContent(words, word) {
            occurrences[words.hashes[word], default: 0] += 1
        }
        self.words = words
        self.occurrences = occurrences
    }

    /// The features of a window.
    func features(of window: TextWindow) -> WindowFeatures {
        let range = words.words(in: window.range)
        var numbers: [Float] = []
        numbers.reserveCapacity(WindowFeatures.plainCount + WindowFeatures.contextCount)
        appendKinds(of: range, to: &numbers)
        let commandCount = appendForm(of: window, words: range, to: &numbers)
        appendContext(of: range, numbers[GuardLexicon.Kind.you.rawValue] > 0, commandCount > 0, to: &numbers)
        return WindowFeatures(hashed: hashed(range), numbers: numbers)
    }

    /// Sorted hashes of three words in a row, for the memory of attacks.
    func wordTriples(of window: TextWindow) -> [UInt32] {
        let range = words.words(in: window.range)
        guard range.count >= 3 else { return [] }
        let triples = (range.lowerBound..<range.upperBound - 2)
            .map { first in
                Self.mix(Self.mix(words.hashes[first], words.hashes[first + 1]), words.hashes[first + 2])
            }
        return Array(Set(triples)).sorted()
    }
}

// MARK: - Hashed features

extension WindowFeatureReader {
    private func hashed(_ range: Range<Int>) -> [UInt16] {
        var found: [UInt16] = []
        found.reserveCapacity(range.count * 10)
        for word in range {
            let hash = words.hashes[word]
            found.append(Self.cell(hash, kind: 1))
            if word + 1 < range.upperBound {
                let pair = Self.mix(hash, words.hashes[word + 1])
                found.append(Self.cell(pair, kind: 2))
                if word + 2 < range.upperBound {
                    found.append(Self.cell(Self.mix(hash, words.hashes[word + 2]), kind: 3))
                    found.append(Self.cell(Self.mix(pair, words.hashes[word + 2]), kind: 4))
                }
            }
            appendLetterRuns(of: word, to: &found)
        }
        found.sort()
        var count = 0
        for place in found.indices where place == 0 || found[place] != found[place - 1] {
            found[count] = found[place]
            count += 1
        }
        found.removeLast(found.count - count)
        return found
    }

    private func appendLetterRuns(of word: Int, to found: inout [UInt16]) {
        let scalars = words.scalars(of: word)
        guard scalars.count > 3 else { return }
        let isPlain = scalars.allSatisfy { $0 < 0x80 }
        // The ends of the word count as letters.
        var run: (UInt32, UInt32, UInt32) = (0, 0, 0x5E)
        var length = 1
        func take(_ scalar: UInt32) {
            length += 1
            let three = Self.mix(Self.mix(run.1, run.2), scalar)
            if !isPlain, length >= 3 { found.append(Self.cell(three, kind: 5)) }
            if length >= 4 { found.append(Self.cell(Self.mix(run.0, three), kind: 6)) }
            run = (run.1, run.2, scalar)
        }
        scalars.forEach(take)
        take(0x24)
    }

    private static func mix(_ left: UInt32, _ right: UInt32) -> UInt32 {
        var hash = (left ^ right &* 0x9E37_79B1) &* 0x85EB_CA6B
        hash ^= hash >> 15
        hash = hash &* 0xC2B2_AE35
        return hash ^ hash >> 13
    }

    private static func cell(_ hash: UInt32, kind: UInt32) -> UInt16 {
        UInt16(truncatingIfNeeded: mix(hash, kind) >> 16)
    }
}

// MARK: - Numbers

extension WindowFeatureReader {
    /// How many words of each kind there are, and which kinds stand near each other.
    private func appendKinds(of range: Range<Int>, to numbers: inout [Float]) {
        let kindCount = GuardLexicon.Kind.allCases.count
        var counts = [Float](repeating: 0, count: kindCount)
        var last = [Int](repeating: Int.min / 2, count: kindCount)
        var near = [Float](repeating: 0, count: GuardLexicon.pairs.count)
        for word in range where words.kinds[word] != 0 {
            let kinds = words.kinds[word]
            // Kinds of the words before this one that are still near.
            var before: UInt16 = 0
            for kind in 0..<kindCount where word - last[kind] <= Self.nearness { before |= 1 << UInt16(kind) }
            for (place, pair) in GuardLexicon.pairs.enumerated() {
                let isFirst = kinds & pair.0 != 0 && before & pair.1 != 0
                if isFirst || (kinds & pair.1 != 0 && before & pair.0 != 0) { near[place] = 1 }
            }
            for kind in 0..<kindCount where kinds & 1 << UInt16(kind) != 0 {
                counts[kind] += 1
                last[kind] = word
            }
        }
        numbers.append(contentsOf: counts.map(LogisticFunctions.onePlus))
        numbers.append(contentsOf: near)
    }

    /// How the window is written; gives the number of its sentences that begin as commands.
    private func appendForm(of window: TextWindow, words range: Range<Int>, to numbers: inout [Float]) -> Int {
        let form = WindowForm(UnsafeBufferPointer(rebasing: bytes[window.range]))
        let commands = window.sentences.count { beginsAsCommand(sentences[$0]) }
        let byteCount = Float(max(form.scalarCount, 1))
        numbers.append(contentsOf: [
            LogisticFunctions.onePlus(Float(commands)), Float(commands) / Float(max(window.sentences.count, 1)),
            LogisticFunctions.onePlus(Float(form.capitalWordCount)),
            Float(form.capitalCount) / Float(max(form.letterCount, 1)), Float(form.foreignCount) / byteCount,
            Float(min(form.exclamationCount, 5)) / 5, Float(min(form.questionCount, 3)) / 3,
            form.hasAddress ? 1 : 0, form.hasImage ? 1 : 0, form.hasFence ? 1 : 0, form.hasRoleTag ? 1 : 0,
            Float(form.digitCount) / byteCount, Float(min(form.longestRun, 80)) / 80,
            LogisticFunctions.onePlus(Float(form.scalarCount)) / 6, form.quoteCount > 1 ? 1 : 0, form.hasRule ? 1 : 0,
            Float(form.markCount) / byteCount,
        ])
        return commands
    }

    private func beginsAsCommand(_ sentence: Range<Int>) -> Bool {
        let range = words.words(in: sentence)
        var word = range.lowerBound
        // Marks such as bullets and quotation marks do not begin a sentence.
        while word < range.upperBound, words.scalars(of: word).first.map(Self.isMark) ?? true { word += 1 }
        if word < range.upperBound, GuardLexicon.softeners.contains(words.hashes[word]) { word += 1 }
        guard word < range.upperBound else { return false }
        return words.kinds[word] & 1 << UInt16(GuardLexicon.Kind.command.rawValue) != 0
    }

    private static func isMark(_ scalar: UInt32) -> Bool {
        scalar < 0x80 && !WindowWords.isASCIILetter(scalar) && !WindowWords.isASCIIDigit(scalar)
    }

    /// How the window stands in its text.
    private func appendContext(of range: Range<Int>, _ hasYou: Bool, _ hasCommand: Bool, to numbers: inout [Float]) {
        var own: [UInt32: Int] = [:]
        for word in range where Self.hasContent(words, word) { own[words.hashes[word], default: 0] += 1 }
        let new = own.count { occurrences[$0.key] == $0.value }
        let isJudged = occurrences.count - new >= Self.leastRest && !own.isEmpty
        let strangeness = isJudged ? Float(new) / Float(own.count) : 0
        let document: Float = isDocument ? 1 : 0
        let command: Float = hasCommand ? 1 : 0
        numbers.append(contentsOf: [
            document, document * command, document * (hasYou ? 1 : 0), document * strangeness,
            document * strangeness * command, strangeness,
        ])
    }

    private static func hasContent(_ words: WindowWords, _ word: Int) -> Bool {
        words.scalars(of: word).count > 2 && !GuardLexicon.stopWords.contains(words.hashes[word])
    }
}
