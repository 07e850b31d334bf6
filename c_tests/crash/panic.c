/* A call that panics inside answers WRTMEM_E_PANIC, at whatever step it happens: the process
 * goes on, the handles too, and after a close the segment is as a kill would leave it. */
#include "../process.h"

/* The calling thread panics, once, before its step-th store or system call; 0: never. */
#ifdef __cplusplus
extern "C" void wrtmem_test_panic_at(uint64_t step);
#else
void wrtmem_test_panic_at(uint64_t step);
#endif

/* What a call works on, made anew for each step. */
static struct {
    const char *name;
    wrtmem_segment_options_t options;
    wrtmem_segment_t *segment, *opened;
    wrtmem_slot_t *slot;
    wrtmem_bytes_t *bytes;
    wrtmem_message_t *ring;
    wrtmem_sender_t *sender, *named;
    wrtmem_receiver_t *receiver;
    uint64_t offset, pages_free;
    pid_t child;
} at;

static wrtmem_message_options_t ring_options(void) {
    SIZED(wrtmem_message_options_t, options);
    options.lanes = 2;
    options.lane_bytes = 4096;
    return options;
}

static wrtmem_segment_info_t info_of(const wrtmem_segment_t *segment) {
    SIZED(wrtmem_segment_info_t, info);
    CHECK_OK(wrtmem_segment_info(segment, &info));
    return info;
}

/* What a call needs first. */
static void nothing(void) {}
static void no_segment(void) {
    CHECK_OK(wrtmem_segment_close(at.segment));
    CHECK_OK(wrtmem_segment_unlink(at.name, NULL));
    at.segment = NULL;
}
static void a_slot(void) {
    CHECK_OK(wrtmem_slot_open(at.segment, &at.slot, NULL));
}
static void pages(void) {
    CHECK_OK(wrtmem_pages_allocate(at.segment, 10000, &at.offset));
}
static void bytes(void) {
    CHECK_OK(wrtmem_bytes_create(at.segment, "bytes", 64, &at.bytes));
}
static void removed_bytes(void) {
    bytes();
    CHECK_OK(wrtmem_object_remove(at.segment, "bytes"));
}
static void closed_bytes(void) {
    bytes();
    CHECK_OK(wrtmem_bytes_close(at.bytes));
}
static void a_ring(void) {
    wrtmem_message_options_t options = ring_options();
    CHECK_OK(wrtmem_message_create(at.segment, "ring", &options, &at.ring));
}
static void a_sender(void) {
    a_ring();
    CHECK_OK(wrtmem_sender_open(at.ring, 0, &at.sender, NULL));
}
static void a_receiver(void) {
    a_sender();
    CHECK_OK(wrtmem_receiver_open(at.ring, &at.receiver));
    CHECK_OK(wrtmem_sender_try_send(at.sender, "before", 7, NULL));
}
static void everything(void) {
    a_receiver();
    bytes();
    pages();
    a_slot();
}
static int hold_and_stop(void *unused) {
    (void)unused;
    CHECK_OK(wrtmem_segment_open(at.name, NULL, WRTMEM_POLL, &at.segment));
    everything();
    CHECK_OK(wrtmem_object_remove(at.segment, "bytes"));
    process_stop_here();
    return EXIT_FAILURE;
}
static void a_killed_process(void) {
    pid_t child = process_spawn(hold_and_stop, NULL);
    process_wait_stopped(child, 20000);
    process_kill(child);
}

/* The calls. */
static wrtmem_status_t segment_create(void) {
    return wrtmem_segment_create(at.name, &at.options, &at.segment);
}
static wrtmem_status_t segment_open_or_create(void) {
    return wrtmem_segment_open_or_create(at.name, &at.options, &at.segment, NULL);
}
static wrtmem_status_t segment_open(void) {
    return wrtmem_segment_open(at.name, NULL, WRTMEM_POLL, &at.opened);
}
static wrtmem_status_t segment_open_read_only(void) {
    return wrtmem_segment_open_read_only(at.name, NULL, WRTMEM_POLL, &at.opened);
}
static wrtmem_status_t segment_close(void) {
    return wrtmem_segment_close(at.segment);
}
static wrtmem_status_t segment_recover(void) {
    return wrtmem_segment_recover(at.segment, NULL);
}
static wrtmem_status_t segment_unlink(void) {
    return wrtmem_segment_unlink(at.name, NULL);
}
static wrtmem_status_t slot_open(void) {
    return wrtmem_slot_open(at.segment, &at.slot, NULL);
}
static wrtmem_status_t slot_close(void) {
    return wrtmem_slot_close(at.slot);
}
static wrtmem_status_t pages_allocate(void) {
    return wrtmem_pages_allocate(at.segment, 10000, &at.offset);
}
static wrtmem_status_t pages_free(void) {
    return wrtmem_pages_free(at.segment, at.offset);
}
static wrtmem_status_t bytes_create(void) {
    return wrtmem_bytes_create(at.segment, "bytes", 64, &at.bytes);
}
static wrtmem_status_t bytes_open(void) {
    return wrtmem_bytes_open(at.segment, "bytes", WRTMEM_POLL, &at.bytes);
}
static wrtmem_status_t bytes_close(void) {
    return wrtmem_bytes_close(at.bytes);
}
static wrtmem_status_t object_remove(void) {
    return wrtmem_object_remove(at.segment, "bytes");
}
static wrtmem_status_t message_create(void) {
    wrtmem_message_options_t options = ring_options();
    return wrtmem_message_open_or_create(at.segment, "ring", &options, &at.ring, NULL);
}
static wrtmem_status_t message_close(void) {
    return wrtmem_message_close(at.ring);
}
static wrtmem_status_t sender_open(void) {
    return wrtmem_sender_open(at.ring, 1, &at.named, NULL);
}
static wrtmem_status_t sender_send(void) {
    return wrtmem_sender_send(at.sender, "during", 7, WRTMEM_POLL, NULL);
}
static wrtmem_status_t sender_close(void) {
    return wrtmem_sender_close(at.sender);
}
static wrtmem_status_t receiver_open(void) {
    return wrtmem_receiver_open(at.ring, &at.receiver);
}
static wrtmem_status_t receiver_receive(void) {
    char text[8];
    return wrtmem_receiver_receive(at.receiver, text, sizeof text, WRTMEM_POLL, NULL);
}
static wrtmem_status_t receiver_close(void) {
    return wrtmem_receiver_close(at.receiver);
}

/* How many steps each takes at least: fewer would mean that the hook is not there. */
static const struct call {
    const char *name;
    void (*prepare)(void);
    wrtmem_status_t (*run)(void);
    uint64_t steps;
} calls[] = {
    {"segment_create", no_segment, segment_create, 60},
    {"segment_open_or_create", no_segment, segment_open_or_create, 60},
    {"segment_open", nothing, segment_open, 10},
    {"segment_open, after a kill", a_killed_process, segment_open, 20},
    {"segment_open_read_only", nothing, segment_open_read_only, 2},
    {"segment_close", nothing, segment_close, 2},
    {"segment_close, all open", everything, segment_close, 1},
    {"segment_recover, after a kill", a_killed_process, segment_recover, 10},
    {"segment_unlink", nothing, segment_unlink, 1},
    {"slot_open", nothing, slot_open, 2},
    {"slot_close", a_slot, slot_close, 2},
    {"pages_allocate", nothing, pages_allocate, 5},
    {"pages_free", pages, pages_free, 1},
    {"bytes_create", nothing, bytes_create, 40},
    {"bytes_open", closed_bytes, bytes_open, 2},
    {"bytes_close", bytes, bytes_close, 2},
    {"bytes_close, removed", removed_bytes, bytes_close, 6},
    {"object_remove", closed_bytes, object_remove, 5},
    {"object_remove, while open", bytes, object_remove, 2},
    {"message_open_or_create", nothing, message_create, 80},
    {"message_close", a_ring, message_close, 2},
    {"sender_open", a_sender, sender_open, 2},
    {"sender_send", a_receiver, sender_send, 6},
    {"sender_close", a_sender, sender_close, 2},
    {"receiver_open", a_sender, receiver_open, 2},
    {"receiver_receive", a_receiver, receiver_receive, 2},
    {"receiver_close", a_receiver, receiver_close, 2},
};

static void prepare(const struct call *call) {
    memset(&at, 0, sizeof at);
    static const char *name; /* one for all: each segment is unlinked in the end */
    if (name == NULL)
        name = process_segment_name("panic");
    at.name = name;
    at.options.size = sizeof at.options;
    at.options.bytes = 100 * 4096;
    at.options.participants = at.options.slots = at.options.objects = 4;
    CHECK_OK(wrtmem_segment_create(at.name, &at.options, &at.segment));
    at.pages_free = info_of(at.segment).pages_free;
    call->prepare();
}

/* An open handle is closed; one whose close panicked may be closed already. */
#define CLOSE(kind, handle)                                                                        \
    do {                                                                                           \
        wrtmem_status_t closed = wrtmem_##kind##_close(handle);                                    \
        CHECK(closed == WRTMEM_OK || closed == WRTMEM_E_HANDLE);                                   \
    } while (0)

static void close_everything(void) {
    CLOSE(receiver, at.receiver);
    CLOSE(sender, at.sender);
    CLOSE(sender, at.named);
    CLOSE(message, at.ring);
    CLOSE(bytes, at.bytes);
    CLOSE(slot, at.slot);
    CLOSE(segment, at.opened);
    CLOSE(segment, at.segment);
}

/* The handle that was there before works on, for whatever the panic did not cut short. */
static void check_handle(void) {
    SIZED(wrtmem_segment_info_t, info);
    if (wrtmem_segment_info(at.segment, &info) != WRTMEM_OK)
        return; /* it is the segment's open or close that panicked */
    CHECK_CLEAN(at.segment);
    uint64_t offset = 0;
    wrtmem_bytes_t *other = NULL;
    wrtmem_slot_t *slot = NULL;
    CHECK_OK(wrtmem_pages_allocate(at.segment, 5000, &offset));
    CHECK_OK(wrtmem_bytes_create(at.segment, "other", 64, &other));
    CHECK_OK(wrtmem_object_remove(at.segment, "other"));
    CHECK_OK(wrtmem_bytes_close(other));
    CHECK_OK(wrtmem_pages_free(at.segment, offset));
    CHECK_OK(wrtmem_slot_open(at.segment, &slot, NULL));
    CHECK_OK(wrtmem_slot_close(slot));
    CHECK_CLEAN(at.segment);
}

/* A ring that was open is one still: what is sent arrives. */
static void check_ring(void) {
    char text[8];
    SIZED(wrtmem_lane_info_t, lane);
    if (at.receiver == NULL || wrtmem_message_lane_info(at.ring, 0, &lane) != WRTMEM_OK)
        return;
    wrtmem_status_t sent = wrtmem_sender_try_send(at.sender, "after", 6, NULL);
    CHECK(sent == WRTMEM_OK || sent == WRTMEM_E_HANDLE);
    wrtmem_status_t status = WRTMEM_OK;
    while (status == WRTMEM_OK)
        status = wrtmem_receiver_try_receive(at.receiver, text, sizeof text, NULL);
    CHECK(status == WRTMEM_E_EMPTY || status == WRTMEM_E_HANDLE);
    CHECK_OK(wrtmem_message_lane_info(at.ring, 0, &lane));
    CHECK(lane.sent == lane.received + lane.queued && lane.lost == 0 && lane.corrupt == 0);
    CHECK(status == WRTMEM_E_HANDLE || lane.queued == 0);
}

/* Nothing is left of this process's participants, and all can be had again. */
static void check_afterwards(void) {
    wrtmem_segment_t *segment = NULL;
    const char *names[] = {"bytes", "ring", "other"};
    wrtmem_status_t status = wrtmem_segment_open(at.name, NULL, WRTMEM_POLL, &segment);
    if (status == WRTMEM_E_NOT_FOUND) {
        CHECK_OK(wrtmem_segment_create(at.name, &at.options, &segment));
    } else {
        CHECK_STATUS(WRTMEM_OK, status);
    }
    CHECK_OK(wrtmem_segment_recover(segment, NULL));
    CHECK_CLEAN(segment);
    for (int i = 0; i < 3; i++) {
        status = wrtmem_object_remove(segment, names[i]);
        CHECK(status == WRTMEM_OK || status == WRTMEM_E_NOT_FOUND);
    }
    wrtmem_segment_info_t info = info_of(segment);
    CHECK(info.live == 1 && info.dead == 0 && info.slots_taken == 0);
    CHECK(info.pages_free == at.pages_free);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
    CHECK_OK(wrtmem_segment_unlink(at.name, NULL));
}

static uint64_t panic_everywhere(const struct call *call) {
    for (uint64_t step = 1;; step++) {
        prepare(call);
        wrtmem_test_panic_at(step);
        wrtmem_status_t status = call->run();
        wrtmem_test_panic_at(0);
        if (status != WRTMEM_E_PANIC) {
            CHECK_STATUS(WRTMEM_OK, status);
        } else {
            char message[64];
            snprintf(message, sizeof message, "a panic planted before step %lu",
                     (unsigned long)step);
            CHECK(strcmp(wrtmem_last_error(), message) == 0);
        }
        check_handle();
        check_ring();
        close_everything();
        check_afterwards();
        if (status == WRTMEM_OK)
            return step - 1;
    }
}

int main(void) {
    uint64_t all = 0;
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        uint64_t steps = panic_everywhere(&calls[i]);
        printf("%-32s panicked at %3lu steps\n", calls[i].name, (unsigned long)steps);
        CHECK(steps >= calls[i].steps);
        all += steps;
    }
    printf("%lu panics, and the process goes on\n", (unsigned long)all);
    return EXIT_SUCCESS;
}
