#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// Powers of e.
enum NaturalPower {
    /// `e^exponent`.
    static func of(_ exponent: Double) -> Double { exp(exponent) }
}

extension NaturalPower {
    /// The natural logarithm.
    static func logarithm(_ value: Double) -> Double { log(value) }
}
