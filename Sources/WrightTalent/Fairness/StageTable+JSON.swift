public import WrightCore

extension StageTable {
    /// The table as JSON.
    public var json: JSONValue {
        [
            "stage": .string(stage), "attribute": .string(attribute), "unknown": .int(unknownCount),
            "groups": .array(
                rows.map { row in
                    [
                        "group": .string(row.group), "total": .int(row.total), "selected": .int(row.selected),
                        "selectionRate": Self.rounded(row.selectionRate), "low": Self.rounded(row.interval.low),
                        "high": Self.rounded(row.interval.high), "impactRatio": Self.rounded(row.impactRatio),
                        "pValue": Self.rounded(row.pValue), "conclusion": .string(row.conclusion.rawValue),
                    ]
                }
            ),
            "method": .string(
                "impact ratio = rate over the highest rate of a group of at least 10 (NYC Local Law 144; 29 CFR "
                    + "1607.4 D); "
                    + "Wilson 95 % intervals; Fisher's exact test, two-sided, at the 5 % level"
            ),
        ]
    }

    private static func rounded(_ value: Double?) -> JSONValue {
        value.map { .double(($0 * 10_000).rounded() / 10_000) } ?? .null
    }
}
