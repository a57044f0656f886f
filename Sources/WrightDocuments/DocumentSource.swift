public import WrightCore

/// The bytes of a source item and what is known of them before they are read.
public struct DocumentSource: Sendable {
    /// Where the item comes from; see ``Document/uri``.
    public var uri: String
    /// The item's bytes.
    public var bytes: [UInt8]
    /// When it was last changed, in nanoseconds since 1970.
    public var modifiedNanoseconds: Int64?
    /// How far its origin is trusted.
    public var trust: TrustTier
    /// The groups whose members may see it; empty means everybody.
    public var accessGroups: Set<String>
    /// The file that holds exactly these bytes, if there is one; saves a copy where a child process reads them.
    public var path: String?

    /// Describes a source item.
    public init(
        uri: String,
        bytes: [UInt8],
        modifiedNanoseconds: Int64? = nil,
        trust: TrustTier = .curated,
        accessGroups: Set<String> = [],
        path: String? = nil
    ) {
        self.uri = uri
        self.bytes = bytes
        self.modifiedNanoseconds = modifiedNanoseconds
        self.trust = trust
        self.accessGroups = accessGroups
        self.path = path
    }
}
