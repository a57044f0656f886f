import Testing
import WrightRetrieval

struct PathPatternTests {
    @Test(
        "matches as promised",
        arguments: [
            ("a.md", "a.md", true), ("a", "a/b.md", true), ("a", "ab.md", false), ("a/", "a/b.md", true),
            ("*.md", "a.md", true), ("*.md", "b/a.md", false), ("**/*.md", "b/c/a.md", true),
            ("**/*.md", "a.md", true), ("b/**", "b/c/a.md", true), ("b/**", "c/b/a.md", false),
            ("b/*", "b/c/a.md", false), ("?.md", "a.md", true), ("?.md", "ab.md", false), ("?", "/", false),
            ("**", "any/thing", true), ("./a.md", "a.md", true), ("*", "", true), ("a**c", "a/b/c", true),
            ("**/**/**/**/x", "a/b/c", false), ("docs/**/x.md", "docs/x.md", true),
        ]
    )
    func matches(pattern: String, path: String, isMatch: Bool) {
        #expect(PathPattern(pattern).matches(path) == isMatch)
    }

    @Test func staysLinearOnHostilePatterns() {
        let pattern = PathPattern(String(repeating: "*a", count: 200))
        #expect(!pattern.matches(String(repeating: "a", count: 150) + "b"))
    }
}
