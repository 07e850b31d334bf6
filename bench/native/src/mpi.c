/* An allgather of two processes, as MPI users have it: the better of MPI_Allgather and
 * MPI_Sendrecv, bracketed by a ping-pong through a shared window. Prints a reading as JSON.
 * Started without binding: each binds itself. */
#include "place.h"

#include "bench.h"
#include "content.h"

#include <mpi.h>

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int rank;

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, by_value);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* Nanoseconds of a cache line's round trip. */
static double probe(_Atomic uint64_t *line, uint64_t *next) {
    enum { TRIPS = 2000, BATCHES = 7 };
    double nanos[BATCHES];
    for (int b = 0; b < BATCHES; b++) {
        MPI_Barrier(MPI_COMM_WORLD);
        double begin = MPI_Wtime();
        for (int i = 0; i < TRIPS; i++, *next += 2) {
            uint64_t mine = *next + (uint64_t)rank;
            while (atomic_load_explicit(line, memory_order_acquire) != mine)
                ;
            atomic_store_explicit(line, mine + 1, memory_order_release);
        }
        nanos[b] = (MPI_Wtime() - begin) * 1e9 / TRIPS;
    }
    return median(nanos, BATCHES);
}

static void cycle(int sendrecv, uint64_t *own, uint64_t *all, int words, uint64_t number) {
    for (int i = 0; i < words; i++)
        own[i] = number + (uint64_t)rank;
    if (sendrecv) {
        MPI_Sendrecv(own, words, MPI_UINT64_T, 1 - rank, 0, all + (1 - rank) * words, words,
                     MPI_UINT64_T, 1 - rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else {
        MPI_Allgather(own, words, MPI_UINT64_T, all, words, MPI_UINT64_T, MPI_COMM_WORLD);
    }
    const uint64_t *theirs = all + (1 - rank) * words;
    uint64_t expected = number + 1 - (uint64_t)rank;
    if (theirs[0] != expected || theirs[words - 1] != expected) {
        fprintf(stderr, "wrong content in cycle %llu\n", (unsigned long long)number);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
}

static double mode(int sendrecv, uint64_t *own, uint64_t *all, int words) {
    enum { BATCHES = 9 };
    double nanos[BATCHES];
    int count = words > 1024 ? 100 : 2000;
    for (int b = -1; b < BATCHES; b++) { /* the first is not counted */
        MPI_Barrier(MPI_COMM_WORLD);
        double begin = MPI_Wtime();
        for (int i = 0; i < count; i++)
            cycle(sendrecv, own, all, words, (uint64_t)i);
        if (b >= 0)
            nanos[b] = (MPI_Wtime() - begin) * 1e9 / count;
    }
    return median(nanos, BATCHES);
}

int main(int argc, char **argv) {
    MPI_Init(&argc, &argv);
    int size;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    int words = argc > 1 ? atoi(argv[1]) / 8 : 8;
    if (size != 2 || words < 1) {
        fprintf(stderr, "needs two processes and a size\n");
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    MPI_Win window;
    void *base;
    MPI_Win_allocate_shared(rank == 0 ? 128 : 0, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &base, &window);
    MPI_Aint bytes;
    int unit;
    MPI_Win_shared_query(window, 0, &bytes, &unit, &base);
    _Atomic uint64_t *line = base;
    if (rank == 0)
        atomic_store(line, 0);
    uint64_t next = 0;
    uint64_t *own = bench_lines((size_t)words * 8), *all = bench_lines(2 * (size_t)words * 8);
    bench_pin(rank);
    MPI_Barrier(MPI_COMM_WORLD);
    bench_real_time(bench_wants_real_time(argc, argv));
    double before = probe(line, &next);
    double gather = mode(0, own, all, words), sendrecv = mode(1, own, all, words);
    double after = probe(line, &next);
    bench_real_time(false); /* mpirun takes part in the end */
    if (rank == 0)
        printf("{\"nanos\":%.3f,\"probe\":[%.3f,%.3f]}\n", gather < sendrecv ? gather : sendrecv,
               before, after);
    free(own);
    free(all);
    MPI_Win_free(&window);
    MPI_Finalize();
}
