import WrightCore
import WrightGuard

/// Passages made of invented words with the frequencies of natural ones, for tests.
struct SyntheticCorpus {
    private var random: SeededRandom
    private let vocabulary: [String]
    private static let dimension = 96

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let syllables = [
            "ba", "ke", "ri", "to", "mu", "san", "del", "vor", "pin", "lax", "gor", "thi", "nem", "cu", "ost",
        ]
        var words: Set<String> = []
        while words.count < 6000 {
            let count = Int.random(in: 2...4, using: &random)
            words.insert((0..<count).map { _ in syllables.randomElement(using: &random) ?? "" }.joined())
        }
        vocabulary = words.sorted()
        self.random = random
    }

    /// A word; low numbers are common.
    private mutating func word() -> String {
        let place = Double.random(in: 0..<1, using: &random)
        return vocabulary[Int(place * place * place * Double(vocabulary.count))]
    }

    mutating func rareWord() -> String { vocabulary[Int.random(in: 4000..<6000, using: &random)] }

    mutating func words(_ count: Int) -> [String] { (0..<count).map { _ in word() } }

    /// A passage of ordinary text.
    mutating func passage() -> String { words(Int.random(in: 30...60, using: &random)).joined(separator: " ") + "." }

    /// Texts that claim one thing, each in other words.
    mutating func flood(_ count: Int) -> [String] {
        let subject = (0..<12).map { _ in rareWord() }
        return (0..<count)
            .map { _ in
                var all = subject + words(4)
                all.shuffle(using: &random)
                return all.joined(separator: " ") + "."
            }
    }

    /// Records of one form, each about other things.
    mutating func records(_ count: Int) -> [String] {
        let frame = words(20)
        return (0..<count)
            .map { _ in frame.joined(separator: " ") + " " + (0..<10).map { _ in rareWord() }.joined(separator: " ") }
    }

    /// An embedding: the sum of directions that the words' hashes decide.
    static func vector(_ text: String) -> [Float] {
        var sum = [Float](repeating: 0, count: dimension)
        for word in text.split(separator: " ") {
            var direction = SeededRandom(seed: word.utf8.reduce(7) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
            for place in sum.indices { sum[place] += Float.random(in: -1...1, using: &direction) }
        }
        return sum
    }

    static func alerts(_ texts: [String], documents: [Int]? = nil, hasVectors: Bool) -> [CorpusAlert] {
        var survey = CorpusSurvey()
        for text in texts { survey.count(text) }
        for (place, text) in texts.enumerated() {
            survey.add(
                CorpusPassage(
                    text: text,
                    document: documents?[place] ?? place,
                    vector: hasVectors ? vector(text) : nil
                )
            )
        }
        return survey.finish()
    }
}
