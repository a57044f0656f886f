// The encoder's kernels for x86-64 with AVX-512 with VNNI and BF16: 16 lanes, 32 registers.

#include "encoder_kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define ENCODER_LANES 16
#define ENCODER_ROWS 4
#define ENCODER_BROADCASTS 12
#define ENCODER_HAS_BYTE_DOT 1
#define ENCODER_HAS_HALF_DOT 1
#define ENCODER_LEVEL WRIGHT_ENCODER_AVX512_BF16
#define ENCODER_NAME "AVX-512 with VNNI and BF16"
#define ENCODER_TABLE wright_encoder_kernels_avx512bf16

#define ENCODER_TARGET __attribute__((target("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,avx512bf16")))

#pragma clang attribute push(ENCODER_TARGET, apply_to = function)
#include "encoder_template.h"
#pragma clang attribute pop

#endif
