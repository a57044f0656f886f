// What a transformer encoder computes: products of linear layers, attention, layer normalisation and activations, each
// for AVX-512, AVX2, NEON and plain C, chosen at run time.
//
// All matrices are row-major 32-bit floats; a stride is the distance of two rows, in elements. Pointers need the
// alignment of their element only, and 64 bytes are best. No function allocates, locks or keeps state.

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
