// The narrow vector kernels: products of bytes and of bfloat16, attention in bfloat16, and the rounding between them.
// Part of `encoder_template.h`, which explains the form. The including file may define besides
//   ENCODER_HAS_BYTE_DOT   there are dot products of bytes (VNNI)
//   ENCODER_HAS_HALF_DOT   there are dot products of bfloat16, and a conversion
//
// Idea. As in the wide products, a tile of sums stays in registers and the lanes are on the columns; but a lane takes
// four bytes (or two bfloat16 values) of the depth at a time: one broadcast word of the left side meets a vector of
// words of the right side. Without an instruction for it, bytes are split into even and odd ones and multiplied as
// 16-bit numbers, which is exact (adding products of bytes in 16 bits, as `vpmaddubsw` does, would saturate), and
// bfloat16 values are widened by a shift.
//
// Activations are rounded row by row: each token has the scale and the zero that its own largest and smallest value ask
// for, each output channel has the scale of its own weights (as in Yao et al. (2022), "ZeroQuant"). A single scale for
// a whole tensor, as usual in dynamic quantisation, loses what matters: few channels are many times larger than others.
//
// Softmax. Powers of two by a polynomial of degree 4 (error 5·10⁻⁵), since weights are then rounded to 8 binary digits.

typedef uint32_t vu __attribute__((ext_vector_type(ENCODER_LANES)));
typedef uint16_t vh __attribute__((ext_vector_type(ENCODER_LANES)));
typedef uint8_t vb __attribute__((ext_vector_type(ENCODER_LANES)));
typedef vi vi_unaligned __attribute__((aligned(4), may_alias));
typedef vh vh_unaligned __attribute__((aligned(2), may_alias));
typedef vb vb_unaligned __attribute__((aligned(1), may_alias));
typedef int32_t word_unaligned __attribute__((aligned(1), may_alias));
typedef uint32_t quad_words __attribute__((ext_vector_type(4)));
typedef quad_words quad_words_unaligned __attribute__((aligned(2), may_alias));

#define NARROW_PANEL WRIGHT_ENCODER_NARROW_PANEL

// sum + the dot product, in each lane, of four bytes without sign and four with.
#if ENCODER_LANES == 16 && defined(ENCODER_HAS_BYTE_DOT)
INLINE vi byte_dot(vi sum, vi left, vi right) {
    return (vi)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)left, (__m512i)right);
}
#elif ENCODER_LANES == 16
INLINE vi byte_dot(vi sum, vi left, vi right) {
    const __m512i l = (__m512i)left, r = (__m512i)right;
    const __m512i even = _mm512_madd_epi16(
        _mm512_and_si512(l, _mm512_set1_epi16(255)), _mm512_srai_epi16(_mm512_slli_epi16(r, 8), 8)
    );
    const __m512i odd = _mm512_madd_epi16(_mm512_srli_epi16(l, 8), _mm512_srai_epi16(r, 8));
    return sum + (vi)even + (vi)odd;
}
#elif ENCODER_LANES == 8
INLINE vi byte_dot(vi sum, vi left, vi right) {
    const __m256i l = (__m256i)left, r = (__m256i)right;
    const __m256i even = _mm256_madd_epi16(
        _mm256_and_si256(l, _mm256_set1_epi16(255)), _mm256_srai_epi16(_mm256_slli_epi16(r, 8), 8)
    );
    const __m256i odd = _mm256_madd_epi16(_mm256_srli_epi16(l, 8), _mm256_srai_epi16(r, 8));
    return sum + (vi)even + (vi)odd;
}
#elif defined(__ARM_FEATURE_DOTPROD)
// Both sides have a sign here: 128 is taken from the left one, and given back by way of the sums of the weights.
#define ENCODER_BYTE_SHIFT 128
INLINE vi byte_dot(vi sum, vi left, vi right) {
    const int8x16_t shifted = vreinterpretq_s8_u8(veorq_u8((uint8x16_t)left, vdupq_n_u8(128)));
    return (vi)vdotq_s32((int32x4_t)sum, shifted, (int8x16_t)right);
}
#else
INLINE vi byte_dot(vi sum, vi left, vi right) {
    sum += (left & 255) * (right << 24 >> 24);
    sum += (left >> 8 & 255) * (right << 16 >> 24);
    sum += (left >> 16 & 255) * (right << 8 >> 24);
    return sum + (vi)((vu)left >> 24) * (right >> 24);
}
#endif

#ifndef ENCODER_BYTE_SHIFT
#define ENCODER_BYTE_SHIFT 0
#endif

// sum + the dot product, in each lane, of two bfloat16 values and two others.
#if ENCODER_LANES == 16 && defined(ENCODER_HAS_HALF_DOT)
INLINE vf half_dot(vf sum, vi left, vi right) {
    return (vf)_mm512_dpbf16_ps((__m512)sum, (__m512bh)left, (__m512bh)right);
}
#elif ENCODER_LANES == 4 && defined(__ARM_FEATURE_BF16_VECTOR_ARITHMETIC)
INLINE vf half_dot(vf sum, vi left, vi right) {
    return (vf)vbfdotq_f32((float32x4_t)sum, (bfloat16x8_t)left, (bfloat16x8_t)right);
}
#else
INLINE vf half_dot(vf sum, vi left, vi right) {
    const vi upper = (vi)0 + (int32_t)0xFFFF0000;
    sum = multiply_add(__builtin_bit_cast(vf, left << 16), __builtin_bit_cast(vf, right << 16), sum);
    return multiply_add(__builtin_bit_cast(vf, left & upper), __builtin_bit_cast(vf, right & upper), sum);
}
#endif

// To bfloat16, to the nearest and halfway to even.
#if ENCODER_LANES == 16 && defined(ENCODER_HAS_HALF_DOT)
INLINE vh halves_of(vf value) { return (vh)_mm512_cvtneps_pbh((__m512)value); }
#else
INLINE vh halves_of(vf value) {
    const vu bits = __builtin_bit_cast(vu, value);
    return __builtin_convertvector((bits + 0x7FFF + (bits >> 16 & 1)) >> 16, vh);
}
#endif

INLINE void store_halves(uint16_t *to, vf value) { *(vh_unaligned *)to = halves_of(value); }
INLINE vi load_words(const void *from) { return *(const vi_unaligned *)from; }
INLINE vi all_words(const void *from) { return (vi)0 + *(const word_unaligned *)from; }

#if ENCODER_LANES == 16
INLINE vf reciprocal_of(vf value) { return (vf)_mm512_rcp14_ps((__m512)value); }
#else
INLINE vf reciprocal_of(vf value) { return 1.0f / value; }
#endif

// GELU as above, with a quotient of 14 binary digits at least: the result is rounded to 8 next.
INLINE vf narrow_gelu_of(vf value) {
    vf x = smaller(larger(value * 0.70710678f, all(-4)), all(4));
    vf square = x * x;
    vf above = all(-2.72614225801306e-10f);
    above = multiply_add(above, square, all(2.77068142495902e-08f));
    above = multiply_add(above, square, all(-2.10102402082508e-06f));
    above = multiply_add(above, square, all(-5.69250639462346e-05f));
    above = multiply_add(above, square, all(-7.34990630326855e-04f));
    above = multiply_add(above, square, all(-2.95459980854025e-03f));
    above = multiply_add(above, square, all(-1.60960333262415e-02f));
    vf below = all(-1.45660718464996e-05f);
    below = multiply_add(below, square, all(-2.13374055278905e-04f));
    below = multiply_add(below, square, all(-1.68282697438203e-03f));
    below = multiply_add(below, square, all(-7.37332916720468e-03f));
    below = multiply_add(below, square, all(-1.42647390514189e-02f));
    const vf half = value * 0.5f;
    return multiply_add(half, x * above * reciprocal_of(below), half);
}

INLINE vf narrow_activated(vf value, wright_encoder_activation activation) {
    return activation == WRIGHT_ENCODER_GELU ? narrow_gelu_of(value) : activated(value, activation);
}

// MARK: products

// sums[r][v] += Σ left[r][g] · right[g][v] over groups, for `rows` rows and `vectors` (1 or 2) vectors of columns.
#define NARROW_SUM_TILE(NAME, VECTOR, DOT)                                                                             \
    INLINE void NAME(                                                                                                  \
        const char *left, ptrdiff_t left_stride, const char *right, ptrdiff_t right_stride, ptrdiff_t groups,          \
        const int rows, const int vectors, VECTOR sums[ENCODER_BROADCASTS][2]                                          \
    ) {                                                                                                                \
        const char *thirds[(ENCODER_BROADCASTS + 2) / 3];                                                              \
        for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = (VECTOR)0;                                            \
        for (int r = 0; r < rows; r += 3) thirds[r / 3] = left + r * left_stride;                                      \
        for (ptrdiff_t group = 0; group < groups; group++, right += right_stride) {                                    \
            vi first = load_words(right);                                                                              \
            vi second = vectors == 2 ? load_words(right + 4 * ENCODER_LANES) : first;                                  \
            _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; r++) {                                        \
                vi word = all_words(thirds[r / 3] + group * 4 + r % 3 * left_stride);                                  \
                sums[r][0] = DOT(sums[r][0], word, first);                                                             \
                if (vectors == 2) sums[r][1] = DOT(sums[r][1], word, second);                                          \
            }                                                                                                          \
        }                                                                                                              \
    }

NARROW_SUM_TILE(byte_tile, vi, byte_dot)
NARROW_SUM_TILE(half_tile, vf, half_dot)

// Puts one vector of results where it belongs; `width` columns of it are there.
INLINE void narrow_store(const wright_encoder_narrow_product *job, ptrdiff_t place, ptrdiff_t width, vf result) {
    if (width >= ENCODER_LANES) {
        if (job->rounds) {
            store_halves((uint16_t *)job->output + place, result);
        } else {
            float *to = (float *)job->output + place;
            store(to, job->accumulates ? load(to) + result : result);
        }
        return;
    }
    const vh halves = halves_of(result);
    for (ptrdiff_t c = 0; c < width; c++) {
        if (job->rounds) {
            ((uint16_t *)job->output)[place + c] = halves[c];
        } else {
            float *to = (float *)job->output + place + c;
            *to = job->accumulates ? *to + result[c] : result[c];
        }
    }
}

// The first `width` of a vector's values, the others zero.
INLINE vf load_some(const float *from, ptrdiff_t width) {
    if (width >= ENCODER_LANES) return load(from);
    float values[ENCODER_LANES] = {0};
    for (ptrdiff_t c = 0; c < width; c++) values[c] = from[c];
    return load(values);
}

INLINE const char *narrow_weights(const wright_encoder_narrow_product *job, ptrdiff_t column) {
    return (const char *)job->weights
        + (column / NARROW_PANEL * NARROW_PANEL * job->groups + column % NARROW_PANEL) * 4;
}

// `rows` rows and two vectors of columns.
INLINE void bytes_block(const wright_encoder_narrow_product *job, ptrdiff_t row, ptrdiff_t column, const int rows) {
    vi sums[ENCODER_BROADCASTS][2];
    byte_tile(
        (const char *)job->input + row * job->input_stride, job->input_stride, narrow_weights(job, column),
        NARROW_PANEL * 4, job->groups, rows, 2, sums
    );
    for (int v = 0; v < 2; v++, column += ENCODER_LANES) {
        const ptrdiff_t width = job->end_column - column;
        if (width <= 0) return;
        const vf scales = load_some(job->weight_scales + column, width), bias = load_some(job->bias + column, width);
        const vi totals = (vi)load_some((const float *)(job->weight_sums + column), width);
        for (int r = 0; r < rows; r++) {
            const vi sum = sums[r][v] - totals * (job->input_zeros[row + r] - ENCODER_BYTE_SHIFT);
            const vf factor = scales * job->input_scales[row + r];
            const vf value = multiply_add(__builtin_convertvector(sum, vf), factor, bias);
            const ptrdiff_t place = (row + r) * job->output_stride + column;
            narrow_store(job, place, width, narrow_activated(value, job->activation));
        }
    }
}

INLINE void halves_block(const wright_encoder_narrow_product *job, ptrdiff_t row, ptrdiff_t column, const int rows) {
    vf sums[ENCODER_BROADCASTS][2];
    half_tile(
        (const char *)job->input + row * job->input_stride, job->input_stride, narrow_weights(job, column),
        NARROW_PANEL * 4, job->groups, rows, 2, sums
    );
    for (int v = 0; v < 2; v++, column += ENCODER_LANES) {
        const ptrdiff_t width = job->end_column - column;
        if (width <= 0) return;
        const vf bias = load_some(job->bias + column, width);
        for (int r = 0; r < rows; r++) {
            const ptrdiff_t place = (row + r) * job->output_stride + column;
            narrow_store(job, place, width, narrow_activated(sums[r][v] + bias, job->activation));
        }
    }
}

// Panels outside, rows inside: a panel stays in the first cache while all rows pass by.
#define NARROW_PRODUCT(NAME, BLOCK)                                                                                    \
    static void NAME(const wright_encoder_narrow_product *job) {                                                       \
        for (ptrdiff_t column = job->first_column; column < job->end_column; column += 2 * ENCODER_LANES) {            \
            ptrdiff_t row = 0;                                                                                         \
            for (; row + ENCODER_BROADCASTS <= job->rows; row += ENCODER_BROADCASTS) {                                 \
                BLOCK(job, row, column, ENCODER_BROADCASTS);                                                           \
            }                                                                                                          \
            for (; row + 4 <= job->rows; row += 4) BLOCK(job, row, column, 4);                                         \
            for (; row + 2 <= job->rows; row += 2) BLOCK(job, row, column, 2);                                         \
            if (row < job->rows) BLOCK(job, row, column, 1);                                                           \
        }                                                                                                              \
    }

NARROW_PRODUCT(product_bytes, bytes_block)
NARROW_PRODUCT(product_halves, halves_block)

// MARK: rounding

// The nearest whole numbers, as the scalar `rintf` gives them, for magnitudes below 2²².
INLINE vi nearest(vf value) {
    const vf magic = all(12582912.0f);
    const vf shifted = value + magic;
    return __builtin_bit_cast(vi, shifted) - __builtin_bit_cast(vi, magic);
}

INLINE float least_of(vf value) { return -largest_of(-value); }

static void quantise(const float *values, ptrdiff_t rows, ptrdiff_t width, const wright_encoder_byte_rows *to) {
    const ptrdiff_t whole = width / ENCODER_LANES * ENCODER_LANES;
    for (ptrdiff_t row = 0; row < rows; row++, values += width) {
        uint8_t *bytes = to->bytes + row * to->stride;
        vf lower = all(0), upper = all(0);
        for (ptrdiff_t index = 0; index < whole; index += ENCODER_LANES) {
            lower = smaller(load(values + index), lower);
            upper = larger(load(values + index), upper);
        }
        const vf rest = load_some(values + whole, width - whole);
        lower = smaller(rest, lower);
        upper = larger(rest, upper);
        const float least = least_of(lower), range = largest_of(upper) - least;
        const float inverse = range > 1e-30f ? 255 / range : 0;
        const float lowest = least * inverse;
        const int32_t zero = -nearest(all(lowest))[0];
        for (ptrdiff_t index = 0; index < width; index += ENCODER_LANES) {
            const vf step = (index < whole ? load(values + index) : rest) * inverse;
            vi byte = nearest(step) + zero;
            byte = byte < 0 ? (vi)0 : byte;
            byte = byte > 255 ? (vi)255 : byte;
            const vb narrow = __builtin_convertvector(byte, vb);
            if (index < whole) {
                *(vb_unaligned *)(bytes + index) = narrow;
            } else {
                for (ptrdiff_t c = 0; c < width - whole; c++) bytes[whole + c] = narrow[c];
            }
        }
        for (ptrdiff_t index = width; index < to->stride; index++) bytes[index] = 0;
        to->scales[row] = range / 255;
        to->zeros[row] = zero;
    }
}

static void round_rows(const float *values, ptrdiff_t rows, ptrdiff_t width, uint16_t *to, ptrdiff_t stride) {
    const ptrdiff_t whole = width / ENCODER_LANES * ENCODER_LANES;
    for (ptrdiff_t row = 0; row < rows; row++, values += width, to += stride) {
        for (ptrdiff_t index = 0; index < whole; index += ENCODER_LANES) store_halves(to + index, load(values + index));
        const vh rest = halves_of(load_some(values + whole, width - whole));
        for (ptrdiff_t index = whole; index < width; index++) to[index] = rest[index - whole];
        for (ptrdiff_t index = width; index < stride; index++) to[index] = 0;
    }
}

// MARK: attention

// For one head, in words of two bfloat16 values: keys transposed (pair of coordinates × token), values (pair of tokens
// × coordinate); of a tile of queries: the queries, their scores as floats and as bfloat16, and the outputs.
static size_t narrow_attention_scratch(ptrdiff_t tokens, ptrdiff_t head_size) {
    const ptrdiff_t width = padded(tokens), size = padded(head_size), pairs = (head_size + 1) / 2;
    const ptrdiff_t tile = pairs + width + width / 2 + size;
    return (size_t)(pairs * width + (tokens + 1) / 2 * size + ENCODER_BROADCASTS * tile);
}

// keys[pair][token] = key[token][pair], four by four.
INLINE void transpose_pairs(const wright_encoder_narrow_attention *job, ptrdiff_t offset, uint32_t *keys) {
    const ptrdiff_t tokens = job->tokens, size = job->head_size, width = padded(tokens), pairs = (size + 1) / 2;
    const uint16_t *from = job->key + offset;
    const ptrdiff_t whole_tokens = tokens / 4 * 4, whole_pairs = size / 8 * 4;
    for (ptrdiff_t token = 0; token < whole_tokens; token += 4) {
        for (ptrdiff_t pair = 0; pair < whole_pairs; pair += 4) {
            const uint16_t *block = from + token * job->stride + pair * 2;
            quad_words a = *(const quad_words_unaligned *)block;
            quad_words b = *(const quad_words_unaligned *)(block + job->stride);
            quad_words c = *(const quad_words_unaligned *)(block + 2 * job->stride);
            quad_words d = *(const quad_words_unaligned *)(block + 3 * job->stride);
            quad_words ac_low = __builtin_shufflevector(a, c, 0, 4, 1, 5);
            quad_words ac_high = __builtin_shufflevector(a, c, 2, 6, 3, 7);
            quad_words bd_low = __builtin_shufflevector(b, d, 0, 4, 1, 5);
            quad_words bd_high = __builtin_shufflevector(b, d, 2, 6, 3, 7);
            uint32_t *to = keys + pair * width + token;
            *(quad_words_unaligned *)to = __builtin_shufflevector(ac_low, bd_low, 0, 4, 1, 5);
            *(quad_words_unaligned *)(to + width) = __builtin_shufflevector(ac_low, bd_low, 2, 6, 3, 7);
            *(quad_words_unaligned *)(to + 2 * width) = __builtin_shufflevector(ac_high, bd_high, 0, 4, 1, 5);
            *(quad_words_unaligned *)(to + 3 * width) = __builtin_shufflevector(ac_high, bd_high, 2, 6, 3, 7);
        }
    }
    for (ptrdiff_t pair = 0; pair < pairs; pair++) {
        for (ptrdiff_t token = pair < whole_pairs ? whole_tokens : 0; token < width; token++) {
            const uint16_t *key = from + token * job->stride + pair * 2;
            uint32_t word = 0;
            if (token < tokens) word = key[0] | (pair * 2 + 1 < size ? (uint32_t)key[1] << 16 : 0);
            keys[pair * width + token] = word;
        }
    }
}

// values[pair][index] = two tokens' values at a coordinate.
INLINE void pair_values(const wright_encoder_narrow_attention *job, ptrdiff_t offset, uint32_t *values) {
    const ptrdiff_t size = job->head_size, width = padded(size);
    for (ptrdiff_t token = 0; token < job->tokens; token += 2, values += width) {
        const uint16_t *first = job->value + token * job->stride + offset;
        if (token + 1 < job->tokens) {
            const uint16_t *second = first + job->stride;
            for (ptrdiff_t index = 0; index < size; index++) {
                values[index] = first[index] | (uint32_t)second[index] << 16;
            }
        } else {
            for (ptrdiff_t index = 0; index < size; index++) values[index] = first[index];
        }
        for (ptrdiff_t index = size; index < width; index++) values[index] = 0;
    }
}

// out[r][x] = Σ left[r][pair] · right[pair][x] for a tile of queries.
INLINE void narrow_multiply(
    const uint16_t *left, ptrdiff_t left_stride, const uint32_t *right, ptrdiff_t width, float *out, ptrdiff_t pairs
) {
    vf sums[ENCODER_BROADCASTS][2];
    ptrdiff_t column = 0;
    for (; column + 2 * ENCODER_LANES <= width; column += 2 * ENCODER_LANES) {
        half_tile(
            (const char *)left, left_stride * 2, (const char *)(right + column), width * 4, pairs, ENCODER_BROADCASTS,
            2, sums
        );
        for (int r = 0; r < ENCODER_BROADCASTS; r++) {
            store(out + r * width + column, sums[r][0]);
            store(out + r * width + column + ENCODER_LANES, sums[r][1]);
        }
    }
    if (column < width) {
        half_tile(
            (const char *)left, left_stride * 2, (const char *)(right + column), width * 4, pairs, ENCODER_BROADCASTS,
            1, sums
        );
        for (int r = 0; r < ENCODER_BROADCASTS; r++) store(out + r * width + column, sums[r][0]);
    }
}

// 2^x for x ≤ 0; below −126 the result is 2^−126.
INLINE vf narrow_exp2_of(vf x) {
    x = larger(x, all(-126));
    const vf magic = all(12582912.0f);
    const vf shifted = x + magic;
    const vf fraction = x - (shifted - magic);
    const vi whole = __builtin_bit_cast(vi, shifted) - __builtin_bit_cast(vi, magic);
    vf power = all(9.61802527308464e-3f);
    power = multiply_add(power, fraction, all(5.550327152013779e-2f));
    power = multiply_add(power, fraction, all(2.4022650718688965e-1f));
    power = multiply_add(power, fraction, all(6.931471824645996e-1f));
    power = multiply_add(power, fraction, all(1));
    return __builtin_bit_cast(vf, __builtin_bit_cast(vi, power) + (whole << 23));
}

// Turns one row of scores into weights that still lack their common divisor, which it returns.
INLINE float narrow_soften(float *scores, ptrdiff_t tokens, ptrdiff_t width, float scale, uint16_t *weights) {
    for (ptrdiff_t index = tokens; index < width; index++) scores[index] = -1e30f;
    vf largest = load(scores);
    for (ptrdiff_t index = ENCODER_LANES; index < width; index += ENCODER_LANES) {
        largest = larger(largest, load(scores + index));
    }
    const vf top = all(largest_of(largest)) * scale;
    vf total = all(0);
    for (ptrdiff_t index = 0; index < width; index += ENCODER_LANES) {
        const vf power = narrow_exp2_of(multiply_add(load(scores + index), all(scale), -top));
        store_halves(weights + index, power);
        total += power;
    }
    return sum_of(total);
}

INLINE void narrow_attend_head(const wright_encoder_narrow_attention *job, ptrdiff_t offset) {
    const ptrdiff_t tokens = job->tokens, width = padded(tokens), size = padded(job->head_size);
    const ptrdiff_t pairs = (job->head_size + 1) / 2;
    uint32_t *keys = job->scratch, *values = keys + pairs * width;
    float *scores = (float *)(values + (tokens + 1) / 2 * size), *outputs = scores + ENCODER_BROADCASTS * width;
    uint16_t *weights = (uint16_t *)(outputs + ENCODER_BROADCASTS * size);
    uint16_t *queries = weights + ENCODER_BROADCASTS * width;
    transpose_pairs(job, offset, keys);
    pair_values(job, offset, values);
    for (ptrdiff_t token = 0; token < tokens; token += ENCODER_BROADCASTS) {
        // What a last tile that is not full computes of old queries and weights is dropped.
        const ptrdiff_t rows = tokens - token < ENCODER_BROADCASTS ? tokens - token : ENCODER_BROADCASTS;
        for (ptrdiff_t r = 0; r < rows; r++) {
            const uint16_t *query = job->query + (token + r) * job->stride + offset;
            queries[r * pairs * 2 + pairs * 2 - 1] = 0;  // A head of odd size has half a pair at its end.
            for (ptrdiff_t index = 0; index < job->head_size; index++) queries[r * pairs * 2 + index] = query[index];
        }
        narrow_multiply(queries, pairs * 2, keys, width, scores, pairs);
        float divisors[ENCODER_BROADCASTS];
        for (ptrdiff_t r = 0; r < rows; r++) {
            divisors[r] = narrow_soften(
                scores + r * width, tokens, width, job->scale * 1.44269504f, weights + r * width
            );
        }
        narrow_multiply(weights, width, values, size, outputs, (tokens + 1) / 2);
        for (ptrdiff_t r = 0; r < rows; r++) {
            float *output = job->output + (token + r) * job->output_stride + offset;
            const float factor = 1 / divisors[r];
            for (ptrdiff_t index = 0; index < job->head_size; index++) {
                output[index] = outputs[r * size + index] * factor;
            }
        }
    }
}

static void narrow_attention(const wright_encoder_narrow_attention *job) {
    for (ptrdiff_t head = job->first_head; head < job->end_head; head++) {
        narrow_attend_head(job, head * job->head_size);
    }
}
