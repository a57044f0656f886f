// Which kernels of inverted lists this processor runs.

#include "postings_kernels.h"

extern const wright_postings_kernels wright_postings_scalar_kernels;
#if defined(__x86_64__)
extern const wright_postings_kernels wright_postings_avx2_kernels;
extern const wright_postings_kernels wright_postings_avx512_kernels;
extern void wright_postings_avx2_prepare(void);
extern void wright_postings_avx512_prepare(void);

static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"); }

static int has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512vbmi");
}
#elif defined(__aarch64__)
extern const wright_postings_kernels wright_postings_neon_kernels;
extern void wright_postings_neon_prepare(void);
#endif

const wright_postings_kernels *wright_postings_kernels_for(wright_postings_path path) {
    switch (path) {
    case WRIGHT_POSTINGS_SCALAR:
        return &wright_postings_scalar_kernels;
#if defined(__x86_64__)
    case WRIGHT_POSTINGS_AVX2:
        if (!has_avx2()) return NULL;
        wright_postings_avx2_prepare();
        return &wright_postings_avx2_kernels;
    case WRIGHT_POSTINGS_AVX512:
        if (!has_avx512()) return NULL;
        wright_postings_avx512_prepare();
        return &wright_postings_avx512_kernels;
#elif defined(__aarch64__)
    case WRIGHT_POSTINGS_NEON:
        wright_postings_neon_prepare();
        return &wright_postings_neon_kernels;
#endif
    default:
        return NULL;
    }
}

const wright_postings_kernels *wright_postings_kernels_best(void) {
    static const wright_postings_path order[] = {WRIGHT_POSTINGS_AVX512, WRIGHT_POSTINGS_AVX2, WRIGHT_POSTINGS_NEON};
    for (size_t index = 0; index < sizeof order / sizeof order[0]; index++) {
        const wright_postings_kernels *kernels = wright_postings_kernels_for(order[index]);
        if (kernels != NULL) return kernels;
    }
    return &wright_postings_scalar_kernels;
}
