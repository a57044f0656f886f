public import WrightCore
public import WrightModel
public import WrightPrompt

/// What the tests of a prompt found.
public struct PromptTestReport: Sendable {
    /// Why a trial failed, or could not be measured.
    public struct Failure: Sendable, Hashable {
        /// The assertion, or `call` where there was no answer.
        public let assertion: String
        /// What is wrong.
        public let reason: String
        /// What to do about it; nil where nobody knows.
        public var remedy: String?
    }

    /// What came of a trial, or of all.
    public enum Outcome: String, Sendable, Hashable {
        /// It fulfilled what was asked for.
        case passed
        /// It did not.
        case failed
        /// The surroundings failed, such as a service that does not answer: nothing is said about the prompt.
        case notMeasured
    }

    /// One call of one case.
    public struct Trial: Sendable {
        /// Which repetition it is, from 0.
        public var number: Int
        /// What the answer did not fulfil; empty for a trial that passed.
        public var failures: [Failure]
        /// What could not be measured: the call, or assertions that could not be judged.
        public var gaps: [Failure] = []
        /// The answer; nil where there was none.
        public var answer: String?
        /// The tokens used.
        public var usage: TokenUsage?
        /// What it cost, in millionths of a dollar; nil where nobody knows.
        public var costMicroUSD: Int64?
        /// How long it took.
        public var latency: Duration
        /// How structured output was reached: `valid`, `repaired` or `reasked`.
        public var path: String?

        /// What came of it: one failure decides, and a trial with gaps has not passed.
        public var outcome: Outcome { failures.isEmpty ? (gaps.isEmpty ? .passed : .notMeasured) : .failed }
        /// Whether it fulfilled everything.
        public var isPassed: Bool { outcome == .passed }
    }

    /// One case and its trials.
    public struct CaseResult: Sendable {
        /// The case's name.
        public let name: String
        /// The trials, in order.
        public let trials: [Trial]

        /// How many trials passed.
        public var passCount: Int { trials.count { $0.isPassed } }
        /// How many trials passed or failed.
        public var measuredCount: Int { trials.count { $0.outcome != .notMeasured } }
        /// The share of measured trials that passed, with Wilson's interval.
        public var rate: MetricValue { .rate(successCount: passCount, count: measuredCount) }
    }

    /// The prompt.
    public let prompt: String
    /// Its version.
    public let version: PromptVersion
    /// The share of trials that must pass.
    public let threshold: Double
    /// The cases, in order.
    public let cases: [CaseResult]

    /// All trials.
    public var trialCount: Int { cases.reduce(0) { $0 + $1.trials.count } }
    /// The trials that passed.
    public var passCount: Int { cases.reduce(0) { $0 + $1.passCount } }
    /// The trials that passed or failed.
    public var measuredCount: Int { cases.reduce(0) { $0 + $1.measuredCount } }
    /// The share of measured trials that passed, with Wilson's interval.
    ///
    /// The interval speaks of these cases repeated, not of other cases.
    public var rate: MetricValue { .rate(successCount: passCount, count: measuredCount) }
    /// What came of all trials.
    ///
    /// Not measured while trials are missing and the threshold could be met with them.
    public var outcome: Outcome {
        let missingCount = trialCount - measuredCount
        guard Double(passCount + missingCount) / Double(trialCount) >= threshold else { return .failed }
        return missingCount == 0 ? .passed : .notMeasured
    }
    /// Whether all trials were measured and the share meets the threshold.
    public var isPassed: Bool { outcome == .passed }

    /// The JSON form.
    public var json: JSONValue {
        [
            "schema": 1, "prompt": .string(prompt), "version": .string(version.description),
            "threshold": .double(threshold), "passed": .bool(isPassed), "outcome": .string(outcome.rawValue),
            "trials": .int(trialCount), "measured": .int(measuredCount), "passRate": Self.json(rate),
            "cases": .array(
                cases.map { result in
                    [
                        "name": .string(result.name), "passRate": Self.json(result.rate),
                        "trials": .array(result.trials.map(Self.json)),
                    ]
                }
            ),
        ]
    }

    private static func json(_ value: MetricValue) -> JSONValue {
        guard let estimate = value.estimate else { return .null }
        var members: [JSONValue.Member] = [.init("mean", .double(estimate.mean)), .init("count", .int(estimate.count))]
        if let low = estimate.low { members.append(.init("low", .double(low))) }
        if let high = estimate.high { members.append(.init("high", .double(high))) }
        return .object(members)
    }

    private static func json(_ trial: Trial) -> JSONValue {
        func list(_ failures: [Failure]) -> JSONValue {
            .array(failures.map { ["assertion": .string($0.assertion), "reason": .string($0.reason)] })
        }
        var members: [JSONValue.Member] = [
            .init("passed", .bool(trial.isPassed)), .init("outcome", .string(trial.outcome.rawValue)),
            .init("milliseconds", .int(trial.latency.wholeMilliseconds)),
            .init("failures", list(trial.failures)),
        ]
        if !trial.gaps.isEmpty { members.append(.init("notMeasured", list(trial.gaps))) }
        if let answer = trial.answer { members.append(.init("answer", .string(answer))) }
        if let path = trial.path { members.append(.init("path", .string(path))) }
        if let cost = trial.costMicroUSD { members.append(.init("costMicroUSD", .int(Int(cost)))) }
        if let usage = trial.usage {
            members.append(.init("inputTokens", .int(usage.inputTokenCount)))
            members.append(.init("outputTokens", .int(usage.outputTokenCount)))
        }
        return .object(members)
    }

    /// The report as JUnit XML: one test case a trial; one that could not be measured is an error, not a failure.
    public var junit: String {
        func problems(_ failures: [Failure]) -> [JUnitReport.Problem] {
            failures.map { .init(type: $0.assertion, message: $0.reason) }
        }
        let tests = cases.flatMap { result in
            result.trials.map { trial in
                let outcome: JUnitReport.Outcome =
                    switch trial.outcome {
                    case .passed: .passed
                    case .failed: .failed(problems(trial.failures))
                    case .notMeasured: .errored(problems(trial.gaps))
                    }
                let name = result.trials.count > 1 ? "\(result.name) #\(trial.number + 1)" : result.name
                return JUnitReport.Case(name: name, outcome: outcome, time: trial.latency)
            }
        }
        let suite = JUnitReport.Suite(name: prompt, cases: tests, version: version.description)
        return JUnitReport(name: prompt, suites: [suite]).xml
    }
}
