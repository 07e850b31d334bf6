/* Every function of wrtmem.h, given everything that can be wrong with each argument: it
 * answers exactly this, leaves what it was given alone, and the segment too.
 *
 * Written by tests/bad_input.rs from the header and its own table: change it there. */
/* clang-format off */
#include "bad_input.h"

static void test_version(void) {
    CHECK(wrtmem_version() == WRTMEM_VERSION);
}

static void test_strerror(void) {
    CHECK(wrtmem_strerror(INT32_MIN) != NULL);
    CHECK(wrtmem_strerror(INT32_MAX) != NULL);
    CHECK(wrtmem_strerror(1) != NULL);
}

static void test_status_name(void) {
    CHECK(wrtmem_status_name(INT32_MIN) != NULL);
    CHECK(wrtmem_status_name(INT32_MAX) != NULL);
    CHECK(wrtmem_status_name(1) != NULL);
}

static void test_last_error(void) {
    CHECK(wrtmem_last_error() != NULL);
    CHECK(strlen(wrtmem_last_error()) < 256);
}

static void test_now(void) {
    CHECK(wrtmem_now() <= wrtmem_now());
}

static void test_deadline_after(void) {
    CHECK(wrtmem_deadline_after(UINT64_MAX) == WRTMEM_FOREVER);
    CHECK(wrtmem_deadline_after(UINT64_MAX - 1) == WRTMEM_FOREVER);
    CHECK(wrtmem_deadline_after(0) >= wrtmem_now() - 1000000000);
}

static void test_segment_create(void) {
    BAD(E_INVALID, wrtmem_segment_create(NULL, default_segment_options(), &out.segment));
    BAD(E_NAME, wrtmem_segment_create("", default_segment_options(), &out.segment));
    BAD(E_NAME, wrtmem_segment_create(TOO_LONG_SEGMENT, default_segment_options(), &out.segment));
    BAD(E_NAME, wrtmem_segment_create("a/b", default_segment_options(), &out.segment));
    BAD(E_NAME, wrtmem_segment_create(".", default_segment_options(), &out.segment));
    BAD(E_NAME, wrtmem_segment_create(".a", default_segment_options(), &out.segment));
    BAD(E_NAME, wrtmem_segment_create("a b", default_segment_options(), &out.segment));
    BAD(E_NAME, wrtmem_segment_create("\xff", default_segment_options(), &out.segment));
    BAD(E_EXISTS, wrtmem_segment_create("segment", default_segment_options(), &out.segment));
    BAD(E_EXISTS, wrtmem_segment_create("fifo", default_segment_options(), &out.segment));
    BAD(E_EXISTS, wrtmem_segment_create("directory", default_segment_options(), &out.segment));
    BAD(E_EXISTS, wrtmem_segment_create("dangling", default_segment_options(), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", ODD(const wrtmem_segment_options_t *), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(size, 0), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(size, sizeof(size_t) - 1), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(size, (1 << 16) + 1), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(size, SIZE_MAX), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(reserved, 1), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(flags, 2), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(flags, UINT32_MAX), &out.segment));
    BAD(E_NAME, wrtmem_segment_create("new", SEGMENT(dir, "\xff"), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(bytes, UINT64_MAX), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(bytes, (UINT64_C(1) << 40) + 1), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(participants, 1024), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(participants, UINT32_MAX), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(slots, 65536), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(objects, 4096), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(mode, 0400), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", SEGMENT(mode, 04600), &out.segment));
    BAD(E_NOT_FOUND, wrtmem_segment_create("new", SEGMENT(dir, "/nonexistent"), &out.segment));
    BAD(E_OS, wrtmem_segment_create("new", SEGMENT(dir, "/dev/null"), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create("new", default_segment_options(), NULL));
    BAD(E_INVALID, wrtmem_segment_create("new", default_segment_options(), ODD(wrtmem_segment_t **)));
}

static void test_segment_open(void) {
    BAD(E_INVALID, wrtmem_segment_open(NULL, default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open("", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open(TOO_LONG_SEGMENT, default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open("a/b", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open(".", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open(".a", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open("a b", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open("\xff", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("empty", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("short", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("truncated", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("longer", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("zeros", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("noise", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("magic", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("version", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("old-version", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("byte-order", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("order-tag", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("word-size", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("other-size", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("no-slots", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("many-slots", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("moved-table", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_CORRUPT, wrtmem_segment_open("checksum", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_PERMISSION, wrtmem_segment_open("open-to-all", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_PERMISSION, wrtmem_segment_open("two-names", default_segment_options(), WRTMEM_POLL, &out.segment));
    if (geteuid() == 0) BAD(E_PERMISSION, wrtmem_segment_open("foreign", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("fifo", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("symlink", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("dangling", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("directory", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open("socket", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NOT_FOUND, wrtmem_segment_open("absent", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open("segment", ODD(const wrtmem_segment_options_t *), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open("segment", SEGMENT(size, 0), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open("segment", SEGMENT(size, sizeof(size_t) - 1), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open("segment", SEGMENT(size, (1 << 16) + 1), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open("segment", SEGMENT(size, SIZE_MAX), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open("segment", SEGMENT(reserved, 1), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open("segment", SEGMENT(flags, 2), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open("segment", SEGMENT(flags, UINT32_MAX), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open("segment", SEGMENT(dir, "\xff"), WRTMEM_POLL, &out.segment));
    BAD(E_NOT_FOUND, wrtmem_segment_open("segment", SEGMENT(dir, "/nonexistent"), WRTMEM_POLL, &out.segment));
    BAD(E_TIMEOUT, wrtmem_segment_open("absent", default_segment_options(), 1, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open("segment", default_segment_options(), WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_segment_open("segment", default_segment_options(), WRTMEM_POLL, ODD(wrtmem_segment_t **)));
}

static void test_segment_open_or_create(void) {
    BAD(E_INVALID, wrtmem_segment_open_or_create(NULL, default_segment_options(), &out.segment, &out.flag));
    BAD(E_NAME, wrtmem_segment_open_or_create("", default_segment_options(), &out.segment, &out.flag));
    BAD(E_NAME, wrtmem_segment_open_or_create(TOO_LONG_SEGMENT, default_segment_options(), &out.segment, &out.flag));
    BAD(E_NAME, wrtmem_segment_open_or_create("a/b", default_segment_options(), &out.segment, &out.flag));
    BAD(E_NAME, wrtmem_segment_open_or_create(".", default_segment_options(), &out.segment, &out.flag));
    BAD(E_NAME, wrtmem_segment_open_or_create(".a", default_segment_options(), &out.segment, &out.flag));
    BAD(E_NAME, wrtmem_segment_open_or_create("a b", default_segment_options(), &out.segment, &out.flag));
    BAD(E_NAME, wrtmem_segment_open_or_create("\xff", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("empty", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("short", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("truncated", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("longer", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("zeros", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("noise", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("magic", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("version", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("old-version", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("byte-order", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("order-tag", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("word-size", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("other-size", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("no-slots", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("many-slots", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("moved-table", default_segment_options(), &out.segment, &out.flag));
    BAD(E_CORRUPT, wrtmem_segment_open_or_create("checksum", default_segment_options(), &out.segment, &out.flag));
    BAD(E_PERMISSION, wrtmem_segment_open_or_create("open-to-all", default_segment_options(), &out.segment, &out.flag));
    BAD(E_PERMISSION, wrtmem_segment_open_or_create("two-names", default_segment_options(), &out.segment, &out.flag));
    if (geteuid() == 0) BAD(E_PERMISSION, wrtmem_segment_open_or_create("foreign", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("fifo", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("symlink", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("dangling", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("directory", default_segment_options(), &out.segment, &out.flag));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("socket", default_segment_options(), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", ODD(const wrtmem_segment_options_t *), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(size, 0), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(size, sizeof(size_t) - 1), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(size, (1 << 16) + 1), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(size, SIZE_MAX), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(reserved, 1), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(flags, 2), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(flags, UINT32_MAX), &out.segment, &out.flag));
    BAD(E_NAME, wrtmem_segment_open_or_create("new", SEGMENT(dir, "\xff"), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(bytes, UINT64_MAX), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(bytes, (UINT64_C(1) << 40) + 1), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(participants, 1024), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(participants, UINT32_MAX), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(slots, 65536), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(objects, 4096), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(mode, 0400), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(mode, 04600), &out.segment, &out.flag));
    BAD(E_NOT_FOUND, wrtmem_segment_open_or_create("new", SEGMENT(dir, "/nonexistent"), &out.segment, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", default_segment_options(), NULL, &out.flag));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", default_segment_options(), ODD(wrtmem_segment_t **), &out.flag));
}

static void test_segment_open_read_only(void) {
    BAD(E_INVALID, wrtmem_segment_open_read_only(NULL, default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open_read_only("", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open_read_only(TOO_LONG_SEGMENT, default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open_read_only("a/b", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open_read_only(".", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open_read_only(".a", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open_read_only("a b", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open_read_only("\xff", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("empty", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("short", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("truncated", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("longer", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("zeros", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("noise", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("magic", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("version", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("old-version", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("byte-order", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("order-tag", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("word-size", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("other-size", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("no-slots", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("many-slots", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("moved-table", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_CORRUPT, wrtmem_segment_open_read_only("checksum", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_PERMISSION, wrtmem_segment_open_read_only("open-to-all", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_PERMISSION, wrtmem_segment_open_read_only("two-names", default_segment_options(), WRTMEM_POLL, &out.segment));
    if (geteuid() == 0) BAD(E_PERMISSION, wrtmem_segment_open_read_only("foreign", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("fifo", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("symlink", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("dangling", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("directory", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_LAYOUT, wrtmem_segment_open_read_only("socket", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_NOT_FOUND, wrtmem_segment_open_read_only("absent", default_segment_options(), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open_read_only("segment", ODD(const wrtmem_segment_options_t *), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open_read_only("segment", SEGMENT(size, 0), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open_read_only("segment", SEGMENT(size, sizeof(size_t) - 1), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open_read_only("segment", SEGMENT(size, (1 << 16) + 1), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open_read_only("segment", SEGMENT(size, SIZE_MAX), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open_read_only("segment", SEGMENT(reserved, 1), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open_read_only("segment", SEGMENT(flags, 2), WRTMEM_POLL, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open_read_only("segment", SEGMENT(flags, UINT32_MAX), WRTMEM_POLL, &out.segment));
    BAD(E_NAME, wrtmem_segment_open_read_only("segment", SEGMENT(dir, "\xff"), WRTMEM_POLL, &out.segment));
    BAD(E_NOT_FOUND, wrtmem_segment_open_read_only("segment", SEGMENT(dir, "/nonexistent"), WRTMEM_POLL, &out.segment));
    BAD(E_TIMEOUT, wrtmem_segment_open_read_only("absent", default_segment_options(), 1, &out.segment));
    BAD(E_INVALID, wrtmem_segment_open_read_only("segment", default_segment_options(), WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_segment_open_read_only("segment", default_segment_options(), WRTMEM_POLL, ODD(wrtmem_segment_t **)));
}

static void test_segment_create_private(void) {
    BAD(E_INVALID, wrtmem_segment_create_private(ODD(const wrtmem_segment_options_t *), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(size, 0), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(size, sizeof(size_t) - 1), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(size, (1 << 16) + 1), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(size, SIZE_MAX), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(reserved, 1), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(flags, 2), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(flags, UINT32_MAX), &out.segment));
    BAD(E_NAME, wrtmem_segment_create_private(SEGMENT(dir, "\xff"), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(bytes, UINT64_MAX), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(bytes, (UINT64_C(1) << 40) + 1), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(participants, 1024), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(participants, UINT32_MAX), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(slots, 65536), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(objects, 4096), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(mode, 0400), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(SEGMENT(mode, 04600), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_private(default_segment_options(), NULL));
    BAD(E_INVALID, wrtmem_segment_create_private(default_segment_options(), ODD(wrtmem_segment_t **)));
}

static void test_segment_create_in(void) {
    BAD(E_INVALID, wrtmem_segment_create_in(NULL, 64 * PAGE, default_segment_options(), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in((char *)memory + 8, 64 * PAGE, default_segment_options(), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in((char *)memory + 32, 64 * PAGE, default_segment_options(), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 0, default_segment_options(), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, PAGE, default_segment_options(), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, SIZE_MAX, default_segment_options(), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, SIZE_MAX - 4095, default_segment_options(), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, (size_t)INT64_MAX + 1, default_segment_options(), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, ODD(const wrtmem_segment_options_t *), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, SEGMENT(size, 0), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, SEGMENT(size, sizeof(size_t) - 1), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, SEGMENT(size, (1 << 16) + 1), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, SEGMENT(size, SIZE_MAX), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, SEGMENT(reserved, 1), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, SEGMENT(flags, 2), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, SEGMENT(flags, UINT32_MAX), &out.segment));
    BAD(E_NAME, wrtmem_segment_create_in(memory, 64 * PAGE, SEGMENT(dir, "\xff"), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, SEGMENT(slots, 65536), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, SEGMENT(slots, 65535), &out.segment));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, default_segment_options(), NULL));
    BAD(E_INVALID, wrtmem_segment_create_in(memory, 64 * PAGE, default_segment_options(), ODD(wrtmem_segment_t **)));
}

static void test_segment_close(void) {
    BAD(OK, wrtmem_segment_close(NULL));
    BAD(E_HANDLE, wrtmem_segment_close(closed.segment));
    BAD(E_HANDLE, wrtmem_segment_close((wrtmem_segment_t *)(void *)at.slot));
}

static void test_segment_unlink(void) {
    BAD(E_INVALID, wrtmem_segment_unlink(NULL, default_segment_options()));
    BAD(E_NAME, wrtmem_segment_unlink("", default_segment_options()));
    BAD(E_NAME, wrtmem_segment_unlink(TOO_LONG_SEGMENT, default_segment_options()));
    BAD(E_NAME, wrtmem_segment_unlink("a/b", default_segment_options()));
    BAD(E_NAME, wrtmem_segment_unlink(".", default_segment_options()));
    BAD(E_NAME, wrtmem_segment_unlink(".a", default_segment_options()));
    BAD(E_NAME, wrtmem_segment_unlink("a b", default_segment_options()));
    BAD(E_NAME, wrtmem_segment_unlink("\xff", default_segment_options()));
    BAD(E_NOT_FOUND, wrtmem_segment_unlink("absent", default_segment_options()));
    BAD(E_OS, wrtmem_segment_unlink("directory", default_segment_options()));
    BAD(E_INVALID, wrtmem_segment_unlink("segment", ODD(const wrtmem_segment_options_t *)));
    BAD(E_INVALID, wrtmem_segment_unlink("segment", SEGMENT(size, 0)));
    BAD(E_INVALID, wrtmem_segment_unlink("segment", SEGMENT(size, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_segment_unlink("segment", SEGMENT(size, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_segment_unlink("segment", SEGMENT(size, SIZE_MAX)));
    BAD(E_INVALID, wrtmem_segment_unlink("segment", SEGMENT(reserved, 1)));
    BAD(E_INVALID, wrtmem_segment_unlink("segment", SEGMENT(flags, 2)));
    BAD(E_INVALID, wrtmem_segment_unlink("segment", SEGMENT(flags, UINT32_MAX)));
    BAD(E_NAME, wrtmem_segment_unlink("segment", SEGMENT(dir, "\xff")));
    BAD(E_NOT_FOUND, wrtmem_segment_unlink("segment", SEGMENT(dir, "/nonexistent")));
}

static void test_segment_recover(void) {
    BAD(E_INVALID, wrtmem_segment_recover(NULL, &out.u32));
    BAD(E_HANDLE, wrtmem_segment_recover(closed.segment, &out.u32));
    BAD(E_HANDLE, wrtmem_segment_recover((wrtmem_segment_t *)(void *)at.slot, &out.u32));
    BAD(E_READ_ONLY, wrtmem_segment_recover(at.observer, &out.u32));
    BAD(E_INVALID, wrtmem_segment_recover(at.segment, ODD(uint32_t *)));
}

static void test_segment_watch(void) {
    BAD(E_INVALID, wrtmem_segment_watch(NULL, &out.number));
    BAD(E_HANDLE, wrtmem_segment_watch(closed.segment, &out.number));
    BAD(E_HANDLE, wrtmem_segment_watch((wrtmem_segment_t *)(void *)at.slot, &out.number));
    BAD(E_READ_ONLY, wrtmem_segment_watch(at.observer, &out.number));
    BAD(E_INVALID, wrtmem_segment_watch(at.segment, NULL));
    BAD(E_INVALID, wrtmem_segment_watch(at.segment, ODD(int *)));
}

static void test_segment_watched(void) {
    BAD(E_INVALID, wrtmem_segment_watched(NULL, &out.u32));
    BAD(E_HANDLE, wrtmem_segment_watched(closed.segment, &out.u32));
    BAD(E_HANDLE, wrtmem_segment_watched((wrtmem_segment_t *)(void *)at.slot, &out.u32));
    BAD(E_READ_ONLY, wrtmem_segment_watched(at.observer, &out.u32));
    BAD(E_INVALID, wrtmem_segment_watched(at.segment, ODD(uint32_t *)));
}

static void test_segment_info(void) {
    BAD(E_INVALID, wrtmem_segment_info(NULL, &out.segment_info));
    BAD(E_HANDLE, wrtmem_segment_info(closed.segment, &out.segment_info));
    BAD(E_HANDLE, wrtmem_segment_info((const wrtmem_segment_t *)(void *)at.slot, &out.segment_info));
    BAD(E_INVALID, wrtmem_segment_info(at.segment, NULL));
    BAD(E_INVALID, wrtmem_segment_info(at.segment, ODD(wrtmem_segment_info_t *)));
    BAD(E_INVALID, wrtmem_segment_info(at.segment, INFO(segment_info, 0)));
    BAD(E_INVALID, wrtmem_segment_info(at.segment, INFO(segment_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_segment_info(at.segment, INFO(segment_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_segment_info(at.segment, INFO(segment_info, SIZE_MAX)));
}

static void test_segment_participant(void) {
    BAD(E_INVALID, wrtmem_segment_participant(NULL, 0, &out.participant_info));
    BAD(E_HANDLE, wrtmem_segment_participant(closed.segment, 0, &out.participant_info));
    BAD(E_HANDLE, wrtmem_segment_participant((const wrtmem_segment_t *)(void *)at.slot, 0, &out.participant_info));
    BAD(E_NOT_FOUND, wrtmem_segment_participant(at.segment, 3, &out.participant_info));
    BAD(E_INVALID, wrtmem_segment_participant(at.segment, 4, &out.participant_info));
    BAD(E_INVALID, wrtmem_segment_participant(at.segment, UINT32_MAX, &out.participant_info));
    BAD(E_INVALID, wrtmem_segment_participant(at.segment, 0, NULL));
    BAD(E_INVALID, wrtmem_segment_participant(at.segment, 0, ODD(wrtmem_participant_info_t *)));
    BAD(E_INVALID, wrtmem_segment_participant(at.segment, 0, INFO(participant_info, 0)));
    BAD(E_INVALID, wrtmem_segment_participant(at.segment, 0, INFO(participant_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_segment_participant(at.segment, 0, INFO(participant_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_segment_participant(at.segment, 0, INFO(participant_info, SIZE_MAX)));
}

static void test_segment_verify(void) {
    BAD(E_INVALID, wrtmem_segment_verify(NULL, NULL, NULL, &out.u64));
    BAD(E_HANDLE, wrtmem_segment_verify(closed.segment, NULL, NULL, &out.u64));
    BAD(E_HANDLE, wrtmem_segment_verify((const wrtmem_segment_t *)(void *)at.slot, NULL, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_segment_verify(at.segment, NULL, NULL, ODD(uint64_t *)));
}

static void test_slot_open(void) {
    BAD(E_INVALID, wrtmem_slot_open(NULL, &out.slot, &out.u32));
    BAD(E_HANDLE, wrtmem_slot_open(closed.segment, &out.slot, &out.u32));
    BAD(E_HANDLE, wrtmem_slot_open((wrtmem_segment_t *)(void *)at.slot, &out.slot, &out.u32));
    BAD(E_READ_ONLY, wrtmem_slot_open(at.observer, &out.slot, &out.u32));
    BAD(E_INVALID, wrtmem_slot_open(at.segment, NULL, &out.u32));
    BAD(E_INVALID, wrtmem_slot_open(at.segment, ODD(wrtmem_slot_t **), &out.u32));
    BAD(E_INVALID, wrtmem_slot_open(at.segment, &out.slot, ODD(uint32_t *)));
}

static void test_slot_close(void) {
    BAD(OK, wrtmem_slot_close(NULL));
    BAD(E_HANDLE, wrtmem_slot_close(closed.slot));
    BAD(E_HANDLE, wrtmem_slot_close((wrtmem_slot_t *)(void *)at.bytes));
}

static void test_object_info(void) {
    BAD(E_INVALID, wrtmem_object_info(NULL, 0, &out.object_info));
    BAD(E_HANDLE, wrtmem_object_info(closed.segment, 0, &out.object_info));
    BAD(E_HANDLE, wrtmem_object_info((const wrtmem_segment_t *)(void *)at.slot, 0, &out.object_info));
    BAD(E_NOT_FOUND, wrtmem_object_info(at.segment, OBJECTS - 1, &out.object_info));
    BAD(E_INVALID, wrtmem_object_info(at.segment, OBJECTS, &out.object_info));
    BAD(E_INVALID, wrtmem_object_info(at.segment, UINT32_MAX, &out.object_info));
    BAD(E_INVALID, wrtmem_object_info(at.segment, 0, NULL));
    BAD(E_INVALID, wrtmem_object_info(at.segment, 0, ODD(wrtmem_object_info_t *)));
    BAD(E_INVALID, wrtmem_object_info(at.segment, 0, INFO(object_info, 0)));
    BAD(E_INVALID, wrtmem_object_info(at.segment, 0, INFO(object_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_object_info(at.segment, 0, INFO(object_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_object_info(at.segment, 0, INFO(object_info, SIZE_MAX)));
}

static void test_object_remove(void) {
    BAD(E_INVALID, wrtmem_object_remove(NULL, "bytes"));
    BAD(E_HANDLE, wrtmem_object_remove(closed.segment, "bytes"));
    BAD(E_HANDLE, wrtmem_object_remove((wrtmem_segment_t *)(void *)at.slot, "bytes"));
    BAD(E_READ_ONLY, wrtmem_object_remove(at.observer, "bytes"));
    BAD(E_INVALID, wrtmem_object_remove(at.segment, NULL));
    BAD(E_NAME, wrtmem_object_remove(at.segment, ""));
    BAD(E_NAME, wrtmem_object_remove(at.segment, TOO_LONG_OBJECT));
    BAD(E_NAME, wrtmem_object_remove(at.segment, "a/b"));
    BAD(E_NAME, wrtmem_object_remove(at.segment, "."));
    BAD(E_NAME, wrtmem_object_remove(at.segment, ".a"));
    BAD(E_NAME, wrtmem_object_remove(at.segment, "a b"));
    BAD(E_NAME, wrtmem_object_remove(at.segment, "\xff"));
    BAD(E_NOT_FOUND, wrtmem_object_remove(at.segment, "absent"));
}

static void test_bytes_create(void) {
    BAD(E_INVALID, wrtmem_bytes_create(NULL, "new", 64, &out.bytes));
    BAD(E_HANDLE, wrtmem_bytes_create(closed.segment, "new", 64, &out.bytes));
    BAD(E_HANDLE, wrtmem_bytes_create((wrtmem_segment_t *)(void *)at.slot, "new", 64, &out.bytes));
    BAD(E_READ_ONLY, wrtmem_bytes_create(at.observer, "new", 64, &out.bytes));
    BAD(E_INVALID, wrtmem_bytes_create(at.segment, NULL, 64, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_create(at.segment, "", 64, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_create(at.segment, TOO_LONG_OBJECT, 64, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_create(at.segment, "a/b", 64, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_create(at.segment, ".", 64, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_create(at.segment, ".a", 64, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_create(at.segment, "a b", 64, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_create(at.segment, "\xff", 64, &out.bytes));
    BAD(E_EXISTS, wrtmem_bytes_create(at.segment, "bytes", 64, &out.bytes));
    BAD(E_EXISTS, wrtmem_bytes_create(at.segment, "ring", 64, &out.bytes));
    BAD(E_INVALID, wrtmem_bytes_create(at.segment, "new", 0, &out.bytes));
    BAD(E_INVALID, wrtmem_bytes_create(at.segment, "new", UINT64_MAX, &out.bytes));
    BAD(E_INVALID, wrtmem_bytes_create(at.segment, "new", (uint64_t)INT64_MAX + 1, &out.bytes));
    BAD(E_NO_SPACE, wrtmem_bytes_create(at.segment, "new", INT64_MAX, &out.bytes));
    BAD(E_INVALID, wrtmem_bytes_create(at.segment, "new", 64, NULL));
    BAD(E_INVALID, wrtmem_bytes_create(at.segment, "new", 64, ODD(wrtmem_bytes_t **)));
}

static void test_bytes_open_or_create(void) {
    BAD(E_INVALID, wrtmem_bytes_open_or_create(NULL, "new", 64, &out.bytes, &out.flag));
    BAD(E_HANDLE, wrtmem_bytes_open_or_create(closed.segment, "new", 64, &out.bytes, &out.flag));
    BAD(E_HANDLE, wrtmem_bytes_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", 64, &out.bytes, &out.flag));
    BAD(E_READ_ONLY, wrtmem_bytes_open_or_create(at.observer, "new", 64, &out.bytes, &out.flag));
    BAD(E_INVALID, wrtmem_bytes_open_or_create(at.segment, NULL, 64, &out.bytes, &out.flag));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, "", 64, &out.bytes, &out.flag));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, TOO_LONG_OBJECT, 64, &out.bytes, &out.flag));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, "a/b", 64, &out.bytes, &out.flag));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, ".", 64, &out.bytes, &out.flag));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, ".a", 64, &out.bytes, &out.flag));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, "a b", 64, &out.bytes, &out.flag));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, "\xff", 64, &out.bytes, &out.flag));
    BAD(E_MISMATCH, wrtmem_bytes_open_or_create(at.segment, "ring", 64, &out.bytes, &out.flag));
    BAD(E_MISMATCH, wrtmem_bytes_open_or_create(at.segment, "bytes", 65, &out.bytes, &out.flag));
    BAD(E_MISMATCH, wrtmem_bytes_open_or_create(at.segment, "bytes", 0, &out.bytes, &out.flag));
    BAD(E_INVALID, wrtmem_bytes_open_or_create(at.segment, "new", 0, &out.bytes, &out.flag));
    BAD(E_INVALID, wrtmem_bytes_open_or_create(at.segment, "new", UINT64_MAX, &out.bytes, &out.flag));
    BAD(E_NO_SPACE, wrtmem_bytes_open_or_create(at.segment, "new", INT64_MAX, &out.bytes, &out.flag));
    BAD(E_INVALID, wrtmem_bytes_open_or_create(at.segment, "new", 64, NULL, &out.flag));
    BAD(E_INVALID, wrtmem_bytes_open_or_create(at.segment, "new", 64, ODD(wrtmem_bytes_t **), &out.flag));
}

static void test_bytes_open(void) {
    BAD(E_INVALID, wrtmem_bytes_open(NULL, "bytes", WRTMEM_POLL, &out.bytes));
    BAD(E_HANDLE, wrtmem_bytes_open(closed.segment, "bytes", WRTMEM_POLL, &out.bytes));
    BAD(E_HANDLE, wrtmem_bytes_open((wrtmem_segment_t *)(void *)at.slot, "bytes", WRTMEM_POLL, &out.bytes));
    BAD(E_NOT_FOUND, wrtmem_bytes_open(at.observer, "absent", WRTMEM_POLL, &out.bytes));
    BAD(E_MISMATCH, wrtmem_bytes_open(at.observer, "ring", WRTMEM_POLL, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_open(at.observer, ".", WRTMEM_POLL, &out.bytes));
    BAD(E_INVALID, wrtmem_bytes_open(at.segment, NULL, WRTMEM_POLL, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_open(at.segment, "", WRTMEM_POLL, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_open(at.segment, "a/b", WRTMEM_POLL, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_open(at.segment, ".", WRTMEM_POLL, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_open(at.segment, ".a", WRTMEM_POLL, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_open(at.segment, "a b", WRTMEM_POLL, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_open(at.segment, "\xff", WRTMEM_POLL, &out.bytes));
    BAD(E_MISMATCH, wrtmem_bytes_open(at.segment, "ring", WRTMEM_POLL, &out.bytes));
    BAD(E_NOT_FOUND, wrtmem_bytes_open(at.segment, "absent", WRTMEM_POLL, &out.bytes));
    BAD(E_TIMEOUT, wrtmem_bytes_open(at.segment, "absent", 1, &out.bytes));
    BAD(E_NAME, wrtmem_bytes_open(at.segment, ".", WRTMEM_FOREVER, &out.bytes));
    BAD(E_INVALID, wrtmem_bytes_open(at.segment, "bytes", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_bytes_open(at.segment, "bytes", WRTMEM_POLL, ODD(wrtmem_bytes_t **)));
}

static void test_bytes_data(void) {
    BAD(E_INVALID, wrtmem_bytes_data(NULL, &out.pointer, &out.u64));
    BAD(E_HANDLE, wrtmem_bytes_data(closed.bytes, &out.pointer, &out.u64));
    BAD(E_HANDLE, wrtmem_bytes_data((const wrtmem_bytes_t *)(void *)at.ring, &out.pointer, &out.u64));
    BAD(E_INVALID, wrtmem_bytes_data(at.bytes, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_bytes_data(at.bytes, ODD(void **), &out.u64));
    BAD(E_INVALID, wrtmem_bytes_data(at.bytes, &out.pointer, ODD(uint64_t *)));
}

static void test_bytes_close(void) {
    BAD(OK, wrtmem_bytes_close(NULL));
    BAD(E_HANDLE, wrtmem_bytes_close(closed.bytes));
    BAD(E_HANDLE, wrtmem_bytes_close((wrtmem_bytes_t *)(void *)at.ring));
}

static void test_pages_allocate(void) {
    BAD(E_INVALID, wrtmem_pages_allocate(NULL, PAGE, &out.u64));
    BAD(E_HANDLE, wrtmem_pages_allocate(closed.segment, PAGE, &out.u64));
    BAD(E_HANDLE, wrtmem_pages_allocate((wrtmem_segment_t *)(void *)at.slot, PAGE, &out.u64));
    BAD(E_READ_ONLY, wrtmem_pages_allocate(at.observer, PAGE, &out.u64));
    BAD(E_INVALID, wrtmem_pages_allocate(at.segment, 0, &out.u64));
    BAD(E_NO_SPACE, wrtmem_pages_allocate(at.segment, pages_end, &out.u64));
    BAD(E_NO_SPACE, wrtmem_pages_allocate(at.segment, UINT64_MAX, &out.u64));
    BAD(E_NO_SPACE, wrtmem_pages_allocate(at.segment, UINT64_MAX - 4095, &out.u64));
    BAD(E_INVALID, wrtmem_pages_allocate(at.segment, PAGE, NULL));
    BAD(E_INVALID, wrtmem_pages_allocate(at.segment, PAGE, ODD(uint64_t *)));
}

static void test_pages_free(void) {
    BAD(E_INVALID, wrtmem_pages_free(NULL, pages));
    BAD(E_HANDLE, wrtmem_pages_free(closed.segment, pages));
    BAD(E_HANDLE, wrtmem_pages_free((wrtmem_segment_t *)(void *)at.slot, pages));
    BAD(E_READ_ONLY, wrtmem_pages_free(at.observer, pages));
    BAD(E_INVALID, wrtmem_pages_free(at.segment, 0));
    BAD(E_INVALID, wrtmem_pages_free(at.segment, PAGE));
    BAD(E_INVALID, wrtmem_pages_free(at.segment, pages + 1));
    BAD(E_INVALID, wrtmem_pages_free(at.segment, pages + PAGE));
    BAD(E_INVALID, wrtmem_pages_free(at.segment, pages_end));
    BAD(E_INVALID, wrtmem_pages_free(at.segment, UINT64_MAX));
    BAD(E_INVALID, wrtmem_pages_free(at.segment, UINT64_MAX - 4095));
    BAD(E_STATE, wrtmem_pages_free(at.segment, free_page));
    BAD(E_STATE, wrtmem_pages_free(at.segment, object_page));
}

static void test_pointer(void) {
    BAD(E_INVALID, wrtmem_pointer(NULL, pages, PAGE, &out.pointer));
    BAD(E_HANDLE, wrtmem_pointer(closed.segment, pages, PAGE, &out.pointer));
    BAD(E_HANDLE, wrtmem_pointer((const wrtmem_segment_t *)(void *)at.slot, pages, PAGE, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, 0, PAGE, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, PAGE, PAGE, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, pages_end, PAGE, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, pages_end - 1, 2, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, UINT64_MAX, PAGE, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, UINT64_MAX, 0, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, UINT64_MAX, 1, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, UINT64_MAX, UINT64_MAX, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, UINT64_MAX - PAGE + 1, PAGE, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, pages, pages_end, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, pages, UINT64_MAX, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, pages, UINT64_MAX - pages + 1, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, pages, UINT64_MAX - pages + 2, &out.pointer));
    BAD(E_INVALID, wrtmem_pointer(at.segment, pages, PAGE, NULL));
    BAD(E_INVALID, wrtmem_pointer(at.segment, pages, PAGE, ODD(void **)));
}

static void test_offset(void) {
    BAD(E_INVALID, wrtmem_offset(NULL, mapped, &out.u64));
    BAD(E_HANDLE, wrtmem_offset(closed.segment, mapped, &out.u64));
    BAD(E_HANDLE, wrtmem_offset((const wrtmem_segment_t *)(void *)at.slot, mapped, &out.u64));
    BAD(E_INVALID, wrtmem_offset(at.segment, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_offset(at.segment, &out, &out.u64));
    BAD(E_INVALID, wrtmem_offset(at.segment, (void *)UINTPTR_MAX, &out.u64));
    BAD(E_INVALID, wrtmem_offset(at.segment, (char *)mapped - pages, &out.u64));
    BAD(E_INVALID, wrtmem_offset(at.segment, (char *)mapped - pages + pages_end, &out.u64));
    BAD(E_INVALID, wrtmem_offset(at.segment, mapped, NULL));
    BAD(E_INVALID, wrtmem_offset(at.segment, mapped, ODD(uint64_t *)));
}

static void test_message_create(void) {
    BAD(E_INVALID, wrtmem_message_create(NULL, "new", default_message_options(), &out.message));
    BAD(E_HANDLE, wrtmem_message_create(closed.segment, "new", default_message_options(), &out.message));
    BAD(E_HANDLE, wrtmem_message_create((wrtmem_segment_t *)(void *)at.slot, "new", default_message_options(), &out.message));
    BAD(E_READ_ONLY, wrtmem_message_create(at.observer, "new", default_message_options(), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, NULL, default_message_options(), &out.message));
    BAD(E_NAME, wrtmem_message_create(at.segment, "", default_message_options(), &out.message));
    BAD(E_NAME, wrtmem_message_create(at.segment, TOO_LONG_OBJECT, default_message_options(), &out.message));
    BAD(E_NAME, wrtmem_message_create(at.segment, "a/b", default_message_options(), &out.message));
    BAD(E_NAME, wrtmem_message_create(at.segment, ".", default_message_options(), &out.message));
    BAD(E_NAME, wrtmem_message_create(at.segment, ".a", default_message_options(), &out.message));
    BAD(E_NAME, wrtmem_message_create(at.segment, "a b", default_message_options(), &out.message));
    BAD(E_NAME, wrtmem_message_create(at.segment, "\xff", default_message_options(), &out.message));
    BAD(E_EXISTS, wrtmem_message_create(at.segment, "ring", default_message_options(), &out.message));
    BAD(E_EXISTS, wrtmem_message_create(at.segment, "bytes", default_message_options(), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", ODD(const wrtmem_message_options_t *), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(size, 0), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(size, sizeof(size_t) - 1), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(size, (1 << 16) + 1), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(size, SIZE_MAX), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(reserved, 1), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(lanes, 1024), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(lanes, UINT32_MAX), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(lane_bytes, 1), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(lane_bytes, 2048), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(lane_bytes, 4097), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(lane_bytes, UINT64_C(1) << 31), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", MESSAGE(lane_bytes, UINT64_MAX), &out.message));
    BAD(E_NO_SPACE, wrtmem_message_create(at.segment, "new", MESSAGE(lane_bytes, 1 << 30), &out.message));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", default_message_options(), NULL));
    BAD(E_INVALID, wrtmem_message_create(at.segment, "new", default_message_options(), ODD(wrtmem_message_t **)));
}

static void test_message_open_or_create(void) {
    BAD(E_INVALID, wrtmem_message_open_or_create(NULL, "new", default_message_options(), &out.message, &out.flag));
    BAD(E_HANDLE, wrtmem_message_open_or_create(closed.segment, "new", default_message_options(), &out.message, &out.flag));
    BAD(E_HANDLE, wrtmem_message_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_message_options(), &out.message, &out.flag));
    BAD(E_READ_ONLY, wrtmem_message_open_or_create(at.observer, "new", default_message_options(), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, NULL, default_message_options(), &out.message, &out.flag));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, "", default_message_options(), &out.message, &out.flag));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, TOO_LONG_OBJECT, default_message_options(), &out.message, &out.flag));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, "a/b", default_message_options(), &out.message, &out.flag));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, ".", default_message_options(), &out.message, &out.flag));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, ".a", default_message_options(), &out.message, &out.flag));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, "a b", default_message_options(), &out.message, &out.flag));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, "\xff", default_message_options(), &out.message, &out.flag));
    BAD(E_MISMATCH, wrtmem_message_open_or_create(at.segment, "bytes", default_message_options(), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", ODD(const wrtmem_message_options_t *), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(size, 0), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(size, sizeof(size_t) - 1), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(size, (1 << 16) + 1), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(size, SIZE_MAX), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(reserved, 1), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lanes, 1024), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lanes, UINT32_MAX), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, 1), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, 2048), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, 4097), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, UINT64_C(1) << 31), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, UINT64_MAX), &out.message, &out.flag));
    BAD(E_NO_SPACE, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, 1 << 30), &out.message, &out.flag));
    BAD(E_MISMATCH, wrtmem_message_open_or_create(at.segment, "ring", MESSAGE(lanes, 3), &out.message, &out.flag));
    BAD(E_MISMATCH, wrtmem_message_open_or_create(at.segment, "ring", MESSAGE(lane_bytes, 8192), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "ring", MESSAGE(lanes, 1024), &out.message, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", default_message_options(), NULL, &out.flag));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", default_message_options(), ODD(wrtmem_message_t **), &out.flag));
}

static void test_message_open(void) {
    BAD(E_INVALID, wrtmem_message_open(NULL, "ring", WRTMEM_POLL, &out.message));
    BAD(E_HANDLE, wrtmem_message_open(closed.segment, "ring", WRTMEM_POLL, &out.message));
    BAD(E_HANDLE, wrtmem_message_open((wrtmem_segment_t *)(void *)at.slot, "ring", WRTMEM_POLL, &out.message));
    BAD(E_MISMATCH, wrtmem_message_open(at.observer, "bytes", WRTMEM_POLL, &out.message));
    BAD(E_INVALID, wrtmem_message_open(at.segment, NULL, WRTMEM_POLL, &out.message));
    BAD(E_NAME, wrtmem_message_open(at.segment, "", WRTMEM_POLL, &out.message));
    BAD(E_NAME, wrtmem_message_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.message));
    BAD(E_NAME, wrtmem_message_open(at.segment, "a/b", WRTMEM_POLL, &out.message));
    BAD(E_NAME, wrtmem_message_open(at.segment, ".", WRTMEM_POLL, &out.message));
    BAD(E_NAME, wrtmem_message_open(at.segment, ".a", WRTMEM_POLL, &out.message));
    BAD(E_NAME, wrtmem_message_open(at.segment, "a b", WRTMEM_POLL, &out.message));
    BAD(E_NAME, wrtmem_message_open(at.segment, "\xff", WRTMEM_POLL, &out.message));
    BAD(E_MISMATCH, wrtmem_message_open(at.segment, "bytes", WRTMEM_POLL, &out.message));
    BAD(E_NOT_FOUND, wrtmem_message_open(at.segment, "absent", WRTMEM_POLL, &out.message));
    BAD(E_TIMEOUT, wrtmem_message_open(at.segment, "absent", 1, &out.message));
    BAD(E_NAME, wrtmem_message_open(at.segment, ".", WRTMEM_FOREVER, &out.message));
    BAD(E_INVALID, wrtmem_message_open(at.segment, "ring", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_message_open(at.segment, "ring", WRTMEM_POLL, ODD(wrtmem_message_t **)));
}

static void test_message_close(void) {
    BAD(OK, wrtmem_message_close(NULL));
    BAD(E_HANDLE, wrtmem_message_close(closed.message));
    BAD(E_HANDLE, wrtmem_message_close((wrtmem_message_t *)(void *)at.sender));
}

static void test_message_info(void) {
    BAD(E_INVALID, wrtmem_message_info(NULL, &out.message_info));
    BAD(E_HANDLE, wrtmem_message_info(closed.message, &out.message_info));
    BAD(E_HANDLE, wrtmem_message_info((const wrtmem_message_t *)(void *)at.sender, &out.message_info));
    BAD(E_INVALID, wrtmem_message_info(at.ring, NULL));
    BAD(E_INVALID, wrtmem_message_info(at.ring, ODD(wrtmem_message_info_t *)));
    BAD(E_INVALID, wrtmem_message_info(at.ring, INFO(message_info, 0)));
    BAD(E_INVALID, wrtmem_message_info(at.ring, INFO(message_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_message_info(at.ring, INFO(message_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_message_info(at.ring, INFO(message_info, SIZE_MAX)));
}

static void test_message_lane_info(void) {
    BAD(E_INVALID, wrtmem_message_lane_info(NULL, 0, &out.lane_info));
    BAD(E_HANDLE, wrtmem_message_lane_info(closed.message, 0, &out.lane_info));
    BAD(E_HANDLE, wrtmem_message_lane_info((const wrtmem_message_t *)(void *)at.sender, 0, &out.lane_info));
    BAD(E_INVALID, wrtmem_message_lane_info(at.ring, LANES, &out.lane_info));
    BAD(E_INVALID, wrtmem_message_lane_info(at.ring, INT32_MAX, &out.lane_info));
    BAD(E_INVALID, wrtmem_message_lane_info(at.ring, UINT32_MAX, &out.lane_info));
    BAD(E_INVALID, wrtmem_message_lane_info(at.ring, 0, NULL));
    BAD(E_INVALID, wrtmem_message_lane_info(at.ring, 0, ODD(wrtmem_lane_info_t *)));
    BAD(E_INVALID, wrtmem_message_lane_info(at.ring, 0, INFO(lane_info, 0)));
    BAD(E_INVALID, wrtmem_message_lane_info(at.ring, 0, INFO(lane_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_message_lane_info(at.ring, 0, INFO(lane_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_message_lane_info(at.ring, 0, INFO(lane_info, SIZE_MAX)));
}

static void test_sender_open(void) {
    BAD(E_INVALID, wrtmem_sender_open(NULL, 1, &out.sender, &out.u64));
    BAD(E_HANDLE, wrtmem_sender_open(closed.message, 1, &out.sender, &out.u64));
    BAD(E_HANDLE, wrtmem_sender_open((wrtmem_message_t *)(void *)at.sender, 1, &out.sender, &out.u64));
    BAD(E_READ_ONLY, wrtmem_sender_open(at.look_ring, 1, &out.sender, &out.u64));
    BAD(E_BUSY, wrtmem_sender_open(at.ring, 0, &out.sender, &out.u64));
    BAD(E_INVALID, wrtmem_sender_open(at.ring, LANES, &out.sender, &out.u64));
    BAD(E_INVALID, wrtmem_sender_open(at.ring, INT32_MAX, &out.sender, &out.u64));
    BAD(E_INVALID, wrtmem_sender_open(at.ring, -2, &out.sender, &out.u64));
    BAD(E_INVALID, wrtmem_sender_open(at.ring, INT32_MIN, &out.sender, &out.u64));
    BAD(E_INVALID, wrtmem_sender_open(at.ring, 1, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_sender_open(at.ring, 1, ODD(wrtmem_sender_t **), &out.u64));
    BAD(E_INVALID, wrtmem_sender_open(at.ring, 1, &out.sender, ODD(uint64_t *)));
}

static void test_sender_send(void) {
    BAD(E_INVALID, wrtmem_sender_send(NULL, message.bytes, 1, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_sender_send(closed.sender, message.bytes, 1, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_sender_send((wrtmem_sender_t *)(void *)at.receiver, message.bytes, 1, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_sender_send(at.sender, NULL, 1, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_sender_send(at.sender, NULL, SIZE_MAX, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_sender_send(at.sender, message.bytes, SIZE_MAX, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_sender_send(at.sender, message.bytes, (size_t)INT64_MAX + 1, WRTMEM_POLL, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_sender_send(at.sender, message.bytes, PAGE / 2 - 23, WRTMEM_POLL, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_sender_send(at.sender, message.bytes, sizeof message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_sender_send(at.sender, message.bytes, 1, WRTMEM_POLL, ODD(uint64_t *)));
}

static void test_sender_try_send(void) {
    BAD(E_INVALID, wrtmem_sender_try_send(NULL, message.bytes, 1, &out.u64));
    BAD(E_HANDLE, wrtmem_sender_try_send(closed.sender, message.bytes, 1, &out.u64));
    BAD(E_HANDLE, wrtmem_sender_try_send((wrtmem_sender_t *)(void *)at.receiver, message.bytes, 1, &out.u64));
    BAD(E_INVALID, wrtmem_sender_try_send(at.sender, NULL, 1, &out.u64));
    BAD(E_INVALID, wrtmem_sender_try_send(at.sender, NULL, SIZE_MAX, &out.u64));
    BAD(E_INVALID, wrtmem_sender_try_send(at.sender, message.bytes, SIZE_MAX, &out.u64));
    BAD(E_INVALID, wrtmem_sender_try_send(at.sender, message.bytes, (size_t)INT64_MAX + 1, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_sender_try_send(at.sender, message.bytes, PAGE / 2 - 23, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_sender_try_send(at.sender, message.bytes, sizeof message.bytes, &out.u64));
    BAD(E_INVALID, wrtmem_sender_try_send(at.sender, message.bytes, 1, ODD(uint64_t *)));
}

static void test_sender_close(void) {
    BAD(OK, wrtmem_sender_close(NULL));
    BAD(E_HANDLE, wrtmem_sender_close(closed.sender));
    BAD(E_HANDLE, wrtmem_sender_close((wrtmem_sender_t *)(void *)at.receiver));
}

static void test_receiver_open(void) {
    BAD(E_INVALID, wrtmem_receiver_open(NULL, &out.receiver));
    BAD(E_HANDLE, wrtmem_receiver_open(closed.message, &out.receiver));
    BAD(E_HANDLE, wrtmem_receiver_open((wrtmem_message_t *)(void *)at.sender, &out.receiver));
    BAD(E_READ_ONLY, wrtmem_receiver_open(at.look_ring, &out.receiver));
    BAD(E_BUSY, wrtmem_receiver_open(at.ring, &out.receiver));
    BAD(E_INVALID, wrtmem_receiver_open(at.ring, NULL));
    BAD(E_INVALID, wrtmem_receiver_open(at.ring, ODD(wrtmem_receiver_t **)));
}

static void test_receiver_receive(void) {
    BAD(E_INVALID, wrtmem_receiver_receive(NULL, message.bytes, PAGE, WRTMEM_POLL, &out.record));
    BAD(E_HANDLE, wrtmem_receiver_receive(closed.receiver, message.bytes, PAGE, WRTMEM_POLL, &out.record));
    BAD(E_HANDLE, wrtmem_receiver_receive((wrtmem_receiver_t *)(void *)at.segment, message.bytes, PAGE, WRTMEM_POLL, &out.record));
    BAD(E_INVALID, wrtmem_receiver_receive(at.receiver, NULL, PAGE, WRTMEM_POLL, &out.record));
    BAD(E_INVALID, wrtmem_receiver_receive(at.receiver, NULL, SIZE_MAX, WRTMEM_POLL, &out.record));
    BAD(E_INVALID, wrtmem_receiver_receive(at.receiver, message.bytes, SIZE_MAX, WRTMEM_POLL, &out.record));
    BAD(E_INVALID, wrtmem_receiver_receive(at.receiver, message.bytes, (size_t)INT64_MAX + 1, WRTMEM_POLL, &out.record));
    BAD(E_TIMEOUT, wrtmem_receiver_receive(at.receiver, message.bytes, PAGE, WRTMEM_POLL, &out.record));
    BAD(E_TIMEOUT, wrtmem_receiver_receive(at.receiver, message.bytes, PAGE, 1, &out.record));
    BAD(E_TIMEOUT, wrtmem_receiver_receive(at.receiver, NULL, 0, WRTMEM_POLL, &out.record));
    BAD(E_INVALID, wrtmem_receiver_receive(at.receiver, message.bytes, PAGE, WRTMEM_POLL, ODD(wrtmem_record_t *)));
}

static void test_receiver_try_receive(void) {
    BAD(E_INVALID, wrtmem_receiver_try_receive(NULL, message.bytes, PAGE, &out.record));
    BAD(E_HANDLE, wrtmem_receiver_try_receive(closed.receiver, message.bytes, PAGE, &out.record));
    BAD(E_HANDLE, wrtmem_receiver_try_receive((wrtmem_receiver_t *)(void *)at.segment, message.bytes, PAGE, &out.record));
    BAD(E_INVALID, wrtmem_receiver_try_receive(at.receiver, NULL, PAGE, &out.record));
    BAD(E_INVALID, wrtmem_receiver_try_receive(at.receiver, message.bytes, SIZE_MAX, &out.record));
    BAD(E_INVALID, wrtmem_receiver_try_receive(at.receiver, message.bytes, (size_t)INT64_MAX + 1, &out.record));
    BAD(E_EMPTY, wrtmem_receiver_try_receive(at.receiver, message.bytes, 0, &out.record));
    BAD(E_INVALID, wrtmem_receiver_try_receive(at.receiver, message.bytes, PAGE, ODD(wrtmem_record_t *)));
}

static void test_receiver_close(void) {
    BAD(OK, wrtmem_receiver_close(NULL));
    BAD(E_HANDLE, wrtmem_receiver_close(closed.receiver));
    BAD(E_HANDLE, wrtmem_receiver_close((wrtmem_receiver_t *)(void *)at.segment));
}

static void test_spsc_create(void) {
    BAD(E_INVALID, wrtmem_spsc_create(NULL, "new", default_spsc_options(), &out.spsc));
    BAD(E_HANDLE, wrtmem_spsc_create(closed.segment, "new", default_spsc_options(), &out.spsc));
    BAD(E_HANDLE, wrtmem_spsc_create((wrtmem_segment_t *)(void *)at.slot, "new", default_spsc_options(), &out.spsc));
    BAD(E_READ_ONLY, wrtmem_spsc_create(at.observer, "new", default_spsc_options(), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, NULL, default_spsc_options(), &out.spsc));
    BAD(E_NAME, wrtmem_spsc_create(at.segment, "", default_spsc_options(), &out.spsc));
    BAD(E_NAME, wrtmem_spsc_create(at.segment, TOO_LONG_OBJECT, default_spsc_options(), &out.spsc));
    BAD(E_NAME, wrtmem_spsc_create(at.segment, "a/b", default_spsc_options(), &out.spsc));
    BAD(E_NAME, wrtmem_spsc_create(at.segment, ".", default_spsc_options(), &out.spsc));
    BAD(E_NAME, wrtmem_spsc_create(at.segment, ".a", default_spsc_options(), &out.spsc));
    BAD(E_NAME, wrtmem_spsc_create(at.segment, "a b", default_spsc_options(), &out.spsc));
    BAD(E_NAME, wrtmem_spsc_create(at.segment, "\xff", default_spsc_options(), &out.spsc));
    BAD(E_EXISTS, wrtmem_spsc_create(at.segment, "spsc", default_spsc_options(), &out.spsc));
    BAD(E_EXISTS, wrtmem_spsc_create(at.segment, "bytes", default_spsc_options(), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", ODD(const wrtmem_spsc_options_t *), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", SPSC(size, 0), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", SPSC(size, sizeof(size_t) - 1), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", SPSC(size, (1 << 16) + 1), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", SPSC(size, SIZE_MAX), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", SPSC(reserved, 1), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", NULL, &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", SPSC(capacity, 3), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", SPSC(capacity, UINT64_C(1) << 32), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", SPSC(capacity, UINT64_MAX), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", SPSC(element, 0), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", SPSC(element, (1 << 24) + 1), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", SPSC(element, UINT32_MAX), &out.spsc));
    BAD(E_NO_SPACE, wrtmem_spsc_create(at.segment, "new", SPSC(capacity, 1 << 20), &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", default_spsc_options(), NULL));
    BAD(E_INVALID, wrtmem_spsc_create(at.segment, "new", default_spsc_options(), ODD(wrtmem_spsc_t **)));
}

static void test_spsc_open_or_create(void) {
    BAD(E_INVALID, wrtmem_spsc_open_or_create(NULL, "new", default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_HANDLE, wrtmem_spsc_open_or_create(closed.segment, "new", default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_HANDLE, wrtmem_spsc_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_READ_ONLY, wrtmem_spsc_open_or_create(at.observer, "new", default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, NULL, default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, "", default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, TOO_LONG_OBJECT, default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, "a/b", default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, ".", default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, ".a", default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, "a b", default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, "\xff", default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_MISMATCH, wrtmem_spsc_open_or_create(at.segment, "bytes", default_spsc_options(), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", ODD(const wrtmem_spsc_options_t *), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(size, 0), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(size, sizeof(size_t) - 1), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(size, (1 << 16) + 1), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(size, SIZE_MAX), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(reserved, 1), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", NULL, &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(capacity, 3), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(capacity, UINT64_C(1) << 32), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(capacity, UINT64_MAX), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(element, 0), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(element, (1 << 24) + 1), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(element, UINT32_MAX), &out.spsc, &out.flag));
    BAD(E_NO_SPACE, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(capacity, 1 << 20), &out.spsc, &out.flag));
    BAD(E_MISMATCH, wrtmem_spsc_open_or_create(at.segment, "spsc", SPSC(capacity, 8), &out.spsc, &out.flag));
    BAD(E_MISMATCH, wrtmem_spsc_open_or_create(at.segment, "spsc", SPSC(element, 4), &out.spsc, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", default_spsc_options(), NULL, &out.flag));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", default_spsc_options(), ODD(wrtmem_spsc_t **), &out.flag));
}

static void test_spsc_open(void) {
    BAD(E_INVALID, wrtmem_spsc_open(NULL, "spsc", WRTMEM_POLL, &out.spsc));
    BAD(E_HANDLE, wrtmem_spsc_open(closed.segment, "spsc", WRTMEM_POLL, &out.spsc));
    BAD(E_HANDLE, wrtmem_spsc_open((wrtmem_segment_t *)(void *)at.slot, "spsc", WRTMEM_POLL, &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_open(at.segment, NULL, WRTMEM_POLL, &out.spsc));
    BAD(E_NAME, wrtmem_spsc_open(at.segment, "", WRTMEM_POLL, &out.spsc));
    BAD(E_NAME, wrtmem_spsc_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.spsc));
    BAD(E_NAME, wrtmem_spsc_open(at.segment, "a/b", WRTMEM_POLL, &out.spsc));
    BAD(E_NAME, wrtmem_spsc_open(at.segment, ".", WRTMEM_POLL, &out.spsc));
    BAD(E_NAME, wrtmem_spsc_open(at.segment, ".a", WRTMEM_POLL, &out.spsc));
    BAD(E_NAME, wrtmem_spsc_open(at.segment, "a b", WRTMEM_POLL, &out.spsc));
    BAD(E_NAME, wrtmem_spsc_open(at.segment, "\xff", WRTMEM_POLL, &out.spsc));
    BAD(E_MISMATCH, wrtmem_spsc_open(at.segment, "bytes", WRTMEM_POLL, &out.spsc));
    BAD(E_NOT_FOUND, wrtmem_spsc_open(at.segment, "absent", WRTMEM_POLL, &out.spsc));
    BAD(E_TIMEOUT, wrtmem_spsc_open(at.segment, "absent", 1, &out.spsc));
    BAD(E_INVALID, wrtmem_spsc_open(at.segment, "spsc", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_spsc_open(at.segment, "spsc", WRTMEM_POLL, ODD(wrtmem_spsc_t **)));
}

static void test_spsc_close(void) {
    BAD(OK, wrtmem_spsc_close(NULL));
    BAD(E_HANDLE, wrtmem_spsc_close(closed.spsc));
    BAD(E_HANDLE, wrtmem_spsc_close((wrtmem_spsc_t *)(void *)at.producer));
}

static void test_spsc_info(void) {
    BAD(E_INVALID, wrtmem_spsc_info(NULL, &out.spsc_info));
    BAD(E_HANDLE, wrtmem_spsc_info(closed.spsc, &out.spsc_info));
    BAD(E_HANDLE, wrtmem_spsc_info((const wrtmem_spsc_t *)(void *)at.producer, &out.spsc_info));
    BAD(E_INVALID, wrtmem_spsc_info(at.spsc, NULL));
    BAD(E_INVALID, wrtmem_spsc_info(at.spsc, ODD(wrtmem_spsc_info_t *)));
    BAD(E_INVALID, wrtmem_spsc_info(at.spsc, INFO(spsc_info, 0)));
    BAD(E_INVALID, wrtmem_spsc_info(at.spsc, INFO(spsc_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_spsc_info(at.spsc, INFO(spsc_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_spsc_info(at.spsc, INFO(spsc_info, SIZE_MAX)));
}

static void test_producer_open(void) {
    BAD(E_INVALID, wrtmem_producer_open(NULL, &out.producer, &out.u64));
    BAD(E_HANDLE, wrtmem_producer_open(closed.spsc, &out.producer, &out.u64));
    BAD(E_HANDLE, wrtmem_producer_open((wrtmem_spsc_t *)(void *)at.producer, &out.producer, &out.u64));
    BAD(E_READ_ONLY, wrtmem_producer_open(at.look_spsc, &out.producer, &out.u64));
    BAD(E_BUSY, wrtmem_producer_open(at.spsc, &out.producer, &out.u64));
    BAD(E_INVALID, wrtmem_producer_open(at.spsc, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_producer_open(at.spsc, ODD(wrtmem_producer_t **), &out.u64));
    BAD(E_INVALID, wrtmem_producer_open(at.spsc, &out.producer, ODD(uint64_t *)));
}

static void test_consumer_open(void) {
    BAD(E_INVALID, wrtmem_consumer_open(NULL, &out.consumer, &out.u64));
    BAD(E_HANDLE, wrtmem_consumer_open(closed.spsc, &out.consumer, &out.u64));
    BAD(E_HANDLE, wrtmem_consumer_open((wrtmem_spsc_t *)(void *)at.producer, &out.consumer, &out.u64));
    BAD(E_READ_ONLY, wrtmem_consumer_open(at.look_spsc, &out.consumer, &out.u64));
    BAD(E_BUSY, wrtmem_consumer_open(at.spsc, &out.consumer, &out.u64));
    BAD(E_INVALID, wrtmem_consumer_open(at.spsc, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_consumer_open(at.spsc, ODD(wrtmem_consumer_t **), &out.u64));
    BAD(E_INVALID, wrtmem_consumer_open(at.spsc, &out.consumer, ODD(uint64_t *)));
}

static void test_producer_close(void) {
    BAD(OK, wrtmem_producer_close(NULL));
    BAD(E_HANDLE, wrtmem_producer_close(closed.producer));
    BAD(E_HANDLE, wrtmem_producer_close((wrtmem_producer_t *)(void *)at.consumer));
}

static void test_consumer_close(void) {
    BAD(OK, wrtmem_consumer_close(NULL));
    BAD(E_HANDLE, wrtmem_consumer_close(closed.consumer));
    BAD(E_HANDLE, wrtmem_consumer_close((wrtmem_consumer_t *)(void *)at.spsc));
}

static void test_producer_push(void) {
    BAD(E_INVALID, wrtmem_producer_push(NULL, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_producer_push(closed.producer, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_producer_push((wrtmem_producer_t *)(void *)at.consumer, message.bytes, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_producer_push(at.producer, NULL, WRTMEM_POLL));
}

static void test_producer_try_push(void) {
    BAD(E_INVALID, wrtmem_producer_try_push(NULL, message.bytes));
    BAD(E_HANDLE, wrtmem_producer_try_push(closed.producer, message.bytes));
    BAD(E_HANDLE, wrtmem_producer_try_push((wrtmem_producer_t *)(void *)at.consumer, message.bytes));
    BAD(E_INVALID, wrtmem_producer_try_push(at.producer, NULL));
}

static void test_producer_push_or_drop(void) {
    BAD(E_INVALID, wrtmem_producer_push_or_drop(NULL, message.bytes, &out.flag));
    BAD(E_HANDLE, wrtmem_producer_push_or_drop(closed.producer, message.bytes, &out.flag));
    BAD(E_HANDLE, wrtmem_producer_push_or_drop((wrtmem_producer_t *)(void *)at.consumer, message.bytes, &out.flag));
    BAD(E_INVALID, wrtmem_producer_push_or_drop(at.producer, NULL, &out.flag));
}

static void test_producer_push_n(void) {
    BAD(E_INVALID, wrtmem_producer_push_n(NULL, message.bytes, 1, WRTMEM_POLL, &out.count));
    BAD(E_HANDLE, wrtmem_producer_push_n(closed.producer, message.bytes, 1, WRTMEM_POLL, &out.count));
    BAD(E_HANDLE, wrtmem_producer_push_n((wrtmem_producer_t *)(void *)at.consumer, message.bytes, 1, WRTMEM_POLL, &out.count));
    BAD(E_INVALID, wrtmem_producer_push_n(at.producer, NULL, 1, WRTMEM_POLL, &out.count));
    BAD(E_INVALID, wrtmem_producer_push_n(at.producer, message.bytes, SIZE_MAX, WRTMEM_POLL, &out.count));
    BAD(E_INVALID, wrtmem_producer_push_n(at.producer, message.bytes, SIZE_MAX / 8, WRTMEM_POLL, &out.count));
    BAD(E_INVALID, wrtmem_producer_push_n(at.producer, message.bytes, (size_t)INT64_MAX / 8 + 1, WRTMEM_POLL, &out.count));
    BAD(E_INVALID, wrtmem_producer_push_n(at.producer, message.bytes, 1, WRTMEM_POLL, ODD(size_t *)));
}

static void test_producer_reserve(void) {
    BAD(E_INVALID, wrtmem_producer_reserve(NULL, 1, WRTMEM_POLL, &out.span));
    BAD(E_HANDLE, wrtmem_producer_reserve(closed.producer, 1, WRTMEM_POLL, &out.span));
    BAD(E_HANDLE, wrtmem_producer_reserve((wrtmem_producer_t *)(void *)at.consumer, 1, WRTMEM_POLL, &out.span));
    BAD(E_INVALID, wrtmem_producer_reserve(at.producer, 0, WRTMEM_POLL, &out.span));
    BAD(E_INVALID, wrtmem_producer_reserve(at.producer, 1, WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_producer_reserve(at.producer, 1, WRTMEM_POLL, ODD(wrtmem_span_t *)));
}

static void test_producer_commit(void) {
    BAD(E_INVALID, wrtmem_producer_commit(NULL, 0));
    BAD(E_HANDLE, wrtmem_producer_commit(closed.producer, 0));
    BAD(E_HANDLE, wrtmem_producer_commit((wrtmem_producer_t *)(void *)at.consumer, 0));
    BAD(E_INVALID, wrtmem_producer_commit(at.producer, 5));
    BAD(E_INVALID, wrtmem_producer_commit(at.producer, SIZE_MAX));
}

static void test_consumer_pop(void) {
    BAD(E_INVALID, wrtmem_consumer_pop(NULL, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_consumer_pop(closed.consumer, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_consumer_pop((wrtmem_consumer_t *)(void *)at.spsc, message.bytes, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_consumer_pop(at.consumer, NULL, WRTMEM_POLL));
    BAD(E_TIMEOUT, wrtmem_consumer_pop(at.consumer, message.bytes, WRTMEM_POLL));
    BAD(E_TIMEOUT, wrtmem_consumer_pop(at.consumer, message.bytes, 1));
}

static void test_consumer_try_pop(void) {
    BAD(E_INVALID, wrtmem_consumer_try_pop(NULL, message.bytes));
    BAD(E_HANDLE, wrtmem_consumer_try_pop(closed.consumer, message.bytes));
    BAD(E_HANDLE, wrtmem_consumer_try_pop((wrtmem_consumer_t *)(void *)at.spsc, message.bytes));
    BAD(E_INVALID, wrtmem_consumer_try_pop(at.consumer, NULL));
    BAD(E_EMPTY, wrtmem_consumer_try_pop(at.consumer, message.bytes));
}

static void test_consumer_pop_n(void) {
    BAD(E_INVALID, wrtmem_consumer_pop_n(NULL, message.bytes, 1, WRTMEM_POLL, &out.count));
    BAD(E_HANDLE, wrtmem_consumer_pop_n(closed.consumer, message.bytes, 1, WRTMEM_POLL, &out.count));
    BAD(E_HANDLE, wrtmem_consumer_pop_n((wrtmem_consumer_t *)(void *)at.spsc, message.bytes, 1, WRTMEM_POLL, &out.count));
    BAD(E_INVALID, wrtmem_consumer_pop_n(at.consumer, NULL, 1, WRTMEM_POLL, &out.count));
    BAD(E_INVALID, wrtmem_consumer_pop_n(at.consumer, message.bytes, SIZE_MAX, WRTMEM_POLL, &out.count));
    BAD(E_INVALID, wrtmem_consumer_pop_n(at.consumer, message.bytes, SIZE_MAX / 8, WRTMEM_POLL, &out.count));
    BAD(E_INVALID, wrtmem_consumer_pop_n(at.consumer, message.bytes, (size_t)INT64_MAX / 8 + 1, WRTMEM_POLL, &out.count));
    BAD(E_INVALID, wrtmem_consumer_pop_n(at.consumer, message.bytes, 1, WRTMEM_POLL, ODD(size_t *)));
}

static void test_consumer_peek(void) {
    BAD(E_INVALID, wrtmem_consumer_peek(NULL, 1, WRTMEM_POLL, &out.span));
    BAD(E_HANDLE, wrtmem_consumer_peek(closed.consumer, 1, WRTMEM_POLL, &out.span));
    BAD(E_HANDLE, wrtmem_consumer_peek((wrtmem_consumer_t *)(void *)at.spsc, 1, WRTMEM_POLL, &out.span));
    BAD(E_INVALID, wrtmem_consumer_peek(at.consumer, 0, WRTMEM_POLL, &out.span));
    BAD(E_TIMEOUT, wrtmem_consumer_peek(at.consumer, 1, WRTMEM_POLL, &out.span));
    BAD(E_TIMEOUT, wrtmem_consumer_peek(at.consumer, 1, 1, &out.span));
    BAD(E_INVALID, wrtmem_consumer_peek(at.consumer, 1, WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_consumer_peek(at.consumer, 1, WRTMEM_POLL, ODD(wrtmem_span_t *)));
}

static void test_consumer_release(void) {
    BAD(E_INVALID, wrtmem_consumer_release(NULL, 0));
    BAD(E_HANDLE, wrtmem_consumer_release(closed.consumer, 0));
    BAD(E_HANDLE, wrtmem_consumer_release((wrtmem_consumer_t *)(void *)at.spsc, 0));
    BAD(E_INVALID, wrtmem_consumer_release(at.consumer, 5));
    BAD(E_INVALID, wrtmem_consumer_release(at.consumer, SIZE_MAX));
}

static void test_producer_inline(void) {
    BAD(E_INVALID, wrtmem_producer_inline(NULL, 0, &out.end));
    BAD(E_HANDLE, wrtmem_producer_inline(closed.producer, 0, &out.end));
    BAD(E_HANDLE, wrtmem_producer_inline((wrtmem_producer_t *)(void *)at.consumer, 0, &out.end));
    BAD(E_LAYOUT, wrtmem_producer_inline(at.producer, 0, &out.end));
    BAD(E_LAYOUT, wrtmem_producer_inline(at.producer, UINT32_MAX, &out.end));
    BAD(E_INVALID, wrtmem_producer_inline(at.producer, 0, NULL));
    BAD(E_INVALID, wrtmem_producer_inline(at.producer, 0, ODD(wrtmem_inline_end_t *)));
}

static void test_consumer_inline(void) {
    BAD(E_INVALID, wrtmem_consumer_inline(NULL, 0, &out.end));
    BAD(E_HANDLE, wrtmem_consumer_inline(closed.consumer, 0, &out.end));
    BAD(E_HANDLE, wrtmem_consumer_inline((wrtmem_consumer_t *)(void *)at.spsc, 0, &out.end));
    BAD(E_LAYOUT, wrtmem_consumer_inline(at.consumer, 0, &out.end));
    BAD(E_LAYOUT, wrtmem_consumer_inline(at.consumer, UINT32_MAX, &out.end));
    BAD(E_INVALID, wrtmem_consumer_inline(at.consumer, 0, NULL));
    BAD(E_INVALID, wrtmem_consumer_inline(at.consumer, 0, ODD(wrtmem_inline_end_t *)));
}

static void test_producer_wake(void) {
    BAD(E_INVALID, wrtmem_producer_wake(NULL));
    BAD(E_HANDLE, wrtmem_producer_wake(closed.producer));
    BAD(E_HANDLE, wrtmem_producer_wake((wrtmem_producer_t *)(void *)at.consumer));
}

static void test_consumer_wake(void) {
    BAD(E_INVALID, wrtmem_consumer_wake(NULL));
    BAD(E_HANDLE, wrtmem_consumer_wake(closed.consumer));
    BAD(E_HANDLE, wrtmem_consumer_wake((wrtmem_consumer_t *)(void *)at.spsc));
}

/* In a child: no handle of the parent's is of use, and each can be closed. */
static int after_fork(void *unused) {
    (void)unused;
    FORKED(E_FORKED, wrtmem_segment_recover(at.segment, &out.u32));
    FORKED(E_FORKED, wrtmem_segment_watch(at.segment, &out.number));
    FORKED(E_FORKED, wrtmem_segment_watched(at.segment, &out.u32));
    FORKED(E_FORKED, wrtmem_segment_info(at.segment, &out.segment_info));
    FORKED(E_FORKED, wrtmem_segment_participant(at.segment, 0, &out.participant_info));
    FORKED(E_FORKED, wrtmem_segment_verify(at.segment, NULL, NULL, &out.u64));
    FORKED(E_FORKED, wrtmem_slot_open(at.segment, &out.slot, &out.u32));
    FORKED(E_FORKED, wrtmem_object_info(at.segment, 0, &out.object_info));
    FORKED(E_FORKED, wrtmem_object_remove(at.segment, "bytes"));
    FORKED(E_FORKED, wrtmem_bytes_create(at.segment, "new", 64, &out.bytes));
    FORKED(E_FORKED, wrtmem_bytes_open_or_create(at.segment, "new", 64, &out.bytes, &out.flag));
    FORKED(E_FORKED, wrtmem_bytes_open(at.segment, "bytes", WRTMEM_POLL, &out.bytes));
    FORKED(E_FORKED, wrtmem_bytes_data(at.bytes, &out.pointer, &out.u64));
    FORKED(E_FORKED, wrtmem_pages_allocate(at.segment, PAGE, &out.u64));
    FORKED(E_FORKED, wrtmem_pages_free(at.segment, pages));
    FORKED(E_FORKED, wrtmem_pointer(at.segment, pages, PAGE, &out.pointer));
    FORKED(E_FORKED, wrtmem_offset(at.segment, mapped, &out.u64));
    FORKED(E_FORKED, wrtmem_message_create(at.segment, "new", default_message_options(), &out.message));
    FORKED(E_FORKED, wrtmem_message_open_or_create(at.segment, "new", default_message_options(), &out.message, &out.flag));
    FORKED(E_FORKED, wrtmem_message_open(at.segment, "ring", WRTMEM_POLL, &out.message));
    FORKED(E_FORKED, wrtmem_message_info(at.ring, &out.message_info));
    FORKED(E_FORKED, wrtmem_message_lane_info(at.ring, 0, &out.lane_info));
    FORKED(E_FORKED, wrtmem_sender_open(at.ring, 1, &out.sender, &out.u64));
    FORKED(E_FORKED, wrtmem_sender_send(at.sender, message.bytes, 1, WRTMEM_POLL, &out.u64));
    FORKED(E_FORKED, wrtmem_sender_try_send(at.sender, message.bytes, 1, &out.u64));
    FORKED(E_FORKED, wrtmem_receiver_open(at.ring, &out.receiver));
    FORKED(E_FORKED, wrtmem_receiver_receive(at.receiver, message.bytes, PAGE, WRTMEM_POLL, &out.record));
    FORKED(E_FORKED, wrtmem_receiver_try_receive(at.receiver, message.bytes, PAGE, &out.record));
    FORKED(E_FORKED, wrtmem_spsc_create(at.segment, "new", default_spsc_options(), &out.spsc));
    FORKED(E_FORKED, wrtmem_spsc_open_or_create(at.segment, "new", default_spsc_options(), &out.spsc, &out.flag));
    FORKED(E_FORKED, wrtmem_spsc_open(at.segment, "spsc", WRTMEM_POLL, &out.spsc));
    FORKED(E_FORKED, wrtmem_spsc_info(at.spsc, &out.spsc_info));
    FORKED(E_FORKED, wrtmem_producer_open(at.spsc, &out.producer, &out.u64));
    FORKED(E_FORKED, wrtmem_consumer_open(at.spsc, &out.consumer, &out.u64));
    FORKED(E_FORKED, wrtmem_producer_push(at.producer, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_producer_try_push(at.producer, message.bytes));
    FORKED(E_FORKED, wrtmem_producer_push_or_drop(at.producer, message.bytes, &out.flag));
    FORKED(E_FORKED, wrtmem_producer_push_n(at.producer, message.bytes, 1, WRTMEM_POLL, &out.count));
    FORKED(E_FORKED, wrtmem_producer_reserve(at.producer, 1, WRTMEM_POLL, &out.span));
    FORKED(E_FORKED, wrtmem_producer_commit(at.producer, 0));
    FORKED(E_FORKED, wrtmem_consumer_pop(at.consumer, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_consumer_try_pop(at.consumer, message.bytes));
    FORKED(E_FORKED, wrtmem_consumer_pop_n(at.consumer, message.bytes, 1, WRTMEM_POLL, &out.count));
    FORKED(E_FORKED, wrtmem_consumer_peek(at.consumer, 1, WRTMEM_POLL, &out.span));
    FORKED(E_FORKED, wrtmem_consumer_release(at.consumer, 0));
    FORKED(E_FORKED, wrtmem_producer_inline(at.producer, 0, &out.end));
    FORKED(E_FORKED, wrtmem_consumer_inline(at.consumer, 0, &out.end));
    FORKED(E_FORKED, wrtmem_producer_wake(at.producer));
    FORKED(E_FORKED, wrtmem_consumer_wake(at.consumer));
    FORKED(OK, wrtmem_segment_close(at.segment));
    FORKED(OK, wrtmem_slot_close(at.slot));
    FORKED(OK, wrtmem_bytes_close(at.bytes));
    FORKED(OK, wrtmem_message_close(at.ring));
    FORKED(OK, wrtmem_sender_close(at.sender));
    FORKED(OK, wrtmem_receiver_close(at.receiver));
    FORKED(OK, wrtmem_spsc_close(at.spsc));
    FORKED(OK, wrtmem_producer_close(at.producer));
    FORKED(OK, wrtmem_consumer_close(at.consumer));
    return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "seeded") == 0)
        return run_seeded(argv[2]);
    test_the_rows();
    set_up();
    test_version();
    test_strerror();
    test_status_name();
    test_last_error();
    test_now();
    test_deadline_after();
    test_segment_create();
    test_segment_open();
    test_segment_open_or_create();
    test_segment_open_read_only();
    test_segment_create_private();
    test_segment_create_in();
    test_segment_close();
    test_segment_unlink();
    test_segment_recover();
    test_segment_watch();
    test_segment_watched();
    test_segment_info();
    test_segment_participant();
    test_segment_verify();
    test_slot_open();
    test_slot_close();
    test_object_info();
    test_object_remove();
    test_bytes_create();
    test_bytes_open_or_create();
    test_bytes_open();
    test_bytes_data();
    test_bytes_close();
    test_pages_allocate();
    test_pages_free();
    test_pointer();
    test_offset();
    test_message_create();
    test_message_open_or_create();
    test_message_open();
    test_message_close();
    test_message_info();
    test_message_lane_info();
    test_sender_open();
    test_sender_send();
    test_sender_try_send();
    test_sender_close();
    test_receiver_open();
    test_receiver_receive();
    test_receiver_try_receive();
    test_receiver_close();
    test_spsc_create();
    test_spsc_open_or_create();
    test_spsc_open();
    test_spsc_close();
    test_spsc_info();
    test_producer_open();
    test_consumer_open();
    test_producer_close();
    test_consumer_close();
    test_producer_push();
    test_producer_try_push();
    test_producer_push_or_drop();
    test_producer_push_n();
    test_producer_reserve();
    test_producer_commit();
    test_consumer_pop();
    test_consumer_try_pop();
    test_consumer_pop_n();
    test_consumer_peek();
    test_consumer_release();
    test_producer_inline();
    test_consumer_inline();
    test_producer_wake();
    test_consumer_wake();
    CHECK(process_wait(process_spawn(after_fork, NULL), LIMIT) == EXIT_SUCCESS);
    BAD(OK, wrtmem_segment_close(NULL)); /* the parent is as it was */
    tear_down();
    printf("%u bad calls\n", bad_calls);
    return EXIT_SUCCESS;
}
