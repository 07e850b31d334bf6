/* The same as the other barriers' cycles, with OpenMP's: two threads, two buffers each in
 * turn, bracketed by a ping-pong. Prints a reading as JSON. */
#include "place.h"

#include "bench.h"
#include "content.h"

#include <omp.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Alignas(128) _Atomic uint64_t line;
static _Atomic int wrong;

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count) {
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

static double probe(int thread, uint64_t *next) {
    enum { TRIPS = 2000, BATCHES = 7 };
    double nanos[BATCHES];
    for (int b = 0; b < BATCHES; b++) {
#pragma omp barrier
        double begin = omp_get_wtime();
        for (int i = 0; i < TRIPS; i++, *next += 2) {
            uint64_t mine = *next + (uint64_t)thread;
            while (atomic_load_explicit(&line, memory_order_acquire) != mine)
                ;
            atomic_store_explicit(&line, mine + 1, memory_order_release);
        }
        nanos[b] = (omp_get_wtime() - begin) * 1e9 / TRIPS;
    }
    return median(nanos, BATCHES);
}

int main(int argc, char **argv) {
    size_t words = argc > 1 ? strtoul(argv[1], NULL, 10) / 8 : 8;
    size_t distance = words < 16 ? 16 : words;
    uint64_t *buffers = aligned_alloc(128, 4 * distance * 8);
    if (words == 0 || buffers == NULL)
        return fprintf(stderr, "needs a size\n"), 1;
    double before = 0, after = 0, middle = 0;
#pragma omp parallel num_threads(2)
    {
        enum { BATCHES = 9 };
        double nanos[BATCHES];
        uint64_t next = 0;
        int thread = omp_get_thread_num();
        uint64_t *copy = bench_lines(words * 8);
        bench_pin(thread);
#pragma omp barrier
        bench_real_time(bench_wants_real_time(argc, argv));
        double first = probe(thread, &next);
        int count = words > 1024 ? 100 : 5000;
        uint64_t number = 0;
        for (int b = -1; b < BATCHES; b++) { /* the first is not counted */
#pragma omp barrier
            double begin = omp_get_wtime();
            for (int i = 0; i < count; i++, number++) {
                uint64_t *mine = buffers + (2 * (size_t)thread + (number & 1)) * distance;
                for (size_t w = 0; w < words; w++)
                    mine[w] = number + (uint64_t)thread;
#pragma omp barrier
                memcpy(copy, buffers + (2 * (size_t)(1 - thread) + (number & 1)) * distance,
                       words * 8);
                uint64_t expected = number + 1 - (uint64_t)thread;
                if (copy[0] != expected || copy[words - 1] != expected)
                    wrong = 1;
            }
            if (b >= 0)
                nanos[b] = (omp_get_wtime() - begin) * 1e9 / count;
        }
        double last = probe(thread, &next);
        bench_real_time(false);
        if (thread == 0) {
            before = first;
            after = last;
            middle = median(nanos, BATCHES);
        }
        free(copy);
    }
    if (wrong)
        return fprintf(stderr, "wrong content\n"), 1;
    printf("{\"nanos\":%.3f,\"probe\":[%.3f,%.3f]}\n", middle, before, after);
    return 0;
}
