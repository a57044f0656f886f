private import CWrightData

/// What real postings ask for: aggregate figures of 1,765 postings for "AI Engineer", January and February 2026.
///
/// One site, two months, no text of any posting: a yardstick, not a norm.
public struct PostingBase: Sendable {
    /// How many postings the figures are of.
    public let postingCount: Int
    /// Twenty-one values of each measure, from the least to the greatest in steps of five per cent.
    private let quantiles: [String: [Double]]
    private let rates: [String: Double]
    private let demand: [String: Int]

    /// The figures that come with the program.
    public static let standard = Self()

    /// What the figures are of, for a reader.
    public static let statement =
        "1,765 postings for \"AI Engineer\" on one site, January and February 2026; standing: measured, one site, "
        + "demand only"

    private init() {
        var size: UInt = 0
        let bytes = wright_posting_base(&size)
        let text = String(decoding: UnsafeBufferPointer(start: bytes, count: Int(size)), as: UTF8.self)
        var (quantiles, rates, demand) = ([String: [Double]](), [String: Double](), [String: Int]())
        var count = 0
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let cells = line.split(separator: "\t").map(String.init)
            guard cells.count >= 3 else { continue }
            switch cells[0] {
            case "count": count = Int(cells[2]) ?? 0
            case "quantiles": quantiles[cells[1]] = cells.dropFirst(2).compactMap(Double.init)
            case "rate": rates[cells[1]] = Double(cells[2])
            default: demand[cells[1]] = Int(cells[2])
            }
        }
        precondition(count > 0, "The figures of real postings are broken.")
        self.postingCount = count
        self.quantiles = quantiles
        self.rates = rates
        self.demand = demand
    }

    /// The share of postings whose value lies below one, in whole per cent; nil for an unknown measure.
    ///
    /// Measures: `tools`, `skills`, `must`, `years`.
    public func percentile(of value: Double, measure: String) -> Int? {
        guard let steps = quantiles[measure] else { return nil }
        return min(100, steps.count { $0 < value } * 5)
    }

    /// The middle value of a measure.
    public func median(_ measure: String) -> Double? {
        quantiles[measure].map { $0[$0.count / 2] }
    }

    /// The share of postings of which something holds, such as `training`.
    public func rate(_ name: String) -> Double? { rates[name] }

    /// The share of postings that name a technology; nil where fewer than five do.
    public func demandRate(of technology: String) -> Double? {
        demand[technology].map { Double($0) / Double(postingCount) }
    }
}
