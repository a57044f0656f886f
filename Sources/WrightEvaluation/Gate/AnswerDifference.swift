// Idea: two answers are set side by side word by word; what both share is written once.
// Source: the longest common subsequence by dynamic programming (Wagner & Fischer, 1974).
// Deviation: words at the start and the end that agree are taken off first; beyond 1,000 words on both sides the rest
//   is shown as one replacement, so that the table stays small.
// Data layout: a table of lengths, row-major.

/// What changed between two texts, word by word.
public struct AnswerDifference: Sendable, Hashable {
    /// A stretch of words.
    public enum Part: Sendable, Hashable {
        /// In both texts.
        case same(String)
        /// Only in the first.
        case removed(String)
        /// Only in the second.
        case added(String)
    }

    /// The stretches in order.
    public let parts: [Part]

    private static let wordLimit = 1000

    /// Compares two texts, in O(words²).
    public init(from old: String, to new: String) {
        let left = old.split(whereSeparator: \.isWhitespace)
        let right = new.split(whereSeparator: \.isWhitespace)
        let shorter = min(left.count, right.count)
        var head = 0
        while head < shorter, left[head] == right[head] { head += 1 }
        var tail = 0
        while tail < shorter - head, left[left.count - 1 - tail] == right[right.count - 1 - tail] { tail += 1 }
        var builder = Builder()
        for word in left[..<head] { builder.same(word) }
        let inner = (Array(left[head..<(left.count - tail)]), Array(right[head..<(right.count - tail)]))
        if inner.0.count > Self.wordLimit || inner.1.count > Self.wordLimit {
            for word in inner.0 { builder.removed(word) }
            for word in inner.1 { builder.added(word) }
        } else {
            Self.align(inner.0, inner.1, &builder)
        }
        for word in left[(left.count - tail)...] { builder.same(word) }
        parts = builder.finish()
    }

    /// The parts in one line: `[-old-]` and `{+new+}`.
    public var text: String {
        parts.map {
            switch $0 {
            case .same(let words): words
            case .removed(let words): "[-\(words)-]"
            case .added(let words): "{+\(words)+}"
            }
        }
        .joined(separator: " ")
    }

    private static func align(_ left: [Substring], _ right: [Substring], _ builder: inout Builder) {
        let width = right.count + 1
        var lengths = [Int](repeating: 0, count: (left.count + 1) * width)
        for row in left.indices.reversed() {
            for column in right.indices.reversed() {
                lengths[row * width + column] =
                    left[row] == right[column]
                    ? lengths[(row + 1) * width + column + 1] + 1
                    : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
            }
        }
        var (row, column) = (0, 0)
        while row < left.count || column < right.count {
            if row < left.count, column < right.count, left[row] == right[column] {
                builder.same(left[row])
                (row, column) = (row + 1, column + 1)
            } else if column == right.count
                || row < left.count && lengths[(row + 1) * width + column] >= lengths[row * width + column + 1]
            {
                builder.removed(left[row])
                row += 1
            } else {
                builder.added(right[column])
                column += 1
            }
        }
    }

    /// Joins words of a kind; what is removed comes before what is added.
    private struct Builder {
        private var parts: [Part] = []
        private var kept: [Substring] = []
        private var gone: [Substring] = []
        private var fresh: [Substring] = []

        mutating func same(_ word: Substring) {
            endChange()
            kept.append(word)
        }

        mutating func removed(_ word: Substring) {
            endSame()
            gone.append(word)
        }

        mutating func added(_ word: Substring) {
            endSame()
            fresh.append(word)
        }

        mutating func finish() -> [Part] {
            endSame()
            endChange()
            return parts
        }

        private mutating func endSame() {
            if !kept.isEmpty { parts.append(.same(kept.joined(separator: " "))) }
            kept = []
        }

        private mutating func endChange() {
            if !gone.isEmpty { parts.append(.removed(gone.joined(separator: " "))) }
            if !fresh.isEmpty { parts.append(.added(fresh.joined(separator: " "))) }
            (gone, fresh) = ([], [])
        }
    }
}
