#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// The elementary functions that answering needs, without the rest of a mathematics library in its interface.
enum Elementary {
    static func exp(_ value: Double) -> Double {
        #if canImport(Glibc)
        Glibc.exp(value)
        #elseif canImport(Musl)
        Musl.exp(value)
        #else
        Darwin.exp(value)
        #endif
    }

    static func log(_ value: Double) -> Double {
        #if canImport(Glibc)
        Glibc.log(value)
        #elseif canImport(Musl)
        Musl.log(value)
        #else
        Darwin.log(value)
        #endif
    }
}
