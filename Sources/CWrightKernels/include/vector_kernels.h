#ifndef WRIGHT_VECTOR_KERNELS_H
#define WRIGHT_VECTOR_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// A family of instructions for which the vector kernels exist.
typedef enum wright_vector_path {
    WRIGHT_VECTOR_SCALAR = 0,
    WRIGHT_VECTOR_NEON = 1,
    WRIGHT_VECTOR_AVX2 = 2,
    WRIGHT_VECTOR_AVX512 = 3,
    WRIGHT_VECTOR_AVX512_VNNI = 4
} wright_vector_path;

/// A query made ready for a scan over byte codes.
///
/// Row codes are unsigned bytes c = r + 128 with r in -127...127; the query is a whole number q of up to 16 bits for
/// each dimension, q = 256 * high + low. Σ c·q - 128·Σq = Σ r·q, all modulo 2^32, exact when |Σ r·q| < 2^31.
typedef struct wright_vector_query {
    const int8_t *high;
    const int8_t *low;
    const int16_t *whole;
    /// Bytes of one row of codes; a multiple of 64. The three arrays above have as many elements.
    size_t stride;
    /// 128·Σq.
    int32_t correction;
    /// What one unit of q is worth.
    float scale;
    /// Similarity = estimate ± (error_weight · row error + error_floor).
    float error_weight;
    float error_floor;
} wright_vector_query;

/// Up to 64 rows of codes.
typedef struct wright_vector_rows {
    const uint8_t *codes;
    const float *scales;
    const float *errors;
    size_t count;
} wright_vector_rows;

/// The kernels of one path.
typedef struct wright_vector_kernels {
    wright_vector_path path;
    const char *name;
    /// Inner products of a query with `count` rows of `stride` floats, a multiple of 16, padded with zeros. The result
    /// of a row does not depend on its neighbours.
    void (*dot_floats)(const float *query, const float *rows, size_t stride, size_t count, float *out);
    /// Σ c·q modulo 2^32 for `count` rows.
    void (*dot_codes)(const wright_vector_query *query, const uint8_t *codes, size_t count, uint32_t *out);
    /// Turns sums into estimates; bit i of the result is set where estimate + error exceeds `threshold`.
    uint64_t (*estimate)(
        const wright_vector_query *query, const wright_vector_rows *rows, const uint32_t *sums, float threshold,
        float *estimates
    );
    /// The number of bits in which two rows differ, for `count` rows of `words` 64-bit words.
    void (*hamming)(const uint64_t *query, const uint64_t *rows, size_t words, size_t count, uint32_t *out);
    /// Σ c·s of signed steps with the rows of codes that `rows` names; fetches rows ahead. `stride` is at most 65,536.
    void (*dot_gathered)(
        const int8_t *steps, const uint8_t *codes, size_t stride, const uint32_t *rows, size_t count, int32_t *out
    );
    /// Writes c - 128 for every code; returns 128 times their sum.
    int32_t (*steps)(const uint8_t *codes, size_t stride, int8_t *out);
} wright_vector_kernels;

/// The kernels of a path, or NULL where the processor lacks it.
const wright_vector_kernels *wright_vector_kernels_for(wright_vector_path path);

/// The fastest kernels that this processor runs.
const wright_vector_kernels *wright_vector_kernels_best(void);

/// Asks for the cache lines of some bytes that are soon read.
static inline void wright_vector_prefetch(const void *bytes, size_t count) {
    for (size_t offset = 0; offset < count; offset += 64) __builtin_prefetch((const char *)bytes + offset);
}

/// Scans `count` rows (rows->count is not read) and writes those that are allowed and whose estimate + error exceeds
/// `threshold`.
///
/// `allowed` has one bit for each row, or is NULL for all. `picked` and `estimates` have room for `count` elements.
/// Returns how many were picked, in rising order.
size_t wright_vector_scan(
    const wright_vector_kernels *kernels, const wright_vector_query *query, const wright_vector_rows *rows,
    size_t count, const uint64_t *allowed, float threshold, uint32_t *picked, float *estimates
);

#endif
