/**
 * @file wrtmem_inline.h
 * @brief Recording into metrics without a call: a few loads and stores in the thread's own row.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Each row is asked for once, from a handle that was opened with the calling thread's slot:
 *
 *     wrtmem_counter_row_t row;
 *     if (wrtmem_counter_row(counter, WRTMEM_INLINE_COUNTER, &row) != WRTMEM_OK)
 *         ...
 *     wrtmem_counter_row_add(&row, 1);
 *
 * The library refuses a layout that is not its own (WRTMEM_E_LAYOUT), so a program may be
 * compiled against another version of it than it runs with.
 *
 * Rules:
 *
 * - A row is one thread's, and is borrowed until its handle is closed.
 * - In a forked child the memory is not there: touching a row is a SIGSEGV.
 * - Killed in here, a thread has made its record or not.
 *
 * Works with gcc and clang, from C99 and C++11 on.
 */
#ifndef WRTMEM_INLINE_H
#define WRTMEM_INLINE_H

#include "wrtmem.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Called before every store, for tests that stop or kill a thread there. */
#ifndef WRTMEM_STEP
#define WRTMEM_STEP() ((void)0)
#endif

/* What the library and this header must agree on: the version of the layout, and an FNV-1a hash
 * of the numbers that the code below uses. */
#define WRTMEM_INLINE_FOLD(hash, fact) (((hash) ^ (uint32_t)(fact)) * UINT32_C(0x01000193))
#define WRTMEM_INLINE_START(letter) WRTMEM_INLINE_FOLD(UINT32_C(0x811C9DC5), letter)
#define WRTMEM_INLINE_LAYOUT(version, hash) (((uint64_t)(version) << 32) | (uint32_t)(hash))
#define WRTMEM_INLINE_METRICS 1

static inline uint64_t wrtmem_inline_load(const uint64_t *word) {
    return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static inline void wrtmem_inline_store(uint64_t *word, uint64_t value) {
    WRTMEM_STEP();
    __atomic_store_n(word, value, __ATOMIC_RELAXED);
}

/* With the acquiring loads of readers: who sees the value sees what was stored before. */
static inline void wrtmem_inline_publish(uint64_t *word, uint64_t value) {
    WRTMEM_STEP();
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/* Counters ---------------------------------------------------------------------------------- */

#define WRTMEM_INLINE_COUNTER                                                                      \
    WRTMEM_INLINE_LAYOUT(WRTMEM_INLINE_METRICS,                                                    \
                         WRTMEM_INLINE_FOLD(WRTMEM_INLINE_START('c'), sizeof(uint64_t)))

/** Adds to the row's counter, wrapping around. */
static inline void wrtmem_counter_row_add(const wrtmem_counter_row_t *row, uint64_t n) {
    if (row->shared) {
        WRTMEM_STEP();
        __atomic_fetch_add(row->word, n, __ATOMIC_RELAXED);
    } else {
        wrtmem_inline_store(row->word, wrtmem_inline_load(row->word) + n);
    }
}

/* Statistics --------------------------------------------------------------------------------- */

/* Words of a line; a row has two. The count's highest bit says that a sum has overflowed. */
enum {
    WRTMEM_INLINE_STATS_NUMBER,
    WRTMEM_INLINE_STATS_COUNT,
    WRTMEM_INLINE_STATS_SUM_LOW,
    WRTMEM_INLINE_STATS_SUM_HIGH,
    WRTMEM_INLINE_STATS_MIN,
    WRTMEM_INLINE_STATS_MAX,
    WRTMEM_INLINE_STATS_SQUARES_LOW,
    WRTMEM_INLINE_STATS_SQUARES_HIGH,
    WRTMEM_INLINE_STATS_LINE
};

#define WRTMEM_INLINE_STATS_FOLD_1                                                                 \
    WRTMEM_INLINE_FOLD(WRTMEM_INLINE_FOLD(WRTMEM_INLINE_START('s'), WRTMEM_INLINE_STATS_LINE),     \
                       WRTMEM_INLINE_STATS_NUMBER)
#define WRTMEM_INLINE_STATS_FOLD_2                                                                 \
    WRTMEM_INLINE_FOLD(WRTMEM_INLINE_FOLD(WRTMEM_INLINE_FOLD(WRTMEM_INLINE_STATS_FOLD_1,           \
                                                             WRTMEM_INLINE_STATS_COUNT),           \
                                          WRTMEM_INLINE_STATS_SUM_LOW),                            \
                       WRTMEM_INLINE_STATS_SUM_HIGH)
#define WRTMEM_INLINE_STATS_FOLD_3                                                                 \
    WRTMEM_INLINE_FOLD(                                                                            \
        WRTMEM_INLINE_FOLD(WRTMEM_INLINE_FOLD(WRTMEM_INLINE_FOLD(WRTMEM_INLINE_STATS_FOLD_2,       \
                                                                 WRTMEM_INLINE_STATS_MIN),         \
                                              WRTMEM_INLINE_STATS_MAX),                            \
                           WRTMEM_INLINE_STATS_SQUARES_LOW),                                       \
        WRTMEM_INLINE_STATS_SQUARES_HIGH)
#define WRTMEM_INLINE_STATS WRTMEM_INLINE_LAYOUT(WRTMEM_INLINE_METRICS, WRTMEM_INLINE_STATS_FOLD_3)

__extension__ typedef unsigned __int128 wrtmem_inline_u128;

static inline wrtmem_inline_u128 wrtmem_inline_wide(uint64_t low, uint64_t high) {
    return ((wrtmem_inline_u128)high << 64) | low;
}

/** Records an integer in the row's statistics. */
static inline void wrtmem_stats_row_record(const wrtmem_stats_row_t *row, int64_t value) {
    uint64_t *even = row->lines;
    uint64_t *odd = row->lines + WRTMEM_INLINE_STATS_LINE;
    uint64_t number = wrtmem_inline_load(even);
    uint64_t other = wrtmem_inline_load(odd);
    if (other > number)
        number = other;
    const uint64_t *newer = number & 1 ? odd : even;
    uint64_t *line = number & 1 ? even : odd; /* the older one: it is written */
    uint64_t count = 0, sum_low = 0, sum_high = 0, squares_low = 0, squares_high = 0;
    int64_t min = INT64_MAX, max = INT64_MIN;
    if (number == 0) { /* damaged: begin anew */
        line = even;
        number = 1;
    } else {
        count = wrtmem_inline_load(newer + WRTMEM_INLINE_STATS_COUNT);
        sum_low = wrtmem_inline_load(newer + WRTMEM_INLINE_STATS_SUM_LOW);
        sum_high = wrtmem_inline_load(newer + WRTMEM_INLINE_STATS_SUM_HIGH);
        min = (int64_t)wrtmem_inline_load(newer + WRTMEM_INLINE_STATS_MIN);
        max = (int64_t)wrtmem_inline_load(newer + WRTMEM_INLINE_STATS_MAX);
        squares_low = wrtmem_inline_load(newer + WRTMEM_INLINE_STATS_SQUARES_LOW);
        squares_high = wrtmem_inline_load(newer + WRTMEM_INLINE_STATS_SQUARES_HIGH);
    }
    uint64_t size = value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value;
    uint64_t sign = value < 0 ? UINT64_MAX : 0;
    wrtmem_inline_u128 sum =
        wrtmem_inline_wide(sum_low, sum_high) + wrtmem_inline_wide((uint64_t)value, sign);
    wrtmem_inline_u128 before = wrtmem_inline_wide(squares_low, squares_high);
    wrtmem_inline_u128 squares = before + (wrtmem_inline_u128)size * size;

    wrtmem_inline_store(line + WRTMEM_INLINE_STATS_NUMBER, 0);
    /* With the acquire fence of readers: who sees a field sees the 0. */
    __atomic_thread_fence(__ATOMIC_RELEASE);
    wrtmem_inline_store(line + WRTMEM_INLINE_STATS_COUNT,
                        (count + 1) | ((uint64_t)(squares < before) << 63));
    wrtmem_inline_store(line + WRTMEM_INLINE_STATS_SUM_LOW, (uint64_t)sum);
    wrtmem_inline_store(line + WRTMEM_INLINE_STATS_SUM_HIGH, (uint64_t)(sum >> 64));
    wrtmem_inline_store(line + WRTMEM_INLINE_STATS_MIN, (uint64_t)(value < min ? value : min));
    wrtmem_inline_store(line + WRTMEM_INLINE_STATS_MAX, (uint64_t)(value > max ? value : max));
    wrtmem_inline_store(line + WRTMEM_INLINE_STATS_SQUARES_LOW, (uint64_t)squares);
    wrtmem_inline_store(line + WRTMEM_INLINE_STATS_SQUARES_HIGH, (uint64_t)(squares >> 64));
    wrtmem_inline_publish(line + WRTMEM_INLINE_STATS_NUMBER, number + 1);
}

/* Histograms --------------------------------------------------------------------------------- */

/* Words of a row, and how many counts there are. */
enum {
    WRTMEM_INLINE_HISTOGRAM_SUM = 0,
    WRTMEM_INLINE_HISTOGRAM_MAX = 1,
    WRTMEM_INLINE_HISTOGRAM_MIN = 2, /* its complement */
    WRTMEM_INLINE_HISTOGRAM_COUNTS = 16,
    WRTMEM_INLINE_HISTOGRAM_BUCKETS = 1920
};

#define WRTMEM_INLINE_HISTOGRAM_FOLD                                                               \
    WRTMEM_INLINE_FOLD(WRTMEM_INLINE_FOLD(WRTMEM_INLINE_START('h'), WRTMEM_INLINE_HISTOGRAM_SUM),  \
                       WRTMEM_INLINE_HISTOGRAM_MAX)
#define WRTMEM_INLINE_HISTOGRAM                                                                    \
    WRTMEM_INLINE_LAYOUT(                                                                          \
        WRTMEM_INLINE_METRICS,                                                                     \
        WRTMEM_INLINE_FOLD(WRTMEM_INLINE_FOLD(WRTMEM_INLINE_FOLD(WRTMEM_INLINE_HISTOGRAM_FOLD,     \
                                                                 WRTMEM_INLINE_HISTOGRAM_MIN),     \
                                              WRTMEM_INLINE_HISTOGRAM_COUNTS),                     \
                           WRTMEM_INLINE_HISTOGRAM_BUCKETS))

/** Records a value in the row's histogram. */
static inline void wrtmem_histogram_row_record(const wrtmem_histogram_row_t *row, uint64_t value) {
    uint64_t *words = row->words;
    wrtmem_inline_store(words + WRTMEM_INLINE_HISTOGRAM_SUM,
                        wrtmem_inline_load(words + WRTMEM_INLINE_HISTOGRAM_SUM) + value);
    if (value > wrtmem_inline_load(words + WRTMEM_INLINE_HISTOGRAM_MAX))
        wrtmem_inline_store(words + WRTMEM_INLINE_HISTOGRAM_MAX, value);
    if (~value > wrtmem_inline_load(words + WRTMEM_INLINE_HISTOGRAM_MIN))
        wrtmem_inline_store(words + WRTMEM_INLINE_HISTOGRAM_MIN, ~value);
    /* 32 buckets to each power of two, one to each value below 32. */
    unsigned shift = 58U - (unsigned)__builtin_clzll(value | 32U);
    uint64_t *count = words + WRTMEM_INLINE_HISTOGRAM_COUNTS + shift * 32U + (value >> shift);
    wrtmem_inline_publish(count, wrtmem_inline_load(count) + 1);
}

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* WRTMEM_INLINE_H */
