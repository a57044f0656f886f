import Testing
import WrightCore
import WrightEvaluation

/// ROUGE, BLEU and chrF against `rouge-score` and `sacrebleu`.
@Suite struct TextOverlapParityTests {
    private struct Case {
        var text: String
        var references: [String]
        var value: JSONValue
    }

    private func cases() throws -> (cases: [Case], corpus: JSONValue) {
        let fixture = try Fixture.json("overlap.json")
        let cases = try #require(fixture["cases"]?.array)
            .map {
                Case(
                    text: $0["text"]?.string ?? "",
                    references: ($0["references"]?.array ?? []).compactMap(\.string),
                    value: $0
                )
            }
        #expect(cases.count > 100)
        return (cases, try #require(fixture["corpus"]))
    }

    @Test func rougeEqualsRougeScore() throws {
        let variants: [(String, ROUGEScore.Variant)] = [
            ("rouge1", .words(1)), ("rouge2", .words(2)), ("rouge3", .words(3)),
            ("rougeL", .longestCommonSubsequence), ("rougeLsum", .summary),
        ]
        for entry in try cases().cases {
            for (form, usesStemmer) in [("plain", false), ("stemmed", true)] {
                for (name, variant) in variants {
                    let score = ROUGEScore(
                        entry.text,
                        reference: entry.references[0],
                        variant: variant,
                        usesStemmer: usesStemmer
                    )
                    let expected = try #require(entry.value["rouge"]?[form]?[name]).doubles
                    let found = [score.precision, score.recall, score.f1]
                    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(name) \(form) '\(entry.text)'")
                }
            }
        }
    }

    @Test func bleuEqualsSacrebleu() throws {
        let (cases, expected) = try cases()
        var corpus = BLEUScore()
        for entry in cases {
            let score = BLEUScore(entry.text, references: entry.references)
            #expect(abs(score.sentenceScore - (try #require(entry.value["bleu"]?.double))) < 1e-9, "'\(entry.text)'")
            corpus.add(BLEUScore(entry.text, references: [entry.references[0]]))
        }
        #expect(abs(corpus.corpusScore - (try #require(expected["bleu"]?.double))) < 1e-9)
    }

    @Test func chrFEqualsSacrebleu() throws {
        let (cases, expected) = try cases()
        for (name, wordOrder) in [("chrf", 0), ("chrfpp", 2)] {
            var corpus = CharacterFScore(wordOrder: wordOrder)
            for entry in cases {
                let score = CharacterFScore(entry.text, references: entry.references, wordOrder: wordOrder)
                #expect(abs(score.score - (try #require(entry.value[name]?.double))) < 1e-9, "\(name) '\(entry.text)'")
                corpus.add(CharacterFScore(entry.text, references: [entry.references[0]], wordOrder: wordOrder))
            }
            #expect(abs(corpus.score - (try #require(expected[name]?.double))) < 1e-9)
        }
    }

    @Test func stemsEqualNLTKs() throws {
        let table = try #require(try Fixture.json("stems.json").object)
        #expect(table.count > 3000)
        for entry in table {

            let stem = String(decoding: PorterStemmer.stem(Array(entry.name.utf8)), as: UTF8.self)
            #expect(stem == entry.value.string, "\(entry.name)")
        }
    }
}
