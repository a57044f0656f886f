import Foundation
import Testing
import WrightCore

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct JUnitReportTests {
    @Test func theLayoutIsWhatBuildServersRead() {
        let first = JUnitReport.Suite(
            name: "greeting",
            cases: [
                .init(name: "a", outcome: .passed, time: .milliseconds(1_250)),
                .init(
                    name: "b",
                    outcome: .failed([.init(type: "contains", message: "no 'yes'", text: "It said \"no\".")]),
                    time: .microseconds(3_999)
                ),
            ],
            version: "v1"
        )
        let second = JUnitReport.Suite(
            name: "f1",
            cases: [
                .init(name: "c", outcome: .passed, output: "0.5"),
                .init(name: "d", outcome: .errored([.init(message: "one"), .init(message: "two")])),
                .init(name: "e", outcome: .skipped("There is no reference.")),
            ]
        )
        let expected = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="all" tests="5" failures="1" errors="1" skipped="1" time="1.253">
              <testsuite name="greeting" tests="2" failures="1" errors="0" skipped="0" time="1.253">
                <properties><property name="version" value="v1"/></properties>
                <testcase classname="greeting" name="a" time="1.250"/>
                <testcase classname="greeting" name="b" time="0.003">
                  <failure type="contains" message="no &#39;yes&#39;">It said &quot;no&quot;.</failure>
                </testcase>
              </testsuite>
              <testsuite name="f1" tests="3" failures="0" errors="1" skipped="1">
                <testcase classname="f1" name="c">
                  <system-out>0.5</system-out>
                </testcase>
                <testcase classname="f1" name="d">
                  <error message="one"/>
                  <error message="two"/>
                </testcase>
                <testcase classname="f1" name="e">
                  <skipped message="There is no reference."/>
                </testcase>
              </testsuite>
            </testsuites>

            """
        #expect(JUnitReport(name: "all", suites: [first, second]).xml == expected)
    }

    /// Keeps what a parser reads.
    private final class Reader: NSObject, XMLParserDelegate {
        var attributes: Set<String> = []
        var texts = ""

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            self.attributes.formUnion(attributes.values)
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { texts += string }
    }

    @Test func everyTextIsWellFormed() {
        let nasty = "</testcase> ]]> & \"x\" 'y' \r\n\ta\u{0}\u{1B}\u{8}\u{7F}\u{FFFE} <![CDATA["
        let line = "</testcase> ]]> & \"x\" 'y'   a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} <![CDATA["
        let text = "</testcase> ]]> & \"x\" 'y' \n\ta\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} <![CDATA["
        let outcomes: [JUnitReport.Outcome] = [
            .failed([.init(type: nasty, message: nasty, text: nasty)]), .errored([.init(message: nasty)]),
            .skipped(nasty), .passed,
        ]
        let cases = outcomes.map { JUnitReport.Case(name: nasty, outcome: $0, output: nasty) }
        let suite = JUnitReport.Suite(name: nasty, cases: cases, version: nasty)
        let reader = Reader()
        let parser = XMLParser(data: Data(JUnitReport(name: nasty, suites: [suite]).xml.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.attributes == [line, "4", "1", "version"])
        #expect(reader.texts.components(separatedBy: text).count == 6)
    }

    @Test func aReportOfNothingIsWhole() {
        let text = JUnitReport(name: "none", suites: []).xml
        #expect(text.contains("<testsuites name=\"none\" tests=\"0\" failures=\"0\" errors=\"0\" skipped=\"0\">\n</"))
    }
}
