internal import WrightCore

/// Reads one entry of a price table.
struct PriceReader {
    /// The table, as errors name it.
    let table: String
    /// The entry, as errors name it.
    let place: String

    func price(_ value: JSONValue) throws(OperationsError) -> ModelPrice {
        let from = try day(value, "from")
        var until: String?
        if let member = value["until"], member != .null { until = try day(value, "until") }
        if let until, until <= from { throw fault("until", "a day after 'from'") }
        return ModelPrice(
            provider: try text(value, "provider"),
            model: try text(value, "model"),
            aliases: try aliases(value),
            from: from,
            until: until,
            rates: try rates(value),
            tiers: try tiers(value),
            modes: try modes(value),
            maximumOutputTokenCount: try number(value, "maximumOutputTokens").map(Int.init),
            source: value["source"]?.string ?? "",
            evidence: value["evidence"]?.string ?? ""
        )
    }

    private func fault(_ member: String, _ expected: String) -> OperationsError {
        .unreadablePrices(name: table, reason: "'\(member)' of \(place) must be \(expected)")
    }

    private func text(_ value: JSONValue, _ member: String) throws(OperationsError) -> String {
        guard let text = value[member]?.string, !text.isEmpty else { throw fault(member, "a text") }
        return text
    }

    private func aliases(_ value: JSONValue) throws(OperationsError) -> [String] {
        let list = value["aliases"] ?? .array([])
        guard let texts = list.array?.map(\.string), texts.allSatisfy({ $0 != nil }) else {
            throw fault("aliases", "a list of texts")
        }
        return texts.compactMap { $0 }
    }

    private func modes(_ value: JSONValue) throws(OperationsError) -> [String: ModelPrice.Rates] {
        guard let members = (value["modes"] ?? .object([])).object else {
            throw fault("modes", "an object of rates by way of service")
        }
        var modes: [String: ModelPrice.Rates] = [:]
        for member in members {
            let inner = PriceReader(table: table, place: "\(place).modes.\(member.name)")
            modes[member.name] = try inner.rates(member.value)
        }
        return modes
    }

    private func tiers(_ value: JSONValue) throws(OperationsError) -> [ModelPrice.Tier] {
        guard let entries = (value["tiers"] ?? .array([])).array else { throw fault("tiers", "a list of rates") }
        var tiers: [ModelPrice.Tier] = []
        for (number, entry) in entries.enumerated() {
            let inner = PriceReader(table: table, place: "\(place).tiers[\(number)]")
            guard let count = try inner.number(entry, "aboveInputTokens") else {
                throw inner.fault("aboveInputTokens", Self.range)
            }
            tiers.append(ModelPrice.Tier(aboveInputTokenCount: Int(count), rates: try inner.rates(entry)))
        }
        return tiers.sorted { $0.aboveInputTokenCount < $1.aboveInputTokenCount }
    }

    private func rates(_ value: JSONValue) throws(OperationsError) -> ModelPrice.Rates {
        guard let input = try number(value, "input") else { throw fault("input", Self.range) }
        guard let output = try number(value, "output") else { throw fault("output", Self.range) }
        return ModelPrice.Rates(
            input: input,
            output: output,
            cachedInput: try number(value, "cachedInput"),
            cacheWrite: try number(value, "cacheWrite"),
            reasoning: try number(value, "reasoning")
        )
    }

    private static let range = "a whole number from 0 to 1000000000000"

    /// A number of that name; nil where there is none.
    private func number(_ value: JSONValue, _ member: String) throws(OperationsError) -> Int64? {
        guard let found = value[member], found != .null else { return nil }
        guard let number = found.int, (0...1_000_000_000_000).contains(number) else { throw fault(member, Self.range) }
        return Int64(number)
    }

    private func day(_ value: JSONValue, _ member: String) throws(OperationsError) -> String {
        guard let text = value[member]?.string, Self.isDay(text) else {
            throw fault(member, "a day such as 2026-01-31")
        }
        return text
    }

    private static func isDay(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 10 else { return false }
        return bytes.enumerated()
            .allSatisfy { place, byte in
                place == 4 || place == 7
                    ? byte == UInt8(ascii: "-") : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
    }
}
