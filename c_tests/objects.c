/* Named objects and plain bytes: create, open, both at once, mismatch, the directory's rows,
 * removal while open, read-only looks, and what a killed process held. */
#include "process.h"

static wrtmem_segment_t *create_segment(const char *name) {
    wrtmem_segment_t *segment = NULL;
    SIZED(wrtmem_segment_options_t, options);
    options.bytes = 1 << 20;
    options.objects = 3;
    CHECK_OK(wrtmem_segment_create(name, &options, &segment));
    return segment;
}

static uint64_t pages_free(const wrtmem_segment_t *segment) {
    SIZED(wrtmem_segment_info_t, info);
    CHECK_OK(wrtmem_segment_info(segment, &info));
    return info.pages_free;
}

static unsigned char *data_of(const wrtmem_bytes_t *bytes, uint64_t expected) {
    void *data = NULL;
    uint64_t size = 0;
    CHECK_OK(wrtmem_bytes_data(bytes, &data, &size));
    CHECK(size == expected);
    return (unsigned char *)data;
}

static void test_create_open_and_names(void) {
    wrtmem_segment_t *segment = create_segment(process_segment_name("objects"));
    uint64_t all = pages_free(segment);
    wrtmem_bytes_t *a = NULL, *again = NULL, *none = NULL;
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_bytes_open(segment, "a", WRTMEM_POLL, &none));
    uint64_t soon = wrtmem_deadline_after(15000000);
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_bytes_open(segment, "a", soon, &none));
    CHECK_OK(wrtmem_bytes_create(segment, "a", 5000, &a));
    CHECK_STATUS(WRTMEM_E_EXISTS, wrtmem_bytes_create(segment, "a", 5000, &none));
    CHECK_OK(wrtmem_bytes_open(segment, "a", WRTMEM_POLL, &again));
    unsigned char *data = data_of(a, 5000);
    CHECK(data == data_of(again, 5000) && pages_free(segment) == all - 2);
    for (int i = 0; i < 5000; i++)
        CHECK(data[i] == 0);
    uint64_t offset = 0;
    CHECK_OK(wrtmem_offset(segment, data, &offset));

    SIZED(wrtmem_object_info_t, info);
    CHECK_OK(wrtmem_object_info(segment, 0, &info));
    CHECK(strcmp(info.name, "a") == 0 && strcmp(info.kind_name, "bytes") == 0);
    CHECK(info.kind == 1 && info.bytes == 5000 && info.offset == offset);
    CHECK(info.holders == 1 && info.removed == 0 && info.generation == 0);
    CHECK(info.layout_version >= 1 && info.created > 0);
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_object_info(segment, 1, &info));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_object_info(segment, 3, &info));

    /* The longest name, and the table's last row. */
    char longest[97];
    memset(longest, 'x', sizeof longest);
    longest[95] = '\0';
    wrtmem_bytes_t *b = NULL, *c = NULL;
    CHECK_OK(wrtmem_bytes_create(segment, longest, 1, &b));
    CHECK_OK(wrtmem_object_info(segment, 1, &info));
    CHECK(strcmp(info.name, longest) == 0 && info.bytes == 1);
    CHECK_OK(wrtmem_bytes_create(segment, "A-z_0.9", 1, &c));
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_bytes_create(segment, "d", 1, &none));
    longest[95] = 'x';
    longest[96] = '\0';
    CHECK_STATUS(WRTMEM_E_NAME, wrtmem_bytes_create(segment, longest, 1, &none));
    CHECK(none == NULL);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_bytes_close(a));
    CHECK_OK(wrtmem_bytes_close(again));
    CHECK_OK(wrtmem_bytes_close(b));
    CHECK_OK(wrtmem_bytes_close(c));
    CHECK(pages_free(segment) == all - 4); /* closed is not removed */
    CHECK_OK(wrtmem_object_info(segment, 0, &info));
    CHECK(info.holders == 0);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Looking for defects keeps nothing open and closes nothing. */
static void test_verify_only_looks(void) {
    const char *name = process_segment_name("objects");
    wrtmem_segment_t *segment = create_segment(name), *observer = NULL;
    wrtmem_bytes_t *open = NULL, *closed = NULL;
    wrtmem_message_t *ring = NULL;
    SIZED(wrtmem_object_info_t, info);
    CHECK_OK(wrtmem_bytes_create(segment, "open", 64, &open));
    CHECK_OK(wrtmem_bytes_create(segment, "closed", 64, &closed));
    CHECK_OK(wrtmem_bytes_close(closed));
    SIZED(wrtmem_message_options_t, options);
    options.lanes = 2;
    CHECK_OK(wrtmem_message_create(segment, "ring", &options, &ring));
    CHECK_OK(wrtmem_segment_open_read_only(name, NULL, WRTMEM_POLL, &observer));
    for (int i = 0; i < 2; i++) {
        CHECK_CLEAN(i == 0 ? segment : observer);
        const uint32_t holders[] = {1, 0, 1};
        for (uint32_t row = 0; row < 3; row++) {
            CHECK_OK(wrtmem_object_info(segment, row, &info));
            CHECK(info.holders == holders[row]);
        }
    }
    CHECK_OK(wrtmem_object_remove(segment, "open"));
    CHECK_OK(wrtmem_object_info(segment, 0, &info));
    CHECK(info.removed == 1);
    CHECK_OK(wrtmem_bytes_close(open));
    CHECK_OK(wrtmem_message_close(ring));
    CHECK_OK(wrtmem_segment_close(observer));
    CHECK_OK(wrtmem_segment_close(segment));
}

static void test_too_large_leaves_nothing(void) {
    wrtmem_segment_t *segment = create_segment(process_segment_name("objects"));
    uint64_t all = pages_free(segment);
    wrtmem_bytes_t *none = NULL;
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_bytes_create(segment, "big", 1 << 30, &none));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_bytes_create(segment, "big", 0, &none));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_bytes_create(segment, "big", UINT64_MAX, &none));
    CHECK(none == NULL && pages_free(segment) == all);
    SIZED(wrtmem_object_info_t, info);
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_object_info(segment, 0, &info));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

static void test_mismatch(void) {
    wrtmem_segment_t *segment = create_segment(process_segment_name("objects"));
    wrtmem_bytes_t *bytes = NULL, *none = NULL;
    wrtmem_message_t *ring = NULL, *no_ring = NULL;
    bool created = false;
    SIZED(wrtmem_message_options_t, options);
    options.lanes = 2;
    options.lane_bytes = 4096;
    CHECK_OK(wrtmem_bytes_open_or_create(segment, "bytes", 64, &bytes, &created));
    CHECK(created);
    CHECK_OK(wrtmem_message_open_or_create(segment, "ring", &options, &ring, &created));
    CHECK(created);
    created = true;
    CHECK_STATUS(WRTMEM_E_MISMATCH,
                 wrtmem_bytes_open_or_create(segment, "bytes", 65, &none, &created));
    CHECK_STATUS(WRTMEM_E_MISMATCH,
                 wrtmem_bytes_open_or_create(segment, "ring", 64, &none, &created));
    CHECK_STATUS(WRTMEM_E_MISMATCH, wrtmem_bytes_open(segment, "ring", WRTMEM_POLL, &none));
    CHECK_STATUS(WRTMEM_E_MISMATCH, wrtmem_message_open(segment, "bytes", WRTMEM_POLL, &no_ring));
    options.lanes = 3;
    CHECK_STATUS(WRTMEM_E_MISMATCH,
                 wrtmem_message_open_or_create(segment, "ring", &options, &no_ring, &created));
    CHECK(none == NULL && no_ring == NULL && created);
    wrtmem_bytes_t *same = NULL;
    CHECK_OK(wrtmem_bytes_open_or_create(segment, "bytes", 64, &same, &created));
    CHECK(!created);
    SIZED(wrtmem_object_info_t, info);
    CHECK_OK(wrtmem_object_info(segment, 1, &info));
    CHECK(info.kind == 2 && strcmp(info.kind_name, "message") == 0 && info.holders == 1);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_bytes_close(bytes));
    CHECK_OK(wrtmem_bytes_close(same));
    CHECK_OK(wrtmem_message_close(ring));
    CHECK_OK(wrtmem_segment_close(segment));
}

static void test_removal_while_open(void) {
    wrtmem_segment_t *segment = create_segment(process_segment_name("objects"));
    uint64_t all = pages_free(segment);
    wrtmem_bytes_t *old = NULL, *fresh = NULL, *none = NULL;
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_object_remove(segment, "x"));
    CHECK_OK(wrtmem_bytes_create(segment, "x", 4096, &old));
    data_of(old, 4096)[0] = 42;
    CHECK_OK(wrtmem_object_remove(segment, "x"));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_object_remove(segment, "x"));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_bytes_open(segment, "x", WRTMEM_POLL, &none));
    SIZED(wrtmem_object_info_t, info);
    CHECK_OK(wrtmem_object_info(segment, 0, &info));
    CHECK(info.removed == 1 && info.holders == 1);

    CHECK_OK(wrtmem_bytes_create(segment, "x", 4096, &fresh)); /* the name is free at once */
    CHECK(data_of(old, 4096) != data_of(fresh, 4096));
    CHECK(data_of(old, 4096)[0] == 42 && data_of(fresh, 4096)[0] == 0);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_bytes_close(old));
    CHECK(pages_free(segment) == all - 1);
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_object_info(segment, 0, &info));
    CHECK_OK(wrtmem_bytes_close(fresh));
    CHECK_OK(wrtmem_object_remove(segment, "x"));
    CHECK(pages_free(segment) == all);
    CHECK_OK(wrtmem_bytes_create(segment, "y", 1, &fresh)); /* in a row used before */
    CHECK_OK(wrtmem_object_info(segment, 0, &info));
    CHECK(info.generation == 1 && strcmp(info.name, "y") == 0);
    CHECK_OK(wrtmem_bytes_close(fresh));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

static void test_read_only_looks(void) {
    const char *name = process_segment_name("objects");
    wrtmem_segment_t *segment = create_segment(name), *observer = NULL;
    wrtmem_bytes_t *bytes = NULL, *look = NULL, *none = NULL;
    CHECK_OK(wrtmem_bytes_create(segment, "x", 16, &bytes));
    CHECK_OK(wrtmem_segment_open_read_only(name, NULL, WRTMEM_POLL, &observer));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_bytes_open(observer, "y", WRTMEM_POLL, &none));
    CHECK_STATUS(WRTMEM_E_NAME, wrtmem_bytes_open(observer, ".y", WRTMEM_POLL, &none));
    /* A name no object can have is no reason to wait for ever. */
    CHECK_STATUS(WRTMEM_E_NAME, wrtmem_bytes_open(observer, "y/z", WRTMEM_FOREVER, &none));
    uint64_t soon = wrtmem_deadline_after(15000000);
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_bytes_open(observer, "y", soon, &none));
    CHECK_OK(wrtmem_bytes_open(observer, "x", WRTMEM_POLL, &look));
    data_of(bytes, 16)[3] = 33;
    CHECK(data_of(look, 16)[3] == 33);
    SIZED(wrtmem_object_info_t, info);
    CHECK_OK(wrtmem_object_info(observer, 0, &info));
    CHECK(info.holders == 1); /* a look keeps nothing */
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_object_remove(observer, "x"));

    CHECK_OK(wrtmem_object_remove(segment, "x"));
    CHECK_OK(wrtmem_bytes_close(bytes));
    void *data = &info;
    uint64_t size = 7;
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_bytes_data(look, &data, &size));
    CHECK(data == &info && size == 7);
    CHECK_OK(wrtmem_bytes_close(look));
    CHECK_OK(wrtmem_segment_close(observer));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

static int appear_later(void *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_bytes_t *bytes = NULL;
    CHECK_OK(wrtmem_segment_open((const char *)name, NULL, WRTMEM_POLL, &segment));
    process_sleep_ms(30);
    CHECK_OK(wrtmem_bytes_create(segment, "late", 8, &bytes));
    process_stop_here();
    return EXIT_FAILURE;
}

static void test_a_killed_holder(void) {
    char name[64];
    snprintf(name, sizeof name, "%s", process_segment_name("objects"));
    wrtmem_segment_t *segment = create_segment(name);
    uint64_t all = pages_free(segment), limit = wrtmem_deadline_after(UINT64_C(1000000) * LIMIT);
    wrtmem_bytes_t *late = NULL;
    pid_t child = process_spawn(appear_later, name);
    CHECK_OK(wrtmem_bytes_open(segment, "late", limit, &late));
    process_wait_stopped(child, LIMIT);
    SIZED(wrtmem_object_info_t, info);
    CHECK_OK(wrtmem_object_info(segment, 0, &info));
    CHECK(info.holders == 2);
    CHECK_OK(wrtmem_object_remove(segment, "late"));
    process_kill(child);
    CHECK_OK(wrtmem_bytes_close(late)); /* the dead one holds it still */
    CHECK(pages_free(segment) == all - 1);
    CHECK_OK(wrtmem_segment_recover(segment, NULL));
    CHECK(pages_free(segment) == all);
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_object_info(segment, 0, &info));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* In a program of its own: whether this process created it. */
static int open_or_create(const char *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_bytes_t *bytes = NULL;
    bool created = false;
    CHECK_OK(wrtmem_segment_open(name, NULL, WRTMEM_POLL, &segment));
    for (int round = 0; round < 50; round++) {
        CHECK_OK(wrtmem_bytes_open_or_create(segment, "shared", 100, &bytes, &created));
        data_of(bytes, 100)[round]++;
        CHECK_OK(wrtmem_bytes_close(bytes));
    }
    CHECK_OK(wrtmem_segment_close(segment));
    return EXIT_SUCCESS;
}

static void test_many_open_or_create(void) {
    const char *name = process_segment_name("objects");
    wrtmem_segment_t *segment = create_segment(name);
    pid_t children[4];
    for (int i = 0; i < 4; i++)
        children[i] = process_exec("open_or_create", name);
    for (int i = 0; i < 4; i++)
        CHECK(process_wait(children[i], LIMIT) == EXIT_SUCCESS);
    SIZED(wrtmem_object_info_t, info);
    CHECK_OK(wrtmem_object_info(segment, 0, &info));
    CHECK(info.holders == 0 && strcmp(info.name, "shared") == 0);
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_object_info(segment, 1, &info));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "open_or_create") == 0)
        return open_or_create(argv[2]);
    test_create_open_and_names();
    test_verify_only_looks();
    test_too_large_leaves_nothing();
    test_mismatch();
    test_removal_while_open();
    test_read_only_looks();
    test_a_killed_holder();
    test_many_open_or_create();
    return EXIT_SUCCESS;
}
