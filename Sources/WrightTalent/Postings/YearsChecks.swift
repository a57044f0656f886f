/// P1, P2 and P3: years against the ages of technologies.
enum YearsChecks {
    /// A share of a technology's age beyond which only its first users can meet a demand.
    private static let nearShare = 0.7

    static func findings(_ context: PostingContext) -> [PostingFinding] {
        var findings: [PostingFinding] = []
        var seen: Set<String> = []
        for claim in context.claims {
            guard let technology = context.timeline[claim.technology],
                seen.insert("\(claim.technology)|\(claim.range)|\(claim.years)").inserted,
                let finding = finding(claim, technology, context)
            else { continue }
            findings.append(finding.about(technology.name, years: claim.years).at(claim.range, in: context.posting))
        }
        return findings.enumerated()
            .sorted {
                let (left, right) = ($0.element, $1.element)
                return left.check == right.check
                    ? $0.offset < $1.offset : left.check.rawValue < right.check.rawValue
            }
            .map(\.element)
    }

    private static func isImpossible(_ claim: YearsClaim, _ context: PostingContext) -> Bool {
        guard let technology = context.timeline[claim.technology] else { return false }
        let months = context.posting.posted.monthsIncluding(technology.countedFrom)
        return claim.years * 12 > Double(months)
    }

    private static func finding(
        _ claim: YearsClaim,
        _ technology: Technology,
        _ context: PostingContext
    ) -> PostingFinding? {
        let posted = context.posting.posted
        let evidence = [technology.statement(at: posted)]
        let available = technology.yearsAvailable(at: posted)
        guard isImpossible(claim, context) else {
            let share = claim.years * 12 / Double(max(1, posted.monthsIncluding(technology.countedFrom)))
            guard claim.binding == .direct, !claim.isGeneral, share > nearShare else { return nil }
            return PostingFinding(
                .nearImpossibleYears,
                .nearImpossible,
                evidence: evidence,
                confidence: technology.evidence == .memory ? .low : .medium,
                suggestion: "Only its first users have that; ask for what they must be able to do instead of years."
            )
        }
        guard technology.evidence != .memory, !claim.isGeneral, isBound(claim, context) else {
            return question(claim, technology, evidence)
        }
        return PostingFinding(
            .impossibleYears,
            .impossible,
            evidence: evidence,
            confidence: .high,
            suggestion:
                "At most \(available) years are possible. Ask for a piece of work with \(technology.name), or for "
                + "years with what came before it"
                + (technology.adjacent.isEmpty ? "." : " (\(technology.adjacent.prefix(3).joined(separator: ", "))).")
        )
    }

    /// Whether the grammar ties the years to the technology, or to a choice of which nothing is possible.
    private static func isBound(_ claim: YearsClaim, _ context: PostingContext) -> Bool {
        switch claim.binding {
        case .direct: true
        case .unclear: false
        case .alternative:
            context.claims.filter { $0.group == claim.group && $0.binding == .alternative && sameLine($0, claim) }
                .allSatisfy { isImpossible($0, context) }
        }
    }

    private static func sameLine(_ left: YearsClaim, _ right: YearsClaim) -> Bool {
        left.range.overlaps(right.range)
    }

    private static func question(
        _ claim: YearsClaim,
        _ technology: Technology,
        _ evidence: [String]
    ) -> PostingFinding {
        let reason: String
        let check: PostingFinding.Check
        if claim.binding == .direct, technology.evidence == .memory {
            reason = "The date is from memory and supports no verdict. Is the number of years right?"
            check = .impossibleYears
        } else if claim.binding == .alternative {
            reason = "Does one of the choices suffice? Then say so, and drop the years for the young ones."
            check = .unclearScope
        } else {
            reason = "Do the years count for \(technology.name) or for the work as a whole? Say which."
            check = .unclearScope
        }
        return PostingFinding(check, .question, evidence: evidence, confidence: .low, suggestion: reason)
    }
}
