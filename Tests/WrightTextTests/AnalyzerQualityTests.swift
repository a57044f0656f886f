import Foundation
import Testing
import WrightText

@Suite struct AnalyzerQualityTests {
    /// The floors are what the analyzer reaches, rounded down; choices for English were made on the first two only.
    @Test(arguments: [
        ("scifact", "train", "en", 0.699),
        ("nfcorpus", "dev", "en", 0.295),
        ("scifact", "test", "en", 0.69),
        ("nfcorpus", "test", "en", 0.329),
        ("cranfield", "test", "en", 0.521),
        ("squad-v1.1-dev", "test", "en", 0.884),
        ("cacm", "test", "en", 0.511),
        ("fiqa-329", "test", "en", 0.561),
        ("multihop-rag-evidence-500", "test", "en", 0.773),
        ("xquad-en", "test", "en", 0.97),
        ("xquad-de", "test", "de", 0.945),
        ("xquad-es", "test", "es", 0.967),
        ("xquad-ru", "test", "ru", 0.954),
        ("xquad-ar", "test", "ar", 0.9345),
        ("xquad-th", "test", "th", 0.964),
        ("xquad-zh", "test", "zh", 0.964),
    ])
    func rankingsReachTheTarget(name: String, split: String, language: String, target: Double) throws {
        guard let set = try RetrievalSet(name, split: split) else { return }
        let analyzer = Analyzer(configuration: .init(language: TextLanguage(code: language)))
        let value = set.meanNDCG(analyzer)
        print("analyzer: \(name) \(split): nDCG@10 \(value) (target \(target), \(set.queries.count) queries)")
        #expect(value >= target)
    }
}
