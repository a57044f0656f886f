// The vector kernels in portable C: the reference for every other path.

#include "vector_kernels.h"

#pragma STDC FP_CONTRACT OFF

static void dot_floats(const float *query, const float *rows, size_t stride, size_t count, float *out) {
    for (size_t row = 0; row < count; row++, rows += stride) {
        float sums[16] = {0};
        for (size_t start = 0; start < stride; start += 16) {
            for (size_t lane = 0; lane < 16; lane++) sums[lane] += query[start + lane] * rows[start + lane];
        }
        for (size_t width = 8; width > 0; width /= 2) {
            for (size_t lane = 0; lane < width; lane++) sums[lane] += sums[lane + width];
        }
        out[row] = sums[0];
    }
}

static void dot_codes(const wright_vector_query *query, const uint8_t *codes, size_t count, uint32_t *out) {
    for (size_t row = 0; row < count; row++, codes += query->stride) {
        uint32_t sum = 0;
        for (size_t index = 0; index < query->stride; index++) {
            sum += (uint32_t)((int32_t)codes[index] * (int32_t)query->whole[index]);
        }
        out[row] = sum;
    }
}

static uint64_t estimate(
    const wright_vector_query *query, const wright_vector_rows *rows, const uint32_t *sums, float threshold,
    float *estimates
) {
    uint64_t above = 0;
    for (size_t row = 0; row < rows->count; row++) {
        int32_t sum = (int32_t)(sums[row] - (uint32_t)query->correction);
        float value = (float)sum * query->scale * rows->scales[row];
        estimates[row] = value;
        float highest = value + (query->error_weight * rows->errors[row] + query->error_floor);
        above |= (uint64_t)(highest > threshold) << row;
    }
    return above;
}

static void hamming(const uint64_t *query, const uint64_t *rows, size_t words, size_t count, uint32_t *out) {
    for (size_t row = 0; row < count; row++, rows += words) {
        uint32_t sum = 0;
        for (size_t word = 0; word < words; word++) sum += (uint32_t)__builtin_popcountll(query[word] ^ rows[word]);
        out[row] = sum;
    }
}

static void dot_gathered(
    const int8_t *steps, const uint8_t *codes, size_t stride, const uint32_t *rows, size_t count, int32_t *out
) {
    for (size_t index = 0; index < count; index++) {
        const uint8_t *row = codes + (size_t)rows[index] * stride;
        int32_t sum = 0;
        for (size_t at = 0; at < stride; at++) sum += (int32_t)row[at] * steps[at];
        out[index] = sum;
    }
}

static int32_t steps(const uint8_t *codes, size_t stride, int8_t *out) {
    int32_t sum = 0;
    for (size_t index = 0; index < stride; index++) {
        out[index] = (int8_t)(codes[index] ^ 0x80);
        sum += out[index];
    }
    return sum * 128;
}

const wright_vector_kernels wright_vector_scalar_kernels = {
    WRIGHT_VECTOR_SCALAR, "scalar", dot_floats, dot_codes, estimate, hamming, dot_gathered, steps
};
