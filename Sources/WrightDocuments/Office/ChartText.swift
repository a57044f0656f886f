/// Reads what a chart shows: its title, and its numbers as a table with a row for each category.
enum ChartText {
    /// The items of a chart part.
    static func items(_ root: XMLElement) -> [OfficeItem] {
        guard let chart = root.child("chart") else { return [] }
        var items: [OfficeItem] = []
        if let title = chart.child("title") {
            let text = title.all("t").map(\.allText).joined()
            if !text.isEmpty { items.append(.paragraph(text)) }
        }
        for plot in chart.child("plotArea")?.children.filter({ $0.name.hasSuffix("Chart") }) ?? [] {
            let rows = rows(plot)
            guard !rows.isEmpty else { continue }
            items.append(.paragraph(kind(plot.name)))
            items.append(.table(rows))
        }
        return items
    }

    private static func rows(_ plot: XMLElement) -> [[String]] {
        let series = Array(plot.children.filter { $0.name == "ser" }.prefix(256))
        guard !series.isEmpty else { return [] }
        var categories: [Int: String] = [:]
        var values: [[Int: String]] = []
        for element in series {
            let points = points(element.child("cat") ?? element.child("xVal"))
            categories.merge(points) { first, _ in first }
            values.append(self.points(element.child("val") ?? element.child("yVal")))
        }
        let indices = Set(categories.keys).union(values.flatMap(\.keys)).sorted().prefix(10_000)
        guard !indices.isEmpty else { return [] }
        let header = [""] + series.map { name($0) }
        return [header] + indices.map { index in [categories[index] ?? ""] + values.map { $0[index] ?? "" } }
    }

    private static func name(_ series: XMLElement) -> String {
        guard let text = series.child("tx") else { return "" }
        let points = points(text)
        return points.isEmpty
            ? text.child("v")?.allText ?? "" : points.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
    }

    /// The cached values of a reference, by index.
    private static func points(_ element: XMLElement?) -> [Int: String] {
        var found: [Int: String] = [:]
        guard let element else { return found }
        for point in element.all("pt") {
            guard let index = point.number("idx") else { continue }
            let text = point.all("v").map(\.allText).joined()
            found[index] = Double(text).map { CellFormat.general($0) } ?? text
        }
        return found
    }

    private static func kind(_ name: String) -> String {
        let kinds = [
            "barChart": "Bar chart", "bar3DChart": "Bar chart", "lineChart": "Line chart", "line3DChart": "Line chart",
            "pieChart": "Pie chart", "pie3DChart": "Pie chart", "doughnutChart": "Pie chart", "areaChart": "Area chart",
            "scatterChart": "Scatter chart", "bubbleChart": "Bubble chart", "radarChart": "Radar chart",
        ]
        return kinds[name] ?? "Chart"
    }
}
