extension RelevanceJudgements {
    /// How judgements are written in a file.
    public enum Format: String, Sendable, CaseIterable {
        /// BEIR: a header line, then `query ⇥ document ⇥ grade`.
        case beir
        /// TREC: `query iteration document grade`, separated by blanks, without a header; the iteration is not used.
        case trec

        fileprivate var fieldCount: Int { self == .beir ? 3 : 4 }

        fileprivate var description: String {
            self == .beir ? "query, document and grade between tabs" : "query, iteration, document and grade"
        }
    }

    /// Reads a file of judgements.
    ///
    /// In the BEIR format, the first line is skipped if its third field is not a whole number. The same judgement may
    /// stand twice; two different grades for one document may not.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - format: How it is written.
    ///   - name: What errors call the file.
    ///   - limits: How much is read.
    /// - Throws: ``EvaluationError`` with code `invalidLine`, which names the line, or `limitExceeded`.
    public init(
        parsing bytes: UnsafeRawBufferPointer,
        format: Format,
        name: String = "qrels",
        limits: ReadingLimits = ReadingLimits()
    ) throws(EvaluationError) {
        self.init()
        var lines = TextLines(of: bytes, name: name, limits: limits)
        while let line = try lines.next() {
            let fields = try lines.fields(of: line, atTabs: format == .beir, limit: format.fieldCount + 1)
            guard fields.count == format.fieldCount else {
                throw lines.invalid(
                    "\(format.fieldCount) fields were expected, but \(Self.count(fields, format)) were found",
                    remedy: "Give each line \(format.description)."
                )
            }
            let document = fields[format.fieldCount - 2]
            let digits = fields[format.fieldCount - 1]
            guard let grade = Int32(digits) else {
                if format == .beir, lines.number == 1 { continue }
                throw lines.invalid(
                    "the grade '\(digits)' is not a whole number",
                    remedy: "Write grades as whole numbers."
                )
            }
            try insert(document, query: fields[0], grade: Int(grade), at: lines)
        }
    }

    /// The judgements as a file, ordered by query and document.
    ///
    /// - Throws: ``EvaluationError`` with code `identifierUnwritable`.
    public func text(format: Format) throws(EvaluationError) -> String {
        var text = format == .beir ? "query-id\tcorpus-id\tscore\n" : ""
        for (query, documents) in grades.sorted(by: { $0.key < $1.key }) {
            let query = try FieldText.checked(query)
            for (document, grade) in documents.sorted(by: { $0.key < $1.key }) {
                let document = try FieldText.checked(document)
                text += format == .beir ? "\(query)\t\(document)\t\(grade)\n" : "\(query) 0 \(document) \(grade)\n"
            }
        }
        return text
    }

    private mutating func insert(
        _ document: String,
        query: String,
        grade: Int,
        at lines: TextLines
    ) throws(EvaluationError) {
        let previous = self.grade(ofDocument: document, forQuery: query) ?? grade
        guard previous != grade else {
            judge(document: document, forQuery: query, grade: grade)
            return
        }
        throw lines.invalid(
            "the document '\(document)' was judged \(previous) for query '\(query)' before and is judged \(grade) here",
            remedy: "Keep one judgement for each query and document."
        )
    }

    private static func count(_ fields: [String], _ format: Format) -> String {
        fields.count > format.fieldCount ? "more" : "\(fields.count)"
    }
}
