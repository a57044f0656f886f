import Foundation
import Testing
import WrightTalent

@Suite struct FairnessTests {
    @Test func fisherAgreesWithPublishedValues() {
        #expect(abs(FisherExact.pValue(selected: (8, 1), total: (10, 6)) - 0.0350) < 0.0001)
        // The lady tasting tea: 3 of 4 right, two-sided.
        #expect(abs(FisherExact.pValue(selected: (3, 1), total: (4, 4)) - 0.4857) < 0.0001)
        #expect(FisherExact.pValue(selected: (0, 0), total: (5, 5)) == 1)
    }

    @Test func stageTablesSayWhatNumbersAllow() throws {
        let table = StageTable(
            stage: "interview",
            attribute: "sex",
            counts: ["a": (100, 60), "b": (100, 30), "c": (5, 1), "unknown": (7, 2), "d": (2, 1)]
        )
        let rows = Dictionary(uniqueKeysWithValues: table.rows.map { ($0.group, $0) })
        #expect(table.unknownCount == 7)
        #expect(rows["a"]?.conclusion == .reference && rows["a"]?.impactRatio == 1)
        #expect(rows["b"]?.impactRatio == 0.5 && rows["b"]?.conclusion == .disparityShown)
        #expect(rows["c"]?.conclusion == .tooFewToSay && rows["c"]?.impactRatio == nil)
        #expect(rows["d"]?.conclusion == .belowTwoPercent)
    }

    @Test func chanceIsNotCalledDisparity() {
        let table = StageTable(stage: "s", attribute: "sex", counts: ["a": (12, 6), "b": (12, 4)])
        #expect(table.rows.first { $0.group == "b" }?.conclusion == .disparityUncertain)
        let equal = StageTable(stage: "s", attribute: "sex", counts: ["a": (50, 25), "b": (50, 22)])
        #expect(equal.rows.first { $0.group == "b" }?.conclusion == .noDisparityShown)
    }

    @Test(
        "four fifths are counted in whole numbers",
        arguments: [
            ((25, 16), (25, 20), true), ((100, 64), (100, 80), true), ((25, 12), (25, 15), true),
            ((10_000, 6399), (100, 80), false), ((Int.max, 4), (Int.max, 5), true),
        ] as [((Int, Int), (Int, Int), Bool)]
    )
    func fourFifthsAreExact(group: (Int, Int), reference: (Int, Int), isEnough: Bool) {
        #expect(StageTable.isFourFifths(group, of: reference) == isEnough)
    }

    @Test func exactlyFourFifthsShowNoDisparity() {
        let table = StageTable(stage: "s", attribute: "sex", counts: ["a": (25, 20), "b": (25, 16)])
        #expect(table.rows.first { $0.group == "b" }?.conclusion == .noDisparityShown)
    }

    /// Lines are scored to tell demands from duties; people are not, under any name.
    @Test func nothingThatIsDeclaredScoresOrRanksAPerson() throws {
        let folders = [
            "Sources/WrightTalent/Candidates", "Sources/WrightTalent/Fairness", "Sources/WrightCLI/Commands",
        ]
        var count = 0
        for folder in folders {
            let path = TestData.packageRoot.appendingPathComponent(folder).path
            for file in try FileManager.default.contentsOfDirectory(atPath: path)
            where file.hasSuffix(".swift") && (folder.hasPrefix("Sources/WrightTalent") || file.hasPrefix("Candidate"))
            {
                count += 1
                let text = try String(contentsOfFile: path + "/" + file, encoding: .utf8)
                let found = text.firstMatch(
                    of: /(?i)\b(let|var|func|case|struct|enum)\s+\w*(score|rank|rating|merit)\w*/
                )
                #expect(found == nil, "\(file): \(found.map { String($0.output.0) } ?? "")")
            }
        }
        #expect(count > 20)
    }

    @Test func stagesAreReadByLine() throws {
        let text =
            #"{"person":"1","stage":"cv","selected":true,"sex":"f"}"# + "\n"
            + #"{"person":"2","stage":"cv","selected":false}"#
        let tables = try StageLog(jsonLines: text, name: "s").tables
        #expect(tables.count == 3 && tables[0].rows.count == 1 && tables[0].unknownCount == 1)
        for bad in ["{}", "", " \n\n"] {
            #expect(throws: TalentError.self, "'\(bad)'") { try StageLog(jsonLines: bad, name: "s") }
        }
    }
}
