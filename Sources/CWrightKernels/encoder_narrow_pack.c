// Weights made narrow: packed as bytes or as bfloat16, in the layout that all levels read.
//
// Idea. A weight is rounded to one of 255 steps of its own column (its output channel), so a channel of small weights
// keeps as many digits as one of large weights. The sum of each column's bytes is kept with it: inputs are counted from
// a zero of their own, and the product corrects for that with the sum.

#include "encoder_kernels.h"

#include <math.h>
#include <string.h>

enum { PANEL = WRIGHT_ENCODER_NARROW_PANEL };

size_t wright_encoder_narrow_size(ptrdiff_t columns, ptrdiff_t groups) {
    return (size_t)((columns + PANEL - 1) / PANEL * PANEL * groups * 4);
}

void wright_encoder_pack_bytes(
    const float *weights, ptrdiff_t columns, ptrdiff_t depth, ptrdiff_t column, int8_t *packed, float *scales,
    int32_t *sums
) {
    const ptrdiff_t groups = wright_encoder_byte_groups(depth);
    for (ptrdiff_t c = 0; c < columns; c++, weights += depth) {
        const ptrdiff_t place = column + c;
        int8_t *to = packed + (place / PANEL * groups * PANEL + place % PANEL) * 4;
        float largest = 0;
        for (ptrdiff_t k = 0; k < depth; k++) largest = fmaxf(largest, fabsf(weights[k]));
        const float scale = largest / 127, inverse = largest > 1e-30f ? 127 / largest : 0;
        int32_t sum = 0;
        for (ptrdiff_t k = 0; k < depth; k++) {
            const float step = rintf(weights[k] * inverse);
            const int8_t byte = step >= 127 ? 127 : step <= -127 ? -127 : (int8_t)step;
            to[k / 4 * PANEL * 4 + k % 4] = byte;
            sum += byte;
        }
        scales[place] = scale;
        sums[place] = sum;
    }
}

void wright_encoder_pack_halves(
    const float *weights, ptrdiff_t columns, ptrdiff_t depth, ptrdiff_t column, uint16_t *packed
) {
    const ptrdiff_t groups = wright_encoder_half_groups(depth);
    for (ptrdiff_t c = 0; c < columns; c++, weights += depth) {
        const ptrdiff_t place = column + c;
        uint16_t *to = packed + (place / PANEL * groups * PANEL + place % PANEL) * 2;
        for (ptrdiff_t k = 0; k < depth; k++) {
            uint32_t bits;
            memcpy(&bits, weights + k, 4);
            to[k / 2 * PANEL * 2 + k % 2] = (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
        }
    }
}
