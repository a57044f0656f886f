// Idea: one pass turns a ranking and its judgements into the list of grades by rank; every measure is a short function
//   of that list.
// Source: trec_eval 9 as run by pytrec_eval (form_res_rels.c and the m_*.c files), with relevance level 1. Graded gains
//   are the grades themselves (Järvelin & Kekäläinen, 2002), not 2^grade − 1 as in some other programs.
// Deviation: a query whose judgements are all below 0 scores 0; trec_eval reads memory left from the query before.
// Data layout: `grades[rank]`, nil where the document was not judged or only pooled; `idealGains` descending.

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// The grades of a ranking's documents, best rank first, and what judgements there are beside them.
struct GradedRanking {
    private let grades: [Int?]
    private let idealGains: [Int]
    private let judgedIrrelevantCount: Int

    /// Grades a ranking that is in its final order.
    init(_ ranking: [RankedRun.Entry], judgements: [String: Int]) {
        grades = ranking.map { entry in judgements[entry.document].flatMap { $0 >= 0 ? $0 : nil } }
        idealGains = judgements.values.filter { $0 > 0 }.sorted(by: >)
        judgedIrrelevantCount = judgements.values.count { $0 == 0 }
    }

    /// The value of a metric, 0…1.
    func value(of metric: RetrievalMetric) -> Double {
        let top = grades.prefix(metric.cutoff ?? grades.count)
        switch metric.measure {
        case .ndcg: return normalisedGain(top, cutoff: metric.cutoff)
        case .averagePrecision: return averagePrecision(top)
        case .reciprocalRank: return top.firstIndex(where: Self.isRelevant).map { 1 / Double($0 + 1) } ?? 0
        case .recall: return Self.ratio(relevantCount(top), relevantCount)
        case .precision: return Self.ratio(relevantCount(top), metric.cutoff ?? grades.count)
        case .success: return top.contains(where: Self.isRelevant) ? 1 : 0
        case .rPrecision: return Self.ratio(relevantCount(grades.prefix(relevantCount)), relevantCount)
        case .bpref: return binaryPreference()
        }
    }

    private var relevantCount: Int { idealGains.count }

    private func relevantCount(_ top: ArraySlice<Int?>) -> Int {
        top.count(where: Self.isRelevant)
    }

    private func normalisedGain(_ top: ArraySlice<Int?>, cutoff: Int?) -> Double {
        let ideal = Self.discountedGain(idealGains.prefix(cutoff ?? idealGains.count).lazy.map { $0 })
        guard ideal > 0 else { return 0 }
        return Self.discountedGain(top.lazy.map { $0 ?? 0 }) / ideal
    }

    private static func discountedGain(_ gains: some Sequence<Int>) -> Double {
        var sum = 0.0
        for (position, gain) in gains.enumerated() where gain > 0 {
            sum += Double(gain) / log2(Double(position + 2))
        }
        return sum
    }

    private func averagePrecision(_ top: ArraySlice<Int?>) -> Double {
        guard relevantCount > 0 else { return 0 }
        var found = 0
        var sum = 0.0
        for (position, grade) in top.enumerated() where Self.isRelevant(grade) {
            found += 1
            sum += Double(found) / Double(position + 1)
        }
        return sum / Double(relevantCount)
    }

    private func binaryPreference() -> Double {
        guard relevantCount > 0 else { return 0 }
        let reach = min(judgedIrrelevantCount, relevantCount)
        var irrelevantAbove = 0
        var sum = 0.0
        for case let grade? in grades {
            if grade == 0 {
                irrelevantAbove += 1
            } else if irrelevantAbove == 0 {
                sum += 1
            } else {
                sum += 1 - Double(min(irrelevantAbove, relevantCount)) / Double(reach)
            }
        }
        return sum / Double(relevantCount)
    }

    private static func isRelevant(_ grade: Int?) -> Bool { grade ?? 0 > 0 }

    private static func ratio(_ part: Int, _ whole: Int) -> Double {
        whole > 0 ? Double(part) / Double(whole) : 0
    }
}
