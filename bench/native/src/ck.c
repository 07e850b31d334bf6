/* Concurrency Kit's ring, single producer and consumer: it copies pointers, so an element of
 * any size is copied here into slots beside it, as its users do. */
#include "bench.h"
#include "content.h"

#include <ck_ring.h>
#include <string.h>

struct message_ring {
    ck_ring_t ring;
    size_t bytes;
    size_t mask;
    _Alignas(128) unsigned sent; /* the producer's own */
    _Alignas(128) unsigned char slots[];
};

/* The ring holds one element less than its size; a slot is free again once its pointer was
 * taken and its content copied, hence twice as many. */
static size_t shared_bytes(size_t capacity, size_t bytes) {
    return sizeof(struct message_ring) + 2 * capacity * bytes +
           sizeof(ck_ring_buffer_t) * capacity + 128;
}

static ck_ring_buffer_t *pointers(struct message_ring *ring) {
    return (ck_ring_buffer_t *)(ring->slots + (ring->mask + 1) * ring->bytes);
}

static void *create(void *shared, const char *name, size_t capacity, size_t bytes) {
    (void)name;
    struct message_ring *ring = shared;
    ck_ring_init(&ring->ring, (unsigned)capacity);
    ring->bytes = bytes;
    ring->mask = 2 * capacity - 1;
    return ring;
}

static void *attach(void *ring, bool sender) {
    (void)sender;
    return ring;
}

static void detach(void *ring, bool sender) {
    (void)ring;
    (void)sender;
}

static inline bool put(struct message_ring *ring, const void *message, size_t bytes) {
    unsigned char *slot = ring->slots + (ring->sent & ring->mask) * bytes;
    if (ck_ring_size(&ring->ring) + 1 >= ck_ring_capacity(&ring->ring))
        return false;
    memcpy(slot, message, bytes);
    if (!ck_ring_enqueue_spsc(&ring->ring, pointers(ring), slot))
        return false;
    ring->sent++;
    return true;
}

static inline bool take(struct message_ring *ring, void *message, size_t bytes) {
    void *slot;
    if (!ck_ring_dequeue_spsc(&ring->ring, pointers(ring), &slot))
        return false;
    memcpy(message, slot, bytes);
    return true;
}

#define SEND(ring, message) put(ring, message, sizeof(message))
#define RECEIVE(ring, message) take(ring, message, sizeof(message))
#include "sizes.h"

const bench_ring_peer_t bench_ck = {
    "ck_ring", "libck-dev", false, true, true, shared_bytes, create, attach, detach, BENCH_LOOPS,
};
