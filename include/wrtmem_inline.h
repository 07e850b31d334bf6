/**
 * @file wrtmem_inline.h
 * @brief The fast paths of libwrtmem without a call. Include it besides wrtmem.h.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * A function here does what the library's function of the same name does, as long as nothing
 * out of the ordinary happens; otherwise it calls that. So the results are the same, both may be
 * used on one handle in turn, and the other side need not know. What the code here takes for
 * granted of the library is compared when a handle is opened: WRTMEM_E_LAYOUT if this header is
 * of another version.
 *
 * C11 or C++11, with gcc's or clang's builtins in C++.
 */
#ifndef WRTMEM_INLINE_H
#define WRTMEM_INLINE_H

#include "wrtmem.h"

#include <string.h>
#ifndef __cplusplus
#include <stdatomic.h>
#endif

/* Before each store that other processes see. Tests define it, to end there. */
#ifndef WRTMEM_STEP
#define WRTMEM_STEP() ((void)0)
#endif

/* Shared words: C11 atomics, and builtins in C++. */
#ifdef __cplusplus
#define WRTMEM_INLINE_LOAD(type, word) __atomic_load_n((word), __ATOMIC_RELAXED)
#define WRTMEM_INLINE_LOAD_ACQUIRE(type, word) __atomic_load_n((word), __ATOMIC_ACQUIRE)
#define WRTMEM_INLINE_STORE(type, word, value) __atomic_store_n((word), (value), __ATOMIC_RELAXED)
#define WRTMEM_INLINE_STORE_RELEASE(type, word, value)                                             \
    __atomic_store_n((word), (value), __ATOMIC_RELEASE)
#define WRTMEM_INLINE_ADD(type, word, value) __atomic_fetch_add((word), (value), __ATOMIC_RELAXED)
#define WRTMEM_INLINE_RELEASE_FENCE() __atomic_thread_fence(__ATOMIC_RELEASE)
#define WRTMEM_INLINE_FENCE() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define WRTMEM_INLINE_COMPILER_FENCE() __atomic_signal_fence(__ATOMIC_SEQ_CST)
#else
#define WRTMEM_INLINE_LOAD(type, word)                                                             \
    atomic_load_explicit((_Atomic type *)(word), memory_order_relaxed)
#define WRTMEM_INLINE_LOAD_ACQUIRE(type, word)                                                     \
    atomic_load_explicit((_Atomic type *)(word), memory_order_acquire)
#define WRTMEM_INLINE_STORE(type, word, value)                                                     \
    atomic_store_explicit((_Atomic type *)(word), (value), memory_order_relaxed)
#define WRTMEM_INLINE_STORE_RELEASE(type, word, value)                                             \
    atomic_store_explicit((_Atomic type *)(word), (value), memory_order_release)
#define WRTMEM_INLINE_ADD(type, word, value)                                                       \
    atomic_fetch_add_explicit((_Atomic type *)(word), (value), memory_order_relaxed)
#define WRTMEM_INLINE_RELEASE_FENCE() atomic_thread_fence(memory_order_release)
#define WRTMEM_INLINE_FENCE() atomic_thread_fence(memory_order_seq_cst)
#define WRTMEM_INLINE_COMPILER_FENCE() atomic_signal_fence(memory_order_seq_cst)
#endif

/* Tells the processor that this is a loop that waits. */
#if defined(__x86_64__) || defined(__i386__)
#define WRTMEM_INLINE_PAUSE() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define WRTMEM_INLINE_PAUSE() __asm__ volatile("isb" ::: "memory")
#else
#define WRTMEM_INLINE_PAUSE() WRTMEM_INLINE_COMPILER_FENCE()
#endif

/* Tells the processor that the line at `address` will be read soon. */
#if defined(__GNUC__)
#define WRTMEM_INLINE_PREFETCH(address) __builtin_prefetch(address)
#else
#define WRTMEM_INLINE_PREFETCH(address) ((void)(address))
#endif

/* ---- spsc: rings of elements of one size -------------------------------------------------- */

/* What this part takes for granted of the library. */
#define WRTMEM_INLINE_SPSC_HASH UINT32_C(0x812ddb17)

/** A producer's or consumer's handle for the functions here; one thread uses it at a time. */
typedef struct {
    wrtmem_inline_end_t end;
    wrtmem_producer_t *producer;
    wrtmem_consumer_t *consumer;
    /* How long the next look at the other side's index waits; see wrtmem_inline_pace(). */
    uint64_t enough;
    uint32_t pauses, rest, tries, rested;
    uint64_t unwaited;
    /* How many elements ahead of the one that is popped are fetched; 0 if several share a line. */
    uint64_t ahead;
} wrtmem_inline_spsc_t;

/* Places in the cursor. */
enum { WRTMEM_INLINE_INDEX, WRTMEM_INLINE_BOUND, WRTMEM_INLINE_HIGH };

/* What a look must find so that the sides are out of each other's way, and what is fetched. */
static inline void wrtmem_inline_set_enough(wrtmem_inline_spsc_t *ring) {
    uint64_t half = ring->end.capacity / 2,
             apart = ring->end.element > 0 ? 8192 / ring->end.element : 0;
    uint64_t enough = apart < half ? apart : half;
    ring->enough = enough < 16 ? 0 : enough;
    ring->ahead = ring->end.element < 64    ? 0
                  : ring->end.element < 512 ? 512 / ring->end.element
                                            : 1;
}

/** Prepares a producer for inline use. It stays the owner, and is closed as ever.
 *  @return WRTMEM_E_LAYOUT if this header is of another version than the library */
WRTMEM_MUST_USE
static inline wrtmem_status_t wrtmem_inline_producer_open(wrtmem_producer_t *producer,
                                                          wrtmem_inline_spsc_t *ring) {
    memset(ring, 0, sizeof *ring);
    ring->producer = producer;
    wrtmem_status_t status = wrtmem_producer_inline(producer, WRTMEM_INLINE_SPSC_HASH, &ring->end);
    wrtmem_inline_set_enough(ring);
    return status;
}

/** Prepares a consumer for inline use. It stays the owner, and is closed as ever.
 *  @return WRTMEM_E_LAYOUT if this header is of another version than the library */
WRTMEM_MUST_USE
static inline wrtmem_status_t wrtmem_inline_consumer_open(wrtmem_consumer_t *consumer,
                                                          wrtmem_inline_spsc_t *ring) {
    memset(ring, 0, sizeof *ring);
    ring->consumer = consumer;
    wrtmem_status_t status = wrtmem_consumer_inline(consumer, WRTMEM_INLINE_SPSC_HASH, &ring->end);
    wrtmem_inline_set_enough(ring);
    return status;
}

/* Whether this is the process that opened the handle. */
static inline bool wrtmem_inline_is_ours(const wrtmem_inline_end_t *end) {
    return WRTMEM_INLINE_LOAD(uint32_t, (uint32_t *)end->process) == end->process_was;
}

/* The slot of an index. */
static inline void *wrtmem_inline_slot(const wrtmem_inline_end_t *end, uint64_t index) {
    return (char *)end->slots + (size_t)(index & (end->capacity - 1)) * end->element;
}

/* Copies an element in. The caller has likely just stored it word by word, and a wider load would
 * wait until those stores have left for the cache, behind all that wait for the consumer's lines;
 * the stores are wide, since only so many can wait for such lines at a time. */
static inline void wrtmem_inline_copy_in(void *to, const void *from, size_t size) {
#if defined(__x86_64__) && defined(__SSE2__) && !defined(__SANITIZE_ADDRESS__)
    if (size == 16 || size == 32 || size == 64) {
        for (size_t i = 0; i < size; i += 16)
#ifdef __AVX__ /* the older forms would cost a caller that uses the wider registers */
            __asm__ volatile(
                "vmovq {(%[from]), %%xmm0|xmm0, QWORD PTR [%[from]]}\n\t"
                "vmovhps {8(%[from]), %%xmm0, %%xmm0|xmm0, xmm0, QWORD PTR [%[from]+8]}\n\t"
                "vmovups {%%xmm0, (%[to])|XMMWORD PTR [%[to]], xmm0}"
#else
            __asm__ volatile("movq {(%[from]), %%xmm0|xmm0, QWORD PTR [%[from]]}\n\t"
                             "movhps {8(%[from]), %%xmm0|xmm0, QWORD PTR [%[from]+8]}\n\t"
                             "movups {%%xmm0, (%[to])|XMMWORD PTR [%[to]], xmm0}"
#endif
                :
                : [from] "r"((const char *)from + i), [to] "r"((char *)to + i)
                : "xmm0", "memory");
        return;
    }
#endif
    memcpy(to, from, size);
}

/* Moves this side's index by `count`; true if the other side may sleep. */
static inline bool wrtmem_inline_move(wrtmem_inline_end_t *end, uint64_t count) {
    uint64_t index = end->cursor[WRTMEM_INLINE_INDEX] + count;
    WRTMEM_STEP();
    end->cursor[WRTMEM_INLINE_INDEX] = index;
    /* Release, with the other side's acquire: what was done to the slots comes first. */
    WRTMEM_INLINE_STORE_RELEASE(uint64_t, end->own, index);
    if (end->fences)
        WRTMEM_INLINE_FENCE();
    else
        WRTMEM_INLINE_COMPILER_FENCE(); /* the sleeper pays for the real one */
    return WRTMEM_INLINE_LOAD(uint32_t, end->sleeper) != 0;
}

/* Two sides in full flow that work on neighbouring slots take cache lines from each other. So
 * one that again and again finds something, but little, waits before it looks again, until it
 * finds enough; one that looks in vain never does, and one that finds no more by waiting stops
 * it for a while. The library does the same. */
static inline void wrtmem_inline_pace(wrtmem_inline_spsc_t *ring, uint64_t found) {
    if (found == 0) {
        ring->pauses = 0;
        ring->rest += ring->rest == 0;
    } else if (found >= ring->enough) {
        ring->pauses /= 2;
        ring->rested = 0;
    } else if (ring->rest > 0) {
        ring->rest--;
    } else if (ring->pauses < 32) {
        if (ring->pauses == 0) {
            ring->unwaited = found;
            ring->tries = 0;
        }
        ring->pauses = ring->pauses == 0 ? 1 : 2 * ring->pauses;
    } else if (found >= 2 * ring->unwaited) {
        ring->tries = 0;
    } else if (ring->tries < 8) {
        ring->tries++;
    } else {
        ring->rested = ring->rested < 256 ? 256 : ring->rested < 8192 ? 2 * ring->rested : 8192;
        ring->rest = ring->rested;
        ring->pauses = 0;
    }
}

/* Slots between index and bound, looking at the other side's index if they are fewer than
 * `wanted`. 0 if there are none; UINT64_MAX if the library has to look: for a new high-water
 * mark, damaged indices, a forked child. */
static inline uint64_t wrtmem_inline_slots(wrtmem_inline_spsc_t *ring, uint64_t wanted,
                                           bool producer) {
    wrtmem_inline_end_t *end = &ring->end;
    uint64_t *cursor = end->cursor;
    if (!wrtmem_inline_is_ours(end))
        return UINT64_MAX;
    uint64_t known = cursor[WRTMEM_INLINE_BOUND] - cursor[WRTMEM_INLINE_INDEX];
    if (known >= wanted)
        return known;
    for (uint32_t i = 0; i < ring->pauses; i++)
        WRTMEM_INLINE_PAUSE();
    if (!producer) /* both lines come at once, where the second would wait for the first */
        WRTMEM_INLINE_PREFETCH(wrtmem_inline_slot(end, cursor[WRTMEM_INLINE_INDEX]));
    /* Acquire, with the other side's release: what it did to the slots is done. */
    uint64_t other = WRTMEM_INLINE_LOAD_ACQUIRE(uint64_t, end->other);
    uint64_t used =
        producer ? cursor[WRTMEM_INLINE_INDEX] - other : other - cursor[WRTMEM_INLINE_INDEX];
    if (used > end->capacity || used > cursor[WRTMEM_INLINE_HIGH] ||
        WRTMEM_INLINE_LOAD(uint64_t, end->own) != cursor[WRTMEM_INLINE_INDEX])
        return UINT64_MAX;
    cursor[WRTMEM_INLINE_BOUND] = producer ? other + end->capacity : other;
    known = cursor[WRTMEM_INLINE_BOUND] - cursor[WRTMEM_INLINE_INDEX];
    wrtmem_inline_pace(ring, known);
    return known;
}

/** As wrtmem_producer_try_push(). With a constant size the copy is a few moves.
 *  @param ring     a producer
 *  @param element  the element
 *  @param size     its bytes: those of the ring's elements, else WRTMEM_E_INVALID */
WRTMEM_MUST_USE
static inline wrtmem_status_t wrtmem_inline_try_push(wrtmem_inline_spsc_t *ring,
                                                     const void *element, size_t size) {
    wrtmem_inline_end_t *end = &ring->end;
    if (size != end->element)
        return WRTMEM_E_INVALID;
    uint64_t room = wrtmem_inline_slots(ring, 1, true);
    if (room == 0)
        return WRTMEM_E_FULL;
    if (room == UINT64_MAX)
        return wrtmem_producer_try_push(ring->producer, element);
    WRTMEM_STEP();
    wrtmem_inline_copy_in(wrtmem_inline_slot(end, end->cursor[WRTMEM_INLINE_INDEX]), element, size);
    if (wrtmem_inline_move(end, 1))
        return wrtmem_producer_wake(ring->producer);
    return WRTMEM_OK;
}

/** As wrtmem_consumer_try_pop(). With a constant size the copy is a few moves.
 *  @param ring     a consumer
 *  @param element  room for an element
 *  @param size     its bytes: those of the ring's elements, else WRTMEM_E_INVALID */
WRTMEM_MUST_USE
static inline wrtmem_status_t wrtmem_inline_try_pop(wrtmem_inline_spsc_t *ring, void *element,
                                                    size_t size) {
    wrtmem_inline_end_t *end = &ring->end;
    if (size != end->element)
        return WRTMEM_E_INVALID;
    uint64_t queued = wrtmem_inline_slots(ring, 1, false);
    if (queued == 0)
        return WRTMEM_E_EMPTY;
    if (queued == UINT64_MAX)
        return wrtmem_consumer_try_pop(ring->consumer, element);
    /* It is committed, and comes while the ones before it are read. */
    if (ring->ahead > 0 && queued > ring->ahead)
        WRTMEM_INLINE_PREFETCH(
            wrtmem_inline_slot(end, end->cursor[WRTMEM_INLINE_INDEX] + ring->ahead));
    memcpy(element, wrtmem_inline_slot(end, end->cursor[WRTMEM_INLINE_INDEX]), size);
    if (wrtmem_inline_move(end, 1))
        return wrtmem_consumer_wake(ring->consumer);
    return WRTMEM_OK;
}

/* The span of `slots` slots from the index on, at most `count`. */
static inline wrtmem_span_t wrtmem_inline_span(const wrtmem_inline_end_t *end, uint64_t slots,
                                               size_t count) {
    uint64_t at = end->cursor[WRTMEM_INLINE_INDEX] & (end->capacity - 1);
    size_t wanted = slots < count ? (size_t)slots : count;
    size_t before = (size_t)(end->capacity - at);
    wrtmem_span_t span;
    span.first = (char *)end->slots + (size_t)at * end->element;
    span.first_count = wanted < before ? wanted : before;
    span.second = end->slots;
    span.second_count = wanted - span.first_count;
    return span;
}

/** As wrtmem_producer_reserve() with a deadline of WRTMEM_POLL, but WRTMEM_E_FULL if there is no
 *  room.
 *  @param ring   a producer
 *  @param count  how many slots at most, not 0
 *  @param span   the slots; borrowed until the producer's next call */
WRTMEM_MUST_USE
static inline wrtmem_status_t wrtmem_inline_try_reserve(wrtmem_inline_spsc_t *ring, size_t count,
                                                        wrtmem_span_t *span) {
    uint64_t wanted = count < ring->end.capacity ? count : ring->end.capacity;
    uint64_t room = wrtmem_inline_slots(ring, wanted, true);
    if (count == 0)
        return WRTMEM_E_INVALID;
    if (room == 0)
        return WRTMEM_E_FULL;
    if (room == UINT64_MAX) {
        wrtmem_status_t status = wrtmem_producer_reserve(ring->producer, count, WRTMEM_POLL, span);
        return status == WRTMEM_E_TIMEOUT ? WRTMEM_E_FULL : status;
    }
    *span = wrtmem_inline_span(&ring->end, room, count);
    return WRTMEM_OK;
}

/** As wrtmem_producer_commit(). */
WRTMEM_MUST_USE
static inline wrtmem_status_t wrtmem_inline_commit(wrtmem_inline_spsc_t *ring, size_t count) {
    const uint64_t *cursor = ring->end.cursor;
    uint64_t room = cursor[WRTMEM_INLINE_BOUND] - cursor[WRTMEM_INLINE_INDEX];
    if (count == 0 || count > room || !wrtmem_inline_is_ours(&ring->end))
        return wrtmem_producer_commit(ring->producer, count);
    if (wrtmem_inline_move(&ring->end, count))
        return wrtmem_producer_wake(ring->producer);
    return WRTMEM_OK;
}

/** As wrtmem_consumer_peek() with a deadline of WRTMEM_POLL, but WRTMEM_E_EMPTY if there is
 *  nothing.
 *  @param ring   a consumer
 *  @param count  how many elements at most, not 0
 *  @param span   the elements; borrowed until the consumer's next call */
WRTMEM_MUST_USE
static inline wrtmem_status_t wrtmem_inline_try_peek(wrtmem_inline_spsc_t *ring, size_t count,
                                                     wrtmem_span_t *span) {
    uint64_t wanted = count < ring->end.capacity ? count : ring->end.capacity;
    uint64_t queued = wrtmem_inline_slots(ring, wanted, false);
    if (count == 0)
        return WRTMEM_E_INVALID;
    if (queued == 0)
        return WRTMEM_E_EMPTY;
    if (queued == UINT64_MAX) {
        wrtmem_status_t status = wrtmem_consumer_peek(ring->consumer, count, WRTMEM_POLL, span);
        return status == WRTMEM_E_TIMEOUT ? WRTMEM_E_EMPTY : status;
    }
    *span = wrtmem_inline_span(&ring->end, queued, count);
    return WRTMEM_OK;
}

/** As wrtmem_consumer_release(). */
WRTMEM_MUST_USE
static inline wrtmem_status_t wrtmem_inline_release(wrtmem_inline_spsc_t *ring, size_t count) {
    const uint64_t *cursor = ring->end.cursor;
    uint64_t queued = cursor[WRTMEM_INLINE_BOUND] - cursor[WRTMEM_INLINE_INDEX];
    if (count == 0 || count > queued || !wrtmem_inline_is_ours(&ring->end))
        return wrtmem_consumer_release(ring->consumer, count);
    if (wrtmem_inline_move(&ring->end, count))
        return wrtmem_consumer_wake(ring->consumer);
    return WRTMEM_OK;
}

/* ---- end of spsc ---------------------------------------------------------------------------- */

/* ---- metrics: counters, statistics, histograms --------------------------------------------
 *
 * Each row is asked for once, from a handle that was opened with the calling thread's slot:
 *
 *     wrtmem_counter_row_t row;
 *     if (wrtmem_counter_row(counter, WRTMEM_INLINE_COUNTER, &row) != WRTMEM_OK)
 *         ...
 *     wrtmem_counter_row_add(&row, 1);
 *
 * A row is one thread's, and is borrowed until its handle is closed. In a forked child its memory
 * is not there: touching it is a SIGSEGV. Killed in here, a thread has made its record or not. */

/* What the library and this header must agree on: the version of the layout, and an FNV-1a hash
 * of the numbers that the code below uses. */
#define WRTMEM_INLINE_FOLD(hash, fact) (((hash) ^ (uint32_t)(fact)) * UINT32_C(0x01000193))
#define WRTMEM_INLINE_START(letter) WRTMEM_INLINE_FOLD(UINT32_C(0x811C9DC5), letter)
#define WRTMEM_INLINE_LAYOUT(version, hash) (((uint64_t)(version) << 32) | (uint32_t)(hash))
#define WRTMEM_INLINE_METRICS 1

static inline uint64_t wrtmem_inline_load(const uint64_t *word) {
    return WRTMEM_INLINE_LOAD(const uint64_t, word);
}

static inline void wrtmem_inline_store(uint64_t *word, uint64_t value) {
    WRTMEM_STEP();
    WRTMEM_INLINE_STORE(uint64_t, word, value);
}

/* With the acquiring loads of readers: who sees the value sees what was stored before. */
static inline void wrtmem_inline_publish(uint64_t *word, uint64_t value) {
    WRTMEM_STEP();
    WRTMEM_INLINE_STORE_RELEASE(uint64_t, word, value);
}

/* Counters ---------------------------------------------------------------------------------- */

#define WRTMEM_INLINE_COUNTER                                                                      \
    WRTMEM_INLINE_LAYOUT(WRTMEM_INLINE_METRICS,                                                    \
                         WRTMEM_INLINE_FOLD(WRTMEM_INLINE_START('c'), sizeof(uint64_t)))

/** Adds to the row's counter, wrapping around. */
static inline void wrtmem_counter_row_add(const wrtmem_counter_row_t *row, uint64_t n) {
    if (row->shared) {
        WRTMEM_STEP();
        WRTMEM_INLINE_ADD(uint64_t, row->word, n);
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
    WRTMEM_INLINE_RELEASE_FENCE();
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

#endif
