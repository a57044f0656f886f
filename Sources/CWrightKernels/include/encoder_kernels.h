// What a transformer encoder computes: products of linear layers, attention, layer normalisation and activations, each
// for AVX-512, AVX2, NEON and plain C, chosen at run time.
//
// All matrices are row-major; a stride is the distance of two rows, in elements. Pointers need the alignment of their
// element only, and 64 bytes are best. No function allocates, locks or keeps state.

#ifndef WRIGHT_ENCODER_KERNELS_H
#define WRIGHT_ENCODER_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// An instruction set that kernels exist for.
typedef enum wright_encoder_level {
    WRIGHT_ENCODER_SCALAR = 0,
    WRIGHT_ENCODER_NEON = 1,
    WRIGHT_ENCODER_AVX2 = 2,
    WRIGHT_ENCODER_AVX512 = 3,
    WRIGHT_ENCODER_AVX512_VNNI = 4,  // AVX-512 with dot products of bytes
    WRIGHT_ENCODER_AVX512_BF16 = 5,  // the same, with dot products of bfloat16 besides
} wright_encoder_level;

// What is applied to the output of a linear layer.
typedef enum wright_encoder_activation {
    WRIGHT_ENCODER_IDENTITY = 0,
    WRIGHT_ENCODER_GELU = 1,       // 0.5 · x · (1 + erf(x / √2)); the error is below 1e-6
    WRIGHT_ENCODER_GELU_TANH = 2,  // 0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))
    WRIGHT_ENCODER_RELU = 3,
} wright_encoder_activation;

// One product of a linear layer:
// output[r][c] = (accumulates ? output[r][c] : 0) + activation(bias[c] + Σ input[r][k]·weights[c][k]).
//
// A range of columns lets several threads share one product.
typedef struct wright_encoder_linear {
    const float *input;
    ptrdiff_t input_stride;
    const float *weights;  // columns × depth as checkpoints store them, or what `pack` made of them
    const float *bias;     // columns
    float *output;
    ptrdiff_t output_stride;
    ptrdiff_t rows;
    ptrdiff_t depth;
    ptrdiff_t first_column;  // for packed weights: a multiple of `panel_width`
    ptrdiff_t end_column;    // for packed weights: a multiple of `panel_width`, or the number of columns
    int accumulates;
    wright_encoder_activation activation;
} wright_encoder_linear;

// Attention of one sequence: output = softmax(query · keyᵀ · scale) · value, for each head of a range on its own.
typedef struct wright_encoder_attention {
    const float *query;  // token t, head h begins at query[t · stride + h · head_size]
    const float *key;
    const float *value;
    ptrdiff_t stride;
    float *output;
    ptrdiff_t output_stride;
    ptrdiff_t tokens;
    ptrdiff_t head_size;
    ptrdiff_t first_head;
    ptrdiff_t end_head;
    float scale;
    float *scratch;  // as many floats as `attention_scratch` says
} wright_encoder_attention;

// Narrow products: weights and inputs are bytes or bfloat16 (the upper halves of 32-bit floats), sums are 32 bits wide.
//
// Both forms have one layout. Four bytes along the depth, four byte weights or two of bfloat16, are a group; rows of
// input are padded with zeros to whole groups. Weights lie in panels of 32 columns, in each the groups outside and the
// columns inside; what lacks of the last panel is zero. The layout is the same for every level, so that packed weights
// can be kept in a file.
#define WRIGHT_ENCODER_NARROW_PANEL 32

// For bytes: output[r][c] = activation(bias[c] + s(r)·t(c)·(Σ input[r][k]·weights[c][k] − z(r)·Σ weights[c][k])),
// where a row's value is s·(byte − z) and a weight's is t·byte. The sums are exact, and the same in every level.
// For bfloat16: output[r][c] = activation(bias[c] + Σ input[r][k]·weights[c][k]).
typedef struct wright_encoder_narrow_product {
    const void *input;
    ptrdiff_t input_stride;       // bytes, a multiple of 4
    const float *input_scales;    // for each row (bytes only)
    const int32_t *input_zeros;   // for each row (bytes only)
    const void *weights;          // packed
    const float *weight_scales;   // for each column (bytes only)
    const int32_t *weight_sums;   // for each column (bytes only)
    const float *bias;            // for each column
    void *output;                 // 32-bit floats, or bfloat16 where `rounds`
    ptrdiff_t output_stride;      // elements
    ptrdiff_t rows;
    ptrdiff_t groups;             // in a row of input
    ptrdiff_t first_column;       // a multiple of the panel's width
    ptrdiff_t end_column;         // a multiple of the panel's width, or the number of columns
    int accumulates;              // the result is added to the output, which are floats
    int rounds;                   // the output is bfloat16
    wright_encoder_activation activation;
} wright_encoder_narrow_product;

// Attention as above, from bfloat16 to 32-bit floats.
typedef struct wright_encoder_narrow_attention {
    const uint16_t *query;  // token t, head h begins at query[t · stride + h · head_size]
    const uint16_t *key;
    const uint16_t *value;
    ptrdiff_t stride;
    float *output;
    ptrdiff_t output_stride;
    ptrdiff_t tokens;
    ptrdiff_t head_size;
    ptrdiff_t first_head;
    ptrdiff_t end_head;
    float scale;
    uint32_t *scratch;  // as many words as `narrow_attention_scratch` says
} wright_encoder_narrow_attention;

// Rows of bytes, each with a scale and a zero of its own: value = scale · (byte − zero).
typedef struct wright_encoder_byte_rows {
    uint8_t *bytes;
    ptrdiff_t stride;  // a multiple of 4, at least the width
    float *scales;
    int32_t *zeros;
} wright_encoder_byte_rows;

// The groups of a row of `depth` bytes or bfloat16 values.
static inline ptrdiff_t wright_encoder_byte_groups(ptrdiff_t depth) { return (depth + 3) / 4; }
static inline ptrdiff_t wright_encoder_half_groups(ptrdiff_t depth) { return (depth + 1) / 2; }

// Bytes that packed weights of so many columns and groups take.
size_t wright_encoder_narrow_size(ptrdiff_t columns, ptrdiff_t groups);

// Packs weights (columns × depth) as bytes, each column with the scale that its largest weight asks for, or as
// bfloat16.
// `column` is the place of the first one among all that are packed together; it is a multiple of the panel's width, or
// what came before was packed to it. `packed` must be zero before the first call.
void wright_encoder_pack_bytes(
    const float *weights, ptrdiff_t columns, ptrdiff_t depth, ptrdiff_t column, int8_t *packed, float *scales,
    int32_t *sums
);
void wright_encoder_pack_halves(
    const float *weights, ptrdiff_t columns, ptrdiff_t depth, ptrdiff_t column, uint16_t *packed
);

// The kernels of one level.
typedef struct wright_encoder_kernels {
    wright_encoder_level level;
    const char *name;

    // A product with weights as they are stored, one row for each output column, read once and in order: made for few
    // rows, where the speed of memory decides.
    void (*linear)(const wright_encoder_linear *job);

    // A product with packed weights: made for many rows.
    void (*linear_packed)(const wright_encoder_linear *job);

    // Weights as `linear_packed` takes them: panels of `panel_width` columns, in each the depth outside and the columns
    // inside; what lacks of the last panel is zero. `packed` is best aligned to 64 bytes.
    void (*pack)(const float *weights, ptrdiff_t columns, ptrdiff_t depth, float *packed);
    size_t (*packed_size)(ptrdiff_t columns, ptrdiff_t depth);
    ptrdiff_t panel_width;

    void (*attention)(const wright_encoder_attention *job);
    size_t (*attention_scratch)(ptrdiff_t tokens, ptrdiff_t head_size);

    void (*product_bytes)(const wright_encoder_narrow_product *job);
    void (*product_halves)(const wright_encoder_narrow_product *job);
    void (*narrow_attention)(const wright_encoder_narrow_attention *job);
    size_t (*narrow_attention_scratch)(ptrdiff_t tokens, ptrdiff_t head_size);

    // Rounds rows of floats to bytes; zero is always a value that a row has exactly. Padding becomes zero.
    void (*quantise)(const float *values, ptrdiff_t rows, ptrdiff_t width, const wright_encoder_byte_rows *to);

    // Rounds rows of floats to bfloat16, to the nearest and halfway to even; `stride` is in elements, and even.
    void (*round_rows)(const float *values, ptrdiff_t rows, ptrdiff_t width, uint16_t *to, ptrdiff_t stride);

    // values = (values − mean) / √(variance + epsilon) · scale + shift, for each row of `width` values.
    void (*layer_norm)(
        float *values, ptrdiff_t rows, ptrdiff_t width, const float *scale, const float *shift, float epsilon
    );

    // values[i] = activation(values[i]).
    void (*activate)(float *values, ptrdiff_t count, wright_encoder_activation activation);

    // output = first + second + third.
    void (*sum3)(const float *first, const float *second, const float *third, float *output, ptrdiff_t count);

    // sum += values.
    void (*add)(float *sum, const float *values, ptrdiff_t count);
} wright_encoder_kernels;

// Which kernels this processor runs: those of a level, or NULL where this processor cannot run them.
const wright_encoder_kernels *wright_encoder_kernels_at(wright_encoder_level level);

// The fastest kernels of this processor.
const wright_encoder_kernels *wright_encoder_kernels_best(void);

#endif
