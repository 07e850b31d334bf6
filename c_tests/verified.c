/* Verified regions and cells between processes: all or nothing through kills, reads beside a
 * stopped writer and through a read-only segment, levels, and flipped bytes in the file. */
#include "process.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { SIZE = 4096, BLOCK = 512 };

static wrtmem_segment_t *create_segment(const char *name) {
    wrtmem_segment_t *segment = NULL;
    CHECK_OK(wrtmem_segment_create(name, NULL, &segment));
    return segment;
}

static wrtmem_region_t *create_region(wrtmem_segment_t *segment, int32_t level) {
    SIZED(wrtmem_verified_options_t, options);
    options.bytes = SIZE;
    options.level = level;
    wrtmem_region_t *region = NULL;
    CHECK_OK(wrtmem_region_create(segment, "region", &options, &region));
    return region;
}

static wrtmem_verified_info_t info_of(const wrtmem_region_t *region) {
    SIZED(wrtmem_verified_info_t, info);
    CHECK_OK(wrtmem_region_info(region, &info));
    return info;
}

static uint32_t damaged_in(const wrtmem_region_t *region) {
    uint32_t damaged = UINT32_MAX;
    CHECK_OK(wrtmem_region_verify(region, &damaged, NULL));
    return damaged;
}

static void test_calls(void) {
    wrtmem_segment_t *segment = create_segment(process_segment_name("calls"));
    wrtmem_region_t *region = create_region(segment, WRTMEM_LEVEL_DEFAULT), *again = NULL;
    unsigned char bytes[SIZE];
    CHECK_OK(wrtmem_region_read(region, 0, bytes, SIZE, WRTMEM_LEVEL_DEFAULT));
    for (size_t i = 0; i < SIZE; i++)
        CHECK(bytes[i] == 0);
    CHECK_OK(wrtmem_region_write(region, 500, "over a border", 13, limit()));
    wrtmem_range_t parts[] = {{0, "one", 3}, {2000, "two", 3}, {2001, "w!", 2}, {9, NULL, 0}};
    CHECK_OK(wrtmem_region_write_all(region, parts, 4, limit()));
    wrtmem_range_t beyond[] = {{0, "not", 3}, {SIZE - 2, "this", 4}};
    CHECK_STATUS(WRTMEM_E_INVALID, wrtmem_region_write_all(region, beyond, 2, limit()));
    CHECK_OK(wrtmem_region_open(segment, "region", WRTMEM_POLL, &again));
    CHECK_OK(wrtmem_region_read(again, 0, bytes, SIZE, WRTMEM_LEVEL_FULL));
    CHECK(memcmp(bytes, "one", 3) == 0 && memcmp(bytes + 500, "over a border", 13) == 0);
    CHECK(memcmp(bytes + 2000, "tw!", 3) == 0);

    uint32_t whole = 0, half = 0;
    CHECK_OK(wrtmem_region_checksum(region, 0, SIZE, &whole));
    CHECK_OK(wrtmem_region_set_level(region, WRTMEM_LEVEL_CRITICAL, 0, limit()));
    CHECK_OK(wrtmem_region_set_level(region, WRTMEM_LEVEL_OFF, 0, limit()));
    CHECK_OK(wrtmem_region_write(region, 0, "one", 3, limit()));
    CHECK_OK(wrtmem_region_set_level(region, WRTMEM_LEVEL_SAMPLING, 3, limit()));
    CHECK_OK(wrtmem_region_checksum(again, 0, SIZE, &half));
    CHECK(whole == half);
    wrtmem_verified_info_t info = info_of(again);
    CHECK(info.bytes == SIZE && info.block == BLOCK && info.blocks == SIZE / BLOCK);
    CHECK(info.level == WRTMEM_LEVEL_SAMPLING && info.interval == 3);
    CHECK(info.writes == 3 && info.bytes_written == 13 + 8 + 3 && info.failures == 0);
    CHECK(damaged_in(again) == 0);
    CHECK_OK(wrtmem_region_close(again));
    CHECK_OK(wrtmem_region_close(region));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

static void test_cell(void) {
    wrtmem_segment_t *segment = create_segment(process_segment_name("cell"));
    SIZED(wrtmem_verified_options_t, options);
    options.bytes = 40;
    wrtmem_cell_t *cell = NULL;
    bool created = false;
    CHECK_OK(wrtmem_cell_open_or_create(segment, "cell", &options, &cell, &created));
    CHECK(created);
    char value[40];
    uint64_t length = 99;
    CHECK_OK(wrtmem_cell_read(cell, NULL, 0, WRTMEM_LEVEL_DEFAULT, &length));
    CHECK(length == 0);
    CHECK_OK(wrtmem_cell_write(cell, "calibration", 11, limit()));
    CHECK_OK(wrtmem_cell_read(cell, value, sizeof value, WRTMEM_LEVEL_DEFAULT, &length));
    CHECK(length == 11 && memcmp(value, "calibration", 11) == 0);
    CHECK_STATUS(WRTMEM_E_STATE, wrtmem_cell_roll_back(cell, limit()));
    CHECK_OK(wrtmem_cell_set_level(cell, WRTMEM_LEVEL_CRITICAL, 0, limit()));
    SIZED(wrtmem_verified_info_t, info);
    CHECK_OK(wrtmem_cell_info(cell, &info));
    CHECK(info.bytes == 40 && info.level == WRTMEM_LEVEL_CRITICAL && info.writes == 1);
    CHECK_OK(wrtmem_cell_close(cell));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Gives the whole region one byte after the other, until it is killed. */
static int write_on(void *name) {
    wrtmem_segment_t *segment = NULL;
    wrtmem_region_t *region = NULL;
    CHECK_OK(wrtmem_segment_open((const char *)name, NULL, limit(), &segment));
    CHECK_OK(wrtmem_region_open(segment, "region", limit(), &region));
    unsigned char bytes[SIZE];
    for (unsigned n = 0; n < UINT32_MAX; n++) {
        memset(bytes, (int)(n % 251), sizeof bytes);
        CHECK_OK(wrtmem_region_write(region, 0, bytes, SIZE, limit()));
    }
    return EXIT_SUCCESS;
}

static void read_whole(const wrtmem_region_t *region) {
    unsigned char bytes[SIZE];
    wrtmem_status_t status = wrtmem_region_read(region, 0, bytes, SIZE, WRTMEM_LEVEL_STANDARD);
    if (status == WRTMEM_E_BUSY)
        return; /* overtaken each time; a later read will do */
    CHECK_OK(status);
    for (size_t i = 1; i < SIZE; i++)
        CHECK(bytes[i] == bytes[0]);
}

static void wait_for_writes(const wrtmem_region_t *region, uint64_t more) {
    uint64_t enough = info_of(region).writes + more, late = limit();
    while (info_of(region).writes < enough)
        CHECK(wrtmem_now() < late);
}

static void test_kills_and_stops(void) {
    const char *name = process_segment_name("kills");
    wrtmem_segment_t *segment = create_segment(name), *observer = NULL;
    wrtmem_region_t *region = create_region(segment, WRTMEM_LEVEL_CRITICAL), *look = NULL;
    CHECK_OK(wrtmem_segment_open_read_only(name, NULL, WRTMEM_POLL, &observer));
    CHECK_OK(wrtmem_region_open(observer, "region", WRTMEM_POLL, &look));
    for (int round = 0; round < 40; round++) {
        pid_t writer = process_spawn(write_on, (void *)name);
        wait_for_writes(region, 1 + (uint64_t)round * 3);
        process_stop(writer);
        read_whole(region); /* whatever it was doing */
        read_whole(look);
        CHECK_STATUS(WRTMEM_E_READ_ONLY, wrtmem_region_write(look, 0, "x", 1, WRTMEM_POLL));
        wrtmem_status_t written = wrtmem_region_write(region, 0, "", 0, WRTMEM_POLL);
        CHECK(written == WRTMEM_OK || written == WRTMEM_E_TIMEOUT);
        process_kill(writer);
        read_whole(region);
        CHECK_OK(wrtmem_region_write(region, 0, "", 0, limit()));
        read_whole(region);
        CHECK(damaged_in(region) == 0 && damaged_in(look) == 0);
    }
    CHECK_OK(wrtmem_region_close(look));
    CHECK_OK(wrtmem_segment_close(observer));
    CHECK_OK(wrtmem_region_close(region));
    CHECK_OK(wrtmem_segment_recover(segment, NULL));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

/* Flips a bit of the newest place in the file that holds these bytes; false if there is none
 * after the first `skip`. */
static bool flip_in_file(const char *name, const char *bytes, int skip) {
    char path[128];
    snprintf(path, sizeof path, "/dev/shm/wrtmem.%s", name);
    int file = open(path, O_RDWR);
    struct stat stat;
    CHECK(file >= 0 && fstat(file, &stat) == 0);
    size_t size = (size_t)stat.st_size, length = strlen(bytes);
    char *image = (char *)mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(image != MAP_FAILED && close(file) == 0);
    bool found = false;
    for (size_t i = 0; i + length <= size && !found; i++)
        if (memcmp(image + i, bytes, length) == 0 && skip-- == 0) {
            image[i + 1] ^= 4;
            found = true;
        }
    CHECK(munmap(image, size) == 0);
    return found;
}

static void test_flipped_bytes(void) {
    const char *name = process_segment_name("flips");
    wrtmem_segment_t *segment = create_segment(name);
    wrtmem_region_t *region = create_region(segment, WRTMEM_LEVEL_STANDARD);
    char text[13] = "";
    uint32_t first = UINT32_MAX, damaged = 0, repaired = 0;
    CHECK_OK(wrtmem_region_write(region, 3 * BLOCK, "first words.", 12, limit()));
    CHECK_OK(wrtmem_region_write(region, 3 * BLOCK, "other words.", 12, limit()));
    CHECK(flip_in_file(name, "other words.", 0));
    CHECK_STATUS(WRTMEM_E_CORRUPT, wrtmem_region_read(region, 3 * BLOCK, text, 12, 0));
    CHECK_OK(wrtmem_region_verify(region, &damaged, &first));
    CHECK(damaged == 1 && first == 3);
    CHECK(info_of(region).error_block == 3 && info_of(region).error_time != 0);
    CHECK_STATUS(WRTMEM_E_CORRUPT, wrtmem_region_set_level(region, 6, 0, limit()));
    CHECK_OK(wrtmem_region_roll_back(region, 3, limit()));
    CHECK_OK(wrtmem_region_read(region, 3 * BLOCK, text, 12, 0));
    CHECK(strcmp(text, "first words.") == 0 && info_of(region).rolled_back == 1);

    CHECK_OK(wrtmem_region_set_level(region, WRTMEM_LEVEL_CRITICAL, 0, limit()));
    CHECK_OK(wrtmem_region_write(region, 3 * BLOCK, "twice there.", 12, limit()));
    for (int copy = 0; copy < 2; copy++) {
        CHECK(flip_in_file(name, "twice there.", copy));
        CHECK_OK(wrtmem_region_read(region, 3 * BLOCK, text, 12, 0));
        CHECK(strcmp(text, "twice there.") == 0);
        CHECK_OK(wrtmem_region_scrub(region, UINT64_MAX, &damaged, &repaired));
        CHECK(damaged == repaired && damaged_in(region) == 0);
    }
    CHECK(info_of(region).repaired == 2 && info_of(region).unrepairable == 0);
    CHECK_STATUS(WRTMEM_E_UNSUPPORTED, wrtmem_region_inject_fault(region, 0, 0, 0));
    CHECK_OK(wrtmem_region_close(region));
    CHECK_CLEAN(segment);
    CHECK_OK(wrtmem_segment_close(segment));
}

int main(void) {
    test_calls();
    test_cell();
    test_kills_and_stops();
    test_flipped_bytes();
    return EXIT_SUCCESS;
}
