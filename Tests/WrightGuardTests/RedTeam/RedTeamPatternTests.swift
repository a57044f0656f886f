import Foundation
import Testing
import WrightCore
import WrightGuard

/// Patterns of judges.
struct RedTeamPatternTests {
    @Test(
        "patterns",
        arguments: [
            ("a", "xAx", true), ("a", "xx", false), ("^a$", "a", true), ("^a$", "ba", false), ("^a$", "b\na\nc", true),
            ("a|bc", "xbc", true), ("(?:ab)+c", "ababc", true), ("a{2,3}b", "ab", false), ("a{2,3}b", "aaaab", true),
            ("a{2}", "a a", false), ("a{2,}", "xaaaa", true), ("\\d{3}-\\d", "12-3 123-4", true),
            ("[^a-c]", "abc", false),
            ("[a-c\\d]+x", "b7x", true), ("\\bcat\\b", "concat", false), ("\\bcat\\b", "a cat!", true),
            ("é+x", "ééx", true), ("a.c", "a\nc", false), ("a\\.c", "abc", false), ("", "", true), ("x*", "", true),
            ("[]]", "]", true), ("[\\w.-]+@\\w+", "mail a.b@c now", true), ("a??b", "b", true),
        ]
    )
    func matches(pattern: String, text: String, expected: Bool) throws {
        guard !pattern.isEmpty else { return }
        #expect(try RedTeamPattern(pattern).matches(text) == expected, "\(pattern) on \(text)")
    }

    @Test(
        "what cannot be used is refused",
        arguments: [
            "", "(a", "a)", "[a", "*a", "a**", "a{3,2}", "a{999}", "a{", "a{x}", "\\", "\\q", "[é]", "[b-a]",
            "((a{200}){200}){200}", "((){200}){200}", String(repeating: "(", count: 100),
            String(repeating: "a", count: 1001),
        ]
    )
    func refuses(pattern: String) {
        let error = #expect(throws: GuardError.self) { _ = try RedTeamPattern(pattern) }
        #expect(error?.code == .unreadableProbes && error?.remedy != nil)
    }

    /// Small random expressions agree with another engine.
    @Test func agreesWithAnotherEngine() throws {
        var random = SeededRandom(seed: 4)
        let repetitions = ["?", "+", "{2}", "{1,2}"]
        func part(_ depth: Int) -> String {
            switch Int.random(in: 0..<(depth > 2 ? 3 : 7), using: &random) {
            case 0: return "a"
            case 1: return ["b", "c", "[ab]", "[^b]", "."][Int.random(in: 0..<5, using: &random)]
            case 2: return "b"
            case 3: return "(\(part(depth + 1))|\(part(depth + 1)))"
            case 4: return "(?:\(part(depth + 1)))*"
            case 5:
                let repetition = repetitions[Int.random(in: 0..<4, using: &random)]
                return "(\(part(depth + 1))\(part(depth + 1)))\(repetition)"
            default: return part(depth + 1) + part(depth + 1)
            }
        }
        for _ in 0..<3000 {
            let start = Bool.random(using: &random) ? "^" : ""
            let end = Bool.random(using: &random) ? "$" : ""
            let source = "\(start)\(part(0))\(end)"
            let count = Int.random(in: 0...8, using: &random)
            let text = String((0..<count).map { _ -> Character in "abc".randomElement(using: &random) ?? "a" })
            let other = try NSRegularExpression(pattern: source, options: [.caseInsensitive, .anchorsMatchLines])
            let range = NSRange(location: 0, length: text.utf16.count)
            let expected = other.firstMatch(in: text, range: range) != nil
            #expect(try RedTeamPattern(source).matches(text) == expected, "\(source) on \(text)")
        }
    }

    @Test func randomTextsNeverCrashTheReader() throws {
        var random = SeededRandom(seed: 9)
        let alphabet = Array("ab(|)[]{}*+?\\d^$.,12-é")
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...14, using: &random)
            let source = String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
            guard let pattern = try? RedTeamPattern(source) else { continue }
            // What is read means the same in a group, and for capital letters.
            let isFound = pattern.matches("aab12-é")
            #expect(pattern.matches("AAB12-é") == isFound, "\(source)")
            #expect(try RedTeamPattern("(?:\(source))").matches("aab12-é") == isFound, "\(source)")
        }
    }
}
