/// Attention over three heads of random projections, for kernels of any precision.
struct AttentionRun {
    var tokens: Int
    var headSize: Int

    private static let heads = 3
    private var width: Int { Self.heads * headSize }

    /// The query, the key and the value of each token, side by side.
    func projections(reach: Float) -> [Float] {
        TestData.values(tokens * width * 3, seed: 7, reach: reach)
    }

    /// What a kernel gives for a job that `makeJob`, the initialiser of its type, makes of the memory.
    ///
    /// The scratch memory should hold not-a-number: nothing of it may reach the output.
    func output<Value, Scratch, Job>(
        _ projections: [Value],
        scratch: [Scratch],
        makeJob: (
            UnsafePointer<Value>?, UnsafePointer<Value>?, UnsafePointer<Value>?, Int, UnsafeMutablePointer<Float>?, Int,
            Int, Int, Int, Int, Float, UnsafeMutablePointer<Scratch>?
        ) -> Job,
        run: (UnsafePointer<Job>) -> Void
    ) -> [Float] {
        let scale = 1 / Float(headSize).squareRoot()
        var output = TestData.values(tokens * width, seed: 8)
        var scratch = scratch
        projections.withUnsafeBufferPointer { projections in
            output.withUnsafeMutableBufferPointer { output in
                scratch.withUnsafeMutableBufferPointer { scratch in
                    guard let query = projections.baseAddress else { return }
                    let (key, value) = (query + width, query + width * 2)
                    var job = makeJob(
                        query,
                        key,
                        value,
                        width * 3,
                        output.baseAddress,
                        width,
                        tokens,
                        headSize,
                        0,
                        Self.heads,
                        scale,
                        scratch.baseAddress
                    )
                    run(&job)
                }
            }
        }
        return output
    }
}
