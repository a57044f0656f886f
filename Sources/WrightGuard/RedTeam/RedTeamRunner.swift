internal import WrightCore

/// Makes the attempts of a plan against a target and judges each.
///
/// ```swift
/// let plan = RedTeamPlan(packs: [try .builtIn()], target: .guard)
/// let run = try await RedTeamRunner().run(plan, against: GuardTarget { try await standard.verdict(on: $0) })
/// ```
public struct RedTeamRunner: Sendable {
    /// How many attempts run at once, 1 to 64.
    public var concurrency: Int

    /// Takes how many attempts run at once.
    public init(concurrency: Int = 4) {
        precondition((1...64).contains(concurrency), "Attempts run at once are 1 to 64.")
        self.concurrency = concurrency
    }

    /// Makes every attempt; the run's attempts are in the order of the plan.
    ///
    /// An attempt without an answer to judge has no result; it does not end the run.
    ///
    /// - Throws: `CancellationError`, and nothing else.
    public func run(
        _ plan: RedTeamPlan,
        against target: some RedTeamTarget,
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws -> RedTeamRun {
        var attempts = [RedTeamAttempt?](repeating: nil, count: plan.attacks.count)
        try await withThrowingTaskGroup(of: (Int, RedTeamAttempt).self) { group in
            var next = 0
            var doneCount = 0
            func begin() {
                guard next < plan.attacks.count else { return }
                let (number, attack) = (next, plan.attacks[next])
                next += 1
                group.addTask { (number, try await Self.attempt(attack, against: target)) }
            }
            for _ in 0..<concurrency { begin() }
            while let (number, attempt) = try await group.next() {
                attempts[number] = attempt
                doneCount += 1
                progress(doneCount)
                begin()
            }
        }
        return RedTeamRun(
            target: target.name,
            targetKind: target.kind,
            seed: plan.seed,
            packs: plan.packs,
            attempts: attempts.compactMap { $0 }
        )
    }

    private static func attempt(
        _ attack: RedTeamAttack,
        against target: some RedTeamTarget
    ) async throws -> RedTeamAttempt {
        try Task.checkCancellation()
        var attempt = RedTeamAttempt(attack)
        do {
            let (outcome, reply) = try await play(attack, against: target)
            attempt.outcome = outcome
            attempt.note(reply)
        } catch {
            if error is CancellationError { throw error }
            let reason = (error as? any DescribedError)?.message ?? String(describing: error)
            attempt.outcome = .noResult(reason: RedTeamText.prefix(reason, bytes: 500))
        }
        return attempt
    }

    /// Says turn by turn what the attack says; it has reached its goal when any reply shows so.
    private static func play(
        _ attack: RedTeamAttack,
        against target: some RedTeamTarget
    ) async throws -> (RedTeamOutcome, RedTeamReply) {
        var exchange = RedTeamExchange(id: attack.id, channel: attack.channel, prompt: "", carried: attack.carried)
        exchange.system = attack.system
        exchange.documents = attack.documents
        var last: (RedTeamOutcome, RedTeamReply) = (.noResult(reason: "Nothing was said."), RedTeamReply(text: ""))
        for (number, turn) in attack.turns.enumerated() {
            // Words that the script puts into the model's mouth are history, never asked for.
            guard turn.role == .user else {
                exchange.history.append(turn)
                continue
            }
            exchange.prompt = turn.text
            let reply = try await target.reply(to: exchange)
            let outcome = attack.probe.judge.outcome(of: reply, to: attack)
            last = (outcome, reply)
            // A guard that stops one turn of an attack has stopped the attack; in all other cases one turn that goes
            // wrong is enough.
            let isDecided = target.kind == .guard && attack.probe.kind == .attack ? "held" : "breached"
            if outcome.name == isDecided { return last }
            exchange.history.append(turn)
            let isScripted = number + 1 < attack.turns.count && attack.turns[number + 1].role == .assistant
            if !isScripted, !reply.text.isEmpty, target.kind != .guard {
                exchange.history.append(.init(.assistant, reply.text))
            }
        }
        return last
    }
}
