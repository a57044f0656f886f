/// What a segment holds.
public enum SegmentKind: UInt32, Sendable, Hashable {
    /// Terms and where they occur.
    case lexical = 1
    /// Vectors.
    case vector = 2

    var name: String {
        switch self {
        case .lexical: "a lexical segment"
        case .vector: "a vector segment"
        }
    }
}

/// A part of a segment, by number.
struct SegmentSectionID: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt32
}
