/* Rings of elements of one size: by calls and inline, in one process and between two, with
 * one of them killed at every store of the inline code. */
#include "process.h"

/* Ends the process at the step-th store of the inline code from here. */
static long steps_left = -1;
static void step(void) {
    if (steps_left >= 0 && steps_left-- == 0)
        _exit(113);
}
#define WRTMEM_STEP() step()
#include <wrtmem_inline.h>

enum { CAPACITY = 8 };

typedef struct {
    uint64_t number, words[7];
} element_t;

static element_t make(uint64_t number) {
    element_t element = {number, {0}};
    for (int i = 0; i < 7; i++)
        element.words[i] = number * (uint64_t)(i + 2);
    return element;
}

static void check_element(const element_t *element, uint64_t number) {
    element_t right = make(number);
    CHECK(memcmp(element, &right, sizeof right) == 0);
}

static wrtmem_spsc_t *open_ring(const char *name, wrtmem_segment_t **segment, uint64_t capacity) {
    SIZED(wrtmem_segment_options_t, how);
    how.bytes = 1 << 20;
    SIZED(wrtmem_spsc_options_t, options);
    options.capacity = capacity;
    options.element = sizeof(element_t);
    wrtmem_spsc_t *ring = NULL;
    CHECK_OK(wrtmem_segment_open_or_create(name, &how, segment, NULL));
    CHECK_OK(wrtmem_spsc_open_or_create(*segment, "ring", &options, &ring, NULL));
    return ring;
}

static void close_ring(wrtmem_spsc_t *ring, wrtmem_segment_t *segment) {
    CHECK_OK(wrtmem_spsc_close(ring));
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Every call, in one process. */
static void test_calls(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_spsc_t *ring = open_ring(process_segment_name("calls"), &segment, CAPACITY);
    wrtmem_producer_t *producer = NULL;
    wrtmem_consumer_t *consumer = NULL;
    uint64_t pushed = 7, popped = 7;
    CHECK_OK(wrtmem_producer_open(ring, &producer, &pushed));
    CHECK_OK(wrtmem_consumer_open(ring, &consumer, &popped));
    CHECK(pushed == 0 && popped == 0);
    element_t all[CAPACITY], one = make(0);
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_consumer_try_pop(consumer, all));
    CHECK_OK(wrtmem_producer_push(producer, &one, WRTMEM_FOREVER));
    for (uint64_t i = 0; i < CAPACITY; i++)
        all[i] = make(i + 1);
    size_t count = 0;
    CHECK_OK(wrtmem_producer_push_n(producer, all, CAPACITY, WRTMEM_FOREVER, &count));
    CHECK(count == CAPACITY - 1);
    CHECK_STATUS(WRTMEM_E_FULL, wrtmem_producer_try_push(producer, &one));
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_producer_push(producer, &one, 1));
    bool kept = true;
    CHECK_OK(wrtmem_producer_push_or_drop(producer, &one, &kept));
    CHECK(!kept);
    SIZED(wrtmem_spsc_info_t, info);
    CHECK_OK(wrtmem_spsc_info(ring, &info));
    CHECK(info.capacity == CAPACITY && info.length == CAPACITY && info.pushed == CAPACITY);
    CHECK(info.dropped == 1 && info.high_water == CAPACITY && info.element == sizeof one);
    CHECK(info.producer == WRTMEM_PEER_ALIVE && info.producer_pid == (uint32_t)getpid());
    CHECK_OK(wrtmem_consumer_pop(consumer, &one, WRTMEM_FOREVER));
    check_element(&one, 0);
    CHECK_OK(wrtmem_consumer_pop_n(consumer, all, 3, WRTMEM_FOREVER, &count));
    CHECK(count == 3);
    for (uint64_t i = 0; i < 3; i++)
        check_element(&all[i], i + 1);
    wrtmem_span_t span;
    CHECK_OK(wrtmem_producer_reserve(producer, 100, WRTMEM_FOREVER, &span));
    CHECK(span.first_count + span.second_count == 4);
    *(element_t *)span.first = make(8);
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_producer_commit(producer, 5));
    CHECK_OK(wrtmem_producer_commit(producer, 1));
    CHECK_OK(wrtmem_consumer_peek(consumer, 100, WRTMEM_FOREVER, &span));
    CHECK(span.first_count == 4 && span.second_count == 1);
    check_element((const element_t *)span.first, 4);
    check_element((const element_t *)span.second, 8);
    CHECK_OK(wrtmem_consumer_release(consumer, 5));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_consumer_release(consumer, 1));
    wrtmem_producer_t *second = NULL;
    CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_producer_open(ring, &second, NULL));
    CHECK_OK(wrtmem_producer_close(producer));
    CHECK_OK(wrtmem_producer_open(ring, &second, &pushed));
    CHECK(pushed == 9);
    CHECK_OK(wrtmem_producer_close(second));
    CHECK_OK(wrtmem_consumer_close(consumer));
    CHECK_CLEAN(segment);
    close_ring(ring, segment);
}

static void open_ends(wrtmem_spsc_t *ring, wrtmem_producer_t **producer,
                      wrtmem_consumer_t **consumer, wrtmem_inline_spsc_t *in,
                      wrtmem_inline_spsc_t *out) {
    CHECK_OK(wrtmem_producer_open(ring, producer, NULL));
    CHECK_OK(wrtmem_consumer_open(ring, consumer, NULL));
    CHECK_OK(wrtmem_inline_producer_open(*producer, in));
    CHECK_OK(wrtmem_inline_consumer_open(*consumer, out));
}

/* Calls and inline code in turn on the same handles, in every state of the ring. */
static void test_mixed(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_spsc_t *ring = open_ring(process_segment_name("mixed"), &segment, CAPACITY);
    wrtmem_producer_t *producer = NULL;
    wrtmem_consumer_t *consumer = NULL;
    wrtmem_inline_spsc_t in, out;
    open_ends(ring, &producer, &consumer, &in, &out);
    uint64_t next = 0, due = 0;
    unsigned random = 1;
    element_t one;
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_inline_try_push(&in, &one, sizeof one - 1));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_inline_try_pop(&out, &one, sizeof one + 1));
    for (int round = 0; round < 20000; round++) {
        random = random * 1664525u + 1013904223u;
        uint64_t room = CAPACITY - (next - due);
        wrtmem_span_t span;
        wrtmem_status_t status;
        switch (random >> 29) {
        case 0:
        case 1:
            one = make(next);
            status = random >> 28 & 1 ? wrtmem_inline_try_push(&in, &one, sizeof one)
                                      : wrtmem_producer_try_push(producer, &one);
            CHECK(status == (room ? WRTMEM_OK : WRTMEM_E_FULL));
            next += room != 0;
            break;
        case 2:
        case 3:
            status = wrtmem_inline_try_reserve(&in, 3, &span);
            CHECK(status == (room ? WRTMEM_OK : WRTMEM_E_FULL));
            if (status != WRTMEM_OK)
                break;
            CHECK(span.first_count + span.second_count == (room < 3 ? room : 3));
            for (size_t i = 0; i < span.first_count; i++)
                ((element_t *)span.first)[i] = make(next++);
            for (size_t i = 0; i < span.second_count; i++)
                ((element_t *)span.second)[i] = make(next++);
            CHECK_OK(wrtmem_inline_commit(&in, span.first_count + span.second_count));
            break;
        case 4:
        case 5:
            status = random >> 28 & 1 ? wrtmem_inline_try_pop(&out, &one, sizeof one)
                                      : wrtmem_consumer_try_pop(consumer, &one);
            CHECK(status == (next != due ? WRTMEM_OK : WRTMEM_E_EMPTY));
            if (status == WRTMEM_OK)
                check_element(&one, due++);
            break;
        default:
            status = wrtmem_inline_try_peek(&out, 3, &span);
            CHECK(status == (next != due ? WRTMEM_OK : WRTMEM_E_EMPTY));
            if (status != WRTMEM_OK)
                break;
            for (size_t i = 0; i < span.first_count; i++)
                check_element((element_t *)span.first + i, due++);
            for (size_t i = 0; i < span.second_count; i++)
                check_element((element_t *)span.second + i, due++);
            CHECK_OK(wrtmem_inline_release(&out, span.first_count + span.second_count));
        }
    }
    CHECK(next > 4000);
    SIZED(wrtmem_spsc_info_t, info);
    CHECK_OK(wrtmem_spsc_info(ring, &info));
    CHECK(info.pushed == next && info.popped == due && info.high_water == CAPACITY);
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_inline_commit(&in, CAPACITY + 1));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_inline_release(&out, CAPACITY + 1));
    wrtmem_inline_end_t end;
    CHECK_STATUS(WRTMEM_E_LAYOUT,
                 wrtmem_producer_inline(producer, WRTMEM_INLINE_SPSC_HASH ^ 1, &end));
    CHECK_OK(wrtmem_producer_close(producer));
    CHECK_OK(wrtmem_consumer_close(consumer));
    CHECK_CLEAN(segment);
    close_ring(ring, segment);
}

enum { MESSAGES = 200000 };

/* Elements pushed, and popped until none is left but the next look. */
static void pass(wrtmem_inline_spsc_t *in, wrtmem_inline_spsc_t *out, uint64_t count) {
    element_t one = make(0);
    for (uint64_t i = 0; i < count; i++)
        CHECK_OK(wrtmem_inline_try_push(in, &one, sizeof one));
    for (uint64_t i = 0; i < count; i++)
        CHECK_OK(wrtmem_inline_try_pop(out, &one, sizeof one));
}

/* The inline consumer waits before a look when it finds more by that, and only then. */
static void test_pace(void) {
    enum { LARGE = 1024, PASSED = 200000 };
    wrtmem_segment_t *segment = NULL;
    wrtmem_spsc_t *ring = open_ring(process_segment_name("pace"), &segment, LARGE);
    wrtmem_producer_t *producer = NULL;
    wrtmem_consumer_t *consumer = NULL;
    wrtmem_inline_spsc_t in, out;
    open_ends(ring, &producer, &consumer, &in, &out);
    CHECK(out.enough ==
          (LARGE / 2 < 8192 / sizeof(element_t) ? LARGE / 2 : 8192 / sizeof(element_t)));
    pass(&in, &out, LARGE); /* the high-water marks rise here, which the library looks after */
    uint64_t pauses = 0, longest = 0;
    for (int i = 0; i < PASSED; i++) {
        pauses += out.pauses;
        longest = out.pauses > longest ? out.pauses : longest;
        pass(&in, &out, 1);
    }
    CHECK(longest == 32 && pauses < PASSED / 10); /* one thread: waiting never brings more */

    CHECK_OK(wrtmem_inline_consumer_open(consumer, &out));
    bool shortened = false;
    for (int i = 0; i < 100; i++) {
        pass(&in, &out, 1 + out.enough * out.pauses / 16); /* so much comes while it waits */
        CHECK(i < 8 || (out.pauses >= 8 && out.pauses <= 16));
        shortened |= i >= 8 && out.pauses == 8; /* enough was found: a shorter wait may do */
    }
    CHECK(shortened);
    element_t one;
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_inline_try_pop(&out, &one, sizeof one));
    CHECK(out.pauses == 0);
    CHECK_OK(wrtmem_producer_close(producer));
    CHECK_OK(wrtmem_consumer_close(consumer));
    close_ring(ring, segment);
}

/* Pushes all, inline or by calls in turn; waits inside when the ring is full. */
static int push_all(void *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_spsc_t *ring = open_ring((const char *)name, &segment, 64);
    wrtmem_producer_t *producer = NULL;
    uint64_t next = 0;
    CHECK_OK(wrtmem_producer_open(ring, &producer, &next));
    wrtmem_inline_spsc_t in;
    CHECK_OK(wrtmem_inline_producer_open(producer, &in));
    for (; next < MESSAGES; next++) {
        element_t one = make(next);
        wrtmem_status_t status = wrtmem_inline_try_push(&in, &one, sizeof one);
        if (status == WRTMEM_E_FULL)
            status = wrtmem_producer_push(producer, &one, WRTMEM_FOREVER);
        CHECK_OK(status);
    }
    CHECK_OK(wrtmem_producer_close(producer));
    close_ring(ring, segment);
    return EXIT_SUCCESS;
}

static void test_between_processes(void) {
    char name[PROCESS_NAME_SIZE];
    strcpy(name, process_segment_name("between"));
    wrtmem_segment_t *segment = NULL;
    wrtmem_spsc_t *ring = open_ring(name, &segment, 64);
    pid_t child = process_spawn(push_all, name);
    wrtmem_consumer_t *consumer = NULL;
    CHECK_OK(wrtmem_consumer_open(ring, &consumer, NULL));
    wrtmem_inline_spsc_t out;
    CHECK_OK(wrtmem_inline_consumer_open(consumer, &out));
    for (uint64_t due = 0; due < MESSAGES; due++) {
        element_t one;
        wrtmem_status_t status = wrtmem_inline_try_pop(&out, &one, sizeof one);
        if (status == WRTMEM_E_EMPTY)
            status = wrtmem_consumer_pop(consumer, &one, wrtmem_deadline_after(20000000000));
        CHECK_OK(status);
        check_element(&one, due);
    }
    CHECK(process_wait(child, LIMIT) == EXIT_SUCCESS);
    CHECK_OK(wrtmem_consumer_close(consumer));
    close_ring(ring, segment);
}

/* A child pushes a span and an element, inline, and ends at a step: both were pushed whole or
 * not at all, and a successor goes on there. Then the same with a pop. */
struct victim {
    const char *name;
    long step;
};

static int push_and_die(void *argument) {
    const struct victim *victim = (const struct victim *)argument;
    wrtmem_segment_t *segment = NULL;
    wrtmem_spsc_t *ring = open_ring(victim->name, &segment, CAPACITY);
    wrtmem_producer_t *producer = NULL;
    wrtmem_consumer_t *consumer = NULL;
    uint64_t next = 0;
    CHECK_OK(wrtmem_producer_open(ring, &producer, &next));
    CHECK_OK(wrtmem_consumer_open(ring, &consumer, NULL));
    wrtmem_inline_spsc_t in, out;
    CHECK_OK(wrtmem_inline_producer_open(producer, &in));
    CHECK_OK(wrtmem_inline_consumer_open(consumer, &out));
    wrtmem_span_t span;
    /* The library's own look, which counts the high-water mark, first. */
    element_t one = make(next);
    CHECK_OK(wrtmem_producer_reserve(producer, 4, WRTMEM_POLL, &span));
    steps_left = victim->step;
    *(element_t *)span.first = one;
    *((element_t *)(span.first_count > 1 ? (element_t *)span.first + 1 : span.second)) =
        make(next + 1);
    CHECK_OK(wrtmem_inline_commit(&in, 2));
    one = make(next + 2);
    CHECK_OK(wrtmem_inline_try_push(&in, &one, sizeof one));
    CHECK_OK(wrtmem_consumer_peek(consumer, 1, WRTMEM_POLL, &span));
    CHECK_OK(wrtmem_inline_try_pop(&out, &one, sizeof one));
    return EXIT_SUCCESS;
}

static void test_kills(void) {
    char name[PROCESS_NAME_SIZE];
    strcpy(name, process_segment_name("kills"));
    wrtmem_segment_t *segment = NULL;
    wrtmem_spsc_t *ring = open_ring(name, &segment, CAPACITY);
    struct victim victim = {name, 0};
    int deaths = 0;
    for (int ended = 113; ended != EXIT_SUCCESS; victim.step++) {
        SIZED(wrtmem_spsc_info_t, before);
        CHECK_OK(wrtmem_spsc_info(ring, &before));
        ended = process_wait(process_spawn(push_and_die, &victim), LIMIT);
        CHECK(ended == 113 || ended == EXIT_SUCCESS);
        deaths += ended == 113;
        wrtmem_producer_t *producer = NULL;
        wrtmem_consumer_t *consumer = NULL;
        uint64_t pushed = 0, popped = 0;
        CHECK_OK(wrtmem_producer_open(ring, &producer, &pushed));
        CHECK_OK(wrtmem_consumer_open(ring, &consumer, &popped));
        uint64_t more = pushed - before.pushed;
        CHECK(more == 0 || more == 2 || more == 3); /* never half of the span */
        CHECK(more == 3 || ended == 113);
        CHECK(popped == before.popped || (popped == before.popped + 1 && more == 3));
        for (element_t one; popped < pushed; popped++) {
            CHECK_OK(wrtmem_consumer_try_pop(consumer, &one));
            check_element(&one, popped);
        }
        CHECK_OK(wrtmem_producer_close(producer));
        CHECK_OK(wrtmem_consumer_close(consumer));
    }
    CHECK(deaths >= 4);
    CHECK_CLEAN(segment);
    close_ring(ring, segment);
}

/* In a forked child the inline code answers as the calls do, and touches nothing. */
static wrtmem_inline_spsc_t inherited_in, inherited_out;
static int use_inherited(void *unused) {
    (void)unused;
    element_t one = make(0);
    wrtmem_span_t span;
    CHECK_STATUS(WRTMEM_E_FORKED, wrtmem_inline_try_push(&inherited_in, &one, sizeof one));
    CHECK_STATUS(WRTMEM_E_FORKED, wrtmem_inline_try_pop(&inherited_out, &one, sizeof one));
    CHECK_STATUS(WRTMEM_E_FORKED, wrtmem_inline_try_reserve(&inherited_in, 1, &span));
    CHECK_STATUS(WRTMEM_E_FORKED, wrtmem_inline_commit(&inherited_in, 1));
    CHECK_STATUS(WRTMEM_E_FORKED, wrtmem_inline_try_peek(&inherited_out, 1, &span));
    CHECK_STATUS(WRTMEM_E_FORKED, wrtmem_inline_release(&inherited_out, 1));
    return EXIT_SUCCESS;
}

static void test_fork(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_spsc_t *ring = open_ring(process_segment_name("fork"), &segment, CAPACITY);
    wrtmem_producer_t *producer = NULL;
    wrtmem_consumer_t *consumer = NULL;
    CHECK_OK(wrtmem_producer_open(ring, &producer, NULL));
    CHECK_OK(wrtmem_consumer_open(ring, &consumer, NULL));
    CHECK_OK(wrtmem_inline_producer_open(producer, &inherited_in));
    CHECK_OK(wrtmem_inline_consumer_open(consumer, &inherited_out));
    element_t one = make(0);
    CHECK_OK(wrtmem_inline_try_push(&inherited_in, &one, sizeof one));
    CHECK(process_wait(process_spawn(use_inherited, NULL), LIMIT) == EXIT_SUCCESS);
    CHECK_OK(wrtmem_inline_try_pop(&inherited_out, &one, sizeof one));
    check_element(&one, 0);
    CHECK_OK(wrtmem_producer_close(producer));
    CHECK_OK(wrtmem_consumer_close(consumer));
    close_ring(ring, segment);
}

int main(void) {
    test_calls();
    test_mixed();
    test_pace();
    test_between_processes();
    test_kills();
    test_fork();
    return EXIT_SUCCESS;
}
