// Which vector kernels this processor runs.

#include "vector_kernels.h"

extern const wright_vector_kernels wright_vector_scalar_kernels;
#if defined(__x86_64__)
extern const wright_vector_kernels wright_vector_avx2_kernels;
extern const wright_vector_kernels wright_vector_avx512_kernels;
extern const wright_vector_kernels wright_vector_avx512_vnni_kernels;
#elif defined(__aarch64__)
extern const wright_vector_kernels wright_vector_neon_kernels;
#endif

#if defined(__x86_64__)
static int has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("popcnt");
}

static int has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

static int has_vnni(void) {
    return has_avx512() && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vpopcntdq");
}
#endif

const wright_vector_kernels *wright_vector_kernels_for(wright_vector_path path) {
    switch (path) {
    case WRIGHT_VECTOR_SCALAR:
        return &wright_vector_scalar_kernels;
#if defined(__x86_64__)
    case WRIGHT_VECTOR_AVX2:
        return has_avx2() ? &wright_vector_avx2_kernels : NULL;
    case WRIGHT_VECTOR_AVX512:
        return has_avx512() ? &wright_vector_avx512_kernels : NULL;
    case WRIGHT_VECTOR_AVX512_VNNI:
        return has_vnni() ? &wright_vector_avx512_vnni_kernels : NULL;
#elif defined(__aarch64__)
    case WRIGHT_VECTOR_NEON:
        return &wright_vector_neon_kernels;
#endif
    default:
        return NULL;
    }
}

const wright_vector_kernels *wright_vector_kernels_best(void) {
    static const wright_vector_path order[] = {
        WRIGHT_VECTOR_AVX512_VNNI, WRIGHT_VECTOR_AVX512, WRIGHT_VECTOR_AVX2, WRIGHT_VECTOR_NEON
    };
    for (size_t index = 0; index < sizeof order / sizeof order[0]; index++) {
        const wright_vector_kernels *kernels = wright_vector_kernels_for(order[index]);
        if (kernels != NULL) return kernels;
    }
    return &wright_vector_scalar_kernels;
}
