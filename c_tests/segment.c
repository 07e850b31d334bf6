/* Segments: create, open, both at once, look only, private, in the caller's memory, unlink,
 * info, participants, watch, and cleaning up after a process that was killed. */
#include "process.h"
#include <poll.h>
#include <sys/resource.h>

static wrtmem_segment_t *open_segment(const char *name) {
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_open(name, NULL, WRTMEM_POLL, &segment));
    return segment;
}

static wrtmem_segment_info_t info_of(const wrtmem_segment_t *segment) {
    SIZED(wrtmem_segment_info_t, info);
    CHECK_OK(wrtmem_segment_info(segment, &info));
    return info;
}

static void test_create_open_unlink(void) {
    const char *name = process_segment_name("segment");
    SIZED(wrtmem_segment_options_t, options);
    options.bytes = 1 << 20;
    options.participants = 5;
    options.slots = 6;
    options.objects = 7;
    options.flags = WRTMEM_SEGMENT_PREFAULT;
    wrtmem_segment_t *segment = NULL, *second = NULL;
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_segment_open(name, NULL, WRTMEM_POLL, &segment));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_segment_unlink(name, NULL));
    CHECK_OK(wrtmem_segment_create(name, &options, &segment));
    CHECK_STATUS(WRTMEM_E_EXISTS, wrtmem_segment_create(name, &options, &second));
    CHECK(second == NULL);

    wrtmem_segment_info_t info = info_of(segment);
    CHECK(info.role == WRTMEM_ROLE_PARTICIPANT && info.row == 0);
    CHECK(info.participants == 5 && info.slots == 6 && info.objects == 7);
    CHECK(info.live == 1 && info.dead == 0 && info.slots_taken == 0 && info.reaped == 0);
    CHECK(info.pages >= (1 << 20) / 4096 && info.pages_free == info.pages);
    CHECK(info.pages_largest_free == info.pages && info.total_size > (1 << 20));
    CHECK(info.creator_pid == (uint32_t)getpid() && info.created > 0);
    CHECK(info.layout_version >= 1 && info.creator[0] != '\0');
    char path[256];
    snprintf(path, sizeof path, "/dev/shm/wrtmem.%s", name);
    CHECK(strcmp(info.path, path) == 0);

    second = open_segment(name);
    wrtmem_segment_info_t other = info_of(second);
    CHECK(memcmp(info.uuid, other.uuid, sizeof info.uuid) == 0);
    CHECK(other.row == 1 && other.live == 2 && other.participants == 5);
    SIZED(wrtmem_participant_info_t, row);
    CHECK_OK(wrtmem_segment_participant(segment, 1, &row));
    CHECK(row.state == WRTMEM_PARTICIPANT_ALIVE && row.pid == (uint32_t)getpid());
    CHECK(row.generation >= 1 && row.attached >= info.created && row.name[0] != '\0');
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_segment_participant(segment, 2, &row));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_segment_participant(segment, 5, &row));

    /* All five rows: the sixth finds none. */
    wrtmem_segment_t *more[3] = {NULL, NULL, NULL}, *none = NULL;
    for (int i = 0; i < 3; i++)
        more[i] = open_segment(name);
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_segment_open(name, NULL, WRTMEM_POLL, &none));
    for (int i = 0; i < 3; i++)
        CHECK_OK(wrtmem_segment_close(more[i]));

    /* Without a name it lives on for those who are in it. */
    CHECK_OK(wrtmem_segment_unlink(name, NULL));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_segment_open(name, NULL, WRTMEM_POLL, &none));
    CHECK_OK(wrtmem_segment_close(segment));
    CHECK(info_of(second).live == 1);
    CHECK_CLEAN(second);
    CHECK_OK(wrtmem_segment_close(second));
    CHECK(none == NULL);
}

/* An older program's struct is shorter, a newer one's longer: both are served. */
static void test_sizes_of_other_versions(void) {
    wrtmem_segment_options_t options;
    memset(&options, 0xff, sizeof options); /* what is beyond its size must not count */
    options.size = offsetof(wrtmem_segment_options_t, dir);
    options.bytes = 4096;
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create_private(&options, &segment));

    struct {
        wrtmem_segment_info_t info;
        unsigned char beyond[64];
    } newer;
    memset(&newer, 0x5a, sizeof newer);
    newer.info.size = sizeof newer;
    CHECK_OK(wrtmem_segment_info(segment, &newer.info));
    CHECK(newer.info.size == sizeof newer && newer.info.role == WRTMEM_ROLE_PRIVATE);
    for (size_t i = 0; i < sizeof newer.beyond; i++)
        CHECK(newer.beyond[i] == 0x5a);

    wrtmem_segment_info_t older;
    memset(&older, 0x5a, sizeof older);
    older.size = offsetof(wrtmem_segment_info_t, pages_free);
    CHECK_OK(wrtmem_segment_info(segment, &older));
    CHECK(older.pages >= 1 && older.pages_free == UINT64_C(0x5a5a5a5a5a5a5a5a));
    CHECK_OK(wrtmem_segment_close(segment));
}

/* In a program of its own: whether this process created it. */
static int open_or_create(const char *name) {
    wrtmem_segment_t *segment = NULL;
    bool created = false;
    CHECK_OK(wrtmem_segment_open_or_create(name, NULL, &segment, &created));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
    return created ? 1 : 0;
}

static void test_exactly_one_creates(void) {
    const char *name = process_segment_name("segment");
    pid_t children[6];
    int created = 0;
    for (int i = 0; i < 6; i++)
        children[i] = process_exec("open_or_create", name);
    for (int i = 0; i < 6; i++) {
        int code = process_wait(children[i], LIMIT);
        CHECK(code == 0 || code == 1);
        created += code;
    }
    CHECK(created == 1);
    wrtmem_segment_t *segment = open_segment(name);
    CHECK(info_of(segment).live == 1);
    CHECK_OK(wrtmem_segment_close(segment));
}

static int create_after_a_while(void *name) {
    wrtmem_segment_t *segment = NULL;
    process_sleep_ms(30);
    CHECK_OK(wrtmem_segment_create((const char *)name, NULL, &segment));
    process_stop_here();
    return EXIT_SUCCESS;
}

static void test_open_waits(void) {
    char name[64];
    snprintf(name, sizeof name, "%s", process_segment_name("segment"));
    wrtmem_segment_t *segment = NULL, *observer = NULL;
    uint64_t deadline = wrtmem_deadline_after(20000000);
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_segment_open(name, NULL, deadline, &segment));
    CHECK(wrtmem_now() >= deadline);
    pid_t child = process_spawn(create_after_a_while, name);
    deadline = wrtmem_deadline_after(UINT64_C(1000000) * LIMIT);
    CHECK_OK(wrtmem_segment_open_read_only(name, NULL, deadline, &observer));
    CHECK_OK(wrtmem_segment_open(name, NULL, deadline, &segment));
    CHECK_OK(wrtmem_segment_close(observer));
    process_wait_stopped(child, LIMIT);
    process_kill(child);
    CHECK_OK(wrtmem_segment_close(segment));
}

static void test_read_only(void) {
    const char *name = process_segment_name("segment");
    wrtmem_segment_t *segment = NULL, *observer = NULL;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    CHECK_OK(wrtmem_segment_open_read_only(name, NULL, WRTMEM_POLL, &observer));
    wrtmem_segment_info_t info = info_of(observer);
    CHECK(info.role == WRTMEM_ROLE_OBSERVER && info.row == -1 && info.live == 1);
    uint64_t offset = 77;
    uint32_t recovered = 77;
    int descriptor = 77;
    wrtmem_slot_t *slot = NULL;
    wrtmem_bytes_t *bytes = NULL;
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_pages_allocate(observer, 1, &offset));
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_segment_recover(observer, &recovered));
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_segment_watch(observer, &descriptor));
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_slot_open(observer, &slot, NULL));
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_bytes_create(observer, "b", 8, &bytes));
    CHECK(offset == 77 && recovered == 77 && descriptor == 77 && slot == NULL && bytes == NULL);
    CHECK_CLEAN(observer);
    CHECK_OK(wrtmem_segment_close(observer));
    CHECK_OK(wrtmem_segment_close(segment));
}

static void test_memory_of_this_process(void) {
    wrtmem_segment_t *segment = NULL;
    int descriptor = 0;
    uint32_t recovered = 9;
    CHECK_OK(wrtmem_segment_create_private(NULL, &segment));
    CHECK(info_of(segment).role == WRTMEM_ROLE_PRIVATE);
    CHECK_STATUS(WRTMEM_E_UNSUPPORTED, wrtmem_segment_watch(segment, &descriptor));
    CHECK_OK(wrtmem_segment_recover(segment, &recovered));
    CHECK(recovered == 0);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));

    SIZED(wrtmem_segment_options_t, options);
#ifndef __SANITIZE_ADDRESS__ /* whose allocator ends the program instead */
    struct rlimit all, some; /* more memory than there is: an answer, not an abort */
    CHECK(getrlimit(RLIMIT_AS, &all) == 0);
    some = all;
    some.rlim_cur = (rlim_t)1 << 38;
    options.bytes = UINT64_C(1) << 39;
    CHECK(setrlimit(RLIMIT_AS, &some) == 0);
    wrtmem_status_t status = wrtmem_segment_create_private(&options, &segment);
    CHECK(setrlimit(RLIMIT_AS, &all) == 0);
    CHECK_STATUS(WRTMEM_E_NO_MEMORY, status);
#endif

    enum { LENGTH = 256 * 1024, GUARD = 64 };
    options.bytes = 0;
    options.participants = options.slots = options.objects = 1;
    unsigned char *block = (unsigned char *)aligned_alloc(64, LENGTH + GUARD);
    CHECK(block != NULL);
    memset(block, 0xee, LENGTH + GUARD);
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_segment_create_in(block + 8, 8192, &options, &segment));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_segment_create_in(block, 4096, &options, &segment));
    unsigned long needed = 0; /* the message names the least size, and that is enough */
    const char *below = strstr(wrtmem_last_error(), "is below ");
    CHECK(below != NULL && sscanf(below, "is below %lu", &needed) == 1 && needed < LENGTH);
    CHECK_OK(wrtmem_segment_create_in(block, needed, &options, &segment));
    CHECK(info_of(segment).pages == 1);
    CHECK_OK(wrtmem_segment_close(segment));

    CHECK_OK(wrtmem_segment_create_in(block, LENGTH, &options, &segment));
    CHECK(info_of(segment).total_size == LENGTH);
    uint64_t offset = 0;
    void *pointer = NULL;
    CHECK_OK(wrtmem_pages_allocate(segment, 1, &offset));
    CHECK_OK(wrtmem_pointer(segment, offset, 4096, &pointer));
    CHECK((unsigned char *)pointer == block + offset);
    memset(pointer, 1, 4096);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
    for (int i = 0; i < GUARD; i++)
        CHECK(block[LENGTH + i] == 0xee);
    free(block);
}

/* Holds one of everything, until it is killed. */
static int hold_everything(void *name) {
    wrtmem_segment_t *segment = open_segment((const char *)name);
    wrtmem_slot_t *slot = NULL;
    wrtmem_bytes_t *bytes = NULL;
    wrtmem_message_t *ring = NULL;
    wrtmem_sender_t *sender = NULL;
    wrtmem_receiver_t *receiver = NULL;
    uint64_t offset = 0;
    CHECK_OK(wrtmem_slot_open(segment, &slot, NULL));
    CHECK_OK(wrtmem_pages_allocate(segment, 10000, &offset));
    CHECK_OK(wrtmem_bytes_create(segment, "bytes", 5000, &bytes));
    CHECK_OK(wrtmem_object_remove(segment, "bytes"));
    CHECK_OK(wrtmem_message_create(segment, "ring", NULL, &ring));
    CHECK_OK(wrtmem_sender_open(ring, 0, &sender, NULL));
    CHECK_OK(wrtmem_receiver_open(ring, &receiver));
    CHECK_OK(wrtmem_object_remove(segment, "ring"));
    process_stop_here();
    return EXIT_FAILURE;
}

static void test_recover_after_a_kill(void) {
    char name[64];
    snprintf(name, sizeof name, "%s", process_segment_name("segment"));
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    uint64_t free_pages = info_of(segment).pages_free;
    pid_t child = process_spawn(hold_everything, name);
    process_wait_stopped(child, LIMIT);
    uint32_t recovered = 9;
    CHECK_OK(wrtmem_segment_recover(segment, &recovered)); /* stopped is not dead */
    CHECK(recovered == 0 && info_of(segment).live == 2);
    CHECK(info_of(segment).slots_taken == 1 && info_of(segment).pages_free < free_pages);

    process_kill(child);
    SIZED(wrtmem_participant_info_t, row);
    CHECK_OK(wrtmem_segment_participant(segment, 1, &row));
    CHECK(row.state == WRTMEM_PARTICIPANT_DEAD && row.pid == (uint32_t)child);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_recover(segment, &recovered));
    CHECK(recovered == 1);
    wrtmem_segment_info_t info = info_of(segment);
    CHECK(info.live == 1 && info.dead == 0 && info.reaped == 1 && info.slots_taken == 0);
    CHECK(info.pages_free == free_pages);
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_segment_participant(segment, 1, &row));
    CHECK_OK(wrtmem_segment_recover(segment, &recovered));
    CHECK(recovered == 0);
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

static int attach_and_stop(void *name) {
    wrtmem_segment_t *segment = open_segment((const char *)name);
    process_stop_here();
    return wrtmem_segment_close(segment) == WRTMEM_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int do_nothing(void *argument) {
    (void)argument;
    process_stop_here();
    return EXIT_SUCCESS;
}

static bool is_readable(int descriptor, int limit_ms) {
    struct pollfd entry = {descriptor, POLLIN, 0};
    int ready = poll(&entry, 1, limit_ms);
    CHECK(ready >= 0 && (entry.revents & ~POLLIN) == 0);
    return ready == 1;
}

static void test_watch(void) {
    char name[64];
    snprintf(name, sizeof name, "%s", process_segment_name("segment"));
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    int descriptor = -1, again = -1;
    uint32_t recovered = 9;
    CHECK_OK(wrtmem_segment_watch(segment, &descriptor));
    CHECK_OK(wrtmem_segment_watch(segment, &again));
    CHECK(descriptor >= 0 && again == descriptor && !is_readable(descriptor, 0));

    pid_t child = process_spawn(attach_and_stop, name);
    process_wait_stopped(child, LIMIT);
    CHECK(is_readable(descriptor, LIMIT)); /* somebody came */
    CHECK_OK(wrtmem_segment_watched(segment, &recovered));
    CHECK(recovered == 0 && !is_readable(descriptor, 0));

    /* A child forked now has copies of the descriptors behind the watch. */
    pid_t bystander = process_spawn(do_nothing, NULL);
    process_wait_stopped(bystander, LIMIT);
    process_kill(child);
    CHECK(is_readable(descriptor, LIMIT));
    CHECK_OK(wrtmem_segment_watched(segment, &recovered));
    CHECK(recovered == 1 && !is_readable(descriptor, 0));
    process_kill(bystander);
    CHECK(!is_readable(descriptor, 0));
    CHECK_OK(wrtmem_segment_close(segment));
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "open_or_create") == 0)
        return open_or_create(argv[2]);
    test_create_open_unlink();
    test_sizes_of_other_versions();
    test_exactly_one_creates();
    test_open_waits();
    test_read_only();
    test_memory_of_this_process();
    test_recover_after_a_kill();
    test_watch();
    return EXIT_SUCCESS;
}
