/* Handles: closed, of another kind, closed twice, by the thousands, stale after their place
 * was used again, and a segment closed before what was opened through it. */
#include "process.h"

/* One of each kind. */
struct all {
    wrtmem_segment_t *segment;
    wrtmem_slot_t *slot;
    wrtmem_bytes_t *bytes;
    wrtmem_message_t *ring;
    wrtmem_sender_t *sender;
    wrtmem_receiver_t *receiver;
};

static struct all open_all(wrtmem_segment_t *segment) {
    struct all all;
    memset(&all, 0, sizeof all);
    all.segment = segment;
    CHECK_OK(wrtmem_slot_open(segment, &all.slot, NULL));
    CHECK_OK(wrtmem_bytes_open_or_create(segment, "bytes", 64, &all.bytes, NULL));
    CHECK_OK(wrtmem_message_open_or_create(segment, "ring", NULL, &all.ring, NULL));
    CHECK_OK(wrtmem_sender_open(all.ring, 0, &all.sender, NULL));
    CHECK_OK(wrtmem_receiver_open(all.ring, &all.receiver));
    return all;
}

static wrtmem_segment_t *create_private(void) {
    SIZED(wrtmem_segment_options_t, options);
    options.bytes = 4 << 20;
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create_private(&options, &segment));
    return segment;
}

/* Every use and every close of these handles is refused. */
static void check_all_refused(struct all all) {
    SIZED(wrtmem_segment_info_t, info);
    void *data = NULL;
    uint64_t number = 0;
    wrtmem_message_t *ring = NULL;
    wrtmem_sender_t *sender = NULL;
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_segment_info(all.segment, &info));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_message_create(all.segment, "new", NULL, &ring));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_bytes_data(all.bytes, &data, &number));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_sender_open(all.ring, 0, &sender, NULL));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_sender_try_send(all.sender, "x", 1, &number));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_receiver_try_receive(all.receiver, &number, 8, NULL));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_segment_close(all.segment));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_slot_close(all.slot));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_bytes_close(all.bytes));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_message_close(all.ring));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_sender_close(all.sender));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_receiver_close(all.receiver));
    CHECK(data == NULL && ring == NULL && sender == NULL && number == 0);
    CHECK(strlen(wrtmem_last_error()) > 0);
}

static void close_all(struct all all) {
    CHECK_OK(wrtmem_receiver_close(all.receiver));
    CHECK_OK(wrtmem_sender_close(all.sender));
    CHECK_OK(wrtmem_message_close(all.ring));
    CHECK_OK(wrtmem_bytes_close(all.bytes));
    CHECK_OK(wrtmem_slot_close(all.slot));
    CHECK_OK(wrtmem_segment_close(all.segment));
}

static void test_closed(void) {
    struct all all = open_all(create_private());
    close_all(all);
    check_all_refused(all);
}

static void test_null_closes(void) {
    CHECK_OK(wrtmem_segment_close(NULL));
    CHECK_OK(wrtmem_slot_close(NULL));
    CHECK_OK(wrtmem_bytes_close(NULL));
    CHECK_OK(wrtmem_message_close(NULL));
    CHECK_OK(wrtmem_sender_close(NULL));
    CHECK_OK(wrtmem_receiver_close(NULL));
}

static void test_another_kind(void) {
    struct all all = open_all(create_private()), wrong;
    void *turn = all.segment; /* each is taken for the next kind */
    wrong.slot = (wrtmem_slot_t *)turn;
    turn = all.slot;
    wrong.bytes = (wrtmem_bytes_t *)turn;
    turn = all.bytes;
    wrong.ring = (wrtmem_message_t *)turn;
    turn = all.ring;
    wrong.sender = (wrtmem_sender_t *)turn;
    turn = all.sender;
    wrong.receiver = (wrtmem_receiver_t *)turn;
    turn = all.receiver;
    wrong.segment = (wrtmem_segment_t *)turn;
    check_all_refused(wrong);
    close_all(all);
}

static void test_thousands(void) {
    enum { MANY = 3000 };
    static wrtmem_bytes_t *handles[MANY];
    wrtmem_segment_t *segment = create_private();
    wrtmem_bytes_t *first = NULL;
    CHECK_OK(wrtmem_bytes_create(segment, "bytes", 64, &first));
    for (int i = 0; i < MANY; i++) {
        CHECK_OK(wrtmem_bytes_open(segment, "bytes", WRTMEM_POLL, &handles[i]));
        CHECK(handles[i] != NULL && handles[i] != first);
        CHECK(i == 0 || handles[i] != handles[i - 1]);
    }
    SIZED(wrtmem_object_info_t, info);
    CHECK_OK(wrtmem_object_info(segment, 0, &info));
    CHECK(info.holders == 1); /* participants, not handles */
    CHECK_OK(wrtmem_object_remove(segment, "bytes"));
    for (int i = MANY; i-- > 0;) {
        void *data = NULL;
        CHECK_OK(wrtmem_bytes_data(handles[i], &data, NULL));
        CHECK_OK(wrtmem_bytes_close(handles[i]));
        CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_bytes_data(handles[i], &data, NULL));
    }
    CHECK_OK(wrtmem_object_info(segment, 0, &info));
    CHECK_OK(wrtmem_bytes_close(first));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_object_info(segment, 0, &info));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* A place in the table is used again, the handle is not: each of the next handles differs
 * from the stale one, which stays refused. */
static void test_stale(void) {
    wrtmem_segment_t *segment = create_private();
    wrtmem_slot_t *stale = NULL, *slot = NULL;
    CHECK_OK(wrtmem_slot_open(segment, &stale, NULL));
    CHECK_OK(wrtmem_slot_close(stale));
    bool same_place = false;
    /* 64 places or more, each with 63 handles in a row. */
    for (int i = 0; i < 64 * 62; i++) {
        CHECK_OK(wrtmem_slot_open(segment, &slot, NULL));
        CHECK(slot != stale);
        same_place |= ((uintptr_t)slot ^ (uintptr_t)stale) < 64;
        CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_slot_close(stale));
        CHECK_OK(wrtmem_slot_close(slot));
    }
    CHECK(same_place);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Objects keep the segment: closed first, it ends with the last of them. */
static void test_segment_first(bool shared) {
    wrtmem_segment_t *segment = NULL, *watcher = NULL;
    const char *name = shared ? process_segment_name("handles") : NULL;
    SIZED(wrtmem_segment_info_t, info);
    if (shared) {
        CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
        CHECK_OK(wrtmem_segment_open_read_only(name, NULL, WRTMEM_POLL, &watcher));
    } else {
        segment = create_private();
    }
    struct all all = open_all(segment);
    CHECK_OK(wrtmem_segment_close(all.segment));
    CHECK_OK(wrtmem_message_close(all.ring));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_segment_info(all.segment, &info));
    char text[8];
    void *data = NULL;
    CHECK_OK(wrtmem_sender_try_send(all.sender, "still", 6, NULL));
    CHECK_OK(wrtmem_receiver_try_receive(all.receiver, text, sizeof text, NULL));
    CHECK(strcmp(text, "still") == 0);
    CHECK_OK(wrtmem_bytes_data(all.bytes, &data, NULL));
    memset(data, 1, 64);
    CHECK_OK(wrtmem_receiver_close(all.receiver));
    CHECK_OK(wrtmem_sender_close(all.sender));
    CHECK_OK(wrtmem_bytes_close(all.bytes));
    if (shared) {
        CHECK_OK(wrtmem_segment_info(watcher, &info));
        CHECK(info.live == 1 && info.slots_taken == 1); /* the slot is still open */
    }
    CHECK_OK(wrtmem_slot_close(all.slot));
    if (shared) {
        CHECK_OK(wrtmem_segment_info(watcher, &info));
        CHECK(info.live == 0 && info.slots_taken == 0);
        CHECK_CLEAN(watcher);
        CHECK_OK(wrtmem_segment_close(watcher));
    }
    check_all_refused(all);
}

int main(void) {
    test_stale(); /* first: the table is still small */
    test_closed();
    test_null_closes();
    test_another_kind();
    test_thousands();
    test_segment_first(false);
    test_segment_first(true);
    return EXIT_SUCCESS;
}
