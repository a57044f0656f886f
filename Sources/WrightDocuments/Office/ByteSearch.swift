#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// Finds short ASCII texts in bytes.
enum ByteSearch {
    /// Where a text first stands at or after `start`.
    static func index(of needle: String, in bytes: [UInt8], from start: Int = 0) -> Int? {
        let needle = Array(needle.utf8)
        guard !needle.isEmpty, start >= 0, start + needle.count <= bytes.count else { return nil }
        return bytes.withUnsafeBytes { buffer -> Int? in
            guard let base = buffer.baseAddress else { return nil }
            var offset = start
            while offset + needle.count <= buffer.count,
                let found = memchr(base + offset, Int32(needle[0]), buffer.count - offset - needle.count + 1)
            {
                let place = UnsafeRawPointer(found) - base
                if memcmp(base + place, needle, needle.count) == 0 { return place }
                offset = place + 1
            }
            return nil
        }
    }

    /// Whether a text stands in bytes.
    static func contains(_ needle: String, in bytes: [UInt8]) -> Bool {
        index(of: needle, in: bytes) != nil
    }
}
