// CRC-32C, polynomial 0x1EDC6F41 (reflected 0x82F63B78).
//
// Idea: the processor's crc32 instruction has a latency of three cycles but takes one each cycle, so three streams of
// equal length run side by side and are joined by "appending zeros": a linear map over GF(2), kept as four tables of
// 256.
// Source: Mark Adler's description of interleaved hardware CRCs; the tables are computed, not copied.
// Without the instruction: the table method "slicing by 8".

#include "checksum_kernels.h"

#include <pthread.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

enum { polynomial = 0x82F63B78u, stream_bytes = 4096 };

static uint32_t slices[8][256];
static uint32_t shift_by_stream[4][256];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static uint32_t multiply(const uint32_t *matrix, uint32_t vector) {
    uint32_t sum = 0;
    for (; vector != 0; vector >>= 1, matrix++) {
        if (vector & 1) sum ^= *matrix;
    }
    return sum;
}

static void make_tables(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ polynomial : crc >> 1;
        slices[0][byte] = crc;
    }
    for (uint32_t byte = 0; byte < 256; byte++) {
        for (int slice = 1; slice < 8; slice++) {
            uint32_t before = slices[slice - 1][byte];
            slices[slice][byte] = slices[0][before & 0xFF] ^ (before >> 8);
        }
    }
    // The map for one zero bit, squared until it stands for `stream_bytes` zero bytes (a power of two).
    uint32_t map[32], squared[32];
    map[0] = polynomial;
    for (int bit = 1; bit < 32; bit++) map[bit] = 1u << (bit - 1);
    for (size_t bits = 1; bits < (size_t)stream_bytes * 8; bits *= 2) {
        for (int bit = 0; bit < 32; bit++) squared[bit] = multiply(map, map[bit]);
        memcpy(map, squared, sizeof map);
    }
    for (uint32_t byte = 0; byte < 256; byte++) {
        for (int position = 0; position < 4; position++) {
            shift_by_stream[position][byte] = multiply(map, byte << (8 * position));
        }
    }
}

static uint64_t load_word(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    return word;
}

uint32_t wright_crc32c_scalar(uint32_t crc, const void *start, size_t count) {
    pthread_once(&tables_once, make_tables);
    const uint8_t *bytes = start;
    crc = ~crc;
    for (; count >= 8; count -= 8, bytes += 8) {
        uint64_t word = load_word(bytes) ^ crc;
        crc = slices[7][word & 0xFF] ^ slices[6][(word >> 8) & 0xFF] ^ slices[5][(word >> 16) & 0xFF]
            ^ slices[4][(word >> 24) & 0xFF] ^ slices[3][(word >> 32) & 0xFF] ^ slices[2][(word >> 40) & 0xFF]
            ^ slices[1][(word >> 48) & 0xFF] ^ slices[0][word >> 56];
    }
    for (; count > 0; count--, bytes++) crc = slices[0][(crc ^ *bytes) & 0xFF] ^ (crc >> 8);
    return ~crc;
}

#if defined(__x86_64__)
#define WRIGHT_CRC_TARGET __attribute__((target("sse4.2")))
#define WRIGHT_CRC_WORD(crc, word) _mm_crc32_u64((crc), (word))
#define WRIGHT_CRC_BYTE(crc, byte) _mm_crc32_u8((uint32_t)(crc), (byte))
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#define WRIGHT_CRC_TARGET
#define WRIGHT_CRC_WORD(crc, word) __crc32cd((uint32_t)(crc), (word))
#define WRIGHT_CRC_BYTE(crc, byte) __crc32cb((uint32_t)(crc), (byte))
#endif

#if defined(WRIGHT_CRC_TARGET)
static uint32_t shifted(uint32_t crc) {
    return shift_by_stream[0][crc & 0xFF] ^ shift_by_stream[1][(crc >> 8) & 0xFF]
        ^ shift_by_stream[2][(crc >> 16) & 0xFF] ^ shift_by_stream[3][crc >> 24];
}

WRIGHT_CRC_TARGET static uint32_t crc32c_instruction(uint32_t start_crc, const void *start, size_t count) {
    const uint8_t *bytes = start;
    uint64_t crc = (uint32_t)~start_crc;
    while (count >= 3 * (size_t)stream_bytes) {
        uint64_t second = 0, third = 0;
        for (size_t offset = 0; offset < stream_bytes; offset += 8) {
            crc = WRIGHT_CRC_WORD(crc, load_word(bytes + offset));
            second = WRIGHT_CRC_WORD(second, load_word(bytes + stream_bytes + offset));
            third = WRIGHT_CRC_WORD(third, load_word(bytes + 2 * (size_t)stream_bytes + offset));
        }
        crc = shifted((uint32_t)crc) ^ (uint32_t)second;
        crc = shifted((uint32_t)crc) ^ (uint32_t)third;
        bytes += 3 * (size_t)stream_bytes;
        count -= 3 * (size_t)stream_bytes;
    }
    for (; count >= 8; count -= 8, bytes += 8) crc = WRIGHT_CRC_WORD(crc, load_word(bytes));
    for (; count > 0; count--, bytes++) crc = WRIGHT_CRC_BYTE(crc, *bytes);
    return ~(uint32_t)crc;
}
#endif

bool wright_crc32c_is_accelerated(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("sse4.2");
#elif defined(WRIGHT_CRC_TARGET)
    return true;
#else
    return false;
#endif
}

uint32_t wright_crc32c(uint32_t crc, const void *bytes, size_t count) {
#if defined(WRIGHT_CRC_TARGET)
    if (wright_crc32c_is_accelerated()) {
        pthread_once(&tables_once, make_tables);
        return crc32c_instruction(crc, bytes, count);
    }
#endif
    return wright_crc32c_scalar(crc, bytes, count);
}
