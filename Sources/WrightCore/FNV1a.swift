/// The hash FNV-1a of 64 bits: short, and the same in every run; no protection against bytes that are made to collide.
///
/// It begins with the offset basis; each byte is joined by exclusive or, then the whole is multiplied by a prime. The
/// hash of "foobar" is 0x85944171F73967E8 (asserted in `FNV1aTests`).
/// - SeeAlso: Fowler, Noll & Vo, "The FNV Non-Cryptographic Hash Algorithm".
package enum FNV1a {
    /// The hash of no bytes.
    @inlinable
    package static var offsetBasis: UInt64 { 0xCBF2_9CE4_8422_2325 }

    /// One step: the hash of what was hashed before and a byte.
    @inlinable
    @inline(__always)
    package static func hash(_ state: UInt64, adding byte: UInt8) -> UInt64 {
        (state ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    /// The hash of bytes, in O(n), begun with the offset basis or with another number.
    @inlinable
    package static func hash(of bytes: some Sequence<UInt8>, from start: UInt64 = offsetBasis) -> UInt64 {
        var state = start
        for byte in bytes { state = hash(state, adding: byte) }
        return state
    }
}
