/// Finds out what separates the cells of a table.
enum DelimiterSniffer {
    private static let delimiters: [UInt8] = [44, 9, 59, 124]

    /// The delimiter that splits the first rows into the same number of cells, two at least; nil where none does.
    ///
    /// At least the given part of the rows must have the most frequent number of cells.
    static func delimiter(of bytes: [UInt8], agreement: Double = 0.5) -> UInt8? {
        var best: (delimiter: UInt8, score: Double)?
        let sample = Array(bytes.prefix(1 << 16))
        for delimiter in delimiters {
            guard let score = score(of: sample, isCut: sample.count < bytes.count, delimiter: delimiter) else {
                continue
            }
            if score.agreement >= agreement, score.value > best?.score ?? 0 { best = (delimiter, score.value) }
        }
        return best?.delimiter
    }

    /// How well a delimiter explains the first hundred rows.
    static func score(
        of sample: [UInt8],
        isCut: Bool,
        delimiter: UInt8
    ) -> (value: Double, agreement: Double, columns: Int, rows: Int)? {
        var reader = DelimitedReader(bytes: sample, delimiter: delimiter)
        var counts: [Int] = []
        while counts.count < 100, let row = try? reader.next() {
            if row.count > 1 || !(row.first ?? "").isEmpty { counts.append(row.count) }
        }
        if isCut, counts.count > 1, counts.count < 100 { counts.removeLast() }
        guard !counts.isEmpty else { return nil }
        var frequency: [Int: Int] = [:]
        for count in counts { frequency[count, default: 0] += 1 }
        guard let columns = frequency.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), columns.key >= 2 else {
            return nil
        }
        let agreement = Double(columns.value) / Double(counts.count)
        return (agreement * (1 + 0.1 * Double(min(columns.key, 10))), agreement, columns.key, counts.count)
    }
}
