// Idea: the tree becomes a small program whose instructions are the states of a machine that is in many states at once
// (Thompson 1968; Pike's form of it). Each character moves all states together, so the time is at most characters
// times instructions, whatever the expression: there is no going back. What is looked for ahead or behind is a program
// of its own, run at the place; its steps count too.
// Counted repetitions are written out, within a limit on the program's size.

/// A regular expression made ready for matching.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case consume(Int)
        case split(Int, Int)
        case jump(Int)
        case assert(PatternAssertion)
        case look(Int, isAhead: Bool, isNegated: Bool)
        case match
    }

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    /// Programs of what is looked for ahead or behind.
    private(set) var inner: [PatternProgram] = []
    /// Whether a match can only begin at the start of the text.
    private(set) var isAnchored = false
    private let isReversed: Bool

    private static let sizeLimit = 20_000

    init(_ syntax: PatternSyntax, source: String, isReversed: Bool = false) throws(PromptError) {
        self.isReversed = isReversed
        try emit(syntax, source)
        instructions.append(.match)
        if !isReversed, case .assert(.start) = instructions[0] { isAnchored = true }
    }

    private mutating func append(_ instruction: Instruction, _ source: String) throws(PromptError) {
        guard instructions.count < Self.sizeLimit else {
            throw .patternUnsupported(String(source.prefix(120)), what: "more than \(Self.sizeLimit) states")
        }
        instructions.append(instruction)
    }

    private mutating func emit(_ syntax: PatternSyntax, _ source: String) throws(PromptError) {
        switch syntax {
        case .empty: break
        case .set(let set):
            sets.append(set)
            try append(.consume(sets.count - 1), source)
        case .sequence(let items):
            for item in isReversed ? items.reversed() : items { try emit(item, source) }
        case .alternatives(let branches): try emitAlternatives(branches[...], source)
        case .repetition(let item, let minimum, let maximum):
            try emitRepetition(item, minimum, maximum, source)
        case .assertion(let assertion): try append(.assert(assertion), source)
        case .look(let item, let isAhead, let isNegated):
            inner.append(try PatternProgram(item, source: source, isReversed: !isAhead))
            try append(.look(inner.count - 1, isAhead: isAhead, isNegated: isNegated), source)
        }
    }

    private mutating func emitAlternatives(
        _ branches: ArraySlice<PatternSyntax>,
        _ source: String
    ) throws(PromptError) {
        var exits: [Int] = []
        for branch in branches.dropLast() {
            let split = instructions.count
            try append(.split(0, 0), source)
            try emit(branch, source)
            exits.append(instructions.count)
            try append(.jump(0), source)
            instructions[split] = .split(split + 1, instructions.count)
        }
        if let last = branches.last { try emit(last, source) }
        for exit in exits { instructions[exit] = .jump(instructions.count) }
    }

    private mutating func emitRepetition(
        _ item: PatternSyntax,
        _ minimum: Int,
        _ maximum: Int?,
        _ source: String
    ) throws(PromptError) {
        guard minimum <= Self.sizeLimit, (maximum ?? 0) <= Self.sizeLimit else {
            throw .patternUnsupported(String(source.prefix(120)), what: "a repetition of more than \(Self.sizeLimit)")
        }
        for _ in 0..<minimum { try emit(item, source) }
        guard let maximum else {
            let split = instructions.count
            try append(.split(0, 0), source)
            try emit(item, source)
            try append(.jump(split), source)
            instructions[split] = .split(split + 1, instructions.count)
            return
        }
        var splits: [Int] = []
        for _ in minimum..<max(maximum, minimum) {
            splits.append(instructions.count)
            try append(.split(0, 0), source)
            try emit(item, source)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }
}
