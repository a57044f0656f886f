// Idea: tail probabilities of the binomial, t and F distributions are one function, the regularised incomplete beta
//   I_x(a, b), computed by its continued fraction.
// Source: DiDonato & Morris (1992), "Algorithm 708", and the modified Lentz method (Thompson & Barnett, 1986). The
//   logarithm of the gamma function is Stirling's series after a shift to 15 and above.
// Deviation: the complement 1 − x is handed in beside x, so that nothing is lost where x is close to 1.
// Data layout: none.

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// The regularised incomplete beta function, right to about 1e−13.
enum IncompleteBeta {
    /// `I_x(a, b)`, the probability that a Beta(a, b) variable is at most `x`.
    ///
    /// - Parameters:
    ///   - value: `x`, 0…1.
    ///   - complement: `1 − x`, without loss.
    ///   - a: Above 0.
    ///   - b: Above 0.
    /// - Returns: 0…1.
    static func regularised(_ value: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
        guard value > 0 else { return 0 }
        guard complement > 0 else { return 1 }
        let scale = logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(value) + b * log(complement)
        let front = exp(scale)
        if value < (a + 1) / (a + b + 2) { return front * fraction(value, a, b) / a }
        return 1 - front * fraction(complement, b, a) / b
    }

    /// The natural logarithm of the gamma function, for arguments above 0.
    static func logGamma(_ value: Double) -> Double {
        var shifted = value
        var product = 1.0
        while shifted < 15 {
            product *= shifted
            shifted += 1
        }
        let inverse = 1 / shifted
        let square = inverse * inverse
        let series =
            inverse
            * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))))
        return (shifted - 0.5) * log(shifted) - shifted + 0.918938533204672741780329736406 + series - log(product)
    }

    /// The continued fraction; a few dozen steps, more for large arguments.
    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        func safe(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var numerator = 1.0
        var denominator = 1 / safe(1 - (a + b) * x / (a + 1))
        var result = denominator
        for step in 1...20_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            denominator = 1 / safe(1 + even * denominator)
            numerator = safe(1 + even / numerator)
            result *= denominator * numerator
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            denominator = 1 / safe(1 + odd * denominator)
            numerator = safe(1 + odd / numerator)
            let factor = denominator * numerator
            result *= factor
            if abs(factor - 1) < 1e-15 { break }
        }
        return result
    }
}
