internal import WrightCore
internal import WrightModel
internal import WrightPrompt

/// What can be said of an answer without asking anybody.
enum PromptChecks {
    static func failure(of assertion: PromptAssertion, _ answer: PromptTestRunner.CheckedAnswer) throws -> String? {
        let text = answer.text
        switch assertion {
        case .contains(let part):
            return text.lowercased().contains(part.lowercased()) ? nil : "'\(part)' does not stand in it"
        case .excludes(let part):
            return text.lowercased().contains(part.lowercased()) ? "'\(part)' stands in it" : nil
        case .equals(let whole): return trimmed(text) == trimmed(whole) ? nil : "it is not '\(whole.prefix(60))'"
        case .matches(let source):
            return try Pattern(source).matches(text) ? nil : "it does not match '\(source)'"
        case .json(let path, let expected): return jsonFailure(text, path, expected)
        case .maximumTokenCount(let limit):
            guard let count = answer.usage?.outputTokenCount else { return nil }
            return count <= limit ? nil : "it has \(count) tokens, more than \(limit)"
        case .maximumCostMicroUSD(let limit):
            guard let cost = answer.cost else { return nil }
            return cost <= limit ? nil : "it cost \(cost) micro-dollars, more than \(limit)"
        case .maximumLatency(let limit):
            return answer.latency <= limit
                ? nil : "it took \(answer.latency.wholeMilliseconds) ms, more than \(limit.wholeMilliseconds)"
        case .abstains(let expected):
            return isAbstention(text) == expected ? nil : expected ? "it answers" : "it says that it has no answer"
        case .cites(let numbers): return citationFailure(text, numbers)
        case .schema, .similar, .judged: return nil
        }
    }

    /// What would have to be known of an answer to judge it by an assertion; nil where it is known.
    static func gap(in answer: PromptTestRunner.CheckedAnswer, for assertion: PromptAssertion) -> String? {
        switch assertion {
        case .maximumTokenCount where answer.usage == nil: "the service did not say how many tokens it has"
        case .maximumCostMicroUSD where answer.cost == nil: "nobody knows what it cost"
        default: nil
        }
    }

    static func schemaFailure(_ text: String, _ schema: JSONSchema) throws -> String? {
        do {
            return try schema.check(parsing: Array(text.utf8)).violations.first?.text
        } catch {
            guard error.code == .jsonInvalid else { throw error }
            return error.message
        }
    }

    private static func jsonFailure(_ text: String, _ path: String, _ expected: JSONValue?) -> String? {
        guard let value = try? JSONValue(parsing: text) else { return "it is no JSON" }
        let found = ValuePath(path)?.values(in: value) ?? []
        guard !found.isEmpty else { return "nothing stands at '\(path)'" }
        guard let expected else { return nil }
        let isFound = found.contains { candidate in
            if let left = candidate.double, let right = expected.double { return left == right }
            return candidate == expected
        }
        return isFound ? nil : "at '\(path)' stands \(found[0].text().prefix(60)), not \(expected.text().prefix(60))"
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    private static let abstentions = [
        "the sources do not answer this", "the sources do not say", "i don't know", "i do not know", "i don’t know",
        "cannot answer", "can't answer", "can’t answer", "not enough information", "no information", "unable to answer",
        "insufficient information", "does not contain", "do not contain",
    ]

    /// Whether an answer says that it has none: a known phrase at its beginning, and no citation.
    static func isAbstention(_ text: String) -> Bool {
        let start = text.lowercased().prefix(200)
        return trimmed(text).isEmpty || (citations(text).isEmpty && abstentions.contains { start.contains($0) })
    }

    /// The numbers that stand in brackets.
    static func citations(_ text: String) -> [Int] {
        var result: [Int] = []
        for part in text.utf8.split(separator: UInt8(ascii: "["), omittingEmptySubsequences: false).dropFirst() {
            guard let end = part.firstIndex(of: UInt8(ascii: "]")) else { continue }
            let numbers = part[..<end].split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
                .map { Int(trimmed($0)) }
            if !numbers.isEmpty, numbers.allSatisfy({ $0 != nil }) { result += numbers.compactMap { $0 } }
        }
        return result
    }

    private static func citationFailure(_ text: String, _ numbers: [Int]) -> String? {
        let found = Set(citations(text))
        if numbers.isEmpty { return found.isEmpty ? "it cites nothing" : nil }
        let missing = numbers.filter { !found.contains($0) }
        return missing.isEmpty ? nil : "it does not cite \(missing.map { "[\($0)]" }.joined(separator: ", "))"
    }

    /// The harmonic mean of the shares of words that two texts have in common, 0…1.
    static func wordOverlap(_ left: String, _ right: String) -> Double {
        var counts: [Substring: Int] = [:]
        let left = left.lowercased().split { !$0.isLetter && !$0.isNumber }
        let right = right.lowercased().split { !$0.isLetter && !$0.isNumber }
        for word in left { counts[word, default: 0] += 1 }
        var shared = 0
        for word in right where counts[word, default: 0] > 0 {
            counts[word, default: 0] -= 1
            shared += 1
        }
        let total = left.count + right.count
        return total == 0 ? 1 : 2 * Double(shared) / Double(total)
    }
}
