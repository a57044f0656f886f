// Idea: a regular expression becomes a small program of steps, and all places of the program that a text can have
//   reached are followed at once, so time is bounded by text × program whatever the expression is.
// Source: Thompson (1968), "Regular expression search algorithm"; Pike's machine without captures.
// Deviation: over bytes, letters of ASCII without case; no back references, no look-around.
// Data layout: a step is a set of 256 bits, a fork, a jump or an end.

/// A regular expression of a judge: literals, `.`, `[…]`, `\d \w \s \b`, groups, `|`, `* + ? {m,n}`, `^`, `$`.
package struct RedTeamPattern: Sendable, Hashable {
    /// The longest expression that is read.
    package static let sizeLimit = 1000
    static let stepLimit = 5000
    static let repeatLimit = 200
    static let depthLimit = 40

    /// The expression as written.
    package let source: String
    private let steps: [Step]

    enum Step: Sendable, Hashable {
        case byte(ByteSet)
        case fork(Int, Int)
        case jump(Int)
        case start, end, edge
        case match
    }

    /// Reads an expression.
    ///
    /// - Throws: ``GuardError`` with code `unreadableProbes`.
    package init(_ source: String) throws(GuardError) {
        var compiler = RedTeamPatternCompiler(source)
        steps = try compiler.compile()
        self.source = source
    }

    /// Whether a part of the text matches.
    package func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var current = Places(count: steps.count)
        var next = Places(count: steps.count)
        for index in 0...bytes.count {
            if follow(0, at: index, in: bytes, &current) { return true }
            guard index < bytes.count else { return false }
            let byte = Self.small(bytes[index])
            for place in current.list {
                guard case .byte(let set) = steps[place], set.contains(byte) else { continue }
                if follow(place + 1, at: index + 1, in: bytes, &next) { return true }
            }
            swap(&current, &next)
            next.removeAll()
        }
        return false
    }

    /// Adds a place and all that can be reached from it without a byte; true where the end is among them.
    private func follow(_ start: Int, at index: Int, in bytes: [UInt8], _ places: inout Places) -> Bool {
        var pending = [start]
        while let place = pending.popLast() {
            guard places.insert(place) else { continue }
            switch steps[place] {
            case .byte: continue
            case .jump(let target): pending.append(target)
            case .fork(let first, let second): pending += [second, first]
            case .start: if index == 0 || bytes[index - 1] == 10 { pending.append(place + 1) }
            case .end: if index == bytes.count || bytes[index] == 10 { pending.append(place + 1) }
            case .edge:
                let before = index > 0 && ByteSet.word.contains(Self.small(bytes[index - 1]))
                let after = index < bytes.count && ByteSet.word.contains(Self.small(bytes[index]))
                if before != after { pending.append(place + 1) }
            case .match: return true
            }
        }
        return false
    }

    private static func small(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// Places of the program, each once.
    private struct Places {
        var list: [Int] = []
        private var isIn: [Bool]

        init(count: Int) { isIn = [Bool](repeating: false, count: count) }

        mutating func insert(_ place: Int) -> Bool {
            guard !isIn[place] else { return false }
            isIn[place] = true
            list.append(place)
            return true
        }

        mutating func removeAll() {
            for place in list { isIn[place] = false }
            list.removeAll(keepingCapacity: true)
        }
    }
}

/// A set of bytes; capital letters stand for small ones.
struct ByteSet: Sendable, Hashable {
    private var words: [UInt64] = [0, 0, 0, 0]

    static let digit = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
    static let space = ByteSet([9, 10, 11, 12, 13, 32])
    static let any = ByteSet(0...255).subtracting(ByteSet([10]))
    static let word = ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z")).union(digit).union(ByteSet([95]))
        .union(
            ByteSet(0x80...0xFF)
        )

    init(_ bytes: some Sequence<UInt8>) { for byte in bytes { insert(byte) } }

    mutating func insert(_ byte: UInt8) {
        let byte = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
    }

    func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

    func union(_ other: Self) -> Self {
        var result = self
        for index in 0..<4 { result.words[index] |= other.words[index] }
        return result
    }

    func subtracting(_ other: Self) -> Self {
        var result = self
        for index in 0..<4 { result.words[index] &= ~other.words[index] }
        return result
    }

    var inverted: Self { ByteSet(0...255).subtracting(self) }
}
