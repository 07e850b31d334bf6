/* Synced memory between processes: whole cycles, a killed participant under both policies, a
 * stopped one, one evicted while it was stopped, a late joiner, an end for all. */
#include "process.h"

enum { CYCLES = 2000, BYTES = 100 };

struct ends {
    wrtmem_segment_t *segment;
    wrtmem_synced_t *synced;
};

static struct ends create_ends(const char *name, uint32_t rows, uint32_t founders, uint32_t flags) {
    struct ends ends = {NULL, NULL};
    CHECK_OK(wrtmem_segment_create(name, NULL, &ends.segment));
    SIZED(wrtmem_synced_options_t, options);
    options.bytes = BYTES;
    options.rows = rows;
    options.founders = founders;
    options.flags = flags;
    CHECK_OK(wrtmem_synced_create(ends.segment, "synced", &options, &ends.synced));
    return ends;
}

static struct ends open_ends(const char *name) {
    struct ends ends = {NULL, NULL};
    CHECK_OK(wrtmem_segment_open(name, NULL, limit(), &ends.segment));
    CHECK_OK(wrtmem_synced_open(ends.segment, "synced", limit(), &ends.synced));
    return ends;
}

static void close_ends(struct ends ends) {
    CHECK_CLEAN(ends.segment);
    CHECK_OK(wrtmem_synced_close(ends.synced));
    CHECK_OK(wrtmem_segment_close(ends.segment));
}

static wrtmem_member_t *join(struct ends ends, int32_t row) {
    wrtmem_member_t *member = NULL;
    CHECK_OK(wrtmem_member_join(ends.synced, row, limit(), &member));
    return member;
}

static wrtmem_row_info_t row_of(struct ends ends, uint32_t row) {
    SIZED(wrtmem_row_info_t, info);
    CHECK_OK(wrtmem_synced_row_info(ends.synced, row, &info));
    return info;
}

/* What row `row` writes for `epoch`. */
static size_t fill(unsigned char *bytes, uint64_t epoch, uint32_t row) {
    size_t length = (size_t)(epoch % (BYTES + 1));
    memset(bytes, (int)(epoch * 5 + row), length);
    return length;
}

/* One cycle; every part of it is of its epoch. The rows that took part. */
static uint64_t cycle(wrtmem_member_t *member, uint32_t rows) {
    unsigned char bytes[BYTES], expected[BYTES];
    uint32_t row = 0;
    uint64_t generation = 0, epoch = 0, present = 0;
    void *buffer = NULL;
    size_t capacity = 0;
    CHECK_OK(wrtmem_member_place(member, &row, &generation));
    CHECK_OK(wrtmem_member_buffer(member, &buffer, &capacity));
    CHECK(capacity == BYTES);
    static uint64_t last; /* one member a process */
    uint64_t next = last == 0 ? generation : last + 1;
    CHECK_OK(wrtmem_member_arrive(member, fill((unsigned char *)buffer, next, row), &epoch));
    CHECK(epoch == next);
    last = epoch;
    CHECK_OK(wrtmem_member_wait(member, limit()));
    CHECK_OK(wrtmem_member_rows(member, &present));
    for (uint32_t other = 0; other < rows; other++) {
        const void *part = NULL;
        size_t length = 0, copied = 0;
        if ((present >> other & 1) == 0) {
            CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_member_part(member, other, &part, &length));
            continue;
        }
        CHECK_OK(wrtmem_member_part(member, other, &part, &length));
        CHECK(length == fill(expected, epoch, other) && memcmp(part, expected, length) == 0);
        CHECK_OK(wrtmem_member_read(member, other, bytes, sizeof bytes, &copied));
        CHECK(copied == length && memcmp(bytes, expected, length) == 0);
    }
    bool valid = false;
    CHECK_OK(wrtmem_member_valid(member, &valid));
    CHECK(valid);
    return present;
}

static int take_part(void *name) {
    struct ends ends = open_ends((const char *)name);
    wrtmem_member_t *member = join(ends, WRTMEM_ANY_ROW);
    for (int i = 0; i < CYCLES; i++)
        CHECK(cycle(member, 3) == 7);
    CHECK_OK(wrtmem_member_close(member));
    close_ends(ends);
    return EXIT_SUCCESS;
}

static void three_processes_see_whole_cycles(void) {
    const char *name = process_segment_name("synced");
    struct ends ends = create_ends(name, 3, 0, WRTMEM_SYNCED_VERIFIED);
    pid_t children[3];
    for (int i = 0; i < 3; i++)
        children[i] = process_spawn(take_part, (void *)name);
    for (int i = 0; i < 3; i++)
        CHECK(process_wait(children[i], LIMIT) == EXIT_SUCCESS);
    SIZED(wrtmem_synced_info_t, info);
    CHECK_OK(wrtmem_synced_info(ends.synced, &info));
    CHECK(info.global_timestamp == CYCLES && info.rows == 3 && info.bytes == BYTES && !info.ended);
    unsigned char bytes[BYTES];
    uint64_t epoch = 0;
    size_t length = 0;
    CHECK_OK(wrtmem_synced_read_latest(ends.synced, 1, bytes, sizeof bytes, &epoch, &length));
    CHECK(epoch == CYCLES);
    close_ends(ends);
}

static int take_part_for_ever(void *name) {
    struct ends ends = open_ends((const char *)name);
    wrtmem_member_t *member = join(ends, 1);
    wrtmem_status_t status = WRTMEM_OK;
    while (status == WRTMEM_OK)
        status = wrtmem_member_sync(member, "child", 5, limit(), NULL);
    CHECK_OK(wrtmem_member_close(member));
    close_ends(ends);
    return status == WRTMEM_E_STATE ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Cycles until the answer is something else than success. */
static wrtmem_status_t cycle_until(wrtmem_member_t *member, uint64_t nanoseconds) {
    wrtmem_status_t status = WRTMEM_OK;
    while (status == WRTMEM_OK)
        status = wrtmem_member_sync(member, "me", 2, wrtmem_deadline_after(nanoseconds), NULL);
    return status;
}

static void a_killed_one_fails_the_others_until_it_is_evicted(void) {
    const char *name = process_segment_name("synced");
    struct ends ends = create_ends(name, 2, 0, 0);
    wrtmem_member_t *member = join(ends, 0);
    pid_t child = process_spawn(take_part_for_ever, (void *)name);
    for (int i = 0; i < 100; i++)
        CHECK_OK(wrtmem_member_sync(member, "me", 2, limit(), NULL));
    process_kill(child);
    CHECK_STATUS(WRTMEM_E_PEER_DEAD, cycle_until(member, UINT64_C(1000000) * LIMIT));
    uint64_t late = 0, dead = 0, rows = 0;
    CHECK_OK(wrtmem_member_missing(member, &late, &dead));
    CHECK(late == 0 && dead == 2);
    CHECK_STATUS(WRTMEM_E_PEER_DEAD, wrtmem_member_wait(member, limit()));
    wrtmem_row_info_t row = row_of(ends, 1);
    CHECK(row.state == WRTMEM_ROW_LOST && row.pid == 0);
    CHECK_OK(wrtmem_synced_evict(ends.synced, 1, row.generation));
    CHECK_OK(wrtmem_member_wait(member, limit()));
    CHECK_OK(wrtmem_member_rows(member, &rows));
    CHECK(rows == 1 && row_of(ends, 1).state == WRTMEM_ROW_DEAD);
    CHECK_OK(wrtmem_member_close(member));
    close_ends(ends);
}

static void the_others_go_on_without_a_killed_one(void) {
    const char *name = process_segment_name("synced");
    struct ends ends = create_ends(name, 2, 0, WRTMEM_SYNCED_SHRINK);
    wrtmem_member_t *member = join(ends, 0);
    pid_t child = process_spawn(take_part_for_ever, (void *)name);
    CHECK_OK(wrtmem_member_sync(member, "me", 2, limit(), NULL));
    process_kill(child);
    uint64_t rows = 3;
    for (int i = 0; i < 5; i++) {
        CHECK_OK(wrtmem_member_sync(member, "me", 2, limit(), NULL));
        CHECK_OK(wrtmem_member_rows(member, &rows));
    }
    CHECK(rows == 1 && row_of(ends, 1).state == WRTMEM_ROW_DEAD);
    /* Another one comes late, into the same row. */
    child = process_spawn(take_part_for_ever, (void *)name);
    for (uint64_t until = limit(); rows != 3 && wrtmem_now() < until;) {
        CHECK_OK(wrtmem_member_sync(member, "me", 2, limit(), NULL));
        CHECK_OK(wrtmem_member_rows(member, &rows));
    }
    CHECK(rows == 3);
    process_kill(child);
    CHECK_OK(wrtmem_member_close(member));
    close_ends(ends);
}

static void a_stopped_one_is_waited_for_and_can_be_evicted(void) {
    const char *name = process_segment_name("synced");
    struct ends ends = create_ends(name, 2, 0, WRTMEM_SYNCED_SHRINK);
    wrtmem_member_t *member = join(ends, 0);
    pid_t child = process_spawn(take_part_for_ever, (void *)name);
    CHECK_OK(wrtmem_member_sync(member, "me", 2, limit(), NULL));
    process_stop(child);
    CHECK_STATUS(WRTMEM_E_TIMEOUT, cycle_until(member, 50000000));
    uint64_t late = 0, dead = 0;
    CHECK_OK(wrtmem_member_missing(member, &late, &dead));
    CHECK(late == 2 && dead == 0 && row_of(ends, 1).state == WRTMEM_ROW_LIVE);
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_member_wait(member, WRTMEM_POLL));
    process_continue(child);
    CHECK_OK(wrtmem_member_wait(member, limit())); /* the arrival stood */
    process_stop(child);
    CHECK_STATUS(WRTMEM_E_TIMEOUT, cycle_until(member, 50000000));
    CHECK_OK(wrtmem_synced_evict(ends.synced, 1, row_of(ends, 1).generation));
    CHECK_OK(wrtmem_member_wait(member, limit()));
    wrtmem_member_t *other = NULL;
    CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_member_join(ends.synced, 1, WRTMEM_POLL, &other));
    process_continue(child);
    CHECK(process_wait(child, LIMIT) == EXIT_SUCCESS); /* it was told */
    CHECK_OK(wrtmem_member_sync(member, "me", 2, limit(), NULL));
    CHECK_OK(wrtmem_member_close(member));
    close_ends(ends);
}

static int wait_for_the_end(void *name) {
    struct ends ends = open_ends((const char *)name);
    wrtmem_member_t *member = join(ends, 1);
    CHECK_STATUS(WRTMEM_E_CLOSED, wrtmem_member_sync(member, NULL, 0, limit(), NULL));
    CHECK_OK(wrtmem_member_close(member));
    close_ends(ends);
    return EXIT_SUCCESS;
}

static void an_end_reaches_everybody(void) {
    const char *name = process_segment_name("synced");
    struct ends ends = create_ends(name, 2, 0, 0);
    pid_t child = process_spawn(wait_for_the_end, (void *)name);
    for (uint64_t until = limit(); row_of(ends, 1).epoch == 0 && wrtmem_now() < until;)
        process_sleep_ms(1);
    CHECK_OK(wrtmem_synced_end(ends.synced));
    CHECK(process_wait(child, LIMIT) == EXIT_SUCCESS);
    close_ends(ends);
}

static void a_wrong_call_publishes_nothing(void) {
    struct ends ends = create_ends(process_segment_name("synced"), 2, 1, 0);
    unsigned char bytes[BYTES + 1] = {0};
    uint64_t rows = 0;
    wrtmem_member_t *member = join(ends, WRTMEM_ANY_ROW);
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_member_rows(member, &rows));
    CHECK_STATUS(WRTMEM_E_TOO_LARGE,
                 wrtmem_member_sync(member, bytes, sizeof bytes, WRTMEM_POLL, NULL));
    CHECK_STATUS(WRTMEM_E_TOO_LARGE, wrtmem_member_arrive(member, BYTES + 1, NULL));
    CHECK(row_of(ends, 0).epoch == 0);
    CHECK_OK(wrtmem_member_sync(member, bytes, BYTES, WRTMEM_POLL, NULL));
    CHECK_OK(wrtmem_member_arrive(member, 0, NULL));
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_member_arrive(member, 0, NULL));
    CHECK_OK(wrtmem_member_wait(member, WRTMEM_POLL));
    CHECK_OK(wrtmem_member_close(member));
    close_ends(ends);
}

int main(void) {
    three_processes_see_whole_cycles();
    a_killed_one_fails_the_others_until_it_is_evicted();
    the_others_go_on_without_a_killed_one();
    a_stopped_one_is_waited_for_and_can_be_evicted();
    an_end_reaches_everybody();
    a_wrong_call_publishes_nothing();
    return EXIT_SUCCESS;
}
