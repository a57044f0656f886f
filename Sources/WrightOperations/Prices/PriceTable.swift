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
        guard value["schema"]?.int == 1, let list = value["prices"]?.array else {
            throw .unreadablePrices(name: name, reason: "it has no list 'prices' under \"schema\": 1")
        }
        guard list.count <= Self.limit else {
            throw .unreadablePrices(name: name, reason: "it has more than \(Self.limit) prices")
        }
        var prices: [ModelPrice] = []
        for (place, entry) in list.enumerated() {
            prices.append(try PriceReader(table: name, place: "prices[\(place)]").price(entry))
        }
        self.init(prices)
    }
}
