/// Products of dense matrices of 32-bit floats, row by row.
enum MatrixProducts {
    /// `left · rightᵀ`: the inner product of each row of `left` with each row of `right`, both `width` wide.
    static func inner(_ left: [Float], _ right: [Float], width: Int) -> [Float] {
        let (rows, columns) = (left.count / width, right.count / width)
        var result = [Float](repeating: 0, count: rows * columns)
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                for row in 0..<rows {
                    let own = UnsafeBufferPointer(rebasing: left[row * width..<(row + 1) * width])
                    for column in 0..<columns {
                        let other = UnsafeBufferPointer(rebasing: right[column * width..<(column + 1) * width])
                        result[row * columns + column] = dot(own, other)
                    }
                }
            }
        }
        return result
    }

    /// `left · right`, where `left` has as many columns as `right` has rows of `width`; zeros of `left` cost nothing.
    static func product(_ left: [Float], _ right: [Float], width: Int) -> [Float] {
        let inner = right.count / width
        let rows = left.count / inner
        var result = [Float](repeating: 0, count: rows * width)
        result.withUnsafeMutableBufferPointer { result in
            right.withUnsafeBufferPointer { right in
                for row in 0..<rows {
                    for place in 0..<inner {
                        let factor = left[row * inner + place]
                        guard factor != 0 else { continue }
                        let (target, source) = (row * width, place * width)
                        for column in 0..<width { result[target + column] += factor * right[source + column] }
                    }
                }
            }
        }
        return result
    }

    /// `leftᵀ · right`, both with the same number of rows.
    static func outer(_ left: [Float], _ right: [Float], leftWidth: Int, width: Int) -> [Float] {
        var result = [Float](repeating: 0, count: leftWidth * width)
        let rows = right.count / width
        result.withUnsafeMutableBufferPointer { result in
            right.withUnsafeBufferPointer { right in
                for row in 0..<rows {
                    for place in 0..<leftWidth {
                        let factor = left[row * leftWidth + place]
                        guard factor != 0 else { continue }
                        let (target, source) = (place * width, row * width)
                        for column in 0..<width { result[target + column] += factor * right[source + column] }
                    }
                }
            }
        }
        return result
    }

    /// The inner product of two rows of the same length.
    static func dot(_ left: UnsafeBufferPointer<Float>, _ right: UnsafeBufferPointer<Float>) -> Float {
        var sums = SIMD8<Float>()
        var others = SIMD8<Float>()
        let whole = left.count / 16 * 16
        var place = 0
        if let first = UnsafeRawPointer(left.baseAddress), let second = UnsafeRawPointer(right.baseAddress) {
            while place < whole {
                let offset = place * 4
                sums +=
                    first.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
                    * second.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
                others +=
                    first.loadUnaligned(fromByteOffset: offset + 32, as: SIMD8<Float>.self)
                    * second.loadUnaligned(fromByteOffset: offset + 32, as: SIMD8<Float>.self)
                place += 16
            }
        }
        var sum = (sums + others).sum()
        while place < left.count {
            sum += left[place] * right[place]
            place += 1
        }
        return sum
    }
}
