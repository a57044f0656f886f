import Foundation
import Testing
import WrightCore
import WrightGuard
import WrightModel

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Reports: complete, well-formed, and safe to open.
struct RedTeamReportTests {
    /// A run whose attacks aim at whoever reads the report.
    private func run() async throws -> RedTeamRun {
        let attacks = [
            "<script>alert(1)</script>", "]]><x/>", "\u{1B}[2J\u{202E}gnp\u{200B}\u{E0041}",
            "[link](javascript:x) {0} {{y",
            "\"'&\u{0}\u{FFFE}",
        ]
        let probes = attacks.enumerated()
            .map { number, text in
                JSONValue.object([
                    .init("id", .string("p\(number)")), .init("category", number < 3 ? "first" : "second"),
                    .init("owasp", ["LLM01", "LLM05"]), .init("atlas", ["AML.T0051.000"]), .init("severity", "high"),
                    .init("channels", ["direct"]), .init("text", .string(text)), .init("convertible", false),
                    .init("judge", ["type": "contains", "any": ["x"]]),
                ])
            }
        let control: JSONValue = [
            "id": "c0", "kind": "control", "category": "benign", "channels": ["direct"], "text": "Hello.",
        ]
        let pack: JSONValue = ["schema": 1, "name": "p", "version": "1", "probes": .array(probes + [control])]
        let parsed = try RedTeamPack(parsing: Array(pack.text().utf8), name: "p")
        let target = RedTeamRunnerTests.ScriptedTarget(name: "t <b>\u{202E}") { exchange in
            switch exchange.id.prefix(2) {
            case "p4": RedTeamReply(text: "")
            case "p0": RedTeamReply(text: "fine")
            case "c0": RedTeamReply(text: "I'm sorry, but I cannot help.")
            default: RedTeamReply(text: "x " + exchange.prompt)
            }
        }
        return try await RedTeamRunner().run(RedTeamPlan(packs: [parsed], target: .http), against: target)
    }

    private func report() async throws -> RedTeamReport {
        RedTeamReport(try await run(), gate: RedTeamGate(limits: [.init(name: "LLM01", most: 0.1)]))
    }

    @Test func aRunReadsBackAsItself() async throws {
        let run = try await run()
        #expect(
            run.attempts.map(\.outcome.name) == ["held", "breached", "breached", "breached", "no-result", "breached"]
        )
        let text = run.json.text()
        #expect(try RedTeamRun(parsing: Array(text.utf8), name: "r") == run)
        var random = SeededRandom(seed: 3)
        let bytes = Array(text.utf8)
        for _ in 0..<3000 {
            var changed = bytes
            for _ in 0..<2 {
                let place = Int.random(in: 0..<changed.count, using: &random)
                changed[place] = UInt8.random(in: 32...126, using: &random)
            }
            if let read = try? RedTeamRun(parsing: changed, name: "r") { _ = RedTeamReport(read).html }
        }
    }

    @Test func terminalLinesHoldNoControlCharacters() async throws {
        let lines = try await report().lines
        #expect(lines.contains { $0.hasPrefix("all attacks") && $0.contains("75.0 %") })
        #expect(lines.contains { $0.contains("LLM05 Improper output handling") })
        #expect(lines.contains { $0.hasPrefix("gate LLM01: NOT MET") })
        #expect(!lines.joined().unicodeScalars.contains { $0.value < 32 || $0.value == 0x202E })
    }

    @Test func controlsPassOrAreStopped() async throws {
        let report = try await report()
        for name in ["false-alarms", "benign"] {
            let place = try #require(report.lines.firstIndex { $0.hasPrefix(name) })
            let head = report.lines[place - 1].split(separator: " ")
            #expect(head.contains("stopped") && head.contains("passed") && !head.contains("held"), "\(head)")
        }
        let tables = report.html.components(separatedBy: "<caption>")
        let controls = try #require(tables.first { $0.hasPrefix("Controls") })
        let table = controls.components(separatedBy: "</table>")[0]
        #expect(table.contains(">stopped<") && table.contains(">passed<") && !table.contains(">held<"))
        #expect(table.contains("false-alarms") && table.contains("benign"))
        #expect(report.html.components(separatedBy: "false-alarms").count == 2)
    }

    @Test func htmlIsOneSafePage() async throws {
        let html = try await report().html
        #expect(!html.lowercased().contains("<script") && html.contains("&lt;b&gt;"))
        #expect(html.contains("default-src 'none'") && html.contains("prefers-color-scheme: dark"))
        #expect(!html.contains("src=") && !html.contains("href="))
        #expect(html.contains("⟨U+202E⟩") && html.contains("⟨U+E0041⟩") && html.contains("⟨U+001B⟩"))
        #expect(
            !html.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0.value == 0x202E || $0.value > 0xE0000 }
        )
        #expect(html.contains("<html lang=\"en\">") && html.contains("<caption>") && html.contains("scope=\"row\""))
        let tags = ["details", "table", "tr", "td", "th", "pre", "summary", "main"]
        for tag in tags {
            #expect(
                html.ranges(of: "<\(tag)").count - (tag == "th" ? html.ranges(of: "<thead").count : 0)
                    == html.ranges(of: "</\(tag)>").count,
                "\(tag)"
            )
        }
    }

    /// Counts elements of a JUnit file.
    final class JUnitReader: NSObject, XMLParserDelegate {
        var counts: [String: Int] = [:]
        var suites: [[String: String]] = []
        var texts = ""

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            counts[name, default: 0] += 1
            if name == "testsuites" || name == "testsuite" { suites.append(attributes) }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { texts += string }
    }

    @Test func junitIsWellFormedAndCountsRight() async throws {
        let reader = JUnitReader()
        let parser = XMLParser(data: Data(try await report().junit.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.counts["testcase"] == 7 && reader.counts["failure"] == 5 && reader.counts["error"] == 1)
        #expect(reader.suites.first?["tests"] == "7" && reader.suites.first?["failures"] == "5")
        #expect(reader.suites.first?["errors"] == "1", "an attempt without a result is no pass")
        let parts = reader.suites.dropFirst().compactMap { $0["tests"].flatMap { Int($0) } }
        #expect(parts.reduce(0, +) == 7)
        #expect(reader.texts.contains("]]><x/>"), "escaped text comes back as it was")
    }

    @Test func sarifHasTheFormOfItsVersion() async throws {
        let sarif = try await report().sarif(version: "1.2.3")
        let again = try JSONValue(parsing: sarif.text())
        #expect(again["version"]?.string == "2.1.0")
        let run = try #require(again["runs"]?.array?.first)
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
        let results = try #require(run["results"]?.array)
        #expect(rules.count == 6 && results.count == 4)
        #expect(Set(rules.compactMap { $0["id"]?.string }).count == rules.count)
        for result in results {
            let index = try #require(result["ruleIndex"]?.int)
            #expect(rules[index]["id"] == result["ruleId"])
            #expect(["error", "warning", "note"].contains(result["level"]?.string))
            let message = try #require(result["message"]?["text"]?.string)
            #expect(!message.isEmpty && !message.unicodeScalars.contains { $0.value == 0x202E })
            #expect(result["locations"]?.array?.first?["logicalLocations"]?.array?.isEmpty == false)
            #expect(result["partialFingerprints"]?["attempt/v1"]?.string?.count == 64)
        }
        let notes = run["invocations"]?.array?.first?["toolExecutionNotifications"]?.array
        #expect(notes?.count == 1)
        #expect(RedTeamText.sarif("[a](b) {0}") == "\\[a\\](b) {{0}}")
    }

    @Test func jsonNamesEveryRate() async throws {
        let json = try await report().json
        #expect(json["schema"]?.int == 1 && json["gate"]?["met"] == false)
        #expect(json["rates"]?["owasp"]?.array?.map { $0["name"]?.string } == ["LLM01", "LLM05"])
        #expect(json["rates"]?["falseAlarms"]?["rate"]?.double == 1)
        #expect(json["rates"]?["all"]?["noResult"]?.int == 1)
    }

    @Test func longTextsAreCutBetweenCharacters() {
        for limit in 0..<12 {
            let cut = RedTeamText.prefix("aé日🙂x", bytes: limit)
            #expect("aé日🙂x".hasPrefix(cut) && cut.utf8.count <= limit && !cut.contains("\u{FFFD}"))
        }
        #expect(RedTeamText.prefix("short", bytes: 100) == "short")
    }
}
