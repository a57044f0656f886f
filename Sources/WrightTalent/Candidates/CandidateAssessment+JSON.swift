public import WrightCore

extension CandidateAssessment {
    /// The hash of what was read; names and hidden text are not in it.
    public var readHash: ContentHash { ContentHash(of: candidate.text) }

    /// A pseudonym made of what was read, the same for the same CV under any name.
    public var pseudonym: String { "C" + readHash.description.prefix(8) }

    /// The assessment as JSON; nothing in it says who somebody is.
    public func json(candidate name: String) -> JSONValue {
        [
            "candidate": .string(name), "readHash": .string(readHash.description),
            "rules": .array([.string(CandidateText.ruleVersion), .string(Self.ruleVersion)]),
            "findings": .array(
                findings.map {
                    ["kind": .string($0.kind.rawValue), "rule": .string($0.rule), "quote": .string($0.quote)]
                }
            ),
            "evidence": .array((history.skills + history.domains).map(\.json)),
            "totalMonths": .int(history.totalMonths), "requirements": .array(matches.map(\.json)), "ramp": ramp.json,
            "interview": guide.json,
        ]
    }

    /// The view for the candidate, in plain words, with how to correct it.
    public var candidateCopy: String {
        var lines = [
            "What was read in your CV for this posting", "",
            "No score was made, and no program decides. Correct anything that is wrong or missing: write the line "
                + "as it should "
                + "be, and it is read again.", "",
        ]
        for match in matches {
            lines.append("- \(match.requirement.name): \(match.status.candidateText)")
            if !match.statement.isEmpty, match.requirement.kind != .other { lines.append("  \(match.statement)") }
        }
        if !findings.isEmpty {
            lines += ["", "Left out of the reading:"]
            lines += findings.map { "- \($0.kind.rawValue): \"\($0.quote)\"" }
        }
        return lines.joined(separator: "\n")
    }
}

extension RequirementMatch.Status {
    /// The status in words to the candidate.
    var candidateText: String {
        switch self {
        case .met: "your CV shows it"
        case .adjacent: "your CV shows something near it"
        case .toLearn: "your CV shows nothing near it"
        case .unknown: "your CV does not say; we will ask"
        }
    }
}

extension SkillEvidence {
    /// The evidence as JSON.
    public var json: JSONValue {
        [
            "skill": .string(name), "strength": .string(strength.rawValue), "months": .int(months),
            "lastUsed": lastUsed.map { .string($0.description) } ?? .null, "quote": .string(quote),
            "range": TalentForm.range(range),
        ]
    }
}

extension RequirementMatch {
    /// The answer as JSON.
    public var json: JSONValue {
        [
            "requirement": .string(requirement.name), "kind": .string(requirement.kind.rawValue),
            "section": .string(requirement.section.rawValue), "status": .string(status.rawValue),
            "statement": .string(statement), "path": .array((path?.steps ?? []).map { .string($0) }),
            "transfer": TalentForm.number(transfer), "line": .string(requirement.quote),
        ]
    }
}

extension RampEstimate {
    /// The estimate as JSON, with its assumptions.
    public var json: JSONValue {
        [
            "months": [
                "p10": TalentForm.number(p10), "p50": TalentForm.number(p50), "p90": TalentForm.number(p90),
            ],
            "longestGaps": .array(gaps.map { ["name": .string($0.name), "months": TalentForm.number($0.months)] }),
            "assumptions": .array(assumptions.map { .string($0) }),
        ]
    }
}

extension InterviewGuide {
    /// The guide as JSON.
    public var json: JSONValue {
        [
            "questions": .array(
                questions.map {
                    [
                        "about": .string($0.subject), "question": .string($0.text),
                        "anchors": .array($0.anchors.map { .string($0) }),
                    ]
                }
            ),
            "workSample": .string(workSample),
        ]
    }
}

extension CandidateDecision {
    /// The decision as JSON.
    public var json: JSONValue {
        [
            "candidate": .string(candidate), "stage": .string(stage), "outcome": .string(outcome.rawValue),
            "by": .string(decidedBy), "reasons": .array(reasons.map { .string($0.rawValue) }),
            "requirements": .array(requirements.map { .string($0) }), "day": .string(day),
        ]
    }
}
