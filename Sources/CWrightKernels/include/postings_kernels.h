#ifndef WRIGHT_POSTINGS_KERNELS_H
#define WRIGHT_POSTINGS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Entries of a full block.
#define WRIGHT_POSTINGS_BLOCK 128

/// Bytes behind packed values that a kernel may read, but does not use.
#define WRIGHT_POSTINGS_PADDING 64

/// A family of instructions for which the kernels of inverted lists exist.
typedef enum wright_postings_path {
    WRIGHT_POSTINGS_SCALAR = 0,
    WRIGHT_POSTINGS_NEON = 1,
    WRIGHT_POSTINGS_AVX2 = 2,
    WRIGHT_POSTINGS_AVX512 = 3
} wright_postings_path;

/// What a term adds to a document's score: weight · f / (f + (base + slope · length)).
typedef struct wright_postings_scoring {
    float weight;
    float base;
    float slope;
} wright_postings_scoring;

/// Scores of the documents first ..< first + count.
typedef struct wright_postings_window {
    float *scores;
    /// Lengths of all documents of the segment; the window lies within it.
    const uint32_t *lengths;
    uint32_t first;
    uint32_t count;
} wright_postings_window;

/// The kernels of one path. All paths give the same bits.
typedef struct wright_postings_kernels {
    wright_postings_path path;
    const char *name;
    /// Unpacks 128 values of `bits` (0...32) bits each, value i at bit i · bits, least significant bit first.
    void (*unpack)(const uint8_t *in, unsigned bits, uint32_t *out);
    /// Unpacks 128 gaps g and sums them: out[i] = out[i - 1] + g[i] + 1, out[-1] = before; modulo 2^32.
    void (*unpack_documents)(const uint8_t *in, unsigned bits, uint32_t before, uint32_t *out);
    /// Unpacks 128 frequencies, each packed less 1, as floats.
    void (*unpack_frequencies)(const uint8_t *in, unsigned bits, float *out);
    /// Adds a term's part to the scores of those documents that lie in the window. The documents are distinct.
    void (*accumulate)(
        const uint32_t *documents, const float *frequencies, size_t count, const wright_postings_scoring *scoring,
        const wright_postings_window *window
    );
    /// Takes out the scores above `threshold` (zero or more), in order, and sets every score to zero. `count` is a
    /// multiple of 16; `picked` and `picked_scores` have room for 16 elements more.
    size_t (*collect)(float *scores, size_t count, float threshold, uint32_t *picked, float *picked_scores);
    /// How many of the documents are below one; `count` is at most 128 and the array has room for 128.
    size_t (*count_below)(const uint32_t *documents, size_t count, uint32_t document);
} wright_postings_kernels;

/// The kernels of a path, or NULL where the processor lacks it.
const wright_postings_kernels *wright_postings_kernels_for(wright_postings_path path);

/// The fastest kernels that this processor runs.
const wright_postings_kernels *wright_postings_kernels_best(void);

/// Packs 128 values; `out` has room for 16 · bits bytes. The inverse of `unpack`.
void wright_postings_pack(const uint32_t *values, unsigned bits, uint8_t *out);

/// One of 128 packed values.
uint32_t wright_postings_value(const uint8_t *in, unsigned bits, size_t index);

#endif
