import Foundation
import Testing
import WrightCore
import WrightText

@Suite struct WordPieceTokenizerTests {
    private struct HashRecord: Decodable, Sendable {
        let file: String
        let fields: [String]
        let texts: Int
        let tokens: Int
        let hashes: String
    }

    private struct StringRecord: Decodable {
        let configuration: String
        let text: String
        let ids: [Int32]
    }

    private static func tokenizer(
        _ configuration: WordPieceTokenizer.Configuration = .init()
    ) throws -> WordPieceTokenizer {
        try WordPieceTokenizer(vocabulary: Array(BenchmarkData.fixture("vocab.txt")), configuration: configuration)
    }

    private static func configuration(named name: String) -> WordPieceTokenizer.Configuration {
        var configuration = WordPieceTokenizer.Configuration()
        switch name {
        case "cased": configuration.lowercases = false
        case "lowercased with accents": configuration.stripsAccents = false
        case "cased without accents":
            configuration.lowercases = false
            configuration.stripsAccents = true
        case "ideographs together": configuration.splitsChineseCharacters = false
        default: break
        }
        return configuration
    }

    /// FNV-1a over little-endian 32-bit numbers, folded to 32 bits, as the recording script does.
    private static func hash(_ ids: [Int32]) -> String {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for id in ids {
            for shift in stride(from: 0, to: 32, by: 8) {
                value = (value ^ UInt64(UInt32(bitPattern: id) >> UInt32(shift) & 255)) &* 0x100_0000_01B3
            }
        }
        let digits = String(UInt32(truncatingIfNeeded: value >> 32 ^ value), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// For each 256 code points a text that has every character inside a word and alone.
    private static func characterBlocks() -> [String] {
        stride(from: UInt32(0), to: 0x11_0000, by: 256)
            .map { block in
                (block..<block + 256).compactMap { Unicode.Scalar($0) }.map { "a\($0)b \($0) " }.joined()
            }
    }

    @Test func givesTheReferenceNumbersForHandMadeStrings() throws {
        let records = try BenchmarkData.records(
            StringRecord.self,
            in: BenchmarkData.fixture("tokenizer-strings.jsonl")
        )
        #expect(records.count > 300)
        for (name, group) in Dictionary(grouping: records, by: \.configuration) {
            let tokenizer = try Self.tokenizer(Self.configuration(named: name))
            for record in group {
                #expect(tokenizer.encode(record.text) == record.ids, "\(name): \(record.text.debugDescription)")
            }
        }
    }

    @Test func givesTheReferenceNumbersForEveryCharacterAndBenchmarkText() throws {
        let tokenizer = try Self.tokenizer()
        let records = try BenchmarkData.records(HashRecord.self, in: BenchmarkData.fixture("tokenizer-hashes.jsonl"))
        for record in records {
            let texts: [String]
            if record.file == "scalars" {
                texts = Self.characterBlocks()
            } else {
                guard let url = BenchmarkData.url(record.file) else { continue }
                texts = try BenchmarkData.strings(record.fields, in: url)
            }
            #expect(texts.count == record.texts, "\(record.file)")
            var differing: [String] = []
            var total = 0
            let expected = Array(record.hashes.utf8)
            for (index, text) in texts.enumerated() {
                let ids = tokenizer.encode(text)
                total += ids.count
                if !Self.hash(ids).utf8.elementsEqual(expected[index * 8..<index * 8 + 8]) { differing.append(text) }
            }
            #expect(differing.isEmpty, "\(record.file): \(differing.count) differ, first: \(differing.first ?? "")")
            #expect(total == record.tokens, "\(record.file)")
            print("tokenizer: \(record.file): \(texts.count) texts, \(total) tokens, \(differing.count) differ")
        }
    }

    @Test func truncationKeepsTheSeparator() throws {
        let tokenizer = try Self.tokenizer()
        let whole = tokenizer.encode("one two three four five")
        #expect(whole.count == 7)
        for limit in 2...9 {
            let cut = tokenizer.encode("one two three four five", maximumTokenCount: limit)
            #expect(cut == Array(whole.prefix(min(limit, 7) - 1)) + [tokenizer.separatorID])
        }
        #expect(tokenizer.encode("one", maximumTokenCount: 0) == [tokenizer.classifierID, tokenizer.separatorID])
    }

    @Test func truncationCutsInsideAWordOfManyPieces() throws {
        let tokenizer = try Self.tokenizer()
        let whole = tokenizer.encode("antidisestablishmentarianism")
        #expect(whole.count > 5)
        #expect(
            tokenizer.encode("antidisestablishmentarianism", maximumTokenCount: 4)
                == Array(whole.prefix(3)) + [tokenizer.separatorID]
        )
    }

    @Test func tokensCoverTheirWordsInOrder() throws {
        let tokenizer = try Self.tokenizer()
        let texts = [
            "Naïve cafe\u{301}s, unaffable!", "漢字 and 한국어 İstanbul", "x[SEP]y", String(repeating: "a", count: 120),
        ]
        for text in texts {
            let tokens = tokenizer.tokens(text)
            #expect(tokens.map(\.id) == tokenizer.encode(text).dropFirst().dropLast())
            #expect(tokens.count == tokenizer.tokenCount(of: text))
            var end = 0
            for token in tokens {
                #expect(!token.range.isEmpty && token.range.upperBound <= text.utf8.count)
                // Pieces of one source character (a Hangul syllable) share its range; otherwise ranges do not overlap.
                #expect(token.range.lowerBound >= end || token.range.upperBound == end, "\(text) \(token)")
                end = max(end, token.range.upperBound)
            }
        }
        let text = "Naïve cafe\u{301}s!"
        let words = tokenizer.tokens(text).map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) }
        #expect(words == ["Naïve", "cafe\u{301}", "s", "!"] || words == ["Naïve", "cafe\u{301}s", "!"])
    }

    @Test func bytesThatAreNotUTF8AreLeftOut() throws {
        let tokenizer = try Self.tokenizer()
        var ids: [Int32] = []
        let bytes: [UInt8] = Array("hel".utf8) + [0xFF, 0xC3] + Array("lo".utf8) + [0xE2, 0x82]
        bytes.withUnsafeBufferPointer { tokenizer.append($0, to: &ids) }
        #expect(ids == tokenizer.encode("hello"))
    }

    @Test func repairedTextGivesTheSameNumbersAsTheBytesItCameFrom() throws {
        let tokenizer = try Self.tokenizer()
        var random = SeededRandom(seed: 5)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random))
                .map { _ in
                    Bool.random(using: &random)
                        ? UInt8.random(in: 32...126, using: &random) : UInt8.random(in: 0...255, using: &random)
                }
            var ids: [Int32] = []
            bytes.withUnsafeBufferPointer { tokenizer.append($0, to: &ids) }
            #expect(ids == tokenizer.encode(String(decoding: bytes, as: UTF8.self)), "seed 5: \(bytes)")
        }
    }

    @Test func readsVocabulariesWithCarriageReturnsAndWithoutALastLineBreak() throws {
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "##b"]
        for separator in ["\n", "\r\n"] {
            let tokenizer = try WordPieceTokenizer(vocabulary: Array(tokens.joined(separator: separator).utf8))
            #expect(tokenizer.vocabularyCount == 6)
            #expect(tokenizer.encode("ab abb b") == [2, 4, 5, 4, 5, 5, 1, 3])
        }
    }
}
