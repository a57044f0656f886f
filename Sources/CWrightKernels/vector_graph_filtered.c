// Walks over a graph where only some nodes may be found.
//
// Idea: walk the graph that the allowed nodes would have by themselves. An allowed node is scored and expanded; a node
// that is not allowed is a bridge: its own links are looked at, but it is not scored. After ACORN (Patel et al. 2024,
// "ACORN: Performant and Predicate-Agnostic Search Over Vector Embeddings and Structured Data"), with two deviations.
// The graph is an ordinary one, not built with more links, so bridges are crossed until a node has enough allowed
// neighbours. And a walk begins at two kinds of places: where an ordinary walk ended, for filters whose nodes lie near
// the point, and at a sample of the allowed nodes, for filters whose nodes all lie elsewhere.

#include "vector_graph_walk.h"

static inline int is_allowed(const uint64_t *allowed, uint32_t node) {
    return (int)(allowed[node / 64] >> (node % 64) & 1);
}

static inline void take(graph_walk *walk, uint32_t node) {
    uint32_t row = row_of(walk->level, node);
    if (walk->fresh_count < 4) prefetch_row(walk->rows, row);
    __builtin_prefetch(walk->rows->scales + row);
    walk->fresh[walk->fresh_count++] = node;
}

/// Collects the allowed links of a bridge; 0 when the graph is damaged.
static int cross(graph_walk *walk, const uint64_t *allowed, uint32_t bridge, size_t enough) {
    const wright_graph_level *level = walk->level;
    if (!is_whole(walk->guard, WRIGHT_GRAPH_LIST, bridge)) return 0;
    const uint32_t *links = level->links + (size_t)bridge * level->degree;
    for (size_t index = 0; index < level->degree; index++) {
        uint32_t link = __atomic_load_n(links + index, __ATOMIC_RELAXED);
        if (link >= level->count) return link == WRIGHT_GRAPH_NONE;
        if (!is_allowed(allowed, link) || walk->scratch->visited[link] == (uint8_t)walk->scratch->epoch) continue;
        // What has no room now is left unvisited, for another bridge to find.
        if (walk->fresh_count >= enough) return 1;
        visit(walk->scratch, link);
        take(walk, link);
    }
    return 1;
}

/// Collects the allowed nodes around a node; 0 when the graph is damaged.
static int gather_allowed(graph_walk *walk, const uint64_t *allowed, uint32_t node) {
    const wright_graph_level *level = walk->level;
    const uint32_t *links = level->links + (size_t)node * level->degree;
    uint32_t bridges[WRIGHT_GRAPH_MAXIMUM_DEGREE];
    size_t bridge_count = 0;
    for (size_t index = 0; index < level->degree; index++) {
        uint32_t link = __atomic_load_n(links + index, __ATOMIC_RELAXED);
        if (link >= level->count) {
            if (link == WRIGHT_GRAPH_NONE) break;
            return 0;
        }
        if (walk->scratch->visited[link] == (uint8_t)walk->scratch->epoch) continue;
        if (!is_allowed(allowed, link)) {
            const uint32_t *next = level->links + (size_t)link * level->degree;
            for (size_t place = 0; place < level->degree; place += cache_line / 4) __builtin_prefetch(next + place);
            bridges[bridge_count++] = link;
            continue;
        }
        visit(walk->scratch, link);
        take(walk, link);
    }
    size_t enough = level->degree;
    if (walk->guard != NULL && walk->fresh_count < enough) {
        walk->guard->announce(walk->guard->context, WRIGHT_GRAPH_LIST, bridges, bridge_count);
    }
    for (size_t index = 0; index < bridge_count && walk->fresh_count < enough; index++) {
        if (!cross(walk, allowed, bridges[index], enough)) return 0;
        // A bridge that was crossed to its end has nothing more to give.
        if (walk->fresh_count < enough) visit(walk->scratch, bridges[index]);
    }
    return 1;
}

/// Puts allowed nodes in the pool; 0 when the graph is damaged.
static int admit(graph_walk *walk, const uint32_t *nodes, size_t count, const uint64_t *allowed) {
    for (size_t index = 0; index < count; index++) {
        uint32_t node = nodes[index];
        if (node >= walk->level->count) return 0;
        if (!is_allowed(allowed, node) || !visit(walk->scratch, node)) continue;
        take(walk, node);
        if (walk->fresh_count == batch_limit && !score_fresh(walk)) return 0;
    }
    return score_fresh(walk);
}

static int is_wanted(const graph_walk *walk, const void *allowed, uint32_t link) {
    return is_allowed(allowed, link) && walk->scratch->visited[link] != (uint8_t)walk->scratch->epoch;
}

/// Expands a node; 0 when the graph is damaged.
static int expand(graph_walk *walk, const uint64_t *allowed, uint32_t node) {
    return is_listed(walk, node, is_wanted, allowed) && gather_allowed(walk, allowed, node) && score_fresh(walk);
}

long wright_graph_search_filtered(
    const wright_vector_kernels *kernels, const wright_graph_rows *rows, const wright_graph_level *level,
    const wright_graph_point *point, const wright_graph_filter *filter, size_t breadth,
    const wright_graph_guard *guard, wright_graph_scratch *scratch
) {
    graph_walk walk = {
        .kernels = kernels, .rows = rows, .level = level, .point = point, .guard = guard, .scratch = scratch,
        .pool = {scratch->pool, 0, breadth, 0}
    };
    begin_walk(scratch);
    if (!admit(&walk, filter->near, filter->near_count, filter->allowed)) return -1;
    if (!admit(&walk, filter->seeds, filter->seed_count, filter->allowed)) return -1;
    for (size_t index = 0; index < filter->near_count; index++) {
        if (is_allowed(filter->allowed, filter->near[index])) continue;
        if (!expand(&walk, filter->allowed, filter->near[index])) return -1;
    }
    for (;;) {
        uint32_t node = next_node(&walk);
        if (node == WRIGHT_GRAPH_NONE) return (long)walk.pool.count;
        if (!expand(&walk, filter->allowed, node)) return -1;
    }
}
