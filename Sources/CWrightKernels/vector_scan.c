// One pass over rows of byte codes: sums, estimates, and the few rows that may still matter.
//
// Rows go in groups of 64, one word of the allow list. A group without an allowed row is skipped without touching its
// codes; a group with few allowed rows is scored row by row.

#include "vector_kernels.h"

enum { group_rows = 64, sparse_limit = 12 };

static void sum_group(
    const wright_vector_kernels *kernels, const wright_vector_query *query, const wright_vector_rows *group,
    uint64_t wanted, uint32_t *sums
) {
    if (__builtin_popcountll(wanted) > sparse_limit) {
        kernels->dot_codes(query, group->codes, group->count, sums);
        return;
    }
    for (size_t row = 0; row < group->count; row++) sums[row] = 0;
    for (; wanted != 0; wanted &= wanted - 1) {
        size_t row = (size_t)__builtin_ctzll(wanted);
        kernels->dot_codes(query, group->codes + row * query->stride, 1, sums + row);
    }
}

size_t wright_vector_scan(
    const wright_vector_kernels *kernels, const wright_vector_query *query, const wright_vector_rows *rows,
    size_t count, const uint64_t *allowed, float threshold, uint32_t *picked, float *estimates
) {
    size_t picked_count = 0;
    uint32_t sums[group_rows];
    float group_estimates[group_rows];
    for (size_t start = 0; start < count; start += group_rows) {
        size_t rows_here = count - start < group_rows ? count - start : group_rows;
        uint64_t wanted = rows_here == group_rows ? ~UINT64_C(0) : (UINT64_C(1) << rows_here) - 1;
        if (allowed != NULL) wanted &= allowed[start / group_rows];
        if (wanted == 0) continue;
        wright_vector_rows group = {
            rows->codes + start * query->stride, rows->scales + start, rows->errors + start, rows_here
        };
        sum_group(kernels, query, &group, wanted, sums);
        uint64_t above = wanted & kernels->estimate(query, &group, sums, threshold, group_estimates);
        for (; above != 0; above &= above - 1) {
            size_t row = (size_t)__builtin_ctzll(above);
            picked[picked_count] = (uint32_t)(start + row);
            estimates[picked_count] = group_estimates[row];
            picked_count++;
        }
    }
    return picked_count;
}
