/* The loops of one peer for one message size. Included once for each, after defining
 *   WORDS                      words of a message
 *   NAME(loop)                 the name of a loop of this peer and size
 *   SEND(ring, message)        true if the message was sent
 *   RECEIVE(ring, message)     true if a message was received
 * A message lies in a buffer of the sender's before and in one of the receiver's afterwards: a
 * ring copies it at least once on each side. The same as the Rust loops in
 * rooms/src/ring/mod.rs. */

static int NAME(send)(void *ring, const bench_batch_t *batch) {
    uint64_t message[WORDS] = {0};
    for (uint64_t i = batch->from; i < batch->from + batch->count; i++) {
        bench_work(batch);
        bench_fill(message, WORDS, i, batch->full);
        while (!SEND(ring, message))
            if (bench_stopped(batch))
                return BENCH_STOPPED;
    }
    return BENCH_OK;
}

static int NAME(receive)(void *ring, const bench_batch_t *batch) {
    uint64_t message[WORDS] = {0};
    for (uint64_t i = batch->from; i < batch->from + batch->count; i++) {
        while (!RECEIVE(ring, message))
            if (bench_stopped(batch))
                return BENCH_STOPPED;
        if (!bench_right(message, WORDS, i, batch->full))
            return BENCH_WRONG_CONTENT;
        bench_work(batch);
    }
    return BENCH_OK;
}

static int NAME(ping)(void *there, void *back, const bench_batch_t *batch) {
    uint64_t message[WORDS] = {0};
    for (uint64_t i = batch->from; i < batch->from + batch->count; i++) {
        uint64_t begin = batch->times ? bench_now() : 0;
        bench_fill(message, WORDS, i, batch->full);
        while (!SEND(there, message))
            if (bench_stopped(batch))
                return BENCH_STOPPED;
        while (!RECEIVE(back, message))
            if (bench_stopped(batch))
                return BENCH_STOPPED;
        if (!bench_right(message, WORDS, i, batch->full))
            return BENCH_WRONG_CONTENT;
        if (batch->times)
            batch->times[i - batch->from] = bench_now() - begin;
    }
    return BENCH_OK;
}

static int NAME(echo)(void *there, void *back, const bench_batch_t *batch) {
    uint64_t message[WORDS] = {0};
    for (uint64_t i = batch->from; i < batch->from + batch->count; i++) {
        while (!RECEIVE(there, message))
            if (bench_stopped(batch))
                return BENCH_STOPPED;
        while (!SEND(back, message))
            if (bench_stopped(batch))
                return BENCH_STOPPED;
    }
    return BENCH_OK;
}
