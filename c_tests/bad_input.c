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

static void test_heap_free_sized(void) {
    BAD(E_INVALID, wrtmem_heap_free_sized(NULL, block_at, 64));
    BAD(E_HANDLE, wrtmem_heap_free_sized(closed.heap, block_at, 64));
    BAD(E_HANDLE, wrtmem_heap_free_sized((wrtmem_heap_t *)(void *)at.segment, block_at, 64));
    BAD(E_INVALID, wrtmem_heap_free_sized(at.heap, NULL, 64));
    BAD(E_INVALID, wrtmem_heap_free_sized(at.heap, &out, 64));
    BAD(E_INVALID, wrtmem_heap_free_sized(at.heap, (void *)UINTPTR_MAX, 64));
    BAD(E_INVALID, wrtmem_heap_free_sized(at.heap, (char *)block_at + 1, 64));
    BAD(E_INVALID, wrtmem_heap_free_sized(at.heap, (char *)block_at + 16, 64));
    BAD(E_STATE, wrtmem_heap_free_sized(at.heap, (char *)block_at + 64, 64));
    BAD(E_MISMATCH, wrtmem_heap_free_sized(at.heap, block_at, 0));
    BAD(E_MISMATCH, wrtmem_heap_free_sized(at.heap, block_at, 65));
    BAD(E_MISMATCH, wrtmem_heap_free_sized(at.heap, block_at, UINT64_MAX));
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

static void test_sender_send_block(void) {
    BAD(E_INVALID, wrtmem_sender_send_block(NULL, block, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_sender_send_block(closed.sender, block, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_sender_send_block((wrtmem_sender_t *)(void *)at.receiver, block, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_sender_send_block(at.sender, 0, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_sender_send_block(at.sender, UINT64_MAX, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_sender_send_block(at.sender, block + 1, WRTMEM_POLL, &out.u64));
    BAD(E_STATE, wrtmem_sender_send_block(at.sender, block ^ UINT64_C(1) << 43, WRTMEM_POLL, &out.u64));
    BAD(E_STATE, wrtmem_sender_send_block(at.sender, object_page / 16, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_sender_send_block(at.sender, block, WRTMEM_POLL, ODD(uint64_t *)));
}

static void test_receiver_receive_block(void) {
    BAD(E_INVALID, wrtmem_receiver_receive_block(NULL, WRTMEM_POLL, &out.u64, &out.pointer, &out.record));
    BAD(E_HANDLE, wrtmem_receiver_receive_block(closed.receiver, WRTMEM_POLL, &out.u64, &out.pointer, &out.record));
    BAD(E_HANDLE, wrtmem_receiver_receive_block((wrtmem_receiver_t *)(void *)at.segment, WRTMEM_POLL, &out.u64, &out.pointer, &out.record));
    BAD(E_INVALID, wrtmem_receiver_receive_block(at.receiver, WRTMEM_POLL, NULL, &out.pointer, &out.record));
    BAD(E_INVALID, wrtmem_receiver_receive_block(at.receiver, WRTMEM_POLL, ODD(wrtmem_ref_t *), &out.pointer, &out.record));
    BAD(E_INVALID, wrtmem_receiver_receive_block(at.receiver, WRTMEM_POLL, &out.u64, NULL, &out.record));
    BAD(E_INVALID, wrtmem_receiver_receive_block(at.receiver, WRTMEM_POLL, &out.u64, ODD(void **), &out.record));
    BAD(E_INVALID, wrtmem_receiver_receive_block(at.receiver, WRTMEM_POLL, &out.u64, &out.pointer, ODD(wrtmem_record_t *)));
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

static void test_region_update(void) {
    BAD(E_INVALID, wrtmem_region_update(NULL, refuse_change, NULL, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_region_update(closed.region, refuse_change, NULL, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_region_update((wrtmem_region_t *)(void *)at.cell, refuse_change, NULL, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_region_update(at.look_region, refuse_change, NULL, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_update(at.region, NULL, NULL, WRTMEM_POLL));
    BAD(E_STATE, wrtmem_region_update(at.region, refuse_change, NULL, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_region_update(at.region, answer_nonsense, NULL, WRTMEM_POLL));
}

static void test_transaction_read(void) {
    BAD(E_INVALID, wrtmem_transaction_read(NULL, 0, message.bytes, 1));
    BAD(E_HANDLE, wrtmem_transaction_read(closed.transaction, 0, message.bytes, 1));
    BAD(E_HANDLE, wrtmem_transaction_read((wrtmem_transaction_t *)(void *)at.region, 0, message.bytes, 1));
    BAD(E_INVALID, wrtmem_transaction_read(at.transaction, VALUE, message.bytes, 1));
    BAD(E_INVALID, wrtmem_transaction_read(at.transaction, UINT64_MAX, message.bytes, 1));
    BAD(E_INVALID, wrtmem_transaction_read(at.transaction, 0, NULL, 1));
    BAD(E_INVALID, wrtmem_transaction_read(at.transaction, 0, message.bytes, VALUE + 1));
    BAD(E_INVALID, wrtmem_transaction_read(at.transaction, 0, message.bytes, SIZE_MAX));
}

static void test_transaction_write(void) {
    BAD(E_INVALID, wrtmem_transaction_write(NULL, 0, message.bytes, 1));
    BAD(E_HANDLE, wrtmem_transaction_write(closed.transaction, 0, message.bytes, 1));
    BAD(E_HANDLE, wrtmem_transaction_write((wrtmem_transaction_t *)(void *)at.region, 0, message.bytes, 1));
    BAD(E_INVALID, wrtmem_transaction_write(at.transaction, VALUE, message.bytes, 1));
    BAD(E_INVALID, wrtmem_transaction_write(at.transaction, UINT64_MAX, message.bytes, 1));
    BAD(E_INVALID, wrtmem_transaction_write(at.transaction, 0, NULL, 1));
    BAD(E_INVALID, wrtmem_transaction_write(at.transaction, 0, message.bytes, VALUE + 1));
    BAD(E_INVALID, wrtmem_transaction_write(at.transaction, 0, message.bytes, SIZE_MAX));
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

static void test_cell_checksum(void) {
    BAD(E_INVALID, wrtmem_cell_checksum(NULL, &out.u32));
    BAD(E_HANDLE, wrtmem_cell_checksum(closed.cell, &out.u32));
    BAD(E_HANDLE, wrtmem_cell_checksum((const wrtmem_cell_t *)(void *)at.segment, &out.u32));
    BAD(E_INVALID, wrtmem_cell_checksum(at.cell, NULL));
    BAD(E_INVALID, wrtmem_cell_checksum(at.cell, ODD(uint32_t *)));
}

static void test_cell_verify(void) {
    BAD(E_INVALID, wrtmem_cell_verify(NULL, &out.u32));
    BAD(E_HANDLE, wrtmem_cell_verify(closed.cell, &out.u32));
    BAD(E_HANDLE, wrtmem_cell_verify((const wrtmem_cell_t *)(void *)at.segment, &out.u32));
    BAD(E_INVALID, wrtmem_cell_verify(at.cell, NULL));
    BAD(E_INVALID, wrtmem_cell_verify(at.cell, ODD(uint32_t *)));
}

static void test_cell_scrub(void) {
    BAD(E_INVALID, wrtmem_cell_scrub(NULL, &out.u32, &out.u32));
    BAD(E_HANDLE, wrtmem_cell_scrub(closed.cell, &out.u32, &out.u32));
    BAD(E_HANDLE, wrtmem_cell_scrub((wrtmem_cell_t *)(void *)at.segment, &out.u32, &out.u32));
    BAD(E_READ_ONLY, wrtmem_cell_scrub(at.look_cell, &out.u32, &out.u32));
    BAD(E_INVALID, wrtmem_cell_scrub(at.cell, ODD(uint32_t *), &out.u32));
    BAD(E_INVALID, wrtmem_cell_scrub(at.cell, &out.u32, ODD(uint32_t *)));
}

static void test_cell_inject_fault(void) {
    BAD(E_INVALID, wrtmem_cell_inject_fault(NULL, WRTMEM_FAULT_DATA, 0));
    BAD(E_HANDLE, wrtmem_cell_inject_fault(closed.cell, WRTMEM_FAULT_DATA, 0));
    BAD(E_HANDLE, wrtmem_cell_inject_fault((wrtmem_cell_t *)(void *)at.segment, WRTMEM_FAULT_DATA, 0));
    BAD(E_READ_ONLY, wrtmem_cell_inject_fault(at.look_cell, WRTMEM_FAULT_DATA, 0));
}

static void test_scrubber_start(void) {
    BAD(E_INVALID, wrtmem_scrubber_start(NULL, 1, &out.scrubber));
    BAD(E_HANDLE, wrtmem_scrubber_start(closed.region, 1, &out.scrubber));
    BAD(E_HANDLE, wrtmem_scrubber_start((wrtmem_region_t *)(void *)at.cell, 1, &out.scrubber));
    BAD(E_READ_ONLY, wrtmem_scrubber_start(at.look_region, 1, &out.scrubber));
    BAD(E_INVALID, wrtmem_scrubber_start(at.region, 0, &out.scrubber));
    BAD(E_INVALID, wrtmem_scrubber_start(at.region, 1, NULL));
    BAD(E_INVALID, wrtmem_scrubber_start(at.region, 1, ODD(wrtmem_scrubber_t **)));
}

static void test_scrubber_info(void) {
    BAD(E_INVALID, wrtmem_scrubber_info(NULL, &out.scrubber_info));
    BAD(E_HANDLE, wrtmem_scrubber_info(closed.scrubber, &out.scrubber_info));
    BAD(E_HANDLE, wrtmem_scrubber_info((const wrtmem_scrubber_t *)(void *)at.region, &out.scrubber_info));
    BAD(E_INVALID, wrtmem_scrubber_info(at.scrubber, NULL));
    BAD(E_INVALID, wrtmem_scrubber_info(at.scrubber, ODD(wrtmem_scrubber_info_t *)));
    BAD(E_INVALID, wrtmem_scrubber_info(at.scrubber, INFO(scrubber_info, 0)));
    BAD(E_INVALID, wrtmem_scrubber_info(at.scrubber, INFO(scrubber_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_scrubber_info(at.scrubber, INFO(scrubber_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_scrubber_info(at.scrubber, INFO(scrubber_info, SIZE_MAX)));
}

static void test_scrubber_close(void) {
    BAD(OK, wrtmem_scrubber_close(NULL));
    BAD(E_HANDLE, wrtmem_scrubber_close(closed.scrubber));
    BAD(E_HANDLE, wrtmem_scrubber_close((wrtmem_scrubber_t *)(void *)at.region));
}

static void test_operation_record(void) {
    BAD(E_INVALID, wrtmem_operation_record(-1, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_operation_record(9, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_operation_record(INT32_MIN, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_operation_record(WRTMEM_OPERATION_OTHER, -1));
    BAD(E_INVALID, wrtmem_operation_record(WRTMEM_OPERATION_OTHER, 7));
}

static void test_operations_info(void) {
    BAD(E_INVALID, wrtmem_operations_info(NULL));
    BAD(E_INVALID, wrtmem_operations_info(ODD(wrtmem_operations_info_t *)));
    BAD(E_INVALID, wrtmem_operations_info(INFO(operations_info, 0)));
    BAD(E_INVALID, wrtmem_operations_info(INFO(operations_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_operations_info(INFO(operations_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_operations_info(INFO(operations_info, SIZE_MAX)));
}

static void test_deque_create(void) {
    BAD(E_INVALID, wrtmem_deque_create(NULL, "new", default_deque_options(), &out.deque));
    BAD(E_HANDLE, wrtmem_deque_create(closed.segment, "new", default_deque_options(), &out.deque));
    BAD(E_HANDLE, wrtmem_deque_create((wrtmem_segment_t *)(void *)at.slot, "new", default_deque_options(), &out.deque));
    BAD(E_READ_ONLY, wrtmem_deque_create(at.observer, "new", default_deque_options(), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, NULL, default_deque_options(), &out.deque));
    BAD(E_NAME, wrtmem_deque_create(at.segment, "", default_deque_options(), &out.deque));
    BAD(E_NAME, wrtmem_deque_create(at.segment, TOO_LONG_OBJECT, default_deque_options(), &out.deque));
    BAD(E_NAME, wrtmem_deque_create(at.segment, "a/b", default_deque_options(), &out.deque));
    BAD(E_NAME, wrtmem_deque_create(at.segment, ".", default_deque_options(), &out.deque));
    BAD(E_NAME, wrtmem_deque_create(at.segment, ".a", default_deque_options(), &out.deque));
    BAD(E_NAME, wrtmem_deque_create(at.segment, "a b", default_deque_options(), &out.deque));
    BAD(E_NAME, wrtmem_deque_create(at.segment, "\xff", default_deque_options(), &out.deque));
    BAD(E_EXISTS, wrtmem_deque_create(at.segment, "deque", default_deque_options(), &out.deque));
    BAD(E_EXISTS, wrtmem_deque_create(at.segment, "bytes", default_deque_options(), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", ODD(const wrtmem_deque_options_t *), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(size, 0), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(size, sizeof(size_t) - 1), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(size, (1 << 16) + 1), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(size, SIZE_MAX), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(reserved, 1), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", NULL, &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(capacity, 0), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(capacity, UINT64_MAX), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(capacity, UINT64_MAX / 8), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(element, 0), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(block, 32), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(block, 96), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(block, 8192), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(level, -1), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(level, 7), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(level, WRTMEM_LEVEL_SAMPLING), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", DEQUE(interval, 1), &out.deque));
    BAD(E_NO_SPACE, wrtmem_deque_create(at.segment, "new", DEQUE(capacity, 1 << 20), &out.deque));
    BAD(E_NO_SPACE, wrtmem_deque_create(at.segment, "new", DEQUE(element, UINT32_MAX), &out.deque));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", default_deque_options(), NULL));
    BAD(E_INVALID, wrtmem_deque_create(at.segment, "new", default_deque_options(), ODD(wrtmem_deque_t **)));
}

static void test_deque_open_or_create(void) {
    BAD(E_INVALID, wrtmem_deque_open_or_create(NULL, "new", default_deque_options(), &out.deque, &out.truth));
    BAD(E_HANDLE, wrtmem_deque_open_or_create(closed.segment, "new", default_deque_options(), &out.deque, &out.truth));
    BAD(E_HANDLE, wrtmem_deque_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_deque_options(), &out.deque, &out.truth));
    BAD(E_READ_ONLY, wrtmem_deque_open_or_create(at.observer, "new", default_deque_options(), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, NULL, default_deque_options(), &out.deque, &out.truth));
    BAD(E_NAME, wrtmem_deque_open_or_create(at.segment, "", default_deque_options(), &out.deque, &out.truth));
    BAD(E_NAME, wrtmem_deque_open_or_create(at.segment, TOO_LONG_OBJECT, default_deque_options(), &out.deque, &out.truth));
    BAD(E_NAME, wrtmem_deque_open_or_create(at.segment, "a/b", default_deque_options(), &out.deque, &out.truth));
    BAD(E_NAME, wrtmem_deque_open_or_create(at.segment, ".", default_deque_options(), &out.deque, &out.truth));
    BAD(E_NAME, wrtmem_deque_open_or_create(at.segment, ".a", default_deque_options(), &out.deque, &out.truth));
    BAD(E_NAME, wrtmem_deque_open_or_create(at.segment, "a b", default_deque_options(), &out.deque, &out.truth));
    BAD(E_NAME, wrtmem_deque_open_or_create(at.segment, "\xff", default_deque_options(), &out.deque, &out.truth));
    BAD(E_MISMATCH, wrtmem_deque_open_or_create(at.segment, "cell", default_deque_options(), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", ODD(const wrtmem_deque_options_t *), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(size, 0), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(size, sizeof(size_t) - 1), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(size, (1 << 16) + 1), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(size, SIZE_MAX), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(reserved, 1), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", NULL, &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(capacity, 0), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(capacity, UINT64_MAX), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(capacity, UINT64_MAX / 8), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(element, 0), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(block, 32), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(block, 96), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(block, 8192), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(level, -1), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(level, 7), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(level, WRTMEM_LEVEL_SAMPLING), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", DEQUE(interval, 1), &out.deque, &out.truth));
    BAD(E_MISMATCH, wrtmem_deque_open_or_create(at.segment, "deque", DEQUE(capacity, 5), &out.deque, &out.truth));
    BAD(E_MISMATCH, wrtmem_deque_open_or_create(at.segment, "deque", DEQUE(element, 4), &out.deque, &out.truth));
    BAD(E_MISMATCH, wrtmem_deque_open_or_create(at.segment, "deque", DEQUE(block, 64), &out.deque, &out.truth));
    BAD(E_MISMATCH, wrtmem_deque_open_or_create(at.segment, "deque", DEQUE(level, 6), &out.deque, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", default_deque_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_deque_open_or_create(at.segment, "new", default_deque_options(), ODD(wrtmem_deque_t **), &out.truth));
}

static void test_deque_open(void) {
    BAD(E_INVALID, wrtmem_deque_open(NULL, "deque", WRTMEM_POLL, &out.deque));
    BAD(E_HANDLE, wrtmem_deque_open(closed.segment, "deque", WRTMEM_POLL, &out.deque));
    BAD(E_HANDLE, wrtmem_deque_open((wrtmem_segment_t *)(void *)at.slot, "deque", WRTMEM_POLL, &out.deque));
    BAD(E_INVALID, wrtmem_deque_open(at.segment, NULL, WRTMEM_POLL, &out.deque));
    BAD(E_NAME, wrtmem_deque_open(at.segment, "", WRTMEM_POLL, &out.deque));
    BAD(E_NAME, wrtmem_deque_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.deque));
    BAD(E_NAME, wrtmem_deque_open(at.segment, "a/b", WRTMEM_POLL, &out.deque));
    BAD(E_NAME, wrtmem_deque_open(at.segment, ".", WRTMEM_POLL, &out.deque));
    BAD(E_NAME, wrtmem_deque_open(at.segment, ".a", WRTMEM_POLL, &out.deque));
    BAD(E_NAME, wrtmem_deque_open(at.segment, "a b", WRTMEM_POLL, &out.deque));
    BAD(E_NAME, wrtmem_deque_open(at.segment, "\xff", WRTMEM_POLL, &out.deque));
    BAD(E_MISMATCH, wrtmem_deque_open(at.segment, "bytes", WRTMEM_POLL, &out.deque));
    BAD(E_MISMATCH, wrtmem_deque_open(at.segment, "string", WRTMEM_POLL, &out.deque));
    BAD(E_MISMATCH, wrtmem_deque_open(at.segment, "region", WRTMEM_POLL, &out.deque));
    BAD(E_NOT_FOUND, wrtmem_deque_open(at.segment, "absent", WRTMEM_POLL, &out.deque));
    BAD(E_TIMEOUT, wrtmem_deque_open(at.segment, "absent", 1, &out.deque));
    BAD(E_INVALID, wrtmem_deque_open(at.segment, "deque", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_deque_open(at.segment, "deque", WRTMEM_POLL, ODD(wrtmem_deque_t **)));
}

static void test_deque_close(void) {
    BAD(OK, wrtmem_deque_close(NULL));
    BAD(E_HANDLE, wrtmem_deque_close(closed.deque));
    BAD(E_HANDLE, wrtmem_deque_close((wrtmem_deque_t *)(void *)at.string));
}

static void test_deque_info(void) {
    BAD(E_INVALID, wrtmem_deque_info(NULL, &out.deque_info));
    BAD(E_HANDLE, wrtmem_deque_info(closed.deque, &out.deque_info));
    BAD(E_HANDLE, wrtmem_deque_info((const wrtmem_deque_t *)(void *)at.string, &out.deque_info));
    BAD(E_INVALID, wrtmem_deque_info(at.deque, NULL));
    BAD(E_INVALID, wrtmem_deque_info(at.deque, ODD(wrtmem_deque_info_t *)));
    BAD(E_INVALID, wrtmem_deque_info(at.deque, INFO(deque_info, 0)));
    BAD(E_INVALID, wrtmem_deque_info(at.deque, INFO(deque_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_deque_info(at.deque, INFO(deque_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_deque_info(at.deque, INFO(deque_info, SIZE_MAX)));
}

static void test_deque_push_back(void) {
    BAD(E_INVALID, wrtmem_deque_push_back(NULL, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_push_back(closed.deque, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_push_back((wrtmem_deque_t *)(void *)at.string, message.bytes, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_deque_push_back(at.look_deque, message.bytes, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_deque_push_back(at.deque, NULL, WRTMEM_POLL));
    BAD(E_FULL, wrtmem_deque_push_back(at.deque, message.bytes, WRTMEM_POLL));
}

static void test_deque_push_front(void) {
    BAD(E_INVALID, wrtmem_deque_push_front(NULL, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_push_front(closed.deque, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_push_front((wrtmem_deque_t *)(void *)at.string, message.bytes, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_deque_push_front(at.look_deque, message.bytes, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_deque_push_front(at.deque, NULL, WRTMEM_POLL));
    BAD(E_FULL, wrtmem_deque_push_front(at.deque, message.bytes, WRTMEM_POLL));
}

static void test_deque_pop_back(void) {
    BAD(E_INVALID, wrtmem_deque_pop_back(NULL, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_pop_back(closed.deque, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_pop_back((wrtmem_deque_t *)(void *)at.string, message.bytes, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_deque_pop_back(at.look_deque, message.bytes, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_deque_pop_back(at.deque, NULL, WRTMEM_POLL));
}

static void test_deque_pop_front(void) {
    BAD(E_INVALID, wrtmem_deque_pop_front(NULL, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_pop_front(closed.deque, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_pop_front((wrtmem_deque_t *)(void *)at.string, message.bytes, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_deque_pop_front(at.look_deque, message.bytes, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_deque_pop_front(at.deque, NULL, WRTMEM_POLL));
}

static void test_deque_get(void) {
    BAD(E_INVALID, wrtmem_deque_get(NULL, 0, message.bytes, WRTMEM_LEVEL_DEFAULT));
    BAD(E_HANDLE, wrtmem_deque_get(closed.deque, 0, message.bytes, WRTMEM_LEVEL_DEFAULT));
    BAD(E_HANDLE, wrtmem_deque_get((const wrtmem_deque_t *)(void *)at.string, 0, message.bytes, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_deque_get(at.deque, 4, message.bytes, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_deque_get(at.deque, UINT64_MAX, message.bytes, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_deque_get(at.deque, 0, NULL, WRTMEM_LEVEL_DEFAULT));
    BAD(E_INVALID, wrtmem_deque_get(at.deque, 0, message.bytes, -1));
    BAD(E_INVALID, wrtmem_deque_get(at.deque, 0, message.bytes, WRTMEM_LEVEL_SAMPLING));
    BAD(E_INVALID, wrtmem_deque_get(at.deque, 0, message.bytes, 7));
    BAD(E_INVALID, wrtmem_deque_get(at.deque, 0, message.bytes, INT32_MIN));
}

static void test_deque_set(void) {
    BAD(E_INVALID, wrtmem_deque_set(NULL, 0, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_set(closed.deque, 0, message.bytes, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_set((wrtmem_deque_t *)(void *)at.string, 0, message.bytes, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_deque_set(at.look_deque, 0, message.bytes, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_deque_set(at.deque, 4, message.bytes, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_deque_set(at.deque, UINT64_MAX, message.bytes, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_deque_set(at.deque, 0, NULL, WRTMEM_POLL));
}

static void test_deque_length(void) {
    BAD(E_INVALID, wrtmem_deque_length(NULL, &out.u64));
    BAD(E_HANDLE, wrtmem_deque_length(closed.deque, &out.u64));
    BAD(E_HANDLE, wrtmem_deque_length((const wrtmem_deque_t *)(void *)at.string, &out.u64));
    BAD(E_INVALID, wrtmem_deque_length(at.deque, NULL));
    BAD(E_INVALID, wrtmem_deque_length(at.deque, ODD(uint64_t *)));
}

static void test_deque_copy(void) {
    BAD(E_INVALID, wrtmem_deque_copy(NULL, message.bytes, 4, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_HANDLE, wrtmem_deque_copy(closed.deque, message.bytes, 4, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_HANDLE, wrtmem_deque_copy((const wrtmem_deque_t *)(void *)at.string, message.bytes, 4, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_INVALID, wrtmem_deque_copy(at.deque, NULL, 4, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_TOO_SMALL, wrtmem_deque_copy(at.deque, message.bytes, 3, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_TOO_SMALL, wrtmem_deque_copy(at.deque, NULL, 0, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_INVALID, wrtmem_deque_copy(at.deque, message.bytes, SIZE_MAX, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_INVALID, wrtmem_deque_copy(at.deque, message.bytes, SIZE_MAX / 8, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_INVALID, wrtmem_deque_copy(at.deque, message.bytes, 4, -1, &out.u64));
    BAD(E_INVALID, wrtmem_deque_copy(at.deque, message.bytes, 4, WRTMEM_LEVEL_SAMPLING, &out.u64));
    BAD(E_INVALID, wrtmem_deque_copy(at.deque, message.bytes, 4, 7, &out.u64));
    BAD(E_INVALID, wrtmem_deque_copy(at.deque, message.bytes, 4, INT32_MIN, &out.u64));
    BAD(E_INVALID, wrtmem_deque_copy(at.deque, message.bytes, 4, WRTMEM_LEVEL_DEFAULT, NULL));
    BAD(E_INVALID, wrtmem_deque_copy(at.deque, message.bytes, 4, WRTMEM_LEVEL_DEFAULT, ODD(uint64_t *)));
}

static void test_deque_extend(void) {
    BAD(E_INVALID, wrtmem_deque_extend(NULL, message.bytes, 1, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_extend(closed.deque, message.bytes, 1, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_extend((wrtmem_deque_t *)(void *)at.string, message.bytes, 1, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_deque_extend(at.look_deque, message.bytes, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_deque_extend(at.deque, NULL, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_deque_extend(at.deque, message.bytes, SIZE_MAX, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_deque_extend(at.deque, message.bytes, SIZE_MAX / 8, WRTMEM_POLL));
    BAD(E_NO_SPACE, wrtmem_deque_extend(at.deque, message.bytes, 1, WRTMEM_POLL));
}

static void test_deque_clear(void) {
    BAD(E_INVALID, wrtmem_deque_clear(NULL, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_clear(closed.deque, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_deque_clear((wrtmem_deque_t *)(void *)at.string, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_deque_clear(at.look_deque, WRTMEM_POLL));
}

static void test_deque_verify(void) {
    BAD(E_INVALID, wrtmem_deque_verify(NULL, &out.truth));
    BAD(E_HANDLE, wrtmem_deque_verify(closed.deque, &out.truth));
    BAD(E_HANDLE, wrtmem_deque_verify((const wrtmem_deque_t *)(void *)at.string, &out.truth));
    BAD(E_INVALID, wrtmem_deque_verify(at.deque, NULL));
}

static void test_string_create(void) {
    BAD(E_INVALID, wrtmem_string_create(NULL, "new", default_verified_options(), &out.string));
    BAD(E_HANDLE, wrtmem_string_create(closed.segment, "new", default_verified_options(), &out.string));
    BAD(E_HANDLE, wrtmem_string_create((wrtmem_segment_t *)(void *)at.slot, "new", default_verified_options(), &out.string));
    BAD(E_READ_ONLY, wrtmem_string_create(at.observer, "new", default_verified_options(), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, NULL, default_verified_options(), &out.string));
    BAD(E_NAME, wrtmem_string_create(at.segment, "", default_verified_options(), &out.string));
    BAD(E_NAME, wrtmem_string_create(at.segment, TOO_LONG_OBJECT, default_verified_options(), &out.string));
    BAD(E_NAME, wrtmem_string_create(at.segment, "a/b", default_verified_options(), &out.string));
    BAD(E_NAME, wrtmem_string_create(at.segment, ".", default_verified_options(), &out.string));
    BAD(E_NAME, wrtmem_string_create(at.segment, ".a", default_verified_options(), &out.string));
    BAD(E_NAME, wrtmem_string_create(at.segment, "a b", default_verified_options(), &out.string));
    BAD(E_NAME, wrtmem_string_create(at.segment, "\xff", default_verified_options(), &out.string));
    BAD(E_EXISTS, wrtmem_string_create(at.segment, "string", default_verified_options(), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", ODD(const wrtmem_verified_options_t *), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", VERIFIED(size, 0), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", VERIFIED(size, sizeof(size_t) - 1), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", VERIFIED(size, (1 << 16) + 1), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", VERIFIED(size, SIZE_MAX), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", VERIFIED(reserved, 1), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", NULL, &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", VERIFIED(bytes, 0), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", VERIFIED(bytes, UINT64_MAX), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", VERIFIED(block, 96), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", VERIFIED(level, 7), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", VERIFIED(level, WRTMEM_LEVEL_SAMPLING), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", VERIFIED(interval, 1), &out.string));
    BAD(E_NO_SPACE, wrtmem_string_create(at.segment, "new", VERIFIED(bytes, 1 << 20), &out.string));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", default_verified_options(), NULL));
    BAD(E_INVALID, wrtmem_string_create(at.segment, "new", default_verified_options(), ODD(wrtmem_string_t **)));
}

static void test_string_open_or_create(void) {
    BAD(E_INVALID, wrtmem_string_open_or_create(NULL, "new", default_verified_options(), &out.string, &out.truth));
    BAD(E_HANDLE, wrtmem_string_open_or_create(closed.segment, "new", default_verified_options(), &out.string, &out.truth));
    BAD(E_HANDLE, wrtmem_string_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_verified_options(), &out.string, &out.truth));
    BAD(E_READ_ONLY, wrtmem_string_open_or_create(at.observer, "new", default_verified_options(), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, NULL, default_verified_options(), &out.string, &out.truth));
    BAD(E_NAME, wrtmem_string_open_or_create(at.segment, "", default_verified_options(), &out.string, &out.truth));
    BAD(E_NAME, wrtmem_string_open_or_create(at.segment, TOO_LONG_OBJECT, default_verified_options(), &out.string, &out.truth));
    BAD(E_NAME, wrtmem_string_open_or_create(at.segment, "a/b", default_verified_options(), &out.string, &out.truth));
    BAD(E_NAME, wrtmem_string_open_or_create(at.segment, ".", default_verified_options(), &out.string, &out.truth));
    BAD(E_NAME, wrtmem_string_open_or_create(at.segment, ".a", default_verified_options(), &out.string, &out.truth));
    BAD(E_NAME, wrtmem_string_open_or_create(at.segment, "a b", default_verified_options(), &out.string, &out.truth));
    BAD(E_NAME, wrtmem_string_open_or_create(at.segment, "\xff", default_verified_options(), &out.string, &out.truth));
    BAD(E_MISMATCH, wrtmem_string_open_or_create(at.segment, "cell", default_verified_options(), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", ODD(const wrtmem_verified_options_t *), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", VERIFIED(size, 0), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", VERIFIED(size, sizeof(size_t) - 1), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", VERIFIED(size, (1 << 16) + 1), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", VERIFIED(size, SIZE_MAX), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", VERIFIED(reserved, 1), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", NULL, &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", VERIFIED(bytes, 0), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", VERIFIED(bytes, UINT64_MAX), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", VERIFIED(block, 96), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", VERIFIED(level, 7), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", VERIFIED(level, WRTMEM_LEVEL_SAMPLING), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", VERIFIED(interval, 1), &out.string, &out.truth));
    BAD(E_MISMATCH, wrtmem_string_open_or_create(at.segment, "string", VERIFIED(bytes, 65), &out.string, &out.truth));
    BAD(E_MISMATCH, wrtmem_string_open_or_create(at.segment, "string", VERIFIED(level, 6), &out.string, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", default_verified_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_string_open_or_create(at.segment, "new", default_verified_options(), ODD(wrtmem_string_t **), &out.truth));
}

static void test_string_open(void) {
    BAD(E_INVALID, wrtmem_string_open(NULL, "string", WRTMEM_POLL, &out.string));
    BAD(E_HANDLE, wrtmem_string_open(closed.segment, "string", WRTMEM_POLL, &out.string));
    BAD(E_HANDLE, wrtmem_string_open((wrtmem_segment_t *)(void *)at.slot, "string", WRTMEM_POLL, &out.string));
    BAD(E_INVALID, wrtmem_string_open(at.segment, NULL, WRTMEM_POLL, &out.string));
    BAD(E_NAME, wrtmem_string_open(at.segment, "", WRTMEM_POLL, &out.string));
    BAD(E_NAME, wrtmem_string_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.string));
    BAD(E_NAME, wrtmem_string_open(at.segment, "a/b", WRTMEM_POLL, &out.string));
    BAD(E_NAME, wrtmem_string_open(at.segment, ".", WRTMEM_POLL, &out.string));
    BAD(E_NAME, wrtmem_string_open(at.segment, ".a", WRTMEM_POLL, &out.string));
    BAD(E_NAME, wrtmem_string_open(at.segment, "a b", WRTMEM_POLL, &out.string));
    BAD(E_NAME, wrtmem_string_open(at.segment, "\xff", WRTMEM_POLL, &out.string));
    BAD(E_MISMATCH, wrtmem_string_open(at.segment, "bytes", WRTMEM_POLL, &out.string));
    BAD(E_MISMATCH, wrtmem_string_open(at.segment, "deque", WRTMEM_POLL, &out.string));
    BAD(E_NOT_FOUND, wrtmem_string_open(at.segment, "absent", WRTMEM_POLL, &out.string));
    BAD(E_TIMEOUT, wrtmem_string_open(at.segment, "absent", 1, &out.string));
    BAD(E_INVALID, wrtmem_string_open(at.segment, "string", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_string_open(at.segment, "string", WRTMEM_POLL, ODD(wrtmem_string_t **)));
}

static void test_string_close(void) {
    BAD(OK, wrtmem_string_close(NULL));
    BAD(E_HANDLE, wrtmem_string_close(closed.string));
    BAD(E_HANDLE, wrtmem_string_close((wrtmem_string_t *)(void *)at.deque));
}

static void test_string_set(void) {
    BAD(E_INVALID, wrtmem_string_set(NULL, "text", WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_string_set(closed.string, "text", WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_string_set((wrtmem_string_t *)(void *)at.deque, "text", WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_string_set(at.look_string, "text", WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_string_set(at.string, NULL, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_string_set(at.string, "\xff", WRTMEM_POLL));
    BAD(E_NO_SPACE, wrtmem_string_set(at.string, TOO_LONG_OBJECT, WRTMEM_POLL));
}

static void test_string_append(void) {
    BAD(E_INVALID, wrtmem_string_append(NULL, "text", WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_string_append(closed.string, "text", WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_string_append((wrtmem_string_t *)(void *)at.deque, "text", WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_string_append(at.look_string, "text", WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_string_append(at.string, NULL, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_string_append(at.string, "\xff", WRTMEM_POLL));
    BAD(E_NO_SPACE, wrtmem_string_append(at.string, TOO_LONG_OBJECT, WRTMEM_POLL));
}

static void test_string_read(void) {
    BAD(E_INVALID, wrtmem_string_read(NULL, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_HANDLE, wrtmem_string_read(closed.string, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_HANDLE, wrtmem_string_read((const wrtmem_string_t *)(void *)at.deque, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_INVALID, wrtmem_string_read(at.string, NULL, PAGE, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_TOO_SMALL, wrtmem_string_read(at.string, message.bytes, 5, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_TOO_SMALL, wrtmem_string_read(at.string, NULL, 0, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_INVALID, wrtmem_string_read(at.string, message.bytes, SIZE_MAX, WRTMEM_LEVEL_DEFAULT, &out.u64));
    BAD(E_INVALID, wrtmem_string_read(at.string, message.bytes, PAGE, -1, &out.u64));
    BAD(E_INVALID, wrtmem_string_read(at.string, message.bytes, PAGE, WRTMEM_LEVEL_SAMPLING, &out.u64));
    BAD(E_INVALID, wrtmem_string_read(at.string, message.bytes, PAGE, 7, &out.u64));
    BAD(E_INVALID, wrtmem_string_read(at.string, message.bytes, PAGE, INT32_MIN, &out.u64));
    BAD(E_INVALID, wrtmem_string_read(at.string, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, NULL));
    BAD(E_INVALID, wrtmem_string_read(at.string, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, ODD(uint64_t *)));
}

static void test_string_length(void) {
    BAD(E_INVALID, wrtmem_string_length(NULL, &out.u64));
    BAD(E_HANDLE, wrtmem_string_length(closed.string, &out.u64));
    BAD(E_HANDLE, wrtmem_string_length((const wrtmem_string_t *)(void *)at.deque, &out.u64));
    BAD(E_INVALID, wrtmem_string_length(at.string, NULL));
    BAD(E_INVALID, wrtmem_string_length(at.string, ODD(uint64_t *)));
}

static void test_string_verify(void) {
    BAD(E_INVALID, wrtmem_string_verify(NULL, &out.truth));
    BAD(E_HANDLE, wrtmem_string_verify(closed.string, &out.truth));
    BAD(E_HANDLE, wrtmem_string_verify((const wrtmem_string_t *)(void *)at.deque, &out.truth));
    BAD(E_INVALID, wrtmem_string_verify(at.string, NULL));
}

static void test_map_create(void) {
    BAD(E_INVALID, wrtmem_map_create(NULL, "new", default_map_options(), &out.map));
    BAD(E_HANDLE, wrtmem_map_create(closed.segment, "new", default_map_options(), &out.map));
    BAD(E_HANDLE, wrtmem_map_create((wrtmem_segment_t *)(void *)at.slot, "new", default_map_options(), &out.map));
    BAD(E_READ_ONLY, wrtmem_map_create(at.observer, "new", default_map_options(), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, NULL, default_map_options(), &out.map));
    BAD(E_NAME, wrtmem_map_create(at.segment, "", default_map_options(), &out.map));
    BAD(E_NAME, wrtmem_map_create(at.segment, TOO_LONG_OBJECT, default_map_options(), &out.map));
    BAD(E_NAME, wrtmem_map_create(at.segment, "a/b", default_map_options(), &out.map));
    BAD(E_NAME, wrtmem_map_create(at.segment, ".", default_map_options(), &out.map));
    BAD(E_NAME, wrtmem_map_create(at.segment, ".a", default_map_options(), &out.map));
    BAD(E_NAME, wrtmem_map_create(at.segment, "a b", default_map_options(), &out.map));
    BAD(E_NAME, wrtmem_map_create(at.segment, "\xff", default_map_options(), &out.map));
    BAD(E_EXISTS, wrtmem_map_create(at.segment, "map", default_map_options(), &out.map));
    BAD(E_EXISTS, wrtmem_map_create(at.segment, "bytes", default_map_options(), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", ODD(const wrtmem_map_options_t *), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(size, 0), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(size, sizeof(size_t) - 1), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(size, (1 << 16) + 1), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(size, SIZE_MAX), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(reserved, 1), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", NULL, &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(capacity, 0), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(capacity, UINT64_MAX), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(key_bytes, 0), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(key_bytes, UINT32_MAX), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(evict, 2), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(level, 7), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(level, WRTMEM_LEVEL_SAMPLING), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", MAP(interval, 1), &out.map));
    BAD(E_NO_SPACE, wrtmem_map_create(at.segment, "new", MAP(capacity, 1 << 16), &out.map));
    BAD(E_NO_SPACE, wrtmem_map_create(at.segment, "new", MAP(value_bytes, 1 << 20), &out.map));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", default_map_options(), NULL));
    BAD(E_INVALID, wrtmem_map_create(at.segment, "new", default_map_options(), ODD(wrtmem_map_t **)));
}

static void test_map_open_or_create(void) {
    BAD(E_INVALID, wrtmem_map_open_or_create(NULL, "new", default_map_options(), &out.map, &out.truth));
    BAD(E_HANDLE, wrtmem_map_open_or_create(closed.segment, "new", default_map_options(), &out.map, &out.truth));
    BAD(E_HANDLE, wrtmem_map_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_map_options(), &out.map, &out.truth));
    BAD(E_READ_ONLY, wrtmem_map_open_or_create(at.observer, "new", default_map_options(), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, NULL, default_map_options(), &out.map, &out.truth));
    BAD(E_NAME, wrtmem_map_open_or_create(at.segment, "", default_map_options(), &out.map, &out.truth));
    BAD(E_NAME, wrtmem_map_open_or_create(at.segment, TOO_LONG_OBJECT, default_map_options(), &out.map, &out.truth));
    BAD(E_NAME, wrtmem_map_open_or_create(at.segment, "a/b", default_map_options(), &out.map, &out.truth));
    BAD(E_NAME, wrtmem_map_open_or_create(at.segment, ".", default_map_options(), &out.map, &out.truth));
    BAD(E_NAME, wrtmem_map_open_or_create(at.segment, ".a", default_map_options(), &out.map, &out.truth));
    BAD(E_NAME, wrtmem_map_open_or_create(at.segment, "a b", default_map_options(), &out.map, &out.truth));
    BAD(E_NAME, wrtmem_map_open_or_create(at.segment, "\xff", default_map_options(), &out.map, &out.truth));
    BAD(E_MISMATCH, wrtmem_map_open_or_create(at.segment, "cell", default_map_options(), &out.map, &out.truth));
    BAD(E_MISMATCH, wrtmem_map_open_or_create(at.segment, "bits", default_map_options(), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", ODD(const wrtmem_map_options_t *), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(size, 0), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(size, sizeof(size_t) - 1), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(size, (1 << 16) + 1), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(size, SIZE_MAX), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(reserved, 1), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", NULL, &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(capacity, 0), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(capacity, UINT64_MAX), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(key_bytes, 0), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(key_bytes, UINT32_MAX), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(evict, 2), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(level, 7), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(level, WRTMEM_LEVEL_SAMPLING), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", MAP(interval, 1), &out.map, &out.truth));
    BAD(E_MISMATCH, wrtmem_map_open_or_create(at.segment, "map", MAP(capacity, 9), &out.map, &out.truth));
    BAD(E_MISMATCH, wrtmem_map_open_or_create(at.segment, "map", MAP(key_bytes, 5), &out.map, &out.truth));
    BAD(E_MISMATCH, wrtmem_map_open_or_create(at.segment, "map", MAP(value_bytes, 5), &out.map, &out.truth));
    BAD(E_MISMATCH, wrtmem_map_open_or_create(at.segment, "map", MAP(evict, 1), &out.map, &out.truth));
    BAD(E_MISMATCH, wrtmem_map_open_or_create(at.segment, "map", MAP(level, 6), &out.map, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", default_map_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_map_open_or_create(at.segment, "new", default_map_options(), ODD(wrtmem_map_t **), &out.truth));
}

static void test_map_open(void) {
    BAD(E_INVALID, wrtmem_map_open(NULL, "map", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_HANDLE, wrtmem_map_open(closed.segment, "map", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_HANDLE, wrtmem_map_open((wrtmem_segment_t *)(void *)at.slot, "map", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, NULL, default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_NAME, wrtmem_map_open(at.segment, "", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_NAME, wrtmem_map_open(at.segment, TOO_LONG_OBJECT, default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_NAME, wrtmem_map_open(at.segment, "a/b", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_NAME, wrtmem_map_open(at.segment, ".", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_NAME, wrtmem_map_open(at.segment, ".a", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_NAME, wrtmem_map_open(at.segment, "a b", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_NAME, wrtmem_map_open(at.segment, "\xff", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_MISMATCH, wrtmem_map_open(at.segment, "cell", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_MISMATCH, wrtmem_map_open(at.segment, "bits", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_MISMATCH, wrtmem_map_open(at.segment, "region", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", ODD(const wrtmem_map_options_t *), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(size, 0), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(size, sizeof(size_t) - 1), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(size, (1 << 16) + 1), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(size, SIZE_MAX), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(reserved, 1), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", NULL, WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(capacity, 0), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(capacity, UINT64_MAX), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(key_bytes, 0), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(key_bytes, UINT32_MAX), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(evict, 2), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(level, 7), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(level, WRTMEM_LEVEL_SAMPLING), WRTMEM_POLL, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", MAP(interval, 1), WRTMEM_POLL, &out.map));
    BAD(E_MISMATCH, wrtmem_map_open(at.segment, "map", MAP(capacity, 9), WRTMEM_POLL, &out.map));
    BAD(E_MISMATCH, wrtmem_map_open(at.segment, "map", MAP(evict, 1), WRTMEM_POLL, &out.map));
    BAD(E_NOT_FOUND, wrtmem_map_open(at.segment, "absent", default_map_options(), WRTMEM_POLL, &out.map));
    BAD(E_TIMEOUT, wrtmem_map_open(at.segment, "absent", default_map_options(), 1, &out.map));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", default_map_options(), WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_map_open(at.segment, "map", default_map_options(), WRTMEM_POLL, ODD(wrtmem_map_t **)));
}

static void test_map_close(void) {
    BAD(OK, wrtmem_map_close(NULL));
    BAD(E_HANDLE, wrtmem_map_close(closed.map));
    BAD(E_HANDLE, wrtmem_map_close((wrtmem_map_t *)(void *)at.region));
}

static void test_map_info(void) {
    BAD(E_INVALID, wrtmem_map_info(NULL, &out.map_info));
    BAD(E_HANDLE, wrtmem_map_info(closed.map, &out.map_info));
    BAD(E_HANDLE, wrtmem_map_info((const wrtmem_map_t *)(void *)at.region, &out.map_info));
    BAD(E_INVALID, wrtmem_map_info(at.map, NULL));
    BAD(E_INVALID, wrtmem_map_info(at.map, ODD(wrtmem_map_info_t *)));
    BAD(E_INVALID, wrtmem_map_info(at.map, INFO(map_info, 0)));
    BAD(E_INVALID, wrtmem_map_info(at.map, INFO(map_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_map_info(at.map, INFO(map_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_map_info(at.map, INFO(map_info, SIZE_MAX)));
}

static void test_map_insert(void) {
    BAD(E_INVALID, wrtmem_map_insert(NULL, "key", 4, "value", 6, WRTMEM_POLL, &out.number));
    BAD(E_HANDLE, wrtmem_map_insert(closed.map, "key", 4, "value", 6, WRTMEM_POLL, &out.number));
    BAD(E_HANDLE, wrtmem_map_insert((wrtmem_map_t *)(void *)at.region, "key", 4, "value", 6, WRTMEM_POLL, &out.number));
    BAD(E_READ_ONLY, wrtmem_map_insert(at.look_map, "key", 4, "value", 6, WRTMEM_POLL, &out.number));
    BAD(E_INVALID, wrtmem_map_insert(at.map, NULL, 4, "value", 6, WRTMEM_POLL, &out.number));
    BAD(E_INVALID, wrtmem_map_insert(at.map, "key", 0, "value", 6, WRTMEM_POLL, &out.number));
    BAD(E_INVALID, wrtmem_map_insert(at.map, "key", 3, "value", 6, WRTMEM_POLL, &out.number));
    BAD(E_INVALID, wrtmem_map_insert(at.map, "key", SIZE_MAX, "value", 6, WRTMEM_POLL, &out.number));
    BAD(E_INVALID, wrtmem_map_insert(at.map, "key", 4, NULL, 6, WRTMEM_POLL, &out.number));
    BAD(E_INVALID, wrtmem_map_insert(at.map, "key", 4, NULL, 0, WRTMEM_POLL, &out.number));
    BAD(E_INVALID, wrtmem_map_insert(at.map, "key", 4, "value", 5, WRTMEM_POLL, &out.number));
    BAD(E_INVALID, wrtmem_map_insert(at.map, "key", 4, "value", SIZE_MAX, WRTMEM_POLL, &out.number));
    BAD(E_INVALID, wrtmem_map_insert(at.map, "key", 4, "value", 6, WRTMEM_POLL, ODD(int32_t *)));
}

static void test_map_get(void) {
    BAD(E_INVALID, wrtmem_map_get(NULL, "key", 4, message.bytes, 6));
    BAD(E_HANDLE, wrtmem_map_get(closed.map, "key", 4, message.bytes, 6));
    BAD(E_HANDLE, wrtmem_map_get((const wrtmem_map_t *)(void *)at.region, "key", 4, message.bytes, 6));
    BAD(E_INVALID, wrtmem_map_get(at.map, NULL, 4, message.bytes, 6));
    BAD(E_NOT_FOUND, wrtmem_map_get(at.map, "not", 4, message.bytes, 6));
    BAD(E_INVALID, wrtmem_map_get(at.map, "key", 0, message.bytes, 6));
    BAD(E_INVALID, wrtmem_map_get(at.map, "key", 3, message.bytes, 6));
    BAD(E_INVALID, wrtmem_map_get(at.map, "key", SIZE_MAX, message.bytes, 6));
    BAD(E_INVALID, wrtmem_map_get(at.map, "key", 4, NULL, 6));
    BAD(E_TOO_SMALL, wrtmem_map_get(at.map, "key", 4, NULL, 0));
    BAD(E_TOO_SMALL, wrtmem_map_get(at.map, "key", 4, message.bytes, 5));
    BAD(E_INVALID, wrtmem_map_get(at.map, "key", 4, message.bytes, SIZE_MAX));
}

static void test_map_remove(void) {
    BAD(E_INVALID, wrtmem_map_remove(NULL, "key", 4, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_map_remove(closed.map, "key", 4, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_map_remove((wrtmem_map_t *)(void *)at.region, "key", 4, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_map_remove(at.look_map, "key", 4, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_map_remove(at.map, NULL, 4, WRTMEM_POLL));
    BAD(E_NOT_FOUND, wrtmem_map_remove(at.map, "not", 4, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_map_remove(at.map, "key", 0, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_map_remove(at.map, "key", 3, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_map_remove(at.map, "key", SIZE_MAX, WRTMEM_POLL));
}

static void test_map_length(void) {
    BAD(E_INVALID, wrtmem_map_length(NULL, &out.u64));
    BAD(E_HANDLE, wrtmem_map_length(closed.map, &out.u64));
    BAD(E_HANDLE, wrtmem_map_length((const wrtmem_map_t *)(void *)at.region, &out.u64));
    BAD(E_INVALID, wrtmem_map_length(at.map, NULL));
    BAD(E_INVALID, wrtmem_map_length(at.map, ODD(uint64_t *)));
}

static void test_map_next(void) {
    BAD(E_INVALID, wrtmem_map_next(NULL, &out.u64, message.bytes, 4, message.bytes + 8, 6));
    BAD(E_HANDLE, wrtmem_map_next(closed.map, &out.u64, message.bytes, 4, message.bytes + 8, 6));
    BAD(E_HANDLE, wrtmem_map_next((const wrtmem_map_t *)(void *)at.region, &out.u64, message.bytes, 4, message.bytes + 8, 6));
    BAD(E_INVALID, wrtmem_map_next(at.map, NULL, message.bytes, 4, message.bytes + 8, 6));
    BAD(E_INVALID, wrtmem_map_next(at.map, ODD(uint64_t *), message.bytes, 4, message.bytes + 8, 6));
    BAD(E_INVALID, wrtmem_map_next(at.map, &out.u64, NULL, 4, message.bytes + 8, 6));
    BAD(E_TOO_SMALL, wrtmem_map_next(at.map, &out.u64, message.bytes, 3, message.bytes + 8, 6));
    BAD(E_INVALID, wrtmem_map_next(at.map, &out.u64, message.bytes, SIZE_MAX, message.bytes + 8, 6));
    BAD(E_INVALID, wrtmem_map_next(at.map, &out.u64, message.bytes, 4, NULL, 6));
    BAD(E_TOO_SMALL, wrtmem_map_next(at.map, &out.u64, message.bytes, 4, message.bytes + 8, 5));
    BAD(E_INVALID, wrtmem_map_next(at.map, &out.u64, message.bytes, 4, message.bytes + 8, SIZE_MAX));
}

static void test_map_clear(void) {
    BAD(E_INVALID, wrtmem_map_clear(NULL, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_map_clear(closed.map, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_map_clear((wrtmem_map_t *)(void *)at.region, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_map_clear(at.look_map, WRTMEM_POLL));
}

static void test_map_verify(void) {
    BAD(E_INVALID, wrtmem_map_verify(NULL, &out.truth));
    BAD(E_HANDLE, wrtmem_map_verify(closed.map, &out.truth));
    BAD(E_HANDLE, wrtmem_map_verify((const wrtmem_map_t *)(void *)at.region, &out.truth));
    BAD(E_INVALID, wrtmem_map_verify(at.map, NULL));
}

static void test_bits_create(void) {
    BAD(E_INVALID, wrtmem_bits_create(NULL, "new", default_bits_options(), &out.bits));
    BAD(E_HANDLE, wrtmem_bits_create(closed.segment, "new", default_bits_options(), &out.bits));
    BAD(E_HANDLE, wrtmem_bits_create((wrtmem_segment_t *)(void *)at.slot, "new", default_bits_options(), &out.bits));
    BAD(E_READ_ONLY, wrtmem_bits_create(at.observer, "new", default_bits_options(), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, NULL, default_bits_options(), &out.bits));
    BAD(E_NAME, wrtmem_bits_create(at.segment, "", default_bits_options(), &out.bits));
    BAD(E_NAME, wrtmem_bits_create(at.segment, TOO_LONG_OBJECT, default_bits_options(), &out.bits));
    BAD(E_NAME, wrtmem_bits_create(at.segment, "a/b", default_bits_options(), &out.bits));
    BAD(E_NAME, wrtmem_bits_create(at.segment, ".", default_bits_options(), &out.bits));
    BAD(E_NAME, wrtmem_bits_create(at.segment, ".a", default_bits_options(), &out.bits));
    BAD(E_NAME, wrtmem_bits_create(at.segment, "a b", default_bits_options(), &out.bits));
    BAD(E_NAME, wrtmem_bits_create(at.segment, "\xff", default_bits_options(), &out.bits));
    BAD(E_EXISTS, wrtmem_bits_create(at.segment, "bits", default_bits_options(), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", ODD(const wrtmem_bits_options_t *), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", BITS(size, 0), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", BITS(size, sizeof(size_t) - 1), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", BITS(size, (1 << 16) + 1), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", BITS(size, SIZE_MAX), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", BITS(reserved, 1), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", NULL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", BITS(bits, 0), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", BITS(bits, UINT64_MAX), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", BITS(level, 7), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", BITS(level, WRTMEM_LEVEL_SAMPLING), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", BITS(interval, 1), &out.bits));
    BAD(E_NO_SPACE, wrtmem_bits_create(at.segment, "new", BITS(bits, 1 << 24), &out.bits));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", default_bits_options(), NULL));
    BAD(E_INVALID, wrtmem_bits_create(at.segment, "new", default_bits_options(), ODD(wrtmem_bits_t **)));
}

static void test_bits_open_or_create(void) {
    BAD(E_INVALID, wrtmem_bits_open_or_create(NULL, "new", default_bits_options(), &out.bits, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_open_or_create(closed.segment, "new", default_bits_options(), &out.bits, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_bits_options(), &out.bits, &out.truth));
    BAD(E_READ_ONLY, wrtmem_bits_open_or_create(at.observer, "new", default_bits_options(), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, NULL, default_bits_options(), &out.bits, &out.truth));
    BAD(E_NAME, wrtmem_bits_open_or_create(at.segment, "", default_bits_options(), &out.bits, &out.truth));
    BAD(E_NAME, wrtmem_bits_open_or_create(at.segment, TOO_LONG_OBJECT, default_bits_options(), &out.bits, &out.truth));
    BAD(E_NAME, wrtmem_bits_open_or_create(at.segment, "a/b", default_bits_options(), &out.bits, &out.truth));
    BAD(E_NAME, wrtmem_bits_open_or_create(at.segment, ".", default_bits_options(), &out.bits, &out.truth));
    BAD(E_NAME, wrtmem_bits_open_or_create(at.segment, ".a", default_bits_options(), &out.bits, &out.truth));
    BAD(E_NAME, wrtmem_bits_open_or_create(at.segment, "a b", default_bits_options(), &out.bits, &out.truth));
    BAD(E_NAME, wrtmem_bits_open_or_create(at.segment, "\xff", default_bits_options(), &out.bits, &out.truth));
    BAD(E_MISMATCH, wrtmem_bits_open_or_create(at.segment, "map", default_bits_options(), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", ODD(const wrtmem_bits_options_t *), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", BITS(size, 0), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", BITS(size, sizeof(size_t) - 1), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", BITS(size, (1 << 16) + 1), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", BITS(size, SIZE_MAX), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", BITS(reserved, 1), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", NULL, &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", BITS(bits, 0), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", BITS(bits, UINT64_MAX), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", BITS(level, 7), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", BITS(level, WRTMEM_LEVEL_SAMPLING), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", BITS(interval, 1), &out.bits, &out.truth));
    BAD(E_MISMATCH, wrtmem_bits_open_or_create(at.segment, "bits", BITS(bits, 101), &out.bits, &out.truth));
    BAD(E_MISMATCH, wrtmem_bits_open_or_create(at.segment, "bits", BITS(level, 6), &out.bits, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", default_bits_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_bits_open_or_create(at.segment, "new", default_bits_options(), ODD(wrtmem_bits_t **), &out.truth));
}

static void test_bits_open(void) {
    BAD(E_INVALID, wrtmem_bits_open(NULL, "bits", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_HANDLE, wrtmem_bits_open(closed.segment, "bits", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_HANDLE, wrtmem_bits_open((wrtmem_segment_t *)(void *)at.slot, "bits", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, NULL, default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_NAME, wrtmem_bits_open(at.segment, "", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_NAME, wrtmem_bits_open(at.segment, TOO_LONG_OBJECT, default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_NAME, wrtmem_bits_open(at.segment, "a/b", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_NAME, wrtmem_bits_open(at.segment, ".", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_NAME, wrtmem_bits_open(at.segment, ".a", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_NAME, wrtmem_bits_open(at.segment, "a b", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_NAME, wrtmem_bits_open(at.segment, "\xff", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_MISMATCH, wrtmem_bits_open(at.segment, "map", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_MISMATCH, wrtmem_bits_open(at.segment, "region", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", ODD(const wrtmem_bits_options_t *), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", BITS(size, 0), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", BITS(size, sizeof(size_t) - 1), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", BITS(size, (1 << 16) + 1), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", BITS(size, SIZE_MAX), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", BITS(reserved, 1), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", NULL, WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", BITS(bits, 0), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", BITS(bits, UINT64_MAX), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", BITS(level, 7), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", BITS(level, WRTMEM_LEVEL_SAMPLING), WRTMEM_POLL, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", BITS(interval, 1), WRTMEM_POLL, &out.bits));
    BAD(E_MISMATCH, wrtmem_bits_open(at.segment, "bits", BITS(bits, 101), WRTMEM_POLL, &out.bits));
    BAD(E_NOT_FOUND, wrtmem_bits_open(at.segment, "absent", default_bits_options(), WRTMEM_POLL, &out.bits));
    BAD(E_TIMEOUT, wrtmem_bits_open(at.segment, "absent", default_bits_options(), 1, &out.bits));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", default_bits_options(), WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_bits_open(at.segment, "bits", default_bits_options(), WRTMEM_POLL, ODD(wrtmem_bits_t **)));
}

static void test_bits_close(void) {
    BAD(OK, wrtmem_bits_close(NULL));
    BAD(E_HANDLE, wrtmem_bits_close(closed.bits));
    BAD(E_HANDLE, wrtmem_bits_close((wrtmem_bits_t *)(void *)at.map));
}

static void test_bits_test(void) {
    BAD(E_INVALID, wrtmem_bits_test(NULL, 0, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_test(closed.bits, 0, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_test((const wrtmem_bits_t *)(void *)at.map, 0, &out.truth));
    BAD(E_INVALID, wrtmem_bits_test(at.bits, 100, &out.truth));
    BAD(E_INVALID, wrtmem_bits_test(at.bits, UINT64_MAX, &out.truth));
    BAD(E_INVALID, wrtmem_bits_test(at.bits, 0, NULL));
}

static void test_bits_set(void) {
    BAD(E_INVALID, wrtmem_bits_set(NULL, 0, WRTMEM_POLL, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_set(closed.bits, 0, WRTMEM_POLL, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_set((wrtmem_bits_t *)(void *)at.map, 0, WRTMEM_POLL, &out.truth));
    BAD(E_READ_ONLY, wrtmem_bits_set(at.look_bits, 0, WRTMEM_POLL, &out.truth));
    BAD(E_INVALID, wrtmem_bits_set(at.bits, 100, WRTMEM_POLL, &out.truth));
    BAD(E_INVALID, wrtmem_bits_set(at.bits, UINT64_MAX, WRTMEM_POLL, &out.truth));
}

static void test_bits_clear(void) {
    BAD(E_INVALID, wrtmem_bits_clear(NULL, 0, WRTMEM_POLL, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_clear(closed.bits, 0, WRTMEM_POLL, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_clear((wrtmem_bits_t *)(void *)at.map, 0, WRTMEM_POLL, &out.truth));
    BAD(E_READ_ONLY, wrtmem_bits_clear(at.look_bits, 0, WRTMEM_POLL, &out.truth));
    BAD(E_INVALID, wrtmem_bits_clear(at.bits, 100, WRTMEM_POLL, &out.truth));
    BAD(E_INVALID, wrtmem_bits_clear(at.bits, UINT64_MAX, WRTMEM_POLL, &out.truth));
}

static void test_bits_toggle(void) {
    BAD(E_INVALID, wrtmem_bits_toggle(NULL, 0, WRTMEM_POLL, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_toggle(closed.bits, 0, WRTMEM_POLL, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_toggle((wrtmem_bits_t *)(void *)at.map, 0, WRTMEM_POLL, &out.truth));
    BAD(E_READ_ONLY, wrtmem_bits_toggle(at.look_bits, 0, WRTMEM_POLL, &out.truth));
    BAD(E_INVALID, wrtmem_bits_toggle(at.bits, 100, WRTMEM_POLL, &out.truth));
    BAD(E_INVALID, wrtmem_bits_toggle(at.bits, UINT64_MAX, WRTMEM_POLL, &out.truth));
}

static void test_bits_count(void) {
    BAD(E_INVALID, wrtmem_bits_count(NULL, &out.u64));
    BAD(E_HANDLE, wrtmem_bits_count(closed.bits, &out.u64));
    BAD(E_HANDLE, wrtmem_bits_count((const wrtmem_bits_t *)(void *)at.map, &out.u64));
    BAD(E_INVALID, wrtmem_bits_count(at.bits, NULL));
    BAD(E_INVALID, wrtmem_bits_count(at.bits, ODD(uint64_t *)));
}

static void test_bits_next(void) {
    BAD(E_INVALID, wrtmem_bits_next(NULL, 0, &out.u64));
    BAD(E_HANDLE, wrtmem_bits_next(closed.bits, 0, &out.u64));
    BAD(E_HANDLE, wrtmem_bits_next((const wrtmem_bits_t *)(void *)at.map, 0, &out.u64));
    BAD(E_NOT_FOUND, wrtmem_bits_next(at.bits, 0, &out.u64));
    BAD(E_NOT_FOUND, wrtmem_bits_next(at.bits, 100, &out.u64));
    BAD(E_NOT_FOUND, wrtmem_bits_next(at.bits, UINT64_MAX, &out.u64));
    BAD(E_INVALID, wrtmem_bits_next(at.bits, 0, NULL));
    BAD(E_INVALID, wrtmem_bits_next(at.bits, 0, ODD(uint64_t *)));
}

static void test_bits_read(void) {
    BAD(E_INVALID, wrtmem_bits_read(NULL, 0, &out.u64, 1));
    BAD(E_HANDLE, wrtmem_bits_read(closed.bits, 0, &out.u64, 1));
    BAD(E_HANDLE, wrtmem_bits_read((const wrtmem_bits_t *)(void *)at.map, 0, &out.u64, 1));
    BAD(E_INVALID, wrtmem_bits_read(at.bits, 2, &out.u64, 1));
    BAD(E_INVALID, wrtmem_bits_read(at.bits, UINT64_MAX, &out.u64, 1));
    BAD(E_INVALID, wrtmem_bits_read(at.bits, 0, NULL, 1));
    BAD(E_INVALID, wrtmem_bits_read(at.bits, 0, ODD(uint64_t *), 1));
    BAD(E_INVALID, wrtmem_bits_read(at.bits, 0, &out.u64, 3));
    BAD(E_INVALID, wrtmem_bits_read(at.bits, 0, &out.u64, SIZE_MAX));
}

static void test_bits_write(void) {
    BAD(E_INVALID, wrtmem_bits_write(NULL, 0, bad_bits, 1, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_bits_write(closed.bits, 0, bad_bits, 1, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_bits_write((wrtmem_bits_t *)(void *)at.map, 0, bad_bits, 1, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_bits_write(at.look_bits, 0, bad_bits, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_bits_write(at.bits, 2, bad_bits, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_bits_write(at.bits, UINT64_MAX, bad_bits, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_bits_write(at.bits, 1, bad_bits, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_bits_write(at.bits, 0, NULL, 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_bits_write(at.bits, 0, ODD(const uint64_t *), 1, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_bits_write(at.bits, 0, bad_bits, 2, WRTMEM_POLL));
    BAD(E_INVALID, wrtmem_bits_write(at.bits, 0, bad_bits, SIZE_MAX, WRTMEM_POLL));
}

static void test_bits_clear_all(void) {
    BAD(E_INVALID, wrtmem_bits_clear_all(NULL, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_bits_clear_all(closed.bits, WRTMEM_POLL));
    BAD(E_HANDLE, wrtmem_bits_clear_all((wrtmem_bits_t *)(void *)at.map, WRTMEM_POLL));
    BAD(E_READ_ONLY, wrtmem_bits_clear_all(at.look_bits, WRTMEM_POLL));
}

static void test_bits_verify(void) {
    BAD(E_INVALID, wrtmem_bits_verify(NULL, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_verify(closed.bits, &out.truth));
    BAD(E_HANDLE, wrtmem_bits_verify((const wrtmem_bits_t *)(void *)at.map, &out.truth));
    BAD(E_INVALID, wrtmem_bits_verify(at.bits, NULL));
}

static void test_value_open(void) {
    BAD(E_INVALID, wrtmem_value_open(NULL, 2, &out.value));
    BAD(E_CORRUPT, wrtmem_value_open("\x01\x02", 2, &out.value));
    BAD(E_CORRUPT, wrtmem_value_open("\x16", 2, &out.value));
    BAD(E_EMPTY, wrtmem_value_open(BOOL, 0, &out.value));
    BAD(E_CORRUPT, wrtmem_value_open(BOOL, 1, &out.value));
    BAD(E_CORRUPT, wrtmem_value_open(BOOL, 3, &out.value));
    BAD(E_INVALID, wrtmem_value_open(BOOL, SIZE_MAX, &out.value));
    BAD(E_INVALID, wrtmem_value_open(BOOL, 2, NULL));
    BAD(E_INVALID, wrtmem_value_open(BOOL, 2, ODD(wrtmem_value_t *)));
}

static void test_value_bool(void) {
    BAD(E_INVALID, wrtmem_value_bool(NULL, &out.truth));
    BAD(E_INVALID, wrtmem_value_bool(ODD(const wrtmem_value_t *), &out.truth));
    BAD(E_INVALID, wrtmem_value_bool(TYPED_WITH(BOOL, kind, 0), &out.truth));
    BAD(E_INVALID, wrtmem_value_bool(TYPED_WITH(BOOL, kind, 22), &out.truth));
    BAD(E_INVALID, wrtmem_value_bool(TYPED_WITH(BOOL, kind, 257), &out.truth));
    BAD(E_INVALID, wrtmem_value_bool(TYPED_WITH(BOOL, kind, INT32_MIN), &out.truth));
    BAD(E_INVALID, wrtmem_value_bool(TYPED_WITH(BOOL, content, NULL), &out.truth));
    BAD(E_INVALID, wrtmem_value_bool(TYPED_WITH(BOOL, length, SIZE_MAX), &out.truth));
    BAD(E_MISMATCH, wrtmem_value_bool(TYPED(LIST_OF_BOOLS), &out.truth));
    BAD(E_INVALID, wrtmem_value_bool(TYPED(BOOL), NULL));
}

static void test_value_signed(void) {
    BAD(E_INVALID, wrtmem_value_signed(NULL, &out.s64));
    BAD(E_INVALID, wrtmem_value_signed(ODD(const wrtmem_value_t *), &out.s64));
    BAD(E_INVALID, wrtmem_value_signed(TYPED_WITH(BOOL, kind, 0), &out.s64));
    BAD(E_INVALID, wrtmem_value_signed(TYPED_WITH(BOOL, kind, 22), &out.s64));
    BAD(E_INVALID, wrtmem_value_signed(TYPED_WITH(BOOL, kind, 257), &out.s64));
    BAD(E_INVALID, wrtmem_value_signed(TYPED_WITH(BOOL, kind, INT32_MIN), &out.s64));
    BAD(E_INVALID, wrtmem_value_signed(TYPED_WITH(BOOL, content, NULL), &out.s64));
    BAD(E_INVALID, wrtmem_value_signed(TYPED_WITH(BOOL, length, SIZE_MAX), &out.s64));
    BAD(E_MISMATCH, wrtmem_value_signed(TYPED(LIST_OF_BOOLS), &out.s64));
    BAD(E_INVALID, wrtmem_value_signed(TYPED("\x02\xff"), NULL));
    BAD(E_INVALID, wrtmem_value_signed(TYPED("\x02\xff"), ODD(int64_t *)));
}

static void test_value_unsigned(void) {
    BAD(E_INVALID, wrtmem_value_unsigned(NULL, &out.u64));
    BAD(E_INVALID, wrtmem_value_unsigned(ODD(const wrtmem_value_t *), &out.u64));
    BAD(E_INVALID, wrtmem_value_unsigned(TYPED_WITH(BOOL, kind, 0), &out.u64));
    BAD(E_INVALID, wrtmem_value_unsigned(TYPED_WITH(BOOL, kind, 22), &out.u64));
    BAD(E_INVALID, wrtmem_value_unsigned(TYPED_WITH(BOOL, kind, 257), &out.u64));
    BAD(E_INVALID, wrtmem_value_unsigned(TYPED_WITH(BOOL, kind, INT32_MIN), &out.u64));
    BAD(E_INVALID, wrtmem_value_unsigned(TYPED_WITH(BOOL, content, NULL), &out.u64));
    BAD(E_INVALID, wrtmem_value_unsigned(TYPED_WITH(BOOL, length, SIZE_MAX), &out.u64));
    BAD(E_MISMATCH, wrtmem_value_unsigned(TYPED(LIST_OF_BOOLS), &out.u64));
    BAD(E_INVALID, wrtmem_value_unsigned(TYPED("\x03\xff"), NULL));
    BAD(E_INVALID, wrtmem_value_unsigned(TYPED("\x03\xff"), ODD(uint64_t *)));
}

static void test_value_float(void) {
    BAD(E_INVALID, wrtmem_value_float(NULL, &out.real));
    BAD(E_INVALID, wrtmem_value_float(ODD(const wrtmem_value_t *), &out.real));
    BAD(E_INVALID, wrtmem_value_float(TYPED_WITH(BOOL, kind, 0), &out.real));
    BAD(E_INVALID, wrtmem_value_float(TYPED_WITH(BOOL, kind, 22), &out.real));
    BAD(E_INVALID, wrtmem_value_float(TYPED_WITH(BOOL, kind, 257), &out.real));
    BAD(E_INVALID, wrtmem_value_float(TYPED_WITH(BOOL, kind, INT32_MIN), &out.real));
    BAD(E_INVALID, wrtmem_value_float(TYPED_WITH(BOOL, content, NULL), &out.real));
    BAD(E_INVALID, wrtmem_value_float(TYPED_WITH(BOOL, length, SIZE_MAX), &out.real));
    BAD(E_MISMATCH, wrtmem_value_float(TYPED(LIST_OF_BOOLS), &out.real));
    BAD(E_INVALID, wrtmem_value_float(TYPED("\x0a\0\0\0\0"), NULL));
    BAD(E_INVALID, wrtmem_value_float(TYPED("\x0a\0\0\0\0"), ODD(double *)));
}

static void test_value_char(void) {
    BAD(E_INVALID, wrtmem_value_char(NULL, &out.u32));
    BAD(E_INVALID, wrtmem_value_char(ODD(const wrtmem_value_t *), &out.u32));
    BAD(E_INVALID, wrtmem_value_char(TYPED_WITH(BOOL, kind, 0), &out.u32));
    BAD(E_INVALID, wrtmem_value_char(TYPED_WITH(BOOL, kind, 22), &out.u32));
    BAD(E_INVALID, wrtmem_value_char(TYPED_WITH(BOOL, kind, 257), &out.u32));
    BAD(E_INVALID, wrtmem_value_char(TYPED_WITH(BOOL, kind, INT32_MIN), &out.u32));
    BAD(E_INVALID, wrtmem_value_char(TYPED_WITH(BOOL, content, NULL), &out.u32));
    BAD(E_INVALID, wrtmem_value_char(TYPED_WITH(BOOL, length, SIZE_MAX), &out.u32));
    BAD(E_MISMATCH, wrtmem_value_char(TYPED(LIST_OF_BOOLS), &out.u32));
    BAD(E_INVALID, wrtmem_value_char(TYPED("\x0c\x41\0\0\0"), NULL));
    BAD(E_INVALID, wrtmem_value_char(TYPED("\x0c\x41\0\0\0"), ODD(uint32_t *)));
}

static void test_value_string(void) {
    BAD(E_INVALID, wrtmem_value_string(NULL, &out.text));
    BAD(E_INVALID, wrtmem_value_string(ODD(const wrtmem_value_t *), &out.text));
    BAD(E_INVALID, wrtmem_value_string(TYPED_WITH(BOOL, kind, 0), &out.text));
    BAD(E_INVALID, wrtmem_value_string(TYPED_WITH(BOOL, kind, 22), &out.text));
    BAD(E_INVALID, wrtmem_value_string(TYPED_WITH(BOOL, kind, 257), &out.text));
    BAD(E_INVALID, wrtmem_value_string(TYPED_WITH(BOOL, kind, INT32_MIN), &out.text));
    BAD(E_INVALID, wrtmem_value_string(TYPED_WITH(BOOL, content, NULL), &out.text));
    BAD(E_INVALID, wrtmem_value_string(TYPED_WITH(BOOL, length, SIZE_MAX), &out.text));
    BAD(E_MISMATCH, wrtmem_value_string(TYPED(LIST_OF_BOOLS), &out.text));
    BAD(E_INVALID, wrtmem_value_string(TYPED("\x0d\x01\0\0\0s"), NULL));
    BAD(E_INVALID, wrtmem_value_string(TYPED("\x0d\x01\0\0\0s"), ODD(wrtmem_text_t *)));
}

static void test_value_case(void) {
    BAD(E_INVALID, wrtmem_value_case(NULL, &out.text));
    BAD(E_INVALID, wrtmem_value_case(ODD(const wrtmem_value_t *), &out.text));
    BAD(E_INVALID, wrtmem_value_case(TYPED_WITH(BOOL, kind, 0), &out.text));
    BAD(E_INVALID, wrtmem_value_case(TYPED_WITH(BOOL, kind, 22), &out.text));
    BAD(E_INVALID, wrtmem_value_case(TYPED_WITH(BOOL, kind, 257), &out.text));
    BAD(E_INVALID, wrtmem_value_case(TYPED_WITH(BOOL, kind, INT32_MIN), &out.text));
    BAD(E_INVALID, wrtmem_value_case(TYPED_WITH(BOOL, content, NULL), &out.text));
    BAD(E_INVALID, wrtmem_value_case(TYPED_WITH(BOOL, length, SIZE_MAX), &out.text));
    BAD(E_MISMATCH, wrtmem_value_case(TYPED(LIST_OF_BOOLS), &out.text));
    BAD(E_INVALID, wrtmem_value_case(TYPED(ENUM_A), NULL));
    BAD(E_INVALID, wrtmem_value_case(TYPED(ENUM_A), ODD(wrtmem_text_t *)));
}

static void test_value_is_case(void) {
    BAD(E_INVALID, wrtmem_value_is_case(NULL, "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_is_case(ODD(const wrtmem_value_t *), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_is_case(TYPED_WITH(BOOL, kind, 0), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_is_case(TYPED_WITH(BOOL, kind, 22), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_is_case(TYPED_WITH(BOOL, kind, 257), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_is_case(TYPED_WITH(BOOL, kind, INT32_MIN), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_is_case(TYPED_WITH(BOOL, content, NULL), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_is_case(TYPED_WITH(BOOL, length, SIZE_MAX), "a", &out.truth));
    BAD(E_MISMATCH, wrtmem_value_is_case(TYPED(LIST_OF_BOOLS), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_is_case(TYPED(ENUM_A), NULL, &out.truth));
    BAD(E_NAME, wrtmem_value_is_case(TYPED(ENUM_A), "\xff", &out.truth));
    BAD(E_INVALID, wrtmem_value_is_case(TYPED(ENUM_A), "a", NULL));
}

static void test_value_flag(void) {
    BAD(E_INVALID, wrtmem_value_flag(NULL, "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_flag(ODD(const wrtmem_value_t *), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_flag(TYPED_WITH(BOOL, kind, 0), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_flag(TYPED_WITH(BOOL, kind, 22), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_flag(TYPED_WITH(BOOL, kind, 257), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_flag(TYPED_WITH(BOOL, kind, INT32_MIN), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_flag(TYPED_WITH(BOOL, content, NULL), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_flag(TYPED_WITH(BOOL, length, SIZE_MAX), "a", &out.truth));
    BAD(E_MISMATCH, wrtmem_value_flag(TYPED(LIST_OF_BOOLS), "a", &out.truth));
    BAD(E_INVALID, wrtmem_value_flag(TYPED(FLAGS_A), NULL, &out.truth));
    BAD(E_NAME, wrtmem_value_flag(TYPED(FLAGS_A), "\xff", &out.truth));
    BAD(E_NOT_FOUND, wrtmem_value_flag(TYPED(FLAGS_A), "", &out.truth));
    BAD(E_NOT_FOUND, wrtmem_value_flag(TYPED(FLAGS_A), "b", &out.truth));
    BAD(E_INVALID, wrtmem_value_flag(TYPED(FLAGS_A), "a", NULL));
}

static void test_value_flags(void) {
    BAD(E_INVALID, wrtmem_value_flags(NULL, &out.u64));
    BAD(E_INVALID, wrtmem_value_flags(ODD(const wrtmem_value_t *), &out.u64));
    BAD(E_INVALID, wrtmem_value_flags(TYPED_WITH(BOOL, kind, 0), &out.u64));
    BAD(E_INVALID, wrtmem_value_flags(TYPED_WITH(BOOL, kind, 22), &out.u64));
    BAD(E_INVALID, wrtmem_value_flags(TYPED_WITH(BOOL, kind, 257), &out.u64));
    BAD(E_INVALID, wrtmem_value_flags(TYPED_WITH(BOOL, kind, INT32_MIN), &out.u64));
    BAD(E_INVALID, wrtmem_value_flags(TYPED_WITH(BOOL, content, NULL), &out.u64));
    BAD(E_INVALID, wrtmem_value_flags(TYPED_WITH(BOOL, length, SIZE_MAX), &out.u64));
    BAD(E_MISMATCH, wrtmem_value_flags(TYPED(LIST_OF_BOOLS), &out.u64));
    BAD(E_INVALID, wrtmem_value_flags(TYPED(FLAGS_A), NULL));
    BAD(E_INVALID, wrtmem_value_flags(TYPED(FLAGS_A), ODD(uint64_t *)));
}

static void test_value_count(void) {
    BAD(E_INVALID, wrtmem_value_count(NULL, &out.u64));
    BAD(E_INVALID, wrtmem_value_count(ODD(const wrtmem_value_t *), &out.u64));
    BAD(E_INVALID, wrtmem_value_count(TYPED_WITH(BOOL, kind, 0), &out.u64));
    BAD(E_INVALID, wrtmem_value_count(TYPED_WITH(BOOL, kind, 22), &out.u64));
    BAD(E_INVALID, wrtmem_value_count(TYPED_WITH(BOOL, kind, 257), &out.u64));
    BAD(E_INVALID, wrtmem_value_count(TYPED_WITH(BOOL, kind, INT32_MIN), &out.u64));
    BAD(E_INVALID, wrtmem_value_count(TYPED_WITH(BOOL, content, NULL), &out.u64));
    BAD(E_INVALID, wrtmem_value_count(TYPED_WITH(BOOL, length, SIZE_MAX), &out.u64));
    BAD(E_INVALID, wrtmem_value_count(TYPED(BOOL), NULL));
    BAD(E_INVALID, wrtmem_value_count(TYPED(BOOL), ODD(uint64_t *)));
}

static void test_value_child(void) {
    BAD(E_INVALID, wrtmem_value_child(NULL, 0, &out.value));
    BAD(E_INVALID, wrtmem_value_child(ODD(const wrtmem_value_t *), 0, &out.value));
    BAD(E_INVALID, wrtmem_value_child(TYPED_WITH(BOOL, kind, 0), 0, &out.value));
    BAD(E_INVALID, wrtmem_value_child(TYPED_WITH(BOOL, kind, 22), 0, &out.value));
    BAD(E_INVALID, wrtmem_value_child(TYPED_WITH(BOOL, kind, 257), 0, &out.value));
    BAD(E_INVALID, wrtmem_value_child(TYPED_WITH(BOOL, kind, INT32_MIN), 0, &out.value));
    BAD(E_INVALID, wrtmem_value_child(TYPED_WITH(BOOL, content, NULL), 0, &out.value));
    BAD(E_INVALID, wrtmem_value_child(TYPED_WITH(BOOL, length, SIZE_MAX), 0, &out.value));
    BAD(E_NOT_FOUND, wrtmem_value_child(TYPED(BOOL), 0, &out.value));
    BAD(E_NOT_FOUND, wrtmem_value_child(TYPED(LIST_OF_BOOLS), 1, &out.value));
    BAD(E_NOT_FOUND, wrtmem_value_child(TYPED(LIST_OF_BOOLS), UINT64_MAX, &out.value));
    BAD(E_INVALID, wrtmem_value_child(TYPED(LIST_OF_BOOLS), 0, NULL));
    BAD(E_INVALID, wrtmem_value_child(TYPED(LIST_OF_BOOLS), 0, ODD(wrtmem_value_t *)));
}

static void test_value_field(void) {
    BAD(E_INVALID, wrtmem_value_field(NULL, "a", &out.value));
    BAD(E_INVALID, wrtmem_value_field(ODD(const wrtmem_value_t *), "a", &out.value));
    BAD(E_INVALID, wrtmem_value_field(TYPED_WITH(BOOL, kind, 0), "a", &out.value));
    BAD(E_INVALID, wrtmem_value_field(TYPED_WITH(BOOL, kind, 22), "a", &out.value));
    BAD(E_INVALID, wrtmem_value_field(TYPED_WITH(BOOL, kind, 257), "a", &out.value));
    BAD(E_INVALID, wrtmem_value_field(TYPED_WITH(BOOL, kind, INT32_MIN), "a", &out.value));
    BAD(E_INVALID, wrtmem_value_field(TYPED_WITH(BOOL, content, NULL), "a", &out.value));
    BAD(E_INVALID, wrtmem_value_field(TYPED_WITH(BOOL, length, SIZE_MAX), "a", &out.value));
    BAD(E_MISMATCH, wrtmem_value_field(TYPED(LIST_OF_BOOLS), "a", &out.value));
    BAD(E_INVALID, wrtmem_value_field(TYPED(RECORD_A), NULL, &out.value));
    BAD(E_NAME, wrtmem_value_field(TYPED(RECORD_A), "\xff", &out.value));
    BAD(E_NOT_FOUND, wrtmem_value_field(TYPED(RECORD_A), "", &out.value));
    BAD(E_NOT_FOUND, wrtmem_value_field(TYPED(RECORD_A), "b", &out.value));
    BAD(E_INVALID, wrtmem_value_field(TYPED(RECORD_A), "a", NULL));
    BAD(E_INVALID, wrtmem_value_field(TYPED(RECORD_A), "a", ODD(wrtmem_value_t *)));
}

static void test_value_name(void) {
    BAD(E_INVALID, wrtmem_value_name(NULL, 0, &out.text));
    BAD(E_INVALID, wrtmem_value_name(ODD(const wrtmem_value_t *), 0, &out.text));
    BAD(E_INVALID, wrtmem_value_name(TYPED_WITH(BOOL, kind, 0), 0, &out.text));
    BAD(E_INVALID, wrtmem_value_name(TYPED_WITH(BOOL, kind, 22), 0, &out.text));
    BAD(E_INVALID, wrtmem_value_name(TYPED_WITH(BOOL, kind, 257), 0, &out.text));
    BAD(E_INVALID, wrtmem_value_name(TYPED_WITH(BOOL, kind, INT32_MIN), 0, &out.text));
    BAD(E_INVALID, wrtmem_value_name(TYPED_WITH(BOOL, content, NULL), 0, &out.text));
    BAD(E_INVALID, wrtmem_value_name(TYPED_WITH(BOOL, length, SIZE_MAX), 0, &out.text));
    BAD(E_MISMATCH, wrtmem_value_name(TYPED(LIST_OF_BOOLS), 0, &out.text));
    BAD(E_NOT_FOUND, wrtmem_value_name(TYPED(RECORD_A), 1, &out.text));
    BAD(E_NOT_FOUND, wrtmem_value_name(TYPED(RECORD_A), UINT64_MAX, &out.text));
    BAD(E_INVALID, wrtmem_value_name(TYPED(RECORD_A), 0, NULL));
    BAD(E_INVALID, wrtmem_value_name(TYPED(RECORD_A), 0, ODD(wrtmem_text_t *)));
}

static void test_encoder_start(void) {
    BAD(E_INVALID, wrtmem_encoder_start(NULL, encoder_room, 64));
    BAD(E_INVALID, wrtmem_encoder_start(ODD(wrtmem_encoder_t *), encoder_room, 64));
    BAD(E_INVALID, wrtmem_encoder_start(&encoder, NULL, 64));
    BAD(E_INVALID, wrtmem_encoder_start(&encoder, encoder_room, SIZE_MAX));
}

static void test_encoder_finish(void) {
    BAD(E_INVALID, wrtmem_encoder_finish(NULL, &out.u64));
    BAD(E_INVALID, wrtmem_encoder_finish(ODD(wrtmem_encoder_t *), &out.u64));
    BAD(E_INVALID, wrtmem_encoder_finish(garbage(0xff), &out.u64));
    BAD(E_INVALID, wrtmem_encoder_finish(garbage(0x11), &out.u64));
    BAD(E_STATE, wrtmem_encoder_finish(started(1), &out.u64));
    BAD(E_STATE, wrtmem_encoder_finish(begun(WRTMEM_KIND_LIST), &out.u64));
    BAD(E_INVALID, wrtmem_encoder_finish(finished(), NULL));
    BAD(E_INVALID, wrtmem_encoder_finish(finished(), ODD(uint64_t *)));
}

static void test_encoder_begin(void) {
    BAD(E_INVALID, wrtmem_encoder_begin(NULL, WRTMEM_KIND_LIST));
    BAD(E_INVALID, wrtmem_encoder_begin(ODD(wrtmem_encoder_t *), WRTMEM_KIND_LIST));
    BAD(E_INVALID, wrtmem_encoder_begin(garbage(0xff), WRTMEM_KIND_LIST));
    BAD(E_INVALID, wrtmem_encoder_begin(garbage(0x11), WRTMEM_KIND_LIST));
    BAD(E_TOO_SMALL, wrtmem_encoder_begin(started(0), WRTMEM_KIND_LIST));
    BAD(E_TOO_SMALL, wrtmem_encoder_begin(started(1), WRTMEM_KIND_LIST));
    BAD(E_STATE, wrtmem_encoder_begin(finished(), WRTMEM_KIND_LIST));
    BAD(E_STATE, wrtmem_encoder_begin(begun(WRTMEM_KIND_RECORD), WRTMEM_KIND_LIST));
    BAD(E_INVALID, wrtmem_encoder_begin(started(sizeof encoder_room), 0));
    BAD(E_INVALID, wrtmem_encoder_begin(started(sizeof encoder_room), 22));
    BAD(E_INVALID, wrtmem_encoder_begin(started(sizeof encoder_room), -1));
    BAD(E_INVALID, wrtmem_encoder_begin(started(sizeof encoder_room), WRTMEM_KIND_BOOL));
    BAD(E_INVALID, wrtmem_encoder_begin(started(sizeof encoder_room), WRTMEM_KIND_VARIANT));
    BAD(E_INVALID, wrtmem_encoder_begin(started(sizeof encoder_room), WRTMEM_KIND_RESULT));
}

static void test_encoder_begin_variant(void) {
    BAD(E_INVALID, wrtmem_encoder_begin_variant(NULL, "a"));
    BAD(E_INVALID, wrtmem_encoder_begin_variant(ODD(wrtmem_encoder_t *), "a"));
    BAD(E_INVALID, wrtmem_encoder_begin_variant(garbage(0xff), "a"));
    BAD(E_INVALID, wrtmem_encoder_begin_variant(garbage(0x11), "a"));
    BAD(E_TOO_SMALL, wrtmem_encoder_begin_variant(started(0), "a"));
    BAD(E_TOO_SMALL, wrtmem_encoder_begin_variant(started(1), "a"));
    BAD(E_STATE, wrtmem_encoder_begin_variant(finished(), "a"));
    BAD(E_STATE, wrtmem_encoder_begin_variant(begun(WRTMEM_KIND_RECORD), "a"));
    BAD(E_INVALID, wrtmem_encoder_begin_variant(started(sizeof encoder_room), NULL));
    BAD(E_INVALID, wrtmem_encoder_begin_variant(started(sizeof encoder_room), ""));
    BAD(E_INVALID, wrtmem_encoder_begin_variant(started(sizeof encoder_room), TOO_LONG_NAME));
    BAD(E_NAME, wrtmem_encoder_begin_variant(started(sizeof encoder_room), "\xff"));
}

static void test_encoder_begin_result(void) {
    BAD(E_INVALID, wrtmem_encoder_begin_result(NULL, true));
    BAD(E_INVALID, wrtmem_encoder_begin_result(ODD(wrtmem_encoder_t *), true));
    BAD(E_INVALID, wrtmem_encoder_begin_result(garbage(0xff), true));
    BAD(E_INVALID, wrtmem_encoder_begin_result(garbage(0x11), true));
    BAD(E_TOO_SMALL, wrtmem_encoder_begin_result(started(0), true));
    BAD(E_TOO_SMALL, wrtmem_encoder_begin_result(started(1), true));
    BAD(E_STATE, wrtmem_encoder_begin_result(finished(), true));
    BAD(E_STATE, wrtmem_encoder_begin_result(begun(WRTMEM_KIND_RECORD), true));
}

static void test_encoder_field(void) {
    BAD(E_INVALID, wrtmem_encoder_field(NULL, "a"));
    BAD(E_INVALID, wrtmem_encoder_field(ODD(wrtmem_encoder_t *), "a"));
    BAD(E_INVALID, wrtmem_encoder_field(garbage(0xff), "a"));
    BAD(E_INVALID, wrtmem_encoder_field(garbage(0x11), "a"));
    BAD(E_STATE, wrtmem_encoder_field(started(9), "a"));
    BAD(E_STATE, wrtmem_encoder_field(begun(WRTMEM_KIND_TUPLE), "a"));
    BAD(E_INVALID, wrtmem_encoder_field(begun(WRTMEM_KIND_RECORD), NULL));
    BAD(E_INVALID, wrtmem_encoder_field(begun(WRTMEM_KIND_RECORD), ""));
    BAD(E_INVALID, wrtmem_encoder_field(begun(WRTMEM_KIND_RECORD), TOO_LONG_NAME));
    BAD(E_NAME, wrtmem_encoder_field(begun(WRTMEM_KIND_RECORD), "\xff"));
}

static void test_encoder_end(void) {
    BAD(E_INVALID, wrtmem_encoder_end(NULL));
    BAD(E_INVALID, wrtmem_encoder_end(ODD(wrtmem_encoder_t *)));
    BAD(E_INVALID, wrtmem_encoder_end(garbage(0xff)));
    BAD(E_INVALID, wrtmem_encoder_end(garbage(0x11)));
    BAD(E_STATE, wrtmem_encoder_end(started(9)));
    BAD(E_STATE, wrtmem_encoder_end(finished()));
}

static void test_encoder_put_bool(void) {
    BAD(E_INVALID, wrtmem_encoder_put_bool(NULL, true));
    BAD(E_INVALID, wrtmem_encoder_put_bool(ODD(wrtmem_encoder_t *), true));
    BAD(E_INVALID, wrtmem_encoder_put_bool(garbage(0xff), true));
    BAD(E_INVALID, wrtmem_encoder_put_bool(garbage(0x11), true));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_bool(started(0), true));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_bool(started(1), true));
    BAD(E_STATE, wrtmem_encoder_put_bool(finished(), true));
    BAD(E_STATE, wrtmem_encoder_put_bool(begun(WRTMEM_KIND_RECORD), true));
}

static void test_encoder_put_signed(void) {
    BAD(E_INVALID, wrtmem_encoder_put_signed(NULL, WRTMEM_KIND_S8, -128));
    BAD(E_INVALID, wrtmem_encoder_put_signed(ODD(wrtmem_encoder_t *), WRTMEM_KIND_S8, -128));
    BAD(E_INVALID, wrtmem_encoder_put_signed(garbage(0xff), WRTMEM_KIND_S8, -128));
    BAD(E_INVALID, wrtmem_encoder_put_signed(garbage(0x11), WRTMEM_KIND_S8, -128));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_signed(started(0), WRTMEM_KIND_S8, -128));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_signed(started(1), WRTMEM_KIND_S8, -128));
    BAD(E_STATE, wrtmem_encoder_put_signed(finished(), WRTMEM_KIND_S8, -128));
    BAD(E_STATE, wrtmem_encoder_put_signed(begun(WRTMEM_KIND_RECORD), WRTMEM_KIND_S8, -128));
    BAD(E_INVALID, wrtmem_encoder_put_signed(started(sizeof encoder_room), 0, -128));
    BAD(E_INVALID, wrtmem_encoder_put_signed(started(sizeof encoder_room), -1, -128));
    BAD(E_INVALID, wrtmem_encoder_put_signed(started(sizeof encoder_room), WRTMEM_KIND_U8, -128));
    BAD(E_INVALID, wrtmem_encoder_put_signed(started(sizeof encoder_room), WRTMEM_KIND_LIST, -128));
    BAD(E_INVALID, wrtmem_encoder_put_signed(started(sizeof encoder_room), WRTMEM_KIND_S8, 128));
    BAD(E_INVALID, wrtmem_encoder_put_signed(started(sizeof encoder_room), WRTMEM_KIND_S8, -129));
    BAD(E_INVALID, wrtmem_encoder_put_signed(started(sizeof encoder_room), WRTMEM_KIND_S8, INT64_MIN));
}

static void test_encoder_put_unsigned(void) {
    BAD(E_INVALID, wrtmem_encoder_put_unsigned(NULL, WRTMEM_KIND_U8, 255));
    BAD(E_INVALID, wrtmem_encoder_put_unsigned(ODD(wrtmem_encoder_t *), WRTMEM_KIND_U8, 255));
    BAD(E_INVALID, wrtmem_encoder_put_unsigned(garbage(0xff), WRTMEM_KIND_U8, 255));
    BAD(E_INVALID, wrtmem_encoder_put_unsigned(garbage(0x11), WRTMEM_KIND_U8, 255));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_unsigned(started(0), WRTMEM_KIND_U8, 255));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_unsigned(started(1), WRTMEM_KIND_U8, 255));
    BAD(E_STATE, wrtmem_encoder_put_unsigned(finished(), WRTMEM_KIND_U8, 255));
    BAD(E_STATE, wrtmem_encoder_put_unsigned(begun(WRTMEM_KIND_RECORD), WRTMEM_KIND_U8, 255));
    BAD(E_INVALID, wrtmem_encoder_put_unsigned(started(sizeof encoder_room), 0, 255));
    BAD(E_INVALID, wrtmem_encoder_put_unsigned(started(sizeof encoder_room), -1, 255));
    BAD(E_INVALID, wrtmem_encoder_put_unsigned(started(sizeof encoder_room), WRTMEM_KIND_S8, 255));
    BAD(E_INVALID, wrtmem_encoder_put_unsigned(started(sizeof encoder_room), WRTMEM_KIND_LIST, 255));
    BAD(E_INVALID, wrtmem_encoder_put_unsigned(started(sizeof encoder_room), WRTMEM_KIND_U8, 256));
    BAD(E_INVALID, wrtmem_encoder_put_unsigned(started(sizeof encoder_room), WRTMEM_KIND_U8, UINT64_MAX));
}

static void test_encoder_put_f32(void) {
    BAD(E_INVALID, wrtmem_encoder_put_f32(NULL, 1));
    BAD(E_INVALID, wrtmem_encoder_put_f32(ODD(wrtmem_encoder_t *), 1));
    BAD(E_INVALID, wrtmem_encoder_put_f32(garbage(0xff), 1));
    BAD(E_INVALID, wrtmem_encoder_put_f32(garbage(0x11), 1));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_f32(started(0), 1));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_f32(started(1), 1));
    BAD(E_STATE, wrtmem_encoder_put_f32(finished(), 1));
    BAD(E_STATE, wrtmem_encoder_put_f32(begun(WRTMEM_KIND_RECORD), 1));
}

static void test_encoder_put_f64(void) {
    BAD(E_INVALID, wrtmem_encoder_put_f64(NULL, 1));
    BAD(E_INVALID, wrtmem_encoder_put_f64(ODD(wrtmem_encoder_t *), 1));
    BAD(E_INVALID, wrtmem_encoder_put_f64(garbage(0xff), 1));
    BAD(E_INVALID, wrtmem_encoder_put_f64(garbage(0x11), 1));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_f64(started(0), 1));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_f64(started(1), 1));
    BAD(E_STATE, wrtmem_encoder_put_f64(finished(), 1));
    BAD(E_STATE, wrtmem_encoder_put_f64(begun(WRTMEM_KIND_RECORD), 1));
}

static void test_encoder_put_char(void) {
    BAD(E_INVALID, wrtmem_encoder_put_char(NULL, 65));
    BAD(E_INVALID, wrtmem_encoder_put_char(ODD(wrtmem_encoder_t *), 65));
    BAD(E_INVALID, wrtmem_encoder_put_char(garbage(0xff), 65));
    BAD(E_INVALID, wrtmem_encoder_put_char(garbage(0x11), 65));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_char(started(0), 65));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_char(started(1), 65));
    BAD(E_STATE, wrtmem_encoder_put_char(finished(), 65));
    BAD(E_STATE, wrtmem_encoder_put_char(begun(WRTMEM_KIND_RECORD), 65));
    BAD(E_INVALID, wrtmem_encoder_put_char(started(sizeof encoder_room), 0xd800));
    BAD(E_INVALID, wrtmem_encoder_put_char(started(sizeof encoder_room), 0x110000));
    BAD(E_INVALID, wrtmem_encoder_put_char(started(sizeof encoder_room), UINT32_MAX));
}

static void test_encoder_put_string(void) {
    BAD(E_INVALID, wrtmem_encoder_put_string(NULL, "a", 1));
    BAD(E_INVALID, wrtmem_encoder_put_string(ODD(wrtmem_encoder_t *), "a", 1));
    BAD(E_INVALID, wrtmem_encoder_put_string(garbage(0xff), "a", 1));
    BAD(E_INVALID, wrtmem_encoder_put_string(garbage(0x11), "a", 1));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_string(started(0), "a", 1));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_string(started(1), "a", 1));
    BAD(E_STATE, wrtmem_encoder_put_string(finished(), "a", 1));
    BAD(E_STATE, wrtmem_encoder_put_string(begun(WRTMEM_KIND_RECORD), "a", 1));
    BAD(E_INVALID, wrtmem_encoder_put_string(started(sizeof encoder_room), NULL, 1));
    BAD(E_INVALID, wrtmem_encoder_put_string(started(sizeof encoder_room), "\xff", 1));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_string(started(sizeof encoder_room), TOO_LONG_NAME, 60));
    BAD(E_INVALID, wrtmem_encoder_put_string(started(sizeof encoder_room), "a", SIZE_MAX));
}

static void test_encoder_put_enum(void) {
    BAD(E_INVALID, wrtmem_encoder_put_enum(NULL, "a"));
    BAD(E_INVALID, wrtmem_encoder_put_enum(ODD(wrtmem_encoder_t *), "a"));
    BAD(E_INVALID, wrtmem_encoder_put_enum(garbage(0xff), "a"));
    BAD(E_INVALID, wrtmem_encoder_put_enum(garbage(0x11), "a"));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_enum(started(0), "a"));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_enum(started(1), "a"));
    BAD(E_STATE, wrtmem_encoder_put_enum(finished(), "a"));
    BAD(E_STATE, wrtmem_encoder_put_enum(begun(WRTMEM_KIND_RECORD), "a"));
    BAD(E_INVALID, wrtmem_encoder_put_enum(started(sizeof encoder_room), NULL));
    BAD(E_INVALID, wrtmem_encoder_put_enum(started(sizeof encoder_room), ""));
    BAD(E_INVALID, wrtmem_encoder_put_enum(started(sizeof encoder_room), TOO_LONG_NAME));
    BAD(E_NAME, wrtmem_encoder_put_enum(started(sizeof encoder_room), "\xff"));
}

static void test_encoder_put_flags(void) {
    BAD(E_INVALID, wrtmem_encoder_put_flags(NULL, flag_names, 1, 1));
    BAD(E_INVALID, wrtmem_encoder_put_flags(ODD(wrtmem_encoder_t *), flag_names, 1, 1));
    BAD(E_INVALID, wrtmem_encoder_put_flags(garbage(0xff), flag_names, 1, 1));
    BAD(E_INVALID, wrtmem_encoder_put_flags(garbage(0x11), flag_names, 1, 1));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_flags(started(0), flag_names, 1, 1));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_flags(started(1), flag_names, 1, 1));
    BAD(E_STATE, wrtmem_encoder_put_flags(finished(), flag_names, 1, 1));
    BAD(E_STATE, wrtmem_encoder_put_flags(begun(WRTMEM_KIND_RECORD), flag_names, 1, 1));
    BAD(E_INVALID, wrtmem_encoder_put_flags(started(sizeof encoder_room), NULL, 1, 1));
    BAD(E_INVALID, wrtmem_encoder_put_flags(started(sizeof encoder_room), ODD(const char *const *), 1, 1));
    BAD(E_INVALID, wrtmem_encoder_put_flags(started(sizeof encoder_room), no_names, 1, 1));
    BAD(E_INVALID, wrtmem_encoder_put_flags(started(sizeof encoder_room), flag_names, 2, 1));
    BAD(E_INVALID, wrtmem_encoder_put_flags(started(sizeof encoder_room), flag_names, 65, 1));
    BAD(E_INVALID, wrtmem_encoder_put_flags(started(sizeof encoder_room), flag_names, SIZE_MAX, 1));
    BAD(E_INVALID, wrtmem_encoder_put_flags(started(sizeof encoder_room), flag_names, 1, 2));
    BAD(E_INVALID, wrtmem_encoder_put_flags(started(sizeof encoder_room), flag_names, 1, UINT64_MAX));
}

static void test_encoder_put_value(void) {
    BAD(E_INVALID, wrtmem_encoder_put_value(NULL, TYPED(BOOL)));
    BAD(E_INVALID, wrtmem_encoder_put_value(ODD(wrtmem_encoder_t *), TYPED(BOOL)));
    BAD(E_INVALID, wrtmem_encoder_put_value(garbage(0xff), TYPED(BOOL)));
    BAD(E_INVALID, wrtmem_encoder_put_value(garbage(0x11), TYPED(BOOL)));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_value(started(0), TYPED(BOOL)));
    BAD(E_TOO_SMALL, wrtmem_encoder_put_value(started(1), TYPED(BOOL)));
    BAD(E_STATE, wrtmem_encoder_put_value(finished(), TYPED(BOOL)));
    BAD(E_STATE, wrtmem_encoder_put_value(begun(WRTMEM_KIND_RECORD), TYPED(BOOL)));
    BAD(E_INVALID, wrtmem_encoder_put_value(started(sizeof encoder_room), NULL));
    BAD(E_INVALID, wrtmem_encoder_put_value(started(sizeof encoder_room), ODD(const wrtmem_value_t *)));
    BAD(E_INVALID, wrtmem_encoder_put_value(started(sizeof encoder_room), TYPED_WITH(BOOL, kind, 0)));
    BAD(E_INVALID, wrtmem_encoder_put_value(started(sizeof encoder_room), TYPED_WITH(BOOL, content, NULL)));
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

static void test_producer_close(void) {
    BAD(OK, wrtmem_producer_close(NULL));
    BAD(E_HANDLE, wrtmem_producer_close(closed.producer));
    BAD(E_HANDLE, wrtmem_producer_close((wrtmem_producer_t *)(void *)at.consumer));
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

static void test_consumer_close(void) {
    BAD(OK, wrtmem_consumer_close(NULL));
    BAD(E_HANDLE, wrtmem_consumer_close(closed.consumer));
    BAD(E_HANDLE, wrtmem_consumer_close((wrtmem_consumer_t *)(void *)at.spsc));
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

static void test_mailbox_create(void) {
    BAD(E_INVALID, wrtmem_mailbox_create(NULL, "new", default_mailbox_options(), &out.mailbox));
    BAD(E_HANDLE, wrtmem_mailbox_create(closed.segment, "new", default_mailbox_options(), &out.mailbox));
    BAD(E_HANDLE, wrtmem_mailbox_create((wrtmem_segment_t *)(void *)at.slot, "new", default_mailbox_options(), &out.mailbox));
    BAD(E_READ_ONLY, wrtmem_mailbox_create(at.observer, "new", default_mailbox_options(), &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, NULL, default_mailbox_options(), &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_create(at.segment, "", default_mailbox_options(), &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_create(at.segment, TOO_LONG_OBJECT, default_mailbox_options(), &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_create(at.segment, "a/b", default_mailbox_options(), &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_create(at.segment, ".", default_mailbox_options(), &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_create(at.segment, ".a", default_mailbox_options(), &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_create(at.segment, "a b", default_mailbox_options(), &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_create(at.segment, "\xff", default_mailbox_options(), &out.mailbox));
    BAD(E_EXISTS, wrtmem_mailbox_create(at.segment, "mailbox", default_mailbox_options(), &out.mailbox));
    BAD(E_EXISTS, wrtmem_mailbox_create(at.segment, "bytes", default_mailbox_options(), &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", ODD(const wrtmem_mailbox_options_t *), &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", MAILBOX(size, 0), &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", MAILBOX(size, sizeof(size_t) - 1), &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", MAILBOX(size, (1 << 16) + 1), &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", MAILBOX(size, SIZE_MAX), &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", MAILBOX(reserved, 1), &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", NULL, &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", MAILBOX(value, 0), &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", MAILBOX(value, (1 << 24) + 1), &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", MAILBOX(value, UINT32_MAX), &out.mailbox));
    BAD(E_NO_SPACE, wrtmem_mailbox_create(at.segment, "new", MAILBOX(value, 1 << 20), &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", default_mailbox_options(), NULL));
    BAD(E_INVALID, wrtmem_mailbox_create(at.segment, "new", default_mailbox_options(), ODD(wrtmem_mailbox_t **)));
}

static void test_mailbox_open_or_create(void) {
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(NULL, "new", default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_HANDLE, wrtmem_mailbox_open_or_create(closed.segment, "new", default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_HANDLE, wrtmem_mailbox_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_READ_ONLY, wrtmem_mailbox_open_or_create(at.observer, "new", default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, NULL, default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_NAME, wrtmem_mailbox_open_or_create(at.segment, "", default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_NAME, wrtmem_mailbox_open_or_create(at.segment, TOO_LONG_OBJECT, default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_NAME, wrtmem_mailbox_open_or_create(at.segment, "a/b", default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_NAME, wrtmem_mailbox_open_or_create(at.segment, ".", default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_NAME, wrtmem_mailbox_open_or_create(at.segment, ".a", default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_NAME, wrtmem_mailbox_open_or_create(at.segment, "a b", default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_NAME, wrtmem_mailbox_open_or_create(at.segment, "\xff", default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_MISMATCH, wrtmem_mailbox_open_or_create(at.segment, "bytes", default_mailbox_options(), &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", ODD(const wrtmem_mailbox_options_t *), &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", MAILBOX(size, 0), &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", MAILBOX(size, sizeof(size_t) - 1), &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", MAILBOX(size, (1 << 16) + 1), &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", MAILBOX(size, SIZE_MAX), &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", MAILBOX(reserved, 1), &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", NULL, &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", MAILBOX(value, 0), &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", MAILBOX(value, (1 << 24) + 1), &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", MAILBOX(value, UINT32_MAX), &out.mailbox, &out.truth));
    BAD(E_NO_SPACE, wrtmem_mailbox_open_or_create(at.segment, "new", MAILBOX(value, 1 << 20), &out.mailbox, &out.truth));
    BAD(E_MISMATCH, wrtmem_mailbox_open_or_create(at.segment, "mailbox", MAILBOX(value, 16), &out.mailbox, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", default_mailbox_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_mailbox_open_or_create(at.segment, "new", default_mailbox_options(), ODD(wrtmem_mailbox_t **), &out.truth));
}

static void test_mailbox_open(void) {
    BAD(E_INVALID, wrtmem_mailbox_open(NULL, "mailbox", WRTMEM_POLL, &out.mailbox));
    BAD(E_HANDLE, wrtmem_mailbox_open(closed.segment, "mailbox", WRTMEM_POLL, &out.mailbox));
    BAD(E_HANDLE, wrtmem_mailbox_open((wrtmem_segment_t *)(void *)at.slot, "mailbox", WRTMEM_POLL, &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_open(at.segment, NULL, WRTMEM_POLL, &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_open(at.segment, "", WRTMEM_POLL, &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_open(at.segment, "a/b", WRTMEM_POLL, &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_open(at.segment, ".", WRTMEM_POLL, &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_open(at.segment, ".a", WRTMEM_POLL, &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_open(at.segment, "a b", WRTMEM_POLL, &out.mailbox));
    BAD(E_NAME, wrtmem_mailbox_open(at.segment, "\xff", WRTMEM_POLL, &out.mailbox));
    BAD(E_MISMATCH, wrtmem_mailbox_open(at.segment, "bytes", WRTMEM_POLL, &out.mailbox));
    BAD(E_NOT_FOUND, wrtmem_mailbox_open(at.segment, "absent", WRTMEM_POLL, &out.mailbox));
    BAD(E_TIMEOUT, wrtmem_mailbox_open(at.segment, "absent", 1, &out.mailbox));
    BAD(E_INVALID, wrtmem_mailbox_open(at.segment, "mailbox", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_mailbox_open(at.segment, "mailbox", WRTMEM_POLL, ODD(wrtmem_mailbox_t **)));
}

static void test_mailbox_close(void) {
    BAD(OK, wrtmem_mailbox_close(NULL));
    BAD(E_HANDLE, wrtmem_mailbox_close(closed.mailbox));
    BAD(E_HANDLE, wrtmem_mailbox_close((wrtmem_mailbox_t *)(void *)at.mailbox_writer));
}

static void test_mailbox_info(void) {
    BAD(E_INVALID, wrtmem_mailbox_info(NULL, &out.mailbox_info));
    BAD(E_HANDLE, wrtmem_mailbox_info(closed.mailbox, &out.mailbox_info));
    BAD(E_HANDLE, wrtmem_mailbox_info((const wrtmem_mailbox_t *)(void *)at.mailbox_writer, &out.mailbox_info));
    BAD(E_INVALID, wrtmem_mailbox_info(at.mailbox, NULL));
    BAD(E_INVALID, wrtmem_mailbox_info(at.mailbox, ODD(wrtmem_mailbox_info_t *)));
    BAD(E_INVALID, wrtmem_mailbox_info(at.mailbox, INFO(mailbox_info, 0)));
    BAD(E_INVALID, wrtmem_mailbox_info(at.mailbox, INFO(mailbox_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_mailbox_info(at.mailbox, INFO(mailbox_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_mailbox_info(at.mailbox, INFO(mailbox_info, SIZE_MAX)));
}

static void test_mailbox_writer_open(void) {
    BAD(E_INVALID, wrtmem_mailbox_writer_open(NULL, &out.mailbox_writer, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_writer_open(closed.mailbox, &out.mailbox_writer, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_writer_open((wrtmem_mailbox_t *)(void *)at.mailbox_writer, &out.mailbox_writer, &out.u64));
    BAD(E_READ_ONLY, wrtmem_mailbox_writer_open(at.look_mailbox, &out.mailbox_writer, &out.u64));
    BAD(E_BUSY, wrtmem_mailbox_writer_open(at.mailbox, &out.mailbox_writer, &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_writer_open(at.mailbox, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_writer_open(at.mailbox, ODD(wrtmem_mailbox_writer_t **), &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_writer_open(at.mailbox, &out.mailbox_writer, ODD(uint64_t *)));
}

static void test_mailbox_writer_close(void) {
    BAD(OK, wrtmem_mailbox_writer_close(NULL));
    BAD(E_HANDLE, wrtmem_mailbox_writer_close(closed.mailbox_writer));
    BAD(E_HANDLE, wrtmem_mailbox_writer_close((wrtmem_mailbox_writer_t *)(void *)at.mailbox_reader));
}

static void test_mailbox_writer_write(void) {
    BAD(E_INVALID, wrtmem_mailbox_writer_write(NULL, message.bytes, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_writer_write(closed.mailbox_writer, message.bytes, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_writer_write((wrtmem_mailbox_writer_t *)(void *)at.mailbox_reader, message.bytes, &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_writer_write(at.mailbox_writer, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_writer_write(at.mailbox_writer, message.bytes, ODD(uint64_t *)));
}

static void test_mailbox_reader_open(void) {
    BAD(E_INVALID, wrtmem_mailbox_reader_open(NULL, &out.mailbox_reader));
    BAD(E_HANDLE, wrtmem_mailbox_reader_open(closed.mailbox, &out.mailbox_reader));
    BAD(E_HANDLE, wrtmem_mailbox_reader_open((const wrtmem_mailbox_t *)(void *)at.mailbox_writer, &out.mailbox_reader));
    BAD(E_INVALID, wrtmem_mailbox_reader_open(at.mailbox, NULL));
    BAD(E_INVALID, wrtmem_mailbox_reader_open(at.mailbox, ODD(wrtmem_mailbox_reader_t **)));
}

static void test_mailbox_reader_close(void) {
    BAD(OK, wrtmem_mailbox_reader_close(NULL));
    BAD(E_HANDLE, wrtmem_mailbox_reader_close(closed.mailbox_reader));
    BAD(E_HANDLE, wrtmem_mailbox_reader_close((wrtmem_mailbox_reader_t *)(void *)at.mailbox));
}

static void test_mailbox_reader_seen(void) {
    BAD(E_INVALID, wrtmem_mailbox_reader_seen(NULL, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_reader_seen(closed.mailbox_reader, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_reader_seen((const wrtmem_mailbox_reader_t *)(void *)at.mailbox, &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_reader_seen(at.mailbox_reader, NULL));
    BAD(E_INVALID, wrtmem_mailbox_reader_seen(at.mailbox_reader, ODD(uint64_t *)));
}

static void test_mailbox_reader_read(void) {
    BAD(E_INVALID, wrtmem_mailbox_reader_read(NULL, message.bytes, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_reader_read(closed.mailbox_reader, message.bytes, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_reader_read((wrtmem_mailbox_reader_t *)(void *)at.mailbox, message.bytes, &out.u64));
    BAD(E_EMPTY, wrtmem_mailbox_reader_read(at.look_mailbox_reader, message.bytes, &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_reader_read(at.mailbox_reader, NULL, &out.u64));
    BAD(E_EMPTY, wrtmem_mailbox_reader_read(at.mailbox_reader, message.bytes, &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_reader_read(at.mailbox_reader, message.bytes, ODD(uint64_t *)));
}

static void test_mailbox_reader_try_read_newer(void) {
    BAD(E_INVALID, wrtmem_mailbox_reader_try_read_newer(NULL, message.bytes, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_reader_try_read_newer(closed.mailbox_reader, message.bytes, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_reader_try_read_newer((wrtmem_mailbox_reader_t *)(void *)at.mailbox, message.bytes, &out.u64));
    BAD(E_EMPTY, wrtmem_mailbox_reader_try_read_newer(at.look_mailbox_reader, message.bytes, &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_reader_try_read_newer(at.mailbox_reader, NULL, &out.u64));
    BAD(E_EMPTY, wrtmem_mailbox_reader_try_read_newer(at.mailbox_reader, message.bytes, &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_reader_try_read_newer(at.mailbox_reader, message.bytes, ODD(uint64_t *)));
}

static void test_mailbox_reader_read_newer(void) {
    BAD(E_INVALID, wrtmem_mailbox_reader_read_newer(NULL, message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_reader_read_newer(closed.mailbox_reader, message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_mailbox_reader_read_newer((wrtmem_mailbox_reader_t *)(void *)at.mailbox, message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_READ_ONLY, wrtmem_mailbox_reader_read_newer(at.look_mailbox_reader, message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_reader_read_newer(at.mailbox_reader, NULL, WRTMEM_POLL, &out.u64));
    BAD(E_TIMEOUT, wrtmem_mailbox_reader_read_newer(at.mailbox_reader, message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_TIMEOUT, wrtmem_mailbox_reader_read_newer(at.mailbox_reader, message.bytes, 1, &out.u64));
    BAD(E_INVALID, wrtmem_mailbox_reader_read_newer(at.mailbox_reader, message.bytes, WRTMEM_POLL, ODD(uint64_t *)));
}

static void test_broadcast_create(void) {
    BAD(E_INVALID, wrtmem_broadcast_create(NULL, "new", default_broadcast_options(), &out.broadcast));
    BAD(E_HANDLE, wrtmem_broadcast_create(closed.segment, "new", default_broadcast_options(), &out.broadcast));
    BAD(E_HANDLE, wrtmem_broadcast_create((wrtmem_segment_t *)(void *)at.slot, "new", default_broadcast_options(), &out.broadcast));
    BAD(E_READ_ONLY, wrtmem_broadcast_create(at.observer, "new", default_broadcast_options(), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, NULL, default_broadcast_options(), &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_create(at.segment, "", default_broadcast_options(), &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_create(at.segment, TOO_LONG_OBJECT, default_broadcast_options(), &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_create(at.segment, "a/b", default_broadcast_options(), &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_create(at.segment, ".", default_broadcast_options(), &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_create(at.segment, ".a", default_broadcast_options(), &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_create(at.segment, "a b", default_broadcast_options(), &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_create(at.segment, "\xff", default_broadcast_options(), &out.broadcast));
    BAD(E_EXISTS, wrtmem_broadcast_create(at.segment, "broadcast", default_broadcast_options(), &out.broadcast));
    BAD(E_EXISTS, wrtmem_broadcast_create(at.segment, "bytes", default_broadcast_options(), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", ODD(const wrtmem_broadcast_options_t *), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(size, 0), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(size, sizeof(size_t) - 1), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(size, (1 << 16) + 1), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(size, SIZE_MAX), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(reserved, 1), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", NULL, &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(capacity, 1), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(capacity, 3), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(capacity, 1 << 25), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(capacity, UINT64_C(1) << 32), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(capacity, UINT64_MAX), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(element, 0), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(element, (1 << 16) + 1), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", BROADCAST(element, UINT32_MAX), &out.broadcast));
    BAD(E_NO_SPACE, wrtmem_broadcast_create(at.segment, "new", BROADCAST(capacity, 1 << 20), &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", default_broadcast_options(), NULL));
    BAD(E_INVALID, wrtmem_broadcast_create(at.segment, "new", default_broadcast_options(), ODD(wrtmem_broadcast_t **)));
}

static void test_broadcast_open_or_create(void) {
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(NULL, "new", default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_HANDLE, wrtmem_broadcast_open_or_create(closed.segment, "new", default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_HANDLE, wrtmem_broadcast_open_or_create((wrtmem_segment_t *)(void *)at.slot, "new", default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_READ_ONLY, wrtmem_broadcast_open_or_create(at.observer, "new", default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, NULL, default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_NAME, wrtmem_broadcast_open_or_create(at.segment, "", default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_NAME, wrtmem_broadcast_open_or_create(at.segment, TOO_LONG_OBJECT, default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_NAME, wrtmem_broadcast_open_or_create(at.segment, "a/b", default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_NAME, wrtmem_broadcast_open_or_create(at.segment, ".", default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_NAME, wrtmem_broadcast_open_or_create(at.segment, ".a", default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_NAME, wrtmem_broadcast_open_or_create(at.segment, "a b", default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_NAME, wrtmem_broadcast_open_or_create(at.segment, "\xff", default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_MISMATCH, wrtmem_broadcast_open_or_create(at.segment, "bytes", default_broadcast_options(), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", ODD(const wrtmem_broadcast_options_t *), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(size, 0), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(size, sizeof(size_t) - 1), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(size, (1 << 16) + 1), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(size, SIZE_MAX), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(reserved, 1), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", NULL, &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(capacity, 1), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(capacity, 3), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(capacity, 1 << 25), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(capacity, UINT64_C(1) << 32), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(capacity, UINT64_MAX), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(element, 0), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(element, (1 << 16) + 1), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(element, UINT32_MAX), &out.broadcast, &out.truth));
    BAD(E_NO_SPACE, wrtmem_broadcast_open_or_create(at.segment, "new", BROADCAST(capacity, 1 << 20), &out.broadcast, &out.truth));
    BAD(E_MISMATCH, wrtmem_broadcast_open_or_create(at.segment, "broadcast", BROADCAST(capacity, 8), &out.broadcast, &out.truth));
    BAD(E_MISMATCH, wrtmem_broadcast_open_or_create(at.segment, "broadcast", BROADCAST(element, 4), &out.broadcast, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", default_broadcast_options(), NULL, &out.truth));
    BAD(E_INVALID, wrtmem_broadcast_open_or_create(at.segment, "new", default_broadcast_options(), ODD(wrtmem_broadcast_t **), &out.truth));
}

static void test_broadcast_open(void) {
    BAD(E_INVALID, wrtmem_broadcast_open(NULL, "broadcast", WRTMEM_POLL, &out.broadcast));
    BAD(E_HANDLE, wrtmem_broadcast_open(closed.segment, "broadcast", WRTMEM_POLL, &out.broadcast));
    BAD(E_HANDLE, wrtmem_broadcast_open((wrtmem_segment_t *)(void *)at.slot, "broadcast", WRTMEM_POLL, &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_open(at.segment, NULL, WRTMEM_POLL, &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_open(at.segment, "", WRTMEM_POLL, &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_open(at.segment, TOO_LONG_OBJECT, WRTMEM_POLL, &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_open(at.segment, "a/b", WRTMEM_POLL, &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_open(at.segment, ".", WRTMEM_POLL, &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_open(at.segment, ".a", WRTMEM_POLL, &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_open(at.segment, "a b", WRTMEM_POLL, &out.broadcast));
    BAD(E_NAME, wrtmem_broadcast_open(at.segment, "\xff", WRTMEM_POLL, &out.broadcast));
    BAD(E_MISMATCH, wrtmem_broadcast_open(at.segment, "bytes", WRTMEM_POLL, &out.broadcast));
    BAD(E_NOT_FOUND, wrtmem_broadcast_open(at.segment, "absent", WRTMEM_POLL, &out.broadcast));
    BAD(E_TIMEOUT, wrtmem_broadcast_open(at.segment, "absent", 1, &out.broadcast));
    BAD(E_INVALID, wrtmem_broadcast_open(at.segment, "broadcast", WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_broadcast_open(at.segment, "broadcast", WRTMEM_POLL, ODD(wrtmem_broadcast_t **)));
}

static void test_broadcast_close(void) {
    BAD(OK, wrtmem_broadcast_close(NULL));
    BAD(E_HANDLE, wrtmem_broadcast_close(closed.broadcast));
    BAD(E_HANDLE, wrtmem_broadcast_close((wrtmem_broadcast_t *)(void *)at.broadcast_writer));
}

static void test_broadcast_info(void) {
    BAD(E_INVALID, wrtmem_broadcast_info(NULL, &out.broadcast_info));
    BAD(E_HANDLE, wrtmem_broadcast_info(closed.broadcast, &out.broadcast_info));
    BAD(E_HANDLE, wrtmem_broadcast_info((const wrtmem_broadcast_t *)(void *)at.broadcast_writer, &out.broadcast_info));
    BAD(E_INVALID, wrtmem_broadcast_info(at.broadcast, NULL));
    BAD(E_INVALID, wrtmem_broadcast_info(at.broadcast, ODD(wrtmem_broadcast_info_t *)));
    BAD(E_INVALID, wrtmem_broadcast_info(at.broadcast, INFO(broadcast_info, 0)));
    BAD(E_INVALID, wrtmem_broadcast_info(at.broadcast, INFO(broadcast_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_broadcast_info(at.broadcast, INFO(broadcast_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_broadcast_info(at.broadcast, INFO(broadcast_info, SIZE_MAX)));
}

static void test_broadcast_writer_open(void) {
    BAD(E_INVALID, wrtmem_broadcast_writer_open(NULL, &out.broadcast_writer, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_writer_open(closed.broadcast, &out.broadcast_writer, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_writer_open((wrtmem_broadcast_t *)(void *)at.broadcast_writer, &out.broadcast_writer, &out.u64));
    BAD(E_READ_ONLY, wrtmem_broadcast_writer_open(at.look_broadcast, &out.broadcast_writer, &out.u64));
    BAD(E_BUSY, wrtmem_broadcast_writer_open(at.broadcast, &out.broadcast_writer, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_writer_open(at.broadcast, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_writer_open(at.broadcast, ODD(wrtmem_broadcast_writer_t **), &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_writer_open(at.broadcast, &out.broadcast_writer, ODD(uint64_t *)));
}

static void test_broadcast_writer_close(void) {
    BAD(OK, wrtmem_broadcast_writer_close(NULL));
    BAD(E_HANDLE, wrtmem_broadcast_writer_close(closed.broadcast_writer));
    BAD(E_HANDLE, wrtmem_broadcast_writer_close((wrtmem_broadcast_writer_t *)(void *)at.broadcast_reader));
}

static void test_broadcast_writer_write(void) {
    BAD(E_INVALID, wrtmem_broadcast_writer_write(NULL, message.bytes, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_writer_write(closed.broadcast_writer, message.bytes, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_writer_write((wrtmem_broadcast_writer_t *)(void *)at.broadcast_reader, message.bytes, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_writer_write(at.broadcast_writer, NULL, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_writer_write(at.broadcast_writer, message.bytes, ODD(uint64_t *)));
}

static void test_broadcast_writer_write_n(void) {
    BAD(E_INVALID, wrtmem_broadcast_writer_write_n(NULL, message.bytes, 1, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_writer_write_n(closed.broadcast_writer, message.bytes, 1, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_writer_write_n((wrtmem_broadcast_writer_t *)(void *)at.broadcast_reader, message.bytes, 1, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_writer_write_n(at.broadcast_writer, NULL, 1, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_writer_write_n(at.broadcast_writer, message.bytes, SIZE_MAX, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_writer_write_n(at.broadcast_writer, message.bytes, SIZE_MAX / 8, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_writer_write_n(at.broadcast_writer, message.bytes, (size_t)INT64_MAX / 8 + 1, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_writer_write_n(at.broadcast_writer, message.bytes, 1, ODD(uint64_t *)));
}

static void test_broadcast_reader_open(void) {
    BAD(E_INVALID, wrtmem_broadcast_reader_open(NULL, 0, &out.broadcast_reader));
    BAD(E_HANDLE, wrtmem_broadcast_reader_open(closed.broadcast, 0, &out.broadcast_reader));
    BAD(E_HANDLE, wrtmem_broadcast_reader_open((const wrtmem_broadcast_t *)(void *)at.broadcast_writer, 0, &out.broadcast_reader));
    BAD(E_INVALID, wrtmem_broadcast_reader_open(at.broadcast, UINT64_C(1) << 63, &out.broadcast_reader));
    BAD(E_INVALID, wrtmem_broadcast_reader_open(at.broadcast, WRTMEM_START_OLDEST - 1, &out.broadcast_reader));
    BAD(E_INVALID, wrtmem_broadcast_reader_open(at.broadcast, 0, NULL));
    BAD(E_INVALID, wrtmem_broadcast_reader_open(at.broadcast, 0, ODD(wrtmem_broadcast_reader_t **)));
}

static void test_broadcast_reader_close(void) {
    BAD(OK, wrtmem_broadcast_reader_close(NULL));
    BAD(E_HANDLE, wrtmem_broadcast_reader_close(closed.broadcast_reader));
    BAD(E_HANDLE, wrtmem_broadcast_reader_close((wrtmem_broadcast_reader_t *)(void *)at.broadcast));
}

static void test_broadcast_reader_info(void) {
    BAD(E_INVALID, wrtmem_broadcast_reader_info(NULL, &out.broadcast_reader_info));
    BAD(E_HANDLE, wrtmem_broadcast_reader_info(closed.broadcast_reader, &out.broadcast_reader_info));
    BAD(E_HANDLE, wrtmem_broadcast_reader_info((const wrtmem_broadcast_reader_t *)(void *)at.broadcast, &out.broadcast_reader_info));
    BAD(E_INVALID, wrtmem_broadcast_reader_info(at.broadcast_reader, NULL));
    BAD(E_INVALID, wrtmem_broadcast_reader_info(at.broadcast_reader, ODD(wrtmem_broadcast_reader_info_t *)));
    BAD(E_INVALID, wrtmem_broadcast_reader_info(at.broadcast_reader, INFO(broadcast_reader_info, 0)));
    BAD(E_INVALID, wrtmem_broadcast_reader_info(at.broadcast_reader, INFO(broadcast_reader_info, sizeof(size_t) - 1)));
    BAD(E_INVALID, wrtmem_broadcast_reader_info(at.broadcast_reader, INFO(broadcast_reader_info, (1 << 16) + 1)));
    BAD(E_INVALID, wrtmem_broadcast_reader_info(at.broadcast_reader, INFO(broadcast_reader_info, SIZE_MAX)));
}

static void test_broadcast_reader_try_read(void) {
    BAD(E_INVALID, wrtmem_broadcast_reader_try_read(NULL, message.bytes, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_reader_try_read(closed.broadcast_reader, message.bytes, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_reader_try_read((wrtmem_broadcast_reader_t *)(void *)at.broadcast, message.bytes, &out.u64));
    BAD(E_EMPTY, wrtmem_broadcast_reader_try_read(at.look_broadcast_reader, message.bytes, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_reader_try_read(at.broadcast_reader, NULL, &out.u64));
    BAD(E_EMPTY, wrtmem_broadcast_reader_try_read(at.broadcast_reader, message.bytes, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_reader_try_read(at.broadcast_reader, message.bytes, ODD(uint64_t *)));
}

static void test_broadcast_reader_read(void) {
    BAD(E_INVALID, wrtmem_broadcast_reader_read(NULL, message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_reader_read(closed.broadcast_reader, message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_reader_read((wrtmem_broadcast_reader_t *)(void *)at.broadcast, message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_READ_ONLY, wrtmem_broadcast_reader_read(at.look_broadcast_reader, message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_reader_read(at.broadcast_reader, NULL, WRTMEM_POLL, &out.u64));
    BAD(E_TIMEOUT, wrtmem_broadcast_reader_read(at.broadcast_reader, message.bytes, WRTMEM_POLL, &out.u64));
    BAD(E_TIMEOUT, wrtmem_broadcast_reader_read(at.broadcast_reader, message.bytes, 1, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_reader_read(at.broadcast_reader, message.bytes, WRTMEM_POLL, ODD(uint64_t *)));
}

static void test_broadcast_reader_try_read_n(void) {
    BAD(E_INVALID, wrtmem_broadcast_reader_try_read_n(NULL, message.bytes, 1, &out.size, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_reader_try_read_n(closed.broadcast_reader, message.bytes, 1, &out.size, &out.u64));
    BAD(E_HANDLE, wrtmem_broadcast_reader_try_read_n((wrtmem_broadcast_reader_t *)(void *)at.broadcast, message.bytes, 1, &out.size, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_reader_try_read_n(at.broadcast_reader, NULL, 1, &out.size, &out.u64));
    BAD(E_EMPTY, wrtmem_broadcast_reader_try_read_n(at.broadcast_reader, message.bytes, 1, &out.size, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_reader_try_read_n(at.broadcast_reader, message.bytes, SIZE_MAX, &out.size, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_reader_try_read_n(at.broadcast_reader, message.bytes, SIZE_MAX / 8, &out.size, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_reader_try_read_n(at.broadcast_reader, message.bytes, (size_t)INT64_MAX / 8 + 1, &out.size, &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_reader_try_read_n(at.broadcast_reader, message.bytes, 1, ODD(size_t *), &out.u64));
    BAD(E_INVALID, wrtmem_broadcast_reader_try_read_n(at.broadcast_reader, message.bytes, 1, &out.size, ODD(uint64_t *)));
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

static void test_waitset_create(void) {
    BAD(E_INVALID, wrtmem_waitset_create(NULL));
    BAD(E_INVALID, wrtmem_waitset_create(ODD(wrtmem_waitset_t **)));
}

static void test_waitset_add_receiver(void) {
    BAD(E_INVALID, wrtmem_waitset_add_receiver(NULL, at.receiver, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_receiver(closed.waitset, at.receiver, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_receiver((wrtmem_waitset_t *)(void *)at.slot, at.receiver, 2));
    BAD(E_INVALID, wrtmem_waitset_add_receiver(at.waitset, NULL, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_receiver(at.waitset, closed.receiver, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_receiver(at.waitset, (wrtmem_receiver_t *)(void *)at.segment, 2));
    BAD(E_EXISTS, wrtmem_waitset_add_receiver(at.waitset, at.receiver, 1));
}

static void test_waitset_add_consumer(void) {
    BAD(E_INVALID, wrtmem_waitset_add_consumer(NULL, at.consumer, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_consumer(closed.waitset, at.consumer, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_consumer((wrtmem_waitset_t *)(void *)at.slot, at.consumer, 2));
    BAD(E_INVALID, wrtmem_waitset_add_consumer(at.waitset, NULL, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_consumer(at.waitset, closed.consumer, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_consumer(at.waitset, (wrtmem_consumer_t *)(void *)at.spsc, 2));
    BAD(E_EXISTS, wrtmem_waitset_add_consumer(at.waitset, at.consumer, 1));
}

static void test_waitset_add_mailbox_reader(void) {
    BAD(E_INVALID, wrtmem_waitset_add_mailbox_reader(NULL, at.mailbox_reader, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_mailbox_reader(closed.waitset, at.mailbox_reader, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_mailbox_reader((wrtmem_waitset_t *)(void *)at.slot, at.mailbox_reader, 2));
    BAD(E_INVALID, wrtmem_waitset_add_mailbox_reader(at.waitset, NULL, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_mailbox_reader(at.waitset, closed.mailbox_reader, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_mailbox_reader(at.waitset, (wrtmem_mailbox_reader_t *)(void *)at.mailbox, 2));
    BAD(E_READ_ONLY, wrtmem_waitset_add_mailbox_reader(at.waitset, at.look_mailbox_reader, 2));
    BAD(E_EXISTS, wrtmem_waitset_add_mailbox_reader(at.waitset, at.mailbox_reader, 1));
}

static void test_waitset_add_broadcast_reader(void) {
    BAD(E_INVALID, wrtmem_waitset_add_broadcast_reader(NULL, at.broadcast_reader, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_broadcast_reader(closed.waitset, at.broadcast_reader, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_broadcast_reader((wrtmem_waitset_t *)(void *)at.slot, at.broadcast_reader, 2));
    BAD(E_INVALID, wrtmem_waitset_add_broadcast_reader(at.waitset, NULL, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_broadcast_reader(at.waitset, closed.broadcast_reader, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_broadcast_reader(at.waitset, (wrtmem_broadcast_reader_t *)(void *)at.broadcast, 2));
    BAD(E_READ_ONLY, wrtmem_waitset_add_broadcast_reader(at.waitset, at.look_broadcast_reader, 2));
    BAD(E_EXISTS, wrtmem_waitset_add_broadcast_reader(at.waitset, at.broadcast_reader, 1));
}

static void test_waitset_add_mpmc_consumer(void) {
    BAD(E_INVALID, wrtmem_waitset_add_mpmc_consumer(NULL, at.mpmc_consumer, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_mpmc_consumer(closed.waitset, at.mpmc_consumer, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_mpmc_consumer((wrtmem_waitset_t *)(void *)at.slot, at.mpmc_consumer, 2));
    BAD(E_INVALID, wrtmem_waitset_add_mpmc_consumer(at.waitset, NULL, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_mpmc_consumer(at.waitset, closed.mpmc_consumer, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_mpmc_consumer(at.waitset, (wrtmem_mpmc_consumer_t *)(void *)at.mpmc, 2));
    BAD(E_EXISTS, wrtmem_waitset_add_mpmc_consumer(at.waitset, at.mpmc_consumer, 1));
}

static void test_waitset_add_ordered_receiver(void) {
    BAD(E_INVALID, wrtmem_waitset_add_ordered_receiver(NULL, at.ordered_receiver, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_ordered_receiver(closed.waitset, at.ordered_receiver, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_ordered_receiver((wrtmem_waitset_t *)(void *)at.slot, at.ordered_receiver, 2));
    BAD(E_INVALID, wrtmem_waitset_add_ordered_receiver(at.waitset, NULL, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_ordered_receiver(at.waitset, closed.ordered_receiver, 2));
    BAD(E_HANDLE, wrtmem_waitset_add_ordered_receiver(at.waitset, (wrtmem_ordered_receiver_t *)(void *)at.ordered, 2));
    BAD(E_EXISTS, wrtmem_waitset_add_ordered_receiver(at.waitset, at.ordered_receiver, 1));
}

static void test_waitset_remove(void) {
    BAD(E_INVALID, wrtmem_waitset_remove(NULL, 1));
    BAD(E_HANDLE, wrtmem_waitset_remove(closed.waitset, 1));
    BAD(E_HANDLE, wrtmem_waitset_remove((wrtmem_waitset_t *)(void *)at.slot, 1));
    BAD(E_NOT_FOUND, wrtmem_waitset_remove(at.waitset, 2));
    BAD(E_NOT_FOUND, wrtmem_waitset_remove(at.waitset, UINT64_MAX));
}

static void test_waitset_wait(void) {
    BAD(E_INVALID, wrtmem_waitset_wait(NULL, &out.ready, 1, WRTMEM_POLL, &out.size));
    BAD(E_HANDLE, wrtmem_waitset_wait(closed.waitset, &out.ready, 1, WRTMEM_POLL, &out.size));
    BAD(E_HANDLE, wrtmem_waitset_wait((wrtmem_waitset_t *)(void *)at.slot, &out.ready, 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_waitset_wait(at.waitset, NULL, 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_waitset_wait(at.waitset, ODD(wrtmem_ready_t *), 1, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_waitset_wait(at.waitset, &out.ready, 0, WRTMEM_POLL, &out.size));
    BAD(E_INVALID, wrtmem_waitset_wait(at.waitset, &out.ready, SIZE_MAX, WRTMEM_POLL, &out.size));
    BAD(E_TIMEOUT, wrtmem_waitset_wait(at.waitset, &out.ready, 1, WRTMEM_POLL, &out.size));
    BAD(E_TIMEOUT, wrtmem_waitset_wait(at.waitset, &out.ready, 1, 1, &out.size));
    BAD(E_INVALID, wrtmem_waitset_wait(at.waitset, &out.ready, 1, WRTMEM_POLL, NULL));
    BAD(E_INVALID, wrtmem_waitset_wait(at.waitset, &out.ready, 1, WRTMEM_POLL, ODD(size_t *)));
}

static void test_waitset_fd(void) {
    BAD(E_INVALID, wrtmem_waitset_fd(NULL, &out.number));
    BAD(E_HANDLE, wrtmem_waitset_fd(closed.waitset, &out.number));
    BAD(E_HANDLE, wrtmem_waitset_fd((wrtmem_waitset_t *)(void *)at.slot, &out.number));
    BAD(E_INVALID, wrtmem_waitset_fd(at.waitset, NULL));
    BAD(E_INVALID, wrtmem_waitset_fd(at.waitset, ODD(int *)));
}

static void test_waitset_close(void) {
    BAD(OK, wrtmem_waitset_close(NULL));
    BAD(E_HANDLE, wrtmem_waitset_close(closed.waitset));
    BAD(E_HANDLE, wrtmem_waitset_close((wrtmem_waitset_t *)(void *)at.slot));
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
    FORKED(E_FORKED, wrtmem_heap_free_sized(at.heap, block_at, 64));
    FORKED(E_FORKED, wrtmem_heap_coalesce(at.heap, &out.u64));
    FORKED(E_FORKED, wrtmem_sender_send_block(at.sender, block, WRTMEM_POLL, &out.u64));
    FORKED(E_FORKED, wrtmem_receiver_receive_block(at.receiver, WRTMEM_POLL, &out.u64, &out.pointer, &out.record));
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
    FORKED(E_FORKED, wrtmem_region_update(at.region, refuse_change, NULL, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_transaction_read(at.transaction, 0, message.bytes, 1));
    FORKED(E_FORKED, wrtmem_transaction_write(at.transaction, 0, message.bytes, 1));
    FORKED(E_FORKED, wrtmem_cell_create(at.segment, "new", default_verified_options(), &out.cell));
    FORKED(E_FORKED, wrtmem_cell_open_or_create(at.segment, "new", default_verified_options(), &out.cell, &out.truth));
    FORKED(E_FORKED, wrtmem_cell_open(at.segment, "cell", WRTMEM_POLL, &out.cell));
    FORKED(E_FORKED, wrtmem_cell_info(at.cell, &out.verified_info));
    FORKED(E_FORKED, wrtmem_cell_read(at.cell, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, &out.u64));
    FORKED(E_FORKED, wrtmem_cell_write(at.cell, message.bytes, 1, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_cell_set_level(at.cell, WRTMEM_LEVEL_FULL, 0, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_cell_roll_back(at.cell, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_cell_checksum(at.cell, &out.u32));
    FORKED(E_FORKED, wrtmem_cell_verify(at.cell, &out.u32));
    FORKED(E_FORKED, wrtmem_cell_scrub(at.cell, &out.u32, &out.u32));
    FORKED(E_FORKED, wrtmem_cell_inject_fault(at.cell, WRTMEM_FAULT_DATA, 0));
    FORKED(E_FORKED, wrtmem_scrubber_start(at.region, 1, &out.scrubber));
    FORKED(E_FORKED, wrtmem_scrubber_info(at.scrubber, &out.scrubber_info));
    FORKED(E_FORKED, wrtmem_deque_create(at.segment, "new", default_deque_options(), &out.deque));
    FORKED(E_FORKED, wrtmem_deque_open_or_create(at.segment, "new", default_deque_options(), &out.deque, &out.truth));
    FORKED(E_FORKED, wrtmem_deque_open(at.segment, "deque", WRTMEM_POLL, &out.deque));
    FORKED(E_FORKED, wrtmem_deque_info(at.deque, &out.deque_info));
    FORKED(E_FORKED, wrtmem_deque_push_back(at.deque, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_deque_push_front(at.deque, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_deque_pop_back(at.deque, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_deque_pop_front(at.deque, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_deque_get(at.deque, 0, message.bytes, WRTMEM_LEVEL_DEFAULT));
    FORKED(E_FORKED, wrtmem_deque_set(at.deque, 0, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_deque_length(at.deque, &out.u64));
    FORKED(E_FORKED, wrtmem_deque_copy(at.deque, message.bytes, 4, WRTMEM_LEVEL_DEFAULT, &out.u64));
    FORKED(E_FORKED, wrtmem_deque_extend(at.deque, message.bytes, 1, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_deque_clear(at.deque, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_deque_verify(at.deque, &out.truth));
    FORKED(E_FORKED, wrtmem_string_create(at.segment, "new", default_verified_options(), &out.string));
    FORKED(E_FORKED, wrtmem_string_open_or_create(at.segment, "new", default_verified_options(), &out.string, &out.truth));
    FORKED(E_FORKED, wrtmem_string_open(at.segment, "string", WRTMEM_POLL, &out.string));
    FORKED(E_FORKED, wrtmem_string_set(at.string, "text", WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_string_append(at.string, "text", WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_string_read(at.string, message.bytes, PAGE, WRTMEM_LEVEL_DEFAULT, &out.u64));
    FORKED(E_FORKED, wrtmem_string_length(at.string, &out.u64));
    FORKED(E_FORKED, wrtmem_string_verify(at.string, &out.truth));
    FORKED(E_FORKED, wrtmem_map_create(at.segment, "new", default_map_options(), &out.map));
    FORKED(E_FORKED, wrtmem_map_open_or_create(at.segment, "new", default_map_options(), &out.map, &out.truth));
    FORKED(E_FORKED, wrtmem_map_open(at.segment, "map", default_map_options(), WRTMEM_POLL, &out.map));
    FORKED(E_FORKED, wrtmem_map_info(at.map, &out.map_info));
    FORKED(E_FORKED, wrtmem_map_insert(at.map, "key", 4, "value", 6, WRTMEM_POLL, &out.number));
    FORKED(E_FORKED, wrtmem_map_get(at.map, "key", 4, message.bytes, 6));
    FORKED(E_FORKED, wrtmem_map_remove(at.map, "key", 4, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_map_length(at.map, &out.u64));
    FORKED(E_FORKED, wrtmem_map_next(at.map, &out.u64, message.bytes, 4, message.bytes + 8, 6));
    FORKED(E_FORKED, wrtmem_map_clear(at.map, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_map_verify(at.map, &out.truth));
    FORKED(E_FORKED, wrtmem_bits_create(at.segment, "new", default_bits_options(), &out.bits));
    FORKED(E_FORKED, wrtmem_bits_open_or_create(at.segment, "new", default_bits_options(), &out.bits, &out.truth));
    FORKED(E_FORKED, wrtmem_bits_open(at.segment, "bits", default_bits_options(), WRTMEM_POLL, &out.bits));
    FORKED(E_FORKED, wrtmem_bits_test(at.bits, 0, &out.truth));
    FORKED(E_FORKED, wrtmem_bits_set(at.bits, 0, WRTMEM_POLL, &out.truth));
    FORKED(E_FORKED, wrtmem_bits_clear(at.bits, 0, WRTMEM_POLL, &out.truth));
    FORKED(E_FORKED, wrtmem_bits_toggle(at.bits, 0, WRTMEM_POLL, &out.truth));
    FORKED(E_FORKED, wrtmem_bits_count(at.bits, &out.u64));
    FORKED(E_FORKED, wrtmem_bits_next(at.bits, 0, &out.u64));
    FORKED(E_FORKED, wrtmem_bits_read(at.bits, 0, &out.u64, 1));
    FORKED(E_FORKED, wrtmem_bits_write(at.bits, 0, bad_bits, 1, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_bits_clear_all(at.bits, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_bits_verify(at.bits, &out.truth));
    FORKED(E_FORKED, wrtmem_spsc_create(at.segment, "new", default_spsc_options(), &out.spsc));
    FORKED(E_FORKED, wrtmem_spsc_open_or_create(at.segment, "new", default_spsc_options(), &out.spsc, &out.truth));
    FORKED(E_FORKED, wrtmem_spsc_open(at.segment, "spsc", WRTMEM_POLL, &out.spsc));
    FORKED(E_FORKED, wrtmem_spsc_info(at.spsc, &out.spsc_info));
    FORKED(E_FORKED, wrtmem_producer_open(at.spsc, &out.producer, &out.u64));
    FORKED(E_FORKED, wrtmem_producer_push(at.producer, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_producer_try_push(at.producer, message.bytes));
    FORKED(E_FORKED, wrtmem_producer_push_or_drop(at.producer, message.bytes, &out.truth));
    FORKED(E_FORKED, wrtmem_producer_push_n(at.producer, message.bytes, 1, WRTMEM_POLL, &out.size));
    FORKED(E_FORKED, wrtmem_producer_reserve(at.producer, 1, WRTMEM_POLL, &out.span));
    FORKED(E_FORKED, wrtmem_producer_commit(at.producer, 0));
    FORKED(E_FORKED, wrtmem_consumer_open(at.spsc, &out.consumer, &out.u64));
    FORKED(E_FORKED, wrtmem_consumer_pop(at.consumer, message.bytes, WRTMEM_POLL));
    FORKED(E_FORKED, wrtmem_consumer_try_pop(at.consumer, message.bytes));
    FORKED(E_FORKED, wrtmem_consumer_pop_n(at.consumer, message.bytes, 1, WRTMEM_POLL, &out.size));
    FORKED(E_FORKED, wrtmem_consumer_peek(at.consumer, 1, WRTMEM_POLL, &out.span));
    FORKED(E_FORKED, wrtmem_consumer_release(at.consumer, 0));
    FORKED(E_FORKED, wrtmem_producer_inline(at.producer, 0, &out.end));
    FORKED(E_FORKED, wrtmem_consumer_inline(at.consumer, 0, &out.end));
    FORKED(E_FORKED, wrtmem_producer_wake(at.producer));
    FORKED(E_FORKED, wrtmem_consumer_wake(at.consumer));
    FORKED(E_FORKED, wrtmem_mailbox_create(at.segment, "new", default_mailbox_options(), &out.mailbox));
    FORKED(E_FORKED, wrtmem_mailbox_open_or_create(at.segment, "new", default_mailbox_options(), &out.mailbox, &out.truth));
    FORKED(E_FORKED, wrtmem_mailbox_open(at.segment, "mailbox", WRTMEM_POLL, &out.mailbox));
    FORKED(E_FORKED, wrtmem_mailbox_info(at.mailbox, &out.mailbox_info));
    FORKED(E_FORKED, wrtmem_mailbox_writer_open(at.mailbox, &out.mailbox_writer, &out.u64));
    FORKED(E_FORKED, wrtmem_mailbox_writer_write(at.mailbox_writer, message.bytes, &out.u64));
    FORKED(E_FORKED, wrtmem_mailbox_reader_open(at.mailbox, &out.mailbox_reader));
    FORKED(E_FORKED, wrtmem_mailbox_reader_seen(at.mailbox_reader, &out.u64));
    FORKED(E_FORKED, wrtmem_mailbox_reader_read(at.mailbox_reader, message.bytes, &out.u64));
    FORKED(E_FORKED, wrtmem_mailbox_reader_try_read_newer(at.mailbox_reader, message.bytes, &out.u64));
    FORKED(E_FORKED, wrtmem_mailbox_reader_read_newer(at.mailbox_reader, message.bytes, WRTMEM_POLL, &out.u64));
    FORKED(E_FORKED, wrtmem_broadcast_create(at.segment, "new", default_broadcast_options(), &out.broadcast));
    FORKED(E_FORKED, wrtmem_broadcast_open_or_create(at.segment, "new", default_broadcast_options(), &out.broadcast, &out.truth));
    FORKED(E_FORKED, wrtmem_broadcast_open(at.segment, "broadcast", WRTMEM_POLL, &out.broadcast));
    FORKED(E_FORKED, wrtmem_broadcast_info(at.broadcast, &out.broadcast_info));
    FORKED(E_FORKED, wrtmem_broadcast_writer_open(at.broadcast, &out.broadcast_writer, &out.u64));
    FORKED(E_FORKED, wrtmem_broadcast_writer_write(at.broadcast_writer, message.bytes, &out.u64));
    FORKED(E_FORKED, wrtmem_broadcast_writer_write_n(at.broadcast_writer, message.bytes, 1, &out.u64));
    FORKED(E_FORKED, wrtmem_broadcast_reader_open(at.broadcast, 0, &out.broadcast_reader));
    FORKED(E_FORKED, wrtmem_broadcast_reader_info(at.broadcast_reader, &out.broadcast_reader_info));
    FORKED(E_FORKED, wrtmem_broadcast_reader_try_read(at.broadcast_reader, message.bytes, &out.u64));
    FORKED(E_FORKED, wrtmem_broadcast_reader_read(at.broadcast_reader, message.bytes, WRTMEM_POLL, &out.u64));
    FORKED(E_FORKED, wrtmem_broadcast_reader_try_read_n(at.broadcast_reader, message.bytes, 1, &out.size, &out.u64));
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
    FORKED(E_FORKED, wrtmem_waitset_add_receiver(at.waitset, at.receiver, 2));
    FORKED(E_FORKED, wrtmem_waitset_add_consumer(at.waitset, at.consumer, 2));
    FORKED(E_FORKED, wrtmem_waitset_add_mailbox_reader(at.waitset, at.mailbox_reader, 2));
    FORKED(E_FORKED, wrtmem_waitset_add_broadcast_reader(at.waitset, at.broadcast_reader, 2));
    FORKED(E_FORKED, wrtmem_waitset_add_mpmc_consumer(at.waitset, at.mpmc_consumer, 2));
    FORKED(E_FORKED, wrtmem_waitset_add_ordered_receiver(at.waitset, at.ordered_receiver, 2));
    FORKED(E_FORKED, wrtmem_waitset_remove(at.waitset, 1));
    FORKED(E_FORKED, wrtmem_waitset_wait(at.waitset, &out.ready, 1, WRTMEM_POLL, &out.size));
    FORKED(E_FORKED, wrtmem_waitset_fd(at.waitset, &out.number));
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
    FORKED(OK, wrtmem_scrubber_close(at.scrubber));
    FORKED(OK, wrtmem_deque_close(at.deque));
    FORKED(OK, wrtmem_string_close(at.string));
    FORKED(OK, wrtmem_map_close(at.map));
    FORKED(OK, wrtmem_bits_close(at.bits));
    FORKED(OK, wrtmem_spsc_close(at.spsc));
    FORKED(OK, wrtmem_producer_close(at.producer));
    FORKED(OK, wrtmem_consumer_close(at.consumer));
    FORKED(OK, wrtmem_mailbox_close(at.mailbox));
    FORKED(OK, wrtmem_mailbox_writer_close(at.mailbox_writer));
    FORKED(OK, wrtmem_mailbox_reader_close(at.mailbox_reader));
    FORKED(OK, wrtmem_broadcast_close(at.broadcast));
    FORKED(OK, wrtmem_broadcast_writer_close(at.broadcast_writer));
    FORKED(OK, wrtmem_broadcast_reader_close(at.broadcast_reader));
    FORKED(OK, wrtmem_mpmc_close(at.mpmc));
    FORKED(OK, wrtmem_mpmc_producer_close(at.mpmc_producer));
    FORKED(OK, wrtmem_mpmc_consumer_close(at.mpmc_consumer));
    FORKED(OK, wrtmem_ordered_close(at.ordered));
    FORKED(OK, wrtmem_ordered_sender_close(at.ordered_sender));
    FORKED(OK, wrtmem_ordered_receiver_close(at.ordered_receiver));
    FORKED(OK, wrtmem_waitset_close(at.waitset));
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
    test_heap_free_sized();
    test_heap_coalesce();
    test_ref_offset();
    test_sender_send_block();
    test_receiver_receive_block();
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
    test_region_update();
    test_transaction_read();
    test_transaction_write();
    test_cell_create();
    test_cell_open_or_create();
    test_cell_open();
    test_cell_close();
    test_cell_info();
    test_cell_read();
    test_cell_write();
    test_cell_set_level();
    test_cell_roll_back();
    test_cell_checksum();
    test_cell_verify();
    test_cell_scrub();
    test_cell_inject_fault();
    test_scrubber_start();
    test_scrubber_info();
    test_scrubber_close();
    test_operation_record();
    test_operations_info();
    test_deque_create();
    test_deque_open_or_create();
    test_deque_open();
    test_deque_close();
    test_deque_info();
    test_deque_push_back();
    test_deque_push_front();
    test_deque_pop_back();
    test_deque_pop_front();
    test_deque_get();
    test_deque_set();
    test_deque_length();
    test_deque_copy();
    test_deque_extend();
    test_deque_clear();
    test_deque_verify();
    test_string_create();
    test_string_open_or_create();
    test_string_open();
    test_string_close();
    test_string_set();
    test_string_append();
    test_string_read();
    test_string_length();
    test_string_verify();
    test_map_create();
    test_map_open_or_create();
    test_map_open();
    test_map_close();
    test_map_info();
    test_map_insert();
    test_map_get();
    test_map_remove();
    test_map_length();
    test_map_next();
    test_map_clear();
    test_map_verify();
    test_bits_create();
    test_bits_open_or_create();
    test_bits_open();
    test_bits_close();
    test_bits_test();
    test_bits_set();
    test_bits_clear();
    test_bits_toggle();
    test_bits_count();
    test_bits_next();
    test_bits_read();
    test_bits_write();
    test_bits_clear_all();
    test_bits_verify();
    test_value_open();
    test_value_bool();
    test_value_signed();
    test_value_unsigned();
    test_value_float();
    test_value_char();
    test_value_string();
    test_value_case();
    test_value_is_case();
    test_value_flag();
    test_value_flags();
    test_value_count();
    test_value_child();
    test_value_field();
    test_value_name();
    test_encoder_start();
    test_encoder_finish();
    test_encoder_begin();
    test_encoder_begin_variant();
    test_encoder_begin_result();
    test_encoder_field();
    test_encoder_end();
    test_encoder_put_bool();
    test_encoder_put_signed();
    test_encoder_put_unsigned();
    test_encoder_put_f32();
    test_encoder_put_f64();
    test_encoder_put_char();
    test_encoder_put_string();
    test_encoder_put_enum();
    test_encoder_put_flags();
    test_encoder_put_value();
    test_spsc_create();
    test_spsc_open_or_create();
    test_spsc_open();
    test_spsc_close();
    test_spsc_info();
    test_producer_open();
    test_producer_close();
    test_producer_push();
    test_producer_try_push();
    test_producer_push_or_drop();
    test_producer_push_n();
    test_producer_reserve();
    test_producer_commit();
    test_consumer_open();
    test_consumer_close();
    test_consumer_pop();
    test_consumer_try_pop();
    test_consumer_pop_n();
    test_consumer_peek();
    test_consumer_release();
    test_producer_inline();
    test_consumer_inline();
    test_producer_wake();
    test_consumer_wake();
    test_mailbox_create();
    test_mailbox_open_or_create();
    test_mailbox_open();
    test_mailbox_close();
    test_mailbox_info();
    test_mailbox_writer_open();
    test_mailbox_writer_close();
    test_mailbox_writer_write();
    test_mailbox_reader_open();
    test_mailbox_reader_close();
    test_mailbox_reader_seen();
    test_mailbox_reader_read();
    test_mailbox_reader_try_read_newer();
    test_mailbox_reader_read_newer();
    test_broadcast_create();
    test_broadcast_open_or_create();
    test_broadcast_open();
    test_broadcast_close();
    test_broadcast_info();
    test_broadcast_writer_open();
    test_broadcast_writer_close();
    test_broadcast_writer_write();
    test_broadcast_writer_write_n();
    test_broadcast_reader_open();
    test_broadcast_reader_close();
    test_broadcast_reader_info();
    test_broadcast_reader_try_read();
    test_broadcast_reader_read();
    test_broadcast_reader_try_read_n();
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
    test_waitset_create();
    test_waitset_add_receiver();
    test_waitset_add_consumer();
    test_waitset_add_mailbox_reader();
    test_waitset_add_broadcast_reader();
    test_waitset_add_mpmc_consumer();
    test_waitset_add_ordered_receiver();
    test_waitset_remove();
    test_waitset_wait();
    test_waitset_fd();
    test_waitset_close();
    CHECK(process_wait(process_spawn(after_fork, NULL), LIMIT) == EXIT_SUCCESS);
    BAD(OK, wrtmem_segment_close(NULL)); /* the parent is as it was */
    tear_down();
    printf("%u bad calls\n", bad_calls);
    return EXIT_SUCCESS;
}
