private import WrightCore
internal import WrightModel

/// Where in one text findings do not count.
struct AllowedRanges {
    private var rulePatterns: [NamePattern] = []
    private var phrases: [(rule: NamePattern?, ranges: [Range<Int>])] = []
    /// Whether the whole text, white space aside, is a phrase that is allowed whatever the rule.
    private(set) var coversWholeText = false

    /// Places of one phrase that are looked for.
    private static let rangeLimit = 1000

    init(_ allowances: [GuardPolicy.Allowance], in text: GuardedText) {
        let effective = allowances.filter { $0.channel.map { $0 == text.channel } ?? true }
        guard !effective.isEmpty else { return }
        let bytes = Array(text.text.utf8)
        for allowance in effective {
            let pattern = allowance.rule.map { NamePattern($0) }
            guard let phrase = allowance.phrase else {
                if let pattern { rulePatterns.append(pattern) }
                continue
            }
            let ranges = Self.ranges(of: Array(phrase.utf8), in: bytes)
            guard !ranges.isEmpty else { continue }
            phrases.append((pattern, ranges))
            if pattern == nil, ranges.contains(where: { Self.isBlank(bytes, outside: $0) }) { coversWholeText = true }
        }
    }

    /// Whether a finding does not count.
    func covers(_ finding: Finding) -> Bool {
        if rulePatterns.contains(where: { $0.matches(finding.rule) }) { return true }
        return phrases.contains { phrase in
            guard phrase.rule?.matches(finding.rule) ?? true else { return false }
            guard let range = finding.range else { return coversWholeText }
            return phrase.ranges.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
        }
    }

    private static func ranges(of phrase: [UInt8], in bytes: [UInt8]) -> [Range<Int>] {
        guard !phrase.isEmpty, phrase.count <= bytes.count else { return [] }
        var ranges: [Range<Int>] = []
        var place = 0
        while place + phrase.count <= bytes.count, ranges.count < rangeLimit {
            if bytes[place] == phrase[0], bytes[place..<place + phrase.count].elementsEqual(phrase) {
                ranges.append(place..<place + phrase.count)
                place += phrase.count
            } else {
                place += 1
            }
        }
        return ranges
    }

    private static func isBlank(_ bytes: [UInt8], outside range: Range<Int>) -> Bool {
        func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
        return bytes[..<range.lowerBound].allSatisfy(isSpace) && bytes[range.upperBound...].allSatisfy(isSpace)
    }
}

/// A pattern over names such as `override.*`: `*` stands for any characters.
struct NamePattern: Sendable, Hashable {
    private let pieces: [[UInt8]]

    init(_ pattern: String) {
        pieces = pattern.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map { Array($0) }
    }

    /// Whether a name matches, from its first to its last character.
    func matches(_ name: String) -> Bool {
        var rest = Array(name.utf8)[...]
        guard let first = pieces.first, let last = pieces.last, rest.starts(with: first) else { return false }
        guard pieces.count > 1 else { return rest.count == first.count }
        rest = rest.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let end = Self.end(of: piece, in: rest) else { return false }
            rest = rest[end...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }

    private static func end(of piece: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard piece.count <= bytes.count else { return nil }
        for start in bytes.startIndex...(bytes.endIndex - piece.count) {
            let end = start + piece.count
            if bytes[start..<end].elementsEqual(piece) { return end }
        }
        return nil
    }
}
