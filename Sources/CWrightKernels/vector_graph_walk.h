// What the walks over a graph share: elements of the pool, the set of visited nodes, scoring of a batch.

#ifndef WRIGHT_VECTOR_GRAPH_WALK_H
#define WRIGHT_VECTOR_GRAPH_WALK_H

#include <string.h>

#include "vector_graph.h"

enum { group_shift = 1, batch_limit = 2 * WRIGHT_GRAPH_MAXIMUM_DEGREE, cache_line = 64 };

/// Elements order by similarity, then by the lower node; the lowest bit says that the node was not expanded yet.
static inline uint64_t element_of(float similarity, uint32_t node) {
    uint32_t bits;
    memcpy(&bits, &similarity, sizeof bits);
    bits ^= (uint32_t)((int32_t)bits >> 31) | UINT32_C(0x80000000);
    return (uint64_t)bits << 32 | (uint64_t)(0x7FFFFFFF - node) << 1 | 1;
}

static inline uint32_t row_of(const wright_graph_level *level, uint32_t node) {
    return level->nodes == NULL ? node : level->nodes[node];
}

/// The pool of the best nodes, best first.
typedef struct graph_pool {
    uint64_t *elements;
    size_t count, breadth;
    /// No element before this one is left to expand.
    size_t next;
} graph_pool;

/// Puts an element where it belongs; returns its place, or the breadth where it is not among the best.
static inline size_t pool_insert(graph_pool *pool, uint64_t element) {
    size_t count = pool->count;
    if (count == pool->breadth && element < pool->elements[count - 1]) return pool->breadth;
    size_t low = 0, size = count;
    while (size > 0) {
        size_t half = size / 2;
        size_t is_before = pool->elements[low + half] > element;
        low += is_before ? half + 1 : 0;
        size = is_before ? size - half - 1 : half;
    }
    size_t moved = (count == pool->breadth ? count - 1 : count) - low;
    memmove(pool->elements + low + 1, pool->elements + low, moved * sizeof *pool->elements);
    pool->elements[low] = element;
    pool->count += count < pool->breadth;
    if (low < pool->next) pool->next = low;
    return low;
}

/// Forgets the visited nodes of the walk before.
static inline void begin_walk(wright_graph_scratch *scratch) {
    scratch->epoch++;
    if (scratch->epoch > 255) {
        memset(scratch->visited, 0, scratch->visited_count);
        scratch->epoch = 1;
    }
}

static inline int is_verified(const wright_graph_guard *guard, uint32_t row) {
    if (guard == NULL) return 1;
    size_t group = row >> group_shift;
    return (int)(__atomic_load_n(guard->verified + group / 64, __ATOMIC_ACQUIRE) >> (group % 64) & 1);
}

static inline int is_whole(const wright_graph_guard *guard, uint32_t row) {
    return is_verified(guard, row) || guard->verify(guard->context, row >> group_shift) == 0;
}

/// Checks rows that are not verified yet; 0 when one is damaged.
static inline int are_whole(const wright_graph_guard *guard, const uint32_t *rows, size_t count) {
    if (count > 1) guard->announce(guard->context, rows, count);
    for (size_t index = 0; index < count; index++) {
        if (!is_whole(guard, rows[index])) return 0;
    }
    return 1;
}

static inline void prefetch_row(const wright_graph_rows *rows, uint32_t row) {
    const uint8_t *codes = rows->codes + (size_t)row * rows->stride;
    for (size_t offset = 0; offset < rows->stride; offset += cache_line) __builtin_prefetch(codes + offset);
}

/// A walk in progress.
typedef struct graph_walk {
    const wright_vector_kernels *kernels;
    const wright_graph_rows *rows;
    const wright_graph_level *level;
    const wright_graph_point *point;
    const wright_graph_guard *guard;
    wright_graph_scratch *scratch;
    graph_pool pool;
    size_t expanded_count;
    size_t fresh_count;
    uint32_t fresh[batch_limit];
} graph_walk;

/// Scores the fresh nodes and puts the good ones into the pool.
static inline void score_fresh(graph_walk *walk) {
    int32_t sums[batch_limit];
    uint32_t fresh_rows[batch_limit];
    const wright_graph_level *level = walk->level;
    size_t count = walk->fresh_count;
    const uint32_t *numbers = walk->fresh;
    if (level->nodes != NULL) {
        for (size_t index = 0; index < count; index++) fresh_rows[index] = level->nodes[walk->fresh[index]];
        numbers = fresh_rows;
    }
    walk->kernels->dot_gathered(walk->point->steps, walk->rows->codes, walk->rows->stride, numbers, count, sums);
    walk->scratch->scored += count;
    graph_pool *pool = &walk->pool;
    for (size_t index = 0; index < count; index++) {
        float similarity = (float)(sums[index] - walk->point->correction) * walk->rows->scales[numbers[index]];
        size_t place = pool_insert(pool, element_of(similarity, walk->fresh[index]));
        if (place > pool->next) continue;
        // It may well be expanded next.
        const uint32_t *links = level->links + (size_t)walk->fresh[index] * level->degree;
        for (size_t link = 0; link < level->degree; link += cache_line / 4) __builtin_prefetch(links + link);
    }
    walk->fresh_count = 0;
}

/// Marks a node as visited; says whether it was not.
static inline int visit(wright_graph_scratch *scratch, uint32_t node) {
    int is_new = scratch->visited[node] != (uint8_t)scratch->epoch;
    scratch->visited[node] = (uint8_t)scratch->epoch;
    return is_new;
}

/// The next node to expand; WRIGHT_GRAPH_NONE when the pool holds none, or none that is worth it.
static inline uint32_t next_node(graph_walk *walk) {
    graph_pool *pool = &walk->pool;
    while (pool->next < pool->count && (pool->elements[pool->next] & 1) == 0) pool->next++;
    if (pool->next == pool->count) return WRIGHT_GRAPH_NONE;
    const wright_graph_point *point = walk->point;
    if (point->least > 0 && walk->expanded_count >= point->least
        && wright_graph_similarity(pool->elements[pool->next]) < point->floor) {
        return WRIGHT_GRAPH_NONE;
    }
    walk->expanded_count++;
    walk->scratch->expanded++;
    pool->elements[pool->next] &= ~UINT64_C(1);
    return wright_graph_node(pool->elements[pool->next]);
}

#endif
