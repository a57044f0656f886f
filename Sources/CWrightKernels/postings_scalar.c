// The kernels of inverted lists in portable C: the reference for every other path.
//
// Layout: plain bit packing, value i at bit i · bits. Eight values always fill whole bytes, so every group of 8 or 16
// begins at a byte and needs the same shifts; that suits byte shuffles, and one value can be read without the others.

#include "postings_kernels.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

uint32_t wright_postings_value(const uint8_t *in, unsigned bits, size_t index) {
    size_t bit = index * bits;
    uint64_t word;
    memcpy(&word, in + bit / 8, 8);
    return (uint32_t)((word >> (bit % 8)) & ((UINT64_C(1) << bits) - 1));
}

void wright_postings_pack(const uint32_t *values, unsigned bits, uint8_t *out) {
    uint64_t pending = 0;
    unsigned pending_bits = 0;
    for (size_t index = 0; index < WRIGHT_POSTINGS_BLOCK; index++) {
        pending |= (uint64_t)values[index] << pending_bits;
        for (pending_bits += bits; pending_bits >= 8; pending_bits -= 8, pending >>= 8) *out++ = (uint8_t)pending;
    }
}

static void unpack(const uint8_t *in, unsigned bits, uint32_t *out) {
    for (size_t index = 0; index < WRIGHT_POSTINGS_BLOCK; index++) out[index] = wright_postings_value(in, bits, index);
}

static void unpack_documents(const uint8_t *in, unsigned bits, uint32_t before, uint32_t *out) {
    for (size_t index = 0; index < WRIGHT_POSTINGS_BLOCK; index++) {
        before += wright_postings_value(in, bits, index) + 1;
        out[index] = before;
    }
}

static void unpack_frequencies(const uint8_t *in, unsigned bits, float *out) {
    for (size_t index = 0; index < WRIGHT_POSTINGS_BLOCK; index++) {
        out[index] = (float)(uint32_t)(wright_postings_value(in, bits, index) + 1);
    }
}

static void accumulate(
    const uint32_t *documents, const float *frequencies, size_t count, const wright_postings_scoring *scoring,
    const wright_postings_window *window
) {
    for (size_t index = 0; index < count; index++) {
        uint32_t place = documents[index] - window->first;
        if (place >= window->count) continue;
        float frequency = frequencies[index];
        float norm = scoring->base + scoring->slope * (float)window->lengths[documents[index]];
        window->scores[place] += (scoring->weight * frequency) / (frequency + norm);
    }
}

static size_t collect(float *scores, size_t count, float threshold, uint32_t *picked, float *picked_scores) {
    size_t picked_count = 0;
    for (size_t index = 0; index < count; index++) {
        if (scores[index] > threshold) {
            picked[picked_count] = (uint32_t)index;
            picked_scores[picked_count++] = scores[index];
        }
        scores[index] = 0;
    }
    return picked_count;
}

static size_t count_below(const uint32_t *documents, size_t count, uint32_t document) {
    size_t below = 0;
    for (size_t index = 0; index < count; index++) below += documents[index] < document;
    return below;
}

const wright_postings_kernels wright_postings_scalar_kernels = {
    WRIGHT_POSTINGS_SCALAR, "scalar", unpack, unpack_documents, unpack_frequencies, accumulate, collect, count_below
};
