private import WrightCore

extension RunReport {
    /// The report in JUnit's XML: a test for each figure of each example.
    ///
    /// A figure below its threshold fails; one that was not measured is skipped with the reason; an answer that failed
    /// is an error. Figures without a threshold only report.
    public var junit: String { junit(thresholds: [:]) }

    /// The same with the least value that each figure must reach for an example to pass.
    public func junit(thresholds: [String: Double]) -> String {
        let suites = run.manifest.scorers.map { figure in
            JUnitReport.Suite(
                name: figure,
                cases: run.results.map { Self.test(of: figure, in: $0, least: thresholds[figure]) }
            )
        }
        return JUnitReport(name: run.name, suites: suites).xml
    }

    private static func test(of figure: String, in result: ExampleResult, least: Double?) -> JUnitReport.Case {
        var test = JUnitReport.Case(name: "\(result.exampleID) #\(result.repeatNumber)", outcome: .passed)
        if let failure = result.outcome.failure {
            test.outcome = .errored([.init(message: failure)])
            return test
        }
        switch result.scores[figure] {
        case .measured(let value)?:
            if let least, value < least {
                let message = "\(FigureForm.plain(value)) is below \(FigureForm.plain(least))"
                test.outcome = .failed([.init(message: message)])
            } else {
                test.output = "\(value)"
            }
        case .notMeasured(let why)?: test.outcome = .skipped(why)
        case nil: test.outcome = .skipped("There is no such figure.")
        }
        return test
    }
}
