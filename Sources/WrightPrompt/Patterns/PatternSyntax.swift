private import WrightCore

/// A regular expression as a tree.
indirect enum PatternSyntax: Sendable {
    case empty
    case set(ScalarSet)
    case sequence([PatternSyntax])
    case alternatives([PatternSyntax])
    case repetition(PatternSyntax, minimum: Int, maximum: Int?)
    case assertion(PatternAssertion)
    case look(PatternSyntax, isAhead: Bool, isNegated: Bool)
}

/// A condition on a place in a text.
enum PatternAssertion: Sendable {
    case start, end, wordBoundary, noWordBoundary
}

/// Reads regular expressions of ECMA-262 with the flag `u`.
struct PatternParser {
    private let scalars: [UInt32]
    private let source: String
    private var position = 0
    private static let depthLimit = 64

    init(_ source: String) {
        self.source = source
        scalars = source.unicodeScalars.map(\.value)
    }

    mutating func parse() throws(PromptError) -> PatternSyntax {
        guard scalars.count <= 10_000 else { throw fault("it is longer than 10000 characters") }
        let syntax = try parseAlternatives(depth: 0)
        guard position == scalars.count else { throw fault("a ')' without a '('") }
        return syntax
    }

    private func fault(_ reason: String) -> PromptError {
        let offset = scalars.prefix(position).reduce(0) { $0 + ($1 < 0x80 ? 1 : $1 < 0x800 ? 2 : $1 < 0x10000 ? 3 : 4) }
        return .patternInvalid(String(source.prefix(120)), offset: offset, reason: reason)
    }

    private func unsupported(_ what: String) -> PromptError {
        .patternUnsupported(String(source.prefix(120)), what: what)
    }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < scalars.count ? Unicode.Scalar(scalars[position + offset]) : nil
    }

    private mutating func take(_ expected: Unicode.Scalar) -> Bool {
        guard peek() == expected else { return false }
        position += 1
        return true
    }

    private mutating func parseAlternatives(depth: Int) throws(PromptError) -> PatternSyntax {
        guard depth <= Self.depthLimit else { throw fault("more than \(Self.depthLimit) groups inside one another") }
        var branches = [try parseSequence(depth: depth)]
        while take("|") { branches.append(try parseSequence(depth: depth)) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func parseSequence(depth: Int) throws(PromptError) -> PatternSyntax {
        var items: [PatternSyntax] = []
        while let scalar = peek(), scalar != "|", scalar != ")" {
            let start = position
            let atom = try parseAtom(depth: depth)
            items.append(try parseQuantifiers(of: atom, from: start))
        }
        return items.isEmpty ? .empty : items.count == 1 ? items[0] : .sequence(items)
    }

    private mutating func parseQuantifiers(of atom: PatternSyntax, from start: Int) throws(PromptError) -> PatternSyntax
    {
        guard let bounds = try parseBounds() else { return atom }
        if case .assertion = atom { throw fault("a quantifier after an assertion") }
        if case .look = atom { throw fault("a quantifier after an assertion") }
        _ = take("?")
        if try parseBounds() != nil { throw fault("two quantifiers in a row") }
        return .repetition(atom, minimum: bounds.minimum, maximum: bounds.maximum)
    }

    private mutating func parseBounds() throws(PromptError) -> (minimum: Int, maximum: Int?)? {
        switch peek() {
        case "*":
            position += 1
            return (0, nil)
        case "+":
            position += 1
            return (1, nil)
        case "?":
            position += 1
            return (0, 1)
        case "{":
            let before = position
            position += 1
            guard let minimum = parseCount() else {
                position = before
                return nil
            }
            var maximum: Int? = minimum
            if take(",") { maximum = parseCount() }
            guard take("}") else {
                position = before
                return nil
            }
            if let maximum, maximum < minimum { throw fault("a quantifier whose numbers are out of order") }
            return (minimum, maximum)
        default: return nil
        }
    }

    private mutating func parseCount() -> Int? {
        var value: Int?
        while let scalar = peek(), ("0"..."9").contains(scalar) {
            value = min((value ?? 0) * 10 + Int(scalar.value - 48), 1_000_000)
            position += 1
        }
        return value
    }

    private mutating func parseAtom(depth: Int) throws(PromptError) -> PatternSyntax {
        guard let scalar = peek() else { return .empty }
        switch scalar {
        case "^":
            position += 1
            return .assertion(.start)
        case "$":
            position += 1
            return .assertion(.end)
        case ".":
            position += 1
            return .set(ScalarSet.lineBreaks.inverted())
        case "(": return try parseGroup(depth: depth)
        case "[": return .set(try parseClass())
        case "\\": return try parseEscape()
        case "*", "+", "?": throw fault("a quantifier with nothing before it")
        case "{" where (try? hasBounds()) == true: throw fault("a quantifier with nothing before it")
        default:
            position += 1
            return .set(ScalarSet(scalar.value...scalar.value))
        }
    }

    private func hasBounds() throws(PromptError) -> Bool {
        var copy = self
        return try copy.parseBounds() != nil
    }

    private mutating func parseGroup(depth: Int) throws(PromptError) -> PatternSyntax {
        position += 1
        var look: (isAhead: Bool, isNegated: Bool)?
        if take("?"), !take(":") {
            if take("=") {
                look = (true, false)
            } else if take("!") {
                look = (true, true)
            } else if take("<") {
                if take("=") {
                    look = (false, false)
                } else if take("!") {
                    look = (false, true)
                } else {
                    guard let first = peek(), first.properties.isIDStart || "$_".unicodeScalars.contains(first) else {
                        throw fault("a group's name")
                    }
                    while let scalar = peek(), scalar != ">" {
                        guard scalar.properties.isIDContinue || scalar == "$" else { throw fault("a group's name") }
                        position += 1
                    }
                    guard take(">") else { throw fault("a group's name without an end") }
                }
            } else {
                throw unsupported("flags inside a group")
            }
        }
        let inner = try parseAlternatives(depth: depth + 1)
        guard take(")") else { throw fault("a '(' without a ')'") }
        return look.map { .look(inner, isAhead: $0.isAhead, isNegated: $0.isNegated) } ?? inner
    }
}

extension PatternParser {
    private mutating func parseEscape() throws(PromptError) -> PatternSyntax {
        switch peek(1) {
        case "b":
            position += 2
            return .assertion(.wordBoundary)
        case "B":
            position += 2
            return .assertion(.noWordBoundary)
        case .some(let scalar) where ("1"..."9").contains(scalar): throw unsupported("a reference to a group")
        case "k": throw unsupported("a reference to a group")
        default: return .set(try parseEscapedSet(isInClass: false))
        }
    }

    /// Reads an escape that stands for characters; the position is on the backslash.
    private mutating func parseEscapedSet(isInClass: Bool) throws(PromptError) -> ScalarSet {
        position += 1
        guard let letter = peek() else { throw fault("a '\\' at the end") }
        position += 1
        switch letter {
        case "d": return .digits
        case "D": return ScalarSet.digits.inverted()
        case "w": return .words
        case "W": return ScalarSet.words.inverted()
        case "s": return .spaces
        case "S": return ScalarSet.spaces.inverted()
        case "p", "P": return try parseProperty(isNegated: letter == "P")
        default:
            position -= 2
            let value = try parseEscapedScalar(isInClass: isInClass)
            return ScalarSet(value...value)
        }
    }

    private mutating func parseProperty(isNegated: Bool) throws(PromptError) -> ScalarSet {
        guard take("{") else { throw fault("'\\p' without '{'") }
        var name = ""
        while let scalar = peek(), scalar != "}" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take("}") else { throw fault("'\\p{' without '}'") }
        guard let property = UnicodeClass(name) else { throw fault("the unknown property '\(name)'") }
        return ScalarSet(property, isNegated: isNegated)
    }

    private mutating func parseEscapedScalar(isInClass: Bool) throws(PromptError) -> UInt32 {
        position += 1
        guard let letter = peek() else { throw fault("a '\\' at the end") }
        position += 1
        switch letter {
        case "t": return 9
        case "n": return 10
        case "v": return 11
        case "f": return 12
        case "r": return 13
        case "0":
            if let next = peek(), ("0"..."9").contains(next) { throw fault("an octal escape") }
            return 0
        case "b" where isInClass: return 8
        case "c":
            guard let control = peek(), control.isASCII, control.properties.isAlphabetic else {
                throw fault("'\\c' without a letter")
            }
            position += 1
            return control.value & 31
        case "x": return try parseDigits(2)
        case "u": return try parseUnicode()
        default:
            let isSyntax = "^$\\.*+?()[]{}|/-".unicodeScalars.contains(letter)
            let isMark = letter.isASCII && !letter.properties.isAlphabetic && !("0"..."9").contains(letter)
            guard isSyntax || isMark, letter != "_" else { throw fault("the unknown escape '\\\(letter)'") }
            return letter.value
        }
    }

    private mutating func parseDigits(_ count: Int) throws(PromptError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let scalar = peek(), scalar.isASCII, let digit = Hexadecimal.value(ofDigit: UInt8(scalar.value))
            else { throw fault("an escape without \(count) digits") }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func parseUnicode() throws(PromptError) -> UInt32 {
        if take("{") {
            var value: UInt32 = 0
            var count = 0
            while let scalar = peek(), scalar.isASCII, let digit = Hexadecimal.value(ofDigit: UInt8(scalar.value)) {
                value = value << 4 | UInt32(digit)
                count += 1
                position += 1
                guard value <= 0x10FFFF else { throw fault("a character beyond Unicode") }
            }
            guard count > 0, take("}") else { throw fault("'\\u{' without '}'") }
            return value
        }
        let first = try parseDigits(4)
        guard (0xD800..<0xDC00).contains(first), peek() == "\\", peek(1) == "u" else { return first }
        let before = position
        position += 2
        let second = try parseDigits(4)
        if (0xDC00..<0xE000).contains(second) { return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00) }
        position = before
        return first
    }

    private mutating func parseClass() throws(PromptError) -> ScalarSet {
        position += 1
        let isNegated = take("^")
        var set = ScalarSet()
        while true {
            guard let scalar = peek() else { throw fault("a '[' without a ']'") }
            if scalar == "]" {
                position += 1
                return isNegated ? set.inverted() : set
            }
            let (lower, lowerSet) = try parseClassAtom()
            guard peek() == "-", let after = peek(1), after != "]" else {
                if let lower { set.insert(lower...lower) } else if let lowerSet { set.insert(lowerSet) }
                continue
            }
            position += 1
            let (upper, _) = try parseClassAtom()
            guard let lower, let upper else { throw fault("a range with a class at its end") }
            guard lower <= upper else { throw fault("a range that is out of order") }
            set.insert(lower...upper)
        }
    }

    private mutating func parseClassAtom() throws(PromptError) -> (UInt32?, ScalarSet?) {
        guard let scalar = peek() else { throw fault("a '[' without a ']'") }
        guard scalar == "\\" else {
            position += 1
            return (scalar.value, nil)
        }
        if let letter = peek(1), "dDwWsSpP".unicodeScalars.contains(letter) {
            return (nil, try parseEscapedSet(isInClass: true))
        }
        return (try parseEscapedScalar(isInClass: true), nil)
    }
}
