import Synchronization
import Testing
import WrightCore
import WrightGuard
import WrightModel

/// Runs against targets that behave in known ways.
struct RedTeamRunnerTests {
    /// A target that answers by a rule.
    struct ScriptedTarget: RedTeamTarget {
        var kind: RedTeamTargetKind = .http
        var name = "scripted"
        var answer: @Sendable (RedTeamExchange) async throws -> RedTeamReply

        func reply(to exchange: RedTeamExchange) async throws -> RedTeamReply { try await answer(exchange) }
    }

    static func plan(
        _ target: RedTeamTargetKind,
        _ change: (inout RedTeamPlan.Configuration) -> Void = { _ in }
    ) throws -> RedTeamPlan {
        var configuration = RedTeamPlan.Configuration()
        configuration.conversion = .drawn(1)
        change(&configuration)
        return RedTeamPlan(packs: [try .builtIn()], target: target, configuration: configuration)
    }

    /// A guard that stops texts with one of some words in them.
    static func wordGuard(_ words: [String]) -> GuardTarget {
        GuardTarget { text in
            let isFound = words.contains { text.text.lowercased().contains($0) }
            return Verdict(
                action: isFound ? .block : .allow,
                score: isFound ? 0.9 : 0.1,
                findings: [],
                decidedBy: isFound ? "words" : nil
            )
        }
    }

    @Test func theSameRunTwiceIsTheSame() async throws {
        let plan = try Self.plan(.guard) { $0.limit = 200 }
        let target = Self.wordGuard(["ignore", "forget", "instructions"])
        let first = try await RedTeamRunner(concurrency: 8).run(plan, against: target)
        let second = try await RedTeamRunner(concurrency: 1).run(plan, against: target)
        #expect(first == second && first.attempts.count == 200)
        #expect(first.attempts.map(\.id) == plan.attacks.map(\.id))
        #expect(first.attacks.contains { $0.outcome.name == "held" })
        #expect(first.attacks.contains { $0.outcome.name == "breached" })
    }

    @Test func aGuardThatStopsAllHasFalseAlarmsOnly() async throws {
        let plan = try Self.plan(.guard)
        let run = try await RedTeamRunner().run(plan, against: Self.wordGuard(["no text says this"]))
        #expect(run.attacks.allSatisfy { $0.outcome.name == "breached" })
        let strict = GuardTarget { _ in Verdict(action: .block, score: 1, findings: [], decidedBy: "all") }
        let all = try await RedTeamRunner().run(plan, against: strict)
        #expect(all.attacks.allSatisfy { $0.outcome.name == "held" })
        #expect(!all.controls.isEmpty && all.controls.allSatisfy { $0.outcome.name == "breached" })
    }

    @Test func anObedientModelIsCaught() async throws {
        let plan = try Self.plan(.http) { $0.categories = ["direct-injection", "indirect-injection", "jailbreak"] }
        let words = Dictionary(uniqueKeysWithValues: plan.attacks.map { ($0.id, $0.canary.word) })
        let target = ScriptedTarget { RedTeamReply(text: "Sure: " + (words[$0.id] ?? "")) }
        let run = try await RedTeamRunner().run(plan, against: target)
        #expect(run.attempts.count > 100 && run.attempts.allSatisfy { $0.outcome.name == "breached" })
        let polite = ScriptedTarget { _ in RedTeamReply(text: "I only speak of the garden.") }
        let held = try await RedTeamRunner().run(plan, against: polite)
        #expect(held.attempts.allSatisfy { $0.outcome.name == "held" })
    }

    @Test func faultsAreNoResults() async throws {
        let plan = try Self.plan(.http) { $0.limit = 40 }
        let broken = ScriptedTarget { _ in throw GuardError(.limitReached, "It is closed.", remedy: nil) }
        let run = try await RedTeamRunner().run(plan, against: broken)
        #expect(run.attempts.count == 40)
        #expect(run.attempts.allSatisfy { $0.outcome == .noResult(reason: "It is closed.") })
        #expect(RedTeamRates(run).all.rate == nil)
    }

    @Test func cancellationEndsTheRun() async throws {
        let plan = try Self.plan(.http) { $0.limit = 40 }
        let target = ScriptedTarget { _ in throw CancellationError() }
        await #expect(throws: CancellationError.self) { _ = try await RedTeamRunner().run(plan, against: target) }
    }

    @Test func conversationsGoTurnByTurn() async throws {
        let plan = try Self.plan(.http) { $0.categories = ["multi-turn"] }
        let seen = Mutex<[String: [RedTeamExchange]]>([:])
        let target = ScriptedTarget { exchange in
            seen.withLock { $0[exchange.id, default: []].append(exchange) }
            return RedTeamReply(text: "Answer to: \(exchange.prompt.prefix(20))")
        }
        _ = try await RedTeamRunner().run(plan, against: target)
        let all = seen.withLock { $0 }
        let crescendo = try #require(all["turns.crescendo@direct+plain"])
        #expect(crescendo.map { $0.history.count } == [0, 2, 4, 6])
        #expect(crescendo[1].history.map(\.role) == [.user, .assistant])
        let fake = try #require(all["turns.fake-history@direct+plain"])
        #expect(fake.count == 2 && fake[1].history.map(\.role) == [.user, .assistant])
        #expect(fake[1].history[1].text.hasPrefix("Of course"), "the script's words stand in for the model's")
    }

    @Test func aGuardSeesEachTurnAndAllTogether() async throws {
        let plan = try Self.plan(.guard) { $0.categories = ["multi-turn"] }
        let texts = Mutex<[String]>([])
        let target = GuardTarget { text in
            texts.withLock { $0.append(text.text) }
            return Verdict(action: .allow, score: 0, findings: [], decidedBy: nil)
        }
        _ = try await RedTeamRunner(concurrency: 1).run(plan, against: target)
        let all = texts.withLock { $0 }
        #expect(all.contains { $0.contains("A = ") && $0.contains("C = ") })
        #expect(all.contains { $0.contains("B = ") && !$0.contains("A = ") })
    }

    @Test func progressCountsToTheEnd() async throws {
        let plan = try Self.plan(.http) { $0.limit = 30 }
        let counts = Mutex<[Int]>([])
        let target = ScriptedTarget { _ in RedTeamReply(text: "x") }
        _ = try await RedTeamRunner(concurrency: 3)
            .run(plan, against: target) { count in
                counts.withLock { $0.append(count) }
            }
        #expect(counts.withLock { $0 } == Array(1...30))
    }
}
