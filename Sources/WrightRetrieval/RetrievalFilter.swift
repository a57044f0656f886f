public import WrightCore
public import WrightDocuments

/// Which documents may be found.
///
/// All conditions must hold; they are applied inside the search, not after it.
public struct RetrievalFilter: Sendable, Hashable {
    /// Patterns of which one must match the document's URI: `*` stands for anything but `/`, `**` for anything, `?` for
    /// one character; a pattern without wildcards matches a document or everything below a folder.
    ///
    /// Empty: all.
    public var paths: [String] = []
    /// Media types of which the document's must be one.
    ///
    /// Empty: all.
    public var mediaTypes: Set<MediaType> = []
    /// The least trust that a document must have.
    ///
    /// Nil: any.
    public var minimumTrust: TrustTier?
    /// The groups of the one who asks.
    ///
    /// A document that names access groups is found only if it names one of these.
    public var groups: Set<String> = []
    /// The earliest time of last change, in nanoseconds since 1970.
    ///
    /// Documents without a time do not match.
    public var modifiedSince: Int64?
    /// The time of last change must lie before this, in nanoseconds since 1970.
    public var modifiedBefore: Int64?

    /// Lets everything pass that is not restricted to groups.
    public init() {}

    /// Whether a document passes.
    public func admits(_ document: DocumentFacts) -> Bool {
        if !document.accessGroups.isEmpty, document.accessGroups.isDisjoint(with: groups) { return false }
        if let minimumTrust, document.trust < minimumTrust { return false }
        if !mediaTypes.isEmpty, !mediaTypes.contains(document.mediaType) { return false }
        if modifiedSince != nil || modifiedBefore != nil {
            guard let modified = document.modifiedNanoseconds else { return false }
            if let modifiedSince, modified < modifiedSince { return false }
            if let modifiedBefore, modified >= modifiedBefore { return false }
        }
        return paths.isEmpty || paths.contains { PathPattern($0).matches(document.uri) }
    }
}

/// What filters look at.
public struct DocumentFacts: Sendable, Hashable {
    /// Where the document comes from.
    public var uri: String
    /// What it is.
    public var mediaType: MediaType
    /// How far its origin is trusted.
    public var trust: TrustTier
    /// The groups whose members may see it; empty means everybody.
    public var accessGroups: Set<String>
    /// When its source was last changed, in nanoseconds since 1970; nil where nobody knows.
    public var modifiedNanoseconds: Int64?

    /// Says what filters look at.
    public init(
        uri: String,
        mediaType: MediaType,
        trust: TrustTier,
        accessGroups: Set<String>,
        modifiedNanoseconds: Int64?
    ) {
        self.uri = uri
        self.mediaType = mediaType
        self.trust = trust
        self.accessGroups = accessGroups
        self.modifiedNanoseconds = modifiedNanoseconds
    }

    /// Takes what filters look at from a document.
    public init(_ document: Document) {
        self.init(
            uri: document.uri,
            mediaType: document.mediaType,
            trust: document.trust,
            accessGroups: document.accessGroups,
            modifiedNanoseconds: document.modifiedNanoseconds
        )
    }
}
