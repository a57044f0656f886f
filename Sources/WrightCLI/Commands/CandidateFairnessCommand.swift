internal import ArgumentParser
private import Foundation
internal import WrightCore
internal import WrightStore
internal import WrightTalent

/// Shows fairness.
struct CandidateFairnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fairness",
        abstract: "Stage tables in the form of Local Law 144, counterfactuals, and the record for the AI Act.",
        discussion: """
            --stages takes lines of {"person", "stage", "selected", "sex"?, "ethnicity"?}, groups as people gave them. \
            --posting with --cv swaps 36 published first names and lines about protected traits into the CV and \
            compares the \
            assessments byte by byte; the exit code is 3 where one differs. --record prints what Articles 12 and 13 of \
            the AI Act ask for.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Who reached which stage, one JSON object a line.", valueName: "file.jsonl"))
    var stages: String?

    @Option(help: ArgumentHelp("The posting of the counterfactuals.", valueName: "file"))
    var posting: String?

    @Option(help: ArgumentHelp("A text CV whose first line is the name, or with {{NAME}} in it.", valueName: "file"))
    var cv: String?

    @Option(help: ArgumentHelp("The month that \"present\" means.", valueName: "month"))
    var asOf: String?

    @Flag(help: "Print the record for the AI Act.")
    var record = false

    func validate() throws {
        guard stages != nil || cv != nil || record else {
            throw ValidationError("Give '--stages', '--cv' with '--posting', or '--record'.")
        }
        guard (cv == nil) == (posting == nil) else { throw ValidationError("'--cv' and '--posting' go together.") }
        _ = try TalentInput.month(asOf, option: "--as-of")
    }

    func run() async throws {
        var members: [JSONValue.Member] = [.init("schema", 1)]
        var tables: [StageTable] = []
        if let stages {
            let text = String(decoding: try Input.bytes(stages), as: UTF8.self)
            tables = try StageLog(jsonLines: text, name: stages).tables
            members.append(.init("tables", .array(tables.map(\.json))))
            if !global.json { for table in tables { Self.report(table) } }
        }
        var isDifferent = false
        if let cv, let posting {
            let outcomes = try counterfactuals(cv: cv, posting: posting)
            isDifferent = outcomes.contains { !$0.isIdentical }
            members.append(
                .init(
                    "counterfactuals",
                    .array(outcomes.map { ["variant": .string($0.variant), "identical": .bool($0.isIdentical)] })
                )
            )
            if !global.json {
                Output.line("\(outcomes.count { $0.isIdentical }) of \(outcomes.count) variants give the same bytes.")
                for outcome in outcomes where !outcome.isIdentical { Output.line("differs: \(outcome.variant)") }
            }
        }
        if record {
            let events = global.folder.exists ? try PeopleStore(project: global.folder).events().count : 0
            let json = ComplianceRecord.json(eventCount: events, tables: tables.count)
            members.append(.init("record", json))
            if !global.json { Output.line(json.text(indented: true)) }
        }
        if global.json { Output.json(.object(members)) }
        if isDifferent { throw ExitCode(3) }
    }

    private func counterfactuals(cv: String, posting path: String) throws -> [Counterfactual.Outcome] {
        let month = try TalentInput.month(asOf, option: "--as-of") ?? TalentInput.thisMonth
        let posting = try TalentInput.posting(path, posted: month)
        var text = String(decoding: try Input.bytes(cv), as: UTF8.self)
        if !text.contains("{{NAME}}") {
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            if let first = lines.firstIndex(where: { !$0.allSatisfy(\.isWhitespace) }) { lines[first] = "{{NAME}}" }
            text = lines.joined(separator: "\n")
        }
        func assess(_ text: String) throws -> String {
            let assessment = CandidateAssessment(of: try CandidateText(plainText: text), for: posting, asOf: month)
            return assessment.json(candidate: "candidate").text()
        }
        let names = try Counterfactual.outcomes(
            text: text,
            placeholder: "{{NAME}}",
            variants: Counterfactual.firstNames,
            assess: assess
        )
        let lines = try Counterfactual.outcomes(
            text: text.replacing("{{NAME}}", with: "{{NAME}}\n{{LINE}}"),
            placeholder: "{{LINE}}",
            variants: Counterfactual.proxyLines,
            assess: assess
        )
        return names + lines
    }

    private static func report(_ table: StageTable) {
        Output.line("\(Output.printable(table.stage)) by \(table.attribute) (\(table.unknownCount) unknown)")
        for row in table.rows {
            let ratio = row.impactRatio.map(MetricForm.fourDigits) ?? "–"
            let p = row.pValue.map { ", p \(MetricForm.fourDigits($0))" } ?? ""
            Output.line(
                "  \(Output.printable(row.group)): \(row.selected) of \(row.total) (\(row.interval.percentText)), "
                    + "ratio \(ratio)"
                    + "\(p): \(conclusion(row.conclusion))"
            )
        }
    }

    private static func conclusion(_ conclusion: StageTable.Conclusion) -> String {
        switch conclusion {
        case .reference: "highest rate"
        case .noDisparityShown: "at least four fifths"
        case .disparityShown: "less than four fifths, not by chance alone"
        case .disparityUncertain: "less than four fifths, chance may explain it"
        case .tooFewToSay: "too few to say"
        case .belowTwoPercent: "less than 2 % of all, may be left out"
        }
    }
}
