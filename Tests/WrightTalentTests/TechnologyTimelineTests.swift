import Testing
import WrightTalent

@Suite struct TechnologyTimelineTests {
    private let timeline = TechnologyTimeline.standard

    @Test func holdsAtLeastSixHundredTechnologies() {
        #expect(timeline.technologies.count >= 600)
    }

    @Test func noNameOrAliasStandsTwice() {
        var seen: Set<String> = []
        for technology in timeline.technologies {
            for name in [technology.name.lowercased()] + technology.aliases {
                #expect(seen.insert(name).inserted, "\(name) stands twice")
            }
        }
    }

    @Test func everyNeighbourExistsAndIsOlder() {
        for technology in timeline.technologies {
            for name in technology.adjacent {
                let neighbour = timeline[name]
                #expect(neighbour != nil, "\(name) of \(technology.name)")
                if let neighbour {
                    #expect(neighbour.firstRelease <= technology.firstRelease, "\(name) of \(technology.name)")
                }
            }
        }
    }

    @Test func evidenceStandsBesideEveryDateThatIsNotFromMemory() {
        for technology in timeline.technologies where technology.evidence != .memory {
            #expect(!technology.source.isEmpty, "\(technology.name)")
            let date = YearMonth(technology.documentedText)
            #expect(date != nil, "\(technology.name)")
            if let date {
                #expect(technology.firstRelease <= date, "\(technology.name) counts from later than its source")
            }
        }
    }

    @Test func theMostDemandedTechnologiesHaveASource() {
        let base = PostingBase.standard
        let ranked = timeline.technologies.sorted {
            let (left, right) = (base.demandRate(of: $0.name) ?? 0, base.demandRate(of: $1.name) ?? 0)
            return left == right ? $0.name < $1.name : left > right
        }
        for technology in ranked.prefix(150) { #expect(technology.evidence != .memory, "\(technology.name)") }
    }

    @Test(
        "a broken table names its line",
        arguments: ["A\ta\ttool\n", "A\t\ttool\tx\t20x4\tpaper\t\t\t\t\n", "A\t\ttool\tx\t2014\trumour\t\t\t\t\n"]
    )
    func refusesBrokenTables(text: String) {
        #expect(throws: TalentError.self) { try TechnologyTimeline(parsing: "# table\n" + text, name: "t.tsv") }
        do {
            _ = try TechnologyTimeline(parsing: "# table\n" + text, name: "t.tsv")
        } catch {
            #expect(error.message.contains("line 2"))
        }
    }

    @Test func agesCountBothMonthsInThePostersFavour() throws {
        let technology = try #require(timeline["Amazon Bedrock"])
        #expect(technology.yearsAvailable(at: YearMonth(year: 2026, month: 1)) == 2.8)
        #expect(technology.statement(at: YearMonth(year: 2026, month: 1)).contains("botocore"))
    }

    @Test(
        "names are found as words",
        arguments: [
            ("We use Node.js, C++ and C#.", ["Node.js", "C++", "C#"]), ("platform as code", []),
            ("Go to market", []), ("services in Go", ["Go"]), ("a large  language model", []),
            ("LLM-powered search", ["Large language models"]), ("SQL and Java", ["SQL", "Java"]),
            ("make it work", []), ("fine tuning of models", ["LLM fine-tuning"]), ("JavaScripts", []),
        ]
    )
    func findsNames(text: String, names: [String]) {
        #expect(TechnologyDictionary.standard.mentions(in: Array(text.utf8)).map(\.name) == names)
    }
}
