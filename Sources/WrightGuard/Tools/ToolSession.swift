private import Synchronization
public import WrightCore
public import WrightModel

/// The calls of one conversation, held to a policy.
///
/// Ask ``decide(on:)`` before every call; only `allow` lets it be made, and it is counted then. Report what a model was
/// given to read with ``read(tier:)``, and results of tools with the tier that the decision told.
///
/// ```swift
/// let session = ToolSession(policy: policy)
/// switch session.decide(on: call) {
/// case .allow(let tier): session.read(tier: tier); …
/// case .confirm(let question): if await ask(question) { session.confirm(question) } else { session.decline(question) }
/// case .refuse(let refusal): …
/// }
/// ```
public final class ToolSession: Sendable {
    private struct State {
        var contextTier = TrustTier.operator
        var callCount = 0
        var callCounts: [String: Int] = [:]
        var repetitions: [ContentHash: Int] = [:]
        /// Calls that a person confirmed, with the lowest trust that the person was told of.
        var confirmed: [ContentHash: TrustTier] = [:]
        var declined: Set<ContentHash> = []
    }

    private let policy: ToolPolicy
    private let state = Mutex(State())

    /// Begins a conversation in which nothing was read and no tool was called.
    public init(policy: ToolPolicy) {
        self.policy = policy
    }

    /// The lowest trust of all that the model has read.
    public var contextTier: TrustTier { state.withLock { $0.contextTier } }

    /// Tells that the model was given something to read.
    public func read(tier: TrustTier) {
        state.withLock { $0.contextTier = min($0.contextTier, tier) }
    }

    /// A person says yes to one call, once.
    public func confirm(_ question: ToolConfirmation) {
        state.withLock { $0.confirmed[question.fingerprint] = question.tier }
    }

    /// A person says no to one call, for good.
    public func decline(_ question: ToolConfirmation) {
        state.withLock { state in
            state.confirmed[question.fingerprint] = nil
            state.declined.insert(question.fingerprint)
        }
    }

    /// Decides on a call, and counts it where it may be made.
    public func decide(on call: GuardedToolCall) -> ToolDecision {
        guard let tool = policy.tools[call.tool] else {
            return .refuse(.init(reason: .unknownTool, message: "There is no tool '\(call.tool)'."))
        }
        if let refusal = refusal(of: call, tool) { return .refuse(refusal) }
        let fingerprint = call.fingerprint
        return state.withLock { state in
            if let refusal = budgetRefusal(of: call, fingerprint, tool, state) { return .refuse(refusal) }
            // Without arguments and without context, the call derives from the operator's prompt alone.
            var tier = call.tier ?? .operator
            if policy.countsContext { tier = min(tier, state.contextTier) }
            let reasons = reasons(tool, tier)
            if !reasons.isEmpty {
                if tool.confirmation == .never {
                    return .refuse(.init(reason: .untrustedData, message: reasons.joined(separator: " ")))
                }
                if state.declined.contains(fingerprint) {
                    return .refuse(.init(reason: .declined, message: "A person declined this call of '\(tool.name)'."))
                }
                // What has been read since the person was asked makes it another question.
                guard let told = state.confirmed.removeValue(forKey: fingerprint), told <= tier else {
                    return .confirm(
                        ToolConfirmation(fingerprint: fingerprint, tool: tool.name, tier: tier, reasons: reasons)
                    )
                }
            }
            state.callCount += 1
            state.callCounts[tool.name, default: 0] += 1
            state.repetitions[fingerprint, default: 0] += 1
            return .allow(resultTier: min(tier, tool.resultTier))
        }
    }

    /// Why a person is asked; nothing where nobody need be.
    private func reasons(_ tool: ToolPolicy.Tool, _ tier: TrustTier) -> [String] {
        var reasons: [String] = []
        if tier < tool.leastTier {
            reasons.append(
                "The call derives from data of the tier '\(tier.rawValue)', and '\(tool.name)' asks for "
                    + "'\(tool.leastTier.rawValue)' or better."
            )
        }
        if tool.confirmation == .always { reasons.append("Every call of '\(tool.name)' is confirmed.") }
        return reasons
    }

    private func refusal(of call: GuardedToolCall, _ tool: ToolPolicy.Tool) -> ToolRefusal? {
        if call.depth > policy.limits.depth {
            return .init(reason: .depth, message: "More than \(policy.limits.depth) calls led to this one.")
        }
        let object = call.object
        let byteCount = object.text().utf8.count
        if byteCount > policy.limits.argumentByteCount {
            let limit = policy.limits.argumentByteCount
            return .init(
                reason: .oversizedArguments,
                message: "The arguments take \(byteCount) bytes, and \(limit) are allowed."
            )
        }
        let problems = policy.check(object, tool.schema)
        guard problems.isEmpty else {
            let listed = problems.prefix(5).joined(separator: "; ")
            return .init(
                reason: .invalidArguments,
                message: "The arguments of '\(tool.name)' do not fit its schema: \(listed)."
            )
        }
        return nil
    }

    private func budgetRefusal(
        of call: GuardedToolCall,
        _ fingerprint: ContentHash,
        _ tool: ToolPolicy.Tool,
        _ state: State
    ) -> ToolRefusal? {
        let limits = policy.limits
        if state.callCount >= limits.callCount {
            return .init(reason: .sessionBudget, message: "Tools were called \(limits.callCount) times.")
        }
        if state.callCounts[tool.name, default: 0] >= tool.callLimit {
            return .init(reason: .toolBudget, message: "'\(tool.name)' was called \(tool.callLimit) times.")
        }
        if state.repetitions[fingerprint, default: 0] >= limits.repetitionCount {
            return .init(
                reason: .repetition,
                message: "'\(tool.name)' was called \(limits.repetitionCount) times with the same arguments."
            )
        }
        return nil
    }
}

extension ToolDecision {
    /// The finding that a decision makes; nil for a call that may be made.
    public func finding(for call: GuardedToolCall) -> Finding? {
        switch self {
        case .allow: nil
        case .confirm(let question):
            Finding(
                rule: "tools.confirmation",
                layer: .tools,
                range: nil,
                severity: .medium,
                score: 1,
                evidence: question.reasons.joined(separator: " "),
                remedy: "Ask a person, and confirm or decline this call."
            )
        case .refuse(let refusal):
            Finding(
                rule: "tools.\(refusal.reason.rawValue)",
                layer: .tools,
                range: nil,
                severity: .critical,
                score: 1,
                evidence: refusal.message,
                remedy: "Tell the model that the call was refused, and do not make it."
            )
        }
    }
}
