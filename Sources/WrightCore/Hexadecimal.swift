/// Hexadecimal digits.
///
/// - SeeAlso: RFC 4648, section 8; RFC 3986, section 2.1, for percent encoding.
@usableFromInline
package enum Hexadecimal {
    private static let lowercase = Array("0123456789abcdef".utf8)
    private static let uppercase = Array("0123456789ABCDEF".utf8)

    /// The digits of bytes, two for each, in O(n).
    @usableFromInline
    package static func digits(of bytes: some Sequence<UInt8>, uppercase: Bool = false) -> [UInt8] {
        let digits = uppercase ? Self.uppercase : Self.lowercase
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// A byte in percent encoding, such as `%2F`.
    package static func percentEncoded(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "%")] + digits(of: [byte], uppercase: true)
    }

    /// The value of a digit in either case; nil for other bytes.
    @inlinable
    package static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
