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
#define WRTMEM_INLINE_STORE_RELEASE(type, word, value)                                             \
    __atomic_store_n((word), (value), __ATOMIC_RELEASE)
#define WRTMEM_INLINE_FENCE() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define WRTMEM_INLINE_COMPILER_FENCE() __atomic_signal_fence(__ATOMIC_SEQ_CST)
#else
#define WRTMEM_INLINE_LOAD(type, word)                                                             \
    atomic_load_explicit((_Atomic type *)(word), memory_order_relaxed)
#define WRTMEM_INLINE_LOAD_ACQUIRE(type, word)                                                     \
    atomic_load_explicit((_Atomic type *)(word), memory_order_acquire)
#define WRTMEM_INLINE_STORE_RELEASE(type, word, value)                                             \
    atomic_store_explicit((_Atomic type *)(word), (value), memory_order_release)
#define WRTMEM_INLINE_FENCE() atomic_thread_fence(memory_order_seq_cst)
#define WRTMEM_INLINE_COMPILER_FENCE() atomic_signal_fence(memory_order_seq_cst)
#endif

/* ---- spsc: rings of elements of one size -------------------------------------------------- */

/* What this part takes for granted of the library. */
#define WRTMEM_INLINE_SPSC_HASH UINT32_C(0x812ddb17)

/** A producer's or consumer's handle for the functions here; one thread uses it at a time. */
typedef struct {
    wrtmem_inline_end_t end;
    wrtmem_producer_t *producer;
    wrtmem_consumer_t *consumer;
} wrtmem_inline_spsc_t;

/* Places in the cursor. */
enum { WRTMEM_INLINE_INDEX, WRTMEM_INLINE_BOUND, WRTMEM_INLINE_HIGH };

/** Prepares a producer for inline use. It stays the owner, and is closed as ever.
 *  @return WRTMEM_E_LAYOUT if this header is of another version than the library */
WRTMEM_MUST_USE
static inline wrtmem_status_t wrtmem_inline_producer_open(wrtmem_producer_t *producer,
                                                          wrtmem_inline_spsc_t *ring) {
    ring->producer = producer;
    ring->consumer = NULL;
    return wrtmem_producer_inline(producer, WRTMEM_INLINE_SPSC_HASH, &ring->end);
}

/** Prepares a consumer for inline use. It stays the owner, and is closed as ever.
 *  @return WRTMEM_E_LAYOUT if this header is of another version than the library */
WRTMEM_MUST_USE
static inline wrtmem_status_t wrtmem_inline_consumer_open(wrtmem_consumer_t *consumer,
                                                          wrtmem_inline_spsc_t *ring) {
    ring->producer = NULL;
    ring->consumer = consumer;
    return wrtmem_consumer_inline(consumer, WRTMEM_INLINE_SPSC_HASH, &ring->end);
}

/* Whether this is the process that opened the handle. */
static inline bool wrtmem_inline_is_ours(const wrtmem_inline_end_t *end) {
    return WRTMEM_INLINE_LOAD(uint32_t, (uint32_t *)end->process) == end->process_was;
}

/* The slot of an index. */
static inline void *wrtmem_inline_slot(const wrtmem_inline_end_t *end, uint64_t index) {
    return (char *)end->slots + (size_t)(index & (end->capacity - 1)) * end->element;
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

/* Slots between index and bound, looking at the other side's index if they are fewer than
 * `wanted`. 0 if there are none; UINT64_MAX if the library has to look: for a new high-water
 * mark, damaged indices, a forked child. */
static inline uint64_t wrtmem_inline_slots(wrtmem_inline_end_t *end, uint64_t wanted,
                                           bool producer) {
    uint64_t *cursor = end->cursor;
    if (!wrtmem_inline_is_ours(end))
        return UINT64_MAX;
    uint64_t known = cursor[WRTMEM_INLINE_BOUND] - cursor[WRTMEM_INLINE_INDEX];
    if (known >= wanted)
        return known;
    /* Acquire, with the other side's release: what it did to the slots is done. */
    uint64_t other = WRTMEM_INLINE_LOAD_ACQUIRE(uint64_t, end->other);
    uint64_t used =
        producer ? cursor[WRTMEM_INLINE_INDEX] - other : other - cursor[WRTMEM_INLINE_INDEX];
    if (used > end->capacity || used > cursor[WRTMEM_INLINE_HIGH] ||
        WRTMEM_INLINE_LOAD(uint64_t, end->own) != cursor[WRTMEM_INLINE_INDEX])
        return UINT64_MAX;
    cursor[WRTMEM_INLINE_BOUND] = producer ? other + end->capacity : other;
    return cursor[WRTMEM_INLINE_BOUND] - cursor[WRTMEM_INLINE_INDEX];
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
    uint64_t room = wrtmem_inline_slots(end, 1, true);
    if (room == 0)
        return WRTMEM_E_FULL;
    if (room == UINT64_MAX)
        return wrtmem_producer_try_push(ring->producer, element);
    WRTMEM_STEP();
    memcpy(wrtmem_inline_slot(end, end->cursor[WRTMEM_INLINE_INDEX]), element, size);
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
    uint64_t queued = wrtmem_inline_slots(end, 1, false);
    if (queued == 0)
        return WRTMEM_E_EMPTY;
    if (queued == UINT64_MAX)
        return wrtmem_consumer_try_pop(ring->consumer, element);
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
    uint64_t room = wrtmem_inline_slots(&ring->end, wanted, true);
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
    uint64_t queued = wrtmem_inline_slots(&ring->end, wanted, false);
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

#endif
