public import WrightCore

/// A failure of a language-model service: it could not be reached, refused, or sent what cannot be read.
public struct ProviderError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case unreadableReply, emptyReply, replyCut, replyTooLarge
            case unreachable, connectionLost, timedOut, redirected
            case requestRefused, unauthorised, modelUnknown, rateLimited, serviceFailed
            case keyMissing, keyNotBound, keyUnsafe, insecureAddress, addressInvalid, settingsInvalid
            case circuitOpen, queueFull, everyProviderFailed, requestUnsupported
        }

        private let kind: Kind

        /// A reply does not follow the service's format.
        public static let unreadableReply = Self(kind: .unreadableReply)
        /// A reply holds nothing.
        public static let emptyReply = Self(kind: .emptyReply)
        /// A reply ended before it was complete.
        public static let replyCut = Self(kind: .replyCut)
        /// A reply is larger than allowed.
        public static let replyTooLarge = Self(kind: .replyTooLarge)
        /// No connection could be made.
        public static let unreachable = Self(kind: .unreachable)
        /// The connection broke.
        public static let connectionLost = Self(kind: .connectionLost)
        /// It took too long.
        public static let timedOut = Self(kind: .timedOut)
        /// The service pointed to another address.
        public static let redirected = Self(kind: .redirected)
        /// The service does not accept the request.
        public static let requestRefused = Self(kind: .requestRefused)
        /// The service does not accept the key.
        public static let unauthorised = Self(kind: .unauthorised)
        /// The service has no such model or path.
        public static let modelUnknown = Self(kind: .modelUnknown)
        /// Too many requests or tokens.
        public static let rateLimited = Self(kind: .rateLimited)
        /// The service failed.
        public static let serviceFailed = Self(kind: .serviceFailed)
        /// The service needs a key, and none is at hand.
        public static let keyMissing = Self(kind: .keyMissing)
        /// The key is for another host.
        public static let keyNotBound = Self(kind: .keyNotBound)
        /// A file of keys can be read by others.
        public static let keyUnsafe = Self(kind: .keyUnsafe)
        /// A key would be sent without encryption.
        public static let insecureAddress = Self(kind: .insecureAddress)
        /// An address cannot be used.
        public static let addressInvalid = Self(kind: .addressInvalid)
        /// A model or a setting of a service is not understood.
        public static let settingsInvalid = Self(kind: .settingsInvalid)
        /// The service failed so often that it is not asked for a while.
        public static let circuitOpen = Self(kind: .circuitOpen)
        /// Too many calls wait already.
        public static let queueFull = Self(kind: .queueFull)
        /// All services of a chain failed.
        public static let everyProviderFailed = Self(kind: .everyProviderFailed)
        /// The service has no form for what is asked.
        public static let requestUnsupported = Self(kind: .requestUnsupported)

        fileprivate var name: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong.
    public let message: String
    /// What to do about it.
    public let remedy: String?
    /// The HTTP status; nil where none came.
    public var status: Int?
    /// How long the service asks to wait; nil where it does not say.
    public var retryAfter: Duration?

    /// The code's stable name.
    public var identifier: String { code.name }

    /// Whether the same call may succeed later.
    public var isTransient: Bool {
        switch code {
        case .unreachable, .connectionLost, .timedOut, .rateLimited, .serviceFailed, .replyCut, .emptyReply: true
        default: false
        }
    }

    /// Whether the fault is the service's, so that another service may do better with the same request.
    public var isFaultOfService: Bool {
        isTransient
            || [
                .unreadableReply, .replyTooLarge, .redirected, .unauthorised, .modelUnknown, .circuitOpen, .queueFull,
                .everyProviderFailed,
            ]
            .contains(code)
    }

    init(code: Code, message: String, remedy: String?) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension ProviderError {
    package static func unreadableReply(service: String, reason: String) -> Self {
        Self(
            code: .unreadableReply,
            message: "The reply of '\(service)' cannot be read: \(reason).",
            remedy: "Check that the address is that of a service in the form named."
        )
    }

    package static func emptyReply(service: String) -> Self {
        Self(
            code: .emptyReply,
            message: "'\(service)' sent an empty reply.",
            remedy: "Try again; if it stays so, check the service's log."
        )
    }

    package static func replyCut(service: String) -> Self {
        Self(
            code: .replyCut,
            message: "The reply of '\(service)' ended before it was complete.",
            remedy: "Try again; if it stays so, check what stands between here and the service."
        )
    }

    package static func replyTooLarge(limit: Int) -> Self {
        Self(
            code: .replyTooLarge,
            message: "A reply, or one event or line of it, is larger than the \(ByteCount(limit)) that are read.",
            remedy: "Ask for fewer tokens."
        )
    }

    package static func unreachable(service: String, reason: String) -> Self {
        Self(
            code: .unreachable,
            message: "'\(service)' cannot be reached: \(reason).",
            remedy: "Check the address, and that the service runs."
        )
    }

    package static func connectionLost(service: String, reason: String) -> Self {
        Self(
            code: .connectionLost,
            message: "The connection to '\(service)' was lost: \(reason).",
            remedy: "Try again."
        )
    }

    package static func timedOut(service: String, after time: Duration, what: String) -> Self {
        Self(
            code: .timedOut,
            message: "'\(service)' sent no \(what) within \(time).",
            remedy: "Allow more time, or ask a faster model."
        )
    }

    package static func redirected(service: String, status: Int) -> Self {
        var error = Self(
            code: .redirected,
            message: "'\(service)' answered with a redirect (\(status)), which is not followed.",
            remedy: "Give the address that the service has now."
        )
        error.status = status
        return error
    }

    /// What a status other than 2xx means.
    package static func refused(service: String, status: Int, detail: String) -> Self {
        let said = detail.isEmpty ? "status \(status)" : "status \(status), '\(detail)'"
        let (code, remedy): (Code, String) =
            switch status {
            case 401, 403: (.unauthorised, "Check the key for this service.")
            case 404: (.modelUnknown, "Check the model's name and the address.")
            case 408, 500...599: (.serviceFailed, "Try again later.")
            case 429: (.rateLimited, "Try again later, or lower the rate of calls.")
            default: (.requestRefused, "Correct what the service names.")
            }
        var error = Self(code: code, message: "'\(service)' answered with \(said).", remedy: remedy)
        error.status = status
        return error
    }

    package static func keyMissing(service: String, variable: String) -> Self {
        Self(
            code: .keyMissing,
            message: "'\(service)' needs a key, and none is at hand.",
            remedy: "Set the variable \(variable)."
        )
    }

    package static func keyNotBound(key: String, host: String) -> Self {
        Self(
            code: .keyNotBound,
            message: "The key '\(key)' is not for the host '\(host)', which the project's settings name.",
            remedy: "If you trust that host, name it with '--base-url', or bind a key to it in your own keys.json."
        )
    }

    package static func keyUnsafe(path: String, reason: String) -> Self {
        Self(
            code: .keyUnsafe,
            message: "The file of keys '\(path)' is not used: \(reason).",
            remedy: "Make it yours and readable by you only: chmod 600."
        )
    }

    package static func insecureAddress(host: String) -> Self {
        Self(
            code: .insecureAddress,
            message: "A key would be sent to '\(host)' without encryption.",
            remedy: "Use an https address."
        )
    }

    package static func addressInvalid(_ text: String, reason: String) -> Self {
        Self(
            code: .addressInvalid,
            message: "The address '\(text)' cannot be used: \(reason).",
            remedy: "Give an address such as https://api.example.com/v1."
        )
    }

    package static func settingsInvalid(_ what: String, reason: String, remedy: String) -> Self {
        Self(code: .settingsInvalid, message: "'\(what)' is not understood: \(reason).", remedy: remedy)
    }

    package static func circuitOpen(service: String, for time: Duration) -> Self {
        let seconds = time.components.seconds + (time.components.attoseconds > 0 ? 1 : 0)
        let wait = seconds == 1 ? "1 second" : "\(seconds) seconds"
        var error = Self(
            code: .circuitOpen,
            message: "'\(service)' failed so often that it is not asked for \(wait).",
            remedy: "Wait, or name another service to fall back on."
        )
        error.retryAfter = time
        return error
    }

    package static func queueFull(service: String, limit: Int) -> Self {
        Self(
            code: .queueFull,
            message: "\(limit) calls wait for '\(service)' already.",
            remedy: "Make fewer calls at once."
        )
    }

    package static func everyProviderFailed(_ failures: [String]) -> Self {
        Self(
            code: .everyProviderFailed,
            message: "Every service failed: \(failures.joined(separator: "; ")).",
            remedy: "See what each of them says."
        )
    }

    package static func requestUnsupported(service: String, what: String) -> Self {
        Self(
            code: .requestUnsupported,
            message: "'\(service)' has no form for \(what).",
            remedy: "Leave it out, or ask another service."
        )
    }
}
