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

static inline int is_verified(const wright_graph_guard *guard, wright_graph_part part, uint32_t node) {
    size_t group = node >> group_shift;
    return (int)(__atomic_load_n(guard->verified[part] + group / 64, __ATOMIC_ACQUIRE) >> (group % 64) & 1);
}

static inline int is_whole(const wright_graph_guard *guard, wright_graph_part part, uint32_t node) {
    return guard == NULL || is_verified(guard, part, node)
        || guard->verify(guard->context, part, node >> group_shift) == 0;
}

/// Checks nodes that are not verified yet; 0 when one is damaged.
static inline int are_whole(
    const wright_graph_guard *guard, wright_graph_part part, const uint32_t *nodes, size_t count
) {
    if (guard == NULL) return 1;
    uint32_t unverified[batch_limit];
    size_t unverified_count = 0;
    for (size_t index = 0; index < count; index++) {
        if (!is_verified(guard, part, nodes[index])) unverified[unverified_count++] = nodes[index];
    }
    if (unverified_count > 1) guard->announce(guard->context, part, unverified, unverified_count);
    for (size_t index = 0; index < unverified_count; index++) {
        if (!is_whole(guard, part, unverified[index])) return 0;
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

/// Checks and scores the fresh nodes and puts the good ones into the pool; 0 when one is damaged.
static inline int score_fresh(graph_walk *walk) {
    int32_t sums[batch_limit];
    uint32_t fresh_rows[batch_limit];
    const wright_graph_level *level = walk->level;
    size_t count = walk->fresh_count;
    const uint32_t *numbers = walk->fresh;
    if (level->nodes != NULL) {
        for (size_t index = 0; index < count; index++) fresh_rows[index] = level->nodes[walk->fresh[index]];
        numbers = fresh_rows;
    }
    if (!are_whole(walk->guard, WRIGHT_GRAPH_ROW, numbers, count)) return 0;
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
    return 1;
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

/// Checks the list of a node; 0 when it is damaged.
///
/// Where lists come from the disk, those of the nodes that are likely next are read with it, and then the rows that
/// these name and that `is_wanted` takes.
static inline int is_listed(
    graph_walk *walk, uint32_t node, int (*is_wanted)(const graph_walk *walk, const void *context, uint32_t link),
    const void *context
) {
    const wright_graph_guard *guard = walk->guard;
    const wright_graph_level *level = walk->level;
    if (guard == NULL) return 1;
    if (level->nodes != NULL) {
        const uint32_t *list = level->links + (size_t)node * level->degree;
        return guard->verify_upper(guard->context, list, level->degree * sizeof *list) == 0;
    }
    if (is_verified(guard, WRIGHT_GRAPH_LIST, node)) return 1;
    size_t room = guard->ahead(guard->context);
    if (room == 0) return is_whole(guard, WRIGHT_GRAPH_LIST, node);
    uint32_t nodes[batch_limit] = {node};
    size_t count = 1;
    const graph_pool *pool = &walk->pool;
    for (size_t place = pool->next; place < pool->count && count < room && count < batch_limit; place++) {
        uint64_t element = pool->elements[place];
        uint32_t other = wright_graph_node(element);
        if ((element & 1) != 0 && !is_verified(guard, WRIGHT_GRAPH_LIST, other)) nodes[count++] = other;
    }
    if (!are_whole(guard, WRIGHT_GRAPH_LIST, nodes, count)) return 0;
    uint32_t rows[batch_limit];
    size_t row_count = 0;
    for (size_t index = 0; index < count; index++) {
        const uint32_t *links = level->links + (size_t)nodes[index] * level->degree;
        for (size_t place = 0; place < level->degree && row_count < batch_limit; place++) {
            if (links[place] >= level->count) break;
            if (is_verified(guard, WRIGHT_GRAPH_ROW, links[place])) continue;
            if (is_wanted(walk, context, links[place])) rows[row_count++] = links[place];
        }
    }
    guard->announce(guard->context, WRIGHT_GRAPH_ROW, rows, row_count);
    return 1;
}

#endif
