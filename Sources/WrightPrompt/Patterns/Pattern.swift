/// A regular expression of ECMA-262, flag `u`, without references to groups; matching takes linear time.
package struct Pattern: Sendable {
    /// The expression as it was written.
    package let source: String
    private let program: PatternProgram

    /// Reads an expression.
    ///
    /// - Throws: ``PromptError`` with code `patternInvalid` or `patternUnsupported`.
    package init(_ source: String) throws(PromptError) {
        self.source = source
        var parser = PatternParser(source)
        program = try PatternProgram(parser.parse(), source: source)
    }

    /// Whether the expression matches somewhere in a text.
    ///
    /// - Throws: ``PromptError`` with code `schemaTooCostly` after 50 million steps.
    package func matches(_ text: String) throws(PromptError) -> Bool {
        var budget = 50_000_000
        return try matches(Array(text.utf8)[...], budget: &budget)
    }

    /// The same for UTF-8 bytes, taking the steps from a budget.
    func matches(_ bytes: ArraySlice<UInt8>, budget: inout Int) throws(PromptError) -> Bool {
        var matcher = PatternMatcher(text: Self.scalars(bytes), budget: budget)
        defer { budget = matcher.budget }
        return try matcher.finds(program)
    }

    private static func scalars(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
        if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.map { UInt32($0) } }
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value)
    }
}

/// Runs programs over one text.
struct PatternMatcher {
    private let text: [UInt32]
    private(set) var budget: Int

    init(text: [UInt32], budget: Int) {
        self.text = text
        self.budget = budget
    }

    /// The states that a program is in, each once.
    private struct States {
        var list: [Int] = []
        private var marks: [UInt32]
        private var mark: UInt32 = 1

        init(count: Int) { marks = [UInt32](repeating: 0, count: count) }

        mutating func insert(_ state: Int) -> Bool {
            guard marks[state] != mark else { return false }
            marks[state] = mark
            return true
        }

        mutating func clear() {
            list.removeAll(keepingCapacity: true)
            mark &+= 1
        }
    }

    /// Whether the program matches anywhere.
    mutating func finds(_ program: PatternProgram) throws(PromptError) -> Bool {
        try run(program, from: 0, isReversed: false, isFree: !program.isAnchored)
    }

    /// Runs a program from a place on; `isFree` lets a match begin at any later place too.
    private mutating func run(
        _ program: PatternProgram,
        from start: Int,
        isReversed: Bool,
        isFree: Bool
    ) throws(PromptError) -> Bool {
        var current = States(count: program.instructions.count)
        var next = States(count: program.instructions.count)
        var stack: [Int] = []
        var place = start
        if try follow(0, at: place, program, into: &current, &stack) { return true }
        while isReversed ? place > 0 : place < text.count {
            let scalar = isReversed ? text[place - 1] : text[place]
            place += isReversed ? -1 : 1
            next.clear()
            for state in current.list {
                guard case .consume(let set) = program.instructions[state], program.sets[set].contains(scalar) else {
                    continue
                }
                if try follow(state + 1, at: place, program, into: &next, &stack) { return true }
            }
            if isFree, try follow(0, at: place, program, into: &next, &stack) { return true }
            swap(&current, &next)
            if current.list.isEmpty, !isFree { return false }
        }
        return false
    }

    /// Adds a state and all that it leads to without a character; true if one of them is the match.
    private mutating func follow(
        _ state: Int,
        at place: Int,
        _ program: PatternProgram,
        into states: inout States,
        _ stack: inout [Int]
    ) throws(PromptError) -> Bool {
        stack.removeAll(keepingCapacity: true)
        stack.append(state)
        while let state = stack.popLast() {
            guard states.insert(state) else { continue }
            budget -= 1
            guard budget > 0 else { throw .schemaTooCostly("steps of matching patterns", limit: 50_000_000) }
            switch program.instructions[state] {
            case .consume: states.list.append(state)
            case .match: return true
            case .jump(let target): stack.append(target)
            case .split(let first, let second):
                stack.append(second)
                stack.append(first)
            case .assert(let assertion): if holds(assertion, at: place) { stack.append(state + 1) }
            case .look(let inner, let isAhead, let isNegated):
                let isFound = try run(program.inner[inner], from: place, isReversed: !isAhead, isFree: false)
                if isFound != isNegated { stack.append(state + 1) }
            }
        }
        return false
    }

    private func holds(_ assertion: PatternAssertion, at place: Int) -> Bool {
        switch assertion {
        case .start: return place == 0
        case .end: return place == text.count
        case .wordBoundary, .noWordBoundary:
            let before = place > 0 && ScalarSet.words.contains(text[place - 1])
            let after = place < text.count && ScalarSet.words.contains(text[place])
            return (before != after) == (assertion == .wordBoundary)
        }
    }
}
