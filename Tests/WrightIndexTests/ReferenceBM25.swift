internal import WrightIndex

/// BM25 by scoring every chunk: the slow truth that searches are compared with.
struct ReferenceBM25 {
    let parts: [[[String]]]
    let tombstones: [OrdinalSet?]

    func search(_ query: LexicalQuery, limit: Int, filter: [OrdinalSet]?) -> [IndexHit] {
        let chunks = parts.flatMap(\.self)
        let lengths = chunks.map(\.count)
        let average = Float(Double(lengths.reduce(0, +)) / Double(max(1, chunks.count)))
        let terms = weighted(query, chunks)
        var hits: [IndexHit] = []
        for (number, part) in parts.enumerated() {
            for (ordinal, chunk) in part.enumerated() {
                let ordinal = UInt32(ordinal)
                if tombstones[number]?.contains(ordinal) == true { continue }
                if let filter, !filter[number].contains(ordinal) { continue }
                let k1 = query.parameters.k1
                let b = query.parameters.b
                var score: Float = 0
                for (term, weight) in terms {
                    let frequency = Float(chunk.count { $0 == term })
                    guard frequency > 0 else { continue }
                    let norm = k1 * (1 - b) + (k1 * b / average) * Float(chunk.count)
                    score += (weight * frequency) / (frequency + norm)
                }
                if score > 0 { hits.append(IndexHit(segment: number, ordinal: ordinal, score: score)) }
            }
        }
        // The sort is stable, so equal scores stay in the order of segments and ordinals.
        return Array(hits.sorted { $0.score > $1.score }.prefix(limit))
    }

    private func weighted(_ query: LexicalQuery, _ chunks: [[String]]) -> [(String, Float)] {
        var weights: [String: Float] = [:]
        for term in query.terms { weights[String(decoding: term.bytes, as: UTF8.self), default: 0] += term.weight }
        return
            weights.compactMap { term, weight -> (String, Float)? in
                let count = chunks.count { $0.contains(term) }
                guard count > 0 else { return nil }
                let idf = BM25Parameters.inverseDocumentFrequency(chunkCount: chunks.count, documentFrequency: count)
                return (term, weight * idf)
            }
            .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : Array($0.0.utf8).lexicographicallyPrecedes(Array($1.0.utf8)) }
    }
}
