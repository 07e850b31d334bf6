/* Forks: every handle used and closed in a forked child, which harms nobody; the child's own
 * handles, and a segment's memory is not there. */
#include "process.h"
#include <pthread.h>

static struct {
    wrtmem_segment_t *segment, *observer;
    wrtmem_slot_t *slot;
    wrtmem_bytes_t *bytes, *look;
    wrtmem_message_t *ring;
    wrtmem_sender_t *sender;
    wrtmem_receiver_t *receiver;
    uint64_t offset;
    void *pointer;
    int watch;
    const char *name;
} at;

static void open_everything(void) {
    at.name = process_segment_name("fork");
    CHECK_OK(wrtmem_segment_create(at.name, NULL, &at.segment));
    CHECK_OK(wrtmem_slot_open(at.segment, &at.slot, NULL));
    CHECK_OK(wrtmem_bytes_create(at.segment, "bytes", 64, &at.bytes));
    CHECK_OK(wrtmem_message_create(at.segment, "ring", NULL, &at.ring));
    CHECK_OK(wrtmem_sender_open(at.ring, 0, &at.sender, NULL));
    CHECK_OK(wrtmem_receiver_open(at.ring, &at.receiver));
    CHECK_OK(wrtmem_pages_allocate(at.segment, 4096, &at.offset));
    CHECK_OK(wrtmem_pointer(at.segment, at.offset, 4096, &at.pointer));
    CHECK_OK(wrtmem_segment_watch(at.segment, &at.watch));
    CHECK_OK(wrtmem_segment_open_read_only(at.name, NULL, WRTMEM_POLL, &at.observer));
    CHECK_OK(wrtmem_bytes_open(at.observer, "bytes", WRTMEM_POLL, &at.look));
}

#define FORKED(call) CHECK_STATUS(WRTMEM_E_FORKED, call)

static void use_everything(void) {
    SIZED(wrtmem_segment_info_t, info);
    SIZED(wrtmem_participant_info_t, participant);
    SIZED(wrtmem_object_info_t, object);
    SIZED(wrtmem_message_info_t, message);
    SIZED(wrtmem_lane_info_t, lane);
    uint64_t number = 77;
    uint32_t count = 77;
    void *data = NULL;
    wrtmem_slot_t *slot = NULL;
    wrtmem_bytes_t *bytes = NULL;
    wrtmem_message_t *ring = NULL;
    wrtmem_sender_t *sender = NULL;
    wrtmem_receiver_t *receiver = NULL;
    wrtmem_segment_t *both[] = {at.segment, at.observer};
    for (int i = 0; i < 2; i++) {
        FORKED(wrtmem_segment_info(both[i], &info));
        FORKED(wrtmem_segment_participant(both[i], 0, &participant));
        FORKED(wrtmem_segment_verify(both[i], NULL, NULL, &number));
        FORKED(wrtmem_object_info(both[i], 0, &object));
        FORKED(wrtmem_bytes_open(both[i], "bytes", WRTMEM_POLL, &bytes));
        FORKED(wrtmem_bytes_open(both[i], "absent", WRTMEM_FOREVER, &bytes));
        FORKED(wrtmem_message_open(both[i], "ring", WRTMEM_POLL, &ring));
        FORKED(wrtmem_pointer(both[i], at.offset, 1, &data));
        FORKED(wrtmem_offset(both[i], at.pointer, &number));
    }
    FORKED(wrtmem_segment_recover(at.segment, &count));
    FORKED(wrtmem_segment_watch(at.segment, &at.watch));
    FORKED(wrtmem_segment_watched(at.segment, &count));
    FORKED(wrtmem_slot_open(at.segment, &slot, &count));
    FORKED(wrtmem_object_remove(at.segment, "bytes"));
    FORKED(wrtmem_bytes_create(at.segment, "new", 1, &bytes));
    FORKED(wrtmem_bytes_open_or_create(at.segment, "bytes", 64, &bytes, NULL));
    FORKED(wrtmem_message_create(at.segment, "new", NULL, &ring));
    FORKED(wrtmem_message_open_or_create(at.segment, "ring", NULL, &ring, NULL));
    FORKED(wrtmem_bytes_data(at.bytes, &data, &number));
    FORKED(wrtmem_bytes_data(at.look, &data, &number));
    FORKED(wrtmem_pages_allocate(at.segment, 1, &number));
    FORKED(wrtmem_pages_free(at.segment, at.offset));
    FORKED(wrtmem_message_info(at.ring, &message));
    FORKED(wrtmem_message_lane_info(at.ring, 0, &lane));
    FORKED(wrtmem_sender_open(at.ring, 1, &sender, &number));
    FORKED(wrtmem_sender_try_send(at.sender, "child", 6, &number));
    FORKED(wrtmem_sender_send(at.sender, "child", 6, WRTMEM_FOREVER, &number));
    FORKED(wrtmem_receiver_open(at.ring, &receiver));
    FORKED(wrtmem_receiver_try_receive(at.receiver, &number, sizeof number, NULL));
    FORKED(wrtmem_receiver_receive(at.receiver, &number, sizeof number, WRTMEM_FOREVER, NULL));
    CHECK(number == 77 && count == 77 && data == NULL && slot == NULL && bytes == NULL);
    CHECK(ring == NULL && sender == NULL && receiver == NULL);
}

static void close_everything(void) {
    CHECK_OK(wrtmem_bytes_close(at.look));
    CHECK_OK(wrtmem_segment_close(at.observer));
    CHECK_OK(wrtmem_receiver_close(at.receiver));
    CHECK_OK(wrtmem_sender_close(at.sender));
    CHECK_OK(wrtmem_message_close(at.ring));
    CHECK_OK(wrtmem_bytes_close(at.bytes));
    CHECK_OK(wrtmem_slot_close(at.slot));
    CHECK_OK(wrtmem_segment_close(at.segment));
}

static void open_anew(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_message_t *ring = NULL;
    wrtmem_sender_t *sender = NULL;
    CHECK_OK(wrtmem_segment_open(at.name, NULL, WRTMEM_POLL, &segment));
    CHECK_OK(wrtmem_message_open(segment, "ring", WRTMEM_POLL, &ring));
    CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_sender_open(ring, 0, &sender, NULL));
    CHECK_OK(wrtmem_sender_open(ring, 1, &sender, NULL));
    CHECK_OK(wrtmem_sender_try_send(sender, "child", 6, NULL));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_sender_close(sender));
    CHECK_OK(wrtmem_message_close(ring));
    CHECK_OK(wrtmem_segment_close(segment));
}

/* The child of the child is no nearer to the parent's handles. */
static int grandchild(void *argument) {
    (void)argument;
    use_everything();
    close_everything();
    return EXIT_SUCCESS;
}

static int use_and_close(void *argument) {
    (void)argument;
    use_everything();
    CHECK(process_wait(process_spawn(grandchild, NULL), LIMIT) == EXIT_SUCCESS);
    close_everything();
    SIZED(wrtmem_segment_info_t, info);
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_segment_info(at.segment, &info));
    open_anew();
    return EXIT_SUCCESS;
}

static int leave_without_closing(void *argument) {
    (void)argument;
    open_anew();
    return EXIT_SUCCESS;
}

static int read_the_memory(void *argument) {
    (void)argument;
    CHECK(signal(SIGSEGV, SIG_DFL) != SIG_ERR); /* a sanitizer's handler would report it */
    volatile char byte = *(volatile char *)at.pointer;
    return byte == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The parent is as it was: alive, attached, and everything works. */
static void check_unharmed(void) {
    char text[8];
    wrtmem_record_t record;
    SIZED(wrtmem_segment_info_t, info);
    CHECK_OK(wrtmem_segment_recover(at.segment, NULL));
    CHECK_OK(wrtmem_segment_info(at.segment, &info));
    CHECK(info.live == 1 && info.dead == 0 && info.slots_taken == 1 && info.row == 0);
    SIZED(wrtmem_participant_info_t, me);
    CHECK_OK(wrtmem_segment_participant(at.observer, 0, &me)); /* asks the kernel */
    CHECK(me.state == WRTMEM_PARTICIPANT_ALIVE && me.pid == (uint32_t)getpid());
    while (wrtmem_receiver_try_receive(at.receiver, text, sizeof text, NULL) == WRTMEM_OK)
        CHECK(strcmp(text, "child") == 0);
    CHECK_OK(wrtmem_sender_try_send(at.sender, "parent", 7, NULL));
    CHECK_OK(wrtmem_receiver_try_receive(at.receiver, text, sizeof text, &record));
    CHECK(strcmp(text, "parent") == 0 && record.lane == 0);
    memset(at.pointer, 7, 4096);
    CHECK_CLEAN(at.segment);
}

static void test_file(void) {
    open_everything();
    CHECK(process_wait(process_spawn(use_and_close, NULL), LIMIT) == EXIT_SUCCESS);
    check_unharmed();
    CHECK(process_wait(process_spawn(leave_without_closing, NULL), LIMIT) == EXIT_SUCCESS);
    check_unharmed();
    CHECK(process_wait(process_spawn(read_the_memory, NULL), LIMIT) == PROCESS_SIGNAL + SIGSEGV);
    close_everything();
}

/* A child that outlives its parent does not keep it alive in the kernel's eyes. In a program
 * of its own: opens, forks a child that stays, says its pid in a file, and is killed. */
static int fork_and_die(const char *name) {
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_open(name, NULL, WRTMEM_POLL, &segment));
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, 0);
        alarm(20); /* whatever happens to the test */
        for (;;)
            pause();
    }
    wrtmem_bytes_t *bytes = NULL;
    void *data = NULL;
    CHECK_OK(wrtmem_bytes_create(segment, "pid", sizeof child, &bytes));
    CHECK_OK(wrtmem_bytes_data(bytes, &data, NULL));
    memcpy(data, &child, sizeof child);
    process_stop_here();
    return EXIT_FAILURE;
}

static void test_an_orphan(void) {
    const char *name = process_segment_name("fork");
    wrtmem_segment_t *segment = NULL;
    wrtmem_bytes_t *bytes = NULL;
    void *data = NULL;
    uint32_t recovered = 0;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    pid_t child = process_exec("fork_and_die", name), orphan = 0;
    process_wait_stopped(child, LIMIT);
    CHECK_OK(wrtmem_bytes_open(segment, "pid", WRTMEM_POLL, &bytes));
    CHECK_OK(wrtmem_bytes_data(bytes, &data, NULL));
    memcpy(&orphan, data, sizeof orphan);
    process_kill(child);
    CHECK(orphan > 0 && kill(orphan, 0) == 0);
    /* The orphan closes its copies as the first thing it does, but it has to get to that. */
    for (long waited = 0; recovered == 0 && waited < LIMIT; waited++) {
        CHECK_OK(wrtmem_segment_recover(segment, &recovered));
        if (recovered == 0)
            process_sleep_ms(1);
    }
    CHECK(recovered == 1);
    CHECK(kill(orphan, SIGKILL) == 0);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_bytes_close(bytes));
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Private memory is copied by a fork, but who was in the middle of changing it is not: the
 * copy is refused like any other handle, and closing it frees it. */
static int use_the_copy(void *argument) {
    wrtmem_segment_t *segment = (wrtmem_segment_t *)argument;
    wrtmem_bytes_t *bytes = NULL;
    CHECK_STATUS(WRTMEM_E_FORKED, wrtmem_bytes_open(segment, "bytes", WRTMEM_POLL, &bytes));
    CHECK(bytes == NULL);
    CHECK_OK(wrtmem_segment_close(segment));
    CHECK_OK(wrtmem_segment_create_private(NULL, &segment));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
    return EXIT_SUCCESS;
}

static void test_private(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_bytes_t *bytes = NULL;
    void *data = NULL;
    CHECK_OK(wrtmem_segment_create_private(NULL, &segment));
    CHECK_OK(wrtmem_bytes_create(segment, "bytes", 64, &bytes));
    CHECK_OK(wrtmem_bytes_data(bytes, &data, NULL));
    CHECK(process_wait(process_spawn(use_the_copy, segment), LIMIT) == EXIT_SUCCESS);
    CHECK(*(char *)data == 0);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_bytes_close(bytes));
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Forks while other threads open and close: no child finds a lock taken that nobody holds. */
static volatile int going = 1;

static void *open_and_close(void *name) {
    while (__atomic_load_n(&going, __ATOMIC_RELAXED)) {
        wrtmem_segment_t *segment = NULL;
        wrtmem_slot_t *slot = NULL;
        CHECK_OK(wrtmem_segment_open((const char *)name, NULL, WRTMEM_POLL, &segment));
        CHECK_OK(wrtmem_slot_open(segment, &slot, NULL));
        CHECK_OK(wrtmem_segment_close(segment));
        CHECK_OK(wrtmem_slot_close(slot));
    }
    return NULL;
}

static int open_once(void *name) {
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_open((const char *)name, NULL, WRTMEM_POLL, &segment));
    CHECK_OK(wrtmem_segment_close(segment));
    return EXIT_SUCCESS;
}

static void test_threads(void) {
    char name[64];
    snprintf(name, sizeof name, "%s", process_segment_name("fork"));
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        CHECK(pthread_create(&threads[i], NULL, open_and_close, name) == 0);
    for (int round = 0; round < 50; round++)
        CHECK(process_wait(process_spawn(open_once, name), LIMIT) == EXIT_SUCCESS);
    __atomic_store_n(&going, 0, __ATOMIC_RELAXED);
    for (int i = 0; i < 2; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    SIZED(wrtmem_segment_info_t, info);
    CHECK_OK(wrtmem_segment_info(segment, &info));
    CHECK(info.live == 1 && info.slots_taken == 0);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "fork_and_die") == 0)
        return fork_and_die(argv[2]);
    test_file();
    test_an_orphan();
    test_private();
    test_threads();
    return EXIT_SUCCESS;
}
