/* Message rings with one order for all senders, between processes: sizes, full and empty, one
 * order across senders of which one is killed and replaced, a dead receiver, a flipped byte. */
#include "process.h"
#include <fcntl.h>
#include <sys/mman.h>

enum { BYTES = 4096, SENDERS = 3, COUNT = 2000, MOST = 400 };

/* A process's segment and ring. */
struct ends {
    wrtmem_segment_t *segment;
    wrtmem_ordered_t *ring;
};

static struct ends create_ends(const char *name, uint32_t senders) {
    struct ends ends = {NULL, NULL};
    CHECK_OK(wrtmem_segment_create(name, NULL, &ends.segment));
    SIZED(wrtmem_ordered_options_t, options);
    options.senders = senders;
    options.bytes = BYTES;
    CHECK_OK(wrtmem_ordered_create(ends.segment, "ring", &options, &ends.ring));
    return ends;
}

static struct ends open_ends(const char *name) {
    struct ends ends = {NULL, NULL};
    CHECK_OK(wrtmem_segment_open(name, NULL, limit(), &ends.segment));
    CHECK_OK(wrtmem_ordered_open(ends.segment, "ring", limit(), &ends.ring));
    return ends;
}

static void close_ends(struct ends ends) {
    CHECK_CLEAN(ends.segment);
    CHECK_OK(wrtmem_ordered_close(ends.ring));
    CHECK_OK(wrtmem_segment_close(ends.segment));
}

static wrtmem_ordered_info_t info_of(struct ends ends) {
    SIZED(wrtmem_ordered_info_t, info);
    CHECK_OK(wrtmem_ordered_info(ends.ring, &info));
    return info;
}

/* Message number n of a sender: its length and bytes follow from both. */
static size_t make_message(uint64_t sender, uint64_t n, unsigned char *bytes) {
    size_t length = 16 + (size_t)(n * 37 % (MOST - 16));
    memcpy(bytes, &sender, 8);
    memcpy(bytes + 8, &n, 8);
    for (size_t i = 16; i < length; i++)
        bytes[i] = (unsigned char)(sender * 3 + n + i * 7);
    return length;
}

/* Checks a message and says whose it is and which. */
static uint64_t check_message(const unsigned char *bytes, uint64_t length, uint64_t *sender) {
    unsigned char expected[MOST];
    uint64_t n;
    CHECK(length >= 16);
    memcpy(sender, bytes, 8);
    memcpy(&n, bytes + 8, 8);
    CHECK(length == make_message(*sender, n, expected) && memcmp(bytes, expected, length) == 0);
    return n;
}

static void test_full_empty_and_sizes(void) {
    struct ends ends = create_ends(process_segment_name("ordered"), 2);
    wrtmem_ordered_sender_t *sender = NULL, *other = NULL, *none = NULL;
    wrtmem_ordered_receiver_t *receiver = NULL, *second = NULL;
    wrtmem_ordered_record_t record, untouched;
    static unsigned char bytes[BYTES], got[BYTES];
    uint64_t first = 77, sequence = 77;
    wrtmem_ordered_info_t info = info_of(ends);
    CHECK(info.bytes == BYTES && info.max_message == BYTES / 2 - 16 && info.max_senders == 2);
    CHECK(info.receiver == WRTMEM_PEER_NONE && info.receiver_pid == 0 && info.senders == 0);

    CHECK_OK(wrtmem_ordered_sender_open(ends.ring, &sender));
    CHECK_OK(wrtmem_ordered_sender_open(ends.ring, &other));
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_ordered_sender_open(ends.ring, &none));
    CHECK_OK(wrtmem_ordered_receiver_open(ends.ring, &receiver));
    CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_ordered_receiver_open(ends.ring, &second));
    CHECK(none == NULL && second == NULL);
    info = info_of(ends);
    CHECK(info.receiver == WRTMEM_PEER_ALIVE && info.receiver_pid == (uint32_t)getpid());

    for (int i = 0; i < BYTES; i++)
        bytes[i] = (unsigned char)(i * 31);
    memset(&record, 0x5a, sizeof record);
    untouched = record;
    CHECK_STATUS(WRTMEM_E_EMPTY,
                 wrtmem_ordered_receiver_try_receive(receiver, got, BYTES, &record));
    CHECK_STATUS(WRTMEM_E_TIMEOUT,
                 wrtmem_ordered_receiver_receive(receiver, got, BYTES, WRTMEM_POLL, &record));
    uint64_t soon = wrtmem_deadline_after(15000000);
    CHECK_STATUS(WRTMEM_E_TIMEOUT,
                 wrtmem_ordered_receiver_receive(receiver, got, BYTES, soon, &record));
    CHECK(wrtmem_now() >= soon && memcmp(&record, &untouched, sizeof record) == 0);

    size_t most = (size_t)info.max_message;
    CHECK_STATUS(WRTMEM_E_TOO_LARGE,
                 wrtmem_ordered_sender_try_send(sender, bytes, most + 1, &sequence));
    CHECK(sequence == 77);
    CHECK_OK(wrtmem_ordered_sender_try_send(sender, bytes, most, &first));
    CHECK_OK(wrtmem_ordered_sender_send(other, bytes, most, WRTMEM_POLL, &sequence));
    CHECK(first == 0 && sequence > first);
    CHECK_STATUS(WRTMEM_E_FULL, wrtmem_ordered_sender_try_send(sender, NULL, 0, &first));
    CHECK_STATUS(WRTMEM_E_TIMEOUT,
                 wrtmem_ordered_sender_send(sender, bytes, 1, WRTMEM_POLL, &first));
    CHECK(first == 0);
    info = info_of(ends);
    CHECK(info.used == BYTES && info.high_water == BYTES && info.received == 0);

    CHECK_STATUS(WRTMEM_E_TOO_SMALL,
                 wrtmem_ordered_receiver_try_receive(receiver, NULL, 0, &record));
    CHECK(record.length == most && record.sequence == first && record.crc == 0);
    CHECK_STATUS(WRTMEM_E_TOO_SMALL,
                 wrtmem_ordered_receiver_receive(receiver, got, most - 1, WRTMEM_POLL, NULL));
    CHECK_OK(wrtmem_ordered_receiver_receive(receiver, got, most, WRTMEM_POLL, &record));
    CHECK(record.length == most && record.sequence == first && memcmp(got, bytes, most) == 0);
    CHECK_OK(wrtmem_ordered_receiver_try_receive(receiver, got, BYTES, &record));
    CHECK(record.sequence == sequence);
    CHECK_OK(wrtmem_ordered_sender_try_send(sender, NULL, 0, &sequence)); /* no bytes at all */
    CHECK_OK(wrtmem_ordered_receiver_try_receive(receiver, NULL, 0, &record));
    CHECK(record.length == 0 && record.crc == 0 && record.sequence == sequence);
    CHECK_OK(wrtmem_ordered_sender_try_send(sender, "123456789", 9, NULL));
    CHECK_OK(wrtmem_ordered_receiver_try_receive(receiver, got, BYTES, &record));
    CHECK(record.length == 9 && record.crc == UINT32_C(0xE3069283)); /* the known check value */
    info = info_of(ends);
    CHECK(info.received == 4 && info.received_bytes == 2 * most + 9 && info.used == 0);
    CHECK(info.corrupt == 0 && info.pads == 0 && info.high_water == BYTES && info.senders == 2);
    CHECK_OK(wrtmem_ordered_sender_close(other));
    CHECK_OK(wrtmem_ordered_sender_close(sender));
    CHECK_OK(wrtmem_ordered_receiver_close(receiver));
    CHECK(info_of(ends).senders == 0 && info_of(ends).receiver == WRTMEM_PEER_NONE);
    close_ends(ends);
}

/* Sends COUNT messages of sender `me`, waiting for room; their numbers rise. */
static void send_as(const char *name, uint64_t me) {
    struct ends ends = open_ends(name);
    wrtmem_ordered_sender_t *sender = NULL;
    unsigned char bytes[MOST];
    uint64_t sequence = 0, last = 0;
    CHECK_OK(wrtmem_ordered_sender_open(ends.ring, &sender));
    for (uint64_t n = 1; n <= COUNT; n++) {
        size_t length = make_message(me, n, bytes);
        CHECK_OK(wrtmem_ordered_sender_send(sender, bytes, length, limit(), &sequence));
        CHECK(n == 1 || sequence > last);
        last = sequence;
    }
    CHECK_OK(wrtmem_ordered_sender_close(sender));
    close_ends(ends);
}

/* In programs of their own; the role ends with the sender's number. */
static pid_t start(const char *name, int sender) {
    char role[16];
    snprintf(role, sizeof role, "send%d", sender);
    return process_exec(role, name);
}

/* Sender 0 is killed on its way and sender 3 comes in its place: each one's messages come in
 * order, none is missing but the end of what the dead one never sent. */
static void test_one_order(void) {
    const char *name = process_segment_name("ordered");
    struct ends ends = create_ends(name, SENDERS);
    wrtmem_ordered_receiver_t *receiver = NULL;
    wrtmem_ordered_record_t record;
    unsigned char got[MOST];
    uint64_t last[SENDERS + 1] = {0, 0, 0, 0}, sequence = 0, all = 0, bytes = 0, sender = 0;
    uint32_t rows[SENDERS + 1] = {0, 0, 0, 0};
    pid_t children[SENDERS + 1];
    CHECK_OK(wrtmem_ordered_receiver_open(ends.ring, &receiver));
    for (int i = 0; i < SENDERS; i++)
        children[i] = start(name, i);
    bool killed = false;
    while (last[1] < COUNT || last[2] < COUNT || last[3] < COUNT) {
        wrtmem_status_t status =
            wrtmem_ordered_receiver_receive(receiver, got, sizeof got, limit(), &record);
        if (status == WRTMEM_E_PEER_DEAD && killed)
            continue; /* the others have ended, and the new one is not there yet */
        CHECK_OK(status);
        uint64_t n = check_message(got, record.length, &sender);
        CHECK(sender <= SENDERS && n == last[sender] + 1);
        CHECK(all == 0 || record.sequence > sequence);
        CHECK(n == 1 || record.sender == rows[sender]); /* the row of its process */
        rows[sender] = record.sender;
        last[sender] = n, sequence = record.sequence;
        all++, bytes += record.length;
        if (sender == 0 && n == 100) {
            process_kill(children[0]);
            killed = true;
            children[3] = start(name, 3);
        }
    }
    CHECK(killed && last[0] >= 100);
    for (int i = 1; i <= SENDERS; i++)
        CHECK(process_wait(children[i], LIMIT) == EXIT_SUCCESS);
    CHECK_STATUS(WRTMEM_E_EMPTY,
                 wrtmem_ordered_receiver_try_receive(receiver, got, sizeof got, NULL));
    wrtmem_ordered_info_t info = info_of(ends);
    CHECK(info.received == all && info.received_bytes == bytes && info.corrupt == 0);
    CHECK(info.pads <= 1 && info.used == 0 && info.high_water <= BYTES);
    CHECK_OK(wrtmem_ordered_receiver_close(receiver));
    close_ends(ends);
}

/* Sends five messages and stops: alive, but not running. */
static int send_five(void *name) {
    struct ends ends = open_ends((const char *)name);
    wrtmem_ordered_sender_t *sender = NULL;
    unsigned char bytes[MOST];
    CHECK_OK(wrtmem_ordered_sender_open(ends.ring, &sender));
    for (uint64_t n = 1; n <= 5; n++)
        CHECK_OK(wrtmem_ordered_sender_try_send(sender, bytes, make_message(0, n, bytes), NULL));
    process_stop_here();
    return EXIT_FAILURE;
}

/* Receives one message and stops. */
static int receive_one(void *name) {
    struct ends ends = open_ends((const char *)name);
    wrtmem_ordered_receiver_t *receiver = NULL;
    unsigned char got[MOST];
    CHECK_OK(wrtmem_ordered_receiver_open(ends.ring, &receiver));
    CHECK_OK(wrtmem_ordered_receiver_receive(receiver, got, sizeof got, limit(), NULL));
    process_stop_here();
    return EXIT_FAILURE;
}

static void test_dead_peers(void) {
    char name[64];
    snprintf(name, sizeof name, "%s", process_segment_name("ordered"));
    struct ends ends = create_ends(name, 1);
    wrtmem_ordered_sender_t *sender = NULL;
    wrtmem_ordered_receiver_t *receiver = NULL;
    unsigned char bytes[MOST], got[MOST];
    wrtmem_ordered_record_t record;
    uint64_t whose = 0, sequence = 77;

    pid_t sends = process_spawn(send_five, name);
    process_wait_stopped(sends, LIMIT);
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_ordered_sender_open(ends.ring, &sender));
    pid_t receives = process_spawn(receive_one, name);
    process_wait_stopped(receives, LIMIT);
    CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_ordered_receiver_open(ends.ring, &receiver));
    CHECK(info_of(ends).receiver_pid == (uint32_t)receives);
    process_kill(sends);
    CHECK_OK(wrtmem_ordered_sender_open(ends.ring, &sender)); /* in the place of the dead one */
    uint64_t sent = 5;
    while (wrtmem_ordered_sender_try_send(sender, bytes, make_message(1, sent + 1, bytes), NULL) ==
           WRTMEM_OK)
        sent++;
    uint64_t soon = wrtmem_deadline_after(30000000); /* stopped: no more than slow */
    CHECK_STATUS(WRTMEM_E_TIMEOUT,
                 wrtmem_ordered_sender_send(sender, bytes, MOST, soon, &sequence));
    process_kill(receives);
    CHECK(info_of(ends).receiver == WRTMEM_PEER_DEAD);
    CHECK_STATUS(WRTMEM_E_PEER_DEAD,
                 wrtmem_ordered_sender_send(sender, bytes, MOST, limit(), &sequence));
    CHECK(sequence == 77);
    CHECK_OK(wrtmem_ordered_receiver_open(ends.ring, &receiver)); /* goes on with number 2 */
    for (uint64_t n = 2; n <= sent; n++) {
        CHECK_OK(wrtmem_ordered_receiver_try_receive(receiver, got, sizeof got, &record));
        CHECK(check_message(got, record.length, &whose) == n && whose == (n > 5));
    }
    CHECK_STATUS(WRTMEM_E_EMPTY,
                 wrtmem_ordered_receiver_try_receive(receiver, got, sizeof got, &record));
    CHECK_OK(wrtmem_ordered_sender_close(sender));

    sends = process_spawn(send_five, name);
    process_wait_stopped(sends, LIMIT);
    process_kill(sends);
    for (uint64_t n = 1; n <= 5; n++) { /* what it sent is there, then it is told dead */
        CHECK_OK(wrtmem_ordered_receiver_receive(receiver, got, sizeof got, limit(), &record));
        CHECK(check_message(got, record.length, &whose) == n && whose == 0);
    }
    CHECK_STATUS(WRTMEM_E_PEER_DEAD,
                 wrtmem_ordered_receiver_receive(receiver, got, sizeof got, limit(), &record));
    CHECK(info_of(ends).received == sent + 5 && info_of(ends).corrupt == 0);
    CHECK_OK(wrtmem_ordered_receiver_close(receiver));
    close_ends(ends);
}

static void test_a_flipped_byte(void) {
    struct ends ends = create_ends(process_segment_name("ordered"), 1);
    wrtmem_ordered_sender_t *sender = NULL;
    wrtmem_ordered_receiver_t *receiver = NULL;
    char got[64];
    CHECK_OK(wrtmem_ordered_sender_open(ends.ring, &sender));
    CHECK_OK(wrtmem_ordered_receiver_open(ends.ring, &receiver));
    const char *texts[] = {"the first message", "the SECOND message", "the third message"};
    for (int i = 0; i < 3; i++)
        CHECK_OK(wrtmem_ordered_sender_try_send(sender, texts[i], strlen(texts[i]) + 1, NULL));

    SIZED(wrtmem_segment_info_t, segment);
    CHECK_OK(wrtmem_segment_info(ends.segment, &segment));
    size_t size = (size_t)segment.total_size;
    int descriptor = open(segment.path, O_RDWR);
    CHECK(descriptor >= 0);
    void *file = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    CHECK(file != MAP_FAILED && close(descriptor) == 0);
    char *hit = (char *)memmem(file, size, "SECOND", 6);
    CHECK(hit != NULL);
    *hit ^= 1;
    CHECK(munmap(file, size) == 0);

    CHECK_OK(wrtmem_ordered_receiver_try_receive(receiver, got, sizeof got, NULL));
    CHECK(strcmp(got, texts[0]) == 0);
    CHECK_OK(wrtmem_ordered_receiver_try_receive(receiver, got, sizeof got, NULL));
    CHECK(strcmp(got, texts[2]) == 0);
    CHECK_STATUS(WRTMEM_E_EMPTY,
                 wrtmem_ordered_receiver_try_receive(receiver, got, sizeof got, NULL));
    CHECK(info_of(ends).received == 2 && info_of(ends).corrupt == 1);
    CHECK_OK(wrtmem_ordered_sender_close(sender));
    CHECK_OK(wrtmem_ordered_receiver_close(receiver));
    close_ends(ends);
}

static void test_read_only(void) {
    const char *name = process_segment_name("ordered");
    struct ends ends = create_ends(name, 1), look = {NULL, NULL};
    wrtmem_ordered_sender_t *sender = NULL;
    wrtmem_ordered_receiver_t *receiver = NULL;
    CHECK_OK(wrtmem_segment_open_read_only(name, NULL, WRTMEM_POLL, &look.segment));
    CHECK_OK(wrtmem_ordered_open(look.segment, "ring", WRTMEM_POLL, &look.ring));
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_ordered_sender_open(look.ring, &sender));
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_ordered_receiver_open(look.ring, &receiver));
    CHECK(info_of(look).bytes == BYTES);
    CHECK_OK(wrtmem_object_remove(ends.segment, "ring"));
    close_ends(ends);
    SIZED(wrtmem_ordered_info_t, info);
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_ordered_info(look.ring, &info));
    close_ends(look);
}

int main(int argc, char **argv) {
    if (argc == 3 && strncmp(argv[1], "send", 4) == 0) {
        send_as(argv[2], (uint64_t)(argv[1][4] - '0'));
        return EXIT_SUCCESS;
    }
    test_full_empty_and_sizes();
    test_one_order();
    test_dead_peers();
    test_a_flipped_byte();
    test_read_only();
    return EXIT_SUCCESS;
}
