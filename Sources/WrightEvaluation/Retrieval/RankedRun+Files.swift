extension RankedRun {
    /// Reads a TREC run file: `query iteration document rank score tag`, separated by blanks.
    ///
    /// Iteration, rank and tag are not used: the scores decide the order.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - name: What errors call the file.
    ///   - limits: How much is read.
    /// - Throws: ``EvaluationError`` with code `invalidLine`, which names the line, `invalidRanking` or
    ///   `limitExceeded`.
    public init(
        parsing bytes: UnsafeRawBufferPointer,
        name: String = "run",
        limits: ReadingLimits = ReadingLimits()
    ) throws(EvaluationError) {
        var rankings: [String: [Entry]] = [:]
        var lines = TextLines(of: bytes, name: name, limits: limits)
        while let line = try lines.next() {
            let fields = try lines.fields(of: line, atTabs: false, limit: 7)
            guard fields.count == 6 else {
                throw lines.invalid(
                    "6 fields were expected, but \(fields.count > 6 ? "more" : "\(fields.count)") were found",
                    remedy: "Give each line query, iteration, document, rank, score and tag."
                )
            }
            guard let score = Double(fields[4]), score.isFinite else {
                throw lines.invalid(
                    "the score '\(fields[4])' is not a finite number",
                    remedy: "Write scores as numbers."
                )
            }
            rankings[fields[0], default: []].append(Entry(document: fields[2], score: score))
        }
        try self.init(rankings)
    }

    /// The run as a TREC run file, ordered by query and rank; ranks begin at 1.
    ///
    /// A query for which nothing was returned has no line, so that it is missing when the file is read again. That
    /// changes no metric.
    ///
    /// - Parameter tag: What the last field of every line says: the name of the system.
    /// - Returns: The lines of the file.
    /// - Throws: ``EvaluationError`` with code `identifierUnwritable`.
    public func text(tag: String) throws(EvaluationError) -> String {
        let tag = try FieldText.checked(tag)
        var text = ""
        for query in queries.sorted() {
            let name = try FieldText.checked(query)
            for (position, entry) in (ranking(forQuery: query) ?? []).enumerated() {
                let document = try FieldText.checked(entry.document)
                text += "\(name) Q0 \(document) \(position + 1) \(entry.score) \(tag)\n"
            }
        }
        return text
    }
}
