internal import Testing
internal import WrightCore
internal import WrightGuard
internal import WrightModel

@Suite struct OutputFilterTests {
    private static let prompt = """
        You are the assistant of the harbour office. Answer only from the sources that are given, name the number of \
        each source in brackets, and never speak about fees that are not in the table of fees. \
        请只根据来源回答，不要猜测任何内容。
        """

    private static func configuration() -> OutputFilter.Configuration {
        var configuration = OutputFilter.Configuration()
        configuration.canary = Canary(randomBytes: (0..<24).map { UInt8($0 * 11 % 256) })
        configuration.systemPrompt = prompt
        configuration.redactedTypes = PersonalDataType.redactedByDefault
        configuration.links = LinkPolicy(linkHosts: ["ok.example"], imageHosts: ["img.example"])
        return configuration
    }

    private static let parts = [
        "The fee is due ", "on Monday. ", "\n", "\n\n", "`code <b>`", "``", "```\n", "~~~\n", "   ```swift\n",
        "- item\n", "1. one\n",
        "    ```\n", "[a](https://evil.example/x?y=1)", "![i](https://evil.example/i.png)", "[a](https://ok.example/x)",
        "![i](https://img.example/i.png)", "https://evil.example/a.b ", "<img src=x onerror=y>", "<https://ok.example>",
        "[r]: https://evil.example\n",
        "ann@example.org ", "4111 1111 1111 1111", "+44 20 7946 0958 ", "203.0.113.7", "[", "]", "(", ")", "<", ">",
        "|", "\\", "!", "`", "é",
        "日本語の文", "😀", "\u{1B}[31m", "\u{202E}", "\r\n", "  ", "www.evil.example ", "//evil.example/x",
        "name the number of each source in ",
        "You are the assistant of the harbour office. Answer only from the sources that are given",
        "password: hunter2!X ", "evil.com/x ",
        "word another further plain words here ", String(repeating: "abc1", count: 30), "<script>alert(1)</script>",
        "javascript:alert(1)",
    ]

    private static func answer(_ random: inout SeededRandom) -> String {
        var text = (0..<Int.random(in: 1...30, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
            .joined()
        if Int.random(in: 0..<12, using: &random) == 0 { text += configuration().canary?.text ?? "" }
        if Int.random(in: 0..<40, using: &random) == 0 { text += String(repeating: "long0text", count: 800) }
        return text
    }

    @Test func showsTheSameWhateverThePiecesAre() {
        var random = SeededRandom(seed: 1)
        let configuration = Self.configuration()
        for _ in 0..<200 {
            let answer = Self.answer(&random)
            let whole = OutputFilter.filtered(answer, configuration)
            for _ in 0..<3 {
                var filter = OutputFilter(configuration)
                var shown = ""
                var rest = Array(answer.unicodeScalars)[...]
                let most = [1, 3, 20, 200].randomElement(using: &random) ?? 1
                while !rest.isEmpty {
                    let piece = rest.prefix(Int.random(in: 1...most, using: &random))
                    rest = rest.dropFirst(piece.count)
                    shown += filter.receive(String(String.UnicodeScalarView(piece)))
                }
                shown += filter.finish()
                #expect(shown == whole.text, "\(answer.debugDescription)")
                #expect(filter.findings == whole.findings)
                #expect(filter.isCut == whole.isCut)
            }
        }
    }

    @Test func showsOrdinaryAnswersAsTheyAre() {
        let answers = [
            "The fee is 12.50 € [1], due on 3 May 2024 (see table 2).\n\n- a < b and c > d\n- `x <y> z`\n",
            "# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quote\n\nUse `git log --oneline` and then **stop**.",
            "```swift\nlet x: [String] = []  // https://evil.example is text here\nprint(\"<b>\")\n```\n\nDone.",
            "1. Do this:\n\n   ```bash\n   curl https://evil.example\n   ```\n\n2. Do that.",
            "- a\n  - b\n\n    ```html\n    <img src=x>\n    ```\n",
            "See [the table](tables/fees.html#2) and [1] and [^2].\n\n[^2]: a note\n",
            "See <https://ok.example/a> or [it](https://ok.example/b?c=d).",
            "日本語の答えです。改行も\nあります。", "Ring the office; ask for the harbour master, who is in from nine to five.",
        ]
        for answer in answers {
            let result = OutputFilter.filtered(answer, Self.configuration())
            #expect(result.text == answer)
            #expect(result.findings == [])
        }
    }

    @Test func showsWordsWhileTheAnswerIsWritten() {
        var filter = OutputFilter(Self.configuration())
        var shown = 0
        var received = 0
        var longest = 0
        for _ in 0..<40 {
            for word in ["these ", "are ", "quite ", "ordinary ", "words ", "without ", "any ", "marks "] {
                received += word.utf8.count
                shown += filter.receive(word).utf8.count
                longest = max(longest, received - shown)
            }
        }
        #expect(longest < 80)
    }

    @Test func cutsTheAnswerBeforeTheSystemPromptIsShown() {
        for text in [
            Self.prompt, "ANSWER ONLY FROM THE SOURCES THAT ARE GIVEN, NAME THE NUMBER OF EACH SOURCE",
            "**Answer** *only* from the\n- sources that are given; name \"the number\" of each source in brackets",
            "请只根据来源回答，不要猜测任何内容。",
        ] {
            let result = OutputFilter.filtered("My rules are: \(text) and so on", Self.configuration())
            #expect(result.isCut)
            #expect(
                result.text.replacing("**", with: "") == "My rules are: [The answer was cut here.]"
                    || result.text.hasPrefix("My rules are: ")
            )
            #expect(!result.text.lowercased().contains("from the"))
            #expect(result.findings.map(\.rule) == ["output.prompt-overlap"])
        }
        let short = "I answer only from the sources that are given."
        #expect(OutputFilter.filtered(short, Self.configuration()).text == short)
    }

    @Test func replacesDataByPolicy() {
        var configuration = Self.configuration()
        let answer = "Ask ann@example.org or +44 20 7946 0958, card 4111 1111 1111 1111."
        let all = OutputFilter.filtered(answer, configuration)
        #expect(all.text == "Ask [EMAIL] or [PHONE], card [CARD].")
        #expect(all.findings.map(\.rule) == ["personal.email", "personal.phone", "personal.card"])
        configuration.redactedTypes = OutputFilter.Configuration().redactedTypes
        #expect(
            OutputFilter.filtered(answer, configuration).text == "Ask ann@example.org or +44 20 7946 0958, card [CARD]."
        )
        configuration.redactedTypes = []
        #expect(OutputFilter.filtered(answer, configuration).text == answer)
    }

    @Test func replacesAPrivateKeyOverManyLines() {
        let body = (0..<6).map { _ in String(repeating: "Ab1+", count: 16) }.joined(separator: "\n")
        let key = "-----BEGIN PRIVATE" + " KEY-----\n\(body)\n-----END PRIVATE KEY-----"
        #expect(OutputFilter.filtered("Key:\n\(key)\nend", Self.configuration()).text == "Key:\n[PRIVATE_KEY]\nend")
    }

    @Test func leavesOutControlCharacters() {
        let result = OutputFilter.filtered("a\u{1B}[31mb\u{202E}c\u{9B}2Jd\u{E0041}", Self.configuration())
        #expect(result.text == "a[31mbc2Jd")
        #expect(result.findings.map(\.rule) == ["output.control"])
    }
}
