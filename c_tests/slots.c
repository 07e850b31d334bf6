/* Thread slots: a number for one thread that no other thread of any process has. */
#include "process.h"
#include <pthread.h>

enum { SLOTS = 8 };

static wrtmem_segment_t *create_segment(const char *name) {
    SIZED(wrtmem_segment_options_t, options);
    options.bytes = 4096;
    options.slots = SLOTS;
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(name, &options, &segment));
    return segment;
}

static uint32_t slots_taken(const wrtmem_segment_t *segment) {
    SIZED(wrtmem_segment_info_t, info);
    CHECK_OK(wrtmem_segment_info(segment, &info));
    return info.slots_taken;
}

static void test_every_slot_once(void) {
    wrtmem_segment_t *segment = create_segment(process_segment_name("slots"));
    wrtmem_slot_t *slots[SLOTS + 2];
    uint32_t index = 0;
    bool seen[SLOTS];
    memset(seen, 0, sizeof seen);
    for (int i = 0; i < SLOTS; i++) {
        CHECK_OK(wrtmem_slot_open(segment, &slots[i], &index));
        CHECK(index < SLOTS && !seen[index]);
        seen[index] = true;
    }
    CHECK(slots_taken(segment) == SLOTS);
    for (int i = SLOTS; i < SLOTS + 2; i++) { /* the rest share one number */
        CHECK_OK(wrtmem_slot_open(segment, &slots[i], &index));
        CHECK(index == SLOTS);
    }
    CHECK_OK(wrtmem_slot_close(slots[3]));
    CHECK(slots_taken(segment) == SLOTS - 1);
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_slot_close(slots[3]));
    CHECK_OK(wrtmem_slot_open(segment, &slots[3], NULL));
    CHECK(slots_taken(segment) == SLOTS);
    CHECK_OK(wrtmem_slot_close(slots[SLOTS]));
    CHECK_OK(wrtmem_slot_close(slots[SLOTS + 1]));
    CHECK(slots_taken(segment) == SLOTS);
    CHECK_CLEAN(segment);
    for (int i = 0; i < SLOTS; i++)
        CHECK_OK(wrtmem_slot_close(slots[i]));
    CHECK(slots_taken(segment) == 0);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Each thread counts in the place of its own number, without an atomic: nobody else may. */
struct shared {
    wrtmem_segment_t *segment;
    int counts[SLOTS];
    bool taken[SLOTS];
};

static void *count_alone(void *argument) {
    struct shared *shared = (struct shared *)argument;
    for (int round = 0; round < 500; round++) {
        wrtmem_slot_t *slot = NULL;
        uint32_t index = SLOTS;
        CHECK_OK(wrtmem_slot_open(shared->segment, &slot, &index));
        CHECK(index < SLOTS && !shared->taken[index]);
        shared->taken[index] = true;
        shared->counts[index]++;
        shared->taken[index] = false;
        CHECK_OK(wrtmem_slot_close(slot));
    }
    return NULL;
}

static void test_threads(void) {
    struct shared shared;
    memset(&shared, 0, sizeof shared);
    shared.segment = create_segment(process_segment_name("slots"));
    pthread_t threads[4];
    int sum = 0;
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&threads[i], NULL, count_alone, &shared) == 0);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    for (int i = 0; i < SLOTS; i++)
        sum += shared.counts[i];
    CHECK(sum == 4 * 500 && slots_taken(shared.segment) == 0);
    CHECK_OK(wrtmem_segment_close(shared.segment));
}

static int take_three(void *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_slot_t *slot = NULL;
    CHECK_OK(wrtmem_segment_open((const char *)name, NULL, WRTMEM_POLL, &segment));
    for (int i = 0; i < 3; i++)
        CHECK_OK(wrtmem_slot_open(segment, &slot, NULL));
    process_stop_here();
    return EXIT_FAILURE;
}

static void test_a_killed_owner(void) {
    char name[64];
    snprintf(name, sizeof name, "%s", process_segment_name("slots"));
    wrtmem_segment_t *segment = create_segment(name);
    wrtmem_slot_t *slot = NULL;
    uint32_t mine = SLOTS;
    CHECK_OK(wrtmem_slot_open(segment, &slot, &mine));
    pid_t child = process_spawn(take_three, name);
    process_wait_stopped(child, LIMIT);
    CHECK_OK(wrtmem_segment_recover(segment, NULL));
    CHECK(slots_taken(segment) == 4);
    process_kill(child);
    CHECK_OK(wrtmem_segment_recover(segment, NULL));
    CHECK(slots_taken(segment) == 1);
    CHECK_CLEAN(segment);
    /* The process stays attached while the slot is open. */
    CHECK_OK(wrtmem_segment_close(segment));
    CHECK_OK(wrtmem_segment_open(name, NULL, WRTMEM_POLL, &segment));
    CHECK(slots_taken(segment) == 1);
    CHECK_OK(wrtmem_slot_close(slot));
    CHECK(slots_taken(segment) == 0);
    CHECK_OK(wrtmem_segment_close(segment));
}

int main(void) {
    test_every_slot_once();
    test_threads();
    test_a_killed_owner();
    return EXIT_SUCCESS;
}
