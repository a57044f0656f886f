// One pass over the source: characters are normalised into a word buffer; where a word ends it is cut into pieces.
//
// Idea: BERT's greedy longest match (Schuster and Nakajima 2012; Devlin et al. 2019). The reference tries every end of
// a piece from the longest down and hashes each anew; here the hashes of all prefixes come from one pass, and no piece
// longer than the vocabulary's longest token is tried. ASCII words skip the character table.

private import WrightCore

/// Cuts one text into tokens.
struct WordPieceScanner<Sink: WordPieceSink> {
    private let tokenizer: WordPieceTokenizer
    private let source: UnsafeBufferPointer<UInt8>
    /// The word being read, normalised, as UTF-8; holds no more characters than a word may have.
    private let word: UnsafeMutablePointer<UInt8>
    /// For each byte of `word` where its character stands in the source.
    private let places: UnsafeMutablePointer<Range<Int>>
    private var wordCount = 0
    private var wordScalarCount = 0
    private var wordStart = 0
    private var wordEnd = 0

    init(
        tokenizer: WordPieceTokenizer,
        source: UnsafeBufferPointer<UInt8>,
        word: UnsafeMutablePointer<UInt8>,
        places: UnsafeMutablePointer<Range<Int>>
    ) {
        self.tokenizer = tokenizer
        self.source = source
        self.word = word
        self.places = places
    }

    /// Reads the source to its end, or until the sink is full.
    mutating func run(into sink: inout Sink) {
        tokenizer.bytes.classes.withUnsafeBufferPointer { classes in
            tokenizer.bytes.lowercase.withUnsafeBufferPointer { lowercase in
                run(classes, lowercase, into: &sink)
            }
        }
    }

    private mutating func run(
        _ classes: UnsafeBufferPointer<UInt8>,
        _ lowercase: UnsafeBufferPointer<UInt8>,
        into sink: inout Sink
    ) {
        var offset = 0
        while offset < source.count, !sink.isFull {
            let byte = source[offset]
            var kind = classes[Int(byte)]
            if kind >= WordPieceBytes.Class.mayBeSpecial {
                if let special = tokenizer.bytes.special(in: source, at: offset) {
                    endWord(into: &sink)
                    sink.append(special.id, start: offset, end: offset + special.length)
                    offset += special.length
                    continue
                }
                kind ^= WordPieceBytes.Class.mayBeSpecial
            }
            switch kind {
            case WordPieceBytes.Class.word:
                appendToWord(lowercase[Int(byte)], start: offset)
                offset += 1
            case WordPieceBytes.Class.space:
                endWord(into: &sink)
                offset += 1
            case WordPieceBytes.Class.alone:
                endWord(into: &sink)
                appendToWord(lowercase[Int(byte)], start: offset)
                endWord(into: &sink)
                offset += 1
            case WordPieceBytes.Class.removed:
                offset += 1
            default:
                let (scalar, length) = UTF8Scalars.decode(source, at: offset)
                take(tokenizer.characters.table[scalar], of: scalar, at: offset..<(offset + length), into: &sink)
                offset += length
            }
        }
        endWord(into: &sink)
    }

    /// Acts on the outcome of a character that is not ASCII.
    private mutating func take(_ outcome: UInt32, of scalar: UInt32, at place: Range<Int>, into sink: inout Sink) {
        let payload = outcome & 0xFF_FFFF
        switch outcome >> 24 {
        case WordPieceCharacters.Kind.word:
            appendToWord(scalar, at: place)
        case WordPieceCharacters.Kind.mapped:
            appendToWord(payload, at: place)
        case WordPieceCharacters.Kind.sequence:
            let pool = tokenizer.characters.pool
            let first = Int(payload) + 1
            for index in first..<(first + Int(pool[Int(payload)])) {
                take(pool[index], of: scalar, at: place, into: &sink)
            }
        case WordPieceCharacters.Kind.space:
            endWord(into: &sink)
        case WordPieceCharacters.Kind.alone:
            endWord(into: &sink)
            appendToWord(payload == 0 ? scalar : payload, at: place)
            endWord(into: &sink)
        case WordPieceCharacters.Kind.mark:
            extendWord(to: place.upperBound)
        case WordPieceCharacters.Kind.hangul:
            let letters = CanonicalDecomposition.hangulLetters(of: scalar)
            appendToWord(letters.0, at: place)
            appendToWord(letters.1, at: place)
            if letters.2 != 0 { appendToWord(letters.2, at: place) }
        default:
            break
        }
    }

    @inline(__always)
    private mutating func appendToWord(_ byte: UInt8, start: Int) {
        if wordScalarCount == 0 { wordStart = start }
        wordEnd = start + 1
        if wordScalarCount < tokenizer.configuration.maximumWordScalarCount {
            word[wordCount] = byte
            if Sink.recordsRanges { places[wordCount] = start..<(start + 1) }
            wordCount += 1
        }
        wordScalarCount += 1
    }

    private mutating func appendToWord(_ scalar: UInt32, at place: Range<Int>) {
        if wordScalarCount == 0 { wordStart = place.lowerBound }
        wordEnd = place.upperBound
        if wordScalarCount < tokenizer.configuration.maximumWordScalarCount {
            let length = UTF8Scalars.encode(scalar, to: word + wordCount)
            if Sink.recordsRanges {
                for index in wordCount..<(wordCount + length) { places[index] = place }
            }
            wordCount += length
        }
        wordScalarCount += 1
    }

    /// A dropped accent belongs to the character before it.
    private mutating func extendWord(to end: Int) {
        guard wordScalarCount > 0 else { return }
        wordEnd = end
        if Sink.recordsRanges, wordCount > 0 { places[wordCount - 1] = places[wordCount - 1].lowerBound..<end }
    }

    /// Cuts the word that has been read into pieces and begins another.
    @inline(__always)
    private mutating func endWord(into sink: inout Sink) {
        guard wordScalarCount > 0 else { return }
        if wordScalarCount > tokenizer.configuration.maximumWordScalarCount {
            sink.append(tokenizer.unknownID, start: wordStart, end: wordEnd)
        } else {
            var hash = WordPieceVocabulary.wordSeed
            for index in 0..<wordCount { hash = FNV1a.hash(hash, adding: word[index]) }
            let vocabulary = tokenizer.vocabulary
            let id = vocabulary.find(word, count: wordCount, hash: hash, isContinuation: false)
            if id >= 0 {
                sink.append(id, start: wordStart, end: wordEnd)
            } else {
                appendPieces(of: vocabulary, into: &sink)
            }
        }
        wordCount = 0
        wordScalarCount = 0
    }

    /// Cuts a word that is not in the vocabulary; if any part cannot be spelled, the whole word is unknown.
    private func appendPieces(of vocabulary: WordPieceVocabulary, into sink: inout Sink) {
        withUnsafeTemporaryAllocation(of: (id: Int32, end: Int).self, capacity: wordCount) { pieces in
            var pieceCount = 0
            var start = 0
            while start < wordCount {
                let piece = longestPiece(from: start, in: vocabulary)
                guard piece.id >= 0 else {
                    sink.append(tokenizer.unknownID, start: wordStart, end: wordEnd)
                    return
                }
                pieces[pieceCount] = piece
                pieceCount += 1
                start = piece.end
            }
            start = 0
            for piece in pieces[..<pieceCount] {
                if Sink.recordsRanges {
                    sink.append(piece.id, start: places[start].lowerBound, end: places[piece.end - 1].upperBound)
                } else {
                    sink.append(piece.id, start: 0, end: 0)
                }
                start = piece.end
            }
        }
    }

    /// The longest token that the word has at an offset; its number is -1 where there is none.
    private func longestPiece(from start: Int, in vocabulary: WordPieceVocabulary) -> (id: Int32, end: Int) {
        let limit = min(wordCount - start, vocabulary.longestTokenByteCount)
        let isContinuation = start > 0
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: limit) { hashes in
            var hash = isContinuation ? WordPieceVocabulary.continuationSeed : WordPieceVocabulary.wordSeed
            for index in 0..<limit {
                hash = FNV1a.hash(hash, adding: word[start + index])
                hashes[index] = hash
            }
            var length = limit
            while length > 0 {
                let id = vocabulary.find(
                    word + start,
                    count: length,
                    hash: hashes[length - 1],
                    isContinuation: isContinuation
                )
                if id >= 0 { return (id, start + length) }
                length -= 1
            }
            return (-1, start)
        }
    }
}
