internal import CWrightKernels

/// A query vector in the forms that the kernels take.
///
/// The floats are kept for exact scores. For the codes each coordinate becomes a whole number of up to 16 bits: as much
/// as keeps every sum below 2^31. One more byte on the query's side costs no memory traffic and makes the query's own
/// rounding error small beside that of the rows.
final class PreparedVectorQuery {
    let floats: UnsafeMutableBufferPointer<Float>
    private let whole: UnsafeMutableBufferPointer<Int16>
    private let high: UnsafeMutableBufferPointer<Int8>
    private let low: UnsafeMutableBufferPointer<Int8>
    private let steps: UnsafeMutableBufferPointer<Int8>
    private(set) var kernelQuery: wright_vector_query
    /// The query in steps of one byte, for walks over a graph.
    private(set) var point: wright_graph_point
    /// What one of those steps is worth.
    private(set) var pointScale: Float = 0

    /// High bytes reach 127 only up to this number.
    private static let largestStep = 32_512

    init(unit: [Float], rowStride: Int, codeStride: Int) {
        floats = .allocate(capacity: rowStride)
        floats.initialize(repeating: 0)
        _ = floats.update(fromContentsOf: unit)
        whole = .allocate(capacity: codeStride)
        high = .allocate(capacity: codeStride)
        low = .allocate(capacity: codeStride)
        whole.initialize(repeating: 0)
        high.initialize(repeating: 0)
        low.initialize(repeating: 0)
        steps = .allocate(capacity: codeStride)
        steps.initialize(repeating: 0)
        kernelQuery = wright_vector_query()
        point = wright_graph_point()
        quantise(unit, codeStride: codeStride)
        setPoint(unit)
    }

    deinit {
        floats.deallocate()
        whole.deallocate()
        high.deallocate()
        low.deallocate()
        steps.deallocate()
    }

    private func setPoint(_ unit: [Float]) {
        let largest = unit.reduce(Float(0)) { max($0, abs($1)) }
        let scale = largest / 127
        let inverse = scale.isNormal ? 1 / scale : 0
        var sum: Int32 = 0
        for (index, value) in unit.enumerated() {
            steps[index] = Int8(max(-127, min(127, (value * inverse).rounded())))
            sum += Int32(steps[index])
        }
        point.steps = UnsafePointer(steps.baseAddress)
        pointScale = scale
        point.correction = 128 * sum
    }

    private func quantise(_ unit: [Float], codeStride: Int) {
        let largest = unit.reduce(Float(0)) { max($0, abs($1)) }
        let range = min(Self.largestStep, Int(Int32.max) / (127 * codeStride))
        let scale = largest / Float(range)
        let inverse = scale.isNormal ? 1 / scale : 0
        var sum: Int32 = 0
        var differences: [Double] = []
        for (index, value) in unit.enumerated() {
            let step = max(-range, min(range, Int((value * inverse).rounded())))
            whole[index] = Int16(step)
            low[index] = Int8(truncatingIfNeeded: step)
            high[index] = Int8((step - Int(low[index])) / 256)
            sum &+= Int32(step)
            differences.append(Double(value) - Double(step) * Double(scale))
        }
        let error = UnitVector.lengthBound(differences)
        kernelQuery.high = UnsafePointer(high.baseAddress)
        kernelQuery.low = UnsafePointer(low.baseAddress)
        kernelQuery.whole = UnsafePointer(whole.baseAddress)
        kernelQuery.stride = codeStride
        kernelQuery.correction = sum &* 128
        kernelQuery.scale = scale
        kernelQuery.error_weight = UnitVector.lengthBound(unit.map(Double.init)) + error
        // The query's own rounding, and that of sums of floats: an error of 2^-24 at each addition, with room.
        kernelQuery.error_floor = error * 1.000_01 + Float(codeStride / 16 + 16) * 0x1p-23
    }
}
