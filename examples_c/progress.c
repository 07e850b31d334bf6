/* A task that four processes share, and a monitor that shows how far it is: the primes below a
 * limit are counted, block by block. One worker is stopped for a while and one is killed; the
 * monitor shows the first as stalled, the second as dead, and starts another in its place.
 *
 *     progress [LIMIT]    the primes below LIMIT, 8000000 unless said */
#define _GNU_SOURCE
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wrtmem_inline.h>

#define CHECK(call) ((call) == WRTMEM_OK ? (void)0 : errx(1, "%s: %s", #call, wrtmem_last_error()))

enum { WORKERS = 4, BLOCK = 20000, WIDTH = 40 };
#define STALLED UINT64_C(300000000) /* ns without an advance */

static const char *const states[] = {"working", "STALLED", "finished", "DEAD"};

static bool is_prime(uint64_t n) {
    for (uint64_t d = 3; d * d <= n; d += 2)
        if (n % d == 0)
            return false;
    return n == 2 || (n > 2 && n % 2 == 1);
}

/* Takes blocks by tickets until none is left. A block whose worker dies is lost with it: the
 * monitor sees what is missing. */
static void work(const char *name, uint64_t limit) {
    wrtmem_segment_t *segment;
    wrtmem_slot_t *slot;
    wrtmem_progress_t *progress;
    wrtmem_counter_t *blocks, *primes;
    CHECK(wrtmem_segment_open(name, NULL, WRTMEM_POLL, &segment));
    CHECK(wrtmem_slot_open(segment, &slot, NULL));
    CHECK(wrtmem_progress_open(segment, "numbers", WRTMEM_POLL, slot, &progress));
    CHECK(wrtmem_counter_open(segment, "blocks", WRTMEM_POLL, NULL, &blocks));
    CHECK(wrtmem_counter_open(segment, "primes", WRTMEM_POLL, slot, &primes));
    for (;;) {
        uint64_t block, found = 0;
        CHECK(wrtmem_counter_ticket(blocks, 1, &block));
        uint64_t from = block * BLOCK, to = from + BLOCK < limit ? from + BLOCK : limit;
        if (from >= limit)
            break;
        for (uint64_t n = from; n < to; n++)
            found += is_prime(n);
        CHECK(wrtmem_counter_add(primes, found));
        CHECK(wrtmem_progress_advance(progress, to - from));
    }
    CHECK(wrtmem_counter_close(primes));
    CHECK(wrtmem_counter_close(blocks));
    CHECK(wrtmem_progress_close(progress));
    CHECK(wrtmem_slot_close(slot));
    CHECK(wrtmem_segment_close(segment));
}

static pid_t start(const char *name, uint64_t limit) {
    pid_t child = fork();
    if (child == -1)
        err(1, "fork");
    if (child == 0) {
        work(name, limit);
        exit(0);
    }
    return child;
}

/* One picture of the task; on a terminal over the last one. Whether any worker is at it. */
static bool show(const wrtmem_progress_t *progress, bool again) {
    static const char bar[] = "########################################";
    wrtmem_progress_info_t info = {.size = sizeof info};
    wrtmem_worker_t workers[64];
    uint64_t count;
    CHECK(wrtmem_progress_info(progress, &info));
    CHECK(wrtmem_progress_workers(progress, STALLED, workers, 64, &count));
    if (again && isatty(STDOUT_FILENO))
        printf("\033[%llu;1H\033[J", 1ull);
    int length = (int)(info.done * WIDTH / info.total);
    printf("[%-*.*s] %5.1f %%  %6.2f M/s  ", WIDTH, length, bar,
           100.0 * (double)info.done / (double)info.total, info.rate / 1e6);
    if (info.remaining == UINT64_MAX)
        puts(info.state == WRTMEM_PROGRESS_RUNNING ? "no estimate yet" : "done");
    else
        printf("%.1f s left\n", (double)info.remaining / 1e9);
    bool busy = false;
    for (uint64_t i = 0; i < count; i++) {
        busy |= workers[i].state == WRTMEM_WORKER_WORKING;
        busy |= workers[i].state == WRTMEM_WORKER_STALLED;
        printf("  row %u  process %7u  %10llu done  idle %6.2f s  %s\n", workers[i].row,
               workers[i].pid, (unsigned long long)workers[i].done, (double)workers[i].idle / 1e9,
               states[workers[i].state]);
    }
    fflush(stdout);
    return busy;
}

int main(int argc, char **argv) {
    uint64_t limit = argc > 1 ? strtoull(argv[1], NULL, 10) : 8000000;
    if (limit < 1000000)
        errx(2, "usage: %s [LIMIT], at least 1000000", argv[0]);
    char name[64];
    snprintf(name, sizeof name, "progress-%ld", (long)getpid());
    wrtmem_segment_t *segment;
    wrtmem_progress_t *progress;
    wrtmem_counter_t *blocks, *primes;
    wrtmem_metric_options_t one = {.size = sizeof one, .mode = WRTMEM_COUNTER_SINGLE};
    CHECK(wrtmem_segment_create(name, NULL, &segment));
    CHECK(wrtmem_progress_open_or_create(segment, "numbers", NULL, NULL, &progress));
    CHECK(wrtmem_progress_set_total(progress, limit));
    CHECK(wrtmem_counter_open_or_create(segment, "blocks", &one, NULL, &blocks));
    CHECK(wrtmem_counter_open_or_create(segment, "primes", NULL, NULL, &primes));

    pid_t workers[WORKERS + 1];
    for (int i = 0; i < WORKERS; i++)
        workers[i] = start(name, limit);
    int look = 0, killed = 0;
    do {
        usleep(200000);
        if (++look == 3)
            kill(workers[0], SIGSTOP);
        if (look == 6)
            killed = kill(workers[1], SIGKILL) == 0;
        if (look == 9)
            kill(workers[0], SIGCONT);
        if (look == 10) /* takes the dead one's row, once it was cleaned up */
            workers[WORKERS] = start(name, limit);
    } while (show(progress, look > 1) || look < 11);
    CHECK(wrtmem_progress_set_state(progress, WRTMEM_PROGRESS_FINISHED));
    for (int status; wait(&status) > 0;)
        ;
    show(progress, true);
    CHECK(wrtmem_segment_unlink(name, NULL));

    uint64_t found;
    wrtmem_progress_info_t info = {.size = sizeof info};
    CHECK(wrtmem_counter_get(primes, &found));
    CHECK(wrtmem_progress_info(progress, &info));
    uint64_t missing = info.total - info.done;
    printf("%llu primes in %llu numbers, %llu not looked at: %s\n", (unsigned long long)found,
           (unsigned long long)info.done, (unsigned long long)missing,
           missing == 0 ? "nobody was killed in a block"
                        : "the block that the killed worker had taken");
    CHECK(wrtmem_counter_close(primes));
    CHECK(wrtmem_counter_close(blocks));
    CHECK(wrtmem_progress_close(progress));
    CHECK(wrtmem_segment_close(segment));
    return killed && missing <= BLOCK ? 0 : 1;
}
