/* Where a side of a program runs: as the sides of wrtmem-bench do. Include it first. */
#ifndef BENCH_PLACE_H
#define BENCH_PLACE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sched.h>
#include <stdbool.h>
#include <string.h>

/* What wrtmem-bench passes last: whether the sides run under SCHED_FIFO. */
static inline bool bench_wants_real_time(int argc, char **argv) {
    return strcmp(argv[argc - 1], "real-time") == 0;
}

/* Keeps the calling thread on the processor that is number `side` of those it may use. */
static inline void bench_pin(int side) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, &set) && side-- == 0) {
            CPU_ZERO(&set);
            CPU_SET(cpu, &set);
            sched_setaffinity(0, sizeof set, &set);
            return;
        }
    }
}

/* SCHED_FIFO for the calling thread. Only when every side is pinned to a processor of its own:
 * one that spins lets nobody else have it, so it is turned off before others are needed. */
static inline void bench_real_time(bool on) {
    struct sched_param parameter = {.sched_priority = on};
    sched_setscheduler(0, on ? SCHED_FIFO : SCHED_OTHER, &parameter);
}
#endif
