public import WrightCore
public import WrightModel
public import WrightPrompt

/// What the tests of a prompt found.
public struct PromptTestReport: Sendable {
    /// Why a trial failed.
    public struct Failure: Sendable, Hashable {
        /// The assertion, or `call` where there was no answer.
        public let assertion: String
        /// What is wrong.
        public let reason: String
    }

    /// One call of one case.
    public struct Trial: Sendable {
        /// Which repetition it is, from 0.
        public var number: Int
        /// Why it failed; empty for a trial that passed.
        public var failures: [Failure]
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

        /// Whether it fulfilled everything.
        public var isPassed: Bool { failures.isEmpty }
    }

    /// One case and its trials.
    public struct CaseResult: Sendable {
        /// The case's name.
        public let name: String
        /// The trials, in order.
        public let trials: [Trial]

        /// How many trials passed.
        public var passCount: Int { trials.count { $0.isPassed } }
        /// The share of trials that passed, with Wilson's interval.
        public var rate: MetricValue { .rate(successCount: passCount, count: trials.count) }
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
    /// The share of all trials that passed, with Wilson's interval.
    ///
    /// The interval speaks of these cases repeated, not of other cases.
    public var rate: MetricValue { .rate(successCount: passCount, count: trialCount) }
    /// Whether the share meets the threshold.
    public var isPassed: Bool { (rate.estimate?.mean ?? 0) >= threshold }

    /// The JSON form.
    public var json: JSONValue {
        [
            "schema": 1, "prompt": .string(prompt), "version": .string(version.description),
            "threshold": .double(threshold), "passed": .bool(isPassed), "trials": .int(trialCount),
            "passRate": Self.json(rate),
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
        var members: [JSONValue.Member] = [
            .init("passed", .bool(trial.isPassed)),
            .init("milliseconds", .int(Int(PromptChecks.milliseconds(trial.latency)))),
            .init(
                "failures",
                .array(trial.failures.map { ["assertion": .string($0.assertion), "reason": .string($0.reason)] })
            ),
        ]
        if let answer = trial.answer { members.append(.init("answer", .string(answer))) }
        if let path = trial.path { members.append(.init("path", .string(path))) }
        if let cost = trial.costMicroUSD { members.append(.init("costMicroUSD", .int(Int(cost)))) }
        if let usage = trial.usage {
            members.append(.init("inputTokens", .int(usage.inputTokenCount)))
            members.append(.init("outputTokens", .int(usage.outputTokenCount)))
        }
        return .object(members)
    }

    /// The report as JUnit XML: one test case a trial.
    public var junit: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        let failed = trialCount - passCount
        let name = Self.escaped(prompt)
        lines.append(#"<testsuites tests="\#(trialCount)" failures="\#(failed)">"#)
        lines.append(
            #"  <testsuite name="\#(name)" tests="\#(trialCount)" failures="\#(failed)" errors="0" skipped="0">"#
        )
        lines.append(#"    <properties><property name="version" value="\#(version)"/></properties>"#)
        for result in cases {
            for trial in result.trials {
                let title = Self.escaped(result.trials.count > 1 ? "\(result.name) #\(trial.number + 1)" : result.name)
                let milliseconds = String(1_000 + PromptChecks.milliseconds(trial.latency) % 1_000).dropFirst()
                let time = "\(PromptChecks.milliseconds(trial.latency) / 1_000).\(milliseconds)"
                let head = #"    <testcase classname="\#(name)" name="\#(title)" time="\#(time)""#
                guard !trial.isPassed else {
                    lines.append(head + "/>")
                    continue
                }
                lines.append(head + ">")
                for failure in trial.failures {
                    let message = Self.escaped(failure.reason)
                    lines.append(#"      <failure type="\#(failure.assertion)" message="\#(message)"/>"#)
                }
                lines.append("    </testcase>")
            }
        }
        lines += ["  </testsuite>", "</testsuites>", ""]
        return lines.joined(separator: "\n")
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t", "\r": result += " "
            case _ where scalar.value < 32: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
