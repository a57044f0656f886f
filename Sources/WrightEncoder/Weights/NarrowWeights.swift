internal import CWrightKernels
private import Dispatch

/// The products of all layers in bytes or bfloat16.
struct NarrowWeights: @unchecked Sendable {
    // `@unchecked`: nobody writes the memory after `init`, and `owner` keeps it.

    /// One product's parts.
    struct Product {
        let weights: UnsafeRawPointer
        let scales: UnsafePointer<Float>
        let sums: UnsafePointer<Int32>
        let bias: UnsafePointer<Float>
        let groupCount: Int
        let inputSize: Int
        let outputSize: Int
    }

    /// What the weights were made for.
    let precision: EncoderPrecision
    /// For each layer its products: query, key and value as one; attention output; the wide one; back.
    let layers: [[Product]]
    /// All bytes, in the order of the layout.
    let bytes: UnsafeRawBufferPointer
    private let owner: AnyObject

    /// Takes weights that lie in memory already, in the layout of the architecture.
    init(_ bytes: UnsafeRawBufferPointer, owner: AnyObject, layout: NarrowLayout, precision: EncoderPrecision) {
        guard let base = bytes.baseAddress, bytes.count >= layout.byteCount else {
            preconditionFailure("Narrow weights need \(layout.byteCount) bytes.")
        }
        self.bytes = bytes
        self.owner = owner
        self.precision = precision
        layers = layout.layers.map { layer in
            layer.map { product in
                Product(
                    weights: base + product.weights,
                    scales: (base + product.scales).assumingMemoryBound(to: Float.self),
                    sums: (base + product.sums).assumingMemoryBound(to: Int32.self),
                    bias: (base + product.bias).assumingMemoryBound(to: Float.self),
                    groupCount: product.groupCount,
                    inputSize: product.inputSize,
                    outputSize: product.outputSize
                )
            }
        }
    }

    /// Rounds and packs weights; all processors share the work.
    init(packing weights: EncoderWeights, layout: NarrowLayout, precision: EncoderPrecision) {
        let memory = AlignedMemory(count: (layout.byteCount + 3) / 4)
        memory.address.initialize(repeating: 0, count: memory.count)
        DispatchQueue.concurrentPerform(iterations: layout.layers.count) { index in
            let layer = weights.layers[index]
            let base = UnsafeMutableRawPointer(memory.address)
            for (place, parts) in zip(
                layout.layers[index],
                [[layer.query, layer.key, layer.value], [layer.attentionOutput], [layer.intermediate], [layer.output]]
            ) {
                var column = 0
                for part in parts {
                    Self.pack(part, column: column, of: place, at: base, precision: precision)
                    column += part.outputSize
                }
            }
        }
        let bytes = UnsafeRawBufferPointer(start: memory.address, count: layout.byteCount)
        self.init(bytes, owner: memory, layout: layout, precision: precision)
    }

    private static func pack(
        _ part: EncoderWeights.Linear,
        column: Int,
        of place: NarrowLayout.Product,
        at base: UnsafeMutableRawPointer,
        precision: EncoderPrecision
    ) {
        let bias = (base + place.bias).assumingMemoryBound(to: Float.self)
        bias.advanced(by: column).update(from: part.bias.values, count: part.outputSize)
        if precision == .int8 {
            wright_encoder_pack_bytes(
                part.weights.values,
                part.outputSize,
                part.inputSize,
                column,
                (base + place.weights).assumingMemoryBound(to: Int8.self),
                (base + place.scales).assumingMemoryBound(to: Float.self),
                (base + place.sums).assumingMemoryBound(to: Int32.self)
            )
        } else {
            wright_encoder_pack_halves(
                part.weights.values,
                part.outputSize,
                part.inputSize,
                column,
                (base + place.weights).assumingMemoryBound(to: UInt16.self)
            )
        }
    }
}
