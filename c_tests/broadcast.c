/* Broadcast rings: each call, read-only readers, a writer that laps slow readers, late readers,
 * and writers that are killed one after the other. What a reader read and what it missed are
 * always together what was written. */
#include "process.h"
#include <sys/mman.h>

enum { CAPACITY = 16, WORDS = 12 };

typedef struct {
    uint64_t number, words[WORDS];
} element_t;

/* The number that ends a reader. */
#define LAST UINT64_MAX

static element_t make(uint64_t number) {
    element_t element;
    element.number = number;
    for (uint64_t i = 0; i < WORDS; i++)
        element.words[i] = number * UINT64_C(0x9e3779b97f4a7c15) ^ i;
    return element;
}

static void check_element(const element_t *element, uint64_t number) {
    element_t right = make(number);
    CHECK(memcmp(element, &right, sizeof right) == 0);
}

static wrtmem_broadcast_t *open_ring(const char *name, wrtmem_segment_t **segment) {
    SIZED(wrtmem_segment_options_t, how);
    how.bytes = 1 << 20;
    SIZED(wrtmem_broadcast_options_t, options);
    options.capacity = CAPACITY;
    options.element = sizeof(element_t);
    wrtmem_broadcast_t *ring = NULL;
    CHECK_OK(wrtmem_segment_open_or_create(name, &how, segment, NULL));
    CHECK_OK(wrtmem_broadcast_open_or_create(*segment, "ring", &options, &ring, NULL));
    return ring;
}

static void close_ring(wrtmem_broadcast_t *ring, wrtmem_segment_t *segment) {
    CHECK_OK(wrtmem_broadcast_close(ring));
    CHECK_OK(wrtmem_segment_close(segment));
}

static wrtmem_broadcast_info_t ring_info(const wrtmem_broadcast_t *ring) {
    SIZED(wrtmem_broadcast_info_t, info);
    CHECK_OK(wrtmem_broadcast_info(ring, &info));
    return info;
}

static wrtmem_broadcast_reader_info_t reader_info(const wrtmem_broadcast_reader_t *reader) {
    SIZED(wrtmem_broadcast_reader_info_t, info);
    CHECK_OK(wrtmem_broadcast_reader_info(reader, &info));
    return info;
}

/* Every call, in one process. */
static void test_calls(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_broadcast_t *ring = open_ring(process_segment_name("calls"), &segment);
    wrtmem_broadcast_writer_t *writer = NULL, *second = NULL;
    wrtmem_broadcast_reader_t *fast = NULL, *slow = NULL, *late = NULL;
    uint64_t number = 7;
    element_t one, all[2 * CAPACITY];
    CHECK_OK(wrtmem_broadcast_writer_open(ring, &writer, &number));
    CHECK(number == 0);
    CHECK_STATUS(WRTMEM_E_BUSY, wrtmem_broadcast_writer_open(ring, &second, NULL));
    CHECK_OK(wrtmem_broadcast_reader_open(ring, WRTMEM_START_OLDEST, &fast));
    CHECK_OK(wrtmem_broadcast_reader_open(ring, WRTMEM_START_NEXT, &slow));
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_broadcast_reader_open(ring, UINT64_C(1) << 63, &late));
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_broadcast_reader_try_read(fast, &one, NULL));
    CHECK_STATUS(WRTMEM_E_TIMEOUT, wrtmem_broadcast_reader_read(fast, &one, WRTMEM_POLL, NULL));
    for (uint64_t i = 0; i < 40; i++) {
        one = make(i);
        CHECK_OK(wrtmem_broadcast_writer_write(writer, &one, &number));
        CHECK(number == i);
        CHECK_OK(wrtmem_broadcast_reader_read(
            fast, &one, wrtmem_deadline_after(UINT64_C(10000000000)), &number));
        CHECK(number == i);
        check_element(&one, i);
    }
    CHECK(reader_info(fast).missed == 0 && reader_info(fast).behind == 0);
    CHECK(reader_info(slow).behind == 40);
    CHECK_STATUS(WRTMEM_E_LAPPED, wrtmem_broadcast_reader_try_read(slow, &one, NULL));
    wrtmem_broadcast_reader_info_t told = reader_info(slow);
    CHECK(told.missed == told.last_missed && told.missed == told.next && told.corrupt == 0);
    CHECK(told.next > 40 - CAPACITY - 1 && told.next + told.behind == 40);
    size_t count = 0;
    CHECK_OK(wrtmem_broadcast_reader_try_read_n(slow, all, 2 * CAPACITY, &count, &number));
    CHECK(number == told.next && count == told.behind);
    for (size_t i = 0; i < count; i++)
        check_element(&all[i], number + i);
    CHECK_STATUS(WRTMEM_E_EMPTY,
                 wrtmem_broadcast_reader_try_read_n(slow, all, 2 * CAPACITY, NULL, NULL));
    for (uint64_t i = 0; i < 5; i++)
        all[i] = make(40 + i);
    CHECK_OK(wrtmem_broadcast_writer_write_n(writer, all, 5, &number));
    CHECK(number == 40 && ring_info(ring).written == 45);
    CHECK_OK(wrtmem_broadcast_reader_open(ring, 42, &late));
    CHECK_OK(wrtmem_broadcast_reader_try_read(late, &one, &number));
    CHECK(number == 42);
    check_element(&one, 42);
    CHECK_OK(wrtmem_broadcast_reader_close(late));
    CHECK_OK(wrtmem_broadcast_reader_open(ring, WRTMEM_START_OLDEST, &late));
    CHECK_OK(wrtmem_broadcast_reader_try_read(late, &one, &number));
    CHECK(number == 45 - CAPACITY);
    check_element(&one, number);
    wrtmem_broadcast_info_t info = ring_info(ring);
    CHECK(info.capacity == CAPACITY && info.element == sizeof one);
    CHECK(info.writer == WRTMEM_PEER_ALIVE && info.writer_pid == (uint32_t)getpid());
    CHECK_OK(wrtmem_broadcast_writer_close(writer));
    CHECK(ring_info(ring).writer == WRTMEM_PEER_NONE);
    CHECK_OK(wrtmem_broadcast_writer_open(ring, &second, &number));
    CHECK(number == 45);
    CHECK_OK(wrtmem_broadcast_writer_close(second));
    CHECK_OK(wrtmem_broadcast_reader_close(fast));
    CHECK_OK(wrtmem_broadcast_reader_close(slow));
    CHECK_OK(wrtmem_broadcast_reader_close(late));
    CHECK_CLEAN(segment);
    close_ring(ring, segment);
}

/* One that may not write reads all the same; it is told when the ring is gone. */
static void test_read_only(void) {
    const char *name = process_segment_name("observer");
    wrtmem_segment_t *segment = NULL, *observer = NULL;
    wrtmem_broadcast_t *ring = open_ring(name, &segment), *look = NULL;
    wrtmem_broadcast_writer_t *writer = NULL, *none = NULL;
    wrtmem_broadcast_reader_t *reader = NULL;
    element_t one = make(0);
    CHECK_OK(wrtmem_broadcast_writer_open(ring, &writer, NULL));
    CHECK_OK(wrtmem_broadcast_writer_write(writer, &one, NULL));
    CHECK_OK(wrtmem_segment_open_read_only(name, NULL, WRTMEM_POLL, &observer));
    CHECK_OK(wrtmem_broadcast_open(observer, "ring", WRTMEM_POLL, &look));
    CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_broadcast_writer_open(look, &none, NULL));
    CHECK_OK(wrtmem_broadcast_reader_open(look, WRTMEM_START_OLDEST, &reader));
    CHECK_STATUS(WRTMEM_E_READ_ONLY,
                 wrtmem_broadcast_reader_read(reader, &one, WRTMEM_FOREVER, NULL));
    one = make(1);
    CHECK_OK(wrtmem_broadcast_reader_try_read(reader, &one, NULL));
    check_element(&one, 0);
    CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_broadcast_reader_try_read(reader, &one, NULL));
    CHECK(ring_info(look).written == 1 && ring_info(look).writer == WRTMEM_PEER_ALIVE);
    CHECK_OK(wrtmem_broadcast_writer_close(writer));
    CHECK_OK(wrtmem_broadcast_close(ring));
    CHECK_OK(wrtmem_object_remove(segment, "ring"));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_broadcast_reader_try_read(reader, &one, NULL));
    CHECK_OK(wrtmem_broadcast_reader_close(reader));
    CHECK_OK(wrtmem_broadcast_close(look));
    CHECK_OK(wrtmem_segment_close(observer));
    CHECK_OK(wrtmem_segment_close(segment));
}

/* A reader process: where it starts, how it reads, and where its account goes: into words of
 * the test's own. */
struct reader {
    char name[PROCESS_NAME_SIZE];
    uint64_t start;
    unsigned pause_every; /* elements; 0: never */
    bool batches;
    uint64_t *read, *missed, *laps, *first;
};

static int read_to_the_end(void *argument) {
    const struct reader *me = (const struct reader *)argument;
    wrtmem_segment_t *segment = NULL;
    wrtmem_broadcast_t *ring = open_ring(me->name, &segment);
    wrtmem_broadcast_reader_t *reader = NULL;
    CHECK_OK(wrtmem_broadcast_reader_open(ring, me->start, &reader));
    uint64_t start = reader_info(reader).next, read = 0, laps = 0, missed = 0;
    *me->first = start;
    for (bool ended = false; !ended;) {
        element_t all[8];
        size_t count = 1;
        uint64_t number = 0;
        wrtmem_status_t status = WRTMEM_E_EMPTY;
        if (me->batches)
            status = wrtmem_broadcast_reader_try_read_n(reader, all, 8, &count, &number);
        if (status == WRTMEM_E_EMPTY) {
            count = 1;
            status = wrtmem_broadcast_reader_read(reader, all, WRTMEM_FOREVER, &number);
        }
        wrtmem_broadcast_reader_info_t told = reader_info(reader);
        if (status == WRTMEM_E_LAPPED) {
            laps++;
            CHECK(told.last_missed > 0 && told.missed == missed + told.last_missed);
            missed = told.missed;
        } else if (status != WRTMEM_E_PEER_DEAD) {
            CHECK_OK(status);
            for (size_t i = 0; i < count && !ended; i++) {
                ended = all[i].number == LAST;
                check_element(&all[i], ended ? LAST : number + i);
            }
            read += count;
        }
        CHECK(told.next - start == read + told.missed && told.corrupt == 0);
        if (me->pause_every != 0 && read % me->pause_every == 0)
            process_sleep_ms(1);
    }
    *me->read = read, *me->missed = missed, *me->laps = laps;
    CHECK_OK(wrtmem_broadcast_reader_close(reader));
    close_ring(ring, segment);
    return EXIT_SUCCESS;
}

/* Words that parent and children share, whatever the library does. */
static uint64_t *shared_words(size_t count) {
    void *words = mmap(NULL, count * sizeof(uint64_t), PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(words != MAP_FAILED);
    return (uint64_t *)words;
}

static void wait_for(const volatile uint64_t *word, uint64_t not_this) {
    for (int waited = 0; *word == not_this; waited++) {
        CHECK(waited < LIMIT);
        process_sleep_ms(1);
    }
}

enum { READERS = 4, ELEMENTS = 200000 };

static void test_slow_readers(void) {
    static struct reader readers[READERS];
    const char *name = process_segment_name("slow");
    wrtmem_segment_t *segment = NULL;
    wrtmem_broadcast_t *ring = open_ring(name, &segment);
    wrtmem_broadcast_writer_t *writer = NULL;
    CHECK_OK(wrtmem_broadcast_writer_open(ring, &writer, NULL));
    uint64_t *words = shared_words(4 * READERS);
    pid_t children[READERS];
    for (int i = 0; i < READERS; i++) {
        struct reader *reader = &readers[i];
        snprintf(reader->name, sizeof reader->name, "%s", name);
        reader->read = words + 4 * i, reader->missed = words + 4 * i + 1;
        reader->laps = words + 4 * i + 2, reader->first = words + 4 * i + 3;
        *reader->first = LAST;
        reader->pause_every = i == 1 ? 50 : 0;
        reader->batches = i == 2;
        reader->start = i == 3 ? WRTMEM_START_NEXT : WRTMEM_START_OLDEST;
        if (i == 3) /* comes when half is written */
            for (uint64_t n = 0; n < ELEMENTS / 2; n++) {
                element_t one = make(n);
                CHECK_OK(wrtmem_broadcast_writer_write(writer, &one, NULL));
            }
        children[i] = process_spawn(read_to_the_end, reader);
        wait_for(reader->first, LAST);
    }
    CHECK(*readers[3].first == ELEMENTS / 2);
    element_t batch[4];
    uint64_t number = 0;
    for (uint64_t n = ELEMENTS / 2; n < ELEMENTS; n += 4) {
        for (uint64_t i = 0; i < 4; i++)
            batch[i] = make(n + i);
        CHECK_OK(wrtmem_broadcast_writer_write_n(writer, batch, 4, &number));
        CHECK(number == n);
        struct timespec moment = {0, 1000};
        if (n % CAPACITY == 0) /* so that who keeps up can */
            nanosleep(&moment, NULL);
    }
    batch[0] = make(LAST);
    CHECK_OK(wrtmem_broadcast_writer_write(writer, batch, NULL));
    for (int i = 0; i < READERS; i++) {
        CHECK(process_wait(children[i], LIMIT) == EXIT_SUCCESS);
        CHECK(*readers[i].first + *readers[i].read + *readers[i].missed == ELEMENTS + 1);
    }
    CHECK(*readers[1].laps > 0 && *readers[1].missed > *readers[1].read);
    CHECK(ring_info(ring).written == ELEMENTS + 1);
    CHECK_OK(wrtmem_broadcast_writer_close(writer));
    CHECK_CLEAN(segment);
    close_ring(ring, segment);
    for (int i = 0; i < READERS; i++)
        printf("reader %d: %llu read, %llu missed in %llu laps\n", i,
               (unsigned long long)*readers[i].read, (unsigned long long)*readers[i].missed,
               (unsigned long long)*readers[i].laps);
}

/* Writes until it is killed, each time the number that the ring says is next. */
static int write_until_killed(void *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_broadcast_t *ring = open_ring((const char *)name, &segment);
    wrtmem_broadcast_writer_t *writer = NULL;
    uint64_t next = 0, number = 0;
    CHECK_OK(wrtmem_broadcast_writer_open(ring, &writer, &next));
    while (next < LAST) {
        element_t one = make(next);
        CHECK_OK(wrtmem_broadcast_writer_write(writer, &one, &number));
        CHECK(number == next);
        next++;
    }
    return EXIT_FAILURE;
}

enum { KILLS = 40 };

static void test_killed_writers(void) {
    static struct reader readers[2];
    static char name[PROCESS_NAME_SIZE];
    snprintf(name, sizeof name, "%s", process_segment_name("killed"));
    wrtmem_segment_t *segment = NULL;
    wrtmem_broadcast_t *ring = open_ring(name, &segment);
    uint64_t *words = shared_words(8);
    pid_t children[2];
    for (int i = 0; i < 2; i++) {
        snprintf(readers[i].name, sizeof readers[i].name, "%s", name);
        readers[i].read = words + 4 * i, readers[i].missed = words + 4 * i + 1;
        readers[i].laps = words + 4 * i + 2, readers[i].first = words + 4 * i + 3;
        readers[i].start = 0, readers[i].batches = i == 1;
        children[i] = process_spawn(read_to_the_end, &readers[i]);
    }
    uint64_t written = 0;
    for (int round = 0; round < KILLS; round++) {
        pid_t child = process_spawn(write_until_killed, name);
        for (int waited = 0; ring_info(ring).written < written + 100; waited++) {
            CHECK(waited < LIMIT);
            process_sleep_ms(1);
        }
        process_kill(child);
        CHECK_OK(wrtmem_segment_recover(segment, NULL));
        CHECK(ring_info(ring).writer != WRTMEM_PEER_ALIVE);
        written = ring_info(ring).written;
        /* What it left is whole, up to the last. */
        wrtmem_broadcast_reader_t *late = NULL;
        element_t one;
        uint64_t number = 0, next = written - CAPACITY + 1;
        CHECK_OK(wrtmem_broadcast_reader_open(ring, next, &late));
        for (; next < written; next++) {
            CHECK_OK(wrtmem_broadcast_reader_try_read(late, &one, &number));
            CHECK(number == next);
            check_element(&one, next);
        }
        CHECK_STATUS(WRTMEM_E_EMPTY, wrtmem_broadcast_reader_try_read(late, &one, NULL));
        CHECK_OK(wrtmem_broadcast_reader_close(late));
    }
    wrtmem_broadcast_writer_t *writer = NULL;
    uint64_t number = 0;
    CHECK_OK(wrtmem_broadcast_writer_open(ring, &writer, &number));
    CHECK(number == written);
    element_t last = make(LAST);
    CHECK_OK(wrtmem_broadcast_writer_write(writer, &last, &number));
    CHECK(number == written);
    for (int i = 0; i < 2; i++) {
        CHECK(process_wait(children[i], LIMIT) == EXIT_SUCCESS);
        CHECK(*readers[i].read + *readers[i].missed == written + 1);
    }
    CHECK_OK(wrtmem_broadcast_writer_close(writer));
    CHECK_CLEAN(segment);
    close_ring(ring, segment);
    printf("%llu elements by %d killed writers\n", (unsigned long long)written, KILLS);
}

int main(void) {
    test_calls();
    test_read_only();
    test_slow_readers();
    test_killed_writers();
    return EXIT_SUCCESS;
}
