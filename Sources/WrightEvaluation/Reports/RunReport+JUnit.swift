private import WrightCore

extension RunReport {
    /// The report in JUnit's XML: a test for each figure of each example.
    ///
    /// A figure below its threshold fails; one that was not measured is skipped with the reason; an answer that failed
    /// is an error. Figures without a threshold only report.
    public var junit: String { junit(thresholds: [:]) }

    /// The same with the least value that each figure must reach for an example to pass.
    public func junit(thresholds: [String: Double]) -> String {
        var suites = ""
        var (testCount, failureCount, skippedCount, errorCount) = (0, 0, 0, 0)
        for name in run.manifest.scorers {
            var cases = ""
            var (tests, failures, skipped, errors) = (0, 0, 0, 0)
            for result in run.results {
                tests += 1
                let label = ReportMarkup.escaped("\(result.exampleID) #\(result.repeatNumber)")
                let open = "    <testcase classname=\"\(ReportMarkup.escaped(name))\" name=\"\(label)\""
                if let failure = result.outcome.failure {
                    errors += 1
                    cases += "\(open)><error message=\"\(ReportMarkup.escaped(failure))\"/></testcase>\n"
                    continue
                }
                switch result.scores[name] {
                case .measured(let value)?:
                    if let least = thresholds[name], value < least {
                        failures += 1
                        let message = "\(FigureForm.plain(value)) is below \(FigureForm.plain(least))"
                        cases += "\(open)><failure message=\"\(message)\"/></testcase>\n"
                    } else {
                        cases += "\(open)><system-out>\(value)</system-out></testcase>\n"
                    }
                case .notMeasured(let why)?:
                    skipped += 1
                    cases += "\(open)><skipped message=\"\(ReportMarkup.escaped(why))\"/></testcase>\n"
                case nil:
                    skipped += 1
                    cases += "\(open)><skipped message=\"There is no such figure.\"/></testcase>\n"
                }
            }
            suites += "  <testsuite name=\"\(ReportMarkup.escaped(name))\" tests=\"\(tests)\" failures=\"\(failures)\" "
            suites += "errors=\"\(errors)\" skipped=\"\(skipped)\">\n\(cases)  </testsuite>\n"
            testCount += tests
            failureCount += failures
            skippedCount += skipped
            errorCount += errors
        }
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"\(ReportMarkup.escaped(run.name))\" "
        let counts = "tests=\"\(testCount)\" failures=\"\(failureCount)\" errors=\"\(errorCount)\" "
        return head + counts + "skipped=\"\(skippedCount)\">\n\(suites)</testsuites>\n"
    }
}
