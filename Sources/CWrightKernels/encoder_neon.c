// The encoder's kernels for AArch64, where every processor has NEON with fused multiply-add: 4 lanes, 32 registers.

#include "encoder_kernels.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#define ENCODER_LANES 4
#define ENCODER_ROWS 4
#define ENCODER_BROADCASTS 8
#define ENCODER_LEVEL WRIGHT_ENCODER_NEON
#define ENCODER_NAME "NEON"
#define ENCODER_TABLE wright_encoder_kernels_neon

#include "encoder_template.h"

#endif
