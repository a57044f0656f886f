// Minimises a smooth function of many variables.
//
// Idea: L-BFGS. The last few steps and changes of the gradient stand for the curvature; each step goes along the
// direction that they give, halved until the value falls enough (Armijo).
// Source: Nocedal & Wright (2006), "Numerical Optimization", algorithms 7.4 and 7.5. Deviation: a plain halving search
// instead of the strong Wolfe conditions; a pair is kept only where it shows positive curvature, so directions descend.

/// Finds the least value of a function with a gradient.
enum LimitedMemoryMinimiser {
    private static let memory = 10
    private static let halvingLimit = 20
    private static let sufficientDecrease = 1e-4
    private static let tolerance = 1e-7

    /// A step and the change of the gradient along it.
    private struct Pair {
        let step: [Double]
        let change: [Double]
        let product: Double
    }

    /// Improves a point.
    ///
    /// - Parameters:
    ///   - point: Where to begin; the best point found afterwards.
    ///   - iterations: The most steps.
    ///   - evaluate: Gives the value at a point and writes the gradient there.
    static func minimise(
        _ point: inout [Double],
        iterations: Int,
        evaluate: (_ point: [Double], _ gradient: inout [Double]) -> Double
    ) {
        var gradient = [Double](repeating: 0, count: point.count)
        var value = evaluate(point, &gradient)
        var pairs: [Pair] = []
        for _ in 0..<iterations {
            let steep = dot(gradient, gradient).squareRoot()
            guard steep > tolerance else { return }
            let direction = direction(gradient, pairs)
            var length = pairs.isEmpty ? min(1, 1 / steep) : 1
            let slope = dot(direction, gradient)
            var next = point
            var nextGradient = gradient
            var nextValue = value
            var hasFallen = false
            for _ in 0..<halvingLimit {
                for place in point.indices { next[place] = point[place] + length * direction[place] }
                nextValue = evaluate(next, &nextGradient)
                hasFallen = nextValue <= value + sufficientDecrease * length * slope
                if hasFallen { break }
                length /= 2
            }
            guard hasFallen else { return }
            let step = zip(next, point).map { $0 - $1 }
            let change = zip(nextGradient, gradient).map { $0 - $1 }
            let product = dot(step, change)
            if product > 1e-12 { pairs.append(Pair(step: step, change: change, product: product)) }
            if pairs.count > memory { pairs.removeFirst() }
            (point, gradient, value) = (next, nextGradient, nextValue)
        }
    }

    /// Where to go: the negative gradient, bent by what is known of the curvature.
    private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
        var direction = gradient.map { -$0 }
        var shares: [Double] = []
        for pair in pairs.reversed() {
            let share = dot(pair.step, direction) / pair.product
            shares.append(share)
            add(pair.change, times: -share, to: &direction)
        }
        if let last = pairs.last {
            let scale = last.product / dot(last.change, last.change)
            for place in direction.indices { direction[place] *= scale }
        }
        for (pair, share) in zip(pairs, shares.reversed()) {
            let back = dot(pair.change, direction) / pair.product
            add(pair.step, times: share - back, to: &direction)
        }
        return direction
    }

    private static func dot(_ left: [Double], _ right: [Double]) -> Double {
        var sum = 0.0
        for place in left.indices { sum += left[place] * right[place] }
        return sum
    }

    private static func add(_ vector: [Double], times factor: Double, to target: inout [Double]) {
        for place in target.indices { target[place] += factor * vector[place] }
    }
}
