// Which of the encoder's kernels this processor runs.

#include "encoder_kernels.h"

extern const wright_encoder_kernels wright_encoder_kernels_scalar;

#if defined(__x86_64__)

extern const wright_encoder_kernels wright_encoder_kernels_avx2;
extern const wright_encoder_kernels wright_encoder_kernels_avx512;
extern const wright_encoder_kernels wright_encoder_kernels_avx512vnni;
extern const wright_encoder_kernels wright_encoder_kernels_avx512bf16;

static int has_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq");
}

const wright_encoder_kernels *wright_encoder_kernels_at(wright_encoder_level level) {
    __builtin_cpu_init();
    switch (level) {
    case WRIGHT_ENCODER_SCALAR:
        return &wright_encoder_kernels_scalar;
    case WRIGHT_ENCODER_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &wright_encoder_kernels_avx2 : NULL;
    case WRIGHT_ENCODER_AVX512:
        return has_avx512() ? &wright_encoder_kernels_avx512 : NULL;
    case WRIGHT_ENCODER_AVX512_VNNI:
        return has_avx512() && __builtin_cpu_supports("avx512vnni") ? &wright_encoder_kernels_avx512vnni : NULL;
    case WRIGHT_ENCODER_AVX512_BF16:
        return has_avx512() && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16")
            ? &wright_encoder_kernels_avx512bf16
            : NULL;
    default:
        return NULL;
    }
}

#elif defined(__aarch64__)

extern const wright_encoder_kernels wright_encoder_kernels_neon;

const wright_encoder_kernels *wright_encoder_kernels_at(wright_encoder_level level) {
    switch (level) {
    case WRIGHT_ENCODER_SCALAR:
        return &wright_encoder_kernels_scalar;
    case WRIGHT_ENCODER_NEON:
        return &wright_encoder_kernels_neon;
    default:
        return NULL;
    }
}

#else

const wright_encoder_kernels *wright_encoder_kernels_at(wright_encoder_level level) {
    return level == WRIGHT_ENCODER_SCALAR ? &wright_encoder_kernels_scalar : NULL;
}

#endif

const wright_encoder_kernels *wright_encoder_kernels_best(void) {
    const wright_encoder_level levels[] = {
        WRIGHT_ENCODER_AVX512_BF16, WRIGHT_ENCODER_AVX512_VNNI, WRIGHT_ENCODER_AVX512, WRIGHT_ENCODER_AVX2,
        WRIGHT_ENCODER_NEON,
    };
    for (size_t index = 0; index < sizeof(levels) / sizeof(levels[0]); index++) {
        const wright_encoder_kernels *kernels = wright_encoder_kernels_at(levels[index]);
        if (kernels) return kernels;
    }
    return &wright_encoder_kernels_scalar;
}
