// Walks over a graph of rows of byte codes.
//
// A walk keeps the best nodes that it has seen in one sorted array, expands the best that is not expanded yet, and ends
// when all are. Links are read with atomic loads, since other threads may link nodes while a graph is built; on every
// machine of interest these are plain loads. Links come from files: each is checked against the number of nodes.

#include "vector_graph_walk.h"

/// Collects the unvisited links of a node; 0 when the graph is damaged.
static inline int gather(graph_walk *walk, uint32_t node) {
    const wright_graph_level *level = walk->level;
    const uint32_t *links = level->links + (size_t)node * level->degree;
    wright_graph_scratch *scratch = walk->scratch;
    size_t fresh_count = walk->fresh_count;
    for (size_t index = 0; index < level->degree; index++) {
        uint32_t link = __atomic_load_n(links + index, __ATOMIC_RELAXED);
        if (link >= level->count) {
            if (link == WRIGHT_GRAPH_NONE) break;
            return 0;
        }
        uint32_t row = row_of(level, link);
        walk->fresh[fresh_count] = link;
        size_t is_new = (size_t)visit(scratch, link);
        if (!is_new) continue;
        if (fresh_count < 4) prefetch_row(walk->rows, row);
        __builtin_prefetch(walk->rows->scales + row);
        fresh_count++;
    }
    walk->fresh_count = fresh_count;
    return 1;
}

static int is_unvisited(const graph_walk *walk, const void *context, uint32_t link) {
    (void)context;
    return walk->scratch->visited[link] != (uint8_t)walk->scratch->epoch;
}

long wright_graph_search(
    const wright_vector_kernels *kernels, const wright_graph_rows *rows, const wright_graph_level *level,
    const wright_graph_point *point, const uint32_t *entries, size_t entry_count, size_t breadth,
    const wright_graph_guard *guard, wright_graph_scratch *scratch
) {
    graph_walk walk = {
        .kernels = kernels, .rows = rows, .level = level, .point = point, .guard = guard, .scratch = scratch,
        .pool = {scratch->pool, 0, breadth, 0}
    };
    begin_walk(scratch);
    for (size_t index = 0; index < entry_count; index++) {
        uint32_t entry = entries[index];
        if (entry >= level->count) return -1;
        if (!visit(scratch, entry)) continue;
        walk.fresh[walk.fresh_count++] = entry;
        if (walk.fresh_count == batch_limit && !score_fresh(&walk)) return -1;
    }
    if (!score_fresh(&walk)) return -1;
    for (;;) {
        uint32_t node = next_node(&walk);
        if (node == WRIGHT_GRAPH_NONE) return (long)walk.pool.count;
        if (!is_listed(&walk, node, is_unvisited, NULL) || !gather(&walk, node) || !score_fresh(&walk)) return -1;
    }
}

uint32_t wright_graph_descend(
    const wright_vector_kernels *kernels, const wright_graph_rows *rows, const wright_graph_level *level,
    const wright_graph_point *point, uint32_t entry, const wright_graph_guard *guard, wright_graph_scratch *scratch
) {
    long count = wright_graph_search(kernels, rows, level, point, &entry, 1, 1, guard, scratch);
    return count <= 0 ? WRIGHT_GRAPH_NONE : wright_graph_node(scratch->pool[0]);
}
