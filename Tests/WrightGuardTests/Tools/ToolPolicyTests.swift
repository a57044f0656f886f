import Testing
import WrightCore
import WrightGuard
import WrightModel

struct ToolPolicyTests {
    /// Arguments fit where every name of `required` is there.
    private static let check: ToolPolicy.ArgumentCheck = { arguments, schema in
        (schema["required"]?.array ?? []).compactMap(\.string)
            .filter { arguments[$0] == nil }.map { "'\($0)' is missing" }
    }

    private static func session(_ tools: [ToolPolicy.Tool], countsContext: Bool = true) -> ToolSession {
        var policy = ToolPolicy(tools: tools, check: check)
        policy.countsContext = countsContext
        return ToolSession(policy: policy)
    }

    private static func call(_ tool: String, _ arguments: (String, TrustTier)...) -> GuardedToolCall {
        let values = arguments.enumerated()
            .map { ("a\($0.offset)", Tainted(JSONValue.string($0.element.0), tier: $0.element.1)) }
        return GuardedToolCall(tool: tool, arguments: Dictionary(uniqueKeysWithValues: values))
    }

    /// The whole matrix: every pair of argument tiers, every context, every demand, every way of confirming.
    @Test func neverLetsATaintedValueReachASideEffectUnconfirmed() {
        var (allowedCount, heldCount) = (0, 0)
        for confirmation in ToolPolicy.Confirmation.allCases {
            for demand in TrustTier.allCases {
                for context in TrustTier.allCases {
                    for first in TrustTier.allCases {
                        for second in TrustTier.allCases {
                            let tool = ToolPolicy.Tool(
                                name: "send",
                                effect: .sideEffect,
                                leastTier: demand,
                                confirmation: confirmation
                            )
                            let session = Self.session([tool])
                            session.read(tier: context)
                            let call = Self.call("send", ("x", first), ("y", second))
                            let lowest = min(first, second, context)
                            switch session.decide(on: call) {
                            case .allow(let result):
                                #expect(lowest >= demand && confirmation != .always)
                                #expect(result <= lowest)
                                allowedCount += 1
                            case .confirm(let question):
                                #expect(confirmation != .never && (lowest < demand || confirmation == .always))
                                #expect(question.tier == lowest && !question.reasons.isEmpty)
                                expectOneCallConfirmed(session, call, question)
                                heldCount += 1
                            case .refuse(let refusal):
                                #expect(confirmation == .never && lowest < demand)
                                #expect(refusal.reason == .untrustedData)
                                heldCount += 1
                            }
                        }
                    }
                }
            }
        }
        #expect(allowedCount > 0 && heldCount > 0)
        #expect(allowedCount + heldCount == 3 * 4 * 4 * 4 * 4)
    }

    private func expectOneCallConfirmed(_ session: ToolSession, _ call: GuardedToolCall, _ question: ToolConfirmation) {
        var other = call
        other.arguments["a0"] = Tainted("z", tier: call.arguments["a0"]?.tier ?? .external)
        session.confirm(question)
        guard case .confirm = session.decide(on: other) else {
            Issue.record("Another call must be confirmed by itself.")
            return
        }
        guard case .allow = session.decide(on: call) else {
            Issue.record("The confirmed call may be made.")
            return
        }
        guard case .confirm = session.decide(on: call) else {
            Issue.record("It may be made once.")
            return
        }
    }

    @Test func keepsTheLowestTierThroughRandomDerivations() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<2000 {
            var origins: [TrustTier] = []
            func fresh() -> Tainted<String> {
                let tier = TrustTier.allCases.randomElement(using: &random) ?? .external
                origins.append(tier)
                return Tainted("v", tier: tier)
            }
            var value = fresh()
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                switch Int.random(in: 0...2, using: &random) {
                case 0: value = value.map { $0 + "!" }
                case 1: value = value.combined(with: fresh()) { $0 + $1 }
                default: value = fresh().combined(with: value) { $0 + $1 }
                }
            }
            #expect(value.tier == origins.min())
            let session = Self.session(
                [.init(name: "send", effect: .sideEffect, leastTier: .curated)],
                countsContext: false
            )
            let call = GuardedToolCall(tool: "send", arguments: ["text": value.map { .string($0) }])
            if case .allow = session.decide(on: call) { #expect(value.tier >= .curated) }
        }
    }

    @Test func asksAgainWhenLessTrustedDataWasReadSince() {
        let session = Self.session([.init(name: "send", effect: .sideEffect, leastTier: .operator)])
        let call = Self.call("send", ("x", .curated))
        guard case .confirm(let question) = session.decide(on: call) else {
            Issue.record("A person must be asked.")
            return
        }
        session.confirm(question)
        session.read(tier: .external)
        guard case .confirm(let second) = session.decide(on: call) else {
            Issue.record("A person must be asked again.")
            return
        }
        #expect(second.tier == .external)
    }

    @Test func refusesForGoodWhatWasDeclined() {
        let session = Self.session([.init(name: "send", effect: .sideEffect, confirmation: .always)])
        let call = Self.call("send", ("x", .operator))
        guard case .confirm(let question) = session.decide(on: call) else {
            Issue.record("A person must be asked.")
            return
        }
        session.decline(question)
        guard case .refuse(let refusal) = session.decide(on: call) else {
            Issue.record("It was declined.")
            return
        }
        #expect(refusal.reason == .declined)
    }

    @Test func refusesUnknownToolsAndArgumentsThatDoNotFit() {
        let session = Self.session([.init(name: "find", effect: .read, schema: ["required": ["a0"]])])
        #expect(Self.reason(session.decide(on: Self.call("drop"))) == .unknownTool)
        #expect(Self.reason(session.decide(on: Self.call("find"))) == .invalidArguments)
        let large = Self.call("find", (String(repeating: "x", count: 70_000), .operator))
        #expect(Self.reason(session.decide(on: large)) == .oversizedArguments)
        var deep = Self.call("find", ("x", .operator))
        deep.depth = 9
        #expect(Self.reason(session.decide(on: deep)) == .depth)
    }

    @Test func boundsLoopsAndBudgets() {
        var tool = ToolPolicy.Tool(name: "find", effect: .read)
        tool.callLimit = 5
        let session = Self.session([tool, .init(name: "look", effect: .read)])
        let call = Self.call("find", ("x", .external))
        for _ in 0..<3 { #expect(Self.reason(session.decide(on: call)) == nil) }
        #expect(Self.reason(session.decide(on: call)) == .repetition)
        for word in ["y", "z"] { #expect(Self.reason(session.decide(on: Self.call("find", (word, .user)))) == nil) }
        #expect(Self.reason(session.decide(on: Self.call("find", ("w", .user)))) == .toolBudget)
        for number in 0..<20 {
            #expect(Self.reason(session.decide(on: Self.call("look", ("\(number)", .user)))) == nil)
        }
        #expect(Self.reason(session.decide(on: Self.call("look", ("more", .user)))) == .toolBudget)
    }

    @Test func boundsTheCallsOfAllTools() {
        let tools = (0..<10).map { ToolPolicy.Tool(name: "t\($0)", effect: .read) }
        let session = Self.session(tools)
        var count = 0
        for number in 0..<200 {
            if Self.reason(session.decide(on: Self.call("t\(number % 10)", ("\(number)", .user)))) == nil { count += 1 }
        }
        #expect(count == 50)
        #expect(Self.reason(session.decide(on: Self.call("t0", ("x", .user)))) == .sessionBudget)
    }

    @Test func tellsDecisionsAsFindings() {
        let session = Self.session([.init(name: "send", effect: .sideEffect)])
        let call = Self.call("send", ("x", .external))
        let finding = session.decide(on: call).finding(for: call)
        #expect(finding?.rule == "tools.confirmation" && finding?.layer == .tools)
        let verdict = GuardPolicy.standard.decide(
            finding.map { [$0] } ?? [],
            score: 0,
            on: GuardedText("", channel: .tool)
        )
        #expect(verdict.action == .confirm)
    }

    private static func reason(_ decision: ToolDecision) -> ToolRefusal.Reason? {
        if case .refuse(let refusal) = decision { refusal.reason } else { nil }
    }
}
