#ifndef WRIGHT_CHECKSUM_KERNELS_H
#define WRIGHT_CHECKSUM_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// CRC-32C (Castagnoli) of some bytes, continued from `crc`; begin with 0. Takes the fastest way the processor has.
uint32_t wright_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The same by tables alone.
uint32_t wright_crc32c_scalar(uint32_t crc, const void *bytes, size_t count);

/// Whether `wright_crc32c` runs on the processor's own instruction.
bool wright_crc32c_is_accelerated(void);

#endif
