/* Mailboxes: each call, read-only readers, and writers that are killed one after the other
 * while readers never see anything but whole values. */
#include "process.h"

enum { WORDS = 96 };

/* Large enough that a kill often hits the copy. */
typedef struct {
    uint64_t number, words[WORDS];
} value_t;

static value_t make(uint64_t number) {
    value_t value;
    value.number = number;
    for (uint64_t i = 0; i < WORDS; i++)
        value.words[i] = number * UINT64_C(0x9e3779b97f4a7c15) ^ i;
    return value;
}

static void check_value(const value_t *value, uint64_t number) {
    value_t right = make(number);
    CHECK(memcmp(value, &right, sizeof right) == 0);
}

static wrtmem_mailbox_t *open_mailbox(const char *name, wrtmem_segment_t **segment) {
    SIZED(wrtmem_segment_options_t, how);
    how.bytes = 1 << 20;
    SIZED(wrtmem_mailbox_options_t, options);
    options.value = sizeof(value_t);
    wrtmem_mailbox_t *mailbox = NULL;
    CHECK_OK(wrtmem_segment_open_or_create(name, &how, segment, NULL));
    CHECK_OK(wrtmem_mailbox_open_or_create(*segment, "latest", &options, &mailbox, NULL));
    return mailbox;
}

static void close_mailbox(wrtmem_mailbox_t *mailbox, wrtmem_segment_t *segment) {
    CHECK_OK(wrtmem_mailbox_close(mailbox));
    CHECK_OK(wrtmem_segment_close(segment));
}

static uint64_t soon(void) {
    return wrtmem_deadline_after(UINT64_C(10000000000));
}

/* Every call, in one process. */
static void test_calls(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_mailbox_t *mailbox = open_mailbox(process_segment_name("calls"), &segment);
    wrtmem_mailbox_writer_t *writer = NULL, *second = NULL;
    wrtmem_mailbox_reader_t *reader = NULL, *late = NULL;
    uint64_t number = 7;
    value_t value;
    CHECK_OK(wrtmem_mailbox_writer_open(mailbox, &writer, &number));
    CHECK(number == 0);
    CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_mailbox_writer_open(mailbox, &second, NULL));
    CHECK_OK(wrtmem_mailbox_reader_open(mailbox, &reader));
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_mailbox_reader_read(reader, &value, NULL));
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_mailbox_reader_try_read_newer(reader, &value, NULL));
    CHECK_STATUS(WRTMEM_E_TIMEOUT,
                 wrtmem_mailbox_reader_read_newer(reader, &value, WRTMEM_POLL, NULL));
    for (uint64_t i = 1; i <= 9; i++) {
        value = make(i);
        CHECK_OK(wrtmem_mailbox_writer_write(writer, &value, &number));
        CHECK(number == i);
    }
    CHECK_OK(wrtmem_mailbox_reader_seen(reader, &number));
    CHECK(number == 0);
    CHECK_OK(wrtmem_mailbox_reader_read_newer(reader, &value, soon(), &number));
    CHECK(number == 9);
    check_value(&value, 9);
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_mailbox_reader_try_read_newer(reader, &value, NULL));
    CHECK_OK(wrtmem_mailbox_reader_read(reader, &value, &number));
    CHECK(number == 9);
    CHECK_OK(wrtmem_mailbox_reader_seen(reader, &number));
    CHECK(number == 9);
    CHECK_OK(wrtmem_mailbox_reader_open(mailbox, &late));
    CHECK_OK(wrtmem_mailbox_reader_try_read_newer(late, &value, NULL));
    check_value(&value, 9);
    SIZED(wrtmem_mailbox_info_t, info);
    CHECK_OK(wrtmem_mailbox_info(mailbox, &info));
    CHECK(info.written == 9 && info.value == sizeof value);
    CHECK(info.writer == WRTMEM_PEER_ALIVE && info.writer_pid == (uint32_t)getpid());
    CHECK_OK(wrtmem_mailbox_writer_close(writer));
    CHECK_OK(wrtmem_mailbox_info(mailbox, &info));
    CHECK(info.writer == WRTMEM_PEER_NONE && info.writer_pid == 0);
    CHECK_OK(wrtmem_mailbox_writer_open(mailbox, &second, &number));
    CHECK(number == 9);
    CHECK_OK(wrtmem_mailbox_writer_close(second));
    CHECK_OK(wrtmem_mailbox_reader_close(reader));
    CHECK_OK(wrtmem_mailbox_reader_close(late));
    CHECK_CLEAN(segment);
    close_mailbox(mailbox, segment);
}

/* One that may not write reads all the same; it is told when the mailbox is gone. */
static void test_read_only(void) {
    const char *name = process_segment_name("observer");
    wrtmem_segment_t *segment = NULL, *observer = NULL;
    wrtmem_mailbox_t *mailbox = open_mailbox(name, &segment), *look = NULL;
    wrtmem_mailbox_writer_t *writer = NULL;
    wrtmem_mailbox_reader_t *reader = NULL;
    value_t value = make(1);
    uint64_t number = 0;
    CHECK_OK(wrtmem_mailbox_writer_open(mailbox, &writer, NULL));
    CHECK_OK(wrtmem_mailbox_writer_write(writer, &value, NULL));
    CHECK_OK(wrtmem_segment_open_read_only(name, NULL, WRTMEM_POLL, &observer));
    CHECK_OK(wrtmem_mailbox_open(observer, "latest", WRTMEM_POLL, &look));
    wrtmem_mailbox_writer_t *none = NULL;
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_mailbox_writer_open(look, &none, NULL));
    CHECK_OK(wrtmem_mailbox_reader_open(look, &reader));
    CHECK_OK(wrtmem_mailbox_reader_try_read_newer(reader, &value, &number));
    CHECK(number == 1);
    check_value(&value, 1);
    CHECK_STATUS(WRTMEM_E_READ_ONLY,
                 wrtmem_mailbox_reader_read_newer(reader, &value, WRTMEM_FOREVER, NULL));
    SIZED(wrtmem_mailbox_info_t, info);
    CHECK_OK(wrtmem_mailbox_info(look, &info));
    CHECK(info.written == 1 && info.writer == WRTMEM_PEER_ALIVE);
    CHECK_OK(wrtmem_mailbox_writer_close(writer));
    CHECK_OK(wrtmem_mailbox_close(mailbox));
    CHECK_OK(wrtmem_object_remove(segment, "latest"));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_mailbox_reader_read(reader, &value, NULL));
    CHECK_OK(wrtmem_mailbox_reader_close(reader));
    CHECK_OK(wrtmem_mailbox_close(look));
    CHECK_OK(wrtmem_segment_close(observer));
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Writes until it is killed, each time the number that the mailbox says is next. */
static int write_until_killed(void *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_mailbox_t *mailbox = open_mailbox((const char *)name, &segment);
    wrtmem_mailbox_writer_t *writer = NULL;
    uint64_t last = 0, number = 0;
    CHECK_OK(wrtmem_mailbox_writer_open(mailbox, &writer, &last));
    while (last < UINT64_MAX) {
        value_t value = make(last + 1);
        CHECK_OK(wrtmem_mailbox_writer_write(writer, &value, &number));
        CHECK(number == last + 1);
        last = number;
    }
    return EXIT_FAILURE;
}

/* Reads until it has value number 0, which ends it. */
static int read_to_the_end(void *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_mailbox_t *mailbox = open_mailbox((const char *)name, &segment);
    wrtmem_mailbox_reader_t *reader = NULL;
    uint64_t seen = 0, number = 0;
    CHECK_OK(wrtmem_mailbox_reader_open(mailbox, &reader));
    for (;;) {
        value_t value;
        wrtmem_status_t status =
            wrtmem_mailbox_reader_read_newer(reader, &value, WRTMEM_FOREVER, &number);
        if (status == WRTMEM_E_PEER_DEAD || status == WRTMEM_E_BUSY)
            continue;
        CHECK_OK(status);
        CHECK(number > seen);
        seen = number;
        if (value.number == 0)
            break;
        check_value(&value, number);
    }
    CHECK_OK(wrtmem_mailbox_reader_close(reader));
    close_mailbox(mailbox, segment);
    return EXIT_SUCCESS;
}

enum { READERS = 2, KILLS = 40 };

static void test_killed_writers(void) {
    char name[PROCESS_NAME_SIZE];
    strcpy(name, process_segment_name("killed"));
    wrtmem_segment_t *segment = NULL;
    wrtmem_mailbox_t *mailbox = open_mailbox(name, &segment);
    wrtmem_mailbox_reader_t *reader = NULL;
    CHECK_OK(wrtmem_mailbox_reader_open(mailbox, &reader));
    pid_t readers[READERS];
    for (int i = 0; i < READERS; i++)
        readers[i] = process_spawn(read_to_the_end, name);
    uint64_t written = 0, number = 0;
    for (int round = 0; round < KILLS; round++) {
        pid_t writer = process_spawn(write_until_killed, name);
        value_t value;
        for (int i = 0; i < 3;) { /* it is writing */
            wrtmem_status_t status =
                wrtmem_mailbox_reader_read_newer(reader, &value, soon(), &number);
            if (status == WRTMEM_E_PEER_DEAD || status == WRTMEM_E_BUSY)
                continue; /* the one before, whose place is not yet taken */
            CHECK_OK(status);
            check_value(&value, number);
            i++;
        }
        process_kill(writer);
        CHECK_OK(wrtmem_mailbox_reader_read(reader, &value, &number));
        check_value(&value, number);
        CHECK(number > written);
        written = number;
        CHECK_OK(wrtmem_segment_recover(segment, NULL));
        SIZED(wrtmem_mailbox_info_t, info);
        CHECK_OK(wrtmem_mailbox_info(mailbox, &info));
        CHECK(info.written == written && info.writer != WRTMEM_PEER_ALIVE);
    }
    wrtmem_mailbox_writer_t *writer = NULL;
    CHECK_OK(wrtmem_mailbox_writer_open(mailbox, &writer, &number));
    CHECK(number == written);
    value_t last = make(0);
    CHECK_OK(wrtmem_mailbox_writer_write(writer, &last, &number));
    CHECK(number == written + 1);
    for (int i = 0; i < READERS; i++)
        CHECK(process_wait(readers[i], LIMIT) == EXIT_SUCCESS);
    CHECK_OK(wrtmem_mailbox_writer_close(writer));
    CHECK_OK(wrtmem_mailbox_reader_close(reader));
    CHECK_CLEAN(segment);
    close_mailbox(mailbox, segment);
    printf("%llu values by %d killed writers\n", (unsigned long long)written, KILLS);
}

int main(void) {
    test_calls();
    test_read_only();
    test_killed_writers();
    return EXIT_SUCCESS;
}
