public import WrightCore

extension GateComparison {
    /// The comparison as JSON: `{"verdict", "n", "difference": {"mean", "low", "high"}, "p", "test", "needed"?, …}`.
    public var json: JSONValue { .object(members) }

    var members: [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("verdict", .string(verdict.rawValue)),
            .init("n", .int(count)),
            .init(
                "difference",
                [
                    "mean": .double(difference), "low": interval.map { JSONValue.double($0.lowerBound) } ?? .null,
                    "high": interval.map { JSONValue.double($0.upperBound) } ?? .null,
                ]
            ),
            .init("p", pValue.map { JSONValue.double($0) } ?? .null),
            .init("test", .string(test)),
        ]
        if let intervalAbsence { members.append(.init("noInterval", .string(intervalAbsence))) }
        if let neededCount { members.append(.init("needed", .int(neededCount))) }
        members.append(.init("baselineMean", .double(baselineMean)))
        members.append(.init("candidateMean", .double(candidateMean)))
        if let clusterCount { members.append(.init("clusters", .int(clusterCount))) }
        return members
    }
}

extension RunComparison {
    /// How many identifiers a list in JSON names at most; its count is always given.
    static let namedLimit = 1000

    /// The comparison as one JSON document with `schema` 1.
    ///
    /// As many changed examples as asked for are given, with the word-by-word difference of their answers.
    public func json(changeLimit: Int = 20) -> JSONValue {
        var members: [JSONValue.Member] = [.init("schema", 1)] + overall.members
        members.append(
            .init("missing", ["baseline": names(missingInBaseline), "candidate": names(missingInCandidate)])
        )
        members.append(
            .init(
                "missingCounts",
                ["baseline": .int(missingInBaseline.count), "candidate": .int(missingInCandidate.count)]
            )
        )
        if !slices.isEmpty { members.append(.init("slices", .array(slices.map(Self.json)))) }
        if !flakyIDs.isEmpty { members.append(.init("flaky", names(flakyIDs))) }
        let shown = changes.prefix(changeLimit)
        if !shown.isEmpty {
            members.append(.init("changedCount", .int(changes.count)))
            members.append(.init("changes", .array(shown.map(Self.json))))
        }
        return .object(members)
    }

    private func names(_ ids: [String]) -> JSONValue { .array(ids.prefix(Self.namedLimit).map { .string($0) }) }

    private static func json(_ slice: Slice) -> JSONValue {
        var members: [JSONValue.Member] = [.init("tag", .string(slice.tag))]
        members += slice.comparison.members.filter { $0.name != "verdict" }
        members.insert(.init("verdict", .string(slice.verdict.rawValue)), at: 1)
        members.append(.init("adjustedP", .double(slice.adjustedPValue)))
        return .object(members)
    }

    private static func json(_ change: Change) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("id", .string(change.id)), .init("baseline", .double(change.baseline)),
            .init("candidate", .double(change.candidate)),
        ]
        if let old = change.baselineAnswer, let new = change.candidateAnswer, old != new {
            members.append(.init("answers", .string(AnswerDifference(from: old, to: new).text)))
        }
        return .object(members)
    }
}

extension RunComparison {
    /// The comparison in lines for people.
    ///
    /// - Parameters:
    ///   - changeLimit: How many changed examples are shown.
    ///   - confidenceLevel: What the interval is called.
    /// - Returns: The lines, without line breaks.
    public func lines(changeLimit: Int = 5, confidenceLevel: Double = 0.95) -> [String] {
        var lines = [overall.sentence(confidenceLevel: confidenceLevel)]
        lines.append("p \(FigureForm.probability(overall.pValue)) (\(overall.test)), \(overall.size)")
        if let why = overall.intervalAbsence { lines.append("no interval: \(FigureForm.clause(why))") }
        lines += notes
        for slice in slices {
            lines.append(
                "  \(slice.tag): \(slice.verdict.rawValue), \(FigureForm.signed(slice.comparison.difference)), "
                    + "corrected p \(FigureForm.probability(slice.adjustedPValue)), n \(slice.comparison.count)"
            )
        }
        if !flakyIDs.isEmpty {
            lines.append("\(flakyIDs.count) flaky: " + flakyIDs.prefix(10).joined(separator: ", "))
        }
        for change in changes.prefix(changeLimit) {
            lines.append("  \(change.id): \(FigureForm.plain(change.baseline)) → \(FigureForm.plain(change.candidate))")
            if let old = change.baselineAnswer, let new = change.candidateAnswer, old != new {
                lines.append("    " + AnswerDifference(from: old, to: new).text)
            }
        }
        return lines
    }

    /// That no example differs, and where that settles nothing, what would.
    var sameness: String {
        let canSettle = overall.verdict != .inconclusive || overall.neededCount != nil
        return "No example differs" + (canSettle ? "." : "; only a margin lets them be shown equivalent.")
    }

    /// Whether no example differs, how many examples would settle it, and which are left out.
    var notes: [String] {
        var notes: [String] = []
        if changes.isEmpty { notes.append(sameness) }
        if let needed = overall.neededCount {
            notes.append("About \(needed) examples would settle it, if the difference seen is the true one.")
        }
        for (side, ids) in [("baseline", missingInBaseline), ("candidate", missingInCandidate)] where !ids.isEmpty {
            let named = ids.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
            notes.append("\(ids.count) missing in the \(side), left out: \(named)\(ids.count > 5 ? ", …" : "")")
        }
        return notes
    }
}

extension GateComparison {
    /// The verdict in a sentence.
    public func sentence(confidenceLevel: Double = 0.95) -> String {
        let percent = FigureForm.plain(confidenceLevel * 100, digits: 1)
        let range =
            interval.map {
                " (\(percent) % interval \(FigureForm.signed($0.lowerBound)) to \(FigureForm.signed($0.upperBound)))"
            } ?? ""
        return
            "\(verdict.rawValue): \(FigureForm.plain(baselineMean)) → \(FigureForm.plain(candidateMean)), difference "
            + FigureForm.signed(difference) + range
    }

    var size: String { "n \(count)" + (clusterCount.map { " in \($0) clusters" } ?? "") }
}
