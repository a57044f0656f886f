public import WrightCore

extension PostingAudit {
    /// The audit as JSON: findings, technologies, lines and pool, all ranges in UTF-8 bytes.
    public var json: JSONValue {
        [
            "id": .string(posting.id), "posted": .string(posting.posted.description),
            "rules": .string(Self.ruleVersion),
            "findings": .array(findings.map(\.json)),
            "technologies": .array(
                KnowledgeTagger.standard.mentions(in: posting)
                    .map { ["name": .string($0.name), "range": TalentForm.range($0.range), "kind": .string($0.kind)] }
            ),
            "lines": .array(
                posting.lines.map {
                    ["range": TalentForm.range($0.range), "section": .string($0.section.rawValue)]
                }
            ),
            "pool": pool.json,
        ]
    }
}

extension PostingFinding {
    /// The finding as JSON.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("check", .string(check.rawValue)), .init("verdict", .string(verdict.rawValue)),
        ]
        if let technology { members.append(.init("technology", .string(technology))) }
        if let years { members.append(.init("years", TalentForm.number(years))) }
        members.append(.init("range", range.map(TalentForm.range) ?? .null))
        members.append(.init("quote", .string(quote)))
        members.append(.init("evidence", .array(evidence.map { .string($0) })))
        members.append(.init("confidence", .string(confidence.rawValue)))
        members.append(.init("suggestion", .string(suggestion)))
        return .object(members)
    }
}

extension TalentPool {
    /// The estimate as JSON, every factor with its source.
    public var json: JSONValue {
        [
            "low": .int(low), "middle": .int(middle), "high": .int(high), "base": .int(base),
            "baseSource": .string(baseSource),
            "factors": .array(
                factors.map {
                    [
                        "name": .string($0.name), "rate": .double($0.rate), "effectOfDropping": .double($0.effect),
                        "source": .string($0.source),
                    ]
                }
            ),
        ]
    }
}

/// Small forms of JSON that all reports share.
package enum TalentForm {
    /// A byte range.
    package static func range(_ range: Range<Int>) -> JSONValue {
        ["start": .int(range.lowerBound), "end": .int(range.upperBound)]
    }

    /// A number without a fraction where it has none.
    package static func number(_ value: Double) -> JSONValue {
        Int(exactly: value).map { .int($0) } ?? .double((value * 100).rounded() / 100)
    }

    /// A number or null.
    package static func number(_ value: Double?) -> JSONValue { value.map { number($0) } ?? .null }
}
