internal import CWrightKernels

/// The products of all layers, rearranged for many rows.
///
/// It takes as much memory as the layers' weights and a few milliseconds to make, so it is made for the first call that
/// brings enough tokens; single queries do without.
struct PackedWeights: Sendable {
    /// For each layer its products, in the order of `EncoderWeights.Layer.products`.
    let layers: [[FloatTensor]]

    /// Rearranges all weights for one level of kernels.
    init(_ weights: EncoderWeights, kernels: UnsafePointer<wright_encoder_kernels>) {
        layers = weights.layers.map { layer in
            layer.products.map { product in
                let memory = AlignedMemory(count: kernels.pointee.packed_size(product.outputSize, product.inputSize))
                kernels.pointee.pack(product.weights.values, product.outputSize, product.inputSize, memory.address)
                return FloatTensor(memory)
            }
        }
    }
}
