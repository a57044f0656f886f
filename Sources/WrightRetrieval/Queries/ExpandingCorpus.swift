// Idea: each text that a question became is searched for by itself, and the lists are joined by reciprocal rank fusion:
// a chunk scores the sum of 1 / (60 + rank) over the lists that hold it. Source: Cormack, Clarke & Büttcher (2009),
// "Reciprocal rank fusion outperforms Condorcet". Deviation: none; ties go to the hit that the first list has first.
private import WrightCore
private import WrightDocuments

/// A corpus in front of which a language model makes several searches of one question.
///
/// Where the model fails, the question is searched for as it is, and a note says so.
public struct ExpandingCorpus: Corpus {
    private let base: any Corpus
    private let expander: QueryExpander
    private let expansion: QueryExpansion

    /// Puts an expander in front of a corpus.
    public init(_ base: any Corpus, expander: QueryExpander, by expansion: QueryExpansion) {
        self.base = base
        self.expander = expander
        self.expansion = expansion
    }

    /// Changes the corpus behind the expander.
    public func apply(_ change: CorpusChange) async throws -> CorpusGeneration {
        try await base.apply(change)
    }

    /// Finds chunks with each of the texts that the question became.
    public func search(_ query: RetrievalQuery) async throws -> RetrievalResult {
        let texts: [String]
        do {
            texts = try await expander.expand(query.boundedText, by: expansion)
        } catch {
            guard let described = error as? any DescribedError else { throw error }
            var result = try await base.search(query)
            result.notes.append("The question was searched for as it is: \(described.message)")
            return result
        }
        var results: [RetrievalResult] = []
        for (place, text) in texts.enumerated() {
            var each = query
            each.text = text
            // Quotes and stars that the user wrote are operators; those that the model wrote are not meant so.
            if text != query.text { each.readsOperators = false }
            // A made-up passage is near to what answers; its words may be wrong.
            if expansion == .hyde, place > 0, query.mode == .hybrid { each.mode = .vector }
            guard let result = try await search(each, isFirst: place == 0) else { continue }
            results.append(result)
        }
        var joined = Self.joined(results, limit: query.limit)
        joined.notes.append(contentsOf: texts.filter { $0 != query.text }.map { "Searched for: \($0)" })
        return joined
    }

    /// A search; nil where a further one needs what the corpus lacks, such as vectors.
    private func search(_ query: RetrievalQuery, isFirst: Bool) async throws -> RetrievalResult? {
        do {
            return try await base.search(query)
        } catch {
            guard !isFirst, (error as? RetrievalError)?.code == .modelRequired else { throw error }
            return nil
        }
    }

    /// One result of several, by the ranks of their hits.
    static func joined(_ results: [RetrievalResult], limit: Int) -> RetrievalResult {
        guard var first = results.first, results.count > 1 else {
            return results.first ?? RetrievalResult(hits: [], whyEmpty: .queryEmpty, mode: .lexical)
        }
        var order: [Place] = []
        var hits: [Place: Hit] = [:]
        var scores: [Place: Double] = [:]
        for result in results {
            for hit in result.hits {
                let place = Place(uri: hit.document.uri, range: hit.chunk.range)
                if hits[place] == nil {
                    hits[place] = hit
                    order.append(place)
                }
                scores[place, default: 0] += 1 / Double(60 + hit.rank)
            }
            first.termWeights.merge(result.termWeights) { old, _ in old }
            for note in result.notes where !first.notes.contains(note) { first.notes.append(note) }
        }
        let sorted = order.enumerated()
            .sorted { left, right in
                let (a, b) = (scores[left.element] ?? 0, scores[right.element] ?? 0)
                return a == b ? left.offset < right.offset : a > b
            }
        first.hits = sorted.prefix(limit).enumerated()
            .compactMap { rank, entry in
                guard var hit = hits[entry.element] else { return nil }
                hit.rank = rank + 1
                hit.score = scores[entry.element] ?? 0
                return hit
            }
        if !first.hits.isEmpty { first.whyEmpty = nil }
        return first
    }

    private struct Place: Hashable {
        var uri: String
        var range: Range<Int>
    }
}
