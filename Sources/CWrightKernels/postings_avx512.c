// The kernels of inverted lists with 512-bit registers: AVX-512 F/BW/DQ/VL/VBMI.
//
// Unpacking: 16 values fill 2 · bits bytes. One byte permutation brings the four bytes around each value into its lane
// (values of 26 bits and more: eight bytes, eight values at a time), then a shift for each lane and a mask.

#include "postings_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <pthread.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx2,popcnt,bmi")))

enum { narrow_limit = 25 };

static uint8_t shuffles[33][64];
static uint32_t narrow_shifts[33][16];
static uint64_t wide_shifts[33][8];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static void make_tables(void) {
    for (unsigned bits = 0; bits <= 32; bits++) {
        unsigned lane_bytes = bits <= narrow_limit ? 4 : 8;
        for (unsigned lane = 0; lane < 64 / lane_bytes; lane++) {
            unsigned bit = lane * bits;
            for (unsigned byte = 0; byte < lane_bytes; byte++) {
                shuffles[bits][lane * lane_bytes + byte] = (uint8_t)(bit / 8 + byte);
            }
            if (bits <= narrow_limit) {
                narrow_shifts[bits][lane] = bit % 8;
            } else {
                wide_shifts[bits][lane] = bit % 8;
            }
        }
    }
}

void wright_postings_avx512_prepare(void) { pthread_once(&tables_once, make_tables); }

TARGET static inline __m512i sixteen(const uint8_t *in, unsigned bits, unsigned group) {
    __m512i shuffle = _mm512_loadu_si512(shuffles[bits]);
    if (bits <= narrow_limit) {
        __m512i bytes = _mm512_permutexvar_epi8(shuffle, _mm512_loadu_si512(in + (size_t)group * 2 * bits));
        bytes = _mm512_srlv_epi32(bytes, _mm512_loadu_si512(narrow_shifts[bits]));
        return _mm512_and_si512(bytes, _mm512_set1_epi32((int)((1u << bits) - 1)));
    }
    __m512i shift = _mm512_loadu_si512(wide_shifts[bits]);
    __m512i mask = _mm512_set1_epi64((long long)((UINT64_C(1) << bits) - 1));
    __m256i halves[2];
    for (unsigned half = 0; half < 2; half++) {
        const uint8_t *from = in + (size_t)(group * 2 + half) * bits;
        __m512i words = _mm512_permutexvar_epi8(shuffle, _mm512_loadu_si512(from));
        halves[half] = _mm512_cvtepi64_epi32(_mm512_and_si512(_mm512_srlv_epi64(words, shift), mask));
    }
    return _mm512_inserti64x4(_mm512_castsi256_si512(halves[0]), halves[1], 1);
}

TARGET static void unpack(const uint8_t *in, unsigned bits, uint32_t *out) {
    for (unsigned group = 0; group < 8; group++) _mm512_storeu_si512(out + group * 16, sixteen(in, bits, group));
}

TARGET static void unpack_documents(const uint8_t *in, unsigned bits, uint32_t before, uint32_t *out) {
    const __m512i zero = _mm512_setzero_si512(), last = _mm512_set1_epi32(15);
    __m512i carry = _mm512_set1_epi32((int)before);
    for (unsigned group = 0; group < 8; group++) {
        __m512i gaps = _mm512_add_epi32(sixteen(in, bits, group), _mm512_set1_epi32(1));
        gaps = _mm512_add_epi32(gaps, _mm512_alignr_epi32(gaps, zero, 15));
        gaps = _mm512_add_epi32(gaps, _mm512_alignr_epi32(gaps, zero, 14));
        gaps = _mm512_add_epi32(gaps, _mm512_alignr_epi32(gaps, zero, 12));
        gaps = _mm512_add_epi32(gaps, _mm512_alignr_epi32(gaps, zero, 8));
        __m512i documents = _mm512_add_epi32(gaps, carry);
        _mm512_storeu_si512(out + group * 16, documents);
        carry = _mm512_permutexvar_epi32(last, documents);
    }
}

TARGET static void unpack_frequencies(const uint8_t *in, unsigned bits, float *out) {
    for (unsigned group = 0; group < 8; group++) {
        __m512i frequencies = _mm512_add_epi32(sixteen(in, bits, group), _mm512_set1_epi32(1));
        _mm512_storeu_ps(out + group * 16, _mm512_cvtepu32_ps(frequencies));
    }
}

TARGET static void accumulate(
    const uint32_t *documents, const float *frequencies, size_t count, const wright_postings_scoring *scoring,
    const wright_postings_window *window
) {
    const __m512 weight = _mm512_set1_ps(scoring->weight), base = _mm512_set1_ps(scoring->base);
    const __m512 slope = _mm512_set1_ps(scoring->slope);
    const __m512i first = _mm512_set1_epi32((int)window->first), size = _mm512_set1_epi32((int)window->count);
    for (size_t start = 0; start < count; start += 16) {
        size_t left = count - start;
        __mmask16 lanes = left >= 16 ? 0xFFFF : (__mmask16)((1u << left) - 1);
        __m512i document = _mm512_maskz_loadu_epi32(lanes, documents + start);
        __m512i place = _mm512_sub_epi32(document, first);
        lanes = _mm512_mask_cmplt_epu32_mask(lanes, place, size);
        if (lanes == 0) continue;
        const float *from = (const float *)(const void *)(window->lengths + window->first);
        __m512i length = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), lanes, place, from, 4);
        __m512 frequency = _mm512_maskz_loadu_ps(lanes, frequencies + start);
        __m512 scaled = _mm512_mul_ps(slope, _mm512_cvtepu32_ps(length));
        __m512 norm = _mm512_add_ps(base, scaled);
        __m512 part = _mm512_div_ps(_mm512_mul_ps(weight, frequency), _mm512_add_ps(frequency, norm));
        __m512 before = _mm512_mask_i32gather_ps(_mm512_setzero_ps(), lanes, place, window->scores, 4);
        _mm512_mask_i32scatter_ps(window->scores, lanes, place, _mm512_add_ps(before, part), 4);
    }
}

TARGET static size_t collect(float *scores, size_t count, float threshold, uint32_t *picked, float *picked_scores) {
    size_t picked_count = 0;
    const __m512 limit = _mm512_set1_ps(threshold);
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (size_t start = 0; start < count; start += 16) {
        __m512 values = _mm512_loadu_ps(scores + start);
        __mmask16 above = _mm512_cmp_ps_mask(values, limit, _CMP_GT_OQ);
        _mm512_storeu_ps(scores + start, _mm512_setzero_ps());
        if (above == 0) continue;
        __m512i places = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)start));
        unsigned found = (unsigned)__builtin_popcount(above);
        __mmask16 kept = (__mmask16)((1u << found) - 1);
        _mm512_mask_storeu_epi32(picked + picked_count, kept, _mm512_maskz_compress_epi32(above, places));
        _mm512_mask_storeu_ps(picked_scores + picked_count, kept, _mm512_maskz_compress_ps(above, values));
        picked_count += found;
    }
    return picked_count;
}

TARGET static size_t count_below(const uint32_t *documents, size_t count, uint32_t document) {
    size_t below = 0;
    const __m512i limit = _mm512_set1_epi32((int)document);
    for (size_t start = 0; start < count; start += 16) {
        size_t left = count - start;
        __mmask16 lanes = left >= 16 ? 0xFFFF : (__mmask16)((1u << left) - 1);
        __m512i values = _mm512_loadu_si512(documents + start);
        below += (size_t)__builtin_popcount(_mm512_mask_cmplt_epu32_mask(lanes, values, limit));
    }
    return below;
}

const wright_postings_kernels wright_postings_avx512_kernels = {
    WRIGHT_POSTINGS_AVX512, "avx512", unpack, unpack_documents, unpack_frequencies, accumulate, collect, count_below
};
#endif
