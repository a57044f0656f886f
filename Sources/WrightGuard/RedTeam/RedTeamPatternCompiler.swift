/// Turns a regular expression into steps.
struct RedTeamPatternCompiler {
    /// A part of an expression.
    private indirect enum Part {
        case bytes([ByteSet])
        case sequence([Part])
        case choice([Part])
        case repetition(Part, least: Int, most: Int?)
        case start, end, edge
    }

    private let source: String
    private let bytes: [UInt8]
    private var position = 0
    private var steps: [RedTeamPattern.Step] = []
    /// Parts written out so far; empty ones cost no step, yet time.
    private var emitCount = 0

    init(_ source: String) {
        self.source = source
        bytes = Array(source.utf8)
    }

    mutating func compile() throws(GuardError) -> [RedTeamPattern.Step] {
        guard !bytes.isEmpty, bytes.count <= RedTeamPattern.sizeLimit else {
            throw fault("it is empty or longer than \(RedTeamPattern.sizeLimit) bytes")
        }
        let whole = try readChoice(depth: 0)
        guard position == bytes.count else { throw fault("a ')' closes nothing") }
        try emit(whole)
        try add(.match)
        return steps
    }

    private func fault(_ reason: String) -> GuardError {
        GuardError(
            .unreadableProbes,
            "The pattern '\(source.prefix(80))' cannot be used: \(reason).",
            remedy: "Correct the pattern; groups, '|', '[…]', '* + ? {m,n}' and '\\d \\w \\s \\b' are known."
        )
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func readChoice(depth: Int) throws(GuardError) -> Part {
        guard depth <= RedTeamPattern.depthLimit else { throw fault("its groups stand too deep in one another") }
        var choices: [Part] = []
        var parts: [Part] = []
        while let byte = next, byte != UInt8(ascii: ")") {
            if byte == UInt8(ascii: "|") {
                position += 1
                choices.append(.sequence(parts))
                parts = []
            } else {
                let part = try readPart(depth: depth)
                parts.append(try readRepetition(of: part))
            }
        }
        choices.append(.sequence(parts))
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func readPart(depth: Int) throws(GuardError) -> Part {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "("):
            if bytes[position...].starts(with: Array("?:".utf8)) { position += 2 }
            let part = try readChoice(depth: depth + 1)
            guard next == UInt8(ascii: ")") else { throw fault("a '(' is not closed") }
            position += 1
            return part
        case UInt8(ascii: "["): return .bytes([try readSet()])
        case UInt8(ascii: "."): return .bytes([.any])
        case UInt8(ascii: "^"): return .start
        case UInt8(ascii: "$"): return .end
        case UInt8(ascii: "\\"):
            if next == UInt8(ascii: "b") {
                position += 1
                return .edge
            }
            return .bytes([try readEscape()])
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
            throw fault("a repetition repeats nothing")
        case 0x80...: return .bytes(readScalar(from: byte))
        default: return .bytes([ByteSet([byte])])
        }
    }

    /// The bytes of a character beyond ASCII, so that a repetition repeats the whole.
    private mutating func readScalar(from first: UInt8) -> [ByteSet] {
        var sets = [ByteSet([first])]
        while let byte = next, byte & 0xC0 == 0x80 {
            sets.append(ByteSet([byte]))
            position += 1
        }
        return sets
    }

    private mutating func readEscape() throws(GuardError) -> ByteSet {
        guard let byte = next else { throw fault("it ends with '\\'") }
        position += 1
        switch byte {
        case UInt8(ascii: "d"): return .digit
        case UInt8(ascii: "D"): return ByteSet.digit.inverted
        case UInt8(ascii: "w"): return .word
        case UInt8(ascii: "W"): return ByteSet.word.inverted
        case UInt8(ascii: "s"): return .space
        case UInt8(ascii: "S"): return ByteSet.space.inverted
        case UInt8(ascii: "n"): return ByteSet([10])
        case UInt8(ascii: "r"): return ByteSet([13])
        case UInt8(ascii: "t"): return ByteSet([9])
        case UInt8(ascii: "e"): return ByteSet([27])
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            throw fault("'\\\(Unicode.Scalar(byte))' is not known")
        default: return ByteSet([byte])
        }
    }

    private mutating func readSet() throws(GuardError) -> ByteSet {
        let isInverted = next == UInt8(ascii: "^")
        if isInverted { position += 1 }
        var set = ByteSet([])
        var isFirst = true
        while let byte = next, byte != UInt8(ascii: "]") || isFirst {
            isFirst = false
            position += 1
            guard byte < 0x80 else { throw fault("'[…]' holds characters beyond ASCII") }
            if byte == UInt8(ascii: "\\") {
                set = set.union(try readEscape())
            } else if next == UInt8(ascii: "-"), position + 1 < bytes.count, bytes[position + 1] != UInt8(ascii: "]") {
                let last = bytes[position + 1]
                position += 2
                guard last >= byte, last < 0x80 else { throw fault("a range in '[…]' runs backwards") }
                set = set.union(ByteSet(byte...last))
            } else {
                set.insert(byte)
            }
        }
        guard next == UInt8(ascii: "]") else { throw fault("a '[' is not closed") }
        position += 1
        return isInverted ? set.inverted : set
    }

    private mutating func readRepetition(of part: Part) throws(GuardError) -> Part {
        guard let byte = next else { return part }
        switch byte {
        case UInt8(ascii: "*"): return try repeated(part, 0, nil)
        case UInt8(ascii: "+"): return try repeated(part, 1, nil)
        case UInt8(ascii: "?"): return try repeated(part, 0, 1)
        case UInt8(ascii: "{"):
            position += 1
            let least = readNumber()
            var most = least
            if next == UInt8(ascii: ",") {
                position += 1
                most = readNumber()
            }
            guard let least, next == UInt8(ascii: "}") else { throw fault("'{' must be '{m}', '{m,}' or '{m,n}'") }
            let limit = RedTeamPattern.repeatLimit
            guard least <= limit, (most ?? 0) <= limit, (most ?? least) >= least else {
                throw fault("it repeats more than \(limit) times, or backwards")
            }
            return try repeated(part, least, most)
        default: return part
        }
    }

    private mutating func repeated(_ part: Part, _ least: Int, _ most: Int?) throws(GuardError) -> Part {
        position += 1
        if next == UInt8(ascii: "?") { position += 1 }
        if let byte = next, [UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "{")].contains(byte) {
            throw fault("a repetition is repeated")
        }
        return .repetition(part, least: least, most: most)
    }

    private mutating func readNumber() -> Int? {
        var value: Int?
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), (value ?? 0) < 100_000 {
            value = (value ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
            position += 1
        }
        return value
    }

    private mutating func add(_ step: RedTeamPattern.Step) throws(GuardError) {
        guard steps.count < RedTeamPattern.stepLimit else { throw fault("it is too large when written out") }
        steps.append(step)
    }

    private mutating func emit(_ part: Part) throws(GuardError) {
        emitCount += 1
        guard emitCount <= RedTeamPattern.stepLimit * 4 else { throw fault("it is too large when written out") }
        switch part {
        case .bytes(let sets): for set in sets { try add(.byte(set)) }
        case .sequence(let parts): for part in parts { try emit(part) }
        case .start: try add(.start)
        case .end: try add(.end)
        case .edge: try add(.edge)
        case .choice(let parts): try emit(choice: parts)
        case .repetition(let part, let least, let most):
            for _ in 0..<least { try emit(part) }
            guard let most else {
                let fork = steps.count
                try add(.fork(0, 0))
                try emit(part)
                try add(.jump(fork))
                steps[fork] = .fork(fork + 1, steps.count)
                return
            }
            var forks: [Int] = []
            for _ in least..<max(least, most) {
                forks.append(steps.count)
                try add(.fork(0, 0))
                try emit(part)
            }
            for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
        }
    }

    private mutating func emit(choice parts: [Part]) throws(GuardError) {
        var jumps: [Int] = []
        for (number, part) in parts.enumerated() {
            guard number < parts.count - 1 else {
                try emit(part)
                break
            }
            let fork = steps.count
            try add(.fork(0, 0))
            try emit(part)
            jumps.append(steps.count)
            try add(.jump(0))
            steps[fork] = .fork(fork + 1, steps.count)
        }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }
}
