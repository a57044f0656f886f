#ifndef WRIGHT_VECTOR_GRAPH_H
#define WRIGHT_VECTOR_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include "vector_kernels.h"

/// Ends a list of links that is not full.
#define WRIGHT_GRAPH_NONE UINT32_MAX

/// The most links of one node.
#define WRIGHT_GRAPH_MAXIMUM_DEGREE 128

/// Rows of byte codes c = r + 128 and what one step of each row is worth.
typedef struct wright_graph_rows {
    const uint8_t *codes;
    const float *scales;
    size_t stride;
    size_t count;
} wright_graph_rows;

/// One level of a graph.
///
/// Node n has the links links[n·degree ...], which name nodes of the same level and end at WRIGHT_GRAPH_NONE or where
/// the list is full. nodes[n] is its row; NULL where node and row are the same number.
typedef struct wright_graph_level {
    uint32_t *links;
    const uint32_t *nodes;
    size_t count;
    size_t degree;
} wright_graph_level;

/// What is searched for: signed steps of one byte, and 128 times their sum.
///
/// Nodes less similar than `floor` need not be found: a walk ends where the best that is left is one, once it has
/// expanded `least` nodes. With 0 for `least` there is no such bound.
typedef struct wright_graph_point {
    const int8_t *steps;
    int32_t correction;
    float floor;
    size_t least;
} wright_graph_point;

/// What of a node is checked: its row of codes with the scale, or its list on the ground.
typedef enum wright_graph_part { WRIGHT_GRAPH_ROW = 0, WRIGHT_GRAPH_LIST = 1 } wright_graph_part;

/// Checks groups of two nodes before their first use, rows and lists apart, since most rows that are scored are never
/// expanded.
///
/// `verified` has one bit for each group, for each part; `verify` returns 0 for a group that is whole and sets its bit.
/// `verify_upper` does the same for bytes of a list of an upper level.
/// `announce` is told the nodes whose groups are checked next, so that what is not in memory can be read at once.
/// `ahead` says of how many nodes to read lists and neighbours together: 0 where all is in memory, more where the disk
/// can read side by side. What a walk finds does not depend on it.
typedef struct wright_graph_guard {
    const uint64_t *verified[2];
    const void *context;
    int (*verify)(const void *context, wright_graph_part part, size_t group);
    int (*verify_upper)(const void *context, const void *list, size_t byte_count);
    void (*announce)(const void *context, wright_graph_part part, const uint32_t *nodes, size_t count);
    size_t (*ahead)(const void *context);
} wright_graph_guard;

/// The memory of a search; one thread at a time.
///
/// `pool` has room for the breadth and one more, `visited` one byte for each node and 15 more, all 0 at first.
typedef struct wright_graph_scratch {
    uint64_t *pool;
    size_t pool_capacity;
    uint8_t *visited;
    size_t visited_count;
    uint32_t epoch;
    /// Rows scored and nodes expanded since these were last set to 0.
    size_t scored;
    size_t expanded;
} wright_graph_scratch;

/// The node of an element of the pool.
static inline uint32_t wright_graph_node(uint64_t element) { return 0x7FFFFFFF - ((uint32_t)element >> 1); }

/// The similarity of an element of the pool, in units of the point's scale.
static inline float wright_graph_similarity(uint64_t element) {
    uint32_t bits = (uint32_t)(element >> 32);
    bits ^= (bits >> 31) ? UINT32_C(0x80000000) : UINT32_MAX;
    float value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

/// Walks a level from some nodes towards a point and leaves the best `breadth` nodes in the pool, best first.
///
/// Returns how many there are, or -1 when the graph is damaged. `guard` may be NULL.
long wright_graph_search(
    const wright_vector_kernels *kernels, const wright_graph_rows *rows, const wright_graph_level *level,
    const wright_graph_point *point, const uint32_t *entries, size_t entry_count, size_t breadth,
    const wright_graph_guard *guard, wright_graph_scratch *scratch
);

/// Which nodes of a level may be found, and where a walk over them begins.
typedef struct wright_graph_filter {
    /// One bit for each node.
    const uint64_t *allowed;
    /// Nodes near the point, allowed or not.
    const uint32_t *near;
    size_t near_count;
    /// Allowed nodes from anywhere.
    const uint32_t *seeds;
    size_t seed_count;
} wright_graph_filter;

/// The same over the nodes that are allowed; the others are not scored but passed through.
long wright_graph_search_filtered(
    const wright_vector_kernels *kernels, const wright_graph_rows *rows, const wright_graph_level *level,
    const wright_graph_point *point, const wright_graph_filter *filter, size_t breadth,
    const wright_graph_guard *guard, wright_graph_scratch *scratch
);

/// Walks to the node nearest to a point, one step at a time; WRIGHT_GRAPH_NONE when the graph is damaged.
uint32_t wright_graph_descend(
    const wright_vector_kernels *kernels, const wright_graph_rows *rows, const wright_graph_level *level,
    const wright_graph_point *point, uint32_t entry, const wright_graph_guard *guard, wright_graph_scratch *scratch
);

/// What building needs beside the level.
typedef struct wright_graph_builder {
    const wright_vector_kernels *kernels;
    const wright_graph_rows *rows;
    /// How much farther than another link's end a link's end may lie and still be kept; 1 or more.
    float slack;
    /// How many lists of the ground name each node; NULL where nobody counts.
    uint32_t *incoming;
    /// A full list keeps a node that no more lists than these name.
    uint32_t rare;
    /// One byte for each of `lock_count` stripes, a power of two, all 0 at first.
    uint8_t *locks;
    size_t lock_count;
} wright_graph_builder;

/// Chooses links for a row among candidates, best first: each that is nearer to the row than to every link chosen
/// before it, then the nearest of
/// the others until half of a list is full. Returns how many were written to `chosen`.
size_t wright_graph_select(
    const wright_graph_builder *builder, const wright_graph_level *level, uint32_t node, const uint64_t *candidates,
    size_t count, size_t limit, uint32_t *chosen
);

/// Links a node with the best of its candidates, both ways. Other threads may link other nodes at the same time.
void wright_graph_connect(
    const wright_graph_builder *builder, const wright_graph_level *level, uint32_t node, const uint64_t *candidates,
    size_t count, size_t limit
);

/// Adds one link; a full list is chosen anew.
void wright_graph_add_link(
    const wright_graph_builder *builder, const wright_graph_level *level, uint32_t from, uint32_t to
);

/// Multiplies the similarities of elements by a positive number, or by 0; they stay in order.
void wright_graph_scale(uint64_t *elements, size_t count, float factor);

/// Chooses the links of a node anew among given nodes, which may name it and each other more than once.
///
/// `scratch` has room for `count` elements.
void wright_graph_relink(
    const wright_graph_builder *builder, const wright_graph_level *level, uint32_t node, const uint32_t *nodes,
    size_t count, uint64_t *scratch
);

#endif
