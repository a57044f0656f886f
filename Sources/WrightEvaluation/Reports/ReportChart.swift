private import WrightCore

/// Drawings for reports, as SVG that stands in the page.
enum ReportChart {
    /// A point of a scatter plot.
    struct Point {
        var label: String
        var x: Double
        var y: Double
    }

    /// One row for each figure: its mean as a dot, its interval as a line, on a common scale.
    static func intervals(_ rows: [(name: String, value: MetricValue)]) -> String {
        let all = rows.compactMap { row in row.value.estimate.map { (row.name, $0) } }
        // What is counted in dollars, tokens or seconds has a scale of its own, and would flatten all others.
        let rates = all.filter { ($0.1.low ?? $0.1.mean) >= 0 && ($0.1.high ?? $0.1.mean) <= 1 }
        let measured = rates.isEmpty ? all : rates
        guard !measured.isEmpty else { return "" }
        let lows = measured.map { $0.1.low ?? $0.1.mean }
        let highs = measured.map { $0.1.high ?? $0.1.mean }
        let scale = Scale(from: min(0, lows.min() ?? 0), to: max(1, highs.max() ?? 1), start: 200, end: 640)
        let height = measured.count * 24 + 30
        var text = "<svg width=\"660\" height=\"\(height)\" role=\"img\" aria-label=\"means and intervals\">\n"
        for (number, (name, estimate)) in measured.enumerated() {
            let y = number * 24 + 16
            text += "<text x=\"190\" y=\"\(y + 4)\" text-anchor=\"end\">\(ReportMarkup.escaped(name))</text>"
            if let low = estimate.low, let high = estimate.high {
                text += "<line x1=\"\(scale[low])\" x2=\"\(scale[high])\" y1=\"\(y)\" y2=\"\(y)\" stroke=\"#0969da\" "
                text += "stroke-width=\"3\"/>"
            }
            text += "<circle cx=\"\(scale[estimate.mean])\" cy=\"\(y)\" r=\"5\" fill=\"#0969da\"/>\n"
        }
        return text + axis(scale, y: height - 22) + "</svg>\n"
    }

    /// How often which value occurs, in twenty bars.
    static func distribution(_ name: String, _ values: [Double]) -> String {
        let low = min(0, values.min() ?? 0)
        let high = max(low + 1e-9, values.max() ?? 1)
        var counts = [Int](repeating: 0, count: 20)
        for value in values { counts[min(19, max(0, Int((value - low) / (high - low) * 20)))] += 1 }
        let most = Double(max(1, counts.max() ?? 1))
        var text = "<svg width=\"280\" height=\"150\" role=\"img\" aria-label=\"distribution\">\n"
        text += "<text x=\"10\" y=\"14\">\(ReportMarkup.escaped(name))</text>"
        for (place, count) in counts.enumerated() where count > 0 {
            let height = max(1, Double(count) / most * 95)
            text += "<rect x=\"\(10 + place * 13)\" y=\"\(FigureForm.plain(120 - height, digits: 1))\" width=\"12\" "
            text += "height=\"\(FigureForm.plain(height, digits: 1))\" fill=\"#0969da\"><title>\(count)</title></rect>"
        }
        let places = digits(of: high - low)
        text += "<text x=\"10\" y=\"138\">\(FigureForm.plain(low, digits: places))</text>"
        text += "<text x=\"270\" y=\"138\" text-anchor=\"end\">\(FigureForm.plain(high, digits: places))</text>"
        return text + "</svg>\n"
    }

    /// The decimal places that tell the ends of a range apart.
    private static func digits(of range: Double) -> Int { range < 0.001 ? 6 : range < 0.1 ? 4 : 2 }

    /// Points on two scales; those that no other beats on both are joined: the frontier of cost and quality.
    static func scatter(_ points: [Point], xName: String, yName: String) -> String {
        let xScale = Scale(from: 0, to: points.map(\.x).max() ?? 1, start: 50, end: 620)
        let yScale = Scale(
            from: min(0, points.map(\.y).min() ?? 0),
            to: max(1, points.map(\.y).max() ?? 1),
            start: 260,
            end: 20
        )
        var text = "<svg width=\"660\" height=\"310\" role=\"img\" aria-label=\"cost and quality\">\n"
        let path = frontier(points).map { "\(xScale[$0.x]),\(yScale[$0.y])" }.joined(separator: " ")
        text += "<polyline points=\"\(path)\" fill=\"none\" stroke=\"#1a7f37\" stroke-width=\"2\"/>\n"
        for point in points.prefix(2000) {
            text += "<circle cx=\"\(xScale[point.x])\" cy=\"\(yScale[point.y])\" r=\"3\" fill=\"#0969da\" "
            text += "fill-opacity=\"0.5\"><title>\(ReportMarkup.escaped(point.label))</title></circle>\n"
        }
        text += "<text x=\"10\" y=\"14\">\(ReportMarkup.escaped(yName))</text>"
        text += "<text x=\"640\" y=\"300\" text-anchor=\"end\">\(ReportMarkup.escaped(xName))</text>"
        return text + axis(xScale, y: 270) + "</svg>\n"
    }

    /// The points that are cheaper or better than every other, cheapest first.
    static func frontier(_ points: [Point]) -> [Point] {
        var best = -Double.infinity
        var kept: [Point] = []
        for point in points.sorted(by: { ($0.x, -$0.y) < ($1.x, -$1.y) }) where point.y > best {
            best = point.y
            kept.append(point)
        }
        return kept
    }

    private static func axis(_ scale: Scale, y: Int) -> String {
        var text =
            "<line x1=\"\(scale[scale.from])\" x2=\"\(scale[scale.to])\" y1=\"\(y)\" y2=\"\(y)\" stroke=\"#8c959f\"/>"
        for step in 0...4 {
            let value = scale.from + (scale.to - scale.from) * Double(step) / 4
            text += "<text x=\"\(scale[value])\" y=\"\(y + 16)\" text-anchor=\"middle\">"
            text += "\(FigureForm.plain(value, digits: digits(of: scale.to - scale.from)))</text>"
        }
        return text + "\n"
    }

    /// A linear scale onto places in a drawing.
    private struct Scale {
        let from: Double
        let to: Double
        let start: Double
        let end: Double

        init(from: Double, to: Double, start: Double, end: Double) {
            self.from = from
            self.to = max(to, from + 1e-12)
            self.start = start
            self.end = end
        }

        subscript(_ value: Double) -> String {
            FigureForm.plain(start + (value - from) / (to - from) * (end - start), digits: 1)
        }
    }
}
