public import WrightCore

/// A failure of the indexes: a segment that cannot be read, or input that cannot be indexed or searched with.
public struct IndexError: DescribedError, Equatable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: String, Hashable {
            case notASegment, unsupportedVersion, wrongKind, fingerprintMismatch, corruptSegment
            case dimensionMismatch, invalidVector, filterMismatch, invalidQuery, segmentTooLarge, invalidSet
        }

        private let kind: Kind

        /// A file does not begin like a segment.
        public static let notASegment = Self(kind: .notASegment)
        /// A segment has a format version that this program does not read.
        public static let unsupportedVersion = Self(kind: .unsupportedVersion)
        /// A lexical segment was given where a vector segment belongs, or the other way round.
        public static let wrongKind = Self(kind: .wrongKind)
        /// A segment was made by another analyzer or model.
        public static let fingerprintMismatch = Self(kind: .fingerprintMismatch)
        /// A segment is truncated or changed, or its content contradicts itself.
        public static let corruptSegment = Self(kind: .corruptSegment)
        /// A vector has another number of coordinates than the index.
        public static let dimensionMismatch = Self(kind: .dimensionMismatch)
        /// A vector has a coordinate that is not a finite number.
        public static let invalidVector = Self(kind: .invalidVector)
        /// Filters or tombstones do not fit the segments.
        public static let filterMismatch = Self(kind: .filterMismatch)
        /// A query has a limit, weight or parameter outside its range.
        public static let invalidQuery = Self(kind: .invalidQuery)
        /// More chunks, terms or bytes than one segment can hold.
        public static let segmentTooLarge = Self(kind: .segmentTooLarge)
        /// Bytes are not a stored set of ordinals.
        public static let invalidSet = Self(kind: .invalidSet)

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

    package static func notASegment(name: String) -> Self {
        Self(
            code: .notASegment,
            message: "The file '\(name)' is not an index segment.",
            remedy: "Rebuild the index; keep other files out of its folder."
        )
    }

    package static func unsupportedVersion(name: String, expected: UInt32, found: UInt32) -> Self {
        Self(
            code: .unsupportedVersion,
            message: "The segment '\(name)' has format version \(found), but this program reads version \(expected).",
            remedy: "Rebuild the index with this program."
        )
    }

    package static func wrongKind(name: String, expected: String, found: String) -> Self {
        Self(
            code: .wrongKind,
            message: "The segment '\(name)' is \(found), but \(expected) was expected.",
            remedy: "Rebuild the index."
        )
    }

    package static func fingerprintMismatch(name: String, expected: String, found: String) -> Self {
        Self(
            code: .fingerprintMismatch,
            message: "The segment '\(name)' was made by '\(found)', but '\(expected)' is in use.",
            remedy: "Use what made the segment, or rebuild the index with '\(expected)'."
        )
    }

    package static func corruptSegment(name: String, reason: String) -> Self {
        Self(
            code: .corruptSegment,
            message: "The segment '\(name)' is corrupt: \(reason).",
            remedy: "Rebuild the index; nothing is lost, segments are derived from the stored documents."
        )
    }

    package static func dimensionMismatch(expected: Int, found: Int) -> Self {
        Self(
            code: .dimensionMismatch,
            message: "The index holds vectors of \(expected) dimensions, but one of \(found) was given.",
            remedy: "Use the model that made the index, or rebuild the index."
        )
    }

    package static func invalidVector(ordinal: Int) -> Self {
        Self(
            code: .invalidVector,
            message: "The vector with ordinal \(ordinal) has a coordinate that is not a finite number.",
            remedy: "Check the model that made it; leave the text out if it cannot be embedded."
        )
    }

    package static func invalidQueryVector(number: Int) -> Self {
        Self(
            code: .invalidVector,
            message: "Query vector \(number) has a coordinate that is not a finite number.",
            remedy: "Check the model that made it."
        )
    }

    package static func filterMismatch(reason: String) -> Self {
        Self(
            code: .filterMismatch,
            message: "The filters or tombstones do not fit the index: \(reason).",
            remedy: "Give one set for each segment, of as many ordinals as the segment has chunks."
        )
    }

    package static func invalidQuery(reason: String) -> Self {
        Self(code: .invalidQuery, message: "The query cannot be run: \(reason).", remedy: "Correct the query.")
    }

    package static func segmentTooLarge(reason: String) -> Self {
        Self(
            code: .segmentTooLarge,
            message: "The segment cannot be built: \(reason).",
            remedy: "Cut the input into more segments."
        )
    }

    package static func invalidSet(reason: String) -> Self {
        Self(
            code: .invalidSet,
            message: "The bytes are not a stored set of ordinals: \(reason).",
            remedy: "Rebuild the set."
        )
    }
}
