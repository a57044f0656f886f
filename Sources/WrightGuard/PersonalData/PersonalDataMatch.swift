public import WrightModel

/// A place of a text that holds personal data or a secret.
public struct PersonalDataMatch: Sendable, Hashable {
    /// What it is.
    public var type: PersonalDataType
    /// Where it stands, in UTF-8 bytes.
    public var range: Range<Int>
    /// How sure that is, 0.5…1.
    public var score: Double
    /// What kind of it, such as `aws-access-key`, `visa` or `PESEL`; may be empty.
    public var detail: String
    /// The text with all but a few characters masked, fit to be shown.
    public var maskedText: String

    /// Describes a match.
    public init(type: PersonalDataType, range: Range<Int>, score: Double, detail: String, maskedText: String) {
        self.type = type
        self.range = range
        self.score = score
        self.detail = detail
        self.maskedText = maskedText
    }
}

extension PersonalDataMatch {
    /// A value with all but its ends masked: none of a secret, two characters of short values, four of long ones.
    static func masked(_ bytes: some BidirectionalCollection<UInt8>, of type: PersonalDataType) -> String {
        let length = bytes.count
        if type.isSecret { return "[\(type.label), \(length) bytes]" }
        let text = String(decoding: bytes, as: UTF8.self)
        let kept = length >= 12 ? 2 : 1
        guard text.count > 2 * kept else { return "…" }
        return text.prefix(kept) + "…" + text.suffix(kept)
    }

    /// The match as a finding of the guard.
    public var finding: Finding {
        Finding(
            rule: (type.isSecret ? "secret." : "personal.") + type.rawValue,
            layer: .personalData,
            range: range,
            severity: type.isSecret ? .high : type == .url ? .low : .medium,
            score: score,
            evidence: detail.isEmpty ? maskedText : "\(maskedText) (\(detail))",
            remedy: type.isSecret
                ? "Withdraw the secret where it was issued, and take it out of the text."
                : "Redact it unless it is meant to be read here."
        )
    }
}
