public import WrightCore

/// A text that a guard inspects, and where it came from.
public struct GuardedText: Sendable, Hashable {
    /// The way a text takes into the system, or out of it.
    public enum Channel: String, Sendable, Codable, CaseIterable {
        /// What a user typed.
        case user
        /// Text of a document.
        case document
        /// Text of a document that its readers do not see: comments, hidden styles, invisible characters.
        case hidden
        /// What a tool returned.
        case tool
        /// What a model wrote.
        case output
    }

    /// The text.
    public var text: String
    /// The way it takes.
    public var channel: Channel
    /// How far its origin is trusted.
    public var tier: TrustTier

    /// Names a text with its origin.
    ///
    /// Without a tier it gets its channel's: `user` for users' texts, `curated` for documents, `external` for the rest.
    public init(_ text: String, channel: Channel, tier: TrustTier? = nil) {
        self.text = text
        self.channel = channel
        self.tier = tier ?? channel.usualTier
    }
}

extension GuardedText.Channel {
    /// The trust that a text of the channel has when nobody says otherwise.
    public var usualTier: TrustTier {
        switch self {
        case .user: .user
        case .document: .curated
        case .hidden, .tool, .output: .external
        }
    }
}
