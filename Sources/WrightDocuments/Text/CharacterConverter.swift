#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// Converts text from one character encoding to UTF-8 with the system's `iconv`.
enum CharacterConverter {
    /// Converts bytes; every byte that is part of no character becomes U+FFFD.
    ///
    /// - Returns: The UTF-8 bytes and the number of replacements; nil where the system does not know the encoding.
    static func utf8(_ bytes: ArraySlice<UInt8>, from encoding: String) -> (bytes: [UInt8], invalidCount: Int)? {
        guard let descriptor = iconv_open("UTF-8", encoding), descriptor != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(descriptor) }
        var input = Array(bytes)
        var result: [UInt8] = []
        result.reserveCapacity(input.count * 2)
        var invalidCount = 0
        var room = [CChar](repeating: 0, count: 1 << 14)
        input.withUnsafeMutableBytes { source in
            guard let base = source.baseAddress else { return }
            var from: UnsafeMutablePointer<CChar>? = base.assumingMemoryBound(to: CChar.self)
            var left = source.count
            while left > 0 {
                let status = room.withUnsafeMutableBufferPointer { target in
                    var to = target.baseAddress
                    var free = target.count
                    let status = iconv(descriptor, &from, &left, &to, &free)
                    let reason = errno
                    for byte in target.prefix(target.count - free) { result.append(UInt8(bitPattern: byte)) }
                    return status == -1 ? reason : 0
                }
                guard status == EILSEQ || status == EINVAL, left > 0 else { continue }
                invalidCount += 1
                flush(descriptor, into: &result)
                result.append(contentsOf: [0xEF, 0xBF, 0xBD])
                from = from.map { $0 + 1 }
                left -= 1
            }
        }
        flush(descriptor, into: &result)
        return (result, invalidCount)
    }

    /// Takes the character that the converter holds back in case an accent follows.
    private static func flush(_ descriptor: iconv_t, into result: inout [UInt8]) {
        var rest = [CChar](repeating: 0, count: 64)
        let free = rest.withUnsafeMutableBufferPointer { target in
            var to = target.baseAddress
            var free = target.count
            iconv(descriptor, nil, nil, &to, &free)
            return free
        }
        for byte in rest.prefix(rest.count - free) { result.append(UInt8(bitPattern: byte)) }
    }

    /// The characters of the bytes 128–255 of an encoding with one byte for each; nil where a byte is none.
    static func upperHalf(of encoding: String) -> [Unicode.Scalar?]? {
        // Line feeds keep the characters apart, so that one call converts them all.
        let bytes = (UInt8(128)...255).flatMap { [$0, UInt8(10)] }
        guard let (converted, _) = utf8(bytes[...], from: encoding) else { return nil }
        let lines = String(decoding: converted, as: UTF8.self).unicodeScalars
            .split(
                separator: "\n",
                omittingEmptySubsequences: false
            )
        guard lines.count == 129 else { return nil }
        let table = lines.dropLast()
            .map { line -> Unicode.Scalar? in
                line.count == 1 && line.first != "\u{FFFD}" ? line.first : nil
            }
        return table
    }
}
