internal import Testing
internal import WrightCore

@Suite struct ReportMarkupTests {
    @Test func writesMarkupAsReferences() {
        #expect(ReportMarkup.escaped(#"<a b="c" d='e'>&"#) == "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;")
    }

    @Test func replacesWhatXMLDoesNotAllow() {
        for value: UInt32 in Array(0..<32) + [127, 0xFFFE, 0xFFFF] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isAllowed = [9, 10, 13].contains(value)
            #expect(ReportMarkup.escaped("a\(scalar)b") == (isAllowed ? "a\(scalar)b" : "a\u{FFFD}b"), "\(value)")
        }
    }

    @Test func leavesOtherTextsAsTheyAre() {
        let text = "Grüße, 世界 😀\n\u{85}\u{FFFD}"
        #expect(ReportMarkup.escaped(text) == text)
    }
}
