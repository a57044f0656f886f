internal import CWrightKernels
internal import Testing
internal import WrightCore

/// The kernels of bytes and of bfloat16: every level against plain C, and plain C against sums of doubles.
@Suite struct NarrowKernelTests {
    private static let levels = [
        WRIGHT_ENCODER_SCALAR, WRIGHT_ENCODER_NEON, WRIGHT_ENCODER_AVX2, WRIGHT_ENCODER_AVX512,
        WRIGHT_ENCODER_AVX512_VNNI, WRIGHT_ENCODER_AVX512_BF16,
    ]
    .filter { wright_encoder_kernels_at($0) != nil }

    private static func table(_ level: Int) throws -> wright_encoder_kernels {
        try #require(wright_encoder_kernels_at(levels[level])).pointee
    }

    private static func widened(_ half: UInt16) -> Float { Float(bitPattern: UInt32(half) << 16) }

    /// One product with all that it needs, in bytes or in bfloat16.
    private struct Product {
        var rows: Int
        var depth: Int
        var columns: Int
        var isByte: Bool
        var accumulates = false
        var rounds = false
        var activation = WRIGHT_ENCODER_IDENTITY
        var range: Range<Int>?
        /// Scales of one and no bias, so that the sums come out as they are.
        var isBare = false
        /// The largest magnitudes that there are.
        var isExtreme = false

        var groups: Int { isByte ? wright_encoder_byte_groups(depth) : wright_encoder_half_groups(depth) }
        var stride: Int { groups * 4 + 8 }

        var weights: [Float] {
            isExtreme
                ? (0..<columns * depth).map { $0 / depth % 2 == 0 ? -1 : 1 } : TestData.values(columns * depth, seed: 2)
        }

        var input: [UInt8] {
            var bytes = [UInt8](repeating: 0, count: rows * stride)
            var random = SeededRandom(seed: 5)
            for row in 0..<rows {
                for index in 0..<depth {
                    if isByte {
                        bytes[row * stride + index] = isExtreme ? 255 : UInt8.random(in: 0...255, using: &random)
                    } else {
                        let half = UInt16(Float.random(in: -1...1, using: &random).bitPattern >> 16)
                        bytes[row * stride + index * 2] = UInt8(half & 255)
                        bytes[row * stride + index * 2 + 1] = UInt8(half >> 8)
                    }
                }
            }
            return bytes
        }

        var rowScales: [Float] {
            isBare ? [Float](repeating: 1, count: rows) : TestData.values(rows, seed: 6).map { abs($0) / 90 }
        }
        var rowZeros: [Int32] { (0..<rows).map { isBare && $0 % 2 == 0 ? 0 : Int32($0 * 37 % 256) } }
        var bias: [Float] { isBare ? [Float](repeating: 0, count: columns) : TestData.values(columns, seed: 3) }

        /// The weights packed, with scales and sums.
        func packed() -> (bytes: [UInt8], scales: [Float], sums: [Int32]) {
            var bytes = [UInt8](repeating: 0, count: wright_encoder_narrow_size(columns, groups))
            var scales = [Float](repeating: 0, count: columns)
            var sums = [Int32](repeating: 0, count: columns)
            bytes.withUnsafeMutableBytes { bytes in
                if isByte {
                    wright_encoder_pack_bytes(
                        weights,
                        columns,
                        depth,
                        0,
                        bytes.assumingMemoryBound(to: Int8.self).baseAddress,
                        &scales,
                        &sums
                    )
                } else {
                    wright_encoder_pack_halves(
                        weights,
                        columns,
                        depth,
                        0,
                        bytes.assumingMemoryBound(to: UInt16.self).baseAddress
                    )
                }
            }
            return (bytes, isBare ? [Float](repeating: 1, count: columns) : scales, sums)
        }

        /// Runs it; the output has three columns more than the product, which must stay as they are.
        func run(_ table: wright_encoder_kernels) -> [Float] {
            let width = columns + 3
            var output = TestData.values(rows * width, seed: 4)
            if rounds { output = output.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) } }
            var halves = output.map { UInt16($0.bitPattern >> 16) }
            let packed = packed()
            let (input, rowScales, rowZeros, bias) = (input, rowScales, rowZeros, bias)
            input.withUnsafeBytes { input in
                packed.bytes.withUnsafeBytes { weights in
                    withBuffers(packed.scales, packed.sums, rowScales, rowZeros, bias) {
                        scales,
                        sums,
                        rows,
                        zeros,
                        bias in
                        output.withUnsafeMutableBytes { floats in
                            halves.withUnsafeMutableBytes { halves in
                                var job = wright_encoder_narrow_product(
                                    input: input.baseAddress,
                                    input_stride: stride,
                                    input_scales: rows,
                                    input_zeros: zeros,
                                    weights: weights.baseAddress,
                                    weight_scales: scales,
                                    weight_sums: sums,
                                    bias: bias,
                                    output: rounds ? halves.baseAddress : floats.baseAddress,
                                    output_stride: width,
                                    rows: self.rows,
                                    groups: groups,
                                    first_column: range?.lowerBound ?? 0,
                                    end_column: range?.upperBound ?? columns,
                                    accumulates: accumulates ? 1 : 0,
                                    rounds: rounds ? 1 : 0,
                                    activation: activation
                                )
                                if isByte { table.product_bytes(&job) } else { table.product_halves(&job) }
                            }
                        }
                    }
                }
            }
            return rounds ? halves.map(widened) : output
        }

        private func withBuffers(
            _ scales: [Float],
            _ sums: [Int32],
            _ rows: [Float],
            _ zeros: [Int32],
            _ bias: [Float],
            _ body: (
                UnsafePointer<Float>?, UnsafePointer<Int32>?, UnsafePointer<Float>?, UnsafePointer<Int32>?,
                UnsafePointer<Float>?
            ) -> Void
        ) {
            scales.withUnsafeBufferPointer { scales in
                sums.withUnsafeBufferPointer { sums in
                    rows.withUnsafeBufferPointer { rows in
                        zeros.withUnsafeBufferPointer { zeros in
                            bias.withUnsafeBufferPointer { bias in
                                body(
                                    scales.baseAddress,
                                    sums.baseAddress,
                                    rows.baseAddress,
                                    zeros.baseAddress,
                                    bias.baseAddress
                                )
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("sums of bytes are equal to plain C's, bit by bit, for every shape", arguments: Self.levels.indices)
    func byteSumsAreExact(level: Int) throws {
        let (plain, fast) = (try Self.table(0), try Self.table(level))
        for rows in [1, 2, 3, 4, 5, 7, 12, 13, 27] {
            for depth in [1, 3, 4, 5, 30, 64] {
                for columns in [1, 5, 16, 31, 32, 33, 70] {
                    let product = Product(rows: rows, depth: depth, columns: columns, isByte: true, isBare: true)
                    #expect(product.run(plain) == product.run(fast), "\(rows) × \(depth) × \(columns)")
                }
            }
        }
        // Here an instruction that adds pairs of products in 16 bits would saturate.
        let extreme = Product(rows: 13, depth: 1536, columns: 40, isByte: true, isBare: true, isExtreme: true)
        let found = extreme.run(fast)
        #expect(found == extreme.run(plain))
        #expect(found[0] == -255 * 127 * 1536 && found[1] == 255 * 127 * 1536)
    }

    @Test("products agree with sums of doubles, with bias, scales and activations", arguments: Self.levels.indices)
    func productsAgree(level: Int) throws {
        let table = try Self.table(level)
        for isByte in [false, true] {
            for (number, activation) in [WRIGHT_ENCODER_IDENTITY, WRIGHT_ENCODER_GELU, WRIGHT_ENCODER_RELU].enumerated()
            {
                for accumulates in [false, true] {
                    let product = Product(
                        rows: 5 + number * 9,
                        depth: 33 + number,
                        columns: 37,
                        isByte: isByte,
                        accumulates: accumulates,
                        activation: activation
                    )
                    let expected = Self.expected(product)
                    #expect(TestData.largestDifference(expected, product.run(table)) < 2e-4, "\(product)")
                }
            }
        }
    }

    /// The product in doubles, from what the packed weights and the input stand for.
    private static func expected(_ product: Product) -> [Float] {
        let packed = product.packed()
        let (input, scales, zeros, bias) = (product.input, product.rowScales, product.rowZeros, product.bias)
        var output = TestData.values(product.rows * (product.columns + 3), seed: 4)
        for row in 0..<product.rows {
            for column in 0..<product.columns {
                var sum = 0.0
                for k in 0..<product.depth {
                    let perGroup = product.isByte ? 4 : 2
                    let word = (column / 32 * product.groups * 32 + k / perGroup * 32 + column % 32) * 4
                    if product.isByte {
                        let weight = Double(Int8(bitPattern: packed.bytes[word + k % 4]))
                        sum += Double(Int32(input[row * product.stride + k]) - zeros[row]) * weight
                    } else {
                        let place = row * product.stride + k * 2
                        let left = UInt16(input[place]) | UInt16(input[place + 1]) << 8
                        let right =
                            UInt16(packed.bytes[word + k % 2 * 2]) | UInt16(packed.bytes[word + k % 2 * 2 + 1]) << 8
                        sum += Double(widened(left)) * Double(widened(right))
                    }
                }
                if product.isByte { sum *= Double(scales[row]) * Double(packed.scales[column]) }
                sum += Double(bias[column])
                switch product.activation {
                case WRIGHT_ENCODER_GELU: sum = Self.gelu(sum)
                case WRIGHT_ENCODER_RELU: sum = max(sum, 0)
                default: break
                }
                let place = row * (product.columns + 3) + column
                output[place] = product.accumulates ? output[place] + Float(sum) : Float(sum)
            }
        }
        return output
    }

    /// GELU by the series of the error function, 2/√π · Σ (−1)ⁿ z²ⁿ⁺¹ / (n! (2n + 1)).
    private static func gelu(_ value: Double) -> Double {
        let z = value / 2.0.squareRoot()
        if abs(z) > 5 { return value > 0 ? value : 0 }
        var (term, sum) = (z, z)
        for n in 1..<200 {
            term *= -z * z / Double(n)
            sum += term / Double(2 * n + 1)
        }
        return 0.5 * value * (1 + 2 / Double.pi.squareRoot() * sum)
    }

    @Test("ranges of columns and rounded outputs leave the rest as it was", arguments: Self.levels.indices)
    func rangesAndRounding(level: Int) throws {
        let table = try Self.table(level)
        for isByte in [false, true] {
            let whole = Product(rows: 14, depth: 40, columns: 70, isByte: isByte).run(table)
            for range in [0..<32, 32..<70, 64..<70] {
                let part = Product(rows: 14, depth: 40, columns: 70, isByte: isByte, range: range).run(table)
                let before = TestData.values(14 * 73, seed: 4)
                for place in part.indices {
                    #expect(part[place] == (range.contains(place % 73) ? whole[place] : before[place]))
                }
            }
            let rounded = Product(rows: 14, depth: 40, columns: 70, isByte: isByte, rounds: true).run(table)
            for place in rounded.indices where place % 73 < 70 {
                #expect(abs(rounded[place] - whole[place]) <= abs(whole[place]) / 256)
            }
        }
    }

    @Test("rounding to bytes is equal to plain C's, bit by bit", arguments: Self.levels.indices)
    func quantisingIsExact(level: Int) throws {
        let (plain, fast) = (try Self.table(0), try Self.table(level))
        for width in [1, 2, 15, 16, 17, 30, 64, 385] {
            for (seed, shift) in [(UInt64(1), Float(0)), (2, 3), (3, -5)] {
                var input = TestData.values(width * 3, seed: seed, reach: 4).map { $0 + shift }
                for index in 0..<width { input[width + index] = 0 }
                let expected = Self.quantised(plain, input, width: width)
                let found = Self.quantised(fast, input, width: width)
                #expect(
                    expected.bytes == found.bytes && expected.zeros == found.zeros && expected.scales == found.scales
                )
                for (place, value) in input.enumerated() {
                    let row = place / width
                    let byte = Int32(found.bytes[row * found.stride + place % width])
                    let back = found.scales[row] * Float(byte - found.zeros[row])
                    #expect(abs(back - value) <= found.scales[row] * 0.51 + 1e-6, "width \(width), place \(place)")
                }
            }
        }
    }

    private static func quantised(
        _ table: wright_encoder_kernels,
        _ input: [Float],
        width: Int
    ) -> (bytes: [UInt8], scales: [Float], zeros: [Int32], stride: Int) {
        let stride = wright_encoder_byte_groups(width) * 4
        var bytes = [UInt8](repeating: 77, count: 3 * stride)
        var scales = [Float](repeating: 0, count: 3)
        var zeros = [Int32](repeating: 0, count: 3)
        bytes.withUnsafeMutableBufferPointer { bytes in
            scales.withUnsafeMutableBufferPointer { scales in
                zeros.withUnsafeMutableBufferPointer { zeros in
                    var rows = wright_encoder_byte_rows(
                        bytes: bytes.baseAddress,
                        stride: stride,
                        scales: scales.baseAddress,
                        zeros: zeros.baseAddress
                    )
                    table.quantise(input, 3, width, &rows)
                }
            }
        }
        return (bytes, scales, zeros, stride)
    }

    @Test("rounding to bfloat16 goes to the nearest, halfway to even", arguments: Self.levels.indices)
    func roundsToHalves(level: Int) throws {
        let table = try Self.table(level)
        let exact: [(UInt32, UInt16)] = [
            (0x3F80_0000, 0x3F80), (0x3F80_8000, 0x3F80), (0x3F81_8000, 0x3F82), (0x3F80_8001, 0x3F81),
            (0xBF80_7FFF, 0xBF80), (0, 0), (0x8000_0000, 0x8000), (0x3F7F_FFFF, 0x3F80),
        ]
        for width in [1, 5, 8, 16, 19] {
            let input = (0..<width * 2).map { Float(bitPattern: exact[$0 % exact.count].0) }
            let stride = wright_encoder_half_groups(width) * 2
            var output = [UInt16](repeating: 9, count: 2 * stride)
            table.round_rows(input, 2, width, &output, stride)
            for row in 0..<2 {
                for index in 0..<stride {
                    let expected = index < width ? exact[(row * width + index) % exact.count].1 : 0
                    #expect(output[row * stride + index] == expected)
                }
            }
        }
    }

    @Test(
        "attention in bfloat16 agrees with plain C for every length and size of heads",
        arguments: Self.levels.indices
    )
    func attentionAgrees(level: Int) throws {
        let (plain, fast) = (try Self.table(0), try Self.table(level))
        for tokens in Array(1...20) + [31, 32, 33, 64, 65, 257] {
            for size in [1, 7, 10, 32, 64] {
                let expected = Self.attention(plain, tokens: tokens, headSize: size)
                let found = Self.attention(fast, tokens: tokens, headSize: size)
                #expect(TestData.largestDifference(expected, found) < 1e-2, "\(tokens) tokens, heads of \(size)")
            }
        }
    }

    private static func attention(_ table: wright_encoder_kernels, tokens: Int, headSize: Int) -> [Float] {
        let attention = AttentionRun(tokens: tokens, headSize: headSize)
        return attention.output(
            attention.projections(reach: 2).map { UInt16($0.bitPattern >> 16) },
            scratch: [UInt32](repeating: 0x7FC0_7FC0, count: table.narrow_attention_scratch(tokens, headSize)),
            makeJob: wright_encoder_narrow_attention.init,
            run: { table.narrow_attention($0) }
        )
    }
}
