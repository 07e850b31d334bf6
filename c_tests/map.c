/* Maps, sets and bits between processes: sizes at run time, what is full, found and gone, several
 * writers at once, kills in every change, and flipped bytes in the file. */
#include "process.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { WRITERS = 3, KEYS = 40, ROUNDS = 300, BITS = 1000 };

/* A value tells its key and that it is whole. */
struct value {
    uint32_t key, round;
    unsigned char check[9];
};

static struct value value_of(uint32_t key, uint32_t round) {
    struct value value;
    memset(&value, 0, sizeof value);
    value.key = key, value.round = round;
    memset(value.check, (int)(key * 7 + round * 31) % 251, sizeof value.check);
    return value;
}

static bool is_whole(const struct value *value, uint32_t key) {
    struct value wanted = value_of(key, value->round);
    return memcmp(value, &wanted, sizeof wanted) == 0;
}

static wrtmem_segment_t *open_segment(const char *name) {
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_open(name, NULL, limit(), &segment));
    return segment;
}

static wrtmem_map_t *share_map(wrtmem_segment_t *segment, uint64_t capacity, int32_t level) {
    SIZED(wrtmem_map_options_t, options);
    options.capacity = capacity;
    options.key_bytes = sizeof(uint32_t);
    options.value_bytes = sizeof(struct value);
    options.level = level;
    wrtmem_map_t *map = NULL;
    CHECK_OK(wrtmem_map_open_or_create(segment, "map", &options, &map, NULL));
    return map;
}

static wrtmem_bits_t *share_bits(wrtmem_segment_t *segment) {
    SIZED(wrtmem_bits_options_t, options);
    options.bits = BITS;
    wrtmem_bits_t *bits = NULL;
    CHECK_OK(wrtmem_bits_open_or_create(segment, "bits", &options, &bits, NULL));
    return bits;
}

static int32_t insert(wrtmem_map_t *map, uint32_t key, uint32_t round) {
    struct value value = value_of(key, round);
    int32_t put = -1;
    CHECK_OK(wrtmem_map_insert(map, &key, sizeof key, &value, sizeof value, limit(), &put));
    return put;
}

/* Every key that there is, once, each with a whole value; how many. */
static uint64_t walk(const wrtmem_map_t *map) {
    uint64_t cursor = 0, count = 0;
    uint32_t key = 0;
    struct value value;
    bool met[UINT16_MAX] = {false};
    for (;;) {
        wrtmem_status_t status =
            wrtmem_map_next(map, &cursor, &key, sizeof key, &value, sizeof value);
        if (status == WRTMEM_E_NOT_FOUND)
            return count;
        CHECK_OK(status);
        CHECK(key < UINT16_MAX && !met[key] && is_whole(&value, key));
        met[key] = true;
        count++;
    }
}

static void test_calls(void) {
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(process_segment_name("calls"), NULL, &segment));
    wrtmem_map_t *map = share_map(segment, KEYS, WRTMEM_LEVEL_DEFAULT), *again = NULL;
    struct value value;
    uint32_t key = 0;
    uint64_t length = 99;
    bool sound = false;
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_map_get(map, &key, 4, &value, sizeof value));
    for (key = 0; key < KEYS; key++)
        CHECK(insert(map, key, 1) == WRTMEM_PUT_ADDED);
    value = value_of(key, 1);
    CHECK_STATUS(WRTMEM_E_FULL,
                 wrtmem_map_insert(map, &key, 4, &value, sizeof value, WRTMEM_POLL, NULL));
    CHECK(insert(map, 3, 2) == WRTMEM_PUT_REPLACED);

    SIZED(wrtmem_map_options_t, options);
    options.capacity = KEYS;
    options.key_bytes = sizeof key;
    options.value_bytes = sizeof value;
    options.level = WRTMEM_LEVEL_CRITICAL; /* stays what it was created with */
    CHECK_OK(wrtmem_map_open(segment, "map", &options, WRTMEM_POLL, &again));
    key = 3;
    CHECK_OK(wrtmem_map_get(again, &key, 4, &value, sizeof value));
    CHECK(value.round == 2 && is_whole(&value, 3));
    CHECK(walk(again) == KEYS);
    CHECK_OK(wrtmem_map_remove(again, &key, 4, limit()));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_map_remove(again, &key, 4, limit()));
    CHECK_OK(wrtmem_map_length(map, &length));
    CHECK(length == KEYS - 1 && walk(map) == KEYS - 1);
    CHECK_OK(wrtmem_map_verify(map, &sound));
    CHECK(sound);
    SIZED(wrtmem_map_info_t, info);
    CHECK_OK(wrtmem_map_info(map, &info));
    CHECK(info.capacity == KEYS && info.length == KEYS - 1 && info.evicted == 0);
    CHECK(info.hits == 0 && info.misses == 1 && info.evict == 0);
    CHECK(info.key_bytes == sizeof key && info.value_bytes == sizeof value);
    CHECK_OK(wrtmem_map_clear(map, limit()));
    CHECK(walk(again) == 0);
    CHECK_OK(wrtmem_map_close(again));
    options.capacity = KEYS - 1;
    CHECK_STATUS(WRTMEM_E_MISMATCH, wrtmem_map_open(segment, "map", &options, WRTMEM_POLL, &again));
    CHECK_OK(wrtmem_map_close(map));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

static void test_set_and_cache(void) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_map_t *set = NULL, *cache = NULL;
    CHECK_OK(wrtmem_segment_create(process_segment_name("sets"), NULL, &segment));
    SIZED(wrtmem_map_options_t, options);
    options.capacity = 5;
    options.key_bytes = 8;
    CHECK_OK(wrtmem_map_create(segment, "set", &options, &set));
    int32_t put = -1;
    CHECK_OK(wrtmem_map_insert(set, "a member", 8, NULL, 0, limit(), &put));
    CHECK(put == WRTMEM_PUT_ADDED);
    CHECK_OK(wrtmem_map_insert(set, "a member", 8, NULL, 0, limit(), &put));
    CHECK(put == WRTMEM_PUT_REPLACED);
    CHECK_OK(wrtmem_map_get(set, "a member", 8, NULL, 0));
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_map_get(set, "a number", 8, NULL, 0));

    options.value_bytes = 1;
    options.evict = 1;
    CHECK_OK(wrtmem_map_create(segment, "cache", &options, &cache));
    for (unsigned char n = 0; n < 20; n++) {
        unsigned char key[8] = {n}, value = 99;
        CHECK_OK(wrtmem_map_insert(cache, key, 8, &n, 1, limit(), &put));
        CHECK(put == (n < 5 ? WRTMEM_PUT_ADDED : WRTMEM_PUT_EVICTED));
        CHECK_OK(wrtmem_map_get(cache, key, 8, &value, 1));
        CHECK(value == n);
    }
    unsigned char oldest[8] = {14}, kept[8] = {15}, value = 0;
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_map_get(cache, oldest, 8, &value, 1));
    CHECK_OK(wrtmem_map_get(cache, kept, 8, &value, 1));
    SIZED(wrtmem_map_info_t, info);
    CHECK_OK(wrtmem_map_info(cache, &info));
    CHECK(info.length == 5 && info.evicted == 15 && info.hits == 21 && info.misses == 1);
    CHECK_OK(wrtmem_map_close(cache));
    CHECK_OK(wrtmem_map_close(set));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

static void test_bits(void) {
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(process_segment_name("bits"), NULL, &segment));
    wrtmem_bits_t *bits = share_bits(segment), *again = share_bits(segment);
    bool was = true, set = false, sound = false;
    uint64_t count = 99, bit = 99, words[16] = {0};
    CHECK_STATUS(WRTMEM_E_NOT_FOUND, wrtmem_bits_next(bits, 0, &bit));
    CHECK_OK(wrtmem_bits_set(bits, 70, limit(), &was));
    CHECK(!was);
    CHECK_OK(wrtmem_bits_set(bits, 70, limit(), &was));
    CHECK(was);
    CHECK_OK(wrtmem_bits_toggle(again, BITS - 1, limit(), NULL));
    CHECK_OK(wrtmem_bits_test(again, 70, &set));
    CHECK(set);
    CHECK_OK(wrtmem_bits_next(again, 71, &bit));
    CHECK(bit == BITS - 1);
    CHECK_OK(wrtmem_bits_read(again, 0, words, 16));
    CHECK(words[1] == UINT64_C(1) << 6 && words[15] == UINT64_C(1) << (BITS - 1) % 64);
    words[0] = 7;
    CHECK_OK(wrtmem_bits_write(bits, 0, words, 16, limit()));
    CHECK_OK(wrtmem_bits_clear(bits, 70, limit(), &was));
    CHECK_OK(wrtmem_bits_count(again, &count));
    CHECK(was && count == 4);
    CHECK_OK(wrtmem_bits_verify(bits, &sound));
    CHECK(sound);
    CHECK_OK(wrtmem_bits_clear_all(bits, limit()));
    CHECK_OK(wrtmem_bits_count(bits, &count));
    CHECK(count == 0);
    CHECK_OK(wrtmem_bits_close(again));
    CHECK_OK(wrtmem_bits_close(bits));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

struct writer {
    const char *name;
    uint32_t number;
};

/* Puts the keys that are its own, over and over, and takes some out; in the end all are there.
 * Turns the bits that are its own on. */
static int write_all(void *argument) {
    const struct writer *writer = (const struct writer *)argument;
    wrtmem_segment_t *segment = open_segment(writer->name);
    wrtmem_map_t *map = share_map(segment, WRITERS * KEYS, WRTMEM_LEVEL_DEFAULT);
    wrtmem_bits_t *bits = share_bits(segment);
    for (uint32_t round = 0; round <= ROUNDS; round++) {
        uint32_t key = writer->number + WRITERS * (round % KEYS);
        insert(map, key, round);
        if (round % 3 == 0)
            CHECK_OK(wrtmem_map_remove(map, &key, sizeof key, limit()));
        struct value value;
        wrtmem_status_t found = wrtmem_map_get(map, &key, sizeof key, &value, sizeof value);
        CHECK(round % 3 == 0
                  ? found == WRTMEM_E_NOT_FOUND || found == WRTMEM_E_BUSY
                  : found == WRTMEM_E_BUSY ||
                        (found == WRTMEM_OK && value.round == round && is_whole(&value, key)));
        CHECK_OK(wrtmem_bits_set(bits, writer->number + WRITERS * round, limit(), NULL));
    }
    for (uint32_t n = 0; n < KEYS; n++)
        insert(map, writer->number + WRITERS * n, n);
    CHECK_OK(wrtmem_bits_close(bits));
    CHECK_OK(wrtmem_map_close(map));
    CHECK_OK(wrtmem_segment_close(segment));
    return EXIT_SUCCESS;
}

static void test_writers(void) {
    const char *name = process_segment_name("writers");
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    struct writer writers[WRITERS];
    pid_t children[WRITERS];
    for (uint32_t n = 0; n < WRITERS; n++) {
        writers[n].name = name, writers[n].number = n;
        children[n] = process_spawn(write_all, &writers[n]);
    }
    for (uint32_t n = 0; n < WRITERS; n++)
        CHECK(process_wait(children[n], LIMIT) == EXIT_SUCCESS);
    wrtmem_map_t *map = share_map(segment, WRITERS * KEYS, WRTMEM_LEVEL_DEFAULT);
    wrtmem_bits_t *bits = share_bits(segment);
    uint64_t length = 0, count = 0;
    bool sound = false;
    CHECK_OK(wrtmem_map_length(map, &length));
    CHECK(length == WRITERS * KEYS && walk(map) == length);
    CHECK_OK(wrtmem_map_verify(map, &sound));
    CHECK(sound);
    CHECK_OK(wrtmem_bits_count(bits, &count));
    CHECK(count == WRITERS * (ROUNDS + 1));
    CHECK_OK(wrtmem_bits_verify(bits, &sound));
    CHECK(sound);
    CHECK_OK(wrtmem_bits_close(bits));
    CHECK_OK(wrtmem_map_close(map));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Changes the map until it is killed. */
static int write_on(void *name) {
    wrtmem_segment_t *segment = open_segment((const char *)name);
    wrtmem_map_t *map = share_map(segment, KEYS, WRTMEM_LEVEL_CRITICAL);
    for (uint32_t round = 0; round < UINT32_MAX; round++) {
        uint32_t key = round % KEYS;
        insert(map, key, round);
        key = (round * 7) % KEYS;
        wrtmem_status_t status = wrtmem_map_remove(map, &key, sizeof key, limit());
        CHECK(status == WRTMEM_OK || status == WRTMEM_E_NOT_FOUND);
    }
    return EXIT_SUCCESS;
}

static void test_kills(void) {
    const char *name = process_segment_name("kills");
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    wrtmem_map_t *map = share_map(segment, KEYS, WRTMEM_LEVEL_CRITICAL);
    for (int kills = 0; kills < 25; kills++) {
        pid_t child = process_spawn(write_on, (void *)(uintptr_t)name);
        process_sleep_ms(10 + kills % 7);
        process_kill(child);
        bool sound = false;
        uint64_t length = 0;
        CHECK_OK(wrtmem_map_length(map, &length));
        CHECK(walk(map) == length);
        insert(map, 0, 1); /* finishes what the dead left, waits for nobody */
        CHECK_OK(wrtmem_map_verify(map, &sound));
        CHECK(sound);
    }
    CHECK_OK(wrtmem_map_close(map));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Flips a byte of the value in each copy of it in the file. */
static unsigned flip(const char *name, const struct value *value) {
    char path[128];
    snprintf(path, sizeof path, "/dev/shm/wrtmem.%s", name);
    int file = open(path, O_RDWR | O_CLOEXEC);
    struct stat stat;
    CHECK(file >= 0 && fstat(file, &stat) == 0);
    size_t size = (size_t)stat.st_size;
    void *place = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(place != MAP_FAILED && close(file) == 0);
    unsigned char *bytes = (unsigned char *)place;
    unsigned found = 0;
    for (size_t at = 0; at + sizeof *value <= size; at++)
        if (memcmp(bytes + at, value, sizeof *value) == 0)
            bytes[at + 4] ^= 1, found++;
    CHECK(munmap(place, size) == 0);
    return found;
}

static void test_flips(void) {
    const char *name = process_segment_name("flips");
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    wrtmem_map_t *map = share_map(segment, 4, WRTMEM_LEVEL_STANDARD);
    insert(map, 1, 77);
    struct value value = value_of(1, 77);
    uint32_t key = 1;
    bool sound = true;
    CHECK(flip(name, &value) > 0);
    CHECK_STATUS(WRTMEM_E_CORRUPT, wrtmem_map_get(map, &key, sizeof key, &value, sizeof value));
    CHECK_OK(wrtmem_map_verify(map, &sound));
    CHECK(!sound);
    CHECK_OK(wrtmem_map_close(map));
    CHECK_OK(wrtmem_segment_close(segment));
}

int main(void) {
    test_calls();
    test_set_and_cache();
    test_bits();
    test_writers();
    test_kills();
    test_flips();
    return EXIT_SUCCESS;
}
