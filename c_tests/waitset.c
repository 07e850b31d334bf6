/* Several ends in one set: what each call answers, and a poll loop over rings that another
 * process fills until it is killed. */
#include "process.h"
#include <poll.h>

enum { EACH = 5000 };

/* A message ring and a ring of numbers, under the names of their tokens. */
static void open_rings(const char *name, wrtmem_segment_t **segment, wrtmem_message_t **ring,
                       wrtmem_spsc_t **spsc) {
    SIZED(wrtmem_segment_options_t, how);
    how.bytes = 4 << 20;
    SIZED(wrtmem_spsc_options_t, options);
    options.capacity = 64;
    options.element = sizeof(uint64_t);
    CHECK_OK(wrtmem_segment_open_or_create(name, &how, segment, NULL));
    CHECK_OK(wrtmem_message_open_or_create(*segment, "message", NULL, ring, NULL));
    CHECK_OK(wrtmem_spsc_open_or_create(*segment, "spsc", &options, spsc, NULL));
}

static bool readable(int fd, int milliseconds) {
    struct pollfd polled = {fd, POLLIN, 0};
    return poll(&polled, 1, milliseconds) == 1 && (polled.revents & POLLIN) != 0;
}

static void test_calls(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_message_t *ring = NULL;
    wrtmem_spsc_t *spsc = NULL;
    open_rings(process_segment_name("calls"), &segment, &ring, &spsc);
    wrtmem_sender_t *sender = NULL;
    wrtmem_receiver_t *receiver = NULL;
    wrtmem_producer_t *producer = NULL;
    wrtmem_consumer_t *consumer = NULL;
    CHECK_OK(wrtmem_sender_open(ring, WRTMEM_ANY_LANE, &sender, NULL));
    CHECK_OK(wrtmem_receiver_open(ring, &receiver));
    CHECK_OK(wrtmem_producer_open(spsc, &producer, NULL));
    CHECK_OK(wrtmem_consumer_open(spsc, &consumer, NULL));

    wrtmem_waitset_t *set = NULL;
    CHECK_OK(wrtmem_waitset_create(&set));
    CHECK_OK(wrtmem_waitset_add_receiver(set, receiver, 1));
    CHECK_OK(wrtmem_waitset_add_consumer(set, consumer, 2));
    CHECK_STATUS(WRTMEM_E_EXISTS, wrtmem_waitset_add_consumer(set, consumer, 1));
    wrtmem_ready_t ready[4];
    size_t count = 7;
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_waitset_wait(set, ready, 4, WRTMEM_POLL, &count));
    CHECK(count == 7);

    uint64_t number = 5;
    int fd = -1;
    CHECK_OK(wrtmem_waitset_fd(set, &fd));
    CHECK(fd >= 0 && !readable(fd, 0));
    CHECK_OK(wrtmem_producer_push(producer, &number, WRTMEM_POLL));
    CHECK(readable(fd, LIMIT));
    CHECK_OK(wrtmem_waitset_wait(set, ready, 4, WRTMEM_FOREVER, &count));
    CHECK(count == 1 && ready[0].token == 2 && ready[0].trouble == 0 && ready[0].reserved == 0);
    CHECK_OK(wrtmem_sender_send(sender, "x", 1, WRTMEM_POLL, NULL));
    CHECK_OK(wrtmem_waitset_wait(set, ready, 4, WRTMEM_POLL, &count));
    CHECK(count == 2 && ready[0].token + ready[1].token == 3);
    CHECK_OK(wrtmem_waitset_remove(set, 1));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_waitset_remove(set, 1));
    CHECK_OK(wrtmem_consumer_pop(consumer, &number, WRTMEM_POLL));
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_waitset_wait(set, ready, 4, WRTMEM_POLL, &count));
    CHECK(!readable(fd, 0));

    /* An end that is closed while it is in a set. */
    CHECK_OK(wrtmem_consumer_close(consumer));
    CHECK_OK(wrtmem_spsc_close(spsc));
    CHECK_OK(wrtmem_producer_push(producer, &number, WRTMEM_POLL));
    CHECK_OK(wrtmem_waitset_wait(set, ready, 4, WRTMEM_POLL, &count));
    CHECK(count == 1 && ready[0].token == 2);
    CHECK_OK(wrtmem_waitset_close(set));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_waitset_close(set));
    CHECK_OK(wrtmem_waitset_close(NULL));
    CHECK_OK(wrtmem_producer_close(producer));
    CHECK_OK(wrtmem_receiver_close(receiver));
    CHECK_OK(wrtmem_sender_close(sender));
    CHECK_OK(wrtmem_message_close(ring));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* As many as the set can have, and one more. */
static void test_most(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_message_t *ring = NULL;
    wrtmem_spsc_t *spsc = NULL;
    wrtmem_consumer_t *consumer = NULL;
    wrtmem_waitset_t *set = NULL;
    open_rings(process_segment_name("most"), &segment, &ring, &spsc);
    CHECK_OK(wrtmem_consumer_open(spsc, &consumer, NULL));
    CHECK_OK(wrtmem_waitset_create(&set));
    for (uint64_t token = 0; token < WRTMEM_WAITSET_MOST; token++)
        CHECK_OK(wrtmem_waitset_add_consumer(set, consumer, token));
    CHECK_STATUS(WRTMEM_E_FULL, wrtmem_waitset_add_consumer(set, consumer, 1000));
    CHECK_OK(wrtmem_waitset_close(set));
    CHECK_OK(wrtmem_consumer_close(consumer));
    CHECK_OK(wrtmem_spsc_close(spsc));
    CHECK_OK(wrtmem_message_close(ring));
    CHECK_OK(wrtmem_segment_close(segment));
}

static int fill(void *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_message_t *ring = NULL;
    wrtmem_spsc_t *spsc = NULL;
    wrtmem_sender_t *sender = NULL;
    wrtmem_producer_t *producer = NULL;
    open_rings((const char *)name, &segment, &ring, &spsc);
    CHECK_OK(wrtmem_sender_open(ring, WRTMEM_ANY_LANE, &sender, NULL));
    CHECK_OK(wrtmem_producer_open(spsc, &producer, NULL));
    for (uint64_t number = 0; number < EACH; number++) {
        CHECK_OK(wrtmem_sender_send(sender, &number, sizeof number, WRTMEM_FOREVER, NULL));
        CHECK_OK(wrtmem_producer_push(producer, &number, WRTMEM_FOREVER));
    }
    process_stop_here();
    return EXIT_SUCCESS;
}

static void test_poll_loop(void) {
    const char *name = process_segment_name("loop");
    wrtmem_segment_t *segment = NULL;
    wrtmem_message_t *ring = NULL;
    wrtmem_spsc_t *spsc = NULL;
    wrtmem_receiver_t *receiver = NULL;
    wrtmem_consumer_t *consumer = NULL;
    wrtmem_waitset_t *set = NULL;
    open_rings(name, &segment, &ring, &spsc);
    CHECK_OK(wrtmem_receiver_open(ring, &receiver));
    CHECK_OK(wrtmem_consumer_open(spsc, &consumer, NULL));
    CHECK_OK(wrtmem_waitset_create(&set));
    CHECK_OK(wrtmem_waitset_add_receiver(set, receiver, 0));
    CHECK_OK(wrtmem_waitset_add_consumer(set, consumer, 1));
    int fd = -1;
    CHECK_OK(wrtmem_waitset_fd(set, &fd));

    pid_t child = process_spawn(fill, (void *)(uintptr_t)name);
    uint64_t next[2] = {0, 0}, number = 0;
    bool killed = false;
    int dead = 0;
    while (dead < 2) {
        CHECK(readable(fd, LIMIT));
        wrtmem_ready_t ready[2];
        size_t count = 0;
        if (wrtmem_waitset_wait(set, ready, 2, WRTMEM_POLL, &count) == WRTMEM_E_TIMEOUT)
            count = 0;
        for (size_t i = 0; i < count; i++) {
            if (ready[i].trouble != 0) {
                CHECK(killed);
                dead++;
            } else if (ready[i].token == 0) {
                while (wrtmem_receiver_try_receive(receiver, &number, sizeof number, NULL) ==
                       WRTMEM_OK)
                    CHECK(number == next[0]++);
            } else {
                while (wrtmem_consumer_try_pop(consumer, &number) == WRTMEM_OK)
                    CHECK(number == next[1]++);
            }
        }
        if (!killed && next[0] == EACH && next[1] == EACH) {
            process_wait_stopped(child, LIMIT);
            process_kill(child);
            killed = true;
        }
    }
    CHECK_STATUS(WRTMEM_E_PEER_DEAD, wrtmem_consumer_pop(consumer, &number, WRTMEM_FOREVER));
    CHECK_STATUS(WRTMEM_E_PEER_DEAD,
                 wrtmem_receiver_receive(receiver, &number, sizeof number, WRTMEM_FOREVER, NULL));
    CHECK_OK(wrtmem_waitset_close(set));
    CHECK_OK(wrtmem_consumer_close(consumer));
    CHECK_OK(wrtmem_receiver_close(receiver));
    CHECK_OK(wrtmem_spsc_close(spsc));
    CHECK_OK(wrtmem_message_close(ring));
    CHECK_OK(wrtmem_segment_close(segment));
}

/* In a forked child every call answers so, and its close harms nobody. */
static int use_copy(void *copy) {
    wrtmem_waitset_t *set = (wrtmem_waitset_t *)copy;
    wrtmem_ready_t ready;
    size_t count;
    int fd;
    CHECK_STATUS(WRTMEM_E_FORKED, wrtmem_waitset_wait(set, &ready, 1, WRTMEM_FOREVER, &count));
    CHECK_STATUS(WRTMEM_E_FORKED, wrtmem_waitset_fd(set, &fd));
    CHECK_STATUS(WRTMEM_E_FORKED, wrtmem_waitset_remove(set, 0));
    CHECK_OK(wrtmem_waitset_close(set));
    return EXIT_SUCCESS;
}

static void test_fork(void) {
    wrtmem_waitset_t *set = NULL;
    int fd = -1;
    CHECK_OK(wrtmem_waitset_create(&set));
    CHECK_OK(wrtmem_waitset_fd(set, &fd));
    CHECK(process_wait(process_spawn(use_copy, set), LIMIT) == EXIT_SUCCESS);
    CHECK(!readable(fd, 0));
    CHECK_OK(wrtmem_waitset_close(set));
}

int main(void) {
    test_calls();
    test_most();
    test_poll_loop();
    test_fork();
    return EXIT_SUCCESS;
}
