/* The library's ring of elements as C sees it: through the shared object, through the inline
 * header, and 32 at a time by spans through the shared object. */
#include "bench.h"
#include "content.h"

#include <stdio.h>
#include <stdlib.h>
#include <wrtmem_inline.h>

struct place {
    char segment[64];
    uint64_t capacity;
    uint32_t bytes;
};

static size_t shared_bytes(size_t capacity, size_t bytes) {
    (void)capacity;
    (void)bytes;
    return sizeof(struct place);
}

static void *create(void *shared, const char *name, size_t capacity, size_t bytes) {
    struct place *place = shared;
    snprintf(place->segment, sizeof place->segment, "%s", name);
    place->capacity = capacity;
    place->bytes = (uint32_t)bytes;
    wrtmem_segment_options_t options = {.size = sizeof options,
                                        .bytes = capacity * bytes + (1 << 20),
                                        .flags = WRTMEM_SEGMENT_PREFAULT};
    wrtmem_segment_t *segment;
    if (wrtmem_segment_create(name, &options, &segment) != WRTMEM_OK)
        return NULL;
    wrtmem_segment_close(segment);
    return place;
}

struct handle {
    wrtmem_segment_t *segment;
    wrtmem_spsc_t *ring;
    wrtmem_producer_t *producer;
    wrtmem_consumer_t *consumer;
    wrtmem_inline_spsc_t fast;
};

static void detach(void *handle, bool sender) {
    struct handle *h = handle;
    (void)sender;
    wrtmem_producer_close(h->producer);
    wrtmem_consumer_close(h->consumer);
    wrtmem_spsc_close(h->ring);
    wrtmem_segment_close(h->segment);
    free(h);
}

static void *attach(void *ring, bool sender) {
    const struct place *place = ring;
    wrtmem_spsc_options_t options = {
        .size = sizeof options, .capacity = place->capacity, .element = place->bytes};
    /* Else the first lap of a large ring would measure page faults. */
    wrtmem_segment_options_t open = {.size = sizeof open, .flags = WRTMEM_SEGMENT_PREFAULT};
    struct handle *h = bench_lines(sizeof *h);
    if (h == NULL)
        return NULL;
    if (wrtmem_segment_open(place->segment, &open, WRTMEM_POLL, &h->segment) == WRTMEM_OK &&
        wrtmem_spsc_open_or_create(h->segment, "ring", &options, &h->ring, NULL) == WRTMEM_OK &&
        (sender ? wrtmem_producer_open(h->ring, &h->producer, NULL)
                : wrtmem_consumer_open(h->ring, &h->consumer, NULL)) == WRTMEM_OK &&
        (sender ? wrtmem_inline_producer_open(h->producer, &h->fast)
                : wrtmem_inline_consumer_open(h->consumer, &h->fast)) == WRTMEM_OK)
        return h;
    detach(h, sender);
    return NULL;
}

#define HANDLE(place) ((struct handle *)(place))

#ifdef BENCH_INLINE
#define PEER bench_wrtmem_spsc_inline
#define TITLE "wrtmem spsc (C, inline)"
#define SEND(place, message)                                                                       \
    (wrtmem_inline_try_push(&HANDLE(place)->fast, message, sizeof message) == WRTMEM_OK)
#define RECEIVE(place, message)                                                                    \
    (wrtmem_inline_try_pop(&HANDLE(place)->fast, message, sizeof message) == WRTMEM_OK)
#else
#define PEER bench_wrtmem_spsc
#define TITLE "wrtmem spsc (C, .so)"
#define SEND(place, message)                                                                       \
    (wrtmem_producer_try_push(HANDLE(place)->producer, message) == WRTMEM_OK)
#define RECEIVE(place, message)                                                                    \
    (wrtmem_consumer_try_pop(HANDLE(place)->consumer, message) == WRTMEM_OK)
#endif
#include "sizes.h"

const bench_ring_peer_t PEER = {
    TITLE, NULL, true, true, true, shared_bytes, create, attach, detach, BENCH_LOOPS,
};

#ifndef BENCH_INLINE
enum { WORDS_OF_64_BYTES = 8, MANY = 32 };

/* The messages from number `i` on are written into, or checked in, one part of a span. */
static bool part(void *at, size_t count, uint64_t i, const bench_batch_t *batch, bool write) {
    uint64_t *message = at;
    for (size_t k = 0; k < count; k++, message += WORDS_OF_64_BYTES) {
        bench_work(batch);
        if (write)
            bench_fill(message, WORDS_OF_64_BYTES, i + k, batch->full);
        else if (!bench_right(message, WORDS_OF_64_BYTES, i + k, batch->full))
            return false;
    }
    return true;
}

static int pass_spans(void *ring, const bench_batch_t *batch, bool write) {
    struct handle *h = ring;
    for (uint64_t i = batch->from, end = batch->from + batch->count; i < end;) {
        size_t wanted = end - i < MANY ? (size_t)(end - i) : MANY;
        wrtmem_span_t span;
        wrtmem_status_t status =
            write ? wrtmem_producer_reserve(h->producer, wanted, WRTMEM_POLL, &span)
                  : wrtmem_consumer_peek(h->consumer, wanted, WRTMEM_POLL, &span);
        if (status != WRTMEM_OK) {
            if (bench_stopped(batch))
                return BENCH_STOPPED;
            continue;
        }
        if (!part(span.first, span.first_count, i, batch, write) ||
            !part(span.second, span.second_count, i + span.first_count, batch, write))
            return BENCH_WRONG_CONTENT;
        size_t count = span.first_count + span.second_count;
        status = write ? wrtmem_producer_commit(h->producer, count)
                       : wrtmem_consumer_release(h->consumer, count);
        if (status != WRTMEM_OK)
            return BENCH_WRONG_CONTENT;
        i += count;
    }
    return BENCH_OK;
}

static int send_spans(void *ring, const bench_batch_t *batch) {
    return pass_spans(ring, batch, true);
}

static int receive_spans(void *ring, const bench_batch_t *batch) {
    return pass_spans(ring, batch, false);
}

static const bench_ring_loops_t span_loops[] = {{64, send_spans, receive_spans, NULL, NULL, NULL}};

/* One way only, 64 bytes only. */
const bench_ring_peer_t bench_wrtmem_spsc_spans = {
    TITLE, NULL, true, true, true, shared_bytes, create, attach, detach, span_loops, 1,
};
#endif
