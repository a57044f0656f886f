/// What the elements of a stored tensor are, as far as weights go.
package enum ElementType: String, Sendable {
    /// 32-bit floats.
    case float32 = "F32"
    /// 16-bit floats of IEEE 754.
    case float16 = "F16"
    /// The upper halves of 32-bit floats.
    case bfloat16 = "BF16"

    /// Bytes in an element.
    var byteCount: Int {
        self == .float32 ? 4 : 2
    }

    /// The element of two or four bytes at an address of any alignment.
    func value(at address: UnsafeRawPointer) -> Float {
        switch self {
        case .float32:
            Float(bitPattern: UInt32(littleEndian: address.loadUnaligned(as: UInt32.self)))
        case .bfloat16:
            Float(bitPattern: UInt32(UInt16(littleEndian: address.loadUnaligned(as: UInt16.self))) << 16)
        case .float16:
            Self.widened(UInt16(littleEndian: address.loadUnaligned(as: UInt16.self)))
        }
    }

    /// The value of a 16-bit float of IEEE 754; every such value is also a 32-bit float.
    static func widened(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10 & 0x1F)
        let fraction = UInt32(bits & 0x3FF)
        switch exponent {
        case 0:
            // Zero or subnormal: the fraction counts steps of 2⁻²⁴.
            let magnitude = Float(fraction) * Float(sign: .plus, exponent: -24, significand: 1)
            return sign == 0 ? magnitude : -magnitude
        case 31:
            return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default:
            return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
