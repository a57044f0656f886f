// The kernels of inverted lists with 256-bit registers: AVX2.
//
// Unpacking: 8 values fill `bits` bytes. Each half register takes 16 bytes from where its four values begin; one byte
// shuffle brings the four bytes around each value into its lane. Values of 26 bits and more go one by one.

#include "postings_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <pthread.h>

#define TARGET __attribute__((target("avx2,popcnt")))

enum { narrow_limit = 25 };

static uint8_t shuffles[narrow_limit + 1][32];
static uint32_t shifts[narrow_limit + 1][8];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static void make_tables(void) {
    for (unsigned bits = 0; bits <= narrow_limit; bits++) {
        for (unsigned lane = 0; lane < 8; lane++) {
            // Lanes 4...7 count from the byte in which lane 4 begins.
            unsigned bit = lane < 4 ? lane * bits : (lane - 4) * bits + (4 * bits) % 8;
            for (unsigned byte = 0; byte < 4; byte++) shuffles[bits][lane * 4 + byte] = (uint8_t)(bit / 8 + byte);
            shifts[bits][lane] = bit % 8;
        }
    }
}

void wright_postings_avx2_prepare(void) { pthread_once(&tables_once, make_tables); }

TARGET static inline __m256i eight(const uint8_t *in, unsigned bits, unsigned group) {
    if (bits > narrow_limit) {
        uint32_t values[8];
        for (unsigned lane = 0; lane < 8; lane++) values[lane] = wright_postings_value(in, bits, group * 8 + lane);
        return _mm256_loadu_si256((const __m256i *)values);
    }
    const uint8_t *from = in + (size_t)group * bits;
    __m128i low = _mm_loadu_si128((const __m128i *)from);
    __m128i high = _mm_loadu_si128((const __m128i *)(from + 4 * bits / 8));
    __m256i shuffle = _mm256_loadu_si256((const __m256i *)shuffles[bits]);
    __m256i bytes = _mm256_shuffle_epi8(_mm256_set_m128i(high, low), shuffle);
    bytes = _mm256_srlv_epi32(bytes, _mm256_loadu_si256((const __m256i *)shifts[bits]));
    return _mm256_and_si256(bytes, _mm256_set1_epi32((int)((1u << bits) - 1)));
}

TARGET static void unpack(const uint8_t *in, unsigned bits, uint32_t *out) {
    for (unsigned group = 0; group < 16; group++) {
        _mm256_storeu_si256((__m256i *)(out + group * 8), eight(in, bits, group));
    }
}

TARGET static void unpack_documents(const uint8_t *in, unsigned bits, uint32_t before, uint32_t *out) {
    const __m256i last = _mm256_set1_epi32(7), fourth = _mm256_set1_epi32(3);
    __m256i carry = _mm256_set1_epi32((int)before);
    for (unsigned group = 0; group < 16; group++) {
        __m256i gaps = _mm256_add_epi32(eight(in, bits, group), _mm256_set1_epi32(1));
        gaps = _mm256_add_epi32(gaps, _mm256_slli_si256(gaps, 4));
        gaps = _mm256_add_epi32(gaps, _mm256_slli_si256(gaps, 8));
        __m256i lower = _mm256_permutevar8x32_epi32(gaps, fourth);
        gaps = _mm256_add_epi32(gaps, _mm256_blend_epi32(_mm256_setzero_si256(), lower, 0xF0));
        __m256i documents = _mm256_add_epi32(gaps, carry);
        _mm256_storeu_si256((__m256i *)(out + group * 8), documents);
        carry = _mm256_permutevar8x32_epi32(documents, last);
    }
}

// Whole numbers up to 2^32 - 1 to the nearest float, as the scalar conversion rounds them.
TARGET static inline __m256 floats(__m256i values) {
    float converted[8];
    uint32_t whole[8];
    if (_mm256_movemask_ps(_mm256_castsi256_ps(values)) == 0) return _mm256_cvtepi32_ps(values);
    _mm256_storeu_si256((__m256i *)whole, values);
    for (int lane = 0; lane < 8; lane++) converted[lane] = (float)whole[lane];
    return _mm256_loadu_ps(converted);
}

TARGET static void unpack_frequencies(const uint8_t *in, unsigned bits, float *out) {
    uint32_t whole[WRIGHT_POSTINGS_BLOCK];
    unpack(in, bits, whole);
    for (unsigned start = 0; start < WRIGHT_POSTINGS_BLOCK; start += 8) {
        __m256i values = _mm256_loadu_si256((const __m256i *)(whole + start));
        _mm256_storeu_ps(out + start, floats(_mm256_add_epi32(values, _mm256_set1_epi32(1))));
    }
}

TARGET static void accumulate(
    const uint32_t *documents, const float *frequencies, size_t count, const wright_postings_scoring *scoring,
    const wright_postings_window *window
) {
    const __m256 weight = _mm256_set1_ps(scoring->weight), base = _mm256_set1_ps(scoring->base);
    const __m256 slope = _mm256_set1_ps(scoring->slope);
    const uint32_t *lengths = window->lengths + window->first;
    for (size_t start = 0; start < count; start += 8) {
        uint32_t places[8], lane_lengths[8];
        float lane_frequencies[8];
        size_t lanes = count - start < 8 ? count - start : 8, kept = 0;
        for (size_t lane = 0; lane < lanes; lane++) {
            uint32_t place = documents[start + lane] - window->first;
            if (place >= window->count) continue;
            places[kept] = place;
            lane_lengths[kept] = lengths[place];
            lane_frequencies[kept++] = frequencies[start + lane];
        }
        if (kept == 0) continue;
        for (size_t lane = kept; lane < 8; lane++) {
            lane_lengths[lane] = 1;
            lane_frequencies[lane] = 1;
        }
        __m256 frequency = _mm256_loadu_ps(lane_frequencies);
        __m256 scaled = _mm256_mul_ps(slope, floats(_mm256_loadu_si256((const __m256i *)lane_lengths)));
        __m256 norm = _mm256_add_ps(base, scaled);
        float parts[8];
        __m256 part = _mm256_div_ps(_mm256_mul_ps(weight, frequency), _mm256_add_ps(frequency, norm));
        _mm256_storeu_ps(parts, part);
        for (size_t lane = 0; lane < kept; lane++) window->scores[places[lane]] += parts[lane];
    }
}

TARGET static size_t collect(float *scores, size_t count, float threshold, uint32_t *picked, float *picked_scores) {
    size_t picked_count = 0;
    const __m256 limit = _mm256_set1_ps(threshold);
    for (size_t start = 0; start < count; start += 8) {
        __m256 values = _mm256_loadu_ps(scores + start);
        unsigned above = (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(values, limit, _CMP_GT_OQ));
        for (; above != 0; above &= above - 1) {
            size_t index = start + (size_t)__builtin_ctz(above);
            picked[picked_count] = (uint32_t)index;
            picked_scores[picked_count++] = scores[index];
        }
        _mm256_storeu_ps(scores + start, _mm256_setzero_ps());
    }
    return picked_count;
}

TARGET static size_t count_below(const uint32_t *documents, size_t count, uint32_t document) {
    const __m256i flip = _mm256_set1_epi32((int)0x80000000u);
    const __m256i limit = _mm256_xor_si256(_mm256_set1_epi32((int)document), flip);
    size_t below = 0;
    for (size_t start = 0; start < count; start += 8) {
        __m256i values = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)(documents + start)), flip);
        unsigned wins = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(limit, values)));
        size_t left = count - start;
        if (left < 8) wins &= (1u << left) - 1;
        below += (size_t)__builtin_popcount(wins);
    }
    return below;
}

const wright_postings_kernels wright_postings_avx2_kernels = {
    WRIGHT_POSTINGS_AVX2, "avx2", unpack, unpack_documents, unpack_frequencies, accumulate, collect, count_below
};
#endif
