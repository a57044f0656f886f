#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// The few functions of the C library that the classifier needs.
enum LogisticFunctions {
    /// `ln(1 + x)`.
    static func onePlus(_ value: Float) -> Float {
        log1pf(value)
    }

    /// `ln(1 + e^x)`, without overflow.
    static func softPlus(_ value: Double) -> Double {
        value > 30 ? value : log1p(exp(value))
    }

    /// `1 / (1 + e^-x)`.
    static func logistic(_ value: Double) -> Double {
        value >= 0 ? 1 / (1 + exp(-value)) : exp(value) / (1 + exp(value))
    }

    /// The number whose logistic is the given one, in `0..<1`.
    static func odds(_ probability: Double) -> Double {
        probability <= 0 ? -.infinity : log(probability / (1 - probability))
    }
}
