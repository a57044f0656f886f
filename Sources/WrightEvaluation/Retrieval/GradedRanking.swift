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
    /// Which documents of the ranking were pooled but not judged (a grade below 0).
    private let isPooledOnly: [Bool]

    /// Grades a ranking that is in its final order.
    init(_ ranking: [RankedRun.Entry], judgements: [String: Int]) {
        grades = ranking.map { entry in judgements[entry.document].flatMap { $0 >= 0 ? $0 : nil } }
        isPooledOnly = ranking.map { judgements[$0.document].map { $0 < 0 } ?? false }
        idealGains = judgements.values.filter { $0 > 0 }.sorted(by: >)
        judgedIrrelevantCount = judgements.values.count { $0 == 0 }
    }

    /// The value of a metric, 0…1 but for counts.
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
        case .interpolatedPrecision: return interpolatedPrecisions([Double(metric.cutoff ?? 0) / 100])[0]
        case .elevenPoint:
            return interpolatedPrecisions((0...10).map { Double($0) / 10 }).reduce(0, +) / 11
        case .inferredAveragePrecision: return inferredAveragePrecision()
        case .setF, .setAveragePrecision: return setValue(metric.measure)
        case .returnedCount: return Double(grades.count)
        case .relevantCount: return Double(relevantCount)
        case .relevantReturnedCount: return Double(relevantCount(grades[...]))
        }
    }

    private func setValue(_ measure: RetrievalMetric.Measure) -> Double {
        let precision = Self.ratio(relevantCount(grades[...]), grades.count)
        let recall = Self.ratio(relevantCount(grades[...]), relevantCount)
        if measure == .setAveragePrecision { return precision * recall }
        return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
    }

    /// The interpolated precision at each share of the relevant documents, ascending.
    private func interpolatedPrecisions(_ shares: [Double]) -> [Double] {
        // trec_eval rounds the number of documents for a share in this way.
        let wanted = shares.map { Int($0 * Double(relevantCount) + 0.9) }
        var values = [Double](repeating: 0, count: shares.count)
        var found = relevantCount(grades[...])
        var best = 0.0
        for place in grades.indices.reversed() where found > 0 {
            best = max(best, Double(found) / Double(place + 1))
            if Self.isRelevant(grades[place]) {
                for index in wanted.indices where wanted[index] == found { values[index] = best }
                found -= 1
            }
        }
        for index in wanted.indices where wanted[index] == 0 { values[index] = best }
        return values
    }

    /// Yilmaz & Aslam (2006), as trec_eval computes it.
    private func inferredAveragePrecision() -> Double {
        guard relevantCount > 0 else { return 0 }
        let epsilon = 0.00001
        var (relevant, irrelevant, pooled, sum) = (0.0, 0.0, 0.0, 0.0)
        for (place, grade) in grades.enumerated() {
            guard let grade else {
                if isPooledOnly[place] { pooled += 1 }
                continue
            }
            guard grade > 0 else {
                irrelevant += 1
                continue
            }
            let above = Double(place)
            if place == 0 {
                sum += 1
            } else {
                let judged = (relevant + irrelevant + pooled) / above
                let rate = (relevant + epsilon) / (relevant + irrelevant + 2 * epsilon)
                sum += 1 / (above + 1) + above / (above + 1) * judged * rate
            }
            relevant += 1
        }
        return sum / Double(relevantCount)
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
