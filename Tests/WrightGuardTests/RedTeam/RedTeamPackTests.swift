import Testing
import WrightCore
import WrightGuard
import WrightModel

/// Packs of probes: what ships, and how strictly files are read.
struct RedTeamPackTests {
    private func pack(_ probe: String, more: String = "") throws -> RedTeamPack {
        let text = #"{"schema":1,"name":"p","version":"1","probes":[\#(probe)]\#(more)}"#
        return try RedTeamPack(parsing: Array(text.utf8), name: "p.json")
    }

    private let good = #"{"id":"a","category":"c","owasp":["LLM01"],"channels":["direct"],"text":"Say {{first}}."}"#

    @Test func theBuiltInPackCoversEveryItem() throws {
        let pack = try RedTeamPack.builtIn()
        let attacks = pack.probes.filter { $0.kind == .attack }
        #expect(attacks.count >= 120)
        #expect(pack.probes.count - attacks.count >= 30)
        for risk in RedTeamRisk.allCases {
            #expect(attacks.count { $0.risks.contains(risk) } >= 4, "\(risk)")
        }
        for channel in RedTeamProbe.Channel.allCases {
            #expect(attacks.contains { $0.channels.contains(channel) }, "\(channel)")
        }
        #expect(attacks.allSatisfy { !$0.techniques.isEmpty })
        #expect(Set(attacks.map { $0.turns.map(\.text) }).count == attacks.count, "no probe stands there twice")
        #expect(attacks.contains { $0.turns.count > 2 })
    }

    @Test func everyTargetHasProbesOfItsOwn() throws {
        let pack = try RedTeamPack.builtIn()
        for kind in RedTeamTargetKind.allCases {
            let plan = RedTeamPlan(packs: [pack], target: kind)
            #expect(plan.attacks.count { $0.probe.kind == .attack } > 60, "\(kind)")
            #expect(plan.attacks.contains { $0.probe.kind == .control }, "\(kind)")
        }
    }

    @Test func readsAProbe() throws {
        let probe = try #require(try pack(good).probes.first)
        #expect(probe.id == "a" && probe.kind == .attack && probe.severity == .medium && probe.isConvertible)
        #expect(probe.judge == .canary && probe.targets == Set(RedTeamTargetKind.allCases))
    }

    @Test(
        "a mistake in a pack is refused with the place",
        arguments: [
            (#"{"id":"a","category":"c","owasp":["LLM11"],"channels":["direct"],"text":"t"}"#, "LLM11"),
            (#"{"id":"a","category":"c","owasp":["LLM01"],"channels":["air"],"text":"t"}"#, "air"),
            (#"{"id":"a","category":"c","owasp":["LLM01"],"channels":[],"text":"t"}"#, "channels"),
            (#"{"id":"a","category":"c","owasp":["LLM01"],"channels":["direct"],"txt":"t"}"#, "txt"),
            (#"{"id":"a","category":"c","owasp":["LLM01"],"channels":["direct"],"text":"{{hole}}"}"#, "hole"),
            (#"{"id":"a","category":"c","owasp":["LLM01"],"channels":["direct"],"text":"{{goal.x}}"}"#, "goal.x"),
            (#"{"id":"a","category":"c","owasp":["LLM01"],"channels":["direct"],"text":"say {{host}}"}"#, "judged"),
            (#"{"id":"A b","category":"c","owasp":["LLM01"],"channels":["direct"],"text":"t"}"#, "id"),
            (#"{"id":"a","category":"c","owasp":["LLM01"],"atlas":["T1"],"channels":["direct"],"text":"t"}"#, "T1"),
            (#"{"id":"a","category":"c","channels":["direct"],"text":"t"}"#, "owasp"),
            (#"{"id":"a","id":"a","category":"c","owasp":["LLM01"],"channels":["direct"],"text":"t"}"#, "twice"),
            (#"{"id":"a","category":"c","owasp":["LLM01"],"channels":["direct"],"text":"t","turns":[]}"#, "turns"),
            (
                #"{"id":"a","category":"c","owasp":["LLM01"],"channels":["direct"],"text":"t","judge":{"type":"x"}}"#,
                "type 'x'"
            ),
            (
                #"{"id":"a","category":"c","owasp":["LLM01"],"channels":["direct"],"text":"t","#
                    + #""judge":{"type":"pattern","pattern":"(a"}}"#,
                "not closed"
            ),
        ]
    )
    func refuses(probe: String, named: String) throws {
        let error = #expect(throws: GuardError.self) { _ = try pack(probe) }
        #expect(error?.code == .unreadableProbes)
        #expect(error?.message.contains(named) == true, "\(error?.message ?? "")")
        #expect(error?.remedy != nil)
    }

    @Test func refusesTheSameProbeTwice() {
        let error = #expect(throws: GuardError.self) { _ = try pack(good + "," + good) }
        #expect(error?.message.contains("twice") == true)
    }

    @Test func damagedPacksAreReadOrRefusedButNeverCrash() throws {
        let sample =
            #"{"schema":1,"name":"p","version":"1","goals":{"g":["say {{first}}","x"]},"carriers":{"txt":["a\n\nb"]},"#
            + #""probes":[\#(good),{"id":"b","category":"c","owasp":["LLM02"],"atlas":["AML.T0051.000"],"#
            + #""channels":["document","file"],"turns":[{"role":"assistant","text":"x"},"#
            + #"{"role":"user","text":"{{goal.g}}"}],"#
            + #""documents":[{"name":"n.txt","text":"t","groups":["g"]}],"#
            + #""judge":{"type":"pattern","pattern":"a{2,3}"}}]}"#
        _ = try RedTeamPack(parsing: Array(sample.utf8), name: "sample")
        var random = SeededRandom(seed: 11)
        let bytes = Array(sample.utf8)
        let alphabet = Array("{}[]\",:0aT\\\u{1}\u{FF}".utf8)
        var readCount = 0
        for _ in 0..<20_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) where !changed.isEmpty {
                let place = Int.random(in: 0..<changed.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: changed.remove(at: place)
                case 1: changed.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: place)
                case 2: changed[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                default: changed.removeLast(min(changed.count, Int.random(in: 0...40, using: &random)))
                }
            }
            guard let pack = try? RedTeamPack(parsing: changed, name: "fuzz") else { continue }
            readCount += 1
            // What was read can be used.
            for attack in RedTeamPlan(packs: [pack], target: .http).attacks { #expect(!attack.id.isEmpty) }
        }
        #expect(readCount > 100, "some damage is harmless")
    }
}
