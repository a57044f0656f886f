// Links of a graph: which are chosen, and how they are set while other threads walk and link.
//
// A link list is changed under a lock of its node's stripe. Walks read without a lock: they may see a list half
// changed, which names nodes of the graph all the same.
//
// Two things keep crowds together. Where many rows lie around one, each is nearer to that one than to the others, so the
// rule for links would leave each with one link and most with none that leads to them: a list is filled up to half with
// the nearest that the rule passed over. And a full list does not drop a node that few other lists name.

#include "vector_graph_walk.h"

enum { maximum_stride = 1 << 16 };

/// Similarities of a row with other rows.
static void similarities(
    const wright_graph_builder *builder, uint32_t row, const uint32_t *others, size_t count, float *out
) {
    const wright_graph_rows *rows = builder->rows;
    int8_t steps[maximum_stride];
    int32_t sums[batch_limit];
    int32_t correction = builder->kernels->steps(rows->codes + (size_t)row * rows->stride, rows->stride, steps);
    for (size_t start = 0; start < count; start += batch_limit) {
        size_t piece = count - start < batch_limit ? count - start : batch_limit;
        builder->kernels->dot_gathered(steps, rows->codes, rows->stride, others + start, piece, sums);
        for (size_t index = 0; index < piece; index++) {
            float scale = rows->scales[row] * rows->scales[others[start + index]];
            out[start + index] = (float)(sums[index] - correction) * scale;
        }
    }
}

/// Whether a candidate at a distance is nearer to the node than to all rows chosen so far.
static int adds_direction(
    const wright_graph_builder *builder, uint32_t row, float distance, const uint32_t *chosen_rows, size_t count
) {
    const wright_graph_rows *rows = builder->rows;
    enum { piece_limit = 8 };
    int8_t steps[maximum_stride];
    int32_t sums[piece_limit];
    if (count == 0) return 1;
    int32_t correction = builder->kernels->steps(rows->codes + (size_t)row * rows->stride, rows->stride, steps);
    for (size_t start = 0; start < count; start += piece_limit) {
        size_t piece = count - start < piece_limit ? count - start : piece_limit;
        builder->kernels->dot_gathered(steps, rows->codes, rows->stride, chosen_rows + start, piece, sums);
        for (size_t index = 0; index < piece; index++) {
            float scale = rows->scales[row] * rows->scales[chosen_rows[start + index]];
            float between = 1 - (float)(sums[index] - correction) * scale;
            if (builder->slack * between <= distance) return 0;
        }
    }
    return 1;
}

size_t wright_graph_select(
    const wright_graph_builder *builder, const wright_graph_level *level, uint32_t node, const uint64_t *candidates,
    size_t count, size_t limit, uint32_t *chosen
) {
    uint32_t chosen_rows[WRIGHT_GRAPH_MAXIMUM_DEGREE], passed_over[WRIGHT_GRAPH_MAXIMUM_DEGREE];
    size_t chosen_count = 0, passed_count = 0;
    size_t least = level->degree / 2 < limit ? level->degree / 2 : limit;
    for (size_t index = 0; index < count && chosen_count < limit; index++) {
        uint32_t candidate = wright_graph_node(candidates[index]);
        if (candidate == node) continue;
        uint32_t row = row_of(level, candidate);
        float distance = 1 - wright_graph_similarity(candidates[index]);
        if (adds_direction(builder, row, distance, chosen_rows, chosen_count)) {
            chosen[chosen_count] = candidate;
            chosen_rows[chosen_count++] = row;
        } else if (passed_count < least) {
            passed_over[passed_count++] = candidate;
        }
    }
    for (size_t index = 0; index < passed_count && chosen_count < least; index++) {
        chosen[chosen_count++] = passed_over[index];
    }
    return chosen_count;
}

static void lock(const wright_graph_builder *builder, uint32_t node) {
    uint8_t *stripe = builder->locks + (node * UINT32_C(0x9E3779B1) >> 7) % builder->lock_count;
    while (__atomic_test_and_set(stripe, __ATOMIC_ACQUIRE)) {
        while (__atomic_load_n(stripe, __ATOMIC_RELAXED)) {}
    }
}

static void unlock(const wright_graph_builder *builder, uint32_t node) {
    __atomic_clear(builder->locks + (node * UINT32_C(0x9E3779B1) >> 7) % builder->lock_count, __ATOMIC_RELEASE);
}

static size_t read_list(const wright_graph_level *level, uint32_t node, uint32_t *out) {
    const uint32_t *links = level->links + (size_t)node * level->degree;
    size_t count = 0;
    for (; count < level->degree; count++) {
        uint32_t link = __atomic_load_n(links + count, __ATOMIC_RELAXED);
        if (link == WRIGHT_GRAPH_NONE) break;
        out[count] = link;
    }
    return count;
}

static int holds(const uint32_t *list, size_t count, uint32_t node) {
    size_t place = 0;
    while (place < count && list[place] != node) place++;
    return place < count;
}

/// How many lists of the ground name each node; NULL where nobody counts.
static uint32_t *incoming_of(const wright_graph_builder *builder, const wright_graph_level *level) {
    return level->nodes == NULL ? builder->incoming : NULL;
}

/// Counts what a list names anew, and what it names no longer.
static void count_change(
    const wright_graph_builder *builder, const wright_graph_level *level, const uint32_t *before, size_t before_count,
    const uint32_t *after, size_t after_count
) {
    uint32_t *incoming = incoming_of(builder, level);
    if (incoming == NULL) return;
    for (size_t index = 0; index < after_count; index++) {
        if (holds(before, before_count, after[index])) continue;
        __atomic_fetch_add(incoming + after[index], 1, __ATOMIC_RELAXED);
    }
    for (size_t index = 0; index < before_count; index++) {
        if (holds(after, after_count, before[index])) continue;
        __atomic_fetch_sub(incoming + before[index], 1, __ATOMIC_RELAXED);
    }
}

static void write_list(const wright_graph_level *level, uint32_t node, const uint32_t *list, size_t count) {
    uint32_t *links = level->links + (size_t)node * level->degree;
    for (size_t index = 0; index < level->degree; index++) {
        __atomic_store_n(links + index, index < count ? list[index] : WRIGHT_GRAPH_NONE, __ATOMIC_RELAXED);
    }
}

/// Elements of some nodes as seen from another, best first.
static void rank(
    const wright_graph_builder *builder, const wright_graph_level *level, uint32_t node, const uint32_t *others,
    size_t count, uint64_t *ranked
) {
    uint32_t numbers[batch_limit];
    float values[batch_limit];
    for (size_t start = 0; start < count; start += batch_limit) {
        size_t piece = count - start < batch_limit ? count - start : batch_limit;
        for (size_t index = 0; index < piece; index++) numbers[index] = row_of(level, others[start + index]);
        similarities(builder, row_of(level, node), numbers, piece, values);
        for (size_t index = 0; index < piece; index++) {
            graph_pool pool = {ranked, start + index, SIZE_MAX, 0};
            pool_insert(&pool, element_of(values[index], others[start + index]));
        }
    }
}

/// Keeps links to nodes that few others link to, while there is room.
static size_t keep_rare(
    const wright_graph_builder *builder, const wright_graph_level *level, const uint64_t *ranked, size_t count,
    uint32_t *list, size_t list_count
) {
    const uint32_t *incoming = incoming_of(builder, level);
    for (size_t index = 0; incoming != NULL && index < count && list_count < level->degree; index++) {
        uint32_t node = wright_graph_node(ranked[index]);
        // Its own link from this list, if it has one already, is among those that are counted.
        if (__atomic_load_n(incoming + node, __ATOMIC_RELAXED) > builder->rare) continue;
        if (!holds(list, list_count, node)) list[list_count++] = node;
    }
    return list_count;
}

void wright_graph_add_link(
    const wright_graph_builder *builder, const wright_graph_level *level, uint32_t from, uint32_t to
) {
    uint32_t before[WRIGHT_GRAPH_MAXIMUM_DEGREE + 1], chosen[WRIGHT_GRAPH_MAXIMUM_DEGREE];
    uint64_t ranked[WRIGHT_GRAPH_MAXIMUM_DEGREE + 1];
    lock(builder, from);
    size_t before_count = read_list(level, from, before);
    if (!holds(before, before_count, to)) {
        before[before_count] = to;
        if (before_count < level->degree) {
            write_list(level, from, before, before_count + 1);
            count_change(builder, level, before, before_count, before, before_count + 1);
        } else {
            rank(builder, level, from, before, before_count + 1, ranked);
            size_t count = wright_graph_select(
                builder, level, from, ranked, before_count + 1, level->degree, chosen
            );
            count = keep_rare(builder, level, ranked, before_count + 1, chosen, count);
            write_list(level, from, chosen, count);
            count_change(builder, level, before, before_count, chosen, count);
        }
    }
    unlock(builder, from);
}

void wright_graph_connect(
    const wright_graph_builder *builder, const wright_graph_level *level, uint32_t node, const uint64_t *candidates,
    size_t count, size_t limit
) {
    uint32_t chosen[WRIGHT_GRAPH_MAXIMUM_DEGREE];
    size_t chosen_count = wright_graph_select(builder, level, node, candidates, count, limit, chosen);
    // Another thread may have linked to this node already: what it set is kept.
    lock(builder, node);
    uint32_t list[WRIGHT_GRAPH_MAXIMUM_DEGREE];
    size_t list_count = read_list(level, node, list);
    for (size_t index = 0; index < list_count && chosen_count < level->degree; index++) {
        if (!holds(chosen, chosen_count, list[index])) chosen[chosen_count++] = list[index];
    }
    write_list(level, node, chosen, chosen_count);
    count_change(builder, level, list, list_count, chosen, chosen_count);
    unlock(builder, node);
    for (size_t index = 0; index < chosen_count; index++) {
        wright_graph_add_link(builder, level, chosen[index], node);
    }
}

void wright_graph_scale(uint64_t *elements, size_t count, float factor) {
    for (size_t index = 0; index < count; index++) {
        uint32_t node = wright_graph_node(elements[index]);
        elements[index] = element_of(wright_graph_similarity(elements[index]) * factor, node);
    }
}

void wright_graph_relink(
    const wright_graph_builder *builder, const wright_graph_level *level, uint32_t node, const uint32_t *nodes,
    size_t count, uint64_t *scratch
) {
    uint32_t chosen[WRIGHT_GRAPH_MAXIMUM_DEGREE];
    rank(builder, level, node, nodes, count, scratch);
    size_t distinct = 0;
    for (size_t index = 0; index < count; index++) {
        if (index > 0 && scratch[index] == scratch[index - 1]) continue;
        scratch[distinct++] = scratch[index];
    }
    size_t chosen_count = wright_graph_select(builder, level, node, scratch, distinct, level->degree, chosen);
    lock(builder, node);
    uint32_t list[WRIGHT_GRAPH_MAXIMUM_DEGREE];
    size_t list_count = read_list(level, node, list);
    write_list(level, node, chosen, chosen_count);
    count_change(builder, level, list, list_count, chosen, chosen_count);
    unlock(builder, node);
}
