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
    BAD(E_INVALID, wrtmem_segment_open_or_create(NULL, default_segment_options(), &out.segment, &out.truth));
    BAD(E_NAME, wrtmem_segment_open_or_create("", default_segment_options(), &out.segment, &out.truth));
    BAD(E_NAME, wrtmem_segment_open_or_create(TOO_LONG_SEGMENT, default_segment_options(), &out.segment, &out.truth));
    BAD(E_NAME, wrtmem_segment_open_or_create("a/b", default_segment_options(), &out.segment, &out.truth));
    BAD(E_NAME, wrtmem_segment_open_or_create(".", default_segment_options(), &out.segment, &out.truth));
    BAD(E_NAME, wrtmem_segment_open_or_create(".a", default_segment_options(), &out.segment, &out.truth));
    BAD(E_NAME, wrtmem_segment_open_or_create("a b", default_segment_options(), &out.segment, &out.truth));
    BAD(E_NAME, wrtmem_segment_open_or_create("\xff", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("empty", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("short", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("truncated", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("longer", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("zeros", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("noise", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("magic", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("version", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("old-version", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("byte-order", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("order-tag", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("word-size", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("other-size", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("no-slots", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("many-slots", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("moved-table", default_segment_options(), &out.segment, &out.truth));
    BAD(E_CORRUPT, wrtmem_segment_open_or_create("checksum", default_segment_options(), &out.segment, &out.truth));
    BAD(E_PERMISSION, wrtmem_segment_open_or_create("open-to-all", default_segment_options(), &out.segment, &out.truth));
    BAD(E_PERMISSION, wrtmem_segment_open_or_create("two-names", default_segment_options(), &out.segment, &out.truth));
    if (geteuid() == 0) BAD(E_PERMISSION, wrtmem_segment_open_or_create("foreign", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("fifo", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("symlink", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("dangling", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("directory", default_segment_options(), &out.segment, &out.truth));
    BAD(E_LAYOUT, wrtmem_segment_open_or_create("socket", default_segment_options(), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", ODD(const wrtmem_segment_options_t *), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(size, 0), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(size, sizeof(size_t) - 1), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(size, (1 << 16) + 1), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(size, SIZE_MAX), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(reserved, 1), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(flags, 2), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(flags, UINT32_MAX), &out.segment, &out.truth));
    BAD(E_NAME, wrtmem_segment_open_or_create("new", SEGMENT(dir, "\xff"), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(bytes, UINT64_MAX), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(bytes, (UINT64_C(1) << 40) + 1), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(participants, 1024), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(participants, UINT32_MAX), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(slots, 65536), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(objects, 4096), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(mode, 0400), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", SEGMENT(mode, 04600), &out.segment, &out.truth));
    BAD(E_NOT_FOUND, wrtmem_segment_open_or_create("new", SEGMENT(dir, "/nonexistent"), &out.segment, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", default_segment_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_segment_open_or_create("new", default_segment_options(), ODD(wrtmem_segment_t **), &out.truth));
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
    BAD(E_INVALID, wrtmem_bytes_open_or_create(NULL, "new", 64, &out.bytes, &out.truth));
    BAD(E_HANDLE, wrtmem_bytes_open_or_create(closed.segment, "new", 64, &out.bytes, &out.truth));
    BAD(E_HANDLE, wrtmem_bytes_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", 64, &out.bytes, &out.truth));
    BAD(E_READ_ONLY, wrtmem_bytes_open_or_create(at.observer, "new", 64, &out.bytes, &out.truth));
    BAD(E_INVALID, wrtmem_bytes_open_or_create(at.segment, NULL, 64, &out.bytes, &out.truth));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, "", 64, &out.bytes, &out.truth));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, TOO_LONG_OBJECT, 64, &out.bytes, &out.truth));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, "a/b", 64, &out.bytes, &out.truth));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, ".", 64, &out.bytes, &out.truth));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, ".a", 64, &out.bytes, &out.truth));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, "a b", 64, &out.bytes, &out.truth));
    BAD(E_NAME, wrtmem_bytes_open_or_create(at.segment, "\xff", 64, &out.bytes, &out.truth));
    BAD(E_MISMATCH, wrtmem_bytes_open_or_create(at.segment, "ring", 64, &out.bytes, &out.truth));
    BAD(E_MISMATCH, wrtmem_bytes_open_or_create(at.segment, "bytes", 65, &out.bytes, &out.truth));
    BAD(E_MISMATCH, wrtmem_bytes_open_or_create(at.segment, "bytes", 0, &out.bytes, &out.truth));
    BAD(E_INVALID, wrtmem_bytes_open_or_create(at.segment, "new", 0, &out.bytes, &out.truth));
    BAD(E_INVALID, wrtmem_bytes_open_or_create(at.segment, "new", UINT64_MAX, &out.bytes, &out.truth));
    BAD(E_NO_SPACE, wrtmem_bytes_open_or_create(at.segment, "new", INT64_MAX, &out.bytes, &out.truth));
    BAD(E_INVALID, wrtmem_bytes_open_or_create(at.segment, "new", 64, NULL, &out.truth));
    BAD(E_INVALID, wrtmem_bytes_open_or_create(at.segment, "new", 64, ODD(wrtmem_bytes_t **), &out.truth));
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
    BAD(E_INVALID, wrtmem_message_open_or_create(NULL, "new", default_message_options(), &out.message, &out.truth));
    BAD(E_HANDLE, wrtmem_message_open_or_create(closed.segment, "new", default_message_options(), &out.message, &out.truth));
    BAD(E_HANDLE, wrtmem_message_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_message_options(), &out.message, &out.truth));
    BAD(E_READ_ONLY, wrtmem_message_open_or_create(at.observer, "new", default_message_options(), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, NULL, default_message_options(), &out.message, &out.truth));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, "", default_message_options(), &out.message, &out.truth));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, TOO_LONG_OBJECT, default_message_options(), &out.message, &out.truth));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, "a/b", default_message_options(), &out.message, &out.truth));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, ".", default_message_options(), &out.message, &out.truth));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, ".a", default_message_options(), &out.message, &out.truth));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, "a b", default_message_options(), &out.message, &out.truth));
    BAD(E_NAME, wrtmem_message_open_or_create(at.segment, "\xff", default_message_options(), &out.message, &out.truth));
    BAD(E_MISMATCH, wrtmem_message_open_or_create(at.segment, "bytes", default_message_options(), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", ODD(const wrtmem_message_options_t *), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(size, 0), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(size, sizeof(size_t) - 1), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(size, (1 << 16) + 1), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(size, SIZE_MAX), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(reserved, 1), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lanes, 1024), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lanes, UINT32_MAX), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, 1), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, 2048), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, 4097), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, UINT64_C(1) << 31), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, UINT64_MAX), &out.message, &out.truth));
    BAD(E_NO_SPACE, wrtmem_message_open_or_create(at.segment, "new", MESSAGE(lane_bytes, 1 << 30), &out.message, &out.truth));
    BAD(E_MISMATCH, wrtmem_message_open_or_create(at.segment, "ring", MESSAGE(lanes, 3), &out.message, &out.truth));
    BAD(E_MISMATCH, wrtmem_message_open_or_create(at.segment, "ring", MESSAGE(lane_bytes, 8192), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "ring", MESSAGE(lanes, 1024), &out.message, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", default_message_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_message_open_or_create(at.segment, "new", default_message_options(), ODD(wrtmem_message_t **), &out.truth));
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

static void test_metric_info(void) {
    BAD(E_INVALID, wrtmem_metric_info(NULL, "counter", &out.metric_info));
    BAD(E_HANDLE, wrtmem_metric_info(closed.segment, "counter", &out.metric_info));
    BAD(E_HANDLE, wrtmem_metric_info((const wrtmem_segment_t *)(void *)at.slot, "counter", &out.metric_info));
    BAD(E_INVALID, wrtmem_metric_info(at.segment, NULL, &out.metric_info));
    BAD(E_NAME, wrtmem_metric_info(at.segment, "", &out.metric_info));
    BAD(E_NAME, wrtmem_metric_info(at.segment, TOO_LONG_OBJECT, &out.metric_info));
    BAD(E_NAME, wrtmem_metric_info(at.segment, "a/b", &out.metric_info));
    BAD(E_NAME, wrtmem_metric_info(at.segment, ".", &out.metric_info));
    BAD(E_NAME, wrtmem_metric_info(at.segment, ".a", &out.metric_info));
    BAD(E_NAME, wrtmem_metric_info(at.segment, "a b", &out.metric_info));
    BAD(E_NAME, wrtmem_metric_info(at.segment, "\xff", &out.metric_info));
    BAD(E_NOT_FOUND, wrtmem_metric_info(at.segment, "absent", &out.metric_info));
    BAD(E_MISMATCH, wrtmem_metric_info(at.segment, "bytes", &out.metric_info));
    BAD(E_INVALID, wrtmem_metric_info(at.segment, "counter", NULL));
    BAD(E_INVALID, wrtmem_metric_info(at.segment, "counter", ODD(wrtmem_metric_info_t *)));
    BAD(E_INVALID, wrtmem_metric_info(at.segment, "counter", INFO(metric_info, 0)));
    BAD(E_INVALID, wrtmem_metric_info(at.segment, "counter", INFO(metric_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_metric_info(at.segment, "counter", INFO(metric_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_metric_info(at.segment, "counter", INFO(metric_info, SIZE_MAX)));
}

static void test_openmetrics(void) {
    BAD(E_INVALID, wrtmem_openmetrics(NULL, 0, message.bytes, PAGE, &out.u64));
    BAD(E_HANDLE, wrtmem_openmetrics(closed.segment, 0, message.bytes, PAGE, &out.u64));
    BAD(E_HANDLE, wrtmem_openmetrics((const wrtmem_segment_t *)(void *)at.slot, 0, message.bytes, PAGE, &out.u64));
    BAD(E_INVALID, wrtmem_openmetrics(at.segment, 0, NULL, PAGE, &out.u64));
    BAD(E_INVALID, wrtmem_openmetrics(at.segment, 0, message.bytes, PAGE, NULL));
    BAD(E_INVALID, wrtmem_openmetrics(at.segment, 0, message.bytes, PAGE, ODD(uint64_t *)));
}

static void test_counter_open_or_create(void) {
    BAD(E_INVALID, wrtmem_counter_open_or_create(NULL, "new", default_metric_options(), at.slot, &out.counter));
    BAD(E_HANDLE, wrtmem_counter_open_or_create(closed.segment, "new", default_metric_options(), at.slot, &out.counter));
    BAD(E_HANDLE, wrtmem_counter_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_metric_options(), at.slot, &out.counter));
    BAD(E_READ_ONLY, wrtmem_counter_open_or_create(at.observer, "new", default_metric_options(), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, NULL, default_metric_options(), at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open_or_create(at.segment, "", default_metric_options(), at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open_or_create(at.segment, TOO_LONG_OBJECT, default_metric_options(), at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open_or_create(at.segment, "a/b", default_metric_options(), at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open_or_create(at.segment, ".", default_metric_options(), at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open_or_create(at.segment, ".a", default_metric_options(), at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open_or_create(at.segment, "a b", default_metric_options(), at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open_or_create(at.segment, "\xff", default_metric_options(), at.slot, &out.counter));
    BAD(E_MISMATCH, wrtmem_counter_open_or_create(at.segment, "flag", default_metric_options(), at.slot, &out.counter));
    BAD(E_MISMATCH, wrtmem_counter_open_or_create(at.segment, "counter", default_metric_options(), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", ODD(const wrtmem_metric_options_t *), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(size, 0), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(size, sizeof(size_t) - 1), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(size, (1 << 16) + 1), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(size, SIZE_MAX), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(reserved, 1), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(rows, 65536), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(rows, UINT32_MAX), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(label, TOO_LONG_OBJECT), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(unit, TOO_LONG_OBJECT), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(help, TOO_LONG_SEGMENT), at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open_or_create(at.segment, "new", METRIC(label, "\xff"), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(mode, 2), at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", METRIC(mode, INT32_MIN), at.slot, &out.counter));
    BAD(E_HANDLE, wrtmem_counter_open_or_create(at.segment, "new", default_metric_options(), closed.slot, &out.counter));
    BAD(E_HANDLE, wrtmem_counter_open_or_create(at.segment, "new", default_metric_options(), (const wrtmem_slot_t *)(void *)at.bytes, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", default_metric_options(), at.foreign_slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", default_metric_options(), at.slot, NULL));
    BAD(E_INVALID, wrtmem_counter_open_or_create(at.segment, "new", default_metric_options(), at.slot, ODD(wrtmem_counter_t **)));
}

static void test_counter_open(void) {
    BAD(E_INVALID, wrtmem_counter_open(NULL, "counter", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_HANDLE, wrtmem_counter_open(closed.segment, "counter", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_HANDLE, wrtmem_counter_open((wrtmem_segment_t *)(void *)at.slot, "counter", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_MISMATCH, wrtmem_counter_open(at.observer, "bytes", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_READ_ONLY, wrtmem_counter_open(at.observer, "counter", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open(at.segment, NULL, WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open(at.segment, "", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open(at.segment, "a/b", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open(at.segment, ".", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open(at.segment, ".a", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open(at.segment, "a b", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_NAME, wrtmem_counter_open(at.segment, "\xff", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_MISMATCH, wrtmem_counter_open(at.segment, "bytes", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_NOT_FOUND, wrtmem_counter_open(at.segment, "absent", WRTMEM_POLL, at.slot, &out.counter));
    BAD(E_TIMEOUT, wrtmem_counter_open(at.segment, "absent", 1, at.slot, &out.counter));
    BAD(E_HANDLE, wrtmem_counter_open(at.segment, "counter", WRTMEM_POLL, closed.slot, &out.counter));
    BAD(E_HANDLE, wrtmem_counter_open(at.segment, "counter", WRTMEM_POLL, (const wrtmem_slot_t *)(void *)at.bytes, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open(at.segment, "counter", WRTMEM_POLL, at.foreign_slot, &out.counter));
    BAD(E_INVALID, wrtmem_counter_open(at.segment, "counter", WRTMEM_POLL, at.slot, NULL));
    BAD(E_INVALID, wrtmem_counter_open(at.segment, "counter", WRTMEM_POLL, at.slot, ODD(wrtmem_counter_t **)));
}

static void test_counter_close(void) {
    BAD(OK, wrtmem_counter_close(NULL));
    BAD(E_HANDLE, wrtmem_counter_close(closed.counter));
    BAD(E_HANDLE, wrtmem_counter_close((wrtmem_counter_t *)(void *)at.flag));
}

static void test_counter_add(void) {
    BAD(E_INVALID, wrtmem_counter_add(NULL, 1));
    BAD(E_HANDLE, wrtmem_counter_add(closed.counter, 1));
    BAD(E_HANDLE, wrtmem_counter_add((wrtmem_counter_t *)(void *)at.flag, 1));
    BAD(E_READ_ONLY, wrtmem_counter_add(at.look_counter, 1));
}

static void test_counter_ticket(void) {
    BAD(E_INVALID, wrtmem_counter_ticket(NULL, 1, &out.u64));
    BAD(E_HANDLE, wrtmem_counter_ticket(closed.counter, 1, &out.u64));
    BAD(E_HANDLE, wrtmem_counter_ticket((wrtmem_counter_t *)(void *)at.flag, 1, &out.u64));
    BAD(E_READ_ONLY, wrtmem_counter_ticket(at.look_counter, 1, &out.u64));
    BAD(E_UNSUPPORTED, wrtmem_counter_ticket(at.counter, 1, &out.u64));
    BAD(E_INVALID, wrtmem_counter_ticket(at.single, 1, NULL));
    BAD(E_INVALID, wrtmem_counter_ticket(at.single, 1, ODD(uint64_t *)));
}

static void test_counter_compare_and_swap(void) {
    BAD(E_INVALID, wrtmem_counter_compare_and_swap(NULL, 0, 0, &out.u64));
    BAD(E_HANDLE, wrtmem_counter_compare_and_swap(closed.counter, 0, 0, &out.u64));
    BAD(E_HANDLE, wrtmem_counter_compare_and_swap((wrtmem_counter_t *)(void *)at.flag, 0, 0, &out.u64));
    BAD(E_READ_ONLY, wrtmem_counter_compare_and_swap(at.look_counter, 0, 0, &out.u64));
    BAD(E_UNSUPPORTED, wrtmem_counter_compare_and_swap(at.counter, 0, 0, &out.u64));
    BAD(E_INVALID, wrtmem_counter_compare_and_swap(at.single, 0, 0, ODD(uint64_t *)));
}

static void test_counter_get(void) {
    BAD(E_INVALID, wrtmem_counter_get(NULL, &out.u64));
    BAD(E_HANDLE, wrtmem_counter_get(closed.counter, &out.u64));
    BAD(E_HANDLE, wrtmem_counter_get((const wrtmem_counter_t *)(void *)at.flag, &out.u64));
    BAD(E_INVALID, wrtmem_counter_get(at.counter, NULL));
    BAD(E_INVALID, wrtmem_counter_get(at.counter, ODD(uint64_t *)));
}

static void test_counter_row(void) {
    BAD(E_INVALID, wrtmem_counter_row(NULL, WRTMEM_INLINE_COUNTER, &out.counter_row));
    BAD(E_HANDLE, wrtmem_counter_row(closed.counter, WRTMEM_INLINE_COUNTER, &out.counter_row));
    BAD(E_HANDLE, wrtmem_counter_row((wrtmem_counter_t *)(void *)at.flag, WRTMEM_INLINE_COUNTER, &out.counter_row));
    BAD(E_READ_ONLY, wrtmem_counter_row(at.look_counter, WRTMEM_INLINE_COUNTER, &out.counter_row));
    BAD(E_LAYOUT, wrtmem_counter_row(at.counter, 0, &out.counter_row));
    BAD(E_LAYOUT, wrtmem_counter_row(at.counter, UINT64_MAX, &out.counter_row));
    BAD(E_INVALID, wrtmem_counter_row(at.counter, WRTMEM_INLINE_COUNTER, NULL));
    BAD(E_INVALID, wrtmem_counter_row(at.counter, WRTMEM_INLINE_COUNTER, ODD(wrtmem_counter_row_t *)));
}

static void test_flag_open_or_create(void) {
    BAD(E_INVALID, wrtmem_flag_open_or_create(NULL, "new", default_metric_options(), &out.flag));
    BAD(E_HANDLE, wrtmem_flag_open_or_create(closed.segment, "new", default_metric_options(), &out.flag));
    BAD(E_HANDLE, wrtmem_flag_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_metric_options(), &out.flag));
    BAD(E_READ_ONLY, wrtmem_flag_open_or_create(at.observer, "new", default_metric_options(), &out.flag));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, NULL, default_metric_options(), &out.flag));
    BAD(E_NAME, wrtmem_flag_open_or_create(at.segment, "", default_metric_options(), &out.flag));
    BAD(E_NAME, wrtmem_flag_open_or_create(at.segment, TOO_LONG_OBJECT, default_metric_options(), &out.flag));
    BAD(E_NAME, wrtmem_flag_open_or_create(at.segment, "a/b", default_metric_options(), &out.flag));
    BAD(E_NAME, wrtmem_flag_open_or_create(at.segment, ".", default_metric_options(), &out.flag));
    BAD(E_NAME, wrtmem_flag_open_or_create(at.segment, ".a", default_metric_options(), &out.flag));
    BAD(E_NAME, wrtmem_flag_open_or_create(at.segment, "a b", default_metric_options(), &out.flag));
    BAD(E_NAME, wrtmem_flag_open_or_create(at.segment, "\xff", default_metric_options(), &out.flag));
    BAD(E_MISMATCH, wrtmem_flag_open_or_create(at.segment, "counter", default_metric_options(), &out.flag));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, "new", ODD(const wrtmem_metric_options_t *), &out.flag));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, "new", METRIC(size, 0), &out.flag));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, "new", METRIC(size, sizeof(size_t) - 1), &out.flag));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, "new", METRIC(size, (1 << 16) + 1), &out.flag));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, "new", METRIC(size, SIZE_MAX), &out.flag));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, "new", METRIC(reserved, 1), &out.flag));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, "new", METRIC(rows, 1), &out.flag));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, "new", METRIC(mode, 1), &out.flag));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, "new", METRIC(label, TOO_LONG_OBJECT), &out.flag));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, "new", default_metric_options(), NULL));
    BAD(E_INVALID, wrtmem_flag_open_or_create(at.segment, "new", default_metric_options(), ODD(wrtmem_flag_t **)));
}

static void test_flag_open(void) {
    BAD(E_INVALID, wrtmem_flag_open(NULL, "flag", WRTMEM_POLL, &out.flag));
    BAD(E_HANDLE, wrtmem_flag_open(closed.segment, "flag", WRTMEM_POLL, &out.flag));
    BAD(E_HANDLE, wrtmem_flag_open((wrtmem_segment_t *)(void *)at.slot, "flag", WRTMEM_POLL, &out.flag));
    BAD(E_INVALID, wrtmem_flag_open(at.segment, NULL, WRTMEM_POLL, &out.flag));
    BAD(E_NAME, wrtmem_flag_open(at.segment, "", WRTMEM_POLL, &out.flag));
    BAD(E_NAME, wrtmem_flag_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.flag));
    BAD(E_NAME, wrtmem_flag_open(at.segment, "a/b", WRTMEM_POLL, &out.flag));
    BAD(E_NAME, wrtmem_flag_open(at.segment, ".", WRTMEM_POLL, &out.flag));
    BAD(E_NAME, wrtmem_flag_open(at.segment, ".a", WRTMEM_POLL, &out.flag));
    BAD(E_NAME, wrtmem_flag_open(at.segment, "a b", WRTMEM_POLL, &out.flag));
    BAD(E_NAME, wrtmem_flag_open(at.segment, "\xff", WRTMEM_POLL, &out.flag));
    BAD(E_MISMATCH, wrtmem_flag_open(at.segment, "bytes", WRTMEM_POLL, &out.flag));
    BAD(E_NOT_FOUND, wrtmem_flag_open(at.segment, "absent", WRTMEM_POLL, &out.flag));
    BAD(E_TIMEOUT, wrtmem_flag_open(at.segment, "absent", 1, &out.flag));
    BAD(E_INVALID, wrtmem_flag_open(at.segment, "flag", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_flag_open(at.segment, "flag", WRTMEM_POLL, ODD(wrtmem_flag_t **)));
}

static void test_flag_close(void) {
    BAD(OK, wrtmem_flag_close(NULL));
    BAD(E_HANDLE, wrtmem_flag_close(closed.flag));
    BAD(E_HANDLE, wrtmem_flag_close((wrtmem_flag_t *)(void *)at.stats));
}

static void test_flag_swap(void) {
    BAD(E_INVALID, wrtmem_flag_swap(NULL, true, &out.truth));
    BAD(E_HANDLE, wrtmem_flag_swap(closed.flag, true, &out.truth));
    BAD(E_HANDLE, wrtmem_flag_swap((wrtmem_flag_t *)(void *)at.stats, true, &out.truth));
    BAD(E_READ_ONLY, wrtmem_flag_swap(at.look_flag, true, &out.truth));
}

static void test_flag_compare_and_swap(void) {
    BAD(E_INVALID, wrtmem_flag_compare_and_swap(NULL, true, false, &out.truth));
    BAD(E_HANDLE, wrtmem_flag_compare_and_swap(closed.flag, true, false, &out.truth));
    BAD(E_HANDLE, wrtmem_flag_compare_and_swap((wrtmem_flag_t *)(void *)at.stats, true, false, &out.truth));
    BAD(E_READ_ONLY, wrtmem_flag_compare_and_swap(at.look_flag, true, false, &out.truth));
}

static void test_flag_get(void) {
    BAD(E_INVALID, wrtmem_flag_get(NULL, &out.truth, &out.u64));
    BAD(E_HANDLE, wrtmem_flag_get(closed.flag, &out.truth, &out.u64));
    BAD(E_HANDLE, wrtmem_flag_get((const wrtmem_flag_t *)(void *)at.stats, &out.truth, &out.u64));
    BAD(E_INVALID, wrtmem_flag_get(at.flag, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_flag_get(at.flag, &out.truth, ODD(uint64_t *)));
}

static void test_flag_wait(void) {
    BAD(E_INVALID, wrtmem_flag_wait(NULL, true, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_flag_wait(closed.flag, true, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_flag_wait((wrtmem_flag_t *)(void *)at.stats, true, WRTMEM_POLL, &out.u64));
    BAD(E_READ_ONLY, wrtmem_flag_wait(at.look_flag, true, WRTMEM_POLL, &out.u64));
    BAD(E_TIMEOUT, wrtmem_flag_wait(at.flag, true, WRTMEM_POLL, &out.u64));
    BAD(E_TIMEOUT, wrtmem_flag_wait(at.flag, true, 1, &out.u64));
    BAD(E_INVALID, wrtmem_flag_wait(at.flag, true, WRTMEM_POLL, ODD(uint64_t *)));
}

static void test_flag_wait_change(void) {
    BAD(E_INVALID, wrtmem_flag_wait_change(NULL, before.changes, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_flag_wait_change(closed.flag, before.changes, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_flag_wait_change((wrtmem_flag_t *)(void *)at.stats, before.changes, WRTMEM_POLL, &out.u64));
    BAD(E_READ_ONLY, wrtmem_flag_wait_change(at.look_flag, before.changes, WRTMEM_POLL, &out.u64));
    BAD(E_TIMEOUT, wrtmem_flag_wait_change(at.flag, before.changes, WRTMEM_POLL, &out.u64));
    BAD(E_TIMEOUT, wrtmem_flag_wait_change(at.flag, before.changes, 1, &out.u64));
    BAD(E_INVALID, wrtmem_flag_wait_change(at.flag, before.changes, WRTMEM_POLL, ODD(uint64_t *)));
}

static void test_stats_open_or_create(void) {
    BAD(E_INVALID, wrtmem_stats_open_or_create(NULL, "new", default_metric_options(), at.slot, &out.stats));
    BAD(E_HANDLE, wrtmem_stats_open_or_create(closed.segment, "new", default_metric_options(), at.slot, &out.stats));
    BAD(E_HANDLE, wrtmem_stats_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_metric_options(), at.slot, &out.stats));
    BAD(E_READ_ONLY, wrtmem_stats_open_or_create(at.observer, "new", default_metric_options(), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, NULL, default_metric_options(), at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open_or_create(at.segment, "", default_metric_options(), at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open_or_create(at.segment, TOO_LONG_OBJECT, default_metric_options(), at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open_or_create(at.segment, "a/b", default_metric_options(), at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open_or_create(at.segment, ".", default_metric_options(), at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open_or_create(at.segment, ".a", default_metric_options(), at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open_or_create(at.segment, "a b", default_metric_options(), at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open_or_create(at.segment, "\xff", default_metric_options(), at.slot, &out.stats));
    BAD(E_MISMATCH, wrtmem_stats_open_or_create(at.segment, "flag", default_metric_options(), at.slot, &out.stats));
    BAD(E_MISMATCH, wrtmem_stats_open_or_create(at.segment, "stats", default_metric_options(), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", ODD(const wrtmem_metric_options_t *), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(size, 0), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(size, sizeof(size_t) - 1), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(size, (1 << 16) + 1), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(size, SIZE_MAX), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(reserved, 1), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(rows, 65536), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(rows, UINT32_MAX), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(label, TOO_LONG_OBJECT), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(unit, TOO_LONG_OBJECT), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(help, TOO_LONG_SEGMENT), at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open_or_create(at.segment, "new", METRIC(label, "\xff"), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(mode, 2), at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", METRIC(mode, INT32_MIN), at.slot, &out.stats));
    BAD(E_HANDLE, wrtmem_stats_open_or_create(at.segment, "new", default_metric_options(), closed.slot, &out.stats));
    BAD(E_HANDLE, wrtmem_stats_open_or_create(at.segment, "new", default_metric_options(), (const wrtmem_slot_t *)(void *)at.bytes, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", default_metric_options(), at.foreign_slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", default_metric_options(), at.slot, NULL));
    BAD(E_INVALID, wrtmem_stats_open_or_create(at.segment, "new", default_metric_options(), at.slot, ODD(wrtmem_stats_t **)));
}

static void test_stats_open(void) {
    BAD(E_INVALID, wrtmem_stats_open(NULL, "stats", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_HANDLE, wrtmem_stats_open(closed.segment, "stats", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_HANDLE, wrtmem_stats_open((wrtmem_segment_t *)(void *)at.slot, "stats", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_MISMATCH, wrtmem_stats_open(at.observer, "bytes", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_READ_ONLY, wrtmem_stats_open(at.observer, "stats", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open(at.segment, NULL, WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open(at.segment, "", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open(at.segment, "a/b", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open(at.segment, ".", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open(at.segment, ".a", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open(at.segment, "a b", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_NAME, wrtmem_stats_open(at.segment, "\xff", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_MISMATCH, wrtmem_stats_open(at.segment, "bytes", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_NOT_FOUND, wrtmem_stats_open(at.segment, "absent", WRTMEM_POLL, at.slot, &out.stats));
    BAD(E_TIMEOUT, wrtmem_stats_open(at.segment, "absent", 1, at.slot, &out.stats));
    BAD(E_HANDLE, wrtmem_stats_open(at.segment, "stats", WRTMEM_POLL, closed.slot, &out.stats));
    BAD(E_HANDLE, wrtmem_stats_open(at.segment, "stats", WRTMEM_POLL, (const wrtmem_slot_t *)(void *)at.bytes, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open(at.segment, "stats", WRTMEM_POLL, at.foreign_slot, &out.stats));
    BAD(E_INVALID, wrtmem_stats_open(at.segment, "stats", WRTMEM_POLL, at.slot, NULL));
    BAD(E_INVALID, wrtmem_stats_open(at.segment, "stats", WRTMEM_POLL, at.slot, ODD(wrtmem_stats_t **)));
}

static void test_stats_close(void) {
    BAD(OK, wrtmem_stats_close(NULL));
    BAD(E_HANDLE, wrtmem_stats_close(closed.stats));
    BAD(E_HANDLE, wrtmem_stats_close((wrtmem_stats_t *)(void *)at.histogram));
}

static void test_stats_record(void) {
    BAD(E_INVALID, wrtmem_stats_record(NULL, 1));
    BAD(E_HANDLE, wrtmem_stats_record(closed.stats, 1));
    BAD(E_HANDLE, wrtmem_stats_record((wrtmem_stats_t *)(void *)at.histogram, 1));
    BAD(E_READ_ONLY, wrtmem_stats_record(at.look_stats, 1));
    BAD(E_INVALID, wrtmem_stats_record(at.floats, 1));
}

static void test_stats_record_double(void) {
    BAD(E_INVALID, wrtmem_stats_record_double(NULL, 1));
    BAD(E_HANDLE, wrtmem_stats_record_double(closed.stats, 1));
    BAD(E_HANDLE, wrtmem_stats_record_double((wrtmem_stats_t *)(void *)at.histogram, 1));
    BAD(E_READ_ONLY, wrtmem_stats_record_double(at.look_stats, 1));
    BAD(E_INVALID, wrtmem_stats_record_double(at.stats, 1));
    BAD(E_INVALID, wrtmem_stats_record_double(at.floats, NAN));
    BAD(E_INVALID, wrtmem_stats_record_double(at.floats, INFINITY));
    BAD(E_INVALID, wrtmem_stats_record_double(at.floats, -INFINITY));
}

static void test_stats_summary(void) {
    BAD(E_INVALID, wrtmem_stats_summary(NULL, &out.stats_info));
    BAD(E_HANDLE, wrtmem_stats_summary(closed.stats, &out.stats_info));
    BAD(E_HANDLE, wrtmem_stats_summary((const wrtmem_stats_t *)(void *)at.histogram, &out.stats_info));
    BAD(E_INVALID, wrtmem_stats_summary(at.stats, NULL));
    BAD(E_INVALID, wrtmem_stats_summary(at.stats, ODD(wrtmem_stats_info_t *)));
    BAD(E_INVALID, wrtmem_stats_summary(at.stats, INFO(stats_info, 0)));
    BAD(E_INVALID, wrtmem_stats_summary(at.stats, INFO(stats_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_stats_summary(at.stats, INFO(stats_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_stats_summary(at.stats, INFO(stats_info, SIZE_MAX)));
}

static void test_stats_row(void) {
    BAD(E_INVALID, wrtmem_stats_row(NULL, WRTMEM_INLINE_STATS, &out.stats_row));
    BAD(E_HANDLE, wrtmem_stats_row(closed.stats, WRTMEM_INLINE_STATS, &out.stats_row));
    BAD(E_HANDLE, wrtmem_stats_row((wrtmem_stats_t *)(void *)at.histogram, WRTMEM_INLINE_STATS, &out.stats_row));
    BAD(E_READ_ONLY, wrtmem_stats_row(at.look_stats, WRTMEM_INLINE_STATS, &out.stats_row));
    BAD(E_INVALID, wrtmem_stats_row(at.floats, WRTMEM_INLINE_STATS, &out.stats_row));
    BAD(E_LAYOUT, wrtmem_stats_row(at.stats, 0, &out.stats_row));
    BAD(E_LAYOUT, wrtmem_stats_row(at.stats, UINT64_MAX, &out.stats_row));
    BAD(E_INVALID, wrtmem_stats_row(at.stats, WRTMEM_INLINE_STATS, NULL));
    BAD(E_INVALID, wrtmem_stats_row(at.stats, WRTMEM_INLINE_STATS, ODD(wrtmem_stats_row_t *)));
}

static void test_histogram_open_or_create(void) {
    BAD(E_INVALID, wrtmem_histogram_open_or_create(NULL, "new", default_metric_options(), at.slot, &out.histogram));
    BAD(E_HANDLE, wrtmem_histogram_open_or_create(closed.segment, "new", default_metric_options(), at.slot, &out.histogram));
    BAD(E_HANDLE, wrtmem_histogram_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_metric_options(), at.slot, &out.histogram));
    BAD(E_READ_ONLY, wrtmem_histogram_open_or_create(at.observer, "new", default_metric_options(), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, NULL, default_metric_options(), at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open_or_create(at.segment, "", default_metric_options(), at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open_or_create(at.segment, TOO_LONG_OBJECT, default_metric_options(), at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open_or_create(at.segment, "a/b", default_metric_options(), at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open_or_create(at.segment, ".", default_metric_options(), at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open_or_create(at.segment, ".a", default_metric_options(), at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open_or_create(at.segment, "a b", default_metric_options(), at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open_or_create(at.segment, "\xff", default_metric_options(), at.slot, &out.histogram));
    BAD(E_MISMATCH, wrtmem_histogram_open_or_create(at.segment, "flag", default_metric_options(), at.slot, &out.histogram));
    BAD(E_MISMATCH, wrtmem_histogram_open_or_create(at.segment, "histogram", default_metric_options(), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", ODD(const wrtmem_metric_options_t *), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(size, 0), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(size, sizeof(size_t) - 1), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(size, (1 << 16) + 1), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(size, SIZE_MAX), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(reserved, 1), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(rows, 65536), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(rows, UINT32_MAX), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(label, TOO_LONG_OBJECT), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(unit, TOO_LONG_OBJECT), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(help, TOO_LONG_SEGMENT), at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(label, "\xff"), at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", METRIC(mode, 1), at.slot, &out.histogram));
    BAD(E_HANDLE, wrtmem_histogram_open_or_create(at.segment, "new", default_metric_options(), closed.slot, &out.histogram));
    BAD(E_HANDLE, wrtmem_histogram_open_or_create(at.segment, "new", default_metric_options(), (const wrtmem_slot_t *)(void *)at.bytes, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", default_metric_options(), at.foreign_slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", default_metric_options(), at.slot, NULL));
    BAD(E_INVALID, wrtmem_histogram_open_or_create(at.segment, "new", default_metric_options(), at.slot, ODD(wrtmem_histogram_t **)));
}

static void test_histogram_open(void) {
    BAD(E_INVALID, wrtmem_histogram_open(NULL, "histogram", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_HANDLE, wrtmem_histogram_open(closed.segment, "histogram", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_HANDLE, wrtmem_histogram_open((wrtmem_segment_t *)(void *)at.slot, "histogram", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_MISMATCH, wrtmem_histogram_open(at.observer, "bytes", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_READ_ONLY, wrtmem_histogram_open(at.observer, "histogram", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open(at.segment, NULL, WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open(at.segment, "", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open(at.segment, "a/b", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open(at.segment, ".", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open(at.segment, ".a", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open(at.segment, "a b", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_NAME, wrtmem_histogram_open(at.segment, "\xff", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_MISMATCH, wrtmem_histogram_open(at.segment, "bytes", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_NOT_FOUND, wrtmem_histogram_open(at.segment, "absent", WRTMEM_POLL, at.slot, &out.histogram));
    BAD(E_TIMEOUT, wrtmem_histogram_open(at.segment, "absent", 1, at.slot, &out.histogram));
    BAD(E_HANDLE, wrtmem_histogram_open(at.segment, "histogram", WRTMEM_POLL, closed.slot, &out.histogram));
    BAD(E_HANDLE, wrtmem_histogram_open(at.segment, "histogram", WRTMEM_POLL, (const wrtmem_slot_t *)(void *)at.bytes, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open(at.segment, "histogram", WRTMEM_POLL, at.foreign_slot, &out.histogram));
    BAD(E_INVALID, wrtmem_histogram_open(at.segment, "histogram", WRTMEM_POLL, at.slot, NULL));
    BAD(E_INVALID, wrtmem_histogram_open(at.segment, "histogram", WRTMEM_POLL, at.slot, ODD(wrtmem_histogram_t **)));
}

static void test_histogram_close(void) {
    BAD(OK, wrtmem_histogram_close(NULL));
    BAD(E_HANDLE, wrtmem_histogram_close(closed.histogram));
    BAD(E_HANDLE, wrtmem_histogram_close((wrtmem_histogram_t *)(void *)at.progress));
}

static void test_histogram_record(void) {
    BAD(E_INVALID, wrtmem_histogram_record(NULL, 1));
    BAD(E_HANDLE, wrtmem_histogram_record(closed.histogram, 1));
    BAD(E_HANDLE, wrtmem_histogram_record((wrtmem_histogram_t *)(void *)at.progress, 1));
    BAD(E_READ_ONLY, wrtmem_histogram_record(at.look_histogram, 1));
}

static void test_histogram_info(void) {
    BAD(E_INVALID, wrtmem_histogram_info(NULL, &out.histogram_info));
    BAD(E_HANDLE, wrtmem_histogram_info(closed.histogram, &out.histogram_info));
    BAD(E_HANDLE, wrtmem_histogram_info((const wrtmem_histogram_t *)(void *)at.progress, &out.histogram_info));
    BAD(E_INVALID, wrtmem_histogram_info(at.histogram, NULL));
    BAD(E_INVALID, wrtmem_histogram_info(at.histogram, ODD(wrtmem_histogram_info_t *)));
    BAD(E_INVALID, wrtmem_histogram_info(at.histogram, INFO(histogram_info, 0)));
    BAD(E_INVALID, wrtmem_histogram_info(at.histogram, INFO(histogram_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_histogram_info(at.histogram, INFO(histogram_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_histogram_info(at.histogram, INFO(histogram_info, SIZE_MAX)));
}

static void test_histogram_percentiles(void) {
    BAD(E_INVALID, wrtmem_histogram_percentiles(NULL, percents, 2, &out.u64));
    BAD(E_HANDLE, wrtmem_histogram_percentiles(closed.histogram, percents, 2, &out.u64));
    BAD(E_HANDLE, wrtmem_histogram_percentiles((const wrtmem_histogram_t *)(void *)at.progress, percents, 2, &out.u64));
    BAD(E_INVALID, wrtmem_histogram_percentiles(at.histogram, NULL, 2, &out.u64));
    BAD(E_INVALID, wrtmem_histogram_percentiles(at.histogram, ODD(const double *), 2, &out.u64));
    BAD(E_INVALID, wrtmem_histogram_percentiles(at.histogram, percents, SIZE_MAX, &out.u64));
    BAD(E_INVALID, wrtmem_histogram_percentiles(at.histogram, percents, 2, NULL));
    BAD(E_INVALID, wrtmem_histogram_percentiles(at.histogram, percents, 2, ODD(uint64_t *)));
}

static void test_histogram_buckets(void) {
    BAD(E_INVALID, wrtmem_histogram_buckets(NULL, NULL, 0, &out.u64));
    BAD(E_HANDLE, wrtmem_histogram_buckets(closed.histogram, NULL, 0, &out.u64));
    BAD(E_HANDLE, wrtmem_histogram_buckets((const wrtmem_histogram_t *)(void *)at.progress, NULL, 0, &out.u64));
    BAD(E_INVALID, wrtmem_histogram_buckets(at.histogram, ODD(wrtmem_bucket_t *), 1, &out.u64));
    BAD(E_INVALID, wrtmem_histogram_buckets(at.histogram, NULL, 1, &out.u64));
    BAD(E_INVALID, wrtmem_histogram_buckets(at.histogram, NULL, SIZE_MAX, &out.u64));
    BAD(E_INVALID, wrtmem_histogram_buckets(at.histogram, NULL, 0, NULL));
    BAD(E_INVALID, wrtmem_histogram_buckets(at.histogram, NULL, 0, ODD(uint64_t *)));
}

static void test_histogram_row(void) {
    BAD(E_INVALID, wrtmem_histogram_row(NULL, WRTMEM_INLINE_HISTOGRAM, &out.histogram_row));
    BAD(E_HANDLE, wrtmem_histogram_row(closed.histogram, WRTMEM_INLINE_HISTOGRAM, &out.histogram_row));
    BAD(E_HANDLE, wrtmem_histogram_row((wrtmem_histogram_t *)(void *)at.progress, WRTMEM_INLINE_HISTOGRAM, &out.histogram_row));
    BAD(E_READ_ONLY, wrtmem_histogram_row(at.look_histogram, WRTMEM_INLINE_HISTOGRAM, &out.histogram_row));
    BAD(E_LAYOUT, wrtmem_histogram_row(at.histogram, 0, &out.histogram_row));
    BAD(E_LAYOUT, wrtmem_histogram_row(at.histogram, UINT64_MAX, &out.histogram_row));
    BAD(E_INVALID, wrtmem_histogram_row(at.histogram, WRTMEM_INLINE_HISTOGRAM, NULL));
    BAD(E_INVALID, wrtmem_histogram_row(at.histogram, WRTMEM_INLINE_HISTOGRAM, ODD(wrtmem_histogram_row_t *)));
}

static void test_progress_open_or_create(void) {
    BAD(E_INVALID, wrtmem_progress_open_or_create(NULL, "new", default_metric_options(), at.slot, &out.progress));
    BAD(E_HANDLE, wrtmem_progress_open_or_create(closed.segment, "new", default_metric_options(), at.slot, &out.progress));
    BAD(E_HANDLE, wrtmem_progress_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_metric_options(), at.slot, &out.progress));
    BAD(E_READ_ONLY, wrtmem_progress_open_or_create(at.observer, "new", default_metric_options(), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, NULL, default_metric_options(), at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open_or_create(at.segment, "", default_metric_options(), at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open_or_create(at.segment, TOO_LONG_OBJECT, default_metric_options(), at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open_or_create(at.segment, "a/b", default_metric_options(), at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open_or_create(at.segment, ".", default_metric_options(), at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open_or_create(at.segment, ".a", default_metric_options(), at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open_or_create(at.segment, "a b", default_metric_options(), at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open_or_create(at.segment, "\xff", default_metric_options(), at.slot, &out.progress));
    BAD(E_MISMATCH, wrtmem_progress_open_or_create(at.segment, "flag", default_metric_options(), at.slot, &out.progress));
    BAD(E_MISMATCH, wrtmem_progress_open_or_create(at.segment, "progress", default_metric_options(), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", ODD(const wrtmem_metric_options_t *), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", METRIC(size, 0), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", METRIC(size, sizeof(size_t) - 1), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", METRIC(size, (1 << 16) + 1), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", METRIC(size, SIZE_MAX), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", METRIC(reserved, 1), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", METRIC(rows, 65536), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", METRIC(rows, UINT32_MAX), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", METRIC(label, TOO_LONG_OBJECT), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", METRIC(unit, TOO_LONG_OBJECT), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", METRIC(help, TOO_LONG_SEGMENT), at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open_or_create(at.segment, "new", METRIC(label, "\xff"), at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", METRIC(mode, 1), at.slot, &out.progress));
    BAD(E_HANDLE, wrtmem_progress_open_or_create(at.segment, "new", default_metric_options(), closed.slot, &out.progress));
    BAD(E_HANDLE, wrtmem_progress_open_or_create(at.segment, "new", default_metric_options(), (const wrtmem_slot_t *)(void *)at.bytes, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", default_metric_options(), at.foreign_slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", default_metric_options(), at.slot, NULL));
    BAD(E_INVALID, wrtmem_progress_open_or_create(at.segment, "new", default_metric_options(), at.slot, ODD(wrtmem_progress_t **)));
}

static void test_progress_open(void) {
    BAD(E_INVALID, wrtmem_progress_open(NULL, "progress", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_HANDLE, wrtmem_progress_open(closed.segment, "progress", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_HANDLE, wrtmem_progress_open((wrtmem_segment_t *)(void *)at.slot, "progress", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_MISMATCH, wrtmem_progress_open(at.observer, "bytes", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_READ_ONLY, wrtmem_progress_open(at.observer, "progress", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open(at.segment, NULL, WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open(at.segment, "", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open(at.segment, "a/b", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open(at.segment, ".", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open(at.segment, ".a", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open(at.segment, "a b", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_NAME, wrtmem_progress_open(at.segment, "\xff", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_MISMATCH, wrtmem_progress_open(at.segment, "bytes", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_NOT_FOUND, wrtmem_progress_open(at.segment, "absent", WRTMEM_POLL, at.slot, &out.progress));
    BAD(E_TIMEOUT, wrtmem_progress_open(at.segment, "absent", 1, at.slot, &out.progress));
    BAD(E_HANDLE, wrtmem_progress_open(at.segment, "progress", WRTMEM_POLL, closed.slot, &out.progress));
    BAD(E_HANDLE, wrtmem_progress_open(at.segment, "progress", WRTMEM_POLL, (const wrtmem_slot_t *)(void *)at.bytes, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open(at.segment, "progress", WRTMEM_POLL, at.foreign_slot, &out.progress));
    BAD(E_INVALID, wrtmem_progress_open(at.segment, "progress", WRTMEM_POLL, at.slot, NULL));
    BAD(E_INVALID, wrtmem_progress_open(at.segment, "progress", WRTMEM_POLL, at.slot, ODD(wrtmem_progress_t **)));
}

static void test_progress_close(void) {
    BAD(OK, wrtmem_progress_close(NULL));
    BAD(E_HANDLE, wrtmem_progress_close(closed.progress));
    BAD(E_HANDLE, wrtmem_progress_close((wrtmem_progress_t *)(void *)at.counter));
}

static void test_progress_advance(void) {
    BAD(E_INVALID, wrtmem_progress_advance(NULL, 1));
    BAD(E_HANDLE, wrtmem_progress_advance(closed.progress, 1));
    BAD(E_HANDLE, wrtmem_progress_advance((wrtmem_progress_t *)(void *)at.counter, 1));
    BAD(E_READ_ONLY, wrtmem_progress_advance(at.look_progress, 1));
}

static void test_progress_set_total(void) {
    BAD(E_INVALID, wrtmem_progress_set_total(NULL, 1));
    BAD(E_HANDLE, wrtmem_progress_set_total(closed.progress, 1));
    BAD(E_HANDLE, wrtmem_progress_set_total((wrtmem_progress_t *)(void *)at.counter, 1));
    BAD(E_READ_ONLY, wrtmem_progress_set_total(at.look_progress, 1));
}

static void test_progress_set_state(void) {
    BAD(E_INVALID, wrtmem_progress_set_state(NULL, 0));
    BAD(E_HANDLE, wrtmem_progress_set_state(closed.progress, 0));
    BAD(E_HANDLE, wrtmem_progress_set_state((wrtmem_progress_t *)(void *)at.counter, 0));
    BAD(E_READ_ONLY, wrtmem_progress_set_state(at.look_progress, 0));
    BAD(E_INVALID, wrtmem_progress_set_state(at.progress, 3));
    BAD(E_INVALID, wrtmem_progress_set_state(at.progress, -1));
    BAD(E_INVALID, wrtmem_progress_set_state(at.progress, INT32_MIN));
}

static void test_progress_info(void) {
    BAD(E_INVALID, wrtmem_progress_info(NULL, &out.progress_info));
    BAD(E_HANDLE, wrtmem_progress_info(closed.progress, &out.progress_info));
    BAD(E_HANDLE, wrtmem_progress_info((const wrtmem_progress_t *)(void *)at.counter, &out.progress_info));
    BAD(E_INVALID, wrtmem_progress_info(at.progress, NULL));
    BAD(E_INVALID, wrtmem_progress_info(at.progress, ODD(wrtmem_progress_info_t *)));
    BAD(E_INVALID, wrtmem_progress_info(at.progress, INFO(progress_info, 0)));
    BAD(E_INVALID, wrtmem_progress_info(at.progress, INFO(progress_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_progress_info(at.progress, INFO(progress_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_progress_info(at.progress, INFO(progress_info, SIZE_MAX)));
}

static void test_progress_workers(void) {
    BAD(E_INVALID, wrtmem_progress_workers(NULL, 0, NULL, 0, &out.u64));
    BAD(E_HANDLE, wrtmem_progress_workers(closed.progress, 0, NULL, 0, &out.u64));
    BAD(E_HANDLE, wrtmem_progress_workers((const wrtmem_progress_t *)(void *)at.counter, 0, NULL, 0, &out.u64));
    BAD(E_INVALID, wrtmem_progress_workers(at.progress, 0, ODD(wrtmem_worker_t *), 1, &out.u64));
    BAD(E_INVALID, wrtmem_progress_workers(at.progress, 0, NULL, 1, &out.u64));
    BAD(E_INVALID, wrtmem_progress_workers(at.progress, 0, NULL, SIZE_MAX, &out.u64));
    BAD(E_INVALID, wrtmem_progress_workers(at.progress, 0, NULL, 0, NULL));
    BAD(E_INVALID, wrtmem_progress_workers(at.progress, 0, NULL, 0, ODD(uint64_t *)));
}

static void test_synced_create(void) {
    BAD(E_INVALID, wrtmem_synced_create(NULL, "new", default_synced_options(), &out.synced));
    BAD(E_HANDLE, wrtmem_synced_create(closed.segment, "new", default_synced_options(), &out.synced));
    BAD(E_HANDLE, wrtmem_synced_create((wrtmem_segment_t *)(void *)at.slot, "new", default_synced_options(), &out.synced));
    BAD(E_READ_ONLY, wrtmem_synced_create(at.observer, "new", default_synced_options(), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, NULL, default_synced_options(), &out.synced));
    BAD(E_NAME, wrtmem_synced_create(at.segment, "", default_synced_options(), &out.synced));
    BAD(E_NAME, wrtmem_synced_create(at.segment, TOO_LONG_OBJECT, default_synced_options(), &out.synced));
    BAD(E_NAME, wrtmem_synced_create(at.segment, "a/b", default_synced_options(), &out.synced));
    BAD(E_NAME, wrtmem_synced_create(at.segment, ".", default_synced_options(), &out.synced));
    BAD(E_NAME, wrtmem_synced_create(at.segment, ".a", default_synced_options(), &out.synced));
    BAD(E_NAME, wrtmem_synced_create(at.segment, "a b", default_synced_options(), &out.synced));
    BAD(E_NAME, wrtmem_synced_create(at.segment, "\xff", default_synced_options(), &out.synced));
    BAD(E_EXISTS, wrtmem_synced_create(at.segment, "synced", default_synced_options(), &out.synced));
    BAD(E_EXISTS, wrtmem_synced_create(at.segment, "bytes", default_synced_options(), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", ODD(const wrtmem_synced_options_t *), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", SYNCED(size, 0), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", SYNCED(size, sizeof(size_t) - 1), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", SYNCED(size, (1 << 16) + 1), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", SYNCED(size, SIZE_MAX), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", SYNCED(reserved, 1), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", SYNCED(rows, 65), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", SYNCED(rows, UINT32_MAX), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", SYNCED(founders, 3), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", SYNCED(flags, 8), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", SYNCED(bytes, (1 << 30) + 1), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", SYNCED(bytes, UINT64_MAX), &out.synced));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", default_synced_options(), NULL));
    BAD(E_INVALID, wrtmem_synced_create(at.segment, "new", default_synced_options(), ODD(wrtmem_synced_t **)));
}

static void test_synced_open_or_create(void) {
    BAD(E_INVALID, wrtmem_synced_open_or_create(NULL, "new", default_synced_options(), &out.synced, &out.truth));
    BAD(E_HANDLE, wrtmem_synced_open_or_create(closed.segment, "new", default_synced_options(), &out.synced, &out.truth));
    BAD(E_HANDLE, wrtmem_synced_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_synced_options(), &out.synced, &out.truth));
    BAD(E_READ_ONLY, wrtmem_synced_open_or_create(at.observer, "new", default_synced_options(), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, NULL, default_synced_options(), &out.synced, &out.truth));
    BAD(E_NAME, wrtmem_synced_open_or_create(at.segment, "", default_synced_options(), &out.synced, &out.truth));
    BAD(E_NAME, wrtmem_synced_open_or_create(at.segment, TOO_LONG_OBJECT, default_synced_options(), &out.synced, &out.truth));
    BAD(E_NAME, wrtmem_synced_open_or_create(at.segment, "a/b", default_synced_options(), &out.synced, &out.truth));
    BAD(E_NAME, wrtmem_synced_open_or_create(at.segment, ".", default_synced_options(), &out.synced, &out.truth));
    BAD(E_NAME, wrtmem_synced_open_or_create(at.segment, ".a", default_synced_options(), &out.synced, &out.truth));
    BAD(E_NAME, wrtmem_synced_open_or_create(at.segment, "a b", default_synced_options(), &out.synced, &out.truth));
    BAD(E_NAME, wrtmem_synced_open_or_create(at.segment, "\xff", default_synced_options(), &out.synced, &out.truth));
    BAD(E_MISMATCH, wrtmem_synced_open_or_create(at.segment, "bytes", default_synced_options(), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", ODD(const wrtmem_synced_options_t *), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", SYNCED(size, 0), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", SYNCED(size, sizeof(size_t) - 1), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", SYNCED(size, (1 << 16) + 1), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", SYNCED(size, SIZE_MAX), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", SYNCED(reserved, 1), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", SYNCED(rows, 65), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", SYNCED(rows, UINT32_MAX), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", SYNCED(founders, 3), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", SYNCED(flags, 8), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", SYNCED(bytes, (1 << 30) + 1), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", SYNCED(bytes, UINT64_MAX), &out.synced, &out.truth));
    BAD(E_MISMATCH, wrtmem_synced_open_or_create(at.segment, "synced", SYNCED(rows, 3), &out.synced, &out.truth));
    BAD(E_MISMATCH, wrtmem_synced_open_or_create(at.segment, "synced", SYNCED(founders, 1), &out.synced, &out.truth));
    BAD(E_MISMATCH, wrtmem_synced_open_or_create(at.segment, "synced", SYNCED(flags, 1), &out.synced, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", default_synced_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_synced_open_or_create(at.segment, "new", default_synced_options(), ODD(wrtmem_synced_t **), &out.truth));
}

static void test_synced_open(void) {
    BAD(E_INVALID, wrtmem_synced_open(NULL, "synced", WRTMEM_POLL, &out.synced));
    BAD(E_HANDLE, wrtmem_synced_open(closed.segment, "synced", WRTMEM_POLL, &out.synced));
    BAD(E_HANDLE, wrtmem_synced_open((wrtmem_segment_t *)(void *)at.slot, "synced", WRTMEM_POLL, &out.synced));
    BAD(E_INVALID, wrtmem_synced_open(at.segment, NULL, WRTMEM_POLL, &out.synced));
    BAD(E_NAME, wrtmem_synced_open(at.segment, "", WRTMEM_POLL, &out.synced));
    BAD(E_NAME, wrtmem_synced_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.synced));
    BAD(E_NAME, wrtmem_synced_open(at.segment, "a/b", WRTMEM_POLL, &out.synced));
    BAD(E_NAME, wrtmem_synced_open(at.segment, ".", WRTMEM_POLL, &out.synced));
    BAD(E_NAME, wrtmem_synced_open(at.segment, ".a", WRTMEM_POLL, &out.synced));
    BAD(E_NAME, wrtmem_synced_open(at.segment, "a b", WRTMEM_POLL, &out.synced));
    BAD(E_NAME, wrtmem_synced_open(at.segment, "\xff", WRTMEM_POLL, &out.synced));
    BAD(E_MISMATCH, wrtmem_synced_open(at.segment, "bytes", WRTMEM_POLL, &out.synced));
    BAD(E_NOT_FOUND, wrtmem_synced_open(at.segment, "absent", WRTMEM_POLL, &out.synced));
    BAD(E_TIMEOUT, wrtmem_synced_open(at.segment, "absent", 1, &out.synced));
    BAD(E_INVALID, wrtmem_synced_open(at.segment, "synced", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_synced_open(at.segment, "synced", WRTMEM_POLL, ODD(wrtmem_synced_t **)));
}

static void test_synced_close(void) {
    BAD(OK, wrtmem_synced_close(NULL));
    BAD(E_HANDLE, wrtmem_synced_close(closed.synced));
    BAD(E_HANDLE, wrtmem_synced_close((wrtmem_synced_t *)(void *)at.member));
}

static void test_synced_info(void) {
    BAD(E_INVALID, wrtmem_synced_info(NULL, &out.synced_info));
    BAD(E_HANDLE, wrtmem_synced_info(closed.synced, &out.synced_info));
    BAD(E_HANDLE, wrtmem_synced_info((const wrtmem_synced_t *)(void *)at.member, &out.synced_info));
    BAD(E_INVALID, wrtmem_synced_info(at.synced, NULL));
    BAD(E_INVALID, wrtmem_synced_info(at.synced, ODD(wrtmem_synced_info_t *)));
    BAD(E_INVALID, wrtmem_synced_info(at.synced, INFO(synced_info, 0)));
    BAD(E_INVALID, wrtmem_synced_info(at.synced, INFO(synced_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_synced_info(at.synced, INFO(synced_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_synced_info(at.synced, INFO(synced_info, SIZE_MAX)));
}

static void test_synced_row_info(void) {
    BAD(E_INVALID, wrtmem_synced_row_info(NULL, 0, &out.row_info));
    BAD(E_HANDLE, wrtmem_synced_row_info(closed.synced, 0, &out.row_info));
    BAD(E_HANDLE, wrtmem_synced_row_info((const wrtmem_synced_t *)(void *)at.member, 0, &out.row_info));
    BAD(E_INVALID, wrtmem_synced_row_info(at.synced, ROWS, &out.row_info));
    BAD(E_INVALID, wrtmem_synced_row_info(at.synced, UINT32_MAX, &out.row_info));
    BAD(E_INVALID, wrtmem_synced_row_info(at.synced, 0, NULL));
    BAD(E_INVALID, wrtmem_synced_row_info(at.synced, 0, ODD(wrtmem_row_info_t *)));
    BAD(E_INVALID, wrtmem_synced_row_info(at.synced, 0, INFO(row_info, 0)));
    BAD(E_INVALID, wrtmem_synced_row_info(at.synced, 0, INFO(row_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_synced_row_info(at.synced, 0, INFO(row_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_synced_row_info(at.synced, 0, INFO(row_info, SIZE_MAX)));
}

static void test_synced_read_latest(void) {
    BAD(E_INVALID, wrtmem_synced_read_latest(NULL, 0, message.bytes, PAGE, &out.u64, &out.size));
    BAD(E_HANDLE, wrtmem_synced_read_latest(closed.synced, 0, message.bytes, PAGE, &out.u64, &out.size));
    BAD(E_HANDLE, wrtmem_synced_read_latest((const wrtmem_synced_t *)(void *)at.member, 0, message.bytes, PAGE, &out.u64, &out.size));
    BAD(E_INVALID, wrtmem_synced_read_latest(at.synced, ROWS, message.bytes, PAGE, &out.u64, &out.size));
    BAD(E_INVALID, wrtmem_synced_read_latest(at.synced, UINT32_MAX, message.bytes, PAGE, &out.u64, &out.size));
    BAD(E_EMPTY, wrtmem_synced_read_latest(at.synced, 1, message.bytes, PAGE, &out.u64, &out.size));
    BAD(E_INVALID, wrtmem_synced_read_latest(at.synced, 0, NULL, PAGE, &out.u64, &out.size));
    BAD(E_INVALID, wrtmem_synced_read_latest(at.synced, 0, message.bytes, SIZE_MAX, &out.u64, &out.size));
    BAD(E_INVALID, wrtmem_synced_read_latest(at.synced, 0, message.bytes, (size_t)INT64_MAX + 1, &out.u64, &out.size));
    BAD(E_INVALID, wrtmem_synced_read_latest(at.synced, 0, message.bytes, PAGE, NULL, &out.size));
    BAD(E_INVALID, wrtmem_synced_read_latest(at.synced, 0, message.bytes, PAGE, ODD(uint64_t *), &out.size));
    BAD(E_INVALID, wrtmem_synced_read_latest(at.synced, 0, message.bytes, PAGE, &out.u64, NULL));
    BAD(E_INVALID, wrtmem_synced_read_latest(at.synced, 0, message.bytes, PAGE, &out.u64, ODD(size_t *)));
}

static void test_synced_evict(void) {
    BAD(E_INVALID, wrtmem_synced_evict(NULL, 0, 1));
    BAD(E_HANDLE, wrtmem_synced_evict(closed.synced, 0, 1));
    BAD(E_HANDLE, wrtmem_synced_evict((wrtmem_synced_t *)(void *)at.member, 0, 1));
    BAD(E_READ_ONLY, wrtmem_synced_evict(at.look_synced, 0, 1));
    BAD(E_INVALID, wrtmem_synced_evict(at.synced, ROWS, 1));
    BAD(E_INVALID, wrtmem_synced_evict(at.synced, UINT32_MAX, 1));
    BAD(E_NOT_FOUND, wrtmem_synced_evict(at.synced, 0, 0));
    BAD(E_NOT_FOUND, wrtmem_synced_evict(at.synced, 0, 2));
    BAD(E_NOT_FOUND, wrtmem_synced_evict(at.synced, 0, UINT64_MAX));
}

static void test_synced_end(void) {
    BAD(E_INVALID, wrtmem_synced_end(NULL));
    BAD(E_HANDLE, wrtmem_synced_end(closed.synced));
    BAD(E_HANDLE, wrtmem_synced_end((wrtmem_synced_t *)(void *)at.member));
    BAD(E_READ_ONLY, wrtmem_synced_end(at.look_synced));
}

static void test_member_join(void) {
    BAD(E_INVALID, wrtmem_member_join(NULL, 1, WRTMEM_POLL, &out.member));
    BAD(E_HANDLE, wrtmem_member_join(closed.synced, 1, WRTMEM_POLL, &out.member));
    BAD(E_HANDLE, wrtmem_member_join((wrtmem_synced_t *)(void *)at.member, 1, WRTMEM_POLL, &out.member));
    BAD(E_READ_ONLY, wrtmem_member_join(at.look_synced, 1, WRTMEM_POLL, &out.member));
    BAD(E_BUSY, wrtmem_member_join(at.synced, 0, WRTMEM_POLL, &out.member));
    BAD(E_INVALID, wrtmem_member_join(at.synced, ROWS, WRTMEM_POLL, &out.member));
    BAD(E_INVALID, wrtmem_member_join(at.synced, -2, WRTMEM_POLL, &out.member));
    BAD(E_INVALID, wrtmem_member_join(at.synced, INT32_MIN, WRTMEM_POLL, &out.member));
    BAD(E_INVALID, wrtmem_member_join(at.synced, INT32_MAX, WRTMEM_POLL, &out.member));
    BAD(E_INVALID, wrtmem_member_join(at.synced, 1, WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_member_join(at.synced, 1, WRTMEM_POLL, ODD(wrtmem_member_t **)));
}

static void test_member_close(void) {
    BAD(OK, wrtmem_member_close(NULL));
    BAD(E_HANDLE, wrtmem_member_close(closed.member));
    BAD(E_HANDLE, wrtmem_member_close((wrtmem_member_t *)(void *)at.segment));
}

static void test_member_place(void) {
    BAD(E_INVALID, wrtmem_member_place(NULL, &out.u32, &out.u64));
    BAD(E_HANDLE, wrtmem_member_place(closed.member, &out.u32, &out.u64));
    BAD(E_HANDLE, wrtmem_member_place((wrtmem_member_t *)(void *)at.segment, &out.u32, &out.u64));
    BAD(E_INVALID, wrtmem_member_place(at.member, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_member_place(at.member, ODD(uint32_t *), &out.u64));
    BAD(E_INVALID, wrtmem_member_place(at.member, &out.u32, NULL));
    BAD(E_INVALID, wrtmem_member_place(at.member, &out.u32, ODD(uint64_t *)));
}

static void test_member_sync(void) {
    BAD(E_INVALID, wrtmem_member_sync(NULL, message.bytes, 1, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_member_sync(closed.member, message.bytes, 1, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_member_sync((wrtmem_member_t *)(void *)at.segment, message.bytes, 1, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_member_sync(at.member, NULL, 1, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_member_sync(at.member, NULL, SIZE_MAX, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_member_sync(at.member, message.bytes, SIZE_MAX, WRTMEM_POLL, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_member_sync(at.member, message.bytes, 65, WRTMEM_POLL, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_member_sync(at.member, message.bytes, sizeof message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_member_sync(at.member, message.bytes, 1, WRTMEM_POLL, ODD(uint64_t *)));
}

static void test_member_buffer(void) {
    BAD(E_INVALID, wrtmem_member_buffer(NULL, &out.pointer, &out.size));
    BAD(E_HANDLE, wrtmem_member_buffer(closed.member, &out.pointer, &out.size));
    BAD(E_HANDLE, wrtmem_member_buffer((wrtmem_member_t *)(void *)at.segment, &out.pointer, &out.size));
    BAD(E_INVALID, wrtmem_member_buffer(at.member, NULL, &out.size));
    BAD(E_INVALID, wrtmem_member_buffer(at.member, ODD(void **), &out.size));
    BAD(E_INVALID, wrtmem_member_buffer(at.member, &out.pointer, NULL));
    BAD(E_INVALID, wrtmem_member_buffer(at.member, &out.pointer, ODD(size_t *)));
}

static void test_member_arrive(void) {
    BAD(E_INVALID, wrtmem_member_arrive(NULL, 1, &out.u64));
    BAD(E_HANDLE, wrtmem_member_arrive(closed.member, 1, &out.u64));
    BAD(E_HANDLE, wrtmem_member_arrive((wrtmem_member_t *)(void *)at.segment, 1, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_member_arrive(at.member, 65, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_member_arrive(at.member, SIZE_MAX, &out.u64));
    BAD(E_INVALID, wrtmem_member_arrive(at.member, 1, ODD(uint64_t *)));
}

static void test_member_wait(void) {
    BAD(E_INVALID, wrtmem_member_wait(NULL, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_member_wait(closed.member, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_member_wait((wrtmem_member_t *)(void *)at.segment, WRTMEM_POLL));
    BAD(E_STATE, wrtmem_member_wait(at.member, WRTMEM_POLL));
    BAD(E_STATE, wrtmem_member_wait(at.member, WRTMEM_FOREVER));
}

static void test_member_missing(void) {
    BAD(E_INVALID, wrtmem_member_missing(NULL, &out.u64, &out.u64));
    BAD(E_HANDLE, wrtmem_member_missing(closed.member, &out.u64, &out.u64));
    BAD(E_HANDLE, wrtmem_member_missing((wrtmem_member_t *)(void *)at.segment, &out.u64, &out.u64));
    BAD(E_INVALID, wrtmem_member_missing(at.member, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_member_missing(at.member, ODD(uint64_t *), &out.u64));
    BAD(E_INVALID, wrtmem_member_missing(at.member, &out.u64, NULL));
    BAD(E_INVALID, wrtmem_member_missing(at.member, &out.u64, ODD(uint64_t *)));
}

static void test_member_rows(void) {
    BAD(E_INVALID, wrtmem_member_rows(NULL, &out.u64));
    BAD(E_HANDLE, wrtmem_member_rows(closed.member, &out.u64));
    BAD(E_HANDLE, wrtmem_member_rows((wrtmem_member_t *)(void *)at.segment, &out.u64));
    BAD(E_INVALID, wrtmem_member_rows(at.member, NULL));
    BAD(E_INVALID, wrtmem_member_rows(at.member, ODD(uint64_t *)));
}

static void test_member_part(void) {
    BAD(E_INVALID, wrtmem_member_part(NULL, 0, &out.part, &out.size));
    BAD(E_HANDLE, wrtmem_member_part(closed.member, 0, &out.part, &out.size));
    BAD(E_HANDLE, wrtmem_member_part((wrtmem_member_t *)(void *)at.segment, 0, &out.part, &out.size));
    BAD(E_STATE, wrtmem_member_part(at.member, 0, &out.part, &out.size));
    BAD(E_INVALID, wrtmem_member_part(at.member, 0, NULL, &out.size));
    BAD(E_INVALID, wrtmem_member_part(at.member, 0, &out.part, NULL));
    BAD(E_INVALID, wrtmem_member_part(at.member, 0, &out.part, ODD(size_t *)));
}

static void test_member_read(void) {
    BAD(E_INVALID, wrtmem_member_read(NULL, 0, message.bytes, PAGE, &out.size));
    BAD(E_HANDLE, wrtmem_member_read(closed.member, 0, message.bytes, PAGE, &out.size));
    BAD(E_HANDLE, wrtmem_member_read((wrtmem_member_t *)(void *)at.segment, 0, message.bytes, PAGE, &out.size));
    BAD(E_STATE, wrtmem_member_read(at.member, 0, message.bytes, PAGE, &out.size));
    BAD(E_INVALID, wrtmem_member_read(at.member, 0, NULL, PAGE, &out.size));
    BAD(E_INVALID, wrtmem_member_read(at.member, 0, message.bytes, SIZE_MAX, &out.size));
    BAD(E_INVALID, wrtmem_member_read(at.member, 0, message.bytes, PAGE, NULL));
    BAD(E_INVALID, wrtmem_member_read(at.member, 0, message.bytes, PAGE, ODD(size_t *)));
}

static void test_member_valid(void) {
    BAD(E_INVALID, wrtmem_member_valid(NULL, &out.truth));
    BAD(E_HANDLE, wrtmem_member_valid(closed.member, &out.truth));
    BAD(E_HANDLE, wrtmem_member_valid((wrtmem_member_t *)(void *)at.segment, &out.truth));
    BAD(E_INVALID, wrtmem_member_valid(at.member, NULL));
}

static void test_heap_open(void) {
    BAD(E_INVALID, wrtmem_heap_open(NULL, &out.heap));
    BAD(E_HANDLE, wrtmem_heap_open(closed.segment, &out.heap));
    BAD(E_HANDLE, wrtmem_heap_open((wrtmem_segment_t *)(void *)at.slot, &out.heap));
    BAD(E_READ_ONLY, wrtmem_heap_open(at.observer, &out.heap));
    BAD(E_INVALID, wrtmem_heap_open(at.segment, NULL));
    BAD(E_INVALID, wrtmem_heap_open(at.segment, ODD(wrtmem_heap_t **)));
}

static void test_heap_close(void) {
    BAD(OK, wrtmem_heap_close(NULL));
    BAD(E_HANDLE, wrtmem_heap_close(closed.heap));
    BAD(E_HANDLE, wrtmem_heap_close((wrtmem_heap_t *)(void *)at.segment));
}

static void test_heap_alloc(void) {
    BAD(E_INVALID, wrtmem_heap_alloc(NULL, 64, &out.u64, &out.pointer));
    BAD(E_HANDLE, wrtmem_heap_alloc(closed.heap, 64, &out.u64, &out.pointer));
    BAD(E_HANDLE, wrtmem_heap_alloc((wrtmem_heap_t *)(void *)at.segment, 64, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc(at.heap, 0, &out.u64, &out.pointer));
    BAD(E_NO_SPACE, wrtmem_heap_alloc(at.heap, pages_end, &out.u64, &out.pointer));
    BAD(E_NO_SPACE, wrtmem_heap_alloc(at.heap, UINT64_MAX, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc(at.heap, 64, NULL, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc(at.heap, 64, ODD(wrtmem_ref_t *), &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc(at.heap, 64, &out.u64, NULL));
    BAD(E_INVALID, wrtmem_heap_alloc(at.heap, 64, &out.u64, ODD(void **)));
}

static void test_heap_alloc_aligned(void) {
    BAD(E_INVALID, wrtmem_heap_alloc_aligned(NULL, 64, 64, &out.u64, &out.pointer));
    BAD(E_HANDLE, wrtmem_heap_alloc_aligned(closed.heap, 64, 64, &out.u64, &out.pointer));
    BAD(E_HANDLE, wrtmem_heap_alloc_aligned((wrtmem_heap_t *)(void *)at.segment, 64, 64, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_aligned(at.heap, 0, 64, &out.u64, &out.pointer));
    BAD(E_NO_SPACE, wrtmem_heap_alloc_aligned(at.heap, UINT64_MAX, 64, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_aligned(at.heap, 64, 0, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_aligned(at.heap, 64, 48, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_aligned(at.heap, 64, 2 * PAGE, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_aligned(at.heap, 64, UINT64_MAX, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_aligned(at.heap, 64, 64, NULL, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_aligned(at.heap, 64, 64, ODD(wrtmem_ref_t *), &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_aligned(at.heap, 64, 64, &out.u64, NULL));
    BAD(E_INVALID, wrtmem_heap_alloc_aligned(at.heap, 64, 64, &out.u64, ODD(void **)));
}

static void test_heap_alloc_zeroed(void) {
    BAD(E_INVALID, wrtmem_heap_alloc_zeroed(NULL, 64, &out.u64, &out.pointer));
    BAD(E_HANDLE, wrtmem_heap_alloc_zeroed(closed.heap, 64, &out.u64, &out.pointer));
    BAD(E_HANDLE, wrtmem_heap_alloc_zeroed((wrtmem_heap_t *)(void *)at.segment, 64, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_zeroed(at.heap, 0, &out.u64, &out.pointer));
    BAD(E_NO_SPACE, wrtmem_heap_alloc_zeroed(at.heap, pages_end, &out.u64, &out.pointer));
    BAD(E_NO_SPACE, wrtmem_heap_alloc_zeroed(at.heap, UINT64_MAX, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_zeroed(at.heap, 64, NULL, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_zeroed(at.heap, 64, ODD(wrtmem_ref_t *), &out.pointer));
    BAD(E_INVALID, wrtmem_heap_alloc_zeroed(at.heap, 64, &out.u64, NULL));
    BAD(E_INVALID, wrtmem_heap_alloc_zeroed(at.heap, 64, &out.u64, ODD(void **)));
}

static void test_heap_realloc(void) {
    BAD(E_INVALID, wrtmem_heap_realloc(NULL, block, 64, &out.u64, &out.pointer));
    BAD(E_HANDLE, wrtmem_heap_realloc(closed.heap, block, 64, &out.u64, &out.pointer));
    BAD(E_HANDLE, wrtmem_heap_realloc((wrtmem_heap_t *)(void *)at.segment, block, 64, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_realloc(at.heap, 0, 64, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_realloc(at.heap, UINT64_MAX, 64, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_realloc(at.heap, block + 1, 64, &out.u64, &out.pointer));
    BAD(E_STATE, wrtmem_heap_realloc(at.heap, block ^ UINT64_C(1) << 43, 64, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_realloc(at.heap, block, 0, &out.u64, &out.pointer));
    BAD(E_NO_SPACE, wrtmem_heap_realloc(at.heap, block, pages_end, &out.u64, &out.pointer));
    BAD(E_NO_SPACE, wrtmem_heap_realloc(at.heap, block, UINT64_MAX, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_realloc(at.heap, block, 64, NULL, &out.pointer));
    BAD(E_INVALID, wrtmem_heap_realloc(at.heap, block, 64, ODD(wrtmem_ref_t *), &out.pointer));
    BAD(E_INVALID, wrtmem_heap_realloc(at.heap, block, 64, &out.u64, NULL));
    BAD(E_INVALID, wrtmem_heap_realloc(at.heap, block, 64, &out.u64, ODD(void **)));
}

static void test_heap_ack(void) {
    BAD(E_INVALID, wrtmem_heap_ack(NULL, block));
    BAD(E_HANDLE, wrtmem_heap_ack(closed.heap, block));
    BAD(E_HANDLE, wrtmem_heap_ack((wrtmem_heap_t *)(void *)at.segment, block));
    BAD(E_INVALID, wrtmem_heap_ack(at.heap, 0));
    BAD(E_INVALID, wrtmem_heap_ack(at.heap, UINT64_MAX));
    BAD(E_INVALID, wrtmem_heap_ack(at.heap, block + 1));
    BAD(E_STATE, wrtmem_heap_ack(at.heap, block ^ UINT64_C(1) << 43));
    BAD(E_STATE, wrtmem_heap_ack(at.heap, object_page / 16));
}

static void test_heap_free(void) {
    BAD(E_INVALID, wrtmem_heap_free(NULL, block_at));
    BAD(E_HANDLE, wrtmem_heap_free(closed.heap, block_at));
    BAD(E_HANDLE, wrtmem_heap_free((wrtmem_heap_t *)(void *)at.segment, block_at));
    BAD(E_INVALID, wrtmem_heap_free(at.heap, NULL));
    BAD(E_INVALID, wrtmem_heap_free(at.heap, &out));
    BAD(E_INVALID, wrtmem_heap_free(at.heap, (void *)UINTPTR_MAX));
    BAD(E_INVALID, wrtmem_heap_free(at.heap, (char *)block_at + 1));
    BAD(E_INVALID, wrtmem_heap_free(at.heap, (char *)block_at + 16));
    BAD(E_STATE, wrtmem_heap_free(at.heap, (char *)block_at + 64));
}

static void test_heap_coalesce(void) {
    BAD(E_INVALID, wrtmem_heap_coalesce(NULL, &out.u64));
    BAD(E_HANDLE, wrtmem_heap_coalesce(closed.heap, &out.u64));
    BAD(E_HANDLE, wrtmem_heap_coalesce((wrtmem_heap_t *)(void *)at.segment, &out.u64));
    BAD(E_INVALID, wrtmem_heap_coalesce(at.heap, ODD(uint64_t *)));
}

static void test_ref_offset(void) {
    CHECK(wrtmem_ref_offset(0) == 0);
    CHECK(wrtmem_ref_offset(UINT64_MAX) > pages_end);
}

static void test_send_block(void) {
    BAD(E_INVALID, wrtmem_send_block(NULL, block, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_send_block(closed.sender, block, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_send_block((wrtmem_sender_t *)(void *)at.receiver, block, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_send_block(at.sender, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_send_block(at.sender, UINT64_MAX, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_send_block(at.sender, block + 1, WRTMEM_POLL));
    BAD(E_STATE, wrtmem_send_block(at.sender, block ^ UINT64_C(1) << 43, WRTMEM_POLL));
    BAD(E_STATE, wrtmem_send_block(at.sender, object_page / 16, WRTMEM_POLL));
}

static void test_receive_block(void) {
    BAD(E_INVALID, wrtmem_receive_block(NULL, WRTMEM_POLL, &out.u64, &out.pointer));
    BAD(E_HANDLE, wrtmem_receive_block(closed.receiver, WRTMEM_POLL, &out.u64, &out.pointer));
    BAD(E_HANDLE, wrtmem_receive_block((wrtmem_receiver_t *)(void *)at.segment, WRTMEM_POLL, &out.u64, &out.pointer));
    BAD(E_INVALID, wrtmem_receive_block(at.receiver, WRTMEM_POLL, NULL, &out.pointer));
    BAD(E_INVALID, wrtmem_receive_block(at.receiver, WRTMEM_POLL, ODD(wrtmem_ref_t *), &out.pointer));
    BAD(E_INVALID, wrtmem_receive_block(at.receiver, WRTMEM_POLL, &out.u64, NULL));
    BAD(E_INVALID, wrtmem_receive_block(at.receiver, WRTMEM_POLL, &out.u64, ODD(void **)));
}

static void test_arena_walk(void) {
    BAD(E_INVALID, wrtmem_arena_walk(NULL, ignore_part, NULL));
    BAD(E_HANDLE, wrtmem_arena_walk(closed.segment, ignore_part, NULL));
    BAD(E_HANDLE, wrtmem_arena_walk((const wrtmem_segment_t *)(void *)at.slot, ignore_part, NULL));
    BAD(E_INVALID, wrtmem_arena_walk(at.segment, NULL, NULL));
}

static void test_arena_query(void) {
    BAD(E_INVALID, wrtmem_arena_query(NULL, wrtmem_ref_offset(block), &out.part_info));
    BAD(E_HANDLE, wrtmem_arena_query(closed.segment, wrtmem_ref_offset(block), &out.part_info));
    BAD(E_HANDLE, wrtmem_arena_query((const wrtmem_segment_t *)(void *)at.slot, wrtmem_ref_offset(block), &out.part_info));
    BAD(E_INVALID, wrtmem_arena_query(at.segment, 0, &out.part_info));
    BAD(E_INVALID, wrtmem_arena_query(at.segment, pages + 1, &out.part_info));
    BAD(E_INVALID, wrtmem_arena_query(at.segment, pages_end, &out.part_info));
    BAD(E_INVALID, wrtmem_arena_query(at.segment, UINT64_MAX, &out.part_info));
    BAD(E_STATE, wrtmem_arena_query(at.segment, free_page, &out.part_info));
    BAD(E_INVALID, wrtmem_arena_query(at.segment, wrtmem_ref_offset(block), NULL));
    BAD(E_INVALID, wrtmem_arena_query(at.segment, wrtmem_ref_offset(block), ODD(wrtmem_part_info_t *)));
    BAD(E_INVALID, wrtmem_arena_query(at.segment, wrtmem_ref_offset(block), INFO(part_info, 0)));
    BAD(E_INVALID, wrtmem_arena_query(at.segment, wrtmem_ref_offset(block), INFO(part_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_arena_query(at.segment, wrtmem_ref_offset(block), INFO(part_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_arena_query(at.segment, wrtmem_ref_offset(block), INFO(part_info, SIZE_MAX)));
}

static void test_arena_info(void) {
    BAD(E_INVALID, wrtmem_arena_info(NULL, &out.arena_info));
    BAD(E_HANDLE, wrtmem_arena_info(closed.segment, &out.arena_info));
    BAD(E_HANDLE, wrtmem_arena_info((const wrtmem_segment_t *)(void *)at.slot, &out.arena_info));
    BAD(E_INVALID, wrtmem_arena_info(at.segment, NULL));
    BAD(E_INVALID, wrtmem_arena_info(at.segment, ODD(wrtmem_arena_info_t *)));
    BAD(E_INVALID, wrtmem_arena_info(at.segment, INFO(arena_info, 0)));
    BAD(E_INVALID, wrtmem_arena_info(at.segment, INFO(arena_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_arena_info(at.segment, INFO(arena_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_arena_info(at.segment, INFO(arena_info, SIZE_MAX)));
}

static void test_region_create(void) {
    BAD(E_INVALID, wrtmem_region_create(NULL, "new", default_verified_options(), &out.region));
    BAD(E_HANDLE, wrtmem_region_create(closed.segment, "new", default_verified_options(), &out.region));
    BAD(E_HANDLE, wrtmem_region_create((wrtmem_segment_t *)(void *)at.slot, "new", default_verified_options(), &out.region));
    BAD(E_READ_ONLY, wrtmem_region_create(at.observer, "new", default_verified_options(), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, NULL, default_verified_options(), &out.region));
    BAD(E_NAME, wrtmem_region_create(at.segment, "", default_verified_options(), &out.region));
    BAD(E_NAME, wrtmem_region_create(at.segment, TOO_LONG_OBJECT, default_verified_options(), &out.region));
    BAD(E_NAME, wrtmem_region_create(at.segment, "a/b", default_verified_options(), &out.region));
    BAD(E_NAME, wrtmem_region_create(at.segment, ".", default_verified_options(), &out.region));
    BAD(E_NAME, wrtmem_region_create(at.segment, ".a", default_verified_options(), &out.region));
    BAD(E_NAME, wrtmem_region_create(at.segment, "a b", default_verified_options(), &out.region));
    BAD(E_NAME, wrtmem_region_create(at.segment, "\xff", default_verified_options(), &out.region));
    BAD(E_EXISTS, wrtmem_region_create(at.segment, "region", default_verified_options(), &out.region));
    BAD(E_EXISTS, wrtmem_region_create(at.segment, "bytes", default_verified_options(), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", ODD(const wrtmem_verified_options_t *), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(size, 0), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(size, sizeof(size_t) - 1), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(size, (1 << 16) + 1), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(size, SIZE_MAX), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(reserved, 1), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", NULL, &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(bytes, 0), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(bytes, UINT64_MAX), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(level, -1), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(level, 7), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(level, WRTMEM_LEVEL_SAMPLING), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(interval, 1), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(block, 32), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(block, 96), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", VERIFIED(block, 8192), &out.region));
    BAD(E_NO_SPACE, wrtmem_region_create(at.segment, "new", VERIFIED(bytes, 1 << 20), &out.region));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", default_verified_options(), NULL));
    BAD(E_INVALID, wrtmem_region_create(at.segment, "new", default_verified_options(), ODD(wrtmem_region_t **)));
}

static void test_region_open_or_create(void) {
    BAD(E_INVALID, wrtmem_region_open_or_create(NULL, "new", default_verified_options(), &out.region, &out.truth));
    BAD(E_HANDLE, wrtmem_region_open_or_create(closed.segment, "new", default_verified_options(), &out.region, &out.truth));
    BAD(E_HANDLE, wrtmem_region_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_verified_options(), &out.region, &out.truth));
    BAD(E_READ_ONLY, wrtmem_region_open_or_create(at.observer, "new", default_verified_options(), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, NULL, default_verified_options(), &out.region, &out.truth));
    BAD(E_NAME, wrtmem_region_open_or_create(at.segment, "", default_verified_options(), &out.region, &out.truth));
    BAD(E_NAME, wrtmem_region_open_or_create(at.segment, TOO_LONG_OBJECT, default_verified_options(), &out.region, &out.truth));
    BAD(E_NAME, wrtmem_region_open_or_create(at.segment, "a/b", default_verified_options(), &out.region, &out.truth));
    BAD(E_NAME, wrtmem_region_open_or_create(at.segment, ".", default_verified_options(), &out.region, &out.truth));
    BAD(E_NAME, wrtmem_region_open_or_create(at.segment, ".a", default_verified_options(), &out.region, &out.truth));
    BAD(E_NAME, wrtmem_region_open_or_create(at.segment, "a b", default_verified_options(), &out.region, &out.truth));
    BAD(E_NAME, wrtmem_region_open_or_create(at.segment, "\xff", default_verified_options(), &out.region, &out.truth));
    BAD(E_MISMATCH, wrtmem_region_open_or_create(at.segment, "cell", default_verified_options(), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", ODD(const wrtmem_verified_options_t *), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", VERIFIED(size, 0), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", VERIFIED(size, sizeof(size_t) - 1), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", VERIFIED(size, (1 << 16) + 1), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", VERIFIED(size, SIZE_MAX), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", VERIFIED(reserved, 1), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", NULL, &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", VERIFIED(bytes, 0), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", VERIFIED(bytes, UINT64_MAX), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", VERIFIED(level, -1), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", VERIFIED(level, 7), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", VERIFIED(level, WRTMEM_LEVEL_SAMPLING), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", VERIFIED(interval, 1), &out.region, &out.truth));
    BAD(E_MISMATCH, wrtmem_region_open_or_create(at.segment, "region", VERIFIED(block, 64), &out.region, &out.truth));
    BAD(E_MISMATCH, wrtmem_region_open_or_create(at.segment, "region", VERIFIED(bytes, 65), &out.region, &out.truth));
    BAD(E_MISMATCH, wrtmem_region_open_or_create(at.segment, "region", VERIFIED(level, 6), &out.region, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", default_verified_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_region_open_or_create(at.segment, "new", default_verified_options(), ODD(wrtmem_region_t **), &out.truth));
}

static void test_region_open(void) {
    BAD(E_INVALID, wrtmem_region_open(NULL, "region", WRTMEM_POLL, &out.region));
    BAD(E_HANDLE, wrtmem_region_open(closed.segment, "region", WRTMEM_POLL, &out.region));
    BAD(E_HANDLE, wrtmem_region_open((wrtmem_segment_t *)(void *)at.slot, "region", WRTMEM_POLL, &out.region));
    BAD(E_INVALID, wrtmem_region_open(at.segment, NULL, WRTMEM_POLL, &out.region));
    BAD(E_NAME, wrtmem_region_open(at.segment, "", WRTMEM_POLL, &out.region));
    BAD(E_NAME, wrtmem_region_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.region));
    BAD(E_NAME, wrtmem_region_open(at.segment, "a/b", WRTMEM_POLL, &out.region));
    BAD(E_NAME, wrtmem_region_open(at.segment, ".", WRTMEM_POLL, &out.region));
    BAD(E_NAME, wrtmem_region_open(at.segment, ".a", WRTMEM_POLL, &out.region));
    BAD(E_NAME, wrtmem_region_open(at.segment, "a b", WRTMEM_POLL, &out.region));
    BAD(E_NAME, wrtmem_region_open(at.segment, "\xff", WRTMEM_POLL, &out.region));
    BAD(E_MISMATCH, wrtmem_region_open(at.segment, "bytes", WRTMEM_POLL, &out.region));
    BAD(E_NOT_FOUND, wrtmem_region_open(at.segment, "absent", WRTMEM_POLL, &out.region));
    BAD(E_TIMEOUT, wrtmem_region_open(at.segment, "absent", 1, &out.region));
    BAD(E_INVALID, wrtmem_region_open(at.segment, "region", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_region_open(at.segment, "region", WRTMEM_POLL, ODD(wrtmem_region_t **)));
}

static void test_region_close(void) {
    BAD(OK, wrtmem_region_close(NULL));
    BAD(E_HANDLE, wrtmem_region_close(closed.region));
    BAD(E_HANDLE, wrtmem_region_close((wrtmem_region_t *)(void *)at.cell));
}

static void test_region_info(void) {
    BAD(E_INVALID, wrtmem_region_info(NULL, &out.verified_info));
    BAD(E_HANDLE, wrtmem_region_info(closed.region, &out.verified_info));
    BAD(E_HANDLE, wrtmem_region_info((const wrtmem_region_t *)(void *)at.cell, &out.verified_info));
    BAD(E_INVALID, wrtmem_region_info(at.region, NULL));
    BAD(E_INVALID, wrtmem_region_info(at.region, ODD(wrtmem_verified_info_t *)));
    BAD(E_INVALID, wrtmem_region_info(at.region, INFO(verified_info, 0)));
    BAD(E_INVALID, wrtmem_region_info(at.region, INFO(verified_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_region_info(at.region, INFO(verified_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_region_info(at.region, INFO(verified_info, SIZE_MAX)));
}

static void test_region_read(void) {
    BAD(E_INVALID, wrtmem_region_read(NULL, 0, message.bytes, 1, WRTMEM_LEVEL_DEFAULT));
    BAD(E_HANDLE, wrtmem_region_read(closed.region, 0, message.bytes, 1, WRTMEM_LEVEL_DEFAULT));
    BAD(E_HANDLE, wrtmem_region_read((const wrtmem_region_t *)(void *)at.cell, 0, message.bytes, 1, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_region_read(at.region, VALUE, message.bytes, 1, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_region_read(at.region, UINT64_MAX, message.bytes, 1, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_region_read(at.region, 0, NULL, 1, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_region_read(at.region, 0, message.bytes, VALUE + 1, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_region_read(at.region, 0, message.bytes, SIZE_MAX, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_region_read(at.region, 0, message.bytes, 1, -1));
    BAD(E_INVALID, wrtmem_region_read(at.region, 0, message.bytes, 1, WRTMEM_LEVEL_SAMPLING));
    BAD(E_INVALID, wrtmem_region_read(at.region, 0, message.bytes, 1, 7));
    BAD(E_INVALID, wrtmem_region_read(at.region, 0, message.bytes, 1, INT32_MIN));
}

static void test_region_write(void) {
    BAD(E_INVALID, wrtmem_region_write(NULL, 0, message.bytes, 1, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_region_write(closed.region, 0, message.bytes, 1, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_region_write((wrtmem_region_t *)(void *)at.cell, 0, message.bytes, 1, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_region_write(at.look_region, 0, message.bytes, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_write(at.region, VALUE, message.bytes, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_write(at.region, UINT64_MAX, message.bytes, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_write(at.region, 0, NULL, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_write(at.region, 0, message.bytes, VALUE + 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_write(at.region, 0, message.bytes, SIZE_MAX, WRTMEM_POLL));
}

static void test_region_write_all(void) {
    BAD(E_INVALID, wrtmem_region_write_all(NULL, &part, 1, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_region_write_all(closed.region, &part, 1, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_region_write_all((wrtmem_region_t *)(void *)at.cell, &part, 1, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_region_write_all(at.look_region, &part, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_write_all(at.region, NULL, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_write_all(at.region, ODD(const wrtmem_range_t *), 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_write_all(at.region, &part, 65537, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_write_all(at.region, &part, SIZE_MAX, WRTMEM_POLL));
}

static void test_region_set_level(void) {
    BAD(E_INVALID, wrtmem_region_set_level(NULL, WRTMEM_LEVEL_FULL, 0, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_region_set_level(closed.region, WRTMEM_LEVEL_FULL, 0, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_region_set_level((wrtmem_region_t *)(void *)at.cell, WRTMEM_LEVEL_FULL, 0, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_region_set_level(at.look_region, WRTMEM_LEVEL_FULL, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_set_level(at.region, WRTMEM_LEVEL_DEFAULT, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_set_level(at.region, WRTMEM_LEVEL_SAMPLING, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_set_level(at.region, -1, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_set_level(at.region, 7, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_set_level(at.region, INT32_MIN, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_set_level(at.region, WRTMEM_LEVEL_FULL, 1, WRTMEM_POLL));
}

static void test_region_checksum(void) {
    BAD(E_INVALID, wrtmem_region_checksum(NULL, 0, 1, &out.u32));
    BAD(E_HANDLE, wrtmem_region_checksum(closed.region, 0, 1, &out.u32));
    BAD(E_HANDLE, wrtmem_region_checksum((const wrtmem_region_t *)(void *)at.cell, 0, 1, &out.u32));
    BAD(E_INVALID, wrtmem_region_checksum(at.region, VALUE, 1, &out.u32));
    BAD(E_INVALID, wrtmem_region_checksum(at.region, UINT64_MAX, 1, &out.u32));
    BAD(E_INVALID, wrtmem_region_checksum(at.region, 0, VALUE + 1, &out.u32));
    BAD(E_INVALID, wrtmem_region_checksum(at.region, 0, UINT64_MAX, &out.u32));
    BAD(E_INVALID, wrtmem_region_checksum(at.region, 0, 1, NULL));
    BAD(E_INVALID, wrtmem_region_checksum(at.region, 0, 1, ODD(uint32_t *)));
}

static void test_region_verify(void) {
    BAD(E_INVALID, wrtmem_region_verify(NULL, &out.u32, &out.u32));
    BAD(E_HANDLE, wrtmem_region_verify(closed.region, &out.u32, &out.u32));
    BAD(E_HANDLE, wrtmem_region_verify((const wrtmem_region_t *)(void *)at.cell, &out.u32, &out.u32));
    BAD(E_INVALID, wrtmem_region_verify(at.region, NULL, &out.u32));
    BAD(E_INVALID, wrtmem_region_verify(at.region, ODD(uint32_t *), &out.u32));
    BAD(E_INVALID, wrtmem_region_verify(at.region, &out.u32, ODD(uint32_t *)));
}

static void test_region_scrub(void) {
    BAD(E_INVALID, wrtmem_region_scrub(NULL, 1, &out.u32, &out.u32));
    BAD(E_HANDLE, wrtmem_region_scrub(closed.region, 1, &out.u32, &out.u32));
    BAD(E_HANDLE, wrtmem_region_scrub((wrtmem_region_t *)(void *)at.cell, 1, &out.u32, &out.u32));
    BAD(E_READ_ONLY, wrtmem_region_scrub(at.look_region, 1, &out.u32, &out.u32));
    BAD(E_INVALID, wrtmem_region_scrub(at.region, 1, ODD(uint32_t *), &out.u32));
    BAD(E_INVALID, wrtmem_region_scrub(at.region, 1, &out.u32, ODD(uint32_t *)));
}

static void test_region_roll_back(void) {
    BAD(E_INVALID, wrtmem_region_roll_back(NULL, 0, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_region_roll_back(closed.region, 0, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_region_roll_back((wrtmem_region_t *)(void *)at.cell, 0, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_region_roll_back(at.look_region, 0, WRTMEM_POLL));
    BAD(E_STATE, wrtmem_region_roll_back(at.region, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_roll_back(at.region, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_roll_back(at.region, UINT32_MAX, WRTMEM_POLL));
}

static void test_region_inject_fault(void) {
    BAD(E_INVALID, wrtmem_region_inject_fault(NULL, WRTMEM_FAULT_DATA, 0, 0));
    BAD(E_HANDLE, wrtmem_region_inject_fault(closed.region, WRTMEM_FAULT_DATA, 0, 0));
    BAD(E_HANDLE, wrtmem_region_inject_fault((wrtmem_region_t *)(void *)at.cell, WRTMEM_FAULT_DATA, 0, 0));
    BAD(E_READ_ONLY, wrtmem_region_inject_fault(at.look_region, WRTMEM_FAULT_DATA, 0, 0));
}

static void test_cell_create(void) {
    BAD(E_INVALID, wrtmem_cell_create(NULL, "new", default_verified_options(), &out.cell));
    BAD(E_HANDLE, wrtmem_cell_create(closed.segment, "new", default_verified_options(), &out.cell));
    BAD(E_HANDLE, wrtmem_cell_create((wrtmem_segment_t *)(void *)at.slot, "new", default_verified_options(), &out.cell));
    BAD(E_READ_ONLY, wrtmem_cell_create(at.observer, "new", default_verified_options(), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, NULL, default_verified_options(), &out.cell));
    BAD(E_NAME, wrtmem_cell_create(at.segment, "", default_verified_options(), &out.cell));
    BAD(E_NAME, wrtmem_cell_create(at.segment, TOO_LONG_OBJECT, default_verified_options(), &out.cell));
    BAD(E_NAME, wrtmem_cell_create(at.segment, "a/b", default_verified_options(), &out.cell));
    BAD(E_NAME, wrtmem_cell_create(at.segment, ".", default_verified_options(), &out.cell));
    BAD(E_NAME, wrtmem_cell_create(at.segment, ".a", default_verified_options(), &out.cell));
    BAD(E_NAME, wrtmem_cell_create(at.segment, "a b", default_verified_options(), &out.cell));
    BAD(E_NAME, wrtmem_cell_create(at.segment, "\xff", default_verified_options(), &out.cell));
    BAD(E_EXISTS, wrtmem_cell_create(at.segment, "cell", default_verified_options(), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", ODD(const wrtmem_verified_options_t *), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(size, 0), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(size, sizeof(size_t) - 1), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(size, (1 << 16) + 1), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(size, SIZE_MAX), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(reserved, 1), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", NULL, &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(bytes, 0), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(bytes, UINT64_MAX), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(level, -1), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(level, 7), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(level, WRTMEM_LEVEL_SAMPLING), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(interval, 1), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(block, 64), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", VERIFIED(bytes, 4097), &out.cell));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", default_verified_options(), NULL));
    BAD(E_INVALID, wrtmem_cell_create(at.segment, "new", default_verified_options(), ODD(wrtmem_cell_t **)));
}

static void test_cell_open_or_create(void) {
    BAD(E_INVALID, wrtmem_cell_open_or_create(NULL, "new", default_verified_options(), &out.cell, &out.truth));
    BAD(E_HANDLE, wrtmem_cell_open_or_create(closed.segment, "new", default_verified_options(), &out.cell, &out.truth));
    BAD(E_HANDLE, wrtmem_cell_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_verified_options(), &out.cell, &out.truth));
    BAD(E_READ_ONLY, wrtmem_cell_open_or_create(at.observer, "new", default_verified_options(), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, NULL, default_verified_options(), &out.cell, &out.truth));
    BAD(E_NAME, wrtmem_cell_open_or_create(at.segment, "", default_verified_options(), &out.cell, &out.truth));
    BAD(E_NAME, wrtmem_cell_open_or_create(at.segment, TOO_LONG_OBJECT, default_verified_options(), &out.cell, &out.truth));
    BAD(E_NAME, wrtmem_cell_open_or_create(at.segment, "a/b", default_verified_options(), &out.cell, &out.truth));
    BAD(E_NAME, wrtmem_cell_open_or_create(at.segment, ".", default_verified_options(), &out.cell, &out.truth));
    BAD(E_NAME, wrtmem_cell_open_or_create(at.segment, ".a", default_verified_options(), &out.cell, &out.truth));
    BAD(E_NAME, wrtmem_cell_open_or_create(at.segment, "a b", default_verified_options(), &out.cell, &out.truth));
    BAD(E_NAME, wrtmem_cell_open_or_create(at.segment, "\xff", default_verified_options(), &out.cell, &out.truth));
    BAD(E_MISMATCH, wrtmem_cell_open_or_create(at.segment, "region", default_verified_options(), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", ODD(const wrtmem_verified_options_t *), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", VERIFIED(size, 0), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", VERIFIED(size, sizeof(size_t) - 1), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", VERIFIED(size, (1 << 16) + 1), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", VERIFIED(size, SIZE_MAX), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", VERIFIED(reserved, 1), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", NULL, &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", VERIFIED(bytes, 0), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", VERIFIED(bytes, UINT64_MAX), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", VERIFIED(level, -1), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", VERIFIED(level, 7), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", VERIFIED(level, WRTMEM_LEVEL_SAMPLING), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", VERIFIED(interval, 1), &out.cell, &out.truth));
    BAD(E_MISMATCH, wrtmem_cell_open_or_create(at.segment, "cell", VERIFIED(bytes, 65), &out.cell, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", default_verified_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_cell_open_or_create(at.segment, "new", default_verified_options(), ODD(wrtmem_cell_t **), &out.truth));
}

static void test_cell_open(void) {
    BAD(E_INVALID, wrtmem_cell_open(NULL, "cell", WRTMEM_POLL, &out.cell));
    BAD(E_HANDLE, wrtmem_cell_open(closed.segment, "cell", WRTMEM_POLL, &out.cell));
    BAD(E_HANDLE, wrtmem_cell_open((wrtmem_segment_t *)(void *)at.slot, "cell", WRTMEM_POLL, &out.cell));
    BAD(E_INVALID, wrtmem_cell_open(at.segment, NULL, WRTMEM_POLL, &out.cell));
    BAD(E_NAME, wrtmem_cell_open(at.segment, "", WRTMEM_POLL, &out.cell));
    BAD(E_NAME, wrtmem_cell_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.cell));
    BAD(E_NAME, wrtmem_cell_open(at.segment, "a/b", WRTMEM_POLL, &out.cell));
    BAD(E_NAME, wrtmem_cell_open(at.segment, ".", WRTMEM_POLL, &out.cell));
    BAD(E_NAME, wrtmem_cell_open(at.segment, ".a", WRTMEM_POLL, &out.cell));
    BAD(E_NAME, wrtmem_cell_open(at.segment, "a b", WRTMEM_POLL, &out.cell));
    BAD(E_NAME, wrtmem_cell_open(at.segment, "\xff", WRTMEM_POLL, &out.cell));
    BAD(E_MISMATCH, wrtmem_cell_open(at.segment, "bytes", WRTMEM_POLL, &out.cell));
    BAD(E_NOT_FOUND, wrtmem_cell_open(at.segment, "absent", WRTMEM_POLL, &out.cell));
    BAD(E_TIMEOUT, wrtmem_cell_open(at.segment, "absent", 1, &out.cell));
    BAD(E_INVALID, wrtmem_cell_open(at.segment, "cell", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_cell_open(at.segment, "cell", WRTMEM_POLL, ODD(wrtmem_cell_t **)));
}

static void test_cell_close(void) {
    BAD(OK, wrtmem_cell_close(NULL));
    BAD(E_HANDLE, wrtmem_cell_close(closed.cell));
    BAD(E_HANDLE, wrtmem_cell_close((wrtmem_cell_t *)(void *)at.segment));
}

static void test_cell_info(void) {
    BAD(E_INVALID, wrtmem_cell_info(NULL, &out.verified_info));
    BAD(E_HANDLE, wrtmem_cell_info(closed.cell, &out.verified_info));
    BAD(E_HANDLE, wrtmem_cell_info((const wrtmem_cell_t *)(void *)at.segment, &out.verified_info));
    BAD(E_INVALID, wrtmem_cell_info(at.cell, NULL));
    BAD(E_INVALID, wrtmem_cell_info(at.cell, ODD(wrtmem_verified_info_t *)));
    BAD(E_INVALID, wrtmem_cell_info(at.cell, INFO(verified_info, 0)));
    BAD(E_INVALID, wrtmem_cell_info(at.cell, INFO(verified_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_cell_info(at.cell, INFO(verified_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_cell_info(at.cell, INFO(verified_info, SIZE_MAX)));
}

static void test_cell_read(void) {
    BAD(E_INVALID, wrtmem_cell_read(NULL, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_HANDLE, wrtmem_cell_read(closed.cell, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_HANDLE, wrtmem_cell_read((const wrtmem_cell_t *)(void *)at.segment, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_INVALID, wrtmem_cell_read(at.cell, NULL, PAGE, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_TOO_SMALL, wrtmem_cell_read(at.cell, message.bytes, 4, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_TOO_SMALL, wrtmem_cell_read(at.cell, NULL, 0, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_INVALID, wrtmem_cell_read(at.cell, message.bytes, SIZE_MAX, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_INVALID, wrtmem_cell_read(at.cell, message.bytes, PAGE, -1, &out.u64));
    BAD(E_INVALID, wrtmem_cell_read(at.cell, message.bytes, PAGE, WRTMEM_LEVEL_SAMPLING, &out.u64));
    BAD(E_INVALID, wrtmem_cell_read(at.cell, message.bytes, PAGE, 7, &out.u64));
    BAD(E_INVALID, wrtmem_cell_read(at.cell, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, NULL));
    BAD(E_INVALID, wrtmem_cell_read(at.cell, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, ODD(uint64_t *)));
}

static void test_cell_write(void) {
    BAD(E_INVALID, wrtmem_cell_write(NULL, message.bytes, 1, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_cell_write(closed.cell, message.bytes, 1, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_cell_write((wrtmem_cell_t *)(void *)at.segment, message.bytes, 1, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_cell_write(at.look_cell, message.bytes, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_cell_write(at.cell, NULL, 1, WRTMEM_POLL));
    BAD(E_TOO_LARGE, wrtmem_cell_write(at.cell, message.bytes, VALUE + 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_cell_write(at.cell, message.bytes, SIZE_MAX, WRTMEM_POLL));
}

static void test_cell_set_level(void) {
    BAD(E_INVALID, wrtmem_cell_set_level(NULL, WRTMEM_LEVEL_FULL, 0, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_cell_set_level(closed.cell, WRTMEM_LEVEL_FULL, 0, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_cell_set_level((wrtmem_cell_t *)(void *)at.segment, WRTMEM_LEVEL_FULL, 0, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_cell_set_level(at.look_cell, WRTMEM_LEVEL_FULL, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_cell_set_level(at.cell, WRTMEM_LEVEL_DEFAULT, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_cell_set_level(at.cell, WRTMEM_LEVEL_SAMPLING, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_cell_set_level(at.cell, -1, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_cell_set_level(at.cell, 7, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_cell_set_level(at.cell, INT32_MIN, 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_cell_set_level(at.cell, WRTMEM_LEVEL_FULL, 1, WRTMEM_POLL));
}

static void test_cell_roll_back(void) {
    BAD(E_INVALID, wrtmem_cell_roll_back(NULL, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_cell_roll_back(closed.cell, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_cell_roll_back((wrtmem_cell_t *)(void *)at.segment, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_cell_roll_back(at.look_cell, WRTMEM_POLL));
    BAD(E_STATE, wrtmem_cell_roll_back(at.cell, WRTMEM_POLL));
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
    BAD(E_INVALID, wrtmem_spsc_open_or_create(NULL, "new", default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_HANDLE, wrtmem_spsc_open_or_create(closed.segment, "new", default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_HANDLE, wrtmem_spsc_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_READ_ONLY, wrtmem_spsc_open_or_create(at.observer, "new", default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, NULL, default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, "", default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, TOO_LONG_OBJECT, default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, "a/b", default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, ".", default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, ".a", default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, "a b", default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_NAME, wrtmem_spsc_open_or_create(at.segment, "\xff", default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_MISMATCH, wrtmem_spsc_open_or_create(at.segment, "bytes", default_spsc_options(), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", ODD(const wrtmem_spsc_options_t *), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(size, 0), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(size, sizeof(size_t) - 1), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(size, (1 << 16) + 1), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(size, SIZE_MAX), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(reserved, 1), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", NULL, &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(capacity, 3), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(capacity, UINT64_C(1) << 32), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(capacity, UINT64_MAX), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(element, 0), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(element, (1 << 24) + 1), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(element, UINT32_MAX), &out.spsc, &out.truth));
    BAD(E_NO_SPACE, wrtmem_spsc_open_or_create(at.segment, "new", SPSC(capacity, 1 << 20), &out.spsc, &out.truth));
    BAD(E_MISMATCH, wrtmem_spsc_open_or_create(at.segment, "spsc", SPSC(capacity, 8), &out.spsc, &out.truth));
    BAD(E_MISMATCH, wrtmem_spsc_open_or_create(at.segment, "spsc", SPSC(element, 4), &out.spsc, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", default_spsc_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_spsc_open_or_create(at.segment, "new", default_spsc_options(), ODD(wrtmem_spsc_t **), &out.truth));
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
    BAD(E_INVALID, wrtmem_producer_push_or_drop(NULL, message.bytes, &out.truth));
    BAD(E_HANDLE, wrtmem_producer_push_or_drop(closed.producer, message.bytes, &out.truth));
    BAD(E_HANDLE, wrtmem_producer_push_or_drop((wrtmem_producer_t *)(void *)at.consumer, message.bytes, &out.truth));
    BAD(E_INVALID, wrtmem_producer_push_or_drop(at.producer, NULL, &out.truth));
}

static void test_producer_push_n(void) {
    BAD(E_INVALID, wrtmem_producer_push_n(NULL, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_HANDLE, wrtmem_producer_push_n(closed.producer, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_HANDLE, wrtmem_producer_push_n((wrtmem_producer_t *)(void *)at.consumer, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_producer_push_n(at.producer, NULL, 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_producer_push_n(at.producer, message.bytes, SIZE_MAX, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_producer_push_n(at.producer, message.bytes, SIZE_MAX / 8, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_producer_push_n(at.producer, message.bytes, (size_t)INT64_MAX / 8 + 1, WRTMEM_POLL, &out.size));
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
    BAD(E_INVALID, wrtmem_consumer_pop_n(NULL, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_HANDLE, wrtmem_consumer_pop_n(closed.consumer, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_HANDLE, wrtmem_consumer_pop_n((wrtmem_consumer_t *)(void *)at.spsc, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_consumer_pop_n(at.consumer, NULL, 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_consumer_pop_n(at.consumer, message.bytes, SIZE_MAX, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_consumer_pop_n(at.consumer, message.bytes, SIZE_MAX / 8, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_consumer_pop_n(at.consumer, message.bytes, (size_t)INT64_MAX / 8 + 1, WRTMEM_POLL, &out.size));
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

static void test_mpmc_create(void) {
    BAD(E_INVALID, wrtmem_mpmc_create(NULL, "new", default_mpmc_options(), &out.mpmc));
    BAD(E_HANDLE, wrtmem_mpmc_create(closed.segment, "new", default_mpmc_options(), &out.mpmc));
    BAD(E_HANDLE, wrtmem_mpmc_create((wrtmem_segment_t *)(void *)at.slot, "new", default_mpmc_options(), &out.mpmc));
    BAD(E_READ_ONLY, wrtmem_mpmc_create(at.observer, "new", default_mpmc_options(), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, NULL, default_mpmc_options(), &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_create(at.segment, "", default_mpmc_options(), &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_create(at.segment, TOO_LONG_OBJECT, default_mpmc_options(), &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_create(at.segment, "a/b", default_mpmc_options(), &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_create(at.segment, ".", default_mpmc_options(), &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_create(at.segment, ".a", default_mpmc_options(), &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_create(at.segment, "a b", default_mpmc_options(), &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_create(at.segment, "\xff", default_mpmc_options(), &out.mpmc));
    BAD(E_EXISTS, wrtmem_mpmc_create(at.segment, "mpmc", default_mpmc_options(), &out.mpmc));
    BAD(E_EXISTS, wrtmem_mpmc_create(at.segment, "bytes", default_mpmc_options(), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", ODD(const wrtmem_mpmc_options_t *), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(size, 0), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(size, sizeof(size_t) - 1), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(size, (1 << 16) + 1), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(size, SIZE_MAX), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(reserved, 1), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", NULL, &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(capacity, 1), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(capacity, 3), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(capacity, 1 << 25), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(capacity, UINT32_MAX), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(element, 0), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(element, (1 << 16) + 1), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(element, UINT32_MAX), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(seats, 1024), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", MPMC(seats, UINT32_MAX), &out.mpmc));
    BAD(E_NO_SPACE, wrtmem_mpmc_create(at.segment, "new", MPMC(capacity, 1 << 20), &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", default_mpmc_options(), NULL));
    BAD(E_INVALID, wrtmem_mpmc_create(at.segment, "new", default_mpmc_options(), ODD(wrtmem_mpmc_t **)));
}

static void test_mpmc_open_or_create(void) {
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(NULL, "new", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_HANDLE, wrtmem_mpmc_open_or_create(closed.segment, "new", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_HANDLE, wrtmem_mpmc_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_READ_ONLY, wrtmem_mpmc_open_or_create(at.observer, "new", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, NULL, default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_NAME, wrtmem_mpmc_open_or_create(at.segment, "", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_NAME, wrtmem_mpmc_open_or_create(at.segment, TOO_LONG_OBJECT, default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_NAME, wrtmem_mpmc_open_or_create(at.segment, "a/b", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_NAME, wrtmem_mpmc_open_or_create(at.segment, ".", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_NAME, wrtmem_mpmc_open_or_create(at.segment, ".a", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_NAME, wrtmem_mpmc_open_or_create(at.segment, "a b", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_NAME, wrtmem_mpmc_open_or_create(at.segment, "\xff", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_MISMATCH, wrtmem_mpmc_open_or_create(at.segment, "bytes", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_MISMATCH, wrtmem_mpmc_open_or_create(at.segment, "spsc", default_mpmc_options(), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", ODD(const wrtmem_mpmc_options_t *), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(size, 0), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(size, sizeof(size_t) - 1), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(size, (1 << 16) + 1), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(size, SIZE_MAX), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(reserved, 1), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", NULL, &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(capacity, 1), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(capacity, 3), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(capacity, 1 << 25), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(capacity, UINT32_MAX), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(element, 0), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(element, (1 << 16) + 1), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(element, UINT32_MAX), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(seats, 1024), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(seats, UINT32_MAX), &out.mpmc, &out.truth));
    BAD(E_NO_SPACE, wrtmem_mpmc_open_or_create(at.segment, "new", MPMC(capacity, 1 << 20), &out.mpmc, &out.truth));
    BAD(E_MISMATCH, wrtmem_mpmc_open_or_create(at.segment, "mpmc", MPMC(capacity, 8), &out.mpmc, &out.truth));
    BAD(E_MISMATCH, wrtmem_mpmc_open_or_create(at.segment, "mpmc", MPMC(element, 4), &out.mpmc, &out.truth));
    BAD(E_MISMATCH, wrtmem_mpmc_open_or_create(at.segment, "mpmc", MPMC(seats, 2), &out.mpmc, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", default_mpmc_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_mpmc_open_or_create(at.segment, "new", default_mpmc_options(), ODD(wrtmem_mpmc_t **), &out.truth));
}

static void test_mpmc_open(void) {
    BAD(E_INVALID, wrtmem_mpmc_open(NULL, "mpmc", WRTMEM_POLL, &out.mpmc));
    BAD(E_HANDLE, wrtmem_mpmc_open(closed.segment, "mpmc", WRTMEM_POLL, &out.mpmc));
    BAD(E_HANDLE, wrtmem_mpmc_open((wrtmem_segment_t *)(void *)at.slot, "mpmc", WRTMEM_POLL, &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_open(at.segment, NULL, WRTMEM_POLL, &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_open(at.segment, "", WRTMEM_POLL, &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_open(at.segment, "a/b", WRTMEM_POLL, &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_open(at.segment, ".", WRTMEM_POLL, &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_open(at.segment, ".a", WRTMEM_POLL, &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_open(at.segment, "a b", WRTMEM_POLL, &out.mpmc));
    BAD(E_NAME, wrtmem_mpmc_open(at.segment, "\xff", WRTMEM_POLL, &out.mpmc));
    BAD(E_MISMATCH, wrtmem_mpmc_open(at.segment, "bytes", WRTMEM_POLL, &out.mpmc));
    BAD(E_MISMATCH, wrtmem_mpmc_open(at.segment, "spsc", WRTMEM_POLL, &out.mpmc));
    BAD(E_NOT_FOUND, wrtmem_mpmc_open(at.segment, "absent", WRTMEM_POLL, &out.mpmc));
    BAD(E_TIMEOUT, wrtmem_mpmc_open(at.segment, "absent", 1, &out.mpmc));
    BAD(E_INVALID, wrtmem_mpmc_open(at.segment, "mpmc", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_mpmc_open(at.segment, "mpmc", WRTMEM_POLL, ODD(wrtmem_mpmc_t **)));
}

static void test_mpmc_close(void) {
    BAD(OK, wrtmem_mpmc_close(NULL));
    BAD(E_HANDLE, wrtmem_mpmc_close(closed.mpmc));
    BAD(E_HANDLE, wrtmem_mpmc_close((wrtmem_mpmc_t *)(void *)at.mpmc_producer));
}

static void test_mpmc_info(void) {
    BAD(E_INVALID, wrtmem_mpmc_info(NULL, &out.mpmc_info));
    BAD(E_HANDLE, wrtmem_mpmc_info(closed.mpmc, &out.mpmc_info));
    BAD(E_HANDLE, wrtmem_mpmc_info((const wrtmem_mpmc_t *)(void *)at.mpmc_producer, &out.mpmc_info));
    BAD(E_INVALID, wrtmem_mpmc_info(at.mpmc, NULL));
    BAD(E_INVALID, wrtmem_mpmc_info(at.mpmc, ODD(wrtmem_mpmc_info_t *)));
    BAD(E_INVALID, wrtmem_mpmc_info(at.mpmc, INFO(mpmc_info, 0)));
    BAD(E_INVALID, wrtmem_mpmc_info(at.mpmc, INFO(mpmc_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_mpmc_info(at.mpmc, INFO(mpmc_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_mpmc_info(at.mpmc, INFO(mpmc_info, SIZE_MAX)));
}

static void test_mpmc_producer_open(void) {
    BAD(E_INVALID, wrtmem_mpmc_producer_open(NULL, &out.mpmc_producer));
    BAD(E_HANDLE, wrtmem_mpmc_producer_open(closed.mpmc, &out.mpmc_producer));
    BAD(E_HANDLE, wrtmem_mpmc_producer_open((wrtmem_mpmc_t *)(void *)at.mpmc_producer, &out.mpmc_producer));
    BAD(E_READ_ONLY, wrtmem_mpmc_producer_open(at.look_mpmc, &out.mpmc_producer));
    BAD(E_NO_SPACE, wrtmem_mpmc_producer_open(at.mpmc, &out.mpmc_producer));
    BAD(E_INVALID, wrtmem_mpmc_producer_open(at.mpmc, NULL));
    BAD(E_INVALID, wrtmem_mpmc_producer_open(at.mpmc, ODD(wrtmem_mpmc_producer_t **)));
}

static void test_mpmc_consumer_open(void) {
    BAD(E_INVALID, wrtmem_mpmc_consumer_open(NULL, &out.mpmc_consumer));
    BAD(E_HANDLE, wrtmem_mpmc_consumer_open(closed.mpmc, &out.mpmc_consumer));
    BAD(E_HANDLE, wrtmem_mpmc_consumer_open((wrtmem_mpmc_t *)(void *)at.mpmc_producer, &out.mpmc_consumer));
    BAD(E_READ_ONLY, wrtmem_mpmc_consumer_open(at.look_mpmc, &out.mpmc_consumer));
    BAD(E_NO_SPACE, wrtmem_mpmc_consumer_open(at.mpmc, &out.mpmc_consumer));
    BAD(E_INVALID, wrtmem_mpmc_consumer_open(at.mpmc, NULL));
    BAD(E_INVALID, wrtmem_mpmc_consumer_open(at.mpmc, ODD(wrtmem_mpmc_consumer_t **)));
}

static void test_mpmc_producer_close(void) {
    BAD(OK, wrtmem_mpmc_producer_close(NULL));
    BAD(E_HANDLE, wrtmem_mpmc_producer_close(closed.mpmc_producer));
    BAD(E_HANDLE, wrtmem_mpmc_producer_close((wrtmem_mpmc_producer_t *)(void *)at.mpmc_consumer));
}

static void test_mpmc_consumer_close(void) {
    BAD(OK, wrtmem_mpmc_consumer_close(NULL));
    BAD(E_HANDLE, wrtmem_mpmc_consumer_close(closed.mpmc_consumer));
    BAD(E_HANDLE, wrtmem_mpmc_consumer_close((wrtmem_mpmc_consumer_t *)(void *)at.mpmc));
}

static void test_mpmc_producer_push(void) {
    BAD(E_INVALID, wrtmem_mpmc_producer_push(NULL, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_mpmc_producer_push(closed.mpmc_producer, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_mpmc_producer_push((wrtmem_mpmc_producer_t *)(void *)at.mpmc_consumer, message.bytes, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_mpmc_producer_push(at.mpmc_producer, NULL, WRTMEM_POLL));
}

static void test_mpmc_producer_try_push(void) {
    BAD(E_INVALID, wrtmem_mpmc_producer_try_push(NULL, message.bytes));
    BAD(E_HANDLE, wrtmem_mpmc_producer_try_push(closed.mpmc_producer, message.bytes));
    BAD(E_HANDLE, wrtmem_mpmc_producer_try_push((wrtmem_mpmc_producer_t *)(void *)at.mpmc_consumer, message.bytes));
    BAD(E_INVALID, wrtmem_mpmc_producer_try_push(at.mpmc_producer, NULL));
}

static void test_mpmc_producer_push_n(void) {
    BAD(E_INVALID, wrtmem_mpmc_producer_push_n(NULL, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_HANDLE, wrtmem_mpmc_producer_push_n(closed.mpmc_producer, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_HANDLE, wrtmem_mpmc_producer_push_n((wrtmem_mpmc_producer_t *)(void *)at.mpmc_consumer, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_mpmc_producer_push_n(at.mpmc_producer, NULL, 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_mpmc_producer_push_n(at.mpmc_producer, message.bytes, SIZE_MAX, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_mpmc_producer_push_n(at.mpmc_producer, message.bytes, SIZE_MAX / 8, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_mpmc_producer_push_n(at.mpmc_producer, message.bytes, (size_t)INT64_MAX / 8 + 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_mpmc_producer_push_n(at.mpmc_producer, message.bytes, 1, WRTMEM_POLL, ODD(size_t *)));
}

static void test_mpmc_consumer_pop(void) {
    BAD(E_INVALID, wrtmem_mpmc_consumer_pop(NULL, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_mpmc_consumer_pop(closed.mpmc_consumer, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_mpmc_consumer_pop((wrtmem_mpmc_consumer_t *)(void *)at.mpmc, message.bytes, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_mpmc_consumer_pop(at.mpmc_consumer, NULL, WRTMEM_POLL));
    BAD(E_TIMEOUT, wrtmem_mpmc_consumer_pop(at.mpmc_consumer, message.bytes, WRTMEM_POLL));
    BAD(E_TIMEOUT, wrtmem_mpmc_consumer_pop(at.mpmc_consumer, message.bytes, 1));
}

static void test_mpmc_consumer_try_pop(void) {
    BAD(E_INVALID, wrtmem_mpmc_consumer_try_pop(NULL, message.bytes));
    BAD(E_HANDLE, wrtmem_mpmc_consumer_try_pop(closed.mpmc_consumer, message.bytes));
    BAD(E_HANDLE, wrtmem_mpmc_consumer_try_pop((wrtmem_mpmc_consumer_t *)(void *)at.mpmc, message.bytes));
    BAD(E_INVALID, wrtmem_mpmc_consumer_try_pop(at.mpmc_consumer, NULL));
    BAD(E_EMPTY, wrtmem_mpmc_consumer_try_pop(at.mpmc_consumer, message.bytes));
}

static void test_mpmc_consumer_pop_n(void) {
    BAD(E_INVALID, wrtmem_mpmc_consumer_pop_n(NULL, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_HANDLE, wrtmem_mpmc_consumer_pop_n(closed.mpmc_consumer, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_HANDLE, wrtmem_mpmc_consumer_pop_n((wrtmem_mpmc_consumer_t *)(void *)at.mpmc, message.bytes, 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_mpmc_consumer_pop_n(at.mpmc_consumer, NULL, 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_mpmc_consumer_pop_n(at.mpmc_consumer, message.bytes, SIZE_MAX, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_mpmc_consumer_pop_n(at.mpmc_consumer, message.bytes, SIZE_MAX / 8, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_mpmc_consumer_pop_n(at.mpmc_consumer, message.bytes, (size_t)INT64_MAX / 8 + 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_mpmc_consumer_pop_n(at.mpmc_consumer, message.bytes, 1, WRTMEM_POLL, ODD(size_t *)));
}

static void test_ordered_create(void) {
    BAD(E_INVALID, wrtmem_ordered_create(NULL, "new", default_ordered_options(), &out.ordered));
    BAD(E_HANDLE, wrtmem_ordered_create(closed.segment, "new", default_ordered_options(), &out.ordered));
    BAD(E_HANDLE, wrtmem_ordered_create((wrtmem_segment_t *)(void *)at.slot, "new", default_ordered_options(), &out.ordered));
    BAD(E_READ_ONLY, wrtmem_ordered_create(at.observer, "new", default_ordered_options(), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, NULL, default_ordered_options(), &out.ordered));
    BAD(E_NAME, wrtmem_ordered_create(at.segment, "", default_ordered_options(), &out.ordered));
    BAD(E_NAME, wrtmem_ordered_create(at.segment, TOO_LONG_OBJECT, default_ordered_options(), &out.ordered));
    BAD(E_NAME, wrtmem_ordered_create(at.segment, "a/b", default_ordered_options(), &out.ordered));
    BAD(E_NAME, wrtmem_ordered_create(at.segment, ".", default_ordered_options(), &out.ordered));
    BAD(E_NAME, wrtmem_ordered_create(at.segment, ".a", default_ordered_options(), &out.ordered));
    BAD(E_NAME, wrtmem_ordered_create(at.segment, "a b", default_ordered_options(), &out.ordered));
    BAD(E_NAME, wrtmem_ordered_create(at.segment, "\xff", default_ordered_options(), &out.ordered));
    BAD(E_EXISTS, wrtmem_ordered_create(at.segment, "ordered", default_ordered_options(), &out.ordered));
    BAD(E_EXISTS, wrtmem_ordered_create(at.segment, "bytes", default_ordered_options(), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ODD(const wrtmem_ordered_options_t *), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(size, 0), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(size, sizeof(size_t) - 1), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(size, (1 << 16) + 1), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(size, SIZE_MAX), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(reserved, 1), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(senders, 1024), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(senders, UINT32_MAX), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(bytes, 1), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(bytes, 2048), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(bytes, 4097), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(bytes, UINT64_C(1) << 31), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", ORDERED(bytes, UINT64_MAX), &out.ordered));
    BAD(E_NO_SPACE, wrtmem_ordered_create(at.segment, "new", ORDERED(bytes, 1 << 30), &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", default_ordered_options(), NULL));
    BAD(E_INVALID, wrtmem_ordered_create(at.segment, "new", default_ordered_options(), ODD(wrtmem_ordered_t **)));
}

static void test_ordered_open_or_create(void) {
    BAD(E_INVALID, wrtmem_ordered_open_or_create(NULL, "new", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_HANDLE, wrtmem_ordered_open_or_create(closed.segment, "new", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_HANDLE, wrtmem_ordered_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_READ_ONLY, wrtmem_ordered_open_or_create(at.observer, "new", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, NULL, default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_NAME, wrtmem_ordered_open_or_create(at.segment, "", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_NAME, wrtmem_ordered_open_or_create(at.segment, TOO_LONG_OBJECT, default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_NAME, wrtmem_ordered_open_or_create(at.segment, "a/b", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_NAME, wrtmem_ordered_open_or_create(at.segment, ".", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_NAME, wrtmem_ordered_open_or_create(at.segment, ".a", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_NAME, wrtmem_ordered_open_or_create(at.segment, "a b", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_NAME, wrtmem_ordered_open_or_create(at.segment, "\xff", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_MISMATCH, wrtmem_ordered_open_or_create(at.segment, "bytes", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_MISMATCH, wrtmem_ordered_open_or_create(at.segment, "ring", default_ordered_options(), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ODD(const wrtmem_ordered_options_t *), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(size, 0), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(size, sizeof(size_t) - 1), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(size, (1 << 16) + 1), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(size, SIZE_MAX), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(reserved, 1), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(senders, 1024), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(senders, UINT32_MAX), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(bytes, 1), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(bytes, 2048), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(bytes, 4097), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(bytes, UINT64_C(1) << 31), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(bytes, UINT64_MAX), &out.ordered, &out.truth));
    BAD(E_NO_SPACE, wrtmem_ordered_open_or_create(at.segment, "new", ORDERED(bytes, 1 << 30), &out.ordered, &out.truth));
    BAD(E_MISMATCH, wrtmem_ordered_open_or_create(at.segment, "ordered", ORDERED(senders, 3), &out.ordered, &out.truth));
    BAD(E_MISMATCH, wrtmem_ordered_open_or_create(at.segment, "ordered", ORDERED(bytes, 8192), &out.ordered, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", default_ordered_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_ordered_open_or_create(at.segment, "new", default_ordered_options(), ODD(wrtmem_ordered_t **), &out.truth));
}

static void test_ordered_open(void) {
    BAD(E_INVALID, wrtmem_ordered_open(NULL, "ordered", WRTMEM_POLL, &out.ordered));
    BAD(E_HANDLE, wrtmem_ordered_open(closed.segment, "ordered", WRTMEM_POLL, &out.ordered));
    BAD(E_HANDLE, wrtmem_ordered_open((wrtmem_segment_t *)(void *)at.slot, "ordered", WRTMEM_POLL, &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_open(at.segment, NULL, WRTMEM_POLL, &out.ordered));
    BAD(E_NAME, wrtmem_ordered_open(at.segment, "", WRTMEM_POLL, &out.ordered));
    BAD(E_NAME, wrtmem_ordered_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.ordered));
    BAD(E_NAME, wrtmem_ordered_open(at.segment, "a/b", WRTMEM_POLL, &out.ordered));
    BAD(E_NAME, wrtmem_ordered_open(at.segment, ".", WRTMEM_POLL, &out.ordered));
    BAD(E_NAME, wrtmem_ordered_open(at.segment, ".a", WRTMEM_POLL, &out.ordered));
    BAD(E_NAME, wrtmem_ordered_open(at.segment, "a b", WRTMEM_POLL, &out.ordered));
    BAD(E_NAME, wrtmem_ordered_open(at.segment, "\xff", WRTMEM_POLL, &out.ordered));
    BAD(E_MISMATCH, wrtmem_ordered_open(at.segment, "bytes", WRTMEM_POLL, &out.ordered));
    BAD(E_MISMATCH, wrtmem_ordered_open(at.segment, "ring", WRTMEM_POLL, &out.ordered));
    BAD(E_NOT_FOUND, wrtmem_ordered_open(at.segment, "absent", WRTMEM_POLL, &out.ordered));
    BAD(E_TIMEOUT, wrtmem_ordered_open(at.segment, "absent", 1, &out.ordered));
    BAD(E_INVALID, wrtmem_ordered_open(at.segment, "ordered", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_ordered_open(at.segment, "ordered", WRTMEM_POLL, ODD(wrtmem_ordered_t **)));
}

static void test_ordered_close(void) {
    BAD(OK, wrtmem_ordered_close(NULL));
    BAD(E_HANDLE, wrtmem_ordered_close(closed.ordered));
    BAD(E_HANDLE, wrtmem_ordered_close((wrtmem_ordered_t *)(void *)at.ordered_sender));
}

static void test_ordered_info(void) {
    BAD(E_INVALID, wrtmem_ordered_info(NULL, &out.ordered_info));
    BAD(E_HANDLE, wrtmem_ordered_info(closed.ordered, &out.ordered_info));
    BAD(E_HANDLE, wrtmem_ordered_info((const wrtmem_ordered_t *)(void *)at.ordered_sender, &out.ordered_info));
    BAD(E_INVALID, wrtmem_ordered_info(at.ordered, NULL));
    BAD(E_INVALID, wrtmem_ordered_info(at.ordered, ODD(wrtmem_ordered_info_t *)));
    BAD(E_INVALID, wrtmem_ordered_info(at.ordered, INFO(ordered_info, 0)));
    BAD(E_INVALID, wrtmem_ordered_info(at.ordered, INFO(ordered_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_ordered_info(at.ordered, INFO(ordered_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_ordered_info(at.ordered, INFO(ordered_info, SIZE_MAX)));
}

static void test_ordered_sender_open(void) {
    BAD(E_INVALID, wrtmem_ordered_sender_open(NULL, &out.ordered_sender));
    BAD(E_HANDLE, wrtmem_ordered_sender_open(closed.ordered, &out.ordered_sender));
    BAD(E_HANDLE, wrtmem_ordered_sender_open((wrtmem_ordered_t *)(void *)at.ordered_sender, &out.ordered_sender));
    BAD(E_READ_ONLY, wrtmem_ordered_sender_open(at.look_ordered, &out.ordered_sender));
    BAD(E_NO_SPACE, wrtmem_ordered_sender_open(at.ordered, &out.ordered_sender));
    BAD(E_INVALID, wrtmem_ordered_sender_open(at.ordered, NULL));
    BAD(E_INVALID, wrtmem_ordered_sender_open(at.ordered, ODD(wrtmem_ordered_sender_t **)));
}

static void test_ordered_sender_send(void) {
    BAD(E_INVALID, wrtmem_ordered_sender_send(NULL, message.bytes, 1, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_ordered_sender_send(closed.ordered_sender, message.bytes, 1, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_ordered_sender_send((wrtmem_ordered_sender_t *)(void *)at.ordered_receiver, message.bytes, 1, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_ordered_sender_send(at.ordered_sender, NULL, 1, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_ordered_sender_send(at.ordered_sender, NULL, SIZE_MAX, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_ordered_sender_send(at.ordered_sender, message.bytes, SIZE_MAX, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_ordered_sender_send(at.ordered_sender, message.bytes, (size_t)INT64_MAX + 1, WRTMEM_POLL, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_ordered_sender_send(at.ordered_sender, message.bytes, PAGE / 2 - 15, WRTMEM_POLL, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_ordered_sender_send(at.ordered_sender, message.bytes, sizeof message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_ordered_sender_send(at.ordered_sender, message.bytes, 1, WRTMEM_POLL, ODD(uint64_t *)));
}

static void test_ordered_sender_try_send(void) {
    BAD(E_INVALID, wrtmem_ordered_sender_try_send(NULL, message.bytes, 1, &out.u64));
    BAD(E_HANDLE, wrtmem_ordered_sender_try_send(closed.ordered_sender, message.bytes, 1, &out.u64));
    BAD(E_HANDLE, wrtmem_ordered_sender_try_send((wrtmem_ordered_sender_t *)(void *)at.ordered_receiver, message.bytes, 1, &out.u64));
    BAD(E_INVALID, wrtmem_ordered_sender_try_send(at.ordered_sender, NULL, 1, &out.u64));
    BAD(E_INVALID, wrtmem_ordered_sender_try_send(at.ordered_sender, NULL, SIZE_MAX, &out.u64));
    BAD(E_INVALID, wrtmem_ordered_sender_try_send(at.ordered_sender, message.bytes, SIZE_MAX, &out.u64));
    BAD(E_INVALID, wrtmem_ordered_sender_try_send(at.ordered_sender, message.bytes, (size_t)INT64_MAX + 1, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_ordered_sender_try_send(at.ordered_sender, message.bytes, PAGE / 2 - 15, &out.u64));
    BAD(E_TOO_LARGE, wrtmem_ordered_sender_try_send(at.ordered_sender, message.bytes, sizeof message.bytes, &out.u64));
    BAD(E_INVALID, wrtmem_ordered_sender_try_send(at.ordered_sender, message.bytes, 1, ODD(uint64_t *)));
}

static void test_ordered_sender_close(void) {
    BAD(OK, wrtmem_ordered_sender_close(NULL));
    BAD(E_HANDLE, wrtmem_ordered_sender_close(closed.ordered_sender));
    BAD(E_HANDLE, wrtmem_ordered_sender_close((wrtmem_ordered_sender_t *)(void *)at.ordered_receiver));
}

static void test_ordered_receiver_open(void) {
    BAD(E_INVALID, wrtmem_ordered_receiver_open(NULL, &out.ordered_receiver));
    BAD(E_HANDLE, wrtmem_ordered_receiver_open(closed.ordered, &out.ordered_receiver));
    BAD(E_HANDLE, wrtmem_ordered_receiver_open((wrtmem_ordered_t *)(void *)at.ordered_sender, &out.ordered_receiver));
    BAD(E_READ_ONLY, wrtmem_ordered_receiver_open(at.look_ordered, &out.ordered_receiver));
    BAD(E_BUSY, wrtmem_ordered_receiver_open(at.ordered, &out.ordered_receiver));
    BAD(E_INVALID, wrtmem_ordered_receiver_open(at.ordered, NULL));
    BAD(E_INVALID, wrtmem_ordered_receiver_open(at.ordered, ODD(wrtmem_ordered_receiver_t **)));
}

static void test_ordered_receiver_receive(void) {
    BAD(E_INVALID, wrtmem_ordered_receiver_receive(NULL, message.bytes, PAGE, WRTMEM_POLL, &out.ordered_record));
    BAD(E_HANDLE, wrtmem_ordered_receiver_receive(closed.ordered_receiver, message.bytes, PAGE, WRTMEM_POLL, &out.ordered_record));
    BAD(E_HANDLE, wrtmem_ordered_receiver_receive((wrtmem_ordered_receiver_t *)(void *)at.ordered, message.bytes, PAGE, WRTMEM_POLL, &out.ordered_record));
    BAD(E_INVALID, wrtmem_ordered_receiver_receive(at.ordered_receiver, NULL, PAGE, WRTMEM_POLL, &out.ordered_record));
    BAD(E_INVALID, wrtmem_ordered_receiver_receive(at.ordered_receiver, NULL, SIZE_MAX, WRTMEM_POLL, &out.ordered_record));
    BAD(E_INVALID, wrtmem_ordered_receiver_receive(at.ordered_receiver, message.bytes, SIZE_MAX, WRTMEM_POLL, &out.ordered_record));
    BAD(E_INVALID, wrtmem_ordered_receiver_receive(at.ordered_receiver, message.bytes, (size_t)INT64_MAX + 1, WRTMEM_POLL, &out.ordered_record));
    BAD(E_TIMEOUT, wrtmem_ordered_receiver_receive(at.ordered_receiver, message.bytes, PAGE, WRTMEM_POLL, &out.ordered_record));
    BAD(E_TIMEOUT, wrtmem_ordered_receiver_receive(at.ordered_receiver, message.bytes, PAGE, 1, &out.ordered_record));
    BAD(E_TIMEOUT, wrtmem_ordered_receiver_receive(at.ordered_receiver, NULL, 0, WRTMEM_POLL, &out.ordered_record));
    BAD(E_INVALID, wrtmem_ordered_receiver_receive(at.ordered_receiver, message.bytes, PAGE, WRTMEM_POLL, ODD(wrtmem_ordered_record_t *)));
}

static void test_ordered_receiver_try_receive(void) {
    BAD(E_INVALID, wrtmem_ordered_receiver_try_receive(NULL, message.bytes, PAGE, &out.ordered_record));
    BAD(E_HANDLE, wrtmem_ordered_receiver_try_receive(closed.ordered_receiver, message.bytes, PAGE, &out.ordered_record));
    BAD(E_HANDLE, wrtmem_ordered_receiver_try_receive((wrtmem_ordered_receiver_t *)(void *)at.ordered, message.bytes, PAGE, &out.ordered_record));
    BAD(E_INVALID, wrtmem_ordered_receiver_try_receive(at.ordered_receiver, NULL, PAGE, &out.ordered_record));
    BAD(E_INVALID, wrtmem_ordered_receiver_try_receive(at.ordered_receiver, message.bytes, SIZE_MAX, &out.ordered_record));
    BAD(E_INVALID, wrtmem_ordered_receiver_try_receive(at.ordered_receiver, message.bytes, (size_t)INT64_MAX + 1, &out.ordered_record));
    BAD(E_EMPTY, wrtmem_ordered_receiver_try_receive(at.ordered_receiver, message.bytes, 0, &out.ordered_record));
    BAD(E_INVALID, wrtmem_ordered_receiver_try_receive(at.ordered_receiver, message.bytes, PAGE, ODD(wrtmem_ordered_record_t *)));
}

static void test_ordered_receiver_close(void) {
    BAD(OK, wrtmem_ordered_receiver_close(NULL));
    BAD(E_HANDLE, wrtmem_ordered_receiver_close(closed.ordered_receiver));
    BAD(E_HANDLE, wrtmem_ordered_receiver_close((wrtmem_ordered_receiver_t *)(void *)at.ordered));
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
    FORKED(E_FORKED, wrtmem_bytes_open_or_create(at.segment, "new", 64, &out.bytes, &out.truth));
    FORKED(E_FORKED, wrtmem_bytes_open(at.segment, "bytes", WRTMEM_POLL, &out.bytes));
    FORKED(E_FORKED, wrtmem_bytes_data(at.bytes, &out.pointer, &out.u64));
    FORKED(E_FORKED, wrtmem_pages_allocate(at.segment, PAGE, &out.u64));
    FORKED(E_FORKED, wrtmem_pages_free(at.segment, pages));
    FORKED(E_FORKED, wrtmem_pointer(at.segment, pages, PAGE, &out.pointer));
    FORKED(E_FORKED, wrtmem_offset(at.segment, mapped, &out.u64));
    FORKED(E_FORKED, wrtmem_message_create(at.segment, "new", default_message_options(), &out.message));
    FORKED(E_FORKED, wrtmem_message_open_or_create(at.segment, "new", default_message_options(), &out.message, &out.truth));
    FORKED(E_FORKED, wrtmem_message_open(at.segment, "ring", WRTMEM_POLL, &out.message));
    FORKED(E_FORKED, wrtmem_message_info(at.ring, &out.message_info));
    FORKED(E_FORKED, wrtmem_message_lane_info(at.ring, 0, &out.lane_info));
    FORKED(E_FORKED, wrtmem_sender_open(at.ring, 1, &out.sender, &out.u64));
    FORKED(E_FORKED, wrtmem_sender_send(at.sender, message.bytes, 1, WRTMEM_POLL, &out.u64));
    FORKED(E_FORKED, wrtmem_sender_try_send(at.sender, message.bytes, 1, &out.u64));
    FORKED(E_FORKED, wrtmem_receiver_open(at.ring, &out.receiver));
    FORKED(E_FORKED, wrtmem_receiver_receive(at.receiver, message.bytes, PAGE, WRTMEM_POLL, &out.record));
    FORKED(E_FORKED, wrtmem_receiver_try_receive(at.receiver, message.bytes, PAGE, &out.record));
    FORKED(E_FORKED, wrtmem_metric_info(at.segment, "counter", &out.metric_info));
    FORKED(E_FORKED, wrtmem_openmetrics(at.segment, 0, message.bytes, PAGE, &out.u64));
    FORKED(E_FORKED, wrtmem_counter_open_or_create(at.segment, "new", default_metric_options(), at.slot, &out.counter));
    FORKED(E_FORKED, wrtmem_counter_open(at.segment, "counter", WRTMEM_POLL, at.slot, &out.counter));
    FORKED(E_FORKED, wrtmem_counter_add(at.counter, 1));
    FORKED(E_FORKED, wrtmem_counter_ticket(at.single, 1, &out.u64));
    FORKED(E_FORKED, wrtmem_counter_compare_and_swap(at.single, 0, 0, &out.u64));
    FORKED(E_FORKED, wrtmem_counter_get(at.counter, &out.u64));
    FORKED(E_FORKED, wrtmem_counter_row(at.counter, WRTMEM_INLINE_COUNTER, &out.counter_row));
    FORKED(E_FORKED, wrtmem_flag_open_or_create(at.segment, "new", default_metric_options(), &out.flag));
    FORKED(E_FORKED, wrtmem_flag_open(at.segment, "flag", WRTMEM_POLL, &out.flag));
    FORKED(E_FORKED, wrtmem_flag_swap(at.flag, true, &out.truth));
    FORKED(E_FORKED, wrtmem_flag_compare_and_swap(at.flag, true, false, &out.truth));
    FORKED(E_FORKED, wrtmem_flag_get(at.flag, &out.truth, &out.u64));
    FORKED(E_FORKED, wrtmem_flag_wait(at.flag, true, WRTMEM_POLL, &out.u64));
    FORKED(E_FORKED, wrtmem_flag_wait_change(at.flag, before.changes, WRTMEM_POLL, &out.u64));
    FORKED(E_FORKED, wrtmem_stats_open_or_create(at.segment, "new", default_metric_options(), at.slot, &out.stats));
    FORKED(E_FORKED, wrtmem_stats_open(at.segment, "stats", WRTMEM_POLL, at.slot, &out.stats));
    FORKED(E_FORKED, wrtmem_stats_record(at.stats, 1));
    FORKED(E_FORKED, wrtmem_stats_record_double(at.floats, 1));
    FORKED(E_FORKED, wrtmem_stats_summary(at.stats, &out.stats_info));
    FORKED(E_FORKED, wrtmem_stats_row(at.stats, WRTMEM_INLINE_STATS, &out.stats_row));
    FORKED(E_FORKED, wrtmem_histogram_open_or_create(at.segment, "new", default_metric_options(), at.slot, &out.histogram));
    FORKED(E_FORKED, wrtmem_histogram_open(at.segment, "histogram", WRTMEM_POLL, at.slot, &out.histogram));
    FORKED(E_FORKED, wrtmem_histogram_record(at.histogram, 1));
    FORKED(E_FORKED, wrtmem_histogram_info(at.histogram, &out.histogram_info));
    FORKED(E_FORKED, wrtmem_histogram_percentiles(at.histogram, percents, 2, &out.u64));
    FORKED(E_FORKED, wrtmem_histogram_buckets(at.histogram, NULL, 0, &out.u64));
    FORKED(E_FORKED, wrtmem_histogram_row(at.histogram, WRTMEM_INLINE_HISTOGRAM, &out.histogram_row));
    FORKED(E_FORKED, wrtmem_progress_open_or_create(at.segment, "new", default_metric_options(), at.slot, &out.progress));
    FORKED(E_FORKED, wrtmem_progress_open(at.segment, "progress", WRTMEM_POLL, at.slot, &out.progress));
    FORKED(E_FORKED, wrtmem_progress_advance(at.progress, 1));
    FORKED(E_FORKED, wrtmem_progress_set_total(at.progress, 1));
    FORKED(E_FORKED, wrtmem_progress_set_state(at.progress, 0));
    FORKED(E_FORKED, wrtmem_progress_info(at.progress, &out.progress_info));
    FORKED(E_FORKED, wrtmem_progress_workers(at.progress, 0, NULL, 0, &out.u64));
    FORKED(E_FORKED, wrtmem_synced_create(at.segment, "new", default_synced_options(), &out.synced));
    FORKED(E_FORKED, wrtmem_synced_open_or_create(at.segment, "new", default_synced_options(), &out.synced, &out.truth));
    FORKED(E_FORKED, wrtmem_synced_open(at.segment, "synced", WRTMEM_POLL, &out.synced));
    FORKED(E_FORKED, wrtmem_synced_info(at.synced, &out.synced_info));
    FORKED(E_FORKED, wrtmem_synced_row_info(at.synced, 0, &out.row_info));
    FORKED(E_FORKED, wrtmem_synced_read_latest(at.synced, 0, message.bytes, PAGE, &out.u64, &out.size));
    FORKED(E_FORKED, wrtmem_synced_evict(at.synced, 0, 1));
    FORKED(E_FORKED, wrtmem_synced_end(at.synced));
    FORKED(E_FORKED, wrtmem_member_join(at.synced, 1, WRTMEM_POLL, &out.member));
    FORKED(E_FORKED, wrtmem_member_place(at.member, &out.u32, &out.u64));
    FORKED(E_FORKED, wrtmem_member_sync(at.member, message.bytes, 1, WRTMEM_POLL, &out.u64));
    FORKED(E_FORKED, wrtmem_member_buffer(at.member, &out.pointer, &out.size));
    FORKED(E_FORKED, wrtmem_member_arrive(at.member, 1, &out.u64));
    FORKED(E_FORKED, wrtmem_member_wait(at.member, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_member_missing(at.member, &out.u64, &out.u64));
    FORKED(E_FORKED, wrtmem_member_rows(at.member, &out.u64));
    FORKED(E_FORKED, wrtmem_member_part(at.member, 0, &out.part, &out.size));
    FORKED(E_FORKED, wrtmem_member_read(at.member, 0, message.bytes, PAGE, &out.size));
    FORKED(E_FORKED, wrtmem_member_valid(at.member, &out.truth));
    FORKED(E_FORKED, wrtmem_heap_open(at.segment, &out.heap));
    FORKED(E_FORKED, wrtmem_heap_alloc(at.heap, 64, &out.u64, &out.pointer));
    FORKED(E_FORKED, wrtmem_heap_alloc_aligned(at.heap, 64, 64, &out.u64, &out.pointer));
    FORKED(E_FORKED, wrtmem_heap_alloc_zeroed(at.heap, 64, &out.u64, &out.pointer));
    FORKED(E_FORKED, wrtmem_heap_realloc(at.heap, block, 64, &out.u64, &out.pointer));
    FORKED(E_FORKED, wrtmem_heap_ack(at.heap, block));
    FORKED(E_FORKED, wrtmem_heap_free(at.heap, block_at));
    FORKED(E_FORKED, wrtmem_heap_coalesce(at.heap, &out.u64));
    FORKED(E_FORKED, wrtmem_send_block(at.sender, block, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_receive_block(at.receiver, WRTMEM_POLL, &out.u64, &out.pointer));
    FORKED(E_FORKED, wrtmem_arena_walk(at.segment, ignore_part, NULL));
    FORKED(E_FORKED, wrtmem_arena_query(at.segment, wrtmem_ref_offset(block), &out.part_info));
    FORKED(E_FORKED, wrtmem_arena_info(at.segment, &out.arena_info));
    FORKED(E_FORKED, wrtmem_region_create(at.segment, "new", default_verified_options(), &out.region));
    FORKED(E_FORKED, wrtmem_region_open_or_create(at.segment, "new", default_verified_options(), &out.region, &out.truth));
    FORKED(E_FORKED, wrtmem_region_open(at.segment, "region", WRTMEM_POLL, &out.region));
    FORKED(E_FORKED, wrtmem_region_info(at.region, &out.verified_info));
    FORKED(E_FORKED, wrtmem_region_read(at.region, 0, message.bytes, 1, WRTMEM_LEVEL_DEFAULT));
    FORKED(E_FORKED, wrtmem_region_write(at.region, 0, message.bytes, 1, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_region_write_all(at.region, &part, 1, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_region_set_level(at.region, WRTMEM_LEVEL_FULL, 0, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_region_checksum(at.region, 0, 1, &out.u32));
    FORKED(E_FORKED, wrtmem_region_verify(at.region, &out.u32, &out.u32));
    FORKED(E_FORKED, wrtmem_region_scrub(at.region, 1, &out.u32, &out.u32));
    FORKED(E_FORKED, wrtmem_region_roll_back(at.region, 0, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_region_inject_fault(at.region, WRTMEM_FAULT_DATA, 0, 0));
    FORKED(E_FORKED, wrtmem_cell_create(at.segment, "new", default_verified_options(), &out.cell));
    FORKED(E_FORKED, wrtmem_cell_open_or_create(at.segment, "new", default_verified_options(), &out.cell, &out.truth));
    FORKED(E_FORKED, wrtmem_cell_open(at.segment, "cell", WRTMEM_POLL, &out.cell));
    FORKED(E_FORKED, wrtmem_cell_info(at.cell, &out.verified_info));
    FORKED(E_FORKED, wrtmem_cell_read(at.cell, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, &out.u64));
    FORKED(E_FORKED, wrtmem_cell_write(at.cell, message.bytes, 1, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_cell_set_level(at.cell, WRTMEM_LEVEL_FULL, 0, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_cell_roll_back(at.cell, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_spsc_create(at.segment, "new", default_spsc_options(), &out.spsc));
    FORKED(E_FORKED, wrtmem_spsc_open_or_create(at.segment, "new", default_spsc_options(), &out.spsc, &out.truth));
    FORKED(E_FORKED, wrtmem_spsc_open(at.segment, "spsc", WRTMEM_POLL, &out.spsc));
    FORKED(E_FORKED, wrtmem_spsc_info(at.spsc, &out.spsc_info));
    FORKED(E_FORKED, wrtmem_producer_open(at.spsc, &out.producer, &out.u64));
    FORKED(E_FORKED, wrtmem_consumer_open(at.spsc, &out.consumer, &out.u64));
    FORKED(E_FORKED, wrtmem_producer_push(at.producer, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_producer_try_push(at.producer, message.bytes));
    FORKED(E_FORKED, wrtmem_producer_push_or_drop(at.producer, message.bytes, &out.truth));
    FORKED(E_FORKED, wrtmem_producer_push_n(at.producer, message.bytes, 1, WRTMEM_POLL, &out.size));
    FORKED(E_FORKED, wrtmem_producer_reserve(at.producer, 1, WRTMEM_POLL, &out.span));
    FORKED(E_FORKED, wrtmem_producer_commit(at.producer, 0));
    FORKED(E_FORKED, wrtmem_consumer_pop(at.consumer, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_consumer_try_pop(at.consumer, message.bytes));
    FORKED(E_FORKED, wrtmem_consumer_pop_n(at.consumer, message.bytes, 1, WRTMEM_POLL, &out.size));
    FORKED(E_FORKED, wrtmem_consumer_peek(at.consumer, 1, WRTMEM_POLL, &out.span));
    FORKED(E_FORKED, wrtmem_consumer_release(at.consumer, 0));
    FORKED(E_FORKED, wrtmem_producer_inline(at.producer, 0, &out.end));
    FORKED(E_FORKED, wrtmem_consumer_inline(at.consumer, 0, &out.end));
    FORKED(E_FORKED, wrtmem_producer_wake(at.producer));
    FORKED(E_FORKED, wrtmem_consumer_wake(at.consumer));
    FORKED(E_FORKED, wrtmem_mpmc_create(at.segment, "new", default_mpmc_options(), &out.mpmc));
    FORKED(E_FORKED, wrtmem_mpmc_open_or_create(at.segment, "new", default_mpmc_options(), &out.mpmc, &out.truth));
    FORKED(E_FORKED, wrtmem_mpmc_open(at.segment, "mpmc", WRTMEM_POLL, &out.mpmc));
    FORKED(E_FORKED, wrtmem_mpmc_info(at.mpmc, &out.mpmc_info));
    FORKED(E_FORKED, wrtmem_mpmc_producer_open(at.mpmc, &out.mpmc_producer));
    FORKED(E_FORKED, wrtmem_mpmc_consumer_open(at.mpmc, &out.mpmc_consumer));
    FORKED(E_FORKED, wrtmem_mpmc_producer_push(at.mpmc_producer, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_mpmc_producer_try_push(at.mpmc_producer, message.bytes));
    FORKED(E_FORKED, wrtmem_mpmc_producer_push_n(at.mpmc_producer, message.bytes, 1, WRTMEM_POLL, &out.size));
    FORKED(E_FORKED, wrtmem_mpmc_consumer_pop(at.mpmc_consumer, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_mpmc_consumer_try_pop(at.mpmc_consumer, message.bytes));
    FORKED(E_FORKED, wrtmem_mpmc_consumer_pop_n(at.mpmc_consumer, message.bytes, 1, WRTMEM_POLL, &out.size));
    FORKED(E_FORKED, wrtmem_ordered_create(at.segment, "new", default_ordered_options(), &out.ordered));
    FORKED(E_FORKED, wrtmem_ordered_open_or_create(at.segment, "new", default_ordered_options(), &out.ordered, &out.truth));
    FORKED(E_FORKED, wrtmem_ordered_open(at.segment, "ordered", WRTMEM_POLL, &out.ordered));
    FORKED(E_FORKED, wrtmem_ordered_info(at.ordered, &out.ordered_info));
    FORKED(E_FORKED, wrtmem_ordered_sender_open(at.ordered, &out.ordered_sender));
    FORKED(E_FORKED, wrtmem_ordered_sender_send(at.ordered_sender, message.bytes, 1, WRTMEM_POLL, &out.u64));
    FORKED(E_FORKED, wrtmem_ordered_sender_try_send(at.ordered_sender, message.bytes, 1, &out.u64));
    FORKED(E_FORKED, wrtmem_ordered_receiver_open(at.ordered, &out.ordered_receiver));
    FORKED(E_FORKED, wrtmem_ordered_receiver_receive(at.ordered_receiver, message.bytes, PAGE, WRTMEM_POLL, &out.ordered_record));
    FORKED(E_FORKED, wrtmem_ordered_receiver_try_receive(at.ordered_receiver, message.bytes, PAGE, &out.ordered_record));
    FORKED(OK, wrtmem_segment_close(at.segment));
    FORKED(OK, wrtmem_slot_close(at.slot));
    FORKED(OK, wrtmem_bytes_close(at.bytes));
    FORKED(OK, wrtmem_message_close(at.ring));
    FORKED(OK, wrtmem_sender_close(at.sender));
    FORKED(OK, wrtmem_receiver_close(at.receiver));
    FORKED(OK, wrtmem_counter_close(at.counter));
    FORKED(OK, wrtmem_flag_close(at.flag));
    FORKED(OK, wrtmem_stats_close(at.stats));
    FORKED(OK, wrtmem_histogram_close(at.histogram));
    FORKED(OK, wrtmem_progress_close(at.progress));
    FORKED(OK, wrtmem_synced_close(at.synced));
    FORKED(OK, wrtmem_member_close(at.member));
    FORKED(OK, wrtmem_heap_close(at.heap));
    FORKED(OK, wrtmem_region_close(at.region));
    FORKED(OK, wrtmem_cell_close(at.cell));
    FORKED(OK, wrtmem_spsc_close(at.spsc));
    FORKED(OK, wrtmem_producer_close(at.producer));
    FORKED(OK, wrtmem_consumer_close(at.consumer));
    FORKED(OK, wrtmem_mpmc_close(at.mpmc));
    FORKED(OK, wrtmem_mpmc_producer_close(at.mpmc_producer));
    FORKED(OK, wrtmem_mpmc_consumer_close(at.mpmc_consumer));
    FORKED(OK, wrtmem_ordered_close(at.ordered));
    FORKED(OK, wrtmem_ordered_sender_close(at.ordered_sender));
    FORKED(OK, wrtmem_ordered_receiver_close(at.ordered_receiver));
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
    test_metric_info();
    test_openmetrics();
    test_counter_open_or_create();
    test_counter_open();
    test_counter_close();
    test_counter_add();
    test_counter_ticket();
    test_counter_compare_and_swap();
    test_counter_get();
    test_counter_row();
    test_flag_open_or_create();
    test_flag_open();
    test_flag_close();
    test_flag_swap();
    test_flag_compare_and_swap();
    test_flag_get();
    test_flag_wait();
    test_flag_wait_change();
    test_stats_open_or_create();
    test_stats_open();
    test_stats_close();
    test_stats_record();
    test_stats_record_double();
    test_stats_summary();
    test_stats_row();
    test_histogram_open_or_create();
    test_histogram_open();
    test_histogram_close();
    test_histogram_record();
    test_histogram_info();
    test_histogram_percentiles();
    test_histogram_buckets();
    test_histogram_row();
    test_progress_open_or_create();
    test_progress_open();
    test_progress_close();
    test_progress_advance();
    test_progress_set_total();
    test_progress_set_state();
    test_progress_info();
    test_progress_workers();
    test_synced_create();
    test_synced_open_or_create();
    test_synced_open();
    test_synced_close();
    test_synced_info();
    test_synced_row_info();
    test_synced_read_latest();
    test_synced_evict();
    test_synced_end();
    test_member_join();
    test_member_close();
    test_member_place();
    test_member_sync();
    test_member_buffer();
    test_member_arrive();
    test_member_wait();
    test_member_missing();
    test_member_rows();
    test_member_part();
    test_member_read();
    test_member_valid();
    test_heap_open();
    test_heap_close();
    test_heap_alloc();
    test_heap_alloc_aligned();
    test_heap_alloc_zeroed();
    test_heap_realloc();
    test_heap_ack();
    test_heap_free();
    test_heap_coalesce();
    test_ref_offset();
    test_send_block();
    test_receive_block();
    test_arena_walk();
    test_arena_query();
    test_arena_info();
    test_region_create();
    test_region_open_or_create();
    test_region_open();
    test_region_close();
    test_region_info();
    test_region_read();
    test_region_write();
    test_region_write_all();
    test_region_set_level();
    test_region_checksum();
    test_region_verify();
    test_region_scrub();
    test_region_roll_back();
    test_region_inject_fault();
    test_cell_create();
    test_cell_open_or_create();
    test_cell_open();
    test_cell_close();
    test_cell_info();
    test_cell_read();
    test_cell_write();
    test_cell_set_level();
    test_cell_roll_back();
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
    test_mpmc_create();
    test_mpmc_open_or_create();
    test_mpmc_open();
    test_mpmc_close();
    test_mpmc_info();
    test_mpmc_producer_open();
    test_mpmc_consumer_open();
    test_mpmc_producer_close();
    test_mpmc_consumer_close();
    test_mpmc_producer_push();
    test_mpmc_producer_try_push();
    test_mpmc_producer_push_n();
    test_mpmc_consumer_pop();
    test_mpmc_consumer_try_pop();
    test_mpmc_consumer_pop_n();
    test_ordered_create();
    test_ordered_open_or_create();
    test_ordered_open();
    test_ordered_close();
    test_ordered_info();
    test_ordered_sender_open();
    test_ordered_sender_send();
    test_ordered_sender_try_send();
    test_ordered_sender_close();
    test_ordered_receiver_open();
    test_ordered_receiver_receive();
    test_ordered_receiver_try_receive();
    test_ordered_receiver_close();
    CHECK(process_wait(process_spawn(after_fork, NULL), LIMIT) == EXIT_SUCCESS);
    BAD(OK, wrtmem_segment_close(NULL)); /* the parent is as it was */
    tear_down();
    printf("%u bad calls\n", bad_calls);
    return EXIT_SUCCESS;
}
