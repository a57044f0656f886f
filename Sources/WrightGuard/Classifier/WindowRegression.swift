// Fits the logistic regression of WindowModel.
//
// Loss: the weighted logistic loss, its weights summing to one, plus half the squares of the weights times a strength:
// one for the table, another for numbers and embedding. The intercept is free. Parameters stand in one array: table,
// numbers, embedding, intercept.

/// Fits a model to windows.
struct WindowRegression {
    /// One window to learn from.
    struct Row {
        let features: WindowFeatures
        /// Its embedding, or empty.
        let embedding: [Float]
    }

    /// How hard weights are held near zero.
    struct Strengths {
        var table = 3e-5
        var numbers = 1e-3
    }

    let rows: [Row]
    let means: [Float]
    let deviations: [Float]
    let strengths: Strengths
    /// The standardised numbers and the scaled embedding of every row, one row after the other.
    private let numbers: [Float]
    private let numberCount: Int
    private let dimension: Int

    init(rows: [Row], usesEmbedding: Bool, strengths: Strengths = Strengths()) {
        self.rows = rows
        self.strengths = strengths
        let plainCount = WindowFeatures.plainCount
        var sums = [Double](repeating: 0, count: plainCount)
        var squares = sums
        for row in rows {
            for place in 0..<plainCount {
                let value = Double(row.features.numbers[place])
                sums[place] += value
                squares[place] += value * value
            }
        }
        let count = Double(max(rows.count, 1))
        means = sums.map { Float($0 / count) }
        deviations = zip(sums, squares)
            .map { sum, square in
                Float(max(square / count - (sum / count) * (sum / count), 0).squareRoot()) + 1e-4
            }
        dimension = usesEmbedding ? rows.first?.embedding.count ?? 0 : 0
        numberCount = plainCount + WindowFeatures.contextCount + dimension
        var numbers: [Float] = []
        numbers.reserveCapacity(rows.count * numberCount)
        for row in rows {
            numbers += WindowModel.standardised(row.features.numbers, means: means, deviations: deviations)
            if dimension > 0 { numbers += row.embedding.map { $0 * WindowModel.embeddingScale } }
        }
        self.numbers = numbers
    }

    /// Parameters to begin with.
    var start: [Double] {
        [Double](repeating: 0, count: WindowFeatures.tableCount + numberCount + 1)
    }

    /// Fits parameters to some rows.
    ///
    /// - Parameters:
    ///   - chosen: The rows, with their label and weight.
    ///   - parameters: Where to begin; the fit afterwards.
    ///   - iterations: The most steps.
    func fit(_ chosen: [(row: Int, attacks: Bool, weight: Double)], _ parameters: inout [Double], iterations: Int) {
        let total = chosen.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return }
        LimitedMemoryMinimiser.minimise(&parameters, iterations: iterations) { point, gradient in
            evaluate(chosen, total, point, &gradient)
        }
    }

    /// The odds of a row.
    func odds(of row: Int, _ parameters: [Double]) -> Double {
        parameters.withUnsafeBufferPointer { odds(of: row, $0) }
    }

    private func odds(of row: Int, _ point: UnsafeBufferPointer<Double>) -> Double {
        let features = rows[row].features
        var sum = 0.0
        for cell in features.hashed { sum += point[Int(cell)] }
        var odds = point[point.count - 1] + sum * Double(features.share)
        let first = row * numberCount
        numbers.withUnsafeBufferPointer { numbers in
            for place in 0..<numberCount {
                odds += point[WindowFeatures.tableCount + place] * Double(numbers[first + place])
            }
        }
        return odds
    }

    private func evaluate(
        _ chosen: [(row: Int, attacks: Bool, weight: Double)],
        _ total: Double,
        _ point: [Double],
        _ gradient: inout [Double]
    ) -> Double {
        var loss = 0.0
        let last = point.count - 1
        point.withUnsafeBufferPointer { point in
            gradient.withUnsafeMutableBufferPointer { gradient in
                for place in 0..<last {
                    let strength = place < WindowFeatures.tableCount ? strengths.table : strengths.numbers
                    gradient[place] = strength * point[place]
                    loss += strength * point[place] * point[place] / 2
                }
                gradient[last] = 0
                for (row, attacks, weight) in chosen {
                    let odds = odds(of: row, point)
                    let share = weight / total
                    loss += share * LogisticFunctions.softPlus(attacks ? -odds : odds)
                    add(row, share * (LogisticFunctions.logistic(odds) - (attacks ? 1 : 0)), to: gradient)
                }
            }
        }
        return loss
    }

    private func add(_ row: Int, _ pull: Double, to gradient: UnsafeMutableBufferPointer<Double>) {
        let features = rows[row].features
        let each = pull * Double(features.share)
        for cell in features.hashed { gradient[Int(cell)] += each }
        let first = row * numberCount
        numbers.withUnsafeBufferPointer { numbers in
            for place in 0..<numberCount {
                gradient[WindowFeatures.tableCount + place] += pull * Double(numbers[first + place])
            }
        }
        gradient[gradient.count - 1] += pull
    }

    /// The model that parameters stand for.
    func model(_ parameters: [Double], threshold: Double) -> WindowModel {
        let table = parameters[..<WindowFeatures.tableCount]
        let largest = table.reduce(1e-6) { max($0, $1.magnitude) }
        let scale = largest / Double(Int16.max)
        let rest = parameters[WindowFeatures.tableCount...].map { Float($0) }
        let embeddingStart = WindowFeatures.plainCount + WindowFeatures.contextCount
        return WindowModel(
            table: table.map { Int16(($0 / scale).rounded()) },
            scale: Float(scale),
            weights: Array(rest[..<embeddingStart]),
            means: means,
            deviations: deviations,
            embedding: Array(rest[embeddingStart..<numberCount]),
            intercept: rest[numberCount],
            threshold: Float(threshold)
        )
    }
}
