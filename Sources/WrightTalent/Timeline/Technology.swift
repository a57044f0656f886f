/// A technology with the date from which anybody could have used it.
public struct Technology: Sendable, Hashable {
    /// What stands behind a date.
    public enum Evidence: String, Sendable, Hashable, CaseIterable {
        /// A public document states the release, or a bound that it cannot precede.
        case documented
        /// The identifier of a paper holds the month.
        case paper
        /// A package index holds the first file.
        case registry
        /// The source repository was created then.
        case repository
        /// A list of life cycles begins with the first release.
        case lifecycle
        /// No document was seen; never enough to call a demand impossible.
        case memory
    }

    /// The name that findings print.
    public let name: String
    /// Other names, in lower case.
    public let aliases: [String]
    /// Aliases that also mean other things, so that they support a question and never a verdict.
    package let generalAliases: Set<String>
    /// Language, library, service, model, technique, tool or platform.
    public let kind: String
    /// A narrower group, such as `vector-db`.
    public let category: String
    /// The earliest month that any evidence gives; years count from here, in the poster's favour.
    public let firstRelease: YearMonth
    /// The date as it is known: `2014` or `2014-07`.
    public let firstReleaseText: String
    /// What stands behind the date.
    public let evidence: Evidence
    /// The date that the source itself gives, where there is one.
    public let documentedText: String
    /// The source.
    public let source: String
    /// A predecessor's first month whose years count, too, as AngularJS's for Angular.
    public let lineage: YearMonth?
    /// Names of older technologies whose knowledge carries over.
    public let adjacent: [String]

    /// The month from which years count.
    public var countedFrom: YearMonth { lineage.map { min($0, firstRelease) } ?? firstRelease }

    /// Years that anybody can have used it at most, at the end of a month; rounded down to tenths.
    public func yearsAvailable(at month: YearMonth) -> Double {
        Double(month.monthsIncluding(countedFrom) * 10 / 12) / 10
    }

    /// One sentence with the date, its source and how far the source stands.
    public func statement(at month: YearMonth) -> String {
        var text = "\(name): counted from \(countedFrom), so at most \(yearsAvailable(at: month)) years on \(month)"
        if lineage != nil { text += " (its predecessor's years count)" }
        switch evidence {
        case .memory: text += "; standing: from memory, not verified"
        default: text += "; standing: \(evidence.rawValue); source: \(source)"
        }
        return text
    }
}
