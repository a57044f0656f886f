/// Groups of digits with the marks between them that people put into one number: `+41 (0)38 549 02 90`, `01.84.17`.
struct NumberRun {
    /// A group of digits.
    struct Group {
        /// Where it stands in the text.
        var range: Range<Int>
        /// What stands before it: 0 for the first, else `' '`, `-`, `.`, `/` or `(`; `)` after brackets that closed.
        var separator: UInt8
    }

    private(set) var start = 0
    private(set) var end = 0
    private(set) var hasPlus = false
    /// The group in brackets; nil without.
    private(set) var bracketed: Int?
    private(set) var groups: [Group] = []
    /// All digits, as values 0…9.
    private(set) var digits: [UInt8] = []

    static let groupLimit = 12
    static let digitLimit = 24

    /// Reads the run that begins at a digit, a plus sign or a bracket; false when there is none.
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, at begin: Int) -> Bool {
        groups.removeAll(keepingCapacity: true)
        digits.removeAll(keepingCapacity: true)
        start = begin
        end = begin
        bracketed = nil
        hasPlus = bytes.byte(begin) == UInt8(ascii: "+")
        var position = begin + (hasPlus ? 1 : 0)
        var separator: UInt8 = 0
        var isOpen = false
        if bytes.byte(position) == UInt8(ascii: "(") {
            isOpen = true
            separator = UInt8(ascii: "(")
            position += 1
            if bytes.byte(position) == UInt8(ascii: "+"), !hasPlus {
                hasPlus = true
                position += 1
            }
        }
        while groups.count < Self.groupLimit {
            let last = bytes.end(from: position, limit: 40) { TextByte.isDigit($0) }
            guard last > position else { break }
            let after = bytes.byte(last)
            let isExtension = after | 32 == UInt8(ascii: "x") && TextByte.isDigit(bytes.byte(last + 1))
            if TextByte.isLetter(after) && !isExtension || after == 95 { break }
            if digits.count + last - position > Self.digitLimit { break }
            if isOpen {
                guard after == UInt8(ascii: ")"), last - position <= 5, bracketed == nil else { break }
                bracketed = groups.count
            }
            groups.append(Group(range: position..<last, separator: separator))
            for index in position..<last { digits.append(bytes[index] - 48) }
            end = last + (isOpen ? 1 : 0)
            guard let next = Self.separator(bytes, after: end, wasBracketed: isOpen) else { break }
            separator = next.separator
            isOpen = next.isOpen
            position = next.position
        }
        return !groups.isEmpty
    }

    /// Keeps some of the groups only.
    mutating func narrow(to range: Range<Int>) {
        var offset = 0
        for group in groups[..<range.lowerBound] { offset += group.range.count }
        groups = Array(groups[range])
        let count = groups.reduce(0) { $0 + $1.range.count }
        digits = Array(digits[offset..<(offset + count)])
        hasPlus = hasPlus && range.lowerBound == 0
        start = range.lowerBound == 0 ? start : groups[0].range.lowerBound
        end = groups[groups.count - 1].range.upperBound
        bracketed = bracketed.flatMap { range.contains($0) ? $0 - range.lowerBound : nil }
        if bracketed == groups.count - 1 { end += 1 }
        if bracketed == 0, range.lowerBound > 0 { start -= 1 }
        groups[0].separator = bracketed == 0 ? UInt8(ascii: "(") : 0
    }

    /// The lengths of the groups.
    func hasShape(_ lengths: [Int]) -> Bool {
        groups.count == lengths.count && zip(groups, lengths).allSatisfy { $0.range.count == $1 }
    }

    /// Whether all marks between groups are this one.
    func isSeparated(only by: UInt8) -> Bool {
        groups.dropFirst().allSatisfy { $0.separator == by }
    }

    /// The value of a group.
    func value(_ index: Int) -> Int {
        var offset = 0
        for group in groups[..<index] { offset += group.range.count }
        return digits[offset..<(offset + min(9, groups[index].range.count))].reduce(0) { $0 * 10 + Int($1) }
    }

    private static func separator(
        _ bytes: UnsafeBufferPointer<UInt8>,
        after end: Int,
        wasBracketed: Bool
    ) -> (separator: UInt8, isOpen: Bool, position: Int)? {
        var position = end
        var separator: UInt8 = wasBracketed ? UInt8(ascii: ")") : 0
        let spaces = spaceLength(bytes, at: position)
        if spaces > 0 {
            separator = 32
            position += spaces
        }
        let byte = bytes.byte(position)
        if byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") {
            if spaces > 0, byte == UInt8(ascii: ".") { return nil }
            separator = byte
            position += 1
            let more = spaceLength(bytes, at: position)
            guard (more > 0) == (spaces > 0) || byte == UInt8(ascii: "/") else { return nil }
            position += more
        }
        if bytes.byte(position) == UInt8(ascii: "("), !wasBracketed {
            guard TextByte.isDigit(bytes.byte(position + 1)) else { return nil }
            return (UInt8(ascii: "("), true, position + 1)
        }
        guard separator != 0, TextByte.isDigit(bytes.byte(position)) else { return nil }
        return (separator, false, position)
    }

    /// The length of one space: the plain one, the unbreakable one, or the thin ones.
    private static func spaceLength(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
        let byte = bytes.byte(position)
        if byte == 32 { return 1 }
        if byte == 0xC2, bytes.byte(position + 1) == 0xA0 { return 2 }
        if byte == 0xE2, bytes.byte(position + 1) == 0x80, [0x89, 0xAF].contains(bytes.byte(position + 2)) { return 3 }
        return 0
    }
}
