/// Which documents answer which queries, and how well: the truth that rankings are measured against ("qrels").
public struct RelevanceJudgements: Sendable, Hashable {
    /// For each query, the grade of each judged document.
    ///
    /// As in trec_eval: 1 and above is relevant and the grade is its gain; 0 was judged not relevant; below 0 was in
    /// the pool but not judged, so that it is neither relevant nor known not to be.
    public private(set) var grades: [String: [String: Int]]

    /// Takes grades by query and document.
    public init(_ grades: [String: [String: Int]] = [:]) {
        self.grades = grades
    }

    /// How many queries are judged.
    public var queryCount: Int { grades.count }

    /// How many judgements there are over all queries.
    public var judgementCount: Int { grades.values.reduce(0) { $0 + $1.count } }

    /// The grade of a document for a query; nil if it was not judged.
    public func grade(ofDocument document: String, forQuery query: String) -> Int? {
        grades[query]?[document]
    }

    /// Judges a document for a query; a judgement that stood before is replaced.
    public mutating func judge(document: String, forQuery query: String, grade: Int) {
        grades[query, default: [:]][document] = grade
    }
}
