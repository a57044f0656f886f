internal import WrightCore
internal import WrightText

/// A part of a document that chunkers do not cut further.
struct ChunkAtom {
    /// Where it stands in the text.
    var range: Range<Int>
    /// Its tokens.
    var tokenCount: Int
    /// The headings above it.
    var headingPath: [String]
    /// Whether it is a heading.
    var isHeading = false
    /// Whether it announces what follows, such as `There are three kinds:`.
    var isLeadIn = false
}

/// Cuts a document into atoms: whole blocks where they fit; else sentences, groups of lines or rows, words, characters.
///
/// Every part is counted when it is first cut and never again, so that a long text costs the counter a few passes, not
/// one for each chunk.
struct ChunkAtomizer {
    /// How far blocks are cut.
    enum Grain {
        /// Only blocks above the maximum are cut.
        case block
        /// All running text is cut into sentences.
        case sentence
        /// All text is cut into words.
        case word
    }

    let text: String
    let maximum: Int
    let grain: Grain
    let tokenCounter: TokenCounter
    private(set) var atoms: [ChunkAtom] = []
    private let segmenter = SentenceSegmenter()

    /// Cuts all of a document.
    init(document: Document, maximum: Int, grain: Grain, tokenCounter: @escaping TokenCounter) {
        text = document.text
        self.maximum = max(1, maximum)
        self.grain = grain
        self.tokenCounter = tokenCounter
        var position = 0
        for block in document.blocks where block.range.lowerBound >= position {
            addUncovered(position..<block.range.lowerBound, headingPath: block.headingPath)
            add(block)
            position = block.range.upperBound
        }
        addUncovered(position..<text.utf8.count, headingPath: document.blocks.last?.headingPath ?? [])
    }

    /// Text between blocks, which should be white space, is not lost if it is not.
    private mutating func addUncovered(_ range: Range<Int>, headingPath: [String]) {
        guard !range.isEmpty, let trimmed = trimmed(range) else { return }
        add(Block(kind: .paragraph, range: trimmed, headingPath: headingPath))
    }

    private mutating func add(_ block: Block) {
        guard let range = trimmed(block.range) else { return }
        if grain == .word {
            addWords(range, headingPath: block.headingPath)
            return
        }
        let isRunningText =
            if case .code = block.kind { false } else if case .table = block.kind { false } else { true }
        let count = tokenCount(of: range)
        if case .heading = block.kind, count <= maximum {
            let atom = ChunkAtom(range: range, tokenCount: count, headingPath: block.headingPath, isHeading: true)
            atoms.append(atom)
        } else if count <= maximum, grain == .block || !isRunningText {
            let isLeadIn = block.kind == .paragraph && count <= 48 && text[utf8: range].utf8.last == UInt8(ascii: ":")
            atoms.append(
                ChunkAtom(range: range, tokenCount: count, headingPath: block.headingPath, isLeadIn: isLeadIn)
            )
        } else if isRunningText {
            addSentences(range, headingPath: block.headingPath)
        } else {
            addLines(range, isCode: block.kind == .code, headingPath: block.headingPath)
        }
    }

    private mutating func addSentences(_ range: Range<Int>, headingPath: [String]) {
        for sentence in segmenter.sentences(in: text, range: range) {
            guard let part = trimmed(sentence) else { continue }
            addOrCut(part, headingPath: headingPath)
        }
    }

    /// Rows of a table one by one; of code, the lines between blank ones together where they fit.
    private mutating func addLines(_ range: Range<Int>, isCode: Bool, headingPath: [String]) {
        let bytes = Array(text[utf8: range].utf8)
        var start = 0
        var groups: [Range<Int>] = []
        var position = 0
        while position <= bytes.count {
            let end = bytes[position...].firstIndex(of: 10) ?? bytes.count
            let isBlank = bytes[position..<end].allSatisfy { $0 <= 32 }
            if !isCode || isBlank || end == bytes.count {
                if start < end { groups.append(start..<end) }
                start = end + 1
            }
            position = end + 1
        }
        for group in groups {
            let absolute = (range.lowerBound + group.lowerBound)..<(range.lowerBound + group.upperBound)
            guard let part = trimmed(absolute) else { continue }
            let count = tokenCount(of: part)
            if count <= maximum || !isCode {
                addOrCut(part, knownCount: count, headingPath: headingPath)
            } else {
                addLines(part, isCode: false, headingPath: headingPath)
            }
        }
    }

    private mutating func addOrCut(_ range: Range<Int>, knownCount: Int? = nil, headingPath: [String]) {
        let count = knownCount ?? tokenCount(of: range)
        if count <= maximum {
            atoms.append(ChunkAtom(range: range, tokenCount: count, headingPath: headingPath))
        } else {
            addWords(range, headingPath: headingPath)
        }
    }

    private mutating func addWords(_ range: Range<Int>, headingPath: [String]) {
        let bytes = Array(text[utf8: range].utf8)
        var position = 0
        while position < bytes.count {
            let start = bytes[position...].firstIndex { $0 > 32 } ?? bytes.count
            let end = bytes[start...].firstIndex { $0 <= 32 } ?? bytes.count
            if start < end { addRun((range.lowerBound + start)..<(range.lowerBound + end), headingPath: headingPath) }
            position = end
        }
    }

    /// A run without spaces, halved between characters until it fits.
    private mutating func addRun(_ range: Range<Int>, headingPath: [String]) {
        var pending = [range]
        let holdsLongWord = !LongWords.ranges(in: text[utf8: range]).isEmpty
        // The pieces of a long word are short words, and count by their length all the same.
        func tokenCount(of part: Range<Int>) -> Int {
            max(self.tokenCount(of: part), holdsLongWord ? part.count / LongWords.bytesPerToken : 0)
        }
        while let part = pending.popLast() {
            let isLong = part.count > 1 << 14
            let count = isLong ? Int.max : tokenCount(of: part)
            if count <= maximum {
                atoms.append(ChunkAtom(range: part, tokenCount: count, headingPath: headingPath))
            } else if let middle = characterBoundary(inMiddleOf: part) {
                pending.append(middle..<part.upperBound)
                pending.append(part.lowerBound..<middle)
            } else {
                atoms.append(ChunkAtom(range: part, tokenCount: tokenCount(of: part), headingPath: headingPath))
            }
        }
    }

    /// The tokens of a part; a word that the tokenizer does not cut into pieces counts by its length.
    private func tokenCount(of range: Range<Int>) -> Int {
        let part = text[utf8: range]
        return LongWords.ranges(in: part)
            .reduce(tokenCounter(part)) { count, word in
                let place = (range.lowerBound + word.lowerBound)..<(range.lowerBound + word.upperBound)
                return count + max(0, word.count / LongWords.bytesPerToken - tokenCounter(text[utf8: place]))
            }
    }

    /// A boundary between two characters near the middle; between scalars in very long parts; nil where there is none.
    private func characterBoundary(inMiddleOf range: Range<Int>) -> Int? {
        let part = text[utf8: range]
        let middle = part.utf8.index(part.startIndex, offsetBy: range.count / 2)
        let boundary: String.Index
        if range.count > 1 << 14 {
            boundary = part.unicodeScalars.index(after: part.unicodeScalars.index(before: middle))
        } else {
            boundary = part.indices.first { $0 >= middle } ?? part.indices.last ?? part.startIndex
        }
        let offset = range.lowerBound + part.utf8.distance(from: part.startIndex, to: boundary)
        if offset > range.lowerBound, offset < range.upperBound { return offset }
        guard let last = part.indices.last, last > part.startIndex else { return nil }
        return range.lowerBound + part.utf8.distance(from: part.startIndex, to: last)
    }

    /// A range without white space at its ends; nil where nothing else is in it.
    private func trimmed(_ range: Range<Int>) -> Range<Int>? {
        var part = text[utf8: range].utf8[...]
        while let first = part.first, first <= 32 { part = part.dropFirst() }
        let start = range.upperBound - part.count
        while let last = part.last, last <= 32 { part = part.dropLast() }
        return part.isEmpty ? nil : start..<(start + part.count)
    }
}
