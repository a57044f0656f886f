#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// Powers, logarithms and normal numbers, the same on every machine up to the last digit of its library.
enum Power {
    static func two(_ exponent: Double) -> Double { exp2(exponent) }
    static func exponential(_ value: Double) -> Double { exp(value) }
    static func logarithm(_ value: Double) -> Double { log(value) }
    static func cosine(_ value: Double) -> Double { cos(value) }
    static func logGamma(_ value: Double) -> Double { lgamma(value) }
}
