/* How long a message takes to another process and back: a histogram of round trips through
 * two rings, as text.
 *
 *     ping [count]        default 1000000
 *
 * The sides spin for a moment, then sleep: run something else on one processor to see it. */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wrtmem_inline.h>

#define CHECK(call) ((call) == WRTMEM_OK ? (void)0 : errx(1, "%s: %s", #call, wrtmem_last_error()))

typedef struct {
    uint64_t number, payload[7];
} message_t;

/* Ends of the two rings: what this process sends by, and what it receives by. */
typedef struct {
    wrtmem_segment_t *segment;
    wrtmem_producer_t *producer;
    wrtmem_consumer_t *consumer;
    wrtmem_inline_spsc_t out, in;
} link_t;

static wrtmem_spsc_t *open_ring(wrtmem_segment_t *segment, const char *name) {
    wrtmem_spsc_options_t options = {
        .size = sizeof options, .capacity = 64, .element = sizeof(message_t)};
    wrtmem_spsc_t *ring;
    CHECK(wrtmem_spsc_open_or_create(segment, name, &options, &ring, NULL));
    return ring;
}

static link_t open_link(const char *name, const char *out, const char *in) {
    link_t link;
    CHECK(wrtmem_segment_open_or_create(name, NULL, &link.segment, NULL));
    CHECK(wrtmem_producer_open(open_ring(link.segment, out), &link.producer, NULL));
    CHECK(wrtmem_consumer_open(open_ring(link.segment, in), &link.consumer, NULL));
    CHECK(wrtmem_inline_producer_open(link.producer, &link.out));
    CHECK(wrtmem_inline_consumer_open(link.consumer, &link.in));
    return link;
}

/* Without a call as long as there is room, or something there; else the library waits. */
static wrtmem_status_t send(link_t *link, const message_t *message) {
    wrtmem_status_t status = wrtmem_inline_try_push(&link->out, message, sizeof *message);
    if (status == WRTMEM_E_FULL)
        status = wrtmem_producer_push(link->producer, message, WRTMEM_FOREVER);
    return status;
}

static wrtmem_status_t receive(link_t *link, message_t *message) {
    wrtmem_status_t status = wrtmem_inline_try_pop(&link->in, message, sizeof *message);
    if (status == WRTMEM_E_EMPTY)
        status = wrtmem_consumer_pop(link->consumer, message, WRTMEM_FOREVER);
    return status;
}

static void echo(const char *name, uint64_t count) {
    link_t link = open_link(name, "back", "there");
    for (message_t message; count > 0; count--) {
        CHECK(receive(&link, &message));
        CHECK(send(&link, &message));
    }
    wrtmem_segment_close(link.segment);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* Eight buckets for each power of two: a place tells a time to an eighth. */
enum { BUCKETS = 8 * 40 };

static int bucket(uint64_t nanoseconds) {
    if (nanoseconds < 8)
        return (int)nanoseconds;
    int power = 63 - __builtin_clzll(nanoseconds);
    int place = 8 * (power - 2) + (int)(nanoseconds >> (power - 3) & 7);
    return place < BUCKETS ? place : BUCKETS - 1;
}

static uint64_t lower_end(int place) {
    return place < 8 ? (uint64_t)place : (uint64_t)(8 + place % 8) << (place / 8 - 1);
}

static void plot(const uint64_t *counts, uint64_t all) {
    uint64_t most = 0, so_far = 0;
    for (int i = 0; i < BUCKETS; i++)
        most = counts[i] > most ? counts[i] : most;
    printf("%12s %10s\n", "round trip", "count");
    for (int i = 0; i < BUCKETS; i++) {
        if (counts[i] * 2000 < most && counts[i] * 10000 < all)
            continue; /* too few to be seen */
        printf("%9llu ns %10llu |", (unsigned long long)lower_end(i),
               (unsigned long long)counts[i]);
        for (uint64_t column = 0; column < counts[i] * 50 / most; column++)
            putchar('#');
        putchar('\n');
    }
    const double quantiles[] = {0.5, 0.9, 0.99, 0.999, 0.9999};
    for (int i = 0, q = 0; i < BUCKETS && q < 5; i++) {
        so_far += counts[i];
        for (; q < 5 && (double)so_far >= quantiles[q] * (double)all; q++)
            printf("%6.2f %% are below %llu ns\n", 100 * quantiles[q],
                   (unsigned long long)lower_end(i + 1));
    }
}

int main(int argc, char **argv) {
    uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    char name[32];
    snprintf(name, sizeof name, "ping-%ld", (long)getpid());
    if (count == 0)
        errx(2, "usage: ping [count]");
    pid_t child = fork(); /* before anything is open: handles are not inherited */
    if (child < 0)
        err(1, "fork");
    if (child == 0) {
        snprintf(name, sizeof name, "ping-%ld", (long)getppid());
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody else would end it */
        echo(name, count);
        return 0;
    }
    link_t link = open_link(name, "there", "back");
    static uint64_t counts[BUCKETS];
    for (uint64_t i = 0; i < count; i++) {
        message_t message = {.number = i};
        uint64_t begin = now();
        CHECK(send(&link, &message));
        CHECK(receive(&link, &message));
        counts[bucket(now() - begin)]++;
        if (message.number != i)
            errx(1, "message %llu came back as %llu", (unsigned long long)i,
                 (unsigned long long)message.number);
    }
    wrtmem_segment_close(link.segment);
    CHECK(wrtmem_segment_unlink(name, NULL));
    int status;
    if (waitpid(child, &status, 0) != child || status != 0)
        errx(1, "the other process failed");
    plot(counts, count);
    return 0;
}
