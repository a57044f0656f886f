private import CWrightData
private import WrightCore

/// Dated prices of models.
public struct PriceTable: Sendable {
    private let prices: [String: [ModelPrice]]

    /// The table that comes with the program.
    ///
    /// Prices change and differ by contract; put yours over it with ``adding(_:)``.
    ///
    /// - Throws: ``OperationsError`` with code `unreadablePrices`.
    public static func builtIn() throws(OperationsError) -> Self {
        var size: UInt = 0
        let address = wright_model_prices(&size)
        let bytes = UnsafeRawBufferPointer(start: address, count: Int(size))
        return try Self(reading: bytes, name: "built in")
    }

    /// Makes a table of prices.
    public init(_ prices: [ModelPrice]) {
        var byName: [String: [ModelPrice]] = [:]
        for price in prices {
            for name in [price.model] + price.aliases {
                byName[Self.key(price.provider, name), default: []].append(price)
            }
        }
        self.prices = byName
    }

    /// The table with prices that go before its own.
    public func adding(_ other: Self) -> Self {
        Self(prices: other.prices.merging(prices) { $0 + $1 })
    }

    private init(prices: [String: [ModelPrice]]) {
        self.prices = prices
    }

    /// How many names have a price.
    public var nameCount: Int { prices.count }

    /// The price of a model on a day; nil if it is not known.
    ///
    /// A name that ends in a date of its own, such as `gpt-4o-2024-11-20`, has the price of the name without it unless
    /// it is listed itself.
    ///
    /// - Parameters:
    ///   - provider: The service, such as `openai`.
    ///   - model: The model's name.
    ///   - day: The day, `YYYY-MM-DD`.
    /// - Returns: The price that holds on that day.
    public func price(provider: String, model: String, on day: String) -> ModelPrice? {
        let name = model.hasPrefix("models/") ? String(model.dropFirst(7)) : model
        if let listed = prices[Self.key(provider, name)] { return Self.holding(listed, on: day) }
        guard let base = Self.withoutDate(name) else { return nil }
        return prices[Self.key(provider, base)].flatMap { Self.holding($0, on: day) }
    }

    private static func key(_ provider: String, _ model: String) -> String {
        provider + "\n" + model.lowercased()
    }

    private static func holding(_ prices: [ModelPrice], on day: String) -> ModelPrice? {
        prices.first { price in
            price.from <= day && price.until.map { day < $0 } ?? true
        }
    }

    /// A name without `-YYYY-MM-DD` or `-YYYYMMDD` at its end; nil for one without.
    private static func withoutDate(_ name: String) -> String? {
        let bytes = Array(name.utf8)
        for form in ["-dddd-dd-dd", "-dddddddd"] {
            let form = Array(form.utf8)
            guard bytes.count > form.count else { continue }
            let matches = zip(bytes.suffix(form.count), form)
                .allSatisfy { byte, mark in
                    mark == UInt8(ascii: "d") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == mark
                }
            if matches { return String(decoding: bytes.dropLast(form.count), as: UTF8.self) }
        }
        return nil
    }
}

extension PriceTable {
    /// Prices that a file may hold.
    private static let limit = 100_000

    /// Reads a table: JSON with `"schema": 1` and a list `"prices"`; rates are micro-dollars for a million tokens.
    ///
    /// - Parameters:
    ///   - bytes: The JSON text.
    ///   - name: What errors call it.
    /// - Throws: ``OperationsError`` with code `unreadablePrices`.
    public init(reading bytes: UnsafeRawBufferPointer, name: String) throws(OperationsError) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw .unreadablePrices(name: name, reason: error.message)
        }
        guard value["schema"]?.int == 1, let list = value["prices"]?.array, list.count <= Self.limit else {
            throw .unreadablePrices(name: name, reason: "it has no list 'prices' under schema 1")
        }
        var prices: [ModelPrice] = []
        for (place, entry) in list.enumerated() {
            guard let price = Self.price(entry) else {
                throw .unreadablePrices(name: name, reason: "price \(place + 1) lacks a member or has a wrong one")
            }
            prices.append(price)
        }
        self.init(prices)
    }

    private static func price(_ value: JSONValue) -> ModelPrice? {
        guard let provider = value["provider"]?.string, let model = value["model"]?.string,
            let from = value["from"]?.string, isDay(from), let rates = rates(value)
        else { return nil }
        var until: String?
        if let text = value["until"], text != .null {
            guard let day = text.string, isDay(day), day > from else { return nil }
            until = day
        }
        var modes: [String: ModelPrice.Rates] = [:]
        for member in value["modes"]?.object ?? [] {
            guard let mode = self.rates(member.value) else { return nil }
            modes[member.name] = mode
        }
        var tiers: [ModelPrice.Tier] = []
        for entry in value["tiers"]?.array ?? [] {
            guard let count = entry["aboveInputTokens"]?.int, count >= 0, let tier = self.rates(entry) else {
                return nil
            }
            tiers.append(ModelPrice.Tier(aboveInputTokenCount: count, rates: tier))
        }
        return ModelPrice(
            provider: provider,
            model: model,
            aliases: (value["aliases"]?.array ?? []).compactMap(\.string),
            from: from,
            until: until,
            rates: rates,
            tiers: tiers.sorted { $0.aboveInputTokenCount < $1.aboveInputTokenCount },
            modes: modes,
            maximumOutputTokenCount: value["maximumOutputTokens"]?.int,
            source: value["source"]?.string ?? "",
            evidence: value["evidence"]?.string ?? ""
        )
    }

    private static func rates(_ value: JSONValue) -> ModelPrice.Rates? {
        func rate(_ name: String) -> (isValid: Bool, rate: Int64?) {
            guard let member = value[name], member != .null else { return (true, nil) }
            guard let number = member.int, (0...1_000_000_000_000).contains(number) else { return (false, nil) }
            return (true, Int64(number))
        }
        let all = ["input", "output", "cachedInput", "cacheWrite", "reasoning"].map(rate)
        guard all.allSatisfy(\.isValid), let input = all[0].rate, let output = all[1].rate else { return nil }
        return ModelPrice.Rates(
            input: input,
            output: output,
            cachedInput: all[2].rate,
            cacheWrite: all[3].rate,
            reasoning: all[4].rate
        )
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
