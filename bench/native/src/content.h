/* What the loops put into messages and look for. */
#ifndef BENCH_CONTENT_H
#define BENCH_CONTENT_H

#include "bench.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static inline void bench_fill(uint64_t *message, size_t words, uint64_t number, bool full) {
    message[0] = number;
    if (words == 1)
        return;
    if (full)
        for (size_t i = 1; i < words; i++)
            message[i] = number + i;
    message[words - 1] = number + words - 1;
}

static inline bool bench_right(const uint64_t *message, size_t words, uint64_t number, bool full) {
    bool right = message[0] == number && message[words - 1] == number + words - 1;
    if (full)
        for (size_t i = 0; i < words; i++)
            right = right && message[i] == number + i;
    return right;
}

/* What a side does beside one message: a step is about a cycle. */
static inline void bench_work(const bench_batch_t *batch) {
    for (uint32_t step = 0; step < batch->pace; step++)
        __asm__ volatile("" : : "r"(step));
}

static inline bool bench_stopped(const bench_batch_t *batch) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
    return __atomic_load_n(batch->stop, __ATOMIC_RELAXED) != 0;
}

/* Zeroed bytes in cache lines of their own, for free(): what two sides write must not share one. */
static inline void *bench_lines(size_t bytes) {
    size_t whole = (bytes + 127) / 128 * 128;
    void *lines = aligned_alloc(128, whole);
    return lines == NULL ? NULL : memset(lines, 0, whole);
}

static inline uint64_t bench_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
#endif
