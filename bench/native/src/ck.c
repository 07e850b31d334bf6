/* Concurrency Kit's ring of structures, which are copied into it and out of it; it holds one less
 * than its size. */
#include "bench.h"
#include "content.h"

#include <ck_ring.h>

#define MESSAGE(words)                                                                             \
    struct message_##words {                                                                       \
        uint64_t content[words];                                                                   \
    };                                                                                             \
    CK_RING_PROTOTYPE(words, message_##words)
MESSAGE(1)
MESSAGE(8)
MESSAGE(32)
MESSAGE(128)
MESSAGE(512)

struct message_ring {
    ck_ring_t ring;
    _Alignas(128) unsigned char messages[];
};

static size_t shared_bytes(size_t capacity, size_t bytes) {
    return sizeof(struct message_ring) + capacity * bytes;
}

static void *create(void *shared, const char *name, size_t capacity, size_t bytes) {
    (void)name;
    (void)bytes;
    struct message_ring *ring = shared;
    ck_ring_init(&ring->ring, (unsigned)capacity);
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

/* A function of the ring, the place of its messages and the caller's message. */
#define CALL(function, place, message)                                                             \
    function(&((struct message_ring *)(place))->ring,                                              \
             (void *)((struct message_ring *)(place))->messages, (void *)(message))

#define SEND(place, message) CALL(NAME(ck_ring_enqueue_spsc), place, message)
#define RECEIVE(place, message) CALL(NAME(ck_ring_dequeue_spsc), place, message)
#include "sizes.h"

const bench_ring_peer_t bench_ck = {
    "ck_ring", "libck-dev", false, true, true, shared_bytes, create, attach, detach, BENCH_LOOPS,
};

#undef SEND
#undef RECEIVE
#define SEND(place, message) CALL(ck_ring_enqueue_mpmc_8, place, message)
#define RECEIVE(place, message) CALL(ck_ring_dequeue_mpmc_8, place, message)
#include "exchange.h"

const bench_ring_peer_t bench_ck_mpmc = {
    "ck_ring", "libck-dev", false, true, true, shared_bytes, create, attach, detach, BENCH_EXCHANGE,
};
