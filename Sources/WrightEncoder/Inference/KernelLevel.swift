internal import CWrightKernels

/// An instruction set that the encoder has kernels for.
package enum KernelLevel: String, Sendable, CaseIterable {
    /// Plain C, on every processor.
    case scalar
    /// AArch64.
    case neon
    /// x86-64 since 2013.
    case avx2
    /// x86-64 of servers since 2017.
    case avx512
    /// The same with dot products of bytes, since 2019.
    case avx512VNNI
    /// The same with dot products of bfloat16, since 2022.
    case avx512BF16

    /// The levels that this processor can run.
    package static var available: [KernelLevel] {
        allCases.filter { $0.table != nil }
    }

    /// The kernels, or nil where this processor cannot run them.
    var table: UnsafePointer<wright_encoder_kernels>? {
        switch self {
        case .scalar: wright_encoder_kernels_at(WRIGHT_ENCODER_SCALAR)
        case .neon: wright_encoder_kernels_at(WRIGHT_ENCODER_NEON)
        case .avx2: wright_encoder_kernels_at(WRIGHT_ENCODER_AVX2)
        case .avx512: wright_encoder_kernels_at(WRIGHT_ENCODER_AVX512)
        case .avx512VNNI: wright_encoder_kernels_at(WRIGHT_ENCODER_AVX512_VNNI)
        case .avx512BF16: wright_encoder_kernels_at(WRIGHT_ENCODER_AVX512_BF16)
        }
    }
}
