import Testing
import WrightCore
import WrightPrompt

struct JSONSchemaTests {
    private func violations(_ schema: String, _ instance: String) throws -> [SchemaViolation] {
        try JSONSchema(parsing: schema).check(parsing: Array(instance.utf8)).violations
    }

    @Test func namesPlaceKeywordAndReason() throws {
        let found = try violations(
            #"{"type":"object","required":["a"],"properties":{"b":{"items":{"type":"integer"}}}}"#,
            #"{"b":[1,"x"]}"#
        )
        #expect(found.map(\.instance) == ["", "/b/1"])
        #expect(found.map(\.keyword) == ["required", "type"])
        #expect(found.map(\.message) == ["'a' is missing", #"it must be integer, but is "x""#])
        #expect(found[1].location == "#/properties/b/items/type")
    }

    @Test func comparesNumbersWithoutRounding() throws {
        #expect(try violations(#"{"maximum":0.1}"#, "0.10000000000000000000001").count == 1)
        #expect(try violations(#"{"const":12345678901234567890123}"#, "12345678901234567890124").count == 1)
        #expect(try violations(#"{"const":1}"#, "1.0e0").isEmpty)
        #expect(try violations(#"{"multipleOf":0.01}"#, "4.35").isEmpty)
        #expect(try violations(#"{"multipleOf":0.01}"#, "4.351").count == 1)
        #expect(try violations(#"{"multipleOf":12345678901234567891}"#, "24691357802469135782").isEmpty)
        #expect(try violations(#"{"multipleOf":12345678901234567891}"#, "24691357802469135783").count == 1)
        #expect(try violations(#"{"type":"integer"}"#, "1e400").isEmpty)
    }

    @Test func referencesInACircleEndInANamedError() throws {
        let schema = try JSONSchema(
            parsing: ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##
        )
        #expect { try schema.check(.int(1)) } throws: { ($0 as? PromptError)?.code == .schemaTooCostly }
    }

    @Test func doublingReferencesEndInANamedError() throws {
        var definitions = (0..<40)
            .map { ##""d\##($0)":{"allOf":[{"$ref":"#/$defs/d\##($0 + 1)"},{"$ref":"#/$defs/d\##($0 + 1)"}]}"## }
        definitions.append(#""d40":{"type":"integer"}"#)
        let schema = try JSONSchema(
            parsing: ##"{"$ref":"#/$defs/d0","$defs":{\##(definitions.joined(separator: ","))}}"##
        )
        #expect { try schema.check(.int(1)) } throws: { ($0 as? PromptError)?.code == .schemaTooCostly }
    }

    @Test func deepTextsAreRefused() {
        let deep = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
        #expect { try JSONSchema(parsing: "true").check(parsing: Array(deep.utf8)) } throws: {
            ($0 as? PromptError)?.code == .jsonInvalid
        }
        let schema = String(repeating: #"{"not":"#, count: 5_000) + "true" + String(repeating: "}", count: 5_000)
        #expect { try JSONSchema(parsing: schema) } throws: { ($0 as? PromptError)?.code == .jsonInvalid }
    }

    @Test func patternsThatBackTrackElsewhereAreLinear() throws {
        let schema = try JSONSchema(parsing: #"{"pattern":"^(a+)+$"}"#)
        let text = "\"" + String(repeating: "a", count: 20_000) + "b\""
        #expect(try !schema.isValid(parsing: Array(text.utf8)))
        #expect { try JSONSchema(parsing: #"{"pattern":"((a{1000}){1000}){1000}"}"#) } throws: {
            ($0 as? PromptError)?.code == .patternUnsupported
        }
        #expect { try JSONSchema(parsing: #"{"pattern":"(a)\\1"}"#) } throws: {
            ($0 as? PromptError)?.code == .patternUnsupported
        }
    }

    @Test func repeatedNamesAreRefused() throws {
        #expect { try JSONSchema(parsing: "true").check(parsing: Array(#"{"a":1,"a":2}"#.utf8)) } throws: {
            ($0 as? PromptError)?.message.contains("'a' stands twice") ?? false
        }
    }

    @Test(
        arguments: [
            ("^[a-z]{2,3}$", "abc", true), ("^[a-z]{2,3}$", "abcd", false), ("a|b", "xbx", true),
            (#"^\d+$"#, "१२", false),
            ("(?=.*\\d)(?=.*[a-z])^.{4,}$", "ab12", true), ("(?=.*\\d)(?=.*[a-z])^.{4,}$", "abcd", false),
            ("^(?!foo)", "foobar", false), ("^(?!foo)", "barfoo", true), ("(?<=a)b", "ab", true),
            ("(?<=a)b", "cb", false),
            ("(?<!a)b", "ab", false), (#"\bfoo\b"#, "a foo b", true), (#"\bfoo\b"#, "afoo", false), ("^.$", "🐲", true),
            ("^(?<year>\\d{4})-(?:\\d\\d)$", "2024-05", true), (#"^\p{Lu}\p{Ll}+$"#, "Ärger", true), ("x*", "", true),
            (#"^[\w.+-]+@[\w-]+\.[\w.]+$"#, "a.b+c@d-e.org", true), ("^[^\\d\\s]+$", "abc1", false), ("", "x", true),
            (#"^\u{1F432}$"#, "🐲", true), (#"[\]]"#, "]", true), ("(a*)*b", "aaab", true), ("(|a)+$", "aaa", true),
        ] as [(String, String, Bool)]
    )
    func patternsMatchAsInJavaScript(_ source: String, _ text: String, _ expected: Bool) throws {
        #expect(try Pattern(source).matches(text) == expected)
    }

    @Test(arguments: ["(", ")", "[a", "a**", "*a", "\\", "a{2,1}", "[z-a]", "\\p{Nonsense}", "(?<1>a)"])
    func wrongPatternsAreNamed(_ source: String) {
        #expect { try Pattern(source) } throws: { ($0 as? PromptError)?.code == .patternInvalid }
    }
}
