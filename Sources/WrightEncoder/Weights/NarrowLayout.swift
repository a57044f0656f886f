// Where narrow weights lie in memory and in a file.
//
// Layout. For each layer its four products (query, key and value as one; attention output; the wide product; back), and
// for each product, every part at a multiple of 64 bytes: the packed weights as `encoder_kernels.h` describes them, the
// scales of the columns and the sums of their weights (bytes only), the bias. Numbers are little-endian.

internal import CWrightKernels

/// The places of all parts of a model's narrow weights.
struct NarrowLayout: Sendable, Hashable {
    /// One product.
    struct Product: Sendable, Hashable {
        let inputSize: Int
        let outputSize: Int
        /// Words of four bytes in a row of input.
        let groupCount: Int
        let weights: Int
        let scales: Int
        let sums: Int
        let bias: Int
    }

    /// For each layer its products.
    let layers: [[Product]]
    /// Bytes of all parts together.
    let byteCount: Int

    /// Places the parts one after another.
    init(_ architecture: EncoderArchitecture, precision: EncoderPrecision) {
        precondition(precision != .float32, "Only narrow weights have this layout.")
        let size = architecture.hiddenSize
        let wide = architecture.intermediateSize
        var end = 0
        func place(_ byteCount: Int) -> Int {
            defer { end = (end + byteCount + 63) / 64 * 64 }
            return end
        }
        layers = (0..<architecture.layerCount)
            .map { _ in
                [(size, size * 3), (size, size), (size, wide), (wide, size)]
                    .map { input, output in
                        let isByte = precision == .int8
                        let groups = isByte ? wright_encoder_byte_groups(input) : wright_encoder_half_groups(input)
                        return Product(
                            inputSize: input,
                            outputSize: output,
                            groupCount: groups,
                            weights: place(wright_encoder_narrow_size(output, groups)),
                            scales: place(isByte ? output * 4 : 0),
                            sums: place(isByte ? output * 4 : 0),
                            bias: place(output * 4)
                        )
                    }
            }
        byteCount = end
    }
}
