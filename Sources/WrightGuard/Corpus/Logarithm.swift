#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// The functions of the system's mathematics that the checks need.
enum Logarithm {
    /// The natural logarithm.
    static func natural(_ value: Float) -> Float { logf(value) }

    /// The natural logarithm.
    static func natural(_ value: Double) -> Double { log(value) }

    /// Euler's number to a power.
    static func exponential(_ value: Double) -> Double { exp(value) }
}
