private import WrightModel

/// Takes personal data and secrets out of texts for good: out of documents before they are stored, and out of traces
/// before they are written.
///
/// ```swift
/// let redaction = PersonalDataRedaction(policy: .standard, place: .trace)
/// redaction.redacted("Write to ann@example.org")   // "Write to [EMAIL]"
/// ```
///
/// What must come back into an answer goes through a ``RedactionVault`` instead.
public struct PersonalDataRedaction: Sendable {
    private let scanner: PersonalDataScanner

    /// Takes out these kinds.
    public init(types: Set<PersonalDataType>) {
        scanner = PersonalDataScanner(types: types)
    }

    /// Takes out what a policy redacts, or treats more strictly, at a place.
    ///
    /// Traces never hold secrets, whatever the policy says.
    public init(policy: GuardPolicy, place: GuardPolicy.PersonalDataPlace) {
        var types: Set<PersonalDataType> = []
        if !policy.isDryRun {
            types = Set(
                PersonalDataType.allCases.filter {
                    policy.action(forPersonalData: $0.rawValue, at: place, isSecret: $0.isSecret) >= .redact
                }
            )
        }
        self.init(types: place == .trace ? types.union(PersonalDataType.secrets) : types)
    }

    /// What is taken out.
    public var types: Set<PersonalDataType> { scanner.types }

    /// Whether nothing is taken out.
    public var isEmpty: Bool { scanner.types.isEmpty }

    /// The text with the name of its kind, such as `[EMAIL]`, for each value.
    public func redacted(_ text: String) -> String {
        replacing(text) { label, _ in label }
    }

    /// The text with each value replaced by as many bytes, so that all places in the text stay true.
    ///
    /// `ann@example.org` becomes `[EMAIL*********]`, and a value that is shorter than the name of its kind, stars.
    public func masked(_ text: String) -> String {
        replacing(text) { label, count in
            guard label.count <= count else { return [UInt8](repeating: UInt8(ascii: "*"), count: count) }
            let stars = [UInt8](repeating: UInt8(ascii: "*"), count: count - label.count)
            return label.dropLast() + stars + label.suffix(1)
        }
    }

    private func replacing(_ text: String, by replacement: (_ label: [UInt8], _ count: Int) -> [UInt8]) -> String {
        guard !isEmpty else { return text }
        let bytes = Array(text.utf8)
        let matches = scanner.matches(in: bytes)
        guard !matches.isEmpty else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        for match in matches where match.range.lowerBound >= position {
            result += bytes[position..<match.range.lowerBound]
            result += replacement(Array("[\(match.type.label)]".utf8), match.range.count)
            position = match.range.upperBound
        }
        return String(decoding: result + bytes[position...], as: UTF8.self)
    }
}
