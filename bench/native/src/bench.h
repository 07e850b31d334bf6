/* The function tables of the C and C++ peers: what rooms/src/ring/native.rs reads. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A stretch of operations; operation from + i carries that number. */
typedef struct {
    uint64_t from;
    uint64_t count;
    uint64_t *times;      /* NULL, or where to note the nanoseconds of each */
    const uint32_t *stop; /* not 0 once the other side failed */
    uint32_t full;        /* write and check every word, not the first and last only */
    uint32_t pace;        /* steps of work beside each message */
    uint64_t *received;   /* where exchange puts the sum of the numbers that it received */
} bench_batch_t;

enum { BENCH_OK, BENCH_STOPPED, BENCH_WRONG_CONTENT };

/* The loops for one message size, each compiled with the peer's own inline functions; NULL where
 * the peer is not made for it. */
typedef struct {
    size_t bytes;
    int (*send)(void *ring, const bench_batch_t *batch);
    int (*receive)(void *ring, const bench_batch_t *batch);
    int (*ping)(void *there, void *back, const bench_batch_t *batch);
    int (*echo)(void *there, void *back, const bench_batch_t *batch);
    int (*exchange)(void *ring, const bench_batch_t *batch);
} bench_ring_loops_t;

typedef struct {
    const char *name;
    const char *package; /* Debian's; NULL if it is the library itself */
    bool ours;
    bool threads;   /* works between threads */
    bool processes; /* works between processes */
    /* Before threads or processes start. shared_bytes of zeroed shared memory are passed to
     * create; NULL if it fails. */
    size_t (*shared_bytes)(size_t capacity, size_t bytes);
    void *(*create)(void *shared, const char *name, size_t capacity, size_t bytes);
    /* In each side: the handle its loops take. */
    void *(*attach)(void *ring, bool sender);
    void (*detach)(void *handle, bool sender);
    const bench_ring_loops_t *loops;
    size_t loops_count;
} bench_ring_peer_t;

/* All of them, ending with a NULL. */
const bench_ring_peer_t *const *bench_ring_peers(void);

/* Those that pass 32 messages at a time, likewise. */
const bench_ring_peer_t *const *bench_span_peers(void);

/* Those with several senders and receivers, for exchange, likewise. */
const bench_ring_peer_t *const *bench_exchange_peers(void);

#ifdef __cplusplus
}
#endif
#endif
