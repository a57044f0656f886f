/// Text from random bytes that were passed in.
enum RandomText {
    /// 32 characters that are not mistaken for one another, five bits each.
    static let alphabet = Array("abcdefghjkmnpqrstuvwxyz234567890".utf8)

    /// One character for each byte.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.map { alphabet[Int($0 & 31)] }, as: UTF8.self)
    }
}
