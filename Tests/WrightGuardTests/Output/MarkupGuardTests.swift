internal import Testing
internal import WrightCore
internal import WrightGuard

@Suite struct MarkupGuardTests {
    private func shown(_ text: String, linkHosts: [String] = ["ok.example"], imageHosts: [String] = ["img.example"])
        -> String
    {
        var configuration = OutputFilter.Configuration()
        configuration.redactedTypes = []
        configuration.links = LinkPolicy(linkHosts: linkHosts, imageHosts: imageHosts)
        return OutputFilter.filtered(text, configuration).text
    }

    @Test(
        "shows addresses outside the list as text",
        arguments: [
            ("![a](https://evil.example/x?d=1)", "![a] (hxxps://evil[.]example/x?d=1)"),
            ("[a](HTTPS://evil.example)", "[a] (hxxps://evil[.]example)"),
            ("[a](//evil.example/x)", "[a] (//evil[.]example/x)"),
            ("[a]( <https://evil.example> )", "[a] ( &lt;hxxps://evil[.]example> )"),
            ("[a](javascript:alert(1))", "[a] (javascript:alert(1))"),
            ("](<script>:", "](script:"),
            ("x://a.example:https://evil.example", "x://a[.]example:hxxps://evil[.]example"),
            ("xhttps://evil.example", "xhxxps://evil[.]example"),
            ("[a](data:text/html,x)", "[a] (data:text/html,x)"),
            ("[a](&#104;ttps://evil.example)", "[a] (&#104;ttps://evil[.]example)"),
            ("[a](/\\evil.example)", "[a] (/\\evil.example)"),
            ("[a](https:evil.example)", "[a] (https:evil.example)"),
            ("[r]: https://evil.example", "[r]\\: hxxps://evil[.]example"),
            ("https://evil.example/a", "hxxps://evil[.]example/a"),
            ("www.evil.example/a", "www[.]evil[.]example/a"), ("evil.com/a?b", "evil[.]com/a?b"),
            ("<https://evil.example>", "&lt;hxxps://evil[.]example>"),
            ("[a](https://ok.example@evil.example)", "[a] (hxxps://ok[.]example@evil[.]example)"),
            ("[a](https://ok.example.evil.com/)", "[a] (hxxps://ok[.]example[.]evil[.]com/)"),
            ("ftp://evil.example", "fxp://evil[.]example"),
        ]
    )
    func refused(text: String, expected: String) {
        #expect(shown(text) == expected)
    }

    @Test(
        "lets addresses of the lists pass",
        arguments: [
            "[a](https://ok.example/x?y=1&z=2#f)", "[a](https://ok.example:8080/x \"title\")",
            "![i](https://img.example/i.png)",
            "https://ok.example/a", "<https://ok.example/a>", "[a](docs/b.md#c)", "[a](#c)",
            "[r]: https://img.example/x", "[a]()",
        ]
    )
    func allowed(text: String) {
        let both = text.hasPrefix("[r]") ? ["ok.example", "img.example"] : ["ok.example"]
        #expect(shown(text, linkHosts: both) == text)
    }

    @Test func takesImagesOnlyFromTheirOwnList() {
        #expect(shown("![i](https://ok.example/i.png)") == "![i] (https://ok.example/i.png)")
        #expect(shown("![a [b](https://ok.example/i.png) c](https://ok.example/j)").contains("](") == false)
        #expect(shown("a\n\n[b](https://ok.example/i.png)") == "a\n\n[b](https://ok.example/i.png)")
    }

    @Test func writesHTMLAsText() {
        #expect(shown("<img src=\"x\">") == "&lt;img src=\"x\">")
        #expect(shown("a</b><!-- c --><?d?>") == "a&lt;/b>&lt;!-- c -->&lt;?d?>")
        #expect(shown("\\<b>") == "&lt;b>")
        #expect(shown("a < b, 1<2, x <- y") == "a < b, 1<2, x <- y")
    }

    @Test func knowsCodeAsRenderersDo() {
        #expect(shown("`<b>` <b>") == "`<b>` &lt;b>")
        #expect(shown("a ` b\n` <b> `") == "a \\` b\n` <b> `")
        #expect(shown("| ` | <b> ` |") == "| \\` | &lt;b> \\` |")
        #expect(shown("`` a ` <b> ``") == "`` a ` <b> ``")
        #expect(shown("\\` <b> `") == "\\` &lt;b> \\`")
        #expect(shown("```\n<b>\n```\n<b>") == "```\n<b>\n```\n&lt;b>")
        #expect(shown("~~~\n```\n<b>\n~~~\n<b>") == "~~~\n```\n<b>\n~~~\n&lt;b>")
    }

    @Test func closesAFenceThatItsListItemWouldClose() {
        #expect(shown("- a\n  ```\n  x\n<b>\n") == "- a\n  ```\n  x\n  ```\n&lt;b>\n")
        #expect(shown("para\n    ```\n    <b>\n") == "para\n    \\`\\`\\`\n    &lt;b>\n")
        #expect(shown("* * *\n  para\n    ```\n    <b>\n").contains("&lt;b>"))
    }

    @Test func allowsOnlyWhatIsPlain() {
        let policy = LinkPolicy(linkHosts: ["ok.example", "*.sub.example"], imageHosts: [])
        #expect(policy.allows("https://ok.example") && policy.allows("http://a.sub.example/x") && policy.allows("a/b"))
        for address in [
            "https://ok.example\\@evil.example", "https://ok.example@evil.example", "https://sub.example",
            "https://evilok.example",
            "//ok.example", "javascript:x", "https:/ok.example", "https://ok．example", "a:b", "\\\\evil.example",
            "https://ok.example/(",
            "vbscript:x", "&#x2F;/evil.example", "https://ok.example&sol;@evil.example", "", "ht\ttps://ok.example",
            "/\u{9}/evil.example", "www.evil.example", "evil.com",
        ] {
            #expect(!policy.allows(address), "\(address)")
        }
        #expect(!policy.allows("https://ok.example/i.png", asImage: true))
        #expect(!LinkPolicy(allowsRelativeAddresses: false).allows("a/b"))
    }
}
