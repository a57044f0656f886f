internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightOperations

@Suite struct PriceTableTests {
    static func price(_ provider: String, _ model: String, on day: String = "2026-01-15") throws -> ModelPrice? {
        try PriceTable.builtIn().price(provider: provider, model: model, on: day)
    }

    @Test func `a call costs its tokens times their rates`() throws {
        let price = try #require(try Self.price("openai", "gpt-4o"))
        // 1000 × 2.50 + 500 × 1.25 + 200 × 10 dollars a million: 2500 + 625 + 2000 micro-dollars.
        let usage = TokenUsage(input: 1500, output: 200, cachedInput: 500)
        #expect(price.cost(of: usage) == MicroDollars(5125))
        #expect(price.cost(of: usage, mode: "batch") < price.cost(of: usage))
        #expect(price.cost(of: TokenUsage(input: 0, output: 0)) == .zero)
    }

    @Test func `a part of a micro-dollar counts as one, once for a call`() throws {
        let price = try #require(try Self.price("openai", "gpt-4o-mini"))
        // 1 × 0.15 + 1 × 0.60 = 0.75 micro-dollars.
        #expect(price.cost(of: TokenUsage(input: 1, output: 1)) == MicroDollars(1))
        // 3 × 0.15 + 3 × 0.60 = 2.25 micro-dollars.
        #expect(price.cost(of: TokenUsage(input: 3, output: 3)) == MicroDollars(3))
        #expect(price.cost(of: TokenUsage(input: 1_000_000, output: 0)) == MicroDollars(150_000))
    }

    @Test func `writing to the cache, reading from it and long requests have their rates`() throws {
        let price = try #require(try Self.price("anthropic", "claude-sonnet-4-20250514"))
        let usage = TokenUsage(input: 3000, output: 100, cachedInput: 1000, cacheWrite: 1000)
        // 1000 × 3 + 1000 × 0.3 + 1000 × 3.75 + 100 × 15 micro-dollars.
        #expect(price.cost(of: usage) == MicroDollars(3000 + 300 + 3750 + 1500))
        let long = TokenUsage(input: 200_001, output: 0)
        #expect(price.cost(of: long) == MicroDollars(200_001 * 6))
        #expect(price.cost(of: TokenUsage(input: 200_000, output: 0)) == MicroDollars(200_000 * 3))
    }

    @Test func `a price holds from its day to the day of the next`() throws {
        #expect(try Self.price("openai", "o3", on: "2025-06-09")?.rates.input == 10_000_000)
        #expect(try Self.price("openai", "o3", on: "2025-06-10")?.rates.input == 2_000_000)
        #expect(try Self.price("openai", "o3", on: "2024-01-01") == nil)
    }

    @Test(arguments: [("openai", "gpt-99"), ("nobody", "gpt-4o"), ("ollama", "llama3.2"), ("openai", "gpt-4o-20")])
    func `a price that is not listed is not known`(provider: String, model: String) throws {
        #expect(try Self.price(provider, model) == nil)
    }

    @Test func `a name with a date has the price of the name, unless it has its own`() throws {
        #expect(try Self.price("openai", "gpt-4o-2024-11-20")?.model == "gpt-4o")
        #expect(try Self.price("openai", "gpt-4o-2024-05-13")?.rates.input == 5_000_000)
    }

    @Test func `the largest cost is never less than the cost`() throws {
        var random = SeededRandom(seed: 7)
        for name in ["gpt-4o", "claude-sonnet-4", "gemini-2.5-pro"] {
            let provider = name.hasPrefix("g") ? (name.hasPrefix("gpt") ? "openai" : "gcp.gemini") : "anthropic"
            let price = try #require(try Self.price(provider, name))
            for _ in 0..<200 {
                let input = Int.random(in: 0...400_000, using: &random)
                let output = Int.random(in: 0...10_000, using: &random)
                let cached = Int.random(in: 0...input, using: &random)
                let usage = TokenUsage(
                    input: input,
                    output: output,
                    cachedInput: cached,
                    cacheWrite: Int.random(in: 0...(input - cached), using: &random)
                )
                #expect(price.cost(of: usage) <= price.largestCost(inputTokenCount: input, outputTokenCount: output))
            }
        }
    }

    @Test(arguments: [
        "", "[]", #"{"schema":2,"prices":[]}"#, #"{"schema":1,"prices":[{"provider":"a"}]}"#,
        #"{"schema":1,"prices":[{"provider":"a","model":"b","from":"soon","input":1,"output":1}]}"#,
        #"{"schema":1,"prices":[{"provider":"a","model":"b","from":"2025-01-01","input":-1,"output":1}]}"#,
        #"{"schema":1,"prices":[{"provider":"a","model":"b","from":"2025-01-01","input":1.5,"output":1}]}"#,
    ])
    func `a table that is wrong is an error`(text: String) {
        let bytes = Array(text.utf8)
        #expect(throws: OperationsError.self) {
            try bytes.withUnsafeBytes { _ = try PriceTable(reading: $0, name: "test") }
        }
    }

    @Test(arguments: [
        (#"{"model":"b","from":"2025-01-01","input":1,"output":1}"#, "'provider' of prices[1] must be a text"),
        (#"{"provider":"a","model":"b","from":"soon","input":1,"output":1}"#, "'from' of prices[1] must be a day"),
        (#"{"provider":"a","model":"b","from":"2025-01-01","until":"2024-01-01","input":1,"output":1}"#, "'until'"),
        (#"{"provider":"a","model":"b","from":"2025-01-01","output":1}"#, "'input' of prices[1] must be a whole"),
        (#"{"provider":"a","model":"b","from":"2025-01-01","input":1,"output":1,"aliases":[1]}"#, "'aliases'"),
        (
            #"{"provider":"a","model":"b","from":"2025-01-01","input":1,"output":1,"modes":{"batch":{"input":1}}}"#,
            "'output' of prices[1].modes.batch"
        ),
        (
            #"{"provider":"a","model":"b","from":"2025-01-01","input":1,"output":1,"tiers":[{"input":1,"output":1}]}"#,
            "'aboveInputTokens' of prices[1].tiers[0]"
        ),
    ])
    func `an error names the table and the place in it`(entry: String, place: String) {
        let right = #"{"provider":"a","model":"a","from":"2025-01-01","input":1,"output":1}"#
        let bytes = Array(#"{"schema":1,"prices":[\#(right),\#(entry)]}"#.utf8)
        let error = #expect(throws: OperationsError.self) {
            try bytes.withUnsafeBytes { _ = try PriceTable(reading: $0, name: "prices.json") }
        }
        #expect(error?.message.contains("'prices.json'") == true && error?.message.contains(place) == true)
    }

    @Test func `prices of one's own go before the built-in ones`() throws {
        let text =
            #"{"schema":1,"prices":[{"provider":"openai","model":"gpt-4o","from":"2025-01-01","input":7,"output":8}]}"#
        let own = try Array(text.utf8).withUnsafeBytes { try PriceTable(reading: $0, name: "own") }
        let price = try PriceTable.builtIn().adding(own).price(provider: "openai", model: "gpt-4o", on: "2026-01-01")
        #expect(price?.rates.input == 7)
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01"), (951_782_400, "2000-02-29"), (1_735_689_599, "2024-12-31"),
        (4_107_542_400, "2100-03-01"),
        (-1, "1969-12-31"),
    ])
    func `days are those of the calendar`(seconds: Int64, day: String) {
        #expect(CalendarDay.text(ofNanoseconds: seconds * 1_000_000_000) == day)
    }
}
