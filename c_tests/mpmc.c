/* Rings of elements among several: full and empty, batches, places, who died; three producers
 * and three consumers in processes of their own, of which one each is killed. */
#include "process.h"

enum { SIDE = 3, COUNT = 10000, WORDS = 256, CAPACITY = 8 };

/* A process's segment, ring, and what all of them note. */
struct ends {
    wrtmem_segment_t *segment;
    wrtmem_mpmc_t *ring;
    wrtmem_bytes_t *bytes;
    struct notes *notes;
};

/* Each element says whose it is and which. */
struct element {
    uint64_t words[WORDS];
};

struct notes {
    uint32_t joined[2]; /* producers, consumers: each takes the next number */
    uint32_t stopping;
    uint32_t pushed[SIDE], popped[SIDE];
    unsigned char taken[SIDE][COUNT + 1]; /* how often each element came */
};

static const wrtmem_mpmc_options_t *options(uint32_t capacity, uint32_t element, uint32_t seats) {
    static wrtmem_mpmc_options_t given;
    memset(&given, 0, sizeof given);
    given.size = sizeof given;
    given.capacity = capacity, given.element = element, given.seats = seats;
    return &given;
}

static wrtmem_mpmc_info_t info_of(const wrtmem_mpmc_t *ring) {
    SIZED(wrtmem_mpmc_info_t, info);
    CHECK_OK(wrtmem_mpmc_info(ring, &info));
    return info;
}

static void test_full_empty_and_places(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_mpmc_t *ring = NULL, *again = NULL;
    wrtmem_mpmc_producer_t *producer = NULL, *other = NULL, *none = NULL;
    wrtmem_mpmc_consumer_t *consumer = NULL, *no_consumer = NULL;
    bool created = true;
    CHECK_OK(wrtmem_segment_create(process_segment_name("mpmc"), NULL, &segment));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_mpmc_create(segment, "ring", options(0, 0, 0), &ring));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_mpmc_create(segment, "ring", options(3, 8, 0), &ring));
    CHECK_OK(wrtmem_mpmc_create(segment, "ring", options(4, 8, 2), &ring));
    CHECK_STATUS(WRTMEM_E_MISMATCH,
                 wrtmem_mpmc_open_or_create(segment, "ring", options(4, 4, 2), &again, NULL));
    CHECK_OK(wrtmem_mpmc_open_or_create(segment, "ring", options(4, 8, 2), &again, &created));
    CHECK(!created);
    CHECK_OK(wrtmem_mpmc_close(again));

    CHECK_OK(wrtmem_mpmc_producer_open(ring, &producer));
    CHECK_OK(wrtmem_mpmc_producer_open(ring, &other));
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_mpmc_producer_open(ring, &none));
    CHECK_OK(wrtmem_mpmc_consumer_open(ring, &consumer));
    CHECK(none == NULL && no_consumer == NULL);

    uint64_t element = 77, many[6] = {2, 3, 4, 5, 6, 7};
    size_t count = 77;
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_mpmc_consumer_try_pop(consumer, &element));
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_mpmc_consumer_pop(consumer, &element, WRTMEM_POLL));
    CHECK_STATUS(WRTMEM_E_TIMEOUT,
                 wrtmem_mpmc_consumer_pop_n(consumer, many, 6, WRTMEM_POLL, &count));
    uint64_t soon = wrtmem_deadline_after(15000000);
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_mpmc_consumer_pop(consumer, &element, soon));
    CHECK(wrtmem_now() >= soon && count == 77);

    element = 1;
    CHECK_OK(wrtmem_mpmc_producer_push(producer, &element, WRTMEM_POLL));
    CHECK_OK(wrtmem_mpmc_producer_push_n(other, NULL, 0, WRTMEM_POLL, &count));
    CHECK(count == 0);
    CHECK_OK(wrtmem_mpmc_producer_push_n(other, many, 6, WRTMEM_POLL, &count));
    CHECK(count == 3);
    CHECK_STATUS(WRTMEM_E_FULL, wrtmem_mpmc_producer_try_push(producer, &element));
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_mpmc_producer_push(producer, &element, WRTMEM_POLL));
    CHECK_STATUS(WRTMEM_E_TIMEOUT,
                 wrtmem_mpmc_producer_push_n(producer, many, 1, WRTMEM_POLL, &count));
    wrtmem_mpmc_info_t info = info_of(ring);
    CHECK(info.capacity == 4 && info.element == 8 && info.seats == 2);
    CHECK(info.length == 4 && info.pushed == 4 && info.popped == 0 && info.high_water == 4);
    CHECK(info.producers == 2 && info.consumers == 1 && info.lost == 0 && info.pads == 0);

    CHECK_OK(wrtmem_mpmc_consumer_try_pop(consumer, &element));
    CHECK(element == 1);
    memset(many, 0, sizeof many);
    CHECK_OK(wrtmem_mpmc_consumer_pop_n(consumer, many, 6, limit(), &count));
    CHECK(count == 3 && many[0] == 2 && many[1] == 3 && many[2] == 4 && many[3] == 0);
    CHECK_OK(wrtmem_mpmc_producer_close(other));
    CHECK_OK(wrtmem_mpmc_close(ring)); /* the ends keep it for themselves */
    CHECK_OK(wrtmem_mpmc_producer_push(producer, &element, WRTMEM_POLL));
    CHECK_OK(wrtmem_mpmc_consumer_pop(consumer, &element, WRTMEM_POLL));
    CHECK_OK(wrtmem_mpmc_open(segment, "ring", WRTMEM_POLL, &ring));
    info = info_of(ring);
    CHECK(info.length == 0 && info.pushed == 5 && info.popped == 5 && info.producers == 1);
    CHECK_OK(wrtmem_mpmc_consumer_close(consumer));
    CHECK_OK(wrtmem_mpmc_producer_close(producer));
    CHECK(info_of(ring).producers == 0 && info_of(ring).consumers == 0);
    CHECK_OK(wrtmem_mpmc_close(ring));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

static struct ends open_ends(const char *name) {
    struct ends ends = {NULL, NULL, NULL, NULL};
    void *data = NULL;
    CHECK_OK(wrtmem_segment_open(name, NULL, limit(), &ends.segment));
    CHECK_OK(wrtmem_mpmc_open(ends.segment, "ring", limit(), &ends.ring));
    CHECK_OK(wrtmem_bytes_open(ends.segment, "notes", limit(), &ends.bytes));
    CHECK_OK(wrtmem_bytes_data(ends.bytes, &data, NULL));
    ends.notes = (struct notes *)data;
    return ends;
}

static struct ends create_ends(const char *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_mpmc_t *ring = NULL;
    wrtmem_bytes_t *bytes = NULL;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    CHECK_OK(
        wrtmem_mpmc_create(segment, "ring", options(CAPACITY, sizeof(struct element), 4), &ring));
    CHECK_OK(wrtmem_bytes_create(segment, "notes", sizeof(struct notes), &bytes));
    struct ends ends = open_ends(name);
    CHECK_OK(wrtmem_bytes_close(bytes));
    CHECK_OK(wrtmem_mpmc_close(ring));
    CHECK_OK(wrtmem_segment_close(segment));
    return ends;
}

static void close_ends(struct ends ends) {
    CHECK_CLEAN(ends.segment);
    CHECK_OK(wrtmem_bytes_close(ends.bytes));
    CHECK_OK(wrtmem_mpmc_close(ends.ring));
    CHECK_OK(wrtmem_segment_close(ends.segment));
}

static uint32_t load(const uint32_t *word) {
    return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

static void fill(struct element *element, uint64_t producer, uint64_t number) {
    element->words[0] = producer;
    element->words[1] = number;
    for (uint64_t i = 2; i < WORDS; i++)
        element->words[i] = number * UINT64_C(0x9E3779B97F4A7C15) ^ (producer * WORDS + i);
}

/* In a program of its own: pushes 1 to COUNT, waiting for room. Number 0 is killed, if not on its
 * way then at the end of it. */
static int push_all(const char *name) {
    static struct element element;
    struct ends ends = open_ends(name);
    wrtmem_mpmc_producer_t *producer = NULL;
    uint32_t me = __atomic_fetch_add(&ends.notes->joined[0], 1, __ATOMIC_SEQ_CST);
    CHECK_OK(wrtmem_mpmc_producer_open(ends.ring, &producer));
    for (uint32_t n = 1; n <= COUNT; n++) {
        fill(&element, me, n);
        CHECK_OK(wrtmem_mpmc_producer_push(producer, &element, limit()));
        __atomic_store_n(&ends.notes->pushed[me], n, __ATOMIC_SEQ_CST);
    }
    if (me == 0)
        process_stop_here();
    CHECK_OK(wrtmem_mpmc_producer_close(producer));
    close_ends(ends);
    return EXIT_SUCCESS;
}

/* In a program of its own: pops until all is popped and nobody will push any more. */
static int pop_all(const char *name) {
    static struct element got, expected;
    struct ends ends = open_ends(name);
    wrtmem_mpmc_consumer_t *consumer = NULL;
    uint32_t me = __atomic_fetch_add(&ends.notes->joined[1], 1, __ATOMIC_SEQ_CST);
    uint64_t last[SIDE] = {0, 0, 0};
    CHECK_OK(wrtmem_mpmc_consumer_open(ends.ring, &consumer));
    for (;;) {
        uint32_t stopping = load(&ends.notes->stopping); /* before the look */
        wrtmem_status_t status =
            wrtmem_mpmc_consumer_pop(consumer, &got, wrtmem_deadline_after(5000000));
        if (status == WRTMEM_E_TIMEOUT || status == WRTMEM_E_PEER_DEAD) {
            if (stopping)
                break;
            continue;
        }
        CHECK_OK(status);
        uint64_t producer = got.words[0], number = got.words[1];
        CHECK(producer < SIDE && number >= 1 && number <= COUNT);
        fill(&expected, producer, number);
        CHECK(memcmp(&got, &expected, sizeof got) == 0);
        CHECK(number > last[producer]); /* in order, for each consumer too */
        last[producer] = number;
        __atomic_fetch_add(&ends.notes->taken[producer][number], 1, __ATOMIC_SEQ_CST);
        __atomic_fetch_add(&ends.notes->popped[me], 1, __ATOMIC_SEQ_CST);
    }
    CHECK_OK(wrtmem_mpmc_consumer_close(consumer));
    close_ends(ends);
    return EXIT_SUCCESS;
}

/* Waits until the process that came as number `index` of its side has done so many. */
static void wait_for(const uint32_t *word, uint32_t count) {
    uint64_t end = limit();
    while (load(word) < count) {
        CHECK(wrtmem_now() < end);
        process_sleep_ms(1);
    }
}

/* Starts one process after the other, so that the first has number 0. */
static void start(const char *role, const char *name, const uint32_t *joined, pid_t *children) {
    for (uint32_t i = 0; i < SIDE; i++) {
        children[i] = process_exec(role, name);
        wait_for(joined, i + 1);
    }
}

static void test_among_processes(void) {
    const char *name = process_segment_name("mpmc");
    struct ends ends = create_ends(name);
    struct notes *notes = ends.notes;
    pid_t producers[SIDE], consumers[SIDE];
    start("push_all", name, &notes->joined[0], producers);
    start("pop_all", name, &notes->joined[1], consumers);

    wait_for(&notes->pushed[0], 20);
    process_kill(producers[0]);
    wait_for(&notes->popped[0], 20);
    process_kill(consumers[0]);
    for (int i = 1; i < SIDE; i++)
        CHECK(process_wait(producers[i], LIMIT) == EXIT_SUCCESS);
    __atomic_store_n(&notes->stopping, 1, __ATOMIC_SEQ_CST);
    for (int i = 1; i < SIDE; i++)
        CHECK(process_wait(consumers[i], LIMIT) == EXIT_SUCCESS);
    CHECK_OK(wrtmem_segment_recover(ends.segment, NULL));

    /* All that was pushed was popped once; what the killed consumer had in hand is missing. */
    uint64_t taken = 0, missing = 0;
    for (uint32_t producer = 0; producer < SIDE; producer++) {
        uint32_t pushed = notes->pushed[producer];
        CHECK(producer == 0 || pushed == COUNT);
        for (uint32_t number = 1; number <= COUNT; number++) {
            CHECK(notes->taken[producer][number] <= 1);
            taken += notes->taken[producer][number];
            missing += number <= pushed && notes->taken[producer][number] == 0;
            /* The killed producer may have pushed one that it did not note. */
            CHECK(number <= pushed + 1 || notes->taken[producer][number] == 0);
        }
    }
    CHECK(missing <= 1);
    wrtmem_mpmc_info_t info = info_of(ends.ring);
    CHECK(info.length == 0 && info.pushed == info.popped + info.lost);
    CHECK(info.lost <= 1 && info.pads <= 1 && info.popped - taken + info.lost <= 1);
    CHECK(info.high_water >= 1 && info.high_water <= CAPACITY);
    CHECK(info.producers == 1 && info.consumers == 1); /* dead and not replaced */

    /* Their places are free for others. */
    wrtmem_mpmc_producer_t *producer[4] = {NULL, NULL, NULL, NULL};
    for (int i = 0; i < 4; i++)
        CHECK_OK(wrtmem_mpmc_producer_open(ends.ring, &producer[i]));
    CHECK(info_of(ends.ring).producers == 4);
    for (int i = 0; i < 4; i++)
        CHECK_OK(wrtmem_mpmc_producer_close(producer[i]));
    close_ends(ends);
}

/* Pushes what there is room for and stops. */
static int push_some(void *name) {
    static struct element element;
    struct ends ends = open_ends((const char *)name);
    wrtmem_mpmc_producer_t *producer = NULL;
    CHECK_OK(wrtmem_mpmc_producer_open(ends.ring, &producer));
    while (wrtmem_mpmc_producer_try_push(producer, &element) == WRTMEM_OK)
        continue;
    process_stop_here();
    return EXIT_FAILURE;
}

/* Takes a consumer's place and stops. */
static int only_attach(void *name) {
    struct ends ends = open_ends((const char *)name);
    wrtmem_mpmc_consumer_t *consumer = NULL;
    CHECK_OK(wrtmem_mpmc_consumer_open(ends.ring, &consumer));
    process_stop_here();
    return EXIT_FAILURE;
}

static void test_dead_peers(void) {
    static struct element element;
    char name[64];
    snprintf(name, sizeof name, "%s", process_segment_name("mpmc"));
    struct ends ends = create_ends(name);
    wrtmem_mpmc_producer_t *producer = NULL;
    wrtmem_mpmc_consumer_t *consumer = NULL;

    pid_t pushes = process_spawn(push_some, name), pops = process_spawn(only_attach, name);
    process_wait_stopped(pushes, LIMIT);
    process_wait_stopped(pops, LIMIT);
    CHECK_OK(wrtmem_mpmc_producer_open(ends.ring, &producer));
    uint64_t soon = wrtmem_deadline_after(30000000); /* stopped: no more than slow */
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_mpmc_producer_push(producer, &element, soon));
    process_kill(pops);
    CHECK_STATUS(WRTMEM_E_PEER_DEAD, wrtmem_mpmc_producer_push(producer, &element, limit()));
    CHECK_OK(wrtmem_mpmc_producer_close(producer));

    CHECK_OK(wrtmem_mpmc_consumer_open(ends.ring, &consumer));
    process_kill(pushes);
    for (int i = 0; i < CAPACITY; i++) /* what it pushed is there */
        CHECK_OK(wrtmem_mpmc_consumer_pop(consumer, &element, limit()));
    CHECK_STATUS(WRTMEM_E_PEER_DEAD, wrtmem_mpmc_consumer_pop(consumer, &element, limit()));
    CHECK_OK(wrtmem_mpmc_consumer_close(consumer));
    wrtmem_mpmc_info_t info = info_of(ends.ring);
    CHECK(info.pushed == CAPACITY && info.popped == CAPACITY && info.lost == 0);
    close_ends(ends);
}

static void test_read_only(void) {
    const char *name = process_segment_name("mpmc");
    struct ends ends = create_ends(name);
    wrtmem_segment_t *observer = NULL;
    wrtmem_mpmc_t *look = NULL;
    wrtmem_mpmc_producer_t *producer = NULL;
    wrtmem_mpmc_consumer_t *consumer = NULL;
    CHECK_OK(wrtmem_segment_open_read_only(name, NULL, WRTMEM_POLL, &observer));
    CHECK_OK(wrtmem_mpmc_open(observer, "ring", WRTMEM_POLL, &look));
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_mpmc_producer_open(look, &producer));
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_mpmc_consumer_open(look, &consumer));
    CHECK(info_of(look).capacity == CAPACITY);
    CHECK_OK(wrtmem_object_remove(ends.segment, "ring"));
    close_ends(ends);
    SIZED(wrtmem_mpmc_info_t, info);
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_mpmc_info(look, &info));
    CHECK_OK(wrtmem_mpmc_close(look));
    CHECK_OK(wrtmem_segment_close(observer));
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "push_all") == 0)
        return push_all(argv[2]);
    if (argc == 3 && strcmp(argv[1], "pop_all") == 0)
        return pop_all(argv[2]);
    test_full_empty_and_places();
    test_among_processes();
    test_dead_peers();
    test_read_only();
    return EXIT_SUCCESS;
}
