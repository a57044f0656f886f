public import WrightCore

// Idea: read what models write in place of JSON the way a person would. First the text is tried as it is; then the
// JSON in it is looked for (fences, prose around); then it is read by rules that allow what is not allowed (see
// `LooseReader`); last, values are moved to the types that the schema asks for. Each kind of change is noted, so that
// one can see what was done, and nothing is changed that was right.

/// Mends almost-JSON, guided by a schema.
public struct JSONRepair: Sendable {
    /// A kind of change.
    public enum Step: String, Sendable, Hashable, CaseIterable {
        /// Text around the JSON was left out.
        case prose
        /// A code fence was left out.
        case fence
        /// A comment was left out.
        case comment
        /// A comma too many was left out.
        case trailingComma
        /// A missing comma or colon was put in.
        case missingComma
        /// Other quotes than `"` were replaced.
        case quotes
        /// A name or text without quotes got them.
        case unquoted
        /// A line break or control character in a text was escaped.
        case unescapedCharacter
        /// A quote in a text was escaped.
        case unescapedQuote
        /// An escape that JSON does not know was read.
        case unknownEscape
        /// `True`, `None` and the like were read.
        case literal
        /// NaN and infinities became null.
        case notANumber
        /// A number in another form was read.
        case numberForm
        /// An end that was cut off was closed.
        case truncated
        /// A bracket that did not fit was left out or put in.
        case bracket
        /// Of a name that stood twice, the last one was kept.
        case repeatedName
        /// A value was moved to the type that the schema asks for.
        case type
        /// A name was written as the schema writes it.
        case name
        /// A value was written as the schema's `enum` or `const` writes it.
        case enumeration
        /// A member that the schema does not allow was left out.
        case extraMember
    }

    /// Almost-JSON, mended.
    public struct Result: Sendable {
        /// The JSON text, on one line; numbers as they were written.
        public let json: String
        /// The value.
        public let value: JSONValue
        /// What was changed, in the order in which it was first done; empty for JSON that was right.
        public let steps: [Step]
        /// What still does not fit the schema.
        public let violations: [SchemaViolation]

        /// Whether the value fits the schema.
        public var isValid: Bool { violations.isEmpty }
    }

    private let schema: JSONSchema?
    private static let sizeLimit = 16 << 20
    private static let candidateLimit = 64

    /// Mends by the rules of JSON and, if there is one, by a schema.
    public init(schema: JSONSchema? = nil) {
        self.schema = schema
    }

    /// Mends a text.
    ///
    /// - Throws: ``PromptError`` with code `jsonInvalid` where there is nothing like JSON in the text, or
    ///   `schemaTooCostly`.
    public func repair(_ text: String) throws(PromptError) -> Result {
        var bytes = Array(text.utf8)
        guard bytes.count <= Self.sizeLimit else {
            throw .textUnmendable("it has more than 16 MiB", remedy: "Give the part that holds the JSON.")
        }
        if let tree = try? FlatJSON(parsing: bytes) { return try finish(LooseValue(tree), []) }
        var first: [Step] = []
        if let plain = Self.unescaped(bytes) {
            bytes = plain
            first = [.unknownEscape]
        }
        if Self.lacksBrace(bytes) {
            bytes.insert(UInt8(ascii: "{"), at: 0)
            first.append(.bracket)
        }
        var best: Result?
        for candidate in candidates(bytes) {
            var steps = first + candidate.steps
            let value: LooseValue
            if let tree = try? FlatJSON(parsing: Array(bytes[candidate.range])) {
                value = LooseValue(tree)
            } else {
                var reader = LooseReader(bytes: Array(bytes[candidate.range]))
                guard let found = try reader.read() else { continue }
                value = found
                if reader.leavesRest, !steps.contains(.prose) { steps.append(.prose) }
                steps += reader.steps.filter { !steps.contains($0) }
            }
            let result = try finish(value, steps)
            if result.isValid, isPlausible(value) { return result }
            if best.map({ result.violations.count < $0.violations.count }) ?? true { best = result }
        }
        guard let best else {
            throw .textUnmendable("nothing in it looks like JSON", remedy: "Ask the model again, for JSON only.")
        }
        return best
    }

    /// Whether a value that was found among prose can be what was meant.
    private func isPlausible(_ value: LooseValue) -> Bool {
        switch value {
        case .array(let elements): !elements.isEmpty || schema != nil
        case .object(let members): !members.isEmpty || schema != nil
        default: true
        }
    }

    private func finish(_ value: LooseValue, _ steps: [Step]) throws(PromptError) -> Result {
        var value = value
        var steps = steps
        guard let schema else {
            let flat = value.flat
            return Result(json: flat.json(), value: flat.value(), steps: steps, violations: [])
        }
        var flat = value.flat
        if try !schema.isValid(flat) {
            var coercion = SchemaCoercion(schema: schema)
            value = try coercion.coerced(value, schema.root)
            steps += coercion.steps.filter { !steps.contains($0) }
            flat = value.flat
        }
        let report = try schema.check(flat)
        return Result(json: flat.json(), value: flat.value(), steps: steps, violations: report.violations)
    }

    private struct Candidate {
        let range: Range<Int>
        let steps: [Step]
    }

    /// Where the JSON may be: in code fences, from the brackets on, the whole text.
    private func candidates(_ bytes: [UInt8]) -> [Candidate] {
        let start = Self.afterThought(bytes)
        var result: [Candidate] = []
        for fence in Self.fences(bytes, from: start) {
            let isAll = Self.isBlank(bytes[..<fence.outer.lowerBound]) && Self.isBlank(bytes[fence.outer.upperBound...])
            result.append(Candidate(range: fence.inner, steps: isAll ? [.fence] : [.prose, .fence]))
        }
        var place = start
        while place < bytes.count, result.count < Self.candidateLimit {
            if bytes[place] == UInt8(ascii: "{") || bytes[place] == UInt8(ascii: "[") {
                let hasProse = !Self.isBlank(bytes[..<place])
                result.append(Candidate(range: place..<bytes.count, steps: hasProse ? [.prose] : []))
                // What stands inside these brackets is tried only after what they hold as a whole.
                place = Self.end(of: bytes, from: place)
            } else {
                place += 1
            }
        }
        if result.isEmpty || !wantsContainer { result.append(Candidate(range: start..<bytes.count, steps: [])) }
        return result
    }

    private var wantsContainer: Bool {
        guard let schema else { return true }
        for case .type(let types) in schema.nodes[schema.root].keywords {
            return types.isSubset(of: [.object, .array])
        }
        return true
    }

    private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { $0 <= 32 } }

    /// The text with its escapes read once, where it is JSON that was written as a string is; nil for any other.
    private static func unescaped(_ bytes: [UInt8]) -> [UInt8]? {
        let brackets = Set("{[".utf8)
        guard let open = bytes.firstIndex(where: { brackets.contains($0) }),
            let name = bytes[open...].firstIndex(where: { $0 > 32 && !brackets.contains($0) }),
            bytes[name...].starts(with: Array("\\\"".utf8))
        else { return nil }
        var result = Array(bytes[..<open])
        var place = open
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "\\"), place + 1 < bytes.count else {
                result.append(bytes[place])
                place += 1
                continue
            }
            switch bytes[place + 1] {
            case UInt8(ascii: "n"): result.append(10)
            case UInt8(ascii: "t"): result.append(9)
            case UInt8(ascii: "r"): result.append(13)
            default: result.append(bytes[place + 1])
            }
            place += 2
        }
        return result
    }

    /// Whether the text is that of an object without its first brace, as where a model goes on after one.
    private static func lacksBrace(_ bytes: [UInt8]) -> Bool {
        guard let start = bytes.firstIndex(where: { $0 > 32 }), bytes[start] == UInt8(ascii: "\""),
            let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "\"")),
            bytes[(end + 1)...].first(where: { $0 > 32 }) == UInt8(ascii: ":")
        else { return false }
        let openCount = bytes.count { $0 == UInt8(ascii: "{") }
        return openCount == 0 || bytes.count { $0 == UInt8(ascii: "}") } > openCount
    }

    /// The place after the thoughts that some models print first.
    private static func afterThought(_ bytes: [UInt8]) -> Int {
        let mark = Array("</think>".utf8)
        guard bytes.count >= mark.count else { return 0 }
        var place = bytes.count - mark.count
        while place >= 0 {
            if bytes[place] == mark[0], bytes[place...].starts(with: mark) { return place + mark.count }
            place -= 1
        }
        return 0
    }

    private static func fences(_ bytes: [UInt8], from start: Int) -> [(outer: Range<Int>, inner: Range<Int>)] {
        var result: [(outer: Range<Int>, inner: Range<Int>)] = []
        var place = start
        while place + 2 < bytes.count, result.count < 16 {
            guard bytes[place] == 96, bytes[place + 1] == 96, bytes[place + 2] == 96 else {
                place += 1
                continue
            }
            var inner = place + 3
            while inner < bytes.count, bytes[inner] != 10, bytes[inner] != UInt8(ascii: "{"),
                bytes[inner] != UInt8(ascii: "[")
            {
                inner += 1
            }
            var end = inner
            while end + 2 < bytes.count, !(bytes[end] == 96 && bytes[end + 1] == 96 && bytes[end + 2] == 96) {
                end += 1
            }
            if end + 2 >= bytes.count {
                result.append((place..<bytes.count, inner..<bytes.count))
                break
            }
            result.append((place..<(end + 3), inner..<end))
            place = end + 3
        }
        return result
    }

    /// The place after the bracket that closes the one at a place; the end of the text where none does.
    private static func end(of bytes: [UInt8], from start: Int) -> Int {
        var depth = 0
        var isInString = false
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\\") where isInString: place += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString, UInt8(ascii: "[") where !isInString: depth += 1
            case UInt8(ascii: "}") where !isInString, UInt8(ascii: "]") where !isInString:
                depth -= 1
                if depth == 0 { return place + 1 }
            default: break
            }
            place += 1
        }
        return bytes.count
    }
}
