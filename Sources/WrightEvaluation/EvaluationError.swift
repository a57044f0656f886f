public import WrightCore

/// A failure in evaluation: a data file that cannot be read, a metric that does not exist, data that cannot be fitted.
public struct EvaluationError: DescribedError {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case invalidLine
            case limitExceeded
            case invalidRanking
            case identifierUnwritable
            case metricUnknown
            case trainingDataInvalid
            case notConverged
            case nothingShared
            case datasetInvalid
            case settingInvalid
            case scorerUnknown
            case costLimitReached
            case runMismatch
            case testsInvalid
        }

        private let kind: Kind

        /// A line of a data file is not of the file's form.
        public static let invalidLine = Self(kind: .invalidLine)
        /// A data file is larger than the limits allow.
        public static let limitExceeded = Self(kind: .limitExceeded)
        /// A ranking holds a document twice, or a score that is not a finite number.
        public static let invalidRanking = Self(kind: .invalidRanking)
        /// An identifier holds white space, so that the file format cannot carry it.
        public static let identifierUnwritable = Self(kind: .identifierUnwritable)
        /// A name is not that of a metric.
        public static let metricUnknown = Self(kind: .metricUnknown)
        /// Examples and labels cannot be learnt from or reported on.
        public static let trainingDataInvalid = Self(kind: .trainingDataInvalid)
        /// An optimisation did not settle within its number of steps.
        public static let notConverged = Self(kind: .notConverged)
        /// Two systems have no example in common.
        public static let nothingShared = Self(kind: .nothingShared)
        /// A dataset does not hold what it must, or holds it twice.
        public static let datasetInvalid = Self(kind: .datasetInvalid)
        /// A setting of a scorer or a run is not of its form.
        public static let settingInvalid = Self(kind: .settingInvalid)
        /// A name is not that of a scorer.
        public static let scorerUnknown = Self(kind: .scorerUnknown)
        /// A run would cost more than is allowed.
        public static let costLimitReached = Self(kind: .costLimitReached)
        /// A run that should go on was made of something else.
        public static let runMismatch = Self(kind: .runMismatch)
        /// A file of prompt tests cannot be used.
        public static let testsInvalid = Self(kind: .testsInvalid)

        fileprivate var name: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong.
    public let message: String
    /// What to do about it.
    public let remedy: String?

    /// The code's stable name.
    public var identifier: String { code.name }
}

extension EvaluationError {
    package static func invalidLine(_ number: Int, of file: String, reason: String, remedy: String) -> Self {
        Self(code: .invalidLine, message: "Line \(number) of '\(file)' cannot be read: \(reason).", remedy: remedy)
    }

    package static func tooManyLines(file: String, limit: Int) -> Self {
        Self(
            code: .limitExceeded,
            message: "The file '\(file)' has more than \(limit) lines.",
            remedy: "Split the file, or raise 'maximumLineCount' in the reading limits."
        )
    }

    package static func lineTooLong(_ number: Int, of file: String, limit: Int) -> Self {
        Self(
            code: .limitExceeded,
            message: "Line \(number) of '\(file)' is longer than \(limit) bytes.",
            remedy: "Check that the file has line breaks, or raise 'maximumLineLength' in the reading limits."
        )
    }

    package static func duplicateDocument(_ document: String, query: String) -> Self {
        Self(
            code: .invalidRanking,
            message: "The ranking of query '\(query)' holds the document '\(document)' more than once.",
            remedy: "Keep the best-ranked occurrence of each document."
        )
    }

    package static func scoreNotFinite(document: String, query: String) -> Self {
        Self(
            code: .invalidRanking,
            message: "The score of document '\(document)' for query '\(query)' is not a finite number.",
            remedy: "Leave documents without a score out of the ranking."
        )
    }

    package static func identifierUnwritable(_ identifier: String) -> Self {
        Self(
            code: .identifierUnwritable,
            message:
                "The identifier '\(identifier)' is empty or holds white space, which separates fields in this format.",
            remedy: "Use identifiers without white space."
        )
    }

    package static func metricUnknown(_ name: String, reason: String) -> Self {
        Self(
            code: .metricUnknown,
            message: "'\(name)' is not a retrieval metric: \(reason).",
            remedy: "Use ndcg, map, mrr, recall, p, success (each with or without '@' and a cut-off of 1 or more), "
                + "rprec, bpref, iprec@PERCENT, 11pt, infap, set-f, set-map, num-ret, num-rel or num-rel-ret; "
                + "for example 'ndcg@10'."
        )
    }

    package static func trainingDataInvalid(reason: String, remedy: String) -> Self {
        Self(code: .trainingDataInvalid, message: "The examples cannot be used: \(reason).", remedy: remedy)
    }

    package static func notConverged(iterationCount: Int) -> Self {
        Self(
            code: .notConverged,
            message: "The fit did not settle within \(iterationCount) steps.",
            remedy: "Raise the regularisation, or leave out features that say the same."
        )
    }

    package static var separable: Self {
        Self(
            code: .notConverged,
            message: "The features separate the examples perfectly, so that without a penalty there is no best fit.",
            remedy: "Set the regularisation above 0."
        )
    }

    package static func nothingShared(baseline: Int, candidate: Int) -> Self {
        Self(
            code: .nothingShared,
            message:
                "The baseline has \(baseline) measured examples, the candidate \(candidate), but no 'id' is in both.",
            remedy: "Score both systems on the same examples, under the same 'id'."
        )
    }

    package static func datasetInvalid(_ reason: String, remedy: String) -> Self {
        Self(code: .datasetInvalid, message: "The dataset cannot be used: \(reason).", remedy: remedy)
    }

    /// A division of which a part has no example, since a group, such as a cluster, goes to one part as a whole.
    package static func partEmpty(
        _ part: String,
        exampleCount: Int,
        groupCount: Int,
        group: String,
        remedy: String
    ) -> Self {
        let reason =
            groupCount == 1
            ? "its \(exampleCount) examples belong to one \(group), which is not divided"
            : "of \(groupCount) \(group)s, which are not divided, none falls into part '\(part)'"
        return datasetInvalid(reason, remedy: remedy)
    }

    package static func settingInvalid(_ name: String, reason: String, remedy: String) -> Self {
        Self(code: .settingInvalid, message: "The setting '\(name)' cannot be used: \(reason).", remedy: remedy)
    }

    package static func scorerUnknown(_ name: String, known: [String]) -> Self {
        Self(
            code: .scorerUnknown,
            message: "There is no scorer '\(name)'.",
            remedy: "Use one of \(known.joined(separator: ", "))."
        )
    }

    package static func costLimitReached(estimateMicroUSD: Int, limitMicroUSD: Int) -> Self {
        Self(
            code: .costLimitReached,
            message: "The run would cost about \(dollars(estimateMicroUSD)) USD, and the limit is "
                + "\(dollars(limitMicroUSD)) USD.",
            remedy: "Raise the limit, or measure fewer examples."
        )
    }

    package static func runMismatch(_ what: String, stored: String, asked: String) -> Self {
        Self(
            code: .runMismatch,
            message: "The run was begun with \(what) '\(stored)', but this one has '\(asked)'.",
            remedy: "Begin a new run under another name."
        )
    }

    /// Millionths of a dollar as dollars.
    private static func dollars(_ micro: Int) -> String {
        let text = String(abs(micro) % 1_000_000 + 1_000_000).dropFirst()
        return "\(micro < 0 ? "-" : "")\(abs(micro) / 1_000_000).\(text)"
    }

    package static func testsInvalid(place: String, reason: String) -> Self {
        Self(
            code: .testsInvalid,
            message: "The tests cannot be used at '\(place)': \(reason).",
            remedy: "Correct the file of tests there."
        )
    }
}
