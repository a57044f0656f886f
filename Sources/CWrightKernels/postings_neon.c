// The kernels of inverted lists with 128-bit registers of AArch64.
//
// Unpacking as in the 256-bit path, four values at a time.

#include "postings_kernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>
#include <pthread.h>

#pragma STDC FP_CONTRACT OFF

enum { narrow_limit = 25 };

static uint8_t shuffles[narrow_limit + 1][2][16];
static int32_t shifts[narrow_limit + 1][2][4];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static void make_tables(void) {
    for (unsigned bits = 0; bits <= narrow_limit; bits++) {
        for (unsigned lane = 0; lane < 8; lane++) {
            unsigned half = lane / 4;
            unsigned bit = half == 0 ? lane * bits : (lane - 4) * bits + (4 * bits) % 8;
            for (unsigned byte = 0; byte < 4; byte++) {
                shuffles[bits][half][(lane % 4) * 4 + byte] = (uint8_t)(bit / 8 + byte);
            }
            shifts[bits][half][lane % 4] = -(int32_t)(bit % 8);
        }
    }
}

void wright_postings_neon_prepare(void) { pthread_once(&tables_once, make_tables); }

static inline uint32x4_t four(const uint8_t *in, unsigned bits, unsigned group) {
    if (bits > narrow_limit) {
        uint32_t values[4];
        for (unsigned lane = 0; lane < 4; lane++) values[lane] = wright_postings_value(in, bits, group * 4 + lane);
        return vld1q_u32(values);
    }
    const uint8_t *from = in + (size_t)(group / 2) * bits + (group % 2 == 0 ? 0 : 4 * bits / 8);
    uint8x16_t bytes = vqtbl1q_u8(vld1q_u8(from), vld1q_u8(shuffles[bits][group % 2]));
    uint32x4_t words = vshlq_u32(vreinterpretq_u32_u8(bytes), vld1q_s32(shifts[bits][group % 2]));
    return vandq_u32(words, vdupq_n_u32((1u << bits) - 1));
}

static void unpack(const uint8_t *in, unsigned bits, uint32_t *out) {
    for (unsigned group = 0; group < 32; group++) vst1q_u32(out + group * 4, four(in, bits, group));
}

static void unpack_documents(const uint8_t *in, unsigned bits, uint32_t before, uint32_t *out) {
    const uint32x4_t zero = vdupq_n_u32(0);
    uint32x4_t carry = vdupq_n_u32(before);
    for (unsigned group = 0; group < 32; group++) {
        uint32x4_t gaps = vaddq_u32(four(in, bits, group), vdupq_n_u32(1));
        gaps = vaddq_u32(gaps, vextq_u32(zero, gaps, 3));
        gaps = vaddq_u32(gaps, vextq_u32(zero, gaps, 2));
        uint32x4_t documents = vaddq_u32(gaps, carry);
        vst1q_u32(out + group * 4, documents);
        carry = vdupq_laneq_u32(documents, 3);
    }
}

static void unpack_frequencies(const uint8_t *in, unsigned bits, float *out) {
    uint32_t whole[WRIGHT_POSTINGS_BLOCK];
    unpack(in, bits, whole);
    for (unsigned start = 0; start < WRIGHT_POSTINGS_BLOCK; start += 4) {
        vst1q_f32(out + start, vcvtq_f32_u32(vaddq_u32(vld1q_u32(whole + start), vdupq_n_u32(1))));
    }
}

static void accumulate(
    const uint32_t *documents, const float *frequencies, size_t count, const wright_postings_scoring *scoring,
    const wright_postings_window *window
) {
    for (size_t start = 0; start < count; start += 4) {
        uint32_t places[4], lane_lengths[4] = {1, 1, 1, 1};
        float lane_frequencies[4] = {1, 1, 1, 1};
        size_t lanes = count - start < 4 ? count - start : 4, kept = 0;
        for (size_t lane = 0; lane < lanes; lane++) {
            uint32_t place = documents[start + lane] - window->first;
            if (place >= window->count) continue;
            places[kept] = place;
            lane_lengths[kept] = window->lengths[documents[start + lane]];
            lane_frequencies[kept++] = frequencies[start + lane];
        }
        if (kept == 0) continue;
        float32x4_t frequency = vld1q_f32(lane_frequencies);
        float32x4_t scaled = vmulq_f32(vdupq_n_f32(scoring->slope), vcvtq_f32_u32(vld1q_u32(lane_lengths)));
        float32x4_t norm = vaddq_f32(vdupq_n_f32(scoring->base), scaled);
        float32x4_t top = vmulq_f32(vdupq_n_f32(scoring->weight), frequency);
        float parts[4];
        vst1q_f32(parts, vdivq_f32(top, vaddq_f32(frequency, norm)));
        for (size_t lane = 0; lane < kept; lane++) window->scores[places[lane]] += parts[lane];
    }
}

static size_t collect(float *scores, size_t count, float threshold, uint32_t *picked, float *picked_scores) {
    size_t picked_count = 0;
    for (size_t start = 0; start < count; start += 4) {
        uint32x4_t above = vcgtq_f32(vld1q_f32(scores + start), vdupq_n_f32(threshold));
        if (vmaxvq_u32(above) != 0) {
            for (size_t index = start; index < start + 4; index++) {
                if (!(scores[index] > threshold)) continue;
                picked[picked_count] = (uint32_t)index;
                picked_scores[picked_count++] = scores[index];
            }
        }
        vst1q_f32(scores + start, vdupq_n_f32(0));
    }
    return picked_count;
}

static size_t count_below(const uint32_t *documents, size_t count, uint32_t document) {
    size_t below = 0, start = 0;
    for (; start + 4 <= count; start += 4) {
        uint32x4_t wins = vcltq_u32(vld1q_u32(documents + start), vdupq_n_u32(document));
        below += vaddvq_u32(vshrq_n_u32(wins, 31));
    }
    for (; start < count; start++) below += documents[start] < document;
    return below;
}

const wright_postings_kernels wright_postings_neon_kernels = {
    WRIGHT_POSTINGS_NEON, "neon", unpack, unpack_documents, unpack_frequencies, accumulate, collect, count_below
};
#endif
