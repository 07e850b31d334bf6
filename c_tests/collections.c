/* Deques and strings between processes: ends and limits at every level, kills in the middle of
 * changes, a stopped writer, flipped bytes; transactions and scrubbers of regions. */
#include "process.h"
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { CAPACITY = 12, TEXT = 96 };

static const int32_t LEVELS[] = {WRTMEM_LEVEL_DEFAULT,  WRTMEM_LEVEL_OFF,      WRTMEM_LEVEL_BASIC,
                                 WRTMEM_LEVEL_SAMPLING, WRTMEM_LEVEL_STANDARD, WRTMEM_LEVEL_FULL,
                                 WRTMEM_LEVEL_CRITICAL};

/* What the processes keep: a number that it must agree with itself about. */
struct element {
    uint64_t number, same[4];
};

static struct element element_of(uint64_t number) {
    struct element element = {number, {number, number, number, number}};
    return element;
}

static void check_element(const struct element *element) {
    for (int i = 0; i < 4; i++)
        CHECK(element->same[i] == element->number);
}

static wrtmem_segment_t *create_segment(const char *name) {
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    return segment;
}

static uint32_t interval_of(int32_t level) {
    return level == WRTMEM_LEVEL_SAMPLING ? 3 : 0;
}

static wrtmem_deque_t *create_deque(wrtmem_segment_t *segment, const char *name, int32_t level) {
    SIZED(wrtmem_deque_options_t, options);
    options.capacity = CAPACITY;
    options.element = sizeof(struct element);
    options.level = level;
    options.interval = interval_of(level);
    wrtmem_deque_t *deque = NULL;
    CHECK_OK(wrtmem_deque_create(segment, name, &options, &deque));
    return deque;
}

static wrtmem_string_t *create_string(wrtmem_segment_t *segment, const char *name, int32_t level) {
    SIZED(wrtmem_verified_options_t, options);
    options.bytes = TEXT;
    options.level = level;
    options.interval = interval_of(level);
    wrtmem_string_t *string = NULL;
    CHECK_OK(wrtmem_string_create(segment, name, &options, &string));
    return string;
}

static uint64_t length_of(const wrtmem_deque_t *deque) {
    uint64_t length = UINT64_MAX;
    CHECK_OK(wrtmem_deque_length(deque, &length));
    return length;
}

static bool is_sound(const wrtmem_deque_t *deque) {
    bool sound = false;
    CHECK_OK(wrtmem_deque_verify(deque, &sound));
    return sound;
}

static void expect_elements(const wrtmem_deque_t *deque, uint64_t from, uint64_t count) {
    struct element elements[CAPACITY];
    uint64_t length = 0;
    CHECK_OK(wrtmem_deque_copy(deque, elements, CAPACITY, WRTMEM_LEVEL_DEFAULT, &length));
    CHECK(length == count);
    for (uint64_t i = 0; i < count; i++) {
        check_element(&elements[i]);
        CHECK(elements[i].number == from + i);
    }
}

static void test_deque(int32_t level) {
    const char *name = process_segment_name("deque");
    wrtmem_segment_t *segment = create_segment(name);
    wrtmem_deque_t *deque = create_deque(segment, "deque", level), *again = NULL;
    struct element element;
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_deque_pop_back(deque, &element, limit()));
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_deque_pop_front(deque, &element, limit()));
    for (uint64_t i = 0; i < CAPACITY; i++) {
        element = element_of(i < 5 ? 104 - i : 100 + i);
        CHECK_OK(i < 5 ? wrtmem_deque_push_front(deque, &element, limit())
                       : wrtmem_deque_push_back(deque, &element, limit()));
    }
    CHECK_STATUS(WRTMEM_E_FULL, wrtmem_deque_push_back(deque, &element, limit()));
    CHECK_STATUS(WRTMEM_E_FULL, wrtmem_deque_push_front(deque, &element, limit()));
    CHECK_OK(wrtmem_deque_open(segment, "deque", WRTMEM_POLL, &again));
    expect_elements(again, 100, CAPACITY);
    uint64_t length = 0;
    CHECK_STATUS(WRTMEM_E_TOO_SMALL, wrtmem_deque_copy(again, &element, 1, 0, &length));
    CHECK_OK(wrtmem_deque_get(again, 3, &element, WRTMEM_LEVEL_DEFAULT));
    CHECK(element.number == 103);
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_deque_get(again, CAPACITY, &element, 0));
    element = element_of(7);
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_deque_set(again, CAPACITY, &element, limit()));
    CHECK_OK(wrtmem_deque_set(again, CAPACITY - 1, &element, limit()));
    CHECK_OK(wrtmem_deque_pop_back(deque, &element, limit()));
    CHECK(element.number == 7);
    CHECK_OK(wrtmem_deque_pop_front(deque, &element, limit()));
    CHECK(element.number == 100);
    struct element more[3] = {element_of(111), element_of(112), element_of(113)};
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_deque_extend(deque, more, 3, limit()));
    CHECK_OK(wrtmem_deque_extend(deque, more, 2, limit()));
    expect_elements(again, 101, CAPACITY);

    SIZED(wrtmem_deque_info_t, info);
    CHECK_OK(wrtmem_deque_info(again, &info));
    CHECK(info.capacity == CAPACITY && info.length == CAPACITY);
    CHECK(info.element == sizeof element && info.level == (level == 0 ? 4 : level));
    CHECK_OK(wrtmem_deque_clear(again, limit()));
    CHECK(length_of(deque) == 0 && is_sound(deque));

    /* The same bytes in all, in other pieces; and what is none at all. */
    SIZED(wrtmem_deque_options_t, other);
    other.capacity = CAPACITY * sizeof element;
    other.element = 1;
    other.level = level;
    other.interval = interval_of(level);
    wrtmem_deque_t *none = NULL;
    CHECK_STATUS(WRTMEM_E_MISMATCH,
                 wrtmem_deque_open_or_create(segment, "deque", &other, &none, NULL));
    wrtmem_string_t *string = NULL;
    CHECK_STATUS(WRTMEM_E_MISMATCH, wrtmem_string_open(segment, "deque", WRTMEM_POLL, &string));
    CHECK_OK(wrtmem_deque_close(again));
    CHECK_OK(wrtmem_deque_close(deque));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
    CHECK_OK(wrtmem_segment_unlink(name, NULL));
}

static void test_string(int32_t level) {
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create_private(NULL, &segment));
    wrtmem_string_t *string = create_string(segment, "string", level), *again = NULL;
    char text[TEXT + 1] = "?";
    uint64_t length = 99;
    bool sound = false;
    CHECK_OK(wrtmem_string_read(string, text, 1, WRTMEM_LEVEL_DEFAULT, &length));
    CHECK(length == 0 && text[0] == '\0');
    CHECK_OK(wrtmem_string_set(string, "gr\xc3\xbcn", limit()));
    CHECK_OK(wrtmem_string_append(string, "er", limit()));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_string_append(string, "\xc3", limit()));
    CHECK_OK(wrtmem_string_open(segment, "string", WRTMEM_POLL, &again));
    CHECK_OK(wrtmem_string_read(again, text, 8, WRTMEM_LEVEL_BASIC, &length));
    CHECK(length == 7 && strcmp(text, "gr\xc3\xbcner") == 0);
    CHECK_STATUS(WRTMEM_E_TOO_SMALL, wrtmem_string_read(again, text, 7, 0, &length));
    memset(text, 'x', TEXT);
    text[TEXT] = '\0';
    CHECK_STATUS(WRTMEM_E_NO_SPACE, wrtmem_string_append(string, text, limit()));
    CHECK_OK(wrtmem_string_set(string, text, limit()));
    char whole[TEXT + 1];
    CHECK_OK(wrtmem_string_read(again, whole, sizeof whole, 0, &length));
    CHECK(length == TEXT && strcmp(whole, text) == 0);
    CHECK_OK(wrtmem_string_set(string, "", limit()));
    CHECK_OK(wrtmem_string_length(again, &length));
    CHECK_OK(wrtmem_string_verify(again, &sound));
    CHECK(length == 0 && sound);
    CHECK_OK(wrtmem_string_close(again));
    CHECK_OK(wrtmem_string_close(string));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* A text that says of itself whether it is whole: one letter over and over, and its length. */
static void fill(char *text, uint64_t draw) {
    size_t length = 1 + (size_t)(draw % (TEXT - 1));
    memset(text, 'a' + (int)(length % 26), length);
    text[length] = '\0';
}

static void check_text(const char *text, uint64_t length) {
    for (uint64_t i = 0; i < length; i++)
        CHECK(text[i] == 'a' + (int)(length % 26));
}

struct opened {
    wrtmem_segment_t *segment;
    wrtmem_deque_t *deque;
    wrtmem_string_t *string;
};

static struct opened open_all(const char *name) {
    struct opened all = {NULL, NULL, NULL};
    CHECK_OK(wrtmem_segment_open(name, NULL, limit(), &all.segment));
    CHECK_OK(wrtmem_deque_open(all.segment, "deque", limit(), &all.deque));
    CHECK_OK(wrtmem_string_open(all.segment, "string", limit(), &all.string));
    return all;
}

/* Changes everything in every way, until it is killed. Elements are made of a draw each. */
static int change_on(void *name) {
    struct opened all = open_all((const char *)name);
    uint64_t draw = (uint64_t)getpid() * UINT64_C(0x9E3779B97F4A7C15);
    for (unsigned n = 0; n < UINT32_MAX; n++) {
        draw ^= draw << 13, draw ^= draw >> 7, draw ^= draw << 17;
        struct element elements[3] = {element_of(draw), element_of(draw + 1), element_of(draw + 2)};
        wrtmem_status_t status = WRTMEM_OK;
        char text[TEXT + 1];
        switch (draw >> 32 & 7) {
        case 0:
            status = wrtmem_deque_push_back(all.deque, elements, limit());
            break;
        case 1:
            status = wrtmem_deque_push_front(all.deque, elements, limit());
            break;
        case 2:
            status = wrtmem_deque_pop_back(all.deque, elements, limit());
            break;
        case 3:
            status = wrtmem_deque_pop_front(all.deque, elements, limit());
            break;
        case 4:
            status = wrtmem_deque_extend(all.deque, elements, 3, limit());
            break;
        default:
            fill(text, draw >> 8);
            status = wrtmem_string_set(all.string, text, limit());
        }
        CHECK(status == WRTMEM_OK || status == WRTMEM_E_FULL || status == WRTMEM_E_EMPTY ||
              status == WRTMEM_E_NO_SPACE);
        check_element(elements);
    }
    return EXIT_SUCCESS;
}

static void look_at_all(const struct opened *all) {
    struct element elements[CAPACITY];
    uint64_t length = 0;
    wrtmem_status_t status = wrtmem_deque_copy(all->deque, elements, CAPACITY, 0, &length);
    if (status != WRTMEM_E_BUSY) { /* overtaken each time; a later look will do */
        CHECK_OK(status);
        for (uint64_t i = 0; i < length; i++)
            check_element(&elements[i]);
    }
    char text[TEXT + 1];
    status = wrtmem_string_read(all->string, text, sizeof text, 0, &length);
    if (status != WRTMEM_E_BUSY) {
        CHECK_OK(status);
        check_text(text, length);
    }
}

static void wait_for_writes(const wrtmem_region_t *region, uint64_t more) {
    SIZED(wrtmem_verified_info_t, info);
    CHECK_OK(wrtmem_region_info(region, &info));
    uint64_t enough = info.writes + more, late = limit();
    do {
        CHECK(wrtmem_now() < late);
        CHECK_OK(wrtmem_region_info(region, &info));
    } while (info.writes < enough);
}

/* Two processes change the same; one is killed, in the middle of whatever it does. */
static void test_kills(int32_t level) {
    const char *name = process_segment_name("kills");
    struct opened all = {create_segment(name), NULL, NULL};
    all.deque = create_deque(all.segment, "deque", level);
    all.string = create_string(all.segment, "string", level);
    wrtmem_region_t *region = NULL;
    CHECK_OK(wrtmem_region_open(all.segment, "deque", WRTMEM_POLL, &region));
    pid_t changers[2] = {process_spawn(change_on, (void *)name),
                         process_spawn(change_on, (void *)name)};
    for (int round = 0; round < 30; round++) {
        wait_for_writes(region, 1 + (uint64_t)round * 3);
        look_at_all(&all);
        int victim = round % 2;
        process_stop(changers[victim]);
        look_at_all(&all); /* whatever it was doing */
        process_kill(changers[victim]);
        changers[victim] = process_spawn(change_on, (void *)name);
    }
    process_kill(changers[0]);
    process_kill(changers[1]);
    CHECK_OK(wrtmem_deque_extend(all.deque, NULL, 0, limit()));
    CHECK_OK(wrtmem_string_append(all.string, "", limit()));
    look_at_all(&all);
    bool sound = false;
    CHECK_OK(wrtmem_string_verify(all.string, &sound));
    CHECK(sound && is_sound(all.deque));
    CHECK_OK(wrtmem_region_close(region));
    CHECK_OK(wrtmem_string_close(all.string));
    CHECK_OK(wrtmem_deque_close(all.deque));
    CHECK_OK(wrtmem_segment_recover(all.segment, NULL));
    CHECK_CLEAN(all.segment);
    CHECK_OK(wrtmem_segment_close(all.segment));
    CHECK_OK(wrtmem_segment_unlink(name, NULL));
}

struct user {
    wrtmem_region_t *region;
    wrtmem_deque_t *deque;
    wrtmem_transaction_t *kept;
    int32_t answer;
};

/* Counts, and answers what it was told. */
static int32_t count(wrtmem_transaction_t *transaction, void *data) {
    struct user *user = (struct user *)data;
    uint64_t number = 0;
    CHECK_OK(wrtmem_transaction_read(transaction, 1000, &number, sizeof number));
    number++;
    CHECK_OK(wrtmem_transaction_write(transaction, 1000, &number, sizeof number));
    CHECK_OK(wrtmem_transaction_write(transaction, 0, "counted", 7));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_transaction_write(transaction, 4096, "x", 1));
    uint64_t again = 0, before = 0;
    CHECK_OK(wrtmem_transaction_read(transaction, 1000, &again, sizeof again));
    CHECK(again == number);
    CHECK_OK(wrtmem_region_read(user->region, 1000, &before, sizeof before, 0));
    CHECK(before == number - 1); /* nobody sees it yet */
    user->kept = transaction;
    return user->answer;
}

/* Another writer, while the lock is taken, gives up at its deadline. */
static int32_t hold(wrtmem_transaction_t *transaction, void *data) {
    struct user *user = (struct user *)data;
    struct element element = element_of(1);
    (void)transaction;
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_deque_push_back(user->deque, &element, WRTMEM_POLL));
    CHECK_STATUS(WRTMEM_E_TIMEOUT,
                 wrtmem_deque_pop_front(user->deque, &element, wrtmem_now() + 1000000));
    CHECK(length_of(user->deque) == 0);
    return WRTMEM_OK;
}

static int32_t die(wrtmem_transaction_t *transaction, void *data) {
    (void)data;
    CHECK_OK(wrtmem_transaction_write(transaction, 1000, "all gone", 8));
    raise(SIGKILL);
    return WRTMEM_OK;
}

static int update_and_die(void *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_region_t *region = NULL;
    CHECK_OK(wrtmem_segment_open((const char *)name, NULL, limit(), &segment));
    CHECK_OK(wrtmem_region_open(segment, "region", limit(), &region));
    CHECK_OK(wrtmem_region_update(region, die, NULL, limit()));
    return EXIT_SUCCESS;
}

static void test_transactions(void) {
    const char *name = process_segment_name("transactions");
    wrtmem_segment_t *segment = create_segment(name);
    SIZED(wrtmem_verified_options_t, options);
    options.bytes = 4096;
    struct user user;
    memset(&user, 0, sizeof user);
    CHECK_OK(wrtmem_region_create(segment, "region", &options, &user.region));
    uint64_t number = 0;
    CHECK_OK(wrtmem_region_update(user.region, count, &user, limit()));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_transaction_read(user.kept, 0, &number, 1));
    const int32_t answers[][2] = {{WRTMEM_E_NOT_FOUND, WRTMEM_E_NOT_FOUND},
                                  {WRTMEM_E_FULL, WRTMEM_E_FULL},
                                  {77, WRTMEM_E_INVALID},
                                  {INT32_MIN, WRTMEM_E_INVALID}};
    for (int i = 0; i < 4; i++) {
        user.answer = answers[i][0];
        CHECK_STATUS(answers[i][1], wrtmem_region_update(user.region, count, &user, limit()));
    }
    CHECK(process_wait(process_spawn(update_and_die, (void *)name), LIMIT) ==
          PROCESS_SIGNAL + SIGKILL);
    CHECK_OK(wrtmem_region_read(user.region, 1000, &number, sizeof number, 0));
    CHECK(number == 1);
    user.answer = WRTMEM_OK;
    CHECK_OK(wrtmem_region_update(user.region, count, &user, limit()));
    CHECK_OK(wrtmem_region_read(user.region, 1000, &number, sizeof number, 0));
    CHECK(number == 2);
    CHECK_OK(wrtmem_region_close(user.region));

    user.deque = create_deque(segment, "deque", WRTMEM_LEVEL_DEFAULT);
    CHECK_OK(wrtmem_region_open(segment, "deque", WRTMEM_POLL, &user.region));
    CHECK_OK(wrtmem_region_update(user.region, hold, &user, limit()));
    CHECK_OK(wrtmem_region_close(user.region));
    CHECK_OK(wrtmem_deque_close(user.deque));
    CHECK_OK(wrtmem_segment_recover(segment, NULL));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Flips a bit of the first or the second place in the file that holds these bytes. */
static void flip_in_file(const char *name, const void *bytes, size_t length, int skip) {
    char path[128];
    snprintf(path, sizeof path, "/dev/shm/wrtmem.%s", name);
    int file = open(path, O_RDWR);
    struct stat stat;
    CHECK(file >= 0 && fstat(file, &stat) == 0);
    size_t size = (size_t)stat.st_size;
    char *image = (char *)mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(image != MAP_FAILED && close(file) == 0);
    bool found = false;
    for (size_t i = 0; i + length <= size && !found; i++)
        if (memcmp(image + i, bytes, length) == 0 && skip-- == 0) {
            image[i + 1] ^= 4;
            found = true;
        }
    CHECK(found && munmap(image, size) == 0);
}

static void test_damage_and_scrubber(void) {
    const char *name = process_segment_name("damage");
    wrtmem_segment_t *segment = create_segment(name);
    wrtmem_deque_t *deque = create_deque(segment, "deque", WRTMEM_LEVEL_DEFAULT);
    wrtmem_region_t *region = NULL;
    struct element element = element_of(UINT64_C(0x7172737475767778)), got;
    CHECK_OK(wrtmem_deque_push_back(deque, &element, limit()));
    flip_in_file(name, &element, sizeof element, 0);
    CHECK_STATUS(WRTMEM_E_CORRUPT, wrtmem_deque_get(deque, 0, &got, WRTMEM_LEVEL_DEFAULT));
    CHECK_STATUS(WRTMEM_E_CORRUPT, wrtmem_deque_pop_back(deque, &got, limit()));
    CHECK(!is_sound(deque));
    CHECK_OK(wrtmem_deque_close(deque));

    deque = create_deque(segment, "twice", WRTMEM_LEVEL_CRITICAL);
    element = element_of(UINT64_C(0x6162636465666768));
    CHECK_OK(wrtmem_deque_push_back(deque, &element, limit()));
    CHECK_OK(wrtmem_region_open(segment, "twice", WRTMEM_POLL, &region));
    wrtmem_scrubber_t *scrubber = NULL;
    flip_in_file(name, &element, sizeof element, 1);
    CHECK(!is_sound(deque));
    CHECK_OK(wrtmem_scrubber_start(region, UINT64_C(1) << 20, &scrubber));
    SIZED(wrtmem_scrubber_info_t, info);
    for (uint64_t late = limit(); info.repaired == 0 || info.laps < 2;) {
        CHECK(wrtmem_now() < late);
        CHECK_OK(wrtmem_scrubber_info(scrubber, &info));
        CHECK(info.running);
    }
    /* Its thread takes no signals: what this one blocks ends nobody. */
    sigset_t set;
    CHECK(sigemptyset(&set) == 0 && sigaddset(&set, SIGUSR1) == 0);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0 && kill(getpid(), SIGUSR1) == 0);
    int taken = 0;
    CHECK(sigwait(&set, &taken) == 0 && taken == SIGUSR1);
    CHECK(info.damaged == 1 && info.repaired == 1 && info.bytes > 0 && is_sound(deque));
    CHECK_OK(wrtmem_scrubber_close(scrubber));
    CHECK_STATUS(WRTMEM_E_HANDLE, wrtmem_scrubber_close(scrubber));
    CHECK_OK(wrtmem_deque_get(deque, 0, &got, WRTMEM_LEVEL_DEFAULT));
    check_element(&got);
    CHECK_OK(wrtmem_region_close(region));
    CHECK_OK(wrtmem_deque_close(deque));

    SIZED(wrtmem_verified_options_t, options);
    options.bytes = 40;
    options.level = WRTMEM_LEVEL_CRITICAL;
    wrtmem_cell_t *cell = NULL;
    uint32_t damaged = 9, repaired = 9, checksum = 0;
    CHECK_OK(wrtmem_cell_create(segment, "cell", &options, &cell));
    CHECK_OK(wrtmem_cell_write(cell, "123456789", 9, limit()));
    CHECK_OK(wrtmem_cell_checksum(cell, &checksum));
    CHECK(checksum == UINT32_C(0xe3069283)); /* the check value of CRC32C */
    flip_in_file(name, "123456789", 9, 0);
    CHECK_OK(wrtmem_cell_verify(cell, &damaged));
    CHECK(damaged == 1);
    CHECK_OK(wrtmem_cell_scrub(cell, &damaged, &repaired));
    CHECK(damaged == 1 && repaired == 1);
    CHECK_OK(wrtmem_cell_verify(cell, &damaged));
    CHECK(damaged == 0);
    CHECK_STATUS(WRTMEM_E_UNSUPPORTED, wrtmem_cell_inject_fault(cell, 0, 0));
    CHECK_OK(wrtmem_cell_close(cell));
    CHECK_OK(wrtmem_segment_close(segment));
}

/* A region that nobody made anything of yet: its creator was killed. */
static void test_unfinished(void) {
    const char *name = process_segment_name("unfinished");
    wrtmem_segment_t *segment = create_segment(name);
    SIZED(wrtmem_verified_options_t, bare);
    bare.bytes = 64 + 8 * 10;
    wrtmem_region_t *region = NULL;
    CHECK_OK(wrtmem_region_create(segment, "deque", &bare, &region));
    wrtmem_deque_t *deque = NULL;
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_deque_open(segment, "deque", WRTMEM_POLL, &deque));
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_deque_open(segment, "deque", 1, &deque));
    SIZED(wrtmem_deque_options_t, options);
    options.capacity = 10;
    options.element = 8;
    bool created = true;
    CHECK_OK(wrtmem_deque_open_or_create(segment, "deque", &options, &deque, &created));
    CHECK(!created && length_of(deque) == 0);
    CHECK_OK(wrtmem_deque_close(deque));
    CHECK_OK(wrtmem_deque_open(segment, "deque", WRTMEM_POLL, &deque));
    CHECK_OK(wrtmem_deque_close(deque));
    CHECK_OK(wrtmem_region_close(region));
    CHECK_OK(wrtmem_segment_close(segment));
}

static void *record_operations(void *unused) {
    (void)unused;
    for (int i = 0; i < 1000; i++)
        CHECK_OK(wrtmem_operation_record(WRTMEM_OPERATION_PUSH, WRTMEM_LEVEL_SAMPLING));
    CHECK_OK(wrtmem_operation_record(WRTMEM_OPERATION_OTHER, WRTMEM_LEVEL_DEFAULT));
    return NULL;
}

static void test_operations(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&threads[i], NULL, record_operations, NULL) == 0);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    SIZED(wrtmem_operations_info_t, info);
    CHECK_OK(wrtmem_operations_info(&info));
    CHECK(info.total == 4004 && info.counts[WRTMEM_OPERATION_PUSH] == 4000);
    CHECK(info.counts[WRTMEM_OPERATION_OTHER] == 4 && info.counts[WRTMEM_OPERATION_POP] == 0);
}

int main(void) {
    for (size_t i = 0; i < sizeof LEVELS / sizeof LEVELS[0]; i++) {
        test_deque(LEVELS[i]);
        test_string(LEVELS[i]);
    }
    test_kills(WRTMEM_LEVEL_STANDARD);
    test_kills(WRTMEM_LEVEL_CRITICAL);
    test_kills(WRTMEM_LEVEL_OFF);
    test_transactions();
    test_damage_and_scrubber();
    test_unfinished();
    test_operations();
    return EXIT_SUCCESS;
}
