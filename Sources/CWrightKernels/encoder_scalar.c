// The kernels in plain C: what every processor runs, and what the other levels are tested against.

#include "encoder_kernels.h"

#include <math.h>
#include <string.h>

static float activated(float value, wright_encoder_activation activation) {
    switch (activation) {
    case WRIGHT_ENCODER_GELU:
        return 0.5f * value * (1 + erff(value * 0.70710678f));
    case WRIGHT_ENCODER_GELU_TANH:
        return 0.5f * value * (1 + tanhf(0.79788456f * (value + 0.044715f * value * value * value)));
    case WRIGHT_ENCODER_RELU:
        return value > 0 ? value : 0;
    default:
        return value;
    }
}

static void activate(float *values, ptrdiff_t count, wright_encoder_activation activation) {
    for (ptrdiff_t index = 0; index < count; index++) values[index] = activated(values[index], activation);
}

static void linear(const wright_encoder_linear *job) {
    for (ptrdiff_t row = 0; row < job->rows; row++) {
        const float *input = job->input + row * job->input_stride;
        float *output = job->output + row * job->output_stride;
        for (ptrdiff_t column = job->first_column; column < job->end_column; column++) {
            const float *weights = job->weights + column * job->depth;
            float sum = job->bias[column];
            for (ptrdiff_t index = 0; index < job->depth; index++) sum += input[index] * weights[index];
            sum = activated(sum, job->activation);
            output[column] = job->accumulates ? output[column] + sum : sum;
        }
    }
}

static size_t packed_size(ptrdiff_t columns, ptrdiff_t depth) { return (size_t)(columns * depth); }

static void pack(const float *weights, ptrdiff_t columns, ptrdiff_t depth, float *packed) {
    memcpy(packed, weights, packed_size(columns, depth) * sizeof(float));
}

static size_t attention_scratch(ptrdiff_t tokens, ptrdiff_t head_size) {
    (void)head_size;
    return (size_t)tokens;
}

static void attend(const wright_encoder_attention *job, ptrdiff_t token, ptrdiff_t offset) {
    const float *query = job->query + token * job->stride + offset;
    float *scores = job->scratch;
    float largest = -INFINITY;
    for (ptrdiff_t other = 0; other < job->tokens; other++) {
        const float *key = job->key + other * job->stride + offset;
        float sum = 0;
        for (ptrdiff_t index = 0; index < job->head_size; index++) sum += query[index] * key[index];
        scores[other] = sum * job->scale;
        if (scores[other] > largest) largest = scores[other];
    }
    float total = 0;
    for (ptrdiff_t other = 0; other < job->tokens; other++) {
        scores[other] = expf(scores[other] - largest);
        total += scores[other];
    }
    float *output = job->output + token * job->output_stride + offset;
    for (ptrdiff_t index = 0; index < job->head_size; index++) {
        float sum = 0;
        for (ptrdiff_t other = 0; other < job->tokens; other++) {
            sum += scores[other] * job->value[other * job->stride + offset + index];
        }
        output[index] = sum / total;
    }
}

static void attention(const wright_encoder_attention *job) {
    for (ptrdiff_t head = job->first_head; head < job->end_head; head++) {
        for (ptrdiff_t token = 0; token < job->tokens; token++) attend(job, token, head * job->head_size);
    }
}

static void layer_norm(
    float *values, ptrdiff_t rows, ptrdiff_t width, const float *scale, const float *shift, float epsilon
) {
    for (ptrdiff_t row = 0; row < rows; row++, values += width) {
        float mean = 0;
        for (ptrdiff_t index = 0; index < width; index++) mean += values[index];
        mean /= (float)width;
        float variance = 0;
        for (ptrdiff_t index = 0; index < width; index++) {
            variance += (values[index] - mean) * (values[index] - mean);
        }
        float factor = 1 / sqrtf(variance / (float)width + epsilon);
        for (ptrdiff_t index = 0; index < width; index++) {
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

#include "encoder_narrow_scalar.h"

const wright_encoder_kernels wright_encoder_kernels_scalar = {
    .level = WRIGHT_ENCODER_SCALAR,
    .name = "scalar",
    .linear = linear,
    .linear_packed = linear,
    .pack = pack,
    .packed_size = packed_size,
    .panel_width = 1,
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
