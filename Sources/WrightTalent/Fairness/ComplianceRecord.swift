public import WrightCore

/// What the European Union's AI Act asks to keep (Article 12) and to tell (Article 13) of a high-risk use.
///
/// Law as dated data: read in late 2026; not legal advice.
public enum ComplianceRecord {
    /// Articles 12 and 13 with what the program does for each, as JSON.
    public static func json(eventCount: Int, tables: Int) -> JSONValue {
        [
            "law": "Regulation (EU) 2024/1689, Annex III(4); as read in November 2026, not legal advice",
            "article12": [
                "events": .int(eventCount),
                "logged": .string(
                    "each assessment with rule versions and the hash of what was read, each decision with its "
                        + "human, reasons "
                        + "and letter, each outcome; append-only in a chain of hashes"
                ),
                "retention": "at least six months (Article 26(6)); the clock of each record is a setting",
                "rules": .array(
                    [
                        PostingAudit.ruleVersion, CandidateText.ruleVersion, CandidateAssessment.ruleVersion,
                    ]
                    .map { .string($0) }
                ),
            ],
            "article13": [
                "purpose": "shows, for each requirement of a posting, what a CV says; prepares structured interviews",
                "notFor": .string(
                    "no score, rank or recommendation; no rejection or advance without a named human; no "
                        + "inference of traits, "
                        + "personality or emotion"
                ),
                "input": "the posting, the CV that the candidate gave, the month of reading",
                "limits": .string(
                    "skills under other names are missed; months are those that the CV states; ramp estimates are "
                        + "priors until "
                        + "twenty outcomes are known"
                ),
                "oversight": "a person decides, sees what was left out of the reading, and gives reasons from a list",
                "candidateView": "the candidate gets the same view and may correct it",
                "stageTables": .int(tables),
            ],
        ]
    }
}
