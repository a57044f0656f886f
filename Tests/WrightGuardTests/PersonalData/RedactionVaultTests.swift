internal import Testing
internal import WrightCore
internal import WrightGuard

@Suite struct RedactionVaultTests {
    @Test func givesTheSameValueTheSamePlaceholder() {
        let vault = RedactionVault()
        #expect(
            vault.redact("From ann@example.org to bob@example.org, copy ann@example.org")
                == "From [EMAIL_1] to [EMAIL_2], copy [EMAIL_1]"
        )
        #expect(vault.redact("again bob@example.org") == "again [EMAIL_2]")
        #expect(vault.restore("Ask [EMAIL_2] or [EMAIL_9].") == "Ask bob@example.org or [EMAIL_9].")
        #expect(vault.valueCount == 2)
    }

    @Test func tellsPlaceholdersThatWereThereFromItsOwn() {
        let vault = RedactionVault()
        let text = "The template says [EMAIL_1], write to ann@example.org and [PHONE_7]"
        let redacted = vault.redact(text)
        #expect(!redacted.contains("ann@example.org"))
        #expect(redacted == "The template says [TEXT_1], write to [EMAIL_1] and [TEXT_2]")
        #expect(vault.restore(redacted) == text)
    }

    @Test func restoresExactlyWhateverTheTextIs() {
        var random = SeededRandom(seed: 7)
        let parts = [
            "ann@example.org", "[EMAIL_1]", "[TEXT_1]", "[", "]", "\\", "[EMAIL\\_1]", "+44 20 7946 0958", " ", "\n",
            "[A_", "é", "日本",
            "[[EMAIL_2]]", "203.0.113.7", "x",
        ]
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 1...12, using: &random))
                .map { _ in parts.randomElement(using: &random) ?? "" }
                .joined(separator: Bool.random(using: &random) ? " " : "")
            let vault = RedactionVault()
            #expect(vault.restore(vault.redact(text)) == text)
        }
    }

    @Test func restoresPlaceholdersThatAreCutBetweenPieces() {
        let vault = RedactionVault()
        let answer = vault.redact("Ask ann@example.org [or] bob@example.org [EMAIL_1] now") + " [EMAIL_ [EMAIL_1"
        let whole = vault.restore(answer)
        for size in 1...12 {
            var restorer = vault.restorer()
            var shown = ""
            var rest = answer[...]
            while !rest.isEmpty {
                shown += restorer.receive(String(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            shown += restorer.finish()
            #expect(shown == whole)
        }
    }

    @Test func restoresPlaceholdersThatMarkdownEscaped() {
        let vault = RedactionVault()
        _ = vault.redact("ann@example.org")
        #expect(vault.restore("\\[EMAIL\\_1] or [EMAIL\\_1]") == "\\ann@example.org or ann@example.org")
    }

    @Test func keepsValuesOutOfSight() {
        let vault = RedactionVault()
        _ = vault.redact("ann@example.org")
        var text = ""
        dump(vault, to: &text)
        #expect(!text.contains("example") && !"\(vault)".contains("example"))
    }

    @Test func leavesWebAddressesUnlessAskedFor() {
        #expect(RedactionVault().redact("https://example.org/a") == "https://example.org/a")
        #expect(RedactionVault(types: [.url]).redact("see https://example.org/a.") == "see [URL_1].")
    }
}
