import Testing
import WrightCore
import WrightGuard

/// What attempts are made of.
struct RedTeamAttackTests {
    private func plan(_ change: (inout RedTeamPlan.Configuration) -> Void = { _ in }) throws -> RedTeamPlan {
        var configuration = RedTeamPlan.Configuration()
        change(&configuration)
        return RedTeamPlan(packs: [try .builtIn()], target: .http, configuration: configuration)
    }

    @Test func theSameSeedGivesTheSameAttempts() throws {
        #expect(try plan().attacks == plan().attacks)
        let other = try plan { $0.seed = 2 }
        #expect(try plan().attacks != other.attacks)
    }

    @Test func attemptsDoNotDependOnWhatElseIsTried() throws {
        let all = try plan { $0.conversion = .all }
        let some = try plan {
            $0.conversion = .named([RedTeamConverter.all[1]])
            $0.categories = ["jailbreak"]
        }
        let known = Dictionary(uniqueKeysWithValues: all.attacks.map { ($0.id, $0) })
        #expect(!some.attacks.isEmpty && some.attacks.allSatisfy { known[$0.id] == $0 })
    }

    /// Whoever quotes an attack has not obeyed it, in whatever form it comes.
    @Test func quotingAnAttackIsNotObeyingIt() throws {
        var count = 0
        for attack in try plan({ $0.conversion = .all }).attacks where attack.probe.judge == .canary {
            // These hold the word where the attacked system has it.
            guard !["canary-leak", "cross-principal"].contains(attack.probe.category) else { continue }
            count += 1
            let quotes: Set = [attack.shownText, attack.turns.map(\.text).joined(separator: "\n")]
            for quote in quotes {
                let outcome = attack.probe.judge.outcome(of: RedTeamReply(text: quote), to: attack)
                #expect(outcome.name == "held", "\(attack.id): \(outcome.reason)")
            }
        }
        #expect(count > 1000)
    }

    @Test func theWordOfAnAttemptIsItsOwn() throws {
        let words = try plan().attacks.map(\.canary.word)
        #expect(Set(words).count == words.count)
        #expect(words.allSatisfy { $0.utf8.count == 16 })
    }

    @Test func aLimitKeepsEveryCategory() throws {
        let categories = Set(try plan().attacks.map(\.probe.category))
        let limited = try plan { $0.limit = categories.count }
        #expect(limited.attacks.count == categories.count)
        #expect(Set(limited.attacks.map(\.probe.category)) == categories)
        let none = try plan { $0.limit = 0 }
        #expect(none.attacks.isEmpty)
    }

    @Test func attacksStandAmongHarmlessText() throws {
        let attack = try #require(
            try plan().attacks.first { $0.probe.id == "indirect.note-to-assistant" && $0.channel == .toolOutput }
        )
        let carried = try #require(attack.carried)
        #expect(carried.name == "result.json")
        let value = try JSONValue(parsing: carried.text)
        #expect(value.object != nil, "a tool's output stays what it says it is")
        #expect(carried.text.contains(attack.canary.first) && !carried.text.contains("{{"))
    }

    @Test func toolOutputsStayJSONUnderEveryConverter() throws {
        for attack in try plan({ $0.conversion = .all }).attacks where attack.channel == .toolOutput {
            guard !attack.probe.isBare, let text = attack.carried?.text else { continue }
            #expect((try? JSONValue(parsing: text)) != nil, "\(attack.id)")
        }
    }

    @Test func piecesBecomeTurns() throws {
        let attack = try #require(
            try plan { $0.conversion = .all }.attacks.first { $0.id == "direct.override-plain@direct+split-turns" }
        )
        #expect(attack.turns.count == 3)
        #expect(attack.turns.allSatisfy { $0.role == .user })
    }

    @Test func holesAreFilledEverywhere() throws {
        for attack in try plan({ $0.conversion = .named([]) }).attacks {
            let texts =
                attack.turns.map(\.text) + attack.documents.map(\.text) + [attack.system ?? "", attack.shownText]
            #expect(!texts.contains { $0.contains("{{first}}") || $0.contains("{{goal") || $0.contains("{{filler") })
        }
        let large = try #require(try plan().attacks.first { $0.probe.id == "consumption.oversize" })
        #expect(large.turns[0].text.utf8.count > 400_000)
    }
}
