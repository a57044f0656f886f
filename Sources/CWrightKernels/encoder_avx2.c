// The encoder's kernels for x86-64 with AVX2 and FMA: 8 lanes, 16 registers.

#include "encoder_kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define ENCODER_LANES 8
#define ENCODER_ROWS 2
#define ENCODER_BROADCASTS 6
#define ENCODER_LEVEL WRIGHT_ENCODER_AVX2
#define ENCODER_NAME "AVX2"
#define ENCODER_TABLE wright_encoder_kernels_avx2

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "encoder_template.h"
#pragma clang attribute pop

#endif
