// The narrow kernels in plain C; part of `encoder_scalar.c`.

static float widened(uint16_t half) {
    uint32_t bits = (uint32_t)half << 16;
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

static uint16_t rounded(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

static void narrow_finish(const wright_encoder_narrow_product *job, ptrdiff_t row, ptrdiff_t column, float sum) {
    const ptrdiff_t place = row * job->output_stride + column;
    const float value = activated(sum + job->bias[column], job->activation);
    if (job->rounds) {
        ((uint16_t *)job->output)[place] = rounded(value);
    } else {
        float *output = (float *)job->output + place;
        *output = job->accumulates ? *output + value : value;
    }
}

static const char *narrow_column(const wright_encoder_narrow_product *job, ptrdiff_t column) {
    const ptrdiff_t panel = WRIGHT_ENCODER_NARROW_PANEL;
    return (const char *)job->weights + (column / panel * job->groups * panel + column % panel) * 4;
}

static void product_bytes(const wright_encoder_narrow_product *job) {
    for (ptrdiff_t row = 0; row < job->rows; row++) {
        const uint8_t *input = (const uint8_t *)job->input + row * job->input_stride;
        for (ptrdiff_t column = job->first_column; column < job->end_column; column++) {
            const int8_t *weights = (const int8_t *)narrow_column(job, column);
            int32_t sum = 0;
            for (ptrdiff_t k = 0; k < job->groups * 4; k++) {
                sum += input[k] * weights[k / 4 * WRIGHT_ENCODER_NARROW_PANEL * 4 + k % 4];
            }
            sum -= job->input_zeros[row] * job->weight_sums[column];
            narrow_finish(job, row, column, (float)sum * (job->input_scales[row] * job->weight_scales[column]));
        }
    }
}

static void product_halves(const wright_encoder_narrow_product *job) {
    for (ptrdiff_t row = 0; row < job->rows; row++) {
        const uint16_t *input = (const uint16_t *)job->input + row * job->input_stride / 2;
        for (ptrdiff_t column = job->first_column; column < job->end_column; column++) {
            const uint16_t *weights = (const uint16_t *)narrow_column(job, column);
            float sum = 0;
            for (ptrdiff_t k = 0; k < job->groups * 2; k++) {
                sum += widened(input[k]) * widened(weights[k / 2 * WRIGHT_ENCODER_NARROW_PANEL * 2 + k % 2]);
            }
            narrow_finish(job, row, column, sum);
        }
    }
}

static size_t narrow_attention_scratch(ptrdiff_t tokens, ptrdiff_t head_size) {
    (void)head_size;
    return (size_t)tokens;
}

static void narrow_attend(const wright_encoder_narrow_attention *job, ptrdiff_t token, ptrdiff_t offset) {
    const uint16_t *query = job->query + token * job->stride + offset;
    float *scores = (float *)job->scratch;
    float largest = -INFINITY;
    for (ptrdiff_t other = 0; other < job->tokens; other++) {
        const uint16_t *key = job->key + other * job->stride + offset;
        float sum = 0;
        for (ptrdiff_t index = 0; index < job->head_size; index++) sum += widened(query[index]) * widened(key[index]);
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
            const float weight = widened(rounded(scores[other]));
            sum += weight * widened(job->value[other * job->stride + offset + index]);
        }
        output[index] = sum / total;
    }
}

static void narrow_attention(const wright_encoder_narrow_attention *job) {
    for (ptrdiff_t head = job->first_head; head < job->end_head; head++) {
        for (ptrdiff_t token = 0; token < job->tokens; token++) narrow_attend(job, token, head * job->head_size);
    }
}

static void quantise(const float *values, ptrdiff_t rows, ptrdiff_t width, const wright_encoder_byte_rows *to) {
    for (ptrdiff_t row = 0; row < rows; row++, values += width) {
        uint8_t *bytes = to->bytes + row * to->stride;
        float least = 0, largest = 0;
        for (ptrdiff_t index = 0; index < width; index++) {
            least = values[index] < least ? values[index] : least;
            largest = values[index] > largest ? values[index] : largest;
        }
        const float range = largest - least, inverse = range > 1e-30f ? 255 / range : 0;
        const float lowest = least * inverse;
        const int32_t zero = -(int32_t)rintf(lowest);
        for (ptrdiff_t index = 0; index < width; index++) {
            const float step = values[index] * inverse;
            const int32_t byte = (int32_t)rintf(step) + zero;
            bytes[index] = (uint8_t)(byte < 0 ? 0 : byte > 255 ? 255 : byte);
        }
        memset(bytes + width, 0, (size_t)(to->stride - width));
        to->scales[row] = range / 255;
        to->zeros[row] = zero;
    }
}

static void round_rows(const float *values, ptrdiff_t rows, ptrdiff_t width, uint16_t *to, ptrdiff_t stride) {
    for (ptrdiff_t row = 0; row < rows; row++, values += width, to += stride) {
        for (ptrdiff_t index = 0; index < width; index++) to[index] = rounded(values[index]);
        for (ptrdiff_t index = width; index < stride; index++) to[index] = 0;
    }
}
