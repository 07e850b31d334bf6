/* The library's message ring through its shared object: what a C program pays. */
#include "bench.h"
#include "content.h"

#include <stdio.h>
#include <stdlib.h>
#include <wrtmem.h>

struct place {
    char segment[64];
    uint64_t lane_bytes;
};

static size_t shared_bytes(size_t capacity, size_t bytes) {
    (void)capacity;
    (void)bytes;
    return sizeof(struct place);
}

static void *create(void *shared, const char *name, size_t capacity, size_t bytes) {
    struct place *place = shared;
    snprintf(place->segment, sizeof place->segment, "%s", name);
    /* Rounded down: it holds no more messages than a peer. */
    place->lane_bytes = 4096;
    while (2 * place->lane_bytes <= capacity * (bytes + 24))
        place->lane_bytes *= 2;
    wrtmem_segment_options_t options = {.size = sizeof options,
                                        .bytes = 2 * place->lane_bytes + (1 << 20),
                                        .flags = WRTMEM_SEGMENT_PREFAULT};
    wrtmem_segment_t *segment;
    if (wrtmem_segment_create(name, &options, &segment) != WRTMEM_OK)
        return NULL;
    wrtmem_segment_close(segment);
    return place;
}

struct handle {
    wrtmem_segment_t *segment;
    wrtmem_message_t *ring;
    wrtmem_sender_t *sender;
    wrtmem_receiver_t *receiver;
};

static void detach(void *handle, bool sender) {
    struct handle *h = handle;
    (void)sender;
    wrtmem_sender_close(h->sender);
    wrtmem_receiver_close(h->receiver);
    wrtmem_message_close(h->ring);
    wrtmem_segment_close(h->segment);
    free(h);
}

static void *attach(void *ring, bool sender) {
    const struct place *place = ring;
    wrtmem_message_options_t options = {
        .size = sizeof options, .lane_bytes = place->lane_bytes, .lanes = 1};
    /* Else the first lap of a large ring would measure page faults. */
    wrtmem_segment_options_t open = {.size = sizeof open, .flags = WRTMEM_SEGMENT_PREFAULT};
    struct handle *h = bench_lines(sizeof *h);
    if (h == NULL)
        return NULL;
    if (wrtmem_segment_open(place->segment, &open, WRTMEM_POLL, &h->segment) == WRTMEM_OK &&
        wrtmem_message_open_or_create(h->segment, "ring", &options, &h->ring, NULL) == WRTMEM_OK &&
        (sender ? wrtmem_sender_open(h->ring, WRTMEM_ANY_LANE, &h->sender, NULL)
                : wrtmem_receiver_open(h->ring, &h->receiver)) == WRTMEM_OK)
        return h;
    detach(h, sender);
    return NULL;
}

#define SEND(place, message)                                                                       \
    (wrtmem_sender_try_send(((struct handle *)(place))->sender, message, sizeof message, NULL) ==  \
     WRTMEM_OK)
#define RECEIVE(place, message)                                                                    \
    (wrtmem_receiver_try_receive(((struct handle *)(place))->receiver, message, sizeof message,    \
                                 NULL) == WRTMEM_OK)
#include "sizes.h"

const bench_ring_peer_t bench_wrtmem = {
    "wrtmem message (C, .so)",
    NULL,
    true,
    true,
    true,
    shared_bytes,
    create,
    attach,
    detach,
    BENCH_LOOPS,
};
