import Testing
import WrightCore
import WrightPrompt

/// Mutated inputs end in a value or in a described error, never in a crash.
struct PromptFuzzTests {
    private static let rounds = 3_000

    private func mutations(of seeds: [String], seed: UInt64, _ body: (String) throws -> Void) {
        var random = SeededRandom(seed: seed)
        let pieces = [
            "{{", "}}", "{{#if x}}", "{{/if}}", "\"", "'", "\\", "{", "}", "[", "]", ":", ",", "---\n", "\n", "~", "^",
            "é", "$ref", "#",
        ]
        for round in 0..<Self.rounds {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    bytes.insert(
                        contentsOf: pieces.randomElement(using: &random).map { Array($0.utf8) } ?? [],
                        at: place
                    )
                case 1: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &random) }
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...8, using: &random)))
                default:
                    let end = min(bytes.count, place + 12)
                    bytes.insert(
                        contentsOf: Array(bytes[place..<end]),
                        at: Int.random(in: 0...bytes.count, using: &random)
                    )
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            do {
                try body(text)
            } catch {
                #expect(error is any DescribedError, "round \(round) of seed \(seed): \(text)")
            }
        }
    }

    @Test func templates() {
        let seeds = [
            "{{#each xs as |x i|}}{{x.a}}{{@index}}{{else}}none{{/each}} {{> p a=1}} {{{b}}}",
            "{{~#if (ifEquals a \"b\")~}}\n x\n{{else if c}}\n{{lookup a b}}{{/if}}{{!-- c --}}{{{{raw}}}}{{{{/raw}}}}",
            "{{role \"system\"}}{{json this indent=2}}{{history}}{{media url=u}}{{section 's'}}",
        ]
        mutations(of: seeds, seed: 11) { source in
            let template = try PromptTemplate(name: "t", source: source)
            _ = try template.render(PromptInput(["xs": [["a": 1], ["a": "b"]], "a": "b", "c": true, "u": "http://x"]))
        }
    }

    @Test func frontMatter() {
        let seeds = [
            "---\nmodel: m\nconfig: {a: 1}\ninput:\n  schema:\n    a?: string, x\n    b(array): number\n---\nHi {{a}}",
            "# c\n\n---\noutput:\n  schema: {type: object, properties: {a: {pattern: '^a+$'}}}\nx.y: z\n---\n",
        ]
        mutations(of: seeds, seed: 12) { source in
            _ = try PromptTemplate(name: "t", source: source).render()
            _ = try PromptTemplate(name: "t", source: source, isPrompty: true).render()
        }
    }

    @Test func schemas() {
        let seeds = [
            ##"{"$id":"http://x/a","$ref":"#/$defs/b","$defs":{"b":{"type":["string","null"],"pattern":"^(a|b)*$"}}}"##,
            ##"{"allOf":[{"properties":{"a":{"$dynamicRef":"#n"}}}],"unevaluatedProperties":false,"##
                + ##""$dynamicAnchor":"n","oneOf":[true,{"enum":[1,2.0]}]}"##,
            #"{"prefixItems":[{"multipleOf":0.01}],"items":false,"contains":{"const":1},"#
                + #""uniqueItems":true,"dependentRequired":{"a":["b"]}}"#,
        ]
        mutations(of: seeds, seed: 13) { text in
            var configuration = JSONSchema.Configuration()
            configuration.assertsFormats = true
            let schema = try JSONSchema(parsing: text, configuration: configuration)
            _ = try schema.check(["a": ["a": 1], "b": "ab"])
            _ = try schema.check([1, 2.5, "x", 1])
        }
    }

    @Test func almostJSON() throws {
        let schema = try JSONSchema(
            parsing:
                #"{"type":"object","properties":{"a":{"type":"integer"},"b":{"items":{"type":"string"}}}}"#
        )
        let seeds = [
            "Sure:\n```json\n{\"a\": 1, 'b': [\"x\", y, // c\n 'z'],}\n``` done",
            "{\"a\": \"12\", \"b\": \"He said \"hi\" to me\", c: {d: None, e: .5e3, f: \"\\u12\\ud83d\\udc32\"}",
        ]
        mutations(of: seeds, seed: 14) { text in
            let result = try JSONRepair(schema: schema).repair(text)
            _ = try JSONSchema(parsing: "true").check(parsing: Array(result.json.utf8))
        }
    }
}
