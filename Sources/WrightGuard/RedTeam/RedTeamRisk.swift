/// An item of the OWASP Top 10 for LLM applications, 2025.
public enum RedTeamRisk: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Prompt injection.
    case llm01 = "LLM01"
    /// Sensitive information disclosure.
    case llm02 = "LLM02"
    /// Supply chain.
    case llm03 = "LLM03"
    /// Data and model poisoning.
    case llm04 = "LLM04"
    /// Improper output handling.
    case llm05 = "LLM05"
    /// Excessive agency.
    case llm06 = "LLM06"
    /// System prompt leakage.
    case llm07 = "LLM07"
    /// Vector and embedding weaknesses.
    case llm08 = "LLM08"
    /// Misinformation.
    case llm09 = "LLM09"
    /// Unbounded consumption.
    case llm10 = "LLM10"

    /// The item's title.
    public var title: String {
        switch self {
        case .llm01: "Prompt injection"
        case .llm02: "Sensitive information disclosure"
        case .llm03: "Supply chain"
        case .llm04: "Data and model poisoning"
        case .llm05: "Improper output handling"
        case .llm06: "Excessive agency"
        case .llm07: "System prompt leakage"
        case .llm08: "Vector and embedding weaknesses"
        case .llm09: "Misinformation"
        case .llm10: "Unbounded consumption"
        }
    }

    /// Orders by number.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
