internal import CWrightKernels
internal import Testing

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// Every level of kernels against the plain C ones, which are themselves compared with the reference by way of models.
@Suite struct EncoderKernelTests {
    private static let levels = [
        WRIGHT_ENCODER_NEON, WRIGHT_ENCODER_AVX2, WRIGHT_ENCODER_AVX512, WRIGHT_ENCODER_AVX512_VNNI,
        WRIGHT_ENCODER_AVX512_BF16,
    ]
    .filter {
        wright_encoder_kernels_at($0) != nil
    }

    private static func tables(_ level: Int) throws -> (plain: wright_encoder_kernels, fast: wright_encoder_kernels) {
        let plain = try #require(wright_encoder_kernels_at(WRIGHT_ENCODER_SCALAR))
        let fast = try #require(wright_encoder_kernels_at(Self.levels[level]))
        return (plain.pointee, fast.pointee)
    }

    private struct Product {
        var rows: Int
        var depth: Int
        var columns: Int
        var activation: wright_encoder_activation
        var accumulates: Bool

        func run(
            _ table: wright_encoder_kernels,
            packed: Bool,
            columns range: Range<Int>? = nil
        ) -> [Float] {
            let input = TestData.values(rows * depth, seed: 1)
            var weights = TestData.values(columns * depth, seed: 2)
            let bias = TestData.values(columns, seed: 3)
            // Wider rows than the product needs: what stands between must stay as it is.
            var output = TestData.values(rows * (columns + 3), seed: 4)
            if packed {
                var rearranged = [Float](repeating: .nan, count: table.packed_size(columns, depth))
                table.pack(weights, columns, depth, &rearranged)
                weights = rearranged
            }
            input.withUnsafeBufferPointer { input in
                weights.withUnsafeBufferPointer { weights in
                    bias.withUnsafeBufferPointer { bias in
                        output.withUnsafeMutableBufferPointer { output in
                            var job = wright_encoder_linear(
                                input: input.baseAddress,
                                input_stride: depth,
                                weights: weights.baseAddress,
                                bias: bias.baseAddress,
                                output: output.baseAddress,
                                output_stride: columns + 3,
                                rows: rows,
                                depth: depth,
                                first_column: range?.lowerBound ?? 0,
                                end_column: range?.upperBound ?? columns,
                                accumulates: accumulates ? 1 : 0,
                                activation: activation
                            )
                            if packed { table.linear_packed(&job) } else { table.linear(&job) }
                        }
                    }
                }
            }
            return output
        }
    }

    @Test("products agree with plain C for every shape", arguments: Self.levels.indices)
    func productsAgree(level: Int) throws {
        let (plain, fast) = try Self.tables(level)
        let activations = [
            WRIGHT_ENCODER_IDENTITY, WRIGHT_ENCODER_GELU, WRIGHT_ENCODER_GELU_TANH, WRIGHT_ENCODER_RELU,
        ]
        var shape = 0
        for rows in [1, 2, 3, 4, 5, 7, 12, 13, 27] {
            for depth in [1, 15, 16, 33, 96] {
                for columns in [1, 3, 4, 16, 31, 32, 37, 64, 70] {
                    shape += 1
                    let product = Product(
                        rows: rows,
                        depth: depth,
                        columns: columns,
                        activation: activations[shape % 4],
                        accumulates: shape % 3 == 0
                    )
                    let expected = product.run(plain, packed: false)
                    for packed in [false, true] {
                        let found = product.run(fast, packed: packed)
                        let difference = TestData.largestDifference(expected, found)
                        #expect(difference < 2e-5, "\(product), packed: \(packed)")
                    }
                }
            }
        }
    }

    @Test("a range of columns is computed alone", arguments: Self.levels.indices)
    func rangesOfColumns(level: Int) throws {
        let (plain, fast) = try Self.tables(level)
        let product = Product(rows: 5, depth: 40, columns: 128, activation: WRIGHT_ENCODER_GELU, accumulates: false)
        for range in [0..<32, 32..<128, 64..<96, 96..<128] {
            let expected = product.run(plain, packed: false, columns: range)
            #expect(TestData.largestDifference(expected, product.run(fast, packed: true, columns: range)) < 2e-5)
            #expect(TestData.largestDifference(expected, product.run(fast, packed: false, columns: range)) < 2e-5)
        }
    }

    private static func attention(_ table: wright_encoder_kernels, tokens: Int, headSize: Int, reach: Float) -> [Float]
    {
        let attention = AttentionRun(tokens: tokens, headSize: headSize)
        return attention.output(
            attention.projections(reach: reach),
            scratch: [Float](repeating: .nan, count: table.attention_scratch(tokens, headSize)),
            makeJob: wright_encoder_attention.init,
            run: { table.attention($0) }
        )
    }

    @Test("attention agrees with plain C for every length and size of heads", arguments: Self.levels.indices)
    func attentionAgrees(level: Int) throws {
        let (plain, fast) = try Self.tables(level)
        for tokens in Array(1...40) + [63, 64, 65, 100, 257] {
            for headSize in [1, 8, 10, 32, 64] {
                let expected = Self.attention(plain, tokens: tokens, headSize: headSize, reach: 2)
                let found = Self.attention(fast, tokens: tokens, headSize: headSize, reach: 2)
                #expect(TestData.largestDifference(expected, found) < 1e-5, "\(tokens) tokens, heads of \(headSize)")
            }
        }
        // Scores so far apart that all weight is on one token.
        let expected = Self.attention(plain, tokens: 50, headSize: 32, reach: 60)
        let found = Self.attention(fast, tokens: 50, headSize: 32, reach: 60)
        #expect(TestData.largestDifference(expected, found) < 1e-2)
    }

    @Test("layer normalisation agrees with plain C", arguments: Self.levels.indices)
    func layerNormAgrees(level: Int) throws {
        let (plain, fast) = try Self.tables(level)
        for width in [1, 2, 15, 16, 17, 30, 384] {
            let scale = TestData.values(width, seed: 1)
            let shift = TestData.values(width, seed: 2)
            let rows = TestData.values(width * 3, seed: 3, reach: 5).map { $0 + 3 }
            var expected = rows
            var found = rows
            plain.layer_norm(&expected, 3, width, scale, shift, 1e-12)
            fast.layer_norm(&found, 3, width, scale, shift, 1e-12)
            #expect(width == 1 || TestData.largestDifference(expected, found) < 2e-5, "width \(width)")
        }
    }

    @Test("activations agree with their formulas", arguments: Self.levels.indices.map { $0 } + [-1])
    func activationsAgree(level: Int) throws {
        let table =
            try level < 0 ? #require(wright_encoder_kernels_at(WRIGHT_ENCODER_SCALAR)).pointee : Self.tables(level).fast
        let inputs = stride(from: Float(-12), through: 12, by: 0.003).map { $0 } + [0, -0, 40, -40, 1e-20, -1e-20]
        for activation in [WRIGHT_ENCODER_GELU, WRIGHT_ENCODER_GELU_TANH, WRIGHT_ENCODER_RELU] {
            var found = inputs
            table.activate(&found, found.count, activation)
            var worst: (input: Float, excess: Double) = (0, 0)
            for (input, output) in zip(inputs, found) {
                let value = Double(input)
                let expected =
                    switch activation {
                    case WRIGHT_ENCODER_GELU: 0.5 * value * (1 + erf(value / 2.0.squareRoot()))
                    case WRIGHT_ENCODER_RELU: max(value, 0)
                    default:
                        0.5 * value
                            * (1 + tanh((2 / Double.pi).squareRoot() * (value + 0.044715 * value * value * value)))
                    }
                let excess = abs(Double(output) - expected) / max(1, abs(value))
                if !(excess <= worst.excess) { worst = (input, excess) }
            }
            #expect(worst.excess <= 1e-6, "of \(worst.input), activation \(activation.rawValue)")
        }
    }

    @Test("the fastest level of this processor is chosen")
    func choosesFastest() throws {
        let best = try #require(wright_encoder_kernels_best()).pointee.level
        #expect(best == Self.levels.max { $0.rawValue < $1.rawValue } ?? WRIGHT_ENCODER_SCALAR)
    }
}
