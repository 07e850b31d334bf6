/* What the rows of bad_input.c work on: one open handle of each kind, closed ones, ones taken
 * for another kind, names of files that are no segments; and the macro that each row is. */
#ifndef BAD_INPUT_H
#define BAD_INPUT_H

#include "process.h"
#include <wrtmem_inline.h>
#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

enum { PAGE = 4096, OBJECTS = 24, LANES = 2, ROWS = 2, VALUE = 64 };

/* Open, and in order: a bad argument beside these is the only thing that is wrong. */
static struct {
    wrtmem_segment_t *segment, *observer;
    wrtmem_slot_t *slot;
    wrtmem_bytes_t *bytes, *look;
    wrtmem_message_t *ring, *look_ring;
    wrtmem_sender_t *sender;
    wrtmem_receiver_t *receiver;
    wrtmem_counter_t *counter, *look_counter, *single;
    wrtmem_flag_t *flag, *look_flag;
    wrtmem_stats_t *stats, *look_stats, *floats;
    wrtmem_histogram_t *histogram, *look_histogram;
    wrtmem_progress_t *progress, *look_progress;
    wrtmem_slot_t *foreign_slot;
    wrtmem_synced_t *synced, *look_synced;
    wrtmem_member_t *member;
    wrtmem_heap_t *heap;
    wrtmem_region_t *region, *look_region;
    wrtmem_cell_t *cell, *look_cell;
    wrtmem_map_t *map, *look_map;
    wrtmem_bits_t *bits, *look_bits;
    wrtmem_deque_t *deque, *look_deque;
    wrtmem_string_t *string, *look_string;
    wrtmem_transaction_t *transaction;
    wrtmem_scrubber_t *scrubber;
    wrtmem_spsc_t *spsc, *look_spsc;
    wrtmem_producer_t *producer;
    wrtmem_consumer_t *consumer;
    wrtmem_mailbox_t *mailbox, *look_mailbox;
    wrtmem_mailbox_writer_t *mailbox_writer;
    wrtmem_mailbox_reader_t *mailbox_reader, *look_mailbox_reader;
    wrtmem_broadcast_t *broadcast, *look_broadcast;
    wrtmem_broadcast_writer_t *broadcast_writer;
    wrtmem_broadcast_reader_t *broadcast_reader, *look_broadcast_reader;
    wrtmem_waitset_t *waitset;
    wrtmem_mpmc_t *mpmc, *look_mpmc;
    wrtmem_mpmc_producer_t *mpmc_producer;
    wrtmem_mpmc_consumer_t *mpmc_consumer;
    wrtmem_ordered_t *ordered, *look_ordered;
    wrtmem_ordered_sender_t *ordered_sender;
    wrtmem_ordered_receiver_t *ordered_receiver;
} at;

/* Every kind of handle. */
/* clang-format off */
#define HANDLES(X) \
    X(segment) X(slot) X(bytes) X(message) X(sender) X(receiver) \
    X(counter) X(flag) X(stats) X(histogram) X(progress) X(synced) \
    X(member) X(heap) X(region) X(cell) X(map) X(bits) \
    X(spsc) X(producer) X(consumer) X(mailbox) X(mailbox_writer) X(mailbox_reader) \
    X(broadcast) X(broadcast_writer) X(broadcast_reader) X(waitset) X(deque) X(string) \
    X(transaction) X(scrubber) X(mpmc) X(mpmc_producer) X(mpmc_consumer) X(ordered) \
    X(ordered_sender) X(ordered_receiver)
/* clang-format on */
#define HANDLE(kind) wrtmem_##kind##_t *kind;

/* The same handles after their close. */
static struct { HANDLES(HANDLE) } closed;

/* Where results go. */
struct out {
    HANDLES(HANDLE)
    void *pointer;
    size_t count;
    uint64_t u64;
    uint32_t u32;
    size_t size;
    const void *part;
    int number;
    bool truth;
    wrtmem_segment_info_t segment_info;
    wrtmem_participant_info_t participant_info;
    wrtmem_part_info_t part_info;
    wrtmem_arena_info_t arena_info;
    wrtmem_object_info_t object_info;
    wrtmem_message_info_t message_info;
    wrtmem_lane_info_t lane_info;
    wrtmem_verified_info_t verified_info;
    wrtmem_map_info_t map_info;
    wrtmem_deque_info_t deque_info;
    wrtmem_scrubber_info_t scrubber_info;
    wrtmem_operations_info_t operations_info;
    wrtmem_record_t record;
    wrtmem_metric_info_t metric_info;
    wrtmem_stats_info_t stats_info;
    wrtmem_histogram_info_t histogram_info;
    wrtmem_progress_info_t progress_info;
    wrtmem_counter_row_t counter_row;
    wrtmem_stats_row_t stats_row;
    wrtmem_histogram_row_t histogram_row;
    wrtmem_synced_info_t synced_info;
    wrtmem_row_info_t row_info;
    wrtmem_spsc_info_t spsc_info;
    wrtmem_mailbox_info_t mailbox_info;
    wrtmem_broadcast_info_t broadcast_info;
    wrtmem_broadcast_reader_info_t broadcast_reader_info;
    wrtmem_mpmc_info_t mpmc_info;
    wrtmem_ordered_info_t ordered_info;
    wrtmem_ordered_record_t ordered_record;
    wrtmem_span_t span;
    wrtmem_inline_end_t end;
    wrtmem_value_t value;
    wrtmem_text_t text;
    int64_t s64;
    double real;
    wrtmem_ready_t ready;
};
static struct out out, untouched;

/* A place that no struct, handle or number can be at. */
static uint64_t odd_place[64];
#define ODD(type) ((type)(void *)((char *)odd_place + 1))

/* Option structs, with one field changed. */
static wrtmem_segment_options_t segment_options;
static wrtmem_message_options_t message_options;
static wrtmem_metric_options_t metric_options;
static wrtmem_synced_options_t synced_options;
static wrtmem_verified_options_t verified_options;
static wrtmem_map_options_t map_options;
static wrtmem_bits_options_t bits_options;
static wrtmem_deque_options_t deque_options;
static wrtmem_spsc_options_t spsc_options;
static wrtmem_mailbox_options_t mailbox_options;
static wrtmem_broadcast_options_t broadcast_options;
static wrtmem_mpmc_options_t mpmc_options;
static wrtmem_ordered_options_t ordered_options;
static char directory[64];

static wrtmem_segment_options_t *default_segment_options(void) {
    memset(&segment_options, 0, sizeof segment_options);
    segment_options.size = sizeof segment_options;
    segment_options.bytes = 64 * PAGE;
    segment_options.dir = directory;
    segment_options.participants = segment_options.slots = 4;
    segment_options.objects = OBJECTS;
    return &segment_options;
}

static wrtmem_message_options_t *default_message_options(void) {
    memset(&message_options, 0, sizeof message_options);
    message_options.size = sizeof message_options;
    message_options.lanes = LANES;
    message_options.lane_bytes = PAGE;
    return &message_options;
}

static wrtmem_metric_options_t *default_metric_options(void) {
    memset(&metric_options, 0, sizeof metric_options);
    metric_options.size = sizeof metric_options;
    return &metric_options;
}

static wrtmem_synced_options_t *default_synced_options(void) {
    memset(&synced_options, 0, sizeof synced_options);
    synced_options.size = sizeof synced_options;
    return &synced_options;
}

static wrtmem_verified_options_t *default_verified_options(void) {
    memset(&verified_options, 0, sizeof verified_options);
    verified_options.size = sizeof verified_options;
    verified_options.bytes = VALUE;
    return &verified_options;
}

static wrtmem_map_options_t *default_map_options(void) {
    memset(&map_options, 0, sizeof map_options);
    map_options.size = sizeof map_options;
    map_options.capacity = 8;
    map_options.key_bytes = 4;
    map_options.value_bytes = 6;
    return &map_options;
}

static wrtmem_bits_options_t *default_bits_options(void) {
    memset(&bits_options, 0, sizeof bits_options);
    bits_options.size = sizeof bits_options;
    bits_options.bits = 100;
    return &bits_options;
}

static const uint64_t bad_bits[] = {UINT64_MAX, UINT64_MAX}; /* more than 100 */

static wrtmem_deque_options_t *default_deque_options(void) {
    memset(&deque_options, 0, sizeof deque_options);
    deque_options.size = sizeof deque_options;
    deque_options.capacity = 4;
    deque_options.element = 8;
    return &deque_options;
}

static wrtmem_spsc_options_t *default_spsc_options(void) {
    memset(&spsc_options, 0, sizeof spsc_options);
    spsc_options.size = sizeof spsc_options;
    spsc_options.capacity = 4;
    spsc_options.element = 8;
    return &spsc_options;
}

static wrtmem_mailbox_options_t *default_mailbox_options(void) {
    memset(&mailbox_options, 0, sizeof mailbox_options);
    mailbox_options.size = sizeof mailbox_options;
    mailbox_options.value = 8;
    return &mailbox_options;
}

static wrtmem_broadcast_options_t *default_broadcast_options(void) {
    memset(&broadcast_options, 0, sizeof broadcast_options);
    broadcast_options.size = sizeof broadcast_options;
    broadcast_options.capacity = 4;
    broadcast_options.element = 8;
    return &broadcast_options;
}

static wrtmem_mpmc_options_t *default_mpmc_options(void) {
    memset(&mpmc_options, 0, sizeof mpmc_options);
    mpmc_options.size = sizeof mpmc_options;
    mpmc_options.capacity = 4;
    mpmc_options.element = 8;
    mpmc_options.seats = 1;
    return &mpmc_options;
}

static wrtmem_ordered_options_t *default_ordered_options(void) {
    memset(&ordered_options, 0, sizeof ordered_options);
    ordered_options.size = sizeof ordered_options;
    ordered_options.bytes = PAGE;
    ordered_options.senders = 1;
    return &ordered_options;
}

#define SEGMENT(field, value)                                                                      \
    (default_segment_options()->field = (value), (const wrtmem_segment_options_t *)&segment_options)
#define MESSAGE(field, value)                                                                      \
    (default_message_options()->field = (value), (const wrtmem_message_options_t *)&message_options)
#define METRIC(field, value)                                                                       \
    (default_metric_options()->field = (value), (const wrtmem_metric_options_t *)&metric_options)
#define SYNCED(field, value)                                                                       \
    (default_synced_options()->field = (value), (const wrtmem_synced_options_t *)&synced_options)
#define VERIFIED(field, value)                                                                     \
    (default_verified_options()->field = (value),                                                  \
     (const wrtmem_verified_options_t *)&verified_options)
#define MAP(field, value)                                                                          \
    (default_map_options()->field = (value), (const wrtmem_map_options_t *)&map_options)
#define BITS(field, value)                                                                         \
    (default_bits_options()->field = (value), (const wrtmem_bits_options_t *)&bits_options)
#define DEQUE(field, value)                                                                        \
    (default_deque_options()->field = (value), (const wrtmem_deque_options_t *)&deque_options)
#define SPSC(field, value)                                                                         \
    (default_spsc_options()->field = (value), (const wrtmem_spsc_options_t *)&spsc_options)
#define MAILBOX(field, value)                                                                      \
    (default_mailbox_options()->field = (value), (const wrtmem_mailbox_options_t *)&mailbox_options)
#define BROADCAST(field, value)                                                                    \
    (default_broadcast_options()->field = (value),                                                 \
     (const wrtmem_broadcast_options_t *)&broadcast_options)
#define MPMC(field, value)                                                                         \
    (default_mpmc_options()->field = (value), (const wrtmem_mpmc_options_t *)&mpmc_options)
#define ORDERED(field, value)                                                                      \
    (default_ordered_options()->field = (value), (const wrtmem_ordered_options_t *)&ordered_options)
/* An info struct, with another size in it. */
#define INFO(which, bytes) (untouched.which.size = out.which.size = (bytes), &out.which)

/* Typed values, by their bytes, with one field changed; and encoders. */
#define BOOL "\x01\x01"
#define LIST_OF_BOOLS "\x0e\x02\0\0\0" BOOL
#define RECORD_A                                                                                   \
    "\x0f\x04\0\0\0\x01"                                                                           \
    "a" BOOL
#define ENUM_A                                                                                     \
    "\x12\x01"                                                                                     \
    "a"
#define FLAGS_A                                                                                    \
    "\x15\x04\0\0\0\x01\x01"                                                                       \
    "a\x01"
#define TYPED(bytes) typed_value(bytes, sizeof(bytes) - 1)
#define TYPED_WITH(bytes, field, to)                                                               \
    (TYPED(bytes), typed.field = (to), (const wrtmem_value_t *)&typed)
static wrtmem_value_t typed;
static wrtmem_encoder_t encoder;
static char encoder_room[64];
static const char *const flag_names[2] = {"a", "a"}, *const no_names[1] = {NULL};

static const wrtmem_value_t *typed_value(const char *bytes, size_t length) {
    CHECK_OK(wrtmem_value_open(bytes, length, &typed));
    return &typed;
}

static wrtmem_encoder_t *started(size_t capacity) {
    CHECK_OK(wrtmem_encoder_start(&encoder, encoder_room, capacity));
    return &encoder;
}

static wrtmem_encoder_t *begun(int32_t kind) {
    CHECK_OK(wrtmem_encoder_begin(started(sizeof encoder_room), kind));
    return &encoder;
}

static wrtmem_encoder_t *finished(void) {
    CHECK_OK(wrtmem_encoder_put_bool(started(sizeof encoder_room), true));
    return &encoder;
}

static wrtmem_encoder_t *garbage(int byte) {
    memset(&encoder, byte, sizeof encoder);
    encoder.buffer = encoder_room;
    encoder.capacity = sizeof encoder_room;
    return &encoder;
}

/* Names. */
#define TOO_LONG_OBJECT                                                                            \
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"  \
    "12345"
#define TOO_LONG_SEGMENT TOO_LONG_OBJECT TOO_LONG_OBJECT "012345678"
#define TOO_LONG_NAME TOO_LONG_OBJECT TOO_LONG_OBJECT TOO_LONG_OBJECT

/* Memory and offsets. */
static union {
    uint64_t align;
    char bytes[3 * PAGE];
} message;
static const double percents[2] = {50, 99};
static const wrtmem_range_t part = {0, message.bytes, 1};
static void *memory; /* of the caller, 64 pages */
static void *mapped; /* where the pages of the segment begin */
static uint64_t pages, pages_end, free_page, object_page;
static wrtmem_ref_t block; /* allocated, at block_at */
static void *block_at;

static bool ignore_part(const wrtmem_part_info_t *part, void *user) {
    (void)user;
    return part != NULL;
}

static int32_t refuse_change(wrtmem_transaction_t *transaction, void *user) {
    (void)user;
    return transaction != NULL ? WRTMEM_E_STATE : WRTMEM_OK;
}

static int32_t answer_nonsense(wrtmem_transaction_t *transaction, void *user) {
    (void)user;
    return transaction != NULL ? 77 : WRTMEM_OK;
}

static int32_t keep_transaction(wrtmem_transaction_t *transaction, void *user) {
    (void)user;
    closed.transaction = transaction;
    return WRTMEM_OK;
}

/* A thread is in the callback of a region of another segment all the time. */
static wrtmem_region_t *foreign_region;
static pthread_t changing;
static sem_t changing_on, changing_off;

static int32_t stay_in_transaction(wrtmem_transaction_t *transaction, void *user) {
    (void)user;
    at.transaction = transaction;
    CHECK(sem_post(&changing_on) == 0);
    while (sem_wait(&changing_off) != 0)
        CHECK(errno == EINTR);
    return WRTMEM_OK;
}

static void *change_foreign_region(void *unused) {
    (void)unused;
    CHECK_OK(wrtmem_region_update(foreign_region, stay_in_transaction, NULL, WRTMEM_POLL));
    return NULL;
}

static void begin_transaction(void) {
    CHECK(sem_init(&changing_on, 0, 0) == 0 && sem_init(&changing_off, 0, 0) == 0);
    CHECK(pthread_create(&changing, NULL, change_foreign_region, NULL) == 0);
    while (sem_wait(&changing_on) != 0)
        CHECK(errno == EINTR);
}

static void end_transaction(void) {
    CHECK(sem_post(&changing_off) == 0 && pthread_join(changing, NULL) == 0);
}

/* All that can be seen of the segment and its file: no bad call changes any of it. */
struct state {
    wrtmem_segment_info_t segment;
    wrtmem_object_info_t objects[OBJECTS];
    wrtmem_message_info_t ring;
    wrtmem_lane_info_t lanes[LANES];
    uint64_t count, single, changes;
    wrtmem_stats_info_t stats, floats;
    wrtmem_histogram_info_t histogram;
    uint64_t done, total;
    int32_t progress;
    wrtmem_synced_info_t synced;
    wrtmem_row_info_t rows[ROWS];
    uint64_t written[2]; /* to the region, to the cell */
    wrtmem_map_info_t map;
    uint64_t bits;
    int32_t levels[2];
    uint64_t elements[4], text; /* of the deque, in the string */
    wrtmem_spsc_info_t spsc;
    wrtmem_mailbox_info_t mailbox;
    wrtmem_broadcast_info_t broadcast;
    wrtmem_broadcast_reader_info_t broadcast_reader;
    uint64_t operations; /* counted in this process */
    wrtmem_mpmc_info_t mpmc;
    wrtmem_ordered_info_t ordered;
    unsigned files;
};

static unsigned count_files(void) {
    unsigned count = 0;
    DIR *list = opendir(directory);
    CHECK(list != NULL);
    while (readdir(list) != NULL)
        count++;
    CHECK(closedir(list) == 0);
    return count;
}

static void look(struct state *state) {
    memset(state, 0, sizeof *state);
    state->segment.size = sizeof state->segment;
    CHECK_OK(wrtmem_segment_info(at.segment, &state->segment));
    for (uint32_t row = 0; row < OBJECTS; row++) {
        state->objects[row].size = sizeof state->objects[row];
        wrtmem_status_t status = wrtmem_object_info(at.segment, row, &state->objects[row]);
        CHECK(status == WRTMEM_OK || status == WRTMEM_E_NOT_FOUND);
    }
    state->ring.size = sizeof state->ring;
    CHECK_OK(wrtmem_message_info(at.ring, &state->ring));
    for (uint32_t lane = 0; lane < LANES; lane++) {
        state->lanes[lane].size = sizeof state->lanes[lane];
        CHECK_OK(wrtmem_message_lane_info(at.ring, lane, &state->lanes[lane]));
    }
    CHECK_OK(wrtmem_counter_get(at.counter, &state->count));
    CHECK_OK(wrtmem_counter_get(at.single, &state->single));
    bool set = false;
    CHECK_OK(wrtmem_flag_get(at.flag, &set, &state->changes));
    state->stats.size = state->floats.size = sizeof state->stats;
    CHECK_OK(wrtmem_stats_summary(at.stats, &state->stats));
    CHECK_OK(wrtmem_stats_summary(at.floats, &state->floats));
    state->histogram.size = sizeof state->histogram;
    CHECK_OK(wrtmem_histogram_info(at.histogram, &state->histogram));
    SIZED(wrtmem_progress_info_t, progress);
    CHECK_OK(wrtmem_progress_info(at.progress, &progress));
    state->done = progress.done, state->total = progress.total, state->progress = progress.state;
    state->synced.size = sizeof state->synced;
    CHECK_OK(wrtmem_synced_info(at.synced, &state->synced));
    for (uint32_t row = 0; row < ROWS; row++) {
        state->rows[row].size = sizeof state->rows[row];
        CHECK_OK(wrtmem_synced_row_info(at.synced, row, &state->rows[row]));
    }
    SIZED(wrtmem_verified_info_t, info);
    CHECK_OK(wrtmem_region_info(at.region, &info));
    state->written[0] = info.writes;
    state->levels[0] = info.level;
    CHECK_OK(wrtmem_cell_info(at.cell, &info));
    state->written[1] = info.writes;
    state->levels[1] = info.level;
    state->map.size = sizeof state->map;
    CHECK_OK(wrtmem_map_info(at.map, &state->map));
    state->map.hits = state->map.misses = 0; /* the handle's own */
    CHECK_OK(wrtmem_bits_count(at.bits, &state->bits));
    uint64_t length = 0;
    CHECK_OK(wrtmem_deque_copy(at.deque, state->elements, 4, 0, &length));
    CHECK(length == 4);
    CHECK_OK(wrtmem_string_length(at.string, &state->text));
    SIZED(wrtmem_operations_info_t, operations);
    CHECK_OK(wrtmem_operations_info(&operations));
    state->operations = operations.total;
    state->spsc.size = sizeof state->spsc;
    CHECK_OK(wrtmem_spsc_info(at.spsc, &state->spsc));
    state->mailbox.size = sizeof state->mailbox;
    CHECK_OK(wrtmem_mailbox_info(at.mailbox, &state->mailbox));
    state->broadcast.size = sizeof state->broadcast;
    CHECK_OK(wrtmem_broadcast_info(at.broadcast, &state->broadcast));
    state->broadcast_reader.size = sizeof state->broadcast_reader;
    CHECK_OK(wrtmem_broadcast_reader_info(at.broadcast_reader, &state->broadcast_reader));
    state->mpmc.size = sizeof state->mpmc;
    CHECK_OK(wrtmem_mpmc_info(at.mpmc, &state->mpmc));
    state->ordered.size = sizeof state->ordered;
    CHECK_OK(wrtmem_ordered_info(at.ordered, &state->ordered));
    state->files = count_files();
    CHECK_CLEAN(at.segment);
}

static struct state before;
static unsigned bad_calls;

static void reset_out(void) {
    memset(&out, 0xa5, sizeof out);
    out.segment_info.size = sizeof out.segment_info;
    out.participant_info.size = sizeof out.participant_info;
    out.part_info.size = sizeof out.part_info;
    out.arena_info.size = sizeof out.arena_info;
    out.object_info.size = sizeof out.object_info;
    out.message_info.size = sizeof out.message_info;
    out.lane_info.size = sizeof out.lane_info;
    out.metric_info.size = sizeof out.metric_info;
    out.stats_info.size = sizeof out.stats_info;
    out.histogram_info.size = sizeof out.histogram_info;
    out.progress_info.size = sizeof out.progress_info;
    out.synced_info.size = sizeof out.synced_info;
    out.row_info.size = sizeof out.row_info;
    out.verified_info.size = sizeof out.verified_info;
    out.map_info.size = sizeof out.map_info;
    out.deque_info.size = sizeof out.deque_info;
    out.scrubber_info.size = sizeof out.scrubber_info;
    out.operations_info.size = sizeof out.operations_info;
    out.spsc_info.size = sizeof out.spsc_info;
    out.mailbox_info.size = sizeof out.mailbox_info;
    out.broadcast_info.size = sizeof out.broadcast_info;
    out.broadcast_reader_info.size = sizeof out.broadcast_reader_info;
    out.mpmc_info.size = sizeof out.mpmc_info;
    out.ordered_info.size = sizeof out.ordered_info;
    memcpy(&untouched, &out, sizeof out);
}

static void check_refused(int line, const char *call, int32_t expected, int32_t status) {
    check_status("bad_input.c", line, call, expected, status);
    if (memcmp(&out, &untouched, sizeof out) != 0)
        check_failed("bad_input.c", line, call, " touched an out-parameter");
    for (size_t i = 0; i < sizeof odd_place / sizeof odd_place[0]; i++)
        if (odd_place[i] != 0)
            check_failed("bad_input.c", line, call, " wrote to a misaligned place");
    if (status != WRTMEM_OK && status != WRTMEM_E_EMPTY && status != WRTMEM_E_FULL &&
        status != WRTMEM_E_TIMEOUT && wrtmem_strerror(status)[0] == '\0')
        check_failed("bad_input.c", line, call, " has no text");
    bad_calls++;
}

/* A row: the call answers exactly this and changes nothing, here or in the segment. */
#define BAD(expected, call)                                                                        \
    do {                                                                                           \
        reset_out();                                                                               \
        check_refused(__LINE__, #call, WRTMEM_##expected, call);                                   \
        struct state after;                                                                        \
        look(&after);                                                                              \
        if (memcmp(&before, &after, sizeof after) != 0)                                            \
            check_failed("bad_input.c", __LINE__, #call, " changed the segment");                  \
    } while (0)

/* A row in a forked child, which cannot look at the segment; its parent does, afterwards. */
#define FORKED(expected, call)                                                                     \
    do {                                                                                           \
        reset_out();                                                                               \
        check_refused(__LINE__, #call, WRTMEM_##expected, call);                                   \
    } while (0)

/* Bitwise CRC32C: slow and plainly right. */
static uint32_t crc32c(const unsigned char *bytes, size_t length) {
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0x82f63b78) : 0);
    }
    return ~crc;
}

static const char *file_path(const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/wrtmem.%s", directory, name);
    return path;
}

static unsigned char image[1 << 20]; /* of the segment's file */
static size_t image_size;

static void write_file(const char *name, const unsigned char *bytes, size_t length) {
    int file = open(file_path(name), O_CREAT | O_EXCL | O_WRONLY, 0600);
    CHECK(file >= 0 && write(file, bytes, length) == (ssize_t)length && close(file) == 0);
}

/* The header's two copies, 256 bytes each, with a 32-bit field changed in both. */
enum { SECOND_COPY = 2048, HEADER = 256, VERSION = 8, COMPATIBLE = 12, ORDER = 16, WORD = 20 };
enum { TOTAL_SIZE = 56, SLOTS = 68, DIRECTORY = 96, CRC = 252 };

static void write_forged(const char *name, size_t field, uint32_t value, bool checked) {
    static unsigned char forged[sizeof image];
    memcpy(forged, image, image_size);
    for (size_t copy = 0; copy <= SECOND_COPY; copy += SECOND_COPY) {
        memcpy(forged + copy + field, &value, sizeof value);
        uint32_t crc = crc32c(forged + copy, CRC);
        if (checked)
            memcpy(forged + copy + CRC, &crc, sizeof crc);
    }
    write_file(name, forged, image_size);
}

/* Files that are no segments, by the names that the rows know. */
static void make_files(void) {
    int file = open(file_path("segment"), O_RDONLY);
    CHECK(file >= 0);
    image_size = (size_t)read(file, image, sizeof image);
    CHECK(image_size == before.segment.total_size && close(file) == 0);
    uint32_t crc = 0;
    memcpy(&crc, image + CRC, sizeof crc);
    CHECK(crc == crc32c(image, CRC)); /* or the forged ones would prove nothing */

    static unsigned char noise[64 * 1024];
    write_file("empty", image, 0);
    write_file("short", image, 100);
    write_file("truncated", image, image_size / 2);
    write_file("longer", image, image_size);
    CHECK(truncate(file_path("longer"), (off_t)image_size + PAGE) == 0);
    write_file("zeros", noise, sizeof noise);
    uint64_t random = 88172645463325252u;
    for (size_t i = 0; i < sizeof noise; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        noise[i] = (unsigned char)random;
    }
    write_file("noise", noise, sizeof noise);
    write_forged("magic", 0, 0, true);
    write_forged("version", COMPATIBLE, 99, true);
    write_forged("old-version", VERSION, 0, true);
    write_forged("byte-order", ORDER, 0x04030201, true);
    write_forged("order-tag", ORDER, 0, true);
    write_forged("word-size", WORD, 32, true);
    write_forged("other-size", TOTAL_SIZE, 4 * PAGE, true);
    write_forged("no-slots", SLOTS, 0, true);
    write_forged("many-slots", SLOTS, UINT32_MAX, true);
    write_forged("moved-table", DIRECTORY, 64, true);
    write_forged("checksum", CRC, 1, false);
    write_file("open-to-all", image, image_size);
    CHECK(chmod(file_path("open-to-all"), 0666) == 0);
    write_file("two-names", image, image_size);
    char first[256];
    snprintf(first, sizeof first, "%s", file_path("two-names"));
    CHECK(link(first, file_path("two-names.b")) == 0);
    if (geteuid() == 0) {
        write_file("foreign", image, image_size);
        CHECK(chown(file_path("foreign"), 65534, 65534) == 0);
    }
    CHECK(mkfifo(file_path("fifo"), 0600) == 0);
    CHECK(symlink("wrtmem.segment", file_path("symlink")) == 0);
    CHECK(symlink("wrtmem.nowhere", file_path("dangling")) == 0);
    CHECK(mkdir(file_path("directory"), 0700) == 0);
    struct sockaddr_un address;
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", file_path("socket"));
    int end = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(end >= 0 && bind(end, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(close(end) == 0);
}

static pid_t maker;

static void remove_files(void) {
    if (getpid() != maker)
        return;
    DIR *list = opendir(directory);
    for (struct dirent *entry; list != NULL && (entry = readdir(list)) != NULL;) {
        unlinkat(dirfd(list), entry->d_name, 0);
        unlinkat(dirfd(list), entry->d_name, AT_REMOVEDIR);
    }
    if (list != NULL)
        closedir(list);
    rmdir(directory);
}

static wrtmem_segment_t *foreign; /* another segment, whose slot is of no use in this one */

static void set_up(void) {
    snprintf(directory, sizeof directory, "/dev/shm/bad-input-XXXXXX");
    CHECK(mkdtemp(directory) != NULL);
    maker = getpid();
    CHECK(atexit(remove_files) == 0);

    /* Their places in the table of handles are taken by the next ones. */
    CHECK_OK(wrtmem_segment_create_private(NULL, &closed.segment));
    CHECK_OK(wrtmem_slot_open(closed.segment, &closed.slot, NULL));
    CHECK_OK(wrtmem_bytes_create(closed.segment, "bytes", 8, &closed.bytes));
    CHECK_OK(wrtmem_message_create(closed.segment, "ring", NULL, &closed.message));
    CHECK_OK(wrtmem_sender_open(closed.message, 0, &closed.sender, NULL));
    CHECK_OK(wrtmem_receiver_open(closed.message, &closed.receiver));
    CHECK_OK(wrtmem_counter_open_or_create(closed.segment, "counter", NULL, NULL, &closed.counter));
    CHECK_OK(wrtmem_flag_open_or_create(closed.segment, "flag", NULL, &closed.flag));
    CHECK_OK(wrtmem_stats_open_or_create(closed.segment, "stats", NULL, NULL, &closed.stats));
    CHECK_OK(wrtmem_histogram_open_or_create(closed.segment, "histogram", NULL, NULL,
                                             &closed.histogram));
    CHECK_OK(
        wrtmem_progress_open_or_create(closed.segment, "progress", NULL, NULL, &closed.progress));
    CHECK_OK(wrtmem_progress_close(closed.progress));
    CHECK_OK(wrtmem_histogram_close(closed.histogram));
    CHECK_OK(wrtmem_stats_close(closed.stats));
    CHECK_OK(wrtmem_flag_close(closed.flag));
    CHECK_OK(wrtmem_counter_close(closed.counter));
    CHECK_OK(wrtmem_synced_create(closed.segment, "synced", NULL, &closed.synced));
    CHECK_OK(wrtmem_member_join(closed.synced, 0, WRTMEM_POLL, &closed.member));
    CHECK_OK(wrtmem_member_close(closed.member));
    CHECK_OK(wrtmem_synced_close(closed.synced));
    CHECK_OK(wrtmem_heap_open(closed.segment, &closed.heap));
    CHECK_OK(wrtmem_heap_close(closed.heap));
    CHECK_OK(
        wrtmem_region_create(closed.segment, "region", default_verified_options(), &closed.region));
    CHECK_OK(wrtmem_cell_create(closed.segment, "cell", default_verified_options(), &closed.cell));
    CHECK_OK(wrtmem_map_create(closed.segment, "map", default_map_options(), &closed.map));
    CHECK_OK(wrtmem_bits_create(closed.segment, "bits", default_bits_options(), &closed.bits));
    CHECK_OK(wrtmem_bits_close(closed.bits));
    CHECK_OK(wrtmem_map_close(closed.map));
    CHECK_OK(wrtmem_cell_close(closed.cell));
    CHECK_OK(wrtmem_deque_create(closed.segment, "deque", default_deque_options(), &closed.deque));
    CHECK_OK(wrtmem_deque_close(closed.deque));
    CHECK_OK(
        wrtmem_string_create(closed.segment, "string", default_verified_options(), &closed.string));
    CHECK_OK(wrtmem_string_close(closed.string));
    CHECK_OK(wrtmem_region_update(closed.region, keep_transaction, NULL, WRTMEM_POLL));
    CHECK_OK(wrtmem_scrubber_start(closed.region, 1, &closed.scrubber));
    CHECK_OK(wrtmem_scrubber_close(closed.scrubber));
    CHECK_OK(wrtmem_region_close(closed.region));
    CHECK_OK(wrtmem_spsc_create(closed.segment, "spsc", default_spsc_options(), &closed.spsc));
    CHECK_OK(wrtmem_producer_open(closed.spsc, &closed.producer, NULL));
    CHECK_OK(wrtmem_consumer_open(closed.spsc, &closed.consumer, NULL));
    CHECK_OK(wrtmem_waitset_create(&closed.waitset));
    CHECK_OK(wrtmem_waitset_close(closed.waitset));
    CHECK_OK(wrtmem_consumer_close(closed.consumer));
    CHECK_OK(wrtmem_producer_close(closed.producer));
    CHECK_OK(wrtmem_spsc_close(closed.spsc));
    CHECK_OK(wrtmem_mailbox_create(closed.segment, "mailbox", default_mailbox_options(),
                                   &closed.mailbox));
    CHECK_OK(wrtmem_mailbox_writer_open(closed.mailbox, &closed.mailbox_writer, NULL));
    CHECK_OK(wrtmem_mailbox_reader_open(closed.mailbox, &closed.mailbox_reader));
    CHECK_OK(wrtmem_mailbox_reader_close(closed.mailbox_reader));
    CHECK_OK(wrtmem_mailbox_writer_close(closed.mailbox_writer));
    CHECK_OK(wrtmem_mailbox_close(closed.mailbox));
    CHECK_OK(wrtmem_broadcast_create(closed.segment, "broadcast", default_broadcast_options(),
                                     &closed.broadcast));
    CHECK_OK(wrtmem_broadcast_writer_open(closed.broadcast, &closed.broadcast_writer, NULL));
    CHECK_OK(wrtmem_broadcast_reader_open(closed.broadcast, 0, &closed.broadcast_reader));
    CHECK_OK(wrtmem_broadcast_reader_close(closed.broadcast_reader));
    CHECK_OK(wrtmem_broadcast_writer_close(closed.broadcast_writer));
    CHECK_OK(wrtmem_broadcast_close(closed.broadcast));
    CHECK_OK(wrtmem_mpmc_create(closed.segment, "mpmc", default_mpmc_options(), &closed.mpmc));
    CHECK_OK(wrtmem_mpmc_producer_open(closed.mpmc, &closed.mpmc_producer));
    CHECK_OK(wrtmem_mpmc_consumer_open(closed.mpmc, &closed.mpmc_consumer));
    CHECK_OK(wrtmem_mpmc_consumer_close(closed.mpmc_consumer));
    CHECK_OK(wrtmem_mpmc_producer_close(closed.mpmc_producer));
    CHECK_OK(wrtmem_mpmc_close(closed.mpmc));
    CHECK_OK(wrtmem_ordered_create(closed.segment, "ordered", NULL, &closed.ordered));
    CHECK_OK(wrtmem_ordered_sender_open(closed.ordered, &closed.ordered_sender));
    CHECK_OK(wrtmem_ordered_receiver_open(closed.ordered, &closed.ordered_receiver));
    CHECK_OK(wrtmem_ordered_receiver_close(closed.ordered_receiver));
    CHECK_OK(wrtmem_ordered_sender_close(closed.ordered_sender));
    CHECK_OK(wrtmem_ordered_close(closed.ordered));
    CHECK_OK(wrtmem_receiver_close(closed.receiver));
    CHECK_OK(wrtmem_sender_close(closed.sender));
    CHECK_OK(wrtmem_message_close(closed.message));
    CHECK_OK(wrtmem_bytes_close(closed.bytes));
    CHECK_OK(wrtmem_slot_close(closed.slot));
    CHECK_OK(wrtmem_segment_close(closed.segment));

    CHECK_OK(wrtmem_segment_create("segment", default_segment_options(), &at.segment));
    CHECK_OK(wrtmem_slot_open(at.segment, &at.slot, NULL));
    CHECK_OK(wrtmem_bytes_create(at.segment, "bytes", 64, &at.bytes));
    CHECK_OK(wrtmem_message_create(at.segment, "ring", default_message_options(), &at.ring));
    CHECK_OK(wrtmem_sender_open(at.ring, 0, &at.sender, NULL));
    CHECK_OK(wrtmem_receiver_open(at.ring, &at.receiver));
    CHECK_OK(wrtmem_segment_create_private(NULL, &foreign));
    CHECK_OK(wrtmem_slot_open(foreign, &at.foreign_slot, NULL));
    CHECK_OK(wrtmem_counter_open_or_create(at.segment, "counter", METRIC(rows, 2), at.slot,
                                           &at.counter));
    const wrtmem_metric_options_t *single = METRIC(mode, WRTMEM_COUNTER_SINGLE);
    CHECK_OK(wrtmem_counter_open_or_create(at.segment, "single", single, NULL, &at.single));
    CHECK_OK(wrtmem_flag_open_or_create(at.segment, "flag", NULL, &at.flag));
    CHECK_OK(wrtmem_stats_open_or_create(at.segment, "stats", METRIC(rows, 2), at.slot, &at.stats));
    const wrtmem_metric_options_t *floats = METRIC(mode, WRTMEM_STATS_FLOAT);
    CHECK_OK(wrtmem_stats_open_or_create(at.segment, "floats", floats, at.slot, &at.floats));
    CHECK_OK(wrtmem_histogram_open_or_create(at.segment, "histogram", METRIC(rows, 1), at.slot,
                                             &at.histogram));
    CHECK_OK(wrtmem_progress_open_or_create(at.segment, "progress", METRIC(rows, 2), at.slot,
                                            &at.progress));
    CHECK_OK(wrtmem_synced_create(at.segment, "synced", default_synced_options(), &at.synced));
    CHECK_OK(wrtmem_member_join(at.synced, 0, WRTMEM_POLL, &at.member));
    CHECK_OK(wrtmem_heap_open(at.segment, &at.heap));
    CHECK_OK(wrtmem_region_create(at.segment, "region", default_verified_options(), &at.region));
    CHECK_OK(wrtmem_cell_create(at.segment, "cell", default_verified_options(), &at.cell));
    CHECK_OK(wrtmem_cell_write(at.cell, "value", 5, WRTMEM_POLL));
    CHECK_OK(wrtmem_map_create(at.segment, "map", default_map_options(), &at.map));
    CHECK_OK(wrtmem_map_insert(at.map, "key", 4, "value", 6, WRTMEM_POLL, NULL));
    CHECK_OK(wrtmem_bits_create(at.segment, "bits", default_bits_options(), &at.bits));
    CHECK_OK(wrtmem_deque_create(at.segment, "deque", default_deque_options(), &at.deque));
    CHECK_OK(wrtmem_deque_extend(at.deque, message.bytes, 4, WRTMEM_POLL));
    CHECK_OK(wrtmem_string_create(at.segment, "string", default_verified_options(), &at.string));
    CHECK_OK(wrtmem_string_set(at.string, "value", WRTMEM_POLL));
    CHECK_OK(wrtmem_region_create(foreign, "region", default_verified_options(), &foreign_region));
    begin_transaction();
    CHECK_OK(wrtmem_scrubber_start(foreign_region, 1, &at.scrubber));
    CHECK_OK(wrtmem_spsc_create(at.segment, "spsc", default_spsc_options(), &at.spsc));
    CHECK_OK(wrtmem_producer_open(at.spsc, &at.producer, NULL));
    CHECK_OK(wrtmem_consumer_open(at.spsc, &at.consumer, NULL));
    CHECK_OK(wrtmem_mailbox_create(at.segment, "mailbox", default_mailbox_options(), &at.mailbox));
    CHECK_OK(wrtmem_mailbox_writer_open(at.mailbox, &at.mailbox_writer, NULL));
    CHECK_OK(wrtmem_mailbox_reader_open(at.mailbox, &at.mailbox_reader));
    CHECK_OK(wrtmem_broadcast_create(at.segment, "broadcast", default_broadcast_options(),
                                     &at.broadcast));
    CHECK_OK(wrtmem_broadcast_writer_open(at.broadcast, &at.broadcast_writer, NULL));
    CHECK_OK(wrtmem_broadcast_reader_open(at.broadcast, 0, &at.broadcast_reader));
    CHECK_OK(wrtmem_waitset_create(&at.waitset));
    CHECK_OK(wrtmem_waitset_add_consumer(at.waitset, at.consumer, 1));
    CHECK_OK(wrtmem_mpmc_create(at.segment, "mpmc", default_mpmc_options(), &at.mpmc));
    CHECK_OK(wrtmem_mpmc_producer_open(at.mpmc, &at.mpmc_producer));
    CHECK_OK(wrtmem_mpmc_consumer_open(at.mpmc, &at.mpmc_consumer));
    CHECK_OK(wrtmem_ordered_create(at.segment, "ordered", default_ordered_options(), &at.ordered));
    CHECK_OK(wrtmem_ordered_sender_open(at.ordered, &at.ordered_sender));
    CHECK_OK(wrtmem_ordered_receiver_open(at.ordered, &at.ordered_receiver));
    CHECK_OK(wrtmem_segment_open_read_only("segment", default_segment_options(), WRTMEM_POLL,
                                           &at.observer));
    CHECK_OK(wrtmem_counter_open(at.observer, "counter", WRTMEM_POLL, NULL, &at.look_counter));
    CHECK_OK(wrtmem_flag_open(at.observer, "flag", WRTMEM_POLL, &at.look_flag));
    CHECK_OK(wrtmem_stats_open(at.observer, "stats", WRTMEM_POLL, NULL, &at.look_stats));
    CHECK_OK(
        wrtmem_histogram_open(at.observer, "histogram", WRTMEM_POLL, NULL, &at.look_histogram));
    CHECK_OK(wrtmem_progress_open(at.observer, "progress", WRTMEM_POLL, NULL, &at.look_progress));
    CHECK_OK(wrtmem_bytes_open(at.observer, "bytes", WRTMEM_POLL, &at.look));
    CHECK_OK(wrtmem_region_open(at.observer, "region", WRTMEM_POLL, &at.look_region));
    CHECK_OK(wrtmem_cell_open(at.observer, "cell", WRTMEM_POLL, &at.look_cell));
    CHECK_OK(wrtmem_map_open(at.observer, "map", default_map_options(), WRTMEM_POLL, &at.look_map));
    CHECK_OK(
        wrtmem_bits_open(at.observer, "bits", default_bits_options(), WRTMEM_POLL, &at.look_bits));
    CHECK_OK(wrtmem_deque_open(at.observer, "deque", WRTMEM_POLL, &at.look_deque));
    CHECK_OK(wrtmem_string_open(at.observer, "string", WRTMEM_POLL, &at.look_string));
    CHECK_OK(wrtmem_message_open(at.observer, "ring", WRTMEM_POLL, &at.look_ring));
    CHECK_OK(wrtmem_synced_open(at.observer, "synced", WRTMEM_POLL, &at.look_synced));
    CHECK_OK(wrtmem_spsc_open(at.observer, "spsc", WRTMEM_POLL, &at.look_spsc));
    CHECK_OK(wrtmem_mailbox_open(at.observer, "mailbox", WRTMEM_POLL, &at.look_mailbox));
    CHECK_OK(wrtmem_mailbox_reader_open(at.look_mailbox, &at.look_mailbox_reader));
    CHECK_OK(wrtmem_broadcast_open(at.observer, "broadcast", WRTMEM_POLL, &at.look_broadcast));
    CHECK_OK(wrtmem_broadcast_reader_open(at.look_broadcast, 0, &at.look_broadcast_reader));
    CHECK_OK(wrtmem_mpmc_open(at.observer, "mpmc", WRTMEM_POLL, &at.look_mpmc));
    CHECK_OK(wrtmem_ordered_open(at.observer, "ordered", WRTMEM_POLL, &at.look_ordered));

    void *data = NULL;
    CHECK_OK(wrtmem_pages_allocate(at.segment, 3 * PAGE, &pages));
    CHECK_OK(wrtmem_pages_allocate(at.segment, PAGE, &free_page));
    CHECK_OK(wrtmem_pages_free(at.segment, free_page));
    CHECK_OK(wrtmem_pointer(at.segment, pages, 1, &mapped));
    CHECK_OK(wrtmem_heap_alloc(at.heap, 64, &block, &block_at));
    CHECK_OK(wrtmem_bytes_data(at.bytes, &data, NULL));
    CHECK_OK(wrtmem_offset(at.segment, data, &object_page));
    SIZED(wrtmem_segment_info_t, info);
    CHECK_OK(wrtmem_segment_info(at.segment, &info));
    uint64_t first = object_page; /* the first object has the first page */
    pages_end = first + info.pages * PAGE;
    memory = aligned_alloc(64, 64 * PAGE);
    CHECK(memory != NULL);
    look(&before);
    make_files();
    look(&before);
}

static void tear_down(void) {
    CHECK_OK(wrtmem_progress_close(at.look_progress));
    CHECK_OK(wrtmem_histogram_close(at.look_histogram));
    CHECK_OK(wrtmem_stats_close(at.look_stats));
    CHECK_OK(wrtmem_flag_close(at.look_flag));
    CHECK_OK(wrtmem_counter_close(at.look_counter));
    CHECK_OK(wrtmem_progress_close(at.progress));
    CHECK_OK(wrtmem_histogram_close(at.histogram));
    CHECK_OK(wrtmem_stats_close(at.floats));
    CHECK_OK(wrtmem_stats_close(at.stats));
    CHECK_OK(wrtmem_flag_close(at.flag));
    CHECK_OK(wrtmem_counter_close(at.single));
    CHECK_OK(wrtmem_counter_close(at.counter));
    CHECK_OK(wrtmem_scrubber_close(at.scrubber));
    end_transaction();
    CHECK_OK(wrtmem_region_close(foreign_region));
    CHECK_OK(wrtmem_slot_close(at.foreign_slot));
    CHECK_OK(wrtmem_segment_close(foreign));
    CHECK_OK(wrtmem_synced_close(at.look_synced));
    CHECK_OK(wrtmem_spsc_close(at.look_spsc));
    CHECK_OK(wrtmem_waitset_close(at.waitset));
    CHECK_OK(wrtmem_consumer_close(at.consumer));
    CHECK_OK(wrtmem_producer_close(at.producer));
    CHECK_OK(wrtmem_spsc_close(at.spsc));
    CHECK_OK(wrtmem_mailbox_reader_close(at.look_mailbox_reader));
    CHECK_OK(wrtmem_mailbox_close(at.look_mailbox));
    CHECK_OK(wrtmem_mailbox_reader_close(at.mailbox_reader));
    CHECK_OK(wrtmem_mailbox_writer_close(at.mailbox_writer));
    CHECK_OK(wrtmem_mailbox_close(at.mailbox));
    CHECK_OK(wrtmem_broadcast_reader_close(at.look_broadcast_reader));
    CHECK_OK(wrtmem_broadcast_close(at.look_broadcast));
    CHECK_OK(wrtmem_broadcast_reader_close(at.broadcast_reader));
    CHECK_OK(wrtmem_broadcast_writer_close(at.broadcast_writer));
    CHECK_OK(wrtmem_broadcast_close(at.broadcast));
    CHECK_OK(wrtmem_mpmc_close(at.look_mpmc));
    CHECK_OK(wrtmem_mpmc_consumer_close(at.mpmc_consumer));
    CHECK_OK(wrtmem_mpmc_producer_close(at.mpmc_producer));
    CHECK_OK(wrtmem_mpmc_close(at.mpmc));
    CHECK_OK(wrtmem_ordered_close(at.look_ordered));
    CHECK_OK(wrtmem_ordered_receiver_close(at.ordered_receiver));
    CHECK_OK(wrtmem_ordered_sender_close(at.ordered_sender));
    CHECK_OK(wrtmem_ordered_close(at.ordered));
    CHECK_OK(wrtmem_message_close(at.look_ring));
    CHECK_OK(wrtmem_region_close(at.look_region));
    CHECK_OK(wrtmem_cell_close(at.look_cell));
    CHECK_OK(wrtmem_map_close(at.look_map));
    CHECK_OK(wrtmem_bits_close(at.look_bits));
    CHECK_OK(wrtmem_deque_close(at.look_deque));
    CHECK_OK(wrtmem_string_close(at.look_string));
    CHECK_OK(wrtmem_bytes_close(at.look));
    CHECK_OK(wrtmem_segment_close(at.observer));
    CHECK_OK(wrtmem_member_close(at.member));
    CHECK_OK(wrtmem_synced_close(at.synced));
    CHECK_OK(wrtmem_heap_close(at.heap));
    CHECK_OK(wrtmem_receiver_close(at.receiver));
    CHECK_OK(wrtmem_region_close(at.region));
    CHECK_OK(wrtmem_cell_close(at.cell));
    CHECK_OK(wrtmem_map_close(at.map));
    CHECK_OK(wrtmem_bits_close(at.bits));
    CHECK_OK(wrtmem_deque_close(at.deque));
    CHECK_OK(wrtmem_string_close(at.string));
    CHECK_OK(wrtmem_sender_close(at.sender));
    CHECK_OK(wrtmem_message_close(at.ring));
    CHECK_OK(wrtmem_bytes_close(at.bytes));
    CHECK_OK(wrtmem_slot_close(at.slot));
    CHECK_OK(wrtmem_segment_close(at.segment));
    free(memory);
}

/* In a program of its own: a row that is wrong, so that the program must fail. */
static int run_seeded(const char *defect) {
    wrtmem_slot_t *slot = NULL;
    CHECK(freopen("/dev/null", "w", stderr) != NULL);
    set_up();
    if (strcmp(defect, "status") == 0)
        BAD(E_INVALID, wrtmem_segment_close(NULL));
    if (strcmp(defect, "out") == 0)
        BAD(OK, wrtmem_segment_recover(at.segment, &out.u32));
    if (strcmp(defect, "odd") == 0)
        BAD(OK, (odd_place[1] = 1, wrtmem_segment_close(NULL)));
    if (strcmp(defect, "segment") == 0)
        BAD(OK, wrtmem_slot_open(at.segment, &slot, NULL));
    if (strcmp(defect, "file") == 0)
        BAD(OK, wrtmem_segment_unlink("noise", default_segment_options()));
    return EXIT_SUCCESS;
}

/* The checks themselves: each defect is seen, and without one nothing is. */
static void test_the_rows(void) {
    const char *defects[] = {"status", "out", "odd", "segment", "file"};
    for (int i = 0; i < 5; i++)
        CHECK(process_wait(process_exec("seeded", defects[i]), LIMIT) == EXIT_FAILURE);
    CHECK(process_wait(process_exec("seeded", "none"), LIMIT) == EXIT_SUCCESS);
}

#endif
