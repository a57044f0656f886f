public import WrightText

/// Makes a lexical segment, one chunk after the other.
///
/// Occurrences are kept as two flat arrays in the order in which they come, 8 bytes each, and brought into lists by one
/// counting sort at the end. For a large corpus build many segments (see ``byteCount``) and merge them: see
/// ``LexicalSegment/merge(_:memoryBudget:sink:)``.
public struct LexicalSegmentBuilder: Sendable {
    /// What makes the terms.
    public let fingerprint: String

    /// Whether the segment can answer phrases.
    public let storesPositions: Bool

    var terms = TermTable()
    /// Words that became other terms.
    var forms = TermTable()
    var formTerms: [UInt32] = []
    var occurrenceTerms: [UInt32] = []
    /// The field in the upper bits, the position below.
    var occurrencePlaces: [UInt32] = []
    /// For each chunk, the number of occurrences up to its end.
    var chunkEnds: [Int] = []
    var lengths: [UInt32] = []
    var totalLength: UInt64 = 0
    var hasFields = false

    private var currentLength: UInt32 = 0
    private var currentField = LexicalField.title
    private var nextPosition: UInt32 = 0
    private var words = WordNumbers()

    /// Begins a segment of what an analyzer with this fingerprint makes; at most 4,096 bytes of UTF-8.
    public init(fingerprint: String, storesPositions: Bool = true) {
        self.fingerprint = fingerprint
        self.storesPositions = storesPositions
    }

    /// The number of finished chunks.
    public var chunkCount: Int { lengths.count }

    /// About how much memory the builder takes; writing takes twice as much.
    public var byteCount: Int {
        occurrenceTerms.count * 8 + lengths.count * 12 + terms.byteCount + forms.byteCount + formTerms.count * 4
    }

    /// Adds an occurrence of a term to the text of the chunk that is being made, behind the ones before.
    ///
    /// Terms of more than 512 bytes count for its length, but cannot be found.
    public mutating func append(term: UnsafeBufferPointer<UInt8>) {
        begin(.body)
        let place = nextPosition
        nextPosition += 1
        currentLength += 1
        guard !term.isEmpty, term.count <= LexicalLayout.maximumTermSize else { return }
        append(number: terms.number(of: term), field: .body, position: place)
    }

    /// Adds the words of a text to a field of the chunk that is being made.
    ///
    /// Fields come in their order: title, headings, text. A field may get several texts; no phrase reaches from one
    /// into the next.
    public mutating func append(_ text: String, to field: LexicalField, session: AnalyzerSession) {
        guard !text.isEmpty else { return }
        begin(field)
        let first = nextPosition
        var last = first
        var text = text
        text.withUTF8 { bytes in
            session.forEachWord(in: bytes) { word in
                last = first &+ UInt32(truncatingIfNeeded: word.position)
                append(number: number(of: word), field: field, position: last)
                if field == .body { currentLength &+= 1 }
            }
        }
        nextPosition = last &+ 2
    }

    private mutating func begin(_ field: LexicalField) {
        precondition(field.rawValue >= currentField.rawValue, "The fields of a chunk come in their order.")
        if field != currentField { nextPosition = 0 }
        currentField = field
    }

    @inline(__always)
    private mutating func append(number: Int, field: LexicalField, position: UInt32) {
        occurrenceTerms.append(UInt32(truncatingIfNeeded: number))
        let position = min(position, LexicalLayout.maximumPosition)
        occurrencePlaces.append(UInt32(field.rawValue) << LexicalLayout.positionBits | position)
        if field != .body { hasFields = true }
    }

    /// The number of a word's term; the analyzer's number for the word spares looking it up.
    @inline(__always)
    private mutating func number(of word: ScannedWord) -> Int {
        if let known = words.term(of: word) { return known }
        let number = terms.number(of: word.term)
        guard word.number >= 0 else { return number }
        words.set(number, of: word)
        let isOther =
            word.word.count != word.term.count
            || !TermOrder.isEqual(UnsafeRawBufferPointer(word.word), UnsafeRawBufferPointer(word.term))
        if isOther, forms.number(of: word.word) == formTerms.count { formTerms.append(UInt32(number)) }
        return number
    }

    /// Ends the chunk that is being made; gives its ordinal.
    ///
    /// A chunk without terms is a chunk.
    ///
    /// - Throws: ``IndexError`` with code `segmentTooLarge`.
    @discardableResult
    public mutating func finishChunk() throws(IndexError) -> UInt32 {
        guard lengths.count < Int(UInt32.max) - 1 else { throw .segmentTooLarge(reason: "too many chunks") }
        lengths.append(currentLength)
        totalLength += UInt64(currentLength)
        chunkEnds.append(occurrenceTerms.count)
        currentLength = 0
        currentField = .title
        nextPosition = 0
        return UInt32(lengths.count - 1)
    }

    /// Adds a chunk of ready terms; gives its ordinal.
    ///
    /// - Throws: ``IndexError`` with code `segmentTooLarge`.
    @discardableResult
    public mutating func add(terms: some Sequence<String>) throws(IndexError) -> UInt32 {
        for term in terms {
            var term = term
            term.withUTF8 { append(term: $0) }
        }
        return try finishChunk()
    }

    /// The segment's bytes.
    ///
    /// - Throws: ``IndexError`` with code `segmentTooLarge`.
    public func build() throws -> [UInt8] {
        var bytes: [UInt8] = []
        try write { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Writes the segment.
    ///
    /// - Parameter sink: Takes the next bytes of the segment.
    /// - Throws: ``IndexError`` with code `segmentTooLarge`, and what the sink throws.
    public func write(to sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        try LexicalAssembly([SortedOccurrences(self)], threadCount: 1)
            .write(fingerprint: fingerprint, storesPositions: storesPositions, to: sink)
    }

    /// Writes a segment of texts, one chunk each, with several threads.
    ///
    /// The texts are cut into as many parts as there are threads, each analysed by itself; their lists are then joined
    /// and encoded, again by all threads. The bytes do not depend on the number of threads.
    ///
    /// - Parameters:
    ///   - texts: The chunks' texts.
    ///   - analyzer: What makes the terms.
    ///   - threadCount: How many threads work, 1...64.
    ///   - storesPositions: Whether the segment can answer phrases.
    ///   - sink: Takes the next bytes of the segment.
    /// - Throws: ``IndexError`` with code `segmentTooLarge`, and what the sink throws.
    public static func write(
        _ texts: [LexicalText],
        analyzer: Analyzer,
        threadCount: Int,
        storesPositions: Bool = true,
        to sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let fingerprint = analyzer.fingerprint
        let ranges = Self.ranges(of: texts, count: min(max(1, threadCount), 64))
        let parts = try WorkerThreads.map(ranges) { range -> SortedOccurrences in
            var builder = Self(fingerprint: fingerprint, storesPositions: storesPositions)
            let session = AnalyzerSession(analyzer)
            for text in texts[range] { try builder.add(text, session: session) }
            return SortedOccurrences(builder)
        }
        try LexicalAssembly(parts, threadCount: ranges.count)
            .write(fingerprint: fingerprint, storesPositions: storesPositions, to: sink)
    }

    /// Cuts texts into parts of about as many bytes.
    private static func ranges(of texts: [LexicalText], count: Int) -> [Range<Int>] {
        let total = texts.reduce(0) { $0 + $1.byteCount + 16 }
        var ranges: [Range<Int>] = []
        var start = 0
        var sum = 0
        for (index, text) in texts.enumerated() {
            sum += text.byteCount + 16
            if sum * count >= total * (ranges.count + 1), ranges.count + 1 < count {
                ranges.append(start..<index + 1)
                start = index + 1
            }
        }
        ranges.append(start..<texts.count)
        return ranges
    }
}

/// The terms' numbers of the words that a session has numbered.
private struct WordNumbers: Sendable {
    private var numbers: [Int32] = []
    private var epoch = -1

    @inline(__always)
    func term(of word: ScannedWord) -> Int? {
        guard word.epoch == epoch, word.number >= 0, word.number < numbers.count, numbers[word.number] >= 0 else {
            return nil
        }
        return Int(numbers[word.number])
    }

    /// Remembers a word's term; numbers of another epoch are forgotten.
    mutating func set(_ term: Int, of word: ScannedWord) {
        if word.epoch != epoch { numbers.removeAll(keepingCapacity: true) }
        epoch = word.epoch
        while numbers.count <= word.number { numbers.append(-1) }
        numbers[word.number] = Int32(term)
    }
}
