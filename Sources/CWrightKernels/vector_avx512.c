// The vector kernels with 512-bit registers: AVX-512 F/BW/DQ/VL, and with VNNI for the byte codes.

#include "vector_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,popcnt")))
#define TARGET_VNNI \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512vpopcntdq,avx2,fma,popcnt")))

TARGET static void dot_floats(const float *query, const float *rows, size_t stride, size_t count, float *out) {
    size_t row = 0;
    for (; row + 4 <= count; row += 4, rows += 4 * stride) {
        __m512 sums[4];
        for (int lane = 0; lane < 4; lane++) sums[lane] = _mm512_setzero_ps();
        for (size_t start = 0; start < stride; start += 16) {
            __m512 part = _mm512_loadu_ps(query + start);
#pragma clang loop unroll(full)
            for (size_t lane = 0; lane < 4; lane++) {
                sums[lane] = _mm512_fmadd_ps(part, _mm512_loadu_ps(rows + lane * stride + start), sums[lane]);
            }
        }
        for (int lane = 0; lane < 4; lane++) out[row + (size_t)lane] = _mm512_reduce_add_ps(sums[lane]);
    }
    for (; row < count; row++, rows += stride) {
        __m512 sum = _mm512_setzero_ps();
        for (size_t start = 0; start < stride; start += 16) {
            sum = _mm512_fmadd_ps(_mm512_loadu_ps(query + start), _mm512_loadu_ps(rows + start), sum);
        }
        out[row] = _mm512_reduce_add_ps(sum);
    }
}

TARGET static inline __m512i widened(const uint8_t *codes) {
    return _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)codes));
}

TARGET static void dot_codes(const wright_vector_query *query, const uint8_t *codes, size_t count, uint32_t *out) {
    size_t stride = query->stride, row = 0;
    for (; row + 4 <= count; row += 4, codes += 4 * stride) {
        __m512i sums[4];
        for (int lane = 0; lane < 4; lane++) sums[lane] = _mm512_setzero_si512();
        for (size_t start = 0; start < stride; start += 32) {
            __m512i part = _mm512_loadu_si512(query->whole + start);
#pragma clang loop unroll(full)
            for (size_t lane = 0; lane < 4; lane++) {
                __m512i products = _mm512_madd_epi16(widened(codes + lane * stride + start), part);
                sums[lane] = _mm512_add_epi32(sums[lane], products);
            }
        }
        for (int lane = 0; lane < 4; lane++) {
            out[row + (size_t)lane] = (uint32_t)_mm512_reduce_add_epi32(sums[lane]);
        }
    }
    for (; row < count; row++, codes += stride) {
        __m512i sum = _mm512_setzero_si512();
        for (size_t start = 0; start < stride; start += 32) {
            __m512i part = _mm512_loadu_si512(query->whole + start);
            sum = _mm512_add_epi32(sum, _mm512_madd_epi16(widened(codes + start), part));
        }
        out[row] = (uint32_t)_mm512_reduce_add_epi32(sum);
    }
}

// Joins four registers into four sums, in order.
TARGET static inline __m128i sum_four(const __m512i *sums) {
    __m512i first = _mm512_add_epi32(_mm512_unpacklo_epi32(sums[0], sums[1]), _mm512_unpackhi_epi32(sums[0], sums[1]));
    __m512i second = _mm512_add_epi32(_mm512_unpacklo_epi32(sums[2], sums[3]), _mm512_unpackhi_epi32(sums[2], sums[3]));
    __m512i all = _mm512_add_epi32(_mm512_unpacklo_epi64(first, second), _mm512_unpackhi_epi64(first, second));
    __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(all), _mm512_extracti64x4_epi64(all, 1));
    return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

TARGET_VNNI static void dot_codes_vnni(
    const wright_vector_query *query, const uint8_t *codes, size_t count, uint32_t *out
) {
    size_t stride = query->stride, row = 0;
    for (; row + 4 <= count; row += 4, codes += 4 * stride) {
        __m512i high[4], low[4];
        for (int lane = 0; lane < 4; lane++) high[lane] = low[lane] = _mm512_setzero_si512();
        for (size_t start = 0; start < stride; start += 64) {
            __m512i upper = _mm512_loadu_si512(query->high + start);
            __m512i lower = _mm512_loadu_si512(query->low + start);
#pragma clang loop unroll(full)
            for (size_t lane = 0; lane < 4; lane++) {
                __m512i bytes = _mm512_loadu_si512(codes + lane * stride + start);
                high[lane] = _mm512_dpbusd_epi32(high[lane], bytes, upper);
                low[lane] = _mm512_dpbusd_epi32(low[lane], bytes, lower);
            }
        }
        for (int lane = 0; lane < 4; lane++) {
            low[lane] = _mm512_add_epi32(low[lane], _mm512_slli_epi32(high[lane], 8));
        }
        _mm_storeu_si128((__m128i *)(out + row), sum_four(low));
    }
    for (; row < count; row++, codes += stride) {
        __m512i high = _mm512_setzero_si512(), low = _mm512_setzero_si512();
        for (size_t start = 0; start < stride; start += 64) {
            __m512i bytes = _mm512_loadu_si512(codes + start);
            high = _mm512_dpbusd_epi32(high, bytes, _mm512_loadu_si512(query->high + start));
            low = _mm512_dpbusd_epi32(low, bytes, _mm512_loadu_si512(query->low + start));
        }
        out[row] = (uint32_t)_mm512_reduce_add_epi32(_mm512_add_epi32(low, _mm512_slli_epi32(high, 8)));
    }
}

TARGET static uint64_t estimate(
    const wright_vector_query *query, const wright_vector_rows *rows, const uint32_t *sums, float threshold,
    float *estimates
) {
    uint64_t above = 0;
    __m512i correction = _mm512_set1_epi32(query->correction);
    __m512 scale = _mm512_set1_ps(query->scale), limit = _mm512_set1_ps(threshold);
    __m512 weight = _mm512_set1_ps(query->error_weight), floor = _mm512_set1_ps(query->error_floor);
    for (size_t row = 0; row < rows->count; row += 16) {
        size_t left = rows->count - row;
        __mmask16 lanes = left >= 16 ? 0xFFFF : (__mmask16)((1u << left) - 1);
        __m512i sum = _mm512_sub_epi32(_mm512_maskz_loadu_epi32(lanes, sums + row), correction);
        __m512 value = _mm512_mul_ps(_mm512_cvtepi32_ps(sum), scale);
        value = _mm512_mul_ps(value, _mm512_maskz_loadu_ps(lanes, rows->scales + row));
        _mm512_mask_storeu_ps(estimates + row, lanes, value);
        __m512 error = _mm512_mul_ps(weight, _mm512_maskz_loadu_ps(lanes, rows->errors + row));
        __m512 highest = _mm512_add_ps(value, _mm512_add_ps(error, floor));
        above |= (uint64_t)_mm512_mask_cmp_ps_mask(lanes, highest, limit, _CMP_GT_OQ) << row;
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

TARGET_VNNI static void hamming_popcount(
    const uint64_t *query, const uint64_t *rows, size_t words, size_t count, uint32_t *out
) {
    for (size_t row = 0; row < count; row++, rows += words) {
        __m512i sum = _mm512_setzero_si512();
        for (size_t word = 0; word < words; word += 8) {
            size_t left = words - word;
            __mmask8 lanes = left >= 8 ? 0xFF : (__mmask8)((1u << left) - 1);
            __m512i difference = _mm512_xor_si512(
                _mm512_maskz_loadu_epi64(lanes, query + word), _mm512_maskz_loadu_epi64(lanes, rows + word)
            );
            sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(difference));
        }
        out[row] = (uint32_t)_mm512_reduce_add_epi64(sum);
    }
}

TARGET static inline void prefetch_row(const uint8_t *row, size_t stride) {
    for (size_t offset = 0; offset < stride; offset += 64) __builtin_prefetch(row + offset);
}

TARGET static void dot_gathered(
    const int8_t *steps, const uint8_t *codes, size_t stride, const uint32_t *rows, size_t count, int32_t *out
) {
    for (size_t index = 0; index < count; index++) {
        if (index + 4 < count) prefetch_row(codes + (size_t)rows[index + 4] * stride, stride);
        const uint8_t *row = codes + (size_t)rows[index] * stride;
        __m512i sum = _mm512_setzero_si512();
        for (size_t at = 0; at < stride; at += 32) {
            __m512i part = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(steps + at)));
            sum = _mm512_add_epi32(sum, _mm512_madd_epi16(widened(row + at), part));
        }
        out[index] = _mm512_reduce_add_epi32(sum);
    }
}

TARGET_VNNI static void dot_gathered_vnni(
    const int8_t *steps, const uint8_t *codes, size_t stride, const uint32_t *rows, size_t count, int32_t *out
) {
    size_t index = 0;
    for (; index + 4 <= count; index += 4) {
        const uint8_t *at[4];
        __m512i sums[4];
#pragma clang loop unroll(full)
        for (size_t lane = 0; lane < 4; lane++) {
            at[lane] = codes + (size_t)rows[index + lane] * stride;
            sums[lane] = _mm512_setzero_si512();
        }
        // The four rows after these are on their way while these are summed.
        for (size_t next = index + 4; next < count && next < index + 8; next++) {
            prefetch_row(codes + (size_t)rows[next] * stride, stride);
        }
        for (size_t start = 0; start < stride; start += 64) {
            __m512i part = _mm512_loadu_si512(steps + start);
#pragma clang loop unroll(full)
            for (size_t lane = 0; lane < 4; lane++) {
                sums[lane] = _mm512_dpbusd_epi32(sums[lane], _mm512_loadu_si512(at[lane] + start), part);
            }
        }
        _mm_storeu_si128((__m128i *)(out + index), sum_four(sums));
    }
    for (; index < count; index++) {
        const uint8_t *row = codes + (size_t)rows[index] * stride;
        __m512i sum = _mm512_setzero_si512();
        for (size_t start = 0; start < stride; start += 64) {
            sum = _mm512_dpbusd_epi32(sum, _mm512_loadu_si512(row + start), _mm512_loadu_si512(steps + start));
        }
        out[index] = _mm512_reduce_add_epi32(sum);
    }
}

TARGET static int32_t steps(const uint8_t *codes, size_t stride, int8_t *out) {
    __m512i sums = _mm512_setzero_si512(), flip = _mm512_set1_epi8((char)0x80);
    for (size_t at = 0; at < stride; at += 64) {
        __m512i bytes = _mm512_loadu_si512(codes + at);
        _mm512_storeu_si512(out + at, _mm512_xor_si512(bytes, flip));
        sums = _mm512_add_epi64(sums, _mm512_sad_epu8(bytes, _mm512_setzero_si512()));
    }
    return ((int32_t)_mm512_reduce_add_epi64(sums) - 128 * (int32_t)stride) * 128;
}

const wright_vector_kernels wright_vector_avx512_kernels = {
    WRIGHT_VECTOR_AVX512, "avx512", dot_floats, dot_codes, estimate, hamming, dot_gathered, steps
};
const wright_vector_kernels wright_vector_avx512_vnni_kernels = {
    WRIGHT_VECTOR_AVX512_VNNI, "avx512-vnni", dot_floats, dot_codes_vnni, estimate, hamming_popcount, dot_gathered_vnni,
    steps
};
#endif
