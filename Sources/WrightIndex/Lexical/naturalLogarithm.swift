#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// ln(x).
func naturalLogarithm(_ value: Double) -> Double {
    log(value)
}
