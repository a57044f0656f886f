private import CWrightData
private import WrightCore
private import WrightText

/// What the verifier knows of words: function words, negations, opposites, numbers.
///
/// The shipped lists are English; in other languages words are compared, but opposites and negations go unnoticed.
struct GroundingLexicon: Sendable {
    private(set) var stopWords: Set<UInt64> = []
    private(set) var negations: Set<UInt64> = []
    private(set) var personalWords: Set<UInt64> = []
    private(set) var quantities: Set<UInt64> = []
    private(set) var prefixes: [[UInt8]] = []
    /// From a word to the hash of its digits.
    private(set) var numbers: [UInt64: UInt64] = [:]
    /// From a stem to the stems that say the opposite.
    private(set) var opposites: [UInt64: [UInt64]] = [:]

    /// From a word to the group of words of which one at a time holds: all, some, none; hours, days, weeks.
    private(set) var groups: [UInt64: Int] = [:]
    private var groupCount = 0

    /// The lists that come with the program.
    static let shipped: GroundingLexicon = {
        var size: UInt = 0
        let start = wright_grounding_lexicon(&size)
        return GroundingLexicon(UnsafeBufferPointer(start: start, count: Int(size)))
    }()

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        let session = AnalyzerSession(GroundingReader.analyzer)
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            let fields = line.split(separator: UInt8(ascii: "\t"))
            precondition(fields.count >= 2, "A line of the lexicon has a kind and a word.")
            add(String(decoding: fields[0], as: UTF8.self), fields.dropFirst().map(Array.init), session)
        }
    }

    private mutating func add(_ kind: String, _ words: [[UInt8]], _ session: AnalyzerSession) {
        let hash = ByteHash.of(words[0])
        switch kind {
        case "stop": stopWords.insert(hash)
        case "negation": negations.insert(hash)
        case "personal": personalWords.insert(hash)
        case "quantity": quantities.insert(hash)
        case "prefix": prefixes.append(words[0])
        case "number": numbers[hash] = ByteHash.of(words[1])
        case "group":
            groupCount += 1
            for word in words where groups[ByteHash.of(word)] == nil { groups[ByteHash.of(word)] = groupCount }
        case "antonym":
            let stems = words.map { Self.stem($0, session) }
            opposites[stems[0], default: []].append(stems[1])
            opposites[stems[1], default: []].append(stems[0])
        default: preconditionFailure("The lexicon has no kind '\(kind)'.")
        }
    }

    private static func stem(_ word: [UInt8], _ session: AnalyzerSession) -> UInt64 {
        var stem: UInt64 = 0
        word.withUnsafeBufferPointer { bytes in
            session.forEachTerm(in: bytes) { term, _, _ in stem = ByteHash.of(term) }
        }
        return stem
    }
}
