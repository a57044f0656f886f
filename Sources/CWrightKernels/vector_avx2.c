// The vector kernels with 256-bit registers: AVX2 and FMA.

#include "vector_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,fma,popcnt")))

TARGET static inline float sum_lanes(__m256 low, __m256 high) {
    __m256 all = _mm256_add_ps(low, high);
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(all), _mm256_extractf128_ps(all, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}

TARGET static void dot_floats(const float *query, const float *rows, size_t stride, size_t count, float *out) {
    size_t row = 0;
    for (; row + 4 <= count; row += 4, rows += 4 * stride) {
        __m256 low[4], high[4];
        for (int lane = 0; lane < 4; lane++) low[lane] = high[lane] = _mm256_setzero_ps();
        for (size_t start = 0; start < stride; start += 16) {
            __m256 first = _mm256_loadu_ps(query + start), second = _mm256_loadu_ps(query + start + 8);
#pragma clang loop unroll(full)
            for (size_t lane = 0; lane < 4; lane++) {
                const float *at = rows + lane * stride + start;
                low[lane] = _mm256_fmadd_ps(first, _mm256_loadu_ps(at), low[lane]);
                high[lane] = _mm256_fmadd_ps(second, _mm256_loadu_ps(at + 8), high[lane]);
            }
        }
        for (int lane = 0; lane < 4; lane++) out[row + (size_t)lane] = sum_lanes(low[lane], high[lane]);
    }
    for (; row < count; row++, rows += stride) {
        __m256 low = _mm256_setzero_ps(), high = _mm256_setzero_ps();
        for (size_t start = 0; start < stride; start += 16) {
            low = _mm256_fmadd_ps(_mm256_loadu_ps(query + start), _mm256_loadu_ps(rows + start), low);
            high = _mm256_fmadd_ps(_mm256_loadu_ps(query + start + 8), _mm256_loadu_ps(rows + start + 8), high);
        }
        out[row] = sum_lanes(low, high);
    }
}

TARGET static inline uint32_t sum_integers(__m256i all) {
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, _MM_SHUFFLE(1, 0, 3, 2)));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, _MM_SHUFFLE(2, 3, 0, 1)));
    return (uint32_t)_mm_cvtsi128_si32(half);
}

TARGET static inline __m256i widened(const uint8_t *codes) {
    return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)codes));
}

TARGET static void dot_codes(const wright_vector_query *query, const uint8_t *codes, size_t count, uint32_t *out) {
    size_t stride = query->stride, row = 0;
    for (; row + 4 <= count; row += 4, codes += 4 * stride) {
        __m256i sums[4];
        for (int lane = 0; lane < 4; lane++) sums[lane] = _mm256_setzero_si256();
        for (size_t start = 0; start < stride; start += 16) {
            __m256i part = _mm256_loadu_si256((const __m256i *)(query->whole + start));
#pragma clang loop unroll(full)
            for (size_t lane = 0; lane < 4; lane++) {
                __m256i products = _mm256_madd_epi16(widened(codes + lane * stride + start), part);
                sums[lane] = _mm256_add_epi32(sums[lane], products);
            }
        }
        for (int lane = 0; lane < 4; lane++) out[row + (size_t)lane] = sum_integers(sums[lane]);
    }
    for (; row < count; row++, codes += stride) {
        __m256i sum = _mm256_setzero_si256();
        for (size_t start = 0; start < stride; start += 16) {
            __m256i part = _mm256_loadu_si256((const __m256i *)(query->whole + start));
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(widened(codes + start), part));
        }
        out[row] = sum_integers(sum);
    }
}

TARGET static uint64_t estimate(
    const wright_vector_query *query, const wright_vector_rows *rows, const uint32_t *sums, float threshold,
    float *estimates
) {
    uint64_t above = 0;
    size_t row = 0;
    __m256i correction = _mm256_set1_epi32(query->correction);
    __m256 scale = _mm256_set1_ps(query->scale), limit = _mm256_set1_ps(threshold);
    __m256 weight = _mm256_set1_ps(query->error_weight), floor = _mm256_set1_ps(query->error_floor);
    for (; row + 8 <= rows->count; row += 8) {
        __m256i sum = _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)(sums + row)), correction);
        __m256 value = _mm256_mul_ps(_mm256_cvtepi32_ps(sum), scale);
        value = _mm256_mul_ps(value, _mm256_loadu_ps(rows->scales + row));
        _mm256_storeu_ps(estimates + row, value);
        __m256 error = _mm256_add_ps(_mm256_mul_ps(weight, _mm256_loadu_ps(rows->errors + row)), floor);
        __m256 wins = _mm256_cmp_ps(_mm256_add_ps(value, error), limit, _CMP_GT_OQ);
        above |= (uint64_t)(uint32_t)_mm256_movemask_ps(wins) << row;
    }
    for (; row < rows->count; row++) {
        int32_t sum = (int32_t)(sums[row] - (uint32_t)query->correction);
        estimates[row] = (float)sum * query->scale * rows->scales[row];
        float highest = estimates[row] + (query->error_weight * rows->errors[row] + query->error_floor);
        above |= (uint64_t)(highest > threshold) << row;
    }
    return above;
}

TARGET static void hamming(const uint64_t *query, const uint64_t *rows, size_t words, size_t count, uint32_t *out) {
    for (size_t row = 0; row < count; row++, rows += words) {
        uint64_t sum = 0;
        for (size_t word = 0; word < words; word++) sum += (uint64_t)_mm_popcnt_u64(query[word] ^ rows[word]);
        out[row] = (uint32_t)sum;
    }
}

TARGET static inline void prefetch_rows(
    const uint8_t *codes, size_t stride, const uint32_t *rows, size_t count
) {
    for (size_t index = 0; index < count; index++) {
        const uint8_t *row = codes + (size_t)rows[index] * stride;
        for (size_t offset = 0; offset < stride; offset += 64) __builtin_prefetch(row + offset);
    }
}

TARGET static void dot_gathered(
    const int8_t *steps, const uint8_t *codes, size_t stride, const uint32_t *rows, size_t count, int32_t *out
) {
    for (size_t index = 0; index < count; index++) {
        if (index + 4 < count) prefetch_rows(codes, stride, rows + index + 4, 1);
        const uint8_t *row = codes + (size_t)rows[index] * stride;
        __m256i first = _mm256_setzero_si256(), second = _mm256_setzero_si256();
        for (size_t at = 0; at < stride; at += 32) {
            __m256i left = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(steps + at)));
            __m256i right = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(steps + at + 16)));
            first = _mm256_add_epi32(first, _mm256_madd_epi16(widened(row + at), left));
            second = _mm256_add_epi32(second, _mm256_madd_epi16(widened(row + at + 16), right));
        }
        out[index] = (int32_t)sum_integers(_mm256_add_epi32(first, second));
    }
}

TARGET static int32_t steps(const uint8_t *codes, size_t stride, int8_t *out) {
    __m256i sums = _mm256_setzero_si256(), flip = _mm256_set1_epi8((char)0x80);
    for (size_t at = 0; at < stride; at += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(codes + at));
        _mm256_storeu_si256((__m256i *)(out + at), _mm256_xor_si256(bytes, flip));
        sums = _mm256_add_epi64(sums, _mm256_sad_epu8(bytes, _mm256_setzero_si256()));
    }
    return ((int32_t)sum_integers(sums) - 128 * (int32_t)stride) * 128;
}

const wright_vector_kernels wright_vector_avx2_kernels = {
    WRIGHT_VECTOR_AVX2, "avx2", dot_floats, dot_codes, estimate, hamming, dot_gathered, steps
};
#endif
