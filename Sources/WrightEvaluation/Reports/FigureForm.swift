/// How figures are written in reports.
package enum FigureForm {
    /// A number with four digits behind the point, or as many as asked for, without zeros at the end of longer ones.
    package static func plain(_ value: Double, digits: Int = 4) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let whole = Int(scaled) / Int(scale)
        let rest = Int(scaled) % Int(scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        if digits == 1, rest == 0 { return "\(sign)\(whole)" }
        return "\(sign)\(whole)." + String(rest + Int(scale)).dropFirst()
    }

    /// A number with its sign.
    package static func signed(_ value: Double) -> String {
        let text = plain(value)
        return text.hasPrefix("-") ? text : "+" + text
    }

    /// A p value.
    package static func probability(_ value: Double?) -> String {
        guard let value else { return "not measured" }
        return value < 0.0001 ? "below 0.0001" : plain(value)
    }

    /// A mean with its interval, or why there is none.
    package static func value(_ value: MetricValue) -> String {
        switch value {
        case .measured(let estimate):
            guard let low = estimate.low, let high = estimate.high else { return plain(estimate.mean) }
            return "\(plain(estimate.mean)) (\(plain(low)) to \(plain(high)))"
        case .notMeasured(let why): return "not measured: \(why)"
        }
    }

    /// A sentence as a clause that stands after a colon: without its capital and its full stop.
    package static func clause(_ sentence: String) -> String {
        let text = sentence.hasSuffix(".") ? sentence.dropLast() : sentence[...]
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
