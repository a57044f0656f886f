// The vector kernels with 128-bit registers of AArch64.

#include "vector_kernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>

static void dot_floats(const float *query, const float *rows, size_t stride, size_t count, float *out) {
    for (size_t row = 0; row < count; row++, rows += stride) {
        float32x4_t sums[4];
        for (int lane = 0; lane < 4; lane++) sums[lane] = vdupq_n_f32(0);
        for (size_t start = 0; start < stride; start += 16) {
#pragma clang loop unroll(full)
            for (size_t lane = 0; lane < 4; lane++) {
                size_t at = start + 4 * lane;
                sums[lane] = vfmaq_f32(sums[lane], vld1q_f32(query + at), vld1q_f32(rows + at));
            }
        }
        out[row] = vaddvq_f32(vaddq_f32(vaddq_f32(sums[0], sums[1]), vaddq_f32(sums[2], sums[3])));
    }
}

static void dot_codes(const wright_vector_query *query, const uint8_t *codes, size_t count, uint32_t *out) {
    for (size_t row = 0; row < count; row++, codes += query->stride) {
        int32x4_t first = vdupq_n_s32(0), second = vdupq_n_s32(0);
        for (size_t start = 0; start < query->stride; start += 16) {
            uint8x16_t bytes = vld1q_u8(codes + start);
            int16x8_t low = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(bytes)));
            int16x8_t high = vreinterpretq_s16_u16(vmovl_u8(vget_high_u8(bytes)));
            int16x8_t left = vld1q_s16(query->whole + start), right = vld1q_s16(query->whole + start + 8);
            first = vmlal_s16(first, vget_low_s16(low), vget_low_s16(left));
            second = vmlal_s16(second, vget_high_s16(low), vget_high_s16(left));
            first = vmlal_s16(first, vget_low_s16(high), vget_low_s16(right));
            second = vmlal_s16(second, vget_high_s16(high), vget_high_s16(right));
        }
        out[row] = (uint32_t)vaddvq_s32(vaddq_s32(first, second));
    }
}

static uint64_t estimate(
    const wright_vector_query *query, const wright_vector_rows *rows, const uint32_t *sums, float threshold,
    float *estimates
) {
    uint64_t above = 0;
    for (size_t row = 0; row < rows->count; row++) {
        int32_t sum = (int32_t)(sums[row] - (uint32_t)query->correction);
        estimates[row] = (float)sum * query->scale * rows->scales[row];
        float highest = estimates[row] + (query->error_weight * rows->errors[row] + query->error_floor);
        above |= (uint64_t)(highest > threshold) << row;
    }
    return above;
}

static void hamming(const uint64_t *query, const uint64_t *rows, size_t words, size_t count, uint32_t *out) {
    for (size_t row = 0; row < count; row++, rows += words) {
        uint32_t sum = 0;
        for (size_t word = 0; word < words; word++) {
            sum += vaddv_u8(vcnt_u8(vcreate_u8(query[word] ^ rows[word])));
        }
        out[row] = sum;
    }
}

static void dot_gathered(
    const int8_t *steps, const uint8_t *codes, size_t stride, const uint32_t *rows, size_t count, int32_t *out
) {
    for (size_t index = 0; index < count; index++) {
        if (index + 4 < count) __builtin_prefetch(codes + (size_t)rows[index + 4] * stride);
        const uint8_t *row = codes + (size_t)rows[index] * stride;
        int32x4_t first = vdupq_n_s32(0), second = vdupq_n_s32(0);
        for (size_t at = 0; at < stride; at += 16) {
            uint8x16_t bytes = vld1q_u8(row + at);
            int8x16_t part = vld1q_s8(steps + at);
            int16x8_t low = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(bytes)));
            int16x8_t high = vreinterpretq_s16_u16(vmovl_u8(vget_high_u8(bytes)));
            int16x8_t left = vmovl_s8(vget_low_s8(part)), right = vmovl_s8(vget_high_s8(part));
            first = vmlal_s16(first, vget_low_s16(low), vget_low_s16(left));
            second = vmlal_s16(second, vget_high_s16(low), vget_high_s16(left));
            first = vmlal_s16(first, vget_low_s16(high), vget_low_s16(right));
            second = vmlal_s16(second, vget_high_s16(high), vget_high_s16(right));
        }
        out[index] = vaddvq_s32(vaddq_s32(first, second));
    }
}

static int32_t steps(const uint8_t *codes, size_t stride, int8_t *out) {
    int32_t sum = 0;
    for (size_t at = 0; at < stride; at += 16) {
        int8x16_t flipped = vreinterpretq_s8_u8(veorq_u8(vld1q_u8(codes + at), vdupq_n_u8(0x80)));
        vst1q_s8(out + at, flipped);
        sum += vaddlvq_s8(flipped);
    }
    return sum * 128;
}

const wright_vector_kernels wright_vector_neon_kernels = {
    WRIGHT_VECTOR_NEON, "neon", dot_floats, dot_codes, estimate, hamming, dot_gathered, steps
};
#endif
