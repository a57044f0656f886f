public import WrightCore

/// A failure of prompts: a file that cannot be read, inputs that do not fit, or a template that goes beyond a limit.
public struct PromptError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case unreadableFile
            case templateInvalid
            case templateTooLarge
            case helperUnknown
            case partialMissing
            case inputInvalid
            case promptMissing
            case jsonInvalid
            case schemaInvalid
            case schemaUnresolved
            case schemaTooCostly
            case patternInvalid
            case patternUnsupported
            case outputInvalid
            case budgetTooSmall
        }

        private let kind: Kind

        /// A prompt file does not follow its format.
        public static let unreadableFile = Self(kind: .unreadableFile)
        /// A template does not follow the language of templates.
        public static let templateInvalid = Self(kind: .templateInvalid)
        /// A template, or what it renders to, goes beyond a limit.
        public static let templateTooLarge = Self(kind: .templateTooLarge)
        /// A template calls a helper that does not exist.
        public static let helperUnknown = Self(kind: .helperUnknown)
        /// A template includes a partial that does not exist.
        public static let partialMissing = Self(kind: .partialMissing)
        /// An input is missing or of the wrong kind.
        public static let inputInvalid = Self(kind: .inputInvalid)
        /// There is no prompt of that name.
        public static let promptMissing = Self(kind: .promptMissing)
        /// A text is no JSON.
        public static let jsonInvalid = Self(kind: .jsonInvalid)
        /// A JSON Schema does not follow its language.
        public static let schemaInvalid = Self(kind: .schemaInvalid)
        /// A reference of a JSON Schema leads nowhere.
        public static let schemaUnresolved = Self(kind: .schemaUnresolved)
        /// Checking against a JSON Schema needs more steps or depth than is allowed.
        public static let schemaTooCostly = Self(kind: .schemaTooCostly)
        /// A regular expression does not follow its language.
        public static let patternInvalid = Self(kind: .patternInvalid)
        /// A regular expression uses what cannot be matched in linear time.
        public static let patternUnsupported = Self(kind: .patternUnsupported)
        /// What a model answered does not follow the output schema, and could not be mended.
        public static let outputInvalid = Self(kind: .outputInvalid)
        /// The parts that must stand in a prompt do not fit its budget.
        public static let budgetTooSmall = Self(kind: .budgetTooSmall)

        fileprivate var name: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong.
    public let message: String
    /// What to do about it.
    public let remedy: String?

    /// The code's stable name.
    public var identifier: String { code.name }
}

extension PromptError {
    package static func unreadableFile(name: String, reason: String) -> Self {
        Self(
            code: .unreadableFile,
            message: "'\(name)' cannot be read: \(reason).",
            remedy: "Correct it at the place named."
        )
    }

    package static func templateInvalid(name: String, line: Int, reason: String) -> Self {
        Self(
            code: .templateInvalid,
            message: "The template '\(name)' is wrong in line \(line): \(reason).",
            remedy: "Correct that line."
        )
    }

    package static func templateTooLarge(name: String, what: String, limit: Int) -> Self {
        Self(
            code: .templateTooLarge,
            message: "The template '\(name)' goes beyond a limit: more than \(limit) \(what).",
            remedy: "Make the template or its inputs smaller."
        )
    }

    package static func helperUnknown(name: String, template: String, line: Int) -> Self {
        Self(
            code: .helperUnknown,
            message: "The template '\(template)' calls the helper '\(name)' in line \(line), which does not exist.",
            remedy: "Use one of: each, if, unless, with, lookup, log, json, role, history, section, media, ifEquals, "
                + "unlessEquals, raw."
        )
    }

    package static func partialMissing(name: String, template: String) -> Self {
        Self(
            code: .partialMissing,
            message: "The template '\(template)' includes the partial '\(name)', which does not exist.",
            remedy: "Put a file '_\(name).prompt' beside the prompt, or correct the name."
        )
    }

    package static func partialCycle(names: [String]) -> Self {
        Self(
            code: .templateInvalid,
            message: "Partials include one another in a circle: \(names.map { "'\($0)'" }.joined(separator: " → ")).",
            remedy: "Take one of them out."
        )
    }

    package static func objectAsText(expression: String, template: String, line: Int) -> Self {
        Self(
            code: .inputInvalid,
            message: "'{{\(expression)}}' in line \(line) of '\(template)' is an object, which has no form as text.",
            remedy: "Write '{{json \(expression)}}', or name one of its members."
        )
    }

    package static func inputInvalid(prompt: String, field: String, reason: String) -> Self {
        Self(
            code: .inputInvalid,
            message: "The input '\(field)' of the prompt '\(prompt)' does not fit: \(reason).",
            remedy: "Give the inputs that 'wright prompt show' lists."
        )
    }

    package static func promptMissing(name: String, folder: String) -> Self {
        Self(
            code: .promptMissing,
            message: "There is no prompt '\(name)' in '\(folder)' and none built in.",
            remedy: "Run 'wright prompt list' to see the prompts."
        )
    }

    package static func jsonInvalid(offset: Int, reason: String) -> Self {
        Self(
            code: .jsonInvalid,
            message: "The text is not valid JSON: \(reason) at byte \(offset).",
            remedy: "Correct the JSON at that byte, or use 'wright prompt repair'."
        )
    }

    package static func textUnmendable(_ reason: String, remedy: String) -> Self {
        Self(code: .jsonInvalid, message: "The text cannot be mended to JSON: \(reason).", remedy: remedy)
    }

    package static func schemaInvalid(location: String, reason: String) -> Self {
        Self(
            code: .schemaInvalid,
            message: "The JSON Schema is wrong at '\(location)': \(reason).",
            remedy: "Correct the schema; draft 2020-12 is read."
        )
    }

    package static func schemaUnresolved(reference: String, reason: String) -> Self {
        Self(
            code: .schemaUnresolved,
            message: "The JSON Schema refers to '\(reference)', but \(reason).",
            remedy: "Give the schema with '--resource URI=FILE' or '--schema-dir DIR'; nothing is fetched."
        )
    }

    package static func schemaTooCostly(_ what: String, limit: Int) -> Self {
        Self(
            code: .schemaTooCostly,
            message: "Checking against the JSON Schema takes more than \(limit) \(what).",
            remedy:
                "Make the schema simpler; look for '$ref's that go in a circle and patterns that are tried too often."
        )
    }

    package static func patternInvalid(_ pattern: String, offset: Int, reason: String) -> Self {
        Self(
            code: .patternInvalid,
            message: "The regular expression '\(pattern)' is wrong at byte \(offset): \(reason).",
            remedy: "Write it in the form of ECMA-262 with the flag 'u'."
        )
    }

    package static func patternUnsupported(_ pattern: String, what: String) -> Self {
        Self(
            code: .patternUnsupported,
            message: "The regular expression '\(pattern)' uses \(what), which cannot be matched in bounded time.",
            remedy: "Write it without."
        )
    }

    package static func outputInvalid(reason: String, attempts: Int) -> Self {
        Self(
            code: .outputInvalid,
            message: "The model's answer does not follow the output schema after \(attempts) attempts: \(reason).",
            remedy: "Make the schema or the prompt simpler, allow more attempts, or use a stronger model."
        )
    }

    package static func budgetTooSmall(needed: Int, budget: Int, parts: [String]) -> Self {
        Self(
            code: .budgetTooSmall,
            message:
                "The parts that must stand in the prompt (\(parts.joined(separator: ", "))) take \(needed) tokens, "
                + "but the budget is \(budget).",
            remedy: "Raise the budget, or make those parts smaller or optional."
        )
    }
}
