private import WrightCore

extension RunReport {
    /// The report in Markdown, for a pull request.
    public var markdown: String {
        var lines = ["### \(Self.cell(run.name)) on \(Self.cell(run.manifest.dataset))", ""]
        lines += ["| figure | mean | 95 % interval | measured |", "|---|---:|---|---:|"]
        lines += figures.map(Self.row)
        for slice in slices {
            lines += ["", "**\(Self.cell(slice.tag))**", "", "| figure | mean | 95 % interval | measured |"]
            lines += ["|---|---:|---|---:|"] + slice.figures.filter { $0.measuredCount > 0 }.map(Self.row)
        }
        let failures = run.results.count { $0.outcome.failure != nil }
        if failures > 0 { lines += ["", "\(failures) answers failed."] }
        if let reason = run.stopReason { lines += ["", Self.cell(reason)] }
        let version = run.manifest.datasetVersion.prefix(12)
        lines += [
            "", "Dataset version `\(version)`, seed \(run.manifest.seed), code \(Self.cell(run.manifest.codeVersion)).",
        ]
        let below = comparison.map { "\n" + $0.result.markdown(title: title(of: $0)) } ?? ""
        return lines.joined(separator: "\n") + "\n" + below
    }

    private static func row(_ figure: FigureSummary) -> String {
        let coverage = "\(figure.measuredCount) of \(figure.exampleCount)"
        switch figure.value {
        case .measured(let estimate):
            let range =
                estimate.interval.map { "\(FigureForm.plain($0.lowerBound)) to \(FigureForm.plain($0.upperBound))" }
            let interval = range ?? cell(figure.intervalAbsence ?? "–")
            return "| \(cell(figure.name)) | \(FigureForm.plain(estimate.mean)) | \(interval) | \(coverage) |"
        case .notMeasured(let why):
            return "| \(cell(figure.name)) | not measured | \(cell(why)) | \(coverage) |"
        }
    }

    /// Text that cannot leave its cell or become markup.
    static func cell(_ text: String) -> String {
        var result = ""
        for character in ReportMarkup.escaped(text) {
            switch character {
            case "|", "\\", "`", "*", "_", "[", "]", "#", "~": result += "\\\(character)"
            case "\n", "\r", "\r\n": result += " "
            default: result.append(character)
            }
        }
        return result
    }
}

extension RunComparison {
    /// The comparison in Markdown, for a pull request.
    public func markdown(title: String, changeLimit: Int = 10) -> String {
        var lines = ["### \(RunReport.cell(title)): \(overall.verdict.rawValue)", "", overall.sentence(), ""]
        lines.append("p \(FigureForm.probability(overall.pValue)) (\(overall.test)), \(overall.size)")
        if changes.isEmpty { lines += ["", sameness] }
        if let needed = overall.neededCount { lines += ["", "About \(needed) examples would settle it."] }
        if !slices.isEmpty {
            lines += ["", "| tag | verdict | difference | corrected p | n |", "|---|---|---:|---:|---:|"]
            for slice in slices {
                let difference = FigureForm.signed(slice.comparison.difference)
                let value = FigureForm.probability(slice.adjustedPValue)
                lines.append(
                    "| \(RunReport.cell(slice.tag)) | \(slice.verdict.rawValue) | \(difference) | \(value) | "
                        + "\(slice.comparison.count) |"
                )
            }
        }
        if !changes.isEmpty {
            lines += ["", "| example | baseline | candidate |", "|---|---:|---:|"]
            for change in changes.prefix(changeLimit) {
                let (old, new) = (FigureForm.plain(change.baseline), FigureForm.plain(change.candidate))
                lines.append("| \(RunReport.cell(change.id)) | \(old) | \(new) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
