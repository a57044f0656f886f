// The vector kernels, written once for every vector width. The file that includes this one defines
//   ENCODER_LANES      floats in a vector (4, 8 or 16)
//   ENCODER_ROWS       rows of the tile of `linear`
//   ENCODER_BROADCASTS rows of the tile of `linear_packed` and of attention
//   ENCODER_LEVEL, ENCODER_NAME, ENCODER_TABLE   what the table of kernels says of itself, and its symbol
// and, around it, the instruction set as a target attribute. Vectors are the compiler's own vector types, so that one
// text serves x86-64 and AArch64.
//
// Idea. Products keep a tile of sums in registers. `linear` sums with the lanes on the depth, because both operands lie
// that way in memory and nothing must be packed. `linear_packed` and attention have the lanes on the columns: one
// broadcast value of the left side meets two vectors of the right side, which was packed for it (weights into panels,
// one head's keys transposed and its values drawn together). That is the order of Goto & van de Geijn (2008), "Anatomy
// of high-performance matrix multiplication", without its outer blocking: callers pass so few rows that they fit the
// second cache. Softmax is exact, with all scores of a tile of queries at hand: sequences are short.
//
// Sources. erf(x) = x·P(x²)/Q(x²) on [−4, 4], the rational minimax approximation of Eigen and XLA, error 7·10⁻⁸;
// 2^f on [−½, ½] by a polynomial of degree 6 through Chebyshev points, error 3·10⁻⁹ before rounding.

typedef float vf __attribute__((ext_vector_type(ENCODER_LANES)));
typedef int32_t vi __attribute__((ext_vector_type(ENCODER_LANES)));
typedef vf vf_unaligned __attribute__((aligned(4), may_alias));
typedef float quad __attribute__((ext_vector_type(4)));
typedef quad quad_unaligned __attribute__((aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE vf load(const float *from) { return *(const vf_unaligned *)from; }
INLINE void store(float *to, vf value) { *(vf_unaligned *)to = value; }
INLINE vf all(float value) { return (vf)value; }
INLINE vf multiply_add(vf a, vf b, vf c) { return __builtin_elementwise_fma(a, b, c); }
INLINE vf larger(vf a, vf b) { return a > b ? a : b; }  // One instruction; the built-in also sorts out NaN.
INLINE vf smaller(vf a, vf b) { return a < b ? a : b; }

// The four sums of every fourth lane.
INLINE quad fold(vf value) {
#if ENCODER_LANES == 16
    typedef float half __attribute__((ext_vector_type(8)));
    half sum = __builtin_shufflevector(value, value, 0, 1, 2, 3, 4, 5, 6, 7)
        + __builtin_shufflevector(value, value, 8, 9, 10, 11, 12, 13, 14, 15);
    return __builtin_shufflevector(sum, sum, 0, 1, 2, 3) + __builtin_shufflevector(sum, sum, 4, 5, 6, 7);
#elif ENCODER_LANES == 8
    return __builtin_shufflevector(value, value, 0, 1, 2, 3) + __builtin_shufflevector(value, value, 4, 5, 6, 7);
#else
    return value;
#endif
}

INLINE float sum_of(vf value) {
    quad sums = fold(value);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

INLINE float largest_of(vf value) {
#if ENCODER_LANES == 16
    typedef float half __attribute__((ext_vector_type(8)));
    half low = __builtin_shufflevector(value, value, 0, 1, 2, 3, 4, 5, 6, 7);
    half high = __builtin_shufflevector(value, value, 8, 9, 10, 11, 12, 13, 14, 15);
    half both = low > high ? low : high;
#elif ENCODER_LANES == 8
    vf both = value;
#endif
#if ENCODER_LANES > 4
    quad first = __builtin_shufflevector(both, both, 0, 1, 2, 3);
    quad second = __builtin_shufflevector(both, both, 4, 5, 6, 7);
    quad rest = first > second ? first : second;
#else
    quad rest = value;
#endif
    const float even = rest[0] > rest[2] ? rest[0] : rest[2], odd = rest[1] > rest[3] ? rest[1] : rest[3];
    return even > odd ? even : odd;
}

// The sums of four vectors, in order.
INLINE quad sums_of(vf a, vf b, vf c, vf d) {
    quad qa = fold(a), qb = fold(b), qc = fold(c), qd = fold(d);
    quad ab = __builtin_shufflevector(qa, qb, 0, 4, 1, 5) + __builtin_shufflevector(qa, qb, 2, 6, 3, 7);
    quad cd = __builtin_shufflevector(qc, qd, 0, 4, 1, 5) + __builtin_shufflevector(qc, qd, 2, 6, 3, 7);
    return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

// 2^x for x < 128; below −126 the result is 2^−126.
INLINE vf exp2_of(vf x) {
    x = larger(x, all(-126));
    const vf magic = all(12582912.0f);  // 1.5 · 2²³: adding it rounds to the nearest whole number
    vf shifted = x + magic;
    vf fraction = x - (shifted - magic);
    vi whole = __builtin_bit_cast(vi, shifted) - __builtin_bit_cast(vi, magic);
    vf power = all(1.5469732170458883e-4f);
    power = multiply_add(power, fraction, all(1.3400432653725147e-3f));
    power = multiply_add(power, fraction, all(9.61802527308464e-3f));
    power = multiply_add(power, fraction, all(5.550327152013779e-2f));
    power = multiply_add(power, fraction, all(2.4022650718688965e-1f));
    power = multiply_add(power, fraction, all(6.931471824645996e-1f));
    power = multiply_add(power, fraction, all(1));
    return __builtin_bit_cast(vf, __builtin_bit_cast(vi, power) + (whole << 23));
}

INLINE vf erf_of(vf x) {
    x = smaller(larger(x, all(-4)), all(4));
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
    return x * above / below;
}

INLINE vf gelu_of(vf value) {
    vf half = value * 0.5f;
    return multiply_add(half, erf_of(value * 0.70710678f), half);
}

// tanh(y) = 1 − 2 / (e^2y + 1), and 0.5 · (1 + tanh(y)) = 1 − 1 / (e^2y + 1).
INLINE vf gelu_tanh_of(vf value) {
    vf inner = value * multiply_add(value * value, all(0.044715f), all(1));
    vf power = exp2_of(smaller(inner * (2 * 0.79788456f * 1.44269504f), all(126)));
    return value - value / (power + 1);
}

INLINE vf activated(vf value, wright_encoder_activation activation) {
    switch (activation) {
    case WRIGHT_ENCODER_GELU:
        return gelu_of(value);
    case WRIGHT_ENCODER_GELU_TANH:
        return gelu_tanh_of(value);
    case WRIGHT_ENCODER_RELU:
        return larger(value, all(0));
    default:
        return value;
    }
}

// The rest passes through a padded copy.
static void activate(float *values, ptrdiff_t count, wright_encoder_activation activation) {
    ptrdiff_t index = 0;
    for (; index + ENCODER_LANES <= count; index += ENCODER_LANES) {
        store(values + index, activated(load(values + index), activation));
    }
    if (index == count) return;
    float rest[ENCODER_LANES] = {0};
    for (ptrdiff_t lane = 0; lane < count - index; lane++) rest[lane] = values[index + lane];
    store(rest, activated(load(rest), activation));
    for (ptrdiff_t lane = 0; lane < count - index; lane++) values[index + lane] = rest[lane];
}

// MARK: linear

// Adds the bias to four sums of a row, and puts them where they belong.
INLINE void finish(const wright_encoder_linear *job, ptrdiff_t row, ptrdiff_t column, quad sums) {
    float *output = job->output + row * job->output_stride + column;
    float values[ENCODER_LANES] = {0};
    *(quad_unaligned *)values = sums + *(const quad_unaligned *)(job->bias + column);
    if (job->activation != WRIGHT_ENCODER_IDENTITY) store(values, activated(load(values), job->activation));
    quad result = *(quad_unaligned *)values;
    *(quad_unaligned *)output = job->accumulates ? *(quad_unaligned *)output + result : result;
}

// A tile of `rows` × 4 outputs.
INLINE void linear_tile(const wright_encoder_linear *job, ptrdiff_t row, ptrdiff_t column, const int rows) {
    const float *inputs[ENCODER_ROWS];
    const float *weights = job->weights + column * job->depth;
    const ptrdiff_t depth = job->depth, whole = depth / ENCODER_LANES * ENCODER_LANES;
    vf sums[ENCODER_ROWS][4];
    for (int r = 0; r < rows; r++) {
        inputs[r] = job->input + (row + r) * job->input_stride;
        for (int c = 0; c < 4; c++) sums[r][c] = all(0);
    }
    for (ptrdiff_t index = 0; index < whole; index += ENCODER_LANES) {
        vf w0 = load(weights + index), w1 = load(weights + depth + index);
        vf w2 = load(weights + 2 * depth + index), w3 = load(weights + 3 * depth + index);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            vf input = load(inputs[r] + index);
            sums[r][0] = multiply_add(input, w0, sums[r][0]);
            sums[r][1] = multiply_add(input, w1, sums[r][1]);
            sums[r][2] = multiply_add(input, w2, sums[r][2]);
            sums[r][3] = multiply_add(input, w3, sums[r][3]);
        }
    }
    for (int r = 0; r < rows; r++) {
        quad result = sums_of(sums[r][0], sums[r][1], sums[r][2], sums[r][3]);
        for (ptrdiff_t index = whole; index < depth; index++) {
            for (int c = 0; c < 4; c++) result[c] += inputs[r][index] * weights[c * depth + index];
        }
        finish(job, row + r, column, result);
    }
}

INLINE void linear_column(const wright_encoder_linear *job, ptrdiff_t row, ptrdiff_t column) {
    const float *input = job->input + row * job->input_stride;
    const float *weights = job->weights + column * job->depth;
    const ptrdiff_t whole = job->depth / ENCODER_LANES * ENCODER_LANES;
    vf sums = all(0);
    for (ptrdiff_t index = 0; index < whole; index += ENCODER_LANES) {
        sums = multiply_add(load(input + index), load(weights + index), sums);
    }
    float result = sum_of(sums) + job->bias[column];
    for (ptrdiff_t index = whole; index < job->depth; index++) result += input[index] * weights[index];
    activate(&result, 1, job->activation);
    float *output = job->output + row * job->output_stride + column;
    *output = job->accumulates ? *output + result : result;
}

// Columns outside, rows inside: the four rows of weights of a tile come from memory once and stay in the first cache.
static void linear(const wright_encoder_linear *job) {
    ptrdiff_t column = job->first_column;
    for (; column + 4 <= job->end_column; column += 4) {
        ptrdiff_t row = 0;
        for (; row + ENCODER_ROWS <= job->rows; row += ENCODER_ROWS) linear_tile(job, row, column, ENCODER_ROWS);
        for (; row + 2 <= job->rows; row += 2) linear_tile(job, row, column, 2);
        for (; row < job->rows; row++) linear_tile(job, row, column, 1);
    }
    for (; column < job->end_column; column++) {
        for (ptrdiff_t row = 0; row < job->rows; row++) linear_column(job, row, column);
    }
}

// MARK: products with the lanes on columns

// sums[r][v] = Σ left[r][k] · right[k][v] for `rows` rows and `vectors` (1 or 2) vectors of columns.
INLINE void sum_tile(
    const float *left, ptrdiff_t left_stride, const float *right, ptrdiff_t right_stride, ptrdiff_t depth,
    const int rows, const int vectors, vf sums[ENCODER_BROADCASTS][2]
) {
    const float *thirds[(ENCODER_BROADCASTS + 2) / 3];  // Every third row; the next two are one and two strides away.
    for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = all(0);
    for (int r = 0; r < rows; r += 3) thirds[r / 3] = left + r * left_stride;
    for (ptrdiff_t k = 0; k < depth; k++) {
        vf first = load(right);
        vf second = vectors == 2 ? load(right + ENCODER_LANES) : first;
        right += right_stride;
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            vf factor = all(thirds[r / 3][k + r % 3 * left_stride]);
            sums[r][0] = multiply_add(factor, first, sums[r][0]);
            if (vectors == 2) sums[r][1] = multiply_add(factor, second, sums[r][1]);
        }
    }
}

#define ENCODER_PANEL (2 * ENCODER_LANES)

static size_t packed_size(ptrdiff_t columns, ptrdiff_t depth) {
    return (size_t)((columns + ENCODER_PANEL - 1) / ENCODER_PANEL * ENCODER_PANEL * depth);
}

static void pack(const float *weights, ptrdiff_t columns, ptrdiff_t depth, float *packed) {
    for (ptrdiff_t panel = 0; panel < columns; panel += ENCODER_PANEL, packed += ENCODER_PANEL * depth) {
        const ptrdiff_t width = columns - panel < ENCODER_PANEL ? columns - panel : ENCODER_PANEL;
        const float *rows = weights + panel * depth;
        for (ptrdiff_t first = 0; first < depth; first += 16) {  // A cache line of each row at a time.
            const ptrdiff_t end = first + 16 < depth ? first + 16 : depth;
            for (ptrdiff_t k = first; k < end; k++) {
                float *to = packed + k * ENCODER_PANEL;
                for (ptrdiff_t column = 0; column < width; column++) to[column] = rows[column * depth + k];
                for (ptrdiff_t column = width; column < ENCODER_PANEL; column++) to[column] = 0;
            }
        }
    }
}

// `rows` × one panel of outputs.
INLINE void packed_tile(const wright_encoder_linear *job, ptrdiff_t row, ptrdiff_t column, const int rows) {
    vf sums[ENCODER_BROADCASTS][2];
    sum_tile(
        job->input + row * job->input_stride, job->input_stride, job->weights + column * job->depth, ENCODER_PANEL,
        job->depth, rows, 2, sums
    );
    const ptrdiff_t width = job->end_column - column;
    float *output = job->output + row * job->output_stride + column;
    if (width >= ENCODER_PANEL) {
        vf bias[2] = {load(job->bias + column), load(job->bias + column + ENCODER_LANES)};
        for (int r = 0; r < rows; r++, output += job->output_stride) {
            for (int v = 0; v < 2; v++) {
                vf result = activated(sums[r][v] + bias[v], job->activation);
                float *to = output + v * ENCODER_LANES;
                store(to, job->accumulates ? load(to) + result : result);
            }
        }
        return;
    }
    for (int r = 0; r < rows; r++, output += job->output_stride) {  // The last panel, where columns are missing.
        float values[ENCODER_PANEL];
        store(values, sums[r][0]);
        store(values + ENCODER_LANES, sums[r][1]);
        for (ptrdiff_t c = 0; c < width; c++) values[c] += job->bias[column + c];
        activate(values, width, job->activation);
        for (ptrdiff_t c = 0; c < width; c++) output[c] = job->accumulates ? output[c] + values[c] : values[c];
    }
}

// Panels outside, rows inside: a panel stays in the first two caches while all rows pass by.
static void linear_packed(const wright_encoder_linear *job) {
    for (ptrdiff_t column = job->first_column; column < job->end_column; column += ENCODER_PANEL) {
        ptrdiff_t row = 0;
        for (; row + ENCODER_BROADCASTS <= job->rows; row += ENCODER_BROADCASTS) {
            packed_tile(job, row, column, ENCODER_BROADCASTS);
        }
        for (; row + 4 <= job->rows; row += 4) packed_tile(job, row, column, 4);
        for (; row + 2 <= job->rows; row += 2) packed_tile(job, row, column, 2);
        if (row < job->rows) packed_tile(job, row, column, 1);
    }
}

// MARK: attention

INLINE ptrdiff_t padded(ptrdiff_t count) { return (count + ENCODER_LANES - 1) / ENCODER_LANES * ENCODER_LANES; }

// Keys transposed (coordinate × token), values (token × coordinate), and of a tile: queries, scores, outputs.
static size_t attention_scratch(ptrdiff_t tokens, ptrdiff_t head_size) {
    ptrdiff_t width = padded(tokens), size = padded(head_size);
    return (size_t)(head_size * width + tokens * size + ENCODER_BROADCASTS * (width + 2 * size));
}

// One tile of the product: the sums go out row by row, at the distance that the right side's rows have.
INLINE void product_tile(
    const float *left, ptrdiff_t left_stride, const float *right, ptrdiff_t width, float *out, ptrdiff_t depth,
    const int vectors
) {
    vf sums[ENCODER_BROADCASTS][2];
    sum_tile(left, left_stride, right, width, depth, ENCODER_BROADCASTS, vectors, sums);
    for (int r = 0; r < ENCODER_BROADCASTS; r++) {
        store(out + r * width, sums[r][0]);
        if (vectors == 2) store(out + r * width + ENCODER_LANES, sums[r][1]);
    }
}

// out[r][x] = Σ left[r][k] · right[k][x] for a tile of queries: `right` and `out` have rows of `width` values, a multiple
// of the lanes.
INLINE void product(
    const float *left, ptrdiff_t left_stride, const float *right, float *out, ptrdiff_t depth, ptrdiff_t width
) {
    ptrdiff_t column = 0;
    for (; column + 2 * ENCODER_LANES <= width; column += 2 * ENCODER_LANES) {
        product_tile(left, left_stride, right + column, width, out + column, depth, 2);
    }
    if (column < width) product_tile(left, left_stride, right + column, width, out + column, depth, 1);
}

// Turns one row of scores (in powers of two) into weights that still lack their common divisor, which it returns.
INLINE float soften(float *scores, ptrdiff_t tokens, ptrdiff_t width) {
    for (ptrdiff_t index = tokens; index < width; index++) scores[index] = -1e30f;
    vf largest = load(scores);
    for (ptrdiff_t index = ENCODER_LANES; index < width; index += ENCODER_LANES) {
        largest = larger(largest, load(scores + index));
    }
    vf top = all(largest_of(largest)), total = all(0);
    for (ptrdiff_t index = 0; index < width; index += ENCODER_LANES) {
        vf power = exp2_of(load(scores + index) - top);
        store(scores + index, power);
        total += power;
    }
    return sum_of(total);
}

// keys[index][token] = key[token][index] · scale, four by four.
INLINE void transpose_keys(const wright_encoder_attention *job, ptrdiff_t offset, float *keys) {
    const ptrdiff_t tokens = job->tokens, size = job->head_size, width = padded(tokens);
    const float scale = job->scale * 1.44269504f;  // log₂ e: the powers are of two
    const float *from = job->key + offset;
    const ptrdiff_t whole_tokens = tokens / 4 * 4, whole_size = size / 4 * 4;
    for (ptrdiff_t token = 0; token < whole_tokens; token += 4) {
        for (ptrdiff_t index = 0; index < whole_size; index += 4) {
            const float *block = from + token * job->stride + index;
            quad a = *(const quad_unaligned *)block * scale;
            quad b = *(const quad_unaligned *)(block + job->stride) * scale;
            quad c = *(const quad_unaligned *)(block + 2 * job->stride) * scale;
            quad d = *(const quad_unaligned *)(block + 3 * job->stride) * scale;
            quad ac_low = __builtin_shufflevector(a, c, 0, 4, 1, 5);
            quad ac_high = __builtin_shufflevector(a, c, 2, 6, 3, 7);
            quad bd_low = __builtin_shufflevector(b, d, 0, 4, 1, 5);
            quad bd_high = __builtin_shufflevector(b, d, 2, 6, 3, 7);
            float *to = keys + index * width + token;
            *(quad_unaligned *)to = __builtin_shufflevector(ac_low, bd_low, 0, 4, 1, 5);
            *(quad_unaligned *)(to + width) = __builtin_shufflevector(ac_low, bd_low, 2, 6, 3, 7);
            *(quad_unaligned *)(to + 2 * width) = __builtin_shufflevector(ac_high, bd_high, 0, 4, 1, 5);
            *(quad_unaligned *)(to + 3 * width) = __builtin_shufflevector(ac_high, bd_high, 2, 6, 3, 7);
        }
        for (ptrdiff_t index = whole_size; index < size; index++) {
            for (ptrdiff_t t = token; t < token + 4; t++) {
                keys[index * width + t] = from[t * job->stride + index] * scale;
            }
        }
    }
    for (ptrdiff_t index = 0; index < size; index++) {
        for (ptrdiff_t token = whole_tokens; token < width; token++) {
            keys[index * width + token] = token < tokens ? from[token * job->stride + index] * scale : 0;
        }
    }
}

// Copies rows of one head next to one another, each padded with zeros to whole vectors.
INLINE void copy_rows(const float *from, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t size, float *to) {
    const ptrdiff_t width = padded(size);
    for (ptrdiff_t row = 0; row < rows; row++, from += stride, to += width) {
        for (ptrdiff_t index = 0; index < size; index++) to[index] = from[index];
        for (ptrdiff_t index = size; index < width; index++) to[index] = 0;
    }
}

INLINE void attend_head(const wright_encoder_attention *job, ptrdiff_t offset) {
    const ptrdiff_t tokens = job->tokens, width = padded(tokens), size = padded(job->head_size);
    float *keys = job->scratch, *values = keys + job->head_size * width;
    float *scores = values + tokens * size, *outputs = scores + ENCODER_BROADCASTS * width;
    float *queries = outputs + ENCODER_BROADCASTS * size;
    transpose_keys(job, offset, keys);
    copy_rows(job->value + offset, job->stride, tokens, job->head_size, values);
    copy_rows(job->query + offset, 0, ENCODER_BROADCASTS, job->head_size, queries);
    for (ptrdiff_t token = 0; token < tokens; token += ENCODER_BROADCASTS) {
        // A last tile that is not full computes some rows of the tile before again; they are dropped.
        const ptrdiff_t rows = tokens - token < ENCODER_BROADCASTS ? tokens - token : ENCODER_BROADCASTS;
        copy_rows(job->query + token * job->stride + offset, job->stride, rows, job->head_size, queries);
        product(queries, size, keys, scores, job->head_size, width);
        float divisors[ENCODER_BROADCASTS];
        for (ptrdiff_t r = 0; r < rows; r++) divisors[r] = soften(scores + r * width, tokens, width);
        product(scores, width, values, outputs, tokens, size);
        for (ptrdiff_t r = 0; r < rows; r++) {
            float *output = job->output + (token + r) * job->output_stride + offset;
            const float factor = 1 / divisors[r];
            for (ptrdiff_t index = 0; index < job->head_size; index++) {
                output[index] = outputs[r * size + index] * factor;
            }
        }
    }
}

static void attention(const wright_encoder_attention *job) {
    for (ptrdiff_t head = job->first_head; head < job->end_head; head++) attend_head(job, head * job->head_size);
}

// MARK: rows and values

static void layer_norm(
    float *values, ptrdiff_t rows, ptrdiff_t width, const float *scale, const float *shift, float epsilon
) {
    const ptrdiff_t whole = width / ENCODER_LANES * ENCODER_LANES;
    for (ptrdiff_t row = 0; row < rows; row++, values += width) {
        vf sums = all(0), squares = all(0);
        float mean = 0, variance = 0;
        for (ptrdiff_t index = 0; index < whole; index += ENCODER_LANES) sums += load(values + index);
        for (ptrdiff_t index = whole; index < width; index++) mean += values[index];
        mean = (mean + sum_of(sums)) / (float)width;
        for (ptrdiff_t index = 0; index < whole; index += ENCODER_LANES) {
            vf distance = load(values + index) - mean;
            squares = multiply_add(distance, distance, squares);
        }
        for (ptrdiff_t index = whole; index < width; index++) {
            variance += (values[index] - mean) * (values[index] - mean);
        }
        variance = (variance + sum_of(squares)) / (float)width;
        const float factor = 1 / __builtin_sqrtf(variance + epsilon);
        for (ptrdiff_t index = 0; index < whole; index += ENCODER_LANES) {
            vf distance = (load(values + index) - mean) * factor;
            store(values + index, multiply_add(distance, load(scale + index), load(shift + index)));
        }
        for (ptrdiff_t index = whole; index < width; index++) {
            values[index] = (values[index] - mean) * factor * scale[index] + shift[index];
        }
    }
}

static void sum3(const float *first, const float *second, const float *third, float *output, ptrdiff_t count) {
    for (ptrdiff_t index = 0; index < count; index++) output[index] = first[index] + second[index] + third[index];
}

static void add(float *sum, const float *values, ptrdiff_t count) {
    for (ptrdiff_t index = 0; index < count; index++) sum[index] += values[index];
}

#include "encoder_narrow_template.h"

const wright_encoder_kernels ENCODER_TABLE = {
    .level = ENCODER_LEVEL,
    .name = ENCODER_NAME,
    .linear = linear,
    .linear_packed = linear_packed,
    .pack = pack,
    .packed_size = packed_size,
    .panel_width = ENCODER_PANEL,
    .attention = attention,
    .attention_scratch = attention_scratch,
    .product_bytes = product_bytes,
    .product_halves = product_halves,
    .narrow_attention = narrow_attention,
    .narrow_attention_scratch = narrow_attention_scratch,
    .quantise = quantise,
    .round_rows = round_rows,
    .layer_norm = layer_norm,
    .activate = activate,
    .sum3 = sum3,
    .add = add,
};
