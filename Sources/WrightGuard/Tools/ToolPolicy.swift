public import WrightCore

/// Which tools a model may call, with what, and how often.
///
/// This is a guarantee, not a signal: it does not ask whether a text looks like an attack, only where values come from.
/// The set of tools is fixed before any untrusted text is read. A tool that has effects never gets a value that derives
/// from less trusted data than it asks for unless a person confirms this very call.
public struct ToolPolicy: Sendable {
    /// What a tool does.
    public enum Effect: String, Sendable, Codable, CaseIterable {
        /// It only reads.
        case read
        /// It changes something, or tells something to somebody.
        case sideEffect
    }

    /// When a person is asked before a call.
    public enum Confirmation: String, Sendable, Codable, CaseIterable {
        /// Before every call.
        case always
        /// Before calls with values that derive from less trusted data than the tool asks for.
        case whenTainted
        /// Such calls are refused, and nobody is asked.
        case never
    }

    /// A tool and its conditions.
    public struct Tool: Sendable, Hashable {
        /// The name that models call it by.
        public var name: String
        /// What it does.
        public var effect: Effect
        /// The JSON Schema of its arguments.
        public var schema: JSONValue
        /// The least trust of data that its arguments may derive from without a person's word.
        public var leastTier: TrustTier
        /// When a person is asked.
        public var confirmation: Confirmation
        /// Calls in one session.
        public var callLimit: Int
        /// The trust of what it returns, if its arguments are trusted more.
        public var resultTier: TrustTier

        /// Describes a tool.
        ///
        /// Without further words it reads, takes anything and may be called twenty times; a tool that has effects asks
        /// for data of users or better. What tools return is not trusted.
        public init(
            name: String,
            effect: Effect,
            schema: JSONValue = ["type": "object"],
            leastTier: TrustTier? = nil,
            confirmation: Confirmation = .whenTainted
        ) {
            self.name = name
            self.effect = effect
            self.schema = schema
            self.leastTier = leastTier ?? (effect == .read ? .external : .user)
            self.confirmation = confirmation
            callLimit = 20
            resultTier = .external
        }
    }

    /// Bounds of one session.
    public struct Limits: Sendable, Hashable {
        /// Calls of all tools.
        public var callCount = 50
        /// Times that one tool is called with the same arguments.
        public var repetitionCount = 3
        /// Calls that are made because of the result of a call, one inside the other.
        public var depth = 8
        /// Bytes of one call's arguments.
        public var argumentByteCount = 64 << 10

        /// The defaults: 50 calls, 3 the same, depth 8, 64 KiB of arguments.
        public init() {}
    }

    /// Says what of some arguments does not fit a schema; nothing where they fit.
    public typealias ArgumentCheck = @Sendable (_ arguments: JSONValue, _ schema: JSONValue) -> [String]

    /// The tools by their names.
    public let tools: [String: Tool]
    /// Bounds of one session.
    public var limits: Limits
    /// Whether all that a model has read counts as an origin of what it writes.
    ///
    /// On, because whoever steers the model through a document steers the arguments too. Off only where the plan was
    /// made before any untrusted text was read.
    public var countsContext = true
    /// Checks arguments against schemas.
    let check: ArgumentCheck

    /// Sets the tools.
    ///
    /// - Parameters:
    ///   - tools: The tools, each of another name.
    ///   - limits: Bounds of one session.
    ///   - check: Says what of some arguments does not fit a schema.
    public init(tools: [Tool], limits: Limits = Limits(), check: @escaping ArgumentCheck) {
        var byName: [String: Tool] = [:]
        for tool in tools {
            precondition(byName.updateValue(tool, forKey: tool.name) == nil, "Each tool has another name.")
        }
        self.tools = byName
        self.limits = limits
        self.check = check
    }
}

/// A call that a model asks for.
public struct GuardedToolCall: Sendable, Hashable {
    /// The tool's name.
    public var tool: String
    /// The arguments by name, each with the trust of what it derives from.
    public var arguments: [String: Tainted<JSONValue>]
    /// How many calls led to this one, each because of the result of the one before; 0 for the first.
    public var depth: Int

    /// Describes a call.
    public init(tool: String, arguments: [String: Tainted<JSONValue>], depth: Int = 0) {
        self.tool = tool
        self.arguments = arguments
        self.depth = depth
    }

    /// The lowest trust of the arguments; nil where there are none.
    public var tier: TrustTier? { arguments.values.map(\.tier).min() }

    /// The arguments as one object, in the order of their names.
    public var object: JSONValue {
        .object(arguments.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.value.sorted) })
    }

    /// What tells this call from every other: the tool and its arguments, not their trust.
    public var fingerprint: ContentHash {
        let value: JSONValue = ["tool": .string(tool), "arguments": object]
        return ContentHash(of: value.text())
    }
}

extension JSONValue {
    /// The same value with the members of all objects in the order of their names.
    var sorted: Self {
        switch self {
        case .array(let elements): .array(elements.map(\.sorted))
        case .object(let members):
            .object(members.sorted { $0.name < $1.name }.map { .init($0.name, $0.value.sorted) })
        default: self
        }
    }
}

/// What a policy says to a call.
public enum ToolDecision: Sendable, Hashable {
    /// It may be made. Its result is trusted as little as said.
    case allow(resultTier: TrustTier)
    /// A person must confirm this very call.
    case confirm(ToolConfirmation)
    /// It is not made.
    case refuse(ToolRefusal)
}

/// A question to a person about one call.
public struct ToolConfirmation: Sendable, Hashable {
    /// The call that it is about; no other one is confirmed with it.
    public let fingerprint: ContentHash
    /// The tool's name.
    public let tool: String
    /// The lowest trust of what the call derives from.
    public let tier: TrustTier
    /// Why a person is asked, a sentence each.
    public let reasons: [String]
}

/// Why a call is not made.
public struct ToolRefusal: Sendable, Hashable {
    /// The reason's stable name.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// There is no such tool.
        case unknownTool
        /// The arguments do not fit the tool's schema.
        case invalidArguments
        /// The arguments are larger than allowed.
        case oversizedArguments
        /// Values derive from less trusted data than the tool asks for, and nobody may be asked.
        case untrustedData
        /// The tool was called as often as it may be.
        case toolBudget
        /// Tools were called as often as they may be.
        case sessionBudget
        /// The same call was made as often as it may be.
        case repetition
        /// Calls led to calls as often as they may.
        case depth
        /// A person said no.
        case declined
    }

    /// The reason.
    public let reason: Reason
    /// One sentence for people.
    public let message: String
}
