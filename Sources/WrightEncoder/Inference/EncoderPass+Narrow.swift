internal import CWrightKernels

// The same pass in bytes or bfloat16.
//
// States stay 32-bit floats, since every layer adds to them; what goes into a product is rounded just before, a block
// of rows at a time, while it is in the first two caches. Projections come out as bfloat16, which attention reads.
extension EncoderPass {
    /// Query, key and value of a block of rows, as bfloat16.
    func projectNarrow(_ narrow: NarrowWeights, layer: Int, _ rows: Range<Int>, _ scratch: Workspace.Scratch) {
        let product = narrow.layers[layer][0]
        round(workspace.states.address + rows.lowerBound * size, for: product, rows.count, narrow, scratch)
        var job = job(product, narrow, rows.count, scratch)
        job.output = UnsafeMutableRawPointer(workspace.halfProjections + rows.lowerBound * size * 3)
        job.rounds = 1
        run(&job, narrow)
    }

    /// Attention of one text.
    func attendNarrow(row: Int, tokens: Int, heads: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
        let projections = UnsafePointer(workspace.halfProjections) + row * size * 3
        var job = wright_encoder_narrow_attention(
            query: projections,
            key: projections + size,
            value: projections + size * 2,
            stride: size * 3,
            output: workspace.contexts.address + row * size,
            output_stride: size,
            tokens: tokens,
            head_size: architecture.headSize,
            first_head: heads.lowerBound,
            end_head: heads.upperBound,
            scale: 1 / Float(architecture.headSize).squareRoot(),
            scratch: UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: UInt32.self)
        )
        kernels.pointee.narrow_attention(&job)
    }

    /// What follows attention in a layer, for a block of rows.
    func finishNarrow(_ narrow: NarrowWeights, layer: Int, _ rows: Range<Int>, _ scratch: Workspace.Scratch) {
        let products = narrow.layers[layer]
        let parts = weights.layers[layer]
        let states = workspace.states.address + rows.lowerBound * size
        round(workspace.contexts.address + rows.lowerBound * size, for: products[1], rows.count, narrow, scratch)
        add(products[1], to: states, rows.count, narrow, scratch)
        normalise(parts.attentionNorm, first: rows.lowerBound, count: rows.count)
        round(states, for: products[2], rows.count, narrow, scratch)
        widen(products[2], back: products[3], rows.count, narrow, scratch)
        add(products[3], to: states, rows.count, narrow, scratch)
        normalise(parts.outputNorm, first: rows.lowerBound, count: rows.count)
    }

    /// The wide product and its activation, rounded for the product back.
    private func widen(
        _ product: NarrowWeights.Product,
        back: NarrowWeights.Product,
        _ count: Int,
        _ narrow: NarrowWeights,
        _ scratch: Workspace.Scratch
    ) {
        var job = job(product, narrow, count, scratch)
        job.output = UnsafeMutableRawPointer(scratch.intermediates.address)
        job.activation = architecture.activation.kernel
        run(&job, narrow)
        round(scratch.intermediates.address, for: back, count, narrow, scratch)
    }

    /// Adds a product to the states.
    private func add(
        _ product: NarrowWeights.Product,
        to states: UnsafeMutablePointer<Float>,
        _ count: Int,
        _ narrow: NarrowWeights,
        _ scratch: Workspace.Scratch
    ) {
        var job = job(product, narrow, count, scratch)
        job.output = UnsafeMutableRawPointer(states)
        job.accumulates = 1
        run(&job, narrow)
    }

    /// Rounds a block of rows to what a product takes.
    func round(
        _ values: UnsafePointer<Float>,
        for product: NarrowWeights.Product,
        _ count: Int,
        _ narrow: NarrowWeights,
        _ scratch: Workspace.Scratch
    ) {
        let memory = UnsafeMutableRawPointer(scratch.narrow.address)
        guard narrow.precision == .int8 else {
            let halves = memory.assumingMemoryBound(to: UInt16.self)
            kernels.pointee.round_rows(values, count, product.inputSize, halves, product.groupCount * 2)
            return
        }
        var rows = wright_encoder_byte_rows(
            bytes: memory.assumingMemoryBound(to: UInt8.self),
            stride: product.groupCount * 4,
            scales: scratch.scales.address,
            zeros: Self.zeros(scratch)
        )
        kernels.pointee.quantise(values, count, product.inputSize, &rows)
    }

    private static func zeros(_ scratch: Workspace.Scratch) -> UnsafeMutablePointer<Int32> {
        UnsafeMutableRawPointer(scratch.scales.address + Workspace.narrowBlockRowCount)
            .assumingMemoryBound(to: Int32.self)
    }

    /// A product of the rounded rows; it still lacks its output.
    func job(
        _ product: NarrowWeights.Product,
        _ narrow: NarrowWeights,
        _ count: Int,
        _ scratch: Workspace.Scratch
    ) -> wright_encoder_narrow_product {
        wright_encoder_narrow_product(
            input: UnsafeRawPointer(scratch.narrow.address),
            input_stride: product.groupCount * 4,
            input_scales: scratch.scales.address,
            input_zeros: Self.zeros(scratch),
            weights: product.weights,
            weight_scales: product.scales,
            weight_sums: product.sums,
            bias: product.bias,
            output: nil,
            output_stride: product.outputSize,
            rows: count,
            groups: product.groupCount,
            first_column: 0,
            end_column: product.outputSize,
            accumulates: 0,
            rounds: 0,
            activation: WRIGHT_ENCODER_IDENTITY
        )
    }

    func run(_ job: inout wright_encoder_narrow_product, _ narrow: NarrowWeights) {
        if narrow.precision == .int8 {
            kernels.pointee.product_bytes(&job)
        } else {
            kernels.pointee.product_halves(&job)
        }
    }
}
