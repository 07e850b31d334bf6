/* The loop of a peer that both sides send to and receive from, for 64 bytes. Included after
 * defining SEND and RECEIVE as for loops.h. BENCH_EXCHANGE ends a bench_ring_peer_t. */

static int exchange(void *ring, const bench_batch_t *batch) {
    uint64_t message[8] = {0};
    uint64_t received = 0;
    for (uint64_t i = batch->from; i < batch->from + batch->count; i++) {
        bench_fill(message, 8, i, batch->full);
        while (!SEND(ring, message))
            if (bench_stopped(batch))
                return BENCH_STOPPED;
        while (!RECEIVE(ring, message))
            if (bench_stopped(batch))
                return BENCH_STOPPED;
        if (!bench_right(message, 8, message[0], batch->full))
            return BENCH_WRONG_CONTENT;
        received += message[0];
    }
    *batch->received = received;
    return BENCH_OK;
}

static const bench_ring_loops_t exchange_loops[] = {{64, NULL, NULL, NULL, NULL, exchange}};
#define BENCH_EXCHANGE exchange_loops, 1
