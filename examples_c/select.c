/* One reader, three rings, one poll(): the rings of three processes through a waitset, and a timer
 * beside them. Each writer sends a few readings and goes; one is killed half way. The reader sees
 * all that they sent, and who died, and ends. */
#define _GNU_SOURCE
#include <err.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wrtmem.h>

#define CHECK(call) ((call) == WRTMEM_OK ? (void)0 : errx(1, "%s: %s", #call, wrtmem_last_error()))

enum { RINGS = 3, READINGS = 20, KILLED = 2 };

static wrtmem_message_t *open_ring(wrtmem_segment_t *segment, int number) {
    char name[16];
    wrtmem_message_t *ring;
    snprintf(name, sizeof name, "sensor-%d", number);
    CHECK(wrtmem_message_open_or_create(segment, name, NULL, &ring, NULL));
    return ring;
}

/* A sensor: a reading every few milliseconds. */
static void write_readings(const char *segment_name, int number) {
    wrtmem_segment_t *segment;
    wrtmem_sender_t *sender;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    CHECK(wrtmem_segment_open(segment_name, NULL, WRTMEM_FOREVER, &segment));
    wrtmem_message_t *ring = open_ring(segment, number);
    CHECK(wrtmem_sender_open(ring, WRTMEM_ANY_LANE, &sender, NULL));
    for (uint64_t reading = 0; reading < READINGS; reading++) {
        if (number == KILLED && reading == READINGS / 2)
            raise(SIGKILL);
        CHECK(wrtmem_sender_send(sender, &reading, sizeof reading, WRTMEM_FOREVER, NULL));
        nanosleep(&(struct timespec){0, (number + 1) * 3000000L}, NULL);
    }
    wrtmem_sender_close(sender);
    wrtmem_message_close(ring);
    wrtmem_segment_close(segment);
}

int main(void) {
    char name[32];
    snprintf(name, sizeof name, "select-%ld", (long)getpid());
    wrtmem_segment_t *segment;
    CHECK(wrtmem_segment_create(name, NULL, &segment));
    wrtmem_waitset_t *set;
    CHECK(wrtmem_waitset_create(&set));
    wrtmem_message_t *rings[RINGS];
    wrtmem_receiver_t *receivers[RINGS];
    for (int i = 0; i < RINGS; i++) {
        rings[i] = open_ring(segment, i);
        CHECK(wrtmem_receiver_open(rings[i], &receivers[i]));
        CHECK(wrtmem_waitset_add_receiver(set, receivers[i], (uint64_t)i));
    }
    int set_fd;
    CHECK(wrtmem_waitset_fd(set, &set_fd));
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct itimerspec every = {{0, 50000000}, {0, 50000000}};
    if (timer < 0 || timerfd_settime(timer, 0, &every, NULL) != 0)
        err(1, "timer");
    for (int i = 0; i < RINGS; i++) {
        pid_t child = fork();
        if (child < 0)
            err(1, "fork");
        if (child == 0) {
            write_readings(name, i);
            fflush(NULL);
            _exit(0);
        }
    }

    uint64_t read_of[RINGS] = {0}, ticks = 0;
    int open_rings = RINGS;
    while (open_rings > 0) {
        struct pollfd polled[] = {{set_fd, POLLIN, 0}, {timer, POLLIN, 0}};
        if (poll(polled, 2, 10000) <= 0)
            errx(1, "nothing for ten seconds");
        if (polled[1].revents != 0) {
            uint64_t passed;
            if (read(timer, &passed, sizeof passed) == sizeof passed)
                ticks += passed;
            printf("tick %2" PRIu64 ": %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", ticks, read_of[0],
                   read_of[1], read_of[2]);
        }
        wrtmem_ready_t ready[RINGS];
        size_t count = 0;
        if (polled[0].revents == 0 ||
            wrtmem_waitset_wait(set, ready, RINGS, WRTMEM_POLL, &count) != WRTMEM_OK)
            continue; /* none is ready any more: the descriptor is not readable now */
        for (size_t i = 0; i < count; i++) {
            int ring = (int)ready[i].token;
            uint64_t reading;
            while (wrtmem_receiver_try_receive(receivers[ring], &reading, sizeof reading, NULL) ==
                   WRTMEM_OK) {
                if (reading != read_of[ring]++)
                    errx(1, "sensor %d: reading %" PRIu64 " is missing", ring, read_of[ring] - 1);
            }
            bool done = read_of[ring] == READINGS;
            if (ready[i].trouble != 0)
                printf("sensor %d died after %" PRIu64 " readings\n", ring, read_of[ring]);
            if (done || ready[i].trouble != 0) {
                CHECK(wrtmem_waitset_remove(set, ready[i].token));
                open_rings--;
            }
        }
    }
    while (wait(NULL) > 0)
        continue;
    wrtmem_waitset_close(set);
    for (int i = 0; i < RINGS; i++) {
        wrtmem_receiver_close(receivers[i]);
        wrtmem_message_close(rings[i]);
    }
    wrtmem_segment_close(segment);
    CHECK(wrtmem_segment_unlink(name, NULL));
    if (read_of[0] != READINGS || read_of[1] != READINGS || read_of[KILLED] != READINGS / 2)
        errx(1, "readings are missing");
    return 0;
}
