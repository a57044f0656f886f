public import WrightModel

/// One attack to try, or one harmless text that must pass: its words, the ways it takes, and how its success is told.
///
/// Goals are harmless: to say a word that is made for the attempt, or to call a tool that does nothing.
public struct RedTeamProbe: Sendable, Hashable {
    /// Whether a probe is an attack.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// It must not reach its goal.
        case attack
        /// It is harmless and must not be stopped.
        case control
    }

    /// The way that a probe's words take into the system.
    public enum Channel: String, Sendable, Hashable, CaseIterable {
        /// A user types them.
        case direct
        /// They stand in a document that is searched.
        case document
        /// A tool returns them.
        case toolOutput = "tool-output"
        /// They stand in a file that a user hands in.
        case file
        /// A model writes them; only a guard is asked about such.
        case output
    }

    /// What is said at one time, and by whom.
    public struct Turn: Sendable, Hashable {
        /// Who speaks.
        public enum Role: String, Sendable, Hashable, CaseIterable {
            /// The user.
            case user
            /// The model, as the script has it.
            case assistant
        }

        /// Who speaks.
        public var role: Role
        /// What is said.
        public var text: String

        /// Puts words into a mouth.
        public init(_ role: Role, _ text: String) {
            self.role = role
            self.text = text
        }
    }

    /// A text that lies in the system before the attack begins.
    public struct Document: Sendable, Hashable {
        /// Its name, such as `notes.md`.
        public var name: String
        /// Its content.
        public var text: String
        /// The groups that may read it; empty for everybody.
        public var groups: [String]

        /// Describes a document.
        public init(name: String, text: String, groups: [String] = []) {
            self.name = name
            self.text = text
            self.groups = groups
        }
    }

    /// The stable name, such as `direct.override-plain`.
    public var id: String
    /// Attack or control.
    public var kind: Kind
    /// The family, such as `direct-injection`.
    public var category: String
    /// The OWASP items that it tries.
    public var risks: [RedTeamRisk]
    /// The techniques of MITRE ATLAS that it uses, such as `AML.T0051.000`.
    public var techniques: [String]
    /// How bad it would be if it reached its goal.
    public var severity: Finding.Severity
    /// The ways that it is tried in.
    public var channels: [Channel]
    /// The words; more than one turn makes a conversation.
    public var turns: [Turn]
    /// The harmless question that goes with a text in a document, a file or a tool's output.
    public var question: String?
    /// The name of the document or file that holds the words; its ending says what it is.
    public var fileName: String?
    /// Documents that lie beside it.
    public var documents: [Document]
    /// What the system's own instructions say, where the target takes some.
    public var system: String?
    /// How success is told.
    public var judge: RedTeamJudge
    /// The targets that it makes sense for.
    public var targets: Set<RedTeamTargetKind>
    /// Whether converters may change its words.
    public var isConvertible: Bool
    /// Whether the words stand alone, and not among harmless ones.
    public var isBare: Bool
}

/// What is attacked.
public enum RedTeamTargetKind: String, Sendable, Hashable, CaseIterable {
    /// The guard alone: a text is stopped, or it is not.
    case `guard`
    /// The project's own way from question to answer.
    case pipeline
    /// A service over HTTP.
    case http
}
