/// Tests and what came of them, as JUnit's XML, which build servers read.
///
/// Counts are those of the cases. Text may hold anything: it is escaped, attributes are kept on one line, and
/// characters that XML does not allow become U+FFFD.
package struct JUnitReport: Sendable, Hashable {
    /// Why a test failed, or could not be carried out.
    package struct Problem: Sendable, Hashable {
        /// Which kind of problem it is; nil where there is only one.
        package var type: String?
        /// What is wrong, on one line.
        package var message: String
        /// More to read; nil for no more.
        package var text: String?

        /// Describes a problem.
        package init(type: String? = nil, message: String, text: String? = nil) {
            (self.type, self.message, self.text) = (type, message, text)
        }
    }

    /// What came of a test.
    package enum Outcome: Sendable, Hashable {
        /// It passed.
        case passed
        /// It failed.
        case failed([Problem])
        /// It could not be carried out.
        case errored([Problem])
        /// It was left out, for a reason.
        case skipped(String)
    }

    /// A test.
    package struct Case: Sendable, Hashable {
        /// Its name.
        package var name: String
        /// What came of it.
        package var outcome: Outcome
        /// How long it took; nil where nobody knows.
        package var time: Duration?
        /// What it gave; nil for nothing.
        package var output: String?

        /// Describes a test.
        package init(name: String, outcome: Outcome, time: Duration? = nil, output: String? = nil) {
            (self.name, self.outcome, self.time, self.output) = (name, outcome, time, output)
        }
    }

    /// Tests that belong together; its name is the class of its tests.
    package struct Suite: Sendable, Hashable {
        /// Its name.
        package var name: String
        /// Its tests, in order.
        package var cases: [Case]
        /// The version of what is tested; nil where it has none.
        package var version: String?

        /// Describes a suite.
        package init(name: String, cases: [Case], version: String? = nil) {
            (self.name, self.cases, self.version) = (name, cases, version)
        }
    }

    /// What was tested.
    package var name: String
    /// The suites, in order.
    package var suites: [Suite]

    /// Describes a report.
    package init(name: String, suites: [Suite]) {
        (self.name, self.suites) = (name, suites)
    }

    /// The document, which ends with a line break.
    package var xml: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites\(Self.attributes(name, suites.flatMap(\.cases)))>")
        for suite in suites { lines += Self.lines(suite) }
        lines += ["</testsuites>", ""]
        return lines.joined(separator: "\n")
    }

    private static func lines(_ suite: Suite) -> [String] {
        var lines = ["  <testsuite\(attributes(suite.name, suite.cases))>"]
        if let version = suite.version {
            let property = "<property\(attribute("name", "version"))\(attribute("value", version))/>"
            lines.append("    <properties>\(property)</properties>")
        }
        for test in suite.cases {
            let time = test.time.map { attribute("time", seconds($0)) } ?? ""
            let head = "    <testcase\(attribute("classname", suite.name))\(attribute("name", test.name))\(time)"
            let inner = elements(test).map { "      " + $0 }
            lines += inner.isEmpty ? [head + "/>"] : [head + ">"] + inner + ["    </testcase>"]
        }
        return lines + ["  </testsuite>"]
    }

    /// Name, counts, and the time that the tests took together where one of theirs is known.
    private static func attributes(_ name: String, _ cases: [Case]) -> String {
        var counts = (failed: 0, errored: 0, skipped: 0)
        for test in cases {
            switch test.outcome {
            case .passed: break
            case .failed: counts.failed += 1
            case .errored: counts.errored += 1
            case .skipped: counts.skipped += 1
            }
        }
        let times = cases.compactMap(\.time)
        return attribute("name", name) + attribute("tests", "\(cases.count)")
            + attribute("failures", "\(counts.failed)") + attribute("errors", "\(counts.errored)")
            + attribute("skipped", "\(counts.skipped)")
            + (times.isEmpty ? "" : attribute("time", seconds(times.reduce(.zero, +))))
    }

    private static func elements(_ test: Case) -> [String] {
        var elements: [String] =
            switch test.outcome {
            case .passed: []
            case .failed(let problems): problems.map { element("failure", $0) }
            case .errored(let problems): problems.map { element("error", $0) }
            case .skipped(let reason): ["<skipped\(attribute("message", reason))/>"]
            }
        if let output = test.output { elements.append("<system-out>\(ReportMarkup.escaped(output))</system-out>") }
        return elements
    }

    private static func element(_ name: String, _ problem: Problem) -> String {
        let type = problem.type.map { attribute("type", $0) } ?? ""
        let head = "<\(name)\(type)\(attribute("message", problem.message))"
        return problem.text.map { "\(head)>\(ReportMarkup.escaped($0))</\(name)>" } ?? head + "/>"
    }

    /// An attribute with the blank before it; readers would take its line breaks for blanks, so they are some.
    private static func attribute(_ name: String, _ value: String) -> String {
        let line = String(value.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return " \(name)=\"\(ReportMarkup.escaped(line))\""
    }

    /// A time in seconds with three digits behind the point.
    private static func seconds(_ time: Duration) -> String {
        let milliseconds = time.wholeMilliseconds
        return "\(milliseconds / 1000)." + String(1000 + milliseconds % 1000).dropFirst()
    }
}
