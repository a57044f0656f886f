/// A pattern over paths: `*` anything but `/`, `**` anything, `?` one byte but `/`; without wildcards, the path itself
/// or a folder above it.
package struct PathPattern: Sendable, Hashable {
    private let pattern: [UInt8]
    private let hasWildcards: Bool

    package init(_ pattern: String) {
        var bytes = Array(pattern.utf8)
        if bytes.starts(with: "./".utf8) { bytes.removeFirst(2) }
        while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        self.pattern = bytes
        hasWildcards = bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    /// Whether a path matches.
    ///
    /// O(pattern × path) at worst.
    package func matches(_ path: String) -> Bool {
        let path = Array(path.utf8)
        guard hasWildcards else {
            return path.starts(with: pattern)
                && (path.count == pattern.count || path[pattern.count] == UInt8(ascii: "/"))
        }
        return matchesWildcards(path)
    }

    /// One row of the match table for each byte of the pattern: which ends of the path are reachable so far.
    private func matchesWildcards(_ path: [UInt8]) -> Bool {
        var reachable = [Bool](repeating: false, count: path.count + 1)
        reachable[0] = true
        var index = 0
        while index < pattern.count {
            let byte = pattern[index]
            if byte == UInt8(ascii: "*") {
                let crosses = index + 1 < pattern.count && pattern[index + 1] == UInt8(ascii: "*")
                index += crosses ? 2 : 1
                // `**/` also stands for nothing at all.
                if crosses, index < pattern.count, pattern[index] == UInt8(ascii: "/") {
                    reachable = Self.extended(reachable, over: path, crossing: true, endingAtSlash: true)
                    index += 1
                } else {
                    reachable = Self.extended(reachable, over: path, crossing: crosses, endingAtSlash: false)
                }
                continue
            }
            reachable = Self.advanced(reachable, over: path, by: byte)
            index += 1
        }
        return reachable[path.count]
    }

    private static func advanced(_ reachable: [Bool], over path: [UInt8], by byte: UInt8) -> [Bool] {
        var next = [Bool](repeating: false, count: path.count + 1)
        for end in 0..<path.count where reachable[end] {
            let isAny = byte == UInt8(ascii: "?") && path[end] != UInt8(ascii: "/")
            next[end + 1] = isAny || path[end] == byte
        }
        return next
    }

    private static func extended(
        _ reachable: [Bool],
        over path: [UInt8],
        crossing: Bool,
        endingAtSlash: Bool
    ) -> [Bool] {
        var next = [Bool](repeating: false, count: path.count + 1)
        var isOpen = false
        for end in 0...path.count {
            if reachable[end] {
                isOpen = true
                next[end] = true
            }
            guard isOpen else { continue }
            next[end] = next[end] || !endingAtSlash || (end > 0 && path[end - 1] == UInt8(ascii: "/"))
            if end < path.count, !crossing, path[end] == UInt8(ascii: "/") { isOpen = false }
        }
        return next
    }
}
