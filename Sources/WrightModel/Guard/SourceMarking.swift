public import WrightCore

/// How the texts of sources are marked as data in one request.
public protocol SourceMarking: Sendable {
    /// What the system prompt says about marked texts.
    var instruction: String { get }

    /// A source's text as data.
    func inline(_ text: String, tier: TrustTier) -> String

    /// An answer without the marks that the model repeated.
    func withoutMarks(_ answer: String) -> String
}
