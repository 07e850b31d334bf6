/* Message rings between processes: order, take-over after a kill, a stopped sender, a dead
 * peer, full and empty, sizes, and a flipped byte in the file. */
#include "process.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { LANE = 4096 };

/* A process's segment and ring. */
struct ends {
    wrtmem_segment_t *segment;
    wrtmem_message_t *ring;
};

static struct ends create_ends(const char *name, uint32_t lanes) {
    struct ends ends = {NULL, NULL};
    CHECK_OK(wrtmem_segment_create(name, NULL, &ends.segment));
    SIZED(wrtmem_message_options_t, options);
    options.lanes = lanes;
    options.lane_bytes = LANE;
    CHECK_OK(wrtmem_message_create(ends.segment, "ring", &options, &ends.ring));
    return ends;
}

static struct ends open_ends(const char *name) {
    struct ends ends = {NULL, NULL};
    CHECK_OK(wrtmem_segment_open(name, NULL, limit(), &ends.segment));
    CHECK_OK(wrtmem_message_open(ends.segment, "ring", limit(), &ends.ring));
    return ends;
}

static void close_ends(struct ends ends) {
    CHECK_CLEAN(ends.segment);
    CHECK_OK(wrtmem_message_close(ends.ring));
    CHECK_OK(wrtmem_segment_close(ends.segment));
}

static wrtmem_lane_info_t lane_of(struct ends ends, uint32_t lane) {
    SIZED(wrtmem_lane_info_t, info);
    CHECK_OK(wrtmem_message_lane_info(ends.ring, lane, &info));
    return info;
}

/* Message number n: its length and bytes follow from n. */
static size_t make_message(uint64_t n, unsigned char *bytes) {
    size_t length = (size_t)(n * 37 % 400);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (unsigned char)(n + i * 7);
    return length;
}

static void check_message(uint64_t n, const unsigned char *bytes, uint64_t length) {
    unsigned char expected[400];
    CHECK(length == make_message(n, expected));
    CHECK(length == 0 || memcmp(bytes, expected, length) == 0);
}

static void test_full_empty_and_sizes(void) {
    struct ends ends = create_ends(process_segment_name("message"), 2);
    wrtmem_sender_t *sender = NULL, *other = NULL;
    wrtmem_receiver_t *receiver = NULL, *second = NULL;
    uint64_t last = 77, sequence = 77;
    SIZED(wrtmem_message_info_t, info);
    CHECK_OK(wrtmem_message_info(ends.ring, &info));
    CHECK(info.lanes == 2 && info.lane_bytes == LANE && info.max_message == LANE / 2 - 24);
    CHECK(info.receiver == WRTMEM_PEER_NONE && info.receiver_pid == 0);

    CHECK_OK(wrtmem_sender_open(ends.ring, 1, &sender, &last));
    CHECK(last == 0);
    CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_sender_open(ends.ring, 1, &other, &last));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_sender_open(ends.ring, 2, &other, &last));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_sender_open(ends.ring, -2, &other, &last));
    CHECK_OK(wrtmem_receiver_open(ends.ring, &receiver));
    CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_receiver_open(ends.ring, &second));
    CHECK(other == NULL && second == NULL && last == 0);
    CHECK_OK(wrtmem_message_info(ends.ring, &info));
    CHECK(info.receiver == WRTMEM_PEER_ALIVE && info.receiver_pid == (uint32_t)getpid());

    static unsigned char bytes[LANE], got[LANE];
    for (int i = 0; i < LANE; i++)
        bytes[i] = (unsigned char)(i * 31);
    wrtmem_record_t record, untouched;
    memset(&record, 0x5a, sizeof record);
    untouched = record;
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_receiver_try_receive(receiver, got, LANE, &record));
    CHECK_STATUS(WRTMEM_E_TIMEOUT,
                 wrtmem_receiver_receive(receiver, got, LANE, WRTMEM_POLL, &record));
    uint64_t soon = wrtmem_deadline_after(15000000);
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_receiver_receive(receiver, got, LANE, soon, &record));
    CHECK(wrtmem_now() >= soon && memcmp(&record, &untouched, sizeof record) == 0);

    size_t most = (size_t)info.max_message;
    CHECK_STATUS(WRTMEM_E_TOO_LARGE, wrtmem_sender_try_send(sender, bytes, most + 1, &sequence));
    CHECK(sequence == 77);
    CHECK_OK(wrtmem_sender_try_send(sender, bytes, most, &sequence));
    CHECK_OK(wrtmem_sender_send(sender, bytes, most, WRTMEM_POLL, NULL));
    CHECK(sequence == 1);
    CHECK_STATUS(WRTMEM_E_FULL, wrtmem_sender_try_send(sender, NULL, 0, &sequence));
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_sender_send(sender, bytes, 1, WRTMEM_POLL, &sequence));
    CHECK(sequence == 1);
    wrtmem_lane_info_t lane = lane_of(ends, 1);
    CHECK(lane.sent == 2 && lane.queued == 2 && lane.received == 0 && lane.lost == 0);
    CHECK(lane.used == LANE && lane.high_water == LANE && lane.reserved_lane == 1);
    CHECK(lane.sender == WRTMEM_PEER_ALIVE && lane.sender_pid == (uint32_t)getpid());

    CHECK_STATUS(WRTMEM_E_TOO_SMALL, wrtmem_receiver_try_receive(receiver, NULL, 0, &record));
    CHECK(record.length == most && record.sequence == 1 && record.lane == 1);
    CHECK_STATUS(WRTMEM_E_TOO_SMALL,
                 wrtmem_receiver_receive(receiver, got, most - 1, WRTMEM_POLL, NULL));
    CHECK_OK(wrtmem_receiver_receive(receiver, got, most, WRTMEM_POLL, &record));
    CHECK(record.length == most && record.sequence == 1 && memcmp(got, bytes, most) == 0);
    CHECK_OK(wrtmem_receiver_try_receive(receiver, got, LANE, NULL));
    CHECK_OK(wrtmem_sender_try_send(sender, NULL, 0, &sequence)); /* no bytes at all */
    CHECK_OK(wrtmem_receiver_try_receive(receiver, NULL, 0, &record));
    CHECK(sequence == 3 && record.length == 0 && record.sequence == 3);
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_receiver_try_receive(receiver, got, LANE, &record));

    /* Any lane: the one that nobody named. */
    CHECK_OK(wrtmem_sender_open(ends.ring, WRTMEM_ANY_LANE, &other, &last));
    CHECK(last == 0 && lane_of(ends, 0).sender == WRTMEM_PEER_ALIVE);
    wrtmem_sender_t *none = NULL;
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_sender_open(ends.ring, WRTMEM_ANY_LANE, &none, NULL));
    CHECK(none == NULL && lane_of(ends, 0).reserved_lane == 0);
    CHECK_OK(wrtmem_sender_close(other));
    CHECK_OK(wrtmem_sender_close(sender));
    CHECK(lane_of(ends, 1).sender == WRTMEM_PEER_NONE);
    CHECK_OK(wrtmem_sender_open(ends.ring, 1, &sender, &last)); /* goes on after number 3 */
    CHECK_OK(wrtmem_sender_try_send(sender, bytes, 1, &sequence));
    CHECK(last == 3 && sequence == 4);
    CHECK_OK(wrtmem_sender_close(sender));
    CHECK_OK(wrtmem_receiver_close(receiver));
    close_ends(ends);
}

/* In a program of its own: sends messages 1 to COUNT on lane 0, waiting for room. */
enum { COUNT = 2000 };
static int send_all(const char *name) {
    struct ends ends = open_ends(name);
    wrtmem_sender_t *sender = NULL;
    unsigned char bytes[400];
    uint64_t sequence = 0;
    CHECK_OK(wrtmem_sender_open(ends.ring, 0, &sender, NULL));
    for (uint64_t n = 1; n <= COUNT; n++) {
        size_t length = make_message(n, bytes);
        CHECK_OK(wrtmem_sender_send(sender, bytes, length, limit(), &sequence));
        CHECK(sequence == n);
    }
    CHECK_OK(wrtmem_sender_close(sender));
    close_ends(ends);
    return EXIT_SUCCESS;
}

static void test_between_processes(void) {
    const char *name = process_segment_name("message");
    struct ends ends = create_ends(name, 1);
    wrtmem_receiver_t *receiver = NULL;
    unsigned char got[400];
    wrtmem_record_t record;
    pid_t child = process_exec("send_all", name);
    CHECK_OK(wrtmem_receiver_open(ends.ring, &receiver));
    for (uint64_t n = 1; n <= COUNT; n++) {
        CHECK_OK(wrtmem_receiver_receive(receiver, got, sizeof got, limit(), &record));
        CHECK(record.sequence == n && record.lane == 0);
        check_message(n, got, record.length);
    }
    CHECK(process_wait(child, LIMIT) == EXIT_SUCCESS);
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_receiver_receive(receiver, got, sizeof got,
                                                           wrtmem_deadline_after(30000000), NULL));
    wrtmem_lane_info_t lane = lane_of(ends, 0);
    CHECK(lane.sent == COUNT && lane.received == COUNT && lane.lost == 0 && lane.corrupt == 0);
    CHECK_OK(wrtmem_receiver_close(receiver));
    close_ends(ends);
}

/* Sends 5 messages and stops: alive, but not running. */
static int send_five(void *name) {
    struct ends ends = open_ends((const char *)name);
    wrtmem_sender_t *sender = NULL;
    unsigned char bytes[400];
    uint64_t last = 0;
    CHECK_OK(wrtmem_sender_open(ends.ring, 0, &sender, &last));
    for (uint64_t n = last + 1; n <= last + 5; n++)
        CHECK_OK(wrtmem_sender_try_send(sender, bytes, make_message(n, bytes), NULL));
    process_stop_here();
    return EXIT_FAILURE;
}

static void test_take_over(void) {
    char name[64];
    snprintf(name, sizeof name, "%s", process_segment_name("message"));
    struct ends ends = create_ends(name, 2);
    wrtmem_receiver_t *receiver = NULL;
    wrtmem_sender_t *sender = NULL;
    wrtmem_record_t record;
    unsigned char bytes[400], got[400];
    uint64_t last = 77, sequence = 0;
    CHECK_OK(wrtmem_receiver_open(ends.ring, &receiver));

    for (uint64_t before = 0; before <= 5; before += 5) {
        pid_t child = process_spawn(send_five, name);
        process_wait_stopped(child, LIMIT);
        CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_sender_open(ends.ring, 0, &sender, &last));
        CHECK(sender == NULL && last == 77 && lane_of(ends, 0).sender == WRTMEM_PEER_ALIVE);
        CHECK(lane_of(ends, 0).sender_pid == (uint32_t)child);
        process_kill(child);
        CHECK(lane_of(ends, 0).sender == WRTMEM_PEER_DEAD);
    }
    /* All that it sent, then once that it died, then nothing. */
    for (uint64_t n = 1; n <= 10; n++) {
        CHECK_OK(wrtmem_receiver_receive(receiver, got, sizeof got, limit(), &record));
        CHECK(record.sequence == n);
        check_message(n, got, record.length);
    }
    memset(&record, 0x5a, sizeof record);
    CHECK_STATUS(WRTMEM_E_PEER_DEAD,
                 wrtmem_receiver_receive(receiver, got, sizeof got, limit(), &record));
    CHECK(record.lane == 0);
    uint64_t soon = wrtmem_deadline_after(50000000);
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_receiver_receive(receiver, got, sizeof got, soon, NULL));

    CHECK_OK(wrtmem_sender_open(ends.ring, 0, &sender, &last));
    CHECK(last == 10);
    CHECK_OK(wrtmem_sender_try_send(sender, bytes, make_message(11, bytes), &sequence));
    CHECK(sequence == 11);
    CHECK_OK(wrtmem_receiver_receive(receiver, got, sizeof got, limit(), &record));
    CHECK(record.sequence == 11);
    check_message(11, got, record.length);
    wrtmem_lane_info_t lane = lane_of(ends, 0);
    CHECK(lane.sent == 11 && lane.received == 11 && lane.lost == 0 && lane.corrupt == 0);
    CHECK_OK(wrtmem_sender_close(sender));
    CHECK_OK(wrtmem_receiver_close(receiver));
    close_ends(ends);
}

/* Receives one message and stops. */
static int receive_one(void *name) {
    struct ends ends = open_ends((const char *)name);
    wrtmem_receiver_t *receiver = NULL;
    unsigned char got[400];
    CHECK_OK(wrtmem_receiver_open(ends.ring, &receiver));
    CHECK_OK(wrtmem_receiver_receive(receiver, got, sizeof got, limit(), NULL));
    process_stop_here();
    return EXIT_FAILURE;
}

static void test_a_dead_receiver(void) {
    char name[64];
    snprintf(name, sizeof name, "%s", process_segment_name("message"));
    struct ends ends = create_ends(name, 1);
    wrtmem_sender_t *sender = NULL;
    wrtmem_receiver_t *receiver = NULL;
    wrtmem_record_t record;
    unsigned char bytes[400], got[400];
    uint64_t sent = 0, sequence = 0;
    CHECK_OK(wrtmem_sender_open(ends.ring, WRTMEM_ANY_LANE, &sender, NULL));
    CHECK_OK(wrtmem_sender_try_send(sender, bytes, make_message(++sent, bytes), NULL));
    pid_t child = process_spawn(receive_one, name);
    process_wait_stopped(child, LIMIT);
    CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_receiver_open(ends.ring, &receiver));
    while (wrtmem_sender_try_send(sender, bytes, make_message(sent + 1, bytes), NULL) == WRTMEM_OK)
        sent++;
    uint64_t soon = wrtmem_deadline_after(30000000); /* stopped: no more than slow */
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_sender_send(sender, bytes, 399, soon, &sequence));
    process_kill(child);
    SIZED(wrtmem_message_info_t, info);
    CHECK_OK(wrtmem_message_info(ends.ring, &info));
    CHECK(info.receiver == WRTMEM_PEER_DEAD);
    CHECK_STATUS(WRTMEM_E_PEER_DEAD, wrtmem_sender_send(sender, bytes, 399, limit(), &sequence));
    CHECK(sequence == 0);
    CHECK_OK(wrtmem_receiver_open(ends.ring, &receiver)); /* goes on with number 2 */
    for (uint64_t n = 2; n <= sent; n++) {
        CHECK_OK(wrtmem_receiver_try_receive(receiver, got, sizeof got, &record));
        CHECK(record.sequence == n);
        check_message(n, got, record.length);
    }
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_receiver_try_receive(receiver, got, sizeof got, &record));
    CHECK_OK(wrtmem_sender_close(sender));
    CHECK_OK(wrtmem_receiver_close(receiver));
    close_ends(ends);
}

/* The file's bytes, as a scribbling process has them. */
static unsigned char *map_file(const wrtmem_segment_t *segment, size_t *size) {
    SIZED(wrtmem_segment_info_t, info);
    CHECK_OK(wrtmem_segment_info(segment, &info));
    int descriptor = open(info.path, O_RDWR);
    CHECK(descriptor >= 0);
    *size = (size_t)info.total_size;
    void *bytes = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    CHECK(bytes != MAP_FAILED && close(descriptor) == 0);
    return (unsigned char *)bytes;
}

static void test_a_flipped_byte(void) {
    struct ends ends = create_ends(process_segment_name("message"), 1);
    wrtmem_sender_t *sender = NULL;
    wrtmem_receiver_t *receiver = NULL;
    wrtmem_record_t record;
    char got[64];
    CHECK_OK(wrtmem_sender_open(ends.ring, 0, &sender, NULL));
    CHECK_OK(wrtmem_receiver_open(ends.ring, &receiver));
    const char *texts[] = {"the first message", "the SECOND message", "the third message"};
    for (int i = 0; i < 3; i++)
        CHECK_OK(wrtmem_sender_try_send(sender, texts[i], strlen(texts[i]) + 1, NULL));

    size_t size = 0;
    unsigned char *file = map_file(ends.segment, &size);
    char *hit = (char *)memmem(file, size, "SECOND", 6);
    CHECK(hit != NULL);
    *hit ^= 1;
    CHECK(munmap(file, size) == 0);

    CHECK_OK(wrtmem_receiver_try_receive(receiver, got, sizeof got, &record));
    CHECK(record.sequence == 1 && strcmp(got, texts[0]) == 0);
    CHECK_OK(wrtmem_receiver_try_receive(receiver, got, sizeof got, &record));
    CHECK(record.sequence == 3 && strcmp(got, texts[2]) == 0);
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_receiver_try_receive(receiver, got, sizeof got, &record));
    wrtmem_lane_info_t lane = lane_of(ends, 0);
    CHECK(lane.sent == 3 && lane.received == 2 && lane.lost == 1 && lane.queued == 0);
    CHECK(lane.corrupt == 1 && lane.repaired == 0);
    CHECK_OK(wrtmem_sender_try_send(sender, texts[1], strlen(texts[1]) + 1, NULL));
    CHECK_OK(wrtmem_receiver_try_receive(receiver, got, sizeof got, &record));
    CHECK(record.sequence == 4 && strcmp(got, texts[1]) == 0);
    CHECK_OK(wrtmem_sender_close(sender));
    CHECK_OK(wrtmem_receiver_close(receiver));
    close_ends(ends);
}

static void test_read_only(void) {
    const char *name = process_segment_name("message");
    struct ends ends = create_ends(name, 1), look = {NULL, NULL};
    CHECK_OK(wrtmem_segment_open_read_only(name, NULL, WRTMEM_POLL, &look.segment));
    CHECK_OK(wrtmem_message_open(look.segment, "ring", WRTMEM_POLL, &look.ring));
    wrtmem_sender_t *sender = NULL;
    wrtmem_receiver_t *receiver = NULL;
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_sender_open(look.ring, 0, &sender, NULL));
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_receiver_open(look.ring, &receiver));
    CHECK_OK(wrtmem_sender_open(ends.ring, 0, &sender, NULL));
    CHECK_OK(wrtmem_sender_try_send(sender, "x", 1, NULL));
    CHECK(lane_of(look, 0).queued == 1 && lane_of(look, 0).sender_pid == (uint32_t)getpid());
    CHECK_OK(wrtmem_sender_close(sender));
    CHECK_OK(wrtmem_object_remove(ends.segment, "ring"));
    close_ends(ends);
    SIZED(wrtmem_message_info_t, info);
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_message_info(look.ring, &info));
    close_ends(look);
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "send_all") == 0)
        return send_all(argv[2]);
    test_full_empty_and_sizes();
    test_between_processes();
    test_take_over();
    test_a_dead_receiver();
    test_a_flipped_byte();
    test_read_only();
    return EXIT_SUCCESS;
}
