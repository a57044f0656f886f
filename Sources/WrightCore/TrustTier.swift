/// How far the origin of a text is trusted.
///
/// It weighs in what may be done with the text, never in how relevant it is.
public enum TrustTier: String, Sendable, Codable, CaseIterable, Comparable {
    /// Fetched from the open web or returned by a tool: anybody may have written it.
    case external
    /// Uploaded by a user of the system.
    case user
    /// Chosen by those who run the system, such as a folder that they index. The default.
    case curated
    /// Written by those who run the system.
    case `operator`

    /// Orders from the least to the most trusted.
    public static func < (left: Self, right: Self) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .external: 0
        case .user: 1
        case .curated: 2
        case .operator: 3
        }
    }
}
